import Journal
import JournalTestSupport
import PaymentCore

/// Random entries of every kind of event, with values of every width.
enum RandomEvents {
    static func entry(_ generator: inout SeededGenerator) -> (events: [Event], stamp: IdempotencyStamp?) {
        let events = (0..<Int.random(in: 1...4, using: &generator)).map { _ in event(&generator) }
        guard Bool.random(using: &generator) else { return (events, nil) }
        let key = IdempotencyKey(high: generator.next(), low: generator.next())
        return (events, IdempotencyStamp(key: key, fingerprint: Fingerprint(value: generator.next())))
    }

    static func event(_ generator: inout SeededGenerator) -> Event {
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: accountOpened(&generator)
        case 1: .transferPosted(TransferPosted(posting: posting(&generator), reference: text(&generator)))
        case 2:
            .transferHeld(
                TransferHeld(posting: posting(&generator), expiresAt: moment(&generator), reference: text(&generator)))
        case 3: .holdPosted(HoldPosted(transfer: transfer(&generator), posting: posting(&generator)))
        case 4: .holdVoided(HoldReleased(transfer: transfer(&generator), posting: posting(&generator)))
        case 5: .holdExpired(HoldReleased(transfer: transfer(&generator), posting: posting(&generator)))
        case 6: paymentRequested(&generator)
        case 7: .paymentAuthorized(moved(&generator))
        case 8: .paymentCaptured(moved(&generator))
        case 9: .paymentCapturedAtOnce(moved(&generator))
        case 10: .paymentDeclined(PaymentDeclined(payment: PaymentNumber(number(&generator)), code: .insufficientFunds))
        case 11: .paymentCancelled(moved(&generator))
        case 12: .paymentExpired(moved(&generator))
        default: .paymentRefunded(moved(&generator))
        }
    }

    private static func accountOpened(_ generator: inout SeededGenerator) -> Event {
        let letters = Array("azAZ09:._-")
        let length = [1, 2, 127, 128].randomElement(using: &generator) ?? 1
        let name = String((0..<length).map { _ in letters.randomElement(using: &generator) ?? "a" })
        guard let id = try? AccountID(name) else { preconditionFailure("\(name) is no account id") }
        return .accountOpened(
            AccountOpened(
                number: AccountNumber(number(&generator)), id: id, currency: currency(&generator),
                kind: AccountKind.allCases.randomElement(using: &generator) ?? .asset,
                allowsOverdraft: Bool.random(using: &generator)))
    }

    private static func paymentRequested(_ generator: inout SeededGenerator) -> Event {
        let metadata = (0..<Int.random(in: 0...20, using: &generator)).map { ("k\($0)", text(&generator) ?? "") }
        let words = try? PaymentText(order: text(&generator), description: text(&generator), metadata: metadata)
        return .paymentRequested(
            PaymentRequested(
                number: PaymentNumber(number(&generator)), id: PaymentID(high: generator.next(), low: generator.next()),
                amount: Money(posting(&generator).amount, currency(&generator)), method: .wallet,
                capture: CaptureMode.allCases.randomElement(using: &generator) ?? .manual,
                payer: AccountNumber(number(&generator)), payee: AccountNumber(number(&generator)),
                expiresAt: moment(&generator), text: words ?? .none))
    }

    private static func number(_ generator: inout SeededGenerator) -> UInt32 {
        UInt32(truncatingIfNeeded: generator.next()) >> UInt32.random(in: 0...31, using: &generator)
    }

    private static func transfer(_ generator: inout SeededGenerator) -> TransferID {
        TransferID(Position(generator.next() >> UInt64.random(in: 0...63, using: &generator)))
    }

    private static func moment(_ generator: inout SeededGenerator) -> Timestamp? {
        let milliseconds = generator.next() >> UInt64.random(in: 11...63, using: &generator)
        return Bool.random(using: &generator) ? nil : Timestamp(milliseconds: Int64(milliseconds))
    }

    private static func posting(_ generator: inout SeededGenerator) -> Posting {
        let amount = Int64(generator.next() >> UInt64.random(in: 11...63, using: &generator))
        return Posting(
            debit: AccountNumber(number(&generator)), credit: AccountNumber(number(&generator)), amount: max(1, amount))
    }

    private static func moved(_ generator: inout SeededGenerator) -> PaymentMoved {
        PaymentMoved(payment: PaymentNumber(number(&generator)), posting: posting(&generator))
    }

    private static func currency(_ generator: inout SeededGenerator) -> Currency {
        Currency.all.randomElement(using: &generator) ?? EventSamples.currency("USD")
    }

    private static func text(_ generator: inout SeededGenerator) -> String? {
        let length = Int.random(in: 1...60, using: &generator)
        return Bool.random(using: &generator)
            ? nil : String((0..<length).map { _ in "aé€💶".randomElement(using: &generator) ?? "a" })
    }
}
