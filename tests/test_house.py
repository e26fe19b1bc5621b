"""The house keeps its order: imports go downward, and the README says what there is."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import click
import pytest

from ordering.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTING = re.compile(r"\bORDERING_[A-Z][A-Z0-9_]*\b")
STORED = re.compile(r"^class \w+\((?:Base|Repository|StoreRows\[\w+\])[,)]", re.MULTILINE)
NOT_OF_THE_SERVICE = re.compile(r"ORDERING_(TEST|BENCH)_")


def test_imports_go_downward_only() -> None:
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_models_imports_every_table_and_repository() -> None:
    """In a process of its own: in this one other tests may have imported them."""
    files = (ROOT / "ordering").rglob("*.py")
    stored = {file for file in files if STORED.search(file.read_text(encoding="utf-8"))}
    program = "import sys, ordering.models; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = {".".join(file.relative_to(ROOT).with_suffix("").parts) for file in stored}
    assert {"ordering.audit", "ordering.live.log", "ordering.orders.repository"} <= modules
    assert modules <= set(imported.stdout.split())


def test_a_fresh_process_loads_nothing_that_few_need() -> None:
    """Pillow comes with the first paper or picture, and no password or token takes ``cryptography``."""
    program = "import sys, ordering.cli; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"PIL", "cryptography"} & set(imported.stdout.split())


def test_the_readme_names_every_setting_and_no_other() -> None:
    sources = (ROOT / "ordering" / "settings").glob("*.py")
    known = {one for file in sources for one in SETTING.findall(file.read_text(encoding="utf-8"))}
    named = {one for one in SETTING.findall(README) if not NOT_OF_THE_SERVICE.match(one)}
    assert named == known


def commands(group: click.Group, prefix: str = "ordering") -> set[str]:
    found: set[str] = set()
    for name, command in group.commands.items():
        path = f"{prefix} {name}"
        found |= commands(command, path) if isinstance(command, click.Group) else {path}
    return found


def test_the_readme_names_every_command_and_no_other() -> None:
    known = commands(main)
    # As it is typed: in code, or behind a prompt. Prose may go on after the bare word.
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", README, re.DOTALL))
    typed = re.findall(r"(?<![\w/.-])ordering ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", code)
    named = {command for words in typed for command in known if f"ordering {words} ".startswith(f"{command} ")}
    unknown = [words for words in typed if not any(f"ordering {words} ".startswith(f"{one} ") for one in known)]
    groups = {name for name, command in main.commands.items() if isinstance(command, click.Group)}
    assert [words for words in unknown if words not in groups] == []
    assert named == known


def test_the_readme_names_every_make_target_that_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    typed = set(re.findall(r"`make ([a-z]+)|^\s*(?:\$ )?make ([a-z]+)", README, re.MULTILINE))
    named = {one or other for one, other in typed}
    assert {"run", "test"} <= named <= targets


def test_packages_have_no_catch_all_names() -> None:
    modules = {file.stem for file in (ROOT / "ordering").rglob("*.py")}
    assert modules.isdisjoint({"utils", "helpers", "common", "manager", "base"})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that is built here, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


def test_the_wheel_has_everything_that_runs(wheel: set[str]) -> None:
    def shipped(folder: Path) -> set[str]:
        return {
            str(file.relative_to(ROOT))
            for file in folder.rglob("*")
            if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
        }

    assert shipped(ROOT / "ordering") <= wheel
    assert {f"ordering/{name}" for name in shipped(ROOT / "migrations")} <= wheel
    assert "ordering/demo/menu.toml" in wheel
    assert "ordering/migrations/versions/0001_stores.py" in wheel
    assert any(name.startswith("ordering/api/docs/static/") for name in wheel)
    assert not any(name.startswith(("tests/", "bench/")) for name in wheel)


def test_the_demo_menu_has_what_a_trial_needs() -> None:
    plan = tomllib.loads((ROOT / "ordering" / "demo" / "menu.toml").read_text(encoding="utf-8"))
    items = [item for category in plan["categories"] for item in category["items"]]
    assert len(plan["categories"]) >= 6
    assert len(items) >= 30
    first = items[0]
    assert not first.get("option_groups"), "the first item is plain"
    assert not first.get("sold_out")
    assert not first.get("hidden")
    assert sum(item.get("sold_out", False) for item in items) >= 2
    grouped = [item for item in items if item.get("option_groups")]
    assert len(grouped) >= 3
    groups = [group for item in grouped for group in item["option_groups"]]
    assert any(group["min_choices"] >= 1 and len(group["options"]) > group["max_choices"] for group in groups)
    available = [item for item in items if not item.get("sold_out") and not item.get("hidden")]
    free = [item for item in available if not any(group["min_choices"] for group in item.get("option_groups", []))]
    assert len(free) >= 3
    assert all(any("가" <= letter <= "힣" for letter in item["name"]) for item in items), "a Korean bistro's"
    names = [item["name"] for item in items]
    assert len(names) == len(set(names))
    tables = [number for area in plan["areas"] for number in area["tables"]]
    assert sorted(tables) == list(range(1, 13))
