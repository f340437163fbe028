import Journal
import PaymentCore
import PaymentEngine

/// The views as a subscriber of the journal.
struct ViewSubscriber: JournalSubscriber {
    private var writer: ViewWriter
    private let damage: ViewDamage

    init(_ store: ViewStore, damage: ViewDamage) throws {
        writer = try ViewWriter(store)
        self.damage = damage
    }

    var position: Position { writer.position }

    mutating func consume(_ header: BatchHeader, _ payload: RawSpan, hash: ChainHash) throws {
        do {
            try writer.consume(header, payload, hash: hash)
        } catch {
            throw noted(error)
        }
    }

    mutating func commit() throws {
        do {
            try writer.commit()
        } catch {
            throw noted(error)
        }
    }

    private func noted(_ error: any Error) -> any Error {
        if let fault = error as? ViewFault { damage.note(fault) }
        return error
    }
}
