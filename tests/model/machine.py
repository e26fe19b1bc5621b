"""Whatever people do, in whatever order: the service answers, stores and tells what the books say."""

from datetime import timedelta
from itertools import permutations
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.model.access_deeds import ChangePerson, LogIn, LogOut, Me, Pair, Refresh, Unpair
from tests.model.expected import STAFF, Deed
from tests.model.followers import Follower
from tests.model.looking_deeds import (
    LookAtBoard,
    LookAtMenu,
    LookAtOrder,
    LookAtOwnOrders,
    LookAtPage,
    LookAtSummary,
)
from tests.model.ordering_deeds import Line, Place, priced_line
from tests.model.running_deeds import ChangeItem, ChangeStore, ChangeTable, Mark
from tests.model.service import Service
from tests.model.serving_deeds import Advance, Cancel, Close, Undo
from tests.world import PASSWORD, TABLE_PASSWORD

OTHER_PASSWORD = "another-horse-2"


def some(what: str) -> st.SearchStrategy[Any]:
    """One of a list that the machine has when the rule runs."""
    return st.runner().flatmap(lambda machine: st.sampled_from(getattr(machine, what)))


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    """Mostly what can be had; options at random often can't."""
    return tuple(draw(st.lists(some("wishes"), min_size=1, max_size=3)))


@st.composite
def orders_placed(draw: st.DrawFn) -> Place:
    """By a tablet or by staff at a table."""
    by_staff = draw(st.integers(0, 3)) == 0
    return Place(
        who=draw(some("staff" if by_staff else "tablets")),
        key=draw(some("keys")),
        lines=draw(lines()),
        at=draw(some("places")) if by_staff else None,
        note=draw(st.sampled_from([None, None, "", "덜 맵게\n빨리요"])),
        expected_total=draw(st.sampled_from([None, None, -1, -1, 1])),
        party=draw(st.sampled_from([None, None, 0, 0, 1, 2])),
        wordy=draw(st.booleans()),
    )


@st.composite
def changes_of_orders(draw: st.DrawFn) -> Deed:
    order, version = draw(some("versions"))
    kind = draw(st.sampled_from(["advance", "advance", "advance", "cancel", "undo"]))
    if kind == "undo":
        return Undo(draw(some("tablets")), order)
    who = draw(some("staff"))
    if kind == "cancel":
        return Cancel(who, order, version, draw(st.sampled_from(["재료 소진", " 손님이 취소 "])))
    return Advance(who, order, draw(st.sampled_from(["preparing", "completed", "pending"])), version)


@st.composite
def closings(draw: st.DrawFn) -> Close:
    return Close(draw(some("staff")), draw(some("numbers")), draw(st.booleans()), draw(some("sessions")))


