import PaymentCore
import PaymentViews

extension JSONWriter {
    /// Writes an order with its newest payments.
    mutating func order(_ order: Order) {
        raw("{\"reference\":")
        string(order.reference)
        raw(",\"status\":\"")
        plain(order.status.name)
        raw("\",\"amounts\":[")
        list(order.amounts) { writer, amounts in
            writer.raw("{\"currency\":")
            writer.currency(amounts.currency)
            for (name, value) in [
                ("requested", amounts.requested), ("held", amounts.held), ("captured", amounts.captured),
                ("refunded", amounts.refunded), ("payments", Int64(clamping: amounts.paymentCount)),
            ] as [(StaticString, Int64)] {
                writer.raw(",\"")
                writer.raw(name)
                writer.raw("\":")
                writer.integer(value)
            }
            writer.raw("}")
        }
        raw("],\"payments\":[")
        list(order.payments) { writer, payment in writer.payment(payment) }
        raw("],\"has_more\":")
        bool(order.hasMore)
        raw("}")
    }

    /// Writes the elements of an array, separated by commas.
    mutating func list<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        for (index, element) in elements.enumerated() {
            if index > 0 { raw(",") }
            write(&self, element)
        }
    }
}
