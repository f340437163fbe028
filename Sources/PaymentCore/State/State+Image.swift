import HeapModule

/// The image of a state: blocks of bytes from which the state can be made again, without the events that led to it.
///
/// Equal states have equal images, so that two ways to a state can be compared. Every block begins with its tag (one byte) and how many records
/// follow (`UInt32`); all integers are little-endian and of fixed size. The order of the blocks is: head, accounts, texts, payments, holds.
extension State {
    /// What a block holds.
    ///
    /// Tags from 64 on are the caller's own.
    enum ImageBlock: UInt8 {
        case head = 1
        case accounts = 2
        case texts = 3
        case payments = 4
        case holds = 5
    }

    static let imageVersion: UInt16 = 1
    private static let recordsPerBlock = 4096

    /// A copy for ``writeImage(_:)`` that shares its memory with this state and lets go of what an image does not need.
    public func frozen() -> State {
        var copy = self
        copy.accountNumbers = [:]
        copy.paymentIndex = HashIndex()
        copy.expiries = Heap()
        return copy
    }

    /// Writes the image.
    /// - Parameter emit: takes a block
    public func writeImage(_ emit: ([UInt8]) throws -> Void) rethrows {
        var head = State.block(.head, count: 1)
        head.appendLittleEndian(State.imageVersion)
        head.appendLittleEndian(position.value)
        head.appendLittleEndian(time.milliseconds)
        try emit(head)
        try blocks(of: .accounts, accounts.indices, emit) { number, bytes in
            accounts[number].write(id: accountIDs[number], to: &bytes)
        }
        for chunk in texts.chunks {
            var block = State.block(.texts, count: chunk.count)
            block.append(contentsOf: chunk)
            try emit(block)
        }
        try blocks(of: .payments, payments.indices, emit) { number, bytes in
            payments[number].write(to: &bytes)
        }
        var pending: [HoldRecord] = []
        holds.forEach { pending.append($0) }
        pending.sort { $0.id.position < $1.id.position }
        try blocks(of: .holds, pending.indices, emit) { index, bytes in
            pending[index].write(to: &bytes)
        }
    }

    /// Takes in one block of an image.
    ///
    /// The blocks must come in the order in which they were written.
    /// - Parameters:
    ///   - bytes: a place behind which a block begins
    ///   - cursor: that place; afterwards, the end of the block
    /// - Returns: false where the block is none of the state's; the cursor stands where it stood, then
    /// - Throws: ``ImageFault``; the state must not be used any more, then
    package mutating func readImageBlock(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) -> Bool {
        var ahead = cursor
        guard let block = ImageBlock(rawValue: try ahead.integer(bytes)) else { return false }
        let count = Int(try ahead.integer(bytes, as: UInt32.self))
        switch block {
        case .head: try readHead(bytes, &ahead)
        case .accounts: for _ in 0..<count { try readAccount(bytes, &ahead) }
        case .texts: texts.restore(chunk: try ahead.bytes(bytes, count: count))
        case .payments: for _ in 0..<count { try readPayment(bytes, &ahead) }
        case .holds: for _ in 0..<count { try readHold(bytes, &ahead) }
        }
        cursor = ahead
        return true
    }

    private static func block(_ block: ImageBlock, count: Int) -> [UInt8] {
        var bytes: [UInt8] = [block.rawValue]
        bytes.appendLittleEndian(UInt32(count))
        return bytes
    }

    private func blocks(
        of block: ImageBlock, _ indices: Range<Int>, _ emit: ([UInt8]) throws -> Void,
        _ write: (Int, inout [UInt8]) -> Void
    ) rethrows {
        for start in stride(from: 0, to: indices.count, by: State.recordsPerBlock) {
            let end = min(start + State.recordsPerBlock, indices.count)
            var bytes = State.block(block, count: end - start)
            for index in start..<end {
                write(index, &bytes)
            }
            try emit(bytes)
        }
    }

    private mutating func readHead(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) {
        guard try cursor.integer(bytes) == State.imageVersion else { throw .unknownVersion }
        position = Position(try cursor.integer(bytes))
        time = Timestamp(milliseconds: try cursor.integer(bytes))
    }

    private mutating func readAccount(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) {
        let (id, record) = try AccountRecord.read(bytes, &cursor)
        guard accountNumbers[id] == nil else { throw .malformed }
        accountNumbers[id] = AccountNumber(UInt32(accounts.count))
        accounts.append(record)
        accountIDs.append(id)
    }

    private mutating func readPayment(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) {
        let record = try PaymentRecord(bytes, &cursor)
        guard Int(record.payer.value) < accounts.count, Int(record.payee.value) < accounts.count,
            texts.contains(record.text)
        else { throw .malformed }
        payments.append(record)
        indexLastPayment()
        if record.held > 0, let time = record.expiresAt {
            let number = PaymentNumber(UInt32(truncatingIfNeeded: payments.count - 1))
            insert(Expiry(time: time, subject: .payment(number)))
        }
    }

    private mutating func readHold(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) {
        let record = try HoldRecord(bytes, &cursor)
        guard Int(record.debit.value) < accounts.count, Int(record.credit.value) < accounts.count else {
            throw .malformed
        }
        holds.put(record)
        if let time = record.expiresAt {
            insert(Expiry(time: time, subject: .transfer(record.id)))
        }
    }
}
