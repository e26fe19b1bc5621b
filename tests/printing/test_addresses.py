"""Where printers may be, as it is found out: names that are not answered hold up nobody."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from ordering.errors import Invalid
from ordering.printing import addresses
from ordering.printing.addresses import LOOKING_UP


def leads_to(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)


@pytest.mark.parametrize("found", [["192.168.0.9"], ["fe80::9%eth0"], ["::ffff:10.1.2.3"], ["127.0.0.1", "::1"]])
async def test_a_name_may_lead_home(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    leads_to(monkeypatch, *found)
    assert await addresses.addresses("printer.lan") == found


@pytest.mark.parametrize(
    "found",
    [
        [],
        ["192.168.0.9", "8.8.8.8"],
        ["::ffff:169.254.169.254"],
        *([one] for one in ("169.254.170.2", "fd00:ec2::254", "fd20:ce::254", "fe80::a9fe:a9fe%eth0")),
        ["64:ff9b::a01:1"],
    ],
)
async def test_a_name_may_lead_nowhere_else(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    leads_to(monkeypatch, *found)
    with pytest.raises(Invalid):
        await addresses.addresses("printer.lan")


async def test_a_name_servers_silence_holds_up_only_names(monkeypatch: pytest.MonkeyPatch) -> None:
    silence = threading.Event()
    monkeypatch.setattr(addresses, "LOOK_UP_SECONDS", 0.1)

    def says_nothing(*_: Any, **__: Any) -> list[Any]:
        silence.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", says_nothing)
    try:
        asked = (addresses.addresses("printer.lan") for _ in range(40))
        assert {type(one) for one in await asyncio.gather(*asked, return_exceptions=True)} == {Invalid}
        assert await addresses.addresses("192.168.0.9") == ["192.168.0.9"]
        async with asyncio.timeout(20):
            assert await asyncio.to_thread(threading.current_thread) is not None
    finally:
        silence.set()
    await asyncio.get_running_loop().run_in_executor(LOOKING_UP, silence.wait)
