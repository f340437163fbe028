import Messaging
import NIOSSL

extension StompSettings {
    /// Reads a URL.
    init(_ url: BrokerURL) throws(MessagingFault) {
        guard url.scheme == "stomp" || url.scheme == "stomp+ssl" else {
            throw MessagingFault(
                .invalid, "The driver of ActiveMQ reads stomp and stomp+ssl URLs: this one is \(url.scheme)")
        }
        guard url.path.isEmpty else {
            throw MessagingFault(
                .invalid, "A \(url.scheme) URL has no path: expected as \(url.scheme)://user:password@host:port")
        }
        let isEncrypted = url.scheme == "stomp+ssl"
        var options = BrokerOptions(url)
        timeout = try options.timeout()
        let authorities = isEncrypted ? options.text("cacert") : nil
        try options.end()
        (host, port) = url.address(usualPort: isEncrypted ? 61614 : 61613)
        user = url.user
        password = url.password
        label = "ActiveMQ at \(host):\(port)"
        tls = isEncrypted ? try Self.context(authorities) : nil
    }

    private static func context(_ authorities: String?) throws(MessagingFault) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let authorities { configuration.trustRoots = .file(authorities) }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw MessagingFault(
                .invalid, "The option cacert of the stomp+ssl URL names no readable PEM file of certificates",
                underlying: error)
        }
    }
}
