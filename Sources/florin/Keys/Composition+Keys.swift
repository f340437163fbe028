import Logging
import PaymentCore
import PaymentHTTP
import PaymentKeys

extension Composition {
    /// The machine's clock as keys see it.
    static func keyTime() -> KeyTime {
        KeyTime(seconds: systemTime().milliseconds / 1000)
    }

    /// The keys of a server that is about to start.
    /// - Parameters:
    ///   - settings: where it listens, and its data folder
    ///   - devKey: a key beside those of the file
    ///   - logger: told when the file cannot be read later
    /// - Returns: the keys
    /// - Throws: ``CommandFailure`` where the file cannot be read, or where others could reach a server that has no keys
    static func keyRing(_ settings: Settings, devKey: DevKey?, logger: Logger) throws -> KeyRing {
        let address = ListenAddress(host: settings.server.host, port: settings.server.port)
        if devKey != nil, !address.isLoopback {
            throw CommandFailure(
                "--dev shows a key with every scope, so it listens on a loopback address only, not \(address).")
        }
        let file = KeyFile(folder: settings.data)
        let ring = try KeyRing(
            file: file, memoryKeys: devKey.map { [$0.stored] } ?? [], clock: keyTime,
            report: { fault in
                logger.error("The keys cannot be read; those known before stay", metadata: ["fault": "\(fault)"])
            })
        guard !address.isLoopback else { return ring }
        guard ring.activeKeyCount > 0 else {
            throw CommandFailure(
                "Whoever reaches \(address) could move money: there is no key that can be used in \(file.path). "
                    + "Make one: florin keys create --name NAME --scope read --scope write --data \(settings.data)")
        }
        if settings.server.tls == nil {
            logger.warning("Keys travel in the clear: set tls.certificate and tls.key, or let a proxy speak TLS")
        }
        return ring
    }
}
