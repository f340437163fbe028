import Logging
import Synchronization

/// Logs what becomes of the certificate, once each: that there is a new one, and that a new one cannot be used.
final class CertificateWatch: Sendable {
    private let logger: Logger
    private let path: String
    private let hasFailed = Mutex(false)

    init(logger: Logger, path: String) {
        self.logger = logger
        self.path = path
    }

    /// The files were read.
    /// - Parameter isNew: whether the certificate is another one than before; `nil` where there was none before
    func loaded(isNew: Bool?) {
        hasFailed.withLock { $0 = false }
        if isNew == true { logger.notice("The certificate was replaced", metadata: ["file": "\(path)"]) }
    }

    /// The files cannot be used.
    ///
    /// The first time this is at the start, which the fault ends anyway. What exactly is wrong is not logged: the file may be a key.
    func failed() {
        let isNews = hasFailed.withLock { hasFailed in
            defer { hasFailed = true }
            return !hasFailed
        }
        if isNews {
            logger.error(
                "The certificate and its key cannot be used together; the old ones stay", metadata: ["file": "\(path)"])
        }
    }
}
