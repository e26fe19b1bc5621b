"""What chance may call for, and how it is seen to."""

from hypothesis import strategies as st

from tests.stateful.calling_deeds import CallFor, SeeTo, Withdraw
from tests.stateful.choices import some
from tests.stateful.expected import Deed


@st.composite
def called(draw: st.DrawFn) -> CallFor:
    kind, counts = draw(st.sampled_from(["water", "water", "water", "cutlery", "ice", "a_hug"])), [None, 1, 3, 4, 21]
    note = draw(st.sampled_from([None, None, " 얼음 많이 "]))
    return CallFor(draw(some("guests")), kind, draw(st.sampled_from(counts)) if kind != "water" else None, note,
                   draw(some("parties")))  # fmt: skip


@st.composite
def seen_to(draw: st.DrawFn) -> SeeTo:
    call, version = draw(some("call_versions"))
    return SeeTo(draw(some("staff")), call, draw(st.sampled_from(["taken", "taken", "done", "open"])), version)


CALLED: st.SearchStrategy[Deed] = called() | called() | seen_to() | st.builds(Withdraw, some("guests"), some("calls"))
