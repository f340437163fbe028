import Foundation

/// Lets as many cases go at a time as the machine can take, in the order in which they came.
actor Turnstile {
    static let shared = Turnstile()
    /// How many light cases run at a time; `FLORIN_CONTRACT_WIDTH`.
    static let width =
        ProcessInfo.processInfo.environment["FLORIN_CONTRACT_WIDTH"].flatMap(Int.init).map { max(1, $0) } ?? 4

    private var free = Turnstile.width
    private var waiting: [(weight: Int, continuation: CheckedContinuation<Void, Never>)] = []

    nonisolated func pass(_ weight: Int, _ body: () async throws -> Void) async throws {
        let weight = min(weight, Self.width)
        await enter(weight)
        do {
            try await body()
        } catch {
            await leave(weight)
            throw error
        }
        await leave(weight)
    }

    private func enter(_ weight: Int) async {
        if waiting.isEmpty, free >= weight {
            free -= weight
            return
        }
        await withCheckedContinuation { waiting.append((weight, $0)) }
    }

    private func leave(_ weight: Int) {
        free += weight
        while let first = waiting.first, free >= first.weight {
            free -= first.weight
            waiting.removeFirst()
            first.continuation.resume()
        }
    }
}
