"""Automatic differentiation by hand: a chain of dials, a nudge that runs through, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from math import floor, log10
from typing import Any, NamedTuple

import numpy as np
from manim import (
    DL,
    UR,
    Animation,
    Circle,
    Create,
    LaggedStart,
    Line,
    Mobject,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    DIMMED,
    GRID,
    MOVE,
    NOTHING,
    SIZES,
    ByShape,
    FloatArray,
    Formula,
    GradientDescent,
    Label,
    Lines,
    LogisticRegression,
    ManimStory,
    ModelObjective,
    Number,
    PartlyFrozen,
    RequestError,
    Roundings,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Worked,
    appear,
    arrive,
    as_given,
    at,
    autodiff,
    backed,
    become,
    between_rims,
    dim,
    disc,
    filled,
    for_now,
    is_tall,
    laid_out,
    lasting,
    math,
    number_text,
    objective_of,
    offset,
    pixels,
    polyline,
    rectangle,
    set_share,
    sigmoid,
    sized,
    smooth,
    steadily,
    stroke,
    stroked,
    to,
    travel,
    unscaled,
    update_maths,
    vanish,
    wide,
    worked,
    worked_update,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

PLACE = 505
OPTIONS = {"x": 1.0, "y": 1, "w": -1.0, "rate": 1.0, "steps": 10}
HELP = {
    "x": "The feature of the one sample.",
    "y": "Its class, 0 or 1.",
    "w": "The weight.",
    "rate": "The learning rate.",
}
CHOSEN_FOR = {"x": ("rate",), "y": ("rate",), "w": ("rate",)}
DRAWS = "a logistic regression with one free weight on one sample, by plain gradient descent"

LARGEST = 9.0
"""Of w x: beyond, 1 + e^(-w x) or its inverse takes more digits than can be followed."""
AFTER = 12.5
"""Of w x after any step: its numbers have to be written, too."""
MOST_STEPS = 60
LONGEST = 6
"""Digits of a number that is given."""
FEWER, DIGITS, MOST = 3, 5, 9
"""Of a number, where a calculator agrees and while dials turn; else; and in a calculation."""
NEAR_ONE = 0.01
"""What is so near to 1 or -1 is told by how far it is from there, with a digit less."""
ROUND, SAME = 4, 1e-8
"""A number of so few places is written as it is; two that are so near are one."""
PROBABILITY = 4
"""The node whose value is sigma(w x); that of w is 0."""
SWING = 0.2
"""How far w swings at the most, all in all; less where the first step takes it times more."""
WILD = 20.0
"""Turns of a dial beyond which nobody can follow it."""

TOP = 9
"""Of what is drawn over all dials, in their order from below."""
TINT = 0.16
"""How much of its colour a dial's rim has."""
INNER, HAND, GLOW = 0.82, 0.12, 0.11
"""Radius of the rim's inner edge, outside which a swing is drawn; half of the hand's angle; how far
into the rim a derivative glows that comes by."""
SYMBOL, NUMBER = 0.34, 0.44
"""How far above a dial's middle its symbol is, and below it the number's baseline, in radii."""
FREE = 0.62
"""Half of the width that a number has within the rim, in radii."""
SHORT, LONG = 6, 9
"""Characters of a large number at the most, on a dial and between two."""
LAG = 0.3
"""The share of a dial's twitch after which the next one's begins."""
BACK = 0.42
"""The share of a step in which its derivative runs back, before the dials turn."""
PULSE = 0.7
"""Length of what runs along the links, in links."""
FRONT = 0.4
"""The share of the rest after which the last dial begins to turn."""
FIRST, RUN, TWITCH = 1.9, 3.2, 1.0
"""Seconds of the first step, of all others, and in which a dial swings to and fro."""
TAKEN, FORWARD, OWN, BACKWARD = 2.4, 3.3, 2.6, 6.0
"""Seconds in which all steps fly out of the formula, all dials wind, one of the example's swings,
and a derivative runs back along all links."""
EXAMPLE = 1
"""The link whose number is told by itself."""
TURNED = 0.6, 2.0
"""Seconds in which w is turned by hand to the one end of its swing, and from there to the other."""
LAST = 1.9
"""Seconds that the last picture stands."""


