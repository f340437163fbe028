import FoundationEssentials
import Logging
import Messaging
import NIOCore

/// A member of a group: one connection with one subscription to the group's queue.
///
/// ActiveMQ gives all messages of a message group (a lane of keys) to one member until that leaves. A member that joins later would get no lane
/// that somebody has already, so it says hello on a topic, and the others join anew as soon as they have nothing unsettled.
actor ActiveMQConsumer: MessageConsumer {
    // After so many acknowledgements in transactions the connection is made anew: ActiveMQ 5.17 keeps each of them until it ends.
    static let transactedLimit = 1000
    // How long deliveries may keep back what was dropped behind them.
    static let dropPatience = TimeAmount.minutes(1)

    let group: ConsumerGroup
    let queue: String
    let settings: ConsumerSettings
    let stomp: StompSettings
    let tally: GroupTally
    let link: StompLink
    private let logger: Logger
    private let name: String

    var connection: StompConnection?
    var session: UInt64 = 0
    var held: [UInt64: BufferedFrame] = [:]
    // Deliveries that a settle call has in hand.
    var settling = 0
    var transacted = 0
    private var lastNumber: UInt64 = 0
    private var lastTransaction: UInt64 = 0
    private let window: MemberWindow
    private var handover = Handover()
    // Until when it waits for its deliveries to be settled, where it has dropped what came behind them.
    private var dropEnd: NIODeadline?
    private var order = RedeliveryOrder()
    private var hasLeft = false

    /// Creates a member; it joins with the first call.
    init(
        of group: ConsumerGroup, _ settings: ConsumerSettings, _ stomp: StompSettings, tally: GroupTally, name: String,
        averageBytes: Double = 0, logger: Logger
    ) {
        self.group = group
        self.settings = settings
        self.stomp = stomp
        self.tally = tally
        self.logger = logger
        self.name = name
        let queue = ActiveMQNames.queue(of: group)
        self.queue = queue
        let window = MemberWindow(
            wanted: settings.prefetch, limit: stomp.bufferedBytes, averageBytes: averageBytes)
        self.window = window
        link = StompLink(stomp) { (connection) throws(MessagingFault) in
            let (prefetch, budget) = window.open()
            connection.inbox.keep(MemberFrames.subscription, within: budget)
            try await connection.request(MemberFrames.join(queue, prefetch: prefetch))
        }
    }

    deinit {
        tally.left(ObjectIdentifier(self))
    }

    /// Joins, or finds out that it has joined.
    func joined() async throws(MessagingFault) -> StompConnection {
        if hasLeft { throw MessagingFault(.closed, "The member of \(group) has left") }
        let open = try await link.open()
        if hasLeft { throw MessagingFault(.closed, "The member of \(group) has left") }
        if open !== connection {
            let isAgain = connection != nil && handover.isRejoining
            connection = open
            session += 1
            held = [:]
            transacted = 0
            handover = Handover()
            dropEnd = nil
            order = RedeliveryOrder()
            if !isAgain { try open.send([MemberFrames.hello(from: name, in: queue)]) }
        }
        note()
        return open
    }

    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery] {
        let until = NIODeadline.now() + time.timeAmount
        while true {
            let connection = try await joined()
            do throws(MessagingFault) {
                let room = min(max(1, count), settings.prefetch - held.count - settling)
                let isPausing = handover.isPausing(at: .now()) && !order.hasRedelivered
                let deliveries = try takeNow(isPausing ? 0 : room, from: connection)
                if !deliveries.isEmpty { return deliveries }
                if try await handOver() { continue }
                guard NIODeadline.now() < until, !Task.isCancelled else { return [] }
                let ends = [until, handover.until, order.due, dropEnd].compactMap(\.self).min() ?? until
                await connection.inbox.wait(until: ends, forMore: room <= 0)
            } catch {
                await lose(connection)
                throw error
            }
        }
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        if hasLeft { throw MessagingFault(.closed, "The member of \(group) has left") }
        guard connection?.isOpen == true else { return receipts }
        return receipts.filter { $0.session != session || held[$0.number] == nil }
    }

    func leave() async {
        guard !hasLeft else { return }
        hasLeft = true
        connection?.inbox.wake()
        await link.close()
        connection = nil
        held = [:]
        tally.left(ObjectIdentifier(self))
    }

    /// Throws away what came and was not received.
    func purgeBuffered() async throws(MessagingFault) -> Int {
        guard let connection, connection.isOpen else { return 0 }
        order.put(try newcomers(on: connection), now: .now())
        // Later than any of them is due.
        let frames = order.take(.max, now: .now() + RedeliveryOrder.moment)
        guard !frames.isEmpty else { return 0 }
        note()
        connection.inbox.handedOut(frames.reduce(0) { $0 + $1.bytes })
        try await connection.request(frames.map { MemberFrames.ack($0.ack) })
        tally.finished(frames.count)
        return frames.count
    }

    /// Names the next transaction.
    func nextTransaction() -> UInt64 {
        lastTransaction += 1
        return lastTransaction
    }

    /// Whether calls still make sense.
    func checkOpen() throws(MessagingFault) {
        if hasLeft { throw MessagingFault(.closed, "The member of \(group) has left") }
    }

    /// The connection is of no use any more: what was unsettled is somebody else's.
    func lose(_ lost: StompConnection) async {
        lost.close(MessagingFault(.unavailable, "The connection to \(stomp.label) was given up"))
        if connection === lost { held = [:] }
        note()
        await link.drop(lost)
    }

    /// Says what the member has.
    func note() {
        guard !hasLeft else { return }
        tally.note(self, unsettled: held.count + settling, buffered: order.count, on: connection)
    }

    private func takeNow(_ room: Int, from connection: StompConnection) throws(MessagingFault) -> [Delivery] {
        order.put(try newcomers(on: connection), now: .now())
        let taken = order.take(room, now: .now())
        connection.inbox.handedOut(taken.reduce(0) { $0 + $1.bytes })
        let deliveries = taken.map(delivery)
        note()
        return deliveries
    }

    // What came for the group; what is for the member itself is dealt with.
    private func newcomers(on connection: StompConnection) throws(MessagingFault) -> [StompFrame] {
        var frames: [StompFrame] = []
        for frame in try connection.inbox.takeNow(.max) {
            guard frame["subscription"] == MemberFrames.subscription, let ack = frame["ack"] else {
                handover.take([frame], self: name)
                continue
            }
            if frame[FlorinHeader.marker] == nil {
                frames.append(frame)
            } else {
                connection.inbox.handedOut(frame.body.count)
                try connection.send([MemberFrames.ack(ack)])
            }
        }
        return frames
    }

    private func delivery(_ buffered: BufferedFrame) -> Delivery {
        if buffered.frame["AMQ_SCHEDULED_DELAY"] != nil {
            logger.error("the broker has no scheduler (schedulerSupport): retries come at once")
        }
        let (message, malformation) = MessageCarrier.message(from: buffered.frame)
        lastNumber += 1
        held[lastNumber] = buffered
        return Delivery(
            message: message, receipt: Receipt(session: session, number: lastNumber), attempt: buffered.attempt,
            malformation: malformation)
    }

    /// Takes back what the member does not want to handle now: it stays here, in its place, and goes back to the broker when the member leaves.
    ///
    /// Sent again it would come behind everything that was published since, and other messages of its key would overtake it.
    func putBack(_ released: [BufferedFrame], on connection: StompConnection) {
        connection.inbox.putBack(released.reduce(0) { $0 + $1.bytes })
        order.putBack(released)
    }

    // Joins anew where that brings something, and nothing is unsettled.
    private func handOver() async throws(MessagingFault) -> Bool {
        guard let old = connection else { return false }
        let budget = old.inbox.budget
        guard isToJoinAnew(budget) else { return false }
        window.learn(budget)
        handover.isRejoining = true
        await link.drop(old)
        await old.disconnect()
        return true
    }

    // When somebody else joined, the broker keeps too much for this connection, or messages have another size than it was made for.
    private func isToJoinAnew(_ budget: InboxBudget) -> Bool {
        let isDone = held.isEmpty && settling == 0
        if budget.dropped > 0 {
            guard order.count == 0 else {
                dropEnd = nil
                return false
            }
            // What was dropped comes again then; but somebody who keeps a delivery for hours does not keep everything else from coming.
            let end = dropEnd ?? (.now() + Self.dropPatience)
            dropEnd = end
            guard !isDone else { return true }
            guard NIODeadline.now() >= end else { return false }
            logger.warning(
                "a member joins anew, and loses what is unsettled: it had more large messages than it may keep",
                metadata: ["group": "\(group)", "unsettled": "\(held.count + settling)"])
            return true
        }
        // What goes back now goes behind what another member lost: safe only for what comes for the first time.
        guard isDone, !order.hasRedelivered else { return false }
        return handover.isPausing(at: .now()) || transacted >= Self.transactedLimit
            || (order.count == 0 && window.isNarrow(budget))
    }
}
