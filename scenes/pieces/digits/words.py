"""What is written beside the pictures: names of their parts, and plates of numbers."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.digits.places import DigitRooms, in_pixels
from gradreel.scenes.pieces.digits.shapes import paint, polygons
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, Number
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import down, is_tall
from gradreel.scenes.stage.type.grid import SIZES, Box, Edge

SAMPLE = 0.026, 0.008
"""A sample of an edge in the key of their colours: its width, and its distance from its word."""

APART = 0.035
"""From one entry of a key to the next, as a fraction of the width."""

Fading = Callable[[float], Sequence[Artist]]
"""A drawing of its opacity."""


class DigitWords:
    """The words and numbers of one story, as drawings of their opacities."""

    def __init__(self, sheet: Sheet, texts: Captions) -> None:
        """Say where, and in which words.

        Args:
            sheet: where they will be drawn.
            texts: the words.
        """
        self._sheet, self._texts, self._theme = sheet, texts, sheet.theme

    def size_of_picture(self) -> Fading:
        """How many pixels a digit has."""
        return _fading(
            self._named(self._texts.label("size"), _middle(DigitRooms.middle), DigitRooms.sized)
        )

    def truth(self, digit: int) -> Fading:
        """Which digit it is, below it."""
        label = Label(
            self._sheet,
            self._texts.label("truth", digit=digit),
            (_middle(DigitRooms.inputs), DigitRooms.truth),
            colour=self._theme.text,
            edge="centre",
        )
        return _fading(label)

    def parts_of_network(self, units: str) -> Fading:
        """The names of the hidden units and of the bars, and what the edges' colours mean."""
        above, left = DigitRooms.above
        words = [
            self._named(
                self._texts.label("units", units=units), _units_middle(), DigitRooms.layers
            ),
            self._named(self._texts.label("probability"), _middle(DigitRooms.outputs), above),
        ]
        samples = []
        for key, colour in (("adds", self._theme.positive), ("subtracts", self._theme.negative)):
            samples.append((left, colour))
            left += sum(SAMPLE)
            words.append(self._named(self._texts.label(key), left, above, "left", colour))
            left += words[-1].width + APART
        return _fading(*words, *(self._sample(*each) for each in samples))

    def _sample(self, left: float, colour: str) -> Artist:
        y = DigitRooms.above[0] - down(SIZES.label * 0.32)
        right, half = left + SAMPLE[0], down(0.004)
        corners = np.array(
            [(left, y - half), (right, y - half), (right, y + half), (left, y + half)]
        )
        made = polygons(self._sheet)
        made.set_verts([in_pixels(self._sheet, corners)])
        paint(made, _colour(colour), 1.0)
        return made

    def key_of_wall(self) -> Fading:
        """What the colours of the digits on the wall mean."""
        wall_left, model = DigitRooms.wall.left, self._theme.model
        right = self._named(self._texts.label("right"), wall_left, DigitRooms.key, "left", model)
        left = wall_left + right.width + APART
        text = self._theme.text
        misread = self._named(self._texts.label("misread"), left, DigitRooms.key, "left", text)
        return _fading(right, misread)

    def counter(self) -> Callable[[int, float], Sequence[Artist]]:
        """The step that the network is at, below the bars."""
        word, number = self._step(*DigitRooms.counter)

        def shown(step: int, opacity: float) -> Sequence[Artist]:
            return _faded([word, number.show(float(step))], opacity)

        return shown

    def plate(self, seen: HeldOut) -> Callable[[int, float], Sequence[Artist]]:
        """The step, and how many digits are read right by then."""
        word, steps = self._step(*DigitRooms.steps)
        right, low = DigitRooms.right
        share = Label(
            self._sheet,
            "100.0 %",
            (right, low),
            colour=self._theme.model,
            edge="right",
            bold=True,
        )
        count = self._named("0", right - share.width - 0.015, low, "right", self._theme.model)
        every = seen.are_right.sum(axis=1).astype(int).tolist()

        def shown(index: int, opacity: float) -> Sequence[Artist]:
            steps.show(float(seen.run.recorded_steps[index]))
            share.set_text(f"{100 * seen.accuracies[index]:.1f} %")
            count.set_text(self._texts.label("counted", right=every[index], n=seen.data.n))
            return _faded([word, steps, count, share], opacity)

        return shown

    def _step(self, left: float, right: float, low: float) -> tuple[Label, Number]:
        word = Label(self._sheet, self._texts.label("step"), (left, low), colour=self._theme.muted)
        number = Number(self._sheet, 0, (right, low), colour=self._theme.text, size=SIZES.label)
        return word, number

    def _named(
        self, content: str, x: float, y: float, edge: Edge = "centre", colour: str | None = None
    ) -> Label:
        return Label(self._sheet, content, (x, y), colour=colour or self._theme.muted, edge=edge)


def _middle(box: Box) -> float:
    return (box.left + box.right) / 2


def _units_middle() -> float:
    """Of the name of the hidden units, which is as wide as a tall frame."""
    return 0.5 if is_tall() else _middle(DigitRooms.units)


def _colour(colour: str) -> FloatArray:
    return np.array([to_rgb(colour)])


def _fading(*artists: Artist) -> Fading:
    return lambda opacity: _faded(artists, opacity)


def _faded(artists: Sequence[Artist], opacity: float) -> Sequence[Artist]:
    for each in artists:
        each.set_alpha(opacity)
    return artists if opacity else ()
