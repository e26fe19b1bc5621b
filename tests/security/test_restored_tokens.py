"""A backup was put back: no token of the lost future stands, nor one that it had ended."""

from pathlib import Path

import pytest

from ordering.restoring import restored
from ordering.security.callers import Role
from tests.printing.agency import Agent, an_agent
from tests.restoring import copied, file_of, logged_in_again
from tests.security.test_ended_tokens import (
    NEW_PASSWORD,
    STAFF_ENDS,
    End,
    a_person_logs_in,
    a_tablet_logs_in,
    done,
    log_in,
    me,
    patched,
    quick_hashing,
    refresh,
    unpair,
)
from tests.world import PASSWORD, Restaurant

__all__ = ["quick_hashing"]


async def put_back(here: Restaurant, backup: Path) -> Restaurant:
    copied(backup, file_of(here))
    await restored(here.services.work)
    return await logged_in_again(here)


@pytest.mark.parametrize("end", STAFF_ENDS.values(), ids=STAFF_ENDS.keys())
async def test_a_token_stays_ended_that_was_ended_since_the_backup_by(
    bistro: Restaurant, tmp_path: Path, end: End
) -> None:
    ada = await a_person_logs_in(bistro)
    copied(file_of(bistro), tmp_path / "backup.db")
    await done(end(bistro, ada))
    bistro = await put_back(bistro, tmp_path / "backup.db")
    assert await me(bistro, ada) == 401
    assert await me(bistro, await log_in(bistro, "ada", PASSWORD)) == 200


async def test_an_unpaired_tablets_access_token_stays_ended_and_every_tablet_renews(
    bistro: Restaurant, tmp_path: Path
) -> None:
    left, stayed = await a_tablet_logs_in(bistro), await a_tablet_logs_in(bistro, 2)
    copied(file_of(bistro), tmp_path / "backup.db")
    await done(unpair(bistro, left))
    bistro = await put_back(bistro, tmp_path / "backup.db")
    assert (await me(bistro, left), await me(bistro, stayed)) == (401, 401)
    assert (await refresh(bistro, left), await refresh(bistro, stayed)) == (None, None)


async def test_print_agents_go_on_without_anybody(bistro: Restaurant, tmp_path: Path) -> None:
    agent = await an_agent(bistro)
    copied(file_of(bistro), tmp_path / "backup.db")
    bistro = await put_back(bistro, tmp_path / "backup.db")
    assert await Agent(bistro, agent.made).due() == []


async def test_a_lost_promotion_is_not_won_by_a_new_password(bistro: Restaurant, tmp_path: Path) -> None:
    ada = await a_person_logs_in(bistro)
    copied(file_of(bistro), tmp_path / "backup.db")
    for _ in range(2):  # the same backup may be put back twice
        await done(patched(role="owner")(bistro, ada))
        lost_owner = await log_in(bistro, "ada", PASSWORD)
        assert await me(bistro, lost_owner) == 200
        bistro = await put_back(bistro, tmp_path / "backup.db")
        await done(patched(password=NEW_PASSWORD)(bistro, ada))
        assert await me(bistro, lost_owner) == 401
        assert await me(bistro, await log_in(bistro, "ada", NEW_PASSWORD)) == 200
        await done(patched(password=PASSWORD)(bistro, ada))


async def test_no_token_stands_again_when_the_same_backup_is_put_back_twice(bistro: Restaurant, tmp_path: Path) -> None:
    await a_person_logs_in(bistro)
    copied(file_of(bistro), tmp_path / "backup.db")
    bistro = await put_back(bistro, tmp_path / "backup.db")
    ada = await log_in(bistro, "ada", PASSWORD)
    bistro = await put_back(bistro, tmp_path / "backup.db")
    assert await me(bistro, ada) == 401


@pytest.mark.every_database
async def test_nobodys_token_of_before_stands(bistro: Restaurant) -> None:
    asking: list[Role | int] = [*bistro.people, *bistro.tablets]
    await restored(bistro.services.work)
    bistro.services.revocations.forget()
    assert {(await bistro.ask(who, "GET", "/me")).status_code for who in asking} == {401}
    bistro = await logged_in_again(bistro)
    assert {(await bistro.ask(who, "GET", "/me")).status_code for who in asking} == {200}
