import JournalTestSupport
import PaymentCore

/// Opening accounts and moving money between them.
///
/// In the scene the next event has position 6 and the time is 1,000,000 ms.
enum TransferRules {
    private static let most = Money.maximumMinorUnits

    static let accounts: [Rule] = [
        Rule(
            "an account gets the number that comes next",
            when: Commands.open("bob", .equity, currency: "JPY", overdraft: true),
            then: [
                .accountOpened(
                    AccountOpened(
                        number: AccountNumber(4), id: Commands.name("bob"), currency: Commands.money(0, "JPY").currency,
                        kind: .equity, allowsOverdraft: true))
            ], balances: ["bob": [0, 0, 0]]),
        Rule("opening the same account again changes nothing", when: Commands.open("alice"), then: []),
        Rule(
            "an account keeps its currency", when: Commands.open("alice", currency: "EUR"), rejected: .accountExists),
        Rule("an account keeps its kind", when: Commands.open("alice", .asset), rejected: .accountExists),
        Rule(
            "an account keeps its overdraft rule", when: Commands.open("alice", overdraft: true),
            rejected: .accountExists),
    ]

    static let atOnce: [Rule] = [
        Rule(
            "a transfer debits one account and credits the other", when: Commands.transfer("alice", "acme", 400),
            then: [.transferPosted(TransferPosted(posting: Events.posting(1, 2, 400), reference: nil))],
            balances: ["alice": [600, 0, 0], "acme": [400, 0, 0], "rail:bank": [1000, 0, 0]]),
        Rule(
            "a transfer keeps its reference", when: Commands.transfer("alice", "acme", 1, reference: "r"),
            then: [.transferPosted(TransferPosted(posting: Events.posting(1, 2, 1), reference: "r"))],
            balances: ["alice": [999, 0, 0]]),
        Rule(
            "the last cent can be moved", when: Commands.transfer("alice", "acme", 1000),
            then: [.transferPosted(TransferPosted(posting: Events.posting(1, 2, 1000), reference: nil))],
            balances: ["alice": [0, 0, 0], "acme": [1000, 0, 0]]),
        Rule(
            "an account without overdraft stays at or above zero", when: Commands.transfer("alice", "acme", 1001),
            rejected: .insufficientFunds),
        Rule(
            "an asset is paid from by crediting it", given: [.transfer("alice", "rail:bank", 1000)],
            when: Commands.transfer("acme", "rail:bank", 1), rejected: .insufficientFunds,
            balances: ["alice": [0, 0, 0], "rail:bank": [0, 0, 0]]),
        Rule(
            "an account with overdraft may go below zero",
            given: [.command(Commands.open("credit", overdraft: true))], when: Commands.transfer("credit", "acme", 300),
            then: [.transferPosted(TransferPosted(posting: Events.posting(4, 2, 300), reference: nil))],
            balances: ["credit": [-300, 0, 0], "acme": [300, 0, 0]]),
        Rule("an amount is at least 1", when: Commands.transfer("alice", "acme", 0), rejected: .amountNotPositive),
        Rule("an amount is not negative", when: Commands.transfer("alice", "acme", -1), rejected: .amountNotPositive),
        Rule(
            "no amount is below all others", when: Commands.transfer("alice", "acme", .min),
            rejected: .amountNotPositive),
        Rule(
            "an amount is at most 2^53 - 1", when: Commands.transfer("alice", "acme", most + 1),
            rejected: .amountTooLarge),
        Rule(
            "the largest integer is too large", when: Commands.transfer("alice", "acme", .max),
            rejected: .amountTooLarge),
        Rule("both accounts must exist: debit", when: Commands.transfer("bob", "acme", 1), rejected: .accountNotFound),
        Rule(
            "both accounts must exist: credit", when: Commands.transfer("alice", "bob", 1), rejected: .accountNotFound),
        Rule("the accounts are two", when: Commands.transfer("alice", "alice", 1), rejected: .sameAccount),
        Rule("the accounts are two, known or not", when: Commands.transfer("bob", "bob", 1), rejected: .sameAccount),
        Rule(
            "the amount is in the accounts' currency", when: Commands.transfer("alice", "acme", 1, "EUR"),
            rejected: .currencyMismatch),
        Rule("debit is in the currency", when: Commands.transfer("euro", "acme", 1), rejected: .currencyMismatch),
        Rule("credit is in the currency", when: Commands.transfer("alice", "euro", 1), rejected: .currencyMismatch),
        Rule(
            "a reference is not empty", when: Commands.transfer("alice", "acme", 1, reference: ""),
            rejected: .textInvalid),
        Rule(
            "a reference has up to 255 bytes",
            when: Commands.transfer("alice", "acme", 1, reference: String(repeating: "é", count: 128)),
            rejected: .textInvalid),
        Rule(
            "a reference holds no NUL", when: Commands.transfer("alice", "acme", 1, reference: "a\0"),
            rejected: .textInvalid),
        Rule(
            "an account goes up to 2^53 - 1", given: [.transfer("alice", "rail:bank", 1000)],
            when: Commands.transfer("rail:bank", "acme", most),
            then: [.transferPosted(TransferPosted(posting: Events.posting(0, 2, most), reference: nil))],
            balances: ["acme": [most, 0, 0], "rail:bank": [most, 0, 0]]),
        Rule(
            "an account goes no higher than 2^53 - 1", given: [.transfer("alice", "acme", 1)],
            when: Commands.transfer("rail:bank", "acme", most), rejected: .balanceOutOfRange,
            balances: ["acme": [1, 0, 0], "alice": [999, 0, 0]]),
        Rule(
            "an overdraft goes no lower than -(2^53 - 1)",
            given: [
                .command(Commands.open("credit", overdraft: true)), .command(Commands.open("sink", overdraft: true)),
                .transfer("credit", "sink", most),
            ], when: Commands.transfer("credit", "acme", 1), rejected: .balanceOutOfRange,
            balances: ["credit": [-most, 0, 0], "sink": [most, 0, 0]]),
        Rule(
            "what is pending counts against the range", given: [.hold("rail:bank", "acme", most - 1000)],
            when: Commands.transfer("rail:bank", "acme", 1), rejected: .balanceOutOfRange,
            balances: ["acme": [0, most - 1000, 0], "rail:bank": [1000, most - 1000, 0]]),
    ]

