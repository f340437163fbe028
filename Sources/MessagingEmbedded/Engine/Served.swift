import Messaging

/// What a receiver got in a transaction.
struct Served {
    var index: Int
    var result: Result<[StoredDelivery], MessagingFault>
    var mayHaveMore = false
    /// In how many milliseconds something becomes due.
    var nextDue: Int64?

    init(_ index: Int, _ result: Result<[StoredDelivery], MessagingFault>) {
        self.index = index
        self.result = result
    }
}
