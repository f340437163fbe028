public import Messaging

/// What queues are used with over HTTP: the engine, and the desk that leases its messages to clients.
public struct QueueSide: Sendable {
    /// The engine.
    public let broker: any MessageBroker
    /// Leases messages to clients; a service that runs beside the server, and must be told to stop before it.
    public let desk: LeaseDesk
    /// What this process knows of the handlers of a group: P, and from it T; `nil` for groups that it does not handle.
    public let quantities: @Sendable (ConsumerGroup) async -> MessageQuantities?
    let sender: QueueSender

    /// Creates a side of queues.
    /// - Parameters:
    ///   - broker: the engine
    ///   - desk: leases its messages
    ///   - quantities: what this process knows of the handlers of a group
    public init(
        broker: any MessageBroker, desk: LeaseDesk,
        quantities: @escaping @Sendable (ConsumerGroup) async -> MessageQuantities? = { _ in nil }
    ) {
        self.broker = broker
        self.desk = desk
        self.quantities = quantities
        sender = QueueSender(broker)
    }
}
