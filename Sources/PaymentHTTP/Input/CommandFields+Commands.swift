import PaymentCore

extension CommandFields {
    /// The account that is asked for.
    /// - Throws: the problem of a value that no account can have, or of a kind that is not said
    func openAccount() throws(Problem) -> OpenAccount {
        let id = try CommandFields.account(id, .id)
        guard let kind = kind ?? AccountKind(conventionalFor: id) else {
            throw Problem.missing(
                CommandField.kind.name,
                "It may only be left out where the id begins with wallet:, merchant:, rail:, fees:, fx: or suspense:.")
        }
        return OpenAccount(id: id, currency: try currencyValue(), kind: kind, allowsOverdraft: allowsOverdraft)
    }

    /// The transfer that is asked for.
    /// - Throws: the problem of a value that no transfer can have
    func transferRequest() throws(Problem) -> TransferRequest {
        TransferRequest(
            debit: try CommandFields.account(debit, .debit), credit: try CommandFields.account(credit, .credit),
            amount: try money(), pending: pending, expiresInSeconds: expiresInSeconds, reference: reference)
    }

    /// The payment that is asked for.
    /// - Parameter id: the name that it will have
    /// - Returns: the request for the engine
    /// - Throws: the problem of a value that no payment can have
    func paymentRequest(id: PaymentID) throws(Problem) -> PaymentRequest {
        PaymentRequest(
            id: id, amount: try money(), method: method, capture: capture,
            payer: try CommandFields.account(payer, .payer),
            payee: try CommandFields.account(payee, .payee), text: try text(), expiresInSeconds: expiresInSeconds)
    }

    private func money() throws(Problem) -> Money {
        guard let amount else { throw Problem.missing(.amount) }
        return Money(amount, try currencyValue())
    }

    private func currencyValue() throws(Problem) -> Currency {
        do {
            return try Currency(currency)
        } catch {
            throw Problem(error, field: CommandField.currency.name)
        }
    }

    private static func account(_ text: String, _ field: CommandField) throws(Problem) -> AccountID {
        do {
            return try AccountID(text)
        } catch {
            throw Problem(error, field: field.name)
        }
    }

    private func text() throws(Problem) -> PaymentText {
        do {
            return try PaymentText(order: order, description: description, metadata: metadata)
        } catch {
            throw Problem(error)
        }
    }
}
