"""The page of the OpenAPI document needs nobody else."""

import hashlib
import re
from pathlib import Path

import httpx
import pytest

from ordering.api.docs import site
from tests.api.docs.operations import PROBLEM

ROOT = Path(__file__).parents[3]


async def test_the_page_asks_nobody_else_for_anything(http: httpx.AsyncClient) -> None:
    page = await http.get("/schema")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "//" not in page.text.replace("<!doctype", "")
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page.text)
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert {Path(link).suffix for link in links} == {".js", ".css", ".svg", ".json"}
    assert {(await http.get(link)).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("swagger-ui/swagger-ui.css", "text/css; charset=utf-8"),
        ("docs.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
async def test_its_files_are_kept_for_ever_under_the_name_of_their_content(
    http: httpx.AsyncClient, name: str, content_type: str
) -> None:
    answer = await http.get(site.assets().url(name))
    assert answer.headers["content-type"] == content_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.content == site.assets().body(name)
    assert answer.url.path == f"/schema/assets/{site.assets().build}/{name}"


@pytest.mark.parametrize(
    "path",
    [
        "/schema/assets/swagger-ui-bundle.js",
        "/schema/assets/LICENSE",
        "/schema/assets/..%2f..%2fdocs%2fsite.py",
        "/schema/assets/%2e%2e/%2e%2e/app.py",
        "/schema/assets/",
        "/schema/nothing",
        "/schema/openapi.yaml",
    ],
)
async def test_nothing_else_is_under_schema(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == PROBLEM


def test_what_is_vendored_is_what_the_docs_say() -> None:
    said = (ROOT / "docs" / "vendored.md").read_text(encoding="utf-8")
    files = [file for file in (site.STATIC / "swagger-ui").iterdir() if file.is_file()]
    assert files
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert f"`{file.name}` | `{digest}`" in said
