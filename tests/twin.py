"""A second process for a restaurant: what batches, caches and locks of one process can't hide."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from ordering import settings
from tests.apps import an_app
from tests.world import Restaurant


@asynccontextmanager
async def another_process(here: Restaurant) -> AsyncIterator[Restaurant]:
    """The same restaurant by way of a second instance of the service on its database.

    Nothing is shared but the rows. Its connections are closed afterwards.
    """
    url = here.services.work.engine.url.render_as_string(hide_password=False)
    chosen = settings.read({"ORDERING_DATABASE_URL": url, "ORDERING_SECRET_KEY": secrets.token_hex(32)})
    with an_app(chosen) as app:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
        async with httpx.AsyncClient(transport=transport, base_url="http://other.test") as client:
            there = replace(here, app=app, http=client)  # the same counter too: no key is made twice
            yield there
        await there.services.order_queue.close()
        await there.services.work.close()
