"""Automatic differentiation by hand: a chain of dials, a nudge that runs through, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any, NamedTuple

import numpy as np
from manim import (
    DL,
    UR,
    Animation,
    AnimationGroup,
    LaggedStart,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    DIMMED,
    GRID,
    MLP,
    MOVE,
    NOTHING,
    SIZES,
    Blame,
    ByShape,
    EdgeIndex,
    FloatArray,
    Formula,
    GradientDescent,
    JudgingNetwork,
    Label,
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
    in_maths,
    is_tall,
    lasting,
    mark_of,
    math,
    number_text,
    objective_of,
    offset,
    percent,
    pixels,
    polyline,
    rectangle,
    runs,
    set_share,
    sigmoid,
    sized,
    smooth,
    solid,
    steadily,
    still_number,
    stroke,
    stroked,
    to,
    travel,
    unscaled,
    update_maths,
    value_of,
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
FACTS = "Sex", "MaxHR", "ExAng", "Oldpeak"
NETWORK = RunOptions(x=FACTS, y="AHD", hidden=(3, 2), seed=177, steps=1)
"""Of the question, whose numbers are to be found."""
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
RADIUS, INNER, HAND, GLOW = 0.37, 0.82, 0.12, 0.11
"""Of a dial, to the way from one to the next; radius of the rim's inner edge, outside which a swing
is drawn; half of the hand's angle; how far into the rim a derivative glows that comes by."""
SYMBOL, NUMBER = 0.34, 0.44
"""How far above a dial's middle its symbol is, and below it the number's baseline, in radii."""
FREE, WIDER = 0.62, 0.73
"""Half of the width that a number has within the rim, and a symbol, in radii."""
SHORT, LONG = 6, 9
"""Characters of a large number at the most, on a dial and between two."""
INWARDS = 18.0
"""Pixels from a link to the number beside it, inside of the arch, at the least."""
BACK = 0.42
"""The share of a step in which its derivative runs back, before the dials turn."""
PULSE = 0.7
"""Length of what runs along the links, in links."""
FRONT = 0.4
"""The share of the rest after which the last dial begins to turn."""
FIRST, RUN = 2.2, 2.6
"""Seconds of the first step, and of all others."""
TAKEN, FORWARD, BACKWARD, FASTER = 2.1, 0.75, 1.0, 0.8
"""Seconds in which all steps fly out of the formula, in which a link is passed forward and back;
what each link back takes of the one before."""
NEAR, FAR = 1.75, 2
"""How near the camera follows a value, and before how many of the last links it pulls out."""
TURNED = 0.6, 1.8
"""Seconds in which w is turned by hand to the one end of its swing, and from there to the other."""
ASIDE = 0.15
"""The light that is left on the network but for one edge."""
NUDGED, SWEEP, LAST = 2.6, 1.4, 2.05
"""Seconds in which all numbers are nudged, of the pass back, and that the last picture stands."""


