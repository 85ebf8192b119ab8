"""Any number of runs on one landscape: each is seen, told apart and named."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.text import Text

from gradreel.engine import optimizers
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.scenes.stage.figure.landscape_runs import RunsOnLandscape
from gradreel.scenes.stage.figure.layout import findings
from gradreel.scenes.stage.figure.run_map import distinct_looks
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.type.captions import captions
from gradreel.scenes.stage.type.theme import theme
from gradreel.scenes.stage.type.typesetting import number_text

MAP = replace(Camera().above(), aside=1.0)
RATES = {
    "gradient-descent": 0.01,
    "momentum": 0.005,
    "nesterov": 0.004,
    "adagrad": 0.5,
    "rmsprop": 0.05,
    "adam": 0.1,
}


@cache
def race(count: int) -> LandscapeRuns:
    himmelblau = SurfaceObjective(surface("himmelblau"))
    specs = [
        RunSpec(himmelblau, optimizers.build(name), rate, 40, None, np.array([0.5, -0.5]), 0)
        for name, rate in list(RATES.items())[:count]
    ]
    return LandscapeRuns(tuple(map(train, specs)))


def drawn(count: int, theme_name: str = "dark", language: str = "en") -> RunsOnLandscape:
    shown, texts = race(count), captions("descent", language)
    names = {f"run{index}": texts.optimizer(name) for index, name in enumerate(RATES)}
    looks = distinct_looks(theme(theme_name), dict(list(names.items())[:count]))
    sheet = Sheet(640, 360, theme(theme_name), transparent=False)
    runs = RunsOnLandscape(sheet, shown, looks, texts, [MAP])
    runs.add_landscape()
    runs.add_runs()
    runs.add_panel()
    return runs


def values(
    count: int, step: float = 40.0, seen: tuple[int, ...] | None = None, label: float = 1.0
) -> dict[str, float]:
    chosen = range(count) if seen is None else seen
    whole = {**MAP.values, "surface": 1.0, "scales": 1.0, "names": 0.0, "table": 1.0}
    for index in range(count):
        whole |= {f"run{index}": step, f"run{index}_label": label, f"run{index}_ring": 0.0}
        whole[f"run{index}_flight"] = 0.0
        whole[f"run{index}_shown"] = float(index in chosen)
    return whole


def words(artists: list[Artist]) -> list[str]:
    return [each.get_text() for each in artists if isinstance(each, Text)]


def test_four_runs_are_four_pictures() -> None:
    sheet = drawn(4).sheet
    alone = [sheet.pixels(values(4, seen=(index,), label=0.0)) for index in range(4)]
    empty = sheet.pixels(values(4, seen=(), label=0.0))
    for index, pixels in enumerate(alone):
        assert not np.array_equal(pixels, empty)
        assert not any(np.array_equal(pixels, other) for other in alone[:index])


@pytest.mark.parametrize("step", [0.0, 7.0, 40.0])
def test_each_row_holds_a_runs_name_and_what_was_recorded(step: float) -> None:
    written = words(drawn(4).sheet.artists(values(4, step)))
    for run, name in zip(race(4).runs, list(RATES)[:4], strict=True):
        assert captions("descent", "en").optimizer(name) in written
        assert any(
            number_text(float(run.loss[int(step)]), places) in written for places in (2, 3, 4)
        )
    assert written.count(str(int(step))) >= 4


def test_the_dots_on_the_map_are_the_recorded_points_of_each() -> None:
    runs = drawn(4)
    artists = runs.sheet.artists(values(4))
    dots = [np.asarray(each.get_offsets()) for each in artists if isinstance(each, PathCollection)]
    for run in race(4).runs:
        wanted = runs.view.project(run.parameters, run.loss, MAP)
        assert any(each.shape == wanted.shape and np.allclose(each, wanted) for each in dots)


@pytest.mark.parametrize(("count", "label"), [(1, 1.0), (2, 1.0), (4, 1.0), (5, 0.0), (6, 0.0)])
@pytest.mark.parametrize(("theme_name", "language"), [("dark", "en"), ("light", "zh")])
def test_the_layout_is_clean_for_any_number(
    count: int, label: float, theme_name: str, language: str
) -> None:
    sheet = drawn(count, theme_name, language).sheet
    assert findings(sheet, sheet.artists(values(count, label=label))) == []


def test_twelve_runs_have_looks_of_their_own() -> None:
    looks = distinct_looks(theme("dark"), {f"run{index}": "" for index in range(12)})
    assert len({(look.colour, look.filled) for look in looks}) == 12
    assert len({(look.filled, look.shape) for look in looks[:6]}) == 6
    assert looks[0].colour == theme("dark").point
    assert looks[0].filled


def test_what_is_known_of_a_run_does_not_depend_on_how_many_there_are() -> None:
    alone, among = race(1), race(4)
    assert among.verdicts[0].ending == alone.verdicts[0].ending
    assert among.seen_end(0) == alone.seen_end(0)
