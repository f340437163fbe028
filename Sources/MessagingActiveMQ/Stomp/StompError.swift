import Messaging

/// What an ERROR frame says.
///
/// ActiveMQ sends the exception's text as `message` and its stack trace as body; the exception's type is only in the trace.
struct StompError: Error, Hashable {
    /// What is done about it.
    enum Kind: Hashable {
        case denied
        case tooLarge
        case full
        case other
    }

    var kind: Kind
    var text: String

    /// Creates an error.
    init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// Reads an ERROR frame.
    init(_ frame: StompFrame) {
        let message = frame["message"] ?? ""
        let firstLine = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "it gave no reason"
        text = String(firstLine.prefix(200))
        let trace = message + String(decoding: frame.body.prefix(2000), as: UTF8.self)
        kind =
            if trace.contains("SecurityException") || trace.contains("password is invalid") {
                .denied
            } else if trace.contains("maximum data length") || trace.contains("maximum frame size") {
                .tooLarge
            } else if trace.contains("ResourceAllocationException") || trace.contains("is Full") {
                .full
            } else {
                .other
            }
    }

    /// The fault that callers get.
    /// - Parameter label: the engine and its host
    /// - Returns: the fault
    func fault(_ label: String) -> MessagingFault {
        switch kind {
        case .denied: MessagingFault(.denied, "\(label) refuses: \(text)")
        case .tooLarge: MessagingFault(.tooLarge, "\(label) takes no message of this size: \(text)")
        case .full: MessagingFault(.full, "\(label) has no room: \(text)")
        case .other: MessagingFault(.engine, "\(label) says: \(text)")
        }
    }
}
