"""One town for all tests of this folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.town import Town

EXAMPLES = int(os.environ.get("ORDERING_TEST_EXAMPLES", "3"))


@pytest.fixture
def town(tmp_path: Path, migrated_file: Path) -> Iterator[Town]:
    file = shutil.copy(migrated_file, tmp_path / "ordering.db")
    made = Town(f"sqlite+aiosqlite:///{file}")
    yield made
    made.close()
