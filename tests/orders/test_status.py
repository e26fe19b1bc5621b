"""The status table, without a database: what may follow what, and what each step leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordering.errors import IllegalTransition, SessionClosed, StaleVersion, TooLate
from ordering.orders.model import Order, Status
from ordering.tables.model import TableSession

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
# As domain.md has it, written down a second time on purpose.
ALLOWED = {
    ("pending", "preparing"),
    ("pending", "completed"),
    ("preparing", "completed"),
    ("preparing", "pending"),
    ("completed", "preparing"),
}
STATUSES = [status.value for status in Status]


def an_order(status: str = "pending", version: int = 7, *, is_open: bool = True) -> Order:
    """One of two orders of a party, 5000 each; the other is pending."""
    unfinished = 1 + (status in ("pending", "preparing"))
    counted = 5000 if status == "cancelled" else 10000
    table_session = TableSession(open_orders=unfinished, total=counted, live=1 if is_open else None)
    order = Order(status=Status(status), version=version, total=5000, placed_at=NOON, updated_at=NOON)
    order.preparing_at = NOON if status == "preparing" else None
    order.completed_at = NOON if status == "completed" else None
    order.cancelled_at = NOON if status == "cancelled" else None
    order.cancelled_by = "staff" if status == "cancelled" else None
    order.table_session = table_session
    return order


def shown(order: Order) -> tuple[object, ...]:
    return (order.status, order.version, order.updated_at, order.table_session.open_orders, order.table_session.total)


@pytest.mark.parametrize("to", [Status.PENDING, Status.PREPARING, Status.COMPLETED])
@pytest.mark.parametrize("start", STATUSES)
def test_a_step_is_taken_if_the_table_has_it_and_else_nothing_moves(start: str, to: Status) -> None:
    order = an_order(start)
    before = shown(order)
    if (start, to.value) in ALLOWED:
        order.advance(to, 7, LATER)
        assert (order.status, order.version, order.updated_at) == (to, 8, LATER)
        assert order.table_session.total == 10000
        assert order.table_session.open_orders == 1 + to.unfinished
    else:
        with pytest.raises(IllegalTransition):
            order.advance(to, 7, LATER)
        assert shown(order) == before


@pytest.mark.parametrize("start", ["pending", "preparing", "completed"])
def test_cancelling_leaves_the_bill_and_the_count_of_unfinished(start: str) -> None:
    order = an_order(start)
    order.cancel("화장실 청소 중", 7, LATER)
    assert (order.status, order.version, order.cancelled_by, order.cancelled_at) == ("cancelled", 8, "staff", LATER)
    assert order.cancel_reason == "화장실 청소 중"
    assert (order.table_session.total, order.table_session.open_orders) == (5000, 1)


def test_what_is_cancelled_stays_cancelled() -> None:
    order = an_order("cancelled")
    before = shown(order)
    with pytest.raises(IllegalTransition):
        order.cancel("다시", 7, LATER)
    with pytest.raises(TooLate):
        order.undo(LATER, timedelta(hours=1))
    assert shown(order) == before


@pytest.mark.parametrize("start", STATUSES)
def test_an_order_of_a_closed_session_never_changes(start: str) -> None:
    order = an_order(start, is_open=False)
    before = shown(order)
    for to in (Status.PENDING, Status.PREPARING, Status.COMPLETED):
        with pytest.raises(SessionClosed):
            order.advance(to, 7, LATER)
    with pytest.raises(SessionClosed):
        order.cancel("늦었다", 7, LATER)
    with pytest.raises(SessionClosed):
        order.undo(NOON, MINUTE)
    assert shown(order) == before


@pytest.mark.parametrize("version", [1, 6, 8, -1])
@pytest.mark.parametrize("start", STATUSES)
def test_a_change_names_the_version_it_was_made_from(start: str, version: int) -> None:
    order = an_order(start)
    with pytest.raises(StaleVersion):
        order.advance(Status.PREPARING, version, LATER)
    with pytest.raises(StaleVersion):
        order.cancel("낡은 화면", version, LATER)
    assert order.version == 7


def test_the_times_are_of_the_status_that_the_order_has() -> None:
    order = an_order(version=1)
    steps = [("preparing", 1, None), ("completed", 1, 2), ("preparing", 3, None), ("pending", None, None)]
    for n, (to, preparing, completed) in enumerate(steps, 1):
        order.advance(Status(to), n, NOON + n * MINUTE)
        assert order.preparing_at == (NOON + preparing * MINUTE if preparing else None), to
        assert order.completed_at == (NOON + completed * MINUTE if completed else None), to


@pytest.mark.parametrize(
    ("seconds", "allowed"), [(-3600, True), (0, True), (59.999999, True), (60, False), (61, False)]
)
def test_the_table_may_undo_within_the_window_and_not_a_microsecond_after(seconds: float, allowed: bool) -> None:
    order = an_order()
    at = NOON + timedelta(seconds=seconds)
    if not allowed:
        with pytest.raises(TooLate):
            order.undo(at, MINUTE)
        return
    order.undo(at, MINUTE)
    assert (order.status, order.cancelled_by, order.cancel_reason) == ("cancelled", "table", None)
    assert order.table_session.total == 5000


@pytest.mark.parametrize("start", ["preparing", "completed"])
def test_the_table_may_not_undo_what_the_kitchen_has(start: str) -> None:
    with pytest.raises(TooLate):
        an_order(start).undo(NOON, MINUTE)


def test_a_window_of_nothing_lets_nobody_undo() -> None:
    with pytest.raises(TooLate):
        an_order().undo(NOON, timedelta(0))


@given(st.lists(st.sampled_from([*STATUSES, "undo"]), max_size=12))
def test_whatever_is_pressed_the_sums_stay_right(presses: list[str]) -> None:
    order = an_order(version=1)
    for press in presses:
        before, version = order.status, order.version
        try:
            if press == "undo":
                order.undo(NOON, MINUTE)
            elif press == "cancelled":
                order.cancel("아무나", order.version, LATER)
            else:
                order.advance(Status(press), order.version, LATER)
        except (IllegalTransition, TooLate):
            assert (order.status, order.version) == (before, version)
        else:
            assert order.version == version + 1
            assert (before, order.status) in ALLOWED or (before != "cancelled" and order.status == "cancelled")
        assert order.table_session.open_orders == 1 + order.is_unfinished
        assert order.table_session.total == (5000 if order.status == "cancelled" else 10000)
        assert (order.cancelled_at is not None) == (order.status == "cancelled")


@pytest.mark.parametrize(("number", "text"), [(1, "20261123-0001"), (9999, "20261123-9999"), (10000, "20261123-10000")])
def test_an_order_number_grows_past_four_digits(number: int, text: str) -> None:
    assert Order(business_date=NOON.date(), day_number=number).number == text
