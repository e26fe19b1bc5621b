"""The doors of printers and their jobs, with the rows that they are about."""

from typing import Any

from tests.doors import ADMIN, MARK, V1, Door, made, to_agents, to_managers, to_staff
from tests.world import Restaurant

AGENT = f"{V1}/print-agent"


def new_printer(_: Restaurant, __: int) -> Any:
    return {"name": "바", "host": "127.0.0.1", "bills": True}


async def a_printer(here: Restaurant) -> int:
    return await made(here, "/admin/printers", {**new_printer(here, 0), "name": MARK})


async def a_job(here: Restaurant) -> int:
    return await made(here, f"/admin/printers/{await a_printer(here)}/test", None)


async def a_cancelled_job(here: Restaurant) -> int:
    """Which can't be done anything with any more."""
    job_id = await a_job(here)
    assert (await here.ask("staff", "POST", f"/admin/print-jobs/{job_id}/cancellation")).status_code == 200
    return job_id


async def a_table_that_owes(here: Restaurant) -> int:
    await a_printer(here)
    await here.ordered(1)
    return here.tables[1]


async def an_agent(here: Restaurant) -> int:
    return await made(here, "/admin/print-agents", {"name": "뒷방"})


async def an_agents_token(here: Restaurant) -> str:
    answer = await here.ask("manager", "POST", "/admin/print-agents", {"name": MARK})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


async def a_printer_of_the_agent(here: Restaurant) -> int:
    devices = (await here.ask("staff", "GET", "/admin/devices")).json()["items"]
    agent = next(one["id"] for one in devices if one["agent_name"] == MARK)
    return await made(here, "/admin/printers", {**new_printer(here, 0), "name": MARK, "agent_id": agent})


async def a_job_of_the_agent(here: Restaurant) -> int:
    return await made(here, f"/admin/printers/{await a_printer_of_the_agent(here)}/test", None)


def a_turn(*_: Any) -> Any:
    return {"holder": "a" * 32}


def nothing(_: Restaurant, __: int) -> Any:
    return {}


PRINTER_DOORS: dict[tuple[str, str], Door] = {
    ("GET", f"{ADMIN}/printers"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/printers"): to_managers(201, None, new_printer, rival=201),
    ("PATCH", f"{ADMIN}/printers/{{printer_id}}"): to_managers(200, a_printer, new_printer),
    ("DELETE", f"{ADMIN}/printers/{{printer_id}}"): to_managers(204, a_printer),
    ("POST", f"{ADMIN}/printers/{{printer_id}}/test"): to_staff(201, a_printer),
    ("GET", f"{ADMIN}/print-jobs"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/print-jobs/{{job_id}}/retry"): to_staff(409, a_cancelled_job),
    ("POST", f"{ADMIN}/print-jobs/{{job_id}}/cancellation"): to_staff(200, a_job),
    ("POST", f"{ADMIN}/print-jobs/{{job_id}}/acknowledgement"): to_staff(409, a_cancelled_job),
    ("GET", f"{ADMIN}/print-jobs/{{job_id}}/preview"): to_staff(200, a_job),
    ("GET", f"{ADMIN}/print-agents"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/print-agents"): to_managers(201, None, lambda *_: {"name": "뒷방"}, rival=201),
    ("GET", f"{AGENT}/printers/due"): to_agents(200),
    ("POST", f"{AGENT}/printers/{{printer_id}}/turn"): to_agents(200, a_printer_of_the_agent, a_turn),
    ("POST", f"{AGENT}/printers/{{printer_id}}/release"): to_agents(204, a_printer_of_the_agent, a_turn),
    ("POST", f"{AGENT}/jobs/{{job_id}}/beginning"): to_agents(
        200, a_job_of_the_agent, lambda *_: {**a_turn(), "key": "b" * 32}
    ),
    ("POST", f"{AGENT}/jobs/{{job_id}}/outcome"): to_agents(
        204, a_job_of_the_agent, lambda *_: {"key": "b" * 32, "outcome": "not_sent"}
    ),
    ("POST", f"{AGENT}/jobs/{{job_id}}/postponement"): to_agents(
        204, a_job_of_the_agent, lambda *_: {**a_turn(), "attempts": 0, "error": "refused"}
    ),
    ("POST", f"{ADMIN}/tables/{{table_id}}/bill/print"): to_staff(201, a_table_that_owes, nothing),
}
