import Journal
import PaymentCore

/// Makes the batches of a measurement.
///
/// One payment of a hundred is declined; one account of ten is in EUR, the others in USD; payer and payee are any two accounts of one
/// currency.
struct ViewBenchSource {
    struct Batch {
        let bytes: [UInt8]
        let header: BatchHeader
        let hash: ChainHash

        func feed(_ writer: inout ViewWriter) throws {
            let end = BatchHeader.sizeBytes + header.payloadSizeBytes
            let payload = unsafe bytes.span.bytes.extracting(BatchHeader.sizeBytes..<end)
            try writer.consume(header, payload, hash: hash)
        }
    }

    private let bench: ViewBench
    private let currencies: [Currency]
    private var random = ViewBenchRandom()
    private let id: JournalID
    private var position = Position.start
    private var hash = ChainHash.zero
    private var time: Int64 = 1_790_000_000_000
    private(set) var madePayments = 0

    init(_ bench: ViewBench) {
        self.bench = bench
        currencies = ["USD", "EUR"].compactMap { try? Currency($0) }
        id = JournalID(using: &random)
    }

    static func accountID(_ number: Int) -> String {
        (number.isMultiple(of: 2) ? "wallet:" : "merchant:") + String(number)
    }

    static func reference(_ number: Int, _ references: ViewBench.References) -> String {
        switch references {
        case .ascending: "order-" + String(1_000_000_000 + number)
        case .random: String(keyHash(UInt64(number)), radix: 16) + String(keyHash(UInt64(number) << 32), radix: 16)
        }
    }

    private func currency(_ account: Int) -> Currency {
        currencies[account % 10 == 9 ? 1 : 0]
    }

    mutating func openAccounts() throws -> [Batch] {
        var batches: [Batch] = []
        for start in stride(from: 0, to: bench.accounts, by: 1000) {
            let events = try (start..<min(start + 1000, bench.accounts)).map { number in
                Event.accountOpened(
                    AccountOpened(
                        number: AccountNumber(UInt32(number)), id: try AccountID(ViewBenchSource.accountID(number)),
                        currency: currency(number), kind: .liability, allowsOverdraft: true))
            }
            batches.append(try seal(events.map { [$0] }))
        }
        return batches
    }

    mutating func next(_ count: Int) throws -> [Batch] {
        var batches: [Batch] = []
        let end = madePayments + count
        while madePayments < end {
            let size = min(bench.paymentsPerBatch, end - madePayments)
            time += 3
            var entries: [[Event]] = []
            for _ in 0..<size { entries.append(try payment()) }
            batches.append(try seal(entries))
        }
        return batches
    }

    private mutating func payment() throws -> [Event] {
        defer { madePayments += 1 }
        let number = PaymentNumber(UInt32(madePayments))
        let payer = Int.random(in: 0..<bench.accounts, using: &random)
        // Nine accounts in a row of ten share a currency.
        let step = payer % 10 == 9 ? 10 : [1, 3, 5, 7].first { (payer + $0) % 10 != 9 } ?? 1
        let distance = payer % 10 == 9 ? step * Int.random(in: 1..<max(2, bench.accounts / 10), using: &random) : step
        let payee = (payer + distance) % bench.accounts
        let text = try PaymentText(order: ViewBenchSource.reference(madePayments, bench.references))
        let amount = Int64.random(in: 1...100_000, using: &random)
        let requested = PaymentRequested(
            number: number, id: PaymentID(at: Timestamp(milliseconds: time), using: &random),
            amount: Money(amount, currency(payer)), method: .wallet, capture: .automatic,
            payer: AccountNumber(UInt32(payer)), payee: AccountNumber(UInt32(payee)), expiresAt: nil, text: text)
        if madePayments % 100 == 99 {
            return [
                .paymentRequested(requested),
                .paymentDeclined(PaymentDeclined(payment: number, code: .insufficientFunds)),
            ]
        }
        let posting = Posting(debit: requested.payer, credit: requested.payee, amount: amount)
        return [
            .paymentRequested(requested), .paymentCapturedAtOnce(PaymentMoved(payment: number, posting: posting)),
        ]
    }

    private mutating func seal(_ entries: [[Event]]) throws -> Batch {
        var buffer = BatchBuffer()
        for entry in entries {
            EntryEncoder.append(entry, stamp: nil, to: &buffer.bytes)
            buffer.eventCount += entry.count
        }
        hash = buffer.seal(first: position.next, time: Timestamp(milliseconds: time), id: id, previous: hash)
        let header = try BatchHeader(reading: unsafe buffer.bytes.span.bytes)
        position = header.last
        return Batch(bytes: buffer.bytes, header: header, hash: hash)
    }
}

/// SplitMix64: the same payments every time.
struct ViewBenchRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64 = 0

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return keyHash(state)
    }
}
