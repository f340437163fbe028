import Foundation
import HTTPLoad
import JournalTestSupport
import Logging
import Messaging
import MessagingContract
import Testing

/// Commands out of the queues of every engine: what is a command becomes one, once, and what is none keeps nothing back.
@Suite("Intake over every engine", .serialized)
struct IntakeTests {
    private static let data =
        #"{"amount":100,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme"}"#

    @Test("takes commands and gives up on what is none", arguments: ContractSubject.all)
    func takes(subject: ContractSubject) async throws {
        guard subject.missingProgram == nil || Tool.isInCI else { return }
        let engine = try await subject.server(DataFolder())
        try await engine.start()
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path, flags: ["--intake", engine.url + "#commands"])
        try Accounts.fund(server)
        let broker = try subject.open(BrokerURL(engine.url), Logger(label: "test"))
        let group = try ConsumerGroup(queue: "commands")
        try await broker.declare(group, startingAt: .end)

        var messages = IntakeTests.poison()
        if broker.guarantees.maximumBodyBytes >= 10 << 20 {
            messages.append(("huge", Message(id: "huge", type: "", body: Array(repeating: 0x20, count: 10 << 20))))
        }
        for number in 0..<20 {
            let body =
                #"{"event_name":"payment_request","event_id":"p-\#(number % 10)","event_data":\#(IntakeTests.data)}"#
            messages.insert(("", Message(id: "m-\(number)", type: "", body: Array(body.utf8))), at: number)
        }
        try await broker.publish(messages.map(\.message), to: group.topic)

        // Ten payments although each was asked for twice; the poison lies among the dead letters, each with its code.
        let client = try server.client()
        let poison = messages.filter { !$0.code.isEmpty }
        let expected = Set(poison.map(\.message.id))
        var letters: [DeadLetter] = []
        while letters.count < expected.count {
            letters = try await broker.deadLetters(of: group, after: nil, limit: 100)
        }
        #expect(Set(letters.map(\.message.id)) == expected)
        for (code, message) in poison {
            let reason = letters.first { $0.message.id == message.id }?.reason ?? "none"
            #expect(reason.contains(code == "huge" ? "body_too_large" : code), "\(message.id): \(reason)")
        }
        var account = try client.request("GET", "/v1/accounts/merchant:acme")
        while !account.text.contains("1000") { account = try client.request("GET", "/v1/accounts/merchant:acme") }
        while try await broker.depth(of: group).waiting > 0 {}
        #expect(try client.request("GET", "/v1/accounts/merchant:acme").text == account.text)
        #expect(server.stop() == 0)
        await broker.close()
        try await engine.stop()
    }

    /// Messages that are no commands, and the code that the reason must have.
    private static func poison() -> [(code: String, message: Message)] {
        let bad: [(String, String)] = [
            ("invalid_json", "no json"), ("invalid_json", ""), ("wrong_type", "[]"),
            ("event_unknown", #"{"event_name":"pay","event_data":{}}"#),
            ("event_version_unknown", #"{"specversion":"9","id":"1","source":"s","type":"payment_request","data":{}}"#),
            (
                "number_not_integer",
                #"{"event_name":"payment_request","event_data":\#(data.replacing("100", with: "1.5"))}"#
            ),
            (
                "account_not_found",
                #"{"event_name":"payment_request","event_data":\#(data.replacing("alice", with: "nobody"))}"#
            ),
        ]
        var messages = bad.enumerated().map { index, entry in
            (code: entry.0, message: Message(id: "bad-\(index)", type: "", body: Array(entry.1.utf8)))
        }
        messages.append(
            ("invalid_json", Message(id: "latin1", type: "", body: Array(#"{"event_name":""#.utf8) + [0xE4])))
        return messages
    }
}
