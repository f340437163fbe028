import Testing

@testable import Messaging

/// The window as a transcript: what comes, what is handed out, what becomes of it.
@Suite("Delivery window")
struct DeliveryWindowTests {
    @Test func `messages of a key are handed out one after the other, others beside them`() {
        var window = DeliveryWindow(.engine)
        _ = window.add(Deliveries.make("a1 a2 b1 1 a3"))
        #expect(take(&window) == "a1")
        #expect(take(&window) == "b1")
        #expect(take(&window) == "1")
        #expect(take(&window) == "")
        #expect(finish(&window, "a1", .ack) == ["a1 ack"])
        #expect(take(&window) == "a2")
        #expect(take(&window) == "")
        #expect(finish(&window, "a2", .ack) == ["a2 ack"])
        #expect(take(&window) == "a3")
        #expect(window.count == 3)
    }

    @Test func `a batch may have several of a key, in order, and nobody else has one of it meanwhile`() {
        var window = DeliveryWindow(.engine)
        _ = window.add(Deliveries.make("a1 b1 a2 1 a3"))
        #expect(take(&window, 4) == "a1 a2 a3 b1")
        _ = window.add(Deliveries.make("a4 b2"))
        #expect(take(&window, 9) == "1")
        #expect(finish(&window, ["a1": .ack, "a2": .ack, "a3": .ack, "b1": .ack]).count == 4)
        #expect(take(&window, 9) == "a4 b2")
    }

    @Test func `a retry of a key in the engine gives the later ones back in the same call`() {
        var window = DeliveryWindow(.engine)
        _ = window.add(Deliveries.make("a1 a2 a3 b1"))
        #expect(take(&window) == "a1")
        #expect(finish(&window, "a1", .retry(after: .seconds(3))) == ["a1 retry", "a2 release", "a3 release"])
        #expect(take(&window) == "b1")
        #expect(window.count == 1)
        window.close(upTo: window.beginRound())
        // They come again when the first one does.
        _ = window.add(Deliveries.make("a1 a2"))
        #expect(take(&window) == "a1")
    }

    @Test func `what the engine gave before it heard of a retry is given back, until the retried message comes`() {
        var window = DeliveryWindow(.engine)
        _ = window.add(Deliveries.make("a1 b1"))
        #expect(take(&window) == "a1")
        #expect(finish(&window, "a1", .retry(after: .zero)) == ["a1 retry"])
        #expect(names(window.add(Deliveries.make("a2 b2 a3"))) == ["a2 release", "a3 release"])
        _ = window.beginRound()
        #expect(names(window.add(Deliveries.make("a1 a2"))) == [])
        #expect(take(&window, 9) == "b1 b2 a1 a2")
    }

    @Test func `once the engine has heard of a retry, its word counts`() {
        var window = DeliveryWindow(.engine)
        _ = window.add(Deliveries.make("a1"))
        #expect(take(&window) == "a1")
        #expect(finish(&window, "a1", .retry(after: .zero)) == ["a1 retry"])
        window.close(upTo: window.beginRound())
        // Somebody else has had the first one meanwhile.
        #expect(names(window.add(Deliveries.make("a2"))) == [])
        #expect(take(&window) == "a2")
    }

    @Test func `what was released in a later round keeps its key closed until the engine has heard of that round`() {
        var window = DeliveryWindow(.engine)
        _ = window.add(Deliveries.make("a1"))
        #expect(take(&window) == "a1")
        #expect(finish(&window, "a1", .retry(after: .zero)) == ["a1 retry"])
        let first = window.beginRound()
        // Somebody else has had the first one; the second one is released, and the engine has not heard of that yet.
        #expect(names(window.add(Deliveries.make("a2"))) == ["a2 release"])
        window.close(upTo: first)
        #expect(names(window.add(Deliveries.make("a3"))) == ["a3 release"])
        window.close(upTo: window.beginRound())
        #expect(names(window.add(Deliveries.make("a2 a3"))) == [])
        #expect(take(&window, 9) == "a2 a3")
    }

    @Test func `a retry of a key with the member holds the key, and nothing is said to the engine`() {
        var window = DeliveryWindow(.member)
        _ = window.add(Deliveries.make("a1 a2 b1"))
        #expect(take(&window) == "a1")
        #expect(finish(&window, "a1", .retry(after: .seconds(3))) == ["hold a1"])
        #expect(take(&window) == "b1")
        #expect(take(&window) == "")
        window.release(Deliveries.receipt("a1"))
        let again = window.take(atMost: 1)
        #expect(Deliveries.names(again) == "a1")
        #expect(again.first?.attempt == 2)
        #expect(finish(&window, "a1", .deadLetter(reason: "no")) == ["a1 deadLetter"])
        #expect(take(&window) == "a2")
    }

