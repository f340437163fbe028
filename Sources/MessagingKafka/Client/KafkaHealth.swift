import CRdkafka
import Logging
import Messaging
import Synchronization

/// What a client's background connections last complained about, to say why a call got no answer.
final class KafkaHealth: Sendable {
    private struct State {
        var denial: String?
        var breakdown: String?
    }

    let label: String
    private let logger: Logger
    private let state = Mutex(State())

    init(label: String, logger: Logger) {
        self.label = label
        self.logger = logger
    }

    /// Why the engine refuses the user, if it does.
    var denial: MessagingFault? {
        state.withLock { state in
            state.denial.map { MessagingFault(.denied, "\(label) refuses the connection: \($0)") }
        }
    }

    /// Forgets what was, since the engine answered.
    func recover() {
        state.withLock { $0 = State() }
    }

    /// What a call should say that failed with an error.
    /// - Parameters:
    ///   - error: the code
    ///   - action: what was tried
    ///   - text: what the engine says of it
    /// - Returns: the fault: the refusal or the breakdown, where that is why nobody answered
    func fault(_ error: rd_kafka_resp_err_t, _ action: String, _ text: String = "") -> MessagingFault {
        let code = KafkaFault.code(error)
        guard code == .timeout || code == .unavailable else { return KafkaFault.of(error, label, action, text) }
        return fault(action) ?? KafkaFault.of(error, label, action, text)
    }

    /// The refusal or the breakdown, if there is one.
    func fault(_ action: String) -> MessagingFault? {
        if let denial { return denial }
        return state.withLock { state in
            state.breakdown.map { MessagingFault(.unavailable, "\(label): \(action) failed: \($0)") }
        }
    }

    /// Takes an error or a line of the log in.
    /// - Parameter event: the event
    /// - Returns: the error's code, `nil` for other events
    func take(_ event: OpaquePointer) -> rd_kafka_resp_err_t? {
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_LOG:
            unsafe log(event)
            return nil
        case RD_KAFKA_EVENT_ERROR:
            let error = unsafe rd_kafka_event_error(event)
            note(error, unsafe KafkaText.of(rd_kafka_event_error_string(event)))
            return error
        default:
            return nil
        }
    }

    private func note(_ error: rd_kafka_resp_err_t, _ text: String) {
        switch error {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            state.withLock { $0.denial = text }
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE:
            state.withLock { $0.breakdown = text }
        default: break
        }
        logger.debug("Kafka client error", metadata: ["engine": "\(label)", "error": "\(text)"])
    }

    private func log(_ event: OpaquePointer) {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 7
        guard unsafe rd_kafka_event_log(event, &facility, &text, &level) == 0 else { return }
        let swiftLevel: Logger.Level =
            switch level {
            case ...2: .error
            case 3, 4: .notice
            case 5, 6: .debug
            default: .trace
            }
        logger.log(
            level: swiftLevel, "Kafka client",
            metadata: [
                "engine": "\(label)", "facility": "\(unsafe KafkaText.of(facility))",
                "text": "\(unsafe KafkaText.of(text))",
            ])
    }
}
