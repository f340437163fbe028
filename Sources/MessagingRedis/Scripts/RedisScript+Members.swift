extension RedisScript {
    static let members = """
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
                -- A stream that was deleted behind our back is not to keep the others.
                if redis.call('EXISTS', stream(lane)) == 1 and groupIn(lane) then
                    hand(lane, member, READY, back)
                    redis.call('XGROUP', 'DELCONSUMER', stream(lane), group, member)
                end
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

        -- Deliveries whose lease ended while their member lives, as lane, id, attempt: ready again, and their partition free unless it has
        -- more of it. What came again since has another attempt.
        local function expire()
            local member = ARGV[5]
            if not isMember(member) then return 0 end
            local touched = {}
            for i = 6, #ARGV, 3 do
                local lane, id = tonumber(ARGV[i]), ARGV[i + 1]
                local held = redis.call('XPENDING', stream(lane), group, id, id, 1, member)
                if #held == 1 and held[1][4] == tonumber(ARGV[i + 2]) then
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
