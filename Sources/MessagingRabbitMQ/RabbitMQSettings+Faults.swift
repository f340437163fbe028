import Messaging

extension RabbitMQSettings {
    /// Says what went wrong in the words of the contract.
    /// - Parameters:
    ///   - fault: what the connection said
    ///   - file: the source file that found it
    ///   - line: the line in it
    /// - Returns: a fault with a sentence that names the engine, its host and the cause
    func fault(_ fault: AMQPFault, file: StaticString = #fileID, line: UInt = #line) -> MessagingFault {
        let (code, message): (MessagingFault.Code, String) =
            switch fault {
            case .channelRefused(let number, let text), .connectionRefused(let number, let text):
                (Self.code(of: number, text), "\(label) refuses: \(Self.clean(text))")
            case .timedOut:
                (.timeout, "\(label) did not answer within \(timeout)")
            case .untrusted(let status):
                (.denied, "\(label) and this client do not trust each other: \(AMQPFault.text(of: status))")
            case .broken(let status):
                (.unavailable, "\(label) cannot be reached, or went away: \(AMQPFault.text(of: status))")
            }
        return MessagingFault(code, message, file: file, line: line)
    }

    /// Says that something is not there.
    func unroutable(_ what: String, file: StaticString = #fileID, line: UInt = #line) -> MessagingFault {
        MessagingFault(.unroutable, "\(label) has no \(what)", file: file, line: line)
    }

    /// After the reply codes of AMQP 0-9-1.
    private static func code(of number: Int, _ text: String) -> MessagingFault.Code {
        switch number {
        case 404 where AMQPFault.isAway(text): .unavailable
        case 402, 403, 405, 530: .denied
        case 404, 312, 313: .unroutable
        case 311: .tooLarge
        case 320, 506, 541: .unavailable
        default: .engine
        }
    }

    private static func clean(_ text: String) -> String {
        text.prefix(300).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
