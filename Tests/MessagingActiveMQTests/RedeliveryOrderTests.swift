import NIOCore
import Testing

@testable import MessagingActiveMQ

/// The order of what comes again.
@Suite("Order of redelivered messages") struct RedeliveryOrderTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func frame(_ key: String?, _ number: Int, again: Bool = false, time: Int = 1) -> StompFrame {
        var headers = [StompHeader("message-id", "ID:vm-1:1:1:\(number)"), StompHeader("timestamp", "\(time)")]
        if let key { headers.append(StompHeader("cloudEvents_partitionkey", key)) }
        if again { headers.append(StompHeader("redelivered", "true")) }
        return StompFrame("MESSAGE", headers)
    }

    private func numbers(_ frames: [BufferedFrame]) -> [Int] {
        frames.compactMap { $0.frame["message-id"]?.split(separator: ":").last.flatMap { Int($0) } }
    }

    @Test func `what comes for the first time, or has no key, goes straight through`() {
        var order = RedeliveryOrder()
        order.put([frame("a", 1), frame(nil, 2, again: true), frame("b", 3)], now: start)
        #expect(order.count == 3)
        #expect(numbers(order.take(2, now: start)) == [1, 2])
        #expect(numbers(order.take(2, now: start)) == [3])
        #expect(order.count == 0 && order.due == nil)
    }

    @Test func `what comes again is held back for a moment and sorted`() {
        var order = RedeliveryOrder()
        order.put([frame("a", 12, again: true)], now: start)
        #expect(order.take(9, now: start).isEmpty)
        #expect(order.due == start + RedeliveryOrder.moment)
        order.put([frame("a", 9, again: true), frame("a", 1, again: true, time: 2)], now: start + .milliseconds(50))
        #expect(order.take(9, now: start + RedeliveryOrder.moment).isEmpty)
        #expect(numbers(order.take(9, now: start + .milliseconds(50) + RedeliveryOrder.moment)) == [9, 12, 1])
        #expect(order.count == 0)
    }

    @Test func `the first new message of a key says that all old ones are there`() {
        var order = RedeliveryOrder()
        order.put([frame("a", 2, again: true), frame("a", 1, again: true), frame("b", 7, again: true)], now: start)
        order.put([frame("a", 3)], now: start)
        #expect(numbers(order.take(9, now: start)) == [1, 2, 3])
        #expect(order.count == 1)
    }

    @Test func `what is given back goes to its place, with the attempt that it had`() {
        var order = RedeliveryOrder()
        order.put((1...6).map { frame("a", $0) }, now: start)
        var taken = order.take(4, now: start)
        #expect(numbers(taken) == [1, 2, 3, 4])
        taken[1].attempt = 7
        order.putBack([taken[3]])
        order.putBack([taken[2], taken[1]])
        #expect(order.count == 5)
        let again = order.take(3, now: start)
        #expect(numbers(again) == [2, 3, 4] && again.map(\.attempt) == [7, 1, 1])
        order.putBack([again[2]])
        #expect(numbers(order.take(9, now: start)) == [4, 5, 6])
        #expect(order.count == 0)
    }
}
