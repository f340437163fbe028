extension RedisScript {
    static let keys = """
        -- While a message of a key waits for its retry, later ones of the key are parked: their consumer is BLOCKED, and a list of the key has
        -- their ids. The hash `blocked` has, for a key in a lane (k…), the ids that it waits for, and for each of these (i…) its key.
        local function parking(name) return base .. ':parked:' .. name end

        local function block(lane, id, key)
            local name = lane .. '/' .. key
            local ids = redis.call('HGET', blocked, 'k' .. name)
            redis.call('HSET', blocked, 'k' .. name, ids and ids .. ' ' .. id or id, 'i' .. lane .. '/' .. id, name)
        end

        -- The time of a retry has come. What is parked behind it is ready again, and parked again where the key waits for another one.
        local function unblock(lane, id)
            local name = redis.call('HGET', blocked, 'i' .. lane .. '/' .. id)
            if not name then return end
            local left = {}
            for other in redis.call('HGET', blocked, 'k' .. name):gmatch('%S+') do
                if other ~= id then left[#left + 1] = other end
            end
            redis.call('HDEL', blocked, 'i' .. lane .. '/' .. id)
            if #left > 0 then
                redis.call('HSET', blocked, 'k' .. name, table.concat(left, ' '))
            else
                redis.call('HDEL', blocked, 'k' .. name)
            end
            while true do
                local ids = redis.call('LPOP', parking(name), 500)
                if not ids then return end
                claim(lane, ids, READY)
            end
        end

        -- Parks an entry that was just taken, if an earlier one of its key waits.
        local function park(lane, id, attempt, fields)
            for i = 1, #fields - 1, 2 do
                if fields[i] == 'ce_partitionkey' or fields[i] == 'partitionkey' then
                    local name = lane .. '/' .. fields[i + 1]
                    local waits = redis.call('HGET', blocked, 'k' .. name)
                    if not waits then return false end
                    local ms, seq = halves(id)
                    for other in waits:gmatch('%S+') do
                        local otherMs, otherSeq = halves(other)
                        if otherMs < ms or (otherMs == ms and otherSeq < seq) then
                            claim(lane, {id}, BLOCKED, attempt - 1)
                            redis.call('RPUSH', parking(name), id)
                            return true
                        end
                    end
                    return false
                end
            end
            return false
        end
        """
}
