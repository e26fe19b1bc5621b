"""The typeface of papers: black dots for text, from font files that come with the package.

Pretendard has every Hangul syllable and no Chinese character, which menus have (大, 小); Galmuri has those.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import count, groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FILES = Path(__file__).parent / "typefaces"
NOWHERE = "\uffff"
"""What no font has a glyph for."""
STRIKE = 16
"""The only size in which the bitmap font comes; its characters are 12 dots high."""
BLACK_FROM = 116
"""How much of a dot (of 255) is covered by what becomes a black one."""
UNREADABLE = "□"
"""For a letter of a script that paper can't say."""
NAMED_AT_MOST = 6
"""Pictures of a text; two hundred would make two metres of paper."""
SILENT = {"Cc", "Cf", "Mn", "Me", "Cs", "Co", "Cn"}


@lru_cache(32)
def outline(size: int) -> ImageFont.FreeTypeFont:
    path = FILES / "Pretendard-SemiBold.otf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(1)
def bitmap() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FILES / "Galmuri11Bitmap.ttf", STRIKE, layout_engine=ImageFont.Layout.BASIC)


def _glyph(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask, _ = font.getmask2(character, mode="L")
    return mask.size, bytes(mask)


@lru_cache(4096)
def _is_in(outlined: bool, character: str) -> bool:
    font = outline(26) if outlined else bitmap()
    return character.isspace() or _glyph(font, character) != _glyph(font, NOWHERE)


@lru_cache(4096)
def _said(character: str) -> str:
    """A character, or what stands for it where neither font has it."""
    if _is_in(True, character) or _is_in(False, character):
        return character
    if unicodedata.category(character) in SILENT or "MODIFIER FITZPATRICK" in unicodedata.name(character, ""):
        return ""  # joiners and variants of a neighbour, or nothing that anybody sees
    if unicodedata.category(character).startswith(("L", "N")):
        return UNREADABLE  # named letter by letter, nobody could read it either
    name = unicodedata.name(character, UNREADABLE)
    return f"[{name[-1] if name.startswith('REGIONAL INDICATOR') else name.lower()}]"


def sayable(text: str) -> str:
    """A line of text as paper can say it: a picture without a glyph is named in brackets, ``[hot pepper ×3]``, a letter
    is a box, as are pictures beyond some; nothing controls a printer.
    """
    composed = unicodedata.normalize("NFC", text)
    told = (" " if one.isspace() else _said(one) for one in composed if one.isspace() or one.isprintable())
    named = count(1)
    return "".join(_repeated(one, len([*same]), named) for one, same in groupby(filter(None, told)))


def _repeated(said: str, times: int, named: Iterator[int]) -> str:
    """What stands for a character, so many times; a name only once."""
    if len(said) == 1:
        return said * times
    if next(named) > NAMED_AT_MOST:
        return UNREADABLE
    return said if times == 1 else f"{said[:-1]} ×{times}]"


def length(text: str, size: int) -> int:
    """How many dots wide a line is."""
    return sum(_run_length(outlined, run, size) for outlined, run in _runs(text))


def dots(text: str, size: int) -> Image.Image:
    """A line of text, white on black (255 is ink), as high as its size and a quarter."""
    line = Image.new("L", (max(1, length(text, size)), size + size // 4))
    x = 0
    for outlined, run in _runs(text):
        if outlined:
            ImageDraw.Draw(line).text((x, 0), run, font=outline(size), fill=255)
        else:
            line.paste(_enlarged(run, size), (x, max(0, size - 13 * _times(size))))
        x += _run_length(outlined, run, size)
    return line.point(lambda covered: 255 if covered >= BLACK_FROM else 0)


def _runs(text: str) -> list[tuple[bool, str]]:
    return [(outlined, "".join(run)) for outlined, run in groupby(text, lambda one: _is_in(True, one))]


def _run_length(outlined: bool, run: str, size: int) -> int:
    return round(outline(size).getlength(run)) if outlined else round(bitmap().getlength(run)) * _times(size)


def _times(size: int) -> int:
    return max(1, round(size / 13))


def _enlarged(run: str, size: int) -> Image.Image:
    small = Image.new("L", (max(1, round(bitmap().getlength(run))), STRIKE + 4))
    ImageDraw.Draw(small).text((0, 0), run, font=bitmap(), fill=255)
    inked = small.crop((0, 2, small.width, STRIKE))
    return inked.resize((inked.width * _times(size), inked.height * _times(size)), Image.Resampling.NEAREST)
