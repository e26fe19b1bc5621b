"""An uploaded picture: what is stored of it, and whether it may be shown."""

from datetime import datetime

import msgspec
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ordering.database.types import MYSQL_TABLE, Base, Document, type_id

MAIN_WIDTH = 640


class Variant(msgspec.Struct, frozen=True):
    """One size of it, a WebP file; ``sha256`` (hex) is of the file."""

    width: int
    height: int
    sha256: str


class Image(Base):
    """A picture's place in the storage.

    ``stored_at`` is NULL before all of it is there and once it is to be removed: then nothing may show it.
    ``unused_since`` is when it was uploaded, or last taken off an item or the store; a day later the purge may have it.
    """

    __tablename__ = "image"
    __table_args__ = (UniqueConstraint("store_id", "id"), Index(None, "unused_since"), MYSQL_TABLE)

    id: Mapped[type_id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    digest: Mapped[str] = mapped_column(String(32))  # names its files, and no others ever
    variants: Mapped[list[Variant]] = mapped_column(Document(list[Variant]))
    stored_at: Mapped[datetime | None]
    unused_since: Mapped[datetime]

    @property
    def main(self) -> Variant:
        """The 640 pixels wide, or the smaller original."""
        return next((variant for variant in self.variants if variant.width == MAIN_WIDTH), self.variants[-1])

    def key(self, variant: Variant) -> str:
        return f"menus/{self.store_id}/{self.digest}/{variant.width}.webp"

    @property
    def keys(self) -> list[str]:
        return [self.key(variant) for variant in self.variants]
