"""A bistro that the tests of bad input share: they store nothing."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.deployment import deployed
from tests.printing.agency import an_agent
from tests.world import Restaurant


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> AsyncIterator[Restaurant]:
    file = tmp_path_factory.mktemp("bad") / "ordering.db"
    shutil.copy(migrated_file, file)
    async with deployed(f"sqlite+aiosqlite:///{file}") as here:
        bistro = await here.restaurant("bistro")
        station = await bistro.ask("manager", "POST", "/admin/stations", {"name": "주방"})
        bistro.options["station"] = station.json()["id"]
        printer = await bistro.ask("manager", "POST", "/admin/printers", {"name": "주방", "host": "127.0.0.1"})
        bistro.options["printer"] = printer.json()["id"]
        agent = await an_agent(bistro)
        bistro.agent_token = agent.made["token"]
        theirs = {"name": "바", "host": "127.0.0.1", "agent_id": agent.id}
        bistro.options["far"] = (await bistro.ask("manager", "POST", "/admin/printers", theirs)).json()["id"]
        test = await bistro.ask("staff", "POST", f"/admin/printers/{bistro.options['far']}/test")
        bistro.options["paper"] = test.json()["id"]
        bistro.options["order"] = (await bistro.ordered(1))["id"]
        bistro.options["call"] = (await bistro.ask(1, "POST", "/calls", {"kind": "water"})).json()["id"]
        yield bistro
