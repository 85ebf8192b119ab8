"""The scene of gradient descent: what can be asked of it, and how that looks."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.image import FigureImage

from gradreel.engine.training import train
from gradreel.scenes.ask import records
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.ask.runs import logistic_spec
from gradreel.scenes.descent import Descent
from gradreel.scenes.stage.figure.text import Label, backed, findings
from gradreel.scenes.stage.story.figure import CHECKED
from tests.scenes.descent.stage import FORMULA, in_parameters, keys, options, story
from tests.scenes.layout import drawn_at_end, words


def test_other_optimizers_have_plain_descent_beside_them() -> None:
    recording = record("descent", options(surface=FORMULA, start=(-3.0, 2.0), optimizer="momentum"))
    twin = recording["plain twin"]
    assert np.array_equal(twin.parameters[0], [-3, 2])
    assert twin.spec.steps == recording.run.spec.steps == 100
    told = Descent(recording)
    assert keys(told)[-2:] == ["twin", "compare"]
    shown = words(drawn_at_end(told, "compare"))
    assert "Momentum" in shown
    assert "Gradient descent" in shown
    for run in (recording.run, twin):
        assert f"{run.spec.learning_rate:g}" in shown


def test_only_the_default_start_has_a_second_one() -> None:
    assert set(Descent.runs(options())) == {"main", "second start", "wave"}
    assert set(Descent.runs(options(start=(1.0, 1.0)))) == {"main", "wave"}
    assert set(Descent.runs(options(surface="beale"))) == {"main", "wave"}


def test_where_a_sentence_names_the_last_loss_the_panel_has_come_to_it() -> None:
    told = Descent(record("descent", options(optimizer="adam", learning_rate=1.0)))
    steps, losses = told.run.n_steps, told.run.loss
    assert losses[-1] != losses[-2]
    shown = words(drawn_at_end(told, "repeat"))
    assert {str(steps), told.loss_text(losses[-1])} <= set(shown)


def test_a_word_across_the_edge_of_a_map_is_found() -> None:
    told = story()
    artists, sheet = drawn_at_end(told, "map"), told.sheet(CHECKED)
    left = min(each.ox for each in artists if isinstance(each, FigureImage) and each.ox > 0)
    word = Label(sheet, "word", (left / 640, 0.6), colour="#000000", edge="centre")
    assert findings(sheet, [*artists, word]) == []
    backed(word)
    (found,) = findings(sheet, [*artists, word])
    assert "across a map's edge" in found


@pytest.mark.parametrize(
    ("formula", "steps", "minima"),
    [
        ("(x-20)**2+(y+30)**2", 100, [(20.0, -30.0)]),
        ("(x**2-64)**2/100+y**2", 3, [(-8.0, 0.0), (8.0, 0.0)]),
    ],
)
def test_the_window_of_a_formula_holds_its_minima_and_the_whole_path(
    formula: str, steps: int, minima: list[tuple[float, float]]
) -> None:
    told = Descent(record("descent", options(surface=formula, steps=steps, optimizer="momentum")))
    low, high = told.shown.landscape.window
    for points in (minima, *(run.parameters for run in told.shown.runs)):
        assert ((low <= points) & (points <= high)).all()


def test_it_draws_recorded_runs_of_two_parameters_on_batches_too(tmp_path: Path) -> None:
    asked = RunOptions(data="heart", x=("Age",), y="AHD", learning_rate=0.5, steps=9, batch_size=30)
    spec = logistic_spec(asked)
    assert Descent.can_draw(spec)
    assert not Descent.can_draw(logistic_spec(asked.changed(x=("Age", "Chol"))))
    records.save(train(spec), tmp_path / "run.npz")
    loaded = records.load(tmp_path / "run.npz")
    told = Descent(record("descent", RunOptions(), loaded))
    artists = told.sheet(CHECKED).artists(told.timeline.segments[-1].after)
    (dots, *_) = in_parameters(told, artists, PathCollection, told.cameras.map)
    assert np.allclose(dots, loaded.parameters, atol=1e-9)
    sentence = next(beat.sentence for beat in told.beats if beat.key == "batch")
    assert {"30", "303"} <= set(sentence.split())
    assert "uphill" not in keys(told)


@pytest.mark.parametrize("steep", ["10**(x**2+y**2)", "x**20+y**20"])
def test_the_rate_on_a_steep_surface_suits_where_the_run_starts(steep: str) -> None:
    run = record("descent", options(surface=steep, start=(1.0, 1.0))).run
    assert run.loss[-1] < 0.2 * run.loss[0]
