"""What the scene says of the data, read anew from the table."""

import csv

import numpy as np
import pytest

from gradreel.assets import FOLDER
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.heart import Heart
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.sigmoid import Sigmoid
from gradreel.scenes.stage.story.base import Beat
from tests.scenes.heart.stage import SMALL, tell


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("heart")


@pytest.fixture(scope="module")
def told(recording: Recording) -> tuple[Heart, dict[str, str]]:
    sentences: dict[str, str] = {}

    def look(story: Heart, beat: Beat) -> None:
        del story
        sentences[beat.key] = beat.sentence

    return tell(recording, look), sentences


@pytest.fixture(scope="module")
def patients() -> list[dict[str, str]]:
    with (FOLDER / "data" / "heart.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_untrained_model_gives_all_the_same(told: tuple[Heart, dict[str, str]]) -> None:
    assert told[0].chances == pytest.approx(np.full(303, 0.5))
    said = told[0].words.said(told[0].chances)
    assert said == "probability of heart disease for each patient: p = 0.50"


def test_the_table_has_the_first_rows_of_the_file(
    told: tuple[Heart, dict[str, str]], patients: list[dict[str, str]]
) -> None:
    names = ("Age", "RestBP", "Chol", "MaxHR", "AHD")
    cells = [[label.content for label in column] for column in told[0].table.cells]
    assert cells == [[row[name] for row in patients[:6]] for name in names]


@pytest.mark.parametrize(
    ("middle", "counted", "written"),
    [(100, (14, 16), "100: 0.88"), (150, (52, 108), "150: 0.48"), (190, (3, 19), "190: 0.16")],
)
def test_a_share_is_counted(
    told: tuple[Heart, dict[str, str]],
    patients: list[dict[str, str]],
    middle: int,
    counted: tuple[int, int],
    written: str,
) -> None:
    near = [row["AHD"] for row in patients if abs(int(row["MaxHR"]) - middle) <= 10]
    assert (near.count("Yes"), len(near)) == counted
    share = {each.middle: each for each in told[0].windows.stops}[middle]
    assert (share.ones, share.count) == counted
    assert told[0].words.counted(share) == (written, "{} of {}".format(*counted))


def test_the_first_share_is_said(told: tuple[Heart, dict[str, str]]) -> None:
    assert told[1]["share"] == "About 100 beats a minute: 14 of 16 have heart disease"


def test_it_ends_as_the_logistic_curve_begins(told: tuple[Heart, dict[str, str]]) -> None:
    ended = told[0]
    with manim_settings(SMALL):
        begun = Sigmoid(record("sigmoid"), renderer=SeekingRenderer(None))
        begun.prepare()
    for mine, theirs in zip(ended.patients.classes, begun.axes.classes, strict=True):
        theirs.rise(0.0)
        assert mine.points == pytest.approx(theirs.points)
    on_stage = ended.get_mobject_family_members()
    for tick, same in zip(ended.patients.plot.x_axis, begun.plot.x_axis, strict=True):
        assert any(each is tick for each in on_stage)
        assert tick.get_center() == pytest.approx(same.get_center())
    assert not any(each is ended.patients.class_labels[0] for each in on_stage)
