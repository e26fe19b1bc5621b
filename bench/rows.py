"""The table's rows: what each figure is, which floor it stands on, and what it must and should reach."""

from typing import Literal

from msgspec import Struct

Of = Literal["ratio", "figure"]
Unit = Literal["/s", "ms", "s", "KB", "%", ""]


class Bound(Struct, frozen=True):
    """A limit for a row's figure, in its unit, or for its ratio to the floor; ``or_times`` is enough too."""

    of: Of
    sign: Literal["≥", "≤"]
    limit: float
    or_times: float | None = None

    def __str__(self) -> str:
        other = f" or {self.or_times:g} ×" if self.or_times is not None else ""
        return f"{self.sign} {self.limit:,g}{' ×' if self.of == 'ratio' else ''}{other}"

    def holds(self, figure: float, ratio: float | None) -> bool | None:
        value = ratio if self.of == "ratio" else figure
        if value is None:
            return None
        if self.or_times is not None and ratio is not None and self._within(ratio, self.or_times):
            return True
        return self._within(value, self.limit)

    def _within(self, value: float, limit: float) -> bool:
        return value >= limit if self.sign == "≥" else value <= limit


class Row(Struct, frozen=True, kw_only=True):
    """``floor`` is the row that this one is set in relation to."""

    name: str
    what: str
    unit: Unit
    floor: str | None = None
    must: Bound | None = None
    aim: Bound | None = None


def at_least(limit: float) -> Bound:
    return Bound("figure", "≥", limit)


def at_most(limit: float) -> Bound:
    return Bound("figure", "≤", limit)


def times(limit: float) -> Bound:
    """At least that part of the floor."""
    return Bound("ratio", "≥", limit)


Targets = tuple[Bound | None, Bound | None]
"""Must and aim."""
NONE: Targets = (None, None)


def _row(name: str, what: str, unit: Unit, targets: Targets = NONE, *, floor: str | None = None) -> Row:
    must, aim = targets
    return Row(name=name, what=what, unit=unit, floor=floor, must=must, aim=aim)


def _orders(name: str, what: str, rate: Targets = NONE, p99: Targets = NONE, *, floor: str | None = None) -> list[Row]:
    return [
        _row(name, what, "/s", rate, floor=floor),
        _row(f"{name}-p50", "  p50", "ms"),
        _row(f"{name}-p99", "  p99", "ms", p99),
        _row(f"{name}-cpu", "  the server's CPU an order", "ms"),
    ]


def _live(name: str, what: str, targets: Targets = NONE) -> list[Row]:
    return [
        _row(f"{name}-p50", f"{what}, p50", "ms"),
        _row(f"{name}-p99", "  p99", "ms"),
        _row(f"{name}-order-p50", "  those orders sent → answered, p50", "ms"),
        _row(f"{name}-order-p99", "  p99", "ms"),
        _row(f"{name}-over", "  event's p99 − order's p99", "ms", targets, floor="f3-p99"),
    ]


FEW: Targets = (at_most(9), at_most(4))
FLAT: Targets = (times(0.8), None)
UNMOVED: Targets = (Bound("ratio", "≤", 2), None)
SOON: Targets = (at_most(28), Bound("figure", "≤", 19, or_times=1.4))
BOARD: Targets = (at_least(150), None)
BOARD_UNCHANGED: Targets = (at_least(150), at_least(1000))

