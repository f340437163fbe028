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

        local function lastDelivered(lane)
            for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream(lane))) do
                local g = map(flat)
                if g['name'] == group then return g['last-delivered-id'] end
            end
            return '0-0'
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

    private static let members = """
        local function claim(lane, ids, to, attempts)
            local arguments = {'XCLAIM', stream(lane), group, to, 0}
            for _, id in ipairs(ids) do arguments[#arguments + 1] = id end
            arguments[#arguments + 1] = 'JUSTID'
            if attempts then
                arguments[#arguments + 1] = 'RETRYCOUNT'
                arguments[#arguments + 1] = math.max(0, attempts)
            end
            redis.call(unpack(arguments))
        end

        -- Hands all that one consumer of Redis has in a lane to another; `back` takes an attempt back.
        local function hand(lane, from, to, back)
            local key = stream(lane)
            while true do
                local list = redis.call('XPENDING', key, group, '-', '+', 500, from)
                if #list == 0 then return end
                local ids = {}
                for i, entry in ipairs(list) do
                    ids[i] = entry[1]
                    if back then
                        claim(lane, {entry[1]}, to, entry[4] - 1)
                    end
                end
                if not back then claim(lane, ids, to) end
            end
        end

        -- Whether a member has nothing unsettled in a lane.
        local function idle(lane, member)
            return #redis.call('XPENDING', stream(lane), group, '-', '+', 1, member) == 0
        end

        local function idleIn(partition, member)
            if not idle(partition, member) then return false end
            local again = partition + partitions
            return redis.call('SISMEMBER', base .. ':agains', again) == 0 or idle(again, member)
        end

        -- A member is no more: what it had is ready again.
        local function drop(member, back)
            for _, lane in ipairs(lanes()) do
                hand(lane, member, READY, back)
                redis.call('XGROUP', 'DELCONSUMER', stream(lane), group, member)
            end
            for partition, owner in pairs(map(redis.call('HGETALL', owners))) do
                if owner == member then redis.call('HDEL', owners, partition) end
            end
            redis.call('ZREM', members, member)
            redis.call('HDEL', seen, member)
        end

        local function isMember(member) return redis.call('ZSCORE', members, member) end

        local function dropLate(member, t)
            for _, other in ipairs(redis.call('ZRANGEBYSCORE', members, '-inf', t - 1)) do
                if other ~= member then drop(other, false) end
            end
        end

        local function join()
            local member, lease = ARGV[5], tonumber(ARGV[6])
            redis.call('ZADD', members, now() + lease, member)
            return partitions
        end

        -- A member whose connection broke takes another name, keeps what it has in hand, and gives back what it was given without
        -- knowing; calls that still lie in the old connection come too late then.
        local function rejoin()
            local member, lease, olds = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
            local kept = 0
            for i = 8, 7 + olds do
                local old = ARGV[i]
                if isMember(old) then
                    kept = 1
                    for j = 8 + olds, #ARGV, 2 do
                        local lane, id = tonumber(ARGV[j]), ARGV[j + 1]
                        if #redis.call('XPENDING', stream(lane), group, id, id, 1, old) == 1 then claim(lane, {id}, member) end
                    end
                    local list = map(redis.call('HGETALL', owners))
                    for partition, owner in pairs(list) do
                        if owner == old then redis.call('HSET', owners, partition, member) end
                    end
                    drop(old, true)
                end
            end
            redis.call('ZADD', members, now() + lease, member)
            return kept
        end

        local function leave()
            if isMember(ARGV[5]) then drop(ARGV[5], true) end
            return 1
        end

        local function renew()
            if not isMember(ARGV[5]) then return 0 end
            redis.call('ZADD', members, now() + tonumber(ARGV[6]), ARGV[5])
            return 1
        end

        -- Deliveries whose lease ended while their member lives: ready again, and their partition free unless it has more of it.
        local function expire()
            local member = ARGV[5]
            if not isMember(member) then return 0 end
            local touched = {}
            for i = 6, #ARGV, 2 do
                local lane, id = tonumber(ARGV[i]), ARGV[i + 1]
                if #redis.call('XPENDING', stream(lane), group, id, id, 1, member) == 1 then
                    claim(lane, {id}, READY)
                    if not queue or lane < partitions then touched[lane % partitions] = true end
                end
            end
            for partition in pairs(touched) do
                if redis.call('HGET', owners, partition) == member and idleIn(partition, member) then
                    redis.call('HDEL', owners, partition)
                end
            end
            return 1
        end
        """
}
