/// Why the rules refuse a command.
///
/// Nothing of a refused command is in the journal.
///
/// The set is closed and the codes are stable: clients branch on them. A refusal that is itself a fact, such as a payment declined for
/// lack of funds, is not here but in ``DeclineCode``.
public enum Rejection: String, Error, Sendable, Hashable, CaseIterable {
    case accountExists = "account_exists"
    case accountIDInvalid = "account_id_invalid"
    case accountNotFound = "account_not_found"
    case amountNotPositive = "amount_not_positive"
    case amountTooLarge = "amount_too_large"
    case balanceOutOfRange = "balance_out_of_range"
    case captureExceedsAuthorized = "capture_exceeds_authorized"
    case currencyHasNoMinorUnit = "currency_has_no_minor_unit"
    case currencyMismatch = "currency_mismatch"
    case currencyUnknown = "currency_unknown"
    case currencyWithdrawn = "currency_withdrawn"
    case currencyWrongCase = "currency_wrong_case"
    case expiryOutOfRange = "expiry_out_of_range"
    case groupTooLarge = "group_too_large"
    case idempotencyKeyReused = "idempotency_key_reused"
    case insufficientFunds = "insufficient_funds"
    case linkedCommandFailed = "linked_command_failed"
    case paymentAlreadyCaptured = "payment_already_captured"
    case paymentAlreadyRefunded = "payment_already_refunded"
    case paymentCancelled = "payment_cancelled"
    case paymentDeclined = "payment_declined"
    case paymentExpired = "payment_expired"
    case paymentIDTaken = "payment_id_taken"
    case paymentNotCaptured = "payment_not_captured"
    case paymentNotFound = "payment_not_found"
    case postExceedsPending = "post_exceeds_pending"
    case refundExceedsCaptured = "refund_exceeds_captured"
    case sameAccount = "same_account"
    case textInvalid = "text_invalid"
    case transferExpired = "transfer_expired"
    case transferNotFound = "transfer_not_found"
    case transferNotPending = "transfer_not_pending"

    /// The stable code, in snake_case.
    public var code: String { rawValue }
}
