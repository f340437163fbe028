/// Why an image of a state cannot be read.
public enum ImageFault: Error, Sendable, Hashable {
    /// The bytes end inside a record.
    case truncated

    /// A record holds what it cannot hold.
    case malformed

    /// Another version of the program wrote the image; replay the journal instead.
    case unknownVersion
}
