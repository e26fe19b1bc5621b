"""The figures that the table shows, with what they must and should reach (must, aim), in the order of their subjects.

Where a target was given as a time, it was of a machine on which F2's p99 with 8 writers is 25 ms, and stands here as
the multiple that it is of that.
"""

from collections.abc import Iterable

from bench.plan import FULL
from bench.rows import NONE, Row, Targets, Unit, at_least, at_most, at_most_times, times

F2_P99 = 25


def _row(
    name: str, what: str, unit: Unit, targets: Targets = NONE, *, floor: str | None = None, run: str | None = None
) -> Row:
    must, aim = targets
    return Row(name=name, what=what, unit=unit, run=run or name, floor=floor, must=must, aim=aim)


def _alone(name: str, what: str, cpu: Targets = NONE) -> list[Row]:
    """One connection, one request at a time."""
    return [
        _row(f"{name}-cpu", f"{what}: the server's CPU a request", "ms", cpu, run=name),
        _row(f"{name}-p50", "  p50", "ms", run=name),
    ]


def _f2(name: str, what: str) -> list[Row]:
    return [_row(name, f"F2: order transaction alone, {what}", "/s"), _row(f"{name}-p99", "  p99", "ms")]


def _orders(
    name: str, what: str, rate: Targets = NONE, p99: Targets = NONE, cpu: Targets = NONE, *, floor: str | None = None
) -> list[Row]:
    return [
        _row(name, f"orders, {what}", "/s", rate, floor=floor),
        _row(f"{name}-p50", "  p50", "ms", run=name),
        _row(f"{name}-p99", "  p99", "ms", p99, run=name, floor=floor and f"{floor}-p99"),
        _row(f"{name}-cpu", "  the server's CPU an order", "ms", cpu, run=name),
    ]


def _live(name: str, what: str, targets: Targets = NONE) -> list[Row]:
    return [
        _row(f"{name}-p50", f"{what}, p50", "ms", run=name),
        _row(f"{name}-p99", "  p99", "ms", run=name),
        _row(f"{name}-order-p50", "  those orders sent → answered, p50", "ms", run=name),
        _row(f"{name}-order-p99", "  p99", "ms", run=name),
        _row(f"{name}-over", "  event's p99 − order's p99", "ms", targets, run=name, floor="f3-p99"),
    ]


def _rush(name: str, what: str, answered: Targets, p99: Targets) -> list[Row]:
    return [
        _row(f"{name}-offered", f"rush of 200 tables, {what}", "/s", run=name),
        _row(f"{name}-answered", "  answered", "%", answered, run=name),
        _row(f"{name}-order-p99", "  orders, p99", "ms", p99, run=name, floor="f2-8-p99"),
        _row(f"{name}-order-p50", "  p50", "ms", run=name),
        _row(f"{name}-own-p99", "  own orders, p99", "ms", run=name),
        _row(f"{name}-menu-p99", "  menu, p99", "ms", run=name),
    ]


FLAT = at_most_times(1.2)


def _grown(stored: int) -> Iterable[Row]:
    told = f"with {stored:,} stored orders" if stored else "with no stored orders"
    for part, name in (("order-p50", "an order"), ("board-p50", "board just changed"), ("own-p50", "own orders")):
        floor = f"grown-0-{part}" if stored else None
        targets = FLAT if stored else NONE
        yield _row(f"grown-{stored}-{part}", f"{name} {told}, p50", "ms", targets, floor=floor)
    page = at_most_times(1_000 / F2_P99)
    yield _row(f"grown-{stored}-page-p99", f"history page {told}, p99", "ms", page, floor="f2-8-p99")


