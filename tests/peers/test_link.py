"""The link to Redis, in this process: who is trusted, what is asked, and what is left of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ordering.peers.link import Link
from tests.servers import NotInstalled, Redis, start_redis
from tests.servers.certificates import Certificates, certificates
from tests.servers.server import free_port

WORD = "a-word-nobody-may-read"


@asynccontextmanager
async def a_link(url: str, publication: Callable[[], bytes | None] = lambda: None) -> AsyncIterator[Link]:
    before = asyncio.all_tasks()
    link = Link(url, "ordering:test", publication=publication, hear=lambda _: None, turned=lambda _: None)
    link.start()
    try:
        yield link
    finally:
        await link.close()
        assert asyncio.all_tasks() <= before, "a task is left"


async def until(link: Link, *, up: bool, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while link.up is not up:
            await asyncio.sleep(0.01)


async def test_an_answer_belongs_to_its_question_whoever_hangs_up(
    redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordering.peers.link.ANSWER_SECONDS", 10)  # a busy machine makes none give up
    async with a_link(redis_server.url) as link:
        await until(link, up=True)
        for number in range(20):
            gone = [asyncio.create_task(link.ask("ECHO", f"gone-{number}-{n}")) for n in range(5)]
            await asyncio.sleep(0)
            for one in gone[::2]:
                one.cancel()
            assert await link.ask("ECHO", f"here-{number}") == f"here-{number}".encode()
            assert await gone[1] == f"gone-{number}-1".encode()
        assert await link.ask("NONSENSE") is None
        assert not link.up, "it refuses"
        assert await link.ask("ECHO", "x") is None
        await until(link, up=True)
    assert await link.ask("ECHO", "x") is None


async def test_more_than_it_can_carry_is_left_out(redis_server: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordering.peers.link.MOST_ASKED", 50)
    monkeypatch.setattr("ordering.peers.link.ANSWER_SECONDS", 10)  # a busy machine makes none give up
    async with a_link(redis_server.url) as link:
        await until(link, up=True)
        answers = await asyncio.gather(*(link.ask("ECHO", str(number)) for number in range(80)))
        assert [answer for answer in answers if answer is not None] == [b"%d" % number for number in range(50)]
        assert link.up


async def test_a_publication_that_breaks_is_told_and_the_link_comes_back(
    redis_server: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake of ours ends no task in silence."""
    mistakes = iter([ValueError("a mistake")])

    def publication() -> bytes | None:
        for mistake in mistakes:
            raise mistake
        return None

    with caplog.at_level(logging.INFO):
        async with a_link(redis_server.url, publication) as link:
            await until(link, up=True)
    assert "a mistake" in caplog.text


@pytest.fixture
def authority(tmp_path: Path) -> Certificates:
    return certificates(tmp_path, "localhost")


@pytest.fixture
def with_tls(authority: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """On ``url`` with TLS, known as ``localhost``."""
    monkeypatch.delenv("ORDERING_TEST_REDIS_URL", raising=False)
    port = free_port()
    options = ["--tls-port", str(port), "--tls-auth-clients", "no", "--requirepass", WORD]
    options += ["--tls-cert-file", str(authority.certificate), "--tls-key-file", str(authority.key)]
    options += ["--tls-ca-cert-file", str(authority.authority)]
    try:
        server = start_redis(tmp_path, options=options, password=WORD)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    server.url = f"rediss://:{WORD}@localhost:{port}/3"
    yield server
    server.kill()


async def test_tls_trusts_whom_the_machine_trusts_and_nobody_else(
    with_tls: Redis, authority: Certificates, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert "certificate verify failed" in await refused(with_tls.url, caplog)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.authority))
    async with a_link(with_tls.url) as link:
        await until(link, up=True)
    assert "IP address mismatch" in await refused(with_tls.url.replace("localhost", "127.0.0.1"), caplog)
    assert "invalid username-password pair" in await refused(with_tls.url.replace(WORD, f"not-{WORD}"), caplog)


async def refused(url: str, caplog: pytest.LogCaptureFixture) -> str:
    """What is said of a link that can't be made, of which the password is no part."""
    caplog.clear()
    async with a_link(url) as link, asyncio.timeout(30):
        while "out of reach" not in caplog.text:
            await asyncio.sleep(0.01)
        assert not link.up
    assert WORD not in caplog.text
    return caplog.text
