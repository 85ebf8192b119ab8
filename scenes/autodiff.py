"""Automatic differentiation by hand: a loss taken apart, its values forward, derivatives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np
from manim import Animation, ApplyMethod, Circle, Create, Line, RoundedRectangle, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    FLIGHT,
    GRID,
    SIZES,
    Captions,
    Edge,
    FloatArray,
    Formula,
    GradientDescent,
    Held,
    Label,
    LogisticRegression,
    ManimStory,
    ModelObjective,
    RequestError,
    RunOptions,
    Runs,
    RunSpec,
    Shaped,
    StackedWorkings,
    Theme,
    Trajectory,
    Ways,
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
    pixels,
    set_share,
    sigmoid,
    sized,
    slots,
    stroke,
    travel,
    unscaled,
    vanish,
    wide,
    worked,
)

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
QUICK = 0.45
"""Seconds in which what comes again and again appears or goes along an edge."""
PRODUCT = 1.3
"""Seconds in which a row's numbers become those of the next."""
UNTIL_READ = 0.4
"""Seconds that a short line stands before the next."""
PAST = 0.4
"""How opaque those numbers are that aren't spoken of any more."""
LAST = 1.9
"""Seconds that the last picture stands."""


class _Places:
    """Where the formula is, what is given, what is wanted, and the inputs at last.

    Attributes:
        held: by which edge what is given is placed.
        x, beside: where x ends at last, and the baseline of x and y then.
        lower, aside: how far down the formula and w go to make room for the graph: in a tall frame
            w is beside it.
        size, room: the formula's em size, and its greatest width as a fraction of the frame's.
    """

    size, room = Shaped(0.105, tall=0.065), 0.9
    whole, wanted = Shaped(0.48, tall=0.53), Shaped(0.87, tall=0.77)
    given, across = Shaped(0.7, tall=0.35), Shaped((0.26, 0.46, 0.66), tall=(0.18, 0.48, 0.79))
    held: Shaped[Edge] = Shaped("left", tall="centre")
    x, beside = Shaped(0.85, tall=0.77), Shaped(GRID.kicker_baseline, tall=0.232)
    lower, aside = Shaped(0.17, tall=0.37), Shaped(0.17, tall=0.0)


