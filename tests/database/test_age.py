"""How old connections may be: which are left, and on which somebody hangs up who still waits."""

import time
from types import SimpleNamespace

import pytest

from ordering.database.failover import STUCK_SECONDS, Age


class Waiting:
    """A connection in use for long, by somebody who waits for its server."""

    def __init__(self, age: Age) -> None:
        self.hung_up = 0
        transport = SimpleNamespace(abort=self._abort)
        driver = SimpleNamespace(driver_connection=SimpleNamespace(_transport=transport))
        record = SimpleNamespace(info={"connected_at": time.monotonic() - 60}, dbapi_connection=driver)
        age._out[id(record)] = time.monotonic() - STUCK_SECONDS - 1, record

    def _abort(self) -> None:
        self.hung_up += 1


@pytest.fixture
def age() -> Age:
    return Age()


def test_one_lost_connection_cuts_no_other_where_the_server_answers(age: Age) -> None:
    waiting = Waiting(age)
    age.leave_for(time.monotonic() - 30, gone=True)
    age.hang_up(none_answers=False)
    assert not waiting.hung_up


def test_where_no_server_answers_who_waits_for_one_that_was_lost_is_hung_up_on(age: Age) -> None:
    waiting = Waiting(age)
    age.hang_up(none_answers=True)
    assert not waiting.hung_up, "nothing was lost yet: it may only be slow"
    age.leave_for(time.monotonic() - 30, gone=True)
    age.hang_up(none_answers=True)
    assert waiting.hung_up


def test_where_another_server_writes_who_waits_for_the_old_one_is_hung_up_on(age: Age) -> None:
    waiting = Waiting(age)
    age.leave(time.monotonic())
    age.hang_up(none_answers=False)
    assert waiting.hung_up
