"""The cache's folder: gradreel's own, its user's only, and never somebody else's."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.cache.folder import TAG, TAG_TEXT, Cache
from tests.render.jobs import KEY

GUESTS = {
    "formulas/mine.txt": "mine",
    f"{KEY}/lock": "",
    "notes.txt": "mine",
    ".hidden": "mine",
    TAG: TAG_TEXT.replace("gradreel", "somebody"),
}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def listed(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_text() for path in files}


@pytest.mark.parametrize("guest", GUESTS)
def test_a_folder_of_somebody_elses_is_not_taken(guest: str, cache: Cache) -> None:
    path = cache.folder / guest
    path.parent.mkdir(parents=True)
    path.write_text(GUESTS[guest])
    before = listed(cache.folder)
    with pytest.raises(OSError, match="holds other things"), cache.entry(KEY, "a talk"):
        pass
    for ask in (cache.clear, cache.contents):
        with pytest.raises(RequestError, match="isn't a cache of gradreel's"):
            ask()
    assert listed(cache.folder) == before


@pytest.mark.parametrize("there", [None, {}, {TAG: TAG_TEXT, "notes.txt": "mine"}])
def test_a_new_an_empty_or_an_older_folder_becomes_a_cache_for_its_user_only(
    there: dict[str, str] | None, cache: Cache
) -> None:
    if there is not None:
        cache.folder.mkdir(mode=0o755)
    for name, text in (there or {}).items():
        (cache.folder / name).write_text(text)
    assert cache.clear() == (0, 0)
    with cache.entry(KEY, "a talk") as entry:
        folders = [cache.folder, entry.folder]
        assert [stat.S_IMODE(each.stat().st_mode) for each in folders] == [0o700, 0o700]
    assert [each.title for each in cache.contents()] == ["a talk"]
    cache.clear()
    assert listed(cache.folder) == {TAG: TAG_TEXT, **(there or {})}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give folders away")
def test_another_users_cache_is_not_taken(cache: Cache) -> None:
    cache.folder.mkdir()
    os.chown(cache.folder, 65534, 65534)
    with pytest.raises(PermissionError, match="another user's"), cache.entry(KEY, "a talk"):
        pass


def test_links_in_a_cache_lead_nowhere(cache: Cache, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "chunks").mkdir(parents=True)
    (outside / "chunks" / "mine").write_text("mine")
    with cache.entry("1" * 64, "another talk"):
        pass
    for name in (KEY, "formulas", "2" * 64):
        (cache.folder / name).symlink_to(outside)
    with cache.entry(KEY, "a talk") as entry:
        assert not entry.folder.is_symlink()
    cache.clear()
    assert listed(outside) == {"chunks/mine": "mine"}


def test_many_may_make_a_cache_at_once(tmp_path: Path) -> None:
    def make(number: int) -> str:
        with Cache(tmp_path / f"cache{number // 8}").entry(KEY, "a talk") as entry:
            return entry.title

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(make, range(160))) == {"a talk"}