class Autodiff(ManimStory):
    """The worked example: a graph, a table that is filled forward and then back, and a step."""

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
        """Whether this is a run of one weight on one sample."""
        return is_example(spec)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.take_apart()
        self.go_forward()
        self.differentiate_each()
        self.go_back()
        self.read_the_sign()
        self.multiply_out()
        self.take_a_step()
        self.keep_the_tape()

    def prepare(self) -> None:
        """Put the example on a tape, and make graph and table of it."""
        self.example = worked_example(self.run)
        self.graph = ChainGraph(self.example, self.theme)
        self.table = StepTable(self.example, self.theme, self.texts, self.graph)
        self.board = WorkingLine(self.theme)
        self.count = len(self.example.steps)
        self.framed: list[VGroup] = []

    def ask(self) -> None:
        """The loss as one formula, what is given, and what is wanted."""
        example, theme = self.example, self.theme
        width = math(example.whole, theme, size=_Places.size).width
        size = _Places.size * min(wide(_Places.room) / width, 1.0)
        self.whole = math(example.whole, theme, size=size).place(at(0.5, _Places.whole), "centre")
        given = ("x", example.x), ("y", example.y), ("w", float(example.weight.value))
        self.given = [
            self.value_of(name, value).place(at(x, _Places.given), _Places.held)
            for (name, value), x in zip(given, _Places.across, strict=True)
        ]
        self.wanted = math("gradient((d L) / (d w)) = med ?", theme, size=0.065)
        self.wanted.place(at(0.5, _Places.wanted), "centre")
        self.add(self.whole)
        first, *others = self.given
        self.beat("ask", appear(first))
        for each in others:
            self.play(appear(each, run_time=0.5))
        self.play(appear(self.wanted))

    def take_apart(self) -> None:
        """What each step does flies out of the formula to a node of its own, above it."""
        graph, (x, y, w) = self.graph, self.given
        named = ("x", self.example.x), ("y", self.example.y)
        self.inputs = [self.value_of(*each) for each in named]
        self.inputs[0].place(at(_Places.x, _Places.beside), "right")
        self.inputs[1].place(at(1 - GRID.margin, _Places.beside), "right")
        ways = (self.whole, _Places.lower), (w, _Places.aside)
        down = [ApplyMethod(each.shift, at(0, way) - at(0, 0)) for each, way in ways]
        self.beat("graph", vanish(self.wanted, x, y), appear(*self.inputs), *down)
        self.play(appear(graph.nodes[0], graph.values[0]), travel(w, graph.values[0]))
        for index, expression in enumerate(graph.expressions):
            grown = Create(graph.edges[index], run_time=0.6)
            node = appear(graph.nodes[index + 1], run_time=0.6)
            self.play(travel(self.whole.slot(index), expression, run_time=0.6), grown, *node)
        self.play(vanish(self.whole, w, run_time=0.5))

    def go_forward(self) -> None:
        """Each value becomes the next one, in the graph and a row further down in the table."""
        graph, table = self.graph, self.table
        heads = appear(*table.heads[:2], table.names[0], self.board)
        self.beat("forward", heads, *self.flown((graph.values[0], table.values[0])))
        for index, step in enumerate(self.example.steps):
            lit = Create(graph.edge(index, self.theme.model, 4.5), run_time=PRODUCT)
            mark = table.marked(self.theme.model, table.values[index])
            named = appear(table.names[index + 1], run_time=QUICK)
            self.write(step.forward(), named, self.mark(mark))
            ways = [each.values[index : index + 2] for each in (graph, table)]
            self.play(lit, *self.flown(*ways, run_time=PRODUCT))

    def differentiate_each(self) -> None:
        """The derivative of each step by itself."""
        table, graph = self.table, self.graph
        self.beat("own", self.board.wipe(), self.mark(None), appear(table.heads[2]))
        for index, own in enumerate(table.own):
            ring = arrive(graph.places[index + 1], self.theme, colour=self.theme.gradient, inner=26)
            self.play(appear(own, run_time=0.5), ring)

    def go_back(self) -> None:
        """From the loss, both derivatives of a row become the one a row further up."""
        table, graph = self.table, self.graph
        self.beat("back", appear(table.heads[3]))
        ring = arrive(graph.places[-1], self.theme, colour=self.theme.gradient, inner=26)
        self.write(f"{derivative_in('L')} = gradient(1)", appear(table.back[-1]), [ring])
        self.wait(UNTIL_READ)
        for index in reversed(range(self.count)):
            own = slots(table.own[index])[0]
            lit = Create(graph.edge(index, self.theme.gradient, 4.5, back=True), run_time=PRODUCT)
            mark = table.marked(self.theme.gradient, own, table.back[index + 1])
            self.write(self.example.backward(index), self.mark(mark))
            both = (table.back[index + 1], own)
            self.play(lit, *(travel(each, table.back[index], run_time=PRODUCT) for each in both))

    def read_the_sign(self) -> None:
        """What the derivative in w says."""
        found, table = self.table.back[0], self.table
        number = in_maths(written(float(self.example.weight.adjoint)))
        rest = [*table.values, *table.own, *table.back[1:], *table.names[1:]]
        gone = [self.board.wipe(), self.mark(None)]
        self.beat(sign_key(self.example), *gone, dim(*rest, share=PAST))
        (line,) = self.board.line(f"{derivative_in('w')} = slot0(gradient({number}))")
        set_share(line, 0)
        self.add(line)
        self.play(self.board.outline(line), travel(found, slots(line)[0], run_time=0.9))
        at_w, colour = self.graph.places[0], self.theme.gradient
        self.play(arrive(at_w, self.theme, colour=colour, inner=26))

    def multiply_out(self) -> None:
        """The product of all steps, written at once, and that it is the number in the table."""
        table, theme = self.table, self.theme
        value = table.values[self.example.steps.index(self.example.probability) + 1]
        mark = self.mark(table.marked(theme.model, value))
        product, y = self.example.multiplied_out(), self.example.y
        line = self.write(product, appear(value), mark, key="at_once", y=y)
        given = (value, slots(line)[0]), (slots(self.inputs[0])[0], slots(line)[1])
        self.play(*(travel(*each, run_time=PRODUCT) for each in given))
        mark = self.mark(table.marked(theme.gradient, slots(line)[2], table.back[0]))
        self.play(travel(slots(line)[2], table.back[0], run_time=PRODUCT), mark)
        self.play(dim(value, share=PAST))

    def take_a_step(self) -> None:
        """One step of gradient descent against the derivative, and the loss after it."""
        table = self.table
        first, second = self.board.line(*step_taken(self.example, self.run))
        set_share(second, 0)
        self.add(second)
        rate, loss = self.run.spec.learning_rate, float(self.run.loss[-1])
        mark = self.mark(table.marked(self.theme.gradient, table.values[0], table.back[0]))
        changes = [self.board.wipe(), self.board.write(first), appear(table.values[0]), mark]
        self.beat(step_key(self.run), *changes, rate=as_given(rate), loss=written(loss))
        taken = (table.values[0], slots(first)[0]), (table.back[0], slots(first)[2])
        self.play(*(travel(*each, run_time=PRODUCT) for each in taken))
        before = travel(table.values[-1], slots(second)[0])
        self.play(self.board.outline(second), before, self.mark(None))
        self.go_again(slots(first)[3])
        self.play(travel(self.graph.values[-1], slots(second)[1]), appear(*before_slots(second)[1]))

    def go_again(self, weight: VMobject) -> None:
        """What came of the weight before goes, and that after the step goes through all nodes."""
        graph, old, again = self.graph, self.table, worked_example(self.run, step=1)
        after = ChainGraph(again, self.theme)
        table = StepTable(again, self.theme, self.texts, after)
        gone = dict.fromkeys([*graph.values, *old.values, *old.own, *old.back])
        self.play(vanish(*gone))
        self.play(*self.flown((weight, after.values[0]), (weight, table.values[0])))
        for index in range(self.count):
            lit = Create(graph.edge(index, self.theme.model, 4.5), run_time=0.35)
            ring = arrive(graph.places[index + 1], self.theme, colour=self.theme.model, inner=26)
            new = after.values[index + 1], table.values[index + 1], old.names[index + 1]
            self.play(lit, appear(*dict.fromkeys(new), run_time=0.35), ring)
        graph.values, table.names = after.values, old.names
        self.table = table

    def keep_the_tape(self) -> None:
        """The rest of the table for the weight after the step, and back through it."""
        graph, theme, table = self.graph, self.theme, self.table
        self.beat("tape", self.board.wipe(), vanish(self.board))
        for place, own in zip(graph.places[1:], table.own, strict=True):
            ring = arrive(place, theme, colour=theme.gradient, inner=26, run_time=0.3)
            self.play(appear(own, run_time=0.25), ring)
        self.play(appear(table.back[-1], run_time=0.3))
        for index in reversed(range(self.count)):
            lit = Create(graph.edge(index, theme.gradient, 4.5, back=True), run_time=0.3)
            self.play(lit, appear(table.back[index], run_time=0.3))
        self.wait(LAST)

    def value_of(self, name: str, value: float) -> Formula:
        """What is given, its number in slot 0."""
        return math(f"{name} = slot0(model({in_maths(as_given(value))}))", self.theme)

    def flown(self, *ways: Sequence[VMobject], run_time: float = FLIGHT) -> list[Animation]:
        """Let numbers fly from one place to another, once where the graph's are the table's."""
        source, place = ways[0]
        if source is place:
            return appear(place, run_time=run_time)
        apart = ways[:1] if ways[-1][1] is place else ways
        return [travel(start, end, run_time=run_time) for start, end in apart]

    def mark(self, frames: VGroup | None) -> list[Animation]:
        """Frame the numbers that are spoken of, and no others any more."""
        changes = vanish(*self.framed, run_time=0.2)
        self.framed = [] if frames is None else [frames]
        return [*changes, *appear(*self.framed, run_time=0.2)]

    def write(
        self, maths: str, *beside: list[Animation], key: str | None = None, **values: object
    ) -> VMobject:
        """Put a calculation on the board in place of the one that is there, and a sentence."""
        (line,) = self.board.line(maths)
        changes = [self.board.wipe(), self.board.write(line), *beside]
        if key is not None:
            self.beat(key, *changes, **values)
        else:
            self.play(*changes)
        return line