class Autodiff(ManimStory):
    """The dials of all nodes in a row; their hands turn as the numbers of the graph do.

    Attributes:
        layout: 0 at first, w's dial and the loss's alone; 1 all of them; 2 as large as the frame.
        hand: how far a dial's twitch has come, for each; `wound`, how far it has come from 0.
        lean: how far w is turned by hand, in swings.
    """

    more_at = ByShape(
        ((0.085, 0.57), (0.085, 0.72), (0.085, 0.87)),
        tall=((0.5, 0.25), (0.67, 0.25), (0.84, 0.25)),
    )
    more_radius = ByShape(44.0, tall=32.0)

    whole_size, whole_line = ByShape(0.085, tall=0.052), ByShape(0.56, tall=0.58)
    whole_width, wanted_line = ByShape(0.46, tall=0.9), ByShape(0.80, tall=0.72)
    low_size, low_line = ByShape(0.058, tall=0.042), ByShape(0.93, tall=0.94)
    given_line, given_room = ByShape(GRID.kicker_baseline, tall=0.285), ByShape(0.5, tall=0.44)
    counted_at, counted_line = ByShape((0.70, 0.745, 0.95), tall=(0.56, 0.65, 0.95)), 0.09
    counted_size = ByShape(0.055, tall=SIZES.label)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the steps on the loss of the one sample.

        Raises:
            RequestError: the numbers can't be followed by hand.
        """
        asked = options["x"], options["y"], options["w"], options["rate"], options.steps or 1
        return {"main": options.recorded or steps_of_example(*asked)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of one weight on one sample whose numbers can be followed."""
        objective = spec.objective
        if not isinstance(objective, ModelObjective) or objective.dataset.n != 1:
            return False
        held, data = objective.model, objective.dataset
        if (
            not isinstance(held, PartlyFrozen)
            or held.model != LogisticRegression(1)
            or held.free != (1,)
        ):
            return False
        x, y, w = float(data.features[0, 0]), int(data.target[0]), float(spec.start[0])
        is_plain = (
            held.values[0] == 0 and not data.is_scaled and spec.optimizer == GradientDescent()
        )
        has_room = is_plain and 0 < abs(w * x) <= LARGEST and 1 <= spec.steps <= MOST_STEPS
        return has_room and reach(x, y, w, spec.learning_rate, spec.steps) <= AFTER

    # The beats.

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.take_apart()
        self.go_forward()
        self.judge()
        self.compare_turns()
        self.go_back()
        self.turn_by_hand()
        self.check()
        self.shorten()
        self.take_a_step()
        if self.run.n_steps > 1:
            self.go_on()
        self.remember()

    def prepare(self) -> None:
        """Make the dials and what moves them."""
        data, n = objective_of(self.run).dataset, self.run.n_steps
        self.chain = Chain(float(data.features[0, 0]), int(data.target[0]))
        self.first = self.chain.at(self.weights[0])
        self.written = partial(written, digits=self.chain.digits(self.first))
        self.swing = swing_for(self.chain.x)
        self.layout, self.lean = ValueTracker(0), ValueTracker(0)
        others = np.full(max(n - 1, 0), RUN / max(n - 1, 1))
        self.player = RunPlayer(self.run, lasting(0, [FIRST, *others.tolist()]))
        count = len(self.chain.steps)
        self.places = Places(count + 1)
        self.dials = [Dial(self, index) for index in range(count + 1)]
        self.links = [Link(self, index) for index in range(count)]
        self.line: VMobject = VGroup()

    def ask(self) -> None:
        """Two dials, w's and the loss's, and between them the loss as one formula."""
        size = self.whole_size
        size *= min(wide(self.whole_width) / self.math(self.chain.whole, size=size).width, 1.0)
        self.whole = self.math(self.chain.whole, size=size).place(
            at(0.5, self.whole_line), "centre"
        )
        self.loss_name = self.dials[-1].named("fullloss(L)")
        given = self.label("given", x=as_given(self.chain.x), y=self.chain.y)
        self.given = Lines(given, size=SIZES.label, colour=self.theme.muted, room=self.given_room)
        self.given.place(at(1 - GRID.margin, self.given_line), "right")
        wanted = self.math("gradient((d L) / (d w)) = med ?", size=SIZES.formula)
        wanted.place(at(0.5, self.wanted_line), "centre")
        w, loss = self.dials[0], self.dials[-1]
        self.add(self.whole, *w.parts, w.symbol, w.lit, *loss.parts, self.loss_name, loss.lit)
        loss.wound.set_value(1)
        self.beat("ask", self.given)
        self.play(self.twitching(0, len(self.dials) - 1, run_time=1.8))
        self.play(for_now(wanted))

    def take_apart(self) -> None:
        """What each step does flies out of the formula to a dial of its own."""
        low = self.math(self.chain.whole, size=self.low_size)
        low.place(at(0.5, self.low_line), "centre")
        self.beat(
            "graph", self.bands_gone(), to(self.layout, 1), become(self.whole, low, run_time=MOVE)
        )
        each = TAKEN / len(self.links)
        for index, link in enumerate(self.links):
            dial = self.dials[index + 1]
            is_loss = dial is self.dials[-1]
            flight = travel(low.slot(index), dial.symbol, run_time=each)
            gone = vanish(*[self.loss_name] * is_loss, run_time=each / 2)
            fresh = [] if is_loss else dial.parts
            self.play(flight, gone, appear(*fresh, link.line, run_time=each))
        self.play(vanish(low))

    def go_forward(self) -> None:
        """Each dial winds to its value, once the one before it stands."""
        self.beat("forward", self.dials[0].number)
        each = FORWARD / len(self.links)
        for link, dial in zip(self.links, self.dials[1:], strict=True):
            self.add(link.sent)
            self.play(steadily(link.ahead, 1, 0.38 * each))
            self.play(
                to(dial.wound, 1, run_time=0.62 * each), appear(dial.lit, dial.number, dial.plate)
            )

    def judge(self) -> None:
        """What the numbers say of the model: how large its p is, and the loss."""
        p, loss, y = self.first.values[PROBABILITY], self.first.values[-1], self.chain.y
        key = "unsure" if p == 0.5 else "right" if (p > 0.5) == bool(y) else "wrong"
        self.beat(key, p=written(p, FEWER), y=y, loss=written(loss, FEWER))
        self.point_at(PROBABILITY, -1)

    def compare_turns(self) -> None:
        """How many times as far as the dial before it one of them turns: a number on its link."""
        before, after, *others = self.dials[EXAMPLE:] + self.dials[:EXAMPLE]
        self.beat("own", self.light(*others, share=DIMMED))
        turned = self.twitching(before.index, after.index, run_time=OWN)
        self.play(turned, *self.factor_told(EXAMPLE))

    def go_back(self) -> None:
        """One product from the loss to w, a factor at each link; in each dial it is the number."""
        last, gone = len(self.links), (*self.bands_gone(), *vanish(self.links[EXAMPLE].badge))
        self.beat("back", *gone, self.light(*self.dials), self.put_product(last))
        for index in reversed(range(last)):
            link = self.links[index]
            self.add(link.returned)
            self.play(steadily(link.behind, 1, BACKWARD / last), *self.factor_told(index))
            self.play(self.put_product(index))
        slope = self.written(self.first.adjoints[0])
        self.play(*self.next_line(f"{derivative_in('w')} = {maths.in_slot(0, slope, 'gradient')}"))

    def factor_told(self, index: int) -> list[Animation]:
        """The derivative of a step comes up, as a formula and on its link."""
        line, link = self.chain.derivative(index), self.links[index]
        is_number = self.chain.steps[index].derivative in ("1", "-1")
        told = self.next_line(line if is_number else f"{line} = {link.factor}")
        return [*appear(link.badge, run_time=0.4), *told]

    def put_product(self, index: int) -> Animation:
        """In a dial the derivative of the loss in it takes the place of its value."""
        dial, value, colour = self.dials[index], self.dials[index].shown, self.theme.gradient
        content = self.written(self.first.adjoints[index])
        if index:
            content = self.chain.product(self.first, index - 1).terms[0]
        made = Label(content, size=dial.size_of(content), colour=colour, bold=True)
        dial.shown = backed(made.place(dial.line(), "centre"), self.theme).set_z_index(TOP)
        changed = *vanish(value, run_time=0.1), *appear(dial.shown, run_time=0.2)
        return LaggedStart(*changed, lag_ratio=1)

    def turn_by_hand(self) -> None:
        """Ring w and L; then as large as the frame, without words, w is turned and all follow."""
        badges = [link.badge for link in self.links]
        self.beat("measure")
        self.point_at(0, -1)
        self.wait(self.left_to_read())
        products = [dial.shown for dial in self.dials]
        for dial in self.dials:
            dial.twitch.set_value(1)
        self.play(
            self.hush(),
            vanish(*badges, *products, self.line, self.given, run_time=0.3),
            appear(*(part for dial in self.dials for part in (dial.band, dial.number))),
            to(self.layout, 2, run_time=1.2),
        )
        for end, seconds in zip((-0.5, 0.5), TURNED, strict=True):
            self.play(to(self.lean, end, run_time=seconds))
        self.wait(MOVE)
        self.play(to(self.lean, 0), to(self.layout, 1, run_time=0.9))

    def check(self) -> None:
        """Nudge w once more, and compare how far the loss moves."""
        low, high = self.swung
        moved = high.values[-1] - low.values[-1]
        write = partial(written, digits=FEWER)
        made = worked(
            lambda top, below: top / below,
            (roundings_of(moved, FEWER), (as_given(self.swing),)),
            moved / self.swing,
            write,
        )
        key = "same" if write(self.first.adjoints[0]) == made.result else "near"
        top, below = (maths.in_slot(index, each, "model") for index, each in enumerate(made.terms))
        result = maths.in_slot(2, made.result, "gradient")
        quotient = f"Delta L slash Delta w = {top} slash {below} {made.sign} {result}"
        slope = maths.in_slot(3, self.written(self.first.adjoints[0]), "gradient")
        formula = f"{quotient} quad quad {derivative_in('w')} = {slope}"
        self.beat(
            key,
            *self.next_line(quotient if is_tall() else formula),
            low=as_given(low.values[0]),
            high=as_given(high.values[0]),
            moved=made.terms[0],
        )
        self.point_at(-1, 0)

    def shorten(self) -> None:
        """What all factors come to, (p - y) x; also for the other class."""
        p, own, x = self.first.values[PROBABILITY], self.chain.y, self.chain.x
        known, told = roundings_of(p, self.chain.digits(self.first)), list[str]()
        for y in (own, 1 - own):
            made = worked(lambda each, y=y: (each - y) * x, [known], (p - y) * x, self.written)
            shown = maths.in_slot(2 * y, made.terms[0], "model")
            result = maths.in_slot(2 * y + 1, made.result, "gradient")
            given = maths.in_slot(4 + y, as_given(x), "text", factor=True)
            told.append(f"y = {y}: quad ({shown} - {y}) times {given} {made.sign} {result}")
        self.beat(
            "short", self.bands_gone(), *self.next_line(" quad quad ".join(told[: 2 - is_tall()]))
        )
        self.point_at(PROBABILITY)

    def take_a_step(self) -> None:
        """One step of gradient descent: w turns against its derivative, and all dials follow."""
        rate = self.run.spec.learning_rate
        slope = roundings_of(self.first.adjoints[0], self.chain.digits(self.first))
        before = (as_given(self.weights[0]),)
        made = worked_update(before, rate, slope, self.weights[1], self.written)
        rule = "w arrow.l" if is_tall() else f"w - eta med {derivative_in('w')} ="
        formula = f"{rule} {update_maths(made, 'model')}"
        self.beat("step", *self.next_line(formula), rate=as_given(rate))
        self.add(*(pulse for link in self.links for pulse in link.pulses))
        self.add(*(dial.glow for dial in self.dials))
        self.play(self.player.walk(until=1))
        self.point_at(-1)

    def go_on(self) -> None:
        """All other steps, as large as the frame and without words: back, and the dials turn."""
        self.beat("again", vanish(*self.told_once()), count=self.run.n_steps - 1)
        self.play(self.player.walk(until=2, seconds=max(self.left_to_read(), MOVE)))
        counted = self.counted()
        self.play(self.hush(), to(self.layout, 2, run_time=1.5), appear(counted))
        if self.run.n_steps > 2:
            self.play(self.player.walk())
        self.wait(0.3)
        self.play(to(self.layout, 1, run_time=0.9), vanish(counted))

    def counted(self) -> VGroup:
        """The step that is told, and its loss, beside the kicker."""
        size, muted, loss = self.counted_size, self.theme.muted, self.theme.full_loss
        step = Number(lambda: self.player.told, 0, colour=muted, size=size)
        value = Number(lambda: self.told_of(-1), 3, colour=loss, size=size, form="L = {}")
        name = Label(self.label("step"), size=size, colour=muted)
        made = VGroup(name, step, value)
        for each, x in zip(made, self.counted_at, strict=True):
            each.place(at(x, self.counted_line), "right")
        return made

    def told_once(self) -> list[Mobject]:
        """What is there of the first pass alone."""
        links = (part for link in self.links for part in (link.sent, link.returned))
        return self.on_stage(*links, self.line)

    def remember(self) -> None:
        """One way back is enough for other weights, too."""
        others, back = self.more_weights()
        symbol = self.dials[1].symbol
        self.beat("moral", vanish(*self.told_once(), symbol), appear(others))
        self.play(appear(self.dials[1].named("-z")))
        each = max((self.left_to_read() - LAST) / len(self.links), 0.25)
        for link in reversed(self.links):
            link.behind.set_value(0)
            set_share(link.returned, 1)
            self.add(link.returned)
            ways = back if link is self.links[0] else []
            self.play(steadily(link.behind, 1, each), *map(Create, ways))
        self.wait(LAST)

    def more_weights(self) -> tuple[VGroup, list[Line]]:
        """Dials of other weights, without values, on links of theirs; and the ways back to them."""
        first, radius, theme = self.dials[1], self.more_radius, self.theme
        others, back = VGroup(), list[Line]()
        for index, place in enumerate(self.more_at, start=2):
            middle = at(*place)
            ends = between_rims(first.place(), first.radius(), middle, radius)
            rim = Circle(pixels(radius), color=theme.beta1, stroke_width=stroke(2.8))
            name = self.math(f"w_{index}").move_to(middle)
            line = Line(*ends, color=theme.line, stroke_width=stroke(5))
            others.add(line, rim.move_to(middle), name)
            back.append(Line(*ends, color=theme.gradient, stroke_width=stroke(7)))
        return others, back

    # What dials read.

    @property
    def weights(self) -> list[float]:
        """W at each step."""
        return [float(each) for each in self.run.parameters[:, 0]]

    @property
    def swung(self) -> list[Pass]:
        """What comes out where a swing of w begins and where it ends."""
        return [self.chain.at(self.weights[0] + sign * self.swing / 2) for sign in (-1, 1)]

    def weight_at(self, dial: Dial) -> float:
        """The weight that a dial stands at: a step, or a twitch, runs through from w on."""
        whole = self.player.whole_steps
        before = self.weights[whole]
        if whole == self.run.n_steps:
            return before
        by_hand = self.lean.get_value() + dial.twitched() / 2
        share = (self.player.step - whole - BACK) / (1 - BACK)
        start = FRONT * dial.index / self.places.count
        eased = smooth((share - start) / (1 - FRONT))
        return before + by_hand * self.swing + eased * (self.weights[whole + 1] - before)

    def pulse(self) -> float | None:
        """The dial that a derivative has come back to, while it runs: they are counted from w."""
        share, count = self.player.step % 1 / BACK, len(self.chain.steps)
        return (1 - share) * (count + PULSE) - PULSE if 0 < share < 1 else None

    def told_of(self, index: int) -> float:
        """The number on a dial: that of the step which is done, or of w as it is turned by hand."""
        by_hand = self.lean.get_value() * self.swing
        return self.chain.at(self.weights[self.player.told] + by_hand).values[index]

    # What is played.

    def twitching(self, *indices: int, run_time: float = TWITCH) -> Animation:
        """Let dials swing to and fro, one after the other."""
        moved = list[Animation]()
        for index in indices:
            dial = self.dials[index]
            dial.twitch.set_value(0)
            set_share(dial.band, 1)
            self.add(dial.band)
            moved.append(steadily(dial.twitch, 1, run_time))
        return LaggedStart(*moved, lag_ratio=LAG)

    def bands_gone(self) -> list[Animation]:
        """Where dials have swung fades."""
        return vanish(*self.on_stage(*(dial.band for dial in self.dials)))

    @staticmethod
    def light(*dials: Dial, share: float = 1) -> list[Animation]:
        """Bring all of some dials to a share of their light."""
        return dim(*(part for dial in dials for part in dial.drawn), share=share)

    def point_at(self, *indices: int) -> None:
        """A ring about each of some dials, one after the other."""
        radius = self.places.radius(1)
        for dial in (self.dials[index] for index in indices):
            ring: Any = arrive(dial.place(), self.theme, colour=dial.colour, inner=radius)
            ring.mobject.set_z_index(TOP)
            self.wait(0.4)
            self.play(ring)

    # What is written.

    def low(self, formula: str) -> Formula:
        """A calculation below all dials."""
        size = self.low_size
        size *= min(wide(0.9) / self.math(formula, size=size).width, 1.0)
        return self.math(formula, size=size).place(at(0.5, self.low_line), "centre")

    def next_line(self, formula: str) -> list[Animation]:
        """Another calculation below all dials takes the place of the one before."""
        before, self.line = self.line, self.low(formula)
        changed = *vanish(before, run_time=0.15), *appear(self.line, run_time=0.25)
        return [LaggedStart(*changed, lag_ratio=1)]


