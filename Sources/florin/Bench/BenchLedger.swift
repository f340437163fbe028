import ArgumentParser
import BlockingIO
import Foundation
import PaymentCore
import PaymentEngine

/// `florin bench ledger`: durable transfers on the file journal, and where the time goes.
struct BenchLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Measure durable transfers between random accounts out of 10,000.",
        discussion: """
            Every transfer has an idempotency key and is on the disk (fdatasync) before its answer counts. Beside each rate: the rate \
            at which the journal alone takes batches of the same size and bytes, and the rate at which the ledger alone decides and \
            encodes, without any disk.
            """)

    @Option(help: "Seconds to measure each row.")
    var seconds = 5.0

    @Option(help: "Folder for the journal; a temporary one inside it is made and removed. Choose the disk to measure.")
    var folder = "."

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Only these batch sizes, separated by commas; 1 also with 64 submitters.")
    var batches = "1,10,100,1000,8189"

    func run() async throws {
        let sizes = batches.split(separator: ",").compactMap { Int($0) }
        guard !sizes.isEmpty, sizes.allSatisfy({ (1...8192).contains($0) }) else {
            throw ValidationError("--batches takes numbers from 1 to 8192, separated by commas")
        }
        if !json { print(LedgerTable.header) }
        var results: [LedgerResult] = []
        for size in sizes {
            for submitters in size == 1 ? [1, 64] : [1] {
                let result = try await LedgerRow(batch: size, submitters: submitters, seconds: seconds, folder: folder)
                    .measure()
                results.append(result)
                if !json { print(LedgerTable.row(result)) }
            }
        }
        if json { print(try LedgerTable.json(results)) }
    }
}
