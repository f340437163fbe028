/// The kinds of commands that clients send, by the names that they have on the lines of a batch.
enum CommandKind: String, CaseIterable {
    case openAccount = "open_account"
    case transfer
    case post
    case void
    case payment
    case confirm
    case cancel
    case refund

    /// Whether repeating the command could move money again, so that it needs an idempotency key.
    var movesMoney: Bool { self != .openAccount }

    /// The fields of the JSON body.
    ///
    /// What the path names is not among them.
    var bodyFields: CommandFieldSet {
        switch self {
        case .openAccount: CommandKind.accountFields
        case .transfer: CommandKind.transferFields
        case .payment: CommandKind.paymentFields
        case .post, .confirm, .refund: CommandKind.amountOnly
        case .void, .cancel: CommandKind.noFields
        }
    }

    /// The fields without which the body is not complete.
    var neededFields: CommandFieldSet {
        switch self {
        case .openAccount: CommandKind.neededForAccount
        case .transfer: CommandKind.neededForTransfer
        case .payment: CommandKind.neededForPayment
        case .post, .void, .confirm, .cancel, .refund: CommandKind.noFields
        }
    }

    /// The field of a line that names what the command is about, where the command makes nothing new.
    var subjectField: CommandFieldSet {
        switch self {
        case .openAccount, .transfer, .payment: CommandKind.noFields
        case .post, .void: CommandKind.transferOnly
        case .confirm, .cancel, .refund: CommandKind.paymentOnly
        }
    }

    /// The fields that only lines of a batch have.
    var lineFields: CommandFieldSet {
        subjectField.union(CommandKind.everyLine)
    }

    private static let everyLine: CommandFieldSet = [.type, .idempotencyKey]
    private static let transferOnly: CommandFieldSet = [.transfer]
    private static let paymentOnly: CommandFieldSet = [.payment]
    private static let noFields: CommandFieldSet = []
    private static let amountOnly: CommandFieldSet = [.amount]
    private static let accountFields: CommandFieldSet = [.id, .currency, .kind, .allowsOverdraft]
    private static let transferFields: CommandFieldSet = [
        .debit, .credit, .amount, .currency, .pending, .expiresInSeconds, .reference,
    ]
    private static let paymentFields: CommandFieldSet = [
        .amount, .currency, .method, .payer, .payee, .capture, .order, .description, .metadata, .expiresInSeconds,
    ]
    private static let neededForAccount: CommandFieldSet = [.id, .currency]
    private static let neededForTransfer: CommandFieldSet = [.debit, .credit, .amount, .currency]
    private static let neededForPayment: CommandFieldSet = [.amount, .currency, .method, .payer, .payee]
}