MARGIN, APART = 64.0, 1.07
"""Pixels from the frame's sides to the dials, and from one of a row to the next in diameters."""
INWARDS = -27.0, 3.0
"""Pixels up from the middle between two rows to numbers of the lower one, and of the upper."""


class Places:
    """Where the dials are, in two rows by turns, in a tall frame in two columns; by the layout.

    All count in pixels of a 1280x720 frame, which a tall one is wider or higher than.
    """

    # Radii at first and when all are there; places of the first two at first.
    radii = ByShape((112.0, 90.0), tall=(80.0, 70.0))
    first_two = ByShape(((0.17, 0.53), (0.83, 0.53)), tall=((0.25, 0.41), (0.75, 0.41)))
    # Both rows, or columns; the ends of each when all are there, and when they fill the frame.
    across = ByShape((0.333, 0.715), tall=(0.25, 0.75))
    along = ByShape((MARGIN, 1280 - MARGIN), tall=(216.0, 848.0))
    full = ByShape((94.0, 684.0, MARGIN, 1280 - MARGIN), tall=(28.0, 519.0, 110.0, 922.0))

    def __init__(self, count: int) -> None:
        self.count = count
        frame = laid_out()
        self._size = frame.width * 720, frame.height * 720

    def radius(self, layout: float) -> float:
        """Of a dial."""
        *_, low, high = self.full
        gaps = self.count - 1
        largest = (high - low) / (APART * gaps + 2)
        return float(np.interp(layout, [0, 1, 2], (*self.radii, largest)))

    def middle(self, index: int, layout: float) -> FloatArray:
        """A dial's middle (3,), in manim's units."""
        ways = np.array([self._at(index, each) for each in (0, 1, 2)])
        x, y = (np.interp(layout, [0, 1, 2], way) for way in ways.T)
        return at(x / self._size[0], y / self._size[1])

    def between(self, index: int) -> FloatArray:
        """The baseline (3,) of a number on a link: by the dial that it leads to, or on itself."""
        first, last = self.middle(index, 1), self.middle(index + 1, 1)
        middle = (first + last) / 2
        if is_tall():
            return middle - offset(0, 8)
        up = INWARDS[index % 2]
        return np.array([last[0], middle[1] + pixels(up), 0.0])

    def _at(self, index: int, layout: int) -> tuple[float, float]:
        width, height = self._size
        if layout == 0 and index in (0, self.count - 1):
            x, y = self.first_two[index > 0]
            return x * width, y * height
        radius = self.radius(max(layout, 1))
        if layout == 2:
            near, far, low, high = self.full
            rows = near + radius, far - radius
        else:
            low, high = self.along
            breadth = width if is_tall() else height
            rows = self.across[0] * breadth, self.across[1] * breadth
        along = low + radius + (high - low - 2 * radius) * index / (self.count - 1)
        row = rows[index % 2]
        return (row, along) if is_tall() else (along, row)


