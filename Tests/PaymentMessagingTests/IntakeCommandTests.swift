import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import Testing

@testable import PaymentMessaging

@Suite("Commands of messages")
struct IntakeCommandTests {
    private static let data =
        #"{"amount":1050,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:a","payee":"merchant:b"}"#

    private func read(
        _ message: Message, from origin: IntakeOrigin = .elsewhere, in scope: IntakeScope = IntakeScope()
    ) throws(Problem) -> IntakeCommand {
        try IntakeCommand(message, from: origin, in: scope, maximumBodyBytes: 10_000)
    }

    private func message(_ body: String, id: String = "m-1", type: String = "", contentType: String = "") -> Message {
        Message(id: id, type: type, contentType: contentType, body: Array(body.utf8))
    }

    @Test func `the same command in all forms, and the same key for the same id`() throws {
        let data = IntakeCommandTests.data
        let plain = try read(
            message(#"{"event_name":"payment_request","event_data":\#(data),"event_id":"m-1"}"#, id: "x"))
        let structured = try read(
            message(
                #"{"specversion":"1.0","id":"m-1","source":"","type":"payment_request","data":\#(data)}"#
                    .replacing(#""source":"""#, with: #""source":"shop""#), id: "x"))
        let binary = try read(message(data, type: "payment_request"))
        #expect(plain.envelope.key == binary.envelope.key)
        // Another source's message of that id is another message.
        #expect(structured.envelope.key != binary.envelope.key)
        for command in [plain, structured, binary] {
            guard case .requestPayment(let request) = command.envelope.command else {
                Issue.record("no payment request")
                continue
            }
            #expect(request.amount.minorUnits == 1050)
        }
    }

    @Test func `the same message asks for the same payment for ever, another one for another`() throws {
        func payment(_ message: Message) throws -> PaymentID? {
            guard case .requestPayment(let request) = try read(message).envelope.command else { return nil }
            return request.id
        }
        let first = message(IntakeCommandTests.data, id: "1", type: "payment_request")
        #expect(try payment(first) == payment(first))
        #expect(try payment(first) != payment(message(IntakeCommandTests.data, id: "2", type: "payment_request")))
    }

    @Test func `an idempotency key counts more than the id, and is the owner's`() throws {
        let body =
            #"{"event_name":"refund_request","event_data":{"payment":"pay_00000000000000000000000000","idempotency_key":"k-1"}}"#
        func key(_ id: String, _ scope: IntakeScope) throws -> IdempotencyKey? {
            try read(message(body, id: id), in: scope).envelope.key
        }
        let shop = IntakeScope(source: "amqp://rabbit/#cards", owner: "shop")
        #expect(try key("a", shop) == IdempotencyKeyText("k-1").key(scope: "shop"))
        #expect(try key("b", shop) == key("a", shop))
        // Without an owner it is nobody's but this intake's.
        let cards = IntakeScope(source: "amqp://rabbit/#cards")
        let wallets = IntakeScope(source: "amqp://rabbit/#wallets")
        #expect(try key("a", cards) == key("b", cards))
        #expect(try key("a", cards) != key("a", wallets))
        #expect(try key("a", cards) != IdempotencyKeyText("k-1").key(scope: cards.source))
        #expect(try key("a", cards) != IdempotencyKeyText("k-1").key())
    }

    @Test func `ids without a source are the intake's own`() throws {
        let body = #"{"event_name":"payment_cancel","event_data":{"payment":"pay_00000000000000000000000000"}}"#
        let cards = IntakeScope(source: "cards")
        #expect(
            try read(message(body), in: cards).envelope.key
                == IdempotencyKey(messageID: "m-1", source: "cards", owner: ""))
        var named = message(body)
        named.source = "shop"
        for scope in [cards, IntakeScope(source: "wallets", owner: "shop")] {
            #expect(
                try read(named, in: scope).envelope.key == IdempotencyKey(messageID: "m-1", source: "shop", owner: ""))
        }
    }

    @Test func `only the server's own messages may name an owner, a key and a promised payment`() throws {
        var sent = message(IntakeCommandTests.data, type: "payment_request")
        var generator = SystemRandomNumberGenerator()
        let promised = PaymentID(at: Timestamp(milliseconds: 5), using: &generator)
        sent.headers = [
            CommandQueue.Header.owner: "acme", CommandQueue.Header.key: "k", CommandQueue.Header.request: "\(promised)",
        ]
        let own = try read(sent, from: .server)
        #expect(IntakeCommand.request(sent, from: .server) == .payment(promised))
        #expect(try own.envelope.key == IdempotencyKeyText("k").key(scope: "acme"))
        let foreign = try read(sent)
        #expect(IntakeCommand.request(sent, from: .elsewhere) == nil)
        #expect(foreign.envelope.key == IdempotencyKey(messageID: "m-1", source: "", owner: ""))
    }

    @Test(
        "what is no command has a code",
        arguments: [
            ("", "", "invalid_json"), ("{", "", "invalid_json"), ("[]", "", "wrong_type"), ("{}", "", "field_missing"),
            (#"{"event_name":"pay","event_data":{}}"#, "", "event_unknown"),
            (#"{"event_name":"payment_request","event_data":{},"x":1}"#, "", "unknown_field"),
            (#"{"event_name":"payment_request","event_name":"x","event_data":{}}"#, "", "duplicate_field"),
            (#"{"event_name":"payment_request","event_data":[]}"#, "", "wrong_type"),
            (#"{"event_name":"payment_request","event_data":{"amount":1}}"#, "", "field_missing"),
            (#"{"event_name":7,"event_data":{}}"#, "", "wrong_type"),
            (
                #"{"specversion":"0.3","id":"1","source":"s","type":"payment_request","data":{}}"#, "",
                "event_version_unknown"
            ),
            (
                #"{"specversion":"1.0","id":"1","source":"s","type":"payment_request","data_base64":"e30="}"#, "",
                "field_missing"
            ),
            (#"{"amount":10.5}"#, "payment_request", "number_not_integer"),
            ("\u{FEFF}{}", "payment_request", "invalid_json"),
            (#"{"payment":"nonsense"}"#, "refund_request", "payment_not_found"),
            (String(repeating: "x", count: 10_001), "", "body_too_large"),
            (
                #"{"event_name":"payment_cancel","event_data":{"payment":"pay_00000000000000000000000000"}}"#, "no id",
                "idempotency_key_missing"
            ),
        ])
    func refused(body: String, type: String, code: String) {
        let sent = message(body, id: type == "no id" ? "" : "m", type: type == "no id" ? "" : type)
        var problem: Problem?
        do throws(Problem) { _ = try read(sent) } catch { problem = error }
        #expect(problem?.code == code)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        var sent = message("", type: "")
        sent.body =
            Array(#"{"event_name":"payment_request","event_data":{"order":""#.utf8) + [0xFF, 0xFE] + Array(#""}}"#.utf8)
        var problem: Problem?
        do throws(Problem) { _ = try read(sent) } catch { problem = error }
        #expect(problem?.code == "invalid_json")
    }
}
