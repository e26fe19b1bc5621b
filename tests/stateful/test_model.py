"""A store in the hands of chance, beside a book that says what must come of it."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ordering import clock
from tests.stateful.machine import Machine
from tests.stateful.service import Clock, Service

EXAMPLES = int(os.environ.get("ORDERING_TEST_EXAMPLES", "10"))
STEPS = 40


@pytest.fixture
def service(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    time = Clock()
    monkeypatch.setattr(clock, "now", time.now)
    made = Service(database_url, time)
    yield made
    made.close()


@pytest.mark.every_database
@pytest.mark.timeout(600 + 10 * EXAMPLES)
def test_whatever_people_do_the_service_does_what_the_books_say(service: Service) -> None:
    bound = type("StoreMachine", (Machine,), {"service": service})
    run_state_machine_as_test(
        bound,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
            deadline=None,
            derandomize=False,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
