/// What went wrong with a connection.
public struct SocketFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: String, Sendable, Hashable {
        case addressInvalid = "the address is no IPv4 address"
        case connect = "could not connect"
        case send = "could not send"
        case receive = "could not receive"
        case endOfStream = "the server closed the connection"
        case timeout = "no answer came in time"
        case notHTTP = "the answer is not HTTP"
        case poll = "could not wait for connections"
    }

    /// What was tried.
    public var operation: Operation
    /// The system's error number; 0 where there is none.
    public var code: Int32

    init(_ operation: Operation, code: Int32 = 0) {
        self.operation = operation
        self.code = code
    }

    /// What was tried and the system's error number.
    public var description: String { code == 0 ? operation.rawValue : "\(operation.rawValue): error \(code)" }
}
