"""Migrations and models say the same, on every database, and the database itself keeps stores apart."""

import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import migrate
from ordering.images import actions as images
from ordering.images.answer import Variant as Developed
from ordering.models import Base
from ordering.security.callers import CommandLine
from tests.api.deployment import deployed
from tests.migrate.looking import NewDatabase, differences, make_tables, on, shape, tables
from tests.world import TABLE_PASSWORD, Restaurant


async def test_migrations_make_what_the_models_say_and_take_it_away_again(
    an_empty_database: NewDatabase, a_migrated_database: NewDatabase
) -> None:
    url, twin = an_empty_database(), an_empty_database()
    with pytest.raises(migrate.NotAtHead, match="none"):
        await migrate.check(url)
    await migrate.upgrade(url)
    await migrate.check(url)
    await on(twin, make_tables)
    assert await on(url, differences) == []
    migrated, made = await on(url, shape), await on(twin, shape)
    assert migrated.keys() == made.keys() == Base.metadata.tables.keys()
    for table in made:
        assert migrated[table] == made[table], table
    if not url.startswith("sqlite"):
        columns = [row for rows in made.values() for row in rows if len(row) == 8]
        assert {row[3] for row in columns if str(row[2]).startswith("datetime")} == {6}, "microseconds"
        assert {row[4] for row in columns} == {"utf8mb4_bin", None}, "the default collation makes two keys one"
    await migrate.upgrade(url)
    assert await on(url, shape) == migrated, "twice is once"
    _, copied = a_migrated_database(), a_migrated_database()
    await migrate.check(copied)
    assert await on(copied, shape) == migrated, "other tests get something else"
    await migrate.upgrade(url, "base")
    assert await on(url, tables) <= {"alembic_version"}
    with pytest.raises(migrate.NotAtHead):
        await migrate.check(url)


async def test_a_database_of_another_version_is_refused(tmp_path: Path, migrated_file: Path) -> None:
    shutil.copy(migrated_file, tmp_path / "ordering.db")
    url = f"sqlite+aiosqlite:///{tmp_path / 'ordering.db'}"
    await migrate.check(url)
    await on(url, lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.TooNew, match="9999"):
        await migrate.check(url)
    await migrate.upgrade(tmp_path.joinpath("older.db").as_uri().replace("file://", "sqlite+aiosqlite:///"), "head")


async def test_pictures_come_and_go_with_their_migration_and_nothing_else_does(
    a_migrated_database: NewDatabase,
) -> None:
    """SQLite changes a table by making it anew: what hangs on it must hang on the new one."""
    url = a_migrated_database()
    async with deployed(url) as here:
        bistro = await here.restaurant("bistro")
        await bistro.ordered(1, "냉면")
        await hung(bistro, "냉면")
        before = await here.services.work.read(contents)
    await migrate.upgrade(url, "0005")
    assert await on(url, dangling) == []
    await migrate.upgrade(url)
    assert await on(url, dangling) == []
    async with deployed(url) as here:
        after = await here.services.work.read(contents)
        assert [item.pop("image_id") for item in before["menu_item"]] != [None] * len(before["menu_item"])
        assert [item.pop("image_id") for item in after["menu_item"]] == [None] * len(after["menu_item"])
        assert (len(before.pop("image")), after.pop("image")) == (1, [])
        bistro = keyed_again(here.of(bistro), after)
        old, new = account_keys(before), account_keys(after)
        assert len(old) == len(new) > 3
        assert not old & new, "the keys that are made for the rows of then are new, and each row's own"
        for entry in before["audit_entry"] + after["audit_entry"]:
            entry.pop("address")
        assert after == before
        await hung(bistro, "냉면")
        assert (await bistro.ordered(2, "냉면"))["total"] == 11000


