"""A hidden layer grows from 1 to 32 units and fits a curve better each time."""

from functools import cached_property

import numpy as np

from gradreel.engine.data_names import CURVE_NAMES
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Continuation, Recording, Role
from gradreel.scenes.pieces.universal.drawing import UniversalDrawing
from gradreel.scenes.pieces.universal.error_chart import error_text
from gradreel.scenes.pieces.universal.growth import Fresh, Growth, fresh_in, growth_on
from gradreel.scenes.pieces.universal.request import (
    first_spec,
    further_specs,
    is_one_layer,
    learned_curve,
)
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear

PLACE = 440
OPTIONS = {
    "target": "sine",
    "units": (1, 2, 4, 8, 16, 32),
    "learning_rate": 0.05,
    "steps": 1000,
    "seed": 0,
}
HELP = {
    "target": "The curve that is learned at length: sine, absolute or step; the others follow.",
    "units": "Numbers of hidden units, rising: the network grows from each to the next.",
}
DRAWS = "runs of a network with one hidden layer on a curve"

APART = 2.0
"""How many times as large an error has to be for starts to end differently."""

GROWING = 6.6
"""Seconds that the last widths take together."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the narrowest network.

    Raises:
        RequestError: what is asked for can't be drawn.
    """
    return first_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec | Continuation]:
    """Return the network that grows, on each curve, and those of each width that start anew.

    Raises:
        RequestError: none of the widths is above that of the main run.
    """
    return further_specs(main, options)


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network with one hidden layer on a curve."""
    return is_one_layer(spec)


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Universal,)


class Universal(FigureStory):
    """A curve, and a network that fits it with more and more units."""

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of the errors is judged from the records."""
        self.begin(points=0.04, curve=0, aside=0, chart=0, fit=0, part=1)
        self.begin(at=0, at1=0, at2=0, ride=0, riding=0, anew=0, rings=0, others=0)
        self._ask()
        self._train_the_first()
        self._add_units()
        self._grow_to_the_third()
        self._sum_up()
        self._grow_on()
        self._compare()
        self._go_elsewhere()
        self._start_anew()
        self._conclude()

    def draw(self, sheet: Sheet) -> None:
        """The curve and its fit at the left, what the units add below, errors at the right."""
        UniversalDrawing(sheet, self.growths, self.fresh, self.texts).add()

    # The beats.

    def _ask(self) -> None:
        """The points of a curve, from left to right."""
        self.beat("question")
        self.move(3.2, linear, points=1)

    def _train_the_first(self) -> None:
        """The points make room for the chart; the narrowest network is trained."""
        growth = self.growths[0]
        key = "first" if growth.widths[0] == 1 else "first_many"
        self.beat(key, units=growth.widths[0], error=error_text(growth.errors[0]))
        self.move(0.7, aside=1)
        self.move(0.4, chart=1, fit=1)
        self.move(3.2, linear, at=1)

    def _add_units(self) -> None:
        """New units begin at zero, and are trained with the others."""
        self.beat("grow")
        self.move(0.4, at=1.001)
        self.wait(0.6)
        self.move(3.0, linear, at=2)

    def _grow_to_the_third(self) -> None:
        """The same once more."""
        self.beat("again", units=self.growths[0].widths[2])
        self.move(3.9, linear, at=3)

    def _sum_up(self) -> None:
        """Take the output apart, and add the units up one after the other."""
        self.beat("sum")
        self.move(0.9, part=0)
        self.move(4.0, linear, part=1)

    def _grow_on(self) -> None:
        """All further widths."""
        count = len(self.growths[0].widths)
        if count > 3:
            key = "more_leaps" if self.growths[0].leaps(since=3) else "more"
            self.beat(key, units=self.growths[0].widths[-1])
            self.move(GROWING, linear, at=count)

    def _compare(self) -> None:
        """Say what the chart shows."""
        growth = self.growths[0]
        is_falling = bool((np.diff(growth.errors) < 0).all())
        self.beat(
            "falls" if is_falling else "falls_not",
            units=growth.widths[-1],
            first=error_text(growth.errors[0]),
            last=error_text(growth.errors[-1]),
        )
        self.move(0.3, riding=1)
        self.move(3.0, linear, ride=len(growth.widths) - 1)

    def _go_elsewhere(self) -> None:
        """Two other curves; the points move there, and the network grows again."""
        names = [self.texts.label(f"curve_{each}") for each in self._curves[1:]]
        self.beat("others", {"riding": 0.0}, first=names[0], second=names[1])
        count = len(self.growths[0].widths)
        for index in (1, 2):
            self.move(0.8, curve=index)
            self.move(3.6, linear, **{f"at{index}": count})
            self.wait(1.0)

    def _start_anew(self) -> None:
        """Back on the first curve: networks of one width from several starts."""
        least, largest = self.fresh.spread
        key = "anew" if largest > APART * least else "anew_alike"
        self.beat(
            key,
            None,
            units=self.fresh.widths[self.fresh.widest_spread],
            starts=len(self.fresh.runs[0]),
            least=error_text(least),
            largest=error_text(largest),
        )
        self.move(0.8, curve=3)
        self.move(0.5, rings=1)
        self.move(4.0, linear, anew=1)

    def _conclude(self) -> None:
        """Say what to remember; those of the other widths that started anew are shown too."""
        self.jump(ride=0)
        self.beat("moral", {"riding": 1.0, "others": 1.0})
        self.move(3.2, linear, ride=len(self.growths[0].widths) - 1)
        self.let_stand(2.3)

    # What is known.

    @cached_property
    def growths(self) -> list[Growth]:
        """The network that grows: on the main curve, on both others, and on the main one again."""
        found = [growth_on(self.recording, each) for each in self._curves]
        return [*found, found[0]]

    @cached_property
    def fresh(self) -> Fresh:
        """The networks that start anew."""
        return fresh_in(self.recording)

    @property
    def _curves(self) -> list[str]:
        main = learned_curve(self.recording.main.spec)
        return [main, *(each for each in CURVE_NAMES if each != main)]
