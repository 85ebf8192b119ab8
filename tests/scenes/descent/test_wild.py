"""Runs that do what no story expects: told truly, in both languages, and kept in the frame."""

from itertools import cycle

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D

from gradreel.assets import LANGUAGES
from gradreel.scenes.ask.recording import record
from gradreel.scenes.descent import Descent
from gradreel.scenes.stage.figure.text import SCENERY
from gradreel.scenes.stage.story.figure import CHECKED
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.descent.stage import keys, options
from tests.scenes.layout import drawn_at_end, words

WILD: list[tuple[dict[str, object], list[str]]] = [
    ({"surface": "10**(x**2+y**2)"}, ["repeat", "slow"]),
    ({"surface": "exp(exp(x))", "start": (1.0, 1.0), "learning_rate": 0.5}, ["slow"]),
    ({"surface": "exp(x)", "start": (-700.0, 0.0)}, ["level"]),
    ({"surface": "1e308*sin(x)", "start": (1.0, 1.0), "learning_rate": 1e-308}, ["lowest"]),
    ({"surface": "1e-300*x", "start": (1.0, 1.0)}, ["slow"]),
    ({"surface": "x**2+y**2", "start": (1e150, 1e-300)}, ["lowest"]),
    ({"surface": "x*y", "start": (1e154, 1e153)}, ["moving_floorless"]),
    ({"surface": "sin(1e6*x)", "start": (1.0, 1.0)}, ["left"]),  # a point that is hidden throughout
    ({"surface": "-x**2-y**2", "start": (0.0, 0.0)}, ["flat", "top"]),
    ({"surface": "log(x)", "start": (3.0, 0.0), "learning_rate": 0.5}, ["falls", "undefined"]),
    ({"surface": "booth", "steps": 1}, ["once", "moving"]),
    ({"surface": "x**4", "start": (1.0, 1.0), "learning_rate": 1e200}, ["diverged"]),
    ({"surface": "himmelblau", "learning_rate": 1e-30}, ["repeat", "slow"]),
    ({"surface": "x**2+y**2", "start": (1.0, 1.0), "learning_rate": 1.0}, ["repeat", "swinging"]),
    (
        {"surface": "abs(abs(x)-1)+x/4+y**2", "start": (4.5, 1.0), "learning_rate": 0.02}
        | {"steps": 300},
        ["repeat", "corner"],
    ),
    (
        {"surface": "log(x)", "start": (3.0, 0.0), "learning_rate": 0.5, "optimizer": "momentum"},
        ["falls", "undefined", "twin", "moving"],
    ),
    (
        {"surface": "abs(x)-abs(y)", "start": (1.3, 0.7), "learning_rate": 0.1},
        ["repeat", "moving_floorless"],
    ),
    ({"surface": "0*x+1"}, ["flat", "lowest"]),
    ({"surface": "six-hump-camel"}, ["local"]),
    ({"surface": "himmelblau", "start": (1.0, 1.0)}, ["global"]),
    ({"surface": "booth"}, ["only"]),
    ({"surface": "saddle"}, ["left_floorless"]),
    ({"surface": "saddle", "start": (-1.5, 0.0)}, ["saddle"]),
    ({"surface": "rosenbrock", "optimizer": "adagrad"}, ["twin", "compare"]),
    ({"x": ("MaxHR",), "y": "AHD"}, ["only"]),
    ({"x": ("MaxHR",), "y": "AHD", "learning_rate": 1e5}, ["repeat", "left"]),
    ({"x": ("MaxHR",), "y": "AHD", "learning_rate": 1e-7}, ["falls", "short"]),
    ({"surface": "1e300*(x**2+y**2)", "learning_rate": 1e-301}, ["falls", "lowest"]),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("asked", "wanted", "language"),
    [(*each, language) for each, language in zip(WILD, cycle(LANGUAGES), strict=False)],
    ids=str,
)
def test_a_wild_run_is_told_truly_and_laid_out_well(
    asked: dict[str, object], wanted: list[str], language: str
) -> None:
    told = Descent(record("descent", options(**asked)), Appearance("light", language))
    beginning = ("question", "landscape", "map", "start", "uphill", "across", "step", "step_own")
    said = [key.removesuffix("_across") for key in keys(told) if key not in (*beginning, "shrinks")]
    assert said[-len(wanted) :] == wanted
    assert told.findings(CHECKED) == []
    sheet = told.sheet(CHECKED)
    for beat in told.beats:
        for artist in sheet.artists(told.timeline.state_at(beat.end)):
            check_inside(artist)


def check_inside(artist: Artist) -> None:
    """Hold all that is drawn, but for what is cut, to the frame."""
    points = np.zeros((0, 2))
    if artist.get_gid() == SCENERY:
        assert artist.get_clip_box() is not None
    elif isinstance(artist, Line2D):
        points = artist.get_transform().transform(np.asarray(artist.get_xydata()))
    elif isinstance(artist, PathCollection):
        points = artist.get_offset_transform().transform(artist.get_offsets())
    seen = points[np.isfinite(points).all(axis=1)]
    assert (seen >= -1).all()
    assert (seen <= np.array([CHECKED.width, CHECKED.height]) + 1).all()


@pytest.mark.parametrize(
    "asked",
    [
        {"surface": "1e6+x**2+y**2"},
        {"surface": "-5e8-x**2-y**2"},
    ],
    ids=str,
)
def test_losses_that_differ_by_little_are_told_apart(asked: dict[str, object]) -> None:
    chosen = options(**asked, start=(3.0, 2.0), learning_rate=0.1, steps=12)
    told = Descent(record("descent", chosen))
    sentences = {beat.key: beat.sentence for beat in told.beats}
    first, last = (told.loss_text(told.run.loss[at]) for at in (0, -1))
    assert first != last
    assert first in sentences["start"]
    shown = [words(drawn_at_end(told, key)) for key in ("start", keys(told)[-1])]
    assert f"loss {first}" in shown[0]
    assert last in shown[1]
    assert told.findings() == []
