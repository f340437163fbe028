import PaymentCore
import Testing

@Suite("PaymentText")
struct PaymentTextTests {
    @Test func `no words cost nothing`() throws {
        #expect(try PaymentText(order: nil).packed.isEmpty)
        #expect(try PaymentText(order: nil) == .none)
        #expect(
            PaymentText.none.order == nil && PaymentText.none.description == nil && PaymentText.none.metadata.isEmpty)
    }

    @Test func `the packed form is sizes and bytes in the documented order`() throws {
        let text = try PaymentText(order: "o1", description: nil, metadata: [("z", ""), ("é", "ü")])
        #expect(
            text.packed == [2, 0, 0x6F, 0x31] + [0xFF, 0xFF] + [1, 0, 0x7A] + [0, 0] + [2, 0, 0xC3, 0xA9] + [
                2, 0, 0xC3, 0xBC,
            ])
        #expect(text.order == "o1" && text.description == nil)
        #expect(text.metadata.map(\.key) == ["z", "é"] && text.metadata.map(\.value) == ["", "ü"])
        #expect(PaymentText(packed: text.packed) == text)
    }

    @Test func `metadata is ordered by the bytes of its keys, whatever order it came in`() throws {
        let keys = ["b", "a", "Z", "é", "e\u{302}", "z", "\u{E000}", "\u{1F600}"]
        let there = try PaymentText(order: nil, metadata: keys.map { ($0, $0) })
        let back = try PaymentText(order: nil, metadata: keys.reversed().map { ($0, $0) })
        #expect(there == back)
        let bytes = there.metadata.map { Array($0.key.utf8) }
        #expect(bytes == bytes.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func `keys that differ in their bytes are two keys, even where they look the same`() throws {
        let text = try PaymentText(order: nil, metadata: [("\u{E9}", "1"), ("e\u{301}", "2")])
        #expect(text.metadata.count == 2)
    }

    @Test func `everything may be as long as its limit`() throws {
        let pairs = (0..<20).map { (text(40 - 2) + (10 + $0).description, text(500)) }
        let full = try PaymentText(order: text(255), description: text(1000), metadata: pairs)
        #expect(full.packed.count == PaymentText.maximumPackedBytes)
        #expect(PaymentText(packed: full.packed) == full)
        #expect(full.order == text(255) && full.description == text(1000) && full.metadata.count == 20)
        #expect(try PaymentText(order: nil, description: "").description?.isEmpty == true)
    }

    @Test func `nothing may be longer, and no word may hold a NUL`() {
        refuse(order: "")
        refuse(order: text(256))
        refuse(order: String(repeating: "é", count: 128))
        refuse(order: "a\0b")
        refuse(description: text(1001))
        refuse(description: "\0")
        refuse(metadata: [("", "v")])
        refuse(metadata: [(text(41), "v")])
        refuse(metadata: [("k", text(501))])
        refuse(metadata: [("k\0", "v")])
        refuse(metadata: [("k", "\0")])
        refuse(metadata: [("k", "1"), ("l", "2"), ("k", "1")])
        refuse(metadata: (0..<21).map { ("k\($0)", "v") })
    }

    @Test(
        arguments: [
            [0], [1, 0], [0, 0], [2, 0, 65], [1, 0, 65], [0xFF, 0xFF], [0xFF, 0xFF, 0xFF], [0xFE, 0xFF, 65],
            [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 65], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 65],
            [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 65, 0xFF, 0xFF], [1, 0, 0xC3, 0xFF, 0xFF], [1, 0, 0x80, 0xFF, 0xFF],
            [3, 0, 0xED, 0xA0, 0x80, 0xFF, 0xFF],
        ] as [[UInt8]])
    func `bytes that are no packed form are not read`(packed: [UInt8]) {
        #expect(PaymentText(packed: packed) == nil)
    }

    @Test func `no truncation of a packed form says more than it holds`() throws {
        let whole = try PaymentText(order: "order", description: "words", metadata: [("a", "1"), ("b", "2")]).packed
        let readable = (1..<whole.count).filter { PaymentText(packed: Array(whole[..<$0])) != nil }
        #expect(readable == [14, 20])
        #expect(PaymentText(packed: [UInt8](repeating: 0, count: PaymentText.maximumPackedBytes + 2)) == nil)
    }

    private func text(_ count: Int) -> String {
        String(repeating: "x", count: count)
    }

    private func refuse(
        order: String? = nil, description: String? = nil, metadata: [(key: String, value: String)] = [],
        location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: Rejection.textInvalid, sourceLocation: location) {
            try PaymentText(order: order, description: description, metadata: metadata)
        }
    }
}
