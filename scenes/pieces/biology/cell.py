"""The nerve cell on the stage, lit by what was computed of it."""

from collections.abc import Callable
from functools import partial

import numpy as np
from manim import Mobject, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.biology.anatomy import ENDS, Anatomy
from gradreel.scenes.pieces.biology.signals import CellResponse
from gradreel.scenes.stage.manim.marks import Follower, disc
from gradreel.scenes.stage.manim.motion import share_of
from gradreel.scenes.stage.manim.network import edge_width
from gradreel.scenes.stage.type.theme import Theme

COMING, GOING, ALONG_AXON = 5.0, 2.5, 7.0
"""Milliseconds that a signal takes to a synapse, from there to the body, and along the axon."""
LIT = 20.0
"""Millivolts above rest from which on the body is as bright as it gets."""

Clock = Callable[[], float]
"""Returns the milliseconds that have passed in the cell."""
SynapseWeights = Callable[[], FloatArray]
"""Returns the weights (k,) that its synapses have."""


class NerveCell(VGroup):
    """A cell and the ends of those that it listens to.

    Attributes:
        anatomy: where its parts are.
        axons: those of other cells.
        knobs: their ends, as large as the synapse's weight, in the colour of its sign.
        dendrites, axon, body: its own parts; the body's last part glows.
    """

    def __init__(
        self, anatomy: Anatomy, theme: Theme, weights: SynapseWeights, level: Callable[[], float]
    ) -> None:
        self.anatomy, self.theme = anatomy, theme
        count = range(anatomy.count)
        self.axons = VGroup(*(self._filled(anatomy.other_axon(each)) for each in count))
        self.knobs = VGroup(
            *(Knob(anatomy, each, partial(_one_of, weights, each), theme) for each in count)
        )
        self.dendrites = VGroup(*(self._filled(anatomy.dendrite(each)) for each in count))
        self.axon = VGroup(
            self._filled(anatomy.axon()),
            self._filled(anatomy.branches()),
            self._filled(anatomy.sheaths(), theme.muted),
        )
        self.body = VGroup(
            self._filled(anatomy.body()),
            Glow(anatomy.body(0.86), theme.model, level),
            self._filled(anatomy.nucleus(), theme.background),
        )
        super().__init__(self.axons, self.dendrites, self.axon, self.body, self.knobs)

    def _filled(self, outline: FloatArray, colour: str | None = None) -> VMobject:
        made = VMobject(fill_color=colour or self.theme.line, fill_opacity=1, stroke_width=0)
        return made.set_points(outline)


class Knob(Follower):
    """The end of another cell's axon at a synapse: the larger the weight, the larger it is.

    Attributes:
        weight: read anew at every frame; its sign chooses the colour.
    """

    def __init__(
        self, anatomy: Anatomy, index: int, weight: Callable[[], float], theme: Theme
    ) -> None:
        self.weight, self.theme = weight, theme

        def outline() -> FloatArray:
            return anatomy.knob(index, 5 + 1.7 * edge_width(weight()))

        super().__init__(outline, fill_opacity=1, stroke_width=0)
        _show_sign(self)
        self.add_updater(_show_sign)


class Glow(VMobject):
    """The light in the cell body.

    Attributes:
        level: how bright it is, from 0 to 1, read anew at every frame.
    """

    def __init__(self, outline: FloatArray, colour: str, level: Callable[[], float]) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.level = level
        self.points = outline
        _shine(self)
        self.add_updater(_shine)


def _show_sign(knob: Mobject) -> None:
    if isinstance(knob, Knob):
        opacity = float(knob.fill_rgbas[0, 3])
        knob.set_fill(knob.theme.of_sign(knob.weight()), opacity=opacity)


def _shine(glow: Mobject) -> None:
    if isinstance(glow, Glow):
        glow.fill_rgbas[:, 3] = min(max(glow.level(), 0.0), 1.0) * share_of(glow)


def signals(cell: Anatomy, response: CellResponse, clock: Clock, theme: Theme) -> VGroup:
    """Signals on their way to the cell, and the spikes that leave it, where they are now."""
    arriving = [
        _moving(
            partial(_on_way_in, cell, each.synapse),
            partial(_since, clock, each.time),
            theme.of_sign(float(response.weights[each.synapse])),
            10.0 * cell.size,
        )
        for each in response.signals
    ]
    leaving = [
        _moving(
            partial(_on_way_out, cell.leaving(branch)),
            partial(_since, clock, spike),
            theme.model,
            13.0 * cell.size,
        )
        for spike in response.response.spikes
        for branch in range(len(ENDS))
    ]
    return VGroup(*arriving, *leaving)


def level_of(response: CellResponse, clock: Clock) -> Callable[[], float]:
    """How bright the body is, from 0 to 1."""
    rest = response.response.at(0.0)
    return lambda: (response.response.at(clock()) - rest) / LIT


def _moving(
    where: Callable[[float], FloatArray | None], since: Clock, colour: str, radius: float
) -> Follower:
    shape = disc(radius)

    def outline() -> FloatArray:
        place = where(since())
        return np.zeros((0, 3)) if place is None else shape + place

    return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)


def _on_way_in(cell: Anatomy, index: int, since: float) -> FloatArray | None:
    if since < 0:
        return _share_of(cell.arriving(index), 1 + since / COMING)
    return _share_of(cell.entering(index), since / GOING)


def _on_way_out(line: FloatArray, since: float) -> FloatArray | None:
    return _share_of(line, since / ALONG_AXON)


def _one_of(weights: SynapseWeights, index: int) -> float:
    return float(weights()[index])


def _since(clock: Clock, start: float) -> float:
    return clock() - start


def _share_of(line: FloatArray, share: float) -> FloatArray | None:
    """A place on a line (n, 3) of evenly spaced points; None before its start and after its end."""
    if not 0 < share < 1:
        return None
    at = share * (len(line) - 1)
    return np.array([np.interp(at, np.arange(len(line)), column) for column in line.T])