class Dial:
    """A node of the graph, whose hand goes round once for each 1 of its value.

    Attributes:
        wound: how far its value has come from 0.
        twitch: how far it has swung to and fro.
        rim, hand, hub: where the hand goes, that, and what is written on.
        lit: the rim in the node's colour.
        band: where it has swung.
        glow: a ring as a derivative comes by.
        symbol, number: in its middle; `plate`, behind a number that reaches over its rim.
    """

    # Of symbols, of numbers, and of long ones.
    sizes = ByShape(
        (0.06, 0.056, SIZES.smallest),
        tall=(SIZES.label, SIZES.smallest, SIZES.smallest),
    )

    def __init__(self, story: Autodiff, index: int) -> None:
        self._story, self.index, theme = story, index, story.theme
        self.wound, self.twitch = ValueTracker(float(index == 0)), ValueTracker(0)
        run = [story.chain.at(each).values[index] for each in story.weights]
        self.is_wild = max(map(abs, run)) > WILD
        is_loss = index == len(story.chain.steps)
        colour = theme.full_loss if is_loss else theme.model if index else theme.beta1
        self.colour = colour
        self.rim = stroked(self._disc, theme.line, 1.6, fill_color=theme.surface, fill_opacity=1)
        self.lit = stroked(self._disc, colour, 2.8, fill_color=colour, fill_opacity=TINT)
        self.hand = filled(self._hand, theme.point)
        self.hub = filled(lambda: self._disc(INNER), theme.background)
        self.band = filled(self._band, colour)
        self.glow = filled(self._glow, theme.gradient)
        self.symbol = self.named(story.chain.symbol(index))
        self.number = GrownNumber(
            lambda: story.told_of(index), self._written, colour=colour, size=self.sizes[1]
        )
        size = self.size_of(story.written(story.first.values[index]))
        self.number.wanted = lambda: size * self.grown()
        self.number.opaque = True
        self.plate = filled(self._plate, theme.background)
        above = self.lit, self.band, self.glow, self.hand, self.hub, self.plate
        for height, part in enumerate((*above, self.number), start=1):
            part.set_z_index(height / len(above))
        self.number.place(self.line, "centre")
        self.shown: VMobject = self.number

    def size_of(self, content: str) -> float:
        """Of a number in it."""
        return self.sizes[1 + (len(content) > SHORT)]

    def line(self) -> FloatArray:
        """The baseline (3,) of its number."""
        return self.place() - offset(0, NUMBER * self.radius())

    def named(self, formula: str) -> Formula:
        """What is written above its number: as large as there is room for."""
        theme, size = self._story.theme, self.sizes[0]
        room = pixels(2 * FREE * self._story.places.radius(1))
        size *= min(room / math(formula, theme, size=size).width, 1.0)
        made = math(formula, theme, size=size)
        made.opaque = True
        made.move_to(np.zeros(3)).set_z_index(2)
        pinned(made, self.grown, lambda: self.place() + offset(0, SYMBOL * self.radius()))
        return made

    @property
    def drawn(self) -> list[VMobject]:
        """All that it is drawn of, but for its band."""
        return [*self.parts, self.lit, self.symbol, self.shown]

    @property
    def parts(self) -> list[VMobject]:
        """What is there before its value and what it does are known."""
        return [self.rim, self.hand, self.hub]

    def place(self) -> FloatArray:
        """Its middle (3,)."""
        return self._story.places.middle(self.index, self._story.layout.get_value())

    def radius(self) -> float:
        """Of its rim, in pixels."""
        return self._story.places.radius(self._story.layout.get_value())

    def grown(self) -> float:
        """How large it is to what it is when all are there."""
        places, layout = self._story.places, max(self._story.layout.get_value(), 1.0)
        return places.radius(layout) / places.radius(1)

    def twitched(self) -> float:
        """How far it is from its value, in halves of w's swing: -1 to 1."""
        return float(np.sin(2 * np.pi * self.twitch.get_value()))

    def value(self) -> float:
        """What it shows."""
        found = self._story.chain.at(self._story.weight_at(self)).values[self.index]
        return found * float(self.wound.get_value())

    def angle(self, value: float) -> float:
        """Of its hand, clockwise from the top."""
        return np.pi / 2 - 2 * np.pi * (0.0 if self.is_wild else value)

    def _written(self, value: float) -> str:
        is_still = self._story.player.step < 1.0 + 1e-9 and self._story.layout.get_value() <= 1
        return self._story.written(value) if is_still else written(value, FEWER)

    def _disc(self, share: float = 1.0) -> FloatArray:
        return disc(share * self.radius()) + self.place()

    def _plate(self) -> FloatArray:
        low, high = self.number.get_critical_point(DL), self.number.get_critical_point(UR)
        if high[0] - low[0] < pixels(2 * FREE * self.radius()):
            return NOTHING
        return rectangle(low - offset(4, 3), high + offset(4, 3))

    def _hand(self) -> FloatArray:
        if self.is_wild:
            return NOTHING
        angle = self.angle(self.value())
        shape = ring_part(angle + HAND, angle - HAND)
        return polyline(shape * pixels(self.radius()) + self.place())

    def _glow(self) -> FloatArray:
        """Widest as the pulse is here."""
        tip = self._story.pulse()
        near = 0.0 if tip is None else max(1 - abs(tip + PULSE / 2 - self.index) / PULSE, 0.0)
        if near < 1e-6:
            return NOTHING
        shape = ring_part(0.0, -2 * np.pi, INNER + GLOW * near)
        return polyline(shape * pixels(self.radius()) + self.place())

    def _band(self) -> FloatArray:
        """From the lowest place where it has been to the highest."""
        story, done = self._story, self.twitch.get_value()
        low, high = (
            np.sin(2 * np.pi * min(max(done, start), start + 0.25)) for start in (0.5, 0.0)
        )
        if self.is_wild or high - low < 1e-9:
            return NOTHING
        base, half = story.weights[0], story.swing / 2
        ends = [story.chain.at(base + each * half).values[self.index] for each in (low, high)]
        shape = ring_part(*map(self.angle, sorted(ends)))
        return polyline(shape * pixels(self.radius()) + self.place())


