import Messaging
import NIOSSL

/// How a server is reached.
struct StompSettings: Sendable {
    var host: String
    var port: Int
    var user: String?
    var password: Secret?
    /// How long a request may take.
    var timeout: Duration
    /// How the connection is encrypted; `nil` for not at all.
    var tls: NIOSSLContext?
    /// How many bytes of bodies a member keeps that nobody was given yet.
    var bufferedBytes = 64 << 20
    /// The engine and its host, for people.
    var label: String
}
