import Foundation

/// How the rows of `florin bench ledger` are shown.
enum LedgerTable {
    static let header =
        " batch  submitters  transfers/s     p50 ms     p99 ms   p99.9 ms     max ms  journal only/s  decide only/s"

    static func row(_ result: LedgerResult) -> String {
        func pad(_ text: some StringProtocol, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        func milliseconds(_ value: Double) -> String { String(format: "%.3f", value) }
        return pad("\(result.batch)", 6) + pad("\(result.submitters)", 12) + pad("\(result.perSecond)", 13)
            + pad(milliseconds(result.p50Milliseconds), 11) + pad(milliseconds(result.p99Milliseconds), 11)
            + pad(milliseconds(result.p999Milliseconds), 11) + pad(milliseconds(result.maxMilliseconds), 11)
            + pad("\(result.journalOnlyPerSecond)", 16) + pad("\(result.decideOnlyPerSecond)", 15)
    }

    static func json(_ results: [LedgerResult]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(["results": results]), as: UTF8.self)
    }
}
