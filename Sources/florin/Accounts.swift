import ArgumentParser
import BlockingIO
import JournalFile
import PaymentCore
import PaymentEngine

/// `florin accounts`: the balances of a data folder.
struct Accounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the accounts of a data folder with their balances.",
        discussion:
            "Reads the folder without changing it. Stop the server first; beside a running one, ask GET /v1/accounts/{id}."
    )

    @OptionGroup
    var options: SettingsOptions

    @Option(help: "Only accounts whose id begins so.")
    var prefix = ""

    func run() async throws {
        let (folder, prefix) = (try await options.settings().data, prefix)
        do {
            print(
                try await WorkerThread.run(name: "florin-accounts") {
                    try Accounts.table(folder: folder, prefix: prefix)
                })
        } catch {
            throw Composition.explain(error, folder: folder)
        }
    }

    private static func table(folder: String, prefix: String) throws -> String {
        let disk = try POSIXDisk(folder: folder, createsFolder: false)
        let lock = try disk.lock("journal.lock")
        defer { withExtendedLifetime(lock) {} }
        var ledger = Ledger(settings: EngineSettings())
        _ = try JournalAudit(of: disk) { header, payload in try ledger.replay(header, payload) }
        var sums: [String: Int64] = [:]
        var lines: [String] = []
        for number in 0..<ledger.state.accountCount {
            guard let account = ledger.state.account(AccountNumber(UInt32(number))) else { continue }
            let sign: Int64 = account.kind.normalSide == .debit ? 1 : -1
            sums[account.currency.code, default: 0] += sign * account.balance.posted
            guard account.id.description.hasPrefix(prefix) else { continue }
            lines.append(row(account))
        }
        lines.append(
            "\(lines.count) accounts shown, \(ledger.state.accountCount) in all, position \(ledger.state.position.value)"
        )
        for (code, sum) in sums.sorted(by: { $0.key < $1.key }) {
            lines.append("all accounts together, debits less credits: \(sum) \(code)")
        }
        return lines.joined(separator: "\n")
    }

    private static func row(_ account: Account) -> String {
        let id = account.id.description
        let balance = Money(account.balance.posted, account.currency)
        let gap = String(repeating: " ", count: max(1, 60 - id.count - balance.decimal.count))
        return id + gap + balance.text + "  " + account.kind.name
    }
}
