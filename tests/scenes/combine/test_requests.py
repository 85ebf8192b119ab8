"""What the scene takes, and what it refuses in one line."""

from dataclasses import replace

import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record, stories_of
from gradreel.scenes.combine import ONE_CURVE, Combine
from gradreel.scenes.stage.runs.objective import objective_of
from tests.scenes.layout import faults

DEFAULTS = entry("combine").defaults


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"x": ("MaxHR",), "steps": 300},
        {"x": ("Oldpeak",), "standardize": False, "learning_rate": 0.3, "steps": 200},
        {"x": ("Sex",), "steps": 50},
        {"optimizer": "adam", "learning_rate": 0.05, "steps": 1, "seed": 4},
    ],
)
def test_other_columns_and_runs_fit(changes: dict[str, object]) -> None:
    assert faults("combine", record("combine", DEFAULTS.changed(**changes)), "dark", "en") == []


def test_the_one_curve_is_fitted_to_the_data_of_the_run_that_is_drawn() -> None:
    asked = DEFAULTS.changed(x=("MaxHR",), positive="No", learning_rate=1.0)
    main = Combine.runs(asked)["main"]
    assert isinstance(main, RunSpec)
    alone = Combine.runs(replace(DEFAULTS, recorded=main))[ONE_CURVE]
    assert isinstance(alone, RunSpec)
    assert objective_of(alone).dataset.sha256 == objective_of(main).dataset.sha256


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x": ("Age", "Chol")}, "combine draws one feature, these data have 2"),
        ({"y": "ChestPain"}, "combine draws data of two classes"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        record("combine", DEFAULTS.changed(**changes))


def test_a_run_that_diverged_is_refused() -> None:
    found = record("combine", DEFAULTS.changed(learning_rate=1e308, steps=20, standardize=False))
    if found.main.outcome.startswith("diverged"):
        with pytest.raises(RequestError, match="lower --learning-rate"):
            stories_of("combine", found)
    else:
        assert stories_of("combine", found)
