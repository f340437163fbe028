import PaymentCore

/// An event in JSON.
struct StepJSON: Encodable {
    private let position: UInt64
    private let time: String
    private let type: String
    private let description: String
    private let cause: CauseJSON
    private let posting: OrNull<PostingJSON>
    private let balances: [BalanceChangeJSON]

    init(_ step: StoryStep) {
        position = step.named.position.value
        time = step.named.time.text
        type = step.named.name.rawValue
        description = step.words
        cause = CauseJSON(step.cause, at: step.named.position)
        posting = OrNull(step.named.posting.map { PostingJSON($0, effect: step.named.event.effect) })
        balances = step.balances.map(BalanceChangeJSON.init)
    }
}
