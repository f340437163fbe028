import Messaging
import Synchronization

/// Commands that wait for their replies.
final class RedisRequest: Sendable {
    private struct State {
        var replies: [RedisReply] = []
        var fault: MessagingFault?
        var isDone = false
    }

    let commands: RedisCommands
    /// When its caller gives up, in nanoseconds of the monotonic clock.
    let deadline: UInt64
    private let state = Mutex(State())

    init(_ commands: RedisCommands, deadline: UInt64) {
        self.commands = commands
        self.deadline = deadline
    }

    var isDone: Bool { state.withLock { $0.isDone } }

    func finish(_ replies: [RedisReply]) {
        state.withLock {
            $0.replies = replies
            $0.isDone = true
        }
    }

    func fail(_ fault: MessagingFault) {
        state.withLock {
            $0.fault = fault
            $0.isDone = true
        }
    }

    /// The replies.
    /// - Throws: what it failed with
    func result() throws(MessagingFault) -> [RedisReply] {
        let (replies, fault) = state.withLock { ($0.replies, $0.fault) }
        if let fault { throw fault }
        return replies
    }
}
