"""Automatic differentiation by hand: a loss taken apart, its values forward, derivatives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np
from manim import Animation, ApplyMethod, Circle, Create, Line, RoundedRectangle, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    FLIGHT,
    GRID,
    SIZES,
    ByShape,
    Edge,
    FloatArray,
    Formula,
    GradientDescent,
    Label,
    LogisticRegression,
    ManimStory,
    ModelObjective,
    PartlyFrozen,
    RequestError,
    Roundings,
    RunOptions,
    Runs,
    RunSpec,
    StackedBoard,
    Trajectory,
    appear,
    arrive,
    as_given,
    at,
    autodiff,
    before_slots,
    dim,
    in_maths,
    is_tall,
    math,
    number_text,
    objective_of,
    offset,
    pixels,
    set_share,
    share_of_width,
    sigmoid,
    sized,
    slots,
    stroke,
    travel,
    unscaled,
    update_maths,
    vanish,
    wide,
    worked,
    worked_update,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

PLACE = 520
OPTIONS = {"x": 3.0, "y": 1, "w": 3.0, "rate": 1000.0}
HELP = {
    "x": "The feature of the one sample.",
    "y": "Its class, 0 or 1.",
    "w": "The weight.",
    "rate": "The learning rate of the step at the end.",
}
CHOSEN_FOR = {"x": ("rate",), "y": ("rate",), "w": ("rate",)}
DRAWS = "one step of a logistic regression with one free weight on one sample"

LARGEST = 9.0
"""Of w x: beyond, 1 + e^(-w x) or its inverse takes more digits than can be followed."""
AFTER = 12.5
"""Of w x after the step: its numbers have to be written, too."""
LONGEST = 6
"""Digits of a number that is given."""
DIGITS, MORE = 5, 4
"""Of a number, usually; and so many more where a calculation needs them."""
NEAR_ONE = 0.01
"""What is so near to 1 or -1 is told by how far it is from there, with a digit less."""
ROUND = 4
"""A number of so few places is written as it is."""
PROBABILITY = 4
"""The node whose value is sigma(w x); that of w is 0."""

QUICK, PRODUCT = 0.45, 1.3
"""Seconds in which what comes again and again appears or goes along an edge, and in which a row's
numbers become those of the next."""
UNTIL_READ, LAST = 0.4, 1.9
"""Seconds that a short line stands before the next, and that the last picture stands."""
PAST = 0.4
"""How opaque those numbers are that aren't spoken of any more."""
MOST_WIDE = 0.9
"""Of the formula, as a fraction of the frame's width."""


