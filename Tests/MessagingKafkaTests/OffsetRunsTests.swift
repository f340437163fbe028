import Testing

@testable import MessagingKafka

@Suite("Offset runs") struct OffsetRunsTests {
    @Test func `runs that touch become one`() {
        var runs = OffsetRuns()
        runs.insert(5..<6)
        runs.insert(7..<9)
        runs.insert(1..<2)
        #expect(runs.runs == [1..<2, 5..<6, 7..<9])
        runs.insert(6..<7)
        #expect(runs.runs == [1..<2, 5..<9])
        runs.insert(0..<20)
        #expect(runs.runs == [0..<20])
        #expect(runs.count == 20)
    }

    @Test func `a text says the same as the set`() {
        var runs = OffsetRuns()
        #expect(runs.text(from: 7, limit: 100).isEmpty)
        for offset in [10, 11, 12, 14, 50, 86] { runs.insert(Int64(offset)..<Int64(offset + 1)) }
        let text = runs.text(from: 7, limit: 100)
        #expect(text == "3.3.1.1.z.1.z.1")
        #expect(OffsetRuns(text, from: 7) == runs)
    }

    @Test func `a text is cut behind the last run that fits`() {
        var runs = OffsetRuns()
        for offset in stride(from: Int64(1), to: 1000, by: 2) { runs.insert(offset..<(offset + 1)) }
        let text = runs.text(from: 0, limit: 40)
        #expect(text.utf8.count <= 40)
        #expect(OffsetRuns(text, from: 0)?.count == 10)
    }

    @Test(arguments: ["x y", "-1.5", "1.", "1..2", "zzzzzzzzzzzzzzzzzzzzz", "1.zzzzzzzzzzzz"])
    func `a text that makes no sense is none`(_ text: String) {
        #expect(OffsetRuns(text, from: 0) == nil)
    }

    @Test func `random sets agree with the obvious model`() {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        var generator = Steps(state: seed)
        for _ in 0..<200 {
            var runs = OffsetRuns()
            var model: Set<Int64> = []
            for _ in 0..<40 {
                let start = Int64.random(in: 0..<120, using: &generator)
                let range = start..<(start + Int64.random(in: 0..<6, using: &generator))
                runs.insert(range)
                model.formUnion(range)
            }
            #expect(runs.count == model.count, "seed \(seed)")
            #expect((0..<130).allSatisfy { runs.contains($0) == model.contains($0) }, "seed \(seed)")
            #expect(OffsetRuns(runs.text(from: 0, limit: 4000), from: 0) == runs, "seed \(seed)")
            #expect(runs.count(in: 30..<60) == model.filter { (30..<60).contains($0) }.count, "seed \(seed)")
        }
    }

    /// A generator that repeats itself for the same seed (SplitMix64).
    struct Steps: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}
