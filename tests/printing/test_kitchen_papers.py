"""What the kitchen is told on paper: each thing once, at the printers of the station that it is for."""

import asyncio
import re
import time
from typing import Any

import pytest

from ordering.printing.fake_printer import FakePrinter, Faults
from ordering.printing.reading import text
from tests.menu.test_stations import a_station, route
from tests.printing.conftest import NewPrinter
from tests.printing.printers import Printing
from tests.world import Restaurant

pytestmark = pytest.mark.every_database
PAPERS_SECONDS = 100


async def jobs_of(printing: Printing, printer_id: int, many: int) -> list[dict[str, Any]]:
    """Its jobs, all printed by now."""
    jobs = await printing.jobs(printer_id=printer_id)
    assert len(jobs) == many, jobs
    done = await printing.settled(*(job["id"] for job in jobs))
    assert {job["status"] for job in done} == {"printed"}
    return done


async def kitchen_and_bar(bistro: Restaurant) -> tuple[int, int]:
    """Cold noodles are made at the bar."""
    kitchen, bar = await a_station(bistro, "주방"), await a_station(bistro, "바")
    await route(bistro, None, bar)
    return kitchen, bar


async def test_each_station_is_told_what_it_makes(printing: Printing, new_printer: NewPrinter) -> None:
    bistro = printing.bistro
    kitchen, bar = await kitchen_and_bar(bistro)
    hot, hot_id = await new_printer(name="주방", station_ids=[kitchen], copies=2)
    cold, cold_id = await new_printer(name="바", station_ids=[bar])
    whole, whole_id = await new_printer(name="서빙대", expo=True)
    order = await bistro.ordered(3, ("김치찌개", 2), "냉면", note="천천히 주세요")
    [first, copy] = await jobs_of(printing, hot_id, 2)
    assert [(one["kind"], one["copy"], one["ticket_id"]) for one in (first, copy)] == [
        ("new", 1, first["ticket_id"]),
        ("copy", 2, first["ticket_id"]),
    ]
    number = order["number"].rpartition("-")[2]
    one, two = map(text, hot.slips)
    assert "사본 2" in two
    assert "사본" not in one
    for said in ("신규", "주방", f"#{number}-1", "3번", "2 김치찌개", "천천히 주세요"):
        assert said in one, one
    assert "냉면" not in one
    [bars] = await jobs_of(printing, cold_id, 1)
    assert (bars["kind"], f"#{number}-2" in text(cold.slips[0]), "김치" in text(cold.slips[0])) == ("new", True, False)
    [expo] = await jobs_of(printing, whole_id, 1)
    assert expo["ticket_id"] is None
    assert all(said in text(whole.slips[0]) for said in ("주문 전체", f"#{number} ", "2 김치찌개", "1 냉면"))


@pytest.mark.parametrize("silent", [False, True])
async def test_a_ticket_is_seen_once_its_printer_says_that_it_came_out(
    printing: Printing, new_printer: NewPrinter, silent: bool
) -> None:
    station = await a_station(printing.bistro, "주방")
    _, printer_id = await new_printer(Faults(silent=silent), station_ids=[station])
    order = await printing.bistro.ordered(1)
    await jobs_of(printing, printer_id, 1)
    for _ in range(300):
        found = (await printing.bistro.ask("staff", "GET", f"/admin/orders/{order['id']}")).json()
        if found["kitchen"]["seen_at"] or silent:
            break
        await asyncio.sleep(0.1)
    assert bool(found["kitchen"]["seen_at"]) is not silent


async def test_what_comes_later_is_added_and_what_is_repeated_is_told_once(
    printing: Printing, new_printer: NewPrinter
) -> None:
    bistro = printing.bistro
    station = await a_station(bistro, "주방")
    fake, printer_id = await new_printer(station_ids=[station])
    await bistro.ordered(1)
    key = bistro.new_key()
    await bistro.ordered(1, "냉면", key=key)
    assert (await bistro.order(1, "냉면", key=key)).status_code == 200
    assert [job["kind"] for job in await jobs_of(printing, printer_id, 2)] == ["new", "added"]
    assert "추가" in text(fake.slips[1])


