import Foundation
import Logging
import Messaging
import MessagingEmbedded
import PaymentCore
import PaymentEngine
import PaymentHTTP
import PaymentMessaging

/// How the queue of commands of a test server works.
struct CommandSettings: Sendable {
    /// From how many waiting commands on no more are taken.
    var maximumDepth = 1000
    /// Whether somebody takes commands from it.
    var runsIntake = true
}

/// The queue of commands of a test server, on the embedded engine.
struct TestQueues: Sendable {
    let commands: CommandQueue
    let intake: Intake

    init(_ folder: String, _ settings: CommandSettings, _ engine: PaymentEngine, _ logger: Logger) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let broker = try EmbeddedBroker(try BrokerURL("embedded:\(folder)/queues.sqlite"), logger: logger)
        let log = try RequestLog(path: folder + "/requests.sqlite") {
            Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        }
        let queue = try CommandQueue.group(of: nil)
        commands = CommandQueue(queue, on: broker, maximumDepth: settings.maximumDepth, outcomes: log) { _ in 7 }
        intake = Intake(
            from: commands.group, on: broker, origin: .server, engine: engine, outcomes: log, logger: logger)
    }
}
