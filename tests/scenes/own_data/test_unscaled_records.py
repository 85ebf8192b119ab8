"""Records of runs on inputs of odd ranges that weren't standardised, in scenes that draw them."""

import math
import re
from pathlib import Path

import pytest

from gradreel.engine.training import train
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask import runs
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.recording import record, stories_of
from gradreel.scenes.stage.story.figure import FigureStory
from tests.scenes.layout import drawn_at_end, faults, words
from tests.scenes.own_data.tables import written

POWER = re.compile(r"(-?[\d.]+)×10(-?\d+)")
LEVELLED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def trained(table: str, folder: Path, **changes: object) -> Trajectory:
    options = RunOptions(
        data=str(written(table, folder)), x=("value",), y="outcome", steps=40, standardize=False
    )
    return train(runs.logistic_spec(options.changed(**changes)))


def test_a_run_that_tiny_inputs_hold_up_is_not_said_to_have_arrived(tmp_path: Path) -> None:
    run = trained("tiny", tmp_path, learning_rate=5.0)
    assert run.outcome == "converged"
    kept = record("descent", entry("descent").defaults, run)
    (kind,) = stories_of("descent", kept)
    assert issubclass(kind, FigureStory)
    assert kind(kept).beats[-1].key == "short"


@pytest.mark.parametrize("table", ["huge", "seconds"])
def test_parameters_too_small_for_decimals_are_written_with_a_power(
    tmp_path: Path, table: str
) -> None:
    run = trained(table, tmp_path, learning_rate=1e-26)
    kept = record("descent", entry("descent").defaults, run)
    (kind,) = stories_of("descent", kept)
    story = kind(kept)
    assert isinstance(story, FigureStory)
    assert story.findings() == []
    shown = words(drawn_at_end(story, "step"))
    levelled = [each.replace("−", "-").translate(LEVELLED) for each in shown]
    powers = {int(found[2]) for each in levelled if (found := POWER.fullmatch(each))}
    end = math.log10(abs(float(run.parameters[-1, 1])))
    assert any(abs(power - end) < 2 for power in powers)
    assert "0.000000" not in shown


@pytest.mark.parametrize(
    ("scene", "table"),
    [("descent", "tiny"), ("descent", "dates"), ("sigmoid", "huge")],
)
def test_its_words_stay_clear_of_each_other(tmp_path: Path, scene: str, table: str) -> None:
    run = trained(table, tmp_path, batch_size=10, seed=3)
    kept = record(scene, entry(scene).defaults, run)
    assert faults(scene, kept, "dark", "en") == []
