"""From starting `ordering serve` on the embedded default a second time to its first answer, which has asked the
database, and its memory then; and F4, an interpreter that only imports.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench import proc
from bench.processes import ORDERING, Running, answering, as_users_have
from bench.stage import Stage
from ordering.settings import EMBEDDED
from ordering.settings.databases import sqlite_file

ROOT = Path(__file__).parents[2]
ABSENT = "pydantic"
"""Only tests and tools bring it along, and what we are built on loads it wherever it is: eleven megabytes that nobody
has who installs the product.
"""
F4 = "import litestar, advanced_alchemy.base, advanced_alchemy.repository, uvicorn"
CALM = 0.5
"""Seconds after its first answer a server has done what it does when it begins."""


class Start:
    def __init__(self, stage: Stage) -> None:
        self._folder = stage.folder / "start"
        hiding = stage.folder / "hiding"
        hiding.mkdir()
        (hiding / "sitecustomize.py").write_text(f'import sys\n\nsys.modules["{ABSENT}"] = None\n')
        self._as_installed = {"PYTHONPATH": f"{hiding}{os.pathsep}{ROOT}"}
        default, made = sqlite_file(EMBEDDED), sqlite_file(stage.url(stage.embedded, "start"))
        assert default is not None
        assert made is not None
        (self._folder / default).parent.mkdir(parents=True)
        shutil.move(made, self._folder / default)
        self._serve()  # the first start, which makes a secret and keeps bytecode

    def round(self) -> dict[str, float]:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", F4], check=True, env=as_users_have() | self._as_installed)
        f4 = time.perf_counter() - began
        running, memory = self._serve()
        return {"f4": f4, "start": running.started_in, **({} if memory is None else {"memory": memory / 1024})}

    def _serve(self) -> tuple[Running, float | None]:
        # Nothing else in the environment: it finds its database and keeps its secret where they are by default.
        log, path = self._folder / "serve.log", "/health/ready"
        with answering([ORDERING, "serve"], log, path=path, environment=self._as_installed) as running:
            time.sleep(CALM)
            return running, proc.resident(running.pid)
