"""What the scene says of the cell, against what is computed of it."""

import numpy as np
import pytest

from gradreel.engine.membrane import SPIKE, rest, threshold
from gradreel.scenes.ask.recording import record
from gradreel.scenes.biology import AGAINST, FIRST, LAST, TOGETHER, WATCHED, CellResponse


def test_one_signal_fades_and_several_fire_and_some_hold_them_back() -> None:
    cell = CellResponse(record("biology").main.parameters[-1, 1:])
    assert [cell.fires_at(each) for each in (FIRST, TOGETHER, AGAINST)] == [False, True, False]
    found = cell.response
    assert len(found.spikes) == 1
    assert SPIKE < found.highest(TOGETHER, TOGETHER + WATCHED) < 45
    assert rest()[0] + 1.5 < found.highest(FIRST, TOGETHER) < threshold() < found.at(cell.spike)
    assert found.highest(AGAINST, LAST) < threshold()


@pytest.mark.parametrize(
    "weights", [[1.0, 0.4], [0.2, 0.1, -3.0], [5.0, -0.1], [0.01, 0.02, 0.03, 0.04, -0.01]]
)
def test_all_that_push_up_are_enough_whatever_the_weights(weights: list[float]) -> None:
    response = CellResponse(np.array(weights))
    assert response.fires_at(TOGETHER)
    assert response.has_inhibition == (min(weights) < 0)


def test_one_strong_signal_that_fires_alone_is_said_to() -> None:
    assert CellResponse(np.array([5.0, 0.1])).fires_at(FIRST)
