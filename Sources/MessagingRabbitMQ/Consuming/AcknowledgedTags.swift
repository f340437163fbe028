/// What the engine has been told of a channel's deliveries, so that as few words as possible say more.
///
/// The engine numbers the deliveries of a channel from 1. A word that says "all up to" covers each of them, wherever it is: in the caller's hands,
/// in the buffer, waiting for its time, or done with and not said yet. So it is said only of what is known to be done with, from the first one on.
struct AcknowledgedTags: Sendable {
    /// The first delivery of which the engine has not been told.
    private var lowest: UInt64 = 1
    /// What it was told beyond that.
    private var beyond: Set<UInt64> = []

    /// What the engine is to be told.
    struct Words: Equatable {
        /// Up to where everything is done with.
        var all: UInt64?
        /// What is said one by one.
        var single: [UInt64] = []
        /// For what there was no room: to be added again.
        var rest: [UInt64] = []
    }

    /// Takes down that the engine is told of deliveries.
    /// - Parameters:
    ///   - tags: what is done with, each once
    ///   - limit: how many may be said one by one
    /// - Returns: how to say it
    mutating func add(_ tags: [UInt64], singles limit: Int) -> Words {
        let sorted = tags.sorted()
        var words = Words()
        var index = 0
        while index < sorted.count, sorted[index] == lowest {
            words.all = lowest
            index += 1
            repeat { lowest += 1 } while beyond.remove(lowest) != nil
        }
        words.single = Array(sorted[index...].prefix(limit))
        words.rest = Array(sorted[index...].dropFirst(limit))
        beyond.formUnion(words.single)
        return words
    }
}
