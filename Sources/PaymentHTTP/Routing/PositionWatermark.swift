import PaymentCore
import Synchronization

/// The highest position that any answer of this server has named.
///
/// Whatever is read later holds at this position or a later one.
final class PositionWatermark: Sendable {
    private let highest = Atomic<UInt64>(0)

    /// The highest position so far.
    var position: Position { Position(highest.load(ordering: .acquiring)) }

    /// Notes a position.
    func note(_ position: Position) {
        var known = highest.load(ordering: .relaxed)
        while position.value > known {
            let (exchanged, original) = highest.weakCompareExchange(
                expected: known, desired: position.value, ordering: .acquiringAndReleasing)
            if exchanged { return }
            known = original
        }
    }
}
