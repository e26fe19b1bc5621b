"""A machine that stands still is told of, by the rounds in which it did."""

import math
import time

import pytest

from bench import standstill
from bench.standstill import Standstill


@pytest.mark.parametrize(("bound", "stood"), [(0.0, True), (math.inf, False)])
def test_a_nap_that_was_longer_than_the_bound_is_kept_for_its_round(
    monkeypatch: pytest.MonkeyPatch, bound: float, stood: bool
) -> None:
    monkeypatch.setattr(standstill, "STANDSTILL_SECONDS", bound)
    watching = Standstill()
    with watching.watched(), watching.during("menu"):
        time.sleep(0.1)
    assert [longest > 0 for longest in watching.rounds["menu"]] == [stood]


def test_the_rounds_in_which_the_machine_stood_still_are_told() -> None:
    watching = Standstill()
    assert watching.notes == []
    watching.rounds = {"menu": [0.0, 0.31, 0.06], "rush": [0.0], "idle": [0.051]}
    assert watching.notes == [
        "The machine stood still in menu (2 of 3 rounds, up to 310 ms), idle (1 of 1 rounds, up to 51 ms)."
    ]
