extension RedisScript {
    static let burial = """
        -- Lua hands over 8000 values at the most: of a message with more fields only what CloudEvents knows goes to the dead letters.
        local FIELDS = 3900
        local ATTRIBUTES = {
            specversion = true, id = true, type = true, source = true, subject = true, partitionkey = true, time = true,
            ['content-type'] = true, body = true,
        }

        -- The last one of a name is the one that counts.
        local function essence(fields)
            local last, short = {}, {}
            for i = 1, #fields, 2 do
                if ATTRIBUTES[fields[i]] or ATTRIBUTES[fields[i]:match('^ce_(.+)$')] then last[fields[i]] = fields[i + 1] end
            end
            for name, value in pairs(last) do
                short[#short + 1] = name
                short[#short + 1] = value
            end
            return short
        end

        -- A dead letter begins with three fields of its own; the message follows as it was.
        local function bury(lane, id, attempts, reason, fallback)
            local entry = redis.call('XRANGE', stream(lane), id, id)[1]
            if entry then
                local fields, named = entry[2], false
                if #fields > 2 * FIELDS then
                    local all = #fields
                    fields = essence(fields)
                    reason = reason .. ' (' .. (all - #fields) / 2 .. ' of its ' .. all / 2 .. ' fields were left out)'
                end
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

    static let deadLetters = """
        -- Up to so many from an id on, fewer where they are large; none only where there are none.
        local function letters()
            local list, bytes, start, room = {}, 0, ARGV[5], tonumber(ARGV[6])
            while room > 0 and bytes < LARGE do
                local entries = redis.call('XRANGE', dead, start, '+', 'COUNT', some(room, bytes, #list, bytes))
                if #entries == 0 then break end
                for _, entry in ipairs(entries) do
                    list[#list + 1] = entry
                    bytes = bytes + size(entry[2])
                    start = '(' .. entry[1]
                end
                room = room - #entries
            end
            return list
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
            return size(fields)
        end

        -- Those with given ids; or up to so many of those up to an id, fewer where they are large: none only where there are none.
        local function redrive()
            local count, bytes = 0, 0
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
            local room = tonumber(ARGV[7])
            while count < room and bytes < LARGE do
                local entry = redis.call('XRANGE', dead, '-', ARGV[6], 'COUNT', 1)[1]
                if not entry then break end
                bytes = bytes + revive(entry)
                count = count + 1
            end
            return count
        end
        """
}
