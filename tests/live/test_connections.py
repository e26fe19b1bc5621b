"""Stream connections in time: each gets its signs of life, is cut when it stalls and ends with its token."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering import clock
from ordering.live import connection as one
from ordering.live import connections as many
from ordering.live.connection import HEARTBEAT_SECONDS, PULSE_SECONDS, STALLED_SECONDS, StreamConnection
from ordering.live.connections import Connections
from ordering.security.callers import TableCaller

SECONDS = 70
NEVER = 10 * SECONDS
LOOK, SENDING = 1.0, 0.01
"""Seconds from look to look, and until what one has woken is sent."""


@dataclass(frozen=True)
class Stay:
    """How long a reader stays, from when on it takes nothing and for how long, and when it is told something."""

    opens_at: int
    expires_at: int
    stalls_at: int
    stalls_for: int
    leaves_at: int
    told_at: frozenset[int]
    pulses: bool


sometime = st.one_of(st.integers(1, SECONDS), st.just(NEVER))
stays = st.builds(
    Stay,
    opens_at=st.integers(0, 20),
    expires_at=sometime,
    stalls_at=sometime,
    stalls_for=sometime,
    leaves_at=sometime,
    told_at=st.frozensets(st.integers(0, SECONDS)),
    pulses=st.booleans(),
)


class Time:
    """The clock that connections have here."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Reader:
    """Somebody who reads a stream: what became of it, and when it was heard last."""

    def __init__(self, stay: Stay, time: Time, began: float) -> None:
        self.stay, self._time, self._began = stay, time, began
        caller = TableCaller(
            store_id=1, account_key="k", epoch=1, jti="j", device_id=1, table_id=1, table_number=1,
            expires_at=clock.now() + timedelta(seconds=max(0.0, stay.expires_at - (time.now - began))),
        )  # fmt: skip
        self.connection = StreamConnection(caller, self._cut, pulses=stay.pulses)
        self.heard_at = self.beaten_at = time.now
        self.stalled_at: float | None = None
        self.takes_again = asyncio.Event()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while await self.connection.next() is not None:
            self.heard_at = self._time.now
            if self.connection.beat_due:
                self.connection.beat()
                self.beaten_at = self._time.now
            if self._time.now - self._began >= self.stay.stalls_at and not self.takes_again.is_set():
                self.stalled_at = self.connection.sending_since = self._time.now
                await self.takes_again.wait()
                self.stalled_at = self.connection.sending_since = None

    def pass_time(self) -> None:
        if self.stalled_at is not None and self._time.now - self.stalled_at >= self.stay.stalls_for:
            self.takes_again.set()

    def _cut(self) -> None:
        self.reading.cancel()


async def a_while(stays: list[Stay], time: Time) -> None:
    connections, began = Connections(4 * len(stays)), time.now
    here: list[Reader] = []
    gone: list[Reader] = []
    for second in range(SECONDS):
        here += (new := [Reader(stay, time, began) for stay in stays if stay.opens_at == second])
        for reader in new:
            connections.add(reader.connection)
        for reader in here:
            if second in reader.stay.told_at:
                reader.connection.send(b"news")
            reader.pass_time()
        time.now += LOOK - SENDING
        connections.look(time.now)
        time.now += SENDING
        for _ in range(3):
            await asyncio.sleep(0)
        for reader in list(here):
            if reader.reading.done() or second == reader.stay.leaves_at:
                here.remove(reader)
                gone.append(reader)
                connections.remove(reader.connection)
                reader.reading.cancel()
            else:
                keeps_its_promises(reader, time.now, time.now - began)
        assert len(connections) == len(here)
    for reader in [*here, *gone]:
        reader.reading.cancel()


def keeps_its_promises(reader: Reader, now: float, passed: float) -> None:
    if reader.stalled_at is not None:
        assert now - reader.stalled_at < STALLED_SECONDS + LOOK, "it takes nothing, and is still there"
        return
    assert passed <= reader.stay.expires_at + LOOK, "its access has ended"
    assert now - reader.beaten_at < HEARTBEAT_SECONDS + LOOK / 2, "no heartbeat"
    assert not reader.stay.pulses or now - reader.heard_at < PULSE_SECONDS + LOOK / 2, "no pulse"


@given(st.lists(stays, min_size=1, max_size=8))
def test_whatever_comes_in_between_time_brings_each_stream_what_is_due(readers: list[Stay]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        time = Time()
        patch.setattr(one, "time", time)
        patch.setattr(many, "time", time)
        asyncio.run(a_while(readers, time))


async def test_a_stream_that_only_waits_is_looked_at_once_for_each_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    time, looks = Time(), list[float]()
    monkeypatch.setattr(one, "time", time)
    monkeypatch.setattr(many, "time", time)
    look = StreamConnection.look

    def counted(connection: StreamConnection, now: float) -> float:
        looks.append(now)
        return look(connection, now)

    monkeypatch.setattr(StreamConnection, "look", counted)
    connections = Connections(2)
    reader = Reader(Stay(0, NEVER, NEVER, NEVER, NEVER, frozenset(), pulses=False), time, time.now)
    connections.add(reader.connection)
    for _ in range(60):
        time.now += LOOK
        connections.look(time.now)
        await asyncio.sleep(0)
    reader.reading.cancel()
    assert len(looks) <= 1 + 60 / HEARTBEAT_SECONDS