def account_keys(rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Taken out of the rows, in which none is missing and none is there twice."""
    keys = [row.pop("account_key") for row in rows["staff"] + rows["device"]]
    assert len(keys) == len(set(keys))
    assert {len(key) for key in keys} == {32}
    return set(keys)


def keyed_again(here: Restaurant, rows: dict[str, list[dict[str, Any]]]) -> Restaurant:
    """With logins of the keys that its people and tablets have now."""
    people = {row["id"]: row["account_key"] for row in rows["staff"]}
    devices = {row["id"]: row["account_key"] for row in rows["device"]}
    here.people = {role: replace(one, account_key=people[one.staff_id]) for role, one in here.people.items()}
    here.tablets = {at: replace(one, account_key=devices[one.device_id]) for at, one in here.tablets.items()}
    return here


async def test_stores_that_were_there_take_any_tablets_at_any_time(a_migrated_database: NewDatabase) -> None:
    url = a_migrated_database()
    await migrate.upgrade(url, "0010")
    columns = "slug, name, timezone, currency, locale, day_cutoff_hour, open_orders_per_table, seconds_between_orders, "
    columns += "undo_seconds, board_warn_minutes, board_late_minutes, retention_days, created_at"
    values = "'old', 'Old', 'Asia/Seoul', 'KRW', 'ko', 0, 20, 2, 60, 5, 10, 183, '2026-01-01 00:00:00'"
    await on(url, lambda one: one.exec_driver_sql(f"INSERT INTO store ({columns}) VALUES ({values})"))
    await migrate.upgrade(url)
    what = "SELECT devices_per_table, pairing, pairing_open_until FROM store"
    assert await on(url, lambda one: one.exec_driver_sql(what).all()) == [(0, "always", None)]


async def test_tablets_that_were_there_make_room_for_nobody(a_migrated_database: NewDatabase) -> None:
    url = a_migrated_database()
    async with deployed(url) as here:
        bistro = await here.restaurant("bistro")
        login = {"store": bistro.slug, "table_number": 1, "password": TABLE_PASSWORD}
        assert (await bistro.ask(None, "POST", "/auth/table", login)).status_code == 200
    used = "SELECT DISTINCT used FROM device ORDER BY used"
    assert await on(url, lambda one: one.exec_driver_sql(used).all()) == [(0,), (1,)]
    await migrate.upgrade(url, "0011")
    await migrate.upgrade(url)
    assert await on(url, lambda one: one.exec_driver_sql(used).all()) == [(1,)]


async def hung(here: Restaurant, dish: str) -> None:
    """An item shows a picture of its own."""
    by, decoded = CommandLine(here.store_id), [Developed(1, 1, b"no picture")]
    image = await images.keep(here.services.work, here.services.storage, by, decoded)
    changed = await here.ask("owner", "PATCH", f"/admin/items/{here.items[dish]}", {"image_id": image.id})
    assert changed.status_code == 200, changed.text


async def contents(session: AsyncSession) -> dict[str, list[dict[str, Any]]]:
    """Every row by table and column: a column's place in its table may differ."""
    tables = Base.metadata.sorted_tables
    found = {name.name: await session.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2")) for name in tables}
    return {name: [dict(row) for row in rows.mappings()] for name, rows in found.items()}


def dangling(connection: Connection) -> list[Any]:
    """Rows that point at nothing; other databases than SQLite never let any be."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


# Every way for a row of one store to hang on a row of another: a copy of a good row, with one id from next door.
CROSSINGS = [
    ("device", {"table_id": "dining_table"}),
    ("table_session", {"table_id": "dining_table"}),
    ("placed_order", {"table_id": "dining_table"}),
    ("placed_order", {"placed_at_table_id": "dining_table"}),
    ("placed_order", {"table_session_id": "table_session"}),
    ("placed_order", {"table_id": "dining_table", "table_session_id": "table_session"}),
    ("placed_order", {"visit_id": "visit"}),
    ("placed_order", {"phone_id": "phone"}),
    ("visit", {"table_id": "dining_table"}),
    ("phone", {"visit_id": "visit"}),
    ("order_line", {"order_id": "placed_order"}),
    ("order_line", {"item_id": "menu_item"}),
    ("menu_item", {"category_id": "menu_category"}),
    ("menu_item", {"image_id": "image"}),
    ("menu_item", {"station_id": "station"}),
    ("menu_category", {"station_id": "station"}),
    ("option_group", {"item_id": "menu_item"}),
    ("menu_option", {"group_id": "option_group"}),
    ("store_event", {"table_id": "dining_table"}),
    ("store_event", {"other_table_id": "dining_table"}),
]
# And those that a row comes to later. MySQL 9.7 looks at a key from a table to itself only then, and not at an INSERT.
UPDATES = [
    ("store", "logo_id", "image", "id"),
    ("store", "cover_id", "image", "id"),
    ("table_session", "joined_into", "table_session", "store_id"),
]
# What keeps the copy from breaking a unique key instead.
ANEW: dict[str, dict[str, Any]] = {
    "device": {"token_hash": "another"},
    "table_session": {"live": None},
    "placed_order": {"day_number": 999, "idempotency_key": "another"},
    "visit": {"code": "another", "live": None},
    "order_line": {"position": 77},
    "store_event": {"seq": 9999},
}


@pytest.mark.every_database
async def test_the_database_itself_keeps_stores_apart(bistro: Restaurant, rival: Restaurant) -> None:
    for here in (bistro, rival):
        await here.ordered(1, "냉면")
        await here.open_to_phones()
        await here.let_in(1)
        await hung(here, "냉면")
        await here.ask("owner", "POST", "/admin/stations", {"name": "주방"})
    engine = bistro.services.work.engine
    for table, column, of_table, mine in UPDATES:
        for whose, of in (("its own", bistro.store_id), ("another's", rival.store_id)):
            async with AsyncSession(engine) as session:
                row = await session.scalar(text(f"SELECT MAX(id) FROM {of_table} WHERE store_id = {of}"))
                update = text(f"UPDATE {table} SET {column} = {row} WHERE {mine} = {bistro.store_id}")
                with nullcontext() if whose == "its own" else pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                    await session.execute(update)
                await session.rollback()
    for table, crossing in CROSSINGS:
        statement, good, crossed = await _copies(engine, table, crossing, bistro.store_id, rival.store_id)
        async with AsyncSession(engine) as session:
            await session.execute(text(statement), good)  # the copy itself is fine: only the crossing is not
            await session.rollback()
        async with AsyncSession(engine) as session:
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                await session.execute(text(statement), crossed)
            await session.rollback()


async def _copies(
    engine: Any, table: str, crossing: dict[str, str], mine: int, other: int
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """An INSERT, the values of a copy of one of the store's rows, and the same with ids of the other store."""
    async with engine.connect() as connection:
        row = (await connection.execute(text(f"SELECT * FROM {table} WHERE store_id = {mine}"))).mappings().first()
        good = {name: value for name, value in row.items() if name != "id"} | ANEW.get(table, {})
        if table == "store_event":
            good["table_id"] = await connection.scalar(text(f"SELECT id FROM dining_table WHERE store_id = {mine}"))
        crossed = dict(good)
        for column, of in crossing.items():
            crossed[column] = await connection.scalar(text(f"SELECT id FROM {of} WHERE store_id = {other}"))
            if column == "table_id":  # the table where the other store's session is, too
                crossed[column] = await connection.scalar(
                    text(f"SELECT table_id FROM table_session WHERE store_id={other}")
                )
    names = ", ".join(f"`{name}`" for name in good)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + name for name in good)})", good, crossed
