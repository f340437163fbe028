import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Lists of accounts")
struct AccountListTests {
    static let ids = ["a", "a:1", "a:10", "a:2", "ab", "b", "wallet:1", "wallet:2", "walleu", "z", "Z", "_"]

    static func reader(_ views: Views) throws -> ViewReader {
        var history = History()
        for id in ids { try history.run(Commands.open(id)) }
        try history.seal()
        return try views.filled(history).reader
    }

    @Test(
        arguments: [
            ("", []), ("a", []), ("a:", []), ("wallet:", []), ("none", []), ("a:10", []), ("ü", []),
            ("", ["wallet:", "a:"]), ("a", ["a:1", "a:2"]), ("a:1", ["a"]), ("", ["a", "a:", "ab"]), ("b", ["a"]),
            ("", [""]), ("", ["=ab", "a:1"]), ("a", ["=ab", "a"]), ("", ["=a:1", "=nobody"]), ("ab", ["=ab", "=ab"]),
        ] as [(String, [String])])
    func `a prefix finds what begins with it, in order, on any page size`(
        _ prefix: String, _ prefixes: [String]
    ) async throws {
        let views = try Views()
        let reader = try AccountListTests.reader(views)
        // Those with an equals sign are whole names.
        let names = prefixes.filter { $0.hasPrefix("=") }.map { String($0.dropFirst()) }
        let selection = AccountSelection(prefixes: prefixes.filter { !$0.hasPrefix("=") }, names: names)
        let expected = AccountListTests.ids.filter { id in
            id.hasPrefix(prefix)
                && (prefixes.isEmpty || selection.prefixes.contains { id.hasPrefix($0) } || names.contains(id))
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for limit in [1, 2, 3, 100] {
            var found: [String] = []
            var after: AccountID?
            repeat {
                let page = try await reader.accounts(
                    prefix: prefix, in: prefixes.isEmpty ? nil : selection, after: after, limit: limit
                ).value
                found += page.accounts.map(\.id.description)
                after = page.next
            } while after != nil
            #expect(found == expected, "\(prefix), \(prefixes), pages of \(limit)")
        }
    }

    @Test func `an account that is not there has no balance, entries or history`() async throws {
        let views = try Views()
        let reader = try AccountListTests.reader(views)
        let id = Commands.name("nobody")
        #expect(try await reader.account(id).value == nil)
        #expect(try await reader.entries(id).value == nil)
        #expect(try await reader.positions(ofAccount: id).value == nil)
        var filter = PaymentFilter()
        filter.payer = id
        #expect(try await reader.payments(filter).value.payments.isEmpty)
    }

    @Test func `before it was opened an account was not there`() async throws {
        let views = try Views()
        let reader = try AccountListTests.reader(views)
        #expect(try await reader.account(Commands.name("ab"), at: Position(4)).value == nil)
        #expect(try await reader.account(Commands.name("ab"), at: Position(5)).value?.account.balance == .zero)
        #expect(try await reader.account(Commands.name("ab"), at: Position(.max)).value?.position == Position(12))
        #expect(try await reader.account(Commands.name("a"), at: .start).value == nil)
    }
}
