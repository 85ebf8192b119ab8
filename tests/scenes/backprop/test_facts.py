"""The scene of backpropagation: sentences keep to the facts, however a run goes."""

from dataclasses import replace
from itertools import chain, cycle

import numpy as np
import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.errors import RequestError
from gradreel.engine.training import train
from gradreel.scenes.ask import runs
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.backprop import Backprop
from gradreel.scenes.make.telling import SceneJob, told_parts
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.backprop.stage import DEFAULTS, Seen, recording, walk
from tests.scenes.tellings import LOOKS

WILD: dict[str, tuple[dict[str, object], str, str]] = {
    "too long": ({"learning_rate": 20.0}, "alone_harms", "average_rises"),
    "huge values": (
        {"learning_rate": 3e5, "activation": "identity"},
        "alone_harms",
        "average_diverged",
    ),
    "no visible step": ({"learning_rate": 1e-9}, "alone", "average"),
    "harmless": ({"hidden": (5,), "seed": 3, "steps": 21}, "alone", "average_learns"),
    "one step": ({"steps": 1}, "alone_harms_soon", "average_learns"),
}


@pytest.mark.parametrize(("name", "language"), list(zip(WILD, cycle(LANGUAGES), strict=False)))
def test_a_wild_run_is_told_truly_and_laid_out_well(name: str, language: str) -> None:
    given, alone, average = WILD[name]
    made = recording(**given)
    seen = walk(made, language=language)
    assert seen.faults == []
    assert {alone, average} <= set(seen.beats)
    before, after = np.round(made["one row"].loss[:2], 2)
    assert {"again_falls": after < before, "again_rises": after > before}.get(again(seen), True)
    first, last = np.round(made.main.loss[[0, -1]], 3)
    assert (average != "average_rises") or last > first
    assert (average != "average_learns") or last < first


def again(seen: Seen) -> str:
    (key,) = {"again", "again_falls", "again_rises"}.intersection(seen.beats)
    return key


@pytest.mark.slow
@pytest.mark.parametrize(("hidden", "language"), [((4, 4), "en"), ((5, 5, 5), "zh")])
def test_many_units_are_laid_out_well_in_a_tall_frame(
    hidden: tuple[int, ...], language: str
) -> None:
    job = SceneJob("backprop", recording(hidden=hidden), Appearance("dark", language))
    (part,) = told_parts(job, Picture(1080, 1920, 30))
    assert list(chain.from_iterable(part.faults)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "language"), LOOKS)
def test_every_beat_of_a_deeper_network_ends_in_a_clean_layout(theme: str, language: str) -> None:
    deeper = recording(hidden=(4, 4, 3), seed=5, row=2)
    assert walk(deeper, theme, language).faults == []


def test_a_patient_who_is_judged_rightly_is_not_called_wrong() -> None:
    made = recording(row=1, hidden=(2,), seed=2, steps=30)
    right = made["one row"].loss[0] < np.log(2)
    assert ({"right", "wrong"} & set(walk(made).beats)) == {"right" if right else "wrong"}


@pytest.mark.parametrize(
    ("activation", "rate", "outcome", "language"),
    [
        ("tanh", 1e6, "out of steps", "en"),
        ("tanh", 1e308, "diverged at step 1", "zh"),
        ("relu", 1e200, "diverged at step 1", "en"),
    ],
)
def test_a_run_whose_steps_are_far_too_long_is_drawn(
    activation: str, rate: float, outcome: str, language: str
) -> None:
    chosen = DEFAULTS.changed(activation=activation, learning_rate=rate, steps=20, seed=1)
    main = train(runs.mlp_spec(chosen))
    assert main.outcome == outcome
    made = record("backprop", DEFAULTS.changed(row=None), main)
    assert np.isfinite(made["one row"].parameters).all()
    seen = walk(made, "light", language)
    assert seen.faults == []
    shown = "".join(seen.formulas.values())
    assert "times 10^(" in shown
    assert "×10" not in shown
    assert "inf" not in shown


@pytest.mark.parametrize(("steps", "outcome"), [(1, "out of steps"), (5, "diverged at step 6")])
def test_a_run_on_one_row_that_diverges_is_told_as_far_as_it_goes(steps: int, outcome: str) -> None:
    made = recording()
    short = replace(train(replace(made["one row"].spec, steps=steps)), outcome=outcome)
    seen = walk(replace(made, companions={"one row": short}), language="zh")
    assert seen.faults == []
    assert "step" in seen.beats
    assert steps == 1 or "6" in seen.beats["alone_diverged"].sentence


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"row": 303}, "no row 303"),
        ({"hidden": (6,)}, "hidden layers of up to 5 units"),
        ({"hidden": (2, 2, 2, 2)}, "up to 3 hidden layers"),
        ({"x": ("Age", "RestBP", "Chol", "MaxHR", "Oldpeak", "Sex")}, "up to 5 inputs"),
        ({"y": "Slope"}, "draws two classes"),
        ({"learning_rate": 1e120, "activation": "relu", "row": 66}, "too large to compute: lower"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        Backprop.parts(record("backprop", DEFAULTS.changed(**changes)))


def test_a_recorded_network_is_drawn_from_its_own_start() -> None:
    options = RunOptions(
        data="moons", hidden=(3,), optimizer="adam", learning_rate=0.05, batch_size=20, steps=40
    )
    run = train(runs.mlp_spec(options))
    made = record("backprop", DEFAULTS.changed(row=None), run)
    assert made.main is run
    assert np.array_equal(made["one row"].parameters[0], run.parameters[0])
    losses = [run.objective.loss(run.parameters[0], np.array([row])) for row in range(200)]
    assert made["one row"].loss[0] == pytest.approx(max(losses))
    beats = walk(made).beats
    assert beats["enter"].sentence == "One row of data enters an untrained network"
    assert beats["average_batches"].sentence == "So we average over batches of 20 rows"


def test_batches_of_one_row_are_no_batches_to_average_over() -> None:
    one = RunOptions(data="moons", hidden=(3,), learning_rate=0.05, steps=2, batch_size=1)
    made = record("backprop", DEFAULTS.changed(row=None), train(runs.mlp_spec(one)))
    assert Backprop(made, renderer=SeekingRenderer(None)).average_key() == "one_by_one"


def test_other_runs_are_refused() -> None:
    logistic = runs.logistic_spec(RunOptions(learning_rate=1.0))
    wide = runs.mlp_spec(RunOptions(hidden=(6,), learning_rate=1.0))
    small = runs.mlp_spec(RunOptions(hidden=(5, 5, 5), learning_rate=1.0))
    assert [Backprop.can_draw(each) for each in (logistic, wide, small)] == [False, False, True]
