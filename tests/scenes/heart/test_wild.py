"""Other data: what is said of them is judged from them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record
from gradreel.scenes.heart import Heart
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.story.base import Beat
from tests.scenes.heart.stage import DEFAULTS, tell


def table(folder: Path, columns: dict[str, Any], classes: list[str]) -> RunOptions:
    path = folder / "own.csv"
    rows = zip(*columns.values(), classes, strict=True)
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join([",".join([*columns, "cured"]), *lines]), encoding="utf-8")
    return DEFAULTS.changed(data=str(path), x=tuple(columns), y="cured")


def keys_and_faults(options: RunOptions) -> tuple[list[str], list[str]]:
    keys: list[str] = []
    faults: list[str] = []

    def look(story: Heart, beat: Beat) -> None:
        keys.append(beat.key)
        faults.extend(beat.faults(findings(story)))

    tell(record("heart", options), look)
    return keys, faults


@pytest.mark.parametrize(("slope", "key"), [(1, "more"), (-1, "fewer"), (0, "mixed")])
def test_the_trend_is_that_of_the_data(tmp_path: Path, slope: int, key: str) -> None:
    xs = np.arange(120.0) / 10
    middling = np.abs(xs - 6) < 2
    yes = slope * (xs - 6) + np.tile([-3.0, 3.0], 60) > 0 if slope else middling
    classes = np.where(yes, "yes", "no").tolist()
    keys, faults = keys_and_faults(table(tmp_path, {"dose": xs}, classes))
    assert key in keys
    assert faults == []


@pytest.mark.slow
def test_many_columns_with_long_names_and_few_rows_fit(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    names = [f"a very long name of a column, number {index}" for index in range(6)]
    columns = {name.replace(",", ""): rng.normal(1e5, 3e4, 5).round(3) for name in names}
    assert keys_and_faults(table(tmp_path, columns, ["no", "yes", "no", "yes", "no"]))[1] == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [1e-7, 1e9])
def test_values_of_any_size_fit(tmp_path: Path, size: float) -> None:
    rng = np.random.default_rng(2)
    xs = rng.normal(1, 0.3, 60) * size
    classes = np.where(xs + rng.normal(0, 0.3, 60) * size > size, "yes", "no").tolist()
    assert keys_and_faults(table(tmp_path, {"dose": xs}, classes))[1] == []


def test_a_column_whose_values_look_the_same_is_refused(tmp_path: Path) -> None:
    xs = 1e9 + np.arange(10) * 1e-6
    options = table(tmp_path, {"dose": xs}, ["no", "yes"] * 5)
    with pytest.raises(RequestError):
        Heart.runs(options)


def test_a_record_that_starts_elsewhere_is_refused() -> None:
    elsewhere = DEFAULTS.changed(x=("MaxHR",), start=(1.0, 0.0))
    for options, can_draw in ((DEFAULTS, True), (elsewhere, False)):
        run = Heart.runs(options)["main"]
        assert isinstance(run, RunSpec)
        assert Heart.can_draw(run) == can_draw
