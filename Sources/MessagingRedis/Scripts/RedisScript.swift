/// What runs inside Redis: one script with an operation for each thing that has to happen at once.
///
/// `allow-oom`: a Redis whose memory is full must still let its consumers take and acknowledge, or it stays full; publishing does not
/// go through the script and gets the error.
///
/// Arguments: the operation, the kind (`topic` or `queue`), the name, the group, then those of the operation.
enum RedisScript {
    /// The whole script.
    static let text = [
        common, lanes, members, balance, keys, take, burial, settle, groups, deadLetters, dispatch,
    ].joined(
        separator: "\n")

    /// Begins a call.
    /// - Parameters:
    ///   - operation: which one
    ///   - group: of which group
    ///   - count: how many arguments follow
    /// - Returns: the call, to which the arguments are added
    static func begin(_ operation: StaticString, _ group: RedisGroup, _ count: Int) -> RedisCommands {
        var commands = RedisCommands()
        commands.beginScript(4 + count)
        commands.append(operation)
        commands.append(group.kind)
        commands.append(group.topic)
        commands.append(group.name)
        return commands
    }

    private static let common = """
        #!lua flags=allow-oom
        local operation, kind, name, group = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
        local queue = kind == 'queue'
        local base = queue and 'florin:q:' .. name or 'florin:g:' .. name .. ':' .. group
        local registered = queue and 'queue:' .. name or 'topic:' .. name .. ':' .. group
        local partitions = tonumber(redis.call('HGET', 'florin:topics', kind .. ':' .. name) or 0)
        local READY, DELAYED, BLOCKED = 'florin:ready', 'florin:delayed', 'florin:blocked'
        local members, seen = base .. ':members', base .. ':seen'
        local owners, counts = base .. ':owners', base .. ':counts'
        local delayed, blocked, dead = base .. ':delayed', base .. ':blocked', base .. ':dead'

        local function now()
            local t = redis.call('TIME')
            return t[1] * 1000 + math.floor(t[2] / 1000)
        end

        local function map(flat)
            local t = {}
            for i = 1, #flat, 2 do t[flat[i]] = flat[i + 1] end
            return t
        end

        -- What is read at once has about so many bytes, however large bodies are: begin with one entry, and go on with as many as are
        -- likely to fit, judged by those before. Few at a time, since they may be larger.
        local LARGE = 4194304

        local function size(fields)
            local bytes = 0
            for i = 2, #fields, 2 do bytes = bytes + #fields[i] end
            return bytes
        end

        local function some(room, bytes, entries, all)
            if entries == 0 then return 1 end
            return math.max(1, math.min(room, 8, math.floor((LARGE - bytes) * entries / math.max(all, 1))))
        end
        """

    private static let lanes = """
        -- Lanes 0 … partitions - 1 are the streams of the topic or of what has a key in the queue, each read by one member at a time.
        -- Behind them come: of a queue the lane of what has no key, which all members read; of a topic those with what was redriven
        -- for the group alone.
        local function stream(lane)
            if queue then return lane == partitions and base or base .. ':' .. lane end
            if lane >= partitions then return base .. ':again:' .. (lane - partitions) end
            if partitions == 1 then return name end
            return name .. ':' .. lane
        end

        -- What belongs to one group alone is deleted when it is done with, the rest is trimmed.
        local function own(lane) return queue or lane >= partitions end

        local function lanes()
            local list = {}
            for lane = 0, partitions - 1 do list[#list + 1] = lane end
            if queue then
                list[#list + 1] = partitions
            else
                for _, lane in ipairs(redis.call('SMEMBERS', base .. ':agains')) do list[#list + 1] = tonumber(lane) end
            end
            return list
        end

        local function info(lane)
            return map(redis.call('XINFO', 'STREAM', stream(lane)))
        end

        local function groupIn(lane)
            for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream(lane))) do
                local g = map(flat)
                if g['name'] == group then return g end
            end
        end

        local function lastDelivered(lane)
            local g = groupIn(lane)
            return g and g['last-delivered-id'] or '0-0'
        end

        local function halves(id)
            local ms, seq = id:match('^(%d+)-(%d+)$')
            return tonumber(ms), tonumber(seq)
        end

        -- Throws away what all groups are done with: also groups that others made are waited for.
        local function trim(lane)
            local key, low, lowMs, lowSeq = stream(lane), nil, nil, nil
            for _, flat in ipairs(redis.call('XINFO', 'GROUPS', key)) do
                local g = map(flat)
                local ms, seq
                if g['pending'] > 0 then
                    ms, seq = halves(redis.call('XPENDING', key, g['name'])[2])
                else
                    ms, seq = halves(g['last-delivered-id'])
                    seq = seq + 1
                end
                if not lowMs or ms < lowMs or (ms == lowMs and seq < lowSeq) then lowMs, lowSeq = ms, seq end
            end
            if lowMs then redis.call('XTRIM', key, 'MINID', string.format('%.0f-%.0f', lowMs, lowSeq)) end
        end

        -- The group is done with entries.
        local function done(lane, ids)
            local count = redis.call('XACK', stream(lane), group, unpack(ids))
            if own(lane) then redis.call('XDEL', stream(lane), unpack(ids)) end
            return count
        end
        """
}
