import Messaging

/// What a member has: its partitions, what it gave out, and what waits.
///
/// No input or output happens here.
struct MemberState: Sendable {
    /// How a member is.
    enum Phase: Sendable, Hashable {
        case running
        /// The group shares its partitions out anew: nothing is given out, what was is waited for.
        case draining(until: ContinuousClock.Instant)
        case leaving
        case left
    }

    var phase = Phase.running
    /// The number of the assignment; receipts of earlier ones are lost.
    private(set) var session: UInt64 = 1
    private(set) var ledgers: [KafkaPartition: PartitionLedger] = [:]
    private(set) var held: [UInt64: KafkaHeld] = [:]
    private(set) var delayed = KafkaDelayed()
    private(set) var paused: Set<KafkaPartition> = []
    /// How many are given out and not settled.
    private(set) var unsettled = 0
    private var nextNumber: UInt64 = 1

    /// The partitions are others now; what was given out before is lost.
    /// - Returns: what the client is to fetch from again, as ``revoke()`` says
    mutating func assign(_ positions: [KafkaPartition: KafkaPosition?]) -> [KafkaPartition] {
        let resumed = revoke()
        ledgers = positions.mapValues { PartitionLedger($0) }
        delayed = KafkaDelayed(partitions: positions.count)
        phase = .running
        return resumed
    }

    /// No partition is its own any more.
    /// - Returns: the partitions that were paused: the client must be told to fetch from them again, because its pauses outlive assignments
    mutating func revoke() -> [KafkaPartition] {
        defer { paused = [] }
        session += 1
        ledgers = [:]
        held = [:]
        delayed = KafkaDelayed()
        unsettled = 0
        return Array(paused)
    }

    /// What a record is that came; where its partition began anew, what was given out of that is lost.
    /// - Returns: `nil` for one of a partition that is not its own
    mutating func arrive(_ partition: KafkaPartition, _ offset: Int64, time: Int64) -> PartitionArrival? {
        guard let arrival = ledgers[partition]?.arrive(offset, time: time) else { return nil }
        guard arrival == .anew else { return arrival }
        _ = delayed.remove(partition)
        for (number, delivery) in held where delivery.partition == partition {
            held[number] = nil
            if delivery.phase != .settled { unsettled -= 1 }
        }
        return arrival
    }

    /// Keeps a record until it is due.
    mutating func delay(_ arrival: KafkaArrival) {
        delayed.insert(arrival)
    }

    /// A record that became due.
    mutating func popDue(at now: Int64) -> KafkaArrival? {
        delayed.pop(at: now)
    }

    /// Gives a record out.
    mutating func give(_ arrival: KafkaArrival) -> Delivery {
        let number = nextNumber
        nextNumber += 1
        unsettled += 1
        let attempt = arrival.attempts + 1
        held[number] = KafkaHeld(
            partition: arrival.place, offset: arrival.offset, message: arrival.message, attempt: attempt)
        return Delivery(
            message: arrival.message, receipt: Receipt(session: session, number: number), attempt: attempt,
            malformation: arrival.malformation)
    }

    /// Begins to settle a delivery.
    /// - Returns: the delivery; `nil` where its lease is lost. One that is settled already, or about to be, is in that phase
    mutating func beginSettling(_ receipt: Receipt) -> KafkaHeld? {
        guard receipt.session == session, let found = held[receipt.number] else { return nil }
        if found.phase == .given { held[receipt.number]?.phase = .settling }
        return found
    }

    /// It could not be settled: somebody has it still.
    mutating func cancelSettling(_ receipt: Receipt) {
        guard receipt.session == session, held[receipt.number]?.phase == .settling else { return }
        held[receipt.number]?.phase = .given
    }

    /// Settles a delivery.
    /// - Returns: false where its lease was lost meanwhile
    mutating func settle(_ receipt: Receipt) -> Bool {
        guard receipt.session == session, let found = held[receipt.number] else { return false }
        guard found.phase != .settled else { return true }
        held[receipt.number]?.phase = .settled
        unsettled -= 1
        ledgers[found.partition]?.settle(found.offset)
        return true
    }

    /// Forgets a delivery whose settling is committed.
    mutating func forget(_ receipt: Receipt) {
        guard receipt.session == session, held[receipt.number]?.phase == .settled else { return }
        held[receipt.number] = nil
    }

    /// Whether a receipt is still good.
    func hasLease(_ receipt: Receipt) -> Bool {
        receipt.session == session && held[receipt.number] != nil
    }

    /// What has to be committed; counts as committed.
    mutating func takeCommits() -> [KafkaPartition: KafkaPosition] {
        var commits: [KafkaPartition: KafkaPosition] = [:]
        for (partition, ledger) in ledgers where ledger.isDirty {
            commits[partition] = ledger.position
            _ = ledgers[partition]?.takeCommit()
        }
        return commits
    }

    /// What was taken to be committed did not arrive.
    mutating func commitFailed(_ partitions: some Sequence<KafkaPartition>) {
        for partition in partitions { ledgers[partition]?.commitFailed() }
    }

    /// Settles what was not given out yet.
    /// - Parameter bounds: the ends of the partitions
    /// - Returns: how many messages
    mutating func discard(_ bounds: [KafkaPartition: Range<Int64>]) -> Int {
        var count = 0
        for (partition, bound) in bounds where ledgers[partition] != nil {
            for offset in delayed.remove(partition) {
                ledgers[partition]?.settle(offset)
                count += 1
            }
            count += ledgers[partition]?.discard(below: bound.upperBound) ?? 0
        }
        return count
    }

    /// Which retry topics are to be fetched from no more, and which again.
    mutating func takePauses() -> (pause: [KafkaPartition], resume: [KafkaPartition]) {
        let pause = ledgers.keys.filter { !paused.contains($0) && delayed.isFull($0) }
        let resume = paused.filter { delayed.isHalfEmpty($0) }
        paused.formUnion(pause)
        paused.subtract(resume)
        return (pause, Array(resume))
    }

    /// How many are given out of one topic, or of all but it.
    func inFlight(of topic: String) -> (main: Int, retries: Int) {
        let given = held.values.filter { $0.phase != .settled }
        let main = given.filter { $0.partition.topic == topic }.count
        return (main, given.count - main)
    }
}
