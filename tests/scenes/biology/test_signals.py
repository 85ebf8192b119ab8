"""What the scene says of the cell, against what is computed of it."""

import numpy as np
import pytest

from gradreel.engine.membrane import SPIKE, rest
from gradreel.scenes.ask.recording import record
from gradreel.scenes.biology import AGAINST, FIRST, LAST, TOGETHER, WATCHED, CellResponse


@pytest.fixture(scope="module")
def response() -> CellResponse:
    return CellResponse(record("biology").main.parameters[-1, 1:])


def test_one_signal_fades_and_several_fire_and_some_hold_them_back(response: CellResponse) -> None:
    assert not response.fires_at(FIRST)
    assert response.fires_at(TOGETHER)
    assert not response.fires_at(AGAINST)
    assert len(response.response.spikes) == 1
    assert SPIKE < response.response.highest(TOGETHER, TOGETHER + WATCHED) < 45


def test_the_lone_signal_is_seen_and_stays_below_the_threshold(response: CellResponse) -> None:
    highest = response.response.highest(FIRST, FIRST + WATCHED)
    assert rest()[0] + 1.5 < highest < response.threshold


def test_the_spike_begins_past_the_threshold(response: CellResponse) -> None:
    before = response.response.highest(FIRST, TOGETHER)
    assert before < response.threshold < response.response.at(response.spike)
    assert response.response.highest(AGAINST, LAST) < response.threshold


@pytest.mark.parametrize(
    "weights", [[1.0, 0.4], [0.2, 0.1, -3.0], [5.0, -0.1], [0.01, 0.02, 0.03, 0.04, -0.01]]
)
def test_all_that_push_up_are_enough_whatever_the_weights(weights: list[float]) -> None:
    response = CellResponse(np.array(weights))
    assert response.fires_at(TOGETHER)
    assert response.has_inhibition == (min(weights) < 0)
