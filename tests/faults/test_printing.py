"""The service is killed while it prints: no paper comes out twice, and none is lost without a word."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from httpx import TransportError

from ordering.printing.fake_printer import FakePrinter
from ordering.printing.reading import text
from tests.faults.dying_printing import AMID_BYTES, AMID_TRANSACTIONS, PAPER_POINTS
from tests.faults.service import Scene, a_scene
from tests.faults.starter import Starter, Twist
from tests.menu.test_stations import a_station

SECONDS = 60
QUICK = {"ordering.printing.queue.HELD_SECONDS": 4.0}
"""So soon it is seen that a process has died."""


@pytest.mark.parametrize("where", PAPER_POINTS)
async def test_dying_between_two_steps_of_a_paper(starter: Starter, url: str, tmp_path: Path, where: str) -> None:
    await dies_once(starter, url, tmp_path, where)


@pytest.mark.parametrize("where", AMID_TRANSACTIONS)
async def test_dying_amid_a_transaction_of_a_paper_on_mysql(
    starter: Starter, server_url: Callable[[str], str], tmp_path: Path, where: str
) -> None:
    """Only there the server has anything left to do, and locks to let go of."""
    await dies_once(starter, server_url("mysql"), tmp_path, where)


async def dies_once(starter: Starter, url: str, tmp_path: Path, where: str) -> None:
    printer = FakePrinter()
    await printer.start()
    async with a_scene(starter, url, tmp_path, twist=Twist(die=(where, 3), constants=QUICK)) as scene:
        station = await a_station(scene.bistro, "주방")
        at = {"host": "127.0.0.1", "port": printer.port, "encoding": "cp949"}
        new = await scene.bistro.ask(
            "manager", "POST", "/admin/printers", {"name": "주방", "station_ids": [station], **at}
        )
        assert new.status_code == 201, new.text
        keeping = asyncio.create_task(scene.service.keep_running())
        for _ in range(4):
            await ordered(scene)
        found = await settled(scene, 4)
        keeping.cancel()
        await asyncio.wait([keeping])
        assert scene.service.starts > 1, "it never died"
    await printer.stop()
    lost = 1 if where in AMID_BYTES else 0
    assert Counter(job["status"] for job in found) == Counter({"printed": 4 - lost, "unknown": lost}), found
    whole = Counter(numbers(printer.slips))
    assert all(many == 1 for many in whole.values()), "a paper came out twice"
    assert len(whole) >= 4 - lost
    assert not any("재출력" in text(slip) for slip in printer.slips)


async def ordered(scene: Scene) -> None:
    """One order, sent until it is answered."""
    key = scene.bistro.new_key()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(TransportError):
            if (await scene.bistro.order(1, key=key)).status_code in (200, 201):
                return
        await asyncio.sleep(0.1)
    raise AssertionError("nobody takes the order")


async def settled(scene: Scene, many: int) -> list[dict[str, Any]]:
    """So many jobs, once nothing is done with them any more; asked again while the service is down."""
    found: list[dict[str, Any]] = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(TransportError):
            found = (await scene.bistro.ask("staff", "GET", "/admin/print-jobs", limit=200)).json()["items"]
            if len(found) == many and all(job["status"] not in ("waiting", "sending") for job in found):
                return found
        await asyncio.sleep(0.2)
    raise AssertionError(found)


def numbers(slips: list[bytes]) -> list[str]:
    """Of the tickets on them."""
    return [number for slip in slips for number in re.findall(r"#(\d{4}-\d)", text(slip))]