def ring_part(start: float, end: float, outer: float = 1.0) -> FloatArray:
    """The part (n, 3) of a dial's rim from an angle to another, at most all of it."""
    angles = np.linspace(start, max(end, start - 2 * np.pi), 48)
    arc = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(len(angles))])
    outline = np.concatenate([arc * outer, arc[::-1] * INNER])
    return np.asarray(np.concatenate([outline, outline[:1]]))


class GrownNumber(Number):
    """A number whose size changes with what it is in."""

    wanted: Callable[[], float] = staticmethod(lambda: SIZES.label)

    def write(self) -> Number:
        """Set the outline to what is to be shown now."""
        self.size = self.wanted()
        return super().write()


def pinned(mobject: Formula, grown: Callable[[], float], where: Callable[[], FloatArray]) -> None:
    """Let a mobject that is about the origin be at a place that changes, in a size that does."""
    shapes = [(part, part.points.copy()) for part in mobject.get_family() if len(part.points)]

    def put(_: Mobject) -> None:
        for part, points in shapes:
            part.points = points * grown() + where()

    put(mobject)
    mobject.add_updater(put)


class Link:
    """From a dial to the next: how many times as far that turns.

    Attributes:
        ahead, behind: the shares that a value has come along it, and a derivative.
        line, sent, returned: itself, and what has been passed along it.
        pulses: what runs along it in a step.
        factor, badge: how many times, in a formula and on the link.
    """

    def __init__(self, story: Autodiff, index: int) -> None:
        self._story, self._index, theme = story, index, story.theme
        self.ahead, self.behind = ValueTracker(0), ValueTracker(0)
        self.line = stroked(lambda: self._part(0, 1), theme.line, 5)
        self.sent = stroked(lambda: self._part(0, self.ahead.get_value()), theme.model, 6)
        self.returned = stroked(
            lambda: self._part(1 - self.behind.get_value(), 1), theme.gradient, 7
        )
        self.pulses = (
            stroked(self._back, theme.gradient, 8),
            stroked(self._forth, theme.model, 8),
        )
        factor = story.chain.product(story.first, index).terms[1]
        self.factor = maths.in_slot(0, factor, "gradient")
        content = f"× {factor}"
        large = SIZES.number if len(content) <= SHORT + 1 else SIZES.label
        size = SIZES.smallest if len(content) > LONG or is_tall() else large
        label = Label(content, size=size, colour=theme.gradient, bold=True)
        for below in (self.line, self.sent, self.returned, *self.pulses):
            below.set_z_index(-1)
        self.badge = backed(label.place(story.places.between(index), "centre"), theme)

    def _part(self, start: float, end: float) -> FloatArray:
        """From a share of the way between both rims to another."""
        start, end = max(start, 0.0), min(end, 1.0)
        if end - start < 1e-6:
            return NOTHING
        first, last = (self._story.dials[self._index + more].place() for more in (0, 1))
        way = last - first
        rim = pixels(self._story.dials[self._index].radius()) / np.linalg.norm(way)
        shares = rim + np.array([start, end])[:, None] * (1 - 2 * rim)
        return polyline(first + shares * way)

    def _back(self) -> FloatArray:
        if (tip := self._story.pulse()) is None:
            return NOTHING
        return self._part(tip - self._index, tip + PULSE - self._index)

    def _forth(self) -> FloatArray:
        share = (self._story.player.step % 1 - BACK) / (1 - BACK)
        count = len(self._story.chain.steps)
        tip = share / (FRONT + 0.2) * count - self._index
        return self._part(tip - PULSE, tip) if 0 < share < 1 else NOTHING


