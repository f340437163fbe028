import PaymentCore

extension Money {
    /// The amount as people write it, with as many decimals as the currency has, without the currency: `-10.50`.
    var decimal: String { decimal(decimals: currency.exponent) }

    /// The amount and its currency: `10.50 USD`.
    var text: String { decimal + " " + currency.code }

    private func decimal(decimals: Int) -> String {
        guard decimals > 0 else { return "\(minorUnits)" }
        var digits = String(minorUnits.magnitude)
        digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
        return (minorUnits < 0 ? "-" : "") + digits
    }
}
