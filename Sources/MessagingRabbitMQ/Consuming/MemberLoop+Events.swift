import BlockingIO
import FoundationEssentials
import Messaging

extension MemberLoop {
    /// How many single acknowledgements a channel of the engine passes on to a queue before it waits for the first ones to be
    /// written: 32, beyond which they stay behind of what is asked after them.
    private static let acknowledgedAtOnce = 24

    /// Reads everything that has come.
    mutating func read() throws(AMQPFault) {
        while let event = try connection?.nextEvent() {
            switch event {
            case .delivery(roll, _, let message):
                try report(to: message.replyTo)
            case .delivery(let channel, let tag, let message):
                deliver(message, tag: tag, on: channel)
            case .answered(let channel, let consumers):
                try answer(on: channel, consumers: consumers)
            case .closed(let channel, let code, let text):
                try forget(channel, because: membership.settings.fault(.channelRefused(code: code, text: text)))
            case .cancelled(let channel):
                try forget(channel, because: membership.settings.unroutable("\(membership.group)"))
                try connection?.closeChannel(channel)
            default: break
            }
        }
    }

    /// Obeys commands; those that it did not come to are left.
    mutating func obey(_ commands: inout [MemberState.Command]) throws(AMQPFault) {
        while let command = commands.first {
            commands.removeFirst()
            switch command {
            case .acknowledge(let receipts, let deadline, let finish):
                try acknowledge(receipts, deadline: deadline, finish)
            case .catchUp(let deadline, let finish):
                try ask(Array(sessions.keys), deadline: deadline) { fault in
                    finish(fault.map { .failure($0) } ?? .success(()))
                }
            case .dropBuffers(let finish):
                finish(try dropBuffers())
            }
        }
    }

    private mutating func deliver(_ message: AMQPMessage, tag: UInt64, on channel: UInt16) {
        guard let session = sessions[channel] else { return }
        let now = MessageTime.milliseconds(Date())
        let incoming = Incoming(tag: tag, raw: message, now: now)
        let isMoving = DelayRung.fitting(incoming.due - now) != nil
        let index = membership.state.withLock { state in
            state.lanes[session]?.isActive = true
            if isMoving {
                state.lanes[session]?.moving.insert(incoming.tag)
            } else {
                state.lanes[session]?.add(incoming, now)
            }
            return state.lanes[session]?.index ?? 0
        }
        if isMoving { move(incoming, of: session, lane: index, milliseconds: incoming.due - now) }
    }

    /// Sends a message to the next step of its delay.
    private func move(_ incoming: Incoming, of session: UInt64, lane: Int, milliseconds: Int64) {
        let outgoing = Outgoing(
            exchange: "", routingKey: membership.stop(before: milliseconds, lane: lane),
            message: incoming.raw.retried(attempts: incoming.raw.earlierAttempts, due: incoming.due), isShortened: true)
        let membership = membership
        let job = PublishJob(count: 1, message: { _ in outgoing }, deadline: membership.settings.deadline()) { fault in
            membership.state.withLock { state in
                // What cannot be published waits here: late is better than lost.
                guard state.lanes[session]?.moving.remove(incoming.tag) != nil else { return }
                if fault == nil {
                    let held = Lane.Held(tag: incoming.tag, raw: incoming.raw, attempt: 0, isSettling: true)
                    guard let receipt = state.lanes[session]?.hold(held) else { return }
                    state.commands.append(.acknowledge([receipt], deadline: .max) { _ in })
                } else {
                    state.lanes[session]?.add(incoming, MessageTime.milliseconds(Date()))
                }
            }
            membership.wakeup.signal()
        }
        membership.publisher.submit(job)
    }

    private mutating func acknowledge(
        _ receipts: [Receipt], deadline: UInt64,
        _ finish: @escaping @Sendable (Result<[Receipt], MessagingFault>) -> Void
    ) throws(AMQPFault) {
        var lost: [Receipt] = []
        let lanes = membership.state.withLock { state in
            var tags: [UInt64: [UInt64]] = [:]
            for receipt in receipts {
                if let tag = state.lanes[receipt.session]?.letGo(receipt.number) {
                    tags[receipt.session, default: []].append(tag)
                } else {
                    lost.append(receipt)
                }
            }
            return tags.compactMap { session, tags in state.lanes[session].map { (channel: $0.channel, tags: tags) } }
        }
        let late = lost
        guard !lanes.isEmpty else { return finish(.success(late)) }
        let number = nextPending
        nextPending += 1
        pending[number] = Pending(answersLeft: 0, deadline: deadline) { fault in
            finish(fault.map { .failure($0) } ?? .success(late))
        }
        do throws(AMQPFault) {
            for (channel, tags) in lanes { try acknowledge(tags, on: channel, for: number) }
            if pending[number]?.answersLeft == 0 { pending.removeValue(forKey: number)?.finish(nil) }
        } catch {
            pending.removeValue(forKey: number)?.finish(membership.settings.fault(error))
            throw error
        }
    }

