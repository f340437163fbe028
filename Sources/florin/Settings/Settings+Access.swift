import PaymentHTTP

extension Settings {
    /// Reads the limit of keys that have none of their own.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `http.requests_per_second` | 1 to 1,000,000; absent limits nothing | absent |
    /// | `http.burst` | 1 to 1,000,000; only with the other | as many as in a second |
    mutating func readRateLimit(_ reader: SettingsReader) throws {
        let none = 0
        var (requestsPerSecond, burst) = (none, none)
        try reader.read("http.requests_per_second", into: &requestsPerSecond, in: 1...1_000_000)
        try reader.read("http.burst", into: &burst, in: 1...1_000_000)
        guard requestsPerSecond != none else {
            if burst != none { throw CommandFailure("The setting http.burst must come with http.requests_per_second.") }
            return
        }
        rateLimit = RateLimit(requestsPerSecond: requestsPerSecond, burst: burst == none ? nil : burst)
    }

    /// Reads how the server proves who it is, and whether clients must.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `tls.certificate` | path of PEM with the certificate and its chain; absent for HTTP without TLS | absent |
    /// | `tls.key` | path of PEM with the private key | absent |
    /// | `tls.client_ca` | path of PEM; clients must present a certificate that is signed by one of these | absent |
    /// | `tls.reload_seconds` | seconds between looks at certificate and key | 5 |
    mutating func readTLS(_ reader: SettingsReader) throws {
        let certificate = try Settings.path("tls.certificate", reader)
        let key = try Settings.path("tls.key", reader)
        let authority = try Settings.path("tls.client_ca", reader)
        var reload = TLSSettings(certificatePath: "", keyPath: "").reloadSeconds
        try reader.readSeconds("tls.reload_seconds", into: &reload)
        guard let certificate, let key else {
            // Without one of them the server would speak without TLS, which nobody who sets the others wants.
            let others = ["tls.certificate": certificate, "tls.key": key, "tls.client_ca": authority]
            guard others.values.allSatisfy({ $0 == nil }) else {
                let missing = certificate == nil ? "tls.certificate" : "tls.key"
                throw CommandFailure(
                    "The setting \(missing) must name a file, too: TLS needs a certificate and its key.")
            }
            return
        }
        var tls = TLSSettings(certificatePath: certificate, keyPath: key)
        tls.clientCAPath = authority
        tls.reloadSeconds = reload
        server.tls = tls
    }

    /// What URLs of the server begin with.
    var scheme: String { server.tls == nil ? "http" : "https" }

    private static func path(_ key: String, _ reader: SettingsReader) throws -> String? {
        var path: String?
        try reader.read(key, into: &path, rule: "a path") { $0.isEmpty ? nil : .some($0) }
        return path
    }
}
