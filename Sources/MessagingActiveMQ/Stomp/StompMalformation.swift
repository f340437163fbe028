/// Why bytes are no frames of STOMP 1.2; the connection cannot go on behind it.
enum StompMalformation: Error, Hashable {
    case commandTooLong
    case headerTooLong
    case tooManyHeaders
    case headerWithoutColon
    case unknownEscape
    case lengthIsNoNumber
    case bodyTooLarge
    case noEndAfterBody
}
