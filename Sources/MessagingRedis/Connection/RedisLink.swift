import BlockingIO
import CHiredis
import Glibc
import Messaging

/// One connection of hiredis that is ready for use: signed in, in its database, the script loaded.
///
/// Its calls block; any fault makes it useless (``isBroken``). It owns the context and belongs to one thread at a time.
@safe
final class RedisLink {
    private let context: UnsafeMutablePointer<redisContext>
    private let label: String
    private var digest: [UInt8] = []
    /// Whether it can only be let go of.
    private(set) var isBroken = false

    /// Connects.
    /// - Parameters:
    ///   - address: where to, and as whom
    ///   - deadline: when it has to be done, in nanoseconds of the monotonic clock
    /// - Throws: `unavailable`, `timeout`, `denied`, `unsupported` for a Redis before 7.0, `invalid` for a database that it does not have
    init(_ address: RedisAddress, until deadline: UInt64) throws(MessagingFault) {
        _ = BrokenPipe.isIgnored
        label = address.label
        let time = Self.timeval(until: deadline)
        guard let context = unsafe redisConnectWithTimeout(address.host, Int32(address.port), time) else {
            throw MessagingFault(.unavailable, "\(label) cannot be reached: out of memory")
        }
        unsafe self.context = unsafe context
        guard unsafe context.pointee.err == 0 else {
            var fault = unsafe RedisFault.of(context, errno: 0, label: label)
            fault.code = .unavailable
            fault.message = fault.message.replacing("went away", with: "cannot be reached", maxReplacements: 1)
            throw fault
        }
        try signIn(address, until: deadline)
    }

    deinit {
        unsafe redisFree(context)
    }

    /// The socket.
    var descriptor: Int32 { unsafe context.pointee.fd }

    /// Whether the server closed the connection, or broke the protocol, while nobody used it.
    var isStale: Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count >= 0 || (errno != EAGAIN && errno != EINTR)
    }

    /// Sends commands.
    /// - Throws: `timeout` or `unavailable`; they may have arrived or not
    func send(_ commands: RedisCommands, until deadline: UInt64) throws(MessagingFault) {
        var commands = commands
        commands.fill(digest: digest)
        try limit(deadline)
        var isDone: Int32 = 0
        let code = unsafe commands.bytes.withUnsafeBytes { bytes in
            unsafe redisAppendFormattedCommand(
                context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard code == REDIS_OK else { throw failure() }
        while isDone == 0 {
            guard unsafe redisBufferWrite(context, &isDone) == REDIS_OK else { throw failure() }
            guard MonotonicClock.now() < deadline else { throw late() }
        }
    }

    /// Waits for the next reply.
    /// - Throws: `timeout`, `unavailable` or `engine`
    func reply(until deadline: UInt64) throws(MessagingFault) -> RedisReply {
        guard MonotonicClock.now() < deadline else { throw late() }
        var pointer: UnsafeMutableRawPointer?
        guard unsafe redisGetReply(context, &pointer) == REDIS_OK, let pointer = unsafe pointer else {
            throw failure()
        }
        defer { unsafe freeReplyObject(pointer) }
        return unsafe RedisReply(pointer.assumingMemoryBound(to: redisReply.self))
    }

    /// Has the socket give up at a deadline.
    private func limit(_ deadline: UInt64) throws(MessagingFault) {
        guard unsafe redisSetTimeout(context, Self.timeval(until: deadline)) == REDIS_OK else { throw failure() }
    }

    private func failure() -> MessagingFault {
        let number = errno
        isBroken = true
        return unsafe RedisFault.of(context, errno: number, label: label)
    }

    private func late() -> MessagingFault {
        isBroken = true
        return MessagingFault(.timeout, "\(label) did not answer in time")
    }

    private func signIn(_ address: RedisAddress, until deadline: UInt64) throws(MessagingFault) {
        var commands = RedisCommands()
        if let password = address.password {
            commands.append(RedisCommands("HELLO", "2", "AUTH", address.user ?? "default", password.exposed))
        } else if let user = address.user {
            commands.append(RedisCommands("HELLO", "2", "AUTH", user, ""))
        } else {
            commands.append(RedisCommands("HELLO", "2"))
        }
        commands.append(RedisCommands("SELECT", String(address.database)))
        commands.append(RedisCommands("SCRIPT", "LOAD", RedisScript.text))
        try send(commands, until: deadline)
        let hello = try reply(until: deadline)
        let select = try reply(until: deadline)
        let load = try reply(until: deadline)
        if case .error(let text) = hello { throw RedisFault.of(hello: text, label: label) }
        for case .error(let text) in [select, load] { throw RedisFault.of(reply: text, label: label) }
        let facts = hello.elements
        func fact(_ name: String) -> String { zip(facts, facts.dropFirst()).first { $0.0.text == name }?.1.text ?? "" }
        let version = fact("version")
        guard let major = Int(version.prefix(while: { $0 != "." })), major >= 7 else {
            throw MessagingFault(.unsupported, "\(label) is of version \(version.prefix(20)): expected 7.0 or later")
        }
        guard fact("mode") != "cluster" else {
            throw MessagingFault(
                .unsupported, "\(label) is a Redis Cluster: expected a single server, or one with replicas")
        }
        guard case .bytes(let digest) = load, digest.count == RedisCommands.scriptDigestBytes else {
            throw MessagingFault(.engine, "\(label) answered SCRIPT LOAD with something else than a digest")
        }
        self.digest = digest
    }

    private static func timeval(until deadline: UInt64) -> timeval {
        let now = MonotonicClock.now()
        // 0 would mean for ever.
        let microseconds = max(1000, deadline > now ? Int((deadline - now) / 1000) : 0)
        return Glibc.timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    }
}
