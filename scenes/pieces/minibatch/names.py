"""Words at the things on the chart: the valleys, the ring, both curves, the strip."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
from manim import Mobject, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.line_run import batch_curve
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.stage.manim.marks import Follower, polyline
from gradreel.scenes.stage.manim.moves.camera import within
from gradreel.scenes.stage.manim.naming import name_on
from gradreel.scenes.stage.manim.place import at, fractions, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.manim.text import Label, Number, backed
from gradreel.scenes.stage.runs.epochs import epoch_of, steps_in_epoch
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge
from gradreel.scenes.stage.type.typesetting import line_room, name_end, text_width

AROUND = np.array([[x, y, 0] for x in np.linspace(-1, 1, 9) for y in (-1, 0, 1)])
"""Points all over a box of half width and half height 1."""


class _TwinName:
    """The name of the twin's ring.

    Attributes:
        stuck: its key where the twin is stuck.
        away: from the ring to its middle, in pixels of a 1280x720 frame.
        half: half the width and the height that it takes at the most, likewise.
    """

    stuck = Shaped("all_stuck", tall="all_rows")
    away = Shaped(84.0, tall=58.0)
    half = Shaped((85.0, 16.0), tall=(52.0, 16.0))


class _Places:
    """Where words are, as fractions of the frame.

    Attributes:
        dip, barrier, lowest: from a place of the loss to its word, to the right and down.
        beside: from an upright line to the word that names it.
        under: from the top of what is seen to the baseline of a word there.
        name: how wide the full loss's name may be, lest it be shortened.
        left_over: across, and by which edge, what says how many samples an epoch leaves over.
    """

    dip = Shaped((0.0, 0.07), tall=(0.0, 0.045))
    barrier = Shaped((0.0, -0.026), tall=(0.0, -0.014))
    lowest = Shaped((-0.054, 0.012), tall=(-0.035, 0.024))
    beside = Shaped(0.009, tall=0.02)
    under = Shaped(0.035, tall=0.026)
    name = Shaped(1.0, tall=0.45)
    left_over: Shaped[tuple[float, Edge]] = Shaped((0.6, "centre"), tall=(GRID.margin, "left"))


def of_valleys(chart: BatchChart) -> list[tuple[TextLine, float]]:
    """Words at the dip, the barrier and the lowest valley of the small chart, and where that is."""
    line, words = chart.line, list[tuple[TextLine, float]]()
    if line.dip is not None and line.barrier is not None:
        dip = _at(chart, "dip", (line.dip.at, line.dip.loss), _Places.dip)
        top = line.barrier, line.loss(line.barrier)
        barrier = _at(chart, "barrier", top, _Places.barrier)
        words += [(dip, line.dip.at), (barrier, line.barrier)]
    if line.goal is not None:
        lowest = _at(chart, "lowest", (line.goal.at, line.goal.loss), _Places.lowest)
        words.append((lowest, line.goal.at))
    return words


def passed_at(chart: BatchChart, word: Mobject) -> float:
    """The parameter below a word's right edge on the small chart."""
    plot = chart.views.plots[0]
    left, right = (plot.point(each, plot.y.low)[0] for each in (plot.x.low, plot.x.high))
    share = (word.get_right()[0] - left) / (right - left)
    return float(plot.x.low + share * (plot.x.high - plot.x.low))


def of_narrowing(chart: BatchChart) -> VGroup:
    """From where to where the data are shown from now on, where that isn't all of them."""
    values, (low, high) = chart.data.values, chart.line.window
    if low <= values.min() and values.max() <= high:
        return VGroup()
    column = chart.line.data.feature_names[0]
    span = chart.texts.measured(column, f"{low:.0f}–{high:.0f}")
    content = chart.texts.label("narrowed", span=span)
    return VGroup(_line(chart, content, (1 - GRID.margin, BatchRooms.narrowed), "right"))


def strip_caption(chart: BatchChart) -> VGroup:
    """What the lit cells are, how many samples no batch of an epoch takes, and the epoch."""
    run, right, label = chart.run, 1 - GRID.margin, chart.texts.label
    content = label("batch_of", size=run.spec.batch_size, n=chart.line.data.n)
    end = name_end(right, epoch_of(run, run.n_steps), right - 0.05)
    baseline = BatchRooms.captions[0]
    epoch = Number(
        lambda: epoch_of(run, chart.now().step),
        0,
        colour=chart.theme.text,
        size=BatchRooms.caption_size,
    )
    return VGroup(
        _caption(chart, content, (GRID.margin, baseline), "left"),
        *_left_over(chart),
        _caption(chart, label("epoch"), (end, baseline), "right"),
        epoch.place(at(right, baseline), "right"),
    )


def of_whole_strip(chart: BatchChart) -> VGroup:
    """What the strip is while every step reads all of it."""
    content = chart.texts.label("all_read", n=chart.line.data.n)
    return VGroup(_caption(chart, content, (GRID.margin, BatchRooms.captions[0]), "left"))


