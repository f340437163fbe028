import CLibpq

/// The parameters of a statement, in PostgreSQL's binary form, one behind the other in one piece of memory.
struct StatementParameters {
    private enum TypeNumber {
        static let bool: Oid = 16
        static let bytes: Oid = 17
        static let int64: Oid = 20
        static let int16: Oid = 21
        static let int32: Oid = 23
        static let text: Oid = 25
        static let bytesArray: Oid = 1001
        static let int16Array: Oid = 1005
        static let int64Array: Oid = 1016
    }

    private var bytes: [UInt8] = []
    private var types: [Oid] = []
    private var places: [Range<Int>] = []

    /// Creates an empty list.
    /// - Parameter capacity: how many bytes there will be, about
    init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    mutating func add(_ text: String) {
        add(TypeNumber.text) { $0.append(contentsOf: text.utf8) }
    }

    mutating func add(_ value: Bool) {
        add(TypeNumber.bool) { $0.append(value ? 1 : 0) }
    }

    mutating func add(_ value: Int16) {
        add(TypeNumber.int16) { $0.appendBigEndian(value) }
    }

    mutating func add(_ value: Int32) {
        add(TypeNumber.int32) { $0.appendBigEndian(value) }
    }

    mutating func add(_ value: Int64) {
        add(TypeNumber.int64) { $0.appendBigEndian(value) }
    }

    mutating func add(_ values: some Collection<Int16>) {
        add(TypeNumber.int16Array) { bytes in
            bytes.appendArrayHead(of: TypeNumber.int16, count: values.count)
            for value in values {
                bytes.appendBigEndian(Int32(2))
                bytes.appendBigEndian(value)
            }
        }
    }

    mutating func add(_ values: some Collection<Int64?>) {
        add(TypeNumber.int64Array) { bytes in
            bytes.appendArrayHead(of: TypeNumber.int64, count: values.count)
            for value in values {
                if let value {
                    bytes.appendBigEndian(Int32(8))
                    bytes.appendBigEndian(value)
                } else {
                    bytes.appendBigEndian(Int32(-1))
                }
            }
        }
    }

    /// Adds an array of byte strings.
    /// - Parameters:
    ///   - values: one for each element
    ///   - append: appends the element; false for NULL, then nothing is to be appended
    mutating func add<Value>(_ values: [Value], _ append: (Value, inout [UInt8]) -> Bool) {
        add(TypeNumber.bytesArray) { bytes in
            bytes.appendArrayHead(of: TypeNumber.bytes, count: values.count)
            for value in values {
                let place = bytes.count
                bytes.appendBigEndian(Int32(-1))
                guard append(value, &bytes) else { continue }
                bytes.overwriteBigEndian(Int32(truncatingIfNeeded: bytes.count - place - 4), at: place)
            }
        }
    }

    private mutating func add(_ type: Oid, _ append: (inout [UInt8]) -> Void) {
        let start = bytes.count
        append(&bytes)
        types.append(type)
        places.append(start..<bytes.count)
    }

    /// Lends the parameters in the form that libpq takes.
    /// - Parameter body: gets their number, types, values, lengths and formats
    /// - Returns: what the body returns
    func withPointers<Result>(
        _ body: (
            Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let lengths = places.map { Int32(truncatingIfNeeded: $0.count) }
        let formats = [Int32](repeating: 1, count: places.count)
        // One more byte: an empty value needs a place too.
        return unsafe (bytes + [0]).withUnsafeBytes { memory in
            let values = unsafe places.map { place in
                unsafe memory.baseAddress.map { unsafe ($0 + place.lowerBound).assumingMemoryBound(to: CChar.self) }
            }
            return unsafe body(Int32(truncatingIfNeeded: places.count), types, values, lengths, formats)
        }
    }
}