DIGITS, MORE = 5, 4
"""Of a number, usually; and so many more where a calculation needs them."""
NEAR_ONE = 0.01
"""What is so near to 1 or -1 is told by how far it is from there, with a digit less."""
ROUND = 4
"""A number of so few places is written as it is."""


def written(value: float, digits: int = DIGITS) -> str:
    """Write a number with so many digits; one next to 1 with so many of how far it is from 1."""
    if round(value, ROUND) == value:
        return as_given(value)
    apart = abs(abs(value) - 1)
    if 0 < apart < NEAR_ONE:
        return number_text(value, digits - 2 - floor(log10(apart)))
    return sized(abs(value), digits).text(value)


def ways_of(value: float) -> Ways:
    """Write a number as usual, and with more digits."""
    return tuple(dict.fromkeys(written(value, DIGITS + more) for more in range(MORE + 1)))


def marked_number(number: int, shown: str, token: str, *, bare: bool = False) -> str:
    """A written number in a colour and a slot; unless bare, a negative one has brackets."""
    inner = f"slot{number}({token}({in_maths(shown)}))"
    return inner if bare or not shown.startswith("−") else f"({inner})"


@dataclass(frozen=True, eq=False)
class SimpleStep:
    """A node of the graph: what it computes of the node before it, and its own derivative.

    Attributes:
        node: on the tape, with its value, its local derivative and its adjoint.
        name: its symbol, in Typst's maths.
        expression: what it is, of symbols.
        form: the same of numbers, one for each of `takes`.
        takes: the numbers that go in, what comes from the node before first.
        rule: computes the value of them.
        derivative: of the value in the node before, of symbols.
    """

    node: autodiff.Variable
    name: str
    expression: str
    form: str
    takes: tuple[float, ...]
    rule: Callable[..., float]
    derivative: str

    @property
    def value(self) -> float:
        """What comes out."""
        return float(self.node.value)

    @property
    def local(self) -> float:
        """Its derivative in the node before."""
        ((_, found),) = self.node.local_derivatives
        return float(found)

    @property
    def adjoint(self) -> float:
        """The derivative of the loss in its value."""
        return float(self.node.adjoint)

    def forward(self) -> str:
        """The step with its numbers in slots, what goes in and last what comes out."""
        made = worked(self.rule, [ways_of(each) for each in self.takes], self.value, written)
        terms = (marked_number(index, shown, "model") for index, shown in enumerate(made.terms))
        result = marked_number(len(self.takes), made.result, "model", bare=True)
        return f"{self.name} = {self.form.format(*terms)} {made.sign} {result}"

    def own_derivative(self) -> str:
        """Its derivative in symbols, and its number in slot 0."""
        number = marked_number(0, written(self.local), "gradient", bare=True)
        if in_maths(written(self.local)) == self.derivative:
            return f"slot0(gradient({self.derivative}))"
        return f"{self.derivative} = {number}"


