/// Why the file of the views was made anew.
public enum ViewRenewal: String, Sendable, Hashable, CaseIterable {
    /// There was none.
    case missing
    /// It was empty: its making broke off.
    case empty
    /// It was no database, too short, or unreadable.
    case damaged
    /// An older program made it.
    case olderVersion = "older_version"
    /// A newer program made it.
    case newerVersion = "newer_version"
    /// It was made of another journal.
    case otherJournal = "other_journal"

    /// A sentence for a log line.
    public var explanation: String {
        switch self {
        case .missing: "There was no file of views."
        case .empty: "The file of views was empty."
        case .damaged: "The file of views was damaged."
        case .olderVersion: "The file of views was of an older version."
        case .newerVersion: "The file of views was of a newer version."
        case .otherJournal: "The file of views was made of another journal."
        }
    }
}
