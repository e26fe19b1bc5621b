"""Whatever people do, in whatever order: the service answers, stores and tells what the books say."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.stateful import calling_choices, choices, cooking_choices
from tests.stateful.access_deeds import LogIn, Me, Pair, Refresh
from tests.stateful.calling_deeds import CallFor
from tests.stateful.choices import NUMBERS, OTHER_PASSWORD, SHOWN, some
from tests.stateful.cooks import Cooks
from tests.stateful.expected import STAFF, Deed
from tests.stateful.listeners import Listeners
from tests.stateful.looking_deeds import LookAtBill, LookAtPage, LookAtSummary
from tests.stateful.moving_deeds import JoinParty, MoveParty
from tests.stateful.ordering_deeds import Place, priced_line
from tests.stateful.phone_deeds import LetIn, ShowCode
from tests.stateful.running_deeds import ChangeStore
from tests.stateful.serving_deeds import Advance, Cancel, Close, Void
from tests.world import PASSWORD


class Machine(Cooks, Listeners, RuleBasedStateMachine):
    """A store, its books, and those who listen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.here = self.service.a_store()
        self.book = self.service.book_of(self.here)
        self.followers = []
        self.placed: list[Place] = []
        self.checked = 0
        self.names = 0
        rival = self.service.rival
        self.stranger = self.service.listen(self.here, rival.token("owner"), table=False, cursor=None, by_query=False)

    @property
    def keys_used(self) -> int:  # type: ignore[override]  # counted, not kept
        return len(self.placed)

    def do(self, *deeds: Deed) -> None:
        """All of them at once: there must be an order in which the books explain every answer and every event."""
        self.service.clock.move(timedelta(milliseconds=7))
        self.book.now = self.service.clock.now()
        answers = self.service.ask(self.here, self.book, *(deed.ask(self.book) for deed in deeds))
        told = self.service.events_after(self.here, len(self.book.events))
        wrong: list[Any] = []
        for turns in permutations(range(len(deeds))):
            book = self.book.copy()
            for turn in turns:
                differences = deeds[turn].expect(book, answers[turn]).differences(answers[turn])
                if differences:
                    wrong.append((deeds[turn], *differences))
                    break
            else:
                due = book.events[len(self.book.events) :]
                if due == told:
                    self.book = book
                    return
                wrong.append(("the log has", told, "instead of", due))
        raise AssertionError(wrong)

    def new_name(self, of: str) -> str:
        self.names += 1
        return f"{of} #{self.names}"

    # Coming and going

    def a_day_begins(self) -> None:
        for username, person in self.book.people.items():
            if not person.disabled:
                self.do(LogIn(self.new_name(username), username, person.password))
        for number in (1, 2):
            self.pair(number)
        for tablet in self.tablets[:2]:
            self.open_to_phones(tablet)
        for who in dict.fromkeys([*self.staff[:1], *self.tablets[:2], *self.phones[:2]]):
            self.start_to_listen(who)
        if self.tablets:
            self.place(Place(self.tablets[0], f"the-first-of-day-{self.names}", (self.wishes[0], self.wishes[2])))

    def pair(self, number: int) -> None:
        name = self.new_name(f"table {number}")
        self.do(Pair(name, number, self.book.tables[number].password))
        if name in self.book.logins:
            self.do(Me(name))

    def open_to_phones(self, tablet: str) -> None:
        """And let one in at its table, if somebody may."""
        for person in self.staff[:3]:
            self.do(ChangeStore(person, ("phones", True)))
        self.do(ShowCode(tablet))
        if self.book.role(tablet) == "table" and (visit := self.book.visits.at(self.book.table_of(tablet).number)):
            self.let_a_phone_in(visit.code)

    @rule(code=some("codes"))
    def let_a_phone_in(self, code: str) -> None:
        name = self.new_name("phone")
        self.do(LetIn(name, code))
        if name in self.book.logins:
            self.do(Me(name))

    @rule(code=some("codes"), change=choices.CODED | choices.CLOSED | choices.MOVED)
    def let_a_phone_in_at_once_with(self, code: str, change: Deed) -> None:
        self.do(LetIn(self.new_name("phone"), code), change)

    @rule(deed=choices.OF_PHONES)
    def look_or_take_back_by_phone(self, deed: Deed) -> None:
        self.do(deed)

    @rule(deed=choices.CODED | choices.CODED | choices.PHONES)
    def show_a_code_or_switch_phones(self, deed: Deed) -> None:
        self.do(deed)

    @rule(username=choices.PEOPLE | st.just("nobody"), password=st.sampled_from([PASSWORD, PASSWORD, OTHER_PASSWORD]))
    def log_in(self, username: str, password: str) -> None:
        self.do(LogIn(self.new_name(username), username, password))

    @rule(number=NUMBERS, right=st.integers(0, 3))
    def pair_a_tablet(self, number: int, right: int) -> None:
        if right:
            self.pair(number)
        else:
            self.do(Pair(self.new_name(f"table {number}"), number, "wrong"))

    @precondition(lambda self: self.device_tokens)
    @rule(device=some("device_tokens"), who=some("everybody"))
    def refresh(self, device: str, who: str) -> None:
        self.do(Refresh(self.new_name("refreshed"), device))
        self.do(Me(who))

    @rule(deed=choices.REVOKED)
    def end_somebodys_access(self, deed: Deed) -> None:
        before = list(filter(self.book.stands, self.book.logins))
        self.do(deed)
        for who in before:
            if not self.book.stands(who):
                self.do(Me(who))

    @rule(by=st.sampled_from([1, 2, 59, 3600, 9 * 3600, 17 * 3600]), back=st.integers(0, 3))
    def time_passes(self, by: int, back: int) -> None:
        self.service.clock.move(timedelta(seconds=by))
        self.book.now = self.service.clock.now()
        for follower in self.followers:  # a stream counts down its token's time in real seconds
            if follower.stream is not None and not self.book.stands(follower.who):
                self.cut(follower)
        if back and not any(map(self.book.stands, self.book.logins)):
            self.a_day_begins()

    # Orders

    @rule(order=choices.placed(by="guests"))
    def place(self, order: Place) -> None:
        self.do(self.as_shown(order))
        self.placed.append(self.as_shown(order))

    @rule(order=choices.placed(by="staff"))
    def place_for_a_table(self, order: Place) -> None:
        self.place(order)

    @precondition(lambda self: self.placed)
    @rule(order=some("placed"), body=st.sampled_from(["same", "same", "same", "other words", "other"]))
    def place_again(self, order: Place, body: str) -> None:
        note = "something else" if body == "other" else order.note
        self.do(replace(order, note=note, wordy=order.wordy != (body == "other words")))

    @rule(change=choices.advanced())
    def advance(self, change: Advance) -> None:
        self.do(change)

    @rule(change=choices.cancelled() | choices.voided())
    def cancel(self, change: Cancel | Void) -> None:
        self.do(change)

    @rule(change=choices.moved_party(), order=choices.placed(by="guests"))
    def move_and_place_at_once(self, change: MoveParty | JoinParty, order: Place) -> None:
        self.do(replace(change, at_once=True), self.as_shown(order))
        self.placed.append(self.as_shown(order))

    @rule(change=choices.UNDONE | choices.MOVED | choices.MOVED)
    def undo_or_move(self, change: Deed) -> None:
        self.do(change)

    @rule(deed=calling_choices.CALLED)
    def call_or_see_to_it(self, deed: Deed) -> None:
        self.do(deed)

    @rule(
        call=calling_choices.called(),
        others=st.lists(calling_choices.CALLED | choices.CLOSED | choices.moved_party(), min_size=1, max_size=2),
    )
    def call_at_once_with(self, call: CallFor, others: list[Deed]) -> None:
        moves = (MoveParty, JoinParty)
        self.do(call, *(replace(one, at_once=True) if isinstance(one, moves) else one for one in others))

    @rule(closing=choices.CLOSED)
    def close(self, closing: Close) -> None:
        self.do(closing)

    @rule(
        first=choices.placed(by="guests"),
        others=st.lists(
            choices.placed(by="guests") | choices.placed(by="staff") | choices.advanced() | choices.cancelled()
            | choices.voided() | choices.UNDONE | choices.CLOSED,
            min_size=1,
            max_size=2,
        ),
        twice=st.booleans(),
    )  # fmt: skip
    def do_at_once(self, first: Place, others: list[Deed], twice: bool) -> None:
        """``twice``: a retry overtakes its own request."""
        first = self.as_shown(first)
        others = [self.as_shown(one) if isinstance(one, Place) else one for one in others]
        self.do(*[first, *([first] if twice else []), *others][:3])
        self.placed.append(first)

    @rule(changes=st.lists(choices.PRESSED | cooking_choices.RACED, min_size=2, max_size=3))
    def press_at_once(self, changes: list[Deed]) -> None:
        self.do(*changes)

    def as_shown(self, order: Place) -> Place:
        """With the total that the guest was shown, if it is to have that."""
        if order.expected_total != SHOWN:
            return order
        priced = [priced_line(self.book, 0, line) for line in order.lines]
        return replace(order, expected_total=sum(one.get("subtotal", 0) for one in priced))

    # Running the place

    @rule(mark=choices.MARKED)
    def mark(self, mark: Deed) -> None:
        self.do(mark)

    @rule(change=choices.SETTLED)
    def change_what_is_sold_or_allowed(self, change: Deed) -> None:
        self.do(change)

    # Looking

    @rule(look=choices.SEEN)
    def look(self, look: Deed) -> None:
        self.do(look)

    @rule(page=choices.LEAFED)
    def leaf_through(self, page: LookAtPage) -> None:
        """Page by page, to the end."""
        for _ in range(len(page.rows(self.book)) + 1):
            answer = self.service.ask(self.here, self.book, page.ask(self.book))[0]
            wrong = page.expect(self.book, answer).differences(answer)
            assert not wrong, wrong
            cursor = answer.learn("next_cursor", status=200)
            if cursor is None:
                return
            page = replace(page, cursor=cursor, skip=page.skip + page.limit)

    @rule(who=some("staff"), days_ago=st.integers(0, 2))
    def look_at_the_summary(self, who: str, days_ago: int) -> None:
        self.do(LookAtSummary(who, self.book.business_date(self.service.clock.now()) - timedelta(days=days_ago)))

    # What holds after every step

    @invariant()
    def the_rows_keep_the_invariants(self) -> None:
        """I2, I3 and I5-I8, read from the database whenever something has happened."""
        if len(self.book.events) != self.checked:
            self.service.check(self.here)
            self.checked = len(self.book.events)
            self.look_at_the_bills()

    def look_at_the_bills(self) -> None:
        """Of every party, divided by one number of heads or another."""
        person = next((one for one in self.book.logins if self.book.role(one) in STAFF and self.book.stands(one)), None)
        if person is not None:
            heads = 1 + len(self.book.events) % 99
            for table in filter(self.book.open_stay, self.book.tables.values()):
                self.do(LookAtBill(person, heads, table.number))

    def teardown(self) -> None:
        strangers = self.stranger.events
        streams = [one.stream for one in self.followers if one.stream is not None]
        self.service.check(self.here, acknowledged=[self.book.shown(one) for one in self.book.orders.values()])
        self.service.leave(self.here, [self.stranger, *streams])
        assert strangers == [], "I8: another store's event"
