"""A backup that is put back, and the logins after it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.services import WRITTEN_LAST
from ordering.stores.repository import StaffMembers
from ordering.tables.repository import Devices
from tests.world import Restaurant


def file_of(here: Restaurant) -> Path:
    return Path(str(here.services.work.engine.url.database))


def copied(source: Path, target: Path) -> None:
    """By SQLite itself, which may be used meanwhile."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target, timeout=20)) as here:
        there.backup(here)


def another(url: str) -> Work:
    """Another process on a database, which tells this one nothing."""
    return Work(create_engine(url), WRITTEN_LAST, lambda _: None)


async def logged_in_again(here: Restaurant) -> Restaurant:
    """With the access tokens that people and tablets get now."""

    async def epochs(session: AsyncSession) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], int]]:
        staff = await StaffMembers(session).epochs([one.staff_id for one in here.people.values()])
        devices = await Devices(session).standing([one.device_id for one in here.tablets.values()])
        return staff, {(device_id, key): epoch for device_id, key, epoch, _ in devices}

    staff, devices = await here.services.work.read(epochs)
    here.services.revocations.forget()
    return replace(
        here,
        people={
            role: structs.replace(one, epoch=staff[one.staff_id, one.account_key]) for role, one in here.people.items()
        },
        tablets={
            number: structs.replace(one, epoch=devices[one.device_id, one.account_key])
            for number, one in here.tablets.items()
        },
    )
