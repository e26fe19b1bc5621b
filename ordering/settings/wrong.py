"""A wrong setting: what everything that reads one raises."""

from typing import NoReturn


class WrongSetting(Exception):
    """Names the setting, and says in one line what it should be. Never the value: it may hold a password."""


def fail(name: str, expected: str) -> NoReturn:
    raise WrongSetting(f"{name}: expected {expected}")
