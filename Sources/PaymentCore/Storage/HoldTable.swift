/// The pending transfers, found by their name.
///
/// Places of finished ones are used again.
struct HoldTable: Sendable {
    private var records = ChunkedArray<HoldRecord?>()
    private var index = HashIndex()
    private var free: ContiguousArray<UInt32> = []

    var count: Int { index.count }

    subscript(id: TransferID) -> HoldRecord? {
        guard let place = place(of: id) else { return nil }
        return records[Int(place)]
    }

    /// Every hold, in no particular order.
    func forEach(_ body: (HoldRecord) throws -> Void) rethrows {
        for place in records.indices {
            if let record = records[place] { try body(record) }
        }
    }

    /// Adds a hold or replaces the one of the same name.
    mutating func put(_ record: HoldRecord) {
        if let place = place(of: record.id) {
            records[Int(place)] = record
            return
        }
        let place = free.popLast() ?? UInt32(records.count)
        if Int(place) == records.count { records.append(record) } else { records[Int(place)] = record }
        index.insert(place, hash: HoldTable.hash(record.id)) { HoldTable.hash(records[Int($0)]?.id) }
    }

    mutating func remove(_ id: TransferID) {
        guard let place = place(of: id) else { return }
        index.remove(place, hash: HoldTable.hash(id)) { HoldTable.hash(records[Int($0)]?.id) }
        records[Int(place)] = nil
        free.append(place)
    }

    private func place(of id: TransferID) -> UInt32? {
        index.find(hash: HoldTable.hash(id)) { records[Int($0)]?.id == id }
    }

    private static func hash(_ id: TransferID?) -> UInt64 {
        keyHash(id?.position.value ?? 0)
    }
}
