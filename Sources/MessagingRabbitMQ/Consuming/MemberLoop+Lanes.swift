import BlockingIO
import Messaging
import Synchronization

extension MemberLoop {
    /// Numbers of sessions: never one twice in this process.
    private static let lastSession = Atomic<UInt64>(0)

    /// Connects, and consumes every lane.
    mutating func connect() {
        let settings = membership.settings
        do throws(AMQPFault) {
            connection = try AMQPConnection.open(
                settings, name: "florin \(membership.name)", heartbeat: Self.heartbeat, until: settings.deadline())
            for index in 0..<membership.place.partitions { try open(index) }
            try enrol()
            backoff.reset()
            nextBalance = MonotonicClock.now() + Self.balanceInterval
        } catch {
            let fault =
                error.isNotFound
                ? settings.unroutable("\(membership.group)") : settings.fault(error)
            connection = nil
            sessions = [:]
            membership.state.withLock { $0.lanes = [:] }
            backoff.fail(MonotonicClock.now(), fault)
        }
    }

    /// Is counted as a member, and can be asked what it has.
    private mutating func enrol() throws(AMQPFault) {
        guard let connection else { return }
        var channel = try connection.openChannel()
        if membership.group.topic.kind == .queue {
            let own = membership.place.witness(of: membership.group)
            // A group of an older version has none before it is declared again.
            witness = try connection.isMissing(own, on: &channel) ? membership.place.members(of: membership.group) : own
        }
        roll = channel
        questions[channel] = FIFO()
        let members = membership.place.members(of: membership.group)
        let own = try connection.declareOwnQueue(on: channel)
        try connection.bindQueue(own, to: members, key: "", on: channel)
        try connection.consume(own, tag: "\(membership.name)-asked", prefetch: 0, needsNoAck: true, on: channel)
        try connection.consume(members, tag: membership.name, prefetch: 1, on: channel)
    }

    /// Consumes a lane, on a channel of its own.
    mutating func open(_ index: Int) throws(AMQPFault) {
        guard let connection else { return }
        let queue = membership.place.lane(index, of: membership.group)
        let channel = try connection.openChannel()
        let session = Self.lastSession.add(1, ordering: .relaxed).newValue
        sessions[channel] = session
        questions[channel] = FIFO()
        let before = try connection.declareQueue(queue, isPassive: true, on: channel)
        membership.state.withLock { state in
            state.lanes[session] = Lane(
                index: index, queue: queue, channel: channel, session: session, isActive: before.consumers == 0)
        }
        try connection.consume(
            queue, tag: "\(membership.name)-\(index)-\(session)", prefetch: membership.window, on: channel)
    }

    /// Forgets a lane: what came of it is somebody else's.
    mutating func forget(_ channel: UInt16, because fault: MessagingFault) throws(AMQPFault) {
        if channel == roll { roll = nil }
        guard let session = sessions.removeValue(forKey: channel) else { return }
        if let index = membership.state.withLock({ $0.lanes.removeValue(forKey: session)?.index }) {
            lostLanes.insert(index)
        }
        var asked = questions.removeValue(forKey: channel) ?? FIFO()
        while let question = asked.popFirst() {
            switch question {
            case .afterAcknowledgements(let number), .catchingUp(let number):
                // Other lanes of the same call still hear of the rest of it: otherwise nobody would have that any more, and nobody get it.
                pending[number]?.fail(fault)
                try countAnswer(for: number)
            case .balance, .nothing: break
            }
        }
    }

    /// Consumes lanes again that the engine took away.
    mutating func reopenLostLanes() throws(AMQPFault) {
        for index in lostLanes {
            lostLanes.remove(index)
            try open(index)
        }
    }

    /// Gives lanes up where other members have fewer.
    ///
    /// The engine gives a lane to the member that has waited for it longest, and never takes it away. So every member that knows itself to
    /// have more than its share closes the channel of one that is quiet: everything goes back in order, and the next one in line has it.
    mutating func balance(_ now: UInt64) throws(AMQPFault) {
        guard membership.place.partitions > 1 else { return }
        let ready = membership.state.withLock { state in
            for (session, lane) in state.lanes {
                // Who has a message for long keeps the lane: another one is tried the next time.
                if let since = lane.leavingSince, now > since + 2_000_000_000 {
                    state.lanes[session]?.leavingSince = nil
                }
            }
            return state.lanes.values.filter { $0.leavingSince != nil && $0.isQuiet }
        }
        // Who waits for an answer on its channel, would not get it any more.
        for lane in ready where questions[lane.channel]?.isEmpty ?? true {
            try forget(lane.channel, because: MessagingFault(.unavailable, "The lane was given up"))
            try connection?.closeChannel(lane.channel)
        }
        try reopenLostLanes()
        guard now >= nextBalance else { return }
        nextBalance = now + Self.balanceInterval
        guard let roll, let connection else { return }
        try connection.askForState(of: membership.place.members(of: membership.group), on: roll)
        questions[roll]?.append(.balance)
    }

    /// Begins to give lanes up, where this member has more than its share.
    func share(among members: Int) {
        guard members > 1 else { return }
        let now = MonotonicClock.now()
        let share = (membership.place.partitions + members - 1) / members
        membership.state.withLock { state in
            let active = state.lanes.values.filter(\.isActive)
            let excess = active.count - share - active.count { $0.leavingSince != nil }
            guard excess > 0 else { return }
            let candidates = active.filter { $0.leavingSince == nil }.sorted {
                ($0.held.count, $0.buffer.count, $0.index) < ($1.held.count, $1.buffer.count, $1.index)
            }
            for lane in candidates.prefix(excess) { state.lanes[lane.session]?.leavingSince = now }
        }
    }
}
