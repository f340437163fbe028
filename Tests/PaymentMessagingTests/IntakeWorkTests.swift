import Foundation
import JournalTestSupport
import Logging
import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import Testing

@testable import PaymentMessaging

@Suite("Work of an intake", .timeLimit(.minutes(5)))
struct IntakeWorkTests {
    private static func work(_ origin: IntakeOrigin, _ engine: PaymentEngine, _ log: RequestLog) -> IntakeWork {
        IntakeWork(
            engine: engine, origin: origin, scope: IntakeScope(), outcomes: log, maximumBodyBytes: 10_000,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func delivery(_ body: String, request: RequestReference?, attempt: Int = 1) -> Delivery {
        var message = Message(id: "m", type: "", body: Array(body.utf8))
        message.headers[CommandQueue.Header.request] = request?.description
        return Delivery(message: message, receipt: Receipt(session: 1, number: 1), attempt: attempt)
    }

    private static func log(_ bench: MessagingBench) throws -> RequestLog {
        try RequestLog(path: bench.folder.path + "/requests.sqlite") { Timestamp(milliseconds: 1) }
    }

    @Test func `what somebody was told is refused stays refused, whatever became possible since`() async throws {
        let bench = try MessagingBench()
        try await bench.withEngine { engine in
            let log = try IntakeWorkTests.log(bench)
            let work = IntakeWorkTests.work(.server, engine, log)
            let request = RequestReference.payment(engine.makePaymentID())
            let body =
                #"{"event_name":"payment_request","event_id":"e","event_data":{"amount":5,"currency":"USD","method":{"type":"wallet"},"payer":"a","payee":"b"}}"#
            let first = await work.decide([IntakeWorkTests.delivery(body, request: request)])
            #expect(first.map(\.isDeadLetter) == [true])
            #expect(try await log.outcome(of: request) != nil)
            // It was never told to the queue's engine, which gives it again; meanwhile somebody has opened the accounts.
            for account in ["a", "b"] {
                _ = try await engine.submit(CommandEnvelope(Commands.open(account, overdraft: true), key: nil))
            }
            let again = await work.decide([IntakeWorkTests.delivery(body, request: request, attempt: 2)])
            #expect(again == first)
            #expect(try await engine.summary().paymentCount == 0)
            // The same, asked for once more, is decided anew.
            let other = RequestReference.payment(engine.makePaymentID())
            #expect(await work.decide([IntakeWorkTests.delivery(body, request: other)]) == [.ack])
            #expect(try await engine.summary().paymentCount == 1)
        }
    }

    @Test func `what is given up is told to who asked`() async throws {
        let bench = try MessagingBench()
        try await bench.withEngine { engine in
            let log = try IntakeWorkTests.log(bench)
            let work = IntakeWorkTests.work(.server, engine, log)
            let request = RequestReference.payment(engine.makePaymentID())
            try await work.giveUp(IntakeWorkTests.delivery("{}", request: request), because: "its consumer died")
            #expect(
                try await log.outcome(of: request) == .refused(code: "command_given_up", detail: "its consumer died"))
            // Messages from elsewhere promise nothing, whatever they say.
            let elsewhere = IntakeWorkTests.work(.elsewhere, engine, log)
            let other = RequestReference.payment(engine.makePaymentID())
            try await elsewhere.giveUp(IntakeWorkTests.delivery("{}", request: other), because: "no")
            #expect(try await log.outcome(of: other) == nil)
        }
    }
}

extension Disposition {
    fileprivate var isDeadLetter: Bool {
        if case .deadLetter = self { true } else { false }
    }
}
