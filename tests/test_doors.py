"""The door table: every route, tried by every kind of caller. A route without a row fails."""

import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from inspect import isawaitable
from pathlib import Path

import pytest

from ordering import settings
from ordering.app import create_app
from ordering.http.edge import Edge
from tests.api.deployment import SECRET, deployed, of_store, rows_of
from tests.doors import (
    ADMIN,
    CALLERS,
    MARK,
    V1,
    Door,
    a_call,
    a_category,
    a_closing_hub,
    a_device,
    a_device_token,
    a_party,
    a_person,
    a_photo,
    a_table,
    all_categories,
    an_asset,
    an_item,
    an_order,
    draft,
    fill,
    folders_of,
    four_guests,
    furnish_with_marks,
    its_address,
    key,
    let_in_again,
    log_in_again,
    new_number,
    none_waits,
    routes_of,
    the_cheese,
    the_code,
    the_meals,
    to_all,
    to_anyone,
    to_guests,
    to_managers,
    to_owners,
    to_staff,
)
from tests.moving_doors import MOVING_DOORS
from tests.printer_doors import PRINTER_DOORS, an_agents_token
from tests.station_doors import STATION_DOORS
from tests.world import PASSWORD, TABLE_PASSWORD, Restaurant

DOORS: dict[tuple[str, str], Door] = {
    **MOVING_DOORS,
    **STATION_DOORS,
    **PRINTER_DOORS,
    ("GET", "/health"): to_all(200),
    ("GET", "/health/ready"): to_all(200),
    ("GET", "/metrics"): to_all(200),
    ("POST", f"{V1}/auth/table"): to_all(
        200, lambda here, _: {"store": here.slug, "table_number": 1, "password": TABLE_PASSWORD}
    ),
    ("POST", f"{V1}/auth/staff"): to_all(
        200, lambda here, _: {"store": here.slug, "username": "owner", "password": PASSWORD}
    ),
    ("POST", f"{V1}/auth/table/refresh"): to_all(
        200, lambda _, number: {"device_token": f"device token {number}"}, a_device_token
    ),
    ("POST", f"{V1}/auth/phone"): to_all(200, the_code),
    ("POST", f"{V1}/auth/logout"): to_anyone(204),
    ("GET", f"{V1}/me"): to_anyone(200),
    ("GET", f"{V1}/menu"): to_guests(200, rival=200),
    # Another store's item is as unknown as one that never was.
    ("POST", f"{V1}/orders"): to_guests(201, None, draft, rival=409),
    ("GET", f"{V1}/orders"): to_guests(200, rival=200),
    ("GET", f"{V1}/orders/{{order_id}}"): to_guests(200, an_order),
    ("POST", f"{V1}/orders/{{order_id}}/cancellation"): to_guests(200, an_order, phone=403),
    ("GET", f"{V1}/code"): to_guests(200, phone=403, rival=409),
    ("GET", f"{V1}/bill"): to_guests(200, an_order, rival=404),
    ("POST", f"{V1}/calls"): to_guests(201, none_waits, lambda *_: {"kind": "water"}, rival=201),
    ("GET", f"{V1}/calls"): to_guests(200, rival=200),
    ("DELETE", f"{V1}/calls/{{call_id}}"): to_guests(204, a_call),
    ("GET", f"{V1}/events"): to_guests(200, a_closing_hub, rival=200),
    ("GET", f"{ADMIN}/events"): to_staff(200, a_closing_hub, rival=200),
    ("GET", f"{ADMIN}/board"): to_staff(200, rival=200),
    ("GET", f"{ADMIN}/orders"): to_staff(200, rival=200),
    ("GET", f"{ADMIN}/orders/{{order_id}}"): to_staff(200, an_order),
    ("PATCH", f"{ADMIN}/orders/{{order_id}}"): to_staff(
        200, an_order, lambda *_: {"status": "preparing", "version": 1}
    ),
    ("POST", f"{ADMIN}/orders/{{order_id}}/cancellation"): to_staff(
        200, an_order, lambda *_: {"reason": "품절", "version": 1}
    ),
    ("POST", f"{ADMIN}/orders/{{order_id}}/lines/{{line_id}}/cancellation"): to_staff(
        200, an_order, lambda *_: {"quantity": 1, "reason": "품절", "version": 1}
    ),
    ("GET", f"{ADMIN}/calls"): to_staff(200, rival=200),
    ("PATCH", f"{ADMIN}/calls/{{call_id}}"): to_staff(200, a_call, lambda *_: {"status": "taken", "version": 1}),
    ("GET", f"{ADMIN}/tables"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/tables"): to_managers(
        201, None, lambda *_: {"number": new_number(), "password": "1234"}, rival=201
    ),
    ("GET", f"{ADMIN}/tables/{{table_id}}"): to_staff(200, a_table),
    ("PATCH", f"{ADMIN}/tables/{{table_id}}"): to_managers(200, a_table, lambda *_: {"area": "창가"}),
    ("DELETE", f"{ADMIN}/tables/{{table_id}}"): to_managers(204, a_table),
    ("POST", f"{ADMIN}/tables/{{table_id}}/orders"): to_staff(201, a_table, draft),
    ("POST", f"{ADMIN}/tables/{{table_id}}/closing"): to_staff(200, a_party, lambda *_: {"force": True}),
    ("GET", f"{ADMIN}/tables/{{table_id}}/bill"): to_staff(200, a_party),
    ("GET", f"{ADMIN}/tables/{{table_id}}/code"): to_staff(200, a_table),
    ("POST", f"{ADMIN}/tables/{{table_id}}/code"): to_staff(201, a_table),
    ("PATCH", f"{ADMIN}/tables/{{table_id}}/session"): to_staff(200, a_party, four_guests),
    ("GET", f"{ADMIN}/tables/{{table_id}}/history"): to_staff(200, a_table),
    ("GET", f"{ADMIN}/history"): to_staff(200, rival=200),
    ("GET", f"{ADMIN}/summary"): to_staff(200, rival=200),
    ("GET", f"{ADMIN}/devices"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/pairing"): to_staff(200, rival=200),
    ("DELETE", f"{ADMIN}/devices/{{device_id}}"): to_managers(204, a_device),
    ("GET", f"{ADMIN}/categories"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/categories"): to_managers(201, None, lambda *_: {"name": "주류"}, rival=201),
    ("PATCH", f"{ADMIN}/categories/{{category_id}}"): to_managers(200, a_category, lambda *_: {"name": "주류"}),
    ("DELETE", f"{ADMIN}/categories/{{category_id}}"): to_managers(204, a_category),
    ("PUT", f"{ADMIN}/categories/order"): to_managers(
        200, None, lambda here, _: all_categories(here, _), rival=400
    ),
    ("PUT", f"{ADMIN}/categories/{{category_id}}/items/order"): to_managers(
        200, the_meals, lambda here, _: {"ids": [here.items[name] for name in ("냉면", "떡볶이", "김치찌개")]}
    ),
    ("GET", f"{ADMIN}/items"): to_staff(200, rival=200),
    ("POST", f"{ADMIN}/items"): to_managers(
        201, a_category, lambda _, category: {"category_id": category, "name": "소주", "price": 5000}
    ),
    ("PATCH", f"{ADMIN}/items"): to_managers(
        200, None, lambda here, _: {"items": [{"id": here.items["냉면"], "price": 2}]}, rival=404
    ),
    ("GET", f"{ADMIN}/items/{{item_id}}"): to_staff(200, an_item),
    ("PATCH", f"{ADMIN}/items/{{item_id}}"): to_managers(200, an_item, lambda *_: {"price": 2}),
    ("DELETE", f"{ADMIN}/items/{{item_id}}"): to_managers(204, an_item),
    ("PUT", f"{ADMIN}/items/{{item_id}}/sold-out"): to_staff(200, an_item),
    ("DELETE", f"{ADMIN}/items/{{item_id}}/sold-out"): to_staff(200, an_item),
    ("PUT", f"{ADMIN}/options/{{option_id}}/sold-out"): to_staff(200, the_cheese),
    ("DELETE", f"{ADMIN}/options/{{option_id}}/sold-out"): to_staff(200, the_cheese),
    ("POST", f"{ADMIN}/images"): to_managers(201, None, a_photo, rival=201),
    ("GET", f"{ADMIN}/staff"): to_owners(200, rival=200),
    ("POST", f"{ADMIN}/staff"): to_owners(
        201, None, lambda *_: {"username": secrets.token_hex(8), "password": PASSWORD, "role": "staff"}, rival=201
    ),
    ("PATCH", f"{ADMIN}/staff/{{staff_id}}"): to_owners(200, a_person, lambda *_: {"role": "manager"}),
    ("DELETE", f"{ADMIN}/staff/{{staff_id}}"): to_owners(204, a_person),
    ("GET", f"{ADMIN}/store"): to_staff(200, rival=200),
    ("PATCH", f"{ADMIN}/store"): to_managers(200, None, lambda *_: {"name": "새이름"}, rival=200),
    ("GET", f"{ADMIN}/audit"): to_managers(200, rival=200),
}  # fmt: skip
NEEDS_A_KEY = {("POST", f"{V1}/orders"), ("POST", f"{ADMIN}/tables/{{table_id}}/orders")}
MULTIPART = {("POST", f"{ADMIN}/images")}
# Folders of files, for everybody to read and nobody to write: each with how to come by a file that is there.
FOLDERS: dict[str, Callable[[Restaurant], Awaitable[str]]] = {"/media": its_address, "/static": an_asset}
FOR_ALL = {door for door, row in DOORS.items() if set(row.answers.values()) == {200}}


def test_every_route_has_a_door(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("doors") / "never-opened.db"
    environment = {"ORDERING_DATABASE_URL": f"sqlite+aiosqlite:///{file}", "ORDERING_SECRET_KEY": SECRET}
    app = create_app(settings.read({**environment, "ORDERING_METRICS": "1"}))
    assert isinstance(app, Edge)
    assert routes_of(app) == DOORS.keys()
    assert folders_of(app) == FOLDERS.keys()


@pytest.fixture(scope="module")
async def town(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> AsyncIterator[tuple[Restaurant, Restaurant]]:
    """The bistro and its rival in one deployment, for all doors."""
    file = tmp_path_factory.mktemp("doors") / "ordering.db"
    shutil.copy(migrated_file, file)
    async with deployed(f"sqlite+aiosqlite:///{file}") as here:
        bistro, rival = await here.restaurant("bistro"), await here.restaurant("rival")
        await furnish_with_marks(bistro)
        await bistro.open_to_phones()
        await let_in_again(bistro)
        bistro.agent_token = await an_agents_token(bistro)
        yield bistro, rival


@pytest.mark.parametrize("door", [door for door in DOORS if door[1] != "/metrics"], ids=" ".join)
async def test_a_door_opens_for_whom_it_should(door: tuple[str, str], town: tuple[Restaurant, Restaurant]) -> None:
    bistro, rival = town
    row = DOORS[door]
    for who in CALLERS:
        row_id = await row.make(bistro) if row.make else 0
        body = row.body(bistro, row_id) if row.body else None
        body = await body if isawaitable(body) else body
        headers = headers_of(who, door, bistro, rival)
        before = await rows_of(bistro.services)

        files, json = (body, None) if door in MULTIPART else (None, body)
        answer = await bistro.http.request(door[0], fill(door[1], row_id), json=json, files=files, headers=headers)

        assert answer.status_code == row.answers[who], (who, answer.text)
        if who.startswith("rival") and door not in FOR_ALL:
            assert MARK not in answer.text, who
        after = await rows_of(bistro.services)
        other = bistro if who.startswith("rival") else rival
        if door not in FOR_ALL:
            theirs = of_store(other.store_id, after)
            assert theirs == of_store(other.store_id, before), f"{who} changed a row of another store"
        if answer.status_code >= 400:
            assert after == before, f"{who} was refused, and a row has changed"
    if door[1].endswith("/logout"):
        await log_in_again(bistro, rival)


@pytest.mark.parametrize("folder", FOLDERS)
async def test_a_folder_is_for_all_to_read_and_for_nobody_to_write(
    folder: str, town: tuple[Restaurant, Restaurant]
) -> None:
    bistro, rival = town
    file = await FOLDERS[folder](bistro)
    before = await rows_of(bistro.services)
    for who in CALLERS:
        headers = headers_of(who, ("GET", folder), bistro, rival)
        assert (await bistro.http.get(file, headers=headers)).status_code == 200, who
        for path in (folder, f"{folder}/", file.rpartition("/")[0], f"{folder}/nothing.webp"):
            assert (await bistro.http.get(path, headers=headers)).status_code == 404, (who, path)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await bistro.http.request(method, file, headers=headers)).status_code == 405, (who, method)
    assert (await bistro.http.get(file)).status_code == 200
    assert await rows_of(bistro.services) == before


async def test_the_doors_of_a_store_show_only_its_rows(town: tuple[Restaurant, Restaurant]) -> None:
    """The other way round: the marks are there for their own people, so their absence says something."""
    bistro, rival = town
    for path in ("tables", "items", "categories", "orders", "calls", "history", "staff", "board"):
        assert MARK in (await bistro.ask("owner", "GET", f"/admin/{path}")).text, path
        assert MARK not in (await rival.ask("owner", "GET", f"/admin/{path}")).text, path
    assert MARK in (await bistro.ask(1, "GET", "/menu")).text
    assert MARK not in (await rival.ask(1, "GET", "/menu")).text


async def test_a_tablet_sees_only_its_own_tables_orders(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    for path in (f"/orders/{order['id']}", f"/orders/{order['id']}/cancellation"):
        method = "POST" if path.endswith("cancellation") else "GET"
        assert (await bistro.ask(2, method, path)).status_code == 404
    assert (await bistro.ask(2, "GET", "/orders")).json()["items"] == []


async def test_another_stores_ids_in_a_body_are_not_there(bistro: Restaurant, rival: Restaurant) -> None:
    item, category = rival.items["냉면"], rival.categories["식사"]
    before = await rows_of(bistro.services)
    cheese = rival.options["치즈"]
    option = {"name": "o", "price_delta": 0, "id": cheese}
    group = {"name": "g", "min_choices": 0, "max_choices": 1, "options": [option]}
    mine = bistro.items["냉면"]
    refused = [
        await bistro.ask(1, "POST", "/orders", {"lines": [{"item_id": item, "quantity": 1}]}, key()),
        await bistro.ask(1, "POST", "/orders", {"lines": [{"item_id": mine, "quantity": 1, "options": [cheese]}]},
                         key()),
        await bistro.ask("owner", "POST", "/admin/items", {"category_id": category, "name": "x", "price": 1}),
        await bistro.ask("owner", "PATCH", f"/admin/items/{mine}", {"category_id": category}),
        await bistro.ask("owner", "PATCH", f"/admin/items/{mine}", {"option_groups": [group]}),
        await bistro.ask("owner", "PUT", "/admin/categories/order", {"ids": list(rival.categories.values())}),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [409, 409, 404, 404, 400, 400]
    assert [answer.json()["lines"][0]["reason"] for answer in refused[:2]] == ["unknown", "option_unknown"]
    assert await rows_of(bistro.services) == before
    token = {"Authorization": f"Bearer {bistro.token('owner')}"}
    their_owner = next(one.staff_id for role, one in rival.people.items() if role == "owner")
    filtered = [
        (await bistro.http.get(f"{ADMIN}/{query}", headers=token)).json()
        for query in (f"orders?table_id={rival.tables[1]}", f"audit?staff_id={their_owner}")
    ]
    assert [one["items"] for one in filtered] == [[], []]


def headers_of(who: str, door: tuple[str, str], bistro: Restaurant, rival: Restaurant) -> dict[str, str]:
    own = key() if door in NEEDS_A_KEY else {}
    if who == "nobody":
        return own
    tokens: dict[str, Callable[[], str]] = {
        "broken": lambda: bistro.token("owner")[:-4] + "AAAA",
        "table": lambda: bistro.token(1),
        "phone": lambda: bistro.token(bistro.phones[1]),
        "station": lambda: bistro.token(bistro.screens["주방"]),
        "agent": lambda: bistro.agent_token,
        "rival_owner": lambda: rival.token("owner"),
        "rival_table": lambda: rival.token(1),
    }
    token = tokens[who]() if who in tokens else bistro.token(who)
    return {**own, "Authorization": f"Bearer {token}"}
