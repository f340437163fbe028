extension Command {
    /// Refuses values that no state could take: for commands that are answered before they are decided.
    ///
    /// ``State/decide(_:at:into:)`` refuses them with the same reasons.
    /// - Throws: ``Rejection``: an amount, an expiry or two accounts that cannot be
    public func checkValues() throws(Rejection) {
        switch self {
        case .requestPayment(let request):
            try Money.validate(request.amount.minorUnits)
            try Command.checkExpiry(request.expiresInSeconds)
            if request.payer == request.payee { throw .sameAccount }
        case .transfer(let request):
            try Money.validate(request.amount.minorUnits)
            try Command.checkExpiry(request.expiresInSeconds)
            if request.debit == request.credit { throw .sameAccount }
        case .confirm(let command): if let amount = command.amount { try Money.validate(amount) }
        case .refund(let command): if let amount = command.amount { try Money.validate(amount) }
        case .post(let command): if let amount = command.amount { try Money.validate(amount) }
        case .openAccount, .cancel, .void: break
        }
    }

    private static func checkExpiry(_ seconds: Int64?) throws(Rejection) {
        _ = try State.expiry(after: seconds, from: Timestamp(milliseconds: 0))
    }
}
