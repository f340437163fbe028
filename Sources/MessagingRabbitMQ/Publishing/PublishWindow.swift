import Messaging

/// What is on its way to the engine and not confirmed yet: which message belongs to which job.
///
/// Pure: what the engine says goes in, the jobs that are done come out.
struct PublishWindow {
    private struct Flight {
        var job: Int
        var exchange: String
        var routingKey: String
        var isDone = false
    }

    private struct Progress {
        var job: PublishJob
        /// How many were sent.
        var sent = 0
        /// How many are not confirmed yet.
        var left: Int
        var fault: MessagingFault?
    }

    /// How many messages may be on their way.
    static let limit = 2000

    private var waiting = FIFO<Int>()
    private var jobs: [Int: Progress] = [:]
    private var nextJob = 0
    private var flights = FIFO<Flight>()
    /// The engine's number of the first flight.
    private var firstTag: UInt64 = 1

    /// Whether there is nothing to do.
    var isEmpty: Bool { jobs.isEmpty }
    /// Whether something waits for being confirmed.
    var isAwaiting: Bool { !flights.isEmpty }
    /// Whether something waits for being sent, and may.
    var canSend: Bool { !waiting.isEmpty && flights.count < Self.limit }
    /// Whether something waits for being sent.
    var hasMore: Bool { !waiting.isEmpty }

    mutating func add(_ job: PublishJob) {
        jobs[nextJob] = Progress(job: job, left: job.count)
        waiting.append(nextJob)
        nextJob += 1
    }

    /// The next message to be sent; it counts as sent.
    mutating func next() -> Outgoing? {
        guard let number = waiting.first, var progress = jobs[number] else { return nil }
        let outgoing = progress.job.message(progress.sent)
        progress.sent += 1
        jobs[number] = progress
        flights.append(Flight(job: number, exchange: outgoing.exchange, routingKey: outgoing.routingKey))
        if progress.sent == progress.job.count { _ = waiting.popFirst() }
        return outgoing
    }

    /// The message that ``next()`` gave last was not sent after all, and never will be.
    /// - Returns: its job, where that is done with it
    mutating func refuse(_ fault: MessagingFault) -> (job: PublishJob, fault: MessagingFault?)? {
        // The engine counts what is sent: this one has no number.
        flights.popLast().flatMap { land($0.job, fault) }
    }

    /// The engine has taken messages, or has refused them.
    /// - Returns: the jobs that are done
    mutating func confirm(
        _ tag: UInt64, isMultiple: Bool, refusal: MessagingFault?
    ) -> [(job: PublishJob, fault: MessagingFault?)] {
        var done: [(job: PublishJob, fault: MessagingFault?)] = []
        guard tag >= firstTag, tag < firstTag + UInt64(flights.count) else { return [] }
        let index = Int(tag - firstTag)
        for position in (isMultiple ? 0 : index)...index {
            guard let flight = flights[position], !flight.isDone else { continue }
            flights[position]?.isDone = true
            if let finished = land(flight.job, refusal) { done.append(finished) }
        }
        while let first = flights.first, first.isDone {
            _ = flights.popFirst()
            firstTag += 1
        }
        return done
    }

    /// The engine has given a message back: nobody wanted it.
    ///
    /// It does not say which one, so that every job that has one on the same way is told: better one too many than none.
    mutating func giveBack(exchange: String, routingKey: String, _ fault: MessagingFault) {
        for index in 0..<flights.count {
            guard let flight = flights[index], !flight.isDone, flight.exchange == exchange,
                flight.routingKey == routingKey
            else { continue }
            jobs[flight.job]?.fault = fault
        }
    }

    /// The connection or its channel is gone.
    /// - Returns: the jobs of which something was on its way
    mutating func abandon() -> [PublishJob] {
        let numbers = Set(jobs.filter { $1.sent > 0 }.keys)
        let abandoned = numbers.sorted().compactMap { jobs.removeValue(forKey: $0)?.job }
        let left = waiting.takeAll().filter { !numbers.contains($0) }
        for number in left { waiting.append(number) }
        flights = FIFO()
        firstTag = 1
        return abandoned
    }

    /// Takes out the jobs that have not begun and shall wait no longer.
    mutating func expire(where condition: (PublishJob) -> Bool) -> [PublishJob] {
        let numbers = Set(jobs.filter { $1.sent == 0 && condition($1.job) }.keys)
        guard !numbers.isEmpty else { return [] }
        let expired = numbers.sorted().compactMap { jobs.removeValue(forKey: $0)?.job }
        let left = waiting.takeAll().filter { !numbers.contains($0) }
        for number in left { waiting.append(number) }
        return expired
    }

    private mutating func land(_ number: Int, _ refusal: MessagingFault?) -> (job: PublishJob, fault: MessagingFault?)?
    {
        guard var progress = jobs[number] else { return nil }
        progress.left -= 1
        if let refusal { progress.fault = refusal }
        guard progress.left == 0 else {
            jobs[number] = progress
            return nil
        }
        jobs[number] = nil
        return (progress.job, progress.fault)
    }
}
