"""Each writes only what they changed, and is told where two have met."""

import pytest
from msgspec import UNSET

from ordering.errors import ChangedMeanwhile
from ordering.patching import changed_fields, check_conflicts
from ordering.stores.model import Pairing
from ordering.stores.shapes import Limits, LimitsPatch, StoreOut, StorePatch

SEEN = StorePatch(name="Bistro", limits=LimitsPatch(20, 2, 60), board_minutes=[5, 10])


def stands(*, name: str = "Bistro", undo_seconds: int = 60) -> StoreOut:
    return StoreOut(
        slug="bistro", name=name, timezone="Asia/Seoul", day_cutoff_hour=0, currency="KRW", locale="ko",
        limits=Limits(20, 2, undo_seconds), board_minutes=[5, 10],
            cooking_minutes=[15, 25], retention_days=183,
        devices_per_table=3, pairing=Pairing.ALWAYS,
    )  # fmt: skip


def test_only_what_differs_is_a_change() -> None:
    wanted = StorePatch(name="Bistro", limits=LimitsPatch(20, 2, 30), board_minutes=[5, 12])
    assert changed_fields(SEEN, wanted) == StorePatch(limits=LimitsPatch(undo_seconds=30), board_minutes=[5, 12])
    assert changed_fields(SEEN, SEEN) == StorePatch()


def test_what_was_not_seen_is_a_change_whatever_it_is() -> None:
    assert changed_fields(SEEN, StorePatch(locale="ko")) == StorePatch(locale="ko")
    check_conflicts(stands(), SEEN, StorePatch(locale="en"))


def test_two_who_change_different_things_do_not_meet() -> None:
    check_conflicts(stands(name="Brasserie"), SEEN, StorePatch(limits=LimitsPatch(undo_seconds=30)))


def test_two_who_want_the_same_do_not_meet() -> None:
    check_conflicts(stands(name="Brasserie"), SEEN, StorePatch(name="Brasserie"))


def test_where_two_meet_every_field_is_named() -> None:
    patch = StorePatch(name="Trattoria", limits=LimitsPatch(undo_seconds=30), locale=UNSET)
    with pytest.raises(ChangedMeanwhile) as met:
        check_conflicts(stands(name="Brasserie", undo_seconds=45), SEEN, patch)
    assert [one["field"] for one in met.value.facts["errors"]] == ["name", "limits.undo_seconds"]


def test_who_has_seen_nothing_meets_nobody() -> None:
    check_conflicts(stands(name="Brasserie"), None, StorePatch(name="Trattoria"))
