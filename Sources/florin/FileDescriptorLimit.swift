import Foundation
import Logging

/// How many files and connections this process may have open.
enum FileDescriptorLimit {
    /// What the process needs besides connections: segments, snapshots, what accepts.
    private static let others = 256
    private static let fewestConnections = 16

    /// Raises the soft limit as far as the connections need and the hard limit allows.
    ///
    /// Connections must never take what the journal needs: where the limit is too low there may be fewer of them.
    /// - Returns: how many connections there may be
    /// - Throws: ``CommandFailure`` where there would be next to none
    static func raise(toHold connections: Int, logger: Logger) throws -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let wanted = rlim_t(connections + others)
        guard limit.rlim_cur < wanted else { return connections }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let allowed = Int(limit.rlim_cur) - others
        guard allowed < connections else { return connections }
        guard allowed >= fewestConnections else {
            throw CommandFailure(
                "The system allows \(limit.rlim_cur) open files; Florin needs \(others + fewestConnections) (ulimit -n)."
            )
        }
        logger.warning(
            "The system allows fewer connections than the settings",
            metadata: ["allowed": "\(allowed)", "wanted": "\(connections)"])
        return allowed
    }
}
