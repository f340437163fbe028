/// An amount of one currency, in its minor unit.
public struct Money: Sendable, Hashable {
    /// The amount in the minor unit of ``currency``: 1050 of USD is 10.50 dollars.
    public var minorUnits: Int64

    /// The currency.
    public var currency: Currency

    /// The largest amount of one command, 2^53 − 1: the largest integer that every JSON reader keeps exact (RFC 8259, section 6).
    public static let maximumMinorUnits: Int64 = 9_007_199_254_740_991

    /// Creates an amount.
    /// - Parameters:
    ///   - minorUnits: the amount in the minor unit of the currency
    ///   - currency: the currency
    public init(_ minorUnits: Int64, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Checks that an amount can be moved.
    /// - Parameter minorUnits: the amount of a command
    /// - Throws: ``Rejection/amountNotPositive`` or ``Rejection/amountTooLarge``
    static func validate(_ minorUnits: Int64) throws(Rejection) {
        if minorUnits <= 0 { throw .amountNotPositive }
        if minorUnits > maximumMinorUnits { throw .amountTooLarge }
    }
}
