"""A bistro whose sender runs, with printers that count."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from ordering.printing.fake_printer import FakePrinter, Faults
from tests.printing.printers import Printing
from tests.world import Restaurant

NewPrinter = Callable[..., Awaitable[tuple[FakePrinter, int]]]


@pytest.fixture
async def new_printer(bistro: Restaurant) -> AsyncIterator[NewPrinter]:
    """Makes a printer that is there, and tells the bistro of it; it is there until the test ends."""
    made: list[FakePrinter] = []

    async def make(faults: Faults | None = None, **more: Any) -> tuple[FakePrinter, int]:
        fake = FakePrinter(faults, more.get("width", 80))
        await fake.start()
        made.append(fake)
        settings = {"name": "주방", "host": "127.0.0.1", "port": fake.port, "encoding": "cp949", **more}
        answer = await bistro.ask("manager", "POST", "/admin/printers", settings)
        assert answer.status_code == 201, answer.text
        return fake, answer.json()["id"]

    yield make
    for fake in made:
        await fake.stop()


@pytest.fixture
async def printing(bistro: Restaurant) -> AsyncIterator[Printing]:
    """The bistro's sender at work."""
    bistro.services.desk.sender.start()
    yield Printing(bistro)
    await bistro.services.desk.sender.close()
