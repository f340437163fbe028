import BlockingIO
import HTTPLoad

/// Clients that ask for payments until the server dies, and remember every answer.
final class PaymentLoad: Sendable {
    /// A payment that was asked for.
    struct Attempt: Sendable {
        let key: String
        let amount: Int
        /// The answer's body; `nil` where none came.
        var answer: String?

        var body: String {
            #"{"amount":\#(amount),"currency":"USD","method":{"type":"wallet"},"payer":"wallet:payer","payee":"merchant:payee"}"#
        }

        var headers: [(String, String)] { [("Content-Type", "application/json"), ("Idempotency-Key", key)] }
    }

    private let attempts = Monitor<[Attempt]>([])

    /// Lets clients ask until `count` payments are acknowledged, then calls `interrupt` while they go on, and waits until all have
    /// noticed.
    func run(on server: ServerProcess, round: Int, clients: Int, interruptAfter count: Int, _ interrupt: () -> Void)
        throws
    {
        let workers = try (0..<clients).map { number in
            try WorkerThread.start(name: "client-\(number)") { [self] in
                work(server, prefix: "r\(round)-c\(number)-", firstAmount: 1 + number)
            }
        }
        let start = answered
        _ = attempts.wait { attempts in
            attempts.count { $0.answer != nil } >= start + count ? true : nil
        }
        interrupt()
        for worker in workers { worker.join() }
    }

    /// Every attempt so far.
    var all: [Attempt] { attempts.withLock { $0 } }

    /// Asks again for what got no answer, with the same keys.
    func retryUnanswered(on server: ServerProcess) throws {
        let client = try server.client()
        for (index, attempt) in all.enumerated() where attempt.answer == nil {
            let answer = try client.request("POST", "/v1/payments", headers: attempt.headers, body: attempt.body)
            guard answer.status == 201 else {
                throw ProcessFault(message: "A retry got \(answer.status): \(answer.text)")
            }
            attempts.withLock { $0[index].answer = answer.text }
        }
    }

    private var answered: Int { attempts.withLock { $0.count { $0.answer != nil } } }

    private func work(_ server: ServerProcess, prefix: String, firstAmount: Int) {
        guard let client = try? server.client() else { return }
        var number = 0
        while true {
            let attempt = Attempt(key: "\(prefix)\(number)", amount: firstAmount + number % 100, answer: nil)
            let index = attempts.withLock { attempts in
                attempts.append(attempt)
                return attempts.count - 1
            }
            guard
                let answer = try? client.request("POST", "/v1/payments", headers: attempt.headers, body: attempt.body),
                answer.status == 201
            else { return }
            attempts.withLock { $0[index].answer = answer.text }
            attempts.notifyAll()
            number += 1
        }
    }
}
