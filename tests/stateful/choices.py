"""What chance may choose from, as things are. What is listed more often comes more often."""

from typing import Any, ClassVar

from hypothesis import strategies as st

from tests.stateful.access_deeds import ChangePerson, LogOut, Unpair
from tests.stateful.books import Book
from tests.stateful.calling_deeds import LookAtOwnCalls
from tests.stateful.calls import OWN_KINDS
from tests.stateful.expected import GUESTS, STAFF, Deed
from tests.stateful.looking_deeds import LookAtBill, LookAtBoard, LookAtMenu, LookAtOrder, LookAtOwnOrders, LookAtPage
from tests.stateful.moving_deeds import JoinParty, MoveOrder, MoveParty, PartParty, Reopen
from tests.stateful.ordering_deeds import Line, Place
from tests.stateful.phone_deeds import RenewCode, ShowCode
from tests.stateful.running_deeds import ChangeItem, ChangeStore, ChangeTable, Mark
from tests.stateful.service import Service
from tests.stateful.serving_deeds import Advance, Cancel, Close, CountGuests, Undo, Void
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant

OTHER_PASSWORD, OTHER_TABLE_PASSWORD = "another-horse-2", "4321"
SHOWN = -1
"""An ``expected_total`` that stands for what the guest was shown."""


class Choices:
    """What the machine offers to the strategies below."""

    service: ClassVar[Service]
    here: Restaurant
    book: Book
    keys_used: int

    def _of(self, *roles: str) -> list[str]:
        mine = [one for one in self.book.logins if self.book.role(one) in roles and self.book.stands(one)]
        return mine * 6 + self.everybody[-3:]

    @property
    def everybody(self) -> list[str]:
        standing = [one for one in self.book.logins if self.book.stands(one)]
        return standing * 4 + list(self.book.logins)[-6:]

    @property
    def staff(self) -> list[str]:
        return self._of(*STAFF)

    @property
    def tablets(self) -> list[str]:
        return self._of("table")

    @property
    def phones(self) -> list[str]:
        return self._of("phone")

    @property
    def guests(self) -> list[str]:
        """Tablets and phones."""
        return self._of(*GUESTS)

    @property
    def codes(self) -> list[str]:
        """Mostly of visits that go on; and old ones."""
        good = [one.code for one in self.book.visits.all if one.goes_on]
        return good * 4 + self.book.visits.codes[-4:] + ["a-code-of-nobody"]

    @property
    def places(self) -> list[int]:
        """Table ids, and one of the rival's."""
        return [self.book.tables[1].id] * 3 + [self.book.tables[2].id] * 2 + [self.service.rival.tables[1]]

    @property
    def device_tokens(self) -> list[str]:
        return [one.token for one in self.book.devices.values() if one.token]

    @property
    def device_ids(self) -> list[int]:
        return [one.id for one in self.book.devices.values() if one.id] + [self.service.rival.tablets[1].device_id]

    @property
    def parties(self) -> list[int | None]:
        """Mostly right, if the table is the first."""
        now = self.book.tables[1].party
        return [None, None, None, None, now, now, now, now, now - 1]

    @property
    def wishes(self) -> list[Line]:
        """Lines that can be had, and a few that can't or may be."""
        names, options = self.here.items, self.here.options
        cheese, hot = options["치즈"], options["매운맛"]
        good = [
            Line(names["김치찌개"], 2, note="파 빼고"),
            Line(names["냉면"]),
            Line(names["떡볶이"], 3, (cheese, hot)),
            Line(names["떡볶이"], 1, (options["순한맛"], options["밥 빼기"])),
        ]
        bad = [
            Line(names["티라미수"]),
            Line(names["붕어빵"]),
            Line(names["떡볶이"]),
            Line(names["떡볶이"], 1, (hot, options["보통맛"])),
            Line(names["냉면"], 99, (cheese,)),
            Line(names["떡볶이"], 1, (hot, hot)),
            Line(self.service.rival.items["냉면"]),
        ]
        return good * 12 + bad

    @property
    def keys(self) -> list[str]:
        """New ones, and one that may have been used."""
        return [f"a-key-of-the-model-{self.keys_used}"] * 7 + ["one-and-the-same-key"]

    @property
    def orders(self) -> list[int]:
        return list(self.book.orders)[-5:] * 3 + [self.service.rival_order]

    @property
    def versions(self) -> list[tuple[int, int]]:
        """Orders, mostly with the version that they have."""
        of_now = [(one, self.book.orders[one].version) for one in list(self.book.orders)[-5:]]
        other = [(one, version + off) for one, version in of_now for off in (-1, 1)]
        return of_now * 6 + other + [(self.service.rival_order, 1)]

    @property
    def calls(self) -> list[int]:
        return list(self.book.calls.all)[-4:] * 3 + [self.service.rival_call]

    @property
    def call_versions(self) -> list[tuple[int, int]]:
        """Calls, mostly with the version that they have."""
        of_now = [(one, self.book.calls.all[one].version) for one in list(self.book.calls.all)[-4:]]
        return of_now * 6 + [(one, version + 1) for one, version in of_now] + [(self.service.rival_call, 1)]

    @property
    def sessions(self) -> list[int | None]:
        return [None, None, *list(self.book.stays)[-2:], 2**40]

    @property
    def named(self) -> list[int]:
        """Sessions, mostly of late."""
        return [*list(self.book.stays)[-3:], 2**40]

    @property
    def seats(self) -> list[tuple[int, int | None]]:
        """Tables, with the session that is open there."""
        return [(table.number, table.stay) for table in self.book.tables.values()]

    @property
    def menu(self) -> list[tuple[str, int]]:
        here = self.here
        items = [("items", here.items[name]) for name in ("김치찌개", "떡볶이", "티라미수")]
        return items + [("options", here.options[name]) for name in ("치즈", "매운맛")]