    /// Acknowledges, one by one as many as a channel of the engine passes on at once, and asks for a witness.
    private mutating func acknowledge(_ tags: [UInt64], on channel: UInt16, for number: Int) throws(AMQPFault) {
        guard let session = sessions[channel] else { return }
        let words = membership.state.withLock { state in
            state.lanes[session]?.acknowledged.add(tags, singles: Self.acknowledgedAtOnce)
        }
        guard let words else { return }
        try say(words, on: channel)
        if !words.rest.isEmpty { pending[number]?.rest.append((channel, words.rest)) }
        pending[number]?.answersLeft += 1
        try askForWitness(on: channel)
        questions[channel]?.append(.afterAcknowledgements(number))
    }

    private func say(_ words: AcknowledgedTags.Words, on channel: UInt16) throws(AMQPFault) {
        if let tag = words.all { try connection?.acknowledge(tag, isMultiple: true, on: channel) }
        for tag in words.single { try connection?.acknowledge(tag, isMultiple: false, on: channel) }
    }

    /// Has the engine write something down, after which everything before is written down as well.
    ///
    /// Acknowledgements have no answer, and a quorum queue passes them on without waiting for its log. That a consumer comes or goes is
    /// in the same log, and the engine answers when it is there. A second consumer of a lane is one in waiting, and gets nothing. A queue
    /// has no waiting: there it is another queue, whose log is written after that of a queue which answered before.
    private mutating func askForWitness(on channel: UInt16) throws(AMQPFault) {
        guard let session = sessions[channel], let connection else { return }
        let (queue, hasWitness) = membership.state.withLock { state in
            defer { state.lanes[session]?.hasWitness.toggle() }
            return (state.lanes[session]?.queue ?? "", state.lanes[session]?.hasWitness ?? false)
        }
        let isQueue = membership.group.topic.kind == .queue
        if isQueue {
            try connection.askForState(of: queue, on: channel)
            questions[channel]?.append(.nothing)
        }
        let tag = "witness-\(session)"
        if hasWitness {
            try connection.askToCancel(tag, on: channel)
        } else {
            try connection.askToConsume(isQueue ? witness : queue, tag: tag, on: channel)
        }
    }

    /// Asks on channels for something that the engine answers after everything before.
    private mutating func ask(
        _ channels: [UInt16], deadline: UInt64, _ finish: @escaping (MessagingFault?) -> Void
    ) throws(AMQPFault) {
        let number = nextPending
        nextPending += 1
        pending[number] = Pending(answersLeft: channels.count, deadline: deadline, finish: finish)
        if channels.isEmpty { pending.removeValue(forKey: number)?.finish(nil) }
        for channel in channels {
            let queue = membership.state.withLock { state in
                sessions[channel].flatMap { state.lanes[$0]?.queue }
            }
            try connection?.askForState(of: queue ?? "", on: channel)
            questions[channel]?.append(.catchingUp(number))
        }
    }

    private mutating func answer(on channel: UInt16, consumers: Int) throws(AMQPFault) {
        switch questions[channel]?.popFirst() {
        case .afterAcknowledgements(let number), .catchingUp(let number):
            try countAnswer(for: number)
        case .balance: share(among: consumers)
        case .nothing, nil: break
        }
    }

    /// Goes on with a call when the last answer that it waits for is there, or will never be.
    mutating func countAnswer(for number: Int) throws(AMQPFault) {
        pending[number]?.answersLeft -= 1
        guard pending[number]?.answersLeft == 0, let rest = pending[number]?.rest else { return }
        pending[number]?.rest = []
        for (channel, tags) in rest { try acknowledge(tags, on: channel, for: number) }
        if pending[number]?.answersLeft == 0 { pending.removeValue(forKey: number)?.finish(nil) }
    }

    /// Tells somebody how much this member has, when everything is here that the engine had sent before.
    private mutating func report(to queue: String) throws(AMQPFault) {
        let membership = membership
        try ask(Array(sessions.keys), deadline: membership.settings.deadline()) { _ in
            var report = AMQPMessage()
            membership.state.withLock { state in
                report[MessageHeader.ready] = .integer(Int64(state.buffered))
                report[MessageHeader.inFlight] = .integer(Int64(state.inHands))
                report[MessageHeader.delayed] = .integer(Int64(state.delayed))
            }
            let outgoing = Outgoing(exchange: "", routingKey: queue, message: report)
            membership.publisher.submit(
                PublishJob(count: 1, message: { _ in outgoing }, deadline: MonotonicClock.now() + 1_000_000_000) { _ in
                })
        }
    }

    private mutating func dropBuffers() throws(AMQPFault) -> Int {
        var count = 0
        let lanes = membership.state.withLock { state in
            state.lanes.keys.compactMap { session -> (channel: UInt16, words: AcknowledgedTags.Words)? in
                guard var lane = state.lanes[session] else { return nil }
                defer { state.lanes[session] = lane }
                let tags = lane.drop()
                count += tags.count
                return (lane.channel, lane.acknowledged.add(tags, singles: .max))
            }
        }
        for (channel, words) in lanes { try say(words, on: channel) }
        return count
    }
}
