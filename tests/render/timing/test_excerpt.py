"""Excerpts of clips, against the frames of the whole ones."""

from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.excerpt import ExcerptJob, ForeignExcerptJob, Stretch
from gradreel.scenes.render.frame import (
    Captioned,
    Everything,
    Frame,
    FrameSelection,
    FrameSink,
    Only,
)
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests.render.jobs import LENGTH, PICTURE, PartsJob, Plan, Slides, Talk, outputs
from tests.render.results import expected, shown

PARTLY = [
    ((Stretch(0, 50, 70),), slice(50, 70)),  # within a hold
    ((Stretch(1, 3, 4),), slice(LENGTH + 3, LENGTH + 4)),
    ((Stretch(0, 60), Stretch(1, 0, 90)), slice(60, LENGTH + 90)),
    ((Stretch(1, 100),), slice(LENGTH + 100, None)),
]


def last(folder: Path) -> bytes:
    return np.asarray(Image.open(folder / "clip.png")).tobytes()


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize(("stretches", "wanted"), PARTLY)
def test_an_excerpt_has_the_frames_of_the_whole_clip(
    stretches: tuple[Stretch, ...], wanted: slice, workers: int, tmp_path: Path
) -> None:
    job = ExcerptJob(Talk(Plan(tmp_path / "log")), stretches)
    render(job, PICTURE, outputs(tmp_path, "png-sequence", "png"), RenderSettings(workers))
    assert shown(tmp_path / "png-sequence") == expected()[wanted]
    assert last(tmp_path) == expected()[wanted][-1]


def test_the_last_frame_of_an_excerpt_can_be_drawn_alone(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    render(ExcerptJob(Talk(plan), (Stretch(0, 10, 31),)), PICTURE, outputs(tmp_path, "png"))
    assert last(tmp_path) == expected()[30]
    assert plan.n_drawn == 1


def test_a_sequence_named_as_manims_begins_with_what_stands(tmp_path: Path) -> None:
    job = ExcerptJob(Talk(Plan(tmp_path / "log")), (Stretch(0, 50, 80),))
    render(job, PICTURE, [Output(tmp_path / "all", "manim-sequence")])
    assert shown(tmp_path / "all") == [expected()[50], *expected()[78:80]]


def test_captions_are_cut_and_keep_to_the_speed(tmp_path: Path) -> None:
    told = (Caption(0, 6, "one"), Caption(6, 9, "two"), Caption(9, 15, "three"))
    whole = Slides(Plan(tmp_path / "log"), captions=told)
    cut = Stretch(0, 120, 200)  # of 20 frames a second: from second 6 to second 10
    (part,) = ExcerptJob(PartsJob((whole,)), (cut,), Fraction(1, 2)).parts()
    assert isinstance(part, Captioned)
    assert part.draw(PICTURE, lambda _: None, Only(())) == 80
    assert part.captions == (Caption(0, 6, "two"), Caption(6, 8, "three"))


class Clock:
    """A part of three seconds that shows the time."""

    def count(self, picture: Picture) -> int:
        return round(3 * picture.fps)

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        for index in range(self.count(picture)):
            if index in selection:
                shade = round(float(index / picture.fps) * 80)
                pixels = np.full((picture.height, picture.width, 4), shade, np.uint8)
                take(Frame(pixels, 1, index))
        return self.count(picture)


@pytest.mark.parametrize("speed", [Fraction(1, 2), Fraction(4, 5), Fraction(2)])
def test_a_clip_at_another_speed_shows_each_moment_when_it_is_due(speed: Fraction) -> None:
    (part,) = ExcerptJob(PartsJob((Clock(),)), (Stretch(0),), speed).parts()
    shades: list[int] = []
    frames = part.draw(PICTURE, lambda frame: shades.append(frame.pixels[0, 0, 0]), Everything())
    assert frames == len(shades) == part.count(PICTURE) == round(3 / speed * PICTURE.fps)
    for index, shade in enumerate(shades):
        assert shade == round(float(index / PICTURE.fps * speed) * 80)


class Unknown(Talk):
    """A job whose code gradreel doesn't know."""

    is_foreign: ClassVar[bool] = True


def test_what_begins_after_the_end_is_refused(tmp_path: Path) -> None:
    job = ForeignExcerptJob(Unknown(Plan(tmp_path / "log")), (Stretch(0, LENGTH, LENGTH + 9),))
    with pytest.raises(RequestError, match=rf"nothing from second {LENGTH / 10:g} on"):
        render(job, PICTURE, outputs(tmp_path, "gif"))


def test_what_ends_after_the_end_ends_there(tmp_path: Path) -> None:
    job = ForeignExcerptJob(Unknown(Plan(tmp_path / "log")), (Stretch(0, LENGTH - 5, LENGTH + 9),))
    render(job, PICTURE, outputs(tmp_path, "png-sequence"), RenderSettings(2))
    assert shown(tmp_path / "png-sequence") == expected()[LENGTH - 5 : LENGTH]
    render(job, PICTURE, outputs(tmp_path, "png"))
    assert last(tmp_path) == expected()[LENGTH - 1]
