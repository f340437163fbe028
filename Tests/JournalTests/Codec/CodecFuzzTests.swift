import Journal
import JournalTestSupport
import PaymentCore
import Testing

@Suite("Fuzzing of the event codec")
struct CodecFuzzTests {
    @Test func `random bytes are entries or a fault, never a trap`() {
        for seed in Seeds.range(default: 6000) {
            var generator = SeededGenerator(seed: seed)
            var bytes = generator.bytes(Int.random(in: 0...200, using: &generator))
            // Random bytes are mostly refused at the first kind: help some of them along.
            if bytes.count > 3, Bool.random(using: &generator) {
                (bytes[0], bytes[1], bytes[2]) = (UInt8(1 + seed % 3), UInt8(1 + seed % 14), 1)
            }
            judge(bytes, seed)
        }
    }

    @Test func `mutated entries are entries or a fault, never a trap`() {
        for seed in Seeds.range(default: 6000) {
            var generator = SeededGenerator(seed: seed)
            var bytes = DecodedEntry.encode((0..<3).map { _ in RandomEvents.entry(&generator) })
            for _ in 0..<Int.random(in: 1...5, using: &generator) { mutate(&bytes, &generator) }
            judge(bytes, seed)
        }
    }

    /// What is taken is canonical: encoded again, it gives the same bytes.
    ///
    /// What is refused is refused at a place inside.
    private func judge(_ bytes: [UInt8], _ seed: UInt64) {
        do throws(CodecFault) {
            let entries = try DecodedEntry.all(in: bytes)
            let again = DecodedEntry.encode(entries.map { ($0.events, $0.stamp) })
            if again != bytes { Issue.record("seed \(seed): \(Hex.text(bytes)) came back as \(Hex.text(again))") }
        } catch {
            if !(0...bytes.count).contains(error.offset) { Issue.record("seed \(seed): \(error)") }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(generator.bytes(1)[0], at: place)
        case 4: bytes.removeLast(bytes.count - place)
        default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
        }
    }
}
