/// The bytes of one simulated file: what the disk has, what the page cache shows, and what lies between them.
package final class SimulatedFile {
    package static let sectorSizeBytes = 512

    /// What the page cache shows.
    private(set) var live: [UInt8] = []
    /// What the disk has.
    private(set) var durable: [UInt8] = []
    /// Written and not yet synced: every version of a sector since, in order.
    private var pending: [Int: [[UInt8]]] = [:]
    /// Sizes since the last sync, in order.
    private var pendingSizes: [Int] = []
    /// Sectors that a failed sync left clean in the page cache though the disk does not have them.
    private var phantom: Set<Int> = []

    package func resize(_ sizeBytes: Int) {
        if sizeBytes > live.count { live.append(contentsOf: repeatElement(0, count: sizeBytes - live.count)) }
        pendingSizes.append(sizeBytes)
    }

    /// Writes into the page cache; only the sectors for which `survives` holds, where a crash interrupts the write.
    package func write(_ bytes: [UInt8], at offset: Int, survives: (Int) -> Bool) {
        if offset + bytes.count > live.count { resize(offset + bytes.count) }
        let size = Self.sectorSizeBytes
        for sector in (offset / size)...((offset + bytes.count - 1) / size) where survives(sector) {
            let begin = max(offset, sector * size)
            let end = min(offset + bytes.count, (sector + 1) * size)
            live.replaceSubrange(begin..<end, with: bytes[(begin - offset)..<(end - offset)])
            pending[sector, default: []].append(Self.sector(sector, of: live))
            phantom.remove(sector)
        }
    }

    package func read(at offset: Int, count: Int, into buffer: inout [UInt8]) -> Int {
        let count = max(0, min(count, live.count - offset))
        unsafe live.withUnsafeBytes { source in
            unsafe buffer.withUnsafeMutableBytes { target in
                guard count > 0 else { return }
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<(offset + count)]))
            }
        }
        return count
    }

    /// Makes everything durable that is pending.
    package func sync() {
        resizeDurable(to: live.count)
        for sector in pending.keys { setDurable(sector, Self.sector(sector, of: live)) }
        pending = [:]
        pendingSizes = []
    }

    /// A sync that is interrupted: some pending sectors reach the disk, the others stay pending.
    package func syncPartly(_ generator: inout SeededGenerator) {
        for sector in pending.keys.sorted() where Bool.random(using: &generator) {
            if (sector + 1) * Self.sectorSizeBytes > durable.count { continue }
            setDurable(sector, Self.sector(sector, of: live))
            pending[sector] = nil
        }
    }

    /// A sync that fails: some pending sectors reach the disk, the others are forgotten but still shown.
    package func failSync(_ generator: inout SeededGenerator) {
        syncPartly(&generator)
        phantom.formUnion(pending.keys)
        pending = [:]
    }

    /// A power cut: each pending sector is lost, written in any of its versions, or torn.
    package func losePower(_ generator: inout SeededGenerator) {
        if let size = ([durable.count] + pendingSizes).randomElement(using: &generator) { resizeDurable(to: size) }
        for sector in pending.keys.sorted() where sector * Self.sectorSizeBytes < durable.count {
            let versions = [Self.sector(sector, of: durable)] + (pending[sector] ?? [])
            setDurable(sector, Self.outcome(of: versions, &generator))
        }
        live = durable
        pending = [:]
        pendingSizes = []
        phantom = []
    }

    /// Changes the file behind everybody's back.
    package func edit(_ body: (inout [UInt8]) -> Void) {
        body(&live)
        durable = live
    }

    private static func outcome(of versions: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
        let one = versions.randomElement(using: &generator) ?? []
        guard generator.chance(oneIn: 6) else { return Bool.random(using: &generator) ? one : versions.last ?? one }
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return [UInt8](repeating: 0, count: one.count)
        case 1: return generator.bytes(one.count)
        default:
            let cut = Int.random(in: 0...one.count, using: &generator)
            return Array(one[..<cut]) + Array((versions.last ?? one)[cut...])
        }
    }

    private static func sector(_ sector: Int, of bytes: [UInt8]) -> [UInt8] {
        let begin = min(sector * sectorSizeBytes, bytes.count)
        let end = min(begin + sectorSizeBytes, bytes.count)
        return Array(bytes[begin..<end]) + [UInt8](repeating: 0, count: sectorSizeBytes - (end - begin))
    }

    private func setDurable(_ sector: Int, _ bytes: [UInt8]) {
        let begin = sector * Self.sectorSizeBytes
        let end = min(begin + Self.sectorSizeBytes, durable.count)
        guard begin < end else { return }
        durable.replaceSubrange(begin..<end, with: bytes[..<(end - begin)])
    }

    private func resizeDurable(to sizeBytes: Int) {
        if sizeBytes < durable.count { durable.removeLast(durable.count - sizeBytes) }
        durable.append(contentsOf: repeatElement(0, count: sizeBytes - durable.count))
    }
}
