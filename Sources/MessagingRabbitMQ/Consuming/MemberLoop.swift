import BlockingIO
import FoundationEssentials
import Messaging

/// The thread of a ``RabbitMQConsumer``: reads what the engine gives, acknowledges, keeps the lanes fairly shared, and connects again.
struct MemberLoop {
    /// A question to the engine on a lane's channel, and who waits for its answer.
    enum Question {
        /// The end of a batch of acknowledgements: its answer means that the engine has them.
        case afterAcknowledgements(Int)
        /// Something of which the answer says nothing.
        case nothing
        /// The end of everything that was sent before.
        case catchingUp(Int)
        /// How many members the lane has.
        case balance
    }

    /// A call that waits for the answers of several lanes.
    struct Pending {
        var answersLeft: Int
        var deadline: UInt64
        /// What is acknowledged when these answers are here.
        var rest: [(channel: UInt16, tags: [UInt64])] = []
        var finish: (MessagingFault?) -> Void

        /// Tells whoever waits that it has failed; what is left of it goes on unseen.
        mutating func fail(_ fault: MessagingFault) {
            finish(fault)
            finish = { _ in }
        }
    }

    let membership: Membership
    var connection: AMQPConnection?
    /// The sessions of the lanes by their channels.
    var sessions: [UInt16: UInt64] = [:]
    var questions: [UInt16: FIFO<Question>] = [:]
    var pending: [Int: Pending] = [:]
    var nextPending = 0
    /// Lanes that the engine took away, to be opened again.
    var lostLanes: Set<Int> = []
    var backoff = ReconnectPause()
    var nextBalance: UInt64 = 0
    /// The channel on which it is counted as a member.
    var roll: UInt16?
    /// The queue whose log tells that acknowledgements of a queue are written down.
    var witness = ""

    /// Seconds between two signs of life on an idle connection.
    static let heartbeat = 20
    /// Nanoseconds between two looks at how many members there are.
    static let balanceInterval: UInt64 = 500_000_000

    init(_ membership: Membership) {
        self.membership = membership
    }

    /// Works until the member leaves.
    mutating func run() {
        while true {
            let (commands, isClosed, isWanted) = membership.state.withLock { state in
                defer { state.commands = [] }
                return (state.commands, state.isClosed, !state.waiters.isEmpty || !state.commands.isEmpty)
            }
            if isClosed { return end(commands) }
            step(commands, isWanted: isWanted)
        }
    }

    private mutating func step(_ commands: [MemberState.Command], isWanted: Bool) {
        let now = MonotonicClock.now()
        var left = commands
        if connection == nil, isWanted, backoff.isOver(now) { connect() }
        if connection != nil {
            do throws(AMQPFault) {
                connection?.deadline = membership.settings.deadline()
                try obey(&left)
                try read()
                try reopenLostLanes()
                try balance(MonotonicClock.now())
            } catch {
                lose(membership.settings.fault(error))
            }
        }
        wait(for: left)
        serve()
        expire(MonotonicClock.now())
        let isIdle = membership.state.withLock { $0.commands.isEmpty || connection == nil }
        guard isIdle, connection?.hasFrames != true else { return }
        _ = membership.wakeup.wait(
            for: connection?.socket, wantsToWrite: false, until: nextMoment(), now: MonotonicClock.now())
    }

    /// Commands that need a connection go back until there is one, or until their time is over.
    private mutating func wait(for commands: [MemberState.Command]) {
        let now = MonotonicClock.now()
        let fault = backoff.fault ?? membership.settings.fault(.timedOut)
        let isHopeless = backoff.fault.map { !$0.isRetriable } ?? false
        for command in commands {
            switch command {
            case .acknowledge(let receipts, _, let finish):
                // Without the connection on which they came they are lost.
                finish(.success(receipts))
            case .catchUp(let deadline, let finish):
                if now >= deadline || isHopeless {
                    finish(.failure(fault))
                } else {
                    membership.state.withLock { $0.commands.append(command) }
                }
            case .dropBuffers(let finish):
                finish(0)
            }
        }
    }

    private func serve() {
        let now = MessageTime.milliseconds(Date())
        let served = membership.state.withLock { state in
            for session in state.lanes.keys { state.lanes[session]?.ripen(now) }
            return state.serve()
        }
        for (waiter, deliveries) in served { waiter.resume(.success(deliveries)) }
    }

    private mutating func expire(_ now: UInt64) {
        let isConnected = connection != nil
        let fault = backoff.fault ?? membership.settings.fault(.timedOut)
        let isHopeless = backoff.fault.map { !$0.isRetriable } ?? false
        let late = membership.state.withLock { state in
            let late = state.waiters.filter {
                isConnected ? now >= $0.end : now >= $0.deadline || isHopeless
            }
            let numbers = Set(late.map(\.number))
            state.waiters.removeAll { numbers.contains($0.number) }
            return late
        }
        for waiter in late { waiter.resume(isConnected ? .success([]) : .failure(fault)) }
        if isHopeless { backoff.reset() }
        if pending.values.contains(where: { now >= $0.deadline }) { lose(membership.settings.fault(.timedOut)) }
    }

    /// When there is something to do without the engine's saying anything, in nanoseconds of the monotonic clock.
    private func nextMoment() -> UInt64 {
        let now = MonotonicClock.now()
        let time = MessageTime.milliseconds(Date())
        let isConnected = connection != nil
        let (ends, due, isWaiting) = membership.state.withLock { state in
            (
                state.waiters.map { isConnected ? $0.end : $0.deadline },
                state.lanes.values.flatMap { $0.delayed.map(\.due) }.min(), !state.commands.isEmpty
            )
        }
        // Heartbeats are sent within calls of the library only.
        var moments = ends + pending.values.map(\.deadline) + [now + UInt64(Self.heartbeat / 3) * 1_000_000_000]
        if let due { moments.append(now + UInt64(max(0, due - time)) * 1_000_000) }
        if isConnected, membership.place.partitions > 1 { moments.append(nextBalance) }
        if !isConnected, !ends.isEmpty || isWaiting { moments.append(backoff.end) }
        return moments.min() ?? now
    }

    private mutating func end(_ commands: [MemberState.Command]) {
        let fault = MessagingFault(.closed, "The consumer has left its group")
        for command in commands {
            switch command {
            case .acknowledge(_, _, let finish): finish(.failure(fault))
            case .catchUp(_, let finish): finish(.failure(fault))
            case .dropBuffers(let finish): finish(0)
            }
        }
        connection?.deadline = MonotonicClock.now() + 2_000_000_000
        connection?.close()
        lose(fault)
    }

    /// Without a connection nothing of what came is this member's any more.
    mutating func lose(_ fault: MessagingFault) {
        connection = nil
        roll = nil
        sessions = [:]
        questions = [:]
        lostLanes = []
        let waiters = membership.state.withLock { state in
            state.lanes = [:]
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(.failure(fault)) }
        let failed = pending
        pending = [:]
        for one in failed.values { one.finish(fault) }
    }
}
