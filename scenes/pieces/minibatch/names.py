"""Words at the things on the chart: the valleys, the ring, the batch's curve, the strip."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.line_run import batch_curve
from gradreel.scenes.stage.manim.marks import Follower, polyline
from gradreel.scenes.stage.manim.place import at, fractions, pixels, stroke
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.manim.text import Label, Number, backed
from gradreel.scenes.stage.runs.epochs import epoch_of
from gradreel.scenes.stage.runs.line_landscape import SAMPLES
from gradreel.scenes.stage.type.grid import GRID, SIZES, Edge
from gradreel.scenes.stage.type.typesetting import name_end

NAME_AWAY = pixels(84)
"""From the twin's ring to the middle of its name."""

CAPTION = 0.94
"""The baseline below the strip."""


def of_valleys(chart: BatchChart) -> dict[str, TextLine]:
    """Words at the lowest valley, the dip and the barrier of the small chart, where there are."""
    line, words = chart.line, dict[str, TextLine]()
    if line.dip is not None and line.barrier is not None:
        words["dip"] = _at(chart, "dip", (line.dip.at, line.dip.loss), (0, 0.07))
        top = line.barrier, line.loss(line.barrier)
        words["barrier"] = _at(chart, "barrier", top, (0, -0.026))
    if line.goal is not None:
        words["lowest"] = _at(chart, "lowest", (line.goal.at, line.goal.loss), (0.06, 0.006))
    return words


def strip_caption(chart: BatchChart) -> VGroup:
    """What the lit cells are, and the epoch."""
    run, right, label = chart.run, 1 - GRID.margin, chart.texts.label
    content = label("batch_of", size=run.spec.batch_size, n=chart.line.data.n)
    end = name_end(right, epoch_of(run, run.n_steps), right - 0.05)
    epoch = Number(
        lambda: epoch_of(run, chart.now().step), 0, colour=chart.theme.text, size=SIZES.label
    )
    return VGroup(
        _line(chart, content, GRID.margin, CAPTION, "left"),
        _line(chart, label("epoch"), end, CAPTION, "right"),
        epoch.place(at(right, CAPTION), "right"),
    )


def name_of_twin(chart: BatchChart) -> VGroup:
    """What the ring on the full loss is, below it or above."""
    key, colour = "all_stuck" if chart.line.trap else "all_rows", chart.theme.full_loss
    content = chart.texts.label(key, n=chart.line.data.n)
    name = backed(Label(content, size=SIZES.label, colour=colour), chart.theme)
    name.add_updater(lambda each: each.move_to(_twin_name_place(chart)))

    def leader() -> FloatArray:
        """A line from the ring to the name."""
        ring, place = chart.twin_place(), _twin_name_place(chart)
        gap = (place - ring) / NAME_AWAY * pixels(18)
        return polyline(np.array([ring + gap, place - gap]))

    return VGroup(Follower(leader, stroke_color=colour, stroke_width=stroke(1.6)), name)


def name_of_batch(chart: BatchChart) -> VGroup:
    """A name at the first batch's curve, where most room is between it and the full one."""
    content = chart.texts.label("batch_curve")
    label = Label(content, size=SIZES.label, colour=chart.theme.batch_loss_text)
    return backed(label.move_to(_free_place(chart, label.width)), chart.theme)


def _at(
    chart: BatchChart, key: str, point: tuple[float, float], away: tuple[float, float]
) -> TextLine:
    """A word at a point, so far to the right and below."""
    x, y = fractions(chart.views.plots[0].point(*point))
    edge: Edge = "left" if away[0] else "centre"
    return _line(chart, chart.texts.label(key), x + away[0], y + away[1], edge)


def _line(chart: BatchChart, content: str, x: float, y: float, edge: Edge) -> TextLine:
    line = TextLine(content, chart.theme, size=SIZES.label, colour=chart.theme.muted)
    return line.place(at(x, y), edge)


def _twin_name_place(chart: BatchChart) -> FloatArray:
    """The middle of the twin's name."""
    ring, (floor, _) = chart.twin_place(), chart.views.floor_and_ceiling
    down = -1 if ring[1] - floor > NAME_AWAY + pixels(24) else 1
    return np.asarray(ring + np.array([0, down * NAME_AWAY, 0]))


def _free_place(chart: BatchChart, width: float) -> FloatArray:
    """The middle of a text so wide, above or below both curves but next to the batch's.

    Of the places within the chart, the one with most room between the two curves; where none is
    within it, at its edge.
    """
    plot, line = chart.views.plots[-1], chart.line
    own, full = (plot.points_at(line.xs, ys) for ys in (batch_curve(line, 0), line.full))
    half = int(width / 2 / (own[1, 0] - own[0, 0])) + 1
    floor, ceiling = (plot.point(0, y)[1] for y in (plot.y.low, plot.y.high))
    taken, places = _twin_name_place(chart), list[tuple[bool, bool, float, FloatArray]]()
    for middle in range(half, SAMPLES - half):
        span = own[middle - half : middle + half + 1, 1]
        gap = own[middle, 1] - full[middle, 1]
        height = span.max() + pixels(26) if gap > 0 else span.min() - pixels(26)
        away = np.abs(taken - np.array([own[middle, 0], height, 0]))
        clear = away[0] > width or away[1] > pixels(44)
        seen = min(max(height, floor + pixels(20)), ceiling - pixels(20))
        fits = clear and seen == height
        places.append((fits, clear, abs(gap), np.array([own[middle, 0], seen, 0])))
    return max(places, key=lambda each: each[:3])[3]
