"""The guests' and the staff's styles share their tokens."""

import re

from ordering.app import STATIC


def test_a_shared_token_is_declared_once() -> None:
    """Elsewhere only for a mode, such as more contrast: the plain ``:root`` of each file is its first rule."""
    files = ["tokens.css", "css/tokens.css", "guest/tokens.css"]
    plain = [re.search(r":root \{(.*?)\}", (STATIC / file).read_text(encoding="utf-8"), re.DOTALL) for file in files]
    shared, staff, guest = (set(re.findall(r"(--[\w-]+):", rule[1])) for rule in plain if rule)
    assert shared
    assert not shared & (staff | guest)
