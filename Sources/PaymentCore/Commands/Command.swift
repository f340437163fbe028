/// Something that a caller asks for.
///
/// It is decided against the state and becomes events, or is refused.
///
/// Commands are never in the journal. The large cases are indirect, so that batches of transfers do not carry their size.
public enum Command: Sendable, Hashable {
    /// Open an account; asking again for the same account is no error.
    indirect case openAccount(OpenAccount)

    /// Move money, at once or pending.
    case transfer(TransferRequest)

    /// Post a pending transfer, in whole or in part.
    case post(PostTransfer)

    /// Give back what is still pending of a transfer.
    case void(VoidTransfer)

    /// Ask for a payment.
    indirect case requestPayment(PaymentRequest)

    /// Capture an authorized payment, in whole or in part.
    case confirm(ConfirmPayment)

    /// Give back what is authorized and not captured.
    case cancel(CancelPayment)

    /// Return captured money, in whole or in part.
    case refund(RefundPayment)
}
