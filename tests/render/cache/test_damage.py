"""Whatever happens to what is kept, each clip that is delivered is the right one."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.render.cache.damages import DAMAGES, Clips

N_DAMAGES = 5

Whole = tuple[Path, list[list[bytes]]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A cache of three clips, and the clips."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADREEL_CACHE", str(folder / "cache"))
        return folder, Clips(folder, folder / "cache", 3).render_all()


@pytest.fixture
def clips(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> Clips:
    cache = whole[0] / "copy"
    shutil.rmtree(cache, ignore_errors=True)
    shutil.copytree(whole[0] / "cache", cache)
    monkeypatch.setenv("GRADREEL_CACHE", str(cache))
    return Clips(whole[0], cache, 3)


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_clip_is_right_whatever_was_damaged(
    damage: Callable[[Clips, random.Random], None],
    clips: Clips,
    whole: Whole,
) -> None:
    rng = random.Random(damage.__name__)  # noqa: S311
    for _ in range(N_DAMAGES):
        damage(clips, rng)
    assert clips.render_all() == whole[1]
    assert clips.render_all() == whole[1]


def test_what_is_whole_is_delivered(clips: Clips, whole: Whole) -> None:
    drawn = [path for path in clips.kept() if {"chunks", "results"} & {*path.parts}]
    before = {path: path.stat().st_mtime_ns for path in drawn}
    assert clips.render_all() == whole[1]
    assert {path: path.stat().st_mtime_ns for path in before} == before
