import NIOCore

/// Why the server does not listen where it should.
public struct ListenFault: Error, Sendable, CustomStringConvertible {
    /// One sentence that names the address.
    public let description: String

    /// `nil` comes of what is no refusal of the address.
    init?(_ error: any Error, host: String, port: Int) {
        guard let error = error as? IOError, error.errnoCode != 0 else { return nil }
        let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        description =
            "Florin cannot listen on \(address): \(ListenFault.reason(error.errnoCode)). Choose another with --listen."
    }

    private static func reason(_ code: CInt) -> String {
        switch code {
        case 98: "another program listens there"
        case 99: "this machine has no such address"
        case 13: "the system does not allow it"
        default: "the system refuses it with error \(code)"
        }
    }
}
