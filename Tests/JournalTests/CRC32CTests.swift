import Journal
import Testing

@Suite("CRC32C")
struct CRC32CTests {
    static let vectors: [([UInt8], UInt32)] = [
        (Array("123456789".utf8), 0xE306_9283),
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0..<32), 0x46DD_794E),
        (Array((0..<32).reversed()), 0x113F_DB5C),
        ([], 0),
    ]

    @Test(arguments: vectors)
    func `the vectors of RFC 3720 fit`(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(of: unsafe bytes.span.bytes) == checksum)
    }

    @Test func `pieces give the same checksum as the whole and as the definition`() {
        var generator = SystemRandomNumberGenerator()
        for size in 0..<200 {
            let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let cut = Int.random(in: 0...size, using: &generator)
            var pieces = CRC32C()
            pieces.update(unsafe bytes.span.bytes.extracting(0..<cut))
            pieces.update(unsafe bytes.span.bytes.extracting(cut..<size))
            #expect(pieces.value == CRC32C.checksum(of: unsafe bytes.span.bytes))
            #expect(pieces.value == Self.bitwise(bytes), "\(bytes)")
        }
    }

    private static func bitwise(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { state, byte in
            (0..<8).reduce(state ^ UInt32(byte)) { value, _ in (value >> 1) ^ (value & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
    }
}
