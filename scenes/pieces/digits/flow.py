"""A digit's way through the network: edges that light up, units, and ten bars."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.digits.places import (
    DigitRooms,
    in_pixels,
    output_places,
    pixel_places,
    unit_pitch,
    unit_places,
)
from gradreel.scenes.pieces.digits.reading import DigitReading
from gradreel.scenes.pieces.digits.shapes import paint, polygons
from gradreel.scenes.pieces.digits.telling import Shares
from gradreel.scenes.stage.figure.marks import arrive
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.typesetting import percent

CORNERS = 24
"""Of the outline of a unit."""

RADIUS, CLOSE = 9.0, 0.46
"""Of a unit, in pixels of a 1280x720 frame; at the most so much of the way to the next one."""

WIDTH, MOST, LEAST = 2.0, 0.85, 0.05
"""Of an edge: its width there, its opacity where most flows, and the least that is drawn."""

START, WIDEST = 15.0, 23.0
"""Radii at which a ring about a digit begins, and ends before its bar, in pixels of 1280x720."""

LONG, BESIDE = 0.45, 0.008
"""From this probability on it is written inside its bar; how far from the bar's end, in widths."""

EMPTY = 0.16
"""The opacity of the outline of what nothing has reached."""


class Flow:
    """The network of one reading, drawn as functions of how far it has come."""

    def __init__(self, sheet: Sheet, reading: DigitReading) -> None:
        """Make edges, units and bars.

        Args:
            sheet: where they will be drawn.
            reading: what is read.
        """
        self._sheet, self._reading = sheet, reading
        hidden = reading.model.sizes[1:-1]
        places = [
            pixel_places(DigitRooms.inputs),
            *(unit_places(size, layer, len(hidden)) for layer, size in enumerate(hidden)),
            output_places(),
        ]
        self._places = [in_pixels(sheet, each) for each in places]
        self.n_layers = len(places) - 1
        self._edges = LineCollection([], linewidths=sheet.stroke(WIDTH))
        self._edges.set_figure(sheet.figure)
        self._units, self._bars, self._grounds = (polygons(sheet) for _ in range(3))
        self._names = [self._name(digit) for digit in range(10)]
        model = sheet.theme.model
        self._arriving = arrive(sheet, colour=model, radius=START, widest=WIDEST)
        self._sure = Label(sheet, "0 %", (0, 0), colour=sheet.theme.text, bold=True)

    def _name(self, digit: int) -> Label:
        x, y = (float(each) for each in output_places()[digit])
        place = (x + DigitRooms.to_name, y + down(SIZES.number * 0.35))
        theme = self._sheet.theme
        return Label(
            self._sheet, str(digit), place, colour=theme.text, size=SIZES.number, edge="right"
        )

    def drawn(
        self, index: float, shares: Shares, reached: float, opacity: float
    ) -> Sequence[Artist]:
        """All of the network.

        Args:
            index: at which recorded step it is, or between two.
            shares: of recorded steps whose probabilities the bars have.
            reached: how many layers the activations have come through.
            opacity: of all of it.
        """
        if not opacity:
            return ()
        values = self._reading.activations(index)
        self._set_edges(index, values, reached, opacity)
        self._set_units(values[1:-1], reached, opacity)
        probabilities = np.sum(
            [share * self._reading.activations(step)[-1] for step, share in shares], axis=0
        )
        bars = self._set_bars(probabilities, max(reached - self.n_layers + 1, 0.0), opacity)
        return [self._edges, self._units, *bars]

    def _set_edges(
        self, index: float, values: list[FloatArray], reached: float, opacity: float
    ) -> None:
        """Light each layer's edges by what flows along them, as far as it has come."""
        theme = self._sheet.theme
        raises, lowers = np.array(to_rgb(theme.positive)), np.array(to_rgb(theme.negative))
        segments, colours, opacities = [], [], []
        for layer, (weights, _) in enumerate(self._reading.layers(index)):
            share = min(max(reached - layer, 0.0), 1.0)
            flows = weights * values[layer]
            strength = np.abs(flows) / max(float(np.abs(flows).max()), 1e-12)
            alphas = MOST * strength**1.3 * (opacity if share else 0.0)
            if share == 1.0 and reached > layer + 1:
                alphas = alphas * max(1.0 - 0.45 * (reached - layer - 1), 0.55)
            to, source = np.nonzero(alphas > LEAST)
            starts, ends = self._places[layer][source], self._places[layer + 1][to]
            segments.append(np.stack([starts, starts + share * (ends - starts)], axis=1))
            colours.append(np.where(flows[to, source, None] >= 0, raises, lowers))
            opacities.append(alphas[to, source])
        self._edges.set_segments(list(np.concatenate(segments)))
        paint(self._edges, np.concatenate(colours), np.concatenate(opacities))

    def _set_units(self, values: list[FloatArray], reached: float, opacity: float) -> None:
        """Light each hidden unit by its activation once it has been reached."""
        outlines, colours = [], []
        theme = self._sheet.theme
        ground, lit = np.array(to_rgb(theme.surface)), np.array(to_rgb(theme.model))
        turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        for layer, activations in enumerate(values):
            share = min(max((reached - layer - 0.7) / 0.3, 0.0), 1.0)
            strength = share * np.abs(activations)[:, None]
            outlines.append(
                self._places[layer + 1][:, None] + self._radius(len(activations)) * circle
            )
            colours.append(ground + (EMPTY + (1 - EMPTY) * strength) * (lit - ground))
        made = np.concatenate(colours)
        self._units.set_verts(list(np.concatenate(outlines)))
        paint(self._units, made, opacity)

    def _radius(self, count: int) -> float:
        """Of a unit in a layer of so many, in pixels: smaller where they stand close."""
        return min(self._sheet.stroke(RADIUS), CLOSE * (unit_pitch(count) * self._sheet.height))

    def _set_bars(self, values: FloatArray, share: float, opacity: float) -> list[Artist]:
        """Let the ten bars grow to their probabilities; the answer's digit is bright."""
        theme, answer = self._sheet.theme, int(values.argmax())
        lengths = values * max((share - 0.7) / 0.3, 0.0)
        self._grounds.set_verts(self._rectangles(np.ones(10)))
        paint(self._grounds, np.tile(to_rgb(theme.surface), (10, 1)), opacity)
        self._bars.set_verts(self._rectangles(lengths))
        alphas = opacity * np.where(np.arange(10) == answer, 1.0, 0.55)
        paint(self._bars, np.tile(to_rgb(theme.model), (10, 1)), alphas)
        for digit, name in enumerate(self._names):
            is_lit = digit == answer and share >= 1
            name.set_color(theme.text if is_lit else theme.muted)
            name.set_alpha(opacity * (1.0 if is_lit or share < 1 else 0.6))
        return [self._grounds, self._bars, *self._names]

    def _rectangles(self, lengths: FloatArray) -> list[FloatArray]:
        pitch, most = (
            (DigitRooms.outputs.bottom - DigitRooms.outputs.top) / 10,
            DigitRooms.outputs.right - DigitRooms.outputs.left,
        )
        made = []
        for digit, length in enumerate(lengths.tolist()):
            top = DigitRooms.outputs.top + pitch * (digit + 0.2)
            left, right, low = (
                DigitRooms.outputs.left,
                DigitRooms.outputs.left + most * length,
                top + pitch * 0.6,
            )
            made.append(np.array([[left, top], [right, top], [right, low], [left, low]]))
        return [in_pixels(self._sheet, each) for each in made]

    def probability(self, index: int, opacity: float) -> Sequence[Artist]:
        """The answer's probability, written in its bar or beside it."""
        if not opacity:
            return ()
        values = self._reading.activations(index)[-1]
        p = float(values.max())
        is_long, theme = p > LONG, self._sheet.theme
        end, y = self._bar_end(values)
        x = end + (-BESIDE if is_long else BESIDE)
        self._sure.set_position((self._sheet.x(x), self._sheet.y(y + down(SIZES.label * 0.35))))
        self._sure.set_horizontalalignment("right" if is_long else "left")
        self._sure.set_color(theme.background if is_long else theme.text)
        self._sure.set_alpha(opacity)
        self._sure.set_text(f"{percent(p)} %")
        return (self._sure,)

    def rings(self, index: int, told: float) -> Sequence[Artist]:
        """A ring about the answer's digit, and one about the truth: whole numbers have none."""
        digit = self._reading.answer(index) if told < 1 else self._reading.truth
        place, share = output_places()[digit], told % 1
        return self._arriving(
            share, in_pixels(self._sheet, place + np.array([DigitRooms.to_name / 2 + 0.01, 0.0]))
        )

    def _bar_end(self, probabilities: FloatArray) -> tuple[float, float]:
        """Where the answer's bar ends, as fractions of the stage."""
        width, digit = (
            DigitRooms.outputs.right - DigitRooms.outputs.left,
            int(probabilities.argmax()),
        )
        return DigitRooms.outputs.left + width * float(probabilities.max()), float(
            output_places()[digit, 1]
        )
