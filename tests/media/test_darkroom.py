"""The darkroom: whatever a picture does to its developer, the server and the next picture don't feel it."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from ordering.errors import BadImage, Busy, UnsupportedImage
from ordering.media import darkroom, develop
from ordering.media.darkroom import Darkroom
from tests.media.studio import drawn, pixels, png

PICTURE = drawn(80, 60)
UNHURRIED = 90  # it is niced: on a busy machine its seconds take long


@contextmanager
def uploaded(data: bytes) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield file


async def developed(room: Darkroom, data: bytes = PICTURE) -> list[develop.Variant]:
    with uploaded(data) as file:
        return await room.develop(file)


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program than the real one; ``limited`` in it sets the real one's limits."""
    limited = "from ordering.media.develop import _limit as limited; "
    monkeypatch.setattr(darkroom, "PROGRAM", ("-P", "-c", limited + program))


def children() -> set[int]:
    """Of this process, the unburied dead too."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, parent = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid():
            found.add(pid)
    return found


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_picture_comes_out_as_small_ones() -> None:
    assert await developed(Darkroom()) == develop.develop(PICTURE)


async def test_it_tells_what_it_does_not_take() -> None:
    room = Darkroom()
    with pytest.raises(UnsupportedImage):
        await developed(room, b"GIF89a")
    with pytest.raises(BadImage):
        await developed(room, PICTURE[:-40])
    with pytest.raises(UnsupportedImage):
        await developed(room, b"")


DEATHS = {
    "segmentation fault": "import os; os.kill(os.getpid(), 11)",
    "killed": "import os; os.kill(os.getpid(), 9)",
    "exception": "1 / 0",
    "silence": "pass",
    "nonsense": "print('nonsense')",
    "flood": "limited()\nimport sys\nwhile True: sys.stdout.write('x' * 1_000_000)",
    "a child that lives on": "import os, time\nif not os.fork(): time.sleep(20)",
    "no memory": "limited(); x = bytearray(2 << 30)",
    "no memory left": "limited()\nx = []\nwhile True: x.append(bytearray(1 << 20))",
}


@pytest.mark.parametrize("death", DEATHS)
async def test_a_picture_that_ends_its_developer_is_refused_and_the_next_one_is_not(
    monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    room, before = Darkroom(), children()
    with monkeypatch.context() as patch:
        instead(patch, DEATHS[death])
        with pytest.raises(BadImage):
            await asyncio.wait_for(developed(room), darkroom.PATIENCE_SECONDS + 10)
    assert await developed(room)
    assert children() <= before


async def test_one_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    room, before = Darkroom(), children()
    with monkeypatch.context() as patch:
        patch.setattr(darkroom, "PATIENCE_SECONDS", 1)
        for program in ("while True: pass", "import os, time; os.close(1); time.sleep(60)"):
            instead(patch, program)
            began = time.monotonic()
            with pytest.raises(BadImage):
                await developed(room)
            assert time.monotonic() - began < 3
    assert await developed(room)
    assert children() <= before


async def test_one_that_takes_too_much_work_is_stopped_by_the_kernel(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(darkroom, "PATIENCE_SECONDS", UNHURRIED)
    instead(monkeypatch, "from ordering.media import develop; develop.CPU_SECONDS = 1; limited()\nwhile True: pass")
    with pytest.raises(BadImage):
        await developed(Darkroom())
    assert "exit code -" in caplog.text, "and not by our clock"


async def test_the_largest_picture_fits_into_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "PATIENCE_SECONDS", UNHURRIED)
    glass = png(pixels(4890, 4890, 8), width=4890, height=4890, depth=16, colour=6)
    assert [one.width for one in await developed(Darkroom(), glass)] == [320, 640, 1280]


async def test_whoever_takes_over_a_decoder_finds_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ORDERING_SECRET_KEY", "ORDERING_DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "MYSQL_PWD", "ANY_TOKEN"):
        monkeypatch.setenv(name, "a secret")
    told = tmp_path / "told"
    instead(monkeypatch, f"import os, pathlib; pathlib.Path({str(told)!r}).write_text(repr(dict(os.environ)))")
    with pytest.raises(BadImage):
        await developed(Darkroom())
    said = told.read_text()
    assert "PATH" in said
    assert "a secret" not in said


async def test_two_at_once_are_developed_and_the_others_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Each leaves a file while it runs, and counts those there are.
    program = f"""
import os, pathlib, time
here = pathlib.Path({str(tmp_path)!r})
own = here / str(os.getpid())
own.touch()
time.sleep(0.1)
own.with_suffix(".seen").write_text(str(len([one for one in here.iterdir() if not one.suffix])))
own.unlink()
"""
    instead(monkeypatch, program)
    room = Darkroom()
    await asyncio.gather(*(developed(room) for _ in range(8)), return_exceptions=True)
    seen = [int((tmp_path / name).read_text()) for name in os.listdir(tmp_path)]  # noqa: PTH208 - a list, no walk
    assert len(seen) == 8
    assert max(seen) <= darkroom.AT_ONCE


async def test_whoever_waits_too_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Darkroom()
    monkeypatch.setattr(darkroom, "TURN_SECONDS", 0.2)
    instead(monkeypatch, "import time; time.sleep(1)")
    answers = await asyncio.gather(*(developed(room) for _ in range(6)), return_exceptions=True)
    assert [type(one) for one in answers] == [BadImage] * 2 + [Busy] * 4
    monkeypatch.undo()
    assert await developed(room), "whoever gave up does not stand in the way"


async def test_whoever_goes_away_takes_the_developer_along(monkeypatch: pytest.MonkeyPatch) -> None:
    room, before = Darkroom(), children()
    instead(monkeypatch, "import time; time.sleep(60)")
    going = [asyncio.create_task(developed(room)) for _ in range(3)]
    await asyncio.sleep(0.3)
    for one in going:
        one.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    assert children() <= before
    monkeypatch.undo()
    assert await developed(room)


async def test_many_uploads_leave_nothing_open_and_nobody_unburied() -> None:
    room = Darkroom()
    await developed(room)
    before, files = children(), open_files()
    broken = PICTURE[: len(PICTURE) // 2]
    await asyncio.gather(*(developed(room, data) for data in [PICTURE, broken, b"GIF89a"] * 5), return_exceptions=True)
    assert children() <= before
    assert open_files() <= files
