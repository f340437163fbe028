/// What a member gets in one transaction.
struct Claim {
    let member: Int64
    /// The end of its lease.
    let deadline: Int64
    /// How many it gets at the most.
    let limit: Int
    private(set) var deliveries: [StoredDelivery] = []
    private var sizeBytes = 0

    init(member: Int64, deadline: Int64, limit: Int) {
        self.member = member
        self.deadline = deadline
        self.limit = limit
    }

    var isFull: Bool { deliveries.count >= limit || sizeBytes >= QueueStore.maximumClaimBytes }

    mutating func append(_ delivery: StoredDelivery) {
        sizeBytes += delivery.body.count + delivery.attributes.count
        deliveries.append(delivery)
    }
}
