"""Pictures in the place of a clip: the beats' ends, and a sheet."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gradreel.scenes.ask.recording import record
from gradreel.scenes.make import stills
from gradreel.scenes.make.telling import SceneJob, TimedPart, parts_of, timed_parts
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.story.base import TimedBeat
from tests.cli.conftest import check_refused
from tests.conftest import Ran
from tests.render.output.stills import still_frames

SMALL = ("-r", "160,90", "--fps", "5", "--progress", "none")
PICTURE = Picture(160, 90, 5)
OWN = """
from manim import Circle, Scene, Square, config

class Mine(Scene):
    def construct(self):
        square = Square(6, fill_opacity=1)
        square.add_updater(lambda each, dt: each.shift([dt, 0, 0]))
        self.add(square)
        self.wait(3)

class Other(Scene):
    def construct(self):
        self.add(Circle())
        self.wait(1)
"""


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        image.verify()
        return image.size


@cache
def told(scene: str) -> tuple[TimedPart, ...]:
    return tuple(timed_parts(SceneJob(scene, record(scene)), PICTURE))


def names_of(scene: str) -> list[str]:
    """How the pictures of a scene's beats are called."""
    beats = [beat for part in told(scene) for beat in part.beats]
    return [f"{place:02}-{beat.key}.png" for place, beat in enumerate(beats, 1)]