def _left_over(chart: BatchChart) -> list[TextLine]:
    """How many samples an epoch's batches leave over, if any, in the middle below the strip."""
    run, n = chart.run, chart.line.data.n
    batches, size = steps_in_epoch(run), run.spec.batch_size or n
    left = n - batches * size
    if left <= 0:
        return []
    content = chart.texts.label("sit_out", batches=batches, size=size, left=left)
    across, edge = _Places.left_over
    return [_caption(chart, content, (across, BatchRooms.captions[1]), edge)]


def name_of_twin(chart: BatchChart) -> VGroup:
    """What the ring on the full loss is, below it or above."""
    key, colour = _TwinName.stuck if chart.line.trap else "all_rows", chart.theme.full_loss
    content = chart.texts.label(key, n=chart.line.data.n)
    name = backed(Label(content, size=SIZES.label, colour=colour), chart.theme)
    name.add_updater(lambda each: each.move_to(_twin_name_place(chart)))

    def leader() -> FloatArray:
        """A line from the ring to the name."""
        ring, place = chart.twin_place(), _twin_name_place(chart)
        gap = (place - ring) / pixels(_TwinName.away) * pixels(18)
        return polyline(np.array([ring + gap, place - gap]))

    return VGroup(Follower(leader, stroke_color=colour, stroke_width=stroke(1.6)), name)


def name_of_full(chart: BatchChart) -> VGroup:
    """The name of the full loss on its curve, wherever that is looked at."""
    content, colour = _full_name(chart), chart.theme.full_loss
    places = [_free_place(chart, index, content, colour) for index in range(len(chart.views.plots))]

    def middle() -> FloatArray:
        seen = float(chart.views.seen.get_value())
        first = min(int(seen), len(places) - 1)
        after = places[min(first + 1, len(places) - 1)]
        return np.asarray(places[first] + (seen - first) * (after - places[first]))

    return _moving(chart, content, colour, middle)


def name_of_batch(chart: BatchChart, full: VGroup) -> VGroup:
    """The name of a batch's curve on itself; it goes along as the curve becomes the next one's.

    Args:
        chart: the chart.
        full: the name of the full loss, which it stays clear of.
    """
    content, colour = chart.texts.label("batch_curve"), chart.theme.batch_loss_text
    plot, line = chart.views.plots[-1], chart.line

    @cache
    def place(step: int) -> FloatArray:
        curve = plot.points_at(line.xs, batch_curve(line, step))
        seen = np.abs(chart.views.clipped(curve) - curve).max(axis=1) < pixels(1)
        avoid: list[FloatArray | Mobject] = [plot.points_at(line.xs, line.full), full]
        avoid += _way_of_step(chart, step)
        name = name_on(curve[seen], content, colour, box=plot.box, avoid=avoid, near=0.8)
        return np.asarray(name.get_center())

    def middle() -> FloatArray:
        now = chart.now()
        before, after = (place(step) for step in (max(now.step - 1, 0), now.step))
        return np.asarray(before + now.reform * (after - before))

    return _moving(chart, content, colour, middle)


def from_near(chart: BatchChart, step: int, seen: Box) -> VGroup:
    """The names of the batch's curve, of the full loss and of the barrier, seen from near.

    Args:
        chart: the chart, looked at through its last plot.
        step: the step that is shown.
        seen: what the camera shows.
    """
    plot, line, label = chart.views.plots[-1], chart.line, chart.texts.label
    curves = [plot.points_at(line.xs, each) for each in (line.full, batch_curve(line, step))]
    full, batch = (within(seen, each) for each in curves)
    taken: list[FloatArray | Mobject] = _way_of_step(chart, step)
    if line.barrier is not None:
        place = plot.point(line.barrier, plot.y.low)[0]
        taken.append(np.array([[place, y, 0] for y in np.linspace(-4, 4, 161)]))
    texts = (
        (batch, label("batch_curve"), chart.theme.batch_loss_text),
        (full, _full_name(chart), chart.theme.full_loss),
    )
    made = VGroup()
    for curve, content, colour in texts:
        name = name_on(curve, content, colour, box=seen, avoid=[*curves, *taken])
        taken = [*taken, name]
        made.add(backed(name, chart.theme))
    return made.add(*_barrier_from_near(chart, seen))


def _barrier_from_near(chart: BatchChart, seen: Box) -> list[VGroup]:
    """The barrier's name at the top of its line, where the camera sees that."""
    line, plot = chart.line, chart.views.plots[-1]
    if line.barrier is None or not chart.barrier:
        return []
    x = fractions(plot.point(line.barrier, plot.y.high))[0] + _Places.beside
    if not seen.left < x < seen.right:
        return []
    name = Label(chart.texts.label("barrier"), size=SIZES.label, colour=chart.theme.muted)
    return [backed(name.place(at(x, seen.top + _Places.under), "left"), chart.theme)]


