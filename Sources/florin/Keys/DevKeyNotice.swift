import Foundation
import PaymentHTTP
import PaymentKeys
import ServiceLifecycle

/// Shows the key of `florin serve --dev` once, on standard output, as soon as the server listens.
struct DevKeyNotice: Service {
    let key: DevKey
    let server: PaymentServer
    let scheme: String
    let host: String

    func run() async throws {
        guard let port = await server.port() else { return }
        let url = "\(scheme)://\(ListenAddress(host: host, port: port))"
        let text = """
            A key with every scope, until this process ends:

              \(key.token.reveal())

            Such as:

              curl -H 'Authorization: Bearer \(key.token.reveal())' -H 'Content-Type: application/json' \\
                -d '{"id":"wallet:alice","currency":"USD"}' \(url)/v1/accounts


            """
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
