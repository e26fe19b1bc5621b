"""The guest's cart, outbox and stream by themselves, and the kitchen's outbox, in node's own test runner."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers.plugin import MISSING

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "ordering" / "web" / "static"
OLDEST = 18


@pytest.fixture
def node(pytestconfig: pytest.Config) -> str:
    found = shutil.which("node")
    if found and int(subprocess.check_output([found, "--version"], text=True)[1:].split(".")[0]) >= OLDEST:
        return found
    missing = f"No node {OLDEST} or newer here: `apt-get install nodejs` brings it"
    pytestconfig.stash.setdefault(MISSING, []).append(missing)
    if os.environ.get("CI") == "true":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.mjs")), ids=lambda file: file.name)
def test_in_node(node: str, file: Path, tmp_path: Path) -> None:
    # Beside a package.json that says what browsers know: these are modules. (Not in static/, where all is served.)
    for room in ("guest", "shared", "staff"):
        shutil.copytree(STATIC / room, tmp_path / room)
    (tmp_path / "package.json").write_text(json.dumps({"type": "module"}))
    shutil.copy(file, tmp_path)
    ran = subprocess.run([node, "--test", file.name], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "# pass 0" not in ran.stdout
