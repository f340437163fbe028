import Foundation
import JournalTestSupport
import PaymentHTTP
import PaymentKeys
import Synchronization

/// Keys in a folder of their own, a policy that knows them, and the clock of its rate limits, which is set by hand.
final class AccessBench: Sendable {
    let file: KeyFile
    private let folder: TemporaryFolder
    private let nanoseconds = Atomic<UInt64>(1_000_000_000_000)

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(folder: folder.path)
    }

    static var now: KeyTime { KeyTime(seconds: Int64(Date().timeIntervalSince1970)) }

    func pass(seconds: Double) {
        nanoseconds.add(UInt64(seconds * 1e9), ordering: .relaxed)
    }

    func policy(_ standardLimit: RateLimit? = nil) throws -> AccessPolicy {
        let ring = try KeyRing(file: file, clock: { AccessBench.now }, report: { _ in })
        return AccessPolicy(
            ring, standardLimit: standardLimit, clock: { [self] in nanoseconds.load(ordering: .relaxed) })
    }

    /// Makes a key.
    func key(
        _ scopes: Set<KeyScope> = [.read, .write], owner: String = "acme", prefixes: [String] = [],
        rate: (perSecond: Int, burst: Int)? = nil
    ) throws -> TestKey {
        var request = KeyRequest(name: "test", scopes: scopes)
        request.owner = owner
        request.accountPrefixes = try prefixes.map { try AccountPrefix($0) }
        (request.requestsPerSecond, request.burst) = (rate?.perSecond, rate?.burst)
        let (key, token) = try file.create(request, at: AccessBench.now)
        return TestKey(id: key.id, token: token.reveal())
    }
}
