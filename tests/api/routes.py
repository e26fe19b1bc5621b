"""Every route that takes JSON: who asks it, with which body, and what its fields refuse."""

from typing import Any

KEY = {"Idempotency-Key": "a-key-of-the-bad-input-tests"}
ROUTES: dict[str, tuple[str | int | None, str, str, dict[str, Any]]] = {}
"""Name: who, method, path, and a body that would be accepted. ``{…}`` in a path is filled from the world."""


def route(name: str, who: str | int | None, method: str, path: str, /, **body: Any) -> None:
    ROUTES[name] = who, method, path, body


KIND = {"key": "water", "label": {"ko": "물"}, "counted": True, "max": 3}
LINE = {"item_id": 1, "quantity": 1, "options": [1], "note": "x"}
OPTION = {"name": "o", "price_delta": 0, "default": False}
PRINTER = {
    **{"name": "n", "host": "127.0.0.1", "port": 9100, "width": 80, "encoding": "raster", "station_ids": [1]},
    **{"expo": False, "bills": False, "copies": 1, "backup_printer_id": None, "enabled": True, "agent_id": None},
}
HEX = "0123456789abcdef0123456789abcdef"
GROUP = {"name": "g", "min_choices": 0, "max_choices": 1, "options": [OPTION]}
route("pair", None, "POST", "/auth/table", store="s", table_number=1, password="wrong")
route("renew", None, "POST", "/auth/table/refresh", device_token="x")
route("pair a screen", None, "POST", "/auth/station", store="s", code="123456")
route("renew a screen", None, "POST", "/auth/station/refresh", device_token="x")
route("let a phone in", None, "POST", "/auth/phone", code="x")
route("log in", None, "POST", "/auth/staff", store="s", username="u", password="wrong")
route("order", 1, "POST", "/orders", lines=[LINE], note="x", expected_total=1, party=0)
route("order for", "staff", "POST", "/admin/tables/{table}/orders", lines=[LINE], note="x", expected_total=1, party=0)
route("advance", "staff", "PATCH", "/admin/orders/{order}", status="preparing", version=1)
route("cancel", "staff", "POST", "/admin/orders/{order}/cancellation", reason="r", version=1)
route("void", "staff", "POST", "/admin/orders/{order}/lines/{line}/cancellation", quantity=1, reason="r", version=1)
route("bump", "staff", "PATCH", "/kitchen/tickets/{order}01", status="started", version=1)
route("see tickets", "staff", "POST", "/kitchen/tickets/seen", ids=[1])
route("carry", "staff", "PATCH", "/kitchen/orders/{order}", status="completed", version=1)
route("call", 1, "POST", "/calls", kind="plates", count=2, note="x", party=0)
route("take call", "staff", "PATCH", "/admin/calls/{call}", status="taken", version=1)
route("close", "staff", "POST", "/admin/tables/{table}/closing", force=False, table_session_id=1)
route("move", "staff", "POST", "/admin/tables/{table}/move", to_table_id=1, table_session_id=1)
route("join", "staff", "POST", "/admin/tables/{table}/join", into_table_id=1, table_session_id=1, into_session_id=1)
route("unjoin", "staff", "POST", "/admin/tables/{table}/unjoin", table_session_id=1)
route("reopen", "staff", "POST", "/admin/tables/{table}/reopening", table_session_id=1)
route("move order", "staff", "POST", "/admin/orders/{order}/move", to_table_id=1, version=1)
route("count guests", "staff", "PATCH", "/admin/tables/{table}/session", guests=4, table_session_id=1)
route("add table", "manager", "POST", "/admin/tables", number=9, password="1234", label="l", area="a")
route("change table", "manager", "PATCH", "/admin/tables/{table}", number=9, password="1234", label="l", area="a")
route("add category", "manager", "POST", "/admin/categories", name="n", station_id=None)
route("rename category", "manager", "PATCH", "/admin/categories/{category}", name="n", station_id=None)
route("reorder", "manager", "PUT", "/admin/categories/order", ids=[1])
route("reorder items", "manager", "PUT", "/admin/categories/{category}/items/order", ids=[1])
route("add station", "manager", "POST", "/admin/stations", name="n", kind="prep")
route("change station", "manager", "PATCH", "/admin/stations/{station}", name="n", kind="prep")
route("reorder stations", "manager", "PUT", "/admin/stations/order", ids=[1])
route("add printer", "manager", "POST", "/admin/printers", **PRINTER)
route("change printer", "manager", "PATCH", "/admin/printers/{printer}", **PRINTER)
route("add agent", "manager", "POST", "/admin/print-agents", name="n")
route("take a turn", "agent", "POST", "/print-agent/printers/{far}/turn", holder=HEX)
route("release", "agent", "POST", "/print-agent/printers/{far}/release", holder=HEX)
route("begin", "agent", "POST", "/print-agent/jobs/{paper}/beginning", holder=HEX, key=HEX)
route("tell", "agent", "POST", "/print-agent/jobs/{paper}/outcome", key=HEX, outcome="sent", error=None)
route("postpone", "agent", "POST", "/print-agent/jobs/{paper}/postponement", holder=HEX, attempts=0, error="refused")
route("print bill", "staff", "POST", "/admin/tables/{table}/bill/print", printer_id=None)
route("add item", "manager", "POST", "/admin/items", category_id=1, name="n", price=1, description="d", image_id=None,
      station_id=None, hidden=False, badges=["new"], spice=1, option_groups=[GROUP])  # fmt: skip