ROWS = [
    _row("f1", "F1: bare Litestar handler, the menu's bytes, 32 connections", "/s"),
    _row("f1-cpu", "  its CPU an answer", "ms"),
    _row("menu", "menu, 32 connections", "/s", (times(0.5), times(0.8)), floor="f1"),
    _row("menu-p99", "  p99", "ms"),
    _row("menu-cpu", "  the server's CPU an answer", "ms", floor="f1-cpu"),
    _row("menu-304", "menu unchanged (304)", "/s", (None, times(1)), floor="menu"),
    _row("menu-logged", "menu with the access log (level INFO, the default)", "/s", floor="f1"),
    _row("menu-steady-p99", "menu at 200/s, p99", "ms"),
    _row("menu-logins-p99", "  with a staff login a second, p99", "ms", UNMOVED, floor="menu-steady-p99"),
    _row("files", "bare static files: a picture, 16 connections", "/s"),
    _row("picture", "the same picture from us", "/s", (times(0.5), None), floor="files"),
    _row("menu-before-uploads-p99", "menu at 200/s, p99", "ms"),
    _row("menu-uploads-p99", "  while 4 upload photos of 4 MB, p99", "ms", floor="menu-before-uploads-p99"),
    _row("flush", "a small write flushed to disk, alone", "/s"),
    _row("f2-1", "F2: order transaction alone, 1 writer", "/s"),
    *_orders("orders-1", "orders, 1 table at a time", floor="f2-1"),
    _row("f2-8", "F2: order transaction alone, 8 writers", "/s"),
    *_orders(
        "orders-8", "orders, 8 tables at once", (times(0.45), times(1.3)), (at_most(40), at_most(20)), floor="f2-8"
    ),
    _row("f2-32", "F2: order transaction alone, 32 writers", "/s"),
    *_orders(
        "orders-32", "orders, 32 tables at once", (times(0.45), times(2.2)), (at_most(150), at_most(30)), floor="f2-32"
    ),
    *_orders("sqlite-orders-1", "orders on SQLite, 1 table at a time"),
    *_orders("sqlite-orders-8", "orders on SQLite, 8 tables at once", (at_least(400), at_least(1500))),
    *_orders("sqlite-orders-32", "orders on SQLite, 32 tables at once"),
    _row("f3-p50", "F3: messages handed on, 5/s to 500 streams, p50", "ms"),
    _row("f3-p99", "  p99", "ms"),
    *_live("live-1", "order sent → event at 1 staff stream, 5/s", SOON),
    *_live("live-50", "order sent → event at 50 staff streams", SOON),
    *_live("live-500", "order sent → event at 500 staff streams", SOON),
    *_live("sqlite-live-500", "order on SQLite sent → event at 500 streams", SOON),
    _row("browser-p50", "order sent → card redrawn in a browser, 50 boards open, p50", "ms"),
    _row("browser-p99", "  p99", "ms", (at_most(150), at_most(80))),
    _row("browser-burst-p99", "100 orders in 2 s → each redrawn, p99", "ms"),
    _row("browser-longest-task", "  the page's longest task meanwhile (0: none over 50)", "ms", (at_most(100), None)),
    _row("idle-memory", "500 idle streams: memory a stream", "KB", (at_most(25), None)),
    _row("idle-cpu", "  the server's CPU, heartbeats included", "%", (at_most(0.99), None)),
    _row("idle-connections", "  database connections held", "", (at_most(0), None)),
    _row("board", "board, 20 tables × 10 orders, just changed", "/s", BOARD),
    _row("board-unchanged", "  unchanged", "/s", BOARD_UNCHANGED),
    _row("sqlite-board", "board on SQLite, just changed", "/s", BOARD),
    _row("sqlite-board-unchanged", "  unchanged", "/s", BOARD_UNCHANGED),
    _row("board-statements", "statements for a board that has just changed", "", (at_most(3), None)),
    _row("board-unchanged-statements", "  unchanged", "", (at_most(3), None)),
    _row("order-statements", "statements for one order, with COMMIT", "", FEW),
    _row("order-trips", "  everything the server was asked", "", FEW),
    _row("batch-statements", "statements an order, 8 tables at once", "", FEW),
    _row("batch-trips", "  everything the server was asked", "", FEW),
    _row("start", "start to first answer, embedded default", "s", (at_most(2), at_most(1))),
    _row("orders-empty", "orders, 8 tables at once, none stored", "/s"),
    _row("orders-stored", "  with stored orders", "/s", FLAT, floor="orders-empty"),
    _row("board-empty", "board just changed, none stored", "/s"),
    _row("board-stored", "  with stored orders", "/s", FLAT, floor="board-empty"),
]
