import Logging
import ServiceLifecycle

/// One membership of a subscription: receives, hands out, settles and renews side by side, until it is told to stop or breaks.
struct MessageSession: Sendable {
    private enum Part: Sendable {
        case receiving, dispatching, settling, watching
    }

    private let subscription: MessageSubscription
    private let consumer: any MessageConsumer
    private let desk: HandlerDesk

    init(_ subscription: MessageSubscription, consumer: any MessageConsumer) {
        self.subscription = subscription
        self.consumer = consumer
        desk = HandlerDesk(
            subscription.settings, maximumBatch: subscription.maximumBatch,
            keyedRetry: subscription.broker.guarantees.keyedRetry)
    }

    func run() async throws {
        subscription.open(desk)
        do {
            try await withThrowingTaskGroup(of: Part.self) { parts in
                parts.addTask { try await receive() }
                parts.addTask { await dispatch() }
                parts.addTask { try await settle() }
                parts.addTask { await stop() }
                parts.addTask { await renew() }
                parts.addTask { await adapt() }
                // Everything that was handled is settled when the settling part ends: what is left goes back, and the others end with it.
                for try await part in parts where part == .settling {
                    await consumer.leave()
                    parts.cancelAll()
                }
            }
        } catch {
            await consumer.leave()
            subscription.close(await desk.now)
            throw error
        }
        subscription.close(await desk.now)
    }

    // MARK: Receiving

    private func receive() async throws -> Part {
        var backoff = Backoff()
        var isSuspect = false
        // A cancelled task waits for nothing any more: it would turn here and keep others from running, who are to stop it.
        while !Task.isCancelled, let room = await desk.room() {
            do throws(MessagingFault) {
                if isSuspect { await desk.lose(try await consumer.renew(await desk.receipts)) }
                let deliveries = try await consumer.receive(atMost: room, waiting: .seconds(5))
                if isSuspect { subscription.note(nil) }
                isSuspect = false
                backoff.reset()
                await desk.add(deliveries)
            } catch {
                if error.code == .closed { break }
                guard error.isRetriable else {
                    await desk.stop()
                    throw error
                }
                await desk.add([])
                // What was delivered before may be lost.
                isSuspect = true
                subscription.note(error)
                subscription.logger.warning("receiving interrupted", metadata: ["fault": "\(error)"])
                await subscription.pause(backoff.pause())
            }
        }
        return .receiving
    }

    // MARK: Handling

    private func dispatch() async -> Part {
        await withDiscardingTaskGroup { handlers in
            await withDiscardingTaskGroup { holds in
                while let work = await desk.next() {
                    switch work {
                    case .handle(let batch):
                        if let share = subscription.settings.share { await share.slots.acquire(user: share.user) }
                        handlers.addTask { await handle(batch) }
                    case .hold(let receipt, let delay):
                        holds.addTask {
                            do {
                                try await Task.sleep(for: delay)
                                await desk.release(receipt)
                            } catch {
                                // Stopped: it goes back to the engine.
                            }
                        }
                    }
                }
                holds.cancelAll()
            }
        }
        await desk.dispatched()
        return .dispatching
    }

    private func handle(_ batch: [Delivery]) async {
        let clock = ContinuousClock()
        let start = clock.now
        let dispositions = await HandlerCall(subscription).dispositions(of: batch)
        subscription.settings.share?.slots.release()
        subscription.note(deadLetters: dispositions.count { $0.isDeadLetter })
        await desk.finish(Array(zip(batch, dispositions)).map { ($0, $1) }, seconds: (clock.now - start).seconds)
    }

    // MARK: Settling

    private func settle() async throws -> Part {
        while let settlements = await desk.nextSettlements() {
            try await settle(settlements)
            await desk.settled()
        }
        return .settling
    }

    /// Settles, again and again where the engine is away: what it has lost by then comes again.
    private func settle(_ settlements: [Settlement]) async throws {
        var backoff = Backoff()
        var isInterrupted = false
        while true {
            do throws(MessagingFault) {
                _ = try await consumer.settle(settlements)
                if isInterrupted { subscription.note(nil) }
                return
            } catch {
                guard error.isRetriable else {
                    await desk.stop()
                    throw error
                }
                subscription.logger.warning("settling interrupted", metadata: ["fault": "\(error)"])
                // What is not settled comes again; nobody waits for an engine that is away to stop.
                if subscription.isStopping { return }
                isInterrupted = true
                subscription.note(error)
                await subscription.pause(backoff.pause())
            }
        }
    }

    // MARK: Watching

    private func stop() async -> Part {
        // Also when the task is cancelled.
        try? await gracefulShutdown()
        await desk.stop()
        return .watching
    }

    private func renew() async -> Part {
        let interval = subscription.settings.consumer.lease / 3
        while (try? await Task.sleep(for: interval)) != nil {
            let receipts = await desk.receipts
            guard !receipts.isEmpty else { continue }
            do throws(MessagingFault) {
                await desk.lose(try await consumer.renew(receipts))
            } catch {
                subscription.logger.warning("renewing interrupted", metadata: ["fault": "\(error)"])
            }
        }
        return .watching
    }

    private func adapt() async -> Part {
        guard subscription.settings.parallelism.count > 1 else { return .watching }
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            guard await desk.takeBusy() else {
                await desk.plan(waiting: 0)
                continue
            }
            if let depth = try? await subscription.broker.depth(of: subscription.group) {
                await desk.plan(waiting: depth.waiting)
            }
        }
        return .watching
    }
}
