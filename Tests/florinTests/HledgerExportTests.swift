import Foundation
import JournalTestSupport
import PaymentCore
import Testing

@testable import florin

/// What hledger itself says of the books.
@Suite("Export to hledger", .enabled(if: Tool.isExpected("hledger")))
struct HledgerExportTests {
    private static func check(_ path: String) throws -> (status: Int32, output: String) {
        try Tool.run(
            "hledger",
            [
                "check", "--strict", "balancednoautoconversion", "accounts", "commodities", "payees", "ordereddates",
                "parseable", "-f", path,
            ])
    }

    @Test(arguments: Seeds.range(default: 3))
    func `hledger accepts the books and its balances are those of the state`(seed: UInt64) throws {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: seed)
        try history.run(commands: 600, on: builder)
        let file = try Exports.file(try Exports.text(.hledger, of: builder), in: builder.folder)
        let result = try HledgerExportTests.check(file)
        #expect(result.status == 0, "seed \(seed): \(result.output.suffix(2000))")

        let balances = try Tool.run(
            "hledger", ["bal", "--flat", "--empty", "--declared", "--no-total", "-O", "csv", "-f", file])
        var seen = 0
        for row in TableReader.records(balances.output).dropFirst() {
            let id = try #require(BookNames.id(hledger: row[0]), "\(row)")
            let account = try #require(builder.state.account(try AccountID(id)), "\(row)")
            #expect(row[0] == HledgerAccount.name(account.id, account.kind))
            let words = row[1].split(separator: " ")
            let balance = try #require(
                TableReader.minorUnits(words[0], decimals: account.currency.exponent), "seed \(seed): \(row)")
            #expect(balance == account.signedBalance.minorUnits, "seed \(seed): \(row)")
            #expect(balance == 0 || words[1] == account.currency.code)
            seen += 1
        }
        #expect(seen == builder.state.accountCount, "\(balances.output)")
    }

    @Test func `hledger finds an amount that was changed, on one side or on both`() throws {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: 1)
        try history.run(commands: 60, on: builder)
        let text = try Exports.text(.hledger, of: builder)
        #expect(try HledgerExportTests.check(try Exports.file(text, in: builder.folder)).status == 0)
        for tampered in try Tampering.variants(of: text) {
            let result = try HledgerExportTests.check(try Exports.file(tampered.text, in: builder.folder))
            #expect(result.status != 0, "\(tampered.line)")
        }
    }

    @Test func `a tenth of a minor unit too much is found`() throws {
        let builder = try JournalBuilder()
        for currency in RandomHistory.currencies {
            try builder.open("a:\(currency)", currency, overdraft: true)
            try builder.open("b:\(currency)", currency)
            _ = try builder.transfer("a:\(currency)", "b:\(currency)", 12345, currency)
        }
        let text = try Exports.text(.hledger, of: builder)
        #expect(try HledgerExportTests.check(try Exports.file(text, in: builder.folder)).status == 0)
        for amount in ["  12345 JPY", "  123.45 USD", "  12.345 KWD", "  1.2345 CLF"] {
            let words = amount.split(separator: " ")
            let more = words[0].contains(".") ? "\(words[0])1" : "\(words[0]).1"
            let range = try #require(text.range(of: amount))
            let tampered = text.replacingCharacters(in: range, with: "  \(more) \(words[1])")
            let result = try HledgerExportTests.check(try Exports.file(tampered, in: builder.folder))
            #expect(result.status != 0 && result.output.contains("could not balance"), "\(amount): \(result.output)")
        }
    }

    @Test func `the kinds of accounts are those that hledger reports on`() throws {
        let builder = try JournalBuilder()
        for kind in AccountKind.allCases { try builder.open("x:\(kind.name)", "EUR", kind, overdraft: true) }
        let file = try Exports.file(try Exports.text(.hledger, of: builder), in: builder.folder)
        for (letter, kind) in zip("ALERX", AccountKind.allCases) {
            let accounts = try Tool.run("hledger", ["accounts", "type:\(letter)", "-f", file])
            #expect(accounts.output == "\(kind.bookName):x:\(kind.name)\n")
        }
    }
}
