/// What a decided command led to.
///
/// The large cases are indirect, so that batches of transfers do not carry their size.
public enum Outcome: Sendable, Hashable {
    /// The account that was asked for, and whether it is new.
    indirect case account(Account, isNew: Bool)

    /// The transfer that was made or changed.
    case transfer(Transfer)

    /// The payment that was made or changed, as it was right after the command.
    indirect case payment(Payment)
}
