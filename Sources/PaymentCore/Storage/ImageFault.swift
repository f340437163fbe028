/// Why an image of a state cannot be read.
public enum ImageFault: Error, Sendable, Hashable {
    /// The bytes end inside a record.
    case truncated

    /// A record holds what it cannot hold.
    case malformed

    /// The image forgot keys that must be remembered now; replay the journal instead.
    case shorterRetention

    /// Another version of the program wrote the image; replay the journal instead.
    case unknownVersion
}
