import PaymentCore
import Testing

@Suite("Currency")
struct CurrencyTests {
    @Test func `the table is the standard's list, code by code and exponent by exponent`() throws {
        #expect(StandardCurrencies.exponents.count == 165)
        let ours = Dictionary(uniqueKeysWithValues: Currency.all.map { ($0.code, $0.exponent) })
        #expect(ours == StandardCurrencies.exponents)
        #expect(Currency.all.map(\.code) == StandardCurrencies.exponents.keys.sorted())
    }

    @Test func `of all three-letter codes exactly those of the standard are taken`() {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        var taken = 0
        for code in letters.flatMap({ first in letters.flatMap { second in letters.map { first + second + $0 } } }) {
            guard let currency = try? Currency(code) else { continue }
            taken += 1
            #expect(currency.code == code)
            #expect(Currency(packed: currency.packed) == currency)
        }
        #expect(taken == 165)
    }

    @Test(
        arguments: [
            ("JPY", 0), ("KRW", 0), ("CLP", 0), ("ISK", 0), ("USD", 2), ("EUR", 2), ("CNY", 2), ("KWD", 3), ("BHD", 3),
            ("IQD", 3),
            ("TND", 3), ("CLF", 4), ("UYW", 4),
        ])
    func `a currency has as many decimal places as the standard says`(code: String, exponent: Int) throws {
        #expect(try Currency(code).exponent == exponent)
    }

    @Test(arguments: StandardCurrencies.withoutMinorUnit)
    func `gold, funds and test codes have no minor unit and are refused`(code: String) {
        #expect(throws: Rejection.currencyHasNoMinorUnit) { try Currency(code) }
    }

    @Test(arguments: ["usd", "Usd", "uSD", "usD", "xau", "dem", "abc"])
    func `small letters are refused as such`(code: String) {
        #expect(throws: Rejection.currencyWrongCase) { try Currency(code) }
    }

    @Test(arguments: ["DEM", "ITL", "FRF", "BGN", "HRK", "ANG", "ZWL", "VEF", "SLL", "CUC"])
    func `withdrawn currencies are refused as such, yet read from an old journal`(code: String) {
        #expect(throws: Rejection.currencyWithdrawn) { try Currency(code) }
        let packed = code.utf8.reduce(UInt16(0)) { $0 * 26 + UInt16($1 - UInt8(ascii: "A")) }
        #expect(Currency(packed: packed)?.code == code)
    }

    @Test(arguments: ["", "U", "US", "USDX", "ABC", "ZZZ", "U D", "US1", "ÜSD", "ßa", "ﬃ", "U\u{301}S", "US\0", "💶"])
    func `everything else is unknown`(code: String) {
        #expect(throws: Rejection.currencyUnknown) { try Currency(code) }
    }

    @Test func `packed codes without a currency behind them are not read`() {
        #expect(Currency(packed: 0) == nil)
        #expect(Currency(packed: 17_575) == nil)
        #expect(Currency(packed: 17_576) == nil)
        #expect(Currency(packed: .max) == nil)
    }
}
