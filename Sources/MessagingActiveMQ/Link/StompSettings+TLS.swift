import NIOCore
import NIOSSL

extension StompSettings {
    /// What encrypts a channel.
    func encryption(_ tls: NIOSSLContext) throws -> NIOSSLClientHandler {
        // A name is checked and sent along; an address is checked only.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
    }
}
