"""Every page is valid HTML, as html-validate (npm) reads the standard."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ordering.app import NAVIGATION
from tests.printer_doors import a_printer
from tests.servers.plugin import MISSING
from tests.web.browsers import browser
from tests.world import Restaurant

HERE = Path(__file__).parent / "html_validate"
HOSTILE = '"><img src=x onerror=alert(1)> & co'


@pytest.fixture(scope="session")
def validator(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A folder with html-validate in it, as its lock file says."""
    folder = tmp_path_factory.mktemp("html-validate")
    for name in ("package.json", "package-lock.json", ".htmlvalidate.json"):
        shutil.copy(HERE / name, folder / name)
    npm = shutil.which("npm")
    if npm is not None:
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True
        )
        if done.returncode == 0:
            return folder
    missing = "No html-validate here: it takes npm (`apt-get install npm`) and a registry that it reaches"
    pytestconfig.stash.setdefault(MISSING, []).append(missing)
    if os.environ.get("CI") == "true":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


async def test_every_page_is_valid_html(bistro: Restaurant, validator: Path) -> None:
    assert (await bistro.ask("manager", "POST", "/admin/stations", {"name": "주방"})).status_code == 201
    order = await bistro.ordered(1, ("냉면", 2), note=HOSTILE)
    await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", {"status": "completed", "version": 1})
    await bistro.close(1)
    waiting = await bistro.ordered(2, "김치찌개", note=HOSTILE)
    paths = [entry.path for entry in NAVIGATION]
    paths += [f"/admin/orders/{waiting['id']}", "/admin/tables/sheet", f"/admin/menu/items/{bistro.items['떡볶이']}"]
    paths += [
        "/admin/menu/items/new",
        *(f"/admin/tables/{bistro.tables[2]}/{one}" for one in ("orders/new", "orders", "bill")),
    ]
    await bistro.ask("staff", "POST", f"/admin/printers/{await a_printer(bistro)}/test")
    paths += ["/admin/printers/new", "/admin/stations/new", "/admin/nothing-here", "/table"]
    pages = {}
    for who in ("owner", "staff", None):
        async with browser(bistro, who, "ko") as looking:
            strangers = ["/admin/login", "/admin/nothing-here", "/admin/offline", "/kitchen"]
            seen = {"owner": paths, "staff": paths[:2], None: strangers}[who]
            for path in seen:
                answer = await looking.get(path)
                assert answer.status_code == (404 if "nothing" in path else 200), path
                pages[f"{who}{path.replace('/', '_')}"] = answer.text
    for name, text in pages.items():
        (validator / f"{name}.html").write_text(text, encoding="utf-8")
    assert await asyncio.to_thread(complaints, validator) == ""


def complaints(folder: Path) -> str:
    (folder / "wrong.html").write_text("<!doctype html><p><div></p>")
    command = ["node_modules/.bin/html-validate", "--formatter", "text"]
    wrong = subprocess.run([*command, "wrong.html"], cwd=folder, capture_output=True, text=True)
    assert wrong.returncode == 1, "it looks"
    pages = [file.name for file in folder.glob("*.html") if file.name != "wrong.html"]
    return subprocess.run([*command, *pages], cwd=folder, capture_output=True, text=True).stdout
