/// One label set of a metric.
struct Series: Sendable {
    let value: any AnyObject & Sendable

    init(_ value: any AnyObject & Sendable) {
        self.value = value
    }
}
