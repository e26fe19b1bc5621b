"""What leaves about pictures."""

from collections.abc import Callable
from typing import Self

from msgspec import Struct

from ordering.images.model import Image
from ordering.storage import CONTENT_TYPE

UrlOf = Callable[[str], str]
"""From a key in the storage to where browsers find it."""


class ImageOut(Struct, frozen=True, kw_only=True):
    """``url`` is of the 640 pixels wide variant (or the smaller original), ``width`` and ``height`` are its own."""

    id: int
    url: str
    srcset: str
    width: int
    height: int
    content_type: str = CONTENT_TYPE

    @classmethod
    def of(cls, image: Image, url_of: UrlOf) -> Self:
        main = image.main
        return cls(
            id=image.id,
            url=url_of(image.key(main)),
            srcset=srcset(image, url_of),
            width=main.width,
            height=main.height,
        )


def srcset(image: Image, url_of: UrlOf) -> str:
    return ", ".join(f"{url_of(image.key(variant))} {variant.width}w" for variant in image.variants)