def written(value: float, digits: int = DIGITS) -> str:
    """Write a number with so many digits; one next to 1 with so many of how far it is from 1."""
    if abs(round(value, ROUND) - value) <= SAME * min(abs(value), 1.0):
        return as_given(round(value, ROUND))
    apart = abs(abs(value) - 1)
    if 0 < apart < NEAR_ONE:
        return number_text(value, digits - 2 - floor(log10(apart)))
    return sized(abs(value), digits).text(value)


def roundings_of(value: float, digits: int) -> Roundings:
    """Write a number with so many digits, and with more."""
    return tuple(dict.fromkeys(written(value, each) for each in range(digits, MOST + 1)))


def derivative_in(name: str) -> str:
    """The derivative of the loss in a node, in one line of Typst's maths."""
    return f"gradient(d L slash d {name})"


@dataclass(frozen=True)
class SimpleStep:
    """What a node of the graph does with the node before it, in formulas `it`.

    Attributes:
        rule: computes its value, on a tape or of plain numbers.
        expression: what it is, of symbols.
        derivative: its own, of symbols.
        name: its symbol, if it has one.
    """

    rule: Callable[..., Any]
    expression: str
    derivative: str
    name: str = ""


AFTER_FIRST = (
    SimpleStep(autodiff.exp, "e^(it)", "e^(it)"),
    SimpleStep(lambda it: 1.0 + it, "1 + it", "1"),
    SimpleStep(lambda it: 1.0 / it, "1 slash it", "-1 slash it^2", "p"),
)
"""The steps that lead on to the probability of class 1; with the next, that of class 0."""
OTHERWISE = SimpleStep(lambda it: 1.0 - it, "1 - it", "-1")
LOGARITHM = SimpleStep(autodiff.log, "ln it", "1 slash it")


