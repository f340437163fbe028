import Foundation
import JournalTestSupport
import PaymentCore
import Testing

@testable import florin

/// What `florin explain --json` prints.
@Suite("Explain as JSON")
struct ExplainJSONTests {
    private typealias Object = [String: Any]

    private static func object(_ id: ExplainedID, _ builder: JournalBuilder) throws -> [String: Any]? {
        guard let story = try StoryCollector.story(of: id, from: builder.disk).story else { return nil }
        let text = try StoryJSON(story).text()
        #expect(!text.contains("\n"))
        return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The order as `JSONDecoder` reads it; `JSONSerialization` drops a byte order mark at the beginning of a text.
    private static func order(_ id: PaymentID, _ builder: JournalBuilder) throws -> String? {
        struct Payment: Decodable {
            let order: String?
        }
        struct Explanation: Decodable {
            let payment: Payment
        }
        let story = try #require(try StoryCollector.story(of: .payment(id), from: builder.disk).story)
        return try JSONDecoder().decode(Explanation.self, from: Data(try StoryJSON(story).text().utf8)).payment.order
    }

    /// All keys that occur anywhere, other than those that clients chose.
    private static func keys(of value: Any) -> Set<String> {
        if let object = value as? Object {
            return object.reduce(into: Set(object.keys)) { keys, pair in
                if pair.key != "metadata" { keys.formUnion(ExplainJSONTests.keys(of: pair.value)) }
            }
        }
        return (value as? [Any])?.reduce(into: []) { $0.formUnion(keys(of: $1)) } ?? []
    }

    @Test func `the keys are stable`() throws {
        let (builder, id) = try ExplainTests.life()
        let payment = try #require(try ExplainJSONTests.object(.payment(id), builder))
        #expect(Set(payment.keys) == ["id", "position", "events", "payment", "transfer"])
        #expect(payment["transfer"] is NSNull)
        let transfer = try #require(try ExplainJSONTests.object(.transfer(TransferID(Position(4))), builder))
        #expect(transfer["payment"] is NSNull)
        let all = ExplainJSONTests.keys(of: payment).union(ExplainJSONTests.keys(of: transfer))
        let expected =
            "account after amount available balances before capture captured cause created_at credit currency debit "
            + "decline_code description effect entry_position events expires_at has_idempotency_key held id kind metadata method order "
            + "payee payer payment pending_in pending_out position posted posting reference refunded status time transfer type updated_at"
        #expect(all.sorted() == expected.split(separator: " ").map(String.init))
        #expect(all.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
    }

    @Test func `an event says what happened and why`() throws {
        let (builder, id) = try ExplainTests.life()
        let payment = try #require(try ExplainJSONTests.object(.payment(id), builder))
        let events = try #require(payment["events"] as? [Object])
        #expect(events.map { $0["position"] as? Int } == [5, 6, 7, 8, 9, 10])
        let causes = events.compactMap { $0["cause"] as? Object }
        #expect(
            causes.map { $0["kind"] as? String } == [
                "command", "same_command", "command", "command", "command", "timer",
            ])
        #expect(causes.map { $0["has_idempotency_key"] as? Bool } == [true, true, true, false, true, false])
        #expect(causes.map { $0["entry_position"] as? Int } == [5, 5, 7, 8, 9, 10])
        #expect(events[0]["posting"] is NSNull)
        let posting = try #require(events[4]["posting"] as? Object)
        #expect(posting["debit"] as? String == "merchant:shop" && posting["amount"] as? Int == 100)
        #expect(posting["effect"] as? String == "posts" && posting["currency"] as? String == "USD")
        #expect(events[5]["time"] as? String == "2026-01-01T01:03:00.001Z")
        let summary = try #require(payment["payment"] as? Object)
        #expect(summary["order"] as? String == "A-17\n\u{1B}[31m")
        #expect(summary["metadata"] as? [String: String] == ["shelf": "3"])
        #expect(summary["decline_code"] is NSNull)
    }

    @Test(arguments: Seeds.range(default: 2))
    func `everything agrees with the state`(seed: UInt64) throws {
        let builder = try JournalBuilder(keepsStates: true)
        var history = RandomHistory(seed: seed)
        try history.run(commands: 250, on: builder)
        for wanted in ExplainTests.everything(in: builder) {
            guard let object = try ExplainJSONTests.object(wanted, builder) else { continue }
            if case .payment(let id) = wanted {
                let payment = try #require(builder.state.payment(id))
                let summary = try #require(object["payment"] as? Object)
                #expect(summary["status"] as? String == payment.status.name, "seed \(seed)")
                #expect(summary["captured"] as? Int64 == payment.captured)
                #expect(summary["refunded"] as? Int64 == payment.refunded)
                #expect(summary["amount"] as? Int64 == payment.amount.minorUnits)
                #expect(summary["updated_at"] as? String == payment.updatedAt.text)
                #expect(try ExplainJSONTests.order(id, builder) == payment.text.order)
            } else if case .transfer(let id) = wanted {
                let summary = try #require(object["transfer"] as? Object)
                let pending = builder.state.pendingTransfer(id)
                #expect((summary["status"] as? String == "pending") == (pending != nil), "seed \(seed): \(id)")
                #expect(summary["held"] as? Int64 == pending.map { $0.amount - $0.posted } ?? 0)
            }
            for event in try #require(object["events"] as? [Object]) {
                let state = builder.states[try #require(event["position"] as? Int)]
                for change in try #require(event["balances"] as? [Object]) {
                    let id = try AccountID(try #require(change["account"] as? String))
                    let account = try #require(state.account(id))
                    let after = try #require(change["after"] as? Object)
                    #expect(after["posted"] as? Int64 == account.balance.posted)
                    #expect(after["pending_in"] as? Int64 == account.balance.pendingIn)
                    #expect(after["pending_out"] as? Int64 == account.balance.pendingOut)
                    #expect(after["available"] as? Int64 == account.balance.available)
                }
            }
        }
    }
}
