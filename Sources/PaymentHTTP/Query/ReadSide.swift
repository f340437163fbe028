import Journal
import PaymentCore
public import PaymentEngine
public import PaymentViews

/// Everything that lists, histories and the live stream are read from: the views, and the journal's events behind them.
public struct ReadSide: Sendable {
    /// What there is while the views are open.
    struct Opened: Sendable {
        let views: ViewReader
        let cursor: Cursor
        let events: CloudEvents
    }

    /// The views; until they are open, lists are answered 503.
    public let views: LiveViews
    /// The journal's events.
    public let archive: EventArchive

    /// Creates a read side.
    /// - Parameters:
    ///   - views: the views
    ///   - archive: the journal's events
    public init(views: LiveViews, archive: EventArchive) {
        self.views = views
        self.archive = archive
    }

    /// The subscription that keeps the views up to date.
    var subscription: Subscription { views.subscription }

    /// What is open; waits for a moment where nothing is yet.
    /// - Throws: the problem where nothing is
    func current() async throws(Problem) -> Opened {
        if views.current == nil { _ = await subscription.consumed.wait(for: .start, timeout: .seconds(2)) }
        guard let opened = views.current else { throw Problem.unavailable(.viewsUnavailable) }
        return Opened(
            views: opened.reader, cursor: Cursor(journal: opened.journal), events: CloudEvents(journal: opened.journal))
    }

    /// Runs a read, and makes a problem of its fault.
    func read<Value: Sendable>(_ body: (Opened) async throws -> Value) async throws(Problem) -> Value {
        let opened = try await current()
        do {
            return try await body(opened)
        } catch let problem as Problem {
            throw problem
        } catch let fault as JournalFault where fault.code == .recycled {
            throw Problem(.eventsRecycled, fault.message)
        } catch {
            if let fault = error as? ViewFault { views.note(fault) }
            throw Problem.unavailable(.viewsUnavailable)
        }
    }
}

extension Problem {
    /// The problem of something that will be there in a moment.
    static func unavailable(_ code: InputCode, _ detail: String? = nil) -> Problem {
        var problem = Problem(code, detail)
        problem.retryAfterSeconds = 1
        return problem
    }
}
