/** The action that counts a handshake; its arguments are the rate a second and the burst. */
export const handshakeAction = "wss_setup_handshake";

/** Set where a handshake is above the limit. */
export const overLimit = "txn.wss_setup_over";

/**
 * A leaky bucket an address, in thousandths of a handshake, as nginx's limit_req with nodelay: `burst` above the rate may
 * pass at once. HAProxy runs the action of one thread at a time (Lua, "lua-load"), so no two handshakes see the same
 * level; its own counters are read and written apart, and let more through. Lua 5.3 and 5.4.
 */
export const limiterScript = `-- Written by wss-setup. Counts WebSocket handshakes of each client address for haproxy.cfg.
local buckets, count, crowd = {}, 0, 10000

-- A bucket in which the next handshake would find nothing left is as good as none.
local function sweep(rate, now)
  for address, bucket in pairs(buckets) do
    if bucket.level + 1000 <= rate * (now - bucket.at) then
      buckets[address] = nil
      count = count - 1
    end
  end
  crowd = math.max(10000, 2 * count)
end

core.register_action("${handshakeAction}", { "http-req" }, function(txn, rate, burst)
  rate, burst = tonumber(rate), tonumber(burst)
  local time = core.now()
  local now = time.sec * 1000 + time.usec // 1000
  local address = txn.f:src()
  local bucket = buckets[address]
  local level = 0
  if bucket then
    level = math.max(0, bucket.level - rate * (now - bucket.at) + 1000)
    if level > burst * 1000 then
      txn:set_var("${overLimit}", 1)
      return
    end
  else
    if count >= crowd then sweep(rate, now) end
    count = count + 1
  end
  buckets[address] = { level = level, at = now }
end, 2)
`;
