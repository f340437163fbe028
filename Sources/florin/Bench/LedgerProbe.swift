import Journal
import PaymentCore
import PaymentEngine

/// The ledger without a disk, for measuring what deciding alone costs.
struct LedgerProbe {
    private var ledger = Ledger(settings: EngineSettings())
    private var buffer = BatchBuffer(capacityBytes: 1 << 20)
    private let time = Timestamp(milliseconds: 1_700_000_000_000)

    init() throws {
        try decide(try TransferSource(seed: 0).openings())
    }

    /// Decides commands as one batch and forgets its bytes.
    mutating func decide(_ commands: [CommandEnvelope]) throws {
        buffer.removeAll()
        for index in commands.indices {
            _ = try ledger.execute(commands[index], at: time, into: &buffer).get()
        }
    }

    /// The payload that the engine would write for so many transfers.
    static func encodedBytes(of count: Int) throws -> [UInt8] {
        var probe = try LedgerProbe()
        var source = try TransferSource(seed: 3)
        try probe.decide(source.next(count))
        return Array(probe.buffer.bytes.dropFirst(BatchHeader.sizeBytes))
    }
}