ROWS = [
    _row("f1", "F1: bare Litestar handler, the menu's bytes, 32 connections", "/s"),
    _row("f1-cpu", "  its CPU an answer", "ms", run="f1"),
    _row("menu", "menu, 32 connections", "/s", times(0.7, 0.85), floor="f1"),
    _row("menu-p99", "  p99", "ms", run="menu"),
    _row("menu-cpu", "  the server's CPU an answer", "ms", run="menu", floor="f1-cpu"),
    _row("menu-304", "menu unchanged (304)", "/s", times(None, 1), floor="menu"),
    *_alone("menu-1", "menu, alone"),
    *_alone("own", "own orders, 10 orders", at_most(1.5, 0.8)),
    *_alone("board", "board, 20 tables × 10 orders, just changed", at_most(2.5, 1)),
    *_alone("board-unchanged", "board unchanged", at_most(1, 0.4)),
    _row("order-packets", "packets to the database: one order, with COMMIT", "", at_most(7, 5)),
    _row("own-packets", "packets: own orders", "", at_most(1, 1)),
    _row("board-packets", "packets: board unchanged", "", at_most(1, 1)),
    _row("board-changed-packets", "packets: board just changed", ""),
    _row("batch-packets", "packets: an order, 8 tables at once", ""),
    _row("flush", "a small write flushed to disk, alone", "/s"),
    *_f2("f2-1", "1 writer"),
    _row("f2-blocking", "F2 on SQLite by a driver that blocks, 1 writer", "/s"),
    *_orders("orders-1", "1 table at a time", times(0.4, 0.7), cpu=at_most(4), floor="f2-1"),
    *_f2("f2-8", "8 writers"),
    *_orders("orders-8", "1 store, 8 tables at once", times(0.8, 1.3), at_most_times(2, 1.2), floor="f2-8"),
    *_f2("f2-32", "32 writers"),
    *_orders("orders-32", "1 store, 32 tables at once", times(1.5, 2.5), at_most_times(1.2, 0.6), floor="f2-32"),
    *_f2("f2-stores", "32 writers at 20 stores"),
    *_orders("orders-stores", "20 stores, 32 tables at once", times(0.5, 0.8), floor="f2-stores"),
    *_alone("plain-order", "an order in a store without stations"),
    _row(
        "stations-order-cpu", "  with three: CPU", "ms", at_most_times(1.25),
        run="stations-order", floor="plain-order-cpu",
    ),
    _row(
        "stations-order-p50", "  p50", "ms", at_most_times(1.25),
        run="stations-order", floor="plain-order-p50",
    ),
    *_orders("sqlite-orders-1", "SQLite, 1 table at a time"),
    *_orders("sqlite-orders-8", "SQLite, 8 tables at once", at_least(800, 1_500)),
    *_orders("sqlite-orders-32", "SQLite, 32 tables at once"),
    *_alone("sqlite-own", "own orders on SQLite"),
    *_alone("sqlite-board", "board on SQLite, just changed"),
    *_alone("sqlite-board-unchanged", "board on SQLite, unchanged"),
    _row("f3-p50", "F3: messages handed on, 5/s to 500 streams, p50", "ms", run="f3"),
    _row("f3-p99", "  p99", "ms", run="f3"),
    *_live("live", "order sent → event at 500 staff streams", at_most_times(1.6, 1.2)),
    *_live("sqlite-live", "order on SQLite sent → event at 500 streams"),
    _row("browser-p50", "order sent → card redrawn in a browser, 50 boards open, p50", "ms"),
    _row("browser-p99", "  p99", "ms", at_most_times(100 / F2_P99, 60 / F2_P99), floor="f2-8-p99"),
    _row("browser-first", "  the first after minutes without one", "ms"),
    _row("browser-burst-p99", "100 orders in 2 s → each redrawn, p99", "ms"),
    _row("browser-longest-task", "  the page's longest task meanwhile (0: none over 50)", "ms"),
    *_rush("rush-11", "0.11 × F1", at_least(98), at_most_times(3)),
    *_rush("rush-600", "600/s", at_least(98), at_most_times(3)),
    *_rush("rush-27", "0.27 × F1", at_least(None, 98), at_most_times(None, 2)),
    _row("saturated", "rush past saturation, 200 tablets", "/s"),
    _row("half-order-p50", "  orders at half that rate, p50", "ms", run="half"),
    _row("saturated-order-p99", "  orders, p99", "ms", at_most_times(10), run="saturated", floor="half-order-p50"),
    _row("saturated-order-answered", "  orders answered, the rest 503", "%", at_least(50), run="saturated"),
    _row("saturated-menu-p99", "  menu, p99", "ms", run="saturated"),
    _row("saturated-own-p99", "  own orders, p99", "ms", run="saturated"),
    _row("without-logins-menu-p99", "rush of half that, ≤ 200/s: menu, p99", "ms", run="without-logins"),
    _row(
        "with-logins-menu-p99", "  with two staff logins a second", "ms", at_most_times(1.3),
        run="with-logins", floor="without-logins-menu-p99",
    ),
    _row("calm-p50", "one store's order, 20/s, p50", "ms"),
    _row(
        "storm-p50", "  while another store's 50 tables storm, p50", "ms", at_most_times(2),
        run="storm", floor="calm-p50",
    ),
    _row("calm-p99", "  p99, alone", "ms"),
    _row("storm-p99", "  p99, while they storm", "ms", run="storm", floor="calm-p99"),
    _row("two-calm-p50", "two processes: one store's order, 20/s, p50", "ms"),
    _row(
        "two-storm-p50", "  while another store's 50 tables storm at both, p50", "ms", at_most_times(2),
        run="two-storm", floor="two-calm-p50",
    ),
    _row("two-calm-p99", "  p99, alone", "ms"),
    _row("two-storm-p99", "  p99, while they storm", "ms", run="two-storm", floor="two-calm-p99"),
    _row("calls-p50", "a call at one of 40 tables that order all the time, p50", "ms", run="calls"),
    _row("calls-p99", "  p99", "ms", at_most(500), run="calls"),
    _row("idle-memory", "500 idle streams: memory a stream", "KB", at_most(24, 16)),
    _row("idle-cpu", "500 idle streams: the server's CPU, heartbeats included", "%", at_most(1)),
    _row("idle-connections", "500 idle streams: database connections held", "", at_most(0)),
    _row("f4", "F4: an interpreter that imports and ends", "s"),
    _row("start", "start to first answer, embedded default, second start", "s", at_most_times(1.6, 1.3), floor="f4"),
    _row("memory", "memory of a fresh serve", "MB", at_most(105, 85)),
    _row("files", "bare static files: a picture, 16 connections", "/s"),
    _row("picture", "the same picture from us", "/s", floor="files"),
    _row("menu-before-uploads-p99", "menu at 200/s, p99", "ms"),
    _row("menu-uploads-p99", "  while 4 upload photos of 4 MB, p99", "ms", floor="menu-before-uploads-p99"),
    *(row for stored in (0, *FULL.stored) for row in _grown(stored)),
]  # fmt: skip