def test_a_picture_of_each_beat_is_written(quick: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    before = {path.name for path in tmp_path.iterdir()}
    (tmp_path / "out" / "notes.txt").write_text("mine")
    first, *_ = names = names_of("descent")
    (tmp_path / "out" / first).write_text("an older picture")
    (tmp_path / "out" / "99-gone.png").write_text("of a beat that was")
    ran = quick("render", "descent", *SMALL, "--stills", "out")
    assert ran.status == 0, ran.errors
    written = [Path(line) for line in ran.output.splitlines()]
    assert written == [Path("out", name) for name in names] == sorted(written)
    assert all(size_of(tmp_path / path) == (160, 90) for path in written)
    assert "layout: nothing found\n" in ran.errors
    assert "other beats: 99-gone.png\n" in ran.errors
    kept = {"notes.txt", "99-gone.png", *(path.name for path in written)}
    assert {path.name for path in (tmp_path / "out").iterdir()} == kept
    assert {path.name for path in tmp_path.iterdir()} == before
    check_frames_of_the_clip([tmp_path / path for path in written])


def check_frames_of_the_clip(written: list[Path]) -> None:
    """A still is the frame of the clip."""
    (found,) = told("descent")
    (part,) = parts_of("descent", record("descent"))
    frames = still_frames([part], PICTURE, [beat.last_frame(5) / 5 for beat in found.beats])
    for path, pixels in zip(written, frames, strict=True):
        with Image.open(path) as image:
            assert np.array_equal(np.asarray(image), pixels)


def test_all_looks_get_a_folder_each(quick: Callable[..., Ran], tmp_path: Path) -> None:
    looks = ("--theme", "all", "--lang", "both")
    ran = quick("render", "heart", *SMALL, *looks, "--stills", "out")
    assert ran.status == 0, ran.errors
    folders = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert folders == ["dark-en", "dark-zh", "light-en", "light-zh"]
    names = [{path.name for path in (tmp_path / "out" / each).iterdir()} for each in folders]
    assert names == names[:1] * 4
    assert len(ran.output.splitlines()) == 4 * len(names[0])
    last = max(names[0])
    assert len({(tmp_path / "out" / each / last).read_bytes() for each in folders}) == 4


def test_a_beat_is_drawn_in_each_format_that_is_asked_for(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    formats = [word for form in ("svg", "png", "pdf") for word in ("--stills-format", form)]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "99-gone.svg").write_text("of a beat that was")
    for scene, beat in (("heart", "one_woman"), ("universal", "question")):
        ran = quick("render", scene, *SMALL, "--beats", beat, *formats, "--stills", "out")
        assert ran.status == 0, ran.errors
        names = [f"out/01-{beat}.{form}" for form in ("svg", "png", "pdf")]
        assert ran.output.splitlines() == names
        assert "99-gone.svg" in ran.errors
        assert beat not in ran.errors
        svg, png, pdf = ((tmp_path / name).read_bytes() for name in names)
        assert b'width="160px" height="90px"' in svg[:400]
        assert svg.count(b"<path") > 3
        assert b"<image" not in svg  # the letters are outlines too
        assert b"<text" not in svg
        assert png.startswith(b"\x89PNG")
        assert b"/MediaBox [ 0 0 120 67.5 ]" in pdf


def test_a_clip_is_made_where_one_is_asked_for_too(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = quick("render", "heart", *SMALL, "--stills", "out", "--contact-sheet", "a", "-s")
    assert ran.status == 0, ran.errors
    *pictures, sheet, end = ran.output.splitlines()
    assert all(line.startswith("out/") for line in pictures)
    assert (sheet, end) == ("a.png", "heart.png")


def test_a_sheet_has_a_picture_each_so_many_seconds(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = quick("render", "universal", "--fps", "5", "--contact-sheet", "a.png", "--every", "8")
    assert (ran.status, ran.output) == (0, "a.png\n")
    assert 3.1 * 480 > size_of(tmp_path / "a.png")[0] > 3 * 480


@pytest.mark.slow
def test_a_scene_of_ones_own_gets_a_sheet(forked: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    ran = forked("render", "own.py", "Mine", *SMALL, "--contact-sheet", "a.png")
    assert (ran.status, ran.output, ran.errors) == (0, "a.png\n", "")
    pixels = np.asarray(Image.open(tmp_path / "a.png").convert("L"))
    frames = [pixels[:90, 3:160], pixels[:90, 166:320], pixels[100:190, 3:160]]
    middles = [float(np.nonzero(each > 200)[1].mean()) for each in frames]
    assert middles[0] < middles[1]  # it goes to the right
    assert middles[0] < middles[2]


@pytest.mark.parametrize("name", ["light-en", "light-en/01-one_woman.png"])
def test_no_still_is_written_through_a_link(
    quick: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    (tmp_path / "outside" / "light-en").mkdir(parents=True)
    link = tmp_path / "out" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "outside" / name)
    words = ("--stills", "out", "--beats", "1", "--theme", "all", "-r", "160,90")
    ran = quick("render", "heart", *words)
    assert (ran.status, ran.output) == (2, "")
    assert f"'out/{name}' is a link" in ran.errors
    assert [each for each in (tmp_path / "outside").rglob("*") if each.is_file()] == []


def test_where_one_picture_can_not_be_written_none_is(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    third = names_of("descent")[2]
    (tmp_path / "out" / third).mkdir(parents=True)
    ran = quick("render", "descent", *SMALL, "--stills", "out")
    assert (ran.status, ran.output) == (2, "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [third]


def test_what_the_layout_check_finds_is_said_after_the_beat(
    quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(job: SceneJob, picture: Picture) -> list[TimedPart]:
        (part,) = job.parts()
        beats = [
            TimedBeat(key, "", Fraction(), Fraction(end, 5)) for key, end in (("a", 4), ("b", 6))
        ]
        faults = ("Label 'x' is too small",), ()
        return [TimedPart(part, tuple(beats), faults, Fraction(6, 5))]

    monkeypatch.setattr(stills, "timed_parts", faulty)
    ran = quick("render", "descent", *SMALL, "--stills", "out")
    assert (ran.status, ran.output) == (0, "out/01-a.png\nout/02-b.png\n")
    assert ran.errors == "gradreel: layout: 01-a: Label 'x' is too small\n"


UNNAMED: dict[str, tuple[str, ...]] = {
    "descent.mp4": ("render", "descent"),
    "a.webm": ("render", "descent", "-o", "a.mp4", "--format", "webm"),
    "film.mp4": ("film", "descent"),
    "slides.pptx": ("slides", "descent"),
    "video.gif": ("gif", "video.webp"),
}


@pytest.mark.parametrize("name", UNNAMED)
def test_a_file_that_nobody_named_is_not_written_through_a_link(
    name: str, quick: Callable[..., Ran]
) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    frames[0].save("video.webp", save_all=True, append_images=frames[1:], duration=100)
    Path(name).symlink_to("elsewhere")
    ran = quick(*UNNAMED[name])
    check_refused(ran, f"'{name}' is a link")
    assert not Path("elsewhere").exists()
