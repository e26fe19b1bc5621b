"""Figures as ratios, as a table and as a plot: what is reached is said so, and what can't be known isn't."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from bench.figures import Figures
from bench.plan import QUICK
from bench.plot import drawn, whole_name
from bench.rows import Bound, Row
from bench.table import MARKED, render, verdict
from bench.targets import ROWS

MENU = next(row for row in ROWS if row.name == "menu")
SVG = "{http://www.w3.org/2000/svg}"


def figures(**rounds: list[float]) -> Figures:
    found = Figures(taken_at=datetime.now(UTC), plan=QUICK, machine="a machine & its <load>", database="MySQL")
    found.rounds = {name.replace("_", "-"): values for name, values in rounds.items()}
    return found


@pytest.mark.parametrize(
    ("sign", "limit", "value", "share"),
    [
        ("≥", 2, 4, 2),
        ("≥", 2, 1, 0.5),
        ("≤", 2, 4, 0.5),
        ("≤", 2, 1, 2),
        ("≤", 0, 0, 1),
        ("≤", 0, 3, 0),
        ("≤", 5, -1, 1),
    ],
)
def test_a_bound_is_reached_from_1_on(sign: str, limit: float, value: float, share: float) -> None:
    bound = Bound("figure", sign, limit)  # type: ignore[arg-type]  # of the parameters
    assert bound.share(value, None) == share
    assert bound.holds(value, None) is (share >= 1)


def test_a_ratio_without_its_floor_is_not_judged() -> None:
    found = figures(menu=[9_000])
    assert found.ratio("menu", "f1") is None
    assert verdict(MENU, 9_000, None) == ""


def test_a_ratio_is_the_median_of_the_rounds_own() -> None:
    found = figures(f1=[100, 10, 1_000], menu=[50, 8, 900])
    assert found.ratio("menu", "f1") == 0.8


def test_what_was_measured_more_seldom_than_its_floor_stands_on_the_median_of_that() -> None:
    assert figures(f1=[100, 300, 200], menu=[50]).ratio("menu", "f1") == 0.25


@pytest.mark.parametrize(("menu", "said"), [(60, "SHORT"), (80, "ok"), (90, "aim")])
def test_the_table_says_what_is_reached(menu: float, said: str) -> None:
    [line] = [line for line in render(figures(f1=[100], menu=[menu])).splitlines() if line.startswith("menu,")]
    assert line.split()[-1] == said


def test_a_load_that_may_have_been_the_limit_is_marked_and_explained() -> None:
    calm = render(figures(f1=[100], f1_load=[40], f1_load_waited=[39]))
    busy = render(figures(f1=[100], f1_load=[30, 41, 55], f1_load_waited=[40, 40, 0], f1_cpu=[1]))
    assert "40 + 39 %" in calm
    assert "!" not in calm
    marked = [line for line in busy.splitlines() if line.startswith(("F1", "  its CPU"))]
    assert [line[-11:].split() for line in marked] == [["!", "41", "+", "40", "%"], ["!"]]
    assert busy.endswith(MARKED)


def test_a_change_is_of_the_ratio_since_the_machine_may_have_changed_too() -> None:
    before, now = figures(f1=[100], menu=[40]), figures(f1=[1_000], menu=[500])
    [line] = [line for line in render(now, before).splitlines() if line.startswith("menu,")]
    assert line.endswith("+25 %")
    [line] = [line for line in render(now, figures(f1=[0])).splitlines() if line.startswith("F1")]
    assert not line.endswith(("new", "%"))


def test_the_plot_has_a_bar_for_each_target_and_a_mark_for_each_aim() -> None:
    found = figures(f1=[100, 100], menu=[35, 140], memory=[210], own_cpu=[1.5])
    plot = ElementTree.fromstring(drawn(found))
    names = [text.text for text in plot.iter(f"{SVG}text")]
    assert {"menu, 32 connections", "memory of a fresh serve", "a machine & its <load>"} <= set(names)
    bars = [float(bar.get("width", "0")) for bar in plot.iter(f"{SVG}rect") if bar.get("x")]
    assert len(bars) == 3
    assert len([line for line in plot.iter(f"{SVG}line") if line.get("stroke-width") == "3"]) == 3
    memory, own = bars[2], bars[1]
    assert (round(memory), own) == (60, 2)  # half of what it must be: an eighth of 480; exactly that: a sliver


def test_a_target_whose_floor_is_missing_has_no_bar() -> None:
    plot = drawn(figures(menu=[35]))
    assert "its floor was not measured" in plot
    assert "SHORT" not in plot


def test_every_row_has_a_name_of_its_own_and_a_floor_that_is_a_row() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)
    assert {row.floor for row in ROWS if row.floor} <= set(names)
    whole = [whole_name(row) for row in ROWS if judged(row)]
    assert len(set(whole)) == len(whole)


def judged(row: Row) -> bool:
    return row.must is not None or row.aim is not None