class Autodiff(ManimStory):
    """The dials of all nodes in an arch; their hands turn as the numbers of the graph do.

    Attributes:
        turned: how far w is turned by hand to and fro, 0 to 1.
    """

    arch = ByShape((0.795, 492.0, 318.0), tall=(0.74, 188.0, 370.0))
    formula_at, formula_room = ByShape((0.46, 0.875), tall=(0.5, 0.235)), ByShape(0.5, tall=0.62)
    weight_aside = ByShape(26.0, tall=-74.0)
    lines_at = ByShape((0.615, 0.705, 0.855), tall=(0.835, 0.868, 0.935))
    line_sizes = ByShape((0.046, 0.05, 0.064), tall=(0.034, 0.038, 0.042))
    line_rooms = ByShape((0.42, 0.48, 0.48), tall=(0.9, 0.9, 0.9))
    so_far_line = ByShape(0.78, tall=0.9)
    counter_lines = ByShape((0.6, 0.7, 0.8), tall=(0.55, 0.59, 0.63))
    counter_size, counters_at = ByShape(0.075, tall=0.042), ByShape(0.5, tall=0.45)
    given_line = ByShape(GRID.kicker_baseline, tall=0.285)
    counts_at = ByShape(((0.78, 0.48), (0.78, 0.66)), tall=((0.14, 0.88), (0.58, 0.88)))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the steps on the loss of the one sample, that as a network, and the film's.

        Raises:
            RequestError: the numbers can't be followed by hand.
        """
        asked = options["x"], options["y"], options["w"], options["rate"], options.steps or 1
        main = options.recorded or steps_of_example(*asked)
        single = ModelObjective(MLP((1, 1)), objective_of(main).dataset)
        return {
            "main": main,
            "one edge": replace(main, objective=single, start=np.append(main.start, 0.0), steps=1),
            "network": runs.small_mlp_spec("autodiff", NETWORK),
        }

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
        x, y, w = data.features[0, 0], int(data.target[0]), spec.start[0]
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
        self.judge()
        self.take_apart()
        self.go_forward()
        self.turn_by_hand()
        self.go_back()
        self.compare()
        self.go_on()
        self.remember()

    def prepare(self) -> None:
        """Make networks and dials, and what moves them."""
        data, n = objective_of(self.run).dataset, self.run.n_steps
        self.chain = Chain(data.features[0, 0], int(data.target[0]))
        self.first = self.chain.at(self.weights[0])
        self.written = partial(written, digits=self.chain.digits(self.first))
        self.swing = swing_for(self.chain.x)
        self.turned = ValueTracker(0)
        others = np.full(max(n - 1, 0), RUN / max(n - 1, 1))
        self.player = RunPlayer(self.run, lasting(0, [FIRST, *others.tolist()]))
        count = len(self.chain.steps)
        self.middles = self.spread(count + 1)
        self.dials = [Dial(self, index) for index in range(count + 1)]
        self.links = [Link(self, index) for index in range(count)]
        self.lines: list[VMobject] = [VGroup() for _ in self.lines_at]
        many = self.recording["network"]
        row = objective_of(many).dataset.rows([0])
        self.network = JudgingNetwork(self.texts, RunPlayer(many), row, self.theme)
        one = RunPlayer(self.recording["one edge"])
        self.single = JudgingNetwork(self.texts, one, data, self.theme)

    def spread(self, count: int) -> FloatArray:
        """Places (count, 3) that are evenly far from each other, on half of an ellipse."""
        foot, half, height = self.arch
        angles = np.linspace(np.pi, 0, 500)
        across, up = half * np.cos(angles), height * np.sin(angles)
        lengths = np.append(0, np.hypot(np.diff(across), np.diff(up)).cumsum())
        even = np.linspace(0, lengths[-1], count)
        ways = [np.interp(even, lengths, each) for each in (across, up)]
        return np.array([at(0.5, foot) + offset(*each) for each in zip(*ways, strict=True)])

    def ask(self) -> None:
        """Of all numbers of a network one edge is left; it becomes a network of its own."""
        network, single = self.network.clear_updaters(), self.single
        drawn = [*network.edges.values(), *network.all_nodes]
        for each in drawn:
            each.set_stroke(self.theme.text)
        last = network.last
        self.one, self.edge = EdgeIndex(last, 0, 0), EdgeIndex(1, 0, 0)
        one = network.edges[self.one], network.node(last - 1, 0), network.node(last, 0)
        others = [each for each in drawn if each not in one]
        lit = one[0].copy().set_stroke(self.theme.beta1, stroke(10))
        single.poured.set_value(0)
        parts = VGroup(single.edges[self.edge], single.node(0, 0), single.node(1, 0))
        self.beat("ask", network, count=network.model.n_parameters)
        self.play(dim(*others, share=ASIDE), appear(lit))
        self.play(vanish(lit, *others))
        self.play(become(VGroup(*one), parts))
        self.remove(network)
        weight = self.math(f"beta1(w = {in_maths(as_given(self.weights[0]))})")
        place = single.along_edge(self.edge, aside=self.weight_aside)
        x = still_number(
            self.chain.x, as_given, single.centre(0, 0), colour=self.theme.model, size=SIZES.number
        )
        self.told = VGroup(x, single.named_inputs(), weight.place(place, "centre"))
        self.play(appear(self.told))
        self.play(single.pulses([self.edge], self.theme.model))
        self.verdict = single.verdict()
        self.add(single.gauge)
        self.play(to(single.poured, 1), appear(self.verdict))

    def judge(self) -> None:
        """What it says and what is so, and the loss as one formula."""
        p, loss, y = self.first.values[PROBABILITY], self.first.values[-1], self.chain.y
        key = "unsure" if p == 0.5 else "right" if (p > 0.5) == bool(y) else "wrong"
        self.truth = self.single.truth()
        told = written(loss, FEWER)
        whole = f"{self.chain.whole} = fullloss({in_maths(told)})"
        size = self.line_sizes[2]
        size *= min(wide(self.formula_room) / self.math(whole, size=size).width, 1.0)
        self.whole = self.math(whole, size=size).place(at(*self.formula_at), "centre")
        self.beat(key, self.truth, share=percent(p), loss=told)
        self.play(appear(self.whole))

    def take_apart(self) -> None:
        """The edge is w's dial, the last unit that of p; what each step does flies to its dial."""
        single, first, p = self.single, self.dials[0], self.dials[PROBABILITY]
        mark = solid(mark_of(self.chain.y, 10.0), self.theme.of_class(self.chain.y))
        words = self.label("given", x=as_given(self.chain.x), y=self.chain.y)
        given = self.text(words, 1 - GRID.margin, self.given_line, edge="right")
        mark.move_to(given.get_left() - offset(20))
        self.keep_still(given, mark)
        ends = single.node(0, 0), single.node(1, 0)
        gone = vanish(self.told, self.verdict, self.truth, single.gauge, ends[0])
        ways = zip((single.edges[self.edge], ends[1]), (first, p), strict=True)
        became = [become(old, VGroup(*new.parts), evenly=new is p) for old, new in ways]
        self.beat("graph", gone, *became, given, mark)
        self.play(appear(first.symbol, first.lit, first.number))
        each = TAKEN / len(self.links)
        for index, link in enumerate(self.links):
            dial = self.dials[index + 1]
            flight = travel(self.whole.slot(index), dial.symbol, run_time=each)
            self.play(flight, appear(*dial.parts, link.line, run_time=each))
        self.play(vanish(self.whole))

    def go_forward(self) -> None:
        """The camera follows the values: each dial winds once the one before it stands."""
        self.beat("forward", self.focus(self.middles[0], NEAR))
        for index, (link, dial) in enumerate(zip(self.links, self.dials[1:], strict=True)):
            left = len(self.links) - index
            moving = [self.focus(dial.middle, NEAR, run_time=FORWARD)] * (left > FAR)
            moving += [self.pull_out(run_time=FORWARD)] * (left == FAR)
            self.add(link.sent)
            winding = to(dial.wound, 1, run_time=0.6 * FORWARD)
            shown = appear(dial.lit, dial.number, dial.plate)
            passing = steadily(link.ahead, 1, 0.4 * FORWARD)
            self.play(LaggedStart(passing, AnimationGroup(winding, *shown), lag_ratio=1), *moving)

    def turn_by_hand(self) -> None:
        """Without words w is turned, and all follow; how far the loss moves for it is its slope."""
        self.beat("nudge")
        self.point_at(0, -1)
        self.wait(self.left_to_read())
        theme = self.theme
        low, high = (self.chain.at(self.weights[0] + each * self.swing / 2) for each in (-1, 1))
        moved = high.values[-1] - low.values[-1]
        made = worked(
            np.divide,
            (roundings_of(moved, FEWER), (as_given(self.swing),)),
            moved / self.swing,
            partial(written, digits=FEWER),
        )
        self.nudged, (top, below) = made.result, map(in_maths, made.terms)
        both = f"fullloss({top}) slash beta1({below})"
        head, tail = "Delta L slash Delta w", f"{made.sign} gradient({in_maths(self.nudged)})"
        self.slope = f"{head} {tail}"
        self.counted = self.counters(
            ("Δw =", lambda: self.told_of(0) - low.values[0], theme.beta1),
            ("ΔL =", lambda: self.told_of(-1) - low.values[-1], theme.full_loss),
        )
        self.add(*(dial.band for dial in self.dials))
        self.play(self.hush(), to(self.turned, 0.25, run_time=TURNED[0]))
        self.play(appear(self.counted), to(self.turned, 0.75, run_time=TURNED[1]))
        self.play(self.next_line(2, f"{head} = {both} {tail}"))
        self.counted.clear_updaters()
        self.play(to(self.turned, 1))

    def go_back(self) -> None:
        """From the loss to w one product: at each link what the value before it makes a factor."""
        last = len(self.links)
        words, colour = self.label("so_far"), self.theme.gradient
        name = self.text(words, 0.5, self.so_far_line, edge="centre", colour=colour)
        self.beat("back", vanish(self.counted), self.light(*self.dials[:-1], share=DIMMED))
        self.play(appear(name), self.next_line(0, self.slope), self.next_line(2, "gradient(1)"))
        seconds = BACKWARD
        for index in reversed(range(last)):
            link = self.links[index]
            self.add(link.returned)
            lit = self.light(self.dials[index]), self.light(*self.dials[index + 2 :], share=DIMMED)
            self.play(steadily(link.behind, 1, 0.5 * seconds), *lit)
            self.work_out(index, seconds)
            self.play(self.next_line(2, self.product(index)), run_time=0.4 * seconds)
            seconds *= FASTER
        slope = self.written(self.first.adjoints[0])
        said = f"{derivative_in('w')} = {maths.in_slot(0, slope, 'gradient')}"
        self.play(
            vanish(name), self.next_line(1, ""), self.next_line(2, said), self.light(*self.dials)
        )

    def work_out(self, index: int, seconds: float) -> None:
        """A step's own derivative: a formula, which the value of the dial before it flies into."""
        link, before = self.links[index], self.dials[index]
        line, is_filled = self.chain.derivative(index, self.first, self.written, link.factor)
        seconds = max(0.6 * seconds, 0.4)
        changed = self.next_line(1, line)
        if is_filled:
            changed.append(travel(before.number, self.lines[1].slot(0), run_time=seconds))
        self.play(*changed)
        self.play(appear(link.badge, run_time=0.25))

    def product(self, index: int) -> str:
        """What comes to a link times its factor."""
        made = self.chain.product(self.first, index)
        come, factor = (
            maths.in_slot(each, term, "gradient", factor=each > 0)
            for each, term in enumerate(made.terms)
        )
        return f"{come} times {factor} {made.sign} {maths.in_slot(2, made.result, 'gradient')}"

    def compare(self) -> None:
        """The product is what the nudge came to; and what (p - y) x does."""
        slope = self.first.adjoints[0]
        p, y, x = self.first.values[PROBABILITY], self.chain.y, self.chain.x
        known = roundings_of(p, self.chain.digits(self.first))
        made = worked(lambda each: (each - y) * x, [known], slope, self.written)
        given = maths.in_slot(1, as_given(x), "text", factor=True)
        line = (
            f"(p - y) x = ({maths.in_slot(0, made.terms[0], 'model')} - {y}) times {given} "
            f"{made.sign} {maths.in_slot(2, made.result, 'gradient')}"
        )
        self.beat(
            "same" if written(slope, FEWER) == self.nudged else "near", self.next_line(1, line)
        )
        self.point_at(PROBABILITY)

    def go_on(self) -> None:
        """Steps of gradient descent: w turns against its derivative, and all dials follow."""
        rate, theme = self.run.spec.learning_rate, self.theme
        slope = roundings_of(self.first.adjoints[0], self.chain.digits(self.first))
        before = (as_given(self.weights[0]),)
        made = worked_update(before, rate, slope, self.weights[1], self.written)
        formula = f"w - eta med {derivative_in('w')} = {update_maths(made, 'beta1')}"
        gone = [*(link.badge for link in self.links), *(dial.band for dial in self.dials)]
        gone += [part for link in self.links for part in (link.sent, link.returned)]
        several = self.run.n_steps > 1
        self.beat(
            "again" if several else "step",
            vanish(*gone, *self.lines[:2]),
            self.next_line(2, formula),
            rate=as_given(rate),
            count=self.run.n_steps,
        )
        self.add(*(pulse for link in self.links for pulse in link.pulses))
        self.add(*(dial.glow for dial in self.dials))
        self.play(self.player.walk(until=1))
        if several:
            counted = self.counters(
                (self.label("step"), lambda: self.player.told, theme.muted),
                ("p =", lambda: self.told_of(PROBABILITY), theme.class1),
                ("L =", lambda: self.told_of(-1), theme.full_loss),
            )
            self.play(self.hush(), self.next_line(2, ""), appear(counted))
            self.play(self.player.walk())

    def counters(self, *told: tuple[str, Callable[[], float], str]) -> VGroup:
        """Numbers in the middle of the arch: what each is called, what it reads, its colour."""
        made, size, middle = VGroup(), self.counter_size, self.counters_at
        for (name, value, colour), line in zip(told, self.counter_lines, strict=False):
            number = Number(value, partial(written, digits=FEWER), colour=colour, size=size)
            words = self.text(name, middle - 0.01, line, edge="right", colour=colour, size=size)
            made.add(words, number.place(at(middle + 0.01, line), "left"))
        return made

    def remember(self) -> None:
        """In the network again: a nudge for each number, or one pass back for all."""
        network, theme = self.network, self.theme
        model, count = network.model, ValueTracker(0)
        numbers = [*network.edges.values(), *(node for row in network.nodes[1:] for node in row)]
        for each in (*network.edges.values(), *network.all_nodes):
            set_share(each, 1)
        everything, edge = self.everything(), network.edges[self.one]
        folded = become(VGroup(*everything), edge)
        self.beat("moral", folded, appear(network, run_time=MOVE))
        self.remove(*everything)
        gradient = self.recording["network"].gradients[0]
        blame = Blame(network, model, lambda: gradient, np.abs(gradient).max())
        nudges = [each.copy().set_fill(opacity=0) for each in numbers]
        for each in nudges:
            each.set_stroke(theme.beta1, each.get_stroke_width() + stroke(4))
        told = self.count_of("nudges", lambda: 2 * ceil(count.get_value() / 2), 0, theme.beta1)
        self.play(
            LaggedStart(*appear(*nudges), lag_ratio=0.4, run_time=NUDGED),
            steadily(count, model.n_parameters, NUDGED),
            appear(told),
        )
        self.add(blame)
        once = self.count_of("passes", lambda: 1, 1, theme.gradient)
        self.play(
            to(blame.sweep, network.last, run_time=SWEEP),
            vanish(*nudges, run_time=SWEEP),
            dim(*numbers, run_time=SWEEP),
            appear(once),
        )
        self.let_stand(LAST)

    def count_of(self, key: str, value: Callable[[], float], row: int, colour: str) -> VGroup:
        """A number and what it counts, beside the network."""
        place = at(*self.counts_at[row])
        number = Number(value, 0, colour=colour, size=0.1).place(place, "left")
        name = Label(self.label(key), colour=colour)
        return VGroup(number, name.place(place - offset(0, 42)))

    # What dials read.

    @property
    def weights(self) -> list[float]:
        """W at each step."""
        return [*self.run.parameters[:, 0]]

    def by_hand(self) -> float:
        """How far w is from where it was when it is turned."""
        return -float(np.sin(2 * np.pi * self.turned.get_value())) * self.swing / 2

    def weight_at(self, dial: Dial) -> float:
        """The weight that a dial stands at: a step runs through from w on."""
        whole = self.player.whole_steps
        before = self.weights[whole]
        if whole == self.run.n_steps:
            return before
        share = (self.player.step - whole - BACK) / (1 - BACK)
        start = FRONT * dial.index / len(self.middles)
        eased = smooth((share - start) / (1 - FRONT))
        return before + self.by_hand() + eased * (self.weights[whole + 1] - before)

    def pulse(self) -> float | None:
        """The dial that a derivative has come back to, while it runs: they are counted from w."""
        share, count = self.player.step % 1 / BACK, len(self.chain.steps)
        return (1 - share) * (count + PULSE) - PULSE if 0 < share < 1 else None

    def told_of(self, index: int) -> float:
        """The number on a dial: that of the step which is done, or of w as it is turned by hand."""
        return self.chain.at(self.weights[self.player.told] + self.by_hand()).values[index]

    # What is played.

    @staticmethod
    def light(*dials: Dial, share: float = 1) -> list[Animation]:
        """Bring all of some dials to a share of their light."""
        return dim(*(part for dial in dials for part in dial.drawn), share=share)

    def point_at(self, *indices: int) -> None:
        """A ring about each of some dials, one after the other."""
        for dial in (self.dials[index] for index in indices):
            ring: Any = arrive(dial.middle, self.theme, colour=dial.colour, inner=dial.radius)
            ring.mobject.set_z_index(TOP)
            self.play(ring)

    def next_line(self, row: int, formula: str) -> list[Animation]:
        """Another calculation takes the place of the one before it, in one of the rows."""
        before, made, size = self.lines[row], VGroup(), self.line_sizes[row]
        if formula:
            size *= min(wide(self.line_rooms[row]) / self.math(formula, size=size).width, 1.0)
            made = self.math(formula, size=size).place(at(0.5, self.lines_at[row]), "centre")
        self.lines[row] = made
        changed = *vanish(before, run_time=0.15), *appear(made, run_time=0.25)
        return [LaggedStart(*changed, lag_ratio=1)]


