import Messaging

extension Problem {
    /// Creates the problem of an engine's fault.
    /// - Parameters:
    ///   - fault: the fault
    ///   - isShown: whether whoever asks may know which engine it is and where
    init(_ fault: MessagingFault, isShown: Bool) {
        let detail = isShown ? fault.message + "." : nil
        switch fault.code {
        case .unavailable, .timeout, .closed: self = .unavailable(.queuesUnavailable, detail)
        case .denied, .engine: self.init(.queuesUnavailable, detail)
        case .full: self = .unavailable(.queuesFull, detail)
        case .unroutable: self.init(.queueNotFound, detail)
        case .tooLarge: self.init(.messageTooLarge, detail, field: "message")
        case .unsupported, .invalid: self.init(.queuesUnsupported, detail)
        }
    }

    /// Creates the problem of a lease that there is not, or is no more.
    init(_ fault: LeaseFault) {
        switch fault {
        case .lost: self.init(.leaseLost)
        case .exhausted(let words): self = .unavailable(.leasesExhausted, words)
        case .stopped: self = .unavailable(.queuesUnavailable, "The server is starting or stopping.")
        case .engine(let fault): self.init(fault, isShown: false)
        }
    }
}
