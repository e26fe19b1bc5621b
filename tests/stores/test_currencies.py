"""A store takes the money that people pay with."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.stores import known
from ordering.stores.model import Store
from tests.world import Restaurant


@pytest.mark.parametrize("code", ["KRW", "USD", "EUR", "JPY", "XOF", "XPF", "XCD", "BHD", "CHF"])
def test_what_is_in_peoples_pockets_is_money(code: str) -> None:
    assert code in known.currencies()


@pytest.mark.parametrize("code", ["XAU", "XAG", "XDR", "XXX", "XTS", "XUA", "USN", "CHE", "UYI", "CLF", "DEM", "HRK"])
async def test_metals_funds_tests_and_the_past_are_not(bistro: Restaurant, code: str) -> None:
    answer = await bistro.ask("owner", "PATCH", "/admin/store", {"currency": code})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "currency")


async def test_a_store_that_has_such_a_one_already_can_be_changed_and_get_another(bistro: Restaurant) -> None:
    async def long_ago(session: AsyncSession) -> None:
        await session.execute(update(Store).where(Store.id == bistro.store_id).values(currency="XAU"))

    await bistro.services.work.run(long_ago)
    for change in ({"currency": "XAU", "name": "금은방"}, {"currency": "KRW"}):
        answer = await bistro.ask("owner", "PATCH", "/admin/store", change)
        assert answer.status_code == 200, answer.text
