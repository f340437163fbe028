extension RedisScript {
    static let groups = """
        -- How much of a topic was published for the group and is not done with. Its streams have what other groups need as well, so it is
        -- counted from where the group began.
        local function published()
            local total, all = 0, map(redis.call('HGETALL', counts))
            for lane = 0, partitions - 1 do
                total = total + info(lane)['entries-added'] - tonumber(all['first:' .. lane] or 0)
            end
            return total - tonumber(all['consumed'] or 0) - redis.call('XLEN', dead)
        end

        -- A stream that is lost takes along how many were published in it: what is left is counted, and the beginning put where it fits.
        local function recount(lane)
            local left = 0
            for _, other in ipairs(lanes()) do
                local g = groupIn(other)
                left = left + g['pending'] + (g['lag'] or math.max(0, redis.call('XLEN', stream(other)) - g['pending']))
            end
            redis.call('HINCRBY', counts, 'first:' .. lane % partitions, published() - left)
        end

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
            if group == '' then return partitions end
            local isNew, heals = redis.call('SADD', 'florin:groups', registered) == 1, nil
            local wasKnown = redis.call('EXISTS', counts) == 1
            for _, lane in ipairs(lanes()) do
                if redis.call('EXISTS', stream(lane)) == 0 or not groupIn(lane) then
                    -- A stream that was deleted behind our back begins anew: all that is in it by now is the group's.
                    redis.call(
                        'XGROUP', 'CREATE', stream(lane), group, isNew and start == 'end' and '$' or '0', 'MKSTREAM')
                    heals = heals or lane
                end
            end
            if isNew then
                for lane = 0, last do
                    local s = info(lane)
                    local first = start == 'end' and s['entries-added'] or s['entries-added'] - s['length']
                    redis.call('HSET', counts, 'first:' .. lane, first)
                end
            end
            if not queue and wasKnown and heals then recount(heals) end
            return partitions
        end
        -- Ready, in flight, delayed, dead, consumed.
        local function depth()
            local t, flying, total = now(), 0, 0
            local live = {}
            for _, member in ipairs(redis.call('ZRANGEBYSCORE', members, t, '+inf')) do live[member] = true end
            for _, lane in ipairs(lanes()) do
                for _, entry in ipairs(redis.call('XPENDING', stream(lane), group)[4] or {}) do
                    if live[entry[1]] then flying = flying + tonumber(entry[2]) end
                end
                if queue then total = total + redis.call('XLEN', stream(lane)) end
            end
            local late = redis.call('ZCOUNT', delayed, '(' .. string.format('%.0f', t), '+inf')
            local buried = redis.call('XLEN', dead)
            local consumed = tonumber(redis.call('HGET', counts, 'consumed') or 0)
            total = queue and total + redis.call('LLEN', name) or published()
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
                    local last, entriesRead, bytesRead = lastDelivered(lane), 0, 0
                    while true do
                        local ids, count = {}, some(100, 0, entriesRead, bytesRead)
                        for i, entry in ipairs(redis.call('XRANGE', stream(lane), '(' .. last, '+', 'COUNT', count)) do
                            ids[i] = entry[1]
                            entriesRead, bytesRead = entriesRead + 1, bytesRead + size(entry[2])
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
}
