import Messaging

/// A delivery as it comes out of the log, to be decoded by who receives it.
struct StoredDelivery: Sendable {
    var position: Int64
    var attempts: Int64
    /// Hash of the key.
    var key: Int64?
    var attributes: [UInt8]
    var body: [UInt8]

    /// What the delivery is settled with: the position, and which attempt it is, so that the receipt of an earlier one is no good.
    var receiptNumber: UInt64 { Self.receiptNumber(position, attempts) }

    static func receiptNumber(_ position: Int64, _ attempts: Int64) -> UInt64 {
        UInt64(bitPattern: position) << 16 | UInt64(bitPattern: attempts & 0xFFFF)
    }

    static func position(_ receiptNumber: UInt64) -> Int64 { Int64(bitPattern: receiptNumber >> 16) }
    static func attempts(_ receiptNumber: UInt64) -> Int64 { Int64(bitPattern: receiptNumber & 0xFFFF) }

    func delivery(_ member: UInt64) -> Delivery {
        let receipt = Receipt(session: member, number: receiptNumber)
        guard let message = MessageCoder.message(attributes, body: body) else {
            return Delivery(
                message: Message(id: "", type: "", body: body), receipt: receipt, attempt: Int(attempts),
                malformation: "The attributes that are stored for it cannot be read")
        }
        return Delivery(message: message, receipt: receipt, attempt: Int(attempts))
    }
}
