import JournalTestSupport
import Testing

@testable import PaymentCore

@Suite("Storage")
struct StorageTests {
    @Test func `a chunked array is an array`() {
        for seed in Seeds.range(default: 4) {
            var generator = SeededGenerator(seed: seed)
            var (array, model) = (ChunkedArray<Int>(), [Int]())
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                for _ in 0..<Int.random(in: 0...9000, using: &generator) {
                    let number = Int.random(in: 0..<1000, using: &generator)
                    array.append(number)
                    model.append(number)
                }
                let copy = array
                let former = model
                for _ in 0..<Int.random(in: 0...model.count, using: &generator) {
                    array.removeLast()
                    model.removeLast()
                }
                for index in model.indices where generator.chance(oneIn: 10) {
                    array[index] += 1
                    model[index] += 1
                }
                #expect(array.count == model.count && array.indices.map { array[$0] } == model, "seed \(seed)")
                #expect(copy.indices.map { copy[$0] } == former, "seed \(seed): a copy changed")
            }
        }
    }

    @Test func `a text arena gives every text back, and its end can be taken back`() {
        for seed in Seeds.range(default: 20) {
            var generator = SeededGenerator(seed: seed)
            var arena = TextArena()
            var texts: [(reference: TextArena.Reference, bytes: [UInt8])] = []
            for _ in 0..<300 {
                if generator.chance(oneIn: 4), let last = texts.popLast() {
                    arena.removeLast(last.reference)
                } else {
                    let bytes = generator.bytes(
                        generator.chance(oneIn: 8) ? 0 : Int.random(in: 1...12_141, using: &generator))
                    texts.append((arena.append(bytes), bytes))
                }
            }
            for text in texts { #expect(arena[text.reference] == text.bytes, "seed \(seed)") }
            for text in texts { #expect(arena.contains(text.reference), "seed \(seed)") }
            var restored = TextArena()
            for chunk in arena.chunks { restored.restore(chunk: Array(chunk)) }
            for text in texts { #expect(restored[text.reference] == text.bytes, "seed \(seed)") }
            texts.append((restored.append([1, 2]), [1, 2]))
            for text in texts { #expect(restored[text.reference] == text.bytes, "seed \(seed)") }
            while let last = texts.popLast() { restored.removeLast(last.reference) }
            #expect(restored.chunks.isEmpty, "seed \(seed)")
        }
    }

    @Test func `a text arena knows which references lead nowhere`() {
        var arena = TextArena()
        #expect(arena.contains(.none) && !arena.contains(.init(value: 1)))
        _ = arena.append([1, 2, 3])
        #expect(arena.contains(.init(value: 1)))
        for value in [UInt64(2), 4, 5, 6, 1 << 18, 1 << 19, 1 << 40, .max] {
            #expect(!arena.contains(.init(value: value)), "\(value)")
        }
    }

    @Test func `a hold table is a dictionary`() {
        for seed in Seeds.range(default: 10) {
            var generator = SeededGenerator(seed: seed)
            var (table, model) = (HoldTable(), [UInt64: HoldRecord]())
            for step in 0..<6000 {
                let id = UInt64.random(in: 1...(step < 3000 ? 20_000 : 200), using: &generator)
                if generator.chance(oneIn: 3) {
                    table.remove(TransferID(Position(id)))
                    model[id] = nil
                } else {
                    let record = Self.record(id, amount: Int64.random(in: 1...9, using: &generator))
                    table.put(record)
                    model[id] = record
                }
            }
            #expect(table.count == model.count, "seed \(seed)")
            for id in UInt64(1)...20_000 {
                if table[TransferID(Position(id))] != model[id] { Issue.record("seed \(seed): \(id)") }
            }
            var found: Set<HoldRecord> = []
            table.forEach { found.insert($0) }
            #expect(found == Set(model.values), "seed \(seed)")
        }
    }

    private static func record(_ id: UInt64, amount: Int64) -> HoldRecord {
        HoldRecord(
            id: TransferID(Position(id)), debit: AccountNumber(0), credit: AccountNumber(1), amount: amount, posted: 0,
            expiresAt: nil)
    }
}
