/// What a file is opened for.
public enum FileAccess: Sendable, Hashable {
    /// Reading an existing file.
    case reading
    /// Reading and writing an existing file.
    case writing
    /// Reading and writing a new file; there must be none of that name.
    case creating
}
