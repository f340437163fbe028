package import Messaging

/// Judges what several processes did, by the times on the machine's one clock.
package struct MemberJudge {
    private struct Happening {
        var time: UInt64
        var member: Int
        var event: Member.Event
    }

    /// What became of a key so far.
    private struct Key {
        /// Numbers below this one are being acknowledged, or are.
        var front = 0
        /// Numbers from `front` that are being acknowledged already.
        var settling: Set<Int> = []
        /// Numbers that are acknowledged for sure.
        var settled: Set<Int> = []
        /// Which member had a number last, and how often it was delivered.
        var holders: [Int: Int] = [:]

        mutating func settling(_ number: Int) {
            settling.insert(number)
            while settling.remove(front) != nil { front += 1 }
        }
    }

    private var happenings: [Happening] = []

    /// Creates a judge who has seen nothing.
    package init() {}

    /// Adds what a member did.
    /// - Parameters:
    ///   - events: everything that it said
    ///   - member: its number
    package mutating func add(_ events: [(time: UInt64, event: Member.Event)], _ member: Int) {
        happenings += events.map { Happening(time: $0.time, member: member, event: $0.event) }
    }

    /// Everything that was received.
    var received: Set<String> {
        Set(
            happenings.compactMap { happening in
                if case .received(let id, _) = happening.event { id } else { nil }
            })
    }

    /// How often a message was received beyond the first time.
    var repeats: Int {
        happenings.count { $0.event.isReceived } - received.count
    }

    /// Everything that a handler was done with.
    var handled: Set<String> {
        Set(
            happenings.compactMap { happening in
                if case .ended(let id, true) = happening.event { id } else { nil }
            })
    }

    /// No handler of a message began, in whatever process, before one of each earlier message of its key was done.
    func judgeHandlers() throws {
        var done: [String: Set<Int>] = [:]
        for happening in happenings.sorted(by: { $0.time < $1.time }) {
            switch happening.event {
            case .began(let id, let attempt):
                let (key, number) = Judge.parts(id)
                let missing = (0..<number).filter { !done[key, default: []].contains($0) }
                try expect(
                    missing.isEmpty,
                    "The handler of \(id) (attempt \(attempt), member \(happening.member)) began before numbers \(missing.prefix(5)) were done"
                )
            case .ended(let id, true):
                let (key, number) = Judge.parts(id)
                done[key, default: []].insert(number)
            default: continue
            }
        }
    }

    /// Nothing comes again that was acknowledged; where keys are in order, no member gets a message while an earlier one of its key is neither
    /// acknowledged nor with that same member.
    package func judge(order: Guarantees.Order) throws {
        var keys: [String: Key] = [:]
        for happening in happenings.sorted(by: { $0.time < $1.time }) {
            switch happening.event {
            case .received(let id, let attempt):
                let (name, number) = Judge.parts(id)
                var key = keys.removeValue(forKey: name) ?? Key()
                defer { keys[name] = key }
                try expect(
                    !key.settled.contains(number),
                    "\(id) came again to member \(happening.member) (attempt \(attempt)) after it had been acknowledged"
                )
                key.holders[number] = happening.member
                guard order == .perKey else { continue }
                for earlier in key.front..<max(key.front, number) where !key.settling.contains(earlier) {
                    try expect(
                        key.holders[earlier] == happening.member,
                        "\(id) came to member \(happening.member) while number \(earlier) of its key was \(key.holders[earlier].map { "with member \($0)" } ?? "with nobody")"
                    )
                }
            case .settling(let id):
                let (name, number) = Judge.parts(id)
                keys[name, default: Key()].settling(number)
            case .settled(let id):
                let (name, number) = Judge.parts(id)
                keys[name, default: Key()].settled.insert(number)
            default: continue
            }
        }
    }
}
