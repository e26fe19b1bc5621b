"""The base of every repository."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.repository.typing import ModelT
from sqlalchemy.ext.asyncio import AsyncSession


class Repository(SQLAlchemyAsyncRepository[ModelT]):
    """An advanced-alchemy repository of one transaction. Database errors come as they are: ``Work`` reads them."""

    session: AsyncSession

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session=session, wrap_exceptions=False)
