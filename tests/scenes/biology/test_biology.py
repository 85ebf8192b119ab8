"""What the scene says of the cell, against what is computed of it."""

import numpy as np
import pytest

from gradreel.engine.membrane import SPIKE, rest, threshold
from gradreel.scenes.ask.recording import record
from gradreel.scenes.biology import AGAINST, FIRST, LAST, TOGETHER, WATCHED, CellResponse


@pytest.fixture(scope="module")
def cell() -> CellResponse:
    return CellResponse(record("biology").run.parameters[-1, 1:])


def test_one_signal_fades_and_several_fire_and_some_hold_them_back(cell: CellResponse) -> None:
    assert [cell.fires_at(each) for each in (FIRST, TOGETHER, AGAINST)] == [False, True, False]
    found = cell.response
    assert len(found.spikes) == 1
    assert SPIKE < found.highest(TOGETHER, TOGETHER + WATCHED) < 45
    assert rest()[0] + 1.5 < found.highest(FIRST, TOGETHER) < threshold() < found.at(cell.spike)
    assert found.highest(AGAINST, LAST) < threshold()
    peak = found.at(cell.peak(AGAINST))
    assert peak == found.highest(AGAINST, LAST)
    assert peak - rest()[0] > 0.8 * cell.distance


def test_what_signals_lift_adds_up_to_whether_the_cell_fires(cell: CellResponse) -> None:
    """A viewer who adds the numbers up finds those above the threshold that fire, and no others."""
    told = [round(each, 1) for each in cell.lifts]
    distance = round(cell.distance, 1)
    assert distance == 6.5
    assert cell.adds_up
    assert max(told) < sum(each for each in told if each > 0) - max(told)
    assert sum(each for each in told if each > 0) > distance
    assert sum(told) < distance
    alone = cell.response.highest(FIRST, TOGETHER) - rest()[0]
    assert max(cell.lifts) == pytest.approx(alone, abs=0.01)


@pytest.mark.parametrize(
    "weights", [[1.0, 0.4], [0.2, 0.1, -1.6], [5.0, -0.1], [0.01, 0.02, 0.03, 0.04, -0.01]]
)
def test_all_that_push_up_are_enough_whatever_the_weights(weights: list[float]) -> None:
    response = CellResponse(np.array(weights))
    assert response.fires_at(TOGETHER)
    assert bool(response.down) == (min(weights) < 0)
    if response.adds_up:
        told = [round(each, 1) for each in response.lifts]
        assert (sum(told) > response.distance) == response.fires_at(AGAINST) or min(told) >= 0


def test_one_strong_signal_that_fires_alone_is_said_to() -> None:
    assert CellResponse(np.array([5.0, 0.1])).fires_at(FIRST)