class Pass(NamedTuple):
    """What comes out at a weight: of all nodes, w's first, and of each step its own derivative."""

    values: tuple[float, ...]
    adjoints: tuple[float, ...]
    slopes: tuple[float, ...]


class Chain:
    """The loss of one sample, taken apart on a tape, which is walked back.

    Attributes:
        x, y: what is given.
        steps: from the one that takes w to the loss.
    """

    def __init__(self, x: float, y: int) -> None:
        self.x, self.y = x, y
        first = SimpleStep(lambda it: autodiff.multiply(it, -x), "-w x", "-x")
        loss = SimpleStep(lambda it: autodiff.multiply(it, -1.0), "-it", "-1", "fullloss(L)")
        self.steps = [first, *AFTER_FIRST, *([] if y else [OTHERWISE]), LOGARITHM, loss]
        self.at = lru_cache(maxsize=64)(self._at)

    def _at(self, w: float) -> Pass:
        nodes = [autodiff.Tape().variable(w)]
        for each in self.steps:
            nodes.append(each.rule(nodes[-1]))
        nodes[-1].backward()
        return Pass(
            tuple(float(each.value) for each in nodes),
            tuple(float(each.adjoint) for each in nodes),
            tuple(float(each.local_derivatives[0][1]) for each in nodes[1:]),
        )

    @property
    def whole(self) -> str:
        """The loss as one formula, what each step does in its slot."""
        inner = "(slot3(1)) / (slot2(1 +) slot1(e)^(slot0(-w x)))"
        if self.y:
            return f"fullloss(L) = slot5(-) slot4(ln) {inner}"
        return f"fullloss(L) = slot6(-) slot5(ln) (slot4(1 -) {inner})"

    def symbol(self, index: int) -> str:
        """What a node does with t, the value before it; w does nothing."""
        return self.named(index - 1, "t") if index else "w"

    def named(self, index: int, before: str) -> str:
        """What a step does with what is before it, after its name if it has one."""
        step = self.steps[index]
        return f"{step.name} = " * bool(step.name) + step.expression.replace("it", before)

    def derivative(self, index: int) -> str:
        """A step's own derivative, in symbols."""
        step, before = self.steps[index], "t" if index else "w"
        whole, symbols = (each.replace("it", before) for each in (step.expression, step.derivative))
        return f"gradient(d({whole}) slash d {before} = {symbols})"

    def digits(self, found: Pass) -> int:
        """How many lead a calculator from each value, as it is written, to the next."""
        for digits in range(FEWER, DIGITS):
            write = partial(written, digits=digits)
            steps = zip(self.steps, pairwise(found.values), strict=True)
            made = (worked(each.rule, [(write(a),)], b, write) for each, (a, b) in steps)
            if all(each.exact for each in made):
                return digits
        return DIGITS

    def product(self, found: Pass, index: int) -> Worked:
        """How the adjoint of the node before a step comes about; best of that after it as shown."""
        digits, result = self.digits(found), found.adjoints[index]
        terms = found.adjoints[index + 1], found.slopes[index]
        come, own = (roundings_of(each, digits) for each in terms)
        write = partial(written, digits=digits)
        made = worked(np.multiply, (come[:1], own), result, write)
        return made if made.exact else worked(np.multiply, (come, own), result, write)


