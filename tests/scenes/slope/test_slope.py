"""What the scene slope says, held to the engine."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.models import LogisticRegression
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.slope import ONE_BY_ONE, RUN, Slope, WeightRun
from gradreel.scenes.stage.runs.line import minimum_of

START = np.random.default_rng(0).normal(0, 1, 5)
HEART = load("heart", ["Sex", "MaxHR", "ExAng", "Oldpeak"], "AHD").standardized()
APART = "dose,ill\n1,no\n2,no\n3,no\n4.5,yes\n5,yes\n6,yes\n"


def made(**changes: Any) -> Recording:
    return record("slope", entry("slope").defaults.changed(**changes))


def shown(recording: Recording) -> WeightRun:
    return WeightRun(recording.run, RUN, first=ONE_BY_ONE)


@pytest.fixture(scope="module")
def recording() -> Recording:
    return made()


def whole_loss(weight: float) -> float:
    parameters = START.copy()
    parameters[2] = weight
    return float(LogisticRegression(4).loss(parameters, HEART.inputs, HEART.target))


def test_the_weight_of_the_heart_rate_is_learned_from_where_the_neuron_starts(
    recording: Recording,
) -> None:
    run = recording.run
    slopes = LogisticRegression(4).loss_and_gradient(START, HEART.inputs, HEART.target)[1][1:]
    assert int(np.argmax(np.abs(slopes))) == 1
    assert run.parameters[0, 0] == START[2] == pytest.approx(0.6404, abs=1e-4)
    assert run.gradients[0, 0] == pytest.approx(slopes[1])
    assert run.loss[0] == pytest.approx(1.0463, abs=1e-4)


def test_it_arrives_at_the_minimum_that_scipy_finds(recording: Recording) -> None:
    best = minimize_scalar(whole_loss, bracket=(-3, 1), tol=1e-12)
    low = minimum_of(recording.run.spec)
    assert low == pytest.approx(best.x, abs=1e-5)
    assert low == pytest.approx(-1.2521, abs=1e-4)
    assert shown(recording).end_key() == "end_arrived"
    assert recording.run.loss[-1] == pytest.approx(best.fun, abs=1e-5)
    assert best.fun == pytest.approx(0.7071, abs=1e-4)


def test_every_step_is_the_rate_times_the_slope_and_shorter_than_the_last(
    recording: Recording,
) -> None:
    run = recording.run
    steps = np.diff(run.parameters[:, 0])
    np.testing.assert_allclose(steps, -2.0 * run.gradients[:, 0], rtol=1e-12, atol=1e-15)
    sizes = np.abs(steps)
    assert (np.diff(sizes) < 0).all()
    facts = shown(recording)
    assert (facts.again_key(), facts.run_key()) == ("again_shorter", "run_shortens")


def test_from_the_other_side_it_goes_right_and_arrives_too(recording: Recording) -> None:
    run = recording["other side"]
    assert run.gradients[0, 0] < 0
    assert run.parameters[1, 0] > run.parameters[0, 0]
    low, high = shown(recording).window
    assert abs(run.parameters[-1, 0] - recording.run.parameters[-1, 0]) < 0.01 * (high - low)


def test_it_ends_at_the_weight_that_was_found_by_hand(recording: Recording) -> None:
    facts = shown(recording)
    write = facts.weights.text
    assert write(facts.path[facts.settled]) == write(facts.minimum or 0.0) == "−1.25"
    slopes = [facts.slopes.text(facts.reading_at(facts.settled - back).slope) for back in (0, 1)]
    assert slopes[0] == facts.slopes.text(0) != slopes[1]


def test_what_is_said_is_judged_from_the_record(tmp_path: Path) -> None:
    (tmp_path / "apart.csv").write_text(APART)
    apart = {"data": str(tmp_path / "apart.csv"), "x": ("dose",), "y": "ill", "weight": None}
    ends = {
        "end_arrived": made(learning_rate=12.0),
        "end_leaps": made(learning_rate=60.0, weight="ExAng"),
        "end_moving": made(steps=3),
        "end_never": made(**apart, learning_rate=None),
    }
    for key, each in ends.items():
        assert shown(each).end_key() == key
    assert shown(ends["end_arrived"]).again_key() == "again_beyond"
    assert shown(ends["end_arrived"]).run_key() == "run_turns"
    assert shown(ends["end_never"]).minimum is None
    assert not ends["end_never"].companions


def test_a_weight_that_is_meant_is_learned() -> None:
    for index, name in enumerate(HEART.feature_names):
        spec = Slope.runs(entry("slope").defaults.changed(weight=name))["main"]
        assert isinstance(spec, RunSpec)
        assert spec.start[0] == START[index + 1]
        assert Slope.can_draw(spec)


def test_the_rate_that_is_chosen_for_other_data_never_goes_past_the_minimum() -> None:
    for data, x in (("moons", None), ("heart", ("Age", "Chol"))):
        changes = {"data": data, "x": x, "y": None, "weight": None, "learning_rate": None}
        run = made(**changes, steps=60, standardize=False).run
        low = minimum_of(run.spec)
        assert low is not None
        assert (np.sign(run.parameters[:, 0] - low) == np.sign(run.parameters[0, 0] - low)).all()


def test_of_random_starts_one_that_is_not_flat_is_taken(tmp_path: Path) -> None:
    bias, weight = START[:2]
    ones = {x: round(1000 / (1 + np.exp(-bias - weight * x))) for x in (-1, 1)}
    rows = [f"{x},{int(row < ones[x])}\n" for x in ones for row in range(1000)]
    (tmp_path / "flat.csv").write_text("x,y\n" + "".join(rows))
    own = {"data": str(tmp_path / "flat.csv"), "x": ("x",), "y": "y", "weight": None}
    assert made(**own, learning_rate=None).run.spec.start[0] != START[1]
    with pytest.raises(RequestError, match="flat along"):
        made(**own, learning_rate=None, start=tuple(START[:2]))
