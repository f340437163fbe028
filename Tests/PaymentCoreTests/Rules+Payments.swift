import JournalTestSupport
import PaymentCore

/// Payments from alice to acme.
///
/// In the scene the next event has position 6 and the time is 1,000,000 ms.
enum PaymentRules {
    private static let held = ["alice": [1000, 0, 400], "acme": [0, 400, 0]] as [String: [Int64]]
    private static let partly = ["alice": [850, 0, 250], "acme": [150, 250, 0]] as [String: [Int64]]
    private static let paid = ["alice": [600, 0, 0], "acme": [400, 0, 0]] as [String: [Int64]]
    private static let untouched = ["alice": [1000, 0, 0], "acme": [0, 0, 0]] as [String: [Int64]]
    private static let sevenDays: Int64 = 1_000_000 + 604_800_000

    static let requests: [Rule] = [
        Rule(
            "an automatic payment moves its money at once", when: Commands.pay(1, 400),
            then: [Events.requested(400, .automatic), .paymentCapturedAtOnce(Events.moved(0, 1, 2, 400))],
            balances: paid),
        Rule(
            "a manual payment holds its money for seven days", when: Commands.pay(1, 400, .manual),
            then: [
                Events.requested(400, .manual, expiresAt: sevenDays), .paymentAuthorized(Events.moved(0, 1, 2, 400)),
            ],
            balances: held),
        Rule(
            "a manual payment holds its money as long as it is told to",
            when: Commands.pay(1, 400, .manual, seconds: 60),
            then: [
                Events.requested(400, .manual, expiresAt: 1_060_000), .paymentAuthorized(Events.moved(0, 1, 2, 400)),
            ],
            balances: held),
        Rule(
            "a payment without funds is declined, and that is a fact", when: Commands.pay(1, 1001),
            then: [
                Events.requested(1001, .automatic),
                .paymentDeclined(PaymentDeclined(payment: PaymentNumber(0), code: .insufficientFunds)),
            ], balances: untouched),
        Rule(
            "a manual payment without funds is declined too", given: [.hold("alice", "acme", 400)],
            when: Commands.pay(1, 601, .manual),
            then: [
                Events.requested(601, .manual, expiresAt: sevenDays),
                .paymentDeclined(PaymentDeclined(payment: PaymentNumber(0), code: .insufficientFunds)),
            ], balances: held),
        Rule("a payment is at least 1", when: Commands.pay(1, 0), rejected: .amountNotPositive),
        Rule("a payment is at most 2^53 - 1", when: Commands.pay(1, .max), rejected: .amountTooLarge),
        Rule("the payer must exist", when: Commands.pay(1, 1, from: "bob"), rejected: .accountNotFound),
        Rule("the payee must exist", when: Commands.pay(1, 1, to: "bob"), rejected: .accountNotFound),
        Rule("payer and payee are two", when: Commands.pay(1, 1, to: "alice"), rejected: .sameAccount),
        Rule(
            "payer, payee and payment are of one currency", when: Commands.pay(1, 1, to: "euro"),
            rejected: .currencyMismatch),
        Rule(
            "a payment's currency is the accounts'", when: Commands.pay(1, 1, currency: "JPY"),
            rejected: .currencyMismatch),
        Rule(
            "a payment's name is new", given: [.pay(1, 400)], when: Commands.pay(1, 400), rejected: .paymentIDTaken,
            balances: paid),
        Rule(
            "an authorization holds at least a second", when: Commands.pay(1, 1, .manual, seconds: 0),
            rejected: .expiryOutOfRange),
        Rule(
            "an authorization holds at most a year", when: Commands.pay(1, 1, .manual, seconds: 31_536_001),
            rejected: .expiryOutOfRange),
        Rule(
            "a payment that would lift an account over its range is refused",
            given: [
                .transfer("alice", "acme", 500), .command(Commands.open("rich", overdraft: true)),
                .transfer("rich", "acme", Money.maximumMinorUnits - 500),
            ],
            when: Commands.pay(1, 1), rejected: .balanceOutOfRange, balances: ["alice": [500, 0, 0]]),
    ]

