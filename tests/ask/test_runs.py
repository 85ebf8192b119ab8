"""What the scenes say of their default runs, recomputed: no number on screen without a run."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import ArrayLike

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.landscape import along_line, over_plane
from gradreel.engine.mlp import MLP
from gradreel.engine.models import Band
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory

AGE = ModelObjective(Band((2.5,), base=-1.5, height=3.0), load("heart", ["Age"]))
HILL, DIP, BARRIER, MINIMUM = 42.41, 48.04, 51.16, 60.04


def age_run(seed: int, batch_size: int | None = 30, **changes: object) -> RunSpec:
    """The run for the risky age band, centre in years; from step 50 on at a fifth of the rate."""
    spec = RunSpec(
        objective=AGE,
        optimizer=optimizers.build("gradient-descent"),
        learning_rate=70.0,
        steps=80,
        batch_size=batch_size,
        start=np.array([45.0]),
        seed=seed,
        drop_last=True,
        rate_drops=((50, 0.2),),
    )
    return replace(spec, **changes)  # type: ignore[arg-type]


def test_the_age_curve_has_its_hill_dip_barrier_and_minimum() -> None:
    centres = np.linspace(42.0, 72.0, 30_001)
    loss = along_line(AGE, np.zeros(1), np.ones(1), centres)
    turns = np.flatnonzero(np.diff(np.sign(np.diff(loss)))) + 1
    np.testing.assert_allclose(centres[turns][:3], [HILL, DIP, BARRIER], atol=0.006)
    np.testing.assert_allclose(loss[turns][:3], [0.964, 0.8995, 0.9207], atol=6e-4)
    assert centres[loss.argmin()] == pytest.approx(MINIMUM, abs=0.006)
    assert loss.min() == pytest.approx(0.6999, abs=5e-5)


def test_full_batch_descent_is_stuck_in_the_dip() -> None:
    run = train(age_run(0, batch_size=None))
    np.testing.assert_allclose(run.parameters[:4, 0], [45.0, 46.3, 47.3, 47.8], atol=0.06)
    assert run.parameters[-1, 0] == pytest.approx(DIP, abs=0.005)
    assert run.loss[-1] == pytest.approx(0.8995, abs=5e-5)


def test_seed_47_is_over_the_barrier_at_step_14_and_stays() -> None:
    centres = train(age_run(47)).parameters[:, 0]
    assert np.flatnonzero(centres > BARRIER)[0] == 14
    assert (centres[14:] > BARRIER).all()
    assert centres[-1] == pytest.approx(MINIMUM, abs=0.6)


@pytest.mark.slow
def test_about_82_percent_of_seeds_get_out_of_the_dip() -> None:
    """10,000 seeds give 81.7 %; three standard errors of a share among 300 are 6.7 %."""
    paths = np.array([train(age_run(seed)).parameters[:, 0] for seed in range(300)])
    ends = paths[:, -1]
    escaped = (ends > BARRIER) & (ends < 72.0)
    assert escaped.mean() == pytest.approx(0.817, abs=0.067)
    assert (ends < HILL).mean() == pytest.approx(0.139, abs=0.06)
    assert ((ends > HILL) & (ends < BARRIER)).mean() == pytest.approx(0.044, abs=0.036)
    crossings = (paths[escaped] > BARRIER).argmax(axis=1)
    assert np.median(crossings) == pytest.approx(10, abs=2)


@pytest.mark.parametrize(
    ("batch_size", "low", "high"), [(10, 0.2, 0.55), (100, 0.0, 0.1), (151, 0.0, 0.0)]
)
def test_the_noise_must_be_right(batch_size: int, low: float, high: float) -> None:
    ends = [
        train(age_run(seed, batch_size, rate_drops=(), stride=80)).parameters[-1, 0]
        for seed in range(100)
    ]
    assert low <= np.mean([BARRIER < end < 72.0 for end in ends]) <= high


def band_run(
    columns: list[str], model: Band, start: list[float], rate: float, seed: int, *, drop: bool
) -> RunSpec:
    return RunSpec(
        objective=ModelObjective(model, load("heart", columns).standardized()),
        optimizer=optimizers.build("gradient-descent"),
        learning_rate=rate,
        steps=80,
        batch_size=30,
        start=np.array(start),
        seed=seed,
        drop_last=True,
        rate_drops=((50, 0.2),) if drop else (),
    )


TWO = {
    "A": (
        band_run(
            ["Chol", "MaxHR"], Band((0.5, 0.35), 2.0, -4.0), [-1.0, -1.6], 2.0, 37, drop=False
        ),
        ([-0.636, -1.299], 1.175),
        ([-0.396, 0.854], 0.967),
        0.89,
    ),
    "B": (
        band_run(["Age", "MaxHR"], Band((0.28, 0.7), -2.5, 5.0), [-1.2, -0.3], 1.2, 38, drop=True),
        ([-0.828, -0.835], 1.136),
        ([0.548, -0.348], 0.933),
        0.85,
    ),
}


def basin(spec: RunSpec, point: FloatArray) -> FloatArray:
    """Where full-batch descent leads to from a point, as parameters (2,)."""
    settle = replace(spec, batch_size=None, start=point, steps=100, stride=100, rate_drops=())
    end: FloatArray = train(replace(settle, learning_rate=spec.learning_rate / 2)).parameters[-1]
    return end


@pytest.mark.parametrize("name", TWO)
def test_in_two_parameters_full_batch_is_stuck_and_the_seed_gets_out(name: str) -> None:
    spec, (dip, dip_loss), (minimum, least), _ = TWO[name]
    stuck = train(replace(spec, batch_size=None, steps=200, rate_drops=()))
    np.testing.assert_allclose(stuck.parameters[-1], dip, atol=0.002)
    assert stuck.loss[-1] == pytest.approx(dip_loss, abs=6e-4)
    out = basin(spec, train(spec).parameters[-1])
    np.testing.assert_allclose(out, minimum, atol=0.002)
    assert spec.objective.loss(out) == pytest.approx(least, abs=6e-4)


@pytest.mark.parametrize("name", TWO)
def test_the_minimum_is_the_lowest_in_the_window(name: str) -> None:
    spec, _, (minimum, least), _ = TWO[name]
    grid = np.linspace(-2.4, 2.4, 121)
    u, v = np.eye(2)
    plane = over_plane(spec.objective, np.zeros(2), u, v, grid, grid)
    assert plane.min() == pytest.approx(least, abs=0.002)
    row, column = np.unravel_index(plane.argmin(), plane.shape)
    np.testing.assert_allclose([grid[column], grid[row]], minimum, atol=0.04)


@pytest.mark.slow
@pytest.mark.parametrize("name", TWO)
def test_the_share_of_seeds_that_get_out_in_two_parameters(name: str) -> None:
    spec, _, (minimum, _), share = TWO[name]
    ends = [train(replace(spec, seed=seed, stride=80)).parameters[-1] for seed in range(100)]
    near = [np.linalg.norm(basin(spec, end) - minimum) < 0.1 for end in ends]
    assert np.mean(near) == pytest.approx(share, abs=0.09)


PATIENT = 151
INPUTS = load("heart", ["Sex", "MaxHR", "ExAng", "Oldpeak"]).standardized()
NETWORK = MLP((4, 3, 2, 1), "tanh")
WEIGHTS = np.round(np.random.default_rng(177).normal(0.0, 0.8, 26), 1)


def backprop_run(data: Dataset, steps: int) -> Trajectory:
    """Train the network of the example on these patients, all of them at every step."""
    spec = RunSpec(
        objective=ModelObjective(NETWORK, data),
        optimizer=optimizers.build("gradient-descent"),
        learning_rate=0.5,
        steps=steps,
        batch_size=None,
        start=WEIGHTS,
        seed=0,
    )
    return train(spec)


def test_the_numbers_of_the_backpropagation_example() -> None:
    patient = INPUTS.rows([PATIENT])
    assert load("heart", ["Age", "Sex"]).features[PATIENT].tolist() == [42.0, 0.0]
    assert patient.target == 0.0
    forward = NETWORK.forward(WEIGHTS, patient.inputs)
    backward = NETWORK.backward(WEIGHTS, forward, patient.target)

    def near(values: FloatArray, shown: ArrayLike) -> None:
        np.testing.assert_allclose(np.squeeze(values), np.array(shown), atol=6e-4)

    near(forward.activations[0], [-1.457, -1.209, -0.697, -0.379])
    near(forward.activations[1], [0.702, -0.480, 0.522])
    near(forward.activations[2], [0.704, -0.819])
    near(forward.pre_activations[2], 1.970)
    near(forward.activations[3], 0.878)
    near(backward.weight_gradients[2], [0.618, -0.718])
    near(backward.weight_gradients[1], [[0.528, -0.361, 0.392], [-0.142, 0.097, -0.106]])
    sizes = np.abs(backward.gradient)
    near(np.array([sizes.min(), sizes.max()]), [0.097, 0.878])


def test_one_step_lowers_her_loss_and_repeating_it_harms_the_rest() -> None:
    hers = backprop_run(INPUTS.rows([PATIENT]), 21)
    everybody = NETWORK.loss(hers.parameters, INPUTS.inputs, INPUTS.target)
    np.testing.assert_allclose(hers.loss[:2], [2.101, 0.406], atol=6e-4)
    np.testing.assert_allclose(everybody[[0, 1, 21]], [0.925, 0.713, 1.363], atol=6e-4)


def test_averaging_over_all_patients_serves_all() -> None:
    assert backprop_run(INPUTS, 300).loss[-1] == pytest.approx(0.457, abs=6e-4)
