"""Other data and other runs: what is said of them is judged from the record."""

from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.likelihood import FARTHEST, Likelihood, landscape_about
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.story.base import Beat
from tests.scenes.likelihood.stage import DEFAULTS, tell


def table(folder: Path, xs: np.ndarray, classes: np.ndarray) -> RunOptions:
    path = folder / "own.csv"
    lines = [f"{x},{label}" for x, label in zip(xs, classes, strict=True)]
    path.write_text("\n".join(["dose,cured", *lines]), encoding="utf-8")
    return DEFAULTS.changed(data=str(path), x=("dose",), y="cured")


def rising(folder: Path) -> RunOptions:
    rng = np.random.default_rng(3)
    xs = rng.normal(5.0, 2.0, 80).round(2)
    return table(folder, xs, np.where(xs + rng.normal(0, 2, 80) > 5, "yes", "no"))


def keys_and_faults(options: RunOptions) -> tuple[list[str], list[str]]:
    keys: list[str] = []
    faults: list[str] = []

    def look(story: Likelihood, beat: Beat) -> None:
        keys.append(beat.key)
        faults.extend(beat.faults(findings(story)))

    tell(record("likelihood", options), look)
    return keys, faults


def test_data_that_rise_are_told_as_well(tmp_path: Path) -> None:
    keys, faults = keys_and_faults(rising(tmp_path))
    assert keys[-2:] == ["fit", "closing"]
    assert faults == []


@pytest.mark.slow
def test_data_that_are_apart_have_no_lowest_point(tmp_path: Path) -> None:
    xs = np.arange(20.0)
    keys, faults = keys_and_faults(table(tmp_path, xs, np.where(xs > 9, "yes", "no")))
    assert keys[-2:] == ["separated", "lower"]
    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes", [{"steps": 3}, {"learning_rate": 60.0}, {"optimizer": "adam", "learning_rate": 0.01}]
)
def test_a_run_that_has_not_arrived_says_so(changes: dict[str, object]) -> None:
    keys, faults = keys_and_faults(DEFAULTS.changed(**changes))
    assert keys[-2:] == ["ended", "lower"]
    assert faults == []


@pytest.mark.slow
def test_an_outlier_and_values_of_any_size_fit(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    xs = np.append(rng.normal(2e7, 3e4, 60).round(), 2.1e7)
    classes = np.where(xs + rng.normal(0, 3e4, 61) > 2e7, "yes", "no")
    assert keys_and_faults(table(tmp_path, xs, classes))[1] == []


def test_the_map_holds_the_best_fit_however_far_an_outlier_takes_it(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    xs = np.append(rng.normal(3, 1, 60), 300.0)
    classes = np.where(xs + rng.normal(0, 1, 61) > 3, "yes", "no")
    chosen = {"steps": None, "learning_rate": None, "start": None}
    run = record("likelihood", table(tmp_path, xs, classes).changed(**chosen)).main
    low, high = landscape_about(run).window
    assert run.parameters[-1].max() > FARTHEST
    assert (low < run.parameters[-1]).all()
    assert (run.parameters[-1] < high).all()


def test_two_features_are_refused() -> None:
    with pytest.raises(RequestError, match="likelihood draws one feature"):
        Likelihood.runs(DEFAULTS.changed(x=("MaxHR", "Age")))


def test_a_record_whose_feature_is_not_standardised_is_refused() -> None:
    unscaled = DEFAULTS.changed(standardize=False, steps=1)
    for options, can_draw in ((DEFAULTS, True), (unscaled, False)):
        run = Likelihood.runs(options)["main"]
        assert isinstance(run, RunSpec)
        assert Likelihood.can_draw(run) == can_draw
