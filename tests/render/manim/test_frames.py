"""Scenes as people write them have the pictures that manim makes of them."""

import shutil
from pathlib import Path

import pytest

from tests.render.manim.forks import drawn_by_gradreel, drawn_by_manim, rendered
from tests.render.sound.tones import tone, write_wav

FILES = Path(__file__).parent / "manim_files"
SCENES = (
    *("Extended", "OwnConstructor", "Falling", "Clock", "Stateful", "Skipping"),
    *("Moving", "Zoomed", "Solid", "OwnCamera", "Picture"),
    *("WaitLeftOut", "LastLeftOut", "OnlyWaits", "UntilLeftOut", "RendererLeavesOut"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_wav(tmp_path / "click.wav", tone(440, 0.1))
    return shutil.copytree(FILES, tmp_path, dirs_exist_ok=True) / "own_scenes.py"


@pytest.mark.slow
@pytest.mark.parametrize("asked", [*SCENES, "Clock -n 1,2", "Clock -n 2,9"])
def test_they_are_those_of_manim(asked: str, file: Path) -> None:
    theirs = drawn_by_manim(file, *asked.split())
    assert len(theirs) > 1
    for workers in ("1", "2"):
        ours, _ = drawn_by_gradreel(file, *asked.split(), "-w", workers, "--no-cache")
        assert ours == theirs


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SCENES, "Still", "AllLeftOut"])
def test_the_last_is_that_of_manim(name: str, file: Path) -> None:
    rendered(file, name, "-o", "last.png")
    (theirs,) = drawn_by_manim(file, name, "--format", "png").values()
    assert file.with_name("last.png").read_bytes() == theirs
    if name not in SCENES:  # as nothing is played
        assert [*drawn_by_gradreel(file, name)[0].values()] == [theirs]


def test_no_animation_is_left(file: Path) -> None:
    status, errors = rendered(file, "Clock", "-n", "4", "-o", "a.gif")
    assert status == 2
    assert "the last animation of Clock is 3" in errors
