import BlockingIO
import PaymentCore

/// The payments that were promised lately, by key: whoever asks again gets the same promise, and nothing is queued twice.
///
/// Bounded, and gone with the process: a repeat that it does not know is queued once more, and the payments' engine notices it by its key.
final class RecentPromises: Sendable {
    /// What was asked for and what was promised.
    struct Promise: Sendable {
        /// The request's body, by FNV-1a: another request under the same key is no repeat.
        var print: UInt64
        /// The payment.
        var payment: PaymentID
    }

    private struct State {
        var promises: [IdempotencyKey: Promise] = [:]
        var order: [IdempotencyKey] = []
        var next = 0
    }

    private static let maximum = 65_536
    private let state = Monitor(State())

    /// Looks for a promise.
    /// - Parameters:
    ///   - key: the request's key
    ///   - print: what the request looks like
    /// - Returns: the payment; `nil` where none was promised for this very request
    func payment(for key: IdempotencyKey, print: UInt64) -> PaymentID? {
        state.withLock { state in
            guard let promise = state.promises[key], promise.print == print else { return nil }
            return promise.payment
        }
    }

    /// Remembers a promise once its request is durably queued; the last one under a key counts.
    func note(_ payment: PaymentID, for key: IdempotencyKey, print: UInt64) {
        state.withLock { state in
            let promise = Promise(print: print, payment: payment)
            guard state.promises.updateValue(promise, forKey: key) == nil else { return }
            if state.order.count < RecentPromises.maximum {
                state.order.append(key)
            } else {
                state.promises[state.order[state.next]] = nil
                state.order[state.next] = key
                state.next = (state.next + 1) % RecentPromises.maximum
            }
        }
    }

    /// What bytes look like: FNV-1a, 64 bits.
    static func print(of bytes: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return hash
    }
}
