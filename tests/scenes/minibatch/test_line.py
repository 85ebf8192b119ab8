"""The chart of the scene of mini-batches, against the record and against arithmetic done anew."""

import re

import numpy as np
import pytest

from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.minibatch import ENDS, FALLS_AT, SHUFFLED, Minibatch, Rule, moment
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.objective import batch_of, read_before, steps_in_epoch
from tests.scenes.minibatch.oracle import ages_and_disease, band_loss, band_slope
from tests.scenes.minibatch.stage import ascii_minus, cells_of, on_axes


@pytest.mark.parametrize("step", [0, 1, 2, 12])
def test_the_point_jumps_upright_onto_the_batch_and_steps_along_its_slope(
    story: Minibatch, step: int
) -> None:
    line, player, chart = story.line, story.player, story.chart
    plot = chart.views.plots[2]
    rows = batch_of(line.main, step)
    player.stand(step + ENDS["reform"])
    before = on_axes(plot, chart.point_place())
    player.stand(step + ENDS["jump"])
    landed = on_axes(plot, chart.point_place())
    player.stand(step + FALLS_AT)
    after = on_axes(plot, chart.point_place())
    player.stand(step + 1)
    fallen = on_axes(plot, chart.point_place())
    assert before[1] == pytest.approx(band_loss(float(line.centres[step])), abs=1e-9)
    assert fallen[0] == pytest.approx(after[0], abs=1e-9)
    assert fallen[1] == pytest.approx(band_loss(float(line.centres[step + 1])), abs=1e-9)
    assert before[0] == pytest.approx(line.centres[step], abs=1e-9)
    assert landed[0] == pytest.approx(before[0], abs=1e-9)
    assert landed[1] == pytest.approx(band_loss(float(line.centres[step]), rows), abs=1e-9)
    assert after[0] == pytest.approx(line.centres[step + 1], abs=1e-9)
    slope = (after[1] - landed[1]) / (after[0] - landed[0])
    assert slope == pytest.approx(band_slope(float(line.centres[step]), rows), abs=1e-6)


def test_the_batch_curve_is_the_loss_of_the_recorded_batch(story: Minibatch) -> None:
    chart, line = story.chart, story.line
    plot = chart.views.plots[2]
    story.player.stand(1 + ENDS["reform"])
    chart.batch.write()
    chart.full.write()
    for corner in chart.batch.points.reshape(-1, 4, 3)[::40, 0]:
        x, y = on_axes(plot, corner)
        assert y == pytest.approx(band_loss(x, batch_of(line.main, 1)), abs=1e-9)
    for corner in chart.full.points.reshape(-1, 4, 3)[::40, 0]:
        x, y = on_axes(plot, corner)
        assert y == pytest.approx(band_loss(x), abs=1e-9)


@pytest.mark.parametrize("told", [40, 80])
def test_in_calm_all_that_is_drawn_is_of_the_step_that_is_told(story: Minibatch, told: int) -> None:
    player, chart, line = story.player, story.chart, story.line
    player.calm.set_value(1)
    player.set_value(min(told + 2.5, 80))
    player.told = told
    x, y = on_axes(chart.views.plots[2], chart.point_place())
    assert x == pytest.approx(line.centres[told], abs=1e-9)
    assert y == pytest.approx(line.main.loss[told], abs=1e-9)
    assert player.now().step == min(told, 79)
    assert player.shown() == told


@pytest.mark.parametrize("clock", [0.5, 1.0, 1.2, 9.9, 10.1, 13.0, 80.0])
def test_lit_cells_are_the_batch_of_the_step(story: Minibatch, clock: float) -> None:
    run, chart = story.line.main, story.chart
    step = int(np.ceil(clock)) - 1
    story.player.stand(clock)
    chart.drawn.write()
    chart.read.write()
    come = round(30 * min((clock - step) / 0.34, 1))
    assert cells_of(chart.drawn.points, 303) == set(run.batch_indices[step][:come].tolist())
    first = step - step % 10
    read = set(run.batch_indices[first:step].ravel().tolist())
    if 10 < clock < 10 + SHUFFLED:
        gone = round(300 * (clock - 10) / SHUFFLED)
        read |= set(run.batch_indices[:10].ravel()[gone:].tolist())
    assert cells_of(chart.read.points, 303) == read


def test_a_plate_tells_one_step_and_its_batch_once_that_is_drawn(story: Minibatch) -> None:
    run, player = story.line.main, story.player
    panel, _ = story.numbers(run, 0.2, lambda: player.told)
    rows = [each for each in panel.get_family() if isinstance(each, Number)]
    for told, clock, calm in ((0, 0.0, 0), (4, 4.6, 0), (5, 5.0, 0), (50, 50.7, 1), (80, 80, 1)):
        player.set_value(clock)
        player.calm.set_value(calm)
        player.told = told
        step, centre, full, batch, slope, _ = (each.content for each in rows)
        assert (step, centre) == (str(told), f"{run.parameters[told, 0]:.2f}")
        assert full == f"{run.loss[told]:.3f}"
        drawn = clock > told
        assert batch == (f"{run.batch_loss[told]:.3f}" if drawn else "–")
        assert ascii_minus(slope) == (f"{run.gradients[told, 0]:.4f}" if drawn else "–")


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
        assert low == pytest.approx(0, abs=1e-9)
        assert high == pytest.approx(disease[inside].mean(), abs=1e-9)


def test_the_rule_in_numbers_says_whether_its_digits_come_out(story: Minibatch) -> None:
    rule, signs = Rule(story), set[str]()
    for step in range(80):
        story.player.stand(step + 1)
        c, rate, slope = re.findall(r"-?[\d.]+", ascii_minus(rule.working.content))
        sign, result = rule.result.content.split()
        value = float(c) - float(rate) * float(slope)
        comes_out = all(f"{value + tie:.2f}" == result for tie in (-1e-7, 1e-7))
        assert sign == ("=" if comes_out else "≈")
        signs.add(sign)
    assert "=" in signs


def test_an_epoch_uses_each_sample_once_and_the_next_is_shuffled(recording: Recording) -> None:
    run = recording.main
    assert steps_in_epoch(run) == 10
    epochs = run.batch_indices.reshape(8, 300)
    assert all(len(set(epoch.tolist())) == 300 for epoch in epochs)
    assert not np.array_equal(epochs[0], epochs[1])
    assert len(read_before(run, 10)) == 0
    assert len(read_before(run, 19)) == 270


def test_the_clock_reads_phases_one_after_the_other() -> None:
    assert moment(0, 10).step == moment(1.0, 10).step == 0
    assert moment(1.0, 10).move == 1
    assert moment(1.0 + 1e-3, 10).step == 1
    assert moment(10.0, 10) == moment(10.0 + 1e-9, 10)
    order = list(ENDS)
    for place, phase in enumerate(order):
        now = moment(3 + ENDS[phase], 10)
        done = [getattr(now, each) for each in order]
        assert done == [1.0] * (place + 1) + [0.0] * (len(order) - place - 1)
