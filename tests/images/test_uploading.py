"""Between database and storage: wherever an upload ends, nothing is shown that is not there, or left for ever."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ordering.errors import StorageDown
from ordering.images import actions
from ordering.menu.purging import purge_images
from ordering.security.callers import CommandLine
from ordering.storage.folder import Folder
from tests.images.dying import POINTS, SMALL
from tests.images.test_purging import Later, later
from tests.images.uploads import images, kept, of_menu, show
from tests.world import Restaurant

__all__ = ["later"]
ROOT = Path(__file__).parents[2]


async def test_a_process_that_dies_anywhere_leaves_nothing_for_ever(
    bistro: Restaurant, later: Later, database_url: str, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.images.dying", database_url, str(media), str(bistro.store_id),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await dying.communicate()
    assert said.decode().splitlines() == [f"{point}: 9" for point in POINTS]
    rows = await images(bistro)
    assert [one.stored_at is not None for one in rows] == [False] * 5 + [True]
    answers = [(await show(bistro, "냉면", one.id)).status_code for one in rows]
    assert answers == [404] * 5 + [200]
    assert set(rows[-1].keys) <= await kept(bistro), "what is shown is there"
    assert len(files(media)) > len(SMALL)
    await purge_images(bistro.services.work, bistro.services.storage)
    assert len(await images(bistro)) == 6, "an upload may still be under way"
    later(days=2)
    await purge_images(bistro.services.work, bistro.services.storage)
    assert [one.id for one in await images(bistro)] == [rows[-1].id]
    assert files(media) == sorted(rows[-1].keys), "drafts go too"
    assert (await of_menu(bistro, "냉면"))["image_url"]


def files(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


async def test_a_storage_that_fails_halfway_leaves_a_claim_that_nothing_shows(
    bistro: Restaurant, later: Later, tmp_path: Path
) -> None:
    class Halfway(Folder):
        async def put(self, files: Mapping[str, bytes]) -> None:
            await super().put(dict(list(files.items())[:1]))
            raise StorageDown

    with pytest.raises(StorageDown):
        await actions.keep(bistro.services.work, Halfway(tmp_path / "media"), CommandLine(bistro.store_id), SMALL)
    (claim,) = await images(bistro)
    assert claim.stored_at is None
    assert (await show(bistro, "냉면", claim.id)).status_code == 404
    later(days=2)
    assert await purge_images(bistro.services.work, bistro.services.storage) == 1
    assert files(tmp_path / "media") == []
