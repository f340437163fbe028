import PaymentCore

/// Where a payment or a transfer stands, in lines of labels and words.
struct StorySummary {
    private static let labelWidth = 14
    private let story: Story
    private let ink: Ink

    init(_ story: Story, ink: Ink) {
        self.story = story
        self.ink = ink
    }

    /// The lines.
    var lines: [String] {
        let rows: [(label: String, text: String?)] =
            switch story.subject {
            case .payment(let payment): rows(of: payment)
            case .transfer(let transfer): rows(of: transfer)
            }
        return rows.flatMap { row in row.text.map { lines(row.label, $0) } ?? [] }
    }

    private func rows(of payment: Payment) -> [(label: String, text: String?)] {
        let currency = payment.amount.currency
        return [
            ("status", payment.status.name),
            ("decline code", payment.declineCode?.name),
            ("amount", payment.amount.text),
            ("captured", Money(payment.captured, currency).text),
            ("refunded", Money(payment.refunded, currency).text),
            ("still held", Money(story.held, currency).text),
            ("payer", payment.payer.description),
            ("payee", payment.payee.description),
            ("capture", payment.capture.name),
            ("requested at", payment.createdAt.text),
            ("changed at", payment.updatedAt.text),
            ("expires at", story.held > 0 ? payment.expiresAt?.text : nil),
            ("order", payment.text.order.map { LineText.escaped($0) }),
            ("description", payment.text.description.map { LineText.escaped($0) }),
        ]
            + payment.text.metadata.map { pair in
                ("metadata", LineText.escaped(pair.key, alsoEscaping: ["="]) + " = " + LineText.escaped(pair.value))
            }
    }

    private func rows(of transfer: ExplainedTransfer) -> [(label: String, text: String?)] {
        let currency = transfer.amount.currency
        return [
            ("status", transfer.status.name),
            ("amount", transfer.amount.text),
            ("posted", Money(transfer.posted, currency).text),
            ("still held", Money(story.held, currency).text),
            ("debit", transfer.debit.description),
            ("credit", transfer.credit.description),
            ("requested at", transfer.createdAt.text),
            ("changed at", transfer.updatedAt.text),
            ("expires at", story.held > 0 ? transfer.expiresAt?.text : nil),
            ("reference", transfer.reference.map { LineText.escaped($0) }),
        ]
    }

    private func lines(_ label: String, _ text: String) -> [String] {
        let padded = label + String(repeating: " ", count: StorySummary.labelWidth - label.count)
        return TextLayout.wrapped(text, width: TextLayout.width - padded.count).enumerated().map { index, line in
            (index == 0 ? ink(.dim, padded) : String(repeating: " ", count: padded.count)) + line
        }
    }
}