def swing_for(x: float) -> float:
    """How far w swings: a round number, so that w x swings by 0.2 at the most."""
    most = SWING / max(abs(x), 1.0)
    power = 10.0 ** floor(log10(most) + 1e-9)
    return float(f"{max(each * power for each in (1, 2, 5) if each * power <= most * 1.0001):g}")


def steps_of_example(x: float, y: int, w: float, rate: float | None, steps: int) -> RunSpec:
    """Return gradient descent on the loss of one sample, whose intercept is held at 0.

    Args:
        x: the feature.
        y: the class.
        w: the weight.
        rate: the learning rate; a power of ten that changes w x by about 1 at first when None.
        steps: how many.

    Raises:
        RequestError: there is no such class, or the numbers are too large or too long.
    """
    if y not in (0, 1):
        raise RequestError(f"--y {y} is no class: give 0 or 1")
    for name, value in (("x", x), ("w", w)):
        if not value or float(f"{value:.{LONGEST}g}") != value:
            raise RequestError(f"--{name} takes a number other than 0, of {LONGEST} digits at most")
    if abs(w * x) > LARGEST:
        raise RequestError(f"w times x is {w * x:g}: from -{LARGEST:g} to {LARGEST:g} can be drawn")
    if not 1 <= steps <= MOST_STEPS:
        raise RequestError(f"autodiff draws 1 to {MOST_STEPS} steps: choose with --steps")
    if rate is None:
        rate = float(10.0 ** floor(log10(1 / abs(slope_of(x, y, w) * x)) + 0.5))
    if rate <= 0:
        raise RequestError("--rate takes a number above 0")
    if reach(x, y, w, rate, steps) > AFTER:
        raise RequestError(f"steps at --rate {rate:g} lead too far to be drawn: give a smaller one")
    data = unscaled(
        features=np.array([[x]]),
        target=np.array([float(y)]),
        feature_names=("x",),
        target_name="y",
        class_names=("0", "1"),
        source="example",
    )
    model = PartlyFrozen(LogisticRegression(1), (0.0, 0.0), (1,))
    return RunSpec(
        objective=ModelObjective(model, data),
        optimizer=GradientDescent(),
        learning_rate=rate,
        steps=steps,
        batch_size=None,
        seed=0,
        start=np.array([w]),
    )


def slope_of(x: float, y: int, w: float) -> float:
    """The derivative of the loss in w."""
    return float((sigmoid(np.array(w * x)) - y) * x)


def reach(x: float, y: int, w: float, rate: float, steps: int) -> float:
    """How far w x gets from 0 in so many steps."""
    farthest = abs(w * x)
    for _ in range(steps):
        w -= rate * slope_of(x, y, w)
        farthest = max(farthest, abs(w * x))
    return farthest
