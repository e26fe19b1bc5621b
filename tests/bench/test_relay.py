"""The relay counts a client's commands, whatever sends them and however they are cut up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncmy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from bench.relay import Commands, Relay, relaying
from tests.servers import Server

MULTI_STATEMENTS = 1 << 16


def packet(number: int, content: bytes) -> bytes:
    return len(content).to_bytes(3, "little") + bytes([number]) + content


@given(
    st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=300)), max_size=8),
    st.lists(st.integers(1, 40), min_size=1),
)
def test_a_packet_numbered_0_is_a_command_however_the_bytes_arrive(
    packets: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    sent, commands, turn = b"".join(packet(*one) for one in packets), Commands(), 0
    while sent:
        cut = cuts[turn % len(cuts)]
        commands.read(sent[:cut])
        sent, turn = sent[cut:], turn + 1
    assert commands.count == sum(number == 0 for number, _ in packets)


@asynccontextmanager
async def connected(relay: Relay, **options: Any) -> AsyncIterator[Any]:
    connection = await asyncmy.connect(host="127.0.0.1", port=relay.port, user="root", password="", **options)
    async with connection.cursor() as cursor:
        yield cursor
    connection.close()


@pytest.fixture(params=["mariadb", "mysql"])
def relay(request: pytest.FixtureRequest) -> Any:
    server: Server = request.getfixturevalue(request.param)
    with relaying(make_url(server.url).port or 0) as relay:
        yield relay


async def test_a_handshake_is_no_command_and_each_statement_is_one(relay: Relay) -> None:
    async with connected(relay) as cursor:
        begun = relay.commands
        for _ in range(3):
            await cursor.execute("SELECT 1")
        await cursor.connection.rollback()
        assert relay.commands - begun == 4


async def test_statements_that_share_a_packet_count_once(relay: Relay) -> None:
    async with connected(relay, client_flag=MULTI_STATEMENTS) as cursor:
        begun = relay.commands
        await cursor.execute("SELECT 1; SELECT 2; SELECT 3")
        while await cursor.nextset():
            pass
        assert relay.commands - begun == 1


async def test_what_is_large_passes_whole(relay: Relay) -> None:
    async with connected(relay) as cursor:
        begun = relay.commands
        await cursor.execute("SELECT LENGTH(%s), REPEAT('x', 300000)", ("y" * 300_000,))
        [(length, answer)] = await cursor.fetchall()
        assert (length, len(answer)) == (300_000, 300_000)
        assert relay.commands - begun == 1
