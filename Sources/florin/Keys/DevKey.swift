import PaymentKeys

/// A key with every scope that lives as long as the process.
struct DevKey: Sendable {
    let stored: StoredKey
    let token: KeyToken

    init() throws {
        var generator = SystemRandomNumberGenerator()
        (stored, token) = try StoredKey.make(
            KeyRequest(name: "dev", scopes: Set(KeyScope.allCases)), at: Composition.keyTime(), using: &generator)
    }
}
