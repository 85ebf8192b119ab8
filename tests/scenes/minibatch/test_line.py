"""The chart of the scene of mini-batches, against the record and against arithmetic done anew."""

import numpy as np
import pytest

from gradreel.scenes.minibatch import ENDS, FALLS_AT, SHUFFLED, Minibatch
from gradreel.scenes.stage.runs.objective import batch_of
from tests.scenes.layout import on_axes
from tests.scenes.minibatch.stage import ages_and_disease, band_loss, band_slope, cells_of


@pytest.mark.parametrize("step", [0, 12])
def test_the_point_jumps_upright_onto_the_batch_and_steps_along_its_slope(
    story: Minibatch, step: int
) -> None:
    line, rows = story.line, batch_of(story.line.main, step)
    seen = []
    for clock in (ENDS["reform"], ENDS["jump"], FALLS_AT, 1.0):
        story.player.stand(step + clock)
        seen.append(on_axes(story.chart.views.plots[2], story.chart.point_place()))
    start, end = line.centres[step : step + 2].tolist()
    xs, (before, landed, after, fallen) = np.array(seen)[:, 0], np.array(seen)[:, 1]
    assert xs == pytest.approx([start, start, end, end], abs=1e-9)
    assert before == pytest.approx(band_loss(start), abs=1e-9)
    assert landed == pytest.approx(band_loss(start, rows), abs=1e-9)
    assert (after - landed) / (end - start) == pytest.approx(band_slope(start, rows), abs=1e-6)
    assert fallen == pytest.approx(band_loss(end), abs=1e-9)


def test_the_curves_are_the_loss_of_the_recorded_batch_and_of_all_the_data(
    story: Minibatch,
) -> None:
    chart = story.chart
    story.player.stand(1 + ENDS["reform"])
    for curve, rows in ((chart.batch, batch_of(story.line.main, 1)), (chart.full, None)):
        curve.write()
        for corner in curve.points.reshape(-1, 4, 3)[::40, 0]:
            x, y = on_axes(chart.views.plots[2], corner)
            assert y == pytest.approx(band_loss(x, rows), abs=1e-9)


@pytest.mark.parametrize("told", [40, 80])
def test_in_calm_all_that_is_drawn_is_of_the_step_that_is_told(story: Minibatch, told: int) -> None:
    player, line = story.player, story.line
    player.calm.set_value(1)
    player.set_value(min(told + 2.5, 80))
    player.told = told
    place = on_axes(story.chart.views.plots[2], story.chart.point_place())
    assert place == pytest.approx((line.centres[told], line.main.loss[told]), abs=1e-9)
    assert player.now().step == min(told, 79)


@pytest.mark.parametrize("clock", [0.5, 1.0, 1.2, 9.9, 10.1, 13.0, 80.0])
def test_lit_cells_are_the_batch_of_the_step(story: Minibatch, clock: float) -> None:
    batches, chart = story.line.main.batch_indices, story.chart
    step = int(np.ceil(clock)) - 1
    story.player.stand(clock)
    chart.drawn.write()
    chart.read.write()
    come = round(30 * min((clock - step) / 0.34, 1))
    assert cells_of(chart.drawn.points, 303) == set(batches[step][:come].tolist())
    read = set(batches[step - step % 10 : step].ravel().tolist())
    if 10 < clock < 10 + SHUFFLED:
        gone = round(300 * (clock - 10) / SHUFFLED)
        read |= set(batches[:10].ravel()[gone:].tolist())
    assert cells_of(chart.read.points, 303) == read


def test_bars_are_the_share_with_disease_of_each_age(story: Minibatch) -> None:
    data = story.data
    data.grown.set_value(1)
    data.bars.write()
    ages, disease = ages_and_disease()
    found = data.bars.points.reshape(-1, 16, 3)
    assert len(found) > 9
    for bar in found:
        left, low = on_axes(data.views.plots[0], bar.min(axis=0))
        right, high = on_axes(data.views.plots[0], bar.max(axis=0))
        inside = (ages > left - 0.18 - 1e-6) & (ages < right + 0.18 - 1e-6)
        assert (low, high) == pytest.approx((0, disease[inside].mean()), abs=1e-9)
