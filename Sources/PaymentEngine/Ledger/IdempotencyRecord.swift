import Journal
import PaymentCore

/// What is remembered of a decided command: enough to give its first answer again.
///
/// 56 bytes, no references.
struct IdempotencyRecord: Sendable, Hashable {
    /// What a command led to.
    enum Subject: Sendable, Hashable {
        case transfer(Transfer)
        case payment(PaymentNumber, State.PaymentProgress)
        /// An account that was opened, and at which position.
        case account(AccountNumber, Position)
    }

    private enum Kind: UInt8 {
        case transfer = 0
        case payment = 1
        case account = 2
    }

    let stamp: IdempotencyStamp
    let time: Timestamp
    /// The transfer's id, how much was captured, or where the account was opened.
    private let first: UInt64
    /// How much was posted, or how much was refunded.
    private let second: Int64
    private let number: UInt32
    private let status: UInt8
    private let kind: Kind
    /// Whether its key was used again later: it answers nothing any more.
    var isSuperseded = false

    init(stamp: IdempotencyStamp, time: Timestamp, subject: Subject) {
        self.stamp = stamp
        self.time = time
        switch subject {
        case .transfer(let transfer):
            first = transfer.id.position.value
            second = transfer.posted
            number = 0
            status = transfer.status.rawValue
            kind = .transfer
        case .payment(let payment, let progress):
            first = UInt64(bitPattern: progress.captured)
            second = progress.refunded
            number = payment.value
            status = progress.status.rawValue
            kind = .payment
        case .account(let account, let position):
            (first, second, number, status, kind) = (position.value, 0, account.value, 0, .account)
        }
    }

    var subject: Subject {
        switch kind {
        case .account: return .account(AccountNumber(number), Position(first))
        case .payment:
            let progress = State.PaymentProgress(
                status: PaymentStatus(rawValue: status) ?? .inDoubt, captured: Int64(bitPattern: first),
                refunded: second)
            return .payment(PaymentNumber(number), progress)
        case .transfer:
            let status = TransferStatus(rawValue: status) ?? .pending
            return .transfer(Transfer(id: TransferID(Position(first)), status: status, posted: second, decidedAt: time))
        }
    }

    func write(to bytes: inout [UInt8]) {
        bytes.appendLittleEndian(stamp.key.high)
        bytes.appendLittleEndian(stamp.key.low)
        bytes.appendLittleEndian(stamp.fingerprint.value)
        bytes.appendLittleEndian(time.milliseconds)
        bytes.appendLittleEndian(first)
        bytes.appendLittleEndian(second)
        bytes.appendLittleEndian(number)
        bytes.append(status)
        bytes.append(kind.rawValue)
    }

    init(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) {
        let key = IdempotencyKey(high: try cursor.integer(bytes), low: try cursor.integer(bytes))
        stamp = IdempotencyStamp(key: key, fingerprint: Fingerprint(value: try cursor.integer(bytes)))
        time = Timestamp(milliseconds: try cursor.integer(bytes))
        first = try cursor.integer(bytes)
        second = try cursor.integer(bytes)
        number = try cursor.integer(bytes)
        status = try cursor.integer(bytes)
        kind = try cursor.rawValue(bytes)
        let isKnown =
            switch kind {
            case .transfer: TransferStatus(rawValue: status) != nil
            case .payment: PaymentStatus(rawValue: status) != nil
            case .account: status == 0
            }
        guard isKnown else { throw .malformed }
    }
}
