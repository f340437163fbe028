import Foundation
import JournalTestSupport
import PaymentCore
import Testing

@testable import florin

/// The formats that are lines of records.
@Suite("Export to csv and ndjson")
struct TableExportTests {
    @Test func `the table is what happened, word for word`() throws {
        let builder = try JournalBuilder()
        try builder.open("a", "USD", .asset, overdraft: true)
        try builder.open("b", "USD")
        let id = try builder.transfer("a", "b", 1050, "USD", pending: true, reference: "=1+1, \"x\"")
        try builder.perform(.post(PostTransfer(transfer: id, amount: 50)))
        try builder.perform(.void(VoidTransfer(transfer: id)))
        let payment = try builder.pay("a", "b", 5, "USD", text: try PaymentText(order: "A\n1"))
        try builder.perform(.refund(RefundPayment(payment: payment, amount: 2)))
        let time = "2026-01-01T00:00:00.000Z"
        let reference = #""=1+1, ""x""""#
        let lines = [
            "position,time,type,effect,payment,transfer,order,reference,debit,credit,amount_minor,amount,currency",
            "3,\(time),transfer.pending,holds,,tra_3,,\(reference),a,b,1050,10.50,USD",
            "4,\(time),transfer.posted,settles,,tra_3,,\(reference),a,b,50,0.50,USD",
            "5,\(time),transfer.voided,releases,,tra_3,,\(reference),a,b,1000,10.00,USD",
            "7,\(time),payment.captured,posts,\(payment),,\"A\n1\",,a,b,5,0.05,USD",
            "8,\(time),payment.refunded,posts,\(payment),,\"A\n1\",,b,a,2,0.02,USD",
        ]
        #expect(try Exports.text(.csv, of: builder) == lines.map { $0 + "\r\n" }.joined())
    }

    @Test(arguments: Seeds.range(default: 2))
    func `the movements of the table add up to the balances`(seed: UInt64) throws {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: seed)
        try history.run(commands: 500, on: builder)
        let records = TableReader.records(try Exports.text(.csv, of: builder))
        var posted: [String: Int64] = [:]
        for record in records.dropFirst() {
            try #require(record.count == 13, "\(record)")
            let amount = try #require(Int64(record[10]))
            let currency = try Currency(record[12])
            #expect(TableReader.minorUnits(record[11], decimals: currency.exponent) == amount)
            guard record[3] == "posts" || record[3] == "settles" else { continue }
            posted[record[8], default: 0] += amount
            posted[record[9], default: 0] -= amount
        }
        for id in RandomHistory.awkwardIDs {
            let account = try #require(builder.state.account(try AccountID(id)))
            #expect(posted[id, default: 0] == account.signedBalance.minorUnits, "seed \(seed): \(id)")
        }
        let orders = Set(records.map { $0[6] }.filter { !$0.isEmpty && $0 != "order" })
        #expect(orders.isSubset(of: AwkwardText.all) && orders.count > 10)
    }

    @Test func `every event is a line of ndjson`() throws {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: 5)
        try history.run(commands: 50, on: builder)
        let lines = Exports.lines(try Exports.text(.ndjson, of: builder))
        #expect(lines.count == Int(builder.state.position.value) + 1 && lines.last?.isEmpty == true)
        for (index, line) in lines.dropLast().enumerated() { #expect(line == "{\"id\":\"\(index + 1)\"}") }
    }

    @Test(arguments: ExportFormat.allCases)
    func `an empty journal is an empty export`(format: ExportFormat) throws {
        let builder = try JournalBuilder()
        let text = try Exports.text(format, of: builder)
        #expect(Exports.lines(text).count < 12)
    }
}
