/// A key that somebody asks for.
public struct KeyRequest: Sendable, Hashable {
    /// What people will call it, 1 to 64 characters.
    public var name: String
    /// Whose it will be, 1 to 64 characters; `nil` for the name.
    public var owner: String?
    /// What it may be used for; one at least.
    public var scopes: Set<KeyScope>
    /// The accounts that it may touch; empty for all.
    public var accountPrefixes: [AccountPrefix] = []
    /// How many requests it may make in a second; `nil` for the server's default.
    public var requestsPerSecond: Int?
    /// How many requests it may make at once; only together with ``requestsPerSecond``.
    public var burst: Int?
    /// How long it lives, in days; `nil` for ever.
    public var lifetimeDays: Int?

    /// The numbers of requests, in a second or at once, that a key can be given.
    public static let rates = 1...1_000_000
    static let days = 1...36_500
    static let maximumNameLength = 64

    /// Creates a request.
    /// - Parameters:
    ///   - name: what people will call it
    ///   - scopes: what it may be used for
    public init(name: String, scopes: Set<KeyScope>) {
        self.name = name
        self.scopes = scopes
    }

    /// The key that is asked for.
    /// - Parameters:
    ///   - id: its id
    ///   - time: when it is made
    /// - Returns: the key
    /// - Throws: `.invalid` with a sentence about what cannot be
    func key(id: String, at time: KeyTime) throws(KeyFault) -> AccessKey {
        try KeyRequest.check(name, "name")
        try KeyRequest.check(owner ?? name, "owner")
        guard !scopes.isEmpty else { throw KeyFault(.invalid, "A key needs a scope: read, write or admin.") }
        for (number, word) in [(requestsPerSecond, "rate"), (burst, "burst")] {
            guard let number, !KeyRequest.rates.contains(number) else { continue }
            throw KeyFault(.invalid, "The \(word) of a key is a number from 1 to 1000000, unlike \(number).")
        }
        guard burst == nil || requestsPerSecond != nil else {
            throw KeyFault(.invalid, "A burst says how much of a rate may come at once: give the key a rate, too.")
        }
        if let lifetimeDays, !KeyRequest.days.contains(lifetimeDays) {
            throw KeyFault(.invalid, "A key expires in 1 to 36500 days, unlike \(lifetimeDays).")
        }
        return AccessKey(
            id: id, name: name, owner: owner ?? name, scopes: KeyScope.allCases.filter(scopes.contains),
            accountPrefixes: accountPrefixes.isEmpty ? nil : accountPrefixes, requestsPerSecond: requestsPerSecond,
            burst: burst, createdAt: time,
            expiresAt: lifetimeDays.map { KeyTime(seconds: time.seconds + Int64($0) * 86_400) })
    }

    /// Control characters are refused because they end lines in lists, and one of them ends the owner where idempotency keys are hashed.
    static func check(_ text: String, _ word: String) throws(KeyFault) {
        let isValid =
            (1...maximumNameLength).contains(text.unicodeScalars.count)
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
                default: true
                }
            }
        guard isValid else {
            throw KeyFault(.invalid, "The \(word) of a key has 1 to 64 characters, none of them a control character.")
        }
    }
}