@dataclass(frozen=True, eq=False)
class WorkedExample:
    """The whole of it.

    Attributes:
        x, y: what is given.
        weight: the node of w.
        steps: from the one that takes w to the loss.
    """

    x: float
    y: int
    weight: autodiff.Variable
    steps: tuple[SimpleStep, ...]

    @property
    def loss(self) -> SimpleStep:
        """The last step."""
        return self.steps[-1]

    @property
    def probability(self) -> SimpleStep:
        """The step whose value is sigma(w x)."""
        return self.steps[3]

    @property
    def names(self) -> tuple[str, ...]:
        """The symbols of all nodes, w first."""
        return "w", *(each.name for each in self.steps)

    @property
    def whole(self) -> str:
        """The loss as one formula, what each step does in its slot."""
        inner = "(slot3(1)) / (slot2(1 +) slot1(e)^(slot0(-w x)))"
        if self.y:
            return f"fullloss(L) = slot5(-y) slot4(ln) {inner}"
        return f"fullloss(L) = slot6(-(1 - y)) slot5(ln) (slot4(1 -) {inner})"

    def backward(self, index: int) -> str:
        """How the adjoint of the node before a step comes about: three slots of numbers."""
        step = self.steps[index]
        before = self.steps[index - 1].adjoint if index else float(self.weight.adjoint)
        made = worked(
            lambda come, own: come * own,
            [ways_of(step.adjoint), ways_of(step.local)],
            before,
            written,
        )
        come, own = (
            marked_number(place, shown, "gradient") for place, shown in enumerate(made.terms)
        )
        result = marked_number(2, made.result, "gradient", bare=True)
        return f"{derivative_in(self.names[index])} = {come} times {own} {made.sign} {result}"

    def multiplied_out(self) -> str:
        """The derivative in w at once: (p - y) x, of p's and x's numbers in slots."""
        terms = ways_of(self.probability.value), (str(self.y),), (written(self.x),)
        found = float(self.weight.adjoint)
        made = worked(lambda p, y, x: (p - y) * x, terms, found, written)
        p, y, x = made.terms
        result = marked_number(2, made.result, "gradient", bare=True)
        numbers = f"({marked_number(0, p, 'model')} - {y}) times {marked_number(1, x, 'model')}"
        return f"{derivative_in('w')} = (p - y) x = {numbers} {made.sign} {result}"


