import PaymentEngine

extension PaymentResponder {
    /// `GET /v1/subscriptions`: the quantities of every subscriber's queue.
    func listSubscriptions(_ exchange: Exchange) throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        var writer = JSONWriter(capacity: 512)
        writer.raw("{\"subscriptions\":[")
        writer.list(subscriptions.map(\.quantities)) { writer, quantities in writer.subscription(quantities) }
        writer.raw("]}")
        return HTTPReply(json: writer, at: engine.durable.position)
    }
}
