import BankStatement
import Foundation
import JournalFile
import Logging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import Testing

/// 28,205 real transactions of a bank, imported and checked against sums computed by other means.
@Suite("Bank statement")
struct BankStatementTests {
    /// Beside the project, not in it.
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/data/berka-1993.csv").standardizedFileURL

    /// A machine without the file skips the test and says so; in CI the file must be there.
    static var isHere: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil || FileManager.default.fileExists(atPath: file.path)
    }

    @Test(.enabled(if: isHere, "SKIPPED: berka-1993.csv is not beside the project"))
    func `every account has the sum of its transactions and all accounts sum to zero`() async throws {
        let text = try String(contentsOf: BankStatementTests.file, encoding: .utf8)
        let statement = BankStatement(text)
        #expect(statement.transactions.count == 28_205)
        #expect(statement.unreadableLines.isEmpty)
        let expected = try BankStatementTests.sums(text)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let engine = PaymentEngine(clock: { Timestamp(milliseconds: 0) }, logger: Logger(label: "test")) {
            let disk = try POSIXDisk(folder: folder)
            let journal = try FileJournal(disk: disk)
            return EngineStorage(journal: journal, snapshots: SnapshotStore(disk: disk, id: journal.id))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.run() }
            let envelopes = try statement.commands().map { line in
                try BatchLine(reading: Array(line.utf8).span, makePaymentID: engine.makePaymentID).envelope
            }
            for reply in try await engine.submit(batch: envelopes, atomic: false) { _ = try reply.get() }
            for (account, sum) in expected {
                let reading = try await engine.account(try AccountID("account:\(account)"))
                #expect(reading?.value.balance.posted == sum, "account \(account)")
            }
            let totals = try await engine.summary().totals
            #expect(Array(totals.keys) == [try Currency("CZK")])
            #expect(totals.values.allSatisfy { $0.debitsPosted == $0.creditsPosted && $0.isBalanced })
            group.cancelAll()
        }
    }

    /// The sum of each account's amounts, in hellers, by decimal arithmetic and a reader of its own.
    private static func sums(_ text: String) throws -> [String: Int64] {
        var sums: [String: Decimal] = [:]
        for line in text.components(separatedBy: .newlines).dropFirst() where !line.isEmpty {
            let fields = line.replacingOccurrences(of: "\"", with: "").components(separatedBy: ";")
            let amount = try #require(Decimal(string: fields[5], locale: Locale(identifier: "en_US_POSIX")))
            sums[fields[1], default: 0] += fields[3] == "PRIJEM" ? amount : -amount
        }
        return sums.mapValues { ($0 * 100 as NSDecimalNumber).int64Value }
    }
}