route("change item", "manager", "PATCH", "/admin/items/{item}", category_id=1, name="n", price=1, description="d",
      image_id=None, station_id=None, hidden=False, badges=["new"], spice=1, option_groups=[GROUP])  # fmt: skip
route("change many", "manager", "PATCH", "/admin/items",
      items=[{"id": 1, "price": 1, "sold_out": False, "hidden": False, "category_id": 1}])  # fmt: skip
route("hire", "owner", "POST", "/admin/staff", username="u", password="12345678", role="staff")
route("change person", "owner", "PATCH", "/admin/staff/{person}", username="u", password="12345678", role="staff",
      disabled=False)  # fmt: skip
route("change store", "manager", "PATCH", "/admin/store", name="n", timezone="Asia/Seoul", day_cutoff_hour=1,
      currency="KRW", locale="ko", board_minutes=[1, 2], cooking_minutes=[1, 2],
      retention_days=1, devices_per_table=1, pairing="always", logo_id=None, cover_id=None, accent="#c2410c",
      call_kinds=[KIND], call_minutes=[1, 2], phones=False, unseen_seconds=60, serving_tap=False,
      limits={"open_orders_per_table": 1, "seconds_between_orders": 1, "undo_seconds": 1})  # fmt: skip

HUGE = [2**31, 2**63, -(2**63) - 1, 10**30]
NOT_NUMBERS = ["2", 1.0, 1.5, True, None, [], {}, ""]
NOT_TEXTS = [2, 1.5, True, [], {}]
NOT_FLAGS = [0, 1, "true", None, [], {}]
CONTROLS = ["\x00", "a\x00b", "\x07bell", "\x1b[2J", "del\x7f", "c1\x85", "line\u2028"]


def wrong_number(low: int, high: int, *, null: bool = False) -> list[Any]:
    return [
        low - 1,
        high + 1,
        -1 if low >= 0 else low - 5,
        *HUGE,
        *(x for x in NOT_NUMBERS if x is not None or not null),
    ]


def wrong_id(*, null: bool = False) -> list[Any]:
    return [2**63, -(2**63) - 1, 10**30, *(x for x in NOT_NUMBERS if x is not None or not null)]


