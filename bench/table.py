"""Figures as a table for people."""

from collections.abc import Sequence

from bench.figures import Figures
from bench.rows import ROWS, Row

HEADER = ("what", "median", "min–max", "ratio", "must", "aim", "")


def render(found: Figures, before: Figures | None = None) -> str:
    """One line a figure; with ``before`` also how much it changed."""
    lines: list[tuple[str, ...]] = [(*HEADER, "change") if before else HEADER]
    lines += [_line(row, found, before) for row in ROWS if row.name in found.rounds]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    table = [_aligned(line, widths) for line in lines]
    table.insert(1, "─" * len(table[0]))
    head = [f"{found.machine}; {found.database}"]
    if before:
        head.append(f"before: {before.taken_at:%Y-%m-%d %H:%M} UTC, {before.machine}; {before.database}")
    return "\n".join([*head, *found.notes, "", *table])


def _line(row: Row, found: Figures, before: Figures | None) -> tuple[str, ...]:
    values = found.rounds[row.name]
    median, ratio = found.median(row.name), found.ratio(row.name, row.floor)
    assert median is not None
    cells = (
        row.what,
        f"{_number(median)} {row.unit}".strip(),
        f"{_number(min(values))}–{_number(max(values))}" if len(values) > 1 else "",
        f"{ratio:.2f} × {row.floor}" if ratio is not None else "",
        str(row.must or ""),
        str(row.aim or ""),
        _verdict(row, median, ratio),
    )
    return (*cells, _change(median, before.median(row.name))) if before else cells


def _verdict(row: Row, median: float, ratio: float | None) -> str:
    if row.aim is not None and row.aim.holds(median, ratio):
        return "aim"
    if row.must is not None and row.must.holds(median, ratio) is False:
        return "SHORT"
    return "ok" if row.must is not None else ""


def _change(now: float, before: float | None) -> str:
    return f"{(now / before - 1) * 100:+.0f} %" if before else "new"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(line, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()
