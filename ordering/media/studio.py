"""What the process does with pictures."""

from pathlib import Path

from ordering.media.darkroom import Darkroom
from ordering.media.s3 import S3
from ordering.media.storage import Folder, Storage
from ordering.settings import Bucket


class Media:
    """One for each process: where pictures are made, and where they are kept."""

    def __init__(self, place: Path | Bucket) -> None:
        self.storage = storage_at(place)
        self.darkroom = Darkroom()


def storage_at(place: Path | Bucket) -> Storage:
    return Folder(place) if isinstance(place, Path) else S3(place)
