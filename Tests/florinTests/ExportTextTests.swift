import PaymentCore
import Testing

@testable import florin

/// Names, texts, dates and amounts in exports, without the programs that read them.
@Suite("Text of exports")
struct ExportTextTests {
    /// Every id of up to four characters out of those that matter.
    private static func shortIDs() throws -> [AccountID] {
        let characters = ["a", "x", "A", "X", "0", "2", "5", "E", "F", "-", ".", "_", ":"]
        var all = characters
        var last = characters
        for _ in 0..<3 {
            last = last.flatMap { id in characters.map { id + $0 } }
            all += last
        }
        return try all.map { try AccountID($0) }
    }

    @Test func `names of accounts in hledger are legal and lead back to one id`() throws {
        var names: Set<String> = []
        let ids = try ExportTextTests.shortIDs() + RandomHistory.awkwardIDs.map { try AccountID($0) }
        for id in ids {
            let name = HledgerAccount.name(id, .liability)
            names.insert(name)
            #expect(BookNames.id(hledger: name) == id.description)
        }
        #expect(names.count == Set(ids).count)
        #expect(HledgerAccount.name(try AccountID("wallet:alice"), .liability) == "liabilities:wallet:alice")
    }

    @Test func `names of accounts in beancount are legal and lead back to one id`() throws {
        var names: Set<String> = []
        let ids = try ExportTextTests.shortIDs() + RandomHistory.awkwardIDs.map { try AccountID($0) }
        for id in ids {
            let name = BeancountAccount.name(id, .liability)
            names.insert(name)
            #expect(BookNames.id(beancount: name) == id.description, "\(name)")
            let isLegal = name.split(separator: ":", omittingEmptySubsequences: false).allSatisfy { part in
                part.first.map { $0.isUppercase || $0.isNumber } == true
                    && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
            #expect(isLegal, "\(name)")
        }
        #expect(names.count == Set(ids).count)
        #expect(BeancountAccount.name(try AccountID("wallet:alice"), .liability) == "Liabilities:Wallet:Alice")
        #expect(BeancountAccount.name(try AccountID("a::B_c"), .asset) == "Assets:A:X-0:X-0B-5Fc")
    }

    @Test(arguments: AwkwardText.all)
    func `a text is one line, has no controls, and can be had back`(text: String) {
        let escaped = LineText.escaped(text, alsoEscaping: [";", "\""])
        #expect(
            escaped.unicodeScalars.allSatisfy { $0.value >= 0x20 && !["\u{85}", "\u{2028}", "\u{2029}"].contains($0) })
        #expect(!escaped.contains(";") && !escaped.contains("\""))
        #expect(escaped.unicodeScalars.first?.properties.isWhitespace == false)
        #expect(Array(Exports.unescaped(escaped).utf8) == Array(text.utf8))
    }

    @Test(arguments: [ExportFormat.hledger, .beancount])
    func `what clients write adds no line and changes none but its own`(format: ExportFormat) throws {
        func lines(_ order: String, _ reference: String) throws -> [String] {
            let builder = try JournalBuilder()
            try builder.open("a", "EUR", .asset, overdraft: true)
            try builder.open("b", "EUR")
            let text = try PaymentText(
                order: order, description: reference, metadata: [(key: "k\n", value: reference)])
            _ = try builder.pay("a", "b", 100, "EUR", text: text)
            let id = try builder.transfer("a", "b", 7, "EUR", pending: true, reference: reference)
            try builder.perform(.post(PostTransfer(transfer: id)))
            return Exports.lines(try Exports.text(format, of: builder))
        }
        let tame = try lines("order", "reference")
        #expect(tame.contains { $0.contains("reference: ") } && tame.contains { $0.contains("order: ") })
        for text in AwkwardText.all {
            let wild = try lines(text, text)
            #expect(wild.count == tame.count)
            for (wild, tame) in zip(wild, tame) {
                let tag = ["    ; order: ", "    ; reference: ", "  order: \"", "  reference: \""].first {
                    tame.hasPrefix($0)
                }
                if let tag {
                    #expect(wild.hasPrefix(tag), "\(text.debugDescription)")
                    let end = tag.hasSuffix("\"") ? 1 : 0
                    #expect(Exports.unescaped(wild.dropFirst(tag.count).dropLast(end)) == text)
                } else {
                    #expect(wild == tame)
                }
            }
        }
    }

    @Test(
        arguments: [
            ("JPY", -5, "-5"), ("JPY", 1050, "1050"), ("USD", 1050, "10.50"), ("USD", 5, "0.05"), ("USD", -5, "-0.05"),
            ("KWD", 1050, "1.050"), ("KWD", 5, "0.005"), ("CLF", 1050, "0.1050"), ("CLF", -123_456, "-12.3456"),
            ("USD", 0, "0.00"), ("USD", Int64.min, "-92233720368547758.08"),
        ] as [(String, Int64, String)])
    func `amounts have as many decimals as the currency`(code: String, minorUnits: Int64, text: String) throws {
        #expect(Money(minorUnits, try Currency(code)).decimal == text)
        #expect(TableReader.minorUnits(text, decimals: try Currency(code).exponent) == minorUnits)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_645_557_742_000, "2022-02-22T19:22:22.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `moments are RFC 3339 in UTC with milliseconds`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).text == text)
    }

    @Test func `moments at the ends of the integers do not trap`() {
        for milliseconds in [Int64.min, .max] {
            #expect(Timestamp(milliseconds: milliseconds).text.hasSuffix("Z"))
        }
    }
}