    static let captures: [Rule] = [
        Rule(
            "confirming captures all that is held", given: [.pay(1, 400, .manual)], when: Commands.confirm(1),
            then: [.paymentCaptured(Events.moved(0, 1, 2, 400))], balances: paid),
        Rule(
            "confirming a part leaves the rest held", given: [.pay(1, 400, .manual)], when: Commands.confirm(1, 150),
            then: [.paymentCaptured(Events.moved(0, 1, 2, 150))], balances: partly),
        Rule(
            "the rest can be captured after parts", given: [.pay(1, 400, .manual), .confirm(1, 150), .confirm(1, 249)],
            when: Commands.confirm(1), then: [.paymentCaptured(Events.moved(0, 1, 2, 1))], balances: paid),
        Rule(
            "no more than was authorized can be captured", given: [.pay(1, 400, .manual)],
            when: Commands.confirm(1, 401),
            rejected: .captureExceedsAuthorized, balances: held),
        Rule(
            "no more than is left can be captured", given: [.pay(1, 400, .manual), .confirm(1, 150)],
            when: Commands.confirm(1, 251), rejected: .captureExceedsAuthorized, balances: partly),
        Rule(
            "a capture is at least 1", given: [.pay(1, 400, .manual)], when: Commands.confirm(1, 0),
            rejected: .amountNotPositive,
            balances: held),
        Rule(
            "a capture is at most 2^53 - 1", given: [.pay(1, 400, .manual)], when: Commands.confirm(1, .max),
            rejected: .amountTooLarge, balances: held),
        Rule("an unknown payment cannot be confirmed", when: Commands.confirm(1), rejected: .paymentNotFound),
        Rule(
            "an automatic payment is captured already", given: [.pay(1, 400)], when: Commands.confirm(1),
            rejected: .paymentAlreadyCaptured, balances: paid),
        Rule(
            "a payment is confirmed once", given: [.pay(1, 400, .manual), .confirm(1)], when: Commands.confirm(1),
            rejected: .paymentAlreadyCaptured, balances: paid),
        Rule(
            "a declined payment cannot be confirmed", given: [.pay(1, 1001, .manual)], when: Commands.confirm(1),
            rejected: .paymentDeclined),
        Rule(
            "a cancelled payment cannot be confirmed", given: [.pay(1, 400, .manual), .cancel(1)],
            when: Commands.confirm(1),
            rejected: .paymentCancelled),
        Rule(
            "the last millisecond of an authorization still counts",
            given: [.pay(1, 400, .manual, seconds: 60), .wait(59)], when: Commands.confirm(1),
            then: [.paymentCaptured(Events.moved(0, 1, 2, 400))], balances: paid),
        Rule(
            "an authorization ends at its very moment", given: [.pay(1, 400, .manual, seconds: 60), .wait(60)],
            when: Commands.confirm(1), rejected: .paymentExpired, balances: held),
        Rule(
            "what was not captured in time cannot be confirmed",
            given: [.pay(1, 400, .manual, seconds: 60), .confirm(1, 150), .wait(60), .expire],
            when: Commands.confirm(1),
            rejected: .paymentExpired, balances: ["alice": [850, 0, 0], "acme": [150, 0, 0]]),
        Rule(
            "what was cancelled after a capture cannot be confirmed",
            given: [.pay(1, 400, .manual), .confirm(1, 150), .cancel(1)], when: Commands.confirm(1),
            rejected: .paymentCancelled, balances: ["alice": [850, 0, 0], "acme": [150, 0, 0]]),
        Rule(
            "an expired payment cannot be confirmed", given: [.pay(1, 400, .manual, seconds: 60), .wait(60), .expire],
            when: Commands.confirm(1), rejected: .paymentExpired),
    ]

    static let cancellations: [Rule] = [
        Rule(
            "cancelling gives back what is held", given: [.pay(1, 400, .manual)], when: Commands.cancel(1),
            then: [.paymentCancelled(Events.moved(0, 1, 2, 400))], balances: untouched),
        Rule(
            "cancelling after a capture gives back the rest", given: [.pay(1, 400, .manual), .confirm(1, 150)],
            when: Commands.cancel(1), then: [.paymentCancelled(Events.moved(0, 1, 2, 250))],
            balances: ["alice": [850, 0, 0], "acme": [150, 0, 0]]),
        Rule("an unknown payment cannot be cancelled", when: Commands.cancel(1), rejected: .paymentNotFound),
        Rule(
            "a captured payment cannot be cancelled", given: [.pay(1, 400)], when: Commands.cancel(1),
            rejected: .paymentAlreadyCaptured, balances: paid),
        Rule(
            "a payment is cancelled once", given: [.pay(1, 400, .manual), .cancel(1)], when: Commands.cancel(1),
            rejected: .paymentCancelled),
        Rule(
            "a declined payment cannot be cancelled", given: [.pay(1, 1001)], when: Commands.cancel(1),
            rejected: .paymentDeclined),
        Rule(
            "an authorization that has ended cannot be cancelled",
            given: [.pay(1, 400, .manual, seconds: 60), .wait(60)],
            when: Commands.cancel(1), rejected: .paymentExpired, balances: held),
        Rule(
            "an expired payment cannot be cancelled", given: [.pay(1, 400, .manual, seconds: 60), .wait(60), .expire],
            when: Commands.cancel(1), rejected: .paymentExpired),
    ]