class Dial:
    """A node of the graph, whose hand goes round once for each 1 of its value.

    Attributes:
        middle, radius: where it is (3,), and of its rim, in pixels.
        wound: how far its value has come from 0.
        rim, hand, hub: where the hand goes, that, and what is written on.
        lit: the rim in the node's colour.
        band: where it has swung.
        glow: a ring as a derivative comes by.
        symbol, number: in its middle; `plate`, behind a number that reaches over its rim.
    """

    # Of symbols, of numbers, and of long ones.
    sizes = ByShape(
        (0.054, 0.05, SIZES.smallest),
        tall=(SIZES.label, SIZES.smallest, SIZES.smallest),
    )

    def __init__(self, story: Autodiff, index: int) -> None:
        self._story, self.index, theme = story, index, story.theme
        self.middle = story.middles[index]
        self.radius = RADIUS * float(np.linalg.norm(np.subtract(*story.middles[:2]))) / pixels(1)
        self.wound = ValueTracker(index == 0)
        run = [story.chain.at(each).values[index] for each in story.weights]
        self.is_wild = max(map(abs, run)) > WILD
        is_loss = index == len(story.chain.steps)
        colour = theme.full_loss if is_loss else theme.model if index else theme.beta1
        self.colour, round_it = colour, disc(self.radius) + self.middle
        self.rim = solid(round_it, theme.surface).set_stroke(theme.line, stroke(1.6))
        self.lit = solid(round_it, colour).set_fill(opacity=TINT).set_stroke(colour, stroke(2.8))
        self.hand = filled(self._hand, theme.point)
        self.hub = solid(disc(INNER * self.radius) + self.middle, theme.background)
        self.band = filled(self._band, colour)
        self.glow = filled(self._glow, theme.gradient)
        self.symbol = self._symbol(story.chain.symbol(index))
        content = story.written(story.first.values[index])
        self.number = Number(
            lambda: story.told_of(index),
            self._written,
            colour=colour,
            size=self.sizes[1 + (len(content) > SHORT)],
        )
        self.number.opaque = True
        self.plate = filled(self._plate, theme.background)
        above = self.lit, self.band, self.glow, self.hand, self.hub, self.plate
        for height, part in enumerate((*above, self.number), start=1):
            part.set_z_index(height / len(above))
        self.number.place(self.middle - offset(0, NUMBER * self.radius), "centre")

    def _symbol(self, formula: str) -> Formula:
        """What is written above its number: as large as there is room for."""
        theme, size = self._story.theme, self.sizes[0]
        room = pixels(2 * WIDER * self.radius)
        size *= min(room / math(formula, theme, size=size).width, 1.0)
        made = math(formula, theme, size=size)
        made.opaque = True
        return made.move_to(self.middle + offset(0, SYMBOL * self.radius)).set_z_index(2)

    @property
    def drawn(self) -> list[VMobject]:
        """All that it is drawn of."""
        return [*self.parts, self.lit, self.symbol, self.number, self.band]

    @property
    def parts(self) -> list[VMobject]:
        """What is there before its value and what it does are known."""
        return [self.rim, self.hand, self.hub]

    def value(self) -> float:
        """What it shows."""
        found = self._story.chain.at(self._story.weight_at(self)).values[self.index]
        return found * self.wound.get_value()

    def angle(self, value: float) -> float:
        """Of its hand, clockwise from the top."""
        return np.pi / 2 - 2 * np.pi * (0.0 if self.is_wild else value)

    def _written(self, value: float) -> str:
        is_still = self._story.player.step < 1.0 + 1e-9 and not self._story.by_hand()
        return self._story.written(value) if is_still else written(value, FEWER)

    def _plate(self) -> FloatArray:
        low, high = self.number.get_critical_point(DL), self.number.get_critical_point(UR)
        if high[0] - low[0] < pixels(2 * FREE * self.radius):
            return NOTHING
        return rectangle(low - offset(4, 3), high + offset(4, 3))

    def _hand(self) -> FloatArray:
        angle = self.angle(self.value())
        return NOTHING if self.is_wild else self._ring(angle + HAND, angle - HAND)

    def _glow(self) -> FloatArray:
        """Widest as the pulse is here."""
        tip = self._story.pulse()
        near = 0.0 if tip is None else max(1 - abs(tip + PULSE / 2 - self.index) / PULSE, 0.0)
        return self._ring(0.0, -2 * np.pi, INNER + GLOW * near) if near > 1e-6 else NOTHING

    def _band(self) -> FloatArray:
        """From the lowest place where it has been to the highest."""
        story, done = self._story, self._story.turned.get_value()
        low, high = (
            -np.sin(2 * np.pi * min(max(done, start), start + 0.25)) for start in (0.0, 0.5)
        )
        if self.is_wild or high - low < 1e-9:
            return NOTHING
        base, half = story.weights[0], story.swing / 2
        ends = [story.chain.at(base + each * half).values[self.index] for each in (low, high)]
        return self._ring(*map(self.angle, sorted(ends)))

    def _ring(self, start: float, end: float, outer: float = 1.0) -> FloatArray:
        """The part (n, 3) of its rim from an angle to another, at most all of it."""
        angles = np.linspace(start, max(end, start - 2 * np.pi), 48)
        arc = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(len(angles))])
        outline = np.concatenate([arc * outer, arc[::-1] * INNER, arc[:1] * outer])
        return polyline(outline * pixels(self.radius) + self.middle)


