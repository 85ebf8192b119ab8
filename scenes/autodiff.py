"""Automatic differentiation by hand: a loss taken apart, its values forward, derivatives back."""

from collections.abc import Sequence

from manim import Animation, Create, VGroup, VMobject

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.autodiff.digits import written
from gradreel.scenes.pieces.autodiff.graph import ChainGraph
from gradreel.scenes.pieces.autodiff.request import is_example, step_of_example
from gradreel.scenes.pieces.autodiff.sentences import sign_key, step_key, step_taken
from gradreel.scenes.pieces.autodiff.steps import derivative_in, worked_example
from gradreel.scenes.pieces.autodiff.table import StepTable, WorkingLine
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.motion import appear, arrive, dim, set_share, vanish
from gradreel.scenes.stage.manim.moves.flights import flights
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.manim.place import at
from gradreel.scenes.stage.manim.workings import before_slots, slots
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.grid import GRID
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
LAST = 1.9
"""Seconds that the last picture stands."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return one step on the loss of the one sample.

    Raises:
        RequestError: the numbers can't be followed by hand.
    """
    return step_of_example(options["x"], options["y"], options["w"], options["rate"])


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return none."""
    del main, options
    return {}


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
        self.table = StepTable(self.example, self.theme, self.texts)
        self.board = WorkingLine(self.theme)
        self.count = len(self.example.steps)

    def ask(self) -> None:
        """The loss as one formula, what is given, and what is wanted."""
        example, theme = self.example, self.theme
        self.whole = math(example.whole, theme, size=0.105).place(at(0.5, 0.48), "centre")
        given = ("x", example.x), ("y", example.y), ("w", float(example.weight.value))
        self.given = [
            self.value_of(name, value).place(at(x, 0.7))
            for (name, value), x in zip(given, (0.26, 0.46, 0.66), strict=True)
        ]
        self.wanted = math("gradient((d L) / (d w)) = med ?", theme, size=0.065)
        self.wanted.place(at(0.5, 0.87), "centre")
        set_share(self.whole, 0)
        self.add(self.whole)
        inner = [self.whole.slot(index) for index in range(self.count)]
        rest = [each for each in self.whole if all(each not in part.get_family() for part in inner)]
        self.beat("ask", appear(*rest))
        for part in inner:
            self.play(appear(part, run_time=0.35))
        for each in self.given:
            self.play(appear(each, run_time=0.35))
        self.play(appear(self.wanted), self.ring_about(self.wanted))

    def take_apart(self) -> None:
        """What each step does flies out of the formula to a node of its own."""
        graph = self.graph
        self.beat("graph", vanish(self.wanted))
        self.play(appear(graph.nodes[0], graph.values[0]), travel(self.given[2], graph.values[0]))
        for index, expression in enumerate(graph.expressions):
            grown = Create(graph.edges[index], run_time=0.6)
            node = appear(graph.nodes[index + 1], run_time=0.6)
            self.play(travel(self.whole.slot(index), expression, run_time=0.6), grown, *node)
        x, y, _ = self.given
        named = ("x", self.example.x), ("y", self.example.y)
        self.inputs = [self.value_of(*each) for each in named]
        self.inputs[0].place(at(0.85, GRID.kicker_baseline), "right")
        self.inputs[1].place(at(1 - GRID.margin, GRID.kicker_baseline), "right")
        ways = (travel(old, new) for old, new in zip((x, y), self.inputs, strict=True))
        self.play(*ways, vanish(self.whole, *self.given, run_time=0.5))

    def go_forward(self) -> None:
        """Each value goes into the next step, and what comes out into the table."""
        graph, table = self.graph, self.table
        heads = appear(*table.heads[:2], table.names[0], self.board)
        self.beat("forward", heads, travel(graph.values[0], table.values[0]))
        for index, step in enumerate(self.example.steps):
            line = self.write(step.forward(), appear(table.names[index + 1], run_time=QUICK))
            lit = Create(graph.edge(index, self.theme.model, 4.5), run_time=QUICK)
            given = [slots(self.inputs[0])[0]] if len(step.takes) > 1 else []
            self.work_out(line, [graph.values[index], *given], lit)
            result = slots(line)[len(step.takes)]
            self.play(
                travel(result, table.values[index + 1], run_time=0.55),
                travel(result, graph.values[index + 1], run_time=0.55),
            )

    def differentiate_each(self) -> None:
        """The derivative of each step by itself."""
        table, graph = self.table, self.graph
        self.beat("own", self.board.wipe(), appear(table.heads[2]))
        for index, own in enumerate(table.own):
            ring = arrive(graph.places[index + 1], self.theme, colour=self.theme.gradient, inner=26)
            self.play(appear(own, run_time=0.5), ring)

    def go_back(self) -> None:
        """From the loss, multiply by one step's own derivative after the other."""
        table, graph = self.table, self.graph
        self.beat("back", appear(table.heads[3]))
        self.play(appear(table.back[-1]))
        for index in reversed(range(self.count)):
            line = self.write(self.example.backward(index))
            lit = Create(graph.edge(index, self.theme.gradient, 4.5, back=True), run_time=QUICK)
            self.work_out(line, [table.back[index + 1], slots(table.own[index])[0]], lit)
            self.play(travel(slots(line)[2], table.back[index], run_time=0.55))

    def read_the_sign(self) -> None:
        """What the derivative in w says."""
        found, table = self.table.back[0], self.table
        number = in_maths(written(float(self.example.weight.adjoint)))
        rest = [*table.values, *table.own, *table.back[1:], *table.names[1:]]
        self.beat(sign_key(self.example), self.board.wipe(), dim(*rest, share=0.4))
        (line,) = self.board.line(f"{derivative_in('w')} = slot0(gradient({number}))")
        set_share(line, 0)
        self.add(line)
        self.play(self.board.outline(line), travel(found, slots(line)[0], run_time=0.9))
        self.play(self.ring_about(slots(line)[0]))

    def multiply_out(self) -> None:
        """The product of all steps, written at once."""
        probability, table = self.example.steps.index(self.example.probability), self.table
        line = self.write(self.example.multiplied_out(), key="at_once")
        self.play(appear(table.values[probability + 1]))
        self.work_out(line, [table.values[probability + 1], slots(self.inputs[0])[0]])
        self.play(self.ring_about(slots(line)[2]))

    def take_a_step(self) -> None:
        """One step of gradient descent against the derivative, and the loss after it."""
        first, second = self.board.line(*step_taken(self.example, self.run))
        set_share(VGroup(first, second), 0)
        self.add(first, second)
        rate, loss = self.run.spec.learning_rate, float(self.run.loss[-1])
        changes = [self.board.wipe(), self.board.outline(first)]
        self.beat(step_key(self.run), *changes, rate=as_given(rate), loss=written(loss))
        self.work_out(first, [self.table.values[0], None, self.table.back[0]])
        self.go_again(slots(first)[3])
        before = travel(self.table.values[-1], slots(second)[0])
        self.play(self.board.outline(second), before)
        self.play(travel(self.graph.values[-1], slots(second)[1]), appear(*before_slots(second)[1]))

    def go_again(self, weight: VMobject) -> None:
        """The values after the step, node by node."""
        graph, after = self.graph, ChainGraph(worked_example(self.run, step=1), self.theme)
        self.play(travel(weight, after.values[0]), vanish(graph.values[0], run_time=0.3))
        for index, (old, new) in enumerate(zip(graph.values[1:], after.values[1:], strict=True)):
            lit = Create(graph.edge(index, self.theme.model, 4.5), run_time=0.35)
            ring = arrive(graph.places[index + 1], self.theme, colour=self.theme.model, inner=26)
            self.play(lit, vanish(old, run_time=0.25), appear(new, run_time=0.35), ring)
        self.graph.values = after.values

    def keep_the_tape(self) -> None:
        """All of it again for the weight after the step: forward, and back."""
        graph, theme, old = self.graph, self.theme, self.table
        table = StepTable(worked_example(self.run, step=1), theme, self.texts)
        gone = vanish(self.board, *old.values, *old.own, *old.back)
        self.beat("tape", self.board.wipe(), gone, dim(*old.names))
        forward = [VGroup(*each) for each in zip(old.names, table.values, strict=True)]
        for own, row in zip(table.own, forward[1:], strict=True):
            row.add(own)
        back = [VGroup(each) for each in table.back]
        for colour, parts, order in ((theme.model, forward, 1), (theme.gradient, back, -1)):
            for place, row in list(zip(graph.places, parts, strict=True))[::order]:
                ring = arrive(place, theme, colour=colour, inner=26, run_time=0.3)
                self.play(appear(*row, run_time=0.25), ring)
        self.wait(LAST)

    def value_of(self, name: str, value: float) -> Formula:
        """What is given, its number in slot 0."""
        return math(f"{name} = slot0(model({in_maths(as_given(value))}))", self.theme)

    def ring_about(self, found: VMobject) -> Animation:
        """A ring about a derivative."""
        return arrive(found.get_center(), self.theme, colour=self.theme.gradient, inner=60)

    def write(self, maths: str, *beside: list[Animation], key: str | None = None) -> VMobject:
        """Put a calculation on the board in place of the one that is there, without its numbers."""
        (line,) = self.board.line(maths)
        set_share(line, 0)
        self.add(line)
        changes = [self.board.wipe(), self.board.outline(line), *beside]
        if key is not None:
            self.beat(key, *changes)
        else:
            self.play(*changes)
        return line

    def work_out(
        self, line: VMobject, sources: Sequence[VMobject | None], *beside: Animation
    ) -> None:
        """Numbers fly into a calculation, and its result appears."""
        self.play(flights(line, sources), *beside)
        result = len(sources)
        led = before_slots(line).get(result, [])
        self.play(appear(slots(line)[result], *led, run_time=0.25))
