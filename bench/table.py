"""Figures as a table for people."""

from collections.abc import Sequence

from bench.figures import Figures
from bench.rows import Row
from bench.targets import ROWS

HEADER = ("what", "median", "min–max", "ratio", "must", "aim", "", "load")
MARKED = "! beside a load: busy + waiting for a core for more than 80 % of the time, it may have been the limit."


def render(found: Figures, before: Figures | None = None) -> str:
    """One line a figure; with ``before`` also how much it changed."""
    lines: list[tuple[str, ...]] = [(*HEADER, "change") if before else HEADER]
    shown = [row for row in ROWS if row.name in found.rounds]
    first = {row.run: row.name for row in reversed(shown)}
    lines += [_line(row, found, before, loaded=first[row.run] == row.name) for row in shown]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    table = [_aligned(line, widths) for line in lines]
    table.insert(1, "─" * len(table[0]))
    head = [f"{found.machine}; {found.database}"]
    if before:
        head.append(f"before: {before.taken_at:%Y-%m-%d %H:%M} UTC, {before.machine}; {before.database}")
    foot = [MARKED] if any(found.limited(row) for row in ROWS) else []
    return "\n".join([*head, *found.notes, "", *table, *foot])


def _line(row: Row, found: Figures, before: Figures | None, *, loaded: bool) -> tuple[str, ...]:
    values = found.rounds[row.name]
    median, ratio = found.median(row.name), found.ratio(row.name, row.floor)
    assert median is not None
    cells = (
        row.what,
        f"{number(median)} {row.unit}".strip(),
        f"{number(min(values))}–{number(max(values))}" if len(values) > 1 else "",
        f"{ratio:.2f} × {row.floor}" if ratio is not None else "",
        str(row.must or ""),
        str(row.aim or ""),
        verdict(row, median, ratio),
        _load(row, found, loaded=loaded),
    )
    return (*cells, _change(row, found, before)) if before else cells


def _load(row: Row, found: Figures, *, loaded: bool) -> str:
    mark = "!" if found.limited(row) else ""
    busy = found.median(f"{row.run}-load") if loaded else None
    if busy is None:
        return mark
    return f"{mark} {busy:.0f} + {found.median(f'{row.run}-load-waited') or 0:.0f} %".strip()


def verdict(row: Row, median: float, ratio: float | None) -> str:
    if row.aim is not None and row.aim.holds(median, ratio):
        return "aim"
    if row.must is not None and row.must.holds(median, ratio) is False:
        return "SHORT"
    return "ok" if row.must is not None and row.must.holds(median, ratio) else ""


def _change(row: Row, found: Figures, before: Figures) -> str:
    """Of the ratio, where there is one: the machine may have changed too."""
    now, then = found.ratio(row.name, row.floor), before.ratio(row.name, row.floor)
    if now is None or then is None:
        now, then = found.median(row.name), before.median(row.name)
    if now is None or then is None:
        return "new"
    return f"{(now / then - 1) * 100:+.0f} %" if then > 0 else ""


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(line, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()
