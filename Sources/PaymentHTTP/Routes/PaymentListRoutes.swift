import NIOCore
import PaymentCore
import PaymentEngine
import PaymentViews

extension PaymentResponder {
    private static let filterNames: Set<String> = [
        "status", "order", "payer", "payee", "currency", "method", "created_from", "created_before", "limit", "cursor",
    ]

    /// `GET /v1/payments`: payments that fit some filters, newest first.
    func listPayments(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let parameters = try QueryParameters(exchange.path.query, names: PaymentResponder.filterNames)
        var filter = try PaymentResponder.filter(parameters)
        filter.accounts = exchange.access.selection
        let limit = try parameters.limit()
        let cursor = try await reads.current().cursor
        let words = parameters.fingerprint(without: ["limit", "cursor"])
        var before: PaymentNumber?
        if let text = parameters["cursor"] {
            let place = try cursor.place(text, .payments, filter: words).bigEndianNumber
            before = place.map { PaymentNumber(UInt32(truncatingIfNeeded: $0)) }
        }
        try await waitForViews(exchange)
        let (wanted, first) = (filter, before)
        // Who is not theirs has no payments for them: not even how long the looking would take may show.
        guard [filter.payer, filter.payee].allSatisfy({ $0.map(exchange.access.allows) ?? true }) else {
            var writer = JSONWriter(capacity: 32)
            writer.raw("{\"payments\":[],\"next\":null}")
            return HTTPReply(json: writer, at: reads.subscription.consumed.position)
        }
        let page = try await reads.read { try await $0.views.payments(wanted, before: first, limit: limit) }
        var writer = JSONWriter(capacity: 64 + 640 * page.value.payments.count)
        writer.raw("{\"payments\":[")
        writer.list(page.value.payments) { writer, payment in writer.payment(payment) }
        writer.raw("],\"next\":")
        writer.optional(
            page.value.next.map { cursor.text(.payments, filter: words, place: [UInt8](bigEndian: UInt64($0.value))) })
        writer.raw("}")
        return HTTPReply(json: writer, at: page.position)
    }

    private static func filter(_ parameters: QueryParameters) throws(Problem) -> PaymentFilter {
        var filter = PaymentFilter()
        let statuses = PaymentStatus.allCases.map(\.name).joined(separator: ", ")
        filter.status = try parameters.value("status", "one of: \(statuses)") { text in
            PaymentStatus.allCases.first { $0.name == text }
        }
        filter.order = try parameters.value("order", "1 to 255 bytes") { text in
            (1...PaymentText.maximumOrderBytes).contains(text.utf8.count) ? text : nil
        }
        filter.payer = try parameters.account("payer")
        filter.payee = try parameters.account("payee")
        filter.currency = try parameters.value("currency", "a currency of ISO 4217, such as EUR") { try? Currency($0) }
        let methods = PaymentMethod.allCases.map(\.name).joined(separator: ", ")
        filter.method = try parameters.value("method", "one of: \(methods)") { PaymentMethod(name: $0) }
        filter.createdFrom = try parameters.time("created_from")
        filter.createdBefore = try parameters.time("created_before")
        return filter
    }

    /// `GET /v1/payments/{id}/history`: a payment with all its events.
    func readHistory(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        let id = try paymentID(exchange)
        try await waitForViews(exchange)
        let payment = try await lookUp { try await $0.views.payment(id) }
        guard let value = payment.value, exchange.access.allows(Parties(of: value)) else {
            throw Problem(.paymentNotFound, isPathSubject: true)
        }
        let (events, form) = try await reads.read { opened in
            (try await reads.history(of: id, in: opened), opened.events)
        }
        var writer = JSONWriter(capacity: 640 + 512 * events.count)
        writer.raw("{\"payment\":")
        writer.payment(value)
        writer.raw(",\"events\":[")
        writer.list(events) { writer, event in writer.cloudEvent(event, source: form.source) }
        writer.raw("]}")
        return HTTPReply(json: writer, at: payment.position)
    }
}
