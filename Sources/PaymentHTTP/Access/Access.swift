public import PaymentCore
public import PaymentKeys
import PaymentViews

/// What whoever sent a request may do.
public struct Access: Sendable {
    /// Whose idempotency keys those of the request are; empty where no keys are needed.
    public let owner: String
    /// What the request may be.
    public let scopes: Set<KeyScope>
    /// The beginnings of the accounts that may be touched; `nil` for all.
    public let accountPrefixes: [AccountPrefix]?
    /// The id of the key; `nil` where no keys are needed.
    public let keyID: String?
    let limiter: RateLimiter?

    /// Everything, for everybody: where no keys are needed.
    static func unlimited(_ limiter: RateLimiter?) -> Access {
        Access(
            owner: "", scopes: Set(KeyScope.allCases), accountPrefixes: nil, keyID: nil, limiter: limiter)
    }

    /// Whether there are accounts that may not be touched.
    public var isRestricted: Bool { accountPrefixes != nil }

    /// Whether an account may be touched.
    /// - Parameter account: the account
    /// - Returns: whether one of the prefixes covers it, or there are none
    public func allows(_ account: AccountID) -> Bool {
        guard let accountPrefixes else { return true }
        return accountPrefixes.contains { $0.covers(account.description) }
    }

    /// The accounts that may be touched; `nil` for all.
    var selection: AccountSelection? {
        guard let accountPrefixes else { return nil }
        var selection = AccountSelection()
        for prefix in accountPrefixes {
            if prefix.endsWithWord {
                // The account of that name, and those below it.
                selection.names.append(prefix.description)
                selection.prefixes.append(prefix.description + ":")
            } else {
                selection.prefixes.append(prefix.description)
            }
        }
        return selection
    }

    /// Whether an event may be seen: all accounts that it concerns may be touched.
    func allows(_ event: NamedEvent) -> Bool {
        !isRestricted || event.accounts.allSatisfy(allows)
    }

    /// Charges what a batch costs beyond the token of its request: one for every hundred lines.
    ///
    /// Lines are cheap together, because they share one write to the disk; but they are not free.
    func charge(lines: Int) {
        limiter?.charge(lines / Access.linesPerToken)
    }

    private static let linesPerToken = 100
}

extension Access {
    init(_ key: AccessKey, limiter: RateLimiter?) {
        self.init(
            owner: key.owner, scopes: Set(key.scopes), accountPrefixes: key.accountPrefixes, keyID: key.id,
            limiter: limiter)
    }
}
