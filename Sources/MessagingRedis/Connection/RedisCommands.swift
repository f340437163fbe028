/// Commands in the protocol of Redis (RESP2), one behind the other.
///
/// Written here rather than by hiredis: a whole pipeline is then one buffer, made where the caller is and not on the connection's thread.
struct RedisCommands: Sendable {
    /// As long as the SHA-1 that stands for a script.
    static let scriptDigestBytes = 40

    /// What is sent.
    private(set) var bytes: [UInt8] = []
    /// How many replies there will be.
    private(set) var count = 0
    /// Where the connection puts the digest of the script, which it knows after it loaded it.
    private(set) var digestOffsets: [Int] = []

    init() {}

    /// One command.
    init(_ parts: String...) {
        begin(parts.count)
        for part in parts { append(part) }
    }

    mutating func reserve(_ bytes: Int) {
        self.bytes.reserveCapacity(bytes)
    }

    /// Begins a command of so many parts, which follow.
    mutating func begin(_ parts: Int) {
        count += 1
        header(UInt8(ascii: "*"), parts)
    }

    mutating func append(_ part: String) {
        var part = part
        part.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ part: StaticString) {
        unsafe append(UnsafeRawBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount))
    }

    mutating func append(_ part: Int) {
        append(String(part))
    }

    mutating func append(_ part: [UInt8]) {
        unsafe part.withUnsafeBytes { unsafe append($0) }
    }

    /// A part that is put together of two.
    mutating func append(_ prefix: StaticString, _ name: String) {
        header(UInt8(ascii: "$"), prefix.utf8CodeUnitCount + name.utf8.count)
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
        bytes.append(contentsOf: name.utf8)
        end()
    }

    /// Begins a call of the script with so many arguments, which follow.
    mutating func beginScript(_ arguments: Int) {
        begin(arguments + 3)
        append("EVALSHA" as StaticString)
        header(UInt8(ascii: "$"), Self.scriptDigestBytes)
        digestOffsets.append(bytes.count)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: Self.scriptDigestBytes))
        end()
        append("0" as StaticString)
    }

    /// Adds other commands behind these.
    mutating func append(_ other: RedisCommands) {
        digestOffsets.append(contentsOf: other.digestOffsets.map { $0 + bytes.count })
        bytes.append(contentsOf: other.bytes)
        count += other.count
    }

    /// Puts the script's digest where it belongs.
    mutating func fill(digest: [UInt8]) {
        for offset in digestOffsets {
            bytes.replaceSubrange(offset..<offset + Self.scriptDigestBytes, with: digest)
        }
    }

    private mutating func append(_ part: UnsafeRawBufferPointer) {
        header(UInt8(ascii: "$"), part.count)
        unsafe bytes.append(contentsOf: part)
        end()
    }

    private mutating func header(_ kind: UInt8, _ number: Int) {
        bytes.append(kind)
        if number < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(number))
        } else {
            bytes.append(contentsOf: String(number).utf8)
        }
        end()
    }

    private mutating func end() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }
}
