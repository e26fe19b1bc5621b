"""What chance may do in the kitchen."""

from hypothesis import strategies as st

from tests.stateful.choices import some
from tests.stateful.cooking_deeds import (
    AddStation,
    Bump,
    LookAtAllDay,
    LookAtTickets,
    MarkLine,
    Notice,
    RemoveStation,
    See,
    Serve,
)
from tests.stateful.expected import Deed


@st.composite
def bumped(draw: st.DrawFn) -> Bump:
    ticket, version = draw(some("ticket_versions"))
    return Bump(
        draw(some("staff")), ticket, draw(st.sampled_from(["done", "done", "started", "started", "new"])), version
    )


@st.composite
def served(draw: st.DrawFn) -> Serve:
    order, version = draw(some("versions"))
    return Serve(draw(some("staff")), order, draw(st.sampled_from(["completed", "completed", "preparing"])), version)


MARKED_LINE = st.builds(
    MarkLine, some("staff"), some("tickets"), st.sampled_from([0, 0, 0, 1, 1, 2]), st.sampled_from([True, True, False])
)
NOTICED = st.builds(Notice, some("staff"), some("tickets"))
WATCHED = st.builds(See, some("staff"), st.lists(some("tickets"), min_size=1, max_size=3).map(tuple))
COOKED: st.SearchStrategy[Deed] = (
    bumped() | bumped() | bumped() | served() | MARKED_LINE | MARKED_LINE | NOTICED | WATCHED
)
RACED: st.SearchStrategy[Deed] = bumped() | served() | MARKED_LINE | NOTICED
STATIONED: st.SearchStrategy[Deed] = st.one_of(
    st.builds(AddStation, some("staff"), st.sampled_from(["주방", "바", "튀김"])),
    st.builds(AddStation, some("staff"), st.just("서빙대"), st.just("expo")),
    st.builds(RemoveStation, some("staff"), st.sampled_from([0, 1, 2, 3])),
)
KITCHEN_SEEN: st.SearchStrategy[Deed] = st.one_of(
    st.builds(LookAtTickets, some("staff"), st.sampled_from(["open", "done"]), st.sampled_from([None, None, 0, 1])),
    st.builds(LookAtAllDay, some("staff")),
)
