import Journal
import PaymentCore
import Synchronization

/// Where batches begin: of what readers have come across, one place in every 256 KiB or so.
///
/// Readers of one journal share it: what one has found the others need not look for. A place stays right for ever, because the number of a
/// segment is never used again.
public final class JournalPlaces: Sendable {
    /// A batch that begins in a segment.
    struct Place {
        let first: Position
        let offset: Int
    }

    private static let distanceBytes = 256 << 10

    private let places = Mutex<[Int: [Place]]>([:])

    /// Creates an empty list.
    public init() {}

    /// Notes a batch, unless one close before it is known.
    func note(_ first: Position, at offset: Int, in sequence: Int) {
        places.withLock { places in
            let last = places[sequence]?.last
            guard last.map({ offset >= $0.offset + JournalPlaces.distanceBytes }) ?? (offset == 0) else { return }
            places[sequence, default: []].append(Place(first: first, offset: offset))
        }
    }

    /// The first position of a segment, if it is known.
    func first(of sequence: Int) -> Position? {
        places.withLock { $0[sequence]?.first?.first }
    }

    /// The last known batch of a segment that does not begin behind a position.
    func last(of sequence: Int, upTo position: Position) -> Place? {
        places.withLock { places in
            guard let known = places[sequence] else { return nil }
            var (low, high) = (0, known.count)
            while low < high {
                let middle = (low + high) / 2
                if known[middle].first <= position { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? known[low - 1] : nil
        }
    }
}
