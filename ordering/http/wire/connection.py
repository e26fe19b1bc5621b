"""Uvicorn's protocol with deadlines: for a request's head, its body, an idle connection, and an answer nobody reads."""

import math
import time
from functools import partial
from typing import Any

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from ordering.http.wire.answers import kept_lines, problem
from ordering.http.wire.owed import Owed
from ordering.http.wire.slots import Full
from ordering.http.wire.upgrades import without_upgrade
from ordering.http.wire.wire import Wire

HEAD_SECONDS = 10.0
BODY_SECONDS = 30.0
IDLE_SECONDS = 75
UNREAD_SECONDS = 30.0
LINGER_SECONDS = 2.0
"""So long a refused client may still send what it was about to: closing at once would take the answer from it."""
HEAD_BYTES = 64 * 1024
LINGER_BYTES = 1024 * 1024
LAST_CALL_SECONDS = 0.5
"""So long who is idle may still ask when we end: what is on its way to a connection that is closed by then is lost."""
MOST_TURNED_AWAY = 64
"""So many are told at a time; whoever comes then is only hung up on."""
HEALTH = "/health"
BLANK_LINE = b"\r\n"


class HeadTooLarge(Exception):
    pass


class Connection(HttpToolsProtocol):
    """One client's connection. While something is pending it is looked at each two seconds, which is cheaper than a
    timer for each request. In a stream that has begun something is once its client takes less than it is sent.

    What a request has to know of it stands in its scope: when it ``came`` and was ``whole``; ``hang_up`` cuts the
    connection; ``late`` is there once the body's time is over, ``gone`` once the client has left before its answer
    was whole (``when_gone`` is called then), ``shed`` if there is too much to do.
    """

    def __init__(self, *args: Any, wire: Wire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wire = wire
        self._answering: RequestResponseCycle | None = None
        self._owed = Owed.NOTHING
        self._until = math.inf
        self._fruitless = 0  # bytes since the head began, or since the last piece of the body
        self._unsent = 0
        self._unsent_since = math.inf
        self._last_call = False

    @property
    def address(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def owes(self) -> bool:
        return self._owed is not Owed.NOTHING

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        full = self.wire.slots.take(self)
        if full is not None:
            self._turn_away(full)
        else:
            self._owe(Owed.HEAD, HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self.wire.slots.leave(self)
        self.wire.turned_away.discard(self)
        self.wire.pending.discard(self)
        super().connection_lost(exc)
        cycle = self._answering  # uvicorn tells only the last one that came, which may wait behind it
        if cycle is not None and not cycle.response_complete:
            cycle.scope["gone"] = True  # type: ignore[typeddict-unknown-key]  # a key of ours
            cycle.disconnected = True
            cycle.message_event.set()
            if callable(when_gone := cycle.scope.get("when_gone")):
                when_gone()

    def data_received(self, data: bytes) -> None:
        if self._owed is Owed.LEAVE:
            self._discard(len(data))
            return
        if self._owed is Owed.NOTHING:
            if data == BLANK_LINE:  # some send one after a body
                return
            self._owe(Owed.HEAD, HEAD_SECONDS)
            self.wire.slots.works(self)
        elif self._owed is Owed.HEAD and not self._fruitless:
            self.wire.slots.works(self)
        if self._owed is Owed.HEAD:
            data = without_upgrade(data)
        self._fruitless += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:  # in pieces, so it was not seen: what follows would be read as a request
            self._refuse(400, "bad_request", "This speaks HTTP/1.1, and nothing that it could be upgraded to.")
        except httptools.HttpParserError as error:
            self._refuse_unreadable(error)
            return
        if self._fruitless > HEAD_BYTES and self._owed is not Owed.NOTHING:
            self._refuse_head()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.wire.pending.add(self)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["hang_up"] = self.transport.abort  # type: ignore[typeddict-unknown-key]  # a key of ours
        if self._owed is not Owed.HEAD:  # it came in one piece with what was before it
            self._owe(Owed.HEAD, HEAD_SECONDS)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._owed is Owed.HEAD:  # else a trailer, which nobody reads
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._fruitless > HEAD_BYTES:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > HEAD_BYTES:
                raise HeadTooLarge
        self._owe(Owed.BODY, BODY_SECONDS)
        super().on_headers_complete()
        self.headers = []  # they are the scope's now

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answering = cycle
        if self._last_call and not self.pipeline:
            cycle.keep_alive = False
        if cycle.scope["path"] == HEALTH:  # a balancer that waited with the crowd would take out whoever is busiest
            super()._start_asgi_task(cycle, app)
            return
        cycle.scope["came"] = time.perf_counter()  # type: ignore[typeddict-unknown-key]  # a key of ours
        self.wire.gate.enter(partial(self._begin, cycle, app), cycle.scope)

    def _begin(self, cycle: RequestResponseCycle, app: ASGI3Application, late: bool) -> bool:
        """Whether it goes on, in a task of its own."""
        if late:
            cycle.scope["shed"] = True  # type: ignore[typeddict-unknown-key]  # likewise
        elif self._is_free(cycle) and (answer := self.wire.at_once(cycle.scope)) is not None:
            self._answer_at_once(cycle, *answer)
            return False
        super()._start_asgi_task(cycle, app)
        return True

    def _is_free(self, cycle: RequestResponseCycle) -> bool:
        """Whether an answer can be written at once. Not where others wait behind it: each would be answered inside of
        the one before.
        """
        return cycle.keep_alive and not (self.flow.write_paused or self.pipeline or self.transport.is_closing())

    def _answer_at_once(self, cycle: RequestResponseCycle, head: bytes, body: bytes) -> None:
        """Without a task, a turn of the loop, and messages between us: they take longer than a short answer itself."""
        self.transport.writelines([head, kept_lines(tuple(cycle.default_headers)), BLANK_LINE, body])
        cycle.response_started = cycle.response_complete = True
        self.on_response_complete()

    def on_body(self, body: bytes) -> None:
        self._fruitless = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._owe(Owed.NOTHING, math.inf)
        self.scope["whole"] = time.perf_counter()  # type: ignore[typeddict-unknown-key]  # a key of ours
        super().on_message_complete()
        self._note_idle()

    def on_response_complete(self) -> None:
        """As uvicorn's, but for a timer in each connection that rests: see ``Slots.let_go``."""
        self.server_state.total_requests += 1
        self.wire.pending.add(self)
        if not self.transport.is_closing():
            self.flow.resume_reading()
            if self.pipeline:
                self._start_asgi_task(*self.pipeline.pop())
        self._note_idle()

    def _note_idle(self) -> None:
        """An answer may be given before its request has come whole."""
        if self._owed is Owed.NOTHING and self._answers_nobody() and not self.transport.is_closing():
            self.wire.slots.idles(self)

    def look(self, now: float) -> None:
        """What time brings."""
        if now >= self._until:
            self._too_slow(now)
        unsent = self.transport.get_write_buffer_size()
        if self._unsent == 0 or unsent < self._unsent:
            self._unsent_since = now
        elif now - self._unsent_since >= UNREAD_SECONDS:
            self.wire.tally.note("connections cut: their answers were not read", self.address)
            self.transport.abort()
        self._unsent = unsent
        if unsent == 0 and self._owed is Owed.NOTHING and (self._answers_nobody() or self._streams()):
            self.wire.pending.discard(self)

    def shutdown(self) -> None:
        """Whoever is idle may ask once more, and is told that it was the last time."""
        self._last_call = True
        if self._answers_nobody():
            self.loop.call_later(LAST_CALL_SECONDS, self._leave)
        else:
            super().shutdown()

    def _leave(self) -> None:
        if self._answers_nobody():
            self.transport.close()

    def _answers_nobody(self) -> bool:
        return self._answering is None or self._answering.response_complete

    def _streams(self) -> bool:
        """Whether its answer goes on for as long as its client stays."""
        return self._answering is not None and "when_gone" in self._answering.scope

    def make_room(self) -> None:
        if self._owed is not Owed.NOTHING and self._fruitless:
            self.wire.tally.note("slow connections cut: all places were taken", self.address)
            self.transport.abort()
        else:
            self.transport.close()

    def _owe(self, what: Owed, seconds: float) -> None:
        self._owed = what
        self.wire.pending.add(self)
        self._until = time.monotonic() + seconds
        self._fruitless = 0

    def _too_slow(self, now: float) -> None:
        if self._owed is Owed.LEAVE:
            self.transport.abort()
        elif self._owed is Owed.HEAD:
            self._head_too_slow()
        elif self.flow.read_paused:  # by us: it may not send
            self._until = now + BODY_SECONDS
        else:
            self._body_too_slow()

    def _head_too_slow(self) -> None:
        if not self._fruitless:  # a browser that opened one in case: nothing was asked, so nothing is answered
            self.transport.close()
            return
        self.wire.tally.note("requests refused: their heads took too long", self.address)
        self._refuse(408, "too_slow", "The request's head took too long to arrive.")

    def _body_too_slow(self) -> None:
        self.wire.tally.note("requests refused: their bodies took too long", self.address)
        if self.cycle.response_started:
            (self.transport.close if self.cycle.response_complete else self.transport.abort)()
            return
        # Whoever reads the body tells the client, and the log. See ``Edge``.
        self._until = math.inf
        self.cycle.scope["late"] = True  # type: ignore[typeddict-unknown-key]  # a key of ours
        self.cycle.keep_alive = False
        self.cycle.message_event.set()

    def _refuse_unreadable(self, error: httptools.HttpParserError) -> None:
        if isinstance(error.__context__, HeadTooLarge):
            self._refuse_head()
            return
        self.wire.tally.note("requests refused: they were not HTTP", self.address)
        self._refuse(400, "bad_request", "This is not HTTP as we know it.")

    def _refuse_head(self) -> None:
        self.wire.tally.note("requests refused: their heads were too large", self.address)
        self._refuse(431, "head_too_large", f"The request's head is larger than {HEAD_BYTES // 1024} KB.")

    def _turn_away(self, full: Full) -> None:
        self.wire.tally.note(full, self.address)
        if len(self.wire.turned_away) >= MOST_TURNED_AWAY:
            self._owe(Owed.LEAVE, 0)
            self.transport.abort()
            return
        self.wire.turned_away.add(self)
        self._refuse(503, "too_many_connections", "Too many connections are open. Try again in a moment.")

    def _refuse(self, status: int, code: str, detail: str) -> None:
        """Answer it, unless another answer is under way, and listen no more."""
        self._owe(Owed.LEAVE, LINGER_SECONDS)
        self.wire.slots.works(self)
        if not self._answers_nobody():
            self.transport.abort()
            return
        again = [(b"retry-after", b"1")] if status == 503 else []
        self.transport.write(problem(status, code, detail, [*again, *self.wire.headers]))
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _discard(self, count: int) -> None:
        self._fruitless += count
        if self._fruitless > LINGER_BYTES:
            self.transport.abort()
