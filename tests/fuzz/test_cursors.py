"""Whatever a client sends as its cursor: a stream begins, or it is told what is wrong; never a fault of ours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.conftest import EXAMPLES
from tests.fuzz.town import Town
from tests.stateful.events import Event
from tests.stateful.stream import parse

TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40)
CURSORS = (
    st.integers(-3, 40).map(str)
    | st.integers().map(str)
    | st.floats().map(str)
    | TEXTS
    | st.sampled_from(["", " ", "²", "٣", "0x10", "1_0", "+1", "1e3", "00000000000000000003", "9" * 19, "9" * 4000])
)


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/admin/events"])
def test_no_cursor_breaks_a_stream(town: Town, path: str) -> None:
    town.deployment.services.hub.stop()  # streams begin and end at once
    who = "owner" if "admin" in path else 1
    head = town.run(town.here.ask("owner", "GET", "/admin/board")).json()["cursor"]

    @settings(max_examples=20 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
    @given(header=st.none() | CURSORS, after=st.none() | CURSORS)
    def no_cursor_breaks_it(header: str | None, after: str | None) -> None:
        headers = {"Authorization": f"Bearer {town.here.token(who)}"}
        own = {"Last-Event-ID": header.encode("latin-1", "replace")} if header is not None else {}
        asked = town.here.http.get(path, headers={**headers, **own}, params={"after": after} if after else {})  # type: ignore[arg-type]  # its parameters by name
        answer = town.run(asked)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        cursor = header or after  # a real server takes the blanks around it away
        known = not cursor or (cursor.isascii() and cursor.isdigit() and len(cursor) < 20 and int(cursor) <= head)
        told = [] if known else [Event(head, "reset", {"cursor": head})]
        assert parse(answer.content) == told

    no_cursor_breaks_it()
