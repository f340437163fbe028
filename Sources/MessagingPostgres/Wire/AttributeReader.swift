import FoundationEssentials
import Messaging

/// Reads what ``MessageCoding`` has written, and trusts none of it.
struct AttributeReader {
    /// The milliseconds of the years 1 to 9999: others cannot be written as RFC 3339 has them.
    private static let times: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a message.
    /// - Returns: `nil` where the bytes are something else
    mutating func message(version: UInt8, body: [UInt8]) -> Message? {
        guard byte() == version, let id = text(), let type = text(), let source = text(), let subject = text(),
            let contentType = text(), let flags = byte(), flags < 4
        else { return nil }
        var message = Message(
            id: id, type: type, source: source, subject: subject, contentType: contentType, body: body)
        if flags & 1 != 0 {
            guard let key = text() else { return nil }
            message.key = key
        }
        if flags & 2 != 0 {
            guard let time = milliseconds(), Self.times.contains(time) else { return nil }
            message.time = MessageTime.time(milliseconds: time)
        }
        guard let count = number(), count <= bytes.count else { return nil }
        for _ in 0..<count {
            guard let name = text(), let value = text() else { return nil }
            message.headers[name] = value
        }
        return place == bytes.count ? message : nil
    }

    private mutating func byte() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func number() -> Int? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 56, by: 7) {
            guard let next = byte() else { return nil }
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return Int(exactly: value) }
        }
        return nil
    }

    private mutating func milliseconds() -> Int64? {
        guard bytes.count - place >= 8 else { return nil }
        defer { place += 8 }
        return bytes[place..<place + 8].reduce(0) { $0 << 8 | Int64($1) }
    }

    private mutating func text() -> String? {
        guard let count = number(), count >= 0, count <= bytes.count - place else { return nil }
        defer { place += count }
        return String(decoding: bytes[place..<place + count], as: UTF8.self)
    }
}
