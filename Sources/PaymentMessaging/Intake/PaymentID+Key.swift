import Foundation
import Messaging
import PaymentCore

extension PaymentID {
    /// The payment that a message asks for: the same one whenever it comes.
    /// - Parameters:
    ///   - key: what makes it the same command
    ///   - time: the message's own time, which is in the payment's id; 1970 where it has none
    init(of key: IdempotencyKey, at time: Date?) {
        var bits = KeyBits(high: key.high, low: key.low)
        self.init(at: Timestamp(milliseconds: max(0, time.map(MessageTime.milliseconds) ?? 0)), using: &bits)
    }
}

/// The bits of a key, in the place of random ones.
private struct KeyBits: RandomNumberGenerator {
    let high: UInt64
    let low: UInt64
    private var turn = false

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    mutating func next() -> UInt64 {
        turn.toggle()
        return turn ? high : low
    }
}
