import PaymentKeys
import Testing

/// Which accounts a prefix covers.
@Suite("Account prefix")
struct AccountPrefixTests {
    @Test(arguments: [
        ("wallet:acme", "wallet:acme", true),
        ("wallet:acme", "wallet:acme:tips", true),
        ("wallet:acme", "wallet:acme2", false),
        ("wallet:acme", "wallet:acme-sister", false),
        ("wallet:acme", "wallet:acme.x", false),
        ("wallet:acme", "wallet:acm", false),
        ("wallet:acme", "wallet:Acme", false),
        ("wallet:acme", "merchant:wallet:acme", false),
        ("wallet:", "wallet:anybody", true),
        ("wallet:", "wallet", false),
        ("wallet:", "wallets:anybody", false),
        ("wallet:acme-", "wallet:acme-sister", true),
        ("wallet:acme-", "wallet:acme", false),
        ("wallet", "wallet:acme", true),
        ("wallet", "wallets", false),
    ])
    func `a prefix ends where a word does`(_ prefix: String, _ account: String, _ isCovered: Bool) throws {
        #expect(try AccountPrefix(prefix).covers(account) == isCovered)
    }

    @Test(arguments: ["", " ", "wallet acme", "wället", "a/b", "a*", String(repeating: "a", count: 129)])
    func `what no account can begin with is no prefix`(_ text: String) {
        #expect(throws: KeyFault.self) { try AccountPrefix(text) }
    }
}
