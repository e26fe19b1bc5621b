"""An app in this process to keep for many tests, and every row it has stored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import models, settings
from ordering.http.edge import Edge
from ordering.services import Services
from tests.apps import SCALED, an_app
from tests.world import Restaurant, a_restaurant

SECRET = "a secret for the tests, 32 bytes and more"


class Deployment:
    """One app with a client; several on one database are several processes, or one before and after a restart."""

    def __init__(self, app: Edge, http: httpx.AsyncClient) -> None:
        self.app, self.http = app, http

    async def restaurant(self, name: str) -> Restaurant:
        return await a_restaurant(self.app, self.http, name)

    def of(self, here: Restaurant) -> Restaurant:
        """The same restaurant, asked through this app."""
        return Restaurant(self.app, self.http, here.slug, here.store_id, here.people, here.tablets, here.phones,
                          here.screens, here.agent_token, here.tables, here.categories, here.items,
                          here.options)  # fmt: skip

    @property
    def services(self) -> Services:
        services: Services = self.app.app.state.services
        return services


@asynccontextmanager
async def deployed(database_url: str, address: str = "127.0.0.1", **environment: str) -> AsyncIterator[Deployment]:
    """``address`` is the client's; ``environment`` are settings without their prefix."""
    given = {f"ORDERING_{name.upper()}": value for name, value in environment.items()}
    chosen = settings.read({"ORDERING_DATABASE_URL": database_url, "ORDERING_SECRET_KEY": SECRET, **given})
    with an_app(chosen) as app:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))  # type: ignore[arg-type]  # theirs is another name for an ASGI app
        async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as client:
            here = Deployment(app, client)
            yield here
            await here.services.aclose()


Rows = dict[str, list[tuple[Any, ...]]]


async def rows_of(services: Services) -> Rows:
    """Every row as it is stored, by table: to show that something changed nothing."""
    return await services.work.read(_rows)


async def _rows(session: AsyncSession) -> Rows:
    """Two processes beside the tests take turns at printing, whatever is asked: those rows change by themselves."""
    tables = [table for table in models.Base.metadata.sorted_tables if not (SCALED and table.name == "print_queue")]
    return {
        table.name: [tuple(row) for row in await session.execute(text(f"SELECT * FROM {table.name} ORDER BY 1, 2"))]
        for table in tables
    }


def of_store(store_id: int, rows: Rows) -> Rows:
    """The rows of one store."""
    columns = {table.name: list(table.columns.keys()) for table in models.Base.metadata.sorted_tables}
    own = {
        name: [row for row in found if row[columns[name].index("store_id" if name != "store" else "id")] == store_id]
        for name, found in rows.items()
        if name not in ("dead_token", "heartbeat")
    }
    people = {row[0] for row in own["staff"]}
    return {**own, "dead_token": [row for row in rows["dead_token"] if row[1] in people]}
