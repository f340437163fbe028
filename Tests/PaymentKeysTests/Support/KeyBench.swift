import Foundation
import JournalTestSupport
import PaymentKeys
import Synchronization

/// A folder with keys, a ring on it, and a clock that is set by hand.
final class KeyBench: Sendable {
    let folder: TemporaryFolder
    let file: KeyFile
    private let seconds = Atomic<Int64>(1_800_000_000)
    private let faults = Mutex<[KeyFault]>([])

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(folder: folder.path)
    }

    var now: KeyTime { KeyTime(seconds: seconds.load(ordering: .relaxed)) }

    /// What the ring has reported.
    var reported: [KeyFault] { faults.withLock { $0 } }

    func pass(days: Int64) {
        seconds.add(days * 86_400, ordering: .relaxed)
    }

    func ring(memoryKeys: [StoredKey] = []) throws -> KeyRing {
        try KeyRing(
            file: file, memoryKeys: memoryKeys, clock: { [self] in now },
            report: { [self] fault in faults.withLock { $0.append(fault) } })
    }

    func create(
        _ name: String = "shop", scopes: Set<KeyScope> = [.read], days: Int? = nil
    ) throws -> (key: AccessKey, token: KeyToken) {
        var request = KeyRequest(name: name, scopes: scopes)
        request.lifetimeDays = days
        return try file.create(request, at: now)
    }

    /// Puts something else where the keys are.
    func overwrite(_ text: String) throws {
        try FileManager.default.removeItem(atPath: file.path)
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
    }
}
