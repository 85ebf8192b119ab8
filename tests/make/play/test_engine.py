"""The mathematics of the page against the engine, in a real browser: the same runs to 1e-9."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from gradreel.engine.optimizers import build, optimizer_names
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.formula import FUNCTIONS, OPERATORS
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import runs
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import MAIN, specs_of
from gradreel.scenes.make.play import panel_of, spec_as_json
from gradreel.scenes.make.programs import OPERATIONS
from tests.browser import chromium

CLOSE = 1e-9
ENGINE = Path("assets/web/play/engine.js")
TRAINED = """spec => {
  const { path, loss, beyond } = engine.train(spec);
  return { path, loss, ended: beyond !== null };
}"""
FORMULAS = (
    *("x**2 + 3*y**2", "(x - y)**2/2 + abs(x) + abs(y)", "exp(-x**2 - y**2)*x + 0.1*(x**2 + y**2)"),
    *(
        "sin(x)*cos(y) + 0.05*(x**2 + y**2)",
        "log(1 + x**2 + y**2)",
        "sqrt(1 + x**2) + sqrt(4 + y**2)",
    ),
    *(
        "tanh(x)**2 + tanh(y - 1)**2",
        "softplus(x) + softplus(-x) + y**2",
        "sigmoid(x + y)*2 + 0.1*y**2",
    ),
    *(
        "relu(x - 1)**2 + relu(-y) + 0.2*(x**2 + y**2)",
        "tan(x/6)**2 + y**2",
        "x**4/20 - x**2 + y**2",
    ),
    *("2**x + 2**-x + e**(y/2) + e**(-y/2)", "(x*y - 1)**2 + 0.1*x**2", "-exp(-(x**2 + y**2)/8)"),
    *(
        "(1 - x)**2 + 5*(y - x**2)**2",
        "abs(x)**1.5 + abs(y)**1.5",
        "x*y/(4 + x**2 + y**2) + 0.1*(x**2+y**2)",
    ),
    *("cos(pi*x)/pi + x**2/2 + (y - x)**2", "+x**2 - -y**2 + 1/(1 + exp(1000))"),
)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        opened = browser.new_page()
        opened.add_script_tag(content=ENGINE.read_text(encoding="utf-8"))
        yield opened


def trained_in(page: Page, spec: RunSpec) -> dict[str, Any]:
    """Make a run in the browser."""
    found: dict[str, Any] = page.evaluate(TRAINED, spec_as_json(spec))
    return found


def assert_alike(page: Page, spec: RunSpec) -> Trajectory:
    """Check that a run of the page is the engine's."""
    run, found = train(spec), trained_in(page, spec)
    assert len(found["path"]) == len(run.parameters)
    assert found["ended"] == run.outcome.startswith("diverged")
    for name, own in (("path", run.parameters), ("loss", run.loss)):
        there = np.array(found[name], np.float64)  # large ones come as whole numbers
        np.testing.assert_allclose(there, own, rtol=CLOSE, atol=CLOSE)
    return run


def on_surface(surface: str, optimizer: str, steps: int) -> RunSpec:
    spec = runs.surface_spec(
        RunOptions(surface=surface, optimizer=optimizer, learning_rate=1.0, steps=steps)
    )
    return runs.with_rate(spec, None)


@pytest.mark.slow
@pytest.mark.parametrize("surface", SURFACE_NAMES)
def test_every_optimizer_takes_the_same_path_on_every_surface(page: Page, surface: str) -> None:
    for optimizer in optimizer_names():
        run = assert_alike(page, on_surface(surface, optimizer, 100))
        assert run.n_steps == 100


@pytest.mark.slow
def test_formulas_have_the_same_values_and_slopes(page: Page) -> None:
    for formula in FORMULAS:
        for optimizer in ("gradient-descent", "adam"):
            assert_alike(page, on_surface(formula, optimizer, 60))


@pytest.mark.slow
def test_a_page_knows_each_operation_that_a_program_may_have(page: Page) -> None:
    known = set(page.evaluate("Object.keys(engine.OPERATIONS)"))
    assert set(OPERATIONS.values()) <= known
    assert set(FUNCTIONS) <= known
    assert {"+", "-", "*", "/", "**"} == {each.name for each in OPERATORS.values()} <= known


@pytest.mark.slow
def test_a_run_that_diverges_does_so_at_the_same_step(page: Page) -> None:
    for rate in (0.3, 1.0, 30.0):
        spec = replace(on_surface("quadratic-bowl", "gradient-descent", 1500), learning_rate=rate)
        assert assert_alike(page, spec).outcome.startswith("diverged")
    spec = runs.surface_spec(
        RunOptions(surface="log(x) + y**2", start=(0.5, 1.0), learning_rate=0.4, steps=20)
    )
    assert assert_alike(page, spec).outcome == "diverged at step 1"


@pytest.mark.slow
def test_shuffles_are_those_of_numpy(page: Page) -> None:
    data = entry("minibatch").defaults
    for seed in (0, 1, 99, 3691, 2**32 + 5, 2**63 - 1):
        spec = specs_of("minibatch", data.changed(seed=seed))[MAIN]
        assert isinstance(spec, RunSpec)
        found = page.evaluate("spec => engine.train(spec).batches", spec_as_json(spec))
        assert found == train(spec).batch_indices.tolist()


def test_a_seed_of_ones_own_is_the_first_of_a_hundred() -> None:
    options = entry("minibatch").defaults
    for own, first in ((options.seed, ["0", "1"]), (12345, ["12345", "0"]), (7, ["7", "0"])):
        values = panel_of("minibatch", options.changed(seed=own)).values
        seeds = values["seeds"]
        assert (seeds[:2], len({*seeds})) == (first, 100)
        assert {*seeds} <= {*values["spec"]["generators"]}


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 3, 8, 40, None])
def test_batches_lead_the_same_way(page: Page, size: int | None) -> None:
    # of other seeds some stray to short periods, where each step doubles what sines round off
    options = entry("minibatch").defaults
    for seed in range(4):
        spec = specs_of("minibatch", options.changed(seed=seed))[MAIN]
        assert isinstance(spec, RunSpec)
        assert_alike(page, replace(spec, batch_size=size))


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", optimizer_names())
def test_a_logistic_regression_is_fitted_alike(page: Page, optimizer: str) -> None:
    options = entry("sigmoid").defaults.changed(optimizer=optimizer, steps=60)
    spec = specs_of("sigmoid", options)[MAIN]
    assert isinstance(spec, RunSpec)
    assert_alike(page, spec)
    short = replace(spec, batch_size=30, schedule="cosine", rate_drops=((20, 0.5), (30, 0.5)))
    assert_alike(page, short)
    assert_alike(page, replace(short, optimizer=build(optimizer), drop_last=True))