    static let pending: [Rule] = [
        Rule(
            "a pending transfer holds the amount", when: Commands.hold("alice", "acme", 400),
            then: [.transferHeld(TransferHeld(posting: Events.posting(1, 2, 400), expiresAt: nil, reference: nil))],
            balances: ["alice": [1000, 0, 400], "acme": [0, 400, 0]]),
        Rule(
            "a pending transfer ends after its time", when: Commands.hold("alice", "acme", 400, seconds: 60),
            then: [
                .transferHeld(
                    TransferHeld(
                        posting: Events.posting(1, 2, 400), expiresAt: Timestamp(milliseconds: 1_060_000),
                        reference: nil))
            ], balances: ["alice": [1000, 0, 400], "acme": [0, 400, 0]]),
        Rule(
            "time to hold is at least a second", when: Commands.hold("alice", "acme", 1, seconds: 0),
            rejected: .expiryOutOfRange),
        Rule(
            "time to hold is not negative", when: Commands.hold("alice", "acme", 1, seconds: .min),
            rejected: .expiryOutOfRange),
        Rule(
            "time to hold is at most a year", when: Commands.hold("alice", "acme", 1, seconds: 31_536_001),
            rejected: .expiryOutOfRange),
        Rule(
            "time to hold has its limits also where nothing is held",
            when: .transfer(
                TransferRequest(
                    debit: Commands.name("alice"), credit: Commands.name("acme"), amount: Commands.money(1, "USD"),
                    expiresInSeconds: -5)), rejected: .expiryOutOfRange),
        Rule(
            "what is held cannot be used again", given: [.hold("alice", "acme", 400)],
            when: Commands.transfer("alice", "acme", 601), rejected: .insufficientFunds,
            balances: ["alice": [1000, 0, 400], "acme": [0, 400, 0]]),
        Rule(
            "what is pending to come in cannot be used yet", given: [.hold("alice", "acme", 400)],
            when: Commands.transfer("acme", "alice", 1), rejected: .insufficientFunds,
            balances: ["alice": [1000, 0, 400], "acme": [0, 400, 0]]),
        Rule(
            "posting moves all that is held", given: [.hold("alice", "acme", 400)], when: Commands.post(6),
            then: [Events.posted(6, 1, 2, 400)], balances: ["alice": [600, 0, 0], "acme": [400, 0, 0]]),
        Rule(
            "posting a part leaves the rest held", given: [.hold("alice", "acme", 400)], when: Commands.post(6, 150),
            then: [Events.posted(6, 1, 2, 150)], balances: ["alice": [850, 0, 250], "acme": [150, 250, 0]]),
        Rule(
            "the rest can be posted after parts", given: [.hold("alice", "acme", 400), .post(6, 150), .post(6, 200)],
            when: Commands.post(6), then: [Events.posted(6, 1, 2, 50)],
            balances: ["alice": [600, 0, 0], "acme": [400, 0, 0]]),
        Rule(
            "no more than is held can be posted", given: [.hold("alice", "acme", 400), .post(6, 150)],
            when: Commands.post(6, 251), rejected: .postExceedsPending,
            balances: ["alice": [850, 0, 250], "acme": [150, 250, 0]]),
        Rule(
            "a posted amount is at least 1", given: [.hold("alice", "acme", 400)], when: Commands.post(6, 0),
            rejected: .amountNotPositive, balances: ["alice": [1000, 0, 400]]),
        Rule(
            "a posted amount is at most 2^53 - 1", given: [.hold("alice", "acme", 400)], when: Commands.post(6, .max),
            rejected: .amountTooLarge, balances: ["alice": [1000, 0, 400]]),
        Rule(
            "voiding gives back what is still held", given: [.hold("alice", "acme", 400), .post(6, 150)],
            when: Commands.void(6),
            then: [.holdVoided(Events.released(6, 1, 2, 250))], balances: ["alice": [850, 0, 0], "acme": [150, 0, 0]]),
        Rule(
            "what is posted is not pending", given: [.hold("alice", "acme", 400), .post(6)], when: Commands.post(6),
            rejected: .transferNotPending, balances: ["alice": [600, 0, 0]]),
        Rule(
            "what is voided is not pending", given: [.hold("alice", "acme", 400), .void(6)], when: Commands.void(6),
            rejected: .transferNotPending),
        Rule("what was never pending is not pending", when: Commands.post(5), rejected: .transferNotPending),
        Rule("there is no transfer behind the journal's end", when: Commands.void(6), rejected: .transferNotFound),
        Rule("no position is too far to ask for", when: Commands.post(.max), rejected: .transferNotFound),
        Rule(
            "a hold ends at its very moment", given: [.hold("alice", "acme", 400, seconds: 60), .wait(60)],
            when: Commands.post(6), rejected: .transferExpired, balances: ["alice": [1000, 0, 400]]),
        Rule(
            "a hold that has ended cannot be voided", given: [.hold("alice", "acme", 400, seconds: 60), .wait(61)],
            when: Commands.void(6), rejected: .transferExpired, balances: ["alice": [1000, 0, 400]]),
        Rule(
            "what has expired is not pending", given: [.hold("alice", "acme", 400, seconds: 60), .wait(60), .expire],
            when: Commands.post(6), rejected: .transferNotPending),
    ]
}
