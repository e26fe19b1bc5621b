"""What ``decode`` makes of a file, in short."""

import pytest
from PIL import Image

from ordering.images.answer import Why
from ordering.images.decode import Refused, decode
from tests.images.studio import (
    opened,
)


def sizes(data: bytes) -> list[tuple[int, int]]:
    return [(one.width, one.height) for one in decode(data)]


def largest(data: bytes) -> Image.Image:
    return opened(decode(data)[-1].body)


def refusal(data: bytes) -> Why:
    with pytest.raises(Refused) as refused:
        decode(data)
    return refused.value.why
