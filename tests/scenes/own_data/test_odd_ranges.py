"""Tables of odd ranges in all scenes and both languages: told apart, clear of each other, true."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import RequestError
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.recording import Recording, record
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import Beat
from gradreel.scenes.stage.story.figure import CHECKED, FigureStory
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.fonts import REGULAR
from gradreel.scenes.stage.type.grid import SIZES
from tests.scenes.own_data.tables import FEATURES, written

CHOSEN: dict[str, dict[str, object]] = {
    "sigmoid": {"steps": 100},
    "minibatch": {"start": None, "learning_rate": None, "batch_size": None, "steps": 12},
    "descent": {"surface": None, "start": None, "learning_rate": None, "steps": 12},
    "backprop": {"row": None, "steps": 12},
}
NAMES = ("年龄" * 20, "a" * 60, "$x$", r"\alpha_b")
NO_PICTURE = Picture(64, 36, 5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@cache
def recording(scene: str, path: Path, x: str = "value", y: str = "outcome") -> Recording:
    data = {"data": str(path), "x": (x,), "y": y}
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


def played(recording: Recording, scene: str, language: str) -> tuple[list[str], list[list[str]]]:
    """Tell a scene without drawing it: what is wrong with its layout, and the names on its axes."""
    faults: list[str] = []
    axes: list[list[str]] = []

    def look(story: ManimStory, beat: Beat) -> None:
        faults.extend(beat.faults(findings(story)))
        axes.extend(names for plot in plots(story) for names in names_on(plot))

    for part in entry(scene).load().parts(recording):
        if issubclass(part, FigureStory):
            told = part(recording, Appearance(language=language))
            faults += told.findings()
            axes += names_on_maps(told)
            continue
        with manim_settings(NO_PICTURE):
            story = part(recording, Appearance(language=language), renderer=SeekingRenderer(None))
            story.at_beat_end = look
            story.render()
    return faults, axes


def plots(story: ManimStory) -> list[Plot]:
    return [each for each in story.get_mobject_family_members() if isinstance(each, Plot)]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "scene", "language"), list(product(FEATURES, CHOSEN, LANGUAGES)))
def test_ticks_are_told_apart_and_nothing_overlaps(
    folder: Path, table: str, scene: str, language: str
) -> None:
    faults, axes = played(recording(scene, written(table, folder)), scene, language)
    assert faults == []
    assert max(map(len, axes)) > 1
    for names in axes:
        assert len(set(names)) == len(names), names


@pytest.mark.slow
@pytest.mark.parametrize(("name", "scene"), list(product(NAMES, CHOSEN)))
def test_columns_of_odd_names_are_drawn_as_they_are_called(
    tmp_path: Path, name: str, scene: str
) -> None:
    path = written("tiny", tmp_path, (name, f"{name}?"))
    for language in LANGUAGES:
        kept = recording(scene, path, name, f"{name}?")
        assert played(kept, scene, language)[0] == []


def test_a_name_that_no_font_has_is_refused_in_one_line(tmp_path: Path) -> None:
    path = written("tiny", tmp_path, ("😀", "outcome"))
    with pytest.raises(RequestError, match="rename it") as caught:
        played(recording("sigmoid", path, "😀"), "sigmoid", "en")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "scene"), list(product(("constant but one", "two values"), CHOSEN))
)
def test_classes_are_only_said_to_be_apart_where_they_are(
    folder: Path, table: str, scene: str
) -> None:
    kept = recording(scene, written(table, folder))
    story = entry(scene).load().parts(kept)[-1]
    data = objective_of(kept.main).dataset
    one, other = (data.features[data.target == each, 0] for each in (0, 1))
    apart = one.max() < other.min() or other.max() < one.min()
    sentences = " ".join(beat.sentence for beat in beats_of(story, kept))
    assert ("are separated" in sentences or "don't overlap" in sentences) <= apart
    assert ("share one value only" in sentences) <= (not apart)


def beats_of(kind: type[ManimStory] | type[FigureStory], recording: Recording) -> Any:
    if issubclass(kind, FigureStory):
        return kind(recording).beats
    with manim_settings(NO_PICTURE):
        story = kind(recording, renderer=SeekingRenderer(None))
        story.render()
    return story.beats


def test_the_tables_are_as_odd_as_their_names_say() -> None:
    values = {name: make(np.random.default_rng(5)) for name, make in FEATURES.items()}
    assert len(values) == 10
    assert len(np.unique(values["constant but one"])) == len(np.unique(values["two values"])) == 2
    assert np.ptp(values["close together"]) < 1e-7 * values["close together"].min()
    assert np.median(values["outlier"]) < values["outlier"].max() / 1000
