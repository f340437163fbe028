package import Messaging

extension Scene {
    /// How late a retry may come here: what the driver declares, many times over, for a busy machine.
    package var lateness: Duration { guarantees.retryLateBy * 4 + .seconds(6) }

    /// Within what time another member has to have what a lost one had: what the driver declares, many times over.
    /// - Parameter lease: the lost member's lease
    /// - Returns: the bound
    package func takeover(lease: Duration) -> Duration {
        let waiting = guarantees.lease == .timed ? lease : .zero
        return (waiting + guarantees.takeover) * 3 + .seconds(15)
    }

    /// How many members can work in a group of ours: as many as wanted, or as many as the engine can do.
    /// - Parameter wanted: how many
    /// - Returns: at least 1
    package func members(_ wanted: Int) -> Int {
        max(1, min(wanted, guarantees.maximumMembers ?? wanted))
    }

    /// The attempt of a delivery whose last member died in the middle of another.
    /// - Parameter attempt: the attempt in which it died
    /// - Returns: the next one, or the same, as the driver declares
    package func attempt(afterCrashIn attempt: Int) -> Int {
        guarantees.crashCount == .counted ? attempt + 1 : attempt
    }

    /// The depth has to be this: at once where the driver counts exactly, else in the end.
    /// - Parameters:
    ///   - group: the group
    ///   - wanted: its depth
    ///   - isQuiet: whether all members are of this process and nothing goes on
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func expectDepth(of group: ConsumerGroup, _ wanted: Depth, isQuiet: Bool = true) async throws {
        switch guarantees.depth {
        case .exact:
            let depth = try await broker.depth(of: group)
            try expect(depth == wanted, "The depth of \(group.topic.kind) is \(depth), not \(wanted)")
        case .exactWhenQuiet where isQuiet:
            let depth = try await broker.depth(of: group)
            try expect(depth == wanted, "The depth of \(group.topic.kind) is \(depth), not \(wanted)")
        case .exactWhenQuiet, .near:
            var depth = Depth()
            try await eventually("the depth of \(group.topic.kind) is \(depth), not \(wanted)") {
                depth = try await broker.depth(of: group)
                // What members of other processes have, and what they settled, this one need not know.
                return isQuiet ? depth == wanted : depth.waiting == wanted.waiting && depth.dead == wanted.dead
            }
        }
    }

    /// Nothing is left to do in a group, now or soon.
    /// - Parameters:
    ///   - group: the group
    ///   - dead: how many dead letters it has
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func expectDone(_ group: ConsumerGroup, dead: Int = 0) async throws {
        var depth = Depth()
        try await eventually("nothing of \(group.topic.kind) waits: \(depth)") {
            depth = try await broker.depth(of: group)
            return depth.waiting == 0 && depth.dead == dead
        }
    }
}
