import Foundation

/// The seeds of the random tests: `FLORIN_SEEDS` says how many, `FLORIN_FIRST_SEED` with which to begin.
package enum Seeds {
    package static func range(default count: Int) -> Range<UInt64> {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["FLORIN_SEEDS"].flatMap(UInt64.init) ?? UInt64(count)
        let first = environment["FLORIN_FIRST_SEED"].flatMap(UInt64.init) ?? 1
        return first..<(first + count)
    }
}
