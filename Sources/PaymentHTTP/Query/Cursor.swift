import Crypto
import Journal
import PaymentCore

/// Where a list goes on: for clients a word without meaning.
///
/// It is sealed (ChaCha20-Poly1305, RFC 8439) with a key that only this journal has: what it says nobody can read, and a cursor of another server, or
/// one that was changed, is refused and never misread. What it is sealed with says to which list it belongs, so it cannot be used with other filters.
struct Cursor: Sendable {
    /// The lists that have cursors.
    enum List: UInt8 {
        case payments = 1
        case accounts = 2
        case entries = 3
        /// No list: what became of a queued request.
        case requests = 4
    }

    private static let version: UInt8 = 1
    private let key: SymmetricKey

    /// - Parameter journal: the journal that the lists are of
    init(journal: JournalID) {
        key = SymmetricKey(data: journal.digest(for: "cursor"))
    }

    /// Makes a cursor.
    /// - Parameters:
    ///   - list: the kind of list
    ///   - filter: everything that selects what is in the list
    ///   - place: behind what the next page begins
    /// - Returns: the text for the client
    func text(_ list: List, filter: String, place: [UInt8]) -> String {
        guard let box = try? ChaChaPoly.seal(place, using: key, authenticating: Cursor.head(list, filter)) else {
            return ""
        }
        return Hexadecimal.text([Cursor.version] + box.combined)
    }

    /// Reads a cursor.
    /// - Parameters:
    ///   - text: what the client sent
    ///   - list: the kind of list
    ///   - filter: everything that selects what is in the list
    /// - Returns: behind what the page begins
    /// - Throws: the problem of a cursor that is none of this list
    func place(_ text: String, _ list: List, filter: String) throws(Problem) -> [UInt8] {
        guard let bytes = Hexadecimal.bytes(text), bytes.first == Cursor.version,
            let box = try? ChaChaPoly.SealedBox(combined: bytes.dropFirst()),
            let place = try? ChaChaPoly.open(box, using: key, authenticating: Cursor.head(list, filter))
        else {
            throw Problem(
                .cursorInvalid, "This server made no such cursor for this list with these parameters.", field: "cursor")
        }
        return Array(place)
    }

    private static func head(_ list: List, _ filter: String) -> [UInt8] {
        [version, list.rawValue] + Array(filter.utf8)
    }
}

extension [UInt8] {
    /// A number as eight bytes, the highest first.
    init(bigEndian value: UInt64) {
        self = (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
    }

    /// The number that eight bytes stand for; `nil` for more or fewer.
    var bigEndianNumber: UInt64? {
        count == 8 ? reduce(0) { $0 << 8 | UInt64($1) } : nil
    }
}
