"""What the curve gives to each of the data: a dot that goes from its mark to the curve."""

from collections.abc import Callable

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.likelihood.fitting import ShownFit
from gradreel.scenes.stage.manim.marks import Follower, disc, triangle
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot


def given_by(shown: ShownFit, patients: OutcomePlot, gone: Callable[[], FloatArray]) -> VGroup:
    """A dot for each of the data, on its way to where the curve is at its feature.

    Args:
        shown: the curve's values.
        patients: the plot with the marks.
        gone: how far each has gone, (n,), 0 to 1.
    """

    def of_class(label: int) -> Follower:
        marks, chosen = patients.classes[label], shown.data.target == label
        shape = triangle(marks.radius) if label else disc(marks.radius)

        def outline() -> FloatArray:
            share = gone()[chosen][:, None]
            ends = patients.plot.points_at(marks.xs, shown.probability(marks.xs))
            places = (marks.places + share * (ends - marks.places))[share[:, 0] > 0]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        colour = patients.theme.of_class(label)
        return Follower(outline, fill_color=colour, fill_opacity=0.8, stroke_width=0)

    return VGroup(of_class(0), of_class(1))
