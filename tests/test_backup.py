"""What docs/backup.md says is so."""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.world import Restaurant

DOCUMENT = (Path(__file__).parent.parent / "docs" / "backup.md").read_text(encoding="utf-8")


def orders_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        count: int = connection.execute("SELECT COUNT(*) FROM placed_order").fetchone()[0]
        return count


def the_documents_program(*files: Path) -> str:
    program = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert program is not None
    command = [sys.executable, "-c", program[1], *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


async def test_the_documents_backup_has_the_evening_and_a_copied_file_has_not(
    bistro: Restaurant, tmp_path: Path
) -> None:
    file = Path(str(bistro.services.work.engine.url.database))
    for _ in range(5):
        await bistro.ordered(1)
    copied = Path(shutil.copy(file, tmp_path / "copied.db"))
    backed_up = tmp_path / "backed_up.db"
    assert the_documents_program(file, backed_up) == "ok\n"
    assert orders_in(backed_up) == 5
    assert orders_in(copied) == 0, "the warning is out of date"
