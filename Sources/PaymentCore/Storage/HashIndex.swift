/// Finds the numbers of records by a hash of their keys; the keys themselves stay in the records.
///
/// Open addressing with linear probing. A slot is one byte of the hash and the record's number; the bytes lie together, so that a search
/// reads one cache line of them and, almost always, only the record that it looks for. There are 256 shards by the first byte of the
/// hash: growing means to grow one shard, a 256th of the work, so that no command waits long. Removing shifts the followers back, so there
/// are no tombstones. Costs 6.7 to 13.3 bytes a record.
public struct HashIndex: Sendable {
    @usableFromInline
    struct Shard: Sendable {
        /// 0 for an empty slot, else ``HashIndex/tag(_:)``.
        @usableFromInline var tags: ContiguousArray<UInt8> = []
        @usableFromInline var numbers: ContiguousArray<UInt32> = []
        @usableFromInline var used = 0

        @usableFromInline init() {}
    }

    @usableFromInline var shards = ContiguousArray(repeating: Shard(), count: 256)

    /// How many numbers it holds.
    public private(set) var count = 0

    /// Creates an empty index.
    public init() {}

    @inlinable
    static func tag(_ hash: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: hash >> 48) | 1
    }

    /// Finds a record.
    /// - Parameters:
    ///   - hash: the hash of the key that is looked for
    ///   - matches: whether the record with this number has that key
    /// - Returns: the record's number
    @inlinable
    @inline(__always)
    public func find(hash: UInt64, where matches: (UInt32) -> Bool) -> UInt32? {
        let shard = Int(hash >> 56)
        let mask = shards[shard].tags.count &- 1
        if mask < 0 { return nil }
        let tag = HashIndex.tag(hash)
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let found = shards[shard].tags[place]
            if found == 0 { return nil }
            if found == tag {
                let number = shards[shard].numbers[place]
                if matches(number) { return number }
            }
            place = (place &+ 1) & mask
        }
    }

    /// Adds a record whose key is not there yet.
    /// - Parameters:
    ///   - number: the record's number
    ///   - hash: the hash of its key
    ///   - hashOf: computes the hash of the key of any record that is in the index
    public mutating func insert(_ number: UInt32, hash: UInt64, hashOf: (UInt32) -> UInt64) {
        let shard = Int(hash >> 56)
        if (shards[shard].used &+ 1) &* 4 > shards[shard].tags.count &* 3 {
            grow(shard, hashOf: hashOf)
        }
        place(number, hash: hash, in: shard)
        shards[shard].used &+= 1
        count &+= 1
    }

    /// Removes a record that is in the index.
    /// - Parameters:
    ///   - number: the record's number
    ///   - hash: the hash of its key
    ///   - hashOf: computes the hash of the key of any record that is in the index
    public mutating func remove(_ number: UInt32, hash: UInt64, hashOf: (UInt32) -> UInt64) {
        let shard = Int(hash >> 56)
        let mask = shards[shard].tags.count &- 1
        guard mask >= 0, var hole = findPlace(of: number, hash: hash, in: shard) else { return }
        var next = (hole &+ 1) & mask
        while shards[shard].tags[next] != 0 {
            let home = Int(truncatingIfNeeded: hashOf(shards[shard].numbers[next])) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                shards[shard].tags[hole] = shards[shard].tags[next]
                shards[shard].numbers[hole] = shards[shard].numbers[next]
                hole = next
            }
            next = (next &+ 1) & mask
        }
        shards[shard].tags[hole] = 0
        shards[shard].used &-= 1
        count &-= 1
    }

    private func findPlace(of number: UInt32, hash: UInt64, in shard: Int) -> Int? {
        let mask = shards[shard].tags.count &- 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while shards[shard].tags[place] != 0 {
            if shards[shard].numbers[place] == number { return place }
            place = (place &+ 1) & mask
        }
        return nil
    }

    private mutating func place(_ number: UInt32, hash: UInt64, in shard: Int) {
        let mask = shards[shard].tags.count &- 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while shards[shard].tags[place] != 0 {
            place = (place &+ 1) & mask
        }
        shards[shard].tags[place] = HashIndex.tag(hash)
        shards[shard].numbers[place] = number
    }

    /// Doubles a shard; it is at most three quarters full.
    private mutating func grow(_ shard: Int, hashOf: (UInt32) -> UInt64) {
        let old = shards[shard]
        let count = max(8, old.tags.count &* 2)
        shards[shard].tags = ContiguousArray(repeating: 0, count: count)
        shards[shard].numbers = ContiguousArray(repeating: 0, count: count)
        for place in old.tags.indices where old.tags[place] != 0 {
            self.place(old.numbers[place], hash: hashOf(old.numbers[place]), in: shard)
        }
    }
}
