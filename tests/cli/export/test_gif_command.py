"""`gradreel gif` at the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

SMALL = ("-r", "160,90", "--fps", "4", "--progress", "none")


@pytest.mark.slow
def test_a_clip_becomes_a_gif_within_its_budget(
    gradreel: Callable[..., Ran], quick: Callable[..., Ran], tmp_path: Path
) -> None:
    assert quick("render", "descent", *SMALL, "-o", "a.mp4").status == 0
    ran = gradreel("gif", "a.mp4", "--max-size", "100KB", "--to", "20")
    assert (ran.status, ran.output) == (0, "a.gif\n")
    assert (tmp_path / "a.gif").stat().st_size <= 100_000
    assert "160x90" in ran.errors or "frames a second" in ran.errors
    for words, said in (
        (("--from", "400"), "outside the video"),
        (("--from", "5", "--to", "4"), "isn't after"),
        (("--max-size", "many"), "is no size"),
        (("--max-size", "1KB"), "the smallest GIF of this clip has"),
        (("--fps", "500"), "can't be done"),
        (("-o", "b.png"), "end it in one of .mp4, .gif"),
        (("-o", "nowhere/b.gif"), "nowhere"),
    ):
        refused = quick("gif", "a.mp4", *words)
        assert refused.status == 2
        assert said in refused.errors
        assert len(refused.errors.splitlines()) == 1
    refused = quick("gif", "a.gif")
    assert refused.status == 2
    assert "would be written over" in refused.errors