async def test_what_is_taken_back_is_told_by_its_quantity(printing: Printing, new_printer: NewPrinter) -> None:
    bistro = printing.bistro
    kitchen, bar = await kitchen_and_bar(bistro)
    hot, hot_id = await new_printer(station_ids=[kitchen])
    cold, cold_id = await new_printer(station_ids=[bar])
    order = await bistro.ordered(2, ("김치찌개", 3), "냉면")
    path = f"/admin/orders/{order['id']}"
    part = {"quantity": 1, "reason": "식음", "version": 1}
    stew = next(line for line in order["lines"] if line["name"] == "김치찌개")
    answer = await bistro.ask("manager", "POST", f"{path}/lines/{stew['id']}/cancellation", part)
    assert answer.status_code == 200, answer.text
    cancelled = {"reason": "손님 변심", "version": answer.json()["version"]}
    for _ in range(2):  # the second time is no news
        assert (await bistro.ask("manager", "POST", f"{path}/cancellation", cancelled)).status_code == 200
    assert [job["kind"] for job in await jobs_of(printing, hot_id, 3)] == ["new", "voided", "voided"]
    assert [job["kind"] for job in await jobs_of(printing, cold_id, 2)] == ["new", "voided"]
    assert ["-1 김치찌개" in text(hot.slips[1]), "-2 김치찌개" in text(hot.slips[2])] == [True, True]
    assert "취소" in text(cold.slips[1])
    assert "-1 냉면" in text(cold.slips[1])


async def test_a_party_that_goes_elsewhere_is_told_with_where_it_was(
    printing: Printing, new_printer: NewPrinter
) -> None:
    bistro = printing.bistro
    station = await a_station(bistro, "주방")
    fake, printer_id = await new_printer(station_ids=[station], expo=True)
    order = await bistro.ordered(1)
    moved = {"to_table_id": bistro.tables[2], "table_session_id": order["table_session_id"]}
    for _ in range(2):  # the second time is no news
        answer = await bistro.ask("staff", "POST", f"/admin/tables/{bistro.tables[1]}/move", moved)
        assert answer.status_code == 200, answer.text
    alone = {"to_table_id": bistro.tables[3], "version": 2}
    assert (await bistro.ask("staff", "POST", f"/admin/orders/{order['id']}/move", alone)).status_code == 200
    kinds = [job["kind"] for job in await jobs_of(printing, printer_id, 6)]
    assert kinds == ["new", "new", "moved", "moved", "moved", "moved"]
    said = [text(slip) for slip in fake.slips]
    assert ["1번 → 2번" in one for one in said] == [False, False, True, True, False, False]
    assert ["2번 → 3번" in one for one in said] == [False, False, False, False, True, True]


async def test_a_printer_that_is_switched_off_or_gone_is_told_nothing(
    printing: Printing, new_printer: NewPrinter
) -> None:
    bistro = printing.bistro
    station = await a_station(bistro, "주방")
    _, off = await new_printer(station_ids=[station])
    _, gone = await new_printer(station_ids=[station])
    await bistro.ordered(1)
    assert (await bistro.ask("manager", "PATCH", f"/admin/printers/{off}", {"enabled": False})).status_code == 200
    assert (await bistro.ask("manager", "DELETE", f"/admin/printers/{gone}")).status_code == 204
    await bistro.ordered(1)
    for printer_id in (off, gone):
        assert len(await printing.jobs(printer_id=printer_id)) == 1


async def test_a_store_without_stations_prints_whole_orders(printing: Printing, new_printer: NewPrinter) -> None:
    fake, printer_id = await new_printer(expo=True)
    await printing.bistro.ordered(1)
    await printing.bistro.ordered(1)
    assert [job["kind"] for job in await jobs_of(printing, printer_id, 2)] == ["new", "added"]
    assert len(fake.slips) == 2


async def test_a_full_house_prints_at_two_printers_while_the_third_is_dead(
    printing: Printing, new_printer: NewPrinter
) -> None:
    bistro = printing.bistro
    station = await a_station(bistro, "주방")
    hot, hot_id = await new_printer(station_ids=[station])
    dead, dead_id = await new_printer(station_ids=[station])
    whole, whole_id = await new_printer(expo=True)
    await dead.stop()
    orders = await asyncio.gather(*(bistro.ordered(1 + number % 3) for number in range(200)))
    for printer, printer_id in ((hot, hot_id), (whole, whole_id)):
        await all_printed(printing, printer_id)
        assert printed_numbers(printer) == sorted(order["number"][-4:] for order in orders)
    assert {job["status"] for job in await printing.jobs(printer_id=dead_id)} == {"waiting"}
    await dead.start()


async def all_printed(printing: Printing, printer_id: int) -> None:
    end = time.monotonic() + PAPERS_SECONDS
    while [job for left in ("waiting", "sending") for job in await printing.jobs(printer_id=printer_id, status=left)]:
        assert time.monotonic() < end, "they don't come to an end"
        await asyncio.sleep(0.5)
    assert {job["status"] for job in await printing.jobs(printer_id=printer_id)} == {"printed"}


def printed_numbers(printer: FakePrinter) -> list[str]:
    """Of the orders on its slips, in their sequence."""
    return [number for slip in printer.slips for number in re.findall(r"#(\d{4})", text(slip))]
