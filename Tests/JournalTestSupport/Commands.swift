package import PaymentCore

/// Short words for commands.
package enum Commands {
    package static func open(
        _ id: String, _ kind: AccountKind = .liability, currency: String = "USD", overdraft: Bool = false
    ) -> Command {
        .openAccount(
            OpenAccount(id: name(id), currency: money(0, currency).currency, kind: kind, allowsOverdraft: overdraft))
    }

    package static func transfer(
        _ debit: String, _ credit: String, _ amount: Int64, _ currency: String = "USD", reference: String? = nil
    ) -> Command {
        .transfer(
            TransferRequest(
                debit: name(debit), credit: name(credit), amount: money(amount, currency), reference: reference))
    }

    package static func hold(
        _ debit: String, _ credit: String, _ amount: Int64, _ currency: String = "USD", seconds: Int64? = nil
    ) -> Command {
        .transfer(
            TransferRequest(
                debit: name(debit), credit: name(credit), amount: money(amount, currency), pending: true,
                expiresInSeconds: seconds))
    }

    package static func post(_ position: UInt64, _ amount: Int64? = nil) -> Command {
        .post(PostTransfer(transfer: TransferID(Position(position)), amount: amount))
    }

    package static func void(_ position: UInt64) -> Command {
        .void(VoidTransfer(transfer: TransferID(Position(position))))
    }

    package static func pay(
        _ number: UInt64, _ amount: Int64, _ capture: CaptureMode = .automatic, from payer: String = "alice",
        to payee: String = "acme", currency: String = "USD", seconds: Int64? = nil, text: PaymentText = .none
    ) -> Command {
        .requestPayment(
            PaymentRequest(
                id: id(number), amount: money(amount, currency), capture: capture, payer: name(payer),
                payee: name(payee),
                text: text, expiresInSeconds: seconds))
    }

    package static func confirm(_ number: UInt64, _ amount: Int64? = nil) -> Command {
        .confirm(ConfirmPayment(payment: id(number), amount: amount))
    }

    package static func cancel(_ number: UInt64) -> Command {
        .cancel(CancelPayment(payment: id(number)))
    }

    package static func refund(_ number: UInt64, _ amount: Int64? = nil) -> Command {
        .refund(RefundPayment(payment: id(number), amount: amount))
    }

    package static func id(_ number: UInt64) -> PaymentID {
        PaymentID(high: 0x7000, low: 0x8000_0000_0000_0000 | number)
    }

    package static func name(_ text: String) -> AccountID {
        do throws(Rejection) {
            return try AccountID(text)
        } catch {
            preconditionFailure("\(text) is no account id")
        }
    }

    package static func money(_ amount: Int64, _ code: String = "USD") -> Money {
        do throws(Rejection) {
            return Money(amount, try Currency(code))
        } catch {
            preconditionFailure("\(code) is no currency")
        }
    }
}
