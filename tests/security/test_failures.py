"""The throttle's memory is bounded, and a flood does not wash out what is counted against a guesser."""

from itertools import count

import pytest

from ordering.security import failures
from ordering.security.failures import Failures, name_of


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(failures, "monotonic", made)
    return made


def test_a_flood_of_names_is_remembered_up_to_a_bound_and_the_guesser_stays(clock: Clock) -> None:
    kept = Failures(remembered=1000)
    guesser = name_of("staff", "account", "owner")
    for _ in range(50):
        kept.add(guesser, 50)
    for n in range(100_000):
        kept.add(name_of("flood", str(n)), 10)
    assert len(kept) == 1000
    assert len(kept.of(guesser)) == 50


def test_where_all_have_failed_often_it_is_bounded_too(clock: Clock) -> None:
    kept = Failures(remembered=100)
    for n in range(1000):
        for _ in range(10):
            kept.add(name_of(str(n)), 10)
    assert len(kept) == 100
    assert len(kept.of(name_of("999"))) == 10


def test_failures_are_forgotten_after_a_quarter_of_an_hour(clock: Clock) -> None:
    kept, numbers = Failures(), count()
    for _ in range(60):
        clock.at += 60
        kept.add(name_of(str(next(numbers))), 10)
        kept.add(name_of("often"), 100)
        assert len(kept) <= 16
        assert len(kept.of(name_of("often"))) <= 15
    clock.at += 15 * 60
    assert not kept.of(name_of("often"))


def test_a_name_is_of_one_size_however_much_was_typed() -> None:
    assert len(name_of("staff", "x" * 400, "\udc80")) == 16
    assert name_of("a", "bc") != name_of("ab", "c")
