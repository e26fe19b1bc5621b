"""What a table's columns hold, and the base of every table."""

from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal

import msgspec
from advanced_alchemy.base import CommonTableAttributes
from sqlalchemy import (
    BigInteger,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Instant(TypeDecorator[datetime]):
    """An instant with microseconds. Aware (UTC) in Python, naive UTC in the database.

    MySQL's plain DATETIME cuts the microseconds, and SQL ``NOW()`` is in the server's zone: neither is used.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = mysql.DATETIME(fsp=6) if dialect.name == "mysql" else DateTime()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Document(TypeDecorator[Any]):
    """A small JSON document of the given type, as text on every server (MariaDB's JSON is text by another name)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(mysql.MEDIUMTEXT() if dialect.name == "mysql" else Text())

    def __init__(self, kind: Any = Any) -> None:
        super().__init__()
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self._decoder.decode(value)


class Words(TypeDecorator[list[Any]]):
    """Some members of an enum of words, in the enum's order, as plain text."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[Any]:
        return [self.kind(word) for word in (value or "").split()]


def enumerated(kind: type[Enum] = Enum, **length: int) -> EnumType:
    """The type of a column of an enum's values: text without a CHECK, by default as long as the longest of them."""
    return EnumType(
        kind,
        native_enum=False,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
        **length,
    )


BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only in an INTEGER primary key
Bytes = LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")

type_id = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
type_money = Annotated[int, mapped_column(BigInteger)]


class Base(CommonTableAttributes, DeclarativeBase):
    """Every table: InnoDB, and utf8mb4_bin, since the default collation would make two different keys one."""

    metadata = MetaData(
        naming_convention={
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it off the class
        int: BigInteger,
        datetime: Instant,
        bytes: Bytes,
        Enum: enumerated(),
        Literal: enumerated(),
    }


MYSQL_TABLE = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
