/// Why some bytes are not the batch that was looked for; cheap, because looking is done at every sector.
public enum BatchDefect: String, Error, Sendable, Hashable {
    /// There are fewer bytes than a header, or than the header announces.
    case short = "the bytes end too early"
    /// The bytes do not begin with `FLOB`.
    case magic = "there is no batch"
    /// The format version is not known.
    case version = "its format version is unknown"
    /// Reserved bytes are not zero.
    case reserved = "its reserved bytes are not zero"
    /// The sizes contradict each other.
    case size = "its sizes contradict each other"
    /// The event count or the position is impossible.
    case range = "its event count or position is impossible"
    /// The checksum does not fit the bytes.
    case checksum = "its checksum does not fit"
    /// It belongs to another journal.
    case foreign = "it belongs to another journal"
    /// It is not the batch that comes next.
    case position = "its position does not follow"
    /// It does not carry the hash of the batch before it.
    case previous = "it does not carry the hash of the batch before it"
}
