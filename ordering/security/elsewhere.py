"""Failed logins elsewhere: those of all processes, counted in Redis while that can be asked.

Each process counts for itself too, also what others tell of theirs (``Peers.failed``): so whoever is shut out stays so
without Redis, and a Redis that is emptied lets nobody in. Asking it makes the count exact while many try at once.
"""

import math
import secrets
from collections.abc import Mapping

from ordering.peers.peers import Peers
from ordering.security.failures import WINDOW_SECONDS, Name

HELD_SECONDS = 30
"""An attempt of a process that died is under way for so long."""
BUSY = -1

COUNT = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local id, window, held, sooner = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
"""
BEGIN = (
    COUNT
    + """
local wait, busy = 0, false
for i = 1, #KEYS / 2 do
  local failed, under, most = KEYS[2 * i - 1], KEYS[2 * i], tonumber(ARGV[4 + i])
  redis.call('ZREMRANGEBYSCORE', failed, '-inf', now - window)
  redis.call('ZREMRANGEBYSCORE', under, '-inf', now)
  local f, u = redis.call('ZCARD', failed), redis.call('ZCARD', under)
  if f + u >= most then
    local left = 0
    if f >= most then
      left = redis.call('ZRANGE', failed, 0, 0, 'WITHSCORES')[2] + window - now
      if sooner > 0 then
        left = math.min(left, redis.call('ZRANGE', failed, -1, -1, 'WITHSCORES')[2] + sooner - now)
      end
    end
    if left > 0 then wait = math.max(wait, left) elseif u > 0 then busy = true end
  end
end
if wait > 0 then return wait end
if busy then return -1 end
for i = 2, #KEYS, 2 do
  redis.call('ZADD', KEYS[i], now + held, id)
  redis.call('PEXPIRE', KEYS[i], held)
end
return 0
"""
)
END = (
    COUNT
    + """
local again = tonumber(ARGV[#ARGV]) == 1
for i = 1, #KEYS / 2 do
  local failed, most = KEYS[2 * i - 1], tonumber(ARGV[4 + i])
  redis.call('ZREM', KEYS[2 * i], id)
  if again then
    redis.call('ZADD', failed, now, id)
    redis.call('ZREMRANGEBYRANK', failed, 0, -(most + 1))
    redis.call('PEXPIRE', failed, window)
  end
end
"""
)


class Elsewhere:
    """One attempt, as all processes see it. ``limits`` are how often who may fail.

    ``sooner``: the seconds after which one more is let through; 0 for none before the window is over.
    """

    def __init__(self, peers: Peers, limits: Mapping[Name, int], sooner: float) -> None:
        self._peers = peers
        self._limits = limits
        self._arguments: list[str | int] = [
            secrets.token_hex(8), round(WINDOW_SECONDS * 1000), HELD_SECONDS * 1000, round(sooner * 1000),
            *limits.values(),
        ]  # fmt: skip

    async def begin(self) -> int | None:
        """The seconds to wait, 0 to go on (also where Redis does not say), None while others are under way."""
        left = await self._peers.link.ask("EVAL", BEGIN, *self._keys(), *self._arguments)
        if left == BUSY:
            return None
        return math.ceil(left / 1000) if isinstance(left, int) else 0

    def end(self, *, failed: bool) -> None:
        self._peers.link.send("EVAL", END, *self._keys(), *self._arguments, int(failed))
        if failed:
            self._peers.failed(self._limits)

    def _keys(self) -> list[str | int]:
        ours = self._peers.link.name
        names = [f"{ours}:{kind}:{name.hex()}" for name in self._limits for kind in ("failed", "trying")]
        return [len(names), *names]
