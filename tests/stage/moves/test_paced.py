"""A run in a film's rhythm: how long its steps take, and which step's numbers are shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradreel.scenes.stage.story.pace import FASTEST, SLOWEST, TELLING, paced


@settings(deadline=None)
@given(
    st.integers(0, 400),
    st.lists(st.integers(0, 400), max_size=3),
    st.one_of(st.none(), st.floats(0.05, 30)),
)
def test_numbers_change_five_times_a_second_at_the_most_and_end_at_the_last_step(
    count: int, slow: list[int], seconds: float | None
) -> None:
    run = paced(range(count + 1), slow=slow, seconds=seconds)
    times = np.arange(0, run.seconds + 1e-9, 0.01)
    told = [run.told(float(each)) for each in times]
    changes = times[1:][np.diff(told) != 0]
    assert (np.diff(changes) > TELLING - 0.011).all()
    assert told[0] == 0 or run.seconds < 0.01
    assert run.told(run.seconds) == count
    assert all(step <= run.step(float(time)) + 1e-9 for step, time in zip(told, times, strict=True))


def test_it_starts_slowly_speeds_up_slows_at_what_matters_and_lands_slowly() -> None:
    run = paced(range(81), slow=[40])
    lasting = np.diff(run.arrivals)
    assert lasting[[0, 39, 79]] == pytest.approx(SLOWEST)
    assert lasting[[20, 60]] == pytest.approx(FASTEST)


def test_a_run_with_a_stride_stands_at_recorded_steps() -> None:
    run = paced([0, 10, 20, 25])
    assert [run.step(each) for each in run.arrivals] == [0, 10, 20, 25]
    assert run.when(20) == run.arrivals[2]


def test_what_arrives_is_at_the_step_that_is_told_as_the_numbers_change() -> None:
    run = paced(range(21), seconds=4.0)
    times = np.linspace(0, run.seconds, 2001)
    told = np.array([run.told(time) for time in times])
    drawn = np.array([run.arriving(time) for time in times])
    changes = np.flatnonzero(np.diff(told)) + 1
    assert np.allclose(drawn[changes], told[changes], atol=0.01)
    assert (drawn >= told - 1e-9).all()
    assert np.mean(drawn == told) > 0.3
    assert run.arriving(run.seconds) == 20
