/// What a group has in flight, as the file has it: by position, and which member has which key.
struct Flights {
    private struct Owner {
        var member: Int64
        var count: Int
    }

    private(set) var byPosition: [Int64: Flight] = [:]
    private var owners: [Int64: Owner] = [:]
    /// No lease ends before.
    private(set) var earliestDue = Int64.max

    subscript(position: Int64) -> Flight? { byPosition[position] }

    /// Who has messages of a key.
    func owner(ofKey key: Int64) -> Int64? { owners[key]?.member }

    mutating func insert(_ flight: Flight, at position: Int64) {
        byPosition[position] = flight
        earliestDue = min(earliestDue, flight.due)
        if let key = flight.key { owners[key, default: Owner(member: flight.member, count: 0)].count += 1 }
    }

    mutating func renew(_ position: Int64, until due: Int64) {
        byPosition[position]?.due = due
    }

    @discardableResult
    mutating func remove(_ position: Int64) -> Flight? {
        guard let flight = byPosition.removeValue(forKey: position) else { return nil }
        if let key = flight.key, var owner = owners[key] {
            owner.count -= 1
            owners[key] = owner.count == 0 ? nil : owner
        }
        return flight
    }

    /// Those whose lease has ended, in order.
    mutating func overdue(_ now: Int64) -> [Int64] {
        guard now >= earliestDue else { return [] }
        earliestDue = byPosition.values.reduce(.max) { min($0, $1.due > now ? $1.due : .max) }
        return byPosition.filter { $0.value.due <= now }.keys.sorted()
    }

    /// How many leases have not ended.
    func count(_ now: Int64) -> Int {
        now < earliestDue ? byPosition.count : byPosition.values.reduce(0) { $0 + ($1.due > now ? 1 : 0) }
    }
}