def some(what: str) -> st.SearchStrategy[Any]:
    """One of the machine's list of that name, as it is when the rule runs."""
    return st.runner().flatmap(lambda machine: st.sampled_from(getattr(machine, what)))


NUMBERS = st.sampled_from([1, 1, 2])


@st.composite
def placed(draw: st.DrawFn, *, by: str) -> Place:
    """By ``guests``, or by ``staff`` at a table."""
    return Place(
        who=draw(some(by)),
        key=draw(some("keys")),
        lines=tuple(draw(st.lists(some("wishes"), min_size=1, max_size=3))),
        at=draw(some("places")) if by == "staff" else None,
        note=draw(st.sampled_from([None, None, "", "덜 맵게\n빨리요"])),
        expected_total=draw(st.sampled_from([None, SHOWN, SHOWN, 1])),
        party=draw(some("parties")),
        wordy=draw(st.booleans()),
    )


@st.composite
def advanced(draw: st.DrawFn) -> Advance:
    order, version = draw(some("versions"))
    return Advance(draw(some("staff")), order, draw(st.sampled_from(["preparing", "completed", "pending"])), version)


@st.composite
def cancelled(draw: st.DrawFn) -> Cancel:
    order, version = draw(some("versions"))
    return Cancel(draw(some("staff")), order, version, draw(st.sampled_from(["재료 소진", " 손님이 취소 "])))


@st.composite
def voided(draw: st.DrawFn) -> Void:
    order, version = draw(some("versions"))
    quantity = draw(st.sampled_from([None, 1, 1, 2, 99]))
    return Void(draw(some("staff")), order, draw(st.sampled_from([0, 0, 0, 1, 2])), quantity, version)


@st.composite
def moved_order(draw: st.DrawFn) -> MoveOrder:
    order, version = draw(some("versions"))
    return MoveOrder(draw(some("staff")), order, draw(ANY_TABLE), version)


@st.composite
def moved_party(draw: st.DrawFn) -> MoveParty | JoinParty:
    """Mostly the one that sits there: to another table, or to who sits there."""
    here, there = draw(some("seats")), draw(some("seats"))
    who, table, session = draw(some("staff")), here[0], here[1] or draw(some("named"))
    if there[1] is None or draw(st.integers(0, 4)) == 0:
        return MoveParty(who, table, there[0], session)
    return JoinParty(who, table, there[0], session, there[1])


