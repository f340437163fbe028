extension RedisScript {
    static let balance = """
        -- Which partitions a member reads now. A partition changes its owner only while the old one has nothing of it unsettled, and
        -- every read asks here first: nobody reads what he does not own. Members that have not asked for 2 s are not waited for.
        local function share(member, t)
            local all, owner = map(redis.call('HGETALL', owners)), {}
            local held, live = {[member] = 0}, 1
            for other, time in pairs(map(redis.call('HGETALL', seen))) do
                if other ~= member and t - tonumber(time) <= 2000 then
                    held[other] = 0
                    live = live + 1
                end
            end
            local mine, free = {}, {}
            for partition = 0, partitions - 1 do
                local o = all[tostring(partition)]
                owner[partition] = o
                if o == member then
                    mine[#mine + 1] = partition
                elseif not o then
                    free[#free + 1] = partition
                elseif held[o] then
                    held[o] = held[o] + 1
                end
            end
            local low, high = math.floor(partitions / live), math.ceil(partitions / live)
            local starving = 0
            for other, count in pairs(held) do
                if other ~= member and count < low then starving = starving + low - count end
            end
            local function seize(partition)
                redis.call('HSET', owners, partition, member)
                mine[#mine + 1] = partition
            end
            local left = #free
            for _, partition in ipairs(free) do
                if #mine < low or (#mine < high and left > starving) then
                    seize(partition)
                    left = left - 1
                end
            end
            if #mine < high then
                for partition = 0, partitions - 1 do
                    local o = owner[partition]
                    if #mine < high and o and o ~= member then
                        local has = held[o]
                        if (not has or has > high or (has > low and #mine < low)) and idleIn(partition, o) then
                            seize(partition)
                            if has then held[o] = has - 1 end
                        end
                    end
                end
            end
            -- What is beyond its share is not read any more, and given up when it is settled.
            local keep = math.min(#mine, high)
            if starving > left then keep = math.max(math.min(keep, low), #mine - (starving - left)) end
            while #mine > keep do
                local partition = table.remove(mine)
                if idleIn(partition, member) then redis.call('HDEL', owners, partition) end
            end
            return mine
        end
        """

    static let take = """
        local function take()
            local member, lease, room, turn = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
            local untilTime = tonumber(isMember(member) or 0)
            if untilTime == 0 then return {0} end
            local t = now()
            if untilTime - t < lease * 2 / 3 then redis.call('ZADD', members, t + lease, member) end
            dropLate(member, t)
            for _, ref in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', t, 'LIMIT', 0, 200)) do
                local lane, id = ref:match('^(%d+)/(.+)$')
                redis.call('ZREM', delayed, ref)
                claim(tonumber(lane), {id}, READY)
                unblock(tonumber(lane), id)
            end

            if t - tonumber(redis.call('HGET', seen, member) or 0) >= 400 then redis.call('HSET', seen, member, t) end
            local reads = share(member, t)
            if queue then
                reads[#reads + 1] = partitions
                -- What others pushed onto the list: out of the list and into the stream at once, so that nothing is lost or doubled.
                local moved, size = 0, 0
                while moved < 256 and size < LARGE do
                    local element = redis.call('LPOP', name)
                    if not element then break end
                    redis.call('XADD', base, '*', 'body', element)
                    moved, size = moved + 1, size + #element
                end
            end

            -- `look`: so many that are parked may keep the server busy, no more.
            local out, bytes, look = {}, 0, 2000
            local entriesRead, bytesRead = 0, 0
            local blocks = redis.call('HLEN', blocked) > 0
            local function add(lane, entries, attempts)
                look = look - #entries
                for _, entry in ipairs(entries) do
                    local id, fields = entry[1], entry[2]
                    local attempt = attempts and attempts[id] or 1
                    local length = size(fields)
                    entriesRead, bytesRead = entriesRead + 1, bytesRead + length
                    if not blocks or not park(lane, id, attempt, fields) then
                        out[#out + 1] = {lane, id, attempt, fields}
                        bytes = bytes + length
                        room = room - 1
                    end
                end
            end
            local function read(lane)
                local key = stream(lane)
                while room > 0 and bytes < LARGE and look > 0 do
                    local count = some(room, bytes, entriesRead, bytesRead)
                    local list = redis.call('XPENDING', key, group, '-', '+', count, READY)
                    if #list == 0 then break end
                    local arguments, attempts = {'XCLAIM', key, group, member, 0}, {}
                    for _, entry in ipairs(list) do
                        arguments[#arguments + 1] = entry[1]
                        attempts[entry[1]] = entry[4] + 1
                    end
                    add(lane, redis.call(unpack(arguments)), attempts)
                end
                while room > 0 and bytes < LARGE and look > 0 do
                    local count = some(room, bytes, entriesRead, bytesRead)
                    local answer = redis.call('XREADGROUP', 'GROUP', group, member, 'COUNT', count, 'STREAMS', key, '>')
                    if not answer then break end
                    add(lane, answer[1][2], nil)
                    if #answer[1][2] < count then break end
                end
            end
            local agains = {}
            if not queue then
                for _, lane in ipairs(redis.call('SMEMBERS', base .. ':agains')) do agains[tonumber(lane)] = true end
            end
            for i = 1, #reads do
                local partition = reads[(i + turn) % #reads + 1]
                if agains[partition + partitions] then read(partition + partitions) end
                read(partition)
            end
            if #out > 0 then
                redis.call('ZADD', members, t + lease, member)
                return {1, out}
            end

            local bells = {}
            for _, lane in ipairs(reads) do
                bells[#bells + 1] = stream(lane)
                bells[#bells + 1] = lastDelivered(lane)
            end
            local first = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')
            local pause = first[2] and math.max(0, tonumber(first[2]) - t) or -1
            return {2, bells, look > 0 and pause or 0}
        end
        """

    static let settle = """
        -- Acknowledgements first, as a, lane, how many, ids; retries as r, lane, id, attempt, delay, key; dead letters as d, lane, id, attempt,
        -- reason, and the id of a message that has none; a delay below 0 does not count as an attempt. Returns the entries that were lost, as places among the retries and dead
        -- letters.
        local function settle()
            local member = ARGV[5]
            if not isMember(member) then return {0} end
            local t, consumed, touched, lost, place, i = now(), 0, {}, {1}, 0, 6
            while i <= #ARGV do
                local what, lane = ARGV[i], tonumber(ARGV[i + 1])
                if what == 'a' then
                    local count, ids = tonumber(ARGV[i + 2]), {}
                    for j = 1, count do ids[j] = ARGV[i + 2 + j] end
                    consumed = consumed + done(lane, ids)
                    touched[lane] = true
                    i = i + 3 + count
                    -- Counted before anything else, which may fail.
                    if consumed > 0 and ARGV[i] ~= 'a' then
                        redis.call('HINCRBY', counts, 'consumed', consumed)
                        consumed = 0
                    end
                else
                    local id, attempt = ARGV[i + 2], tonumber(ARGV[i + 3])
                    local held = redis.call('XPENDING', stream(lane), group, id, id, 1, member)
                    place = place + 1
                    if #held ~= 1 or held[1][4] ~= attempt then
                        lost[#lost + 1] = place
                    elseif what == 'r' then
                        local delay = tonumber(ARGV[i + 4])
                        claim(lane, {id}, delay > 0 and DELAYED or READY, delay < 0 and attempt - 1)
                        if delay > 0 then redis.call('ZADD', delayed, t + delay + 1, lane .. '/' .. id) end
                        if delay > 0 and ARGV[i + 5] ~= '' then block(lane, id, ARGV[i + 5]:sub(2)) end
                    else
                        bury(lane, id, attempt, ARGV[i + 4], ARGV[i + 5])
                        touched[lane] = true
                    end
                    i = i + 6
                end
            end
            for lane in pairs(touched) do
                if not own(lane) then trim(lane) end
            end
            return lost
        end
        """
}
