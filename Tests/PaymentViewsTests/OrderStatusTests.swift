import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Status of an order")
struct OrderStatusTests {
    /// What becomes of one payment of 100 on the order.
    enum Life: Sendable {
        case captured(refunded: Int64)
        case authorized(captured: Int64)
        case declined
        case cancelled(captured: Int64)
        case expired(captured: Int64)
        /// Captured at once in another currency.
        case other(refunded: Int64)
    }

    static let table: [(lives: [Life], status: OrderStatus)] = [
        ([.authorized(captured: 0)], .pending),
        ([.declined, .authorized(captured: 0)], .pending),
        ([.cancelled(captured: 0), .authorized(captured: 0)], .pending),
        ([.declined], .failed),
        ([.declined, .declined], .failed),
        ([.cancelled(captured: 0)], .cancelled),
        ([.declined, .cancelled(captured: 0)], .cancelled),
        ([.cancelled(captured: 0), .expired(captured: 0)], .unpaid),
        ([.expired(captured: 0)], .unpaid),
        ([.declined, .expired(captured: 0)], .unpaid),
        ([.captured(refunded: 0)], .paid),
        ([.declined, .captured(refunded: 0)], .paid),
        ([.expired(captured: 0), .captured(refunded: 0)], .paid),
        ([.other(refunded: 0), .captured(refunded: 0)], .paid),
        ([.captured(refunded: 0), .authorized(captured: 0)], .partiallyPaid),
        ([.authorized(captured: 40)], .partiallyPaid),
        ([.cancelled(captured: 40)], .partiallyPaid),
        ([.expired(captured: 40)], .partiallyPaid),
        ([.captured(refunded: 40)], .partiallyRefunded),
        ([.captured(refunded: 100), .captured(refunded: 0)], .partiallyRefunded),
        ([.captured(refunded: 100), .other(refunded: 0)], .partiallyRefunded),
        ([.captured(refunded: 100), .authorized(captured: 0)], .partiallyRefunded),
        ([.captured(refunded: 100)], .refunded),
        ([.captured(refunded: 100), .other(refunded: 100)], .refunded),
        ([.captured(refunded: 100), .declined], .refunded),
    ]

    @Test(arguments: table)
    func `follows from its payments`(_ lives: [Life], _ status: OrderStatus) async throws {
        var history = History()
        for currency in ["USD", "EUR"] {
            try history.run(Commands.open("rich:\(currency)", currency: currency, overdraft: true))
            try history.run(Commands.open("poor:\(currency)", currency: currency))
            try history.run(Commands.open("shop:\(currency)", currency: currency, overdraft: true))
        }
        for (index, life) in lives.enumerated() { try OrderStatusTests.live(life, UInt64(index + 1), &history) }
        try history.seal()
        let views = try Views()
        let reader = try views.filled(history).reader
        let order = try #require(try await reader.order("o").value)
        #expect(order.status == status)
        #expect(order.amounts.reduce(0) { $0 + $1.paymentCount } == Int64(lives.count))
        #expect(order.payments.count == lives.count && !order.hasMore)
        #expect(try await reader.order("p").value == nil)
    }

    static func live(_ life: Life, _ number: UInt64, _ history: inout History) throws {
        func pay(_ capture: CaptureMode, from payer: String = "rich", _ currency: String = "USD") throws {
            let text = try PaymentText(order: "o")
            try history.run(
                Commands.pay(
                    number, 100, capture, from: "\(payer):\(currency)", to: "shop:\(currency)", currency: currency,
                    seconds: 10, text: text))
        }
        func refund(_ amount: Int64) throws {
            if amount > 0 { try history.run(Commands.refund(number, amount)) }
        }
        func authorize(_ captured: Int64) throws {
            try pay(.manual)
            if captured > 0 { try history.run(Commands.confirm(number, captured)) }
        }
        switch life {
        case .captured(let refunded):
            try pay(.automatic)
            try refund(refunded)
        case .other(let refunded):
            try pay(.automatic, "EUR")
            try refund(refunded)
        case .declined: try pay(.automatic, from: "poor")
        case .authorized(let captured): try authorize(captured)
        case .cancelled(let captured):
            try authorize(captured)
            try history.run(Commands.cancel(number))
        case .expired(let captured):
            try authorize(captured)
            try history.seal()
            history.time += 10_000
            try history.expire()
        }
    }

    @Test func `gives the newest hundred payments and says that there are more`() async throws {
        var history = History()
        try history.run(Commands.open("rich", overdraft: true))
        try history.run(Commands.open("shop"))
        for number in 1...101 as ClosedRange<UInt64> {
            try history.run(
                Commands.pay(number, 1, from: "rich", to: "shop", text: try PaymentText(order: "o")))
            try history.seal()
        }
        let views = try Views()
        let order = try #require(try await views.filled(history).reader.order("o").value)
        #expect(order.hasMore && order.payments.count == 100)
        #expect(order.payments.first?.id == Commands.id(101) && order.payments.last?.id == Commands.id(2))
        #expect(order.amounts.first?.captured == 101)
    }

    @Test func `a sum that would be too large stays at the largest number`() async throws {
        var history = History()
        try history.run(Commands.open("poor"))
        try history.run(Commands.open("shop"))
        for number in 1...1030 as ClosedRange<UInt64> {
            try history.run(
                Commands.pay(
                    number, Money.maximumMinorUnits, from: "poor", to: "shop", text: try PaymentText(order: "o")))
        }
        try history.seal()
        let views = try Views()
        let order = try #require(try await views.filled(history).reader.order("o").value)
        #expect(order.status == .failed && order.amounts.first?.requested == .max)
    }
}
