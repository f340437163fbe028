/// One membership of a desk in a queue: joins, receives for waiting clients, settles what ended by itself, renews, and leaves.
struct LeaseSession: Sendable {
    private enum Part: Sendable {
        case receiving, settling, renewing, clearing
    }

    private let desk: LeaseDesk
    private let group: ConsumerGroup
    private let session: UInt64

    init(_ desk: LeaseDesk, _ group: ConsumerGroup, _ session: UInt64) {
        self.desk = desk
        self.group = group
        self.session = session
    }

    func run() async {
        if let consumer = await join() {
            await withTaskGroup(of: Part.self) { parts in
                parts.addTask { await receive(from: consumer) }
                parts.addTask { await settle(with: consumer) }
                parts.addTask { await renew(with: consumer) }
                parts.addTask { await clear(with: consumer) }
                for await part in parts where part == .settling {
                    await consumer.leave()
                    parts.cancelAll()
                }
            }
        }
        await desk.ended(group, session)
    }

    /// Joins, again and again where the engine is away.
    /// - Returns: `nil` where that helps nothing, or nobody wants it any more
    private func join() async -> (any MessageConsumer)? {
        var backoff = Backoff()
        while await !desk.isEnding(group, session) {
            do throws(MessagingFault) {
                try await desk.broker.declare(group, startingAt: .beginning)
                let settings = ConsumerSettings(
                    prefetch: desk.settings.maximumLeases, lease: desk.settings.engineLease, name: "florin-http")
                let consumer = try await desk.broker.join(group, settings)
                await desk.joined(group, session, consumer)
                return consumer
            } catch {
                guard error.isRetriable else {
                    await desk.fail(error, group, session)
                    return nil
                }
                await desk.note(error, group, session)
                await pause(backoff.pause())
            }
        }
        return nil
    }

    private func receive(from consumer: any MessageConsumer) async -> Part {
        var backoff = Backoff()
        var isSuspect = false
        while !Task.isCancelled, let demand = await desk.demand(group, session) {
            do throws(MessagingFault) {
                if isSuspect {
                    let lost = try await consumer.renew(await desk.receipts(group, session))
                    await desk.lose(lost, group, session)
                }
                let deliveries = try await consumer.receive(atMost: demand.count, waiting: demand.time)
                isSuspect = false
                backoff.reset()
                await desk.add(deliveries, group, session)
            } catch {
                if error.code == .closed { break }
                guard error.isRetriable else {
                    await desk.fail(error, group, session)
                    break
                }
                // What was delivered before may be lost.
                isSuspect = true
                await desk.note(error, group, session)
                await pause(backoff.pause())
            }
        }
        return .receiving
    }

    private func settle(with consumer: any MessageConsumer) async -> Part {
        while let work = await desk.nextWork(group, session) {
            guard await settle(work.settlements, with: consumer) else { break }
            await desk.finish(work, group, session)
        }
        return .settling
    }

    /// Settles, again and again where the engine is away: what it has lost by then comes again.
    /// - Returns: whether to go on
    private func settle(_ settlements: [Settlement], with consumer: any MessageConsumer) async -> Bool {
        guard !settlements.isEmpty else { return true }
        var backoff = Backoff()
        while true {
            do throws(MessagingFault) {
                if try await !consumer.settle(settlements).isEmpty { await desk.doubt(group, session) }
                return true
            } catch {
                guard error.isRetriable else {
                    await desk.fail(error, group, session)
                    return false
                }
                // Whoever stops does not wait for an engine that is away: it gives the messages to others by itself.
                if await desk.isEnding(group, session) { return false }
                await pause(backoff.pause())
            }
        }
    }

    private func renew(with consumer: any MessageConsumer) async -> Part {
        while (try? await Task.sleep(for: desk.settings.engineLease / 3)) != nil {
            let receipts = await desk.receipts(group, session)
            guard !receipts.isEmpty else { continue }
            // Where it fails, receiving finds out what is lost.
            guard let lost = try? await consumer.renew(receipts) else { continue }
            await desk.lose(lost, group, session)
        }
        return .renewing
    }

    /// Asks what the engine still has, where that is in doubt.
    private func clear(with consumer: any MessageConsumer) async -> Part {
        var backoff = Backoff()
        while let doubt = await desk.nextDoubt(group, session) {
            do throws(MessagingFault) {
                let lost = try await consumer.renew(await desk.receipts(group, session))
                backoff.reset()
                await desk.clear(doubt, lost, group, session)
            } catch {
                if error.code == .closed { break }
                guard error.isRetriable else {
                    await desk.fail(error, group, session)
                    break
                }
                await desk.note(error, group, session)
                await pause(backoff.pause())
            }
        }
        return .clearing
    }

    /// Waits, but not much longer than until the session is to end.
    private func pause(_ time: Duration) async {
        var left = time
        while left > .zero, await !desk.isEnding(group, session) {
            let step = min(left, .milliseconds(200))
            guard (try? await Task.sleep(for: step)) != nil else { return }
            left -= step
        }
    }
}
