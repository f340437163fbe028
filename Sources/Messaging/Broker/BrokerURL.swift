import FoundationEssentials

/// Where a message engine is, and how to talk to it: `scheme://user:password@host:port/path?option=value#queue`.
///
/// Printing it leaves the password out.
public struct BrokerURL: Sendable, Hashable {
    /// In small letters, as `amqp`.
    public let scheme: String
    /// Who connects; `nil` for nobody in particular.
    public let user: String?
    /// The password; `nil` for none.
    public let password: Secret?
    /// The machine; empty where the URL names none.
    public let host: String
    /// The port; `nil` for the engine's usual one.
    public let port: Int?
    /// What follows the host, without the first slash; empty for nothing.
    public let path: String
    /// What follows the question mark.
    public let options: [String: String]
    /// What follows the `#`: a queue or a topic; `nil` for nothing.
    public let fragment: String?

    /// Reads a URL.
    /// - Parameter text: the URL; user, password, path, options and fragment are percent-encoded where they need to be
    /// - Throws: ``MessagingFault`` (`invalid`) with what is wrong, and without the password
    public init(_ text: String) throws(MessagingFault) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, !scheme.isEmpty else {
            throw MessagingFault(
                .invalid, "This is no broker URL: expected as amqp://user:password@host:port, redis://host or embedded:"
            )
        }
        self.scheme = scheme.lowercased()
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password.map(Secret.init)
        var host = parts.host ?? ""
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.host = host
        port = parts.port
        // `embedded:///a` is the file /a, `redis:///1` the database 1 of this machine.
        let isFile = self.scheme == "embedded"
        let beginsWithSlash = parts.path.hasPrefix("/") && parts.host != nil && !(isFile && host.isEmpty)
        path = beginsWithSlash ? String(parts.path.dropFirst()) : parts.path
        fragment = parts.fragment.flatMap { $0.isEmpty ? nil : $0 }
        if let port, !(1...65535).contains(port) {
            throw MessagingFault(.invalid, "The port of the \(self.scheme) URL is \(port): expected 1 to 65535")
        }
        var options: [String: String] = [:]
        for item in parts.queryItems ?? [] {
            guard let value = item.value, options.updateValue(value, forKey: item.name) == nil else {
                throw MessagingFault(
                    .invalid,
                    "The option \(item.name) of the \(self.scheme) URL must be given once, as \(item.name)=value")
            }
        }
        self.options = options
    }

    /// The engine's address, with its usual port where the URL has none.
    /// - Parameter usualPort: the engine's usual port
    /// - Returns: host and port; the host is `127.0.0.1` where the URL has none
    public func address(usualPort: Int) -> (host: String, port: Int) {
        (host.isEmpty ? "127.0.0.1" : host, port ?? usualPort)
    }
}

extension BrokerURL: CustomStringConvertible {
    /// The URL without its user, password and options.
    public var description: String {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        let address = shownHost.isEmpty ? "" : "//" + shownHost + (port.map { ":\($0)" } ?? "")
        let place = path.isEmpty ? "" : (shownHost.isEmpty ? "" : "/") + path
        return scheme + ":" + address + place + (fragment.map { "#" + $0 } ?? "")
    }
}