    @Test("after a retry the later ones of its key in the batch are handled again", arguments: [true, false])
    func retryInBatch(isHeld: Bool) {
        var window = DeliveryWindow(isHeld ? .member : .engine)
        _ = window.add(Deliveries.make("a1 a2 a3 b1"))
        let batch = window.take(atMost: 9)
        #expect(Deliveries.names(batch) == "a1 a2 a3 b1")
        let outcome = window.finish([
            (batch[0], .ack), (batch[1], .retry(after: .zero)), (batch[2], .ack), (batch[3], .ack),
        ])
        if isHeld {
            #expect(text(outcome) == ["a1 ack", "b1 ack", "hold a2"])
            #expect(take(&window) == "")
            window.release(Deliveries.receipt("a2"))
            #expect(take(&window, 9) == "a2 a3")
        } else {
            #expect(text(outcome) == ["a1 ack", "a2 retry", "a3 release", "b1 ack"])
            #expect(window.count == 0)
        }
    }

    @Test
    func `what is given back to a member's own hands keeps its place, and goes back to the engine with all others`() {
        var window = DeliveryWindow(.member)
        _ = window.add(Deliveries.make("a1 a2 b1 1 a3"))
        #expect(take(&window, 4) == "a1 a2 a3 b1")
        #expect(
            finish(&window, ["a1": .ack, "a2": .release, "a3": .release, "b1": .release]) == ["a1 ack"])
        #expect(Set(window.receipts) == Set(["a2", "a3", "b1", "1"].map(Deliveries.receipt)))
        #expect(take(&window, 9) == "a2 a3 b1 1")
        #expect(finish(&window, "1", .release) == [])
        #expect(take(&window) == "1")
    }

    @Test func `what goes back to an engine that keeps the order takes the later ones of its key along`() {
        var window = DeliveryWindow(.engine)
        _ = window.add(Deliveries.make("a1 a2 b1"))
        #expect(take(&window) == "a1")
        #expect(finish(&window, "a1", .release) == ["a1 release", "a2 release"])
        #expect(take(&window, 9) == "b1")
    }

    @Test func `it knows how many bytes it holds`() {
        var window = DeliveryWindow(.member)
        var large = Deliveries.delivery("a1")
        large.message.body = [UInt8](repeating: 1, count: 1000)
        _ = window.add([large, Deliveries.delivery("a2")])
        #expect(window.bodyBytes == 1000)
        _ = window.take(atMost: 1)
        _ = finish(&window, "a1", .release)
        #expect(window.bodyBytes == 1000)
        _ = window.take(atMost: 1)
        _ = finish(&window, "a1", .ack)
        #expect(window.bodyBytes == 0 && window.count == 1)
    }

    @Test func `a retry without a key goes to the engine in either case`() {
        for place in [Guarantees.KeyedRetry.engine, .member] {
            var window = DeliveryWindow(place)
            _ = window.add(Deliveries.make("1 2"))
            #expect(take(&window) == "1")
            #expect(finish(&window, "1", .retry(after: .seconds(1))) == ["1 retry"])
            #expect(take(&window) == "2")
        }
    }

    @Test func `a lost lease is forgotten: nothing is said of it, and its key goes on`() {
        var window = DeliveryWindow(.member)
        _ = window.add(Deliveries.make("a1 a2 a3 b1 b2 c1"))
        #expect(take(&window) == "a1")
        window.lose([Deliveries.receipt("a1"), Deliveries.receipt("a2"), Deliveries.receipt("b1")])
        #expect(Set(window.receipts) == Set(["a3", "b2", "c1"].map(Deliveries.receipt)))
        // Still with its handler, so its key waits.
        #expect(take(&window) == "c1")
        #expect(take(&window) == "b2")
        #expect(take(&window) == "")
        #expect(finish(&window, "a1", .ack) == [])
        #expect(take(&window) == "a3")
    }

    @Test func `a held one that is lost lets its key go on`() {
        var window = DeliveryWindow(.member)
        _ = window.add(Deliveries.make("a1 a2"))
        #expect(take(&window) == "a1")
        #expect(finish(&window, "a1", .retry(after: .seconds(9))) == ["hold a1"])
        window.lose([Deliveries.receipt("a1")])
        #expect(take(&window) == "a2")
        window.release(Deliveries.receipt("a1"))
        #expect(take(&window) == "")
    }

    private func take(_ window: inout DeliveryWindow, _ count: Int = 1) -> String {
        Deliveries.names(window.take(atMost: count))
    }

    private func finish(_ window: inout DeliveryWindow, _ name: String, _ disposition: Disposition) -> [String] {
        text(window.finish([(Deliveries.delivery(name), disposition)]))
    }

    private func finish(_ window: inout DeliveryWindow, _ batch: KeyValuePairs<String, Disposition>) -> [String] {
        text(window.finish(batch.map { (Deliveries.delivery($0.key), $0.value) }))
    }

    private func names(_ settlements: [Settlement]) -> [String] {
        settlements.map { settlement in
            "\(name(settlement.receipt)) \("\(settlement.disposition)".prefix { $0.isLetter })"
        }
    }

    private func text(_ outcome: DeliveryWindow.Outcome) -> [String] {
        names(outcome.settlements) + outcome.holds.map { "hold \(name($0.receipt))" }
    }

    private func name(_ receipt: Receipt) -> String {
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: receipt.number >> (8 * UInt64($0))) }
        return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
    }
}
