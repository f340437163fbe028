import Crypto
import Journal
import PaymentCore

/// Where a list goes on: for clients a word without meaning.
///
/// It carries a tag (HMAC-SHA256, cut to eight bytes) made with a key that only this journal has, so that a cursor of another server, or one that was
/// changed, is refused and never misread; and a fingerprint of the list that it belongs to, so that it cannot be used with other filters.
struct Cursor: Sendable {
    /// The lists that have cursors.
    enum List: UInt8 {
        case payments = 1
        case accounts = 2
        case entries = 3
    }

    private static let tagBytes = 8
    private static let headBytes = 10
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
        var bytes = Cursor.head(list, filter) + place
        bytes += tag(bytes)
        return Hexadecimal.text(bytes)
    }

    /// Reads a cursor.
    /// - Parameters:
    ///   - text: what the client sent
    ///   - list: the kind of list
    ///   - filter: everything that selects what is in the list
    /// - Returns: behind what the page begins
    /// - Throws: the problem of a cursor that is none of this list
    func place(_ text: String, _ list: List, filter: String) throws(Problem) -> [UInt8] {
        guard let bytes = Hexadecimal.bytes(text), bytes.count > Cursor.headBytes + Cursor.tagBytes,
            SafeComparison.areEqual(tag(bytes.dropLast(Cursor.tagBytes)), Array(bytes.suffix(Cursor.tagBytes)))
        else { throw Problem(.cursorInvalid, "This cursor is none that this server made.", field: "cursor") }
        guard bytes.starts(with: Cursor.head(list, filter)) else {
            throw Problem(
                .cursorInvalid, "This cursor belongs to another list: keep the other parameters as they were.",
                field: "cursor")
        }
        return Array(bytes[Cursor.headBytes...].dropLast(Cursor.tagBytes))
    }

    private static func head(_ list: List, _ filter: String) -> [UInt8] {
        [version, list.rawValue] + SHA256.hash(data: Array(filter.utf8)).prefix(8)
    }

    private func tag(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(bytes), using: key).prefix(Cursor.tagBytes))
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

/// Compares without telling by its time where two byte strings differ.
enum SafeComparison {
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
