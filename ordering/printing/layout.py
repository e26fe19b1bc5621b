"""The layout of a paper: its facts in rows that are as wide as the slip, wrapped and never cut off.

Rows are the same whatever bytes they become; only the ruler, which knows how wide text gets, differs.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from ordering.printing.paper import Marks, Paper, PaperKind, PaperLine
from ordering.printing.typeface import sayable
from ordering.printing.words import money, words_of

NOTE_COLUMNS = 2
"""Between a note's frame and its text, on either side, the frame with it."""
NOTE_LINES = 6
"""Of a note's own; one that breaks after each letter would be as long as a table."""
ALLERGY = re.compile(r"알레르기|알러지|allerg\w*|アレルギー|过敏|過敏", re.IGNORECASE)


class Scale(Enum):
    """The size of text, in columns' widths and lines' heights."""

    PLAIN = (1, 1)
    TALL = (1, 2)
    BIG = (2, 2)


class Row(Struct, frozen=True):
    """A line of text. ``left`` in columns; ``right`` stands at the other end; ``inverse`` is white on black, all over;
    ``framed``: between the sides of a note's frame; ``marked`` is the text of which every occurrence is inverse.
    """

    text: str = ""
    scale: Scale = Scale.PLAIN
    left: int = 0
    right: str = ""
    centred: bool = False
    inverse: bool = False
    framed: bool = False
    marked: frozenset[str] = frozenset()


class Edge(Enum):
    """A line across the paper: between parts, or a frame's upper or lower one."""

    RULE = "rule"
    TOP = "top"
    BOTTOM = "bottom"


Element = Row | Edge


class Ruler(Protocol):
    """How wide paper and text are, in units of its own."""

    @property
    def width(self) -> int: ...

    @property
    def column(self) -> int:
        """The width of one column."""

    def measure(self, text: str, scale: Scale) -> int: ...


def laid_out(paper: Paper, marks: Marks, ruler: Ruler) -> list[Element]:
    """Everything that the slip says, from its top to its bottom."""
    return [part for element in _elements(paper, marks) for part in _wrapped(element, ruler)]


def _elements(paper: Paper, marks: Marks) -> Iterator[Element]:
    words = words_of(paper.locale)
    said = (
        (marks.instead_of is not None, words["instead_of"].format(sayable(marks.instead_of or ""))),
        (marks.printing > 1, words["printing"].format(marks.printing)),
        (marks.copy > 1, words["copy"].format(marks.copy)),
    )
    yield from (Row(text, Scale.TALL, centred=True, inverse=True) for is_so, text in said if is_so)
    yield Row(words[paper.kind], Scale.BIG, centred=True, inverse=paper.kind is not PaperKind.BILL)
    time = f"{paper.at:%Y-%m-%d %H:%M}" if paper.kind in (PaperKind.BILL, PaperKind.TEST) else f"{paper.at:%H:%M}"
    yield Row(sayable(paper.title), right=f"#{paper.number}  {time}" if paper.number else time)
    if paper.table is not None:
        table = words["table"].format(sayable(paper.table))
        moved = f"{words['table'].format(sayable(paper.moved_from))} → " if paper.moved_from is not None else ""
        yield Row(moved + table, Scale.BIG)
    yield Edge.RULE
    if paper.kind is PaperKind.TEST:
        yield Row(words["works"])
    for line in paper.lines:
        yield from _dish(line, paper)
    if paper.total is not None:
        yield Edge.RULE
        yield Row(words["total"], Scale.TALL, right=_price(paper.total, paper))
    if paper.note:
        yield Edge.RULE
        yield from _note(paper.note, 0, words["allergy"])


def _dish(line: PaperLine, paper: Paper) -> Iterator[Element]:
    words = words_of(paper.locale)
    quantity = f"{'-' if paper.kind is PaperKind.VOIDED else ''}{line.quantity} "
    price = _price(line.amount, paper) if line.amount is not None else ""
    scale = Scale.PLAIN if paper.kind is PaperKind.BILL else Scale.TALL
    yield Row(quantity + sayable(line.name), scale, left=-len(quantity), right=price)
    for option in line.options:
        yield Row(f"· {sayable(option)}", left=len(quantity) + 2)
    if line.note:
        yield from _note(line.note, len(quantity), words["allergy"])


def _note(note: str, left: int, allergy: str) -> Iterator[Element]:
    yield Edge.TOP
    if ALLERGY.search(note):
        yield Row(f"! {allergy} !", left=left, framed=True, marked=frozenset({f"! {allergy} !"}))
    lines = [line for line in note.splitlines() if line.strip()]
    if len(lines) > NOTE_LINES:
        lines[NOTE_LINES - 1 :] = [" / ".join(lines[NOTE_LINES - 1 :])]
    for line in lines:
        text = sayable(line)
        yield Row(text, left=left, framed=True, marked=frozenset(ALLERGY.findall(text)))
    yield Edge.BOTTOM


def _price(amount: int, paper: Paper) -> str:
    return sayable(money(amount, paper.currency or "KRW", paper.locale))


def _wrapped(element: Element, ruler: Ruler) -> Iterator[Element]:
    """As many rows as it takes. What is at the right stands in the first one, or below where there is no room.

    A negative ``left`` hangs: it is that of all rows but the first.
    """
    if isinstance(element, Edge):
        yield element
        return
    first = replace(element, left=max(0, element.left), right="")
    hanging = replace(first, left=abs(element.left) * (2 if element.scale is Scale.BIG else 1))
    room = ruler.width - (2 * NOTE_COLUMNS * ruler.column if element.framed else 0)
    right = ruler.measure(element.right, element.scale) + ruler.column if element.right else 0
    taken = ruler.measure(element.text, element.scale) + first.left * ruler.column
    beside = right if right <= room // 2 or taken + right <= room else 0
    rooms = (room - first.left * ruler.column - beside, room - hanging.left * ruler.column - beside)
    texts = _lines(element.text, element.scale, ruler, *rooms)
    yield replace(first, text=texts[0], right=element.right if beside else "")
    yield from (replace(hanging, text=text) for text in texts[1:])
    if element.right and not beside:
        yield replace(first, text="", right=element.right)


def _lines(text: str, scale: Scale, ruler: Ruler, room: int, room_after: int) -> Sequence[str]:
    """The text in lines, between words where it can be, inside a word that is longer than a line."""
    lines: list[str] = []
    line = ""

    def fits(more: str) -> bool:
        return ruler.measure((line + more).rstrip(), scale) <= (room_after if lines else room)

    for word in re.findall(r"\S+\s*|\s+", text):
        if line.strip() and not fits(word) and ruler.measure(word.rstrip(), scale) <= room_after:
            lines.append(line.rstrip())
            line = ""
        for character in [word] if fits(word) else word:
            if line and not fits(character):
                lines.append(line)
                line = ""
            line += character
    return [*lines, line.rstrip()]
