import Foundation

/// A certificate authority for one test, made with `openssl`.
package struct TestAuthority: Sendable {
    /// Why a test has no certificate.
    package struct Fault: Error, CustomStringConvertible {
        /// What `openssl` said.
        package let description: String
    }

    private let folder: TemporaryFolder
    private let name: String

    /// The certificate of the authority.
    package var path: String { "\(folder.path)/\(name).pem" }

    private static let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]

    /// Makes an authority.
    /// - Parameters:
    ///   - folder: where its files are
    ///   - name: its name, and that of its files
    /// - Throws: ``Fault``
    package init(in folder: TemporaryFolder, name: String = "authority") throws {
        self.folder = folder
        self.name = name
        try TestAuthority.openssl(
            ["req", "-x509"] + TestAuthority.curve + [
                "-keyout", "\(folder.path)/\(name).key", "-out", path, "-subj", "/CN=\(name)",
                "-addext", "basicConstraints=critical,CA:TRUE",
            ])
    }

    /// Signs a certificate.
    /// - Parameter name: what the files are called; those that are there are replaced
    /// - Returns: the paths of the certificate and of its key
    /// - Throws: ``Fault``
    package func issue(_ name: String) throws -> (certificate: String, key: String) {
        let (certificate, key) = ("\(folder.path)/\(name).pem", "\(folder.path)/\(name).key")
        try TestAuthority.openssl(
            ["req", "-x509"] + TestAuthority.curve + [
                "-CA", path, "-CAkey", "\(folder.path)/\(self.name).key", "-keyout", key, "-out", certificate,
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1",
                "-addext", "basicConstraints=critical,CA:FALSE",
            ])
        return (certificate, key)
    }

    private static func openssl(_ arguments: [String]) throws {
        let run = try ToolRun("openssl", arguments)
        guard run.status == 0 else { throw Fault(description: run.output) }
    }
}
