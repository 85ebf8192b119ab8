"""Automatic differentiation by hand: a loss taken apart, its values forward, derivatives back."""

from collections.abc import Sequence

from manim import Animation, ApplyMethod, Create, VGroup, VMobject

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.autodiff.digits import written
from gradreel.scenes.pieces.autodiff.graph import ChainGraph
from gradreel.scenes.pieces.autodiff.request import is_example, step_of_example
from gradreel.scenes.pieces.autodiff.sentences import sign_key, step_key, step_taken
from gradreel.scenes.pieces.autodiff.steps import derivative_in, worked_example
from gradreel.scenes.pieces.autodiff.table import StepTable, WorkingLine
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.motion import appear, arrive, dim, set_share, vanish
from gradreel.scenes.stage.manim.moves.travelling import FLIGHT, travel
from gradreel.scenes.stage.manim.place import at, wide
from gradreel.scenes.stage.manim.workings import before_slots, slots
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, Edge
from gradreel.scenes.stage.type.typesetting import as_given, in_maths

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


def run_spec(options: RunOptions) -> RunSpec:
    """Return one step on the loss of the one sample.

    Raises:
        RequestError: the numbers can't be followed by hand.
    """
    return step_of_example(options["x"], options["y"], options["w"], options["rate"])


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of one weight on one sample."""
    return is_example(spec)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one part."""
    del recording
    return (Autodiff,)


class Autodiff(ManimStory):
    """The worked example: a graph, a table that is filled forward and then back, and a step."""

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
        self.run = self.recording.main
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
