"""Passwords are hashed where nobody else has to wait for it."""

import os
import sys
import threading

import pytest

from ordering.security.passwords import Passwords
from ordering.security.turns import Turns


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ranks each thread of a process by itself")
async def test_a_thread_that_hashes_lets_everybody_else_go_first() -> None:
    before = {thread.ident for thread in threading.enumerate()}
    passwords = Passwords(Turns(at_once=1, waiting=1, seconds=5))
    assert await passwords.matches(await passwords.hash("open sesame"), "open sesame")
    [hashing] = [one for one in threading.enumerate() if one.ident not in before and one.name.startswith("passwords")]
    assert hashing.native_id is not None
    assert os.getpriority(os.PRIO_PROCESS, hashing.native_id) == 10
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == 0
