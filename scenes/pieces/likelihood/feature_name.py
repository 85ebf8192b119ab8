"""The feature's name between the curve and the bars, where no line from a mark to its bar runs."""

from collections.abc import Sequence

import numpy as np

from gradreel.scenes.pieces.likelihood.bars import ranks_of
from gradreel.scenes.pieces.likelihood.example import Example
from gradreel.scenes.stage.manim.place import at, share_of_width, tall, wide
from gradreel.scenes.stage.manim.plots.outcomes import PROBABILITY, OutcomePlot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale

UPPER = Box(left=0.105, right=0.565, top=0.285, bottom=0.51)
LOWER = Box(left=0.105, right=0.565, top=0.625, bottom=0.885)
"""Where the curve is while there are bars, and where the bars are."""
BASELINE, LONGEST = 0.604, 18.0
"""Of the name, and its greatest width in em."""
AIR, NUMBER = 0.012, 0.032
"""About a line, and from the middle of a bar to beside its number, as shares of the width."""
FARTHEST = 0.61
"""Where a line ends that needs more room than the plot has, before the map's numbers."""
BEFORE = 2.0
"""In em, what stands before a name."""
HIGH = 0.7
"""Of the axis: a bar that is higher has its number beside the name."""
LEFT = 0.18
"""Where the name of the bars' axis ends, as a share of the width."""

Gap = tuple[float, float]


def feature_name(
    patients: OutcomePlot, examples: Sequence[Example], costs: Scale, texts: Captions
) -> Label:
    """Put the name whole into the first gap from the right that holds it, or cut into the widest.

    Args:
        patients: the plot with the marks.
        examples: those that are linked to their bars, one after the other.
        costs: the scale of the bars.
        texts: of the scene.
    """
    taken = sorted(each for example in examples for each in _taken(patients, example, costs))
    ends = [LEFT, *(end for _, end in taken)]
    starts = [*(start for start, _ in taken), UPPER.right]
    gaps = list(zip(np.maximum.accumulate(ends).tolist(), starts, strict=True))
    whole = _named(patients, UPPER.right, LONGEST, texts)
    width = share_of_width(float(whole.width))
    for left, right in reversed(gaps):
        if right - left >= width:
            return whole.place(at(right, BASELINE), "right")
    left, right = max(gaps, key=lambda gap: gap[1] - gap[0])
    return _named(patients, right, _ems(right - left) - BEFORE, texts)


def feature_for_map(patients: OutcomePlot, standardised: str, texts: Captions) -> Label:
    """Write for which x the b0 and b1 of the map are, after the feature's name if that has room."""
    after = line_between(standardised, patients)
    room = _ems(FARTHEST - LEFT - share_of_width(float(after.width))) - 2 * BEFORE
    name = texts.column(patients.data.feature_names[0], min(room, LONGEST))
    feature = texts.label("feature", name=name)
    words = texts.label("both", feature=feature, how=standardised)
    both = line_between(words, patients, FARTHEST)
    return both if share_of_width(both.width) < FARTHEST - LEFT else after


def line_between(content: str, patients: OutcomePlot, right: float = UPPER.right) -> Label:
    """A line between the curve and the bars."""
    made = Label(content, size=SIZES.smallest, colour=patients.theme.muted)
    return made.place(at(right, BASELINE), "right")


def _ems(share: float) -> float:
    """So many em go into a share of the width."""
    return wide(share) / tall(SIZES.smallest)


def _named(patients: OutcomePlot, right: float, longest: float, texts: Captions) -> Label:
    name = texts.column(patients.data.feature_names[0], longest)
    return line_between(texts.label("feature", name=name), patients, right)


def _taken(patients: OutcomePlot, example: Example, costs: Scale) -> list[Gap]:
    """What the line to a bar takes at the name's height, and the number of a high bar."""
    data, wide = patients.data, UPPER.right - UPPER.left
    share = float(patients.plot.x.share(float(data.features[example.index, 0])))
    mark = UPPER.left + share * wide
    bar = LOWER.left + (float(ranks_of(data)[example.index]) + 0.5) / data.n * wide
    height = UPPER.bottom - float(PROBABILITY.share(example.label)) * (UPPER.bottom - UPPER.top)
    crossed = float(np.interp(BASELINE, [height, LOWER.bottom], [mark, bar]))
    line = crossed - AIR, crossed + AIR
    is_high = example.penalty > HIGH * costs.high
    return [line, (bar - NUMBER, bar + NUMBER)] if is_high else [line]
