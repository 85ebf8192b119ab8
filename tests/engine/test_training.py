import itertools
import math
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression as SklearnLogistic
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from gradreel.engine import optimizers
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, SurfaceObjective
from gradreel.engine.replay import step_beyond
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import minibatches, train

HEART = ModelObjective(LogisticRegression(1), load("heart").standardized())
GRADIENT_DESCENT = optimizers.build("gradient-descent")
WIDE = ModelObjective(MLP((1, 400, 1)), load("heart").standardized())
BOWL = SurfaceObjective(surface("x**2 + y**2"))


def spec(**changes: Any) -> RunSpec:
    values: dict[str, Any] = {
        "objective": HEART,
        "optimizer": GRADIENT_DESCENT,
        "learning_rate": 4.0,
        "steps": 60,
        "batch_size": None,
        "start": np.zeros(2),
        "seed": 1,
    }
    return RunSpec(**{**values, **changes})


def on_bowl(learning_rate: float, steps: int = 60, **changes: Any) -> RunSpec:
    start = np.array([3.0, -4.0])
    return spec(objective=BOWL, learning_rate=learning_rate, steps=steps, start=start, **changes)


def test_heart_by_max_hr_reaches_the_maximum_likelihood_fit() -> None:
    run = train(spec(steps=200))
    b0, b1 = run.own_scale(run.parameters[-1])
    assert run.outcome == "converged"
    assert b0 == pytest.approx(6.3249497, abs=1e-6)
    assert b1 == pytest.approx(-0.0434111, abs=1e-6)
    assert -b0 / b1 == pytest.approx(145.6988, abs=1e-4)
    assert run.loss[-1] * 303 == pytest.approx(180.4511, abs=1e-4)
    assert run.loss[-1] == pytest.approx(0.5955480, abs=1e-7)
    p = 1.0 / (1.0 + np.exp(-(b0 + b1 * HEART.dataset.features[:, 0])))
    assert np.mean((p > 0.5) == HEART.dataset.target) == pytest.approx(0.6997, abs=5e-5)


def test_several_features_reach_the_fit_of_two_other_packages() -> None:
    data = load("heart", ["Age", "Sex", "MaxHR", "ExAng", "Oldpeak"])
    objective = ModelObjective(LogisticRegression(5), data.standardized())
    run = train(spec(objective=objective, steps=500, start=np.zeros(6)))
    fitted = run.own_scale(run.parameters[-1])
    exact = sm.Logit(data.target, sm.add_constant(data.features)).fit(disp=0).params
    np.testing.assert_allclose(fitted, exact, rtol=1e-6)
    other = SklearnLogistic(C=np.inf, solver="newton-cholesky", tol=1e-10)
    other.fit(data.features, data.target)
    np.testing.assert_allclose(fitted, [*other.intercept_, *other.coef_[0]], rtol=1e-6)


def test_a_run_that_is_not_at_rest_is_out_of_steps() -> None:
    assert train(spec(steps=3)).outcome == "out of steps"
    assert train(spec(steps=200, batch_size=30)).outcome == "out of steps"


def test_every_step_is_recorded_as_it_was_made() -> None:
    run = train(spec(batch_size=30, steps=25))
    assert run.parameters.shape == (26, 2)
    assert run.gradients.shape == (25, 2)
    assert run.batch_indices.shape == (25, 30)
    for k in range(25):
        batch = run.batch(k)
        assert batch is not None
        loss, gradient = HEART.loss_and_gradient(run.parameters[k], batch)
        assert run.batch_loss[k] == loss
        np.testing.assert_array_equal(run.gradients[k], gradient)
        np.testing.assert_array_equal(run.parameters[k + 1], run.parameters[k] - 4.0 * gradient)
    full = [HEART.loss(parameters) for parameters in run.parameters]
    np.testing.assert_allclose(run.loss, full, rtol=1e-14)


def test_a_full_batch_is_the_data() -> None:
    run = train(spec(steps=10))
    assert run.batch_indices.shape == (10, 0)
    assert run.batch(3) is None
    np.testing.assert_array_equal(run.loss[:-1], run.batch_loss)


