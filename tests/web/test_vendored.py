"""What the pages carry of others is what docs/vendored.md says."""

import hashlib

from ordering.app import STATIC
from tests.test_house import ROOT

SAID = (ROOT / "docs" / "vendored.md").read_text(encoding="utf-8")


def test_every_vendored_file_is_listed_with_its_digest() -> None:
    files = [*(STATIC / "vendor").iterdir(), STATIC / "icons.svg"]
    assert len(files) > 1
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert f"| `{file.relative_to(ROOT).as_posix()}` | `{digest}` |" in SAID
