import PaymentCore

extension Problem {
    /// The problem of a request without a key that counts.
    static func refusal(_ code: InputCode, _ detail: String? = nil) -> Problem {
        var problem = Problem(code, detail)
        problem.challenge = "Bearer realm=\"florin\""
        return problem
    }

    /// The problem of an account that the key may not touch.
    static func notPermitted(_ field: CommandField) -> Problem {
        Problem(
            .accountNotPermitted, "The key may not touch the account that \(field.name) names.", field: field.name)
    }
}
