"""The feature's name between the curve and the bars, where no line from a mark to its bar runs."""

from collections.abc import Sequence

import numpy as np

from gradreel.scenes.pieces.likelihood.bars import ranks_of
from gradreel.scenes.pieces.likelihood.example import Example
from gradreel.scenes.pieces.likelihood.rooms import ColumnBeside, FigureRooms
from gradreel.scenes.stage.manim.place import at, share_of_width, tall, wide
from gradreel.scenes.stage.manim.plots.outcomes import PROBABILITY, OutcomePlot
from gradreel.scenes.stage.manim.text import Label, Lines
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.names import ELLIPSIS
from gradreel.scenes.stage.type.scale import Scale

LONGEST = 18.0
"""The greatest width of the name, in em."""
BEFORE = 2.0
"""In em, what stands before a name."""
HIGH = 0.7
"""Of the axis: a bar that is higher has its number beside the name."""


class _Places:
    """Of lines between the curve and the bars, as fractions of the frame.

    Attributes:
        baseline: of all.
        left: where the name of the bars' axis ends.
        farthest: where a line ends that needs more room than the plot has.
        air, number: about the line to a bar, and from the middle of a bar to beside its number.
        below: the baseline of the name below the bars.
        own: the last baseline of what the end is for x itself, where that has no room there.
    """

    baseline = Shaped(0.604, tall=0.45)
    left, farthest = Shaped(0.18, tall=0.33), Shaped(0.61, tall=0.95)
    air, number = Shaped(0.012, tall=0.025), Shaped(0.032, tall=0.07)
    below, own = 0.687, 0.938


Gap = tuple[float, float]


def feature_name(
    patients: OutcomePlot, examples: Sequence[Example], costs: Scale, texts: Captions
) -> Label:
    """Put the name whole into the first gap from the right that holds it, or cut into the widest.

    In a tall frame no gap holds it: it is below the bars, where their order by x is spoken of.

    Args:
        patients: the plot with the marks.
        examples: those that are linked to their bars, one after the other.
        costs: the scale of the bars.
        texts: of the scene.
    """
    if is_tall():
        made = _named(patients, 1.0, _ems(ColumnBeside.room) - BEFORE, texts)
        return made.place(at(ColumnBeside.left, _Places.below))
    taken = sorted(each for example in examples for each in _taken(patients, example, costs))
    ends = [_Places.left, *(end for _, end in taken)]
    starts = [*(start for start, _ in taken), FigureRooms.upper.right]
    gaps = list(zip(np.maximum.accumulate(ends).tolist(), starts, strict=True))
    whole = _named(patients, FigureRooms.upper.right, LONGEST, texts)
    width = share_of_width(float(whole.width))
    for left, right in reversed(gaps):
        if right - left >= width:
            return whole.place(at(right, _Places.baseline), "right")
    left, right = max(gaps, key=lambda gap: gap[1] - gap[0])
    return _named(patients, right, _ems(right - left) - BEFORE, texts)


def feature_for_map(patients: OutcomePlot, standardised: str, texts: Captions) -> Label:
    """Write for which x the b0 and b1 of the map are, after the feature's name if that has room."""
    after = line_between(standardised, patients)
    room = _ems(_Places.farthest - _Places.left - share_of_width(float(after.width))) - 2 * BEFORE
    name = texts.column(patients.data.feature_names[0], min(room, LONGEST))
    if name == ELLIPSIS:
        return after
    feature = texts.label("feature", name=name)
    words = texts.label("both", feature=feature, how=standardised)
    both = line_between(words, patients, _Places.farthest)
    return both if share_of_width(both.width) < _Places.farthest - _Places.left else after


def line_between(content: str, patients: OutcomePlot, right: float | None = None) -> Label:
    """A line between the curve and the bars."""
    made = Label(content, size=SIZES.smallest, colour=patients.theme.muted)
    end = FigureRooms.upper.right if right is None else right
    return made.place(at(end, _Places.baseline), "right")


def name_for_x_itself(content: str, patients: OutcomePlot) -> Label | Lines:
    """What b0 and b1 are for x itself: between the curve and the bars, or beside the map."""
    if not is_tall():
        return line_between(content, patients, _Places.farthest)
    room, colour = ColumnBeside.room, patients.theme.muted
    made = Lines(content, size=SIZES.smallest, colour=colour, room=room)
    return made.place(at(ColumnBeside.left, _Places.own))


def _ems(share: float) -> float:
    """So many em go into a share of the width."""
    return wide(share) / tall(SIZES.smallest)


def _named(patients: OutcomePlot, right: float, longest: float, texts: Captions) -> Label:
    name = texts.column(patients.data.feature_names[0], longest)
    return line_between(texts.label("feature", name=name), patients, right)


def _taken(patients: OutcomePlot, example: Example, costs: Scale) -> list[Gap]:
    """What the line to a bar takes at the name's height, and the number of a high bar."""
    data, wide = patients.data, FigureRooms.upper.right - FigureRooms.upper.left
    share = float(patients.plot.x.share(float(data.features[example.index, 0])))
    mark = FigureRooms.upper.left + share * wide
    bar = FigureRooms.lower.left + (float(ranks_of(data)[example.index]) + 0.5) / data.n * wide
    height = FigureRooms.upper.bottom - float(PROBABILITY.share(example.label)) * (
        FigureRooms.upper.bottom - FigureRooms.upper.top
    )
    crossed = float(np.interp(_Places.baseline, [height, FigureRooms.lower.bottom], [mark, bar]))
    line = crossed - _Places.air, crossed + _Places.air
    is_high = example.penalty > HIGH * costs.high
    return [line, (bar - _Places.number, bar + _Places.number)] if is_high else [line]
