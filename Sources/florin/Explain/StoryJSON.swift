import Foundation
import PaymentCore

/// The life of a payment or a transfer as JSON has it: amounts in minor units, absent values `null`, the same keys always.
struct StoryJSON: Encodable {
    private let id: String
    private let position: UInt64
    private let events: [StepJSON]
    private let payment: OrNull<PaymentJSON>
    private let transfer: OrNull<TransferJSON>

    init(_ story: Story) {
        id = story.id
        position = story.position.value
        events = story.steps.map(StepJSON.init)
        switch story.subject {
        case .payment(let subject):
            payment = OrNull(PaymentJSON(subject, held: story.held))
            transfer = OrNull(nil)
        case .transfer(let subject):
            payment = OrNull(nil)
            transfer = OrNull(TransferJSON(subject, held: story.held))
        }
    }

    /// The object in one line, keys in alphabetical order.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
