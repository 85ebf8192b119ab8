"""What the scene takes, and what it refuses in one line."""

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import record, stories_of
from gradreel.scenes.biology import CellResponse
from tests.scenes.layout import faults

DEFAULTS = entry("biology").defaults


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"x": ("Age", "Chol")},
        {"x": ("Age", "Chol", "RestBP", "Oldpeak", "MaxHR"), "seed": 3},
        {"optimizer": "adam", "learning_rate": 0.1, "row": 0},
    ],
)
def test_other_columns_runs_and_rows_fit(changes: dict[str, object]) -> None:
    assert faults("biology", record("biology", DEFAULTS.changed(**changes)), "dark", "en") == []


def test_one_strong_signal_that_fires_alone_is_said_to() -> None:
    assert CellResponse(np.array([5.0, 0.1])).fires_at(6.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x": ("Age",)}, "biology draws 2 to 5 features, these are 1: name some columns with --x"),
        ({"row": 303}, "there is no row 303: --row counts from 0 to 302"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        record("biology", DEFAULTS.changed(**changes))


def test_a_run_of_weights_below_zero_only_is_refused() -> None:
    found = record("biology", DEFAULTS.changed(x=("MaxHR", "Chol"), steps=1, seed=2))
    assert (found.main.parameters[-1, 1:] < 0).all()
    with pytest.raises(RequestError, match="all weights end below zero"):
        stories_of("biology", found)
