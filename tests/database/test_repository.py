"""Every repository takes the store first, and a store finds its own rows alone."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.errors import NotFound
from ordering.images.model import Image
from ordering.models import Repository, StoreRows
from ordering.tables.repository import Tables
from tests.world import Restaurant

WITHOUT_A_STORE = {
    "Stores.by_slug": "which store it is, is the question",
    "Stores.look_alike": "a slug must not look like any other store's",
    "Devices.by_token": "a tablet is known by its token, and its store by that",
    "Devices.screen_by_token": "a station's screen is known by its token, and its store by that",
    "Devices.agent_by_token": "a print agent is known by its token, and its store by that",
    "Devices.table_of": "a tablet is known by its token, and its table by that",
    "Tables.lock": "a tablet that is paired anew may leave another store's table: it has shown its token",
    "Visits.by_code": "a phone is let in by a code, and its store is known by that",
}


def repositories(base: type[Repository] = Repository) -> Iterator[type[Repository]]:
    for repository in base.__subclasses__():
        yield repository
        yield from repositories(repository)


ROWS = sorted(repositories(StoreRows), key=lambda one: one.__name__)


def test_every_query_takes_the_store_first() -> None:
    queries = {
        f"{repository.__name__}.{name}": list(inspect.signature(query).parameters)
        for repository in repositories()
        for name, query in inspect.getmembers(repository, inspect.isroutine)
        if not name.startswith("_")
    }
    assert {"Tables.of", "Orders.page", "StoreEvents.bounds"} <= queries.keys()
    without = {name for name, taken in queries.items() if taken[1:2] not in (["store_id"], ["store_ids"])}
    assert without == WITHOUT_A_STORE.keys()


def test_what_knows_no_stores_is_not_inherited() -> None:
    assert not [one for one in repositories() if issubclass(one, SQLAlchemyAsyncRepository)]


@pytest.fixture
async def full(bistro: Restaurant) -> Restaurant:
    """It has a row of everything."""

    async def add_a_picture(session: AsyncSession) -> None:
        now = clock.now()
        session.add(Image(store_id=bistro.store_id, digest="0" * 32, variants=[], stored_at=now, unused_since=now))

    await bistro.services.work.run(add_a_picture)
    await bistro.ordered(1)
    await bistro.ask(1, "POST", "/calls", {"kind": "water"})
    await bistro.ask("manager", "POST", "/admin/stations", {"name": "주방", "kind": "prep"})
    printer = await bistro.ask("manager", "POST", "/admin/printers", {"name": "주방", "host": "127.0.0.1"})
    await bistro.ask("staff", "POST", f"/admin/printers/{printer.json()['id']}/test")
    await bistro.open_to_phones()
    await bistro.let_in(1)
    return bistro


@pytest.mark.parametrize("repository", ROWS, ids=lambda one: one.__name__)
async def test_another_store_finds_nothing(
    full: Restaurant, rival: Restaurant, repository: type[StoreRows[Any]]
) -> None:
    async def look(session: AsyncSession) -> None:
        rows, own_store, other = repository(session), full.store_id, rival.store_id
        row = (await rows.all_of(own_store))[0]
        assert await rows.of(own_store, row.id) is row
        assert await rows.count(own_store, id=row.id) == 1
        with pytest.raises(NotFound):
            await rows.of(other, row.id, archived=True)
        assert await rows.get(other, row.id) is None
        assert await rows.find(other, id=row.id) is None
        assert row.id not in [theirs.id for theirs in await rows.all_of(other, archived=True)]
        assert await rows.count(other, archived=True, id=row.id) == 0

    await full.services.work.read(look)


async def test_an_archived_row_is_found_by_who_asks_for_it(bistro: Restaurant) -> None:
    table_id = bistro.tables[2]
    await bistro.ask("manager", "DELETE", f"/admin/tables/{table_id}")

    async def look(session: AsyncSession) -> None:
        tables = Tables(session)
        with pytest.raises(NotFound):
            await tables.of(bistro.store_id, table_id)
        assert (await tables.of(bistro.store_id, table_id, archived=True)).id == table_id
        assert await tables.count(bistro.store_id) == await tables.count(bistro.store_id, archived=True) - 1

    await bistro.services.work.read(look)