class Machine(RuleBasedStateMachine):
    """A store, its books, and those who listen to it."""

    service: ClassVar[Service]

    def __init__(self) -> None:
        super().__init__()
        self.here = self.service.a_store()
        self.book = self.service.book_of(self.here)
        self.followers: list[Follower] = []
        self.used_keys: list[Place] = []
        self.names = 0
        rival = self.service.rival
        self.stranger = self.service.listen(self.here, rival.token("owner"), table=False, cursor=None, by_query=False)

    # What there is to choose from; what is listed twice comes twice as often.

    @property
    def numbers(self) -> list[int]:
        return [1, 1, 2]

    @property
    def places(self) -> list[int]:
        """Table ids, and one of the rival's."""
        return [self.book.tables[1].id] * 3 + [self.book.tables[2].id] * 2 + [self.service.rival.tables[1]]

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

    def _of(self, *roles: str) -> list[str]:
        mine = [one for one in self.book.logins if self.book.role(one) in roles and self.book.stands(one)]
        return mine * 6 + self.everybody[-3:]

    @property
    def people(self) -> list[str]:
        return ["staff", "manager", "owner", "staff", "nobody"]

    @property
    def devices(self) -> list[str]:
        return list(self.book.devices)

    @property
    def device_ids(self) -> list[int]:
        return [one.id for one in self.book.devices.values() if one.id] + [self.service.rival.tablets[1].device_id]

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
        return good * 8 + bad

    @property
    def keys(self) -> list[str]:
        """New ones, and one that may have been used."""
        return [f"a-key-of-the-model-{len(self.used_keys)}"] * 5 + ["one-and-the-same-key"]

    @property
    def orders(self) -> list[int]:
        return list(self.book.orders)[-5:] * 3 + [self.service.rival_order]

    @property
    def versions(self) -> list[tuple[int, int]]:
        """Orders, mostly with the version that they have."""
        of_now = [(one, self.book.orders[one].version) for one in list(self.book.orders)[-5:]]
        return of_now * 4 + [(one, version + off) for one, version in of_now for off in (-1, 1)] + [
            (self.service.rival_order, 1)
        ]  # fmt: skip

    @property
    def sessions(self) -> list[int | None]:
        return [None, None, *list(self.book.stays)[-2:], 2**40]

    # Doing

    def do(self, *deeds: Deed) -> None:
        """All of them at once: there must be an order in which the books explain every answer and every event."""
        self.service.clock.move(timedelta(milliseconds=7))
        self.book.now = self.service.clock.now()
        answers = self.service.ask(self.here, self.book, *(deed.ask(self.book) for deed in deeds))
        told = self.service.events_after(self.here, len(self.book.events))
        wrong: list[Any] = []
        for turns in permutations(range(len(deeds))):
            book = self.book.copy()
            due = [(turn, deeds[turn].expect(book, answers[turn])) for turn in turns]
            found: list[Any] = [(deeds[turn], one.differences(answers[turn])) for turn, one in due]
            found = [(deed, differences) for deed, differences in found if differences]
            if book.events[len(self.book.events) :] != told:
                found.append(("the log", told, "instead of", book.events[len(self.book.events) :]))
            if not found:
                self.book = book
                return
            wrong.append(found)
        raise AssertionError(wrong)

    def new_name(self, of: str) -> str:
        self.names += 1
        return f"{of} #{self.names}"

    @initialize()
    def everybody_comes_in(self) -> None:
        for username in ("owner", "manager", "staff"):
            if not self.book.people[username].disabled:
                self.do(LogIn(self.new_name(username), username, self.book.people[username].password))
        for number in (1, 2):
            self.pair(number)
        for who in dict.fromkeys([*self.staff[:1], *self.tablets[:2]]):
            self.start_to_listen(who)

    def pair(self, number: int) -> None:
        name = self.new_name(f"table {number}")
        self.do(Pair(name, number, self.book.tables[number].password))
        if name in self.book.logins:
            self.do(Me(name))

    # Coming and going

    @rule(username=some("people"), password=st.sampled_from([PASSWORD, PASSWORD, OTHER_PASSWORD]))
    def log_in(self, username: str, password: str) -> None:
        self.do(LogIn(self.new_name(username), username, password))

    @rule(number=some("numbers"), right=st.integers(0, 3))
    def pair_a_tablet(self, number: int, right: int) -> None:
        if right:
            self.pair(number)
        else:
            self.do(Pair(self.new_name(f"table {number}"), number, "wrong"))

    @rule(device=some("devices"))
    def refresh(self, device: str) -> None:
        self.do(Refresh(self.new_name("refreshed"), device))

    @rule(who=some("everybody"))
    def log_out(self, who: str) -> None:
        self.do(LogOut(who))

    @rule(who=some("everybody"))
    def ask_who_one_is(self, who: str) -> None:
        self.do(Me(who))

    @rule(who=some("staff"), device=some("device_ids"))
    def unpair(self, who: str, device: int) -> None:
        self.do(Unpair(who, device))

    @rule(
        who=some("staff"),
        username=st.sampled_from(["staff", "staff", "manager", "owner"]),
        change=st.sampled_from(
            [("disabled", True), ("disabled", False), ("role", "staff"), ("role", "manager"), ("role", "owner"),
             ("password", OTHER_PASSWORD), ("password", PASSWORD)]
        ),
    )  # fmt: skip
    def change_a_person(self, who: str, username: str, change: tuple[str, Any]) -> None:
        self.do(ChangePerson(who, username, change))

    @rule(by=st.sampled_from([1, 2, 59, 3600, 9 * 3600, 17 * 3600]), back=st.integers(0, 3))
    def time_passes(self, by: int, back: int) -> None:
        self.service.clock.move(timedelta(seconds=by))
        self.book.now = self.service.clock.now()
        for follower in self.followers:  # a stream counts down its token's time in real seconds
            if follower.stream is not None and not self.book.stands(follower.who):
                self._cut(follower)
        if back and not any(map(self.book.stands, self.book.logins)):
            self.everybody_comes_in()

    # Orders

    @rule(order=orders_placed())
    def place(self, order: Place) -> None:
        priced = [priced_line(self.book, 0, line) for line in order.lines]
        if order.expected_total == -1:  # what the guest was shown
            order = _shown(order, sum(one.get("subtotal", 0) for one in priced))
        self.do(order)
        self.used_keys.append(order)

    @precondition(lambda self: self.used_keys)
    @rule(order=some("used_keys"), body=st.sampled_from(["same", "same", "same", "other words", "other"]))
    def place_again(self, order: Place, body: str) -> None:
        note = "etwas anderes" if body == "other" else order.note
        wordy = order.wordy != (body == "other words")
        again = Place(order.who, order.key, order.lines, order.at, note, order.expected_total, order.party, wordy)
        self.do(again)

    @rule(change=changes_of_orders())
    def change_an_order(self, change: Deed) -> None:
        self.do(change)

    @rule(closing=closings())
    def close(self, closing: Close) -> None:
        self.do(closing)

    @rule(
        first=orders_placed(),
        others=st.lists(st.one_of(orders_placed(), changes_of_orders(), changes_of_orders(), closings()),
                        min_size=1, max_size=2),
        twice=st.booleans(),
    )  # fmt: skip
    def do_at_once(self, first: Place, others: list[Deed], twice: bool) -> None:
        """What is done at the same time happens in some order. ``twice``: a retry overtakes its own request."""
        first = _shown(first, None) if first.expected_total == -1 else first
        others = [_shown(one, None) if isinstance(one, Place) and one.expected_total == -1 else one for one in others]
        self.do(*[first, *([first] if twice else []), *others][:3])
        self.used_keys.append(first)

    # Running the place

    @rule(
        who=some("staff"), name=st.sampled_from(["김치찌개", "떡볶이", "티라미수", "치즈", "매운맛"]), out=st.booleans()
    )
    def mark(self, who: str, name: str, out: bool) -> None:
        item = name in self.here.items
        self.do(Mark(who, "items" if item else "options", (self.here.items if item else self.here.options)[name], out))

    @rule(
        who=some("staff"),
        name=st.sampled_from(["김치찌개", "떡볶이", "붕어빵"]),
        change=st.sampled_from(
            [("price", 10_500), ("price", 10_000_000), ("hidden", True), ("hidden", False), ("name", "새 이름")]
        ),
    )
    def change_an_item(self, who: str, name: str, change: tuple[str, Any]) -> None:
        self.do(ChangeItem(who, self.here.items[name], change))

    @rule(
        who=some("staff"),
        number=some("numbers"),
        change=st.sampled_from(
            [("label", "창가"), ("label", None), ("password", TABLE_PASSWORD), ("password", "4321")]
        ),
    )
    def change_a_table(self, who: str, number: int, change: tuple[str, Any]) -> None:
        self.do(ChangeTable(who, number, change))

    @rule(
        who=some("staff"),
        change=st.sampled_from(
            [("open_orders_per_table", 2), ("open_orders_per_table", 0), ("seconds_between_orders", 2),
             ("seconds_between_orders", 0), ("undo_seconds", 0), ("undo_seconds", 3600), ("day_cutoff_hour", 12),
             ("day_cutoff_hour", 0)]
        ),
    )  # fmt: skip
    def change_the_store(self, who: str, change: tuple[str, int]) -> None:
        self.do(ChangeStore(who, change))

    # Looking

    @rule(who=some("staff"), orders=st.sampled_from([1, 2, 100]))
    def look_at_the_board(self, who: str, orders: int) -> None:
        self.do(LookAtBoard(who, orders))

    @rule(who=some("tablets"))
    def look_as_a_guest(self, who: str) -> None:
        self.do(LookAtOwnOrders(who))
        self.do(LookAtMenu(who))

    @rule(who=some("everybody"), order=some("orders"))
    def look_at_an_order(self, who: str, order: int) -> None:
        self.do(LookAtOrder(who, order))

    @rule(
        who=some("staff"),
        what=st.sampled_from(["orders", "history"]),
        table=st.sampled_from([None, None, 1, 2]),
        status=st.sampled_from([None, None, "pending", "cancelled"]),
    )
    def leaf_through(self, who: str, what: str, table: int | None, status: str | None) -> None:
        """Page by page, to the end."""
        look = LookAtPage(who, what, table=table, status=status if what == "orders" else None)
        for skip in range(0, len(look.rows(self.book)) + 1, look.limit):
            page = LookAtPage(who, what, look.cursor, skip, look.limit, table, look.status)
            answer = self.service.ask(self.here, self.book, page.ask(self.book))[0]
            wrong = page.expect(self.book, answer).differences(answer)
            assert not wrong, wrong
            cursor = answer.learn("next_cursor", status=200)
            if cursor is None:
                break
            look = LookAtPage(who, what, cursor, skip, look.limit, table, look.status)

    @rule(who=some("staff"), days_ago=st.integers(0, 2))
    def look_at_the_summary(self, who: str, days_ago: int) -> None:
        day = self.book.business_date(self.service.clock.now()) - timedelta(days=days_ago)
        self.do(LookAtSummary(who, day))

    # Listening

    def start_to_listen(self, who: str, cursor: str | None = None, *, by_query: bool = False) -> None:
        """With a cursor that means nothing, the listener is told to begin anew at the head."""
        head = len(self.book.events)
        stream = self._connect(who, cursor, by_query)
        if stream is None:
            return
        known = cursor is None or (cursor.isdigit() and int(cursor) <= head)
        since = int(cursor) if cursor is not None and known else head
        follower = Follower(who, self._table_id(who), since)
        follower.hears(stream, since, None if known else head)
        self.followers.append(follower)

    @rule(
        who=some("everybody"),
        cursor=st.sampled_from([None, "0", "3", "10", "999999", "-1", "soon", "1.5", "9" * 30]),
        by_query=st.booleans(),
    )
    def listen(self, who: str, cursor: str | None, by_query: bool) -> None:
        self.start_to_listen(who, cursor, by_query=by_query)

    @precondition(lambda self: self.followers)
    @rule(follower=some("followers"))
    def cut_or_reconnect(self, follower: Follower) -> None:
        if follower.stream is not None:
            self._cut(follower)
            return
        same = [one for one in self.book.logins if self._table_id(one) == follower.table_id and self.book.stands(one)]
        if not same:
            return
        follower.who = same[-1]
        stream = self._connect(follower.who, str(follower.cursor), by_query=False)
        assert stream is not None
        follower.hears(stream, follower.cursor)

    def _connect(self, who: str, cursor: str | None, by_query: bool) -> Any:
        table = self.book.role(who) == "table"
        token = self.book.logins[who].token
        stream = self.service.listen(self.here, token, table=table, cursor=cursor, by_query=by_query)
        assert stream.status == (200 if self.book.stands(who) else 401)
        return stream if stream.status == 200 else None

    def _cut(self, follower: Follower) -> None:
        assert follower.stream is not None
        self.service.run(follower.stream.cut())
        follower.is_cut()

    def _table_id(self, who: str) -> int | None:
        return self.book.table_of(who).id if self.book.role(who) == "table" else None

    # What holds after every step

    @invariant()
    def the_rows_keep_the_invariants(self) -> None:
        """I1-I3 and I5-I8, read from the database."""
        shown = [self.book.shown(one) for one in self.book.orders.values()]
        self.service.check(self.here, shown)

    @invariant()
    def every_listener_has_heard_everything_once_and_in_order(self) -> None:
        """I4; and whose access has ended hears no more."""
        for follower in self.followers:
            if follower.stream is None:
                continue
            due = follower.due(self.book)
            stream = follower.stream
            if self.book.stands(follower.who):
                self.service.run(stream.until(lambda f=follower, n=len(due): len(f.heard) >= n))
                assert not stream.ended
                assert follower.heard == due
            else:
                self.service.run(stream.until(lambda: False))
                assert follower.heard == due[: len(follower.heard)]
                follower.is_cut()

    def teardown(self) -> None:
        strangers = self.stranger.events
        streams = [one.stream for one in self.followers if one.stream is not None]
        self.service.leave(self.here, [self.stranger, *streams])
        assert strangers == [], "I8: another store's event"


def _shown(order: Place, total: int | None) -> Place:
    return Place(order.who, order.key, order.lines, order.at, order.note, total, order.party, order.wordy)
