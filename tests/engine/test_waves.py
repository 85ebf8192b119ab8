from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy.signal import lombscargle

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError
from gradreel.engine.models import PartlyFrozen
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers import build
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.engine.waves import Wave, best_wave

SUNSPOTS = load("sunspots")
WAVE, FITTED = best_wave(SUNSPOTS)
CYCLE = ModelObjective(PartlyFrozen(WAVE, (0.0, float(FITTED[1])), (0,)), SUNSPOTS)
IN_THE_DIP, LOWEST = 8.937, 10.561


def series(times: FloatArray, numbers: FloatArray) -> Dataset:
    """A table of numbers in time."""
    return unscaled(
        features=times[:, None],
        target=numbers,
        feature_names=("t",),
        target_name="y",
        class_names=(),
        source="own",
    )


def run(start: float, seed: int = 0, batch_size: int | None = None) -> float:
    """The period at which a run ends."""
    spec = RunSpec(
        objective=CYCLE,
        optimizer=build("gradient-descent"),
        learning_rate=0.2,
        steps=100,
        batch_size=batch_size,
        start=np.array([start]),
        seed=seed,
        rate_drops=((60, 0.1),),
    )
    return float(train(spec).parameters[-1, 0])


def test_its_gradient_is_autograds() -> None:
    rng, wave = np.random.default_rng(1), Wave(2.0, 3.0, 1.5)

    def loss(p: FloatArray, times: FloatArray, target: FloatArray) -> Any:
        made = 2.0 + 3.0 * 1.5 * anp.cos(2 * np.pi * (times[:, 0] - p[1]) / p[0])
        return anp.mean(((made - target) / 3.0) ** 2)

    for _ in range(100):
        times, target = rng.normal(size=(9, 1)), rng.normal(size=9)
        parameters = wave.initial(rng)
        own = wave.loss_and_gradient(parameters, times, target)
        assert own[0] == pytest.approx(loss(parameters, times, target), rel=1e-12)
        np.testing.assert_allclose(
            own[1], autograd.grad(loss)(parameters, times, target), rtol=1e-9
        )


def test_the_mean_alone_has_a_loss_of_one() -> None:
    flat = Wave(WAVE.mean, WAVE.sd, 0.0)
    assert flat.loss(FITTED, SUNSPOTS.inputs, SUNSPOTS.target) == pytest.approx(1.0)


def test_the_sun_has_a_cycle_of_ten_and_a_half_years() -> None:
    assert (SUNSPOTS.n, SUNSPOTS.feature_names, SUNSPOTS.target_name) == (79, ("Year",), "Sunspots")
    assert WAVE.mean == pytest.approx(68.12, abs=0.005)
    assert WAVE.sd == pytest.approx(50.80, abs=0.005)
    assert (WAVE.height, FITTED[1]) == (1.25, 1937.5)
    periods = np.linspace(4.0, 20.0, 4001)
    centred = SUNSPOTS.target - SUNSPOTS.target.mean()
    power = lombscargle(SUNSPOTS.features[:, 0], centred, 2 * np.pi / periods)
    assert FITTED[0] == pytest.approx(periods[power.argmax()], abs=0.02)


@pytest.mark.parametrize(
    ("period", "loss"),
    [
        (7.22, 1.666),
        (8.09, 1.980),
        (IN_THE_DIP, 1.358),
        (9.550, 1.853),
        (LOWEST, 0.199),
        (11.84, 2.040),
        (12.95, 1.611),
    ],
)
def test_the_loss_over_the_period_turns_where_it_is_known_to(period: float, loss: float) -> None:
    assert float(CYCLE.loss(np.array([period]))) == pytest.approx(loss, abs=6e-4)
    assert abs(CYCLE.gradient(np.array([period]))[0]) < 0.2


def test_all_years_at_once_stay_in_the_dip_that_most_batches_leave() -> None:
    assert run(8.6) == pytest.approx(IN_THE_DIP, abs=2e-3)
    ends = np.array([run(8.6, seed, batch_size=8) for seed in range(100, 300)])
    assert np.mean(np.abs(ends - LOWEST) < 0.1) == pytest.approx(0.83, abs=0.07)


@pytest.mark.parametrize(
    ("batch_size", "share"), [(3, 0.66), (16, 0.48), (40, 0.0)], ids=lambda each: f"{each}"
)
def test_the_noise_must_be_right(batch_size: int, share: float) -> None:
    ends = np.array([run(8.6, seed, batch_size) for seed in range(100)])
    assert np.mean(np.abs(ends - LOWEST) < 0.1) == pytest.approx(share, abs=0.13)


@pytest.mark.parametrize(
    ("starts", "end"),
    [((7.0, 8.0), 7.22), ((8.5, 9.5), IN_THE_DIP), ((10.0, 11.5), LOWEST), ((12.0, 14.0), 12.95)],
)
def test_the_start_decides_which_minimum_is_found(starts: tuple[float, ...], end: float) -> None:
    assert [run(start) for start in starts] == pytest.approx([end, end], abs=0.01)


@pytest.mark.parametrize(("period", "peak"), [(0.25, 0.1), (30.0, 4.0)])
def test_the_wave_of_anyones_series_is_found(period: float, peak: float) -> None:
    times = np.linspace(0.0, 5.0 * period, 60)
    numbers = 7.0 + 2.0 * np.cos(2 * np.pi * (times - peak) / period)
    wave, found = best_wave(series(times, numbers))
    assert found[0] == pytest.approx(period, rel=0.01)
    assert found[1] == pytest.approx(peak, abs=period / 20)
    assert wave.loss(found, times[:, None], numbers) < 0.02


@pytest.mark.parametrize("numbers", [np.ones(50), np.arange(4.0)])
def test_a_series_without_a_cycle_is_refused(numbers: FloatArray) -> None:
    with pytest.raises(RequestError, match="shows no cycle"):
        best_wave(series(np.arange(float(len(numbers))), numbers))
