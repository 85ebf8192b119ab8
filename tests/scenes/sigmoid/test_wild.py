from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import record
from gradreel.scenes.stage.manim.layout import findings
from gradreel.scenes.stage.runs.objective import direction, objective_of
from tests.scenes.sigmoid.stage import DEFAULTS, tell


@pytest.fixture
def rising(tmp_path: Path) -> RunOptions:
    """Data in which the probability rises, with names that are not known."""
    rng = np.random.default_rng(3)
    year = rng.normal(2019.3, 2.1, 80)
    sold = year + rng.normal(0, 1.5, 80) > 2019
    rows = "\n".join(f"{a:.2f},{'yes' if b else 'no'}" for a, b in zip(year, sold, strict=True))
    (tmp_path / "cars.csv").write_text(f"year,sold\n{rows}\n")
    return DEFAULTS.changed(data=str(tmp_path / "cars.csv"), x=("year",), y="sold")


@pytest.fixture
def faultless() -> Iterator[tuple[list[str], object]]:
    faults: list[str] = []
    yield faults, lambda story, beat: faults.extend(beat.faults(findings(story)))
    assert faults == []


@pytest.mark.slow
def test_data_of_ones_own_that_rise_are_drawn_with_their_own_names(
    rising: RunOptions, faultless: tuple[list[str], object]
) -> None:
    recording = record("sigmoid", rising.changed(optimizer="adam", learning_rate=0.1))
    assert direction(objective_of(recording.main).dataset) == 1
    story = tell(recording, faultless[1], language="zh")
    assert [each.content for each in story.figure.class_labels] == [
        "y = 0：sold: no",
        "y = 1：sold: yes",
    ]
    assert story.figure.plot.titles[0].content == "x：year"
    assert all(each.slope > 0 for each in story.hand)


@pytest.mark.slow
def test_a_run_that_diverged_is_drawn_to_its_last_finite_step_and_says_so(
    faultless: tuple[list[str], object],
) -> None:
    recording = record("sigmoid", DEFAULTS.changed(learning_rate=1e307, steps=50))
    assert recording.main.outcome.startswith("diverged")
    story = tell(recording, faultless[1])
    last = recording.main.n_steps
    sentence = next(beat.sentence for beat in story.beats if beat.key == "diverged")
    assert f"step {last + 1}" in sentence
    assert story.shown.reading().step == last
    assert np.isfinite(story.figure.curve.points).all()


@pytest.mark.slow
def test_data_that_are_separated_are_said_to_be(tmp_path: Path) -> None:
    rows = "\n".join(f"{x},{int(x > 4.5)}" for x in range(10))
    (tmp_path / "parted.csv").write_text(f"x,y\n{rows}\n")
    options = DEFAULTS.changed(data=str(tmp_path / "parted.csv"), x=("x",), y="y", steps=30)
    story = tell(record("sigmoid", options))
    assert "separated" in [beat.key for beat in story.beats]
