import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@Suite("SnapshotStore")
struct SnapshotTests {
    static let id = {
        var generator = SeededGenerator(seed: 7)
        return JournalID(using: &generator)
    }()

    @Test func `what was appended comes back, whole calls inside one piece`() throws {
        let folder = try TemporaryFolder()
        let store = SnapshotStore(disk: try POSIXDisk(folder: folder.path), id: Self.id)
        #expect(try store.newest() == nil)
        var generator = SeededGenerator(seed: 1)
        var records = (0..<200).map { _ in generator.bytes(Int.random(in: 1...40_000, using: &generator)) }
        records.append(generator.bytes(3 << 20))
        records.append([1])
        let first = records[0]
        let hash = ChainHash(of: unsafe first.span.bytes)
        try store.write(position: Position(77), hash: hash) { writer in
            for record in records {
                try writer.append(
                    [UInt8(record.count & 0xFF), UInt8(record.count >> 8 & 0xFF), UInt8(record.count >> 16)] + record)
            }
        }
        var reader = try #require(try store.newest())
        #expect(reader.position == Position(77) && reader.hash == hash)
        var found: [[UInt8]] = []
        var pieceCount = 0
        while try reader.next({ found += Self.records(in: Array($0)) }) { pieceCount += 1 }
        #expect(found == records)
        #expect(pieceCount > 5)
        #expect(try reader.next { _ in } == false)
    }

    @Test func `the two newest are kept, and the older serves when the newest is damaged`() throws {
        let storage = SimulatedStorage(seed: 1)
        let store = SnapshotStore(disk: storage.disk(), id: Self.id)
        for position in [5, 9, 20, 1_000_000] as [UInt64] { try write(position, to: store) }
        #expect(try store.oldestPosition() == Position(20))
        #expect(storage.names() == ["snapshot-00000000000000000020.snap", "snapshot-00000000000001000000.snap"])
        #expect(try content(of: store) == 1_000_000)
        let newest = storage.bytes(storage.names()[1])
        for seed in Seeds.range(default: 500) {
            var generator = SeededGenerator(seed: seed)
            var damaged = newest
            switch generator.next() % 3 {
            case 0: damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^= 1 << UInt8(generator.next() % 8)
            case 1: damaged.removeLast(Int.random(in: 1...damaged.count, using: &generator))
            default: damaged = generator.bytes(Int.random(in: 0...damaged.count, using: &generator))
            }
            storage.set(storage.names()[1], damaged)
            #expect(try content(of: store) == 20, "seed \(seed)")
        }
        storage.set(storage.names()[0], [])
        #expect(try store.newest() == nil)
    }

    @Test func `a snapshot of another journal or under another name is none`() throws {
        let storage = SimulatedStorage(seed: 1)
        let disk = storage.disk()
        try write(5, to: SnapshotStore(disk: disk, id: Self.id))
        #expect(try SnapshotStore(disk: disk, id: .random()).newest() == nil)
        storage.set("snapshot-00000000000000000009.snap", storage.bytes("snapshot-00000000000000000005.snap"))
        storage.set("snapshot-9.snap", [1])
        #expect(try content(of: SnapshotStore(disk: disk, id: Self.id)) == 5)
    }

    @Test(arguments: SimulatedStorage.Crash.allCases)
    func `a crash at every operation leaves a whole snapshot`(crash: SimulatedStorage.Crash) throws {
        for seed in UInt64(1)...20 {
            var index = 1
            while true {
                let storage = SimulatedStorage(seed: seed &* 1000 &+ UInt64(index))
                try write(5, to: SnapshotStore(disk: storage.disk(), id: Self.id))
                try write(6, to: SnapshotStore(disk: storage.disk(), id: Self.id))
                storage.crash(.power)
                var plan = SimulatedStorage.Plan()
                plan.crashAt = index
                let isDone = code { try write(9, to: SnapshotStore(disk: storage.disk(plan), id: Self.id)) } == nil
                storage.crash(crash)
                let store = SnapshotStore(disk: storage.disk(), id: Self.id)
                let found = try content(of: store)
                #expect(found == 9 || (!isDone && found == 6), "seed \(seed), operation \(index)")
                try write(12, to: store)
                #expect(try content(of: store) == 12)
                if isDone { break }
                index += 1
            }
            #expect(index > 6)
        }
    }

    @Test func `a full disk leaves the earlier snapshot`() throws {
        let storage = SimulatedStorage(seed: 1)
        var plan = SimulatedStorage.Plan()
        plan.capacityBytes = 4000
        let store = SnapshotStore(disk: storage.disk(plan), id: Self.id)
        try write(5, to: store)
        #expect(
            code {
                try store.write(position: Position(9), hash: .zero) {
                    try $0.append([UInt8](repeating: 1, count: 9000))
                }
            }
                == .full)
        #expect(try content(of: store) == 5)
        #expect(storage.names().count == 1)
    }

    private func write(_ position: UInt64, to store: SnapshotStore<SimulatedDisk>) throws {
        try store.write(position: Position(position), hash: .zero) { writer in
            for index in 0..<50 { try writer.append([UInt8](repeating: UInt8(position & 0xFF), count: index)) }
        }
    }

    /// The position of the newest snapshot, after its content was compared.
    private func content(of store: SnapshotStore<SimulatedDisk>) throws -> UInt64? {
        guard var reader = try store.newest() else { return nil }
        var content: [UInt8] = []
        while try reader.next({ content += Array($0) }) {}
        let expected = [UInt8](repeating: UInt8(reader.position.value & 0xFF), count: 50 * 49 / 2)
        #expect(content == expected)
        return reader.position.value
    }

    private static func records(in bytes: [UInt8]) -> [[UInt8]] {
        var records: [[UInt8]] = []
        var rest = bytes[...]
        while rest.count >= 3 {
            let size = rest.prefix(3).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(3)
            records.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return records
    }
}
