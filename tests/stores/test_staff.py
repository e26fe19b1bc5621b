"""People: the last owner stays, names are unique among those who work here, and everything is written down."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from ordering.audit import AuditEntries, AuditEntry, AuditFilter
from ordering.security.callers import Role
from ordering.security.passwords import Passwords
from ordering.stores import actions as stores
from ordering.stores.repository import StaffMembers
from tests.api.deployment import rows_of
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant, hashed


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hash_(_: Passwords, password: str) -> str:
        return hashed(password)

    monkeypatch.setattr(Passwords, "hash", hash_)


def id_of(here: Restaurant, role: str) -> int:
    return next(one.staff_id for known, one in here.people.items() if known == role)


async def an_owner_more(here: Restaurant, name: str = "ada") -> int:
    new = {"username": name, "password": PASSWORD, "role": "owner"}
    return int((await here.ask("owner", "POST", "/admin/staff", new)).json()["id"])


@pytest.mark.parametrize(
    ("method", "change"),
    [("DELETE", None), ("PATCH", {"role": "manager"}), ("PATCH", {"disabled": True}),
     ("PATCH", {"role": "staff", "disabled": True, "password": "another-horse-2"})],
)  # fmt: skip
async def test_the_last_owner_can_not_be_taken_away(bistro: Restaurant, method: str, change: Any) -> None:
    path = f"/admin/staff/{id_of(bistro, 'owner')}"
    before = await rows_of(bistro.services)
    refused = await bistro.ask("owner", method, path, change)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_owner")
    assert await rows_of(bistro.services) == before
    assert (await bistro.ask("owner", "GET", "/me")).status_code == 200, "a refused change ends nothing"


async def test_a_disabled_owner_keeps_no_store(bistro: Restaurant) -> None:
    ada = await an_owner_more(bistro)
    assert (await bistro.ask("owner", "PATCH", f"/admin/staff/{ada}", {"disabled": True})).status_code == 200
    refused = await bistro.ask("owner", "DELETE", f"/admin/staff/{id_of(bistro, 'owner')}")
    assert refused.json()["code"] == "last_owner"
    assert (await bistro.ask("owner", "DELETE", f"/admin/staff/{ada}")).status_code == 204


@pytest.mark.every_database
async def test_two_owners_who_demote_each_other_leave_one(bistro: Restaurant) -> None:
    for attempt in range(3):
        names = [f"ada-{attempt}", f"bea-{attempt}"]
        two = [await an_owner_more(bistro, name) for name in names]
        tokens = []
        for name in names:
            given = {"store": bistro.slug, "username": name, "password": PASSWORD}
            tokens.append((await bistro.ask(None, "POST", "/auth/staff", given)).json()["access_token"])
        first = id_of(bistro, "owner")
        demote = bistro.ask(None, "PATCH", f"/admin/staff/{first}", {"role": "staff"}, authorized(tokens[0]))
        assert (await demote).status_code == 200
        answers = await asyncio.gather(
            bistro.ask(None, "PATCH", f"/admin/staff/{two[1]}", {"role": "staff"}, authorized(tokens[0])),
            bistro.ask(None, "DELETE", f"/admin/staff/{two[0]}", None, authorized(tokens[1])),
        )
        assert sorted(answer.status_code for answer in answers)[1] in (401, 409)
        people = await bistro.services.work.read(_everyone, bistro.store_id)
        owners = [one for one in people if one.keeps_the_store]
        assert len(owners) == 1
        # The next attempt begins with the first owner again.
        await bistro.services.work.run(_promote, bistro.store_id, first)
        login = {"store": bistro.slug, "username": "owner", "password": PASSWORD}
        token = (await bistro.ask(None, "POST", "/auth/staff", login)).json()["access_token"]
        bistro.people = {**bistro.people, **{"owner": bistro.services.authenticator.tokens.read(token)}}  # type: ignore[dict-item]  # a person's token
        for one in two:
            await bistro.ask("owner", "DELETE", f"/admin/staff/{one}")


async def _everyone(session: Any, store_id: int) -> Any:
    return await StaffMembers(session).all_of(store_id)


async def _promote(session: Any, store_id: int, staff_id: int) -> None:
    (await StaffMembers(session).of(store_id, staff_id)).role = Role.OWNER


def authorized(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.every_database
async def test_of_ten_who_take_a_name_at_once_one_gets_it(bistro: Restaurant) -> None:
    new = {"username": "Ada", "password": PASSWORD, "role": "staff"}
    answers = await asyncio.gather(*(bistro.ask("owner", "POST", "/admin/staff", new) for _ in range(10)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 9}
    ada = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    assert (await bistro.ask("owner", "DELETE", f"/admin/staff/{ada}")).status_code == 204
    assert (await bistro.ask("owner", "POST", "/admin/staff", new)).status_code == 201, "the name is free again"


@pytest.mark.every_database
async def test_a_name_that_grows_when_lower_cased_is_refused_or_kept(bistro: Restaurant) -> None:
    """The Turkish capital İ is two characters in lower case: forty of them no longer fit."""
    new = {"username": "İ" * 40, "password": PASSWORD, "role": "staff"}
    answer = await bistro.ask("owner", "POST", "/admin/staff", new)
    assert answer.status_code in (201, 400)


async def test_everything_that_matters_is_written_down_and_no_secret_is(bistro: Restaurant) -> None:
    """What domain.md lists, by who did it."""
    ask = bistro.ask
    ada = (
        await ask("owner", "POST", "/admin/staff", {"username": "ada", "password": PASSWORD, "role": "staff"})
    ).json()
    given: dict[str, Any] = {"store": bistro.slug, "username": "ada", "password": PASSWORD}
    login = (await ask(None, "POST", "/auth/staff", given)).json()
    await ask(None, "POST", "/auth/staff", {**given, "password": "a-wrong-password"})
    await ask(None, "POST", "/auth/logout", headers=authorized(login["access_token"]))
    await ask("owner", "PATCH", f"/admin/staff/{ada['id']}", {"role": "manager", "password": "another-horse-2"})
    await ask("owner", "DELETE", f"/admin/staff/{ada['id']}")
    given = {"store": bistro.slug, "table_number": 1, "password": TABLE_PASSWORD}
    tablet = (await ask(None, "POST", "/auth/table", given)).json()
    await ask(None, "POST", "/auth/table", {**given, "password": "a-wrong-pin"})
    await ask(None, "POST", "/auth/logout", headers=authorized(tablet["access_token"]))
    moved, cancelled, undone = [(await bistro.ordered(2))["id"] for _ in range(3)]
    await ask("staff", "PATCH", f"/admin/orders/{moved}", {"status": "preparing", "version": 1})
    await ask("staff", "PATCH", f"/admin/orders/{moved}", {"status": "pending", "version": 2})
    await ask("manager", "POST", f"/admin/orders/{cancelled}/cancellation", {"reason": "쏟음", "version": 1})
    await ask(2, "POST", f"/orders/{undone}/cancellation")
    await ask("staff", "POST", f"/admin/tables/{bistro.tables[2]}/closing", {"force": True})
    item = f"/admin/items/{bistro.items['냉면']}"
    await ask("manager", "PATCH", item, {"price": 12000})
    await ask("staff", "PUT", f"{item}/sold-out")
    await ask("staff", "DELETE", f"{item}/sold-out")
    await ask("staff", "PUT", f"/admin/options/{bistro.options['치즈']}/sold-out")
    await ask("manager", "DELETE", item)
    await ask("manager", "PATCH", f"/admin/tables/{bistro.tables[3]}", {"password": "secret-pin", "label": "창가"})
    await ask("manager", "DELETE", f"/admin/tables/{bistro.tables[3]}")
    await ask("manager", "PATCH", "/admin/store", {"name": "새이름"})
    await bistro.services.work.run(stores.reset_password, bistro.slug, "staff", hashed("yet-another-3"))
    await asyncio.gather(*bistro.services.work._running)

    entries = await bistro.services.work.read(_audit_of, bistro.store_id)
    said = {(one.action, one.actor_kind, one.actor_name) for one in entries}
    assert said >= {
        ("staff.added", "staff", "owner"),
        ("staff.logged_in", "staff", "ada"),
        ("login.refused", "stranger", "ada"),
        ("staff.logged_out", "staff", "ada"),
        ("staff.changed", "staff", "owner"),
        ("staff.removed", "staff", "owner"),
        ("staff.changed", "command", "command line"),
        ("device.paired", "stranger", "table 1"),
        ("login.refused", "stranger", "table 1"),
        ("device.unpaired", "table", "table 1"),
        ("device.unpaired", "staff", "manager"),
        ("order.advanced", "staff", "staff"),
        ("order.cancelled", "staff", "manager"),
        ("order.cancelled", "table", "table 2"),
        ("table.closed", "staff", "staff"),
        ("item.changed", "staff", "manager"),
        ("item.sold_out", "staff", "staff"),
        ("item.back", "staff", "staff"),
        ("option.sold_out", "staff", "staff"),
        ("item.removed", "staff", "manager"),
        ("table.changed", "staff", "manager"),
        ("table.removed", "staff", "manager"),
        ("store.changed", "staff", "manager"),
    }
    assert Counter(one.action for one in entries)["order.advanced"] == 2, "a recall is written down too"
    price = next(one for one in entries if one.action == "item.changed")
    assert (price.before, price.after) == ({"price": 11000}, {"price": 12000})
    told = repr([(one.before, one.after, one.actor_name) for one in entries])
    secrets = [PASSWORD, TABLE_PASSWORD, "a-wrong-password", "a-wrong-pin", "secret-pin", "another-horse-2", "argon2",
               login["access_token"], tablet["access_token"], tablet["device_token"]]  # fmt: skip
    assert [secret for secret in secrets if f"'{secret}'" in told or (len(secret) > 4 and secret in told)] == []


async def _audit_of(session: Any, store_id: int) -> list[AuditEntry]:
    return await AuditEntries(session).page(store_id, AuditFilter(), None, 1000)


async def test_a_refused_change_writes_nothing_down(bistro: Restaurant) -> None:
    before = (await rows_of(bistro.services))["audit_entry"]
    order = (await bistro.ordered(1))["id"]
    refused = await bistro.ask("staff", "PATCH", f"/admin/orders/{order}", {"status": "preparing", "version": 9})
    assert refused.status_code == 409
    refused = await bistro.ask("manager", "POST", "/admin/tables", {"number": 1, "password": "1234"})
    assert refused.status_code == 409
    assert (await rows_of(bistro.services))["audit_entry"] == before
