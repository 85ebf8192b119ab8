"""The membrane against SciPy's solver on the equations written anew, and against what is known."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from gradreel.engine.membrane import pulse, respond, rest, threshold


def equations(time: float, state: np.ndarray) -> list[float]:
    v, n, m, h = state
    u = v + 65
    alpha_n = 0.01 * (10 - u) / np.expm1((10 - u) / 10)
    alpha_m = 0.1 * (25 - u) / np.expm1((25 - u) / 10)
    ions = 36 * n**4 * (v + 77) + 120 * m**3 * h * (v - 50) + 0.3 * (v + 54.387)
    return [
        10 * pulse(time - 2) - ions,
        alpha_n * (1 - n) - 0.125 * np.exp(-u / 80) * n,
        alpha_m * (1 - m) - 4 * np.exp(-u / 18) * m,
        0.07 * np.exp(-u / 20) * (1 - h) - h / (np.exp((30 - u) / 10) + 1),
    ]


def test_it_follows_the_equations() -> None:
    found = respond(lambda time: 10 * pulse(time - 2), 30.0)
    settings = {"t_eval": found.times, "max_step": 0.1, "rtol": 1e-9, "atol": 1e-11}
    wanted = solve_ivp(equations, (0, 30), rest(), **settings)
    assert found.potential == pytest.approx(wanted.y[0], abs=0.2)
    assert len(found.spikes) == 1


def test_it_rests_where_it_is_known_to() -> None:
    assert rest()[0] == pytest.approx(-65.0, abs=0.01)
    assert np.ptp(respond(lambda _: 0.0, 20.0).potential) < 1e-6


def test_a_spike_is_as_high_as_it_is_known_to_be() -> None:
    found = respond(lambda time: 15 * pulse(time - 2), 30.0)
    assert 35 < found.highest(0, 30) < 45
    assert -78 < found.lowest(5, 30) < -74


def test_a_steady_current_makes_it_fire_regularly() -> None:
    spikes = np.diff(respond(lambda _: 10.0, 200.0).spikes)[2:]
    assert spikes == pytest.approx(14.6, abs=0.2)


@pytest.mark.parametrize(("lift", "fires"), [(-0.01, False), (0.01, True)])
def test_it_fires_from_the_threshold_on(lift: float, fires: bool) -> None:
    resting = rest()
    found = respond(lambda _: 0.0, 10.0, (threshold() + lift, *resting[1:]))
    assert bool(found.spikes) == fires


def test_a_pulse_is_highest_after_its_width() -> None:
    times = np.linspace(0, 20, 2001)
    values = np.array([pulse(time, 2.0) for time in times])
    assert times[values.argmax()] == pytest.approx(2.0)
    assert values.max() == pytest.approx(1.0)
    assert pulse(-1.0) == 0.0
