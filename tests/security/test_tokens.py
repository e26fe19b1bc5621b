"""Access tokens: ours, whole, of the right kind, and sixteen hours long."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.stores.login import _known
from ordering.stores.model import Staff
from ordering.tables.model import Device
from tests.api.deployment import SECRET, rows_of
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


async def answer_to(here: Restaurant, token: str, path: str = "/admin/board") -> int:
    answer = await here.ask(None, "GET", path, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code == 401:
        assert answer.json()["code"] == "unauthorized"
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    return answer.status_code


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "ordering"},
        {"aud": None},
        {"iss": "somebody"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"jti": None},
        {"sub": None},
        {"iat": None},
        {"epoch": 2},
        {"sub": "9999"},
        {"key": None},
        {"key": "0" * 32},
        {"admin": True},
        {"nbf": 1},
        {"table": 1},
        {"store": None},
        {"store": "1"},
        {"epoch": True},
        {"sub": "１"},
        {"sub": "1_1"},
        {"sub": " 1"},
        {"sub": "0"},
        {"sub": 1},
        {"sub": "1" * 40},
        {"role": "admin"},
        {"name": 5},
        {"exp": 10**12},
        {"exp": 1e300},
        {"exp": -1},
        {"iat": "today"},
        {"jti": ""},
        {"aud": ["ordering:staff"]},
        {"aud": ["ordering:staff", "ordering:table"]},
        {"aud": "ordering:browser"},
    ],
    ids=str,
)
async def test_a_claim_that_is_wrong_missing_or_unexpected_opens_nothing(
    bistro: Restaurant, change: dict[str, Any]
) -> None:
    claims = {**claims_of(bistro.token("owner")), **change}
    token = jwt.encode({name: value for name, value in claims.items() if value is not None}, SECRET, "HS256")
    assert await answer_to(bistro, token) == 401


async def test_the_algorithm_and_the_key_are_pinned(bistro: Restaurant) -> None:
    good = bistro.token("owner")
    claims = claims_of(good)
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    said = f"{encoded({'alg': 'RS256', 'typ': 'JWT'})}.{encoded(claims)}"
    signature = private.sign(said.encode(), PKCS1v15(), SHA256())
    forged = [
        jwt.encode(claims, "", "none"),
        jwt.encode(claims, SECRET.swapcase(), "HS256"),
        jwt.encode(claims, SECRET * 2, "HS384"),
        jwt.encode(claims, SECRET * 2, "HS512"),
        f"{said}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}",
        f"{encoded({'alg': 'HS512', 'typ': 'JWT'})}.{good.split('.', 1)[1]}",
        f"{encoded({'alg': 'none'})}.{good.split('.')[1]}.",
    ]
    assert await answer_to(bistro, good) == 200
    assert [await answer_to(bistro, token) for token in forged] == [401] * len(forged)
    # The same secret with another of its algorithms is not ours either.
    assert await answer_to(bistro, jwt.encode(claims, SECRET.ljust(64, "."), "HS512")) == 401


async def test_a_changed_token_opens_nothing(bistro: Restaurant) -> None:
    header, body, signature = bistro.token("staff").split(".")
    promoted = encoded({**claims_of(bistro.token("staff")), "role": "owner"})
    tampered = [
        f"{header}.{promoted}.{signature}",
        f"{header}.{body}.",
        f"{header}.{body}",
        "x",
        "..",
        f"{header}{body}",
    ]
    assert [await answer_to(bistro, token) for token in tampered] == [401] * len(tampered)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic b3duZXI6", "Token {}", "{}", "Bearer {} {}"])
async def test_only_a_bearer_is_let_in(bistro: Restaurant, header: str) -> None:
    authorization = {"Authorization": header.replace("{}", bistro.token("owner"))}
    assert (await bistro.ask(None, "GET", "/me", headers=authorization)).status_code == 401
    lower = {"Authorization": f"bearer {bistro.token('owner')}"}
    assert (await bistro.ask(None, "GET", "/me", headers=lower)).status_code == 200
    cookie = {"Cookie": f"token={bistro.token('owner')}; session={bistro.token('owner')}"}
    assert (await bistro.ask(None, "GET", "/me", headers=cookie)).status_code == 401, "the API ignores cookies"


async def test_a_table_token_is_no_staff_token_and_the_other_way_round(bistro: Restaurant) -> None:
    table, owner = claims_of(bistro.token(1)), claims_of(bistro.token("owner"))
    assert {table["aud"], owner["aud"]} == {"ordering:table", "ordering:staff"}
    relabelled = jwt.encode({**table, "aud": owner["aud"], "name": "owner", "role": "owner"}, "x" * 40, "HS256")
    assert await answer_to(bistro, relabelled) == 401


async def test_logins_last_sixteen_hours(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {"store": bistro.slug, "password": PASSWORD, "username": "owner"}
    staff = (await bistro.ask(None, "POST", "/auth/staff", given)).json()
    given = {"store": bistro.slug, "password": TABLE_PASSWORD, "table_number": 1}
    table = (await bistro.ask(None, "POST", "/auth/table", given)).json()
    fresh = (await bistro.ask(None, "POST", "/auth/table/refresh", {"device_token": table["device_token"]})).json()
    real = clock.now
    for login in (staff, table, fresh):
        claims = claims_of(login["access_token"])
        assert abs(claims["exp"] - claims["iat"] - 16 * 3600) <= 1
        assert login["token_type"] == "Bearer"
        assert login["expires_at"].endswith("Z")
        assert await answer_to(bistro, login["access_token"], "/me") == 200
    assert fresh["device_token"] == table["device_token"]
    assert len({claims_of(login["access_token"])["jti"] for login in (staff, table, fresh)}) == 3
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(hours=15, minutes=59))
    assert await answer_to(bistro, staff["access_token"], "/me") == 200
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(hours=16, seconds=1))
    for login in (staff, table, fresh):
        assert await answer_to(bistro, login["access_token"], "/me") == 401, "also one that was read before"


async def test_who_gets_the_id_of_somebody_who_is_gone_does_not_get_their_tokens(bistro: Restaurant) -> None:
    """As after a restore: what was made since the backup is gone, and its ids are given out again."""
    hired = {"username": "ada", "password": PASSWORD, "role": "owner"}
    assert (await bistro.ask("owner", "POST", "/admin/staff", hired)).status_code == 201
    given: dict[str, Any] = {"store": bistro.slug, "password": PASSWORD, "username": "ada"}
    ada = (await bistro.ask(None, "POST", "/auth/staff", given)).json()
    page = await bistro.http.post("/admin/login", data=given)
    bistro.http.cookies.clear()
    given = {"store": bistro.slug, "password": TABLE_PASSWORD, "table_number": 1}
    tablet = (await bistro.ask(None, "POST", "/auth/table", given)).json()
    device_id = (await bistro.ask(None, "GET", "/me", headers=bearer(tablet))).json()["device_id"]

    async def restore(session: AsyncSession) -> None:
        await session.execute(delete(Staff).where(Staff.id == ada["staff"]["id"]))
        await session.execute(delete(Device).where(Device.id == device_id))

    await bistro.services.work.run(restore)
    bistro.services.revocations.forget()
    again = {"username": "bea", "password": PASSWORD, "role": "owner"}
    bea = (await bistro.ask("owner", "POST", "/admin/staff", again)).json()
    newcomer = (await bistro.ask(None, "POST", "/auth/table", given)).json()
    assert bea["id"] == ada["staff"]["id"], "or this shows nothing"
    assert (await bistro.ask(None, "GET", "/me", headers=bearer(newcomer))).json()["device_id"] == device_id
    assert await answer_to(bistro, ada["access_token"]) == 401
    assert await answer_to(bistro, tablet["access_token"], "/menu") == 401
    assert await answer_to(bistro, newcomer["access_token"], "/menu") == 200
    old = {"device_token": tablet["device_token"]}
    assert (await bistro.ask(None, "POST", "/auth/table/refresh", old)).status_code == 401
    cookie = {"Cookie": f"staff={page.cookies['staff']}"}
    assert (await bistro.http.get("/admin", headers=cookie)).status_code == 303
    browser = bistro.services.authenticator.browsers.read(page.cookies["known"])
    assert await _known(bistro.services.work, browser, bistro.slug, "bea") is None


def bearer(login: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {login['access_token']}"}


async def test_secrets_are_stored_only_as_hashes(bistro: Restaurant) -> None:
    given = {"store": bistro.slug, "password": TABLE_PASSWORD, "table_number": 1}
    table = (await bistro.ask(None, "POST", "/auth/table", given)).json()
    hired = {"username": "ada", "password": "a-password-of-ada", "role": "staff"}
    assert (await bistro.ask("owner", "POST", "/admin/staff", hired)).status_code == 201
    stored = repr(await rows_of(bistro.services))
    for secret in (table["device_token"], table["access_token"], PASSWORD, "a-password-of-ada"):
        assert secret not in stored
    devices = (await bistro.ask("owner", "GET", "/admin/devices")).text
    assert table["device_token"] not in devices
    assert "hash" not in devices + (await bistro.ask("owner", "GET", "/admin/staff")).text


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
