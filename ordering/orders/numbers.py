"""The numbers by which people call orders, counted for each store and business day."""

from datetime import date

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ordering.database.types import MYSQL_TABLE, Base, BigId


def number_of(business_date: date, day_number: int) -> str:
    """An order's number as people say it."""
    return f"{business_date:%Y%m%d}-{day_number:04d}"


class OrderCounter(Base):
    """Order numbers of one store and business day."""

    __tablename__ = "order_counter"
    __table_args__ = (MYSQL_TABLE,)

    store_id: Mapped[int] = mapped_column(BigId, ForeignKey("store.id"), primary_key=True)
    business_date: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int]
