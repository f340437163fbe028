/// What callers have put before the engine's thread.
struct Inbox {
    var calls: [PendingCall] = []
    var receivers: [Receiver] = []
    /// Receivers whose task was cancelled.
    var cancelled: [UInt64] = []
    /// Who waits for the end of the thread.
    var closing: [@Sendable () -> Void] = []
    var isStarted = false
    /// Whether nobody may call any more; the thread ends when it has done what is there.
    var isClosed = false
    var nextID: UInt64 = 1
    /// The receivers that have not ended, and whether their task was cancelled.
    var receiving: [UInt64: Bool] = [:]

    var isEmpty: Bool { calls.isEmpty && receivers.isEmpty && cancelled.isEmpty && closing.isEmpty }

    /// Adds a receiver, whose task may be cancelled already.
    mutating func add(_ receiver: Receiver) {
        receivers.append(receiver)
        if receiving[receiver.id] == true { cancelled.append(receiver.id) }
    }

    /// Ends a receiver early, now or when it comes.
    mutating func cancel(_ id: UInt64) {
        guard receiving[id] != nil else { return }
        receiving[id] = true
        cancelled.append(id)
    }
}
