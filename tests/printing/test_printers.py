"""Printers and jobs, as they are asked for over the API."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.printing import addresses
from ordering.printing.fake_printer import Faults
from ordering.printing.model import Printer
from ordering.printing.reading import text
from ordering.tables.model import Device
from tests.menu.test_stations import a_station
from tests.printing.conftest import NewPrinter
from tests.printing.printers import Printing
from tests.world import Restaurant

DEFAULTS = {
    "port": 9100, "width": 80, "encoding": "raster", "station_ids": [], "expo": False, "bills": False, "copies": 1,
    "backup_printer_id": None, "enabled": True, "agent_id": None,
}  # fmt: skip


async def added(here: Restaurant, **settings: Any) -> dict[str, Any]:
    answer = await here.ask("manager", "POST", "/admin/printers", {"name": "주방", "host": "127.0.0.1", **settings})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def an_agent(here: Restaurant) -> dict[str, Any]:
    answer = await here.ask("manager", "POST", "/admin/print-agents", {"name": " 카운터 PC "})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def devices(here: Restaurant) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.ask("staff", "GET", "/admin/devices")).json()["items"]
    return found


async def changed(here: Restaurant, printer: Mapping[str, Any], **settings: Any) -> tuple[int, dict[str, Any]]:
    answer = await here.ask("manager", "PATCH", f"/admin/printers/{printer['id']}", settings)
    return answer.status_code, answer.json()


@pytest.mark.every_database
async def test_a_printer_has_defaults_is_changed_and_goes(bistro: Restaurant, rival: Restaurant) -> None:
    station = await a_station(bistro, "주방")
    printer = await added(bistro, name=" 주방 ")
    assert printer == {"id": printer["id"], "name": "주방", "host": "127.0.0.1", **DEFAULTS}
    bar = await added(bistro, name="바", station_ids=[station])
    new = {"host": "::1", "width": 58, "encoding": "cp949", "copies": 3, "backup_printer_id": bar["id"], "expo": True}
    assert await changed(bistro, printer, **new) == (200, {**printer, **new})
    assert (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"] == [{**printer, **new}, bar]
    assert (await rival.ask("staff", "GET", "/admin/printers")).json()["items"] == []
    assert (await bistro.ask("manager", "DELETE", f"/admin/printers/{bar['id']}")).status_code == 204
    [left] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
    assert left == {**printer, **new, "backup_printer_id": None}
    assert (await changed(bistro, bar, name="x"))[0] == 404


async def test_a_station_that_is_gone_is_no_printers(bistro: Restaurant) -> None:
    station = await a_station(bistro, "바")
    await added(bistro, station_ids=[station])
    assert (await bistro.ask("manager", "DELETE", f"/admin/stations/{station}")).status_code == 204
    [left] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
    assert left["station_ids"] == []


async def test_only_what_the_store_has_is_named(bistro: Restaurant, rival: Restaurant) -> None:
    printer, theirs = await added(bistro), await added(rival)
    expo = await a_station(bistro, "서빙대", "expo")
    for settings, status in (
        ({"backup_printer_id": theirs["id"]}, 404),
        ({"backup_printer_id": printer["id"]}, 400),
        ({"station_ids": [await a_station(rival, "주방")]}, 404),
        ({"station_ids": [expo]}, 400),
        ({"agent_id": (await an_agent(rival))["id"]}, 404),
        ({"agent_id": bistro.tablets[1].device_id}, 404),
    ):
        assert (await changed(bistro, printer, **settings))[0] == status, settings


@pytest.mark.every_database
async def test_an_agent_comes_gets_printers_and_leaves_them_to_the_server(bistro: Restaurant) -> None:
    agent = await an_agent(bistro)
    assert agent["token"].startswith("agent_")
    printer = await added(bistro, agent_id=agent["id"], host="printer.of-the-kitchen.invalid")
    assert printer["agent_id"] == agent["id"]
    gone = await added(bistro, agent_id=agent["id"])
    assert (await bistro.ask("manager", "DELETE", f"/admin/printers/{gone['id']}")).status_code == 204
    assert (await changed(bistro, printer, host="8.8.8.8"))[0] == 400
    assert (await changed(bistro, printer, host="no-such-name.invalid", agent_id=None))[0] == 400
    [seen] = [one for one in await devices(bistro) if one["kind"] == "agent"]
    assert (seen["id"], seen["agent_name"], seen["table"], seen["station"]) == (agent["id"], "카운터 PC", None, None)
    assert "token" not in seen
    assert (await bistro.ask("manager", "DELETE", f"/admin/devices/{agent['id']}")).status_code == 204
    assert agent["id"] not in [one["id"] for one in await devices(bistro)]
    [left] = (await bistro.ask("staff", "GET", "/admin/printers")).json()["items"]
    assert left == {**printer, "agent_id": None}
    assert (await changed(bistro, printer, agent_id=agent["id"]))[0] == 404
    told = (await bistro.ask("owner", "GET", "/admin/audit")).json()["items"]
    assert {"agent.added", "agent.removed"} <= {entry["action"] for entry in told}
    async with bistro.services.work.engine.begin() as connection:
        await connection.execute(delete(Device).where(Device.id == agent["id"]))  # as its retention ends


@pytest.mark.parametrize(
    "host", ["10.0.0.9", "172.31.255.1", "192.168.0.50", "169.254.3.4", "127.0.0.1", "::1", "fe80::1", "fd12::5"]
)
async def test_a_printer_is_in_the_local_network(bistro: Restaurant, host: str) -> None:
    assert (await added(bistro, host=host))["host"] == host


@pytest.mark.parametrize(
    "host",
    [
        *("8.8.8.8", "172.32.0.1", "100.64.0.1", "0.0.0.0", "255.255.255.255", "169.254.169.254", "224.0.0.1"),
        *("2001:4860:4860::8888", "::", "::ffff:8.8.8.8", "no-such-name.invalid"),
    ],
)
async def test_a_printer_is_nowhere_else(bistro: Restaurant, host: str) -> None:
    answer = await bistro.ask("manager", "POST", "/admin/printers", {"name": "x", "host": host})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "host")


async def test_a_name_is_looked_at_again_at_each_connection(
    printing: Printing, new_printer: NewPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, printer_id = await new_printer(host="localhost")
    [job] = await printing.settled(await printing.test_paper(printer_id))
    assert job["status"] == "printed"
    monkeypatch.setattr(addresses, "OWN", [])  # the name leads elsewhere now
    job = await printing.until(await printing.test_paper(printer_id), attempts=1)
    assert (job["status"], job["error"], len(fake.slips)) == ("waiting", "unknown_host", 1)


@pytest.mark.every_database
async def test_what_waits_is_cancelled_and_nothing_else_is(printing: Printing, new_printer: NewPrinter) -> None:
    bistro = printing.bistro
    fake, printer_id = await new_printer()
    await fake.stop()
    job_id = await printing.test_paper(printer_id)
    for status in (200, 409):
        answer = await bistro.ask("staff", "POST", f"/admin/print-jobs/{job_id}/cancellation")
        assert answer.status_code == status, answer.text
    assert (answer.json()["code"], answer.json()["job"]["status"]) == ("illegal_transition", "cancelled")
    again = await bistro.ask("staff", "POST", f"/admin/print-jobs/{job_id}/retry")
    assert (again.status_code, again.json()["job"]["id"]) == (409, job_id)
    waiting = await printing.test_paper(printer_id)
    assert (await bistro.ask("manager", "DELETE", f"/admin/printers/{printer_id}")).status_code == 204
    assert (await printing.job(waiting))["status"] == "cancelled"
    await fake.start()
    assert fake.slips == []


async def test_jobs_are_listed_newest_first_page_by_page(bistro: Restaurant, rival: Restaurant) -> None:
    printing, printer, other = Printing(bistro), await added(bistro), await added(bistro, name="바")
    mine = [await printing.test_paper(printer["id"]) for _ in range(3)]
    await printing.test_paper(other["id"])
    asked = {"printer_id": printer["id"], "status": "waiting", "limit": 2}
    page = (await bistro.ask("staff", "GET", "/admin/print-jobs", **asked)).json()
    rest = (await bistro.ask("staff", "GET", "/admin/print-jobs", cursor=page["next_cursor"], **asked)).json()
    assert [job["id"] for job in [*page["items"], *rest["items"]]] == mine[::-1]
    assert rest["next_cursor"] is None
    assert {*rest["items"][0]} == {
        "id", "printer_id", "kind", "status", "copy", "attempts", "error", "made_at", "printed_at", "ticket_id",
    }  # fmt: skip
    assert (await rival.ask("staff", "GET", "/admin/print-jobs")).json()["items"] == []


async def test_a_job_can_be_looked_at(bistro: Restaurant) -> None:
    printer = await added(bistro, width=58)
    job_id = await Printing(bistro).test_paper(printer["id"])
    answer = await bistro.ask("staff", "GET", f"/admin/print-jobs/{job_id}/preview")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.content)).width == 384


@pytest.mark.every_database
async def test_a_bill_is_printed_where_bills_come_out(printing: Printing, new_printer: NewPrinter) -> None:
    bistro = printing.bistro
    path = f"/admin/tables/{bistro.tables[2]}/bill/print"
    assert (await bistro.ask("staff", "POST", path, {})).status_code == 404, "nobody sits there"
    await bistro.ordered(2, ("김치찌개", 2), "냉면")
    kitchen, kitchen_id = await new_printer()
    refused = await bistro.ask("staff", "POST", path)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_printer")
    till, till_id = await new_printer(bills=True)
    answer = await bistro.ask("staff", "POST", path)
    assert (answer.status_code, answer.json()["kind"], answer.json()["printer_id"]) == (201, "bill", till_id)
    there = (await bistro.ask("staff", "POST", path, {"printer_id": kitchen_id})).json()
    await printing.settled(answer.json()["id"], there["id"])
    assert (await changed(bistro, {"id": kitchen_id}, enabled=False))[0] == 200
    for at, body in ((path, {"printer_id": kitchen_id}), (f"/admin/printers/{kitchen_id}/test", None)):
        refused = await bistro.ask("staff", "POST", at, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "printer_off")
    assert len(await printing.jobs()) == 2
    bill = (await bistro.ask("staff", "GET", f"/admin/tables/{bistro.tables[2]}/bill")).json()
    said = text(till.slips[0])
    assert "2 김치찌개" in said
    assert f"￦{bill['total']:,}" in said
    assert len(kitchen.slips) == 1


@pytest.mark.every_database
async def test_what_waits_at_a_printer_that_stands_in_comes_home_when_that_is_switched_off(
    printing: Printing, new_printer: NewPrinter
) -> None:
    backup, backup_id = await new_printer(name="바")
    dead, dead_id = await new_printer(backup_printer_id=backup_id)
    await backup.stop()
    await dead.stop()
    job_id = await printing.test_paper(dead_id)
    await printing.until(job_id, attempts=4)
    assert (await changed(printing.bistro, {"id": backup_id}, enabled=False))[0] == 200
    await dead.start()
    [job] = await printing.settled(job_id)
    assert (job["status"], len(dead.slips)) == ("printed", 1)
    await backup.start()


@pytest.mark.every_database
async def test_a_paper_that_was_made_while_its_printer_was_deleted_has_failed(
    printing: Printing, new_printer: NewPrinter
) -> None:
    fake, printer_id = await new_printer(Faults(refuses=True))
    job_id = await printing.test_paper(printer_id)

    async def delete(session: AsyncSession) -> None:
        await session.execute(update(Printer).where(Printer.id == printer_id).values(live=None))

    await printing.bistro.services.work.run(delete)
    [job] = await printing.settled(job_id)
    assert (job["status"], job["error"], fake.slips) == ("failed", "printer_gone", [])


async def test_people_say_what_became_of_a_paper(bistro: Restaurant) -> None:
    printer = await added(bistro)
    job_id = await Printing(bistro).test_paper(printer["id"])
    answer = await bistro.ask("staff", "POST", f"/admin/print-jobs/{job_id}/acknowledgement")
    assert (answer.status_code, answer.json()["job"]["status"]) == (409, "waiting")
