/// What became of a transfer: the answer to a command that made or changed it.
public struct Transfer: Sendable, Hashable {
    /// Its name.
    public var id: TransferID

    /// Where it stands.
    public var status: TransferStatus

    /// How much of it has been posted so far, in minor units.
    public var posted: Int64

    /// When the command was decided.
    public var decidedAt: Timestamp

    /// Creates an answer.
    /// - Parameters:
    ///   - id: the transfer's name
    ///   - status: where it stands
    ///   - posted: how much has been posted so far, in minor units
    ///   - decidedAt: when the command was decided
    public init(id: TransferID, status: TransferStatus, posted: Int64, decidedAt: Timestamp) {
        self.id = id
        self.status = status
        self.posted = posted
        self.decidedAt = decidedAt
    }
}
