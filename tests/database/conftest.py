"""A ``Work`` beside the service's own."""

from collections.abc import AsyncIterator

import pytest

from tests.database.makers import Told
from tests.world import Restaurant


@pytest.fixture
async def told(bistro: Restaurant) -> AsyncIterator[Told]:
    made = Told(bistro)
    yield made
    await made.work.close()
