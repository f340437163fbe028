extension RedisScript {
    static let groups = """
        -- Makes the streams, and a group. Looks before it writes: a script that fails does not undo what it did.
        local function declare()
            local start = ARGV[5]
            partitions = partitions > 0 and partitions or tonumber(ARGV[6])
            local last = queue and partitions or partitions - 1
            local wanted = {}
            for lane = 0, last do wanted[stream(lane)] = 'stream' end
            if queue then wanted[name] = 'list' end
            for key, what in pairs(wanted) do
                local type = redis.call('TYPE', key)['ok']
                if type ~= what and type ~= 'none' then
                    return redis.error_reply('INVALID the key ' .. key .. ' is a ' .. type .. ': expected a ' .. what)
                end
            end
            redis.call('HSETNX', 'florin:topics', kind .. ':' .. name, partitions)
            for lane = 0, last do
                if redis.call('EXISTS', stream(lane)) == 0 then
                    redis.call('XGROUP', 'CREATE', stream(lane), READY, '0', 'MKSTREAM')
                    redis.call('XGROUP', 'DESTROY', stream(lane), READY)
                end
            end
            if group == '' or redis.call('SADD', 'florin:groups', registered) == 0 then return partitions end
            for lane = 0, last do
                local s = info(lane)
                local first = start == 'end' and s['entries-added'] or s['entries-added'] - s['length']
                redis.pcall('XGROUP', 'CREATE', stream(lane), group, start == 'end' and '$' or '0')
                redis.call('HSET', counts, 'first:' .. lane, first)
            end
            return partitions
        end

        -- Ready, in flight, delayed, dead, consumed.
        local function depth()
            local t, flying, total = now(), 0, 0
            local live = {}
            for _, member in ipairs(redis.call('ZRANGEBYSCORE', members, t, '+inf')) do live[member] = true end
            local all = map(redis.call('HGETALL', counts))
            for _, lane in ipairs(lanes()) do
                for _, entry in ipairs(redis.call('XPENDING', stream(lane), group)[4] or {}) do
                    if live[entry[1]] then flying = flying + tonumber(entry[2]) end
                end
                if queue then
                    total = total + redis.call('XLEN', stream(lane))
                elseif lane < partitions then
                    total = total + info(lane)['entries-added'] - tonumber(all['first:' .. lane] or 0)
                end
            end
            local late = redis.call('ZCOUNT', delayed, '(' .. string.format('%.0f', t), '+inf')
            local buried = redis.call('XLEN', dead)
            local consumed = tonumber(all['consumed'] or 0)
            -- A queue's stream has what is not done with; a topic's has what other groups need as well, so it is counted from the first.
            if queue then
                total = total + redis.call('LLEN', name)
            else
                total = total - consumed - buried
            end
            return {math.max(0, total - flying - late), flying, late, buried, consumed}
        end

        local function purge()
            local t = now()
            dropLate('', t)
            local sizes = depth()
            if ARGV[5] == 'dead_letters' then
                redis.call('DEL', dead)
                redis.call('HINCRBY', counts, 'consumed', sizes[4])
                return sizes[4]
            end
            for _, lane in ipairs(lanes()) do
                for _, consumer in ipairs({READY, DELAYED, BLOCKED}) do
                    while true do
                        local ids = {}
                        for i, entry in ipairs(redis.call('XPENDING', stream(lane), group, '-', '+', 500, consumer)) do
                            ids[i] = entry[1]
                        end
                        if #ids == 0 then break end
                        done(lane, ids)
                    end
                end
                if own(lane) then
                    local last = lastDelivered(lane)
                    while true do
                        local ids = {}
                        for i, entry in ipairs(redis.call('XRANGE', stream(lane), '(' .. last, '+', 'COUNT', 100)) do
                            ids[i] = entry[1]
                        end
                        if #ids == 0 then break end
                        redis.call('XDEL', stream(lane), unpack(ids))
                    end
                else
                    redis.call('XGROUP', 'SETID', stream(lane), group, '$')
                    trim(lane)
                end
            end
            for _, name in ipairs(redis.call('HKEYS', blocked)) do
                if name:sub(1, 1) == 'k' then redis.call('DEL', parking(name:sub(2))) end
            end
            redis.call('DEL', delayed, blocked)
            if queue then redis.call('DEL', name) end
            redis.call('HINCRBY', counts, 'consumed', sizes[1] + sizes[3])
            return sizes[1] + sizes[3]
        end
        """

    static let deadLetters = """
        -- A dead letter begins with three fields of its own; the message follows as it was.
        local function letters()
            return redis.call('XRANGE', dead, ARGV[5], '+', 'COUNT', ARGV[6])
        end

        local function revive(entry)
            local fields = entry[2]
            local lane = tonumber(fields[6])
            if not queue then
                lane = lane % partitions + partitions
                if redis.call('SADD', base .. ':agains', lane) == 1 then
                    redis.call('XGROUP', 'CREATE', stream(lane), group, '0', 'MKSTREAM')
                end
            end
            redis.call('XADD', stream(lane), '*', unpack(fields, 7))
            redis.call('XDEL', dead, entry[1])
        end

        -- Up to so many of those up to an id, or those with given ids.
        local function redrive()
            local count = 0
            if ARGV[5] == 'ids' then
                for i = 6, #ARGV do
                    local entry = redis.call('XRANGE', dead, ARGV[i], ARGV[i])[1]
                    if entry then
                        revive(entry)
                        count = count + 1
                    end
                end
                return count
            end
            for _, entry in ipairs(redis.call('XRANGE', dead, '-', ARGV[6], 'COUNT', ARGV[7])) do
                revive(entry)
                count = count + 1
            end
            return count
        end
        """

    static let dispatch = """
        if operation == 'declare' then return declare() end
        if partitions == 0 or redis.call('SISMEMBER', 'florin:groups', registered) == 0 then
            local what = queue and 'queue ' .. name or 'group ' .. group .. ' of topic ' .. name
            return redis.error_reply('UNROUTABLE the ' .. what .. ' was not declared')
        end
        local operations = {
            join = join, rejoin = rejoin, leave = leave, renew = renew, expire = expire, take = take, settle = settle,
            depth = depth, purge = purge, letters = letters, redrive = redrive,
        }
        return operations[operation]()
        """

    static let burial = """
        local function bury(lane, id, attempts, reason, fallback)
            local entry = redis.call('XRANGE', stream(lane), id, id)[1]
            if entry then
                local fields, named = entry[2], false
                for i = 1, #fields, 2 do named = named or fields[i] == 'ce_id' end
                -- The message keeps the id that its deliveries had, also where that was made of the entry's.
                local letter = {'XADD', dead, '*', 'dead_reason', reason, 'dead_attempts', attempts, 'dead_lane', lane}
                if not named then
                    letter[#letter + 1] = 'ce_id'
                    letter[#letter + 1] = fallback
                end
                for _, field in ipairs(fields) do letter[#letter + 1] = field end
                redis.call(unpack(letter))
            end
            done(lane, {id})
        end
        """
}
