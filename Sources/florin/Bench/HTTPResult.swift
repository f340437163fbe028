import Foundation

/// What `florin bench http` found.
struct HTTPResult: Codable {
    var batch = 1
    let submitters: Int
    let perSecond: Int
    let p50Milliseconds: Double
    let p99Milliseconds: Double
    let p999Milliseconds: Double
    let maxMilliseconds: Double
    let echoPerSecond: Int
    let halfLoadPerSecond: Int
    let halfLoadP50Milliseconds: Double
    let halfLoadP99Milliseconds: Double
    let halfLoadP999Milliseconds: Double
    let halfLoadMaxMilliseconds: Double

    enum CodingKeys: String, CodingKey {
        case batch, submitters
        case perSecond = "per_second"
        case p50Milliseconds = "p50_ms"
        case p99Milliseconds = "p99_ms"
        case p999Milliseconds = "p999_ms"
        case maxMilliseconds = "max_ms"
        case echoPerSecond = "echo_per_second"
        case halfLoadPerSecond = "half_load_per_second"
        case halfLoadP50Milliseconds = "half_load_p50_ms"
        case halfLoadP99Milliseconds = "half_load_p99_ms"
        case halfLoadP999Milliseconds = "half_load_p999_ms"
        case halfLoadMaxMilliseconds = "half_load_max_ms"
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(["results": [self]]), as: UTF8.self)
    }

    var text: String {
        func row(_ name: String, _ rate: Int, _ milliseconds: [Double]) -> String {
            name
                + String(
                    format: " %9d/s   p50 %7.2f   p99 %7.2f   p99.9 %7.2f   max %7.2f ms", rate, milliseconds[0],
                    milliseconds[1], milliseconds[2], milliseconds[3])
        }
        return """
            \(row("payments ", perSecond, [p50Milliseconds, p99Milliseconds, p999Milliseconds, maxMilliseconds]))
            \(row("half load", halfLoadPerSecond, [halfLoadP50Milliseconds, halfLoadP99Milliseconds, halfLoadP999Milliseconds, halfLoadMaxMilliseconds]))
            echo      \(echoPerSecond)/s; payments are \(String(format: "%.2f", Double(perSecond) / Double(max(1, echoPerSecond)))) of it
            """
    }
}
