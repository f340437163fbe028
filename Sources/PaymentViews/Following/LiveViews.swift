import Foundation
public import Journal
public import Logging
import PaymentCore
public import PaymentEngine
import Synchronization

/// The views of a running server: they follow the journal, and are made anew from it whatever happens to their file.
public final class LiveViews: Sendable {
    /// What there is while the views are open.
    public struct Opened: Sendable {
        /// Reads the views.
        public let reader: ViewReader
        /// The journal that they are made of.
        public let journal: JournalID
    }

    /// The subscription that keeps the views up to date: a service that must run.
    public let subscription: Subscription
    private let opened: OpenedViews
    private let damage: ViewDamage
    private let path: String

    /// Creates views that are not yet open; they are opened once the journal is.
    /// - Parameters:
    ///   - settings: where the file is and how it is used
    ///   - subscriptionSettings: how they follow the journal
    ///   - durable: how far the journal is durable
    ///   - logger: gets a line where the views are made anew
    ///   - openReader: opens a reader of the journal
    public init<R: JournalReader & SendableMetatype>(
        settings: ViewSettings, subscriptionSettings: SubscriptionSettings = SubscriptionSettings(),
        following durable: PositionGauge, logger: Logger, openReader: @escaping @Sendable () throws -> R
    ) {
        let (opened, damage) = (OpenedViews(), ViewDamage())
        self.opened = opened
        self.damage = damage
        path = settings.path
        subscription = Subscription(name: "views", settings: subscriptionSettings, produced: durable, logger: logger) {
            let reader = try openReader()
            opened.set(nil)
            if let reason = damage.take() {
                try ViewStore.remove(path: settings.path)
                logger.warning("The views are made anew from the journal", metadata: ["reason": "\(reason)"])
            }
            do {
                let store = try LiveViews.open(settings, reader.id, upTo: durable.position, logger)
                let subscriber = try ViewSubscriber(store, damage: damage)
                opened.set(Opened(reader: store.reader, journal: reader.id))
                return (subscriber, reader)
            } catch let fault as ViewFault {
                // The file may be right at its beginning and wrong behind it.
                damage.note(fault)
                throw fault
            }
        }
    }

    /// What is open; `nil` before the first time, and while the views are made anew.
    public var current: Opened? { opened.value }

    /// Notes what a reader found to be wrong: if only a new file mends it, the views are made anew.
    /// - Parameter fault: what was found
    public func note(_ fault: ViewFault) {
        var fault = fault
        if fault.code == .io, !FileManager.default.fileExists(atPath: path) {
            fault = ViewFault(.damaged, "The file of the views is gone.", underlying: fault)
        }
        guard damage.note(fault) else { return }
        subscription.reopen(because: fault)
    }

    /// A number that tells the views of one journal from those of others.
    /// - Parameter journal: the journal
    /// - Returns: a number that does not lead back to the journal's id
    public static func tag(of journal: JournalID) -> UInt64 {
        journal.digest(for: "views").prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func open(
        _ settings: ViewSettings, _ journal: JournalID, upTo end: Position, _ logger: Logger
    ) throws -> ViewStore {
        var store = try ViewStore(settings: settings, journalTag: tag(of: journal))
        var reason = store.renewal == .missing ? nil : store.renewal?.explanation
        let position = try store.head().position
        if position > end {
            try ViewStore.remove(path: settings.path)
            store = try ViewStore(settings: settings, journalTag: tag(of: journal))
            reason = "The views had events up to \(position.value), but the journal ends at \(end.value)."
        }
        if let reason {
            logger.warning("The views are made anew from the journal", metadata: ["reason": "\(reason)"])
        }
        return store
    }
}

/// The views that are open at the moment.
private final class OpenedViews: Sendable {
    private let state = Mutex<LiveViews.Opened?>(nil)

    var value: LiveViews.Opened? { state.withLock { $0 } }

    func set(_ value: LiveViews.Opened?) {
        state.withLock { $0 = value }
    }
}
