public import Logging
public import Messaging
import Synchronization

/// Redis 7 with its streams, over hiredis: `redis://user:password@host:port/database?timeout=10s&partitions=8&wait=0`.
///
/// **Topics** are streams that plain clients read with `XREAD` or a consumer group of their own: `name:0` to `name:7` for eight
/// `partitions` (`name` alone for one), a message with a key on that of FNV-1a(key) modulo their number. What every consumer group of a
/// stream is done with is trimmed, groups of plain clients included.
///
/// **Queues** are fed by plain clients with `RPUSH name body`: while a member is joined, elements move from the list into the stream
/// `florin:q:name`, which all members read. What has a key is in `florin:q:name:0`…, each of which one member reads at a time.
///
/// **Entries** have the fields `ce_id`, `ce_type`… (CloudEvents), `ce_…` for headers, `content-type`, and `body`, the only one that must be there.
///
/// **Keys** of its own begin with `florin:`. `florin:topics` (a hash: `topic:name` and `queue:name` with their partitions) and
/// `florin:groups` (a set: `topic:name:group`, `queue:name`) are the registry. A group has `florin:g:topic:group:…` and a queue
/// `florin:q:name:…` with `members` (until when), `seen`, `owners` (of partitions), `counts`, `delayed` (until when), `blocked` and `parked:…`
/// (what waits behind a retry of its key), `dead` (a stream of dead letters), `agains` and `again:0`… (streams of what was redriven).
///
/// It is durable as far as Redis is: `appendonly yes` with `appendfsync always`, and `maxmemory-policy noeviction`; `wait` is the number of
/// replicas that must confirm a publish. A stream that was deleted all the same is made again when its group is declared, without what was in it.
/// Redis Cluster and TLS are not supported.
public final class RedisBroker: MessageBroker {
    let address: RedisAddress
    let pipeline: RedisPipeline
    /// Where messages go: a connection of its own where publishing waits for replicas, and would keep others waiting.
    let publisher: RedisPipeline
    /// Whether as many replicas as must confirm were there lately: otherwise nothing is published before they are.
    let hasReplicas = Atomic<Bool>(false)
    let logger: Logger
    /// How many partitions the topics have that it knows.
    let partitions = Mutex<[Topic: Int]>([:])
    /// Where messages without a key go next.
    let round = Atomic<UInt64>(0)
    private let consumers = Mutex<[WeakConsumer]>([])

    private struct WeakConsumer {
        weak let consumer: RedisConsumer?
    }

    /// Reads a URL; connects when something is asked for.
    /// - Parameters:
    ///   - url: `redis:`
    ///   - logger: where faults go that nobody sees otherwise
    /// - Throws: ``/Messaging/MessagingFault`` (`invalid` for what the URL should not have, `unsupported` for `rediss:`)
    public init(_ url: BrokerURL, logger: Logger) throws(MessagingFault) {
        address = try RedisAddress(url)
        pipeline = try RedisPipeline(address)
        publisher = address.replicas > 0 ? try RedisPipeline(address) : pipeline
        self.logger = logger
    }

    /// What Redis and this driver promise.
    public var guarantees: Guarantees {
        // It can do everything that there is to promise.
        Guarantees()
    }

    /// As `Redis at 127.0.0.1:6379`.
    public var label: String { address.label }

    /// Connects, to find out whether everything is right.
    /// - Throws: `denied`, `invalid`, `unsupported` for a Redis before 7.0, `unavailable`, `timeout`
    public func connect() async throws(MessagingFault) {
        var commands = RedisCommands("PING")
        commands.append(RedisCommands("INFO", "persistence"))
        commands.append(RedisCommands("INFO", "memory"))
        let answers = try await pipeline.call(commands)
        if case .error(let text)? = answers.first { throw RedisFault.of(reply: text, label: label) }
        // Where the user may not ask, it is not known.
        let facts = answers.dropFirst().compactMap(\.text).joined()
        if facts.contains("aof_enabled:0") {
            logger.warning("Redis keeps no append-only file: what is published is lost when it dies")
        }
        if facts.contains("maxmemory_policy:allkeys-"), !facts.contains("maxmemory:0\r\n") {
            logger.warning("Redis throws messages away when its memory is full: set maxmemory-policy to noeviction")
        }
    }

    /// Joins a group.
    /// - Parameters:
    ///   - group: the group
    ///   - settings: how it takes part
    /// - Returns: a new member
    /// - Throws: `unroutable` where the group was not declared, `invalid` for settings out of their range
    public func join(
        _ group: ConsumerGroup, _ settings: ConsumerSettings
    ) async throws(MessagingFault) -> any MessageConsumer {
        guard (1...65535).contains(settings.prefetch), settings.lease >= .seconds(1), settings.lease <= .seconds(43200),
            settings.name.utf8.count <= 120, settings.name.utf8.allSatisfy({ $0 > 32 && $0 != UInt8(ascii: ":") })
        else {
            throw MessagingFault(
                .invalid, "A consumer has a prefetch of 1 to 65535, a lease of 1 s to 12 h, and a name of letters")
        }
        let redisGroup = RedisGroup(group)
        let member = RedisMembership.newName(settings)
        var commands = RedisScript.begin("join", redisGroup, 2)
        commands.append(member)
        commands.append(settings.lease.millisecondsRoundedUp)
        guard let partitions = try await pipeline.script(commands).integer else {
            throw MessagingFault(.engine, "\(label) did not say how many partitions \(group.topic) has")
        }
        let membership = RedisMembership(redisGroup, settings, partitions: partitions, member: member)
        let consumer = try RedisConsumer(address, pipeline, membership, logger: logger)
        consumers.withLock { consumers in
            consumers.removeAll { $0.consumer == nil }
            consumers.append(WeakConsumer(consumer: consumer))
        }
        return consumer
    }

    /// Closes the connections; consumers leave first.
    public func close() async {
        let members = consumers.withLock { consumers in
            defer { consumers = [] }
            return consumers.compactMap(\.consumer)
        }
        await withDiscardingTaskGroup { leaving in
            for member in members { leaving.addTask { await member.leave() } }
        }
        await pipeline.close()
        await publisher.close()
    }
}
