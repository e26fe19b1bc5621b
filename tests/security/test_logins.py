"""Logging in: the same answer for whatever is wrong, and guessers are slowed down."""

import asyncio
import time
from collections import Counter
from typing import Any

import httpx
import pytest

from ordering.security.passwords import Passwords
from tests.api.deployment import deployed
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant

MINUTES = 60
Calls = list[tuple[str | None, str]]


async def staff_login(here: Restaurant, **wrong: Any) -> httpx.Response:
    given = {"store": here.slug, "username": "owner", "password": PASSWORD, **wrong}
    return await here.ask(None, "POST", "/auth/staff", given)


async def table_login(here: Restaurant, **wrong: Any) -> httpx.Response:
    given = {"store": here.slug, "table_number": 1, "password": TABLE_PASSWORD, **wrong}
    return await here.ask(None, "POST", "/auth/table", given)


class Clock:
    def __init__(self) -> None:
        self._real, self.ahead = time.time, 0.0

    def __call__(self) -> float:
        return self._real() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves the throttle's time."""
    moved = Clock()
    monkeypatch.setattr(time, "time", moved)
    return moved


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Which passwords were checked, against which hash; ``right`` ones match without any hashing."""
    calls: Calls = []

    async def matches(_: Passwords, stored: str | None, password: str) -> bool:
        calls.append((stored, password))
        await asyncio.sleep(0)
        return stored is not None and password in (PASSWORD, TABLE_PASSWORD)

    monkeypatch.setattr(Passwords, "matches", matches)
    return calls


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

    async def matches(self: Passwords, stored: str | None, password: str) -> bool:
        calls.append(stored)
        return await real(self, stored, password)

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
    monkeypatch.setattr(passwords, "_verify", lambda stored, _: not verified.append(stored))  # type: ignore[func-returns-value]
    hashed = await Passwords().hash("some password")
    assert await Passwords().matches(None, "nobody's password") is False
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


@pytest.mark.parametrize("account", [{}, {"username": "nobody"}, {"store": "nowhere"}], ids=["known", "user", "store"])
async def test_ten_failures_shut_an_account_for_a_quarter_of_an_hour(
    bistro: Restaurant, clock: Clock, checked: Calls, account: dict[str, Any]
) -> None:
    for _ in range(10):
        assert (await staff_login(bistro, password="wrong", **account)).status_code == 401
    shut = await staff_login(bistro, **account)
    assert (shut.status_code, shut.json()["code"]) == (429, "too_many_attempts")
    assert 14 * MINUTES < int(shut.headers["Retry-After"]) <= 15 * MINUTES
    assert len(checked) == 10, "a shut account's password isn't looked at"
    again = await staff_login(bistro, username="OWNER") if not account else shut
    assert again.status_code == 429, "another spelling is the same account"
    clock.ahead = int(shut.headers["Retry-After"]) + 1
    assert (await staff_login(bistro, **account)).status_code == (401 if account else 200)


async def test_one_shut_account_shuts_no_other(bistro: Restaurant, checked: Calls) -> None:
    for _ in range(11):
        await staff_login(bistro, password="wrong")
    assert (await staff_login(bistro, username="manager")).status_code == 200
    assert (await table_login(bistro)).status_code == 200


async def test_only_failures_count(bistro: Restaurant, checked: Calls) -> None:
    for _ in range(9):
        await staff_login(bistro, password="wrong")
    assert {(await staff_login(bistro)).status_code for _ in range(15)} == {200}
    assert (await staff_login(bistro, password="wrong")).status_code == 401
    assert (await staff_login(bistro)).status_code == 429


async def test_a_hundred_failures_shut_an_address_and_no_other_address(
    bistro: Restaurant, database_url: str, clock: Clock, checked: Calls
) -> None:
    for number in range(100):
        assert (await staff_login(bistro, username=f"guess-{number}")).status_code == 401
    shut = await staff_login(bistro)
    assert shut.status_code == 429
    assert 14 * MINUTES < int(shut.headers["Retry-After"]) <= 15 * MINUTES
    transport = httpx.ASGITransport(bistro.app, client=("10.0.0.9", 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://ordering.test") as elsewhere:
        given = {"store": bistro.slug, "username": "owner", "password": PASSWORD}
        assert (await elsewhere.post("/api/v1/auth/staff", json=given)).status_code == 200
    clock.ahead = int(shut.headers["Retry-After"]) + 1
    assert (await staff_login(bistro)).status_code == 200


async def test_a_tablet_waits_a_minute_at_most(bistro: Restaurant, clock: Clock, checked: Calls) -> None:
    for _ in range(10):
        assert (await table_login(bistro, password="wrong")).status_code == 401
    shut = await table_login(bistro)
    assert shut.status_code == 429
    assert 0 < int(shut.headers["Retry-After"]) <= 60
    clock.ahead = int(shut.headers["Retry-After"]) + 1
    assert (await table_login(bistro, password="wrong")).status_code == 401, "one more guess a minute"
    assert (await table_login(bistro)).status_code == 429
    clock.ahead += 61
    assert (await table_login(bistro)).status_code == 200


async def test_thirty_wrong_passwords_at_once_are_ten_guesses(bistro: Restaurant, checked: Calls) -> None:
    for log_in in (staff_login, table_login):
        checked.clear()
        answers = await asyncio.gather(*(log_in(bistro, password=f"wrong-{n}") for n in range(30)))
        assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 20
        assert len(checked) == 10


async def test_a_hundred_and_fifty_accounts_at_once_are_a_hundred_guesses(bistro: Restaurant, checked: Calls) -> None:
    await asyncio.gather(*(staff_login(bistro, username=f"guess-{n}") for n in range(150)))
    assert len(checked) <= 100


async def test_tokens_that_are_issued_are_never_throttled(bistro: Restaurant, checked: Calls) -> None:
    device = (await table_login(bistro)).json()["device_token"]
    for n in range(100):
        await table_login(bistro, table_number=1 + n % 3, password="wrong")
    for n in range(101):
        await staff_login(bistro, username=f"guess-{n}")
    assert (await staff_login(bistro)).status_code == 429
    for _ in range(12):
        fresh = await bistro.ask(None, "POST", "/auth/table/refresh", {"device_token": device})
        assert fresh.status_code == 200
        assert fresh.json()["device_token"] == device
        assert (await bistro.ask("owner", "GET", "/me")).status_code == 200
        assert (await bistro.ask(1, "GET", "/menu")).status_code == 200
    assert (await bistro.ask(None, "POST", "/auth/table/refresh", {"device_token": "x" * 43})).status_code == 401


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
