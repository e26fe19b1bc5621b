"""Passwords are hashed and checked alike, whoever it is."""

from ordering.security.passwords import HASHER, NOBODYS


def test_nobodys_password_takes_as_long_as_anybodys() -> None:
    assert not HASHER.check_needs_rehash(NOBODYS)
