import PaymentCore

/// What an event does to a payment that is there.
struct PaymentChange {
    enum Kind {
        case authorized
        case captured
        case capturedAtOnce
        case declined(DeclineCode)
        case cancelled
        case expired
        case refunded
    }

    let key: Int64
    let kind: Kind
    let amount: Int64
    let position: Int64
    let time: Int64
}

extension PaymentRow {
    /// Takes in a change.
    ///
    /// The same rules as in the state: what does not fit was not written by them.
    mutating func apply(_ change: PaymentChange) throws {
        switch change.kind {
        case .authorized:
            try require(phase == .requested && change.amount == amount, change)
            phase = .authorized
        case .captured: try take(change, from: .authorized)
        case .capturedAtOnce: try take(change, from: .requested)
        case .declined(let code):
            try require(phase == .requested, change)
            phase = .declined
            decline = code
        case .cancelled, .expired:
            try require(phase == .authorized && change.amount == amount - captured, change)
            if case .cancelled = change.kind { phase = .cancelled } else { phase = .expired }
        case .refunded:
            try require(change.amount <= captured - refunded, change)
            refunded += change.amount
        }
        updatedAt = change.time
    }

    private mutating func take(_ change: PaymentChange, from phase: PaymentPhase) throws {
        try require(self.phase == phase && change.amount <= amount - captured, change)
        captured += change.amount
        self.phase = captured == amount ? .settled : .authorized
    }

    private func require(_ condition: Bool, _ change: PaymentChange) throws {
        guard condition else { throw ViewFault.event(at: change.position, "does not fit its payment") }
    }

    /// Whether the event is the payment's first step, whose place follows from the payment's own.
    func isFirstStep(_ change: PaymentChange) -> Bool {
        change.position == origin + 1
    }
}

extension ViewFault {
    /// An event that cannot follow those before it.
    static func event(
        at position: Int64, _ what: StaticString, file: StaticString = #fileID, line: UInt = #line
    ) -> ViewFault {
        ViewFault(.malformed, "The event at position \(position) \(what).", file: file, line: line)
    }
}