def test_an_epoch_shows_every_sample_once_in_a_new_order() -> None:
    batches = minibatches(10, 4, np.random.default_rng(0), drop_last=False)
    epochs = [np.concatenate(list(itertools.islice(batches, 3))) for _ in range(3)]
    assert all(sorted(epoch) == list(range(10)) for epoch in epochs)
    assert not np.array_equal(epochs[0], epochs[1])


def test_a_short_last_batch_is_kept_and_padded_or_left_out() -> None:
    run = train(spec(batch_size=100, steps=8))
    assert [(run.batch_indices[k] >= 0).sum() for k in range(8)] == [100, 100, 100, 3] * 2
    assert len(run.batch(3)) == 3  # type: ignore[arg-type]
    assert run.batch_loss[3] == HEART.loss(run.parameters[3], run.batch(3))
    run = train(spec(batch_size=100, steps=8, drop_last=True))
    assert run.batch_indices.min() >= 0


def test_a_stride_keeps_some_steps_and_every_batch_loss() -> None:
    every, some = (
        train(spec(batch_size=30, steps=25)),
        train(spec(batch_size=30, steps=25, stride=10)),
    )
    assert some.recorded_steps.tolist() == [0, 10, 20, 25]
    np.testing.assert_array_equal(some.parameters, every.parameters[some.recorded_steps])
    np.testing.assert_allclose(some.loss, every.loss[some.recorded_steps], rtol=1e-14)
    np.testing.assert_array_equal(some.gradients, every.gradients[[0, 10, 20]])
    np.testing.assert_array_equal(some.batch_loss, every.batch_loss)
    np.testing.assert_array_equal(some.batch_indices, every.batch_indices)


def test_the_rate_falls_by_a_cosine_to_nothing_and_drops_at_its_steps() -> None:
    falling = spec(steps=8, schedule="cosine", rate_drops=((6, 0.5), (7, 0.5)))
    rates = [falling.learning_rate_at(step) for step in range(10)]
    full, quarter = 4.0, 4.0 * (1 + np.cos(np.pi / 4)) / 2
    assert rates[0] == full
    assert rates[2] == pytest.approx(quarter)
    assert rates[4] == pytest.approx(full / 2)
    assert rates[6] == pytest.approx((full - quarter) / 2)
    assert rates[7] == pytest.approx(full * (1 - np.cos(np.pi / 8)) / 8)
    assert rates[8:] == pytest.approx([0.0, 0.0], abs=1e-15)
    run = train(falling)
    steps = run.parameters[1:] - run.parameters[:-1]
    np.testing.assert_allclose(steps, -np.array(rates[:8])[:, None] * run.gradients, rtol=1e-9)
    assert falling.hash != spec(steps=8, rate_drops=falling.rate_drops).hash
    with pytest.raises(RequestError, match="no schedule of the rate 'linear'"):
        spec(schedule="linear")


