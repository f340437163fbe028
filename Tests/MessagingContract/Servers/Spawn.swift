import BlockingIO
import Glibc

/// Another process, and the socket that is its standard input and output.
///
/// Foundation's `Process` is of no use here: what it starts inherits the blocked signals of the cooperative pool's threads (a shell that waits
/// for its children then waits for ever) and open files of ours (a pipe that others hold has no end when we die).
final class Spawn: Sendable {
    let pid: pid_t
    private let descriptor: Int32

    /// Starts a program in a session of its own, with standard error as ours.
    init(_ path: String, _ arguments: [String], environment: [String], mergesErrors: Bool = false) throws {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else {
            throw ContractViolation("No socket pair: \(errno)")
        }
        defer { close(pair[1]) }

        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO)
        if mergesErrors { unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], STDERR_FILENO) }
        // Those that are not open do not matter; what the test runner left open must not live on in a server.
        for other in Int32(3)..<1024 { unsafe posix_spawn_file_actions_addclose(&actions, other) }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let setsSession: Int32 = 0x80
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | setsSession))

        var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        var settings = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (words + settings).forEach { unsafe free($0) } }
        var pid = pid_t()
        let code = unsafe posix_spawn(&pid, path, &actions, &attributes, &words, &settings)
        guard code == 0 else {
            close(pair[0])
            throw ContractViolation("\(path) does not start: \(code)")
        }
        self.pid = pid
        descriptor = pair[0]
    }

    /// Sends a text.
    /// - Returns: whether the process, or somebody after it, can still read it
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Says that nothing more will be sent.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Waits for some bytes of its output; blocks.
    /// - Returns: none at the end
    func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Waits for its end; blocks.
    /// - Returns: its exit status; 128 and its signal where it was killed
    func end() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    deinit {
        close(descriptor)
    }
}
