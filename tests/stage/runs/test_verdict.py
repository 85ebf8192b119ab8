"""What is said of where a run ends is so: on steep, flat, tiny, huge, kinked and torn surfaces."""

from functools import cache

import numpy as np
import pytest
from scipy.optimize import minimize

from gradreel.engine import optimizers
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns

H = "(x**2+y-11)**2+(x+y**2-7)**2"
PLAIN = "gradient-descent"

Run = tuple[str, tuple[float, float], float, int]

ENDINGS: dict[str, list[Run]] = {
    "lowest": [
        ("10**(x**2+y**2)", (1, 1), 0.001, 2000),
        ("exp(exp(x))+exp(exp(-x))+y**2", (0.5, 1), 0.01, 500),
        ("1e12+x**2+y**2", (3, 2), 0.2, 100),
        ("1e308*sin(x)", (1, 1), 1e-308, 100),
        ("x**4+y**4", (0.5, 0.5), 0.9, 1000),
        ("x**2+y**2", (1e150, 1e-300), 0.2, 100),
        ("x**2+y**2", (1, 1), 0.5, 1),
        (H, (0, 0), 0.01, 100),
        ("(1-x)**2+10*(y-x**2)**2", (-1.2, 1), 0.01, 1500),
        ("(x-y)**2", (2, 0), 0.1, 100),
        ("(x**2+y**2-4)**2", (3, 0.5), 0.01, 300),
        ("-exp(-(x**2+y**2))", (0.8, 0), 0.1, 100),
        ("-log(1-x**2-y**2)", (0.5, 0.3), 0.1, 100),
        ("x*log(x)+y**2", (2, 1), 0.1, 100),
        ("1e3+cos(x)+cos(y)-1e3", (2, 2), 0.2, 100),
        ("relu(x-1)", (-2, 0), 0.2, 100),
        ("relu(x**2+y**2-1)", (3, 1), 0.1, 100),
        ("abs(x)+abs(y)", (3, 2), 0.02, 300),
        ("abs(abs(x)-1)+0.3*x+y**2", (-2, 1), 0.02, 300),
        ("sqrt(x**2+y**2)", (2, 1), 0.01, 500),
    ],
    "local": [
        ("1/x+x+y**2", (2, 1), 0.1, 100),
        (f"{H}+4*x+2*y", (0, 0), 0.01, 100),
        ("sin(20*x)/20+x**2+y**2", (2, 1), 0.01, 300),
    ],
    "corner": [("abs(abs(x)-1)+0.3*x+y**2", (4.5, 1), 0.02, 300)],
    "level": [
        ("tanh(x)", (1e5, 0), 1, 100),
        ("exp(x)", (-700, 0), 1, 100),
        ("relu(x-1)-relu(-x-3)", (0, 0), 1, 100),
        ("-exp(-(x**2+y**2)*4)", (4.5, 0), 0.1, 100),
    ],
    "saddle": [
        ("x**2-y**2", (1, 0), 0.2, 100),
        ("x**2-1e-4*y**2+5", (1, 0), 0.2, 100),
        ("1e6+x**2-y**2", (2, 0), 0.2, 100),
        ("x**3-3*x*y**2", (0, 0), 0.01, 100),
        ("x**4-y**4", (0, 0), 0.01, 100),
        ("x**3+y**2-3", (1, 1), 0.3, 700),
    ],
    "top": [
        ("-x**4-y**4", (0, 0), 0.01, 100),
        ("cos(x)*cos(y)", (0, 0), 0.5, 100),
    ],
    "moving": [
        ("10**(x**2+y**2)", (-3, 2), 2e-17, 100),
        ("exp(5*x)+exp(5*y)", (0.5, 0.5), 0.01, 100),
        ("x", (0, 0), 0.01, 100),
        ("x**2+y**2", (1, 1), 0.1, 1),
        ("x**2+y**2", (1, 1), 0.99, 100),
        ("x**10+y**2", (1.2, 1), 0.01, 100),
        ("abs(x-y)+0.05*(x+y)**2", (3, 1), 0.01, 100),
        ("(1-x)**2+100*(y-x**2)**2", (-1.2, 1), 0.001, 100),
        ("sin(1e6*x)", (1, 1), 1e-7, 100),
        ("sigmoid(x)", (3, 0), 0.1, 100),
    ],
    "slow": [
        ("10**(x**2+y**2)", (0.3, 0.2), 2e-17, 100),
        ("exp(500*x)", (0, 0), 1e-6, 500),
        ("1e-300*x", (1, 1), 1, 100),
        ("x+y", (0, 0), 1e-5, 100),
        ("sigmoid(x)", (8, 0), 0.1, 100),
        ("-exp(-(x**2+y**2))", (3, 0), 0.1, 100),
    ],
    "swinging": [
        ("x**2+y**2", (1, 1), 1, 100),
        ("abs(x)+abs(y)", (3.1, 2.2), 0.5, 100),
        ("100*abs(y)+0.1*x", (0, 0.3), 1e-4, 100),
    ],
    "undefined": [
        ("log(x)", (3, 0), 0.5, 100),
        ("-log(1-x**2-y**2)", (0.5, 0.3), 3, 100),
        ("sqrt(4-x**2-y**2)", (0.5, 0.5), 0.3, 100),
        ("x**0.5+y**2", (1, 1), 0.4, 100),
    ],
    "diverged": [
        ("x**2+y**2", (1, 1), 1e300, 100),
        ("exp(x)-exp(2*y)", (1, 1), 5, 100),
    ],
    "left": [
        ("-x**2", (0.01, 0), 1, 30),
        ("1/x", (1e-5, 0), 0.01, 100),
        ("x**2+y**2", (1, 1), 1.5, 100),
    ],
}
CASES = [(ending, run) for ending, runs in ENDINGS.items() for run in runs]


