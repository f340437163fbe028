extension Rejection {
    /// A sentence that tells the sender what is wrong and, where it helps, what to do.
    public var explanation: String {
        switch self {
        case .accountExists: "An account with this id exists with another currency, kind or overdraft rule."
        case .accountIDInvalid: "An account id has 1 to 128 characters out of A-Z a-z 0-9 : . _ -."
        case .accountNotFound: "There is no account with this id. Open it with POST /v1/accounts."
        case .amountNotPositive: "The amount must be at least 1 minor unit."
        case .amountTooLarge: "The amount is over 9007199254740991 (2^53 - 1) minor units."
        case .balanceOutOfRange: "The balance of an account would exceed 9007199254740991 (2^53 - 1) minor units."
        case .captureExceedsAuthorized: "The amount is more than what is still authorized of this payment."
        case .currencyHasNoMinorUnit: "ISO 4217 gives this code no minor unit: it cannot be paid with."
        case .currencyMismatch: "The accounts and the amount must all be of one currency."
        case .currencyUnknown: "The currency is none of the three-letter codes of ISO 4217."
        case .currencyWithdrawn: "This currency has been withdrawn from ISO 4217."
        case .currencyWrongCase: "Write the currency in three capital letters, such as USD."
        case .expiryOutOfRange: "expires_in_seconds must be between 1 and 31536000 (one year)."
        case .groupTooLarge: "The group is too large to be decided at once. Split it."
        case .idempotencyKeyReused:
            "This idempotency key was used with another command. Use a new key for a new command."
        case .insufficientFunds: "The account's available balance is less than the amount."
        case .linkedCommandFailed:
            "Another command of this all-or-nothing group was refused, so this one did not happen."
        case .paymentAlreadyCaptured: "The payment has been captured already."
        case .paymentAlreadyRefunded: "Everything that was captured of this payment has been refunded."
        case .paymentCancelled: "The payment has been cancelled."
        case .paymentDeclined: "The payment was declined."
        case .paymentExpired: "The authorization of this payment has expired."
        case .paymentIDTaken: "A payment with this id exists."
        case .paymentNotCaptured: "Nothing of this payment has been captured, so nothing can be refunded."
        case .paymentNotFound: "There is no payment with this id."
        case .postExceedsPending: "The amount is more than what is still pending of this transfer."
        case .refundExceedsCaptured: "The amount is more than what was captured and not yet refunded."
        case .sameAccount: "Debit and credit, or payer and payee, must be two accounts."
        case .textInvalid: PaymentText.rule
        case .transferExpired: "The pending transfer has expired."
        case .transferNotFound: "There is no transfer with this id."
        case .transferNotPending: "The transfer is not pending: it was posted, voided or expired, or never was pending."
        }
    }
}
