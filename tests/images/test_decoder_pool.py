"""The decoder pool: whatever a picture does to its decoder, the server and the next picture don't feel it."""

import asyncio
import errno
import os
import subprocess
import sys
import tempfile
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

from ordering.errors import BadImage, Busy, TooManyPixels, TooManyPixelsForWebP, TooTall, UnsupportedImage
from ordering.images import decode, decoder_pool
from ordering.images.answer import Variant
from ordering.images.decoder_pool import DecoderPool
from tests.images.studio import drawn, encoded, pixels, png, riff

PICTURE = drawn(80, 60)
UNHURRIED = 90  # it is niced: on a busy machine its seconds take long


@contextmanager
def uploaded(data: bytes) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield file


async def decoded(room: DecoderPool, data: bytes = PICTURE) -> list[Variant]:
    with uploaded(data) as file:
        return await room.decode(file)


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program than the real one; it has begun with its picture, and ``limited`` sets the real one's limits."""
    begun = "import os; from ordering.images.decode import BEGUN, _limit as limited; os.write(1, BEGUN); "
    monkeypatch.setattr(decoder_pool, "PROGRAM", ("-P", "-c", begun + program))


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
    assert await decoded(DecoderPool()) == decode.decode(PICTURE)


async def test_it_tells_what_it_does_not_take() -> None:
    room = DecoderPool()
    with pytest.raises(UnsupportedImage):
        await decoded(room, b"GIF89a")
    with pytest.raises(BadImage):
        await decoded(room, PICTURE[:-40])
    with pytest.raises(UnsupportedImage):
        await decoded(room, b"")
    with pytest.raises(TooManyPixels, match="64 megapixels"):
        await decoded(room, png(pixels(8100, 8100, 1), width=8100, height=8100, colour=0))
    with pytest.raises(TooManyPixelsForWebP, match="40 megapixels"):
        await decoded(room, riff((b"VP8X", bytes(4) + b"\x58\x1b\0" * 2)))
    with pytest.raises(TooTall):
        await decoded(room, drawn(1, 20_000, "PNG"))


DEATHS = {
    "segmentation fault": "os.kill(os.getpid(), 11)",
    "exception": "1 / 0",
    "silence": "pass",
    "nonsense": "print('nonsense')",
    "flood": "limited()\nimport sys\nwhile True: sys.stdout.write('x' * 1_000_000)",
    "a child that lives on": "import time\nif not os.fork(): time.sleep(20)",
}


@pytest.mark.parametrize("death", DEATHS)
async def test_a_picture_that_ends_its_developer_is_refused_and_the_next_one_is_not(
    monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    room, before = DecoderPool(), children()
    with monkeypatch.context() as patch:
        instead(patch, DEATHS[death])
        with pytest.raises(BadImage):
            await asyncio.wait_for(decoded(room), decoder_pool.PATIENCE_SECONDS + 10)
    assert await decoded(room)
    assert children() <= before


async def test_one_that_takes_too_much_work_is_stopped_by_the_kernel_and_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoder_pool, "PATIENCE_SECONDS", UNHURRIED)
    instead(monkeypatch, "from ordering.images import decode; decode.CPU_SECONDS = 1; limited()\nwhile True: pass")
    with pytest.raises(BadImage):
        await decoded(DecoderPool())


STARVED = {
    "killed for memory": "os.kill(os.getpid(), 9)",
    "the machine shuts down": "os.kill(os.getpid(), 15)",
    "no room for what comes out": "os._exit(os.EX_TEMPFAIL)",
    "no time": "while True: pass",
    "asleep": "import time; os.close(1); time.sleep(60)",
}