def derivative_in(name: str) -> str:
    """The derivative of the loss in a node, in one line of Typst's maths."""
    return f"gradient(d L slash d {name})"


def worked_example(run: Trajectory, step: int = 0) -> WorkedExample:
    """Put the loss of a run after some steps on a tape, node by node, and walk that back."""
    data = objective_of(run).dataset
    x, y, w = float(data.features[0, 0]), int(data.target[0]), float(run.parameters[step, 0])
    tape = autodiff.Tape()
    weight = tape.variable(w)
    steps = [
        SimpleStep(
            autodiff.multiply(weight, -x), "xi_1", "-w x", "-{} times {}", (w, x), _product, "-x"
        )
    ]

    def then(
        node: autodiff.Variable, expression: str, form: str, rule: Callable[..., float], own: str
    ) -> None:
        before = steps[-1]
        name = f"xi_{len(steps) + 1}"
        spelled, slope = (each.replace("it", before.name) for each in (expression, own))
        steps.append(SimpleStep(node, name, spelled, form, (before.value,), rule, slope))

    then(autodiff.exp(steps[-1].node), "e^(it)", "e^({})", np.exp, "e^(it)")
    then(1.0 + steps[-1].node, "1 + it", "1 + {}", lambda it: 1 + it, "1")
    then(1.0 / steps[-1].node, "1 slash it", "1 slash {}", lambda it: 1 / it, "-1 slash it^2")
    if not y:
        then(1.0 - steps[-1].node, "1 - it", "1 - {}", lambda it: 1 - it, "-1")
    then(autodiff.log(steps[-1].node), "ln it", "ln {}", np.log, "1 slash it")
    steps.append(_loss_of(steps[-1], y))
    steps[-1].node.backward()
    return WorkedExample(x, y, weight, tuple(steps))


def _loss_of(last: SimpleStep, y: int) -> SimpleStep:
    """The loss: minus the logarithm of what the model gives the class that it is."""
    share, outside = (y, "y") if y else (1 - y, "(1 - y)")
    return SimpleStep(
        autodiff.multiply(last.node, -float(share)),
        "fullloss(L)",
        f"-{outside} {last.name}",
        f"-{share} times {{}}",
        (last.value,),
        lambda it: -share * it,
        f"-{outside}",
    )


def _product(w: float, x: float) -> float:
    return -w * x


FEW = 7
"""With more nodes than these, values above them have a digit less."""


class ChainPlaces:
    """Where the first node and the last are, and a node's radius in pixels of a 1280x720 frame."""

    first, last = (
        Shaped((0.085, 0.292), tall=(0.095, 0.348)),
        Shaped((0.89, 0.292), tall=(0.095, 0.795)),
    )
    radius = Shaped(25.0, tall=23.0)


class GraphPlaces:
    """The baselines of what is below and above a node, and the em sizes of both.

    In a tall frame they are right of it: from the left edge on, and up to the right one, in pixels
    above the node's middle.
    """

    below, above = 0.381, 0.241
    left, right, rise = 0.175, 0.59, 5.0
    expression, value = Shaped(SIZES.label, tall=0.036), Shaped(0.034, tall=0.036)


