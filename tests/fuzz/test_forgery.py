"""No text that people may write forges a field, an event or a second line of a stream."""

import json
import re
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz.conftest import EXAMPLES
from tests.fuzz.town import Town
from tests.stateful.events import Event
from tests.stateful.stream import Stream, parse

SPITEFUL = st.text(
    st.sampled_from(list("\r\n\x00\t\x0b\x0c\x1b\x85\u2028\u2029\ufeff\u202e :\"\\<>&가😀"))
    | st.characters(exclude_categories=["Cs"]),
    max_size=12,
) | st.lists(
    st.sampled_from(["\r\n", "\n", "\r", "\n\n", "data:", "id: 999", "event: reset", ": ", "retry: 1", "\x00", "\u2028",
                     "<img src=x onerror=alert(1)>", "한글", "x"]),
    max_size=6,
).map("".join)  # fmt: skip


def test_no_text_forges_anything_in_a_stream(town: Town) -> None:
    """Names, labels and notes as chance spells them: taken, each is one event with just that text; or refused."""
    here = town.here
    dish, table = here.items["냉면"], here.tables[1]
    called = "냉면"

    def said(method: str, path: str, body: Any, who: str | int = "owner") -> int:
        headers = {"Idempotency-Key": here.new_key()}
        # As a browser would send it: not everything that is text may be written as it is.
        return town.run(here.ask(who, method, path, body, headers)).status_code

    @settings(max_examples=8 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
    @given(name=SPITEFUL, label=SPITEFUL, note=SPITEFUL, line_note=SPITEFUL)
    @example("data: x", "id: 999", "one\ntwo\n\nevent: reset\ndata: {}", "<img src=x onerror=alert(1)>")
    def nothing_is_forged(name: str, label: str, note: str, line_note: str) -> None:
        nonlocal called
        head = town.run(here.ask("owner", "GET", "/admin/board")).json()["cursor"]
        named = said("PATCH", f"/admin/items/{dish}", {"name": name})
        labelled = said("PATCH", f"/admin/tables/{table}", {"label": label})
        line = {"item_id": dish, "quantity": 1, "note": line_note}
        ordered = said("POST", "/orders", {"lines": [line], "note": note}, 1)
        assert {named, labelled, ordered} <= {200, 201, 400}
        assert named == 400 or not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", name)
        assert labelled == 400 or not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", label)
        events = town.run(_after(town, head))
        assert [one.seq for one in events] == list(range(head + 1, head + 1 + len(events)))
        if labelled == 200 and any(one.type == "table.changed" for one in events):
            told = next(one.data["table"]["label"] for one in events if one.type == "table.changed")
            assert told == label.strip()
        placed = [one.data["order"] for one in events if one.type == "order.placed"]
        assert len(placed) == (ordered == 201)
        for order in placed:
            assert (order["note"], order["lines"][0]["note"]) == (note or None, line_note or None)
            assert named == 400 or order["lines"][0]["name"] == name.strip()
        renamed = named == 200 and name.strip() != called
        assert sum(one.type == "menu.changed" for one in events) == renamed, "the name it has already is no change"
        called = name.strip() if renamed else called

    nothing_is_forged()


async def _after(town: Town, cursor: int) -> list[Event]:
    """The raw stream after a cursor, parsed without mercy, up to its head."""
    here = town.here
    headers = {"Authorization": f"Bearer {here.token('owner')}", "Last-Event-ID": str(cursor)}
    head = (await here.ask("owner", "GET", "/admin/board")).json()["cursor"]
    stream = await Stream(here.app, "/api/v1/admin/events", headers).open()
    await stream.until(lambda: cursor == head or (stream.cursor or 0) >= head)
    await stream.cut()
    found = parse(stream.raw)
    for one in found:
        assert isinstance(one, Event)
        json.dumps(one.data).encode()
    return [one for one in found if isinstance(one, Event)]
