"""Whoever guesses passwords is slowed down, by what is guessed at and from where; whoever has been here is not."""

import asyncio
import time
from typing import Any

import pytest

from tests.security.guessing import Calls, Clock, at, page_login, staff_login, table_login
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant

MINUTES = 60


@pytest.mark.parametrize("account", [{}, {"username": "nobody"}, {"store": "nowhere"}], ids=["known", "user", "store"])
async def test_ten_failures_shut_an_account_for_an_address_for_a_quarter_of_an_hour(
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
    async with at(bistro, "203.0.113.9") as elsewhere:
        assert (await staff_login(elsewhere, **account)).status_code == (401 if account else 200)
    clock.ahead = int(shut.headers["Retry-After"]) + 1
    assert (await staff_login(bistro, **account)).status_code == (401 if account else 200)


@pytest.mark.parametrize("username", ["owner", "nobody"])
async def test_fifty_failures_from_anywhere_shut_an_account_for_strangers(
    bistro: Restaurant, clock: Clock, checked: Calls, username: str
) -> None:
    for n in range(5):
        async with at(bistro, f"203.0.113.{n}") as there:
            for _ in range(10):
                assert (await staff_login(there, username=username, password="wrong")).status_code == 401
    async with at(bistro, "203.0.113.99") as fresh:
        shut = await staff_login(fresh, username=username)
        assert shut.status_code == 429
        assert (await staff_login(fresh, username="manager")).status_code == 200, "the others' accounts are open"
        clock.ahead = int(shut.headers["Retry-After"]) + 1
        assert (await staff_login(fresh, username=username)).status_code == (200 if username == "owner" else 401)


async def test_a_hundred_failures_shut_an_address_and_no_other_address(
    bistro: Restaurant, clock: Clock, checked: Calls
) -> None:
    for number in range(100):
        assert (await staff_login(bistro, username=f"guess-{number}")).status_code == 401
    shut = await staff_login(bistro)
    assert shut.status_code == 429
    assert 14 * MINUTES < int(shut.headers["Retry-After"]) <= 15 * MINUTES
    assert (await table_login(bistro)).status_code == 200, "pairings are counted apart"
    async with at(bistro, "10.0.0.9") as elsewhere:
        assert (await staff_login(elsewhere)).status_code == 200
    clock.ahead = int(shut.headers["Retry-After"]) + 1
    assert (await staff_login(bistro)).status_code == 200


@pytest.mark.parametrize(
    ("guesser", "same", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:3::1"),
        ("::ffff:203.0.113.7", "203.0.113.7", "::ffff:203.0.113.8"),
        ("203.0.113.7", "::ffff:cb00:7107", "203.0.113.8"),
        ("fe80::1%eth0", "fe80::2", "fe80:0:0:1::1"),
    ],
)
async def test_an_address_is_an_ipv4_address_or_an_ipv6_network(
    bistro: Restaurant, checked: Calls, guesser: str, same: str, other: str
) -> None:
    async with at(bistro, guesser) as here:
        for n in range(100):
            assert (await staff_login(here, username=f"guess-{n}")).status_code == 401
    async with at(bistro, same) as here:
        assert (await staff_login(here)).status_code == 429
    async with at(bistro, other) as here:
        assert (await staff_login(here)).status_code == 200


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


async def test_a_table_that_was_guessed_at_gets_one_attempt_a_minute(
    bistro: Restaurant, clock: Clock, checked: Calls
) -> None:
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


async def test_an_address_that_guesses_at_every_table_gets_one_attempt_a_minute(
    bistro: Restaurant, clock: Clock, checked: Calls
) -> None:
    for number in range(1, 131):
        wrong = await table_login(bistro, table_number=number + 100, password="wrong")
        assert wrong.status_code == (401 if number <= 100 else 429)
    assert 0 < int(wrong.headers["Retry-After"]) <= 60
    assert (await table_login(bistro)).status_code == 429
    assert (await staff_login(bistro)).status_code == 200, "logins are counted apart"
    async with at(bistro, "10.0.0.9") as elsewhere:
        assert (await table_login(elsewhere)).status_code == 200
    for _ in range(3):
        clock.ahead += 61
        at_once = await asyncio.gather(*(table_login(bistro, table_number=n, password="wrong") for n in range(1, 9)))
        assert sorted(one.status_code for one in at_once) == [401] + [429] * 7
    clock.ahead += 61
    assert (await table_login(bistro)).status_code == 200


async def test_right_pairings_are_never_held_up_by_their_number(bistro: Restaurant, checked: Calls) -> None:
    answers = await asyncio.gather(*(table_login(bistro, table_number=1 + n % 3) for n in range(120)))
    assert {one.status_code for one in answers} == {200}


@pytest.mark.parametrize("at_once", [30, 100])
async def test_wrong_passwords_at_once_are_ten_guesses(bistro: Restaurant, checked: Calls, at_once: int) -> None:
    for log_in in (staff_login, table_login):
        checked.clear()
        answers = await asyncio.gather(*(log_in(bistro, password=f"wrong-{n}") for n in range(at_once)))
        assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * (at_once - 10)
        assert len(checked) == 10


async def test_guesses_at_once_are_no_more_with_many_turns(bistro: Restaurant, checked: Calls) -> None:
    """Where a machine has many cores, as many passwords are looked at together."""
    bistro.services.authenticator.throttle._turns._free = 16
    answers = await asyncio.gather(*(staff_login(bistro, password=f"wrong-{n}") for n in range(40)))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 30
    right = await asyncio.gather(*(staff_login(bistro, username="manager") for _ in range(40)))
    assert {answer.status_code for answer in right} == {200}


async def test_a_hundred_and_fifty_accounts_at_once_are_a_hundred_guesses(bistro: Restaurant, checked: Calls) -> None:
    answers = await asyncio.gather(*(staff_login(bistro, username=f"guess-{n}") for n in range(150)))
    assert sorted(answer.status_code for answer in answers) == [401] * 100 + [429] * 50
    assert len(checked) == 100


async def test_three_hundred_attempts_at_once_hold_up_no_right_login(bistro: Restaurant, checked: Calls) -> None:
    authenticator, inside = bistro.services.authenticator, 4
    authenticator.throttle._turns._free, authenticator.passwords._turns._free = inside, 1
    async with at(bistro, "203.0.113.7") as there:
        wrong = [table_login(there, table_number=n, password="wrong") for n in range(1, 301)]
        flood = [asyncio.create_task(one) for one in wrong]
        while len(checked) < 5:
            await asyncio.sleep(0)
        already = len(checked)
        right = await asyncio.gather(staff_login(bistro), table_login(bistro))
        assert [one.status_code for one in right] == [200, 200]
        for password in (PASSWORD, TABLE_PASSWORD):
            assert [one for _, one in checked].index(password) <= already + 3 * inside, "after those inside"
        answers = await asyncio.gather(*flood)
    assert sorted(one.status_code for one in answers) == [401] * 100 + [429] * 200


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


async def test_a_clock_set_back_shuts_nobody_out(
    bistro: Restaurant, checked: Calls, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    for _ in range(10):
        await staff_login(bistro, password="wrong")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 24 * 3600)
    shut = await staff_login(bistro)
    assert int(shut.headers["Retry-After"]) <= 15 * MINUTES
    clock.ahead = 15 * MINUTES + 1
    assert (await staff_login(bistro)).status_code == 200


async def test_a_browser_that_was_here_before_is_not_shut_out_by_strangers(bistro: Restaurant, checked: Calls) -> None:
    cookies: dict[str, str] = {}
    other: dict[str, str] = {}
    assert [(await page_login(bistro, one)).status_code for one in (cookies, other)] == [303, 303]
    for n in range(60):
        async with at(bistro, f"203.0.113.{n}") as there:
            await staff_login(there, password="wrong")
    for n in range(101):
        await staff_login(bistro, username=f"guess-{n}")
    assert (await page_login(bistro)).status_code == 429, "its account and its address are shut"
    assert (await page_login(bistro, cookies)).status_code == 303
    assert (await page_login(bistro, cookies, username="manager")).status_code == 429, "it was never the manager's"
    assert (await bistro.ask(None, "POST", "/auth/staff", {}, {"Cookie": "x"})).status_code == 400
    for _ in range(10):
        assert (await page_login(bistro, cookies, password="wrong")).status_code == 401
    shut = await page_login(bistro, cookies)
    assert shut.status_code == 429, "it is counted by itself"
    assert int(shut.headers["Retry-After"]) > 14 * MINUTES
    assert (await page_login(bistro, other)).status_code == 303, "and so is another"
    assert (await staff_login(bistro)).status_code == 429


async def test_a_browsers_failures_are_no_strangers_failures(bistro: Restaurant, checked: Calls) -> None:
    cookies: dict[str, str] = {}
    await page_login(bistro, cookies)
    for _ in range(11):
        await page_login(bistro, cookies, password="wrong")
    assert (await page_login(bistro)).status_code == 303


async def test_a_browser_at_the_counter_is_known_for_everybody_who_logs_in_there(
    bistro: Restaurant, checked: Calls
) -> None:
    cookies: dict[str, str] = {}
    for username in ("owner", "manager", "staff"):
        await page_login(bistro, cookies, username=username)
    for n in range(101):
        await staff_login(bistro, username=f"guess-{n}")
    for username in ("owner", "manager", "staff"):
        assert (await page_login(bistro, cookies, username=username)).status_code == 303


async def test_cookies_that_are_not_ours_make_nobody_known(
    bistro: Restaurant, rival: Restaurant, checked: Calls
) -> None:
    theirs: dict[str, str] = {}
    await page_login(rival, theirs)
    for n in range(101):
        await staff_login(bistro, username=f"guess-{n}")
    forged = [theirs["known"], theirs["known"][:-2], bistro.token("owner"), "x", "..", "%ED%B2%80"]
    for known in forged:
        assert (await page_login(bistro, {"known": known})).status_code == 429


async def test_many_cookies_of_one_account_are_fifty_guesses(bistro: Restaurant, checked: Calls) -> None:
    """Whoever once knew the password could collect them."""
    jars: list[dict[str, str]] = [{} for _ in range(6)]
    for jar in jars:
        await page_login(bistro, jar)
    guesses = [await page_login(bistro, jar, password="wrong") for jar in jars for _ in range(10)]
    assert [one.status_code for one in guesses].count(401) == 50


async def test_the_cookie_goes_to_the_login_alone_and_scripts_cant_read_it(bistro: Restaurant) -> None:
    (set_cookie,) = [
        one for one in (await page_login(bistro)).headers.get_list("Set-Cookie") if one.startswith("known=")
    ]
    assert {"Path=/admin/login", "HttpOnly", "SameSite=strict"} <= set(set_cookie.split("; "))
