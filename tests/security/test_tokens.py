"""Access tokens: ours, whole, of the right kind, and sixteen hours long."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ordering import clock
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
    ],
    ids=str,
)
async def test_a_claim_that_is_wrong_or_missing_opens_nothing(bistro: Restaurant, change: dict[str, Any]) -> None:
    claims = {**claims_of(bistro.token("owner")), **change}
    token = jwt.encode({name: value for name, value in claims.items() if value is not None}, SECRET, "HS256")
    assert await answer_to(bistro, token) == 401


async def test_the_algorithm_and_the_key_are_pinned(bistro: Restaurant) -> None:
    good = bistro.token("owner")
    claims = claims_of(good)
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    forged = [
        jwt.encode(claims, "", "none"),
        jwt.encode(claims, SECRET.swapcase(), "HS256"),
        jwt.encode(claims, SECRET * 2, "HS384"),
        jwt.encode(claims, SECRET * 2, "HS512"),
        jwt.encode(claims, pem, "RS256"),
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
