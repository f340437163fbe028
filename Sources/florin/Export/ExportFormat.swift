import ArgumentParser
import PaymentCore

/// What `florin export` writes.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    /// A journal for hledger, which checks it with `hledger check --strict balancednoautoconversion`.
    case hledger
    /// A ledger for beancount, which checks it with `bean-check`.
    case beancount
    /// A table with a line for every movement.
    case csv
    /// A CloudEvent on every line.
    case ndjson

    /// Makes a writer of the format.
    /// - Parameter cloudEvent: the bytes of an event as a CloudEvent in JSON, without line ends
    /// - Returns: a writer that has written nothing yet
    func writer(cloudEvent: @escaping (NamedEvent) -> [UInt8]) -> any ExportWriter {
        switch self {
        case .hledger: Books(dialect: HledgerDialect())
        case .beancount: Books(dialect: BeancountDialect())
        case .csv: MovementTable()
        case .ndjson: EventLines(cloudEvent: cloudEvent)
        }
    }
}
