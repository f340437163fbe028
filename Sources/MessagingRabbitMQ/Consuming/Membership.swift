import BlockingIO
import Messaging

/// What a member is, and what its thread and its callers share.
struct Membership: Sendable {
    let settings: RabbitMQSettings
    let group: ConsumerGroup
    let place: Place
    /// What the engine's tools call it.
    let name: String
    let state: Monitor<MemberState>
    let wakeup: Wakeup
    /// For messages that go to the next step of their delay.
    let publisher: Publisher

    /// How many deliveries the engine gives ahead, of each lane of a topic.
    ///
    /// The same for all members: the engine puts what it takes back behind what it took back before, which is in order only as long
    /// as nobody's window is smaller than another's.
    static let laneWindow = 128

    /// How many deliveries of one lane the engine gives ahead.
    var window: UInt16 {
        group.topic.kind == .queue ? UInt16(clamping: state.withLock { $0.prefetch }) : UInt16(Self.laneWindow)
    }

    /// Has the thread do something.
    func send(_ command: MemberState.Command) -> Bool {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.commands.append(command) }
            return !state.isClosed
        }
        wakeup.signal()
        return isOpen
    }
}
