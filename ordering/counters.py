"""Numbers without gaps, from rows that count."""

from functools import cache
from typing import Any, cast

from sqlalchemy import BigInteger, CursorResult, Executable, Table, bindparam, func
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.database.types import Base


async def draw(session: AsyncSession, counter: type[Base], how_many: int, **key: Any) -> int:
    """Draw ``how_many`` consecutive numbers and return the first; a new counter begins at 1.

    ``counter`` is a table of key columns and ``last``, the last number drawn. Its row stays locked until the
    transaction ends, so draw as late as can be.
    """
    dialect = session.get_bind().dialect.name
    statement = _drawing(cast("Table", counter.__table__), dialect)
    result = cast("CursorResult[Any]", await session.execute(statement, {**key, "how_many": how_many}))
    last: int = result.scalar_one() if dialect == "sqlite" else result.lastrowid
    return last - how_many + 1


@cache
def _drawing(table: Table, dialect: str) -> Executable:
    keys: dict[str, Any] = {column.name: bindparam(column.name) for column in table.primary_key}
    how_many = bindparam("how_many", type_=BigInteger())
    if dialect == "sqlite":
        upsert = sqlite.insert(table).values({**keys, "last": how_many})
        upsert = upsert.on_conflict_do_update(index_elements=list(keys), set_={"last": table.c.last + how_many})
        return upsert.returning(table.c.last)
    # LAST_INSERT_ID(x) hands x back with the answer, which saves the SELECT.
    insert = mysql.insert(table).inline().values({**keys, "last": func.last_insert_id(how_many)})
    return insert.on_duplicate_key_update(last=func.last_insert_id(table.c.last + how_many))


@cache
def bump(counter: type[Base], dialect: str) -> str:
    """``draw`` for the lean lane: a statement whose parameters are the keys in their columns' sequence, and twice how
    many. Its one row is the last number drawn.
    """
    table = cast("Table", counter.__table__)
    keys = [column.name for column in table.primary_key]
    into = f"INSERT INTO {table.name} ({', '.join(keys)}, last) VALUES ({'%s, ' * len(keys)}"  # noqa: S608 - a model's names
    if dialect == "sqlite":
        return f"{into}%s) ON CONFLICT ({', '.join(keys)}) DO UPDATE SET last = last + %s RETURNING last"
    return f"{into}LAST_INSERT_ID(%s)) ON DUPLICATE KEY UPDATE last = LAST_INSERT_ID(last + %s)"
