"""Tables of odd ranges in all scenes and both languages: told apart, clear of each other, true."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text

from gradreel.assets import LANGUAGES
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record, stories_of
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.figure import CHECKED, FigureStory
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.style import SIZES
from gradreel.scenes.stage.type.typesetting import REGULAR
from tests.scenes.layout import played
from tests.scenes.own_data.tables import FEATURES, written

CHOSEN: dict[str, dict[str, object]] = {
    "sigmoid": {"steps": 100},
    "descent": {"surface": None, "start": None, "learning_rate": None, "steps": 12},
    "backprop": {"row": None, "steps": 12},
}


def names_on(plot: Plot) -> Iterator[list[str]]:
    """What is written along both axes of a plot."""
    x_axis: list[Any] = list(plot.x_axis)
    y_axis: list[Any] = list(plot.y_axis)
    yield [tick[1].content for tick in x_axis]
    yield [label.content for label in y_axis]


def names_on_map(story: FigureStory) -> Iterator[list[str]]:
    """What is written along both axes of a story's map, read off its sheet."""
    sheet = story.sheet(CHECKED)
    size = sheet.tall(SIZES.tick) * REGULAR.scale
    drawn = sheet.artists(story.timeline.state_at(story.duration))
    written = [each for each in drawn if isinstance(each, Text)]
    ticks = [each for each in written if each.get_fontsize() == pytest.approx(size)]
    for edge in ("center", "right"):
        yield [each.get_text() for each in ticks if each.get_horizontalalignment() == edge]


PAIRS = [
    (table, scene, LANGUAGES[(row // 2 + column // 2) % 2])
    for (row, table), (column, scene) in product(enumerate(FEATURES), enumerate(CHOSEN))
    if (row + column) % 2
]
"""Each table in every other scene, in the languages in turn."""


@pytest.mark.slow
@pytest.mark.parametrize(("table", "scene", "language"), PAIRS)
def test_ticks_are_told_apart_and_nothing_overlaps(
    tmp_path: Path, table: str, scene: str, language: str
) -> None:
    data = {"data": str(written(table, tmp_path)), "x": ("value",), "y": "outcome"}
    made = record(scene, entry(scene).defaults.changed(**data, **CHOSEN[scene]))
    looks = Appearance(language=language)
    faults, axes = list[str](), list[list[str]]()

    def look(story: ManimStory, _: Beat) -> None:
        faults.extend(findings(story))
        plots = (each for each in story.get_mobject_family_members() if isinstance(each, Plot))
        axes.extend(names for plot in plots for names in names_on(plot))

    for kind in stories_of(scene, made):
        if issubclass(kind, FigureStory):
            story = kind(made, looks)
            faults += story.findings()
            axes += names_on_map(story)
        else:
            played(scene, made, look, looks)
    assert faults == []
    assert max(map(len, axes), default=2) > 1
    for names in axes:
        assert len(set(names)) == len(names), names
