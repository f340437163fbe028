import Journal
import PaymentCore

/// One event of every kind and more, with values that need every width: the golden files hold their bytes.
enum EventSamples {
    /// The name of a golden file and the entry in it.
    static let all: [(name: String, entries: [(events: [Event], stamp: IdempotencyStamp?)])] = [
        (
            "account_opened.v1",
            [
                ([opened(0, "a", "AED", .asset, false)], nil),
                ([opened(300, "Wallet:z.y-x_9", "ZWG", .expense, true)], nil),
            ]
        ),
        (
            "transfer_posted.v1",
            [
                ([.transferPosted(TransferPosted(posting: posting(0, 1, 1), reference: nil))], nil),
                ([.transferPosted(TransferPosted(posting: posting(127, 128, most), reference: "r-é"))], nil),
            ]
        ),
        (
            "transfer_held.v1",
            [
                (
                    [
                        .transferHeld(
                            TransferHeld(posting: posting(16_383, 16_384, 127), expiresAt: nil, reference: nil))
                    ], nil
                ),
                ([.transferHeld(TransferHeld(posting: posting(1, .max, 128), expiresAt: moment, reference: "x"))], nil),
            ]
        ),
        ("hold_posted.v1", [([.holdPosted(HoldPosted(transfer: transfer(5), posting: posting(1, 2, 3)))], nil)]),
        ("hold_voided.v1", [([.holdVoided(HoldReleased(transfer: transfer(.max), posting: posting(1, 2, 3)))], nil)]),
        (
            "hold_expired.v1",
            [([.holdExpired(HoldReleased(transfer: transfer(1 << 35), posting: posting(1, 2, 3)))], nil)]
        ),
        (
            "payment_requested.v1",
            [([requested(.automatic, nil, .none)], nil), ([requested(.manual, moment, words)], nil)]
        ),
        ("payment_authorized.v1", [([.paymentAuthorized(moved)], nil)]),
        ("payment_captured.v1", [([.paymentCaptured(moved)], nil)]),
        ("payment_captured_at_once.v1", [([.paymentCapturedAtOnce(moved)], nil)]),
        (
            "payment_declined.v1",
            [([.paymentDeclined(PaymentDeclined(payment: PaymentNumber(9), code: .insufficientFunds))], nil)]
        ),
        ("payment_cancelled.v1", [([.paymentCancelled(moved)], nil)]),
        ("payment_expired.v1", [([.paymentExpired(moved)], nil)]),
        ("payment_refunded.v1", [([.paymentRefunded(moved)], nil)]),
        (
            "entries",
            [
                ([requested(.automatic, nil, words), .paymentCapturedAtOnce(moved)], stamp),
                ([.paymentExpired(moved)], nil), ([.paymentRefunded(moved)], stamp),
            ]
        ),
    ]

    static let stamp = IdempotencyStamp(
        key: IdempotencyKey(high: 0x0011_2233_4455_6677, low: 0x8899_AABB_CCDD_EEFF),
        fingerprint: Fingerprint(value: 0x0102_0304_0506_0708))

    static let most: Int64 = 9_007_199_254_740_991
    static let moment = Timestamp(milliseconds: 1_645_557_742_000)
    static let moved = PaymentMoved(payment: PaymentNumber(300), posting: posting(1, 2, 1050))

    static let words: PaymentText = {
        let text = try? PaymentText(order: "o-1", description: "wörds", metadata: [("a", "1"), ("b", "")])
        return text ?? .none
    }()

    static func posting(_ debit: UInt32, _ credit: UInt32, _ amount: Int64) -> Posting {
        Posting(debit: AccountNumber(debit), credit: AccountNumber(credit), amount: amount)
    }

    static func transfer(_ position: UInt64) -> TransferID {
        TransferID(Position(position))
    }

    static func currency(_ code: String) -> Currency {
        guard let currency = try? Currency(code) else { preconditionFailure("\(code) is no currency") }
        return currency
    }

    private static func opened(
        _ number: UInt32, _ id: String, _ code: String, _ kind: AccountKind, _ overdraft: Bool
    ) -> Event {
        guard let id = try? AccountID(id) else { preconditionFailure("\(id) is no account id") }
        return .accountOpened(
            AccountOpened(
                number: AccountNumber(number), id: id, currency: currency(code), kind: kind, allowsOverdraft: overdraft)
        )
    }

    private static func requested(_ capture: CaptureMode, _ end: Timestamp?, _ text: PaymentText) -> Event {
        .paymentRequested(
            PaymentRequested(
                number: PaymentNumber(300), id: PaymentID(high: 0x017F_22E2_79B0_7CC3, low: 0x98C4_DC0C_0C07_398F),
                amount: Money(1050, currency("USD")), method: .wallet, capture: capture, payer: AccountNumber(1),
                payee: AccountNumber(200), expiresAt: end, text: text))
    }
}
