/// How the server proves who it is, and whether clients must.
public struct TLSSettings: Sendable, Hashable {
    /// The file with the certificate, and those between it and its root, as PEM.
    public var certificatePath: String
    /// The file with the private key of the certificate, as PEM.
    public var keyPath: String
    /// The file with the certificates by which those of clients must be signed, as PEM; `nil` where clients need none.
    public var clientCAPath: String?
    /// How often the certificate and the key are looked at again, in seconds.
    ///
    /// 5 by default.
    public var reloadSeconds: Double = 5

    /// Creates settings.
    /// - Parameters:
    ///   - certificatePath: the file with the certificate
    ///   - keyPath: the file with its private key
    public init(certificatePath: String, keyPath: String) {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
    }
}
