/// Something that follows the journal and knows its quantities.
public protocol MeasuredSubscription: Sendable {
    /// What metrics and `GET /v1/subscriptions` call it.
    var name: String { get }
    /// The quantities of its queue, now.
    var quantities: SubscriptionQuantities { get }
}

extension Subscription: MeasuredSubscription {}
