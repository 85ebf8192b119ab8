"""What the story of a neuron says, against the record and against other ways to compute it."""

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from gradreel.engine.data import load
from gradreel.engine.training import train
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.ask.runs import logistic_spec
from gradreel.scenes.neuron import NeuronRun
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.marks import pixels
from gradreel.scenes.stage.manim.network import edge_width
from gradreel.scenes.stage.runs.objective import row_to_show
from tests.scenes.layout import asked, own_table, played, told

PICTURE = Picture(160, 90, 10)
FEATURES = ("Sex", "MaxHR", "ExAng", "Oldpeak")


@cache
def recording(**given: object) -> Recording:
    return record("neuron", asked("neuron", **given))


def shown(made: Recording) -> NeuronRun:
    return NeuronRun(made.run, row_to_show(made.run.spec, made.options.row))


def sentences(made: Recording) -> dict[str, str]:
    return told("neuron", made).sentences


def test_random_weights_are_right_of_her_by_luck_and_trained_ones_of_many() -> None:
    run = shown(recording())
    drawn = np.random.default_rng(0).normal(0, 1, 5)
    assert np.array_equal(run.reading().parameters, drawn)
    assert run.is_random
    before, after = run.passed(0), run.passed(200)
    assert before.probability == pytest.approx(0.419, abs=5e-4)
    assert before.loss == pytest.approx(0.543, abs=5e-4)
    assert after.probability == pytest.approx(0.270, abs=5e-4)
    assert after.loss == pytest.approx(0.314, abs=5e-4)
    assert [run.right(run.sums[step]) for step in (0, 200)] == [85, 240]


def test_all_that_moves_is_of_one_moment() -> None:
    run = shown(recording())
    for step in (0.0, 0.4, 7.0):
        run.stand(step)
        sums = run.drawn_sums()
        first, last = run.sums[int(step)], run.sums[math.ceil(step)]
        assert sums == pytest.approx(first + (step % 1) * (last - first))
        judged = [(z > 0) == bool(target) for z, target in zip(sums, run.data.target, strict=True)]
        assert run.right(sums) == sum(judged)


def test_the_sum_is_that_of_the_weights_and_the_inputs() -> None:
    """By plain loops over the table: standardised, weighted, added, bent."""
    run = shown(recording())
    table = load("heart", FEATURES, "AHD", rng=np.random.default_rng(0)).features
    total, *weights = map(float, run.reading().parameters)
    for place, weight in enumerate(weights):
        column = table[:, place]
        total += weight * (column[151] - column.mean()) / column.std()
    done = run.passed(0)
    assert done.pre_activation(1, 0) == pytest.approx(total)
    assert done.probability == pytest.approx(1 / (1 + math.exp(-total)))
    assert run.sums[0][151] == pytest.approx(total)


def test_the_sentences_say_these_numbers() -> None:
    told = sentences(recording())
    assert told["ask"] == "On the true side of 0.5: 212 of 303. With 4 facts?"
    assert told["inputs_woman"] == "The woman: her 4 facts become inputs"
    assert told["right"] == "Random weights say 42% heart disease. Right, by luck!"
    assert told["all"] == "And for all 303 patients?"
    assert told["train"] == "A look ahead: training changes all 5 numbers"
    assert told["closing"] == "4 facts: 240 of 303 right. How? Back to step 0, to one weight"


def test_the_one_feature_is_the_heart_rate_at_its_best_fit() -> None:
    one = recording()["one feature"]
    table = load("heart", ("MaxHR",), "AHD", rng=np.random.default_rng(0))
    fit = sm.Logit(table.target, sm.add_constant(table.features[:, 0])).fit(disp=0)
    assert one.loss[-1] == pytest.approx(-fit.llf / 303, abs=1e-6)
    judged = fit.predict() > 0.5
    assert int((judged == table.target).sum()) == 212


def test_a_record_that_starts_elsewhere_is_not_called_random() -> None:
    chosen = {"data": "heart", "x": ("Age", "MaxHR"), "y": "AHD", "standardize": False}
    how = {"optimizer": "adam", "learning_rate": 0.01, "steps": 20, "stride": 5}
    kept = train(logistic_spec(RunOptions.of(chosen | how)))
    made = record("neuron", asked("neuron", run="kept.npz"), kept)
    told = sentences(made)
    assert not shown(made).is_random
    assert {"inputs_row", "weights_start"} <= told.keys()
    assert told.keys() & {"wrong_start", "right_start"}
    assert told["train"].startswith("A look ahead: training changes")


def test_a_run_that_diverges_is_said_to() -> None:
    told = sentences(recording(learning_rate=1e308))
    assert told["diverged"] == "The run diverges at step 1: drawn up to there"


def test_the_row_is_the_most_wrong_one_where_none_is_named() -> None:
    made = recording(data="moons")
    run = shown(made)
    losses = [NeuronRun(made.run, row).passed(0).loss for row in range(run.data.n)]
    assert run.row == int(np.argmax(losses))


def test_no_edge_of_many_inputs_is_as_wide_as_a_node(tmp_path: Path) -> None:
    rows = np.random.default_rng(3).normal(size=(40, 30)) + np.tile([[-3], [3]], (20, 1))
    columns = {f"f{index}": rows[:, index] for index in range(30)}  # separated: weights grow
    options = own_table("neuron", tmp_path, columns, ["no", "yes"] * 20, row=None)
    made = record("neuron", options)
    network = played("neuron", made, lambda *_: None).network
    widest = network.thickness * edge_width(100.0)
    node = float(network.node(0, 0).width) / pixels(1)
    assert widest < node / 2
    assert told("neuron", made, size=(360, 640)).faults == []  # the sum has four lines there
