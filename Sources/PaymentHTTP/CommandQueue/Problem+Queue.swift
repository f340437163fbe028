import Messaging

extension Problem {
    /// The problem of a command that could not be queued; which engine it is and where is nobody's business.
    /// - Parameter fault: what broke
    init(queue fault: MessagingFault) {
        switch fault.code {
        case .tooLarge: self.init(.messageTooLarge)
        case .full: self = .unavailable(.queuesFull)
        default: self = .unavailable(.queuesUnavailable)
        }
    }
}
