"""A backup that is put back, and the logins after it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from msgspec import structs

from ordering.database.engine import create_engine
from ordering.database.work import Work
from ordering.security.revocations import account_of
from ordering.services import WRITTEN_LAST
from ordering.standing import standing
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

    accounts = [*map(account_of, here.people.values()), *map(account_of, here.tablets.values())]
    epochs = (await standing(here.services.work, accounts)).epochs
    here.services.revocations.forget()
    return replace(
        here,
        people={role: structs.replace(one, epoch=epochs[account_of(one)]) for role, one in here.people.items()},
        tablets={number: structs.replace(one, epoch=epochs[account_of(one)]) for number, one in here.tablets.items()},
    )