ANY_TABLE = st.sampled_from([1, 2, 3])
TAKEN_BACK = st.builds(PartParty, some("staff"), ANY_TABLE, some("named")) | st.builds(
    Reopen, some("staff"), ANY_TABLE, some("named")
)
MOVED: st.SearchStrategy[Deed] = moved_party() | moved_party() | moved_order() | TAKEN_BACK
UNDONE = st.builds(Undo, some("guests"), some("orders"))
CLOSED = st.builds(Close, some("staff"), NUMBERS, st.booleans(), some("sessions"))
COUNTED = st.builds(
    CountGuests, some("staff"), NUMBERS, some("sessions").filter(bool), st.sampled_from([None, 1, 4, 99])
)
PRESSED: st.SearchStrategy[Deed] = advanced() | cancelled() | voided() | CLOSED | COUNTED
MARKED = st.builds(lambda who, one, out: Mark(who, one[0], one[1], out), some("staff"), some("menu"), st.booleans())
CODED: st.SearchStrategy[Deed] = st.one_of(
    st.builds(ShowCode, some("tablets")),
    st.builds(ShowCode, some("staff"), some("places")),
    st.builds(RenewCode, some("staff"), some("places")),
)
PHONES = st.builds(ChangeStore, some("staff"), st.sampled_from([("phones", True), ("phones", False)]))
OF_PHONES: st.SearchStrategy[Deed] = st.one_of(
    st.builds(Undo, some("phones"), some("orders")),
    st.builds(Undo, some("phones"), some("orders")),
    st.builds(LookAtOwnOrders, some("phones")),
    st.builds(LookAtOrder, some("phones"), some("orders")),
    st.builds(ShowCode, some("phones")),
)
PEOPLE = st.sampled_from(["staff", "staff", "manager", "owner"])
REVOKED: st.SearchStrategy[Deed] = st.one_of(
    st.builds(LogOut, some("everybody")),
    st.builds(Unpair, some("staff"), some("device_ids")),
    st.builds(
        ChangePerson,
        some("staff"),
        PEOPLE,
        st.sampled_from(
            [("disabled", True), ("disabled", False), ("role", "staff"), ("role", "manager"), ("role", "owner"),
             ("password", OTHER_PASSWORD), ("password", PASSWORD)]
        ),
    ),
    st.builds(
        ChangeTable,
        some("staff"),
        NUMBERS,
        st.sampled_from([("password", TABLE_PASSWORD), ("password", OTHER_TABLE_PASSWORD)]),
    ),
)  # fmt: skip
SETTLED: st.SearchStrategy[Deed] = st.one_of(
    st.builds(
        lambda who, one, change: ChangeItem(who, one[1], change),
        some("staff"),
        some("menu").filter(lambda one: one[0] == "items"),
        st.sampled_from([("price", 10_500), ("price", 10**7), ("hidden", True), ("hidden", False), ("name", "별미")]),
    ),
    st.builds(ChangeTable, some("staff"), NUMBERS, st.sampled_from([("label", "창가"), ("label", None)])),
    st.builds(
        ChangeStore,
        some("staff"),
        st.sampled_from(
            [("open_orders_per_table", 2), ("open_orders_per_table", 0), ("seconds_between_orders", 2),
             ("seconds_between_orders", 0), ("undo_seconds", 0), ("undo_seconds", 3600), ("day_cutoff_hour", 12),
             ("day_cutoff_hour", 0), ("call_kinds", OWN_KINDS), ("call_kinds", [])]
        ),
    ),
)  # fmt: skip
SEEN: st.SearchStrategy[Deed] = st.one_of(
    st.builds(LookAtBoard, some("staff"), st.sampled_from([1, 2, 100])),
    st.builds(LookAtOwnOrders, some("guests")),
    st.builds(LookAtOwnCalls, some("guests")),
    st.builds(LookAtBill, some("guests"), st.sampled_from([None, 1, 3, 99])),
    st.builds(LookAtMenu, some("guests")),
    st.builds(LookAtOrder, some("everybody"), some("orders")),
)
LEAFED = st.builds(
    LookAtPage,
    some("staff"),
    st.sampled_from(["orders", "history"]),
    table=st.sampled_from([None, None, 1, 2]),
    status=st.sampled_from([None, None, "pending", "cancelled"]),
) | st.builds(
    LookAtPage,
    some("staff"),
    st.just("calls"),
    table=st.sampled_from([None, None, 1, 2]),
    status=st.sampled_from([None, None, "open", "done"]),
)