class Autodiff(ManimStory):
    """The worked example: a graph, a table that is filled forward and then back, and a step."""

    # The formula's em size and baseline, and the baseline of what is wanted.
    whole_size, whole_line = ByShape(0.105, tall=0.065), ByShape(0.48, tall=0.53)
    wanted_line = ByShape(0.87, tall=0.77)
    # What is given: its baseline, the edges that it is placed by, and which.
    given_line, given_places = (
        ByShape(0.7, tall=0.35),
        ByShape((0.26, 0.46, 0.66), tall=(0.18, 0.48, 0.79)),
    )
    given_edge: ByShape[Edge] = ByShape("left", tall="centre")
    # Where x ends while the graph is there, and the baseline of x and y then.
    x_end, inputs_line = ByShape(0.85, tall=0.77), ByShape(GRID.kicker_baseline, tall=0.232)
    # How far down the formula and w go to make room for it: in a tall frame w is beside it.
    lower, aside = ByShape(0.17, tall=0.37), ByShape(0.17, tall=0.0)
    board_top = ByShape(0.88, tall=0.838)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return one step on the loss of the one sample.

        Raises:
            RequestError: the numbers can't be followed by hand.
        """
        asked = options["x"], options["y"], options["w"], options["rate"]
        return {"main": options.recorded or step_of_example(*asked)}

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
        after = w - spec.learning_rate * slope_of(x, y, w)
        is_plain = held.values[0] == 0 and not data.is_scaled and spec.steps == 1
        return is_plain and 0 < abs(w * x) <= LARGEST and abs(after * x) <= AFTER

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.example = WorkedExample(self.run)
        self.drawn = GraphAndTable(self, self.example)
        self.board = WorkingLine(self.theme, top=self.board_top)
        self.rows, self.framed = range(len(self.example.steps)), list[VGroup]()
        self.ask()
        self.take_apart()
        self.go_forward()
        self.differentiate_each()
        self.go_back()
        self.read_the_sign()
        self.multiply_out()
        self.take_a_step()
        self.keep_the_tape()

    def ask(self) -> None:
        """The loss as one formula, what is given, and what is wanted."""
        example, size = self.example, self.whole_size
        size *= min(wide(MOST_WIDE) / self.math(example.whole, size=size).width, 1.0)
        self.whole = self.math(example.whole, size=size).place(at(0.5, self.whole_line), "centre")
        given = ("x", example.x), ("y", example.y), ("w", example.values[0])
        self.given = [
            self.value_of(*each).place(at(x, self.given_line), self.given_edge)
            for each, x in zip(given, self.given_places, strict=True)
        ]
        self.wanted = self.math("gradient((d L) / (d w)) = med ?", size=0.065)
        self.wanted.place(at(0.5, self.wanted_line), "centre")
        self.add(self.whole)
        first, *others = self.given
        self.beat("ask", first)
        for each in others:
            self.play(appear(each, run_time=0.5))
        self.play(appear(self.wanted))

    def take_apart(self) -> None:
        """What each step does flies out of the formula to a node of its own, above it."""
        drawn, (x, y, w), example = self.drawn, self.given, self.example
        self.inputs = self.value_of("x", example.x), self.value_of("y", example.y)
        for each, end in zip(self.inputs, (self.x_end, 1 - GRID.margin), strict=True):
            each.place(at(end, self.inputs_line), "right")
        ways = (self.whole, self.lower), (w, self.aside)
        down = [ApplyMethod(each.shift, at(0, way) - at(0, 0)) for each, way in ways]
        self.beat("graph", vanish(self.wanted, x, y), *self.inputs, *down)
        self.play(appear(drawn.nodes[0], drawn.values[0]), travel(w, drawn.values[0]))
        for index, expression in enumerate(drawn.expressions):
            grown = Create(drawn.edge(index, self.theme.line, 3), run_time=0.6)
            node = appear(drawn.nodes[index + 1], run_time=0.6)
            self.play(travel(self.whole.slot(index), expression, run_time=0.6), grown, *node)
        self.play(vanish(self.whole, w, run_time=0.5))

    def go_forward(self) -> None:
        """Each value becomes the next one, in the graph and a row further down in the table."""
        drawn = self.drawn
        heads = appear(*drawn.heads[:2], drawn.names[0], self.board)
        self.beat("forward", heads, *self.flown((drawn.values[0], drawn.cells[0])))
        for index in self.rows:
            lit, named = self.lit(index, PRODUCT), appear(drawn.names[index + 1], run_time=QUICK)
            mark = self.mark(self.theme.model, drawn.cells[index])
            self.write(self.example.forward(index), named, mark)
            ways = (each[index : index + 2] for each in (drawn.values, drawn.cells))
            self.play(lit, *self.flown(*ways, run_time=PRODUCT))

    def differentiate_each(self) -> None:
        """The derivative of each step by itself."""
        self.beat("own", self.board.wipe(), self.mark(), appear(self.drawn.heads[2]))
        for index, own in enumerate(self.drawn.own):
            self.play(appear(own, run_time=0.5), self.ring(index + 1))

    def go_back(self) -> None:
        """From the loss, both derivatives of a row become the one a row further up."""
        drawn = self.drawn
        self.beat("back", appear(drawn.heads[3]))
        self.write(f"{derivative_in('L')} = gradient(1)", appear(drawn.back[-1]), [self.ring(-1)])
        self.wait(UNTIL_READ)
        for index in reversed(self.rows):
            both = slots(drawn.own[index])[0], drawn.back[index + 1]
            lit, mark = self.lit(index, PRODUCT, back=True), self.mark(self.theme.gradient, *both)
            self.write(self.example.backward(index), mark)
            taken = (travel(each, drawn.back[index], run_time=PRODUCT) for each in reversed(both))
            self.play(lit, *taken)

    def read_the_sign(self) -> None:
        """What the derivative in w says."""
        drawn, slope = self.drawn, self.example.adjoints[0]
        rest = [*drawn.cells, *drawn.own, *drawn.back[1:], *drawn.names[1:]]
        key = "negative" if slope < 0 else "positive"
        self.beat(key, self.board.wipe(), self.mark(), dim(*rest, share=PAST))
        number = maths.in_slot(0, written(slope), "gradient")
        (line,) = self.board.line(f"{derivative_in('w')} = {number}")
        set_share(line, 0)
        self.add(line)
        self.play(self.board.outline(line), travel(drawn.back[0], slots(line)[0], run_time=0.9))
        self.play(self.ring(0))

    def multiply_out(self) -> None:
        """The product of all steps, written at once, and that it is the number in the table."""
        drawn, example, theme = self.drawn, self.example, self.theme
        value = drawn.cells[PROBABILITY]
        mark = self.mark(theme.model, value)
        line = self.write(example.multiplied_out(), appear(value), mark, key="at_once", y=example.y)
        p, x, result = slots(line).values()
        given = (value, p), (slots(self.inputs[0])[0], x)
        self.play(*(travel(*each, run_time=PRODUCT) for each in given))
        mark = self.mark(theme.gradient, result, drawn.back[0])
        self.play(travel(result, drawn.back[0], run_time=PRODUCT), mark)
        self.play(dim(value, share=PAST))

    def take_a_step(self) -> None:
        """One step of gradient descent against the derivative, and the loss after it."""
        run, drawn, example = self.run, self.drawn, self.example
        rate, losses = run.spec.learning_rate, [written(float(run.loss[step])) for step in (0, -1)]
        before, slope = (as_given(example.values[0]),), roundings_of(example.adjoints[0])
        made = worked_update(before, rate, slope, float(run.parameters[-1, 0]), written)
        old, new = map(in_maths, losses)
        first, second = self.board.line(
            f"w - eta med {derivative_in('w')} = {update_maths(made, 'model')}",
            f"fullloss(L) : slot0({old}) arrow.r slot1(fullloss({new}))",
        )
        set_share(second, 0)
        self.add(second)
        key = "step_falls" if run.loss[-1] < run.loss[0] else "step_rises"
        self.beat(
            "step_same" if old == new else key,
            self.board.wipe(),
            self.board.write(first),
            appear(drawn.cells[0]),
            self.mark(self.theme.gradient, drawn.cells[0], drawn.back[0]),
            rate=as_given(rate),
            loss=losses[1],
        )
        taken = (drawn.cells[0], slots(first)["weight"]), (drawn.back[0], slots(first)["slope"])
        self.play(*(travel(*each, run_time=PRODUCT) for each in taken))
        loss = travel(drawn.cells[-1], slots(second)[0])
        self.play(self.board.outline(second), loss, self.mark())
        self.go_again(slots(first)["result"])
        after = travel(self.drawn.values[-1], slots(second)[1])
        self.play(after, appear(*before_slots(second)[1]))

    def go_again(self, weight: VMobject) -> None:
        """What came of the weight before goes, and that after the step goes through all nodes."""
        old, new = self.drawn, GraphAndTable(self, WorkedExample(self.run, step=1))
        self.play(vanish(*dict.fromkeys([*old.values, *old.cells, *old.own, *old.back])))
        self.play(*self.flown((weight, new.values[0]), (weight, new.cells[0])))
        for index in self.rows:
            come = new.values[index + 1], new.cells[index + 1], old.names[index + 1]
            ring = self.ring(index + 1, self.theme.model)
            self.play(self.lit(index, 0.35), appear(*dict.fromkeys(come), run_time=0.35), ring)
        self.drawn = new

    def keep_the_tape(self) -> None:
        """The rest of the table for the weight after the step, and back through it."""
        drawn = self.drawn
        self.beat("tape", self.board.wipe(), vanish(self.board))
        for index, own in enumerate(drawn.own):
            self.play(appear(own, run_time=0.25), self.ring(index + 1, run_time=0.3))
        self.play(appear(drawn.back[-1], run_time=0.3))
        for index in reversed(self.rows):
            self.play(self.lit(index, 0.3, back=True), appear(drawn.back[index], run_time=0.3))
        self.wait(LAST)

    def value_of(self, name: str, value: float) -> Formula:
        """What is given, its number in slot 0."""
        return self.math(f"{name} = {maths.in_slot(0, as_given(value), 'model')}")

    def flown(self, *ways: Sequence[VMobject], run_time: float = FLIGHT) -> list[Animation]:
        """Let numbers fly from one place to another, once where the graph's are the table's."""
        source, place = ways[0]
        if source is place:
            return appear(place, run_time=run_time)
        apart = ways[:1] if ways[-1][1] is place else ways
        return [travel(start, end, run_time=run_time) for start, end in apart]

    def lit(self, index: int, run_time: float, *, back: bool = False) -> Animation:
        """Let light go along the edge from a node to the next one, or back."""
        colour = self.theme.gradient if back else self.theme.model
        return Create(self.drawn.edge(index, colour, 4.5, back=back), run_time=run_time)

    def ring(self, index: int, colour: str | None = None, **timing: float) -> Animation:
        """A ring about a node: that of derivatives unless it has another colour."""
        colour = colour or self.theme.gradient
        return arrive(self.drawn.places[index], self.theme, colour=colour, inner=26, **timing)

    def mark(self, colour: str | None = None, *numbers: VMobject) -> list[Animation]:
        """Frame the numbers that a calculation takes, and no others any more."""
        changes = vanish(*self.framed, run_time=0.2)
        frames = VGroup(
            *(
                RoundedRectangle(
                    corner_radius=pixels(6),
                    width=each.width + 2 * pixels(10),
                    height=each.height + 2 * pixels(7),
                    stroke_color=colour,
                    stroke_width=stroke(2),
                ).move_to(each)
                for each in numbers
            )
        )
        self.framed = [frames] if numbers else []
        return [*changes, *appear(*self.framed, run_time=0.2)]

    def write(
        self, formula: str, *beside: list[Animation], key: str | None = None, **values: object
    ) -> VMobject:
        """Put a calculation on the board in place of the one that is there, and a sentence."""
        (line,) = self.board.line(formula)
        changes = [self.board.wipe(), self.board.write(line), *beside]
        if key is not None:
            self.beat(key, *changes, **values)
        else:
            self.play(*changes)
        return line


def written(value: float, digits: int = DIGITS) -> str:
    """Write a number with so many digits; one next to 1 with so many of how far it is from 1."""
    if round(value, ROUND) == value:
        return as_given(value)
    apart = abs(abs(value) - 1)
    if 0 < apart < NEAR_ONE:
        return number_text(value, digits - 2 - floor(log10(apart)))
    return sized(abs(value), digits).text(value)


def roundings_of(value: float) -> Roundings:
    """Write a number as usual, and with more digits."""
    return tuple(dict.fromkeys(written(value, DIGITS + more) for more in range(MORE + 1)))


def derivative_in(name: str) -> str:
    """The derivative of the loss in a node, in one line of Typst's maths."""
    return f"gradient(d L slash d {name})"


