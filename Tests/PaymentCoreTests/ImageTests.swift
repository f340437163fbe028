import JournalTestSupport
import PaymentCore
import Testing

@Suite("Image of a state")
struct ImageTests {
    private static func scene() throws -> Scene {
        var scene = try Scene()
        try scene.run(Commands.hold("alice", "acme", 10, seconds: 60))
        try scene.run(Commands.pay(1, 30, .manual, seconds: 90, text: try PaymentText(order: "one")))
        try scene.run(Commands.confirm(1, 5))
        try scene.run(Commands.pay(2, 40, text: try PaymentText(order: "two")))
        return scene
    }

    @Test func `a state from an image finds, expires and decides as the first one does`() throws {
        var scene = try Self.scene()
        var other = Scene(empty: ())
        other.state = try Image(of: scene.state).state()
        scene.time += 60_000
        other.time = scene.time
        #expect(try scene.expire() == other.expire())
        for command in [
            Commands.confirm(1), Commands.refund(2), Commands.open("alice"), Commands.transfer("alice", "acme", 3),
        ] {
            #expect(try scene.run(command) == other.run(command))
        }
        #expect(try Image(of: scene.state) == Image(of: other.state))
        #expect(scene.payment(2)?.text.order == "two" && other.payment(2)?.text.order == "two")
    }

    @Test func `an image of many blocks leads back to the same state`() throws {
        var scene = Scene(empty: ())
        for number in 0..<5000 { try scene.run(Commands.open("a:\(number)", overdraft: true)) }
        for number in UInt64(0)..<5000 {
            let text = try PaymentText(order: String(repeating: "x", count: Int(number % 200) + 1))
            try scene.run(
                Commands.pay(number, 5, .manual, from: "a:\(number)", to: "a:\((number + 1) % 5000)", text: text))
            try scene.run(Commands.hold("a:\(number)", "a:\((number + 7) % 5000)", 7, seconds: 5))
        }
        let image = try Image(of: scene.state)
        #expect(image.blocks.count >= 8)
        #expect(try Image(of: try image.state()) == image)
        #expect(try image.state().payment(Commands.id(4321)) == scene.payment(4321))
    }

    @Test func `every truncation of an image is a fault or the beginning of one`() throws {
        let blocks = try Image(of: try Self.scene().state).blocks
        let ends = Set(blocks.indices.map { blocks[...$0].map(\.count).reduce(0, +) })
        let bytes = blocks.flatMap(\.self)
        for count in 1..<bytes.count where !ends.contains(count) {
            #expect(throws: ImageFault.self, "\(count)") { try State(image: Array(bytes[..<count])) }
        }
    }

    @Test func `an image of another version is refused`() throws {
        var bytes = try Image(of: State()).blocks.flatMap(\.self)
        #expect(bytes[5] == 1)
        bytes[5] = 2
        #expect(throws: ImageFault.unknownVersion) { try State(image: bytes) }
    }

    @Test func `a damaged image is a fault or a state that can be worked with, never a trap`() throws {
        let whole = try Image(of: try Self.scene().state).blocks.flatMap(\.self)
        for seed in Seeds.range(default: 3000) {
            var generator = SeededGenerator(seed: seed)
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] =
                    [0, 0x7F, 0x80, 0xFF, UInt8(truncatingIfNeeded: generator.next())].randomElement(using: &generator)
                    ?? 0
            }
            guard let state = try? State(image: bytes) else { continue }
            var scene = Scene(empty: ())
            scene.state = state
            for command in GroupTests.commands { _ = try? scene.run(command) }
            _ = (scene.payment(1), scene.payment(2)?.text.metadata, scene.state.totals())
            scene.time = .max
            _ = try? scene.expire()
        }
    }
}
