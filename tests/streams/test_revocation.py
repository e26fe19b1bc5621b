"""A listener that may no longer listen is gone within seconds, whoever ended it and in whichever process."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ordering.security.callers import Role
from tests.streams.reader import Reader, Served
from tests.twin import another_process
from tests.world import PASSWORD, Restaurant

pytestmark = pytest.mark.every_database


async def _log_out(here: Restaurant) -> None:
    assert (await here.ask(Role.STAFF, "POST", "/auth/logout")).status_code == 204


async def _new_password(here: Restaurant) -> None:
    await _change(here, {"password": PASSWORD + "-2"})


async def _new_role(here: Restaurant) -> None:
    await _change(here, {"role": "manager"})


async def _disable(here: Restaurant) -> None:
    await _change(here, {"disabled": True})


async def _dismiss(here: Restaurant) -> None:
    answer = await here.ask("owner", "DELETE", f"/admin/staff/{here.people[Role.STAFF].staff_id}")
    assert answer.status_code == 204


async def _change(here: Restaurant, patch: dict[str, object]) -> None:
    answer = await here.ask("owner", "PATCH", f"/admin/staff/{here.people[Role.STAFF].staff_id}", patch)
    assert answer.status_code == 200, answer.text


async def _unpair(here: Restaurant) -> None:
    answer = await here.ask("owner", "DELETE", f"/admin/devices/{here.tablets[1].device_id}")
    assert answer.status_code == 204


async def _new_table_password(here: Restaurant) -> None:
    answer = await here.ask("owner", "PATCH", f"/admin/tables/{here.tables[1]}", {"password": "5678"})
    assert answer.status_code == 200, answer.text


WAYS: dict[str, tuple[Role | int, Callable[[Restaurant], Awaitable[None]]]] = {
    "logout": (Role.STAFF, _log_out),
    "new password": (Role.STAFF, _new_password),
    "new role": (Role.STAFF, _new_role),
    "disabled": (Role.STAFF, _disable),
    "dismissed": (Role.STAFF, _dismiss),
    "unpaired": (1, _unpair),
    "new table password": (1, _new_table_password),
}


async def _listening(served: Served, who: Role | int) -> tuple[Reader, Reader]:
    """The stream that is to end, and one that is not. The same token: a JWT is made anew, its jti is not."""
    return await served.listen(who), await served.listen(2 if isinstance(who, int) else Role.MANAGER)


@pytest.mark.parametrize("way", WAYS)
async def test_a_stream_ends_at_once_when_its_access_ends_here(served: Served, way: str) -> None:
    who, end = WAYS[way]
    gone, stays = await _listening(served, who)
    await end(served.bistro)
    await gone.until_ended()
    assert gone.comments[-1] == "your access has ended"
    assert not stays.ended
    assert (await served.bistro.ask(who, "GET", "/me")).status_code == 401
    await served.bistro.ordered(2)
    await stays.until(2)


@pytest.mark.parametrize("way", ["logout", "new password", "unpaired"])
async def test_a_stream_ends_within_seconds_when_another_process_ended_its_access(served: Served, way: str) -> None:
    who, end = WAYS[way]
    gone, stays = await _listening(served, who)
    async with another_process(served.bistro) as there:
        there.people, there.tablets = served.bistro.people, served.bistro.tablets
        await end(there)
        await gone.until_ended()
    assert not stays.ended
    async with asyncio.timeout(30):
        while (await served.bistro.ask(who, "GET", "/me")).status_code != 401:
            await asyncio.sleep(0.1)


async def test_what_another_process_commits_is_heard_within_seconds(served: Served) -> None:
    reader = await served.listen("staff")
    async with another_process(served.bistro) as there:
        order = await there.ordered(1)
        seen = await reader.until(2)
    assert seen[1].data["order"] == order
