import PaymentCore

/// The life of a payment or a transfer.
struct Story {
    /// Where it stands at the end.
    enum Subject {
        /// A payment.
        case payment(Payment)
        /// A transfer.
        case transfer(ExplainedTransfer)
    }

    /// Where it stands at the end.
    let subject: Subject

    /// What happened, in order.
    let steps: [StoryStep]

    /// The position up to which the journal was read.
    let position: Position

    /// How much is still held, in minor units.
    var held: Int64 { steps.last?.held ?? 0 }

    /// The id.
    var id: String {
        switch subject {
        case .payment(let payment): payment.id.description
        case .transfer(let transfer): transfer.id.description
        }
    }
}
