import PaymentCore

extension Rejection {
    /// The HTTP status of a rejection.
    ///
    /// This is the only table of them.
    ///
    /// 404 where the path names what does not exist, 409 where the command is right and what it is about stands otherwise, 422 where the
    /// command itself cannot be done.
    /// - Parameter isPathSubject: whether what was not found is what the path names
    /// - Returns: the HTTP status
    func status(isPathSubject: Bool) -> Int {
        switch self {
        case .accountNotFound, .paymentNotFound, .transferNotFound: isPathSubject ? 404 : 422
        case .accountExists, .paymentAlreadyCaptured, .paymentAlreadyRefunded, .paymentCancelled, .paymentDeclined,
            .paymentExpired, .paymentIDTaken, .paymentNotCaptured, .transferExpired, .transferNotPending:
            409
        case .accountIDInvalid, .amountNotPositive, .amountTooLarge, .balanceOutOfRange, .captureExceedsAuthorized,
            .currencyHasNoMinorUnit, .currencyMismatch, .currencyUnknown, .currencyWithdrawn, .currencyWrongCase,
            .expiryOutOfRange, .groupTooLarge, .idempotencyKeyReused, .insufficientFunds, .linkedCommandFailed,
            .postExceedsPending, .refundExceedsCaptured, .sameAccount, .textInvalid:
            422
        }
    }

    /// The field that is to blame wherever this rejection appears; `nil` where that depends.
    var usualField: String? {
        switch self {
        case .amountNotPositive, .amountTooLarge, .captureExceedsAuthorized, .postExceedsPending,
            .refundExceedsCaptured:
            "amount"
        case .currencyHasNoMinorUnit, .currencyUnknown, .currencyWithdrawn, .currencyWrongCase: "currency"
        case .expiryOutOfRange: "expires_in_seconds"
        default: nil
        }
    }
}
