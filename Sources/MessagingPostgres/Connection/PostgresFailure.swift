import Messaging

/// A fault together with what the server said, for the driver itself.
struct PostgresFailure: Error {
    /// The states that the driver tells apart.
    enum State {
        static let undeclared = "FL001"
        static let rejoined = "FL002"
        /// Another transaction was in the way: nothing has happened, and it works when it is tried again.
        static let conflicts: Set<String> = ["40001", "40P01"]
        /// The server is being shut down; said in place of an answer it means that the statement was not run.
        static let shutdown = "57P01"
        /// Schema, table or function is not there: somebody has removed it since this session began.
        static let missing: Set<String> = ["3F000", "42P01", "42883"]
    }

    /// The five characters of the server; empty where it did not say anything.
    var state: String
    /// What the caller gets.
    var fault: MessagingFault
    /// Whether the connection is gone: what was under way may or may not have happened.
    var isBroken = false
    /// Whether it is sure that nothing has happened although the connection is gone.
    var isUndone = false

    /// Makes a failure of what the server, or libpq, said.
    /// - Parameters:
    ///   - state: the five characters; empty for none
    ///   - text: the words
    ///   - label: the server
    ///   - isBroken: whether the connection is gone
    init(state: String, text: String, label: String, isBroken: Bool = false) {
        self.state = state
        self.isBroken = isBroken
        fault = MessagingFault(Self.code(state, text), "\(label): \(Self.shown(text))")
    }

    /// Makes a failure of the driver's own.
    init(_ code: MessagingFault.Code, _ text: String, label: String, isBroken: Bool = false) {
        state = ""
        fault = MessagingFault(code, "\(label): \(text)")
        self.isBroken = isBroken
    }

    private static func code(_ state: String, _ text: String) -> MessagingFault.Code {
        switch state {
        case State.undeclared: return .unroutable
        case "28000", "28P01", "42501": return .denied
        case "3D000", "08P01": return .invalid
        case "53100", "53400": return .full
        case "54000", "22001": return .tooLarge
        case "57014", "55P03", "25P03": return .timeout
        case "25006", "58030": return .unavailable
        default: break
        }
        switch state.prefix(2) {
        case "08", "53", "57": return .unavailable
        case "": return unstated(text)
        default: return .engine
        }
    }

    /// libpq's own words, where the server said nothing.
    private static func unstated(_ text: String) -> MessagingFault.Code {
        if text.contains("certificate verify failed") || text.contains("does not match host name")
            || text.contains("does not support SSL") || text.contains("no password supplied")
            || text.contains("channel binding")
        {
            return .denied
        }
        if text.contains("root certificate file") || text.contains("certificate file")
            || text.contains("private key file") || text.contains("invalid")
        {
            return .invalid
        }
        return .unavailable
    }

    /// One line that can be printed.
    private static func shown(_ text: String) -> String {
        let line = text.unicodeScalars.prefix(400).map { $0.properties.generalCategory == .control ? " " : String($0) }
        return line.joined().split(separator: " ").joined(separator: " ")
    }
}
