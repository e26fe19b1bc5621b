"""`make` installs once, never leaves `.venv` half made, and mends what was broken off."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# In place of the real one: says what it was asked for, leaves a package behind, and dies where it is told to.
UV = """#!/bin/sh
echo "$@" >> asked
mkdir -p .venv/lib/half-a-package
test ! -e dies || kill -9 $$
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "install", tmp_path / ".ci" / "install")
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-build.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    return tmp_path


def begin(checkout: Path, target: str) -> "subprocess.Popen[str]":
    path = f"{checkout / 'bin'}{os.pathsep}{os.environ['PATH']}"
    command = ["make", "--no-print-directory", target, f"PYTHON={sys.executable}"]
    return subprocess.Popen(command, cwd=checkout, env={"PATH": path}, stdout=subprocess.PIPE, text=True)


def make(checkout: Path, target: str) -> str:
    """What it says."""
    going = begin(checkout, target)
    told, _ = going.communicate()
    return told


def asked(checkout: Path) -> list[str]:
    file = checkout / "asked"
    return file.read_text().splitlines() if file.exists() else []


def is_whole(checkout: Path, stamp: str) -> bool:
    venv = checkout / ".venv"
    return (venv / stamp).exists() and not (venv / "unfinished").exists()


def test_running_installs_what_running_needs_and_once(checkout: Path) -> None:
    assert "Installing what running takes" in make(checkout, "run")
    first = asked(checkout)
    assert any("requirements.lock" in one and "--require-hashes" in one for one in first)
    assert not any("requirements-dev.lock" in one for one in first)
    assert "Installing" not in make(checkout, "run")
    assert asked(checkout) == first


def test_who_has_installed_for_tests_can_run(checkout: Path) -> None:
    assert "Installing what working on it takes" in make(checkout, "install")
    assert any("requirements-dev.lock" in one for one in asked(checkout))
    assert "Installing" not in make(checkout, "run")


def test_a_newer_lock_is_installed(checkout: Path) -> None:
    make(checkout, "install")
    later = (checkout / ".venv" / "installed").stat().st_mtime + 1
    os.utime(checkout / "requirements-dev.lock", (later, later))
    assert "Installing" in make(checkout, "install")


@pytest.mark.parametrize(("target", "stamp"), [("run", "runs"), ("install", "installed")])
def test_what_was_broken_off_is_made_anew(checkout: Path, target: str, stamp: str) -> None:
    (checkout / "dies").touch()
    make(checkout, target)
    assert not is_whole(checkout, stamp)
    left = checkout / ".venv" / "lib" / "half-a-package" / "left"
    left.touch()
    (checkout / "dies").unlink()
    make(checkout, target)
    assert is_whole(checkout, stamp)
    assert not left.exists()


def test_an_install_for_tests_that_broke_off_is_not_taken_for_one_that_runs(checkout: Path) -> None:
    make(checkout, "run")
    (checkout / "dies").touch()
    make(checkout, "install")
    (checkout / "dies").unlink()
    assert "Installing" in make(checkout, "run")


def test_a_python_that_is_gone_is_replaced(checkout: Path) -> None:
    make(checkout, "install")
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("gone")
    make(checkout, "install")
    assert subprocess.run([python, "-c", ""]).returncode == 0


def test_two_at_once_install_once(checkout: Path) -> None:
    both = [begin(checkout, "install") for _ in range(2)]
    told = [one.communicate()[0] for one in both]
    assert sum("Installing" in one for one in told) == 1
    assert is_whole(checkout, "installed")
