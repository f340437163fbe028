import BlockingIO
import Messaging

/// The thread of a ``Publisher``: sends, reads what the engine confirms, and connects again.
struct PublisherLoop {
    let settings: RabbitMQSettings
    let inbox: Monitor<Publisher.Inbox>
    let wakeup: Wakeup
    private var window = PublishWindow()
    private var connection: AMQPConnection?
    private var channel: UInt16 = 0
    private var isBlocked = false
    /// When the engine last gave a sign of life, in nanoseconds of the monotonic clock.
    private var progress: UInt64 = 0
    private var backoff = ReconnectPause()
    private var canWrite = true

    /// Seconds between two signs of life on an idle connection.
    static let heartbeat = 20
    /// How many bytes are sent between two looks at the socket: a writable one takes that many without making the thread wait.
    static let pieceBytes = 64 << 10

    init(settings: RabbitMQSettings, inbox: Monitor<Publisher.Inbox>, wakeup: Wakeup) {
        self.settings = settings
        self.inbox = inbox
        self.wakeup = wakeup
    }

    /// Works until the publisher is closed.
    mutating func run() {
        while true {
            let (jobs, isClosed) = inbox.withLock { inbox in
                defer { inbox.jobs = [] }
                return (inbox.jobs, inbox.isClosed)
            }
            if !jobs.isEmpty, window.isEmpty { progress = MonotonicClock.now() }
            for job in jobs { window.add(job) }
            if isClosed { return end() }
            step()
        }
    }

    private mutating func step() {
        let now = MonotonicClock.now()
        if connection == nil, !window.isEmpty, backoff.isOver(now) { connect() }
        if connection != nil {
            do throws(AMQPFault) {
                if canWrite, !isBlocked { try send() }
                try read()
            } catch {
                lose(settings.fault(error))
            }
        }
        expire(MonotonicClock.now())
        guard connection?.hasFrames != true else { return }
        // What has come in meanwhile is looked at before the thread waits: the wakeup counts it.
        canWrite = wakeup.wait(
            for: connection?.socket, wantsToWrite: window.canSend && !isBlocked, until: nextMoment(),
            now: MonotonicClock.now())
    }

    private mutating func connect() {
        do throws(AMQPFault) {
            let opened = try AMQPConnection.open(
                settings, name: "florin publisher", heartbeat: Self.heartbeat, until: settings.deadline())
            channel = try opened.openChannel()
            try opened.selectConfirms(on: channel)
            connection = opened
            isBlocked = false
            canWrite = true
            progress = MonotonicClock.now()
            backoff.reset()
        } catch {
            let fault = settings.fault(error)
            backoff.fail(MonotonicClock.now(), fault)
            if !fault.isRetriable {
                for job in window.expire(where: { _ in true }) { job.finish(fault) }
            }
        }
    }

    private mutating func send() throws(AMQPFault) {
        guard let connection else { return }
        var sent = 0
        let limit = connection.maximumHeaderBytes
        while sent < Self.pieceBytes, window.canSend, let outgoing = window.next() {
            sent += outgoing.message.body.count + 512
            let message = outgoing.isShortened ? outgoing.message.shortened(to: limit) : outgoing.message
            // Beyond it the library would give up in the middle of the message, and everybody's connection with it.
            guard message.headerBytes <= limit else {
                let fault = MessagingFault(
                    .tooLarge, "\(settings.label) takes attributes of \(limit) bytes in one message")
                if let (job, fault) = window.refuse(fault) { job.finish(fault) }
                continue
            }
            try connection.publish(message, to: outgoing.exchange, key: outgoing.routingKey, on: channel)
        }
    }

    private mutating func read() throws(AMQPFault) {
        while let event = try connection?.nextEvent() {
            progress = MonotonicClock.now()
            switch event {
            case .confirmed(let tag, let isMultiple, let isTaken):
                let refusal =
                    isTaken
                    ? nil
                    : MessagingFault(.full, "\(settings.label) did not take a message: a queue of it is full or away")
                for (job, fault) in window.confirm(tag, isMultiple: isMultiple, refusal: refusal) { job.finish(fault) }
            case .returned(let exchange, let key):
                let name = exchange.isEmpty ? "queue \(key)" : "group or queue for \(exchange)"
                window.giveBack(exchange: exchange, routingKey: key, settings.unroutable(name))
            case .blocked(let now):
                isBlocked = now
            case .closed(_, let code, let text):
                // An exchange that is not there closes the channel; who else was on it publishes again.
                try reopen(settings.fault(.channelRefused(code: code, text: text)))
            default: break
            }
        }
    }

    private mutating func reopen(_ fault: MessagingFault) throws(AMQPFault) {
        for job in window.abandon() { job.finish(fault) }
        guard let connection else { return }
        connection.deadline = settings.deadline()
        channel = try connection.openChannel()
        try connection.selectConfirms(on: channel)
    }

    private mutating func lose(_ fault: MessagingFault) {
        connection = nil
        for job in window.abandon() { job.finish(fault) }
    }

    private mutating func expire(_ now: UInt64) {
        if window.isAwaiting, now > progress + settings.timeout.nanoseconds {
            lose(isBlocked ? full : settings.fault(.timedOut))
        }
        let isLate = window.hasMore && (connection == nil || now > progress + settings.timeout.nanoseconds)
        guard isLate || isBlocked else { return }
        let fault =
            isBlocked
            ? full
            : backoff.fault ?? settings.fault(.timedOut)
        for job in window.expire(where: { now >= $0.deadline }) { job.finish(fault) }
    }

    private var full: MessagingFault {
        MessagingFault(.full, "\(settings.label) takes nothing: it has no memory or no disk left")
    }

    /// When there is something to do without the engine's saying anything.
    private func nextMoment() -> UInt64 {
        let now = MonotonicClock.now()
        guard connection != nil else {
            return window.isEmpty ? now + 60_000_000_000 : min(backoff.end, now + 1_000_000_000)
        }
        // Heartbeats are sent within calls of the library only.
        return now + UInt64(window.isEmpty ? Self.heartbeat / 3 : 1) * 1_000_000_000
    }

    private mutating func end() {
        let fault = MessagingFault(.closed, "The broker is closed")
        for job in window.abandon() + window.expire(where: { _ in true }) { job.finish(fault) }
        connection?.deadline = MonotonicClock.now() + 2_000_000_000
        connection?.close()
        connection = nil
    }
}