def wrong_text(most: int, *, least: int = 0, null: bool = False, controls: list[str] = CONTROLS) -> list[Any]:
    short = ["x" * (least - 1)] if least else []
    return ["x" * (most + 1), "한" * (most + 1), *short, *controls, *NOT_TEXTS, *([] if null else [None])]


BLANK = ["   ", "\t", "two\nlines"]
GROUPS: dict[str, list[Any]] = {
    "option_groups": [None, {}, "x", [GROUP] * 21],
    "option_groups[0].name": [*wrong_text(50, least=1), *BLANK],
    "option_groups[0].min_choices": wrong_number(0, 50),
    "option_groups[0].max_choices": wrong_number(1, 50),
    "option_groups[0].options": [[], [OPTION] * 51, None, {}],
    "option_groups[0].options[0].name": [*wrong_text(50, least=1), *BLANK],
    "option_groups[0].options[0].price_delta": wrong_number(-10_000_000, 10_000_000),
    "option_groups[0].options[0].default": [*NOT_FLAGS, True],  # it is no required choice
    "option_groups[0].options[0].id": wrong_id(null=True),
    "option_groups[0].id": wrong_id(null=True),
}
ITEM: dict[str, list[Any]] = {
    "category_id": wrong_id(),
    "name": [*wrong_text(100, least=1), *BLANK],
    "price": wrong_number(0, 10_000_000),
    "description": wrong_text(2000),
    "image_id": wrong_id(null=True),
    "station_id": wrong_id(null=True),
    "hidden": NOT_FLAGS,
    "badges": [None, {}, "new", ["new"] * 6],
    "badges[0]": ["hot", "NEW", "", None, 1],
    "spice": wrong_number(0, 3),
    **GROUPS,
}
CATEGORY: dict[str, list[Any]] = {"name": [*wrong_text(50, least=1), *BLANK], "station_id": wrong_id(null=True)}
STATION: dict[str, list[Any]] = {
    "name": [*wrong_text(30, least=1), *BLANK],
    "kind": ["grill", "PREP", "", *NOT_TEXTS, None],
}
BY_CHANCE = [HEX[1:], HEX + "0", HEX.upper(), HEX[1:] + "g", HEX + "\n", "", *NOT_TEXTS, None]
A_TROUBLE = ["x" * 41, "Refused", "a b", "", *NOT_TEXTS]
PRINTERS: dict[str, list[Any]] = {
    "name": [*wrong_text(50, least=1), *BLANK],
    "host": ["8.8.8.8", "169.254.169.254", "0.0.0.0", "::ffff:1.1.1.1", "a b", "", "x" * 254, *NOT_TEXTS, None],
    "port": wrong_number(1, 65535),
    "width": [57, 72, "80", *NOT_TEXTS[1:], None],
    "encoding": ["utf8", "RASTER", "", *NOT_TEXTS, None],
    "station_ids": [None, {}, "x", [1] * 101],
    "station_ids[0]": wrong_id(),
    "expo": NOT_FLAGS,
    "bills": NOT_FLAGS,
    "copies": wrong_number(1, 3),
    "backup_printer_id": wrong_id(null=True),
    "enabled": NOT_FLAGS,
    "agent_id": wrong_id(null=True),
}
DRAFT: dict[str, list[Any]] = {
    "lines": [None, [], {}, "x", [LINE] * 51],
    "lines[0]": [None, [], "x", 1],
    "lines[0].item_id": wrong_id(),
    "lines[0].quantity": wrong_number(1, 99),
    "lines[0].options": [None, {}, "x", [1] * 101, [1, 1]],
    "lines[0].options[0]": wrong_id(),
    "lines[0].note": wrong_text(200, null=True),
    "note": wrong_text(200, null=True),
    "expected_total": [-1, 2**63, 10**30, "2", 1.0, True, [], {}],
    "party": wrong_id(null=True),
}
TABLE: dict[str, list[Any]] = {
    "number": wrong_number(1, 999),
    "password": wrong_text(64, least=4),
    "label": [*wrong_text(50, least=1, null=True), *BLANK],
    "area": [*wrong_text(50, least=1, null=True), *BLANK],
}
PERSON: dict[str, list[Any]] = {
    "username": [*wrong_text(40, least=1), *BLANK],
    "password": wrong_text(128, least=8),
    "role": ["admin", "OWNER", "", *NOT_TEXTS, None],
    "disabled": NOT_FLAGS,
}
WRONG: dict[str, dict[str, list[Any]]] = {
    "pair": {
        "store": [None, 1, "", "x" * 201],
        "table_number": wrong_number(1, 999),
        "password": [None, 1, "", "x" * 201],
    },
    "renew": {"device_token": [None, 1, "", "x" * 201]},
    "pair a screen": {name: [None, 1, "", "x" * 201] for name in ("store", "code")},
    "renew a screen": {"device_token": [None, 1, "", "x" * 201]},
    "let a phone in": {"code": [None, 1, "", "x" * 201]},
    "log in": {name: [None, 1, "", "x" * 201] for name in ("store", "username", "password")},
    "order": DRAFT,
    "order for": DRAFT,
    "advance": {"status": ["cancelled", "done", "", None, 1], "version": wrong_id()},
    "cancel": {"reason": [*wrong_text(200, least=1, controls=CONTROLS[:-1]), "   "], "version": wrong_id()},
    "void": {
        "quantity": wrong_number(1, 99, null=True),
        "reason": [*wrong_text(200, least=1, controls=CONTROLS[:-1]), "   "],
        "version": wrong_id(),
    },
    "bump": {"status": ["void", "DONE", "", None, 1], "version": wrong_id()},
    "see tickets": {"ids": [None, {}, "x", [1] * 201], "ids[0]": wrong_id()},
    "carry": {"status": ["pending", "cancelled", "", None, 1], "version": wrong_id()},
    "call": {
        "kind": ["coffee", "", "x" * 21, *NOT_TEXTS, None],
        "count": wrong_number(1, 20, null=True),
        "note": wrong_text(100, null=True, controls=CONTROLS[:-1]),
        "party": wrong_id(null=True),
    },
    "take call": {"status": ["withdrawn", "", None, 1], "version": wrong_id()},
    "close": {"force": NOT_FLAGS, "table_session_id": wrong_id(null=True)},
    "move": {"to_table_id": wrong_id(), "table_session_id": wrong_id()},
    "join": {"into_table_id": wrong_id(), "table_session_id": wrong_id(), "into_session_id": wrong_id()},
    "unjoin": {"table_session_id": wrong_id()},
    "reopen": {"table_session_id": wrong_id()},
    "move order": {"to_table_id": wrong_id(), "version": wrong_id()},
    "count guests": {"guests": wrong_number(1, 99, null=True), "table_session_id": wrong_id()},
    "add table": TABLE,
    "change table": TABLE,
    "add category": CATEGORY,
    "rename category": CATEGORY,
    "reorder": {"ids": [None, {}, "x", [1] * 1001, [1, 1], [999999]], "ids[0]": wrong_id()},
    "add station": STATION,
    "change station": STATION,
    "add printer": PRINTERS,
    "change printer": PRINTERS,
    "add agent": {"name": [*wrong_text(50, least=1), *BLANK]},
    "take a turn": {"holder": BY_CHANCE},
    "release": {"holder": BY_CHANCE},
    "begin": {"holder": BY_CHANCE, "key": BY_CHANCE},
    "tell": {"key": BY_CHANCE, "outcome": ["printed", "", *NOT_TEXTS, None], "error": A_TROUBLE},
    "postpone": {"holder": BY_CHANCE, "attempts": wrong_number(0, 2**31 - 1), "error": [*A_TROUBLE, None]},
    "print bill": {"printer_id": wrong_id(null=True)},
    "reorder stations": {"ids": [None, {}, "x", [1] * 1001, [1, 1], [999999]], "ids[0]": wrong_id()},
    "reorder items": {"ids": [None, {}, "x", [1] * 1001, [1, 1], [999999]], "ids[0]": wrong_id()},
    "add item": ITEM,
    "change item": ITEM,
    "change many": {
        "items": [None, [], {}, "x"],
        "items[0]": [None, [], "x", 1],
        "items[0].id": wrong_id(),
        "items[0].price": [one for one in NOT_NUMBERS if one is not True] + [10**30],
        "items[0].sold_out": NOT_FLAGS,
        "items[0].hidden": NOT_FLAGS,
        "items[0].category_id": wrong_id(),
    },
    "hire": {name: wrong for name, wrong in PERSON.items() if name != "disabled"},
    "change person": PERSON,
    "change store": {
        "name": [*wrong_text(100, least=1), *BLANK],
        "timezone": ["Mars/Base", "", "../etc/passwd", "KST", None, 9, "\x00"],
        "day_cutoff_hour": wrong_number(0, 12),
        "currency": ["krw", "KR", "KRWW", "", None, 1, "ＫＲＷ"],
        "locale": ["fr", "KO", "", None, 1],
        "board_minutes": [[1], [1, 2, 3], None, {}, [10, 5]],
        "cooking_minutes": [[1], [1, 2, 3], None, {}, [10, 5]],
        "cooking_minutes[0]": wrong_number(1, 1440),
        "cooking_minutes[1]": wrong_number(1, 1440),
        "board_minutes[0]": wrong_number(1, 1440),
        "retention_days": wrong_number(1, 3650),
        "devices_per_table": wrong_number(0, 1000),
        "pairing": ["never", "", "ALWAYS", 1, None, []],
        "logo_id": wrong_id(null=True),
        "cover_id": wrong_id(null=True),
        "accent": ["", "c2410c", "#fff", "#c2410c00", "#C2410G", "red", "#c2410c\n", "#ffffff", "#7f7f7f", 1, []],
        "phones": NOT_FLAGS,
        "unseen_seconds": wrong_number(0, 3600),
        "serving_tap": NOT_FLAGS,
        "call_minutes": [[1], [1, 2, 3], None, {}, [10, 5]],
        "call_minutes[0]": wrong_number(1, 1440),
        "call_kinds": [None, {}, "x", [KIND] * 21],
        "call_kinds[0].key": ["", "x" * 21, "Water", "물", "a b", "water\n", *NOT_TEXTS, None],
        "call_kinds[0].label": [{}, {"en": "Water"}, None, [], "물"],
        "call_kinds[0].counted": NOT_FLAGS,
        "call_kinds[0].max": wrong_number(1, 20),
        "limits": [None, [], 1],
        "limits.open_orders_per_table": wrong_number(0, 1000),
        "limits.seconds_between_orders": wrong_number(0, 3600),
        "limits.undo_seconds": wrong_number(0, 3600),
    },
}
OPTIONAL = {
    "void": {"quantity"},
    "call": {"count", "note", "party"},
    "order": {"note", "expected_total", "party", "lines[0].options", "lines[0].note"},
    "add table": {"label", "area"},
    "add category": {"station_id"},
    "add station": {"kind"},
    "add printer": {*PRINTERS} - {"name", "host", "station_ids[0]"},
    "print bill": {"printer_id"},
    "tell": {"error"},
    "add item": {
        *("description", "station_id", "image_id", "hidden", "badges", "spice", "option_groups"),
        *("option_groups[0].options[0].price_delta", "option_groups[0].options[0].default"),
    },
    "change many": {"items[0].price", "items[0].sold_out", "items[0].hidden", "items[0].category_id"},
    "close": {"force", "table_session_id"},
}
OPTIONAL["order for"] = OPTIONAL["order"]