@dataclass(frozen=True)
class SimpleStep:
    """What a node of the graph does with the node before it, in formulas `it`.

    Attributes:
        rule: computes its value, on a tape or of plain numbers.
        expression: what it is, of symbols.
        form: the same of numbers.
        derivative: its own, of symbols.
    """

    rule: Callable[..., Any]
    expression: str
    form: str
    derivative: str


SIGMOID = (
    SimpleStep(lambda w, x: autodiff.multiply(w, -x), "-w x", "-{} times {}", "-x"),
    SimpleStep(autodiff.exp, "e^(it)", "e^({})", "e^(it)"),
    SimpleStep(lambda it: 1.0 + it, "1 + it", "1 + {}", "1"),
    SimpleStep(lambda it: 1.0 / it, "1 slash it", "1 slash {}", "-1 slash it^2"),
)
"""The steps from w to the probability of class 1; with the next, that of class 0."""
OTHERWISE = SimpleStep(lambda it: 1.0 - it, "1 - it", "1 - {}", "-1")
LOGARITHM = SimpleStep(autodiff.log, "ln it", "ln {}", "1 slash it")


class WorkedExample:
    """The loss of a run after some steps, taken apart on a tape, which is walked back.

    Attributes:
        x, y: what is given.
        steps: from the one that takes w to the loss.
        names: the symbols of all nodes, w's first; likewise what follows.
        values: what comes out.
        adjoints: the derivatives of the loss.
        slopes: each step's own derivative, in the node before.
    """

    def __init__(self, run: Trajectory, step: int = 0) -> None:
        data = objective_of(run).dataset
        self.x, self.y = float(data.features[0, 0]), int(data.target[0])
        share = "y" if self.y else "(1 - y)"
        loss = SimpleStep(
            lambda it: autodiff.multiply(it, -1.0), f"-{share} it", "-1 times {}", f"-{share}"
        )
        self.steps = [*SIGMOID, *([] if self.y else [OTHERWISE]), LOGARITHM, loss]
        nodes = [autodiff.Tape().variable(float(run.parameters[step, 0]))]
        for index, each in enumerate(self.steps):
            nodes.append(each.rule(nodes[-1], *self.beside(index)))
        nodes[-1].backward()
        self.names = ["w", *(f"xi_{index}" for index in range(1, len(self.steps))), "fullloss(L)"]
        self.values = [float(each.value) for each in nodes]
        self.adjoints = [float(each.adjoint) for each in nodes]
        self.slopes = [float(each.local_derivatives[0][1]) for each in nodes[1:]]

    def beside(self, index: int) -> tuple[float, ...]:
        """What a step takes beside what comes from the node before it."""
        return () if index else (self.x,)

    @property
    def whole(self) -> str:
        """The loss as one formula, what each step does in its slot."""
        inner = "(slot3(1)) / (slot2(1 +) slot1(e)^(slot0(-w x)))"
        if self.y:
            return f"fullloss(L) = slot5(-y) slot4(ln) {inner}"
        return f"fullloss(L) = slot6(-(1 - y)) slot5(ln) (slot4(1 -) {inner})"

    def expression(self, index: int) -> str:
        """What a step does, in symbols."""
        return self.steps[index].expression.replace("it", self.names[index])

    def forward(self, index: int) -> str:
        """A step with its numbers in slots, what goes in and last what comes out."""
        takes, step = (self.values[index], *self.beside(index)), self.steps[index]
        made = worked(step.rule, [*map(roundings_of, takes)], self.values[index + 1], written)
        terms = (
            maths.in_slot(slot, shown, "model", factor=True)
            for slot, shown in enumerate(made.terms)
        )
        result = maths.in_slot(len(takes), made.result, "model")
        return f"{self.names[index + 1]} = {step.form.format(*terms)} {made.sign} {result}"

    def own_derivative(self, index: int) -> str:
        """The derivative of a step in symbols, and its number in slot 0."""
        symbols = self.steps[index].derivative.replace("it", self.names[index])
        shown = written(self.slopes[index])
        number = maths.in_slot(0, shown, "gradient")
        return number if in_maths(shown) == symbols else f"{symbols} = {number}"

    def backward(self, index: int) -> str:
        """How the adjoint of the node before a step comes about: three slots of numbers."""
        terms = roundings_of(self.adjoints[index + 1]), roundings_of(self.slopes[index])
        made = worked(lambda come, own: come * own, terms, self.adjoints[index], written)
        come, own = (
            maths.in_slot(slot, shown, "gradient", factor=True)
            for slot, shown in enumerate(made.terms)
        )
        result = maths.in_slot(2, made.result, "gradient")
        return f"{derivative_in(self.names[index])} = {come} times {own} {made.sign} {result}"

    def multiplied_out(self) -> str:
        """The derivative in w at once: (p - y) x, of p's and x's numbers in slots."""
        terms = roundings_of(self.values[PROBABILITY]), (str(self.y),), (written(self.x),)
        made = worked(lambda p, y, x: (p - y) * x, terms, self.adjoints[0], written)
        p, _, x = (
            maths.in_slot(slot, shown, "model", factor=True)
            for slot, shown in zip((0, 0, 1), made.terms, strict=True)
        )
        result = maths.in_slot(2, made.result, "gradient")
        return f"{derivative_in('w')} = (p - y) x = ({p} - {self.y}) times {x} {made.sign} {result}"


