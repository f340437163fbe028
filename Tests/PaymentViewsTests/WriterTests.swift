import Journal
import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Writer of the views")
struct WriterTests {
    let views: Views
    let history: History

    init() throws {
        views = try Views()
        history = try RandomHistory(seed: 9, steps: 200).history
    }

    @Test func `what was not committed is not seen, and is not missed after a restart`() async throws {
        let half = history.batches.count / 2
        do {
            let store = try views.open()
            var writer = try ViewWriter(store)
            for batch in history.batches[..<half] { try writer.consume(batch) }
            try writer.commit()
            for batch in history.batches[half...] { try writer.consume(batch) }
            #expect(writer.position == history.batches[half - 1].header.last)
            #expect(try await store.reader.position() == writer.position)
        }
        let store = try views.open()
        var writer = try ViewWriter(store)
        #expect(writer.position == history.batches[half - 1].header.last)
        // A reader may give the last batch once more.
        for batch in history.batches[(half - 1)...] { try writer.consume(batch) }
        try writer.commit()
        #expect(writer.position == history.state.position)
        #expect(try store.head().hash == history.batches.last?.hash)
        let clean = try Views()
        _ = try clean.filled(history)
        #expect(try await store.reader.compare(with: clean.settings.path).difference == nil)
    }

    @Test func `the writer commits by itself when it has collected enough`() throws {
        var views = views
        views.settings.maximumPendingEvents = 10
        let store = try views.open()
        var writer = try ViewWriter(store)
        for batch in history.batches {
            let before = writer.position
            try writer.consume(batch)
            let collected = batch.header.last.value - before.value
            #expect((writer.position == batch.header.last) == (collected >= 10))
        }
        try writer.commit()
        try writer.commit()
    }

    @Test func `a gap, another journal and a repeated batch with another hash are refused`() throws {
        let store = try views.open()
        var writer = try ViewWriter(store)
        func refusal(_ batch: History.Batch) -> ViewFault.Code? {
            #expect(throws: ViewFault.self) { try writer.consume(batch) }?.code
        }
        #expect(refusal(history.batches[1]) == .doesNotFollow)
        try writer.consume(history.batches[0])
        #expect(refusal(history.batches[2]) == .doesNotFollow)
        let other = try RandomHistory(seed: 10, steps: 50).history
        #expect(refusal(other.batches[0]) == .doesNotFollow)
        #expect(refusal(other.batches[1]) == .doesNotFollow)
        try writer.consume(history.batches[0])
        try writer.consume(history.batches[1])
        try writer.commit()
        #expect(writer.position == history.batches[1].header.last)
    }

    @Test func `events that cannot be are refused, and the writer is done for`() throws {
        let (payer, payee) = (AccountNumber(0), AccountNumber(1))
        let posting = Posting(debit: payer, credit: payee, amount: 5)
        let stray: [Event] = [
            .transferPosted(
                TransferPosted(posting: Posting(debit: payer, credit: AccountNumber(99), amount: 1), reference: nil)),
            .transferPosted(TransferPosted(posting: Posting(debit: payer, credit: payer, amount: 1), reference: nil)),
            .holdPosted(HoldPosted(transfer: TransferID(Position(.max)), posting: posting)),
            .paymentRefunded(PaymentMoved(payment: PaymentNumber(.max), posting: posting)),
            .accountOpened(
                AccountOpened(
                    number: AccountNumber(50), id: Commands.name("x"), currency: Commands.money(1).currency,
                    kind: .asset, allowsOverdraft: false)),
        ]
        for event in stray {
            let views = try Views()
            var writer = try ViewWriter(try views.open())
            try writer.consume(history.batches[0])
            var buffer = BatchBuffer()
            EntryEncoder.append([event], stamp: nil, to: &buffer.bytes)
            buffer.eventCount = 1
            let first = history.batches[0]
            let hash = buffer.seal(
                first: first.header.last.next, time: first.header.time, id: first.header.id, previous: first.hash)
            let header = try BatchHeader(reading: unsafe buffer.bytes.span.bytes)
            let batch = History.Batch(header: header, bytes: buffer.bytes, hash: hash)
            #expect(throws: ViewFault.self) { try writer.consume(batch) }
            let fault = #expect(throws: ViewFault.self) { try writer.commit() }
            #expect(fault?.code == .failed)
        }
    }

    @Test func `a name that the views cannot know yet may be asked for later`() async throws {
        let store = try views.open()
        var writer = try ViewWriter(store)
        try writer.consume(history.batches[0])
        try writer.commit()
        let moment = try #require(history.moments.last)
        let fault = await #expect(throws: ViewFault.self) {
            _ = try await store.reader.name([(moment.event, moment.position, moment.time)])
        }
        #expect(fault?.code == .behind && fault?.isRetriable == true)
    }
}
