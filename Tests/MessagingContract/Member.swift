import BlockingIO
import Foundation
import Messaging
import Synchronization

/// Another process that publishes or consumes, to be killed: the program `messaging-member`.
package final class Member: Sendable {
    /// What it does.
    package enum Role: Sendable {
        /// Publishes messages over keys, so many at a time.
        case publish(count: Int, keys: Int, batch: Int)
        /// Takes as many, and never settles them.
        case hold(count: Int)
        /// Takes and acknowledges whatever comes.
        case consume(prefetch: Int, leaseSeconds: Int)
        /// Takes what comes with a ``MessageSubscription`` whose handler is slow, and fails at first for one message in so many.
        case subscribe(parallelism: Int, milliseconds: Int, failsOneIn: Int)
    }

    /// What it said.
    package enum Event: Sendable, Hashable {
        /// It got a message.
        case received(id: String, attempt: Int)
        /// It began to acknowledge a message.
        case settling(id: String)
        /// A message is acknowledged.
        case settled(id: String)
        /// Its handler began.
        case began(id: String, attempt: Int)
        /// Its handler ended, with an acknowledgement or with a failure.
        case ended(id: String, isDone: Bool)
        /// So many messages are published.
        case published(Int)
        /// A call failed, and it goes on.
        case fault(String)
        /// It ended in peace.
        case left
    }

    /// The lease of ``Role/hold(count:)``.
    package static let holdingLease = Duration.seconds(4)

    private let watchdog: Watchdog
    private let seen = Mutex<[(time: UInt64, event: Event)]>([])

    init(_ role: Role, _ group: ConsumerGroup, url: String) throws {
        let words =
            switch role {
            case .publish(let count, let keys, let batch): ["publish", "\(count)", "\(keys)", "\(batch)"]
            case .hold(let count): ["hold", "\(count)"]
            case .consume(let prefetch, let lease): ["consume", "\(prefetch)", "\(lease)"]
            case .subscribe(let parallelism, let milliseconds, let failsOneIn):
                ["subscribe", "\(parallelism)", "\(milliseconds)", "\(failsOneIn)"]
            }
        watchdog = try Watchdog(
            try Self.path, [url, group.topic.kind.rawValue, group.topic.name, group.name] + words)
    }

    func start() async throws { try await watchdog.tell("start") }

    /// Kills it with SIGKILL.
    package func kill() async throws { try await watchdog.tell("kill") }

    /// Freezes it with SIGSTOP.
    package func freeze() async throws { try await watchdog.tell("freeze") }

    /// Lets it go on.
    package func thaw() async throws { try await watchdog.tell("thaw") }

    /// Asks it with SIGTERM to end in peace, and waits for that.
    package func stop(within patience: Duration = Patience.standard) async throws {
        try await watchdog.tell("signal TERM")
        guard try await watchdog.end(within: patience) else {
            throw ContractViolation("A member did not end within \(patience) after SIGTERM")
        }
    }

    /// Whether it runs.
    package var isRunning: Bool { watchdog.isRunning }

    /// What it said so far, with the time of the machine's monotonic clock in nanoseconds.
    package var events: [(time: UInt64, event: Event)] {
        let lines = watchdog.takeLines()
        return seen.withLock { seen in
            seen += lines.flatMap(Self.events)
            return seen
        }
    }

    /// Waits until it has said something.
    /// - Parameters:
    ///   - patience: for how long
    ///   - holds: looks at all that it said
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func wait(
        within patience: Duration = Patience.standard, until holds: ([Event]) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + patience
        while true {
            let events = events.map(\.event)
            if holds(events) { return }
            guard ContinuousClock.now < deadline, watchdog.isRunning else {
                throw ContractViolation(
                    "A member \(watchdog.isRunning ? "did not come so far within \(patience)" : "ended"): its last words were \(events.suffix(3))"
                )
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// A line: a letter, a time, and what happened then, as `R 123 key-1/0#1 key-1/1#1`.
    private static func events(in line: String) -> [(time: UInt64, event: Event)] {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let time = UInt64(words[1]) else { return [(0, .fault(line))] }
        let rest = words.count > 2 ? String(words[2]) : ""
        let items = rest.split(separator: " ").map { item -> (id: String, number: Int) in
            let parts = item.split(separator: "#")
            return (String(parts[0]), parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        }
        switch words[0] {
        case "R": return items.map { (time, .received(id: $0.id, attempt: $0.number)) }
        case "T": return items.map { (time, .settling(id: $0.id)) }
        case "S": return items.map { (time, .settled(id: $0.id)) }
        case "B": return items.map { (time, .began(id: $0.id, attempt: $0.number)) }
        case "E": return items.map { (time, .ended(id: $0.id, isDone: $0.number == 1)) }
        case "P": return [(time, .published(Int(rest) ?? 0))]
        case "L": return [(time, .left)]
        default: return [(time, .fault(rest))]
        }
    }

    /// Beside the tests, where the build puts it.
    private static var path: String {
        get throws {
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let path = ((own as NSString).deletingLastPathComponent as NSString).appendingPathComponent(
                "messaging-member")
            try expect(FileManager.default.isExecutableFile(atPath: path), "There is no messaging-member at \(path)")
            return path
        }
    }
}