FEW = 7
"""With more nodes than these, values above them have a digit less."""
FIRST, LAST_ROW, MOST_APART = 0.502, 0.852, 0.0585
"""Baselines of the first row and of the last if there are many, and from one row to the next at the
most."""
RISE, MIDDLE, LOWER = -5.0, 9.0, 27.0
"""In a tall frame, where rows are those of the graph's nodes: pixels from a node's middle down to
the baseline of what is beside it, of the loss's derivative, and of its own."""
BELOW, ABOVE = 0.381, 0.241
"""In a wide one the baselines of what is below the nodes and above."""


class GraphAndTable:
    """A node for w and one for each step, joined in a row, and a table with a row for each.

    In a tall frame the nodes are in a column, and what is right of them are the first two columns
    of the table. The story decides when all of it comes.

    Attributes:
        places: of the nodes, (3,) each.
        nodes: circles with their symbols, w's first.
        expressions: what the steps do, below their nodes.
        values: what has come out, above all nodes.
        heads: of the table's four columns.
        names, cells: its first two: w, and of each step its symbol and what it is; their values.
        own: each step's own derivative; slot 0 is its number.
        back: the derivative of the loss in w and in each step.
    """

    # Where the first node and the last are, a node's radius in pixels, and of what is beside nodes
    # in a tall frame the left edge and the right one.
    first, last = (
        ByShape((0.085, 0.292), tall=(0.095, 0.348)),
        ByShape((0.89, 0.292), tall=(0.095, 0.795)),
    )
    radius = ByShape(25.0, tall=23.0)
    expression_left, value_right = 0.175, 0.59
    # The edges of the table's columns: the left one of names and of own derivatives, the right one
    # of values and of the loss's derivatives; and the baselines of their heads.
    columns = ByShape((0.072, 0.43, 0.52, 0.928), tall=(0.05, 0.59, 0.175, 0.93))
    heads_lines = ByShape((0.442,) * 4, tall=(0.272, 0.272, 0.302, 0.287))
    # Em sizes.
    expression_size, value_size = ByShape(SIZES.label, tall=0.036), ByShape(0.034, tall=0.036)
    cell_size = ByShape(0.041, tall=0.036)

    def __init__(self, story: Autodiff, example: WorkedExample) -> None:
        self.theme, count = story.theme, len(example.steps)
        first, last = at(*self.first), at(*self.last)
        self.places = [first + (last - first) * index / count for index in range(count + 1)]
        self.pitch = min(MOST_APART, (LAST_ROW - FIRST) / count)
        self.nodes = [self._node(*each) for each in enumerate(example.names)]
        digits, size = DIGITS - (count >= FEW), self.value_size
        self.expressions, self.values = list[VMobject](), list[VMobject]()
        for index, value in enumerate(example.values):
            shown = Label(written(value, digits), size=size, colour=self.theme.model, bold=True)
            self.values.append(self._beside(shown, index, self.value_right, "right", ABOVE))
        for index in range(count):
            done = math(example.expression(index), self.theme, size=self.expression_size)
            left = self.expression_left
            self.expressions.append(self._beside(done, index + 1, left, "left", BELOW))
        self._fill_table(story, example)

    def _fill_table(self, story: Autodiff, example: WorkedExample) -> None:
        names, values, own, back = self.columns
        keys = "node", "value", "own_derivative", "loss_derivative"
        edges: tuple[Edge, ...] = "left", "right", "left", "right"
        self.heads = [
            Label(story.label(key), size=SIZES.smallest, colour=self.theme.muted).place(
                at(x, y), edge
            )
            for key, edge, x, y in zip(keys, edges, self.columns, self.heads_lines, strict=True)
        ]
        if is_tall():
            self.names, self.cells = [self.nodes[0], *self.expressions], self.values
        else:
            steps = range(1, len(example.names))
            done = (
                "w",
                *(f"{example.names[row]} = {example.expression(row - 1)}" for row in steps),
            )
            self.names = [self._maths(each, names, row) for row, each in enumerate(done)]
            self.cells = self._numbers(example.values, values, self.theme.model)
        self.own = [
            self._maths(example.own_derivative(row), own, row + 1)
            for row in range(len(example.steps))
        ]
        self.back = self._numbers(example.adjoints, back, self.theme.gradient)

    def edge(self, index: int, colour: str, width: float, *, back: bool = False) -> Line:
        """A line from a node to the next one, or back."""
        along = np.array([0, -1, 0] if is_tall() else [1, 0, 0]) * pixels(self.radius)
        ends = self.places[index] + along, self.places[index + 1] - along
        start, end = ends[::-1] if back else ends
        return Line(start, end, color=colour, stroke_width=stroke(width))

    def _node(self, index: int, name: str) -> VMobject:
        is_loss = index == len(self.places) - 1
        circle = Circle(
            radius=pixels(self.radius),
            stroke_color=self.theme.full_loss if is_loss else self.theme.model,
            stroke_width=stroke(2.6),
            fill_color=self.theme.surface,
            fill_opacity=1,
        ).move_to(self.places[index])
        symbol = math(name, self.theme, size=SIZES.label)
        return VGroup(circle, symbol.place(self.places[index] - offset(0, 7), "centre"))

    def _beside(
        self, made: Label | Formula, index: int, x: float, edge: Edge, y: float
    ) -> VMobject:
        """Put a thing on a baseline below or above a node; in a tall frame right of it, at x."""
        if is_tall():
            return made.place(self._in_row(x, index, RISE), edge)
        return made.place(np.array([self.places[index][0], at(0, y)[1], 0]), "centre")

    def _maths(self, formula: str, x: float, row: int) -> VMobject:
        made = math(formula, self.theme, size=self.cell_size)
        return made.place(self._in_row(x, row, LOWER))

    def _numbers(self, column: Sequence[float], x: float, colour: str) -> list[VMobject]:
        return [
            Label(written(each), size=self.cell_size, colour=colour, bold=True).place(
                self._in_row(x, row, MIDDLE), "right"
            )
            for row, each in enumerate(column)
        ]

    def _in_row(self, x: float, row: int, drop: float) -> FloatArray:
        """A place (3,) in a row; in a tall frame so many pixels below the middle of its node."""
        if is_tall():
            return np.array([at(x, 0)[0], self.places[row][1] - pixels(drop), 0])
        return at(x, FIRST + self.pitch * row)