def _way_of_step(chart: BatchChart, step: int) -> list[FloatArray | Mobject]:
    """Where a step's point comes by, and where the twin and its name are."""
    plot, line = chart.views.plots[-1], chart.line
    before, after = (float(each) for each in line.centres[step : step + 2])
    ends = [
        (before, line.loss(before)),
        (before, float(line.main.batch_loss[step])),
        (after, line.tip(step)),
        (after, line.loss(after)),
    ]
    corners = [plot.point(*end) for end in ends]
    shares = np.linspace(0, 1, 9)[:, None]
    ways = [a + shares * (b - a) for a, b in pairwise(corners)]
    taken = [each + AROUND * pixels(16) for way in ways for each in way[:, None]]
    return [*taken, _twin_name_box(chart, plot)]


def _at(
    chart: BatchChart, key: str, point: tuple[float, float], away: tuple[float, float]
) -> TextLine:
    """A word at a point, so far to the right and below, its end there if it isn't right below."""
    x, y = fractions(chart.views.plots[0].point(*point))
    edge: Edge = "right" if away[0] else "centre"
    return _line(chart, chart.texts.label(key), (x + away[0], y + away[1]), edge)


def _line(
    chart: BatchChart,
    content: str,
    place: tuple[float, float],
    edge: Edge,
    size: float = SIZES.label,
) -> TextLine:
    line = TextLine(content, chart.theme, size=size, colour=chart.theme.muted)
    return line.place(at(*place), edge)


def _caption(chart: BatchChart, content: str, place: tuple[float, float], edge: Edge) -> TextLine:
    """A line beside the strip."""
    return _line(chart, content, place, edge, BatchRooms.caption_size)


def _twin_name_place(chart: BatchChart) -> FloatArray:
    """The middle of the twin's name."""
    place = _beside_ring(chart.twin_place(), chart.views.floor_and_ceiling[0])
    return _clear_of_barrier(chart, place, chart.views.point)


def _beside_ring(ring: FloatArray, floor: float) -> FloatArray:
    """Below the twin's ring, or above it where there is no room."""
    away = pixels(_TwinName.away)
    down = -1 if ring[1] - floor > away + pixels(24) else 1
    return np.asarray(ring + np.array([0, down * away, 0]))


def _twin_name_box(chart: BatchChart, plot: Plot) -> FloatArray:
    """Points all over where the twin's name is in the end, looked at through a plot."""
    end = float(np.clip(chart.line.twin.parameters[-1, 0], *chart.line.window))
    ring, floor = plot.point(end, chart.line.loss(end)), float(plot.point(end, plot.y.low)[1])
    place = _clear_of_barrier(chart, _beside_ring(ring, floor), plot.point)
    half = np.array([*map(pixels, _TwinName.half), 0])
    return np.asarray(place + AROUND * half)


def _clear_of_barrier(
    chart: BatchChart, place: FloatArray, point: Callable[[float, float], FloatArray]
) -> FloatArray:
    """The middle of the twin's name, so far aside that the barrier's line doesn't cross it."""
    line, room = chart.line, pixels(_TwinName.half[0] + 8)
    if line.barrier is None or line.trap is None:
        return place
    barrier, aside = float(point(line.barrier, 0.0)[0]), place.copy()
    is_left = line.trap.at < line.barrier
    aside[0] = min(place[0], barrier - room) if is_left else max(place[0], barrier + room)
    return aside


def _moving(
    chart: BatchChart, content: str, colour: str, middle: Callable[[], FloatArray]
) -> VGroup:
    """A backed text whose middle is where a function says."""
    name = backed(Label(content, size=SIZES.label, colour=colour), chart.theme)
    name.add_updater(lambda each: each.move_to(middle()))
    name.update(0)
    return name


def _full_name(chart: BatchChart) -> str:
    """What the curve of the full loss is, without the data's number where that is too long."""
    content = chart.texts.label("full_curve", n=chart.line.data.n)
    fits = text_width(content) <= line_room(SIZES.label, _Places.name)
    return content if fits else chart.texts.label("full_loss")


def _free_place(chart: BatchChart, index: int, content: str, colour: str) -> FloatArray:
    """The middle of the full loss's name on one of the plots, clear of what will be there."""
    plot, line = chart.views.plots[index], chart.line
    later = index == len(chart.views.plots) - 1
    steps = [0, 1, 2, line.escape or 0] if later else []
    curves = [
        plot.points_at(line.xs, batch_curve(line, min(step, line.main.n_steps - 1)))
        for step in steps
    ]
    words: list[FloatArray | Mobject] = [_twin_name_box(chart, plot)]
    if not index:
        words = [word for word, _ in of_valleys(chart)]
    curve = plot.points_at(line.xs, line.full)
    name = name_on(curve, content, colour, box=plot.box, avoid=[*curves, *words], near=0.8)
    return np.asarray(name.get_center())
