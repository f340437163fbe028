import Logging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import ServiceLifecycle

/// Says once that the server is there.
struct Announcement: Service {
    let server: PaymentServer
    let engine: PaymentEngine
    let scheme: String
    let host: String
    let data: String
    let logger: Logger

    func run() async throws {
        guard let port = await server.port(), let summary = try? await engine.summary() else { return }
        logger.notice(
            "Florin is ready",
            metadata: [
                "address": "\(scheme)://\(ListenAddress(host: host, port: port))", "data": "\(data)",
                "position": "\(summary.position.value)", "accounts": "\(summary.accountCount)",
                "payments": "\(summary.paymentCount)",
            ])
    }
}
