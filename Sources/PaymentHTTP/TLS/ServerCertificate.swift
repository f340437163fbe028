import Logging
import NIOCertificateReloading
import NIOSSL

/// The server's certificate with its key: read at the start, and again whenever the files have changed.
///
/// Certificates of clients are checked against the authorities that were there at the start.
struct ServerCertificate: Sendable {
    private let reloader: TimedCertificateReloader
    let configuration: TLSConfiguration

    /// Reads the files.
    /// - Throws: ``TLSFault`` that names the setting of a file that cannot be used
    init(_ settings: TLSSettings, logger: Logger) throws(TLSFault) {
        try ServerCertificate.check(settings)
        let watch = CertificateWatch(logger: logger, path: settings.certificatePath)
        do {
            let reloader = try TimedCertificateReloader.makeReloaderValidatingSources(
                configuration: ServerCertificate.reloading(settings, watch))
            self.reloader = reloader
            var configuration = try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            if let path = settings.clientCAPath {
                configuration.trustRoots = .certificates(try ServerCertificate.authorities(path))
                // There is no host name to compare: who the client is, its key says.
                configuration.certificateVerification = .noHostnameVerification
            }
            self.configuration = configuration
        } catch let error as TimedCertificateReloader.Error where error == .publicKeyMismatch {
            throw TLSFault(
                .key,
                "The setting tls.key names a key that is not the certificate's: \(settings.keyPath) does not fit "
                    + "\(settings.certificatePath).")
        } catch let fault as TLSFault {
            throw fault
        } catch {
            throw TLSFault(
                .unusable,
                "The settings tls.certificate and tls.key name files of a kind that cannot be used: "
                    + "\(settings.certificatePath), \(settings.keyPath).")
        }
    }

    /// Looks at the files again and again, until it is told to stop.
    func run() async throws {
        try await reloader.run()
    }

    private static func reloading(
        _ settings: TLSSettings, _ watch: CertificateWatch
    ) -> TimedCertificateReloader.Configuration {
        TimedCertificateReloader.Configuration(
            refreshInterval: .milliseconds(Int64(min(max(settings.reloadSeconds, 0.1), 86_400) * 1000)),
            certificateSource: .init(location: .file(path: settings.certificatePath), format: .pem),
            privateKeySource: .init(location: .file(path: settings.keyPath), format: .pem)
        ) { configuration in
            configuration.onCertificateLoaded = { change in
                watch.loaded(
                    isNew: change.previousX509CertificateChain.map { $0 != change.currentX509CertificateChain })
            }
            configuration.onCertificateLoadFailed = { _ in watch.failed() }
        }
    }

    /// Each file for itself, so that the sentence names the right setting.
    private static func check(_ settings: TLSSettings) throws(TLSFault) {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(settings.certificatePath), !certificates.isEmpty
        else {
            throw TLSFault(
                .certificate,
                "The setting tls.certificate must name a file with a certificate as PEM, unlike "
                    + "\(settings.certificatePath).")
        }
        guard (try? NIOSSLPrivateKey(file: settings.keyPath, format: .pem)) != nil else {
            throw TLSFault(
                .key,
                "The setting tls.key must name a file with a private key as PEM, without a password, unlike "
                    + "\(settings.keyPath).")
        }
    }

    private static func authorities(_ path: String) throws(TLSFault) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty else {
            throw TLSFault(
                .clientCA, "The setting tls.client_ca must name a file with certificates as PEM, unlike \(path).")
        }
        return certificates
    }
}
