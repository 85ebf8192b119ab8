"""What the scene answer says, held to the engine and under other options."""

import numpy as np
import pytest

from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.stage.runs.objective import are_right, objective_of, probabilities
from tests.scenes.layout import asked, told


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record("answer")


def chances(recording: Recording, index: int) -> np.ndarray:
    run = recording.run
    objective = objective_of(run)
    return probabilities(objective.model, run.parameters[index], objective.dataset.inputs)[:, 1]


def test_126_of_303_become_244(recording: Recording) -> None:
    run = recording.run
    assert [are_right(run, step).sum() for step in (0, 300)] == [126, 244]
    assert run.loss[-1] == pytest.approx(0.457, abs=5e-4)


def test_the_woman_of_the_question_is_judged_rightly_in_the_end(recording: Recording) -> None:
    assert [chances(recording, index)[151] for index in (0, -1)] == pytest.approx(
        [0.878, 0.124], abs=5e-4
    )
    moved = recording.run.parameters[-1] != recording.run.parameters[0]
    assert moved.sum() == 26


def test_the_one_that_is_wrong_and_sure_is_an_ill_woman(recording: Recording) -> None:
    data, given = objective_of(recording.run).dataset, chances(recording, -1)
    surest = int(np.argmin(np.where(data.target == 1, given, 1 - given)))
    assert surest == 301
    assert data.target[surest] == 1
    assert given[surest] == pytest.approx(0.071, abs=5e-4)
    assert data.features[surest].tolist() == [0, 174, 0, 0]


ROW = ["blame_row", "moved"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"data": "moons", "steps": 400}, [*ROW, "least_sure", "close_right"]),
        ({"data": "blobs", "hidden": (2,), "seed": 3}, [*ROW, "sure_row"]),
        ({"row": 123, "positive": "No"}, ["blame_man", "sure_row", "close_row"]),
        ({"seed": 0}, ["right_woman", "another_woman", "close_woman"]),
        ({"learning_rate": 900.0}, ["sure_row", "close_row"]),
        ({"x": ("Age",), "hidden": (1,), "steps": 1}, ["close_row"]),
    ],
)
def test_other_runs_are_told_as_they_are(given: dict[str, object], keys: list[str]) -> None:
    found = told("answer", record("answer", asked("answer", **given)))
    assert set(keys) <= found.sentences.keys()
    assert found.faults == []
    assert found.sentences.keys() >= {"ask", "sort", "train", "knows"}
