import JournalTestSupport
import PaymentCore
import Testing

@Suite("HashIndex")
struct HashIndexTests {
    /// Keys whose hashes are chosen, so that shards and slots collide as the test wants.
    private struct Model {
        var keys: [UInt64?] = []
        var numbers: [UInt64: UInt32] = [:]
        var index = HashIndex()
        let hash: (UInt64) -> UInt64

        mutating func insert(_ key: UInt64) {
            let number = UInt32(keys.count)
            keys.append(key)
            numbers[key] = number
            index.insert(number, hash: hash(key)) { [keys, hash] in hash(keys[Int($0)] ?? 0) }
        }

        mutating func remove(_ key: UInt64) {
            guard let number = numbers.removeValue(forKey: key) else { return }
            index.remove(number, hash: hash(key)) { [keys, hash] in hash(keys[Int($0)] ?? 0) }
            keys[Int(number)] = nil
        }

        func find(_ key: UInt64) -> UInt32? {
            index.find(hash: hash(key)) { keys[Int($0)] == key }
        }
    }

    @Test func `it finds what a dictionary finds, with good hashes`() {
        check(keys: 5000, steps: 9000, seeds: 3, hash: keyHash)
    }

    @Test func `it finds what a dictionary finds, with all keys in one shard`() {
        check(keys: 300, steps: 2000, seeds: 20) { keyHash($0) >> 8 }
    }

    @Test func `it finds what a dictionary finds, with hashes that collide and wrap around`() {
        check(keys: 60, steps: 1000, seeds: 40) { $0 % 5 }
        check(keys: 60, steps: 1000, seeds: 40) { _ in .max }
        check(keys: 200, steps: 1000, seeds: 20) { $0 &* 63 }
    }

    @Test func `an empty index finds nothing and removes nothing`() {
        var index = HashIndex()
        #expect(index.find(hash: 5) { _ in true } == nil && index.count == 0)
        index.remove(3, hash: 5) { _ in 5 }
        #expect(index.count == 0)
    }

    private func check(keys: UInt64, steps: Int, seeds: Int, hash: @escaping (UInt64) -> UInt64) {
        for seed in Seeds.range(default: seeds) {
            var generator = SeededGenerator(seed: seed)
            var model = Model(hash: hash)
            var growing = true
            for step in 0..<steps {
                if step.isMultiple(of: 400) { growing.toggle() }
                let key = UInt64.random(in: 0..<keys, using: &generator)
                let adds = generator.chance(oneIn: growing ? 3 : 2)
                if model.numbers[key] != nil { if !adds { model.remove(key) } } else if adds { model.insert(key) }
            }
            #expect(model.index.count == model.numbers.count, "seed \(seed)")
            for key in 0..<keys where model.find(key) != model.numbers[key] { Issue.record("seed \(seed): key \(key)") }
        }
    }
}
