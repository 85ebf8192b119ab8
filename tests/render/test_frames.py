import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from manim import RED, WHITE, Camera, Circle, Scene, config, logger
from PIL import Image

from gradreel.scenes.render.frame import Everything, Frame, FrameSelection, Only, Pixels
from gradreel.scenes.render.manim.part import ManimPart
from gradreel.scenes.render.picture import Picture
from tests.render import plain_scenes
from tests.render.output.stills import still_frames

PICTURE = Picture(160, 90, 30)
NAMES = ("Seekable", "Stepped", "Sections", "Camera", "Zoomed", "Turning")
MANIM = (
    *(sys.executable, "-m", "manim", "render", "--silent", "-a", "--seed", "0", "-v", "ERROR"),
    *("-r", "160,90", "--fps", "30", "--progress_bar", "none", "--disable_caching"),
)


def part(name: str) -> ManimPart:
    scene: type[Scene] = getattr(plain_scenes, name)
    return ManimPart(lambda renderer: scene(renderer=renderer))


def taken(part: ManimPart, picture: Picture, selection: FrameSelection) -> list[Frame]:
    frames: list[Frame] = []
    part.draw(
        picture, lambda each: frames.append(replace(each, pixels=each.pixels.copy())), selection
    )
    return frames


def drawn(name: str, selection: Iterable[int] | None = None) -> list[Frame]:
    return taken(part(name), PICTURE, Everything() if selection is None else Only(list(selection)))


def shown(frames: list[Frame]) -> list[Pixels]:
    return [frame.pixels for frame in frames for _ in range(frame.repeats)]


def differences(first: list[Pixels], second: list[Pixels]) -> list[int]:
    pairs = zip(first, second, strict=True)
    return [index for index, pair in enumerate(pairs) if not np.array_equal(*pair)]


@pytest.fixture(scope="session")
def manim_render(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What manim's own command makes of the scenes: pictures, films and last frames."""
    folder = tmp_path_factory.mktemp("manim")
    for form in ("png-sequence", "auto", "png"):
        options = ["--format", form, "--media_dir", str(folder / form)]
        subprocess.run(
            [*MANIM, *options, plain_scenes.__file__], cwd=folder, check=True, capture_output=True
        )
    return folder


def pictures(paths: Iterable[Path]) -> list[Pixels]:
    return [np.asarray(Image.open(path)) for path in sorted(paths)]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_pictures_have_the_bits_that_manim_render_writes(name: str, manim_render: Path) -> None:
    # manim writes the picture of a static wait once, whatever its length.
    folder = manim_render / "png-sequence" / "images" / "plain_scenes" / name
    mine = [frame.pixels for frame in drawn(name) if frame.repeats]
    assert differences(mine, pictures(folder.glob("*.png"))) == []


@pytest.mark.parametrize("name", NAMES)
def test_there_are_as_many_frames_as_manim_render_films(name: str, manim_render: Path) -> None:
    (film,) = (manim_render / "auto").rglob(f"{name}.mp4")
    with av.open(film) as container:
        filmed = sum(1 for _ in container.decode(video=0))
    assert len(shown(drawn(name))) == filmed


@pytest.mark.parametrize("name", ["Seekable", "Camera", "Still"])
def test_what_is_left_at_the_end_is_the_last_frame_of_manim_render(
    name: str, manim_render: Path
) -> None:
    (last,) = pictures((manim_render / "png" / "images").rglob(f"{name}_*.png"))
    assert np.array_equal(drawn(name)[-1].pixels, last)
    assert np.array_equal(drawn(name, [])[-1].pixels, last)


@pytest.mark.parametrize("name", NAMES)
def test_the_last_frame_alone_equals_the_last_of_all(name: str) -> None:
    (alone,) = drawn(name, [])
    assert alone.repeats == 0
    assert np.array_equal(alone.pixels, drawn(name)[-1].pixels)


@pytest.mark.parametrize(
    ("name", "owned"), [("Seekable", range(66, 100)), ("Stepped", range(40, 60))]
)
def test_some_frames_alone_equal_the_same_of_all(name: str, selection: range) -> None:
    everything = shown(drawn(name))
    assert selection.stop < len(everything)
    assert (
        differences(shown(drawn(name, selection)), everything[selection.start : selection.stop])
        == []
    )


def test_frames_100_to_150_alone_equal_the_same_of_all() -> None:
    fast = Picture(96, 54, 60)
    everything = taken(part("Seekable"), fast, Everything())
    alone = taken(part("Seekable"), fast, Only(range(100, 151)))
    assert len(shown(alone)) == 51
    assert differences(shown(alone), shown(everything)[100:151]) == []


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


@pytest.mark.parametrize("name", ["Seekable", "Sections", "Camera", "Zoomed", "Turning", "Still"])
def test_counting_gives_the_number_of_frames(name: str) -> None:
    assert part(name).count(PICTURE) == len(shown(drawn(name)))


def test_a_hold_is_drawn_once() -> None:
    holds = [frame.repeats for frame in drawn("Seekable") if frame.repeats > 1]
    assert holds == [15, 7]


def test_a_scene_that_plays_nothing_is_one_frame() -> None:
    first, end = drawn("Still")
    assert (first.repeats, end.repeats) == (1, 0)
    assert np.array_equal(first.pixels, end.pixels)


def test_drawing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = config.copy(), logger.level
    drawn("Seekable", range(3))
    assert list(tmp_path.iterdir()) == []
    assert all(config[key] == before[0][key] for key in config if key != "tex_template")
    assert logger.level == before[1]


def test_transparent_pictures_have_straight_alpha() -> None:
    frames = taken(part("Still"), Picture(160, 90, 30, transparent=True), Everything())
    pixels = frames[0].pixels
    edge = pixels[(pixels[..., 3] > 20) & (pixels[..., 3] < 250)]
    inside = pixels[45, 80]
    assert tuple(pixels[0, 0]) == (0, 0, 0, 0)
    assert len(edge) > 10
    assert np.abs(edge[:, :3].astype(int) - [252, 98, 85]).max() < 13  # of red, premultiplied: 230
    assert abs(int(inside[3]) - 128) < 2


def test_a_clear_background_has_no_colour_of_its_own() -> None:
    class OnWhite(Scene):
        def construct(self) -> None:
            assert isinstance(self.camera, Camera)
            self.camera.background_color = WHITE
            self.add(Circle(color=RED))

    clear = Picture(160, 90, 30, transparent=True)
    frames = taken(ManimPart(lambda renderer: OnWhite(renderer=renderer)), clear, Everything())
    edge = frames[0].pixels[(frames[0].pixels[..., 3] > 20)]
    assert np.abs(edge[:, :3].astype(int) - [252, 98, 85]).max() < 13


def test_still_frames_are_the_frames_of_their_times() -> None:
    parts = [part("Camera"), part("Seekable")]
    camera, seekable = shown(drawn("Camera")), shown(drawn("Seekable"))
    stills = still_frames(parts, PICTURE, [1.5, 0.0, 0.5, 99])
    after = int(1.5 * 30) - len(camera)
    assert differences(stills, [seekable[after], camera[0], camera[15], seekable[-1]]) == []
