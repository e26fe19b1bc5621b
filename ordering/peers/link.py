"""The link to Redis: one connection that asks and publishes, one that listens, and a task that keeps them.

Nothing rests on it. Whoever asks waits a quarter of a second at most and may get no answer; what is published may be
lost. That it works is known by a beat: each second this process writes something and tells itself something.
"""

import asyncio
import contextlib
import logging
import random
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ReadOnlyError, RedisError, ResponseError

BEAT_SECONDS = 1.0
DEAF_SECONDS = 3.0
"""Heard nothing of itself for so long, it is cut off."""
STUCK_SECONDS = 1.0
"""For connecting, and for the answer to whatever is sent."""
ANSWER_SECONDS = 0.25
"""Nobody who is waited for at a table waits longer than this."""
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 1.0
MOST_ASKED = 500
AT_ONCE = 100
PROBE_MS = 15_000
"""So long the key stays by which a process finds out whether Redis takes writes."""

log = logging.getLogger(__name__)
Command = Sequence[str | bytes | int]
Asked = tuple[Command, "asyncio.Future[Any] | None"]


class Link:
    """``publication()`` is the next thing to tell all others, if there is any, and ``hear(message)`` what they tell,
    this process among them. ``turned(up)`` is called whenever it begins or ceases to work.
    """

    def __init__(
        self,
        url: str,
        name: str,
        *,
        publication: Callable[[], bytes | None],
        hear: Callable[[bytes], None],
        turned: Callable[[bool], None],
    ) -> None:
        self.name = name
        self._channel, self._own = f"{name}:news", f"{name}:process:{secrets.token_hex(8)}"
        self._publication, self._hear, self._turned = publication, hear, turned
        self._asking, self._listening = (_connection(url) for _ in range(2))
        self._asked: list[Asked] = []
        self._nudged = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None
        self.connected = False
        self._was_up: bool | None = None
        self._wrong: str | None = "not connected yet"
        self._refusal: str | None = None
        self._heard_at = self._beaten_at = float("-inf")
        self._pause = PAUSE_SECONDS

    @property
    def up(self) -> bool:
        """Whether it takes what is written, and what is told comes back."""
        return self.connected and self._wrong is None and time.monotonic() - self._heard_at < DEAF_SECONDS

    def start(self) -> None:
        self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """At once, whatever Redis does."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping], timeout=ANSWER_SECONDS)

    def nudge(self) -> None:
        """There is something to publish."""
        self._nudged.set()

    def send(self, *command: str | bytes | int) -> None:
        """What nobody waits for; lost where it can't be sent now."""
        self._put(command, None)

    async def ask(self, *command: str | bytes | int) -> Any:
        """What Redis replies; None where it does not, or refuses."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if not self._put(command, answer):
            return None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError:
            self._note("it does not answer in time")
            return None

    def _put(self, command: Command, answer: "asyncio.Future[Any] | None") -> bool:
        if not self.up or len(self._asked) >= MOST_ASKED:
            return False
        self._asked.append((command, answer))
        self._nudged.set()
        return True

    async def _keep(self) -> None:
        while True:
            try:
                await self._session()
            except (OSError, RedisError) as error:  # a TimeoutError is an OSError
                self._note(str(error) or "it does not answer in time")
            except Exception:
                self._note("see the exception")
                log.exception("the link to Redis")
            await asyncio.sleep(self._pause * random.uniform(0.5, 1))  # noqa: S311 - so that not all come at once
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    async def _session(self) -> None:
        """From connecting to the first thing that goes wrong, which is raised."""
        try:
            async with asyncio.timeout(STUCK_SECONDS):
                await self._asking.connect()
                await self._listening.connect()
                await self._listening.send_command("SUBSCRIBE", self._channel, self._own)
            self._heard_at, self._beaten_at = time.monotonic(), float("-inf")
            self.connected = True
            async with asyncio.TaskGroup() as both:
                both.create_task(self._speak())
                both.create_task(self._listen())
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            self.connected = False
            self._drop(self._asked)
            self._asked = []
            ends = (connection.disconnect(nowait=True) for connection in (self._asking, self._listening))
            await asyncio.gather(*ends, return_exceptions=True)  # else one that fails would leave the other open

    async def _speak(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, self._beaten_at + BEAT_SECONDS - time.monotonic())):
                    await self._nudged.wait()
            self._nudged.clear()
            sent, self._asked = self._asked[:AT_ONCE], self._asked[AT_ONCE:]
            if self._asked:
                self._nudged.set()
            if (message := self._publication()) is not None:
                sent.append((("PUBLISH", self._channel, message), None))
            beats = time.monotonic() - self._beaten_at >= BEAT_SECONDS
            if beats:
                self._beaten_at = time.monotonic()
                sent += [(("SET", self._own, 1, "PX", PROBE_MS), None), (("PUBLISH", self._own, b""), None)]
            if sent:
                await self._exchange(sent, beats=beats)

    async def _exchange(self, sent: Sequence[Asked], *, beats: bool) -> None:
        refusal: ResponseError | None = None
        try:
            async with asyncio.timeout(STUCK_SECONDS):
                await self._asking.send_packed_command(self._asking.pack_commands([command for command, _ in sent]))
                for _, answer in sent:
                    try:
                        reply = await self._asking.read_response()
                    except ReadOnlyError:
                        raise  # another one has become the primary: by this name only a new connection finds it
                    except ResponseError as error:
                        reply, refusal = None, error
                    if answer is not None and not answer.done():
                        answer.set_result(reply)
        finally:
            self._drop(sent)
        if refusal is not None:
            self._refusal = str(refusal)
            self._note(self._refusal)
        elif beats:
            self._refusal = None

    async def _listen(self) -> None:
        while True:
            message = await self._listening.read_response(timeout=DEAF_SECONDS)
            if message is not None and message[0] == b"message":
                if message[1] == self._own.encode():
                    self._heard_at = time.monotonic()
                    self._pause = PAUSE_SECONDS
                    self._note(self._refusal)
                else:
                    self._hear(message[2])
            if time.monotonic() - self._heard_at >= DEAF_SECONDS:
                raise TimeoutError("what is told does not come back")
            await asyncio.sleep(0)  # what is buffered is read without a pause

    def _note(self, wrong: str | None) -> None:
        """What is wrong with it, or that nothing is."""
        self._wrong, up = wrong, wrong is None
        if self._was_up is up:
            return
        self._was_up = up
        self._turned(up)
        if up:
            log.info("Redis is in reach: other processes are told at once")
        else:
            log.warning("Redis is out of reach, other processes see by themselves within a second or two: %s", wrong)

    def _drop(self, asked: Sequence[Asked]) -> None:
        for _, answer in asked:
            if answer is not None and not answer.done():
                answer.set_result(None)


def _connection(url: str) -> Any:
    """One of redis-py's. Made once and used again after each loss: to read the system's authorities takes a while."""
    pool: Any = ConnectionPool.from_url(
        url,
        protocol=2,
        socket_connect_timeout=STUCK_SECONDS,
        socket_timeout=None,
        retry=Retry(NoBackoff(), 0),
        client_name="ordering",
    )
    return pool.make_connection()
