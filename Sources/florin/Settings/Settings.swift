import JournalFile
import Logging
import PaymentEngine
import PaymentHTTP

/// Everything that `florin serve` can be told, with its defaults.
struct Settings: Sendable {
    /// The data folder: journal and snapshots.
    var data = "./data"

    /// How much is logged.
    var logLevel = Logger.Level.info

    /// Where the server listens, and its limits.
    var server = PaymentServerSettings()

    /// The limit of keys that have none of their own; `nil` for none.
    var rateLimit: RateLimit?

    /// How the engine works.
    var engine = EngineSettings()

    /// How the views follow the journal.
    var views = SubscriptionSettings()

    /// How large the views' write-ahead log grows before it is brought into their file.
    var viewCheckpointBytes = 8 << 20

    /// How Florin works with message engines.
    var messaging = MessagingSettings()

    /// How the journal uses its folder.
    var journal = FileJournalSettings()
}
