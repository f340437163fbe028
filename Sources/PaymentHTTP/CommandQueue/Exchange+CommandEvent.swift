import HTTPTypes
import NIOCore

extension Exchange {
    /// Whether the attributes of a CloudEvent are in the header fields, and the body is its data (CloudEvents 1.0, HTTP binding, binary mode).
    var isBinaryCloudEvent: Bool { attribute("ce-specversion") != nil }

    /// The command event of the request: in the body, or in binary mode.
    /// - Returns: the event
    /// - Throws: the problem of what is none
    func commandEvent() throws(Problem) -> CommandEvent {
        guard let version = attribute("ce-specversion") else {
            return try CommandEvent(reading: body.readableBytesUInt8Span)
        }
        guard version == "1.0" else {
            throw Problem(
                .eventVersionUnknown, "This is CloudEvents \(Problem.shortened(version)): expected 1.0.",
                field: "ce-specversion")
        }
        guard let type = attribute("ce-type") else { throw Problem(.fieldMissing, field: "ce-type") }
        guard let id = attribute("ce-id") else { throw Problem(.fieldMissing, field: "ce-id") }
        return try CommandEvent(
            data: body.readableBytesUInt8Span, name: type, id: id, source: attribute("ce-source") ?? "")
    }

    private func attribute(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { head.headerFields[$0] }
    }
}
