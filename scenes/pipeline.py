"""The way of one number: an affine step, an activation, a loss; the first two close into a node."""

from manim import Animation, Create, LaggedStart, VGroup, VMobject

from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.pipeline.blocks import MIDDLE
from gradreel.scenes.pieces.pipeline.telling import ACTIVATION, AFFINE, PipelineStory
from gradreel.scenes.stage.manim.motion import appear, arrive, set_share, to, vanish
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.moves.flights import flights
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.manim.workings import before_slots, slots
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.objective import row_to_show
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import PAUSE

PLACE = 420
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 100,
    "seed": 0,
    "row": 123,
}
DRAWS = "a logistic regression with one feature"
PULSE = 0.8
"""Seconds in which a value runs from one block to the next."""
AT_REST = 2.1
"""Seconds that the last picture stands."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of a logistic regression.

    Raises:
        RequestError: they name more than one feature.
    """
    runs.check_one_feature("pipeline", runs.dataset(options))
    return runs.logistic_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return none.

    Raises:
        RequestError: the data have no such row as is to be shown.
    """
    row_to_show(main, options.row)
    return {}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a logistic regression with one feature."""
    objective = spec.objective
    return isinstance(objective, ModelObjective) and objective.model == LogisticRegression(1)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Pipeline,)


class Pipeline(PipelineStory):
    """One row's number goes through an affine step and an activation to its loss."""

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.prepare()
        self.ask()
        self.weigh_and_shift()
        self.activate()
        self.measure()
        self.send_others()
        self.close_into_a_node()
        self.put_together()

    def ask(self) -> None:
        """A number goes in, a probability and a loss come out; between them are blocks."""
        data = self.passing.data
        self.names = self.input_label()
        frames = [self.affine.frame, self.activation.frame, self.loss.frame]
        self.beat(
            "ask", appear(self.input, self.names), name=self.texts.column(data.feature_names[0])
        )
        self.play(LaggedStart(*map(Create, frames), lag_ratio=0.5, run_time=2.0))
        self.play(
            LaggedStart(*appear(*self.ways, run_time=0.3), lag_ratio=1.0),
            LaggedStart(*self.blocks.pulses(self.ways, self.theme.text, 0.5), lag_ratio=0.7),
        )
        self.enter()

    def enter(self) -> None:
        """What was measured comes in, scaled if the model is trained on that."""
        self.add(self.board)
        set_share(self.board, 0)
        cell = self.scaling()
        if cell is None:
            self.play(appear(self.board), travel(self.names[1], self.values[0]))
            return
        self.play(appear(self.board), self.outlined(cell))
        self.play(flights(cell, [self.names[1]]))
        self.finish(cell, 1, 0)

    def weigh_and_shift(self) -> None:
        """The affine step, with its numbers."""
        total = " ".join(pass_maths.unit_sum(self.done, 1, 0))
        (cell,) = self.board.cells((self.texts.label("affine_title"), total))
        block = self.affine
        self.beat("affine", appear(block.title, block.formula), self.outlined(cell), self.packet(0))
        self.send(0)
        self.play(flights(cell, [None, self.values[0], None]), run_time=1.4)
        self.finish(cell, 3, 1)

    def activate(self) -> None:
        """The activation, with its number."""
        title = self.texts.label("activation_title")
        (cell,) = self.board.cells((title, pass_maths.output(self.done)))
        block = self.activation
        self.beat(
            "activation", appear(block.title, block.formula), self.outlined(cell), self.packet(1)
        )
        self.send(1)
        self.play(flights(cell, [self.values[1]]), run_time=1.0)
        self.finish(cell, 1, 2)

    def measure(self) -> None:
        """The loss, with its number."""
        (cell,) = self.board.cells((self.texts.label("loss_title"), pass_maths.loss(self.done)))
        block = self.loss
        self.beat(
            "loss",
            appear(block.title, block.formula),
            self.outlined(cell),
            self.packet(2),
            target=self.done.target,
        )
        self.send(2)
        self.play(flights(cell, [self.values[2]]), run_time=1.0)
        self.finish(cell, 1, 3)

    def packet(self, stage: int) -> list[Animation]:
        """What runs into a block."""
        return [*self.blocks.pulses([self.ways[stage]], self.theme.text, PULSE)]

    def send(self, stage: int) -> None:
        """A block's curve is drawn, and the point slides to its place."""
        curve, point = self.plots[stage]
        there = self.places[stage].get_value()
        self.places[stage].set_value(self.home)
        self.play(Create(curve), appear(point), run_time=PULSE)
        self.play(to(self.places[stage], there, run_time=PULSE))

    def finish(self, cell: VMobject, slot: int, stage: int) -> None:
        """Let a cell's result appear, and fly below its block."""
        places = slots(cell)
        self.play(appear(places[slot], *before_slots(cell).get(slot, []), run_time=0.2))
        self.play(travel(places[slot], self.values[stage]))

    def send_others(self) -> None:
        """Other rows take the same way."""
        p = "model(sigma)(w x + b)"
        whole = f"fullloss(L) = -ln {p if self.done.target else f'(1 - {p})'}"
        self.beat("again", [*self.board.wipe(), *self.board.write(self.in_one("whole", whole))])
        for index in range(1, len(self.passing.passes)):
            for stage in range(4):
                pulse = self.blocks.pulses(self.ways[stage - 1 : stage], self.theme.text, 0.4)
                self.play(*self.go_to(stage, index), *(pulse if stage else []))

    def close_into_a_node(self) -> None:
        """Two blocks become one circle."""
        both = VGroup(
            self.affine.drawn, self.activation.drawn, self.plots[0], self.plots[1], self.ways[1]
        )
        middle = (AFFINE[0] + ACTIVATION[1]) / 2
        self.node = self.blocks.node(middle)
        ways = [
            self.blocks.way(self.input.get_right(), self.node.get_left()),
            self.blocks.way(self.node.get_right(), self.loss.left),
        ]
        inside = self.in_one("inside", "model(p) = sigma(w x + b)")
        self.beat("node", vanish(self.values[1]), [*self.board.wipe(), *self.board.write(inside)])
        self.play(
            become(both, self.node, run_time=1.6),
            become(self.ways[0], ways[0], run_time=1.6),
            become(self.ways[2], ways[1], run_time=1.6),
        )
        p = self.passing.passes[-1].probability
        self.inside = self.blocks.number(p, middle, MIDDLE, self.theme.model, 2)
        self.play(travel(self.values[2], self.inside), vanish(self.values[2]))
        self.play(arrive(self.node.get_center(), self.theme, inner=44.0))
        self.play(self.blocks.pulses(ways, self.theme.text, PULSE))
        self.closed = ways

    def put_together(self) -> None:
        """More such nodes, as a network has them."""
        nodes, lines = self.network()
        numbers = self.inside, self.values[0], self.values[3], self.plots[2][1], self.names
        self.beat("closing", vanish(*numbers, *self.closed))
        self.play(become(self.node, nodes[0]), [Create(each) for each in nodes[1:]])
        self.play(LaggedStart(*map(Create, lines), lag_ratio=0.25, run_time=1.8))
        self.wait(AT_REST - PAUSE - 0.2)
