from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from manim import Scene, config, logger
from PIL import Image

from gradreel.scenes.render.frame import Everything, Frame, Only, Pixels
from gradreel.scenes.render.manim.part import ManimPart
from gradreel.scenes.render.picture import Picture
from tests.render import plain_scenes
from tests.render.manim.forks import manim_in
from tests.render.test_encoders import decoded

PICTURE = Picture(160, 90, 30)
NAMES = ("Seekable", "Stepped", "Camera")
MANIM = (
    *("render", "--silent", "-a", "--seed", "0", "-v", "ERROR"),
    *("-r", "160,90", "--fps", "30", "--progress_bar", "none", "--disable_caching"),
)


def part(name: str) -> ManimPart:
    scene: type[Scene] = getattr(plain_scenes, name)
    return ManimPart(lambda renderer: scene(renderer=renderer))


def drawn(name: str, numbers: Collection[int] | None = None) -> list[Frame]:
    frames: list[Frame] = []

    def take(frame: Frame) -> None:
        frames.append(replace(frame, pixels=frame.pixels.copy()))

    part(name).draw(PICTURE, take, Everything() if numbers is None else Only(numbers))
    return frames


def shown(frames: list[Frame]) -> list[Pixels]:
    return [frame.pixels for frame in frames for _ in range(frame.repeats)]


def differences(first: list[Pixels], second: list[Pixels]) -> list[int]:
    pairs = zip(first, second, strict=True)
    return [index for index, pair in enumerate(pairs) if not np.array_equal(*pair)]


@pytest.fixture(scope="session")
def manim_render(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What manim's own command makes of the scenes: pictures, films and last frames."""
    folder = tmp_path_factory.mktemp("manim")
    for form in ("png-sequence", "auto"):
        options = ["--format", form, "--media_dir", str(folder / form)]
        manim_in(folder, *MANIM, *options, plain_scenes.__file__)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_pictures_have_the_bits_that_manim_render_writes(name: str, manim_render: Path) -> None:
    # manim writes the picture of a static wait once, whatever its length.
    folder = manim_render / "png-sequence" / "images" / "plain_scenes" / name
    theirs = [np.asarray(Image.open(path)) for path in sorted(folder.glob("*.png"))]
    mine = [frame.pixels for frame in drawn(name) if frame.repeats]
    assert differences(mine, theirs) == []


@pytest.mark.parametrize("name", NAMES)
def test_there_are_as_many_frames_as_manim_render_films(name: str, manim_render: Path) -> None:
    (film,) = (manim_render / "auto").rglob(f"{name}.mp4")
    assert len(shown(drawn(name))) == len(decoded(film))


@pytest.mark.parametrize("name", ["Seekable", "Camera", "Still"])
def test_counting_gives_the_number_of_frames(name: str) -> None:
    assert part(name).count(PICTURE) == len(shown(drawn(name)))


@pytest.mark.parametrize("name", [*NAMES, "Still"])
def test_the_last_frame_alone_equals_the_last_of_all(name: str) -> None:
    (alone,) = drawn(name, [])
    assert alone.repeats == 0
    assert np.array_equal(alone.pixels, drawn(name)[-1].pixels)


@pytest.mark.parametrize(
    ("name", "frames"), [("Seekable", range(66, 100)), ("Stepped", range(40, 60))]
)
def test_some_frames_alone_equal_the_same_of_all(name: str, frames: range) -> None:
    expected = shown(drawn(name))[frames.start : frames.stop]
    assert differences(shown(drawn(name, frames)), expected) == []


def test_a_seekable_scene_updates_only_where_it_must() -> None:
    updates = []

    class Counted(plain_scenes.Seekable):
        def update_to_time(self, t: float) -> None:
            updates.append(t)
            super().update_to_time(t)

    def update(seekable: bool) -> int:
        updates.clear()
        Counted.seekable = seekable
        ManimPart(lambda renderer: Counted(renderer=renderer)).draw(
            PICTURE, lambda _: None, Only(range(60, 70))
        )
        return len(updates)

    assert update(seekable=True) < 20
    assert update(seekable=False) > 40


def test_a_hold_is_drawn_once() -> None:
    holds = [frame.repeats for frame in drawn("Seekable") if frame.repeats > 1]
    assert holds == [15, 7]
    assert [frame.repeats for frame in drawn("Still")] == [1, 0]


def test_drawing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = config.copy(), logger.level
    drawn("Seekable", range(3))
    assert list(tmp_path.iterdir()) == []
    assert all(config[key] == before[0][key] for key in config if key != "tex_template")
    assert logger.level == before[1]
