import PaymentCore

extension StoryStep {
    /// What happened, in a sentence.
    var words: String {
        switch named.event {
        case .accountOpened: ""
        case .paymentRequested, .paymentDeclined, .paymentAuthorized: beginning
        case .paymentCaptured: "\(amount) of what was held were captured; \(stillHeld)."
        case .paymentCapturedAtOnce: "\(amount) were captured at once."
        case .paymentCancelled: "Cancelled by the client: \(amount) are no longer held."
        case .paymentExpired: "The authorization ended by its time: \(amount) are no longer held."
        case .paymentRefunded:
            "\(amount) were refunded; in all \(money(refunded)) of \(money(moved)) that were captured."
        case .transferPosted: "\(amount) moved from \(debit) to \(credit)."
        case .transferHeld(let event):
            "\(amount) are held, to move from \(debit) to \(credit)\(until(event.expiresAt))."
        case .holdPosted: "\(amount) of what was held moved; \(stillHeld)."
        case .holdVoided: "Voided by the client: \(amount) are no longer held."
        case .holdExpired: "The pending transfer ended by its time: \(amount) are no longer held."
        }
    }

    private var beginning: String {
        guard case .payment(let payment) = named.subject else { return "" }
        switch named.event {
        case .paymentDeclined(let event):
            return "Declined, \(event.code.name): \(payment.amount.text) were not available."
        case .paymentAuthorized: return "\(amount) are held on \(payment.payer)\(until(payment.expiresAt))."
        default:
            let capture = payment.capture == .automatic ? "at once" : "when it is confirmed"
            return "A payment of \(payment.amount.text) from \(payment.payer) to \(payment.payee) was requested, "
                + "to be captured \(capture)."
        }
    }

    private var debit: String { named.posting?.debit.description ?? "" }

    private var credit: String { named.posting?.credit.description ?? "" }

    private var amount: String { named.posting?.amount.text ?? "" }

    private var stillHeld: String { held == 0 ? "nothing is held any more" : "\(money(held)) are still held" }

    private func until(_ time: Timestamp?) -> String { time.map { " until \($0.text)" } ?? "" }

    private func money(_ minorUnits: Int64) -> String {
        named.posting.map { Money(minorUnits, $0.amount.currency).text } ?? ""
    }
}
