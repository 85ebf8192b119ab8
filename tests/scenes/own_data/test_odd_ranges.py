"""Tables of odd ranges in all scenes and both languages: told apart, clear of each other, true."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record, stories_of
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.figure import CHECKED, FigureStory
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.style import SIZES
from gradreel.scenes.stage.type.typesetting import REGULAR
from tests.scenes.own_data.tables import FEATURES, written

CHOSEN: dict[str, dict[str, object]] = {
    "sigmoid": {"steps": 100},
    "minibatch": {"start": None, "learning_rate": None, "batch_size": None, "steps": 12},
    "descent": {"surface": None, "start": None, "learning_rate": None, "steps": 12},
    "backprop": {"row": None, "steps": 12},
}
APART = ("constant but one", "two values")
"""Tables whose classes may seem to be apart."""
NO_PICTURE = Picture(64, 36, 5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@cache
def recording(scene: str, path: Path, x: str = "value") -> Recording:
    data = {"data": str(path), "x": (x,), "y": "outcome"}
    return record(scene, entry(scene).defaults.changed(**data, **CHOSEN[scene]))


def names_on(plot: Plot) -> Iterator[list[str]]:
    """What is written along both axes of a plot."""
    x_axis: list[Any] = list(plot.x_axis)
    y_axis: list[Any] = list(plot.y_axis)
    yield [tick[1].content for tick in x_axis]
    yield [label.content for label in y_axis]


def names_on_maps(story: FigureStory) -> Iterator[list[str]]:
    """What is written along both axes of a story's map, read off its sheet."""
    sheet = story.sheet(CHECKED)
    size = sheet.tall(SIZES.tick) * REGULAR.scale
    drawn = sheet.artists(story.timeline.state_at(story.duration))
    written = [each for each in drawn if isinstance(each, Text)]
    ticks = [each for each in written if each.get_fontsize() == pytest.approx(size)]
    for edge in ("center", "right"):
        yield [each.get_text() for each in ticks if each.get_horizontalalignment() == edge]


@dataclass(frozen=True)
class Played:
    """What was seen of a scene that was told without drawing it.

    Attributes:
        faults: what is wrong with its layout.
        axes: what is written along each axis.
        sentences: what was told.
    """

    faults: list[str]
    axes: list[list[str]]
    sentences: str


@cache
def played(scene: str, path: Path, language: str, x: str = "value") -> Played:
    """Tell a scene of a table without drawing it."""
    made = recording(scene, path, x)
    faults: list[str] = []
    axes: list[list[str]] = []
    beats: list[Beat] = []

    def look(story: ManimStory, beat: Beat) -> None:
        faults.extend(beat.faults(findings(story)))
        axes.extend(names for plot in plots(story) for names in names_on(plot))

    for part in stories_of(scene, made):
        if issubclass(part, FigureStory):
            told = part(made, Appearance(language=language))
            faults += told.findings()
            axes += names_on_maps(told)
            beats += told.beats
            continue
        with manim_settings(NO_PICTURE):
            story = part(made, Appearance(language=language), renderer=SeekingRenderer(None))
            story.at_beat_end = look
            story.render()
        beats += story.beats
    return Played(faults, axes, " ".join(beat.sentence for beat in beats))


def plots(story: ManimStory) -> list[Plot]:
    return [each for each in story.get_mobject_family_members() if isinstance(each, Plot)]


PAIRS = [
    (table, scene)
    for (row, table), (column, scene) in product(enumerate(FEATURES), enumerate(CHOSEN))
    if table in APART or (row + column) % 2
]
"""Each table in every other scene; those of which more is said in all of them."""


def language_of(table: str, scene: str) -> str:
    """In which language a table is told: in turn, so that each is with each scene."""
    if table in APART:
        return "en"
    return LANGUAGES[(list(FEATURES).index(table) // 2 + list(CHOSEN).index(scene) // 2) % 2]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "scene"), PAIRS)
def test_ticks_are_told_apart_and_nothing_overlaps(folder: Path, table: str, scene: str) -> None:
    seen = played(scene, written(table, folder), language_of(table, scene))
    assert seen.faults == []
    assert max(map(len, seen.axes)) > 1
    for names in seen.axes:
        assert len(set(names)) == len(names), names
