import NIOCore

extension Exchange {
    /// The fields of a body that may be empty.
    func optionalFields(for kind: CommandKind) throws(Problem) -> CommandFields {
        guard body.readableBytes > 0 else { return CommandFields() }
        return try CommandFields(body: body.readableBytesUInt8Span, for: kind)
    }
}
