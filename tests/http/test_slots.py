"""Slots for connections: counted by household, and given up by whoever needs them least."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering.http.wire.slots import Full, Slots


@dataclass(eq=False)
class Guest:
    address: str
    owes: bool = True
    sent_away: list[str] = field(default_factory=list)

    def make_room(self) -> None:
        self.sent_away.append("made room")


def busy(slots: Slots, address: str, *, owes: bool = True) -> Guest:
    guest = Guest(address, owes)
    assert slots.take(guest) is None
    slots.works(guest)
    return guest


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        ("203.0.113.5", "203.0.113.5", True),
        ("203.0.113.5", "203.0.113.6", False),
        ("203.0.113.5", "::ffff:203.0.113.5", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1", "127.8.8.8", False),
        ("::1", "::1", False),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", False),
        ("10.1.2.3", "10.1.2.3", False),
        ("fd00:1::7", "fd00:1::7", False),
        ("", "", False),
    ],
)
def test_an_address_has_its_share_and_who_speaks_for_many_has_none(first: str, second: str, counted: bool) -> None:
    slots = Slots(10, 1, ("10.0.0.0/8", "fd00:1::7"))
    assert slots.take(Guest(first)) is None
    assert slots.take(Guest(second)) is (Full.OF_ADDRESS if counted else None)


def test_who_leaves_gives_its_share_back() -> None:
    slots = Slots(10, 1, ())
    guest = Guest("203.0.113.5")
    assert slots.take(guest) is None
    slots.leave(guest)
    slots.leave(guest)
    assert slots.take(Guest("203.0.113.5")) is None
    assert len(slots) == 1


def test_who_has_rested_for_too_long_is_let_go_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("ordering.http.wire.slots.time.monotonic", lambda: now)
    slots = Slots(10, 10, ())
    works, rests, came_back, fresh = (Guest("203.0.113.5") for _ in range(4))
    for guest in (works, rests, came_back):
        assert slots.take(guest) is None
    slots.works(works)
    now = 80.0
    slots.works(came_back)
    slots.idles(came_back)
    assert slots.take(fresh) is None
    slots.let_go(now - 75)
    slots.let_go(now - 75)
    assert [len(guest.sent_away) for guest in (works, rests, came_back, fresh)] == [0, 1, 0, 0]
    slots.leave(rests)
    assert len(slots) == 3


def test_the_longest_idle_makes_room() -> None:
    slots = Slots(3, 3, ())
    first, second, third = (Guest(f"203.0.113.{number}") for number in range(3))
    for guest in (first, second, third):
        assert slots.take(guest) is None
    slots.works(first)
    slots.idles(first)
    newcomer = Guest("203.0.113.9")
    assert slots.take(newcomer) is None
    assert [bool(guest.sent_away) for guest in (first, second, third, newcomer)] == [False, True, False, False]
    assert len(slots) == 3


def test_one_address_that_takes_every_place_makes_room_for_another() -> None:
    """Half heads and slow bodies are as cheap as idling, and last as long as they may."""
    slots = Slots(8, 8, ())
    working = busy(slots, "198.51.100.1", owes=False)
    crowd = [busy(slots, "203.0.113.5") for _ in range(7)]
    assert slots.take(Guest("203.0.113.5")) is Full.IN_ALL, "not for one of its own"
    assert slots.take(Guest("192.0.2.1")) is None
    assert [bool(guest.sent_away) for guest in crowd] == [True] + [False] * 6
    assert not working.sent_away


def test_nobody_who_waits_for_an_answer_makes_room() -> None:
    slots = Slots(4, 4, ())
    crowd = [busy(slots, "203.0.113.5", owes=False) for _ in range(4)]
    assert slots.take(Guest("192.0.2.1")) is Full.IN_ALL
    assert not any(guest.sent_away for guest in crowd)


ADDRESSES = ["127.0.0.1", "203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8::2"]


@given(st.lists(st.tuples(st.sampled_from(["come", "go", "work", "idle"]), st.integers(0, 20)), max_size=80))
def test_there_are_never_more_than_may_be(deeds: list[tuple[str, int]]) -> None:
    slots = Slots(5, 3, ())
    guests: list[Guest] = []
    for deed, number in deeds:
        if deed == "come":
            guest = Guest(ADDRESSES[number % len(ADDRESSES)])
            if slots.take(guest) is None:
                guests.append(guest)
        elif guests:
            guest = guests[number % len(guests)]
            {"go": slots.leave, "work": slots.works, "idle": slots.idles}[deed](guest)
            if deed == "go":
                guests.remove(guest)
        guests = [guest for guest in guests if not guest.sent_away]
        assert len(slots) == len(guests) <= 5
        strangers = [guest.address.partition("::")[0] for guest in guests if guest.address != "127.0.0.1"]
        assert all(strangers.count(one) <= 3 for one in strangers)
