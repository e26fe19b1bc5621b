"""The past is read from a replica, as new as the primary was; where that can't be had, from the primary."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from ordering.database import replica as replicas
from ordering.database.engine import Patience
from ordering.restoring import restored
from ordering.services import Services
from tests.api.deployment import Deployment, deployed
from tests.servers import NotInstalled, ask
from tests.servers.migrated import MigratedDatabases
from tests.servers.pair import Pair, a_pair
from tests.servers.plugin import lack
from tests.world import Restaurant

SECONDS = 30

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module", params=["mariadb", "mysql"])
def pair(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[Pair]:
    try:
        with a_pair(request.param) as made:
            yield made
    except NotInstalled as missing:
        lack(pytestconfig, str(missing), needed=request.param == "mariadb" and os.environ.get("CI") == "true")


@pytest.fixture
def url(pair: Pair, migrated: MigratedDatabases) -> str:
    """Migrated, there and on the replica."""
    made = migrated.make(pair.primary, "past")
    pair.caught_up()
    return made


@asynccontextmanager
async def looking_back(url: str, replica_url: str) -> AsyncIterator[tuple[Deployment, Restaurant]]:
    async with deployed(url, database_replica_url=replica_url) as here:
        bistro = await here.restaurant("bistro")
        assert here.services.replica is not None
        here.services.replica.start()
        yield here, bistro


async def until(services: Services, true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert services.replica is not None
        assert time.monotonic() < end, f"lag {services.replica.lag}"
        await asyncio.sleep(0.05)


async def told(here: Deployment) -> tuple[str, float | None]:
    end = time.monotonic() + SECONDS
    while (ready := await here.http.get("/health/ready")).status_code != 200:  # so it is if the machine has no time
        assert time.monotonic() < end, "it can serve without"
    return ready.json()["replica"], ready.json()["replica_lag_seconds"]


async def past(bistro: Restaurant) -> list[Any]:
    """Who did what, as it is read now; each place asks for the same."""
    audit = await bistro.ask("owner", "GET", "/admin/audit")
    assert audit.status_code == 200, audit.text
    return [entry["actor"]["name"] for entry in audit.json()["items"]]


async def test_the_past_is_read_from_the_replica_and_nothing_else_is(pair: Pair, url: str) -> None:
    other = pair.on_replica(url)
    async with looking_back(url, other) as (here, bistro):
        await bistro.ordered(1)
        assert (await bistro.close(1, force=True)).status_code == 200
        order = await bistro.ordered(2)
        services = here.services
        assert services.replica is not None
        await until(services, lambda: services.replica is not None and services.replica.in_use)
        await asyncio.to_thread(pair.caught_up)
        state, lag = await told(here)
        assert (state, round(lag or 0) < 5) == ("ok", True)
        # What only the replica says tells who was asked.
        ask(
            other,
            "SET sql_log_bin = 0",
            f"UPDATE audit_entry SET actor_name = 'replica' WHERE store_id = {bistro.store_id}",
            f"UPDATE placed_order SET total = 1 WHERE store_id = {bistro.store_id}",
            f"UPDATE table_session SET total = 1 WHERE store_id = {bistro.store_id}",
        )
        assert set(await past(bistro)) == {"replica"}
        history = (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]
        assert [visit["total"] for visit in history] == [1]
        own = await bistro.ask("staff", "GET", f"/admin/tables/{bistro.tables[1]}/history")
        assert [visit["total"] for visit in own.json()["items"]] == [1]
        assert (await bistro.ask("owner", "GET", "/admin/summary")).json()["sales"] == 2
        for path in ("/admin/orders", "/orders"):
            who: Any = 2 if path == "/orders" else "staff"
            items = (await bistro.ask(who, "GET", path)).json()["items"]
            assert order["total"] in [one["total"] for one in items], f"{path}: somebody decides by it"
        assert (await bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()["total"] == order["total"]
        bill = (await bistro.ask("staff", "GET", f"/admin/tables/{bistro.tables[2]}/bill")).json()
        assert bill["total"] == order["total"]


async def test_what_people_have_seen_happen_is_in_the_past_they_read(pair: Pair, url: str) -> None:
    async with looking_back(url, pair.on_replica(url)) as (here, bistro):
        services = here.services
        await until(services, lambda: services.replica is not None and services.replica.in_use)
        await asyncio.to_thread(pair.stop_applying)
        try:
            await bistro.ordered(1)
            assert (await bistro.close(1, force=True)).status_code == 200
            history = (await bistro.ask("staff", "GET", "/admin/history")).json()["items"]
            assert len(history) == 1, "the replica does not know of it"
            assert "staff" in await past(bistro)
        finally:
            await asyncio.to_thread(pair.apply)


async def test_too_far_behind_the_primary_is_read_and_that_is_told(
    pair: Pair, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(replicas, "MOST_BEHIND_SECONDS", 3.0)
    monkeypatch.setattr(replicas, "BEAT_SECONDS", 0.5)
    async with looking_back(url, pair.on_replica(url)) as (here, bistro):
        services = here.services
        await until(services, lambda: services.replica is not None and services.replica.in_use)
        await asyncio.to_thread(pair.stop_applying)
        with caplog.at_level(logging.WARNING, "ordering.database.replica"):
            await until(services, lambda: services.replica is not None and not services.replica.in_use)
        state, lag = await told(here)
        assert state == "degraded"
        assert lag is not None
        assert lag > 3
        assert [record.message for record in caplog.records if "s behind" in record.message]
        await bistro.ordered(1)
        assert (await bistro.ask("owner", "GET", "/admin/summary")).json()["orders"] == 1
        await asyncio.to_thread(pair.apply)
        await until(services, lambda: services.replica is not None and services.replica.in_use)


async def test_a_replica_that_is_gone_is_done_without_and_found_again(
    pair: Pair, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(replicas, "BEAT_SECONDS", 0.5)
    async with looking_back(url, pair.on_replica(url)) as (here, bistro):
        services = here.services
        await until(services, lambda: services.replica is not None and services.replica.in_use)
        await bistro.ordered(1)
        await asyncio.to_thread(pair.replica.kill)
        try:
            with caplog.at_level(logging.WARNING, "ordering.database.replica"):
                assert (await bistro.ask("owner", "GET", "/admin/summary")).json()["orders"] == 1
                await until(services, lambda: services.replica is not None and not services.replica.in_use)
            assert await told(here) == ("degraded", None)
            assert any("does not answer" in record.message for record in caplog.records)
        finally:
            await asyncio.to_thread(pair.replica.start)
        await until(services, lambda: services.replica is not None and services.replica.in_use)


async def test_a_slow_answer_is_the_primarys_and_only_many_make_the_replica_rest(
    pair: Pair, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(replicas, "BEAT_SECONDS", 0.2)
    monkeypatch.setattr(replicas, "REST_SECONDS", 2.0)
    # No shorter: a beat that a busy machine keeps waiting for so long counts as an answer, too.
    monkeypatch.setattr("ordering.services.LOOKING_BACK", Patience(lock=3, writer=3, server=3, answer=3))
    other = pair.on_replica(url)
    async with looking_back(url, other) as (here, bistro):
        replica = here.services.replica
        assert replica is not None
        await bistro.ordered(1)
        assert (await bistro.close(1, force=True)).status_code == 200
        await until(here.services, lambda: replica.in_use)
        await asyncio.to_thread(pair.caught_up)
        async with locked(other, "audit_entry"):
            with caplog.at_level(logging.WARNING, "ordering.database.replica"):
                for _ in range(replicas.MOST_SLOW - 1):
                    assert "staff" in await past(bistro), "from the primary"
                    assert replica.in_use
                assert "staff" in await past(bistro)
                assert await told(here) == ("degraded", None)
        assert [record.getMessage() for record in caplog.records if "take too long" in record.getMessage()]
        began = time.monotonic()
        await until(here.services, lambda: replica.in_use)
        assert time.monotonic() - began > 1, "it was not left alone"


@asynccontextmanager
async def locked(url: str, table: str) -> AsyncIterator[None]:
    """Whoever reads that table waits."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql(f"LOCK TABLES {table} WRITE")
            yield
    finally:
        await engine.dispose()  # whatever happened: a connection that is only given back keeps its lock


