"""Slips: what is sent to a printer says what the paper says, all of it, and nothing else."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from ordering.printing import cp949, escpos, layout, raster, reading, typeface
from ordering.printing.layout import Row, laid_out
from ordering.printing.paper import Encoding, Marks, Paper, PaperKind, PaperLine
from ordering.printing.slips import encoded, preview
from ordering.printing.words import WORDS
from tests.printing.slips_of import LONGEST, PAPERS, a_paper

PLAIN = Marks()


def said(paper: Paper, ruler: layout.Ruler, marks: Marks = PLAIN) -> list[Row]:
    return [element for element in laid_out(paper, marks, ruler) if isinstance(element, Row)]


def as_text(paper: Paper, marks: Marks = PLAIN, width: int = 80) -> str:
    return reading.text(encoded(paper, marks, Encoding.CP949, width))


@pytest.mark.parametrize("width", [58, 80])
@pytest.mark.parametrize("name", PAPERS)
class TestEveryPaper:
    def test_a_picture_is_sent_dot_by_dot_and_cut_once(self, name: str, width: int) -> None:
        sent = encoded(PAPERS[name], PLAIN, Encoding.RASTER, width)
        *pictures, last = reading.parts(sent)
        assert isinstance(last, reading.Cut)
        assert all(isinstance(part, reading.Picture) for part in pictures)
        [slip] = reading.papers(sent, escpos.DOTS[width])
        drawn = ImageChops.invert(raster.drawn(PAPERS[name], PLAIN, escpos.DOTS[width]))
        assert slip.size == drawn.size
        assert ImageChops.lighter(slip, drawn).tobytes() == drawn.tobytes(), "a dot is missing"
        more = ImageChops.difference(slip, drawn).histogram()[255]
        assert more <= 2, "dots that nobody drew, but for what would have been a command"

    def test_text_is_cut_once_and_fits_the_paper(self, name: str, width: int) -> None:
        sent = encoded(PAPERS[name], PLAIN, Encoding.CP949, width)
        assert [*reading.parts(sent)].count(reading.Cut()) == 1
        assert sent.endswith(escpos.CUT)
        line = 0
        for part in reading.parts(sent):
            if isinstance(part, reading.Text):
                line += cp949.columns(part.text) * part.scale.value[0]
                assert line <= escpos.DOTS[width] // cp949.CELL
            else:
                line = 0

    @pytest.mark.parametrize("ruler", [raster.Dots, cp949.Columns])
    def test_every_word_is_on_it_and_none_hangs_over_its_side(self, name: str, width: int, ruler: type) -> None:
        unit = ruler(escpos.DOTS[width] // (cp949.CELL if ruler is cp949.Columns else 1))
        rows = said(PAPERS[name], unit)
        for row in rows:
            taken = unit.measure(row.text, row.scale) + row.left * unit.column + unit.measure(row.right, row.scale)
            assert taken <= unit.width
        together = "".join(row.text for row in rows).replace(" ", "")
        for line in PAPERS[name].lines:
            for words in (line.name, *line.options, *(line.note or "").splitlines()):
                assert typeface.sayable(words).replace(" ", "") in together

    def test_a_preview_shows_what_the_bytes_say(self, name: str, width: int) -> None:
        for encoding in Encoding:
            shown = Image.open(io.BytesIO(preview(PAPERS[name], PLAIN, encoding, width)))
            [slip] = reading.papers(encoded(PAPERS[name], PLAIN, encoding, width), escpos.DOTS[width])
            assert shown.convert("L").tobytes() == slip.tobytes()
            assert (shown.format, shown.width) == ("PNG", escpos.DOTS[width])


def test_quantity_comes_first_options_are_indented_and_notes_are_boxed() -> None:
    lines = as_text(a_paper(lines=[PaperLine(2, "김치찌개", ["곱빼기"], "싱겁게")])).splitlines()
    at = next(n for n, line in enumerate(lines) if "김치찌개" in line)
    assert lines[at] == "2 김치찌개"
    assert lines[at + 1] == "    · 곱빼기"
    assert [line[0] for line in lines[at + 2 : at + 5]] == ["┌", "│", "└"]
    assert "싱겁게" in lines[at + 3]


def test_a_long_name_goes_on_under_itself() -> None:
    [first, *others] = [
        row for row in said(a_paper(lines=[PaperLine(1, LONGEST)]), cp949.Columns(32)) if row.text[-1] in LONGEST
    ]
    assert first.text.startswith("1 ")
    assert {row.left for row in others[:3]} == {2}


def test_what_is_cancelled_bears_a_minus() -> None:
    assert "-2 김치찌개" in as_text(PAPERS["cancelled"])


def test_the_table_is_twice_as_high_and_says_where_it_came_from() -> None:
    runs = [
        part
        for part in reading.parts(encoded(PAPERS["moved"], PLAIN, Encoding.CP949, 80))
        if isinstance(part, reading.Text)
    ]
    [table] = [run for run in runs if run.text == "11번 → 5번"]
    assert table.scale.value == (2, 2)


def test_marks_stand_above_everything_and_are_inverse() -> None:
    sent = encoded(PAPERS["new"], Marks(copy=2, printing=3, instead_of="주방"), Encoding.CP949, 80)
    runs = [part for part in reading.parts(sent) if isinstance(part, reading.Text)]
    assert [run.text.strip() for run in runs[:4]] == ["대신 출력: 주방", "재출력 3", "사본 2", "신규"]
    assert all(run.inverse for run in runs[:4])


def test_words_of_allergy_are_inverse_wherever_they_stand() -> None:
    runs = [
        part
        for part in reading.parts(encoded(PAPERS["allergy"], PLAIN, Encoding.CP949, 80))
        if isinstance(part, reading.Text)
    ]
    assert [run.text for run in runs if run.inverse][1:] == ["! 알레르기 !", "알레르기", "Allergic"]


def test_emoji_are_named_and_no_question_mark_stands_for_anything() -> None:
    said_in_text = as_text(PAPERS["emoji"])
    assert "안 맵게 [hot pepper][person" in said_in_text
    assert "생일 [birthday cake] [K][R] □□□" in said_in_text
    assert "?" not in said_in_text


def test_a_picture_that_is_repeated_is_counted_and_many_are_boxes() -> None:
    assert typeface.sayable("맵기 🌶️🌶️🌶️!") == "맵기 [hot pepper ×3]!"
    crowd = typeface.sayable("🍇🍈🍉🍊🍋🍌🍍🍎" * 25)
    assert crowd.startswith("[grapes][melon]")
    assert len(crowd) < 300


def test_a_note_of_many_lines_goes_on_in_its_last() -> None:
    texts = [row.text for row in said(a_paper(note="\n\n".join("abcdefghij") * 10), cp949.Columns(42)) if row.framed]
    assert texts[:6] == ["a", "b", "c", "d", "e", "f / g / h / i / ja / b / c / d / e / f"]
    assert len(texts) < 20


def test_a_row_that_korean_printers_have_no_characters_for_is_a_picture() -> None:
    kinds = [type(part) for part in reading.parts(encoded(PAPERS["new"], PLAIN, Encoding.CP949, 80))]
    assert kinds.count(reading.Picture) == 1
    assert "똠" not in as_text(PAPERS["new"])


@pytest.mark.parametrize("encoding", Encoding)
def test_a_guests_note_never_commands_the_printer(encoding: Encoding) -> None:
    wicked = a_paper(note="\x1b@\x1dV\x00\x10\x04\x01 끝", title="\x1b@주방", lines=[PaperLine(1, "\x1dV1")])
    sent = encoded(wicked, PLAIN, encoding, 80)
    assert [*reading.parts(sent)].count(reading.Cut()) == 1
    assert sent.count(b"\x1b@") == 1


@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x01, 0x00, 0xFF]), min_size=1, max_size=200))
def test_no_picture_commands_the_printer_and_each_keeps_its_dots(dots: list[int]) -> None:
    """With one more where it would have."""
    sent = escpos.picture(8, bytes(dots))
    assert not re.search(rb"\x10[\x04\x05\x14]", sent)
    [picture] = [part.image for part in reading.parts(sent) if isinstance(part, reading.Picture)]
    shown = picture.convert("1").tobytes()
    assert all(was & now == was and (was ^ now).bit_count() <= 1 for was, now in zip(dots, shown, strict=True))


def test_money_is_told_as_the_store_says_it() -> None:
    assert "￦146,000" in as_text(PAPERS["bill"])
    dollars = a_paper(PaperKind.BILL, currency="USD", total=1250)
    assert "US$12.50" in as_text(dollars)


def test_every_language_has_every_word() -> None:
    assert {*WORDS["ko"]} == {*WORDS["en"]}
    assert {*map(str, PaperKind)} < {*map(str, WORDS["ko"])}
