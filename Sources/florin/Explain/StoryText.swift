import PaymentCore

/// The life of a payment or a transfer as a person reads it in a terminal of 80 columns.
struct StoryText {
    private let story: Story
    private let ink: Ink

    init(_ story: Story, ink: Ink) {
        self.story = story
        self.ink = ink
    }

    /// All lines, the last without its end.
    var text: String {
        var lines = [ink(.bold, story.id), ""]
        for step in story.steps { lines += block(of: step) }
        lines += StorySummary(story, ink: ink).lines
        return lines.joined(separator: "\n")
    }

    private func block(of step: StoryStep) -> [String] {
        let named = step.named
        let bar = ink(.dim, "│")
        var body = wrapped(step.words)
        body += labelled("cause", step.cause.words)
        if let posting = named.posting, let effect = named.event.effect {
            body += labelled(effect.name, posting.amount.text)
            body += labelled("debit", posting.debit.description)
            body += labelled("credit", posting.credit.description)
        }
        for change in step.balances { body += table(of: change) }
        let head = "\(ink(tone(of: named.name), "●")) \(named.time.text)  \(ink(.bold, named.name.rawValue))"
        let position = "position \(named.position.value)"
        let used = 2 + named.time.text.count + 2 + named.name.rawValue.count
        let gap = String(repeating: " ", count: max(2, TextLayout.width - used - position.count))
        return [head + gap + ink(.dim, position)] + body.map { "\(bar) \($0)" } + [bar]
    }

    private func wrapped(_ text: String) -> [String] {
        TextLayout.wrapped(text, width: TextLayout.width - 2)
    }

    private func labelled(_ label: String, _ text: String) -> [String] {
        let padded = label + String(repeating: " ", count: max(1, 10 - label.count))
        let lines = TextLayout.wrapped(text, width: TextLayout.width - 2 - padded.count)
        return lines.enumerated().map { index, line in
            (index == 0 ? ink(.dim, padded) : String(repeating: " ", count: padded.count)) + line
        }
    }

    /// A row before and a row after, or columns where the amounts are too long for rows.
    private func table(of change: BalanceChange) -> [String] {
        let names = ["posted", "pending in", "pending out", "available"]
        var columns = [[""] + names]
        if change.before == change.after {
            columns.append(["  unchanged"] + cells(change.before, change.currency))
        } else {
            columns.append(["  before"] + cells(change.before, change.currency))
            columns.append(["  after"] + cells(change.after, change.currency))
        }
        var lines = TextLayout.aligned(columns, minimumWidth: 11)
        if lines.contains(where: { TextLayout.columns(of: $0) > TextLayout.width - 2 }) {
            lines = TextLayout.aligned(columns[0].indices.map { index in columns.map { $0[index] } }, minimumWidth: 11)
        }
        let title = "\(change.account), \(change.currency.code)"
        return wrapped(title) + lines.enumerated().map { $0.offset == 0 ? ink(.dim, $0.element) : $0.element }
    }

    private func cells(_ balance: Balance, _ currency: Currency) -> [String] {
        [balance.posted, balance.pendingIn, balance.pendingOut, balance.available].map {
            Money($0, currency).decimal
        }
    }

    private func tone(of name: EventName) -> Ink.Tone {
        switch name {
        case .paymentDeclined, .paymentExpired, .paymentCancelled, .transferVoided, .transferExpired: .red
        default: .green
        }
    }
}
