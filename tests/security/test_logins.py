"""Logging in: the same answer for whatever is wrong."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from ordering.database.work import Work
from ordering.security.authenticator import AT_ONCE, LOOKING_UP
from ordering.security.passwords import Passwords, Spelling
from ordering.security.turns import OURS, Lane, Turns
from tests.api.deployment import deployed
from tests.security.guessing import Calls, staff_login, table_login
from tests.world import PASSWORD, Restaurant


@pytest.mark.parametrize(
    ("log_in", "wrongs"),
    [
        (staff_login, [{"store": "nowhere"}, {"username": "nobody"}, {"password": "wrong-horse-1"}]),
        (table_login, [{"store": "nowhere"}, {"table_number": 999}, {"password": "4321"}]),
    ],
    ids=["staff", "table"],
)
async def test_a_wrong_slug_name_and_password_are_answered_alike(
    bistro: Restaurant, monkeypatch: pytest.MonkeyPatch, log_in: Any, wrongs: list[dict[str, Any]]
) -> None:
    calls: list[str | None] = []
    real = Passwords.matches

    async def matches(
        self: Passwords, stored: str | None, password: str, spelling: Spelling = "NFC", lane: Lane = OURS
    ) -> bool:
        calls.append(stored)
        return await real(self, stored, password, spelling, lane)

    monkeypatch.setattr(Passwords, "matches", matches)
    answers = [await log_in(bistro, **wrong) for wrong in wrongs]
    assert [answer.status_code for answer in answers] == [401] * 3
    bodies = [{**answer.json(), "request_id": None} for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == "bad_credentials"
    headers = [sorted(answer.headers) for answer in answers]
    assert headers[0] == headers[1] == headers[2]
    assert len(calls) == 3, "each is checked once, the unknown ones against nobody's hash"
    assert [stored is None for stored in calls] == [True, True, False]


async def test_nobodys_hash_costs_what_a_real_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    from ordering.security import passwords

    verified: list[str] = []
    monkeypatch.setattr(passwords, "_verify", lambda stored, _: not verified.append(stored))  # type: ignore[func-returns-value]  # for what it does
    hashed = await Passwords(Turns(1, 1, 10)).hash("some password")
    assert await Passwords(Turns(1, 1, 10)).matches(None, "nobody's password") is False
    assert [one.split("$")[1:4] for one in verified] == [hashed.split("$")[1:4]] == [
        ["argon2id", "v=19", "m=19456,t=2,p=1"]
    ]  # fmt: skip


async def test_slugs_and_usernames_are_lower_cased(bistro: Restaurant) -> None:
    answer = await staff_login(bistro, store=bistro.slug.upper(), username="OwNeR")
    assert answer.status_code == 200
    assert answer.json()["staff"]["username"] == "owner"
    assert (await table_login(bistro, store=bistro.slug.upper())).status_code == 200
    hired = await bistro.ask(
        "owner", "POST", "/admin/staff", {"username": "Ada", "password": PASSWORD, "role": "staff"}
    )
    assert hired.json()["username"] == "ada"
    twice = await bistro.ask(
        "owner", "POST", "/admin/staff", {"username": "ADA", "password": PASSWORD, "role": "staff"}
    )
    assert twice.json()["code"] == "username_taken"


@pytest.mark.every_database
async def test_spaces_behind_a_name_give_no_more_guesses(bistro: Restaurant, checked: Calls) -> None:
    """MySQL's utf8mb4_bin pads: to it "owner" and "owner   " are one."""
    for n in range(12):
        spaces = " " * n
        await staff_login(bistro, password="wrong", username=f"owner{spaces}")
        await staff_login(bistro, password="wrong", username="manager", store=f"{bistro.slug}{spaces}")
        await table_login(bistro, password="wrong", store=f"{bistro.slug}{spaces}")
    guesses = Counter(stored for stored, _ in checked if stored is not None)
    assert sum(guesses.values()) <= 30


async def test_a_restart_forgets_failures_and_nothing_else(bistro: Restaurant, database_url: str) -> None:
    async with deployed(database_url) as restarted:
        assert (await staff_login(restarted.of(bistro))).status_code == 200
        assert (await restarted.of(bistro).ask("owner", "GET", "/me")).status_code == 200


@pytest.mark.parametrize("log_in", [staff_login, table_login])
async def test_a_database_that_says_nothing_holds_up_logins_for_a_while_and_nobody_elses_hashing(
    bistro: Restaurant, checked: Calls, monkeypatch: pytest.MonkeyPatch, log_in: Any
) -> None:
    authenticator, answering, answer = bistro.services.authenticator, asyncio.Event(), Work._answer

    async def stuck(*args: Any) -> Any:
        await answering.wait()
        return await answer(*args)

    monkeypatch.setattr(Work, "_answer", stuck)
    monkeypatch.setattr(authenticator.throttle._turns, "_seconds", 0.05)
    logins = {asyncio.create_task(log_in(bistro)) for _ in range(30)}
    inside = AT_ONCE + LOOKING_UP
    waiting = logins
    while len(waiting) > inside:
        _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    async with asyncio.timeout(60):
        assert await authenticator.passwords.hash("a new one's password"), "which needs a turn"
    assert len(waiting) == inside
    answering.set()
    answers = await asyncio.gather(*logins)
    assert sorted(one.status_code for one in answers) == [200] * inside + [503] * (30 - inside)
    assert {one.json()["code"] for one in answers if one.status_code == 503} == {"busy"}