class ChainGraph:
    """A node for w and one for each step, joined in a row, or in a column of a tall frame.

    Attributes:
        nodes: circles with their symbols, w's first.
        edges: from each node to the next.
        expressions: below the nodes of the steps, what they do.
        values: above all nodes, what has come out; in a tall frame both are right of them.
    """

    def __init__(self, example: WorkedExample, theme: Theme) -> None:
        self.theme, names = theme, example.names
        first, last = at(*ChainPlaces.first), at(*ChainPlaces.last)
        self.places = [
            first + (last - first) * index / (len(names) - 1) for index in range(len(names))
        ]
        self.nodes = [self._node(index, name) for index, name in enumerate(names)]
        self.edges = [self.edge(index, theme.line, 3) for index in range(len(names) - 1)]
        self.expressions = [
            self._expression(index, each.expression) for index, each in enumerate(example.steps, 1)
        ]
        every = float(example.weight.value), *(each.value for each in example.steps)
        digits = DIGITS if len(every) <= FEW else DIGITS - 1
        self.values = [
            self._value(index, written(each, digits)) for index, each in enumerate(every)
        ]

    def edge(self, index: int, colour: str, width: float, *, back: bool = False) -> Line:
        """A line from a node to the next one, or back."""
        along = np.array([0, -1, 0] if is_tall() else [1, 0, 0]) * pixels(ChainPlaces.radius)
        ends = self.places[index] + along, self.places[index + 1] - along
        start, end = ends[::-1] if back else ends
        return Line(start, end, color=colour, stroke_width=stroke(width))

    def _expression(self, index: int, maths: str) -> Formula:
        made = math(maths, self.theme, size=GraphPlaces.expression)
        if is_tall():
            return made.place(self._beside(index, GraphPlaces.left))
        place = self.places[index].copy()
        place[1] = at(0, GraphPlaces.below)[1]
        return made.place(place, "centre")

    def _beside(self, index: int, x: float) -> FloatArray:
        """A place (3,) in the row of a node, its line above the middle."""
        return np.array([at(x, 0)[0], self.places[index][1] + pixels(GraphPlaces.rise), 0])

    def _node(self, index: int, name: str) -> VGroup:
        colour = self.theme.full_loss if index == len(self.places) - 1 else self.theme.model
        circle = Circle(
            radius=pixels(ChainPlaces.radius),
            stroke_color=colour,
            stroke_width=stroke(2.6),
            fill_color=self.theme.surface,
            fill_opacity=1,
        ).move_to(self.places[index])
        symbol: Formula = math(name, self.theme, size=SIZES.label)
        return VGroup(
            circle, symbol.place(self.places[index] - np.array([0, pixels(7), 0]), "centre")
        )

    def _value(self, index: int, shown: str) -> Label:
        made = Label(shown, size=GraphPlaces.value, colour=self.theme.model, bold=True)
        if is_tall():
            return made.place(self._beside(index, GraphPlaces.right), "right")
        place = self.places[index].copy()
        place[1] = at(0, GraphPlaces.above)[1]
        return made.place(place, "centre")


LARGEST = 9.0
"""Of w x: beyond, 1 + e^(-w x) or its inverse takes more digits than can be followed."""
AFTER = 12.5
"""Of w x after the step: its numbers have to be written, too."""
LONGEST = 6
"""Digits of a number that is given."""


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
    _check_sample(x, y, w)
    rate = _fitting_rate(x, y, w) if rate is None else rate
    if rate <= 0:
        raise RequestError("--rate takes a number above 0")
    if abs((w - rate * _slope(x, y, w)) * x) > AFTER:
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
    model = Held(LogisticRegression(1), (0.0, 0.0), (1,))
    return RunSpec(
        objective=ModelObjective(model, data),
        optimizer=GradientDescent(),
        learning_rate=rate,
        steps=1,
        batch_size=None,
        seed=0,
        start=np.array([w]),
    )


def _check_sample(x: float, y: int, w: float) -> None:
    """Check that the numbers before the step can be written.

    Raises:
        RequestError: they can't.
    """
    if y not in (0, 1):
        raise RequestError(f"--y {y} is no class: give 0 or 1")
    for name, value in (("x", x), ("w", w)):
        if not value or float(f"{value:.{LONGEST}g}") != value:
            raise RequestError(f"--{name} takes a number other than 0, of {LONGEST} digits at most")
    if abs(w * x) > LARGEST:
        raise RequestError(f"w times x is {w * x:g}: from -{LARGEST:g} to {LARGEST:g} can be drawn")