async def test_another_database_is_no_replica(
    pair: Pair,
    url: str,
    migrated: MigratedDatabases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither one of another deployment, nor a copy of this one that somebody has restored elsewhere."""
    monkeypatch.setattr(replicas, "BEAT_SECONDS", 0.2)
    elsewhere = migrated.make(pair.primary, "elsewhere")
    async with looking_back(elsewhere, elsewhere) as (there, _):
        await until(there.services, lambda: there.services.replica is not None and there.services.replica.in_use)
        async with looking_back(url, elsewhere) as (here, bistro):
            with caplog.at_level(logging.WARNING, "ordering.database.replica"):
                await bistro.ordered(1)
                end = time.monotonic() + SECONDS
                while not any("no replica of this" in record.message for record in caplog.records):
                    assert time.monotonic() < end
                    await asyncio.sleep(0.05)
            assert (await told(here))[0] == "degraded"
            assert (await bistro.ask("owner", "GET", "/admin/summary")).json()["orders"] == 1
        origin = ask(elsewhere, "SELECT origin FROM heartbeat")
        await restored(there.services.work)
        await until(there.services, lambda: ask(elsewhere, "SELECT origin FROM heartbeat") not in (None, origin))


async def test_it_is_in_the_figures(pair: Pair, url: str) -> None:
    async with deployed(url, database_replica_url=pair.on_replica(url), metrics="1") as here:
        assert "ordering_replica_in_use 0.0" in (await here.http.get("/metrics")).text
        assert here.services.replica is not None
        here.services.replica.start()
        await until(here.services, lambda: here.services.replica is not None and here.services.replica.in_use)
        figures = (await here.http.get("/metrics")).text
        assert "ordering_replica_in_use 1.0" in figures
        assert "ordering_replica_lag_seconds " in figures
