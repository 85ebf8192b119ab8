"""The scene of backpropagation: sentences keep to the facts, however a run goes."""

from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest

from gradreel.assets import LANGUAGES
from gradreel.engine.training import train
from gradreel.scenes.ask import runs
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.backprop import Backprop
from gradreel.scenes.render.manim.seeking import SeekingRenderer
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.backprop.stage import DEFAULTS, recording, walk
from tests.scenes.layout import told

WILD: dict[str, tuple[dict[str, object], str, str]] = {
    "too long": ({"learning_rate": 20.0}, "alone_harms", "average_rises"),
    "huge values": (
        {"learning_rate": 3e5, "activation": "identity"},
        "alone_harms",
        "average_diverged",
    ),
    "no visible step": ({"learning_rate": 1e-9}, "alone", "average"),
    "harmless": ({"hidden": (5,), "seed": 3, "steps": 21, "row": 1}, "alone", "average_learns"),
    "one step": ({"steps": 1}, "alone_harms_soon", "average_learns"),
}


@pytest.mark.parametrize(("name", "language"), list(zip(WILD, cycle(LANGUAGES), strict=False)))
def test_a_wild_run_is_told_truly_and_laid_out_well(name: str, language: str) -> None:
    given, alone, average = WILD[name]
    made = recording(**given)
    seen, single = walk(made, language=language), made["one row"].loss
    assert seen.faults == []
    assert {alone, average} <= set(seen.beats)
    assert ("right" in seen.beats) == (single[0] < np.log(2)) == ("wrong" not in seen.beats)
    change = np.sign(np.diff(np.round(single[:2], 2)))[0]
    assert {-1: "again_falls", 0: "again", 1: "again_rises"}[change] in seen.beats


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "language", "size"),
    [
        ({"hidden": (4, 4)}, "en", (1080, 1920)),
        ({"hidden": (5, 5, 5)}, "zh", (1080, 1920)),
        ({"hidden": (4, 4, 3), "seed": 5, "row": 2}, "en", (1920, 1080)),
    ],
)
def test_many_units_are_laid_out_well(
    changes: dict[str, object], language: str, size: tuple[int, int]
) -> None:
    looks = Appearance("dark", language)
    assert told("backprop", recording(**changes), looks, size).faults == []


@pytest.mark.parametrize(
    ("activation", "rate", "outcome", "language"),
    [
        ("tanh", 1e6, "out of steps", "en"),
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


def test_a_run_on_one_row_that_diverges_is_told_as_far_as_it_goes() -> None:
    made = recording()
    short = train(replace(made["one row"].spec, steps=5))
    single = {"one row": replace(short, outcome="diverged at step 6")}
    seen = walk(replace(made, companions=single), language="zh")
    assert seen.faults == []
    assert "6" in seen.beats["alone_diverged"].sentence


def test_a_recorded_network_is_drawn_from_its_own_start() -> None:
    options = RunOptions(
        data="moons", hidden=(3,), optimizer="adam", learning_rate=0.05, batch_size=20, steps=40
    )
    run = train(runs.mlp_spec(options))
    made = record("backprop", DEFAULTS.changed(row=None), run)
    assert made.main is run
    assert np.array_equal(made["one row"].parameters[0], run.parameters[0])
    beats = walk(made).beats
    assert beats["enter"].sentence == "One row of data enters an untrained network"
    assert beats["average_batches"].sentence == "So we average over batches of 20 rows"


def test_batches_of_one_row_are_no_batches_to_average_over() -> None:
    made = recording()
    main = replace(made.main, spec=replace(made.main.spec, batch_size=1))
    story = Backprop(replace(made, main=main), renderer=SeekingRenderer(None))
    assert story.average_key() == "one_by_one"


def test_other_runs_are_refused() -> None:
    logistic = runs.logistic_spec(RunOptions(learning_rate=1.0))
    wide = runs.mlp_spec(RunOptions(hidden=(6,), learning_rate=1.0))
    assert [*map(Backprop.can_draw, (logistic, wide))] == [False, False]
