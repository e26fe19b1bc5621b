"""The base of every repository: a store's rows, and nobody else's."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Generic

from advanced_alchemy.filters import StatementFilter
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.repository.typing import ModelT, OrderingPair
from sqlalchemy import ColumnElement, UnaryExpression
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.interfaces import ORMOption

from ordering.errors import NotFound


class Repository:
    """Named queries of one transaction. Each takes the store first, so that nobody can forget it."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session


class _Rows(SQLAlchemyAsyncRepository[ModelT]):
    """Advanced-alchemy's repository, which knows no stores. Database errors come as they are: ``Work`` reads them."""

    def __init__(self, model_type: type[ModelT], session: AsyncSession) -> None:
        self.model_type = model_type
        super().__init__(session=session, wrap_exceptions=False)


class StoreRows(Repository, Generic[ModelT]):
    """A repository of rows that belong to stores.

    What it finds is ``live``, unless ``archived`` rows are asked for too; ``values`` are by column, and all must hold.
    """

    model_type: type[ModelT]
    live: ClassVar[Sequence[ColumnElement[bool]]] = ()
    whole: ClassVar[Sequence[ORMOption]] = ()
    """What a single row brings along."""
    order: ClassVar[Sequence[UnaryExpression[Any]]] = ()
    kept_from: ClassVar[InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None] | None] = None
    """When a row was done with: it is kept for the store's retention from then on, and forgotten."""

    async def of(self, store_id: int, row_id: int, *, lock: bool = False, archived: bool = False) -> ModelT:
        """The row with this id, as ``get`` has it. Raises ``NotFound``, also for another store's."""
        row = await self.get(store_id, row_id, lock=lock, archived=archived)
        if row is None:
            raise NotFound
        return row

    async def get(self, store_id: int, row_id: int, *, lock: bool = False, archived: bool = False) -> ModelT | None:
        """The row with this id as it is now; with ``lock`` it stays so until the transaction ends."""
        row = self._rows.statement
        if lock:
            # By the primary key only: found through another index, the two would be locked in an order that the
            # foreign keys of a neighbour's event cross (MariaDB does so, and deadlocks).
            row = row.with_hint(self.model_type, "FORCE INDEX (PRIMARY)", "mysql")
        return await self._rows.get_one_or_none(
            *self._live(archived), statement=row, with_for_update=lock, store_id=store_id, id=row_id, **self._fresh
        )

    async def find(self, store_id: int, **values: Any) -> ModelT | None:
        """The one live row with these values, as it is now."""
        return await self._rows.get_one_or_none(*self.live, store_id=store_id, **self._fresh, **values)

    async def all_of(
        self,
        store_id: int,
        *filters: ColumnElement[bool] | StatementFilter,
        order: Sequence[UnaryExpression[Any]] | None = None,
        load: Sequence[ORMOption] = (),
        archived: bool = False,
        **values: Any,
    ) -> list[ModelT]:
        by: list[OrderingPair] = [*(self.order if order is None else order)]
        conditions = self._live(archived)
        return await self._rows.get_many(*conditions, *filters, order_by=by, load=load, store_id=store_id, **values)

    async def count(self, store_id: int, *filters: ColumnElement[bool], archived: bool = False, **values: Any) -> int:
        return await self._rows.count(*self._live(archived), *filters, store_id=store_id, **values)

    @cached_property
    def _rows(self) -> _Rows[ModelT]:
        return _Rows(self.model_type, self.session)

    @property
    def _fresh(self) -> dict[str, Any]:
        return {"load": self.whole, "execution_options": {"populate_existing": True}}

    def _live(self, archived: bool) -> Sequence[ColumnElement[bool]]:
        return () if archived else self.live
