/// Why bytes are no frames of STOMP 1.2; the connection cannot go on behind it.
enum StompMalformation: Error, Hashable {
    case commandTooLong
    case lengthIsNoNumber
    case bodyTooLarge
    case noEndAfterBody
}
