import Testing

@testable import Messaging

/// Random comings and goings: whatever happens, the messages of a key are never with two handlers, never out of order, and none is forgotten.
@Suite("Delivery window, properties")
struct DeliveryWindowPropertyTests {
    @Test(arguments: [Guarantees.KeyedRetry.engine, .member], 0..<40)
    func `order per key and nothing forgotten`(place: Guarantees.KeyedRetry, seed: UInt64) {
        var random = SplitMix(state: seed &* 0x9E37_79B9_7F4A_7C15)
        var window = DeliveryWindow(place)
        var engine = FakeQueue()
        var handlers: [[Delivery]] = []
        var holds: [Receipt] = []
        for number in 0..<300 { engine.publish(key: "k\(random.next() % 7)", number: number) }
        for step in 0..<200_000 where !engine.isDone {
            switch random.next() % 5 {
            case 0:
                engine.settle(window.add(engine.deliver(Int(random.next() % 20))))
                window.close(upTo: window.beginRound())
            case 1:
                let batch = window.take(atMost: Int(random.next() % 4) + 1)
                if !batch.isEmpty { handlers.append(batch) }
            case 2 where !handlers.isEmpty:
                let batch = handlers.remove(at: Int(random.next() % UInt64(handlers.count)))
                var blocked: Set<String> = []
                let answers = batch.map { delivery -> (delivery: Delivery, disposition: Disposition) in
                    let retries = random.next() % 4 == 0
                    let key = delivery.message.key ?? ""
                    // What counts as handled is what comes before the first retry of its key.
                    if retries { blocked.insert(key) }
                    if !blocked.contains(key) { engine.handled(delivery) }
                    return (delivery, retries ? .retry(after: .zero) : .ack)
                }
                let outcome = window.finish(answers)
                engine.settle(outcome.settlements)
                window.close(upTo: window.beginRound())
                holds += outcome.holds.map(\.receipt)
            case 3 where !holds.isEmpty: window.release(holds.removeFirst())
            default: break
            }
            if let fault = engine.fault {
                Issue.record("seed \(seed), step \(step): \(fault)")
                return
            }
        }
        #expect(engine.isDone, "seed \(seed): not everything was handled")
        #expect(window.count == 0)
    }
}

/// A queue that knows what must not happen.
private struct FakeQueue {
    private var waiting: [Delivery] = []
    private var delivered: [Receipt: Delivery] = [:]
    private var lastHandled: [String: Int] = [:]
    private var open = 0
    private var receipts: UInt64 = 0
    private(set) var fault: String?

    var isDone: Bool { open == 0 }

    mutating func publish(key: String, number: Int) {
        open += 1
        waiting.append(
            Delivery(
                message: Message(id: String(number), type: "", key: key, body: []),
                receipt: Receipt(session: 0, number: 0), attempt: 1))
    }

    mutating func deliver(_ count: Int) -> [Delivery] {
        let batch = waiting.prefix(count).map { delivery in
            receipts += 1
            var delivery = delivery
            delivery.receipt = Receipt(session: 1, number: receipts)
            delivered[delivery.receipt] = delivery
            return delivery
        }
        waiting.removeFirst(batch.count)
        return batch
    }

    mutating func handled(_ delivery: Delivery) {
        guard let key = delivery.message.key, let number = Int(delivery.message.id) else { return }
        if let last = lastHandled[key], number <= last { fault = "\(number) of \(key) after \(last)" }
        lastHandled[key] = number
    }

    mutating func settle(_ settlements: [Settlement]) {
        var back: [Delivery] = []
        for settlement in settlements {
            guard let delivery = delivered.removeValue(forKey: settlement.receipt) else {
                fault = "settled twice"
                continue
            }
            if case .ack = settlement.disposition { open -= 1 } else { back.append(delivery) }
        }
        waiting = (back + waiting).sorted { (Int($0.message.id) ?? 0) < (Int($1.message.id) ?? 0) }
    }
}

private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
