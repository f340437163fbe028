import Foundation
import JournalTestSupport
import PaymentCore
import Testing

@testable import florin

/// What beancount itself says of the books.
@Suite("Export to beancount", .enabled(if: Tool.isExpected("bean-check")))
struct BeancountExportTests {
    @Test(arguments: Seeds.range(default: 2))
    func `bean-check accepts the books`(seed: UInt64) throws {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: seed)
        try history.run(commands: 600, on: builder)
        let text = try Exports.text(.beancount, of: builder)
        let result = try Tool.run("bean-check", [try Exports.file(text, in: builder.folder)])
        #expect(result.status == 0 && result.output.isEmpty, "seed \(seed): \(result.output.suffix(2000))")
        // bean-check would be silent about balances that are not stated: at the end, every account's is.
        let stated = Exports.lines(text).filter { $0.contains(" balance ") }.suffix(builder.state.accountCount)
        #expect(Set(stated.map { $0.split(separator: " ")[2] }).count == builder.state.accountCount)
    }

    @Test func `bean-check finds an amount that was changed, on one side or on both`() throws {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: 1)
        try history.run(commands: 60, on: builder)
        let text = try Exports.text(.beancount, of: builder)
        #expect(try Tool.run("bean-check", [try Exports.file(text, in: builder.folder)]).status == 0)
        for tampered in try Tampering.variants(of: text) {
            let result = try Tool.run("bean-check", [try Exports.file(tampered.text, in: builder.folder)])
            #expect(result.status != 0, "\(tampered.line)")
        }
    }

    @Test func `the last minor unit counts`() throws {
        let builder = try JournalBuilder()
        for currency in RandomHistory.currencies {
            try builder.open("a:\(currency)", currency, overdraft: true)
            try builder.open("b:\(currency)", currency)
            _ = try builder.transfer("a:\(currency)", "b:\(currency)", 12345, currency)
        }
        let text = try Exports.text(.beancount, of: builder)
        for (amount, more) in [
            ("  12345 JPY", "12345.1 JPY"), ("  123.45 USD", "123.451 USD"), ("  12.345 KWD", "12.3451 KWD"),
            ("  1.2345 CLF", "1.23451 CLF"),
        ] {
            let range = try #require(text.range(of: amount))
            let tampered = text.replacingCharacters(in: range, with: "  \(more)")
            let result = try Tool.run("bean-check", [try Exports.file(tampered, in: builder.folder)])
            #expect(result.status != 0 && result.output.contains("does not balance"), "\(amount): \(result.output)")
        }
    }
}
