"""From starting `ordering serve` on a migrated embedded database to its first answer, which has asked the database."""

import shutil

from bench.processes import ORDERING, answering
from bench.stage import Stage
from ordering.settings import EMBEDDED
from ordering.settings.databases import sqlite_file


class Start:
    def __init__(self, stage: Stage) -> None:
        self._folder = stage.folder / "start"
        default, made = sqlite_file(EMBEDDED), sqlite_file(stage.url(stage.embedded, "start"))
        assert default is not None
        assert made is not None
        (self._folder / default).parent.mkdir(parents=True)
        shutil.move(made, self._folder / default)

    def round(self) -> dict[str, float]:
        # Nothing in the environment: it finds its database and keeps its secret where they are by default.
        with answering([ORDERING, "serve"], self._folder / "serve.log", path="/health/ready") as running:
            return {"start": running.started_in}