@pytest.mark.parametrize("how", STARVED)
async def test_a_developer_that_starves_is_nothing_of_the_pictures(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    room, before = DecoderPool(), children()
    with monkeypatch.context() as patch:
        patch.setattr(decoder_pool, "PATIENCE_SECONDS", 2)
        instead(patch, STARVED[how])
        with pytest.raises(Busy) as busy:
            await decoded(room)
    assert busy.value.retry_after
    assert await decoded(room)
    assert children() <= before


async def test_what_ends_before_the_picture_is_touched_is_not_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("1 / 0", "import os; os.kill(os.getpid(), 11)", "pass"):
        monkeypatch.setattr(decoder_pool, "PROGRAM", ("-P", "-c", program))
        with pytest.raises(Busy):
            await decoded(DecoderPool())


async def test_a_machine_without_processes_or_room_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def no_process(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    room, before = DecoderPool(), open_files()
    for where, why in (("tempfile.TemporaryFile", full), ("asyncio.create_subprocess_exec", no_process)):
        for _ in range(decoder_pool.AT_ONCE + 1):
            with uploaded(PICTURE) as file, monkeypatch.context() as patch:
                patch.setattr(f"ordering.images.decoder_pool.{where}", why)
                with pytest.raises(Busy):
                    await room.decode(file)
    assert open_files() <= before
    assert await decoded(room)


LESS = "import resource; resource.setrlimit(resource.RLIMIT_AS, (150 << 20, 150 << 20)); "


async def test_where_whoever_started_us_allows_less_memory_it_is_busy_and_not_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A service manager's limit: a photo that needs more is a good photo all the same, and a small one is made."""
    monkeypatch.setattr(decoder_pool, "PATIENCE_SECONDS", UNHURRIED)
    program = LESS + "import sys; from ordering.images import decode; sys.exit(decode.main())"
    monkeypatch.setattr(decoder_pool, "PROGRAM", ("-P", "-c", program))
    assert await decoded(DecoderPool())
    with pytest.raises(Busy):
        await decoded(DecoderPool(), png(pixels(8000, 8000, 4), width=8000, height=8000, colour=6))


def test_what_may_not_be_raised_leaves_the_other_limits_in_place() -> None:
    said = "decode._limit(); print([resource.getrlimit(one)[0] for one in (resource.RLIMIT_AS, resource.RLIMIT_CPU)])"
    told = subprocess.check_output([sys.executable, "-c", f"{LESS}from ordering.images import decode; {said}"])
    assert literal_eval(told.decode()) == [150 << 20, decode.CPU_SECONDS]


def test_where_memory_is_short_the_developer_goes_before_the_service() -> None:
    said = "from ordering.images import decode; decode._limit(); print(open('/proc/self/oom_score_adj').read())"
    assert int(subprocess.check_output([sys.executable, "-c", said])) == 1000


# Each kind at its hungriest: nothing to skip in decoding, a copy for its transparency, all of its waves at once.
LARGEST = {
    "PNG": lambda: png(pixels(5119, 12_690, 4), width=5119, height=12_690, colour=6),
    "JPEG": lambda: encoded(
        Image.new("RGB", (9248, 6936), "teal"), "JPEG", progressive=True, subsampling=0, exif=lying()
    ),
    "WebP": lambda: encoded(Image.new("RGBA", (7700, 5190), (0, 128, 128, 128)), "WEBP", method=0),
}


def lying() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


@pytest.mark.parametrize("name", LARGEST)
async def test_the_largest_pictures_fit_into_its_limits(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(decoder_pool, "PATIENCE_SECONDS", UNHURRIED)
    assert [one.width for one in await decoded(DecoderPool(), LARGEST[name]())] == [320, 640, 1280]


async def test_whoever_takes_over_a_decoder_finds_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ORDERING_SECRET_KEY", "ORDERING_DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "MYSQL_PWD", "ANY_TOKEN"):
        monkeypatch.setenv(name, "a secret")
    told = tmp_path / "told"
    instead(monkeypatch, f"import os, pathlib; pathlib.Path({str(told)!r}).write_text(repr(dict(os.environ)))")
    with pytest.raises(BadImage):
        await decoded(DecoderPool())
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
    room = DecoderPool()
    await asyncio.gather(*(decoded(room) for _ in range(8)), return_exceptions=True)
    seen = [int((tmp_path / name).read_text()) for name in os.listdir(tmp_path)]  # noqa: PTH208 - a list, no walk
    assert len(seen) == 8
    assert max(seen) <= decoder_pool.AT_ONCE


async def test_whoever_waits_too_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    room = DecoderPool()
    monkeypatch.setattr(decoder_pool, "TURN_SECONDS", 0.2)
    instead(monkeypatch, "import time; time.sleep(1)")
    answers = await asyncio.gather(*(decoded(room) for _ in range(6)), return_exceptions=True)
    assert [type(one) for one in answers] == [BadImage] * 2 + [Busy] * 4
    monkeypatch.undo()
    assert await decoded(room), "whoever gave up does not stand in the way"


async def test_whoever_goes_away_takes_the_developer_along(monkeypatch: pytest.MonkeyPatch) -> None:
    room, before = DecoderPool(), children()
    instead(monkeypatch, "import time; time.sleep(60)")
    going = [asyncio.create_task(decoded(room)) for _ in range(3)]
    await asyncio.sleep(0.3)
    for one in going:
        one.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    assert children() <= before
    monkeypatch.undo()
    assert await decoded(room)


async def test_many_uploads_leave_nothing_open_and_nobody_unburied() -> None:
    room = DecoderPool()
    await decoded(room)
    before, files = children(), open_files()
    broken = PICTURE[: len(PICTURE) // 2]
    await asyncio.gather(*(decoded(room, data) for data in [PICTURE, broken, b"GIF89a"] * 5), return_exceptions=True)
    assert children() <= before
    assert open_files() <= files