@pytest.mark.parametrize("stride", [1, 7])
def test_a_run_that_diverges_is_recorded_to_its_last_finite_step(stride: int) -> None:
    """On x^2 + y^2 the rate 1e10 multiplies x and y by about -2e10 at every step."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = train(on_bowl(1e10, stride=stride))
    assert run.outcome == f"diverged at step {run.n_steps + 1}"
    assert run.recorded_steps[-1] == run.n_steps == 14  # 5 (2e10)^14 squared is under 1.8e308
    for array in (run.parameters, run.loss, run.batch_loss, run.gradients):
        assert np.isfinite(array).all()
    assert len(run.parameters) == len(run.loss) == len(run.gradients) + 1


def test_a_full_loss_that_overflows_is_cut_off_though_its_batches_were_finite() -> None:
    """Near 1e307 the losses of 30 samples have a finite sum, those of 303 have not."""
    run = train(spec(learning_rate=4e307, batch_size=30, steps=3))
    assert (run.outcome, run.loss.tolist()) == ("diverged at step 1", [HEART.loss(np.zeros(2))])


def test_a_run_can_diverge_in_its_first_and_in_its_last_step() -> None:
    first = train(on_bowl(1e200, steps=3))
    assert (first.outcome, first.n_steps) == ("diverged at step 1", 0)
    assert first.parameters.tolist() == [[3.0, -4.0]]
    assert first.loss.tolist() == [25.0]
    last = train(on_bowl(1e10, steps=15))
    assert (last.outcome, last.n_steps) == ("diverged at step 15", 14)
    assert train(on_bowl(1e10, steps=14)).outcome == "out of steps"


@pytest.mark.parametrize("optimizer", ["gradient-descent", "momentum", "adam"])
@pytest.mark.parametrize("changes", [{}, {"stride": 7}, {"rate_drops": ((4, 0.5),)}])
def test_the_step_beyond_a_run_is_that_of_a_longer_one(
    optimizer: str, changes: dict[str, Any]
) -> None:
    rule = optimizers.build(optimizer)
    short, long = (train(spec(steps=n, optimizer=rule, **changes)) for n in (9, 10))
    assert np.array_equal(step_beyond(short), long.parameters[-1])


def test_the_record_is_the_same_however_many_cores_there_are() -> None:
    model = MLP((64, 64, 10), "relu")
    objective = ModelObjective(model, load("digits"))
    start = model.initial(np.random.default_rng(0))
    ends = []
    for threads in (1, 2):
        with threadpool_limits(threads, "blas"):
            run = train(spec(objective=objective, batch_size=500, start=start, learning_rate=0.1))
        ends.append(run.parameters[-1].tobytes())
    assert ends[0] == ends[1]


@pytest.mark.parametrize("optimizer", optimizers.optimizer_names())
def test_models_diverge_without_a_warning(optimizer: str) -> None:
    model = MLP((1, 3, 1), "relu")
    rng = np.random.default_rng(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = train(
            spec(
                objective=ModelObjective(model, HEART.dataset),
                optimizer=optimizers.build(optimizer),
                learning_rate=1e300,
                batch_size=30,
                start=model.initial(rng),
            )
        )
    assert run.outcome.startswith("diverged at step ")
    assert np.isfinite(run.loss).all()


def test_progress_adds_up_to_the_steps() -> None:
    for steps in (1, 1234):
        told: list[int] = []
        train(on_bowl(0.1, steps=steps), told.append)
        assert sum(told) == steps
        assert len(told) <= 100


def test_the_hash_names_the_run() -> None:
    asked = spec()
    assert asked.hash == spec().hash
    changes: list[dict[str, Any]] = [
        {"learning_rate": 4.1},
        {"steps": 61},
        {"batch_size": 30},
        {"start": np.array([0.0, 1e-300])},
        {"seed": 2},
        {"stride": 2},
        {"drop_last": True},
        {"rate_drops": ((3, 0.5),)},
        {"optimizer": optimizers.build("momentum")},
        {"objective": ModelObjective(LogisticRegression(1), load("heart"))},
        {"objective": ModelObjective(LogisticRegression(1), load("heart", ["Age"]).standardized())},
    ]
    hashes = {asked.hash, *(replace(asked, **change).hash for change in changes)}
    assert len(hashes) == len(changes) + 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"learning_rate": 0.0}, "learning rate"),
        ({"learning_rate": math.nan}, "learning rate"),
        ({"rate_drops": ((3, 0.0),)}, "factors"),
        ({"steps": 1.5}, "steps must be a whole number"),
        ({"steps": 10**400}, "steps must be a whole number"),
        ({"steps": 100_001}, "from 1 to 100,000"),
        ({"objective": WIDE, "start": np.zeros(1201), "steps": 10**5}, "would take 1.9 GB"),
        ({"stride": 0}, "stride"),
        ({"seed": -1}, "seed"),
        ({"drop_last": 1}, "drop_last"),
        ({"batch_size": 304}, "from 1 to the 303 samples"),
        ({"start": np.zeros(3)}, "has 3 numbers; the run needs 2"),
        ({"start": np.array([0.0, math.nan])}, "finite"),
        ({"start": np.array([0.0, 1e308])}, "isn't finite at the start"),
        ({"objective": BOWL, "batch_size": 1}, "no data to draw batches from"),
    ],
)
def test_what_cannot_be_run_is_refused(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(RequestError, match=problem):
        spec(**change)