    static let refunds: [Rule] = [
        Rule(
            "a refund returns all that was captured", given: [.pay(1, 400)], when: Commands.refund(1),
            then: [.paymentRefunded(Events.moved(0, 2, 1, 400))], balances: untouched),
        Rule(
            "a refund may be a part", given: [.pay(1, 400)], when: Commands.refund(1, 150),
            then: [.paymentRefunded(Events.moved(0, 2, 1, 150))],
            balances: ["alice": [750, 0, 0], "acme": [250, 0, 0]]),
        Rule(
            "the rest can be refunded after parts", given: [.pay(1, 400), .refund(1, 150), .refund(1, 249)],
            when: Commands.refund(1), then: [.paymentRefunded(Events.moved(0, 2, 1, 1))], balances: untouched),
        Rule(
            "what was captured can be refunded while the rest is held",
            given: [.pay(1, 400, .manual), .confirm(1, 150)],
            when: Commands.refund(1), then: [.paymentRefunded(Events.moved(0, 2, 1, 150))],
            balances: ["alice": [1000, 0, 250], "acme": [0, 250, 0]]),
        Rule(
            "a refund cannot exceed the captured amount", given: [.pay(1, 400)], when: Commands.refund(1, 401),
            rejected: .refundExceedsCaptured, balances: paid),
        Rule(
            "refunds together cannot exceed the captured amount", given: [.pay(1, 400), .refund(1, 150)],
            when: Commands.refund(1, 251), rejected: .refundExceedsCaptured,
            balances: ["alice": [750, 0, 0], "acme": [250, 0, 0]]),
        Rule(
            "what is held is not captured", given: [.pay(1, 400, .manual), .confirm(1, 150)],
            when: Commands.refund(1, 151),
            rejected: .refundExceedsCaptured, balances: partly),
        Rule(
            "a payment is refunded once", given: [.pay(1, 400), .refund(1)], when: Commands.refund(1),
            rejected: .paymentAlreadyRefunded),
        Rule(
            "a refund is at least 1", given: [.pay(1, 400)], when: Commands.refund(1, 0), rejected: .amountNotPositive,
            balances: paid),
        Rule(
            "a refund is at most 2^53 - 1", given: [.pay(1, 400)], when: Commands.refund(1, .max),
            rejected: .amountTooLarge,
            balances: paid),
        Rule("an unknown payment cannot be refunded", when: Commands.refund(1), rejected: .paymentNotFound),
        Rule(
            "an authorized payment has nothing to refund", given: [.pay(1, 400, .manual)], when: Commands.refund(1),
            rejected: .paymentNotCaptured, balances: held),
        Rule(
            "a declined payment has nothing to refund", given: [.pay(1, 1001)], when: Commands.refund(1),
            rejected: .paymentNotCaptured),
        Rule(
            "a cancelled payment has nothing to refund", given: [.pay(1, 400, .manual), .cancel(1)],
            when: Commands.refund(1),
            rejected: .paymentNotCaptured),
        Rule(
            "the payee must have what is refunded", given: [.pay(1, 400), .transfer("acme", "alice", 100)],
            when: Commands.refund(1), rejected: .insufficientFunds,
            balances: ["alice": [700, 0, 0], "acme": [300, 0, 0]]),
        Rule(
            "a refund keeps the payer in range",
            given: [
                .pay(1, 400), .command(Commands.open("rich", overdraft: true)),
                .transfer("rich", "alice", Money.maximumMinorUnits - 600),
            ], when: Commands.refund(1), rejected: .balanceOutOfRange,
            balances: ["alice": [Money.maximumMinorUnits, 0, 0], "acme": [400, 0, 0]]),
    ]
}