SPARE = 20.0
"""Pixels of the board that a calculation leaves free, for frames about its numbers."""
BETWEEN = 0.06
"""Formulas beside each other, as a fraction of the frame's width."""


class WorkingLine(StackedBoard):
    """One line on a board below the table, for a calculation at a time."""

    def line(self, *formulas: str) -> Sequence[VMobject]:
        """Set formulas beside each other, to be written; in a tall frame below each other."""
        if is_tall():
            return self.equations(formulas, SPARE)
        made, left = self._fitted(formulas, BETWEEN * (len(formulas) - 1)), self.left
        for each in made:
            each.place(at(left, self._row(0.62)))
            left += share_of_width(each.width) + BETWEEN
        return made


def step_of_example(x: float, y: int, w: float, rate: float | None) -> RunSpec:
    """Return one step of gradient descent on the loss of one sample, whose intercept is held at 0.

    Args:
        x: the feature.
        y: the class.
        w: the weight.
        rate: the learning rate; a power of ten that changes w x by about 1 when None.

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
    slope = slope_of(x, y, w)
    if rate is None:
        rate = float(10.0 ** floor(log10(1 / abs(slope * x)) + 0.5))
    if rate <= 0:
        raise RequestError("--rate takes a number above 0")
    if abs((w - rate * slope) * x) > AFTER:
        raise RequestError(
            f"a step at --rate {rate:g} leads too far to be drawn: give a smaller one"
        )
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
        steps=1,
        batch_size=None,
        seed=0,
        start=np.array([w]),
    )


def slope_of(x: float, y: int, w: float) -> float:
    """The derivative of the loss in w."""
    return float((sigmoid(np.array(w * x)) - y) * x)
