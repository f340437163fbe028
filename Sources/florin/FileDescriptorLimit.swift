import Foundation
import Logging

/// How many files and connections this process may have open.
enum FileDescriptorLimit {
    /// What the process needs besides connections.
    private static let others = 256

    /// Raises the soft limit as far as the connections need and the hard limit allows; says so where that is too little.
    static func raise(toHold connections: Int, logger: Logger) {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = rlim_t(connections + others)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < wanted else { return }
        logger.warning(
            "The system allows fewer open files than there may be connections",
            metadata: ["allowed": "\(limit.rlim_cur)", "wanted": "\(wanted)"])
    }
}
