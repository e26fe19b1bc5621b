"""Every way of ending a login: dead at once here, within seconds in the next process, and after a restart."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ordering.errors import NotLoggedIn
from ordering.security import revocations
from ordering.security.passwords import Passwords
from ordering.stores import actions as stores
from tests.api.deployment import Deployment, deployed
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant, hashed

NEW_PASSWORD = "another-horse-2"
End = Callable[[Restaurant, dict[str, Any]], Awaitable[Any]]


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hash_(_: Passwords, password: str) -> str:
        return hashed(password)

    monkeypatch.setattr(Passwords, "hash", hash_)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes look again after a tenth of a second instead of two."""
    monkeypatch.setattr(revocations, "TRUSTED_SECONDS", 0.1)


async def a_person_logs_in(here: Restaurant, role: str = "staff") -> dict[str, Any]:
    hired = await here.ask("owner", "POST", "/admin/staff", {"username": "ada", "password": PASSWORD, "role": role})
    assert hired.status_code == 201
    return await log_in(here, "ada", PASSWORD)


async def log_in(here: Restaurant, username: str, password: str) -> dict[str, Any]:
    given = {"store": here.slug, "username": username, "password": password}
    answer = await here.ask(None, "POST", "/auth/staff", given)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def a_tablet_logs_in(here: Restaurant, number: int = 1) -> dict[str, Any]:
    given = {"store": here.slug, "table_number": number, "password": TABLE_PASSWORD}
    answer = await here.ask(None, "POST", "/auth/table", given)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def me(here: Restaurant, login: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bearer {login['access_token']}"}
    return (await here.ask(None, "GET", "/me", headers=headers)).status_code


async def refresh(here: Restaurant, login: dict[str, Any]) -> str | None:
    answer = await here.ask(None, "POST", "/auth/table/refresh", {"device_token": login["device_token"]})
    assert answer.status_code in (200, 401)
    code: str | None = answer.json().get("code")
    return code


async def done(asked: Awaitable[Any]) -> None:
    answer = await asked
    assert answer.status_code in (200, 204), answer.text


def log_out(here: Restaurant, login: dict[str, Any]) -> Awaitable[Any]:
    return here.ask(None, "POST", "/auth/logout", headers={"Authorization": f"Bearer {login['access_token']}"})


def patched(**change: Any) -> End:
    return lambda here, login: here.ask("owner", "PATCH", f"/admin/staff/{login['staff']['id']}", change)


STAFF_ENDS: dict[str, End] = {
    "logging out": log_out,
    "a new password": patched(password=NEW_PASSWORD),
    "a new role": patched(role="manager"),
    "being disabled": patched(disabled=True),
    "being dismissed": lambda here, login: here.ask("owner", "DELETE", f"/admin/staff/{login['staff']['id']}"),
}


async def unpair(here: Restaurant, login: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {login['access_token']}"}
    device_id = (await here.ask(None, "GET", "/me", headers=headers)).json()["device_id"]
    return await here.ask("manager", "DELETE", f"/admin/devices/{device_id}")


TABLET_ENDS: dict[str, End] = {
    "logging out": log_out,
    "being unpaired": unpair,
    "a new table password": lambda here, login: here.ask(
        "manager", "PATCH", f"/admin/tables/{login['table']['id']}", {"password": "9999"}
    ),
    "the table's deletion": lambda here, login: here.ask("manager", "DELETE", f"/admin/tables/{login['table']['id']}"),
}


@pytest.mark.parametrize("end", STAFF_ENDS.values(), ids=STAFF_ENDS.keys())
async def test_a_persons_token_ends_by(bistro: Restaurant, database_url: str, impatient: None, end: End) -> None:
    ada, other = await a_person_logs_in(bistro), await log_in(bistro, "staff", PASSWORD)
    async with deployed(database_url) as second:
        elsewhere = second.of(bistro)
        assert await me(bistro, ada) == await me(elsewhere, ada) == 200
        await done(end(bistro, ada))
        assert await me(bistro, ada) == 401, "at once in this process"
        assert await me(bistro, other) == 200, "and nobody else's"
        await asyncio.sleep(0.15)
        assert await me(elsewhere, ada) == 401, "soon in every other one"
        assert await me(elsewhere, other) == 200
    async with deployed(database_url) as restarted:
        assert await me(restarted.of(bistro), ada) == 401


@pytest.mark.parametrize("end", TABLET_ENDS.values(), ids=TABLET_ENDS.keys())
async def test_a_tablets_tokens_end_by(bistro: Restaurant, database_url: str, impatient: None, end: End) -> None:
    tablet, other = await a_tablet_logs_in(bistro), await a_tablet_logs_in(bistro, 2)
    async with deployed(database_url) as second:
        elsewhere = second.of(bistro)
        assert await me(bistro, tablet) == await me(elsewhere, tablet) == 200
        await done(end(bistro, tablet))
        assert await me(bistro, tablet) == 401
        assert await refresh(bistro, tablet) == "device_revoked"
        assert (await me(bistro, other), await refresh(bistro, other)) == (200, None)
        await asyncio.sleep(0.15)
        assert await me(elsewhere, tablet) == 401
        assert await refresh(elsewhere, tablet) == "device_revoked"
    async with deployed(database_url) as restarted:
        assert await me(restarted.of(bistro), tablet) == 401
        assert await refresh(restarted.of(bistro), tablet) == "device_revoked"


async def test_logging_out_ends_one_token_and_leaves_the_persons_others(bistro: Restaurant) -> None:
    first, second = await a_person_logs_in(bistro), await log_in(bistro, "ada", PASSWORD)
    await done(log_out(bistro, first))
    assert (await me(bistro, first), await me(bistro, second)) == (401, 200)
    await done(patched(password=NEW_PASSWORD)(bistro, second))
    assert await me(bistro, second) == 401
    assert await me(bistro, await log_in(bistro, "ada", NEW_PASSWORD)) == 200


async def test_unpairing_one_tablet_leaves_the_tables_other_one(bistro: Restaurant) -> None:
    first, second = await a_tablet_logs_in(bistro), await a_tablet_logs_in(bistro)
    await done(unpair(bistro, second))
    assert (await me(bistro, first), await me(bistro, second)) == (200, 401)


async def test_a_disabled_person_can_log_in_once_enabled_and_old_tokens_stay_dead(bistro: Restaurant) -> None:
    ada = await a_person_logs_in(bistro)
    await done(patched(disabled=True)(bistro, ada))
    given = {"store": bistro.slug, "username": "ada", "password": PASSWORD}
    refused = await bistro.ask(None, "POST", "/auth/staff", given)
    assert (refused.status_code, refused.json()["code"]) == (401, "bad_credentials")
    await done(patched(disabled=False)(bistro, ada))
    assert await me(bistro, ada) == 401
    assert await me(bistro, await log_in(bistro, "ada", PASSWORD)) == 200


async def test_a_reset_from_another_process_is_felt_within_five_seconds(bistro: Restaurant, database_url: str) -> None:
    """With the real two seconds: the second process says when."""
    ada = await a_person_logs_in(bistro)
    assert await me(bistro, ada) == 200
    async with deployed(database_url) as second:
        assert await second.services.work.run(stores.reset_password, bistro.slug, "ada", hashed(NEW_PASSWORD))
    await asyncio.sleep(2.2)
    assert await me(bistro, ada) == 401
    assert await me(bistro, await log_in(bistro, "ada", NEW_PASSWORD)) == 200


@pytest.mark.every_database
async def test_logging_out_twice_at_once_is_no_error(bistro: Restaurant) -> None:
    for _ in range(3):
        login = await log_in(bistro, "owner", PASSWORD)
        answers = await asyncio.gather(*(log_out(bistro, login) for _ in range(6)))
        assert {answer.status_code for answer in answers} <= {204, 401}
        assert await me(bistro, login) == 401


@pytest.mark.every_database
async def test_a_tablet_that_logs_out_twice_at_once_is_told_no_404(bistro: Restaurant) -> None:
    login = await a_tablet_logs_in(bistro)
    answers = await asyncio.gather(*(log_out(bistro, login) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {204, 401}


async def test_an_end_during_a_check_is_not_missed(bistro: Restaurant) -> None:
    """Whoever asked the database just before must not believe it just after."""
    ada = await a_person_logs_in(bistro)
    caller = bistro.services.authenticator.tokens.read(ada["access_token"])
    stands = bistro.services.revocations
    stands.forget()
    asking = [asyncio.create_task(stands.check(caller)) for _ in range(5)]
    await asyncio.sleep(0)
    await done(patched(disabled=True)(bistro, ada))
    await asyncio.gather(*asking, return_exceptions=True)
    with pytest.raises(NotLoggedIn):
        await stands.check(caller)


async def test_restarting_ends_nobodys_login(bistro: Restaurant, database_url: str) -> None:
    tablet, owner = await a_tablet_logs_in(bistro), await log_in(bistro, "owner", PASSWORD)
    async with deployed(database_url) as restarted:
        again: Deployment = restarted
        assert await me(again.of(bistro), tablet) == await me(again.of(bistro), owner) == 200
        assert await refresh(again.of(bistro), tablet) is None
