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
from gradreel.scenes.stage.type.appearance import Appearance
from tests.scenes.backprop.stage import DEFAULTS, recording
from tests.scenes.layout import told

WILD: dict[str, tuple[dict[str, object], set[str]]] = {
    "too long": ({"learning_rate": 20.0, "seed": 3}, {"average"}),
    "huge values": ({"learning_rate": 3e5, "activation": "identity"}, {"average"}),
    "no visible step": ({"learning_rate": 1e-9}, {"again", "no_fewer"}),
    "one hidden layer": ({"hidden": (5,), "seed": 3, "row": 1}, {"average"}),
    "one step": ({"steps": 1}, {"again", "same_for_all"}),
    "no gradient": ({"activation": "relu", "seed": 4, "row": 301}, {"flat"}),
}


@pytest.mark.parametrize(("name", "language"), list(zip(WILD, cycle(LANGUAGES), strict=False)))
def test_a_wild_run_is_told_truly_and_laid_out_well(name: str, language: str) -> None:
    given, expected = WILD[name]
    made = recording(**given)
    seen = told("backprop", made, Appearance("dark", language))
    assert seen.faults == []
    assert expected <= set(seen.sentences)
    assert {"again", "again_diverged"} & set(seen.sentences)


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


def test_a_run_on_one_row_that_diverges_is_told_as_far_as_it_goes() -> None:
    made = recording()
    short = train(replace(made["one row"].spec, steps=5))
    single = {"one row": replace(short, outcome="diverged at step 6")}
    seen = told("backprop", replace(made, companions=single), Appearance("dark", "zh"))
    assert seen.faults == []
    assert "6" in seen.sentences["again_diverged"]


def test_a_recorded_network_is_drawn_from_its_own_start() -> None:
    options = RunOptions(
        data="moons", hidden=(3,), optimizer="adam", learning_rate=0.05, batch_size=20, steps=40
    )
    run = train(runs.mlp_spec(options))
    made = record("backprop", DEFAULTS.changed(row=None), run)
    assert made.run is run
    assert np.array_equal(made["one row"].parameters[0], run.parameters[0])
    sentences = told("backprop", made).sentences
    assert sentences["forward_row"] == "Forward: from the 2 facts to p"
    assert sentences["mean"].startswith("So it takes the average slope")


def test_other_runs_are_refused() -> None:
    logistic = runs.logistic_spec(RunOptions(learning_rate=1.0))
    deep = runs.mlp_spec(RunOptions(hidden=(2, 2, 2, 2), learning_rate=1.0))
    assert [*map(Backprop.can_draw, (logistic, deep))] == [False, False]
