"""The scene of backpropagation: sentences keep to the facts, and layouts are clean."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes import backprop
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import record
from gradreel.scenes.backprop import BackpropRole, average_key
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.pass_maths import weight_gradient
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from tests.scenes.backprop.stage import DEFAULTS, recording, walk
from tests.scenes.tellings import LOOKS


def test_a_patient_who_is_judged_rightly_is_not_called_wrong() -> None:
    beats = walk(recording(row=1, hidden=(2,), seed=2, steps=30)).beats
    made = recording(row=1, hidden=(2,), seed=2, steps=30)
    sample = made[BackpropRole.ONE_ROW].dataset
    assert sample is not None
    assert sample.target[0] == 1
    right = made[BackpropRole.ONE_ROW].loss[0] < np.log(2)
    assert ("right" in beats) == right
    assert ("wrong" in beats) != right


def test_harm_and_a_falling_loss_are_claimed_only_when_they_happen() -> None:
    for steps, harms in ((21, False), (300, True)):
        made = recording(hidden=(5,), seed=3, steps=steps)
        alone = made.main.objective.losses(made[BackpropRole.ONE_ROW].parameters)
        beats = walk(made).beats
        assert (alone[steps] > alone[0]) == harms
        key = "alone_harms_soon" if alone[1] < alone[0] else "alone_harms"
        assert (key if harms else "alone") in beats
        assert "paths" not in beats, "with one hidden layer no paths meet"
    steep = recording(learning_rate=60.0, row=2, hidden=(2,), seed=1, steps=5)
    loss = steep[BackpropRole.ONE_ROW].loss
    key = "again_rises" if round(loss[1], 2) > round(loss[0], 2) else "again_falls"
    assert key in walk(steep).beats


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
    assert np.isfinite(made[BackpropRole.ONE_ROW].parameters).all()
    seen = walk(made, "light", language)
    assert seen.faults == []
    shown = "".join(seen.formulas.values())
    assert "times 10^(" in shown
    assert "×10" not in shown
    assert "inf" not in shown


def test_where_the_second_step_diverges_the_first_is_told_all_the_same() -> None:
    made = recording()
    single = train(replace(made[BackpropRole.ONE_ROW].spec, steps=1))
    seen = walk(replace(made, companions={BackpropRole.ONE_ROW: single}))
    assert seen.faults == []
    assert weight_gradient(_first_pass(single), EdgeIndex(3, 0, 0)) in seen.formulas["step"]


def _first_pass(single: Trajectory) -> SamplePass:
    objective = single.objective
    assert isinstance(objective, ModelObjective)
    assert isinstance(objective.model, MLP)
    return SamplePass(objective.model, single.parameters[0], objective.dataset)


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
def test_what_cannot_be_drawn_is_refused_in_one_line(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(RequestError, match=message) as caught:
        backprop.parts(record("backprop", DEFAULTS.changed(**changes)))
    assert len(str(caught.value)) <= 200
    assert "\n" not in str(caught.value)


def test_a_recorded_network_is_drawn_from_its_own_start() -> None:
    options = RunOptions(
        data="moons", hidden=(3,), optimizer="adam", learning_rate=0.05, batch_size=20, steps=40
    )
    run = train(runs.mlp_spec(options))
    made = record("backprop", DEFAULTS.changed(row=None), run)
    assert made.main is run
    assert np.array_equal(made[BackpropRole.ONE_ROW].parameters[0], run.parameters[0])
    losses = [run.objective.loss(run.parameters[0], np.array([row])) for row in range(200)]
    assert made[BackpropRole.ONE_ROW].loss[0] == pytest.approx(max(losses))
    beats = walk(made).beats
    assert beats["enter"].sentence == "One row of data enters an untrained network"
    assert beats["average_batches"].sentence == "So we average over batches of 20 rows"


def test_batches_of_one_row_are_no_batches_to_average_over() -> None:
    options = RunOptions(data="moons", hidden=(3,), learning_rate=0.05, steps=2)
    runs_of = [train(runs.mlp_spec(options.changed(batch_size=size))) for size in (1, 2)]
    assert [average_key(run, 0.4, 0.8) for run in runs_of] == ["one_by_one", "average_batches"]


def test_other_runs_are_refused() -> None:
    logistic = runs.logistic_spec(RunOptions(learning_rate=1.0))
    wide = runs.mlp_spec(RunOptions(hidden=(6,), learning_rate=1.0))
    small = runs.mlp_spec(RunOptions(hidden=(5, 5, 5), learning_rate=1.0))
    assert [backprop.can_draw(each) for each in (logistic, wide, small)] == [False, False, True]


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "language"), LOOKS)
def test_every_beat_of_a_deeper_network_ends_in_a_clean_layout(theme: str, language: str) -> None:
    deeper = recording(hidden=(4, 4, 3), seed=5, row=2)
    assert walk(deeper, theme, language).faults == []


@dataclass
class Frames:
    """Frames as they were drawn."""

    pixels: list[Pixels] = field(default_factory=list)

    def take(self, frame: Frame) -> None:
        assert frame.repeats >= 1
        self.pixels.append(frame.pixels.copy())
