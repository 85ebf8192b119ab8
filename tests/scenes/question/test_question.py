"""What the scene question says, held to the engine and under other options."""

import numpy as np
import pytest

from gradreel.engine.functions import sigmoid
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record
from gradreel.scenes.stage.manim.judging import in_brief
from gradreel.scenes.stage.runs.objective import network_of, objective_of
from tests.scenes.layout import asked, told


def test_the_network_is_that_of_backprop_and_of_the_answer() -> None:
    options = entry("question").options
    for name in ("backprop", "answer"):
        others = entry(name).options
        assert {key: others[key] for key in options} == options


def test_it_says_88_per_cent_of_a_healthy_woman() -> None:
    run = record("question").run
    model, data = network_of(run), objective_of(run).dataset.rows([151])
    assert sigmoid(model.logits(run.parameters[0], data.inputs)) == pytest.approx(0.878, abs=5e-4)
    assert (model.n_parameters, data.target[0]) == (26, 0)
    drawn = np.random.default_rng(177).normal(0, 0.8, 26)
    np.testing.assert_array_equal(run.parameters[0], drawn.round(1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"row": 123}, ["ask_man", "truth", "right", "praise"]),
        ({"data": "moons"}, ["ask_row", "truth", "wrong", "blame"]),
        ({"x": ("Age",), "hidden": (1,), "row": 0}, ["ask_row", "truth", "right", "praise"]),
        (
            {"data": "xor", "hidden": (5, 5, 5), "activation": "relu"},
            ["ask_row", "truth", "wrong", "blame"],
        ),
    ],
)
def test_other_networks_are_told_as_they_are(given: dict[str, object], keys: list[str]) -> None:
    found = told("question", record("question", asked("question", **given)))
    assert list(found.sentences) == keys
    assert found.faults == []


def test_a_probability_has_room_in_the_gauge() -> None:
    assert list(map(in_brief, (0.5, 0.878, 0.9951, 0.99999, 2e-5))) == [
        "50",
        "88",
        "99.5",
        ">99",
        "<1",
    ]
