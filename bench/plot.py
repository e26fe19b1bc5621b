"""Figures as a plot for people: each target's bar says how far it is reached, as part of what it must be."""

import math
from collections.abc import Iterator
from html import escape
from pathlib import Path

from bench.figures import Figures
from bench.rows import Row
from bench.table import number, verdict
from bench.targets import ROWS

SMALLEST, LARGEST = 1 / 16, 16
LEFT, WIDTH, RIGHT, LINE, TOP = 520, 480, 300, 24, 96
COLOURS = {"aim": "#0a7d55", "ok": "#4f8fd6", "SHORT": "#c8501e", "": "#8a8f98"}
STYLE = "text{font:13px system-ui,sans-serif;fill:#1c2430}.small{font-size:11px;fill:#5b6472}"


def save(found: Figures, file: Path) -> None:
    """Writes the plot as SVG."""
    file.write_text(drawn(found), encoding="utf-8")


def drawn(found: Figures) -> str:
    rows = [row for row in ROWS if row.name in found.rounds and (row.must or row.aim)]
    height, whole = TOP + LINE * len(rows) + 16, LEFT + WIDTH + RIGHT
    parts = [*_head(found, height), *(part for i, row in enumerate(rows) for part in _row(found, row, TOP + i * LINE))]
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {height}" width="{whole}" height="{height}">\n'
        f'<style>{STYLE}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n{inside}\n</svg>\n'
    )


def _head(found: Figures, height: int) -> Iterator[str]:
    yield _text(16, 26, f"Ordering, {found.taken_at:%Y-%m-%d %H:%M} UTC: {found.database}")
    yield _text(16, 44, found.machine, small=True)
    yield _text(
        16, 62, "1 = what it must be; to the right is better. Black: the aim. Thin: the rounds' spread.", small=True
    )
    for power in range(-3, 4, 1):
        at, thick = _x(2.0**power), 2 if power == 0 else 1
        yield _line(at, TOP - 12, at, height - 12, "#1c2430" if power == 0 else "#dfe3e8", thick)
        yield _text(at - 8, TOP - 16, f"{2.0**power:g} ×", small=True)


def _row(found: Figures, row: Row, top: float) -> Iterator[str]:
    """The bar from 1 to the median, a line over the rounds' spread, and a mark at the aim."""
    median, ratio = found.median(row.name), found.ratio(row.name, row.floor)
    bound = row.must or row.aim
    assert median is not None
    assert bound is not None
    share = bound.share(median, ratio)
    said = f"{ratio:.2f} × {row.floor}" if ratio is not None else f"{number(median)} {row.unit}"
    yield _text(16, top + 14, whole_name(row))
    if share is None:
        yield _text(LEFT + WIDTH + 12, top + 14, f"{said}: its floor was not measured", small=True)
        return
    colour = COLOURS[verdict(row, median, ratio)]
    start, end = sorted((_x(1), _x(share)))
    yield f'<rect x="{start:.1f}" y="{top + 3}" width="{max(2, end - start):.1f}" height="12" fill="{colour}"/>'
    shares = [one for value in found.values(row.name, row.floor if bound.of == "ratio" else None)
              if (one := bound.share(value, value)) is not None]  # fmt: skip
    if len(shares) > 1:
        yield _line(_x(min(shares)), top + 9, _x(max(shares)), top + 9, "#1c2430", 1)
    if row.aim is not None and (aim := bound.share(row.aim.limit, row.aim.limit)) is not None:
        yield _line(_x(aim), top, _x(aim), top + 18, "#000", 3)
    limits = [f"{name} {limit}" for name, limit in (("must", row.must), ("aim", row.aim)) if limit is not None]
    yield _text(LEFT + WIDTH + 12, top + 14, " · ".join([said, *limits]), small=True)


def whole_name(row: Row) -> str:
    """A row that is set in belongs to the last one that is not, less its percentile."""
    head = [one.what for one in ROWS[: ROWS.index(row) + 1] if not one.what.startswith(" ")][-1]
    return head if head == row.what else f"{head.removesuffix(', p50')}: {row.what.strip()}"


def _x(share: float) -> float:
    within = min(LARGEST, max(SMALLEST, share))
    return LEFT + WIDTH * math.log2(within / SMALLEST) / math.log2(LARGEST / SMALLEST)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, thick: int) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{thick}"/>'


def _text(x: float, y: float, text: str, *, small: bool = False) -> str:
    kind = ' class="small"' if small else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}>{escape(text)}</text>'
