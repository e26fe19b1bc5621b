"""Commands in this process."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ordering.cli import main
from ordering.outlet import STDOUT
from tests.servers.server import free_port


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    """A command in this process, which is quicker; the loggers are as before afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("ordering")
    handlers, levels, formatter = root.handlers[:], (root.level, ours.level), STDOUT.formatter
    monkeypatch.chdir(tmp_path)
    nothing = {name: None for name in os.environ if name.startswith("ORDERING_")}

    def run_here(*arguments: str, **environment: str) -> Result:
        # Its port is free whatever else this machine serves: a command looks at it before it does anything.
        named = {"port": str(free_port()), **environment}
        own = {f"ORDERING_{name.upper()}": value for name, value in named.items()}
        return CliRunner().invoke(main, arguments, env={**nothing, **own})

    yield run_here
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    STDOUT.setFormatter(formatter)
