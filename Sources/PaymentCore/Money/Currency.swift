/// A currency of ISO 4217 that has a minor unit.
///
/// The value holds the three letters themselves, so it can be shown without a look-up. Only codes that are in force and have a
/// minor unit can be made: gold (`XAU`) or the testing code (`XTS`) are no money to pay with.
public struct Currency: Sendable, Hashable {
    /// The three letters in base 26, `A` being 0 and the first letter weighing most: `AAA` is 0, `ZZZ` is 17,575.
    public let packed: UInt16

    /// Creates a currency from its code.
    /// - Parameter code: three capital letters of ISO 4217
    /// - Throws: ``Rejection/currencyWrongCase``, ``Rejection/currencyWithdrawn``, ``Rejection/currencyHasNoMinorUnit`` or
    ///   ``Rejection/currencyUnknown``
    public init(_ code: String) throws(Rejection) {
        guard let packed = Currency.pack(code.utf8) else {
            let isLetters = code.utf8.count == 3 && code.utf8.allSatisfy(Currency.isLetter)
            throw isLetters ? .currencyWrongCase : .currencyUnknown
        }
        switch CurrencyTable.shared.entry(packed) {
        case .minorUnit: self.packed = packed
        case .withdrawn: throw .currencyWithdrawn
        case .noMinorUnit: throw .currencyHasNoMinorUnit
        case .unknown: throw .currencyUnknown
        }
    }

    /// Creates a currency from ``packed``, as the journal holds it.
    ///
    /// A currency that was withdrawn after the journal was written is still read.
    /// - Parameter packed: three letters in base 26
    public init?(packed: UInt16) {
        switch CurrencyTable.shared.entry(packed) {
        case .minorUnit, .withdrawn: self.packed = packed
        case .noMinorUnit, .unknown: return nil
        }
    }

    /// The three capital letters.
    public var code: String {
        let letters = [packed / 676, packed / 26 % 26, packed % 26].map { UInt8($0) &+ UInt8(ascii: "A") }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The number of decimal places of the major unit: 0 for JPY, 2 for USD, 3 for KWD, 4 for CLF.
    public var exponent: Int {
        guard case .minorUnit(let exponent) = CurrencyTable.shared.entry(packed) else { return 2 }
        return exponent
    }

    /// Every currency in force that has a minor unit, in the order of their codes.
    public static var all: [Currency] {
        CurrencyTable.shared.currencies.map(Currency.init(inForce:))
    }

    private init(inForce packed: UInt16) {
        self.packed = packed
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func pack(_ letters: some Sequence<UInt8>) -> UInt16? {
        var packed: UInt16 = 0
        var count = 0
        for letter in letters {
            guard letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z"), count < 3 else { return nil }
            packed = packed * 26 + UInt16(letter - UInt8(ascii: "A"))
            count += 1
        }
        return count == 3 ? packed : nil
    }
}