def _slope(x: float, y: int, w: float) -> float:
    """The derivative of the loss in w."""
    return float((sigmoid(np.array(w * x)) - y) * x)


def _fitting_rate(x: float, y: int, w: float) -> float:
    """A power of ten with which a step changes w x by about 1."""
    return float(10.0 ** floor(log10(1 / abs(_slope(x, y, w) * x)) + 0.5))


def is_example(spec: RunSpec) -> bool:
    """Whether a run is of one weight on one sample, as `step_of_example` returns it."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or objective.dataset.n != 1 or not spec.steps:
        return False
    model, data = objective.model, objective.dataset
    return (
        isinstance(model, Held)
        and model.model == LogisticRegression(1)
        and model.free == (1,)
        and model.values[0] == 0
        and not data.is_scaled
        and _can_be_followed(spec, float(data.features[0, 0]), int(data.target[0]))
    )


def _can_be_followed(spec: RunSpec, x: float, y: int) -> bool:
    """Whether the numbers before the first step and after it can be written."""
    w, rate = float(spec.start[0]), spec.learning_rate
    after = w - rate * _slope(x, y, w)
    return spec.steps == 1 and 0 < abs(w * x) <= LARGEST and abs(after * x) <= AFTER


def sign_key(example: WorkedExample) -> str:
    """What the sign of the derivative in w says."""
    return "negative" if float(example.weight.adjoint) < 0 else "positive"


def step_key(run: Trajectory) -> str:
    """What the step did to the loss, as far as it is shown."""
    before, after = (written(float(run.loss[step])) for step in (0, -1))
    if before == after:
        return "step_same"
    return "step_falls" if run.loss[-1] < run.loss[0] else "step_rises"


def step_taken(example: WorkedExample, run: Trajectory) -> tuple[str, str]:
    """The step in w with its numbers in slots, and the loss before it and after."""
    rate, after = run.spec.learning_rate, float(run.parameters[-1, 0])
    before, slope = float(example.weight.value), float(example.weight.adjoint)
    terms = (as_given(before),), (as_given(rate),), ways_of(slope)
    made = worked(lambda w, eta, steep: w - eta * steep, terms, after, written)
    w, eta, steep = made.terms
    numbers = (
        f"{marked_number(0, w, 'model', bare=True)} - {marked_number(1, eta, 'text')} "
        f"times {marked_number(2, steep, 'gradient')}"
    )
    result = marked_number(3, made.result, "model", bare=True)
    first, last = (in_maths(written(float(run.loss[step]))) for step in (0, -1))
    return (
        f"w - eta med {derivative_in('w')} = {numbers} {made.sign} {result}",
        f"fullloss(L) : slot0({first}) arrow.r slot1(fullloss({last}))",
    )


FIRST, TABLE_LAST, WIDEST = 0.502, 0.852, 0.0585
"""Baselines of the first row and of the last if there are many, and from one row to the next at the
most."""
LOWER, MIDDLE = 27.0, 9.0
"""In a tall frame, where rows are those of the graph's nodes: pixels from a node's middle down to
the baseline of its own derivative, and of the loss's."""
SPARE = 20.0
"""Pixels of the board that a calculation leaves free, for frames about its numbers."""
ROOM = 10.0, 7.0
"""Between a number and the frame about it, in pixels of a 1280x720 frame."""


class TablePlaces:
    """Of the four columns the baselines of the heads, and an edge; and the em size of the cells.

    The edges are the left one of the names, the right one of the values, the left one of the steps'
    own derivatives, and the right one of the loss's.
    """

    heads = Shaped((0.442,) * 4, tall=(0.272, 0.272, 0.302, 0.287))
    names, values = Shaped(0.072, tall=0.05), Shaped(0.43, tall=0.59)
    own, back = Shaped(0.52, tall=0.175), Shaped(0.928, tall=0.93)
    size = Shaped(0.041, tall=0.036)


