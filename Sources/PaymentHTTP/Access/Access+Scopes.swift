import PaymentKeys

extension Access {
    /// Refuses a request that needs a scope beyond that of its route.
    /// - Parameter scope: the scope
    /// - Throws: 403 `scope_missing`
    func checkScope(_ scope: KeyScope) throws(Problem) {
        guard scopes.contains(scope) else {
            throw Problem(
                .scopeMissing, "The key does not have the scope \(scope.rawValue), which this request needs.")
        }
    }
}
