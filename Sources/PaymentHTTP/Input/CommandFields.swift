import PaymentCore

/// What the JSON of a command says, field by field, before any rule has looked at it.
struct CommandFields {
    var present: CommandFieldSet = []
    var allowsOverdraft = false
    var amount: Int64?
    var capture: CaptureMode = .automatic
    var credit = ""
    var currency = ""
    var debit = ""
    var description: String?
    var expiresInSeconds: Int64?
    var id = ""
    var idempotencyKey: String?
    var kind: AccountKind?
    var metadata: [(key: String, value: String)] = []
    var method: PaymentMethod = .wallet
    var order: String?
    var payee = ""
    var payer = ""
    var payment = ""
    var pending = false
    var reference: String?
    var transfer = ""
    var type: CommandKind?
}
