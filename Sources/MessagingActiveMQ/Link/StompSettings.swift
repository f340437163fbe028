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
    /// The engine and its host, for people.
    var label: String
}