class Link:
    """From a dial to the next: how many times as far that turns.

    Attributes:
        ahead, behind: the shares that a value has come along it, and a derivative.
        line, sent, returned: itself, and what has been passed along it.
        pulses: what runs along it in a step.
        factor, badge: how many times, as it is written, and beside the link.
    """

    def __init__(self, story: Autodiff, index: int) -> None:
        self._story, self._index, theme = story, index, story.theme
        self.ahead, self.behind = ValueTracker(0), ValueTracker(0)
        ends = [(each.middle, each.radius) for each in story.dials[index : index + 2]]
        self._rims = np.array(between_rims(*ends[0], *ends[1]))
        self.line = stroked(lambda: self._part(0, 1), theme.line, 5)
        self.sent = stroked(lambda: self._part(0, self.ahead.get_value()), theme.model, 6)
        self.returned = stroked(
            lambda: self._part(1 - self.behind.get_value(), 1), theme.gradient, 7
        )
        self.pulses = (
            stroked(self._back, theme.gradient, 8),
            stroked(self._forth, theme.model, 8),
        )
        self.factor = story.chain.product(story.first, index).terms[1]
        brief = written(story.first.slopes[index], FEWER)
        content = f"× {brief if len(self.factor) > SHORT else self.factor}"
        size = SIZES.smallest if len(content) > LONG or is_tall() else SIZES.label
        label = Label(content, size=size, colour=theme.gradient, bold=True)
        for below in (self.line, self.sent, self.returned, *self.pulses):
            below.set_z_index(-1)
        along = np.subtract(*self._rims[::-1]) / np.linalg.norm(np.subtract(*self._rims))
        inwards = np.array([along[1], -along[0], 0.0])
        half = np.array([label.width, label.height, 0.0]) / 2
        radius, gap = pixels(ends[0][1]), np.linalg.norm(ends[1][0] - ends[0][0]) / 2
        clear = max(radius**2 - max(gap - abs(along) @ half, 0.0) ** 2, 0.0) ** 0.5
        apart = max(clear, pixels(INWARDS)) + abs(inwards) @ half
        self.badge = backed(label.move_to(self._rims.mean(axis=0) + apart * inwards), theme)

    def _part(self, start: float, end: float) -> FloatArray:
        """From a share of the way between both rims to another."""
        start, end = max(start, 0.0), min(end, 1.0)
        if end - start < 1e-6:
            return NOTHING
        first, last = self._rims
        return polyline(first + np.array([start, end])[:, None] * (last - first))

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

    def derivative(
        self, index: int, found: Pass, write: Callable[[float], str], factor: str
    ) -> tuple[str, bool]:
        """A step's own derivative in symbols, and with the value before it; whether it has that."""
        step, before = self.steps[index], "t" if index else "w"
        whole, symbols = (each.replace("it", before) for each in (step.expression, step.derivative))
        line = f"gradient(d({whole}) slash d {before} = {symbols})"
        if step.derivative in ("1", "-1"):
            return line, False
        result = maths.in_slot(1, factor, "gradient")
        if not index:
            return f"{line} = {result}", False
        shown = write(found.values[index])
        node = autodiff.Tape().variable(value_of(shown))
        computed = step.rule(node).local_derivatives[0][1]
        places = len(factor.partition(".")[2])
        sign = "=" if number_text(computed, places) == factor else "approx"
        filled_in = step.derivative.replace("it", maths.in_slot(0, shown, "model", factor=True))
        return f"{line} = {filled_in} {sign} {result}", True

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
        feature_names=("ExAng" if x == 1 else "x",),
        target_name="AHD",
        class_names=("No", "Yes"),
        source="heart",
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