@cache
def trained(run: Run, optimizer: str = PLAIN) -> Trajectory:
    formula, start, rate, steps = run
    objective, rule = SurfaceObjective(surface(formula)), optimizers.build(optimizer)
    return train(RunSpec(objective, rule, rate, steps, None, np.array(start, dtype=float), 0))


def ending_of(run: Run, optimizer: str = PLAIN) -> str:
    return LandscapeRuns((trained(run, optimizer),)).verdicts[0].ending


@pytest.mark.parametrize(("ending", "run"), CASES)
def test_a_run_ends_as_is_said(ending: str, run: Run) -> None:
    assert ending_of(run) == ending


@pytest.mark.parametrize(
    ("ending", "optimizer", "rate", "steps"),
    [
        ("lowest", "momentum", 0.02, 300),
        ("lowest", "adam", 0.1, 400),
        ("slow", "adagrad", 0.001, 100),
        ("diverged", "momentum", 1e300, 100),
    ],
)
def test_any_optimizer_ends_as_is_said(
    ending: str, optimizer: str, rate: float, steps: int
) -> None:
    assert ending_of(("x**2+10*y**2", (3, 1), rate, steps), optimizer) == ending


@pytest.mark.parametrize("factor", [1e-12, 1e12])
@pytest.mark.parametrize(
    ("ending", "run"),
    [(ending, run) for ending, run in CASES if 1e-200 < run[2] < 1e200 and run[1][0] < 1e100],
)
def test_a_verdict_does_not_depend_on_the_unit_of_the_loss(
    ending: str, run: Run, factor: float
) -> None:
    formula, start, rate, steps = run
    assert ending_of((f"{factor:g}*({formula})", start, rate / factor, steps)) == ending


@pytest.mark.parametrize("run", ENDINGS["lowest"] + ENDINGS["local"] + ENDINGS["corner"])
def test_a_minimum_is_the_one_that_scipy_finds_from_there(run: Run) -> None:
    ended = trained(run)
    shown = LandscapeRuns((ended,))
    window = shown.landscape.window
    size = window[1] - window[0]

    fall = ended.loss[0] / 2 - ended.loss[-1] / 2 or 1.0

    def rise(share: np.ndarray) -> float:
        value = ended.objective.loss(ended.parameters[-1] + share * size)
        return (value / 2 - ended.loss[-1] / 2) / fall if np.isfinite(value) else np.inf

    exact = {"xatol": 1e-10, "fatol": 1e-12}
    with np.errstate(all="ignore"):
        found = minimize(rise, np.zeros(2), method="Nelder-Mead", options=exact)
        elsewhere = np.nanmin(shown.landscape.values / 2 - ended.loss[-1] / 2) / fall
    assert np.abs(found.x).max() < 0.011 or found.fun > -1e-9
    assert found.fun >= -0.01
    assert (elsewhere < found.fun - 1e-9) == (run not in ENDINGS["lowest"])


@pytest.mark.parametrize("run", ENDINGS["saddle"] + ENDINGS["top"])
def test_from_a_saddle_and_a_top_it_goes_down(run: Run) -> None:
    ended = trained(run)
    angles = np.linspace(0, 2 * np.pi, 360)
    around = ended.parameters[-1] + 0.05 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    rises = ended.objective.losses(around) - ended.loss[-1]
    assert rises.min() < 0
    assert (rises.max() > 0) == (run in ENDINGS["saddle"])
    assert np.abs(ended.objective.gradient(ended.parameters[-1])).max() < 1e-4
