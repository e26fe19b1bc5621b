import pytest

from tests.kitchen.making import Kitchen
from tests.world import Restaurant


@pytest.fixture
async def kitchen(bistro: Restaurant) -> Kitchen:
    """Two stations that make dishes; whoever completes an order is the last of them."""
    return await Kitchen(bistro).open()
