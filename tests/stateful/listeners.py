"""Those who listen to the store: what its streams must have told them after every step."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from tests.stateful.choices import Choices, some
from tests.stateful.expected import GUESTS
from tests.stateful.followers import Follower, seat_of
from tests.stateful.stream import Stream


class Listeners(Choices):
    """Clients of the store's streams, beside whatever else happens."""

    followers: list[Follower]

    def start_to_listen(self, who: str, cursor: str | None = None, *, by_query: bool = False) -> None:
        """With a cursor that means nothing, the listener is told to begin anew at the head."""
        head = len(self.book.events)
        stream = self.connect(who, cursor, by_query=by_query)
        if stream is None:
            return
        known = cursor is None or (cursor.isdigit() and int(cursor) <= head)
        since = int(cursor) if cursor is not None and known else head
        follower = Follower(who, self.table_id(who), since, seat=seat_of(self.book, who))
        follower.hears(stream, self.book, since, anew=not known)
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
            self.cut(follower)
            return
        same = [one for one in self.book.logins if self.same(one, follower) and self.book.stands(one)]
        if same:
            follower.who = same[-1]
            stream = self.connect(follower.who, str(follower.cursor))
            assert stream is not None
            follower.hears(stream, self.book, follower.cursor)

    def connect(self, who: str, cursor: str | None, *, by_query: bool = False) -> Stream | None:
        token, table = self.book.logins[who].token, self.book.role(who) in GUESTS
        stream = self.service.listen(self.here, token, table=table, cursor=cursor, by_query=by_query)
        assert stream.status == (200 if self.book.stands(who) else 401)
        if stream.status != 200:
            return None
        holder = self.book.holder(who)
        mine = [one for one in self.followers if one.stream is not None and self.book.holder(one.who) == holder]
        if len(mine) == (4 if table else 20):
            self.service.run(min(mine, key=lambda one: one.opened).is_replaced(self.book))
        return stream

    def cut(self, follower: Follower) -> None:
        assert follower.stream is not None
        self.service.run(follower.stream.cut())
        follower.is_cut()

    def table_id(self, who: str) -> int | None:
        return self.book.table_of(who).id if self.book.role(who) in GUESTS else None

    def same(self, who: str, follower: Follower) -> bool:
        """Whether this one may take up where the other was cut: a phone for itself alone."""
        if "phone" in (self.book.role(who), self.book.role(follower.who)):
            return who == follower.who
        return self.table_id(who) == follower.table_id

    @invariant()
    def every_listener_has_heard_everything_once_and_in_order(self) -> None:
        """I4; and whose access has ended hears no more."""
        for follower in self.followers:
            if follower.stream is not None:
                self.service.run(follower.catch_up(self.book))