class StepTable:
    """All cells; the story decides when they come.

    In a tall frame the graph's nodes, with what is beside them, are its first two columns.

    Attributes:
        heads: of the four columns.
        names: w, and of each step its symbol and what it is.
        values: of w and of each step.
        own: each step's own derivative; slot 0 is its number.
        back: the derivative of the loss in w and in each step.
    """

    def __init__(
        self, example: WorkedExample, theme: Theme, texts: Captions, graph: ChainGraph
    ) -> None:
        self.theme, self.graph, steps = theme, graph, example.steps
        self._pitch = min(WIDEST, (TABLE_LAST - FIRST) / len(steps))
        keys = "node", "value", "own_derivative", "loss_derivative"
        edges = TablePlaces.names, TablePlaces.values, TablePlaces.own, TablePlaces.back
        self.heads = VGroup(
            *(
                self._head(texts.label(key), at(x, y), right=bool(index % 2))
                for index, (key, x, y) in enumerate(
                    zip(keys, edges, TablePlaces.heads, strict=True)
                )
            )
        )
        self.names, self.values = self._nodes_and_values(example)
        self.own = [
            self._maths(each.own_derivative(), TablePlaces.own, row)
            for row, each in enumerate(steps, 1)
        ]
        adjoints = float(example.weight.adjoint), *(each.adjoint for each in steps)
        self.back = [
            self._number(each, TablePlaces.back, row, theme.gradient)
            for row, each in enumerate(adjoints)
        ]

    def _nodes_and_values(
        self, example: WorkedExample
    ) -> tuple[Sequence[VMobject], Sequence[Label]]:
        if is_tall():
            return [self.graph.nodes[0], *self.graph.expressions], self.graph.values
        symbols = "w", *(f"{each.name} = {each.expression}" for each in example.steps)
        values = float(example.weight.value), *(each.value for each in example.steps)
        return (
            [self._maths(each, TablePlaces.names, row) for row, each in enumerate(symbols)],
            [
                self._number(each, TablePlaces.values, row, self.theme.model)
                for row, each in enumerate(values)
            ],
        )

    def marked(self, colour: str, *numbers: VMobject) -> VGroup:
        """A frame about each of the numbers that a calculation takes."""
        across, above = map(pixels, ROOM)
        return VGroup(
            *(
                RoundedRectangle(
                    corner_radius=pixels(6),
                    width=each.width + 2 * across,
                    height=each.height + 2 * above,
                    stroke_color=colour,
                    stroke_width=stroke(2),
                ).move_to(each)
                for each in numbers
            )
        )

    def _head(self, content: str, place: FloatArray, *, right: bool) -> Label:
        made = Label(content, size=SIZES.smallest, colour=self.theme.muted)
        return made.place(place, "right" if right else "left")

    def _maths(self, maths: str, x: float, row: int) -> Formula:
        return math(maths, self.theme, size=TablePlaces.size).place(self._place(x, row, LOWER))

    def _number(self, value: float, x: float, row: int, colour: str) -> Label:
        made = Label(written(value), size=TablePlaces.size, colour=colour, bold=True)
        return made.place(self._place(x, row, MIDDLE), "right")

    def _place(self, x: float, row: int, drop: float) -> FloatArray:
        """A place (3,) in a row; in a tall frame so many pixels below the middle of its node."""
        if is_tall():
            return np.array([at(x, 0)[0], self.graph.places[row][1] - pixels(drop), 0])
        return at(x, FIRST + self._pitch * row)


class _LinePlaces:
    """The edges of the board: in a tall frame a calculation has lines."""

    top, bottom = Shaped(0.88, tall=0.838), 0.95


class WorkingLine(StackedWorkings):
    """One line on a board below the table, for a calculation at a time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, top=_LinePlaces.top, bottom=_LinePlaces.bottom)

    def line(self, *formulas: str) -> Sequence[VMobject]:
        """Set formulas beside each other, to be written; in a tall frame below each other."""
        if is_tall():
            return self.equations(formulas, SPARE)
        made, left = self._fitted(formulas, 0.06 * (len(formulas) - 1)), self.left
        for each in made:
            each.place(at(left, self._row(0.62)))
            left += each.width / (at(1, 0) - at(0, 0))[0] + 0.06
        return made
