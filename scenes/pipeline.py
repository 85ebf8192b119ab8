"""The way of one number: an affine step, an activation, a loss; the first two close into a node."""

from manim import (
    Animation,
    AnimationGroup,
    Create,
    DrawBorderThenFill,
    LaggedStart,
    Mobject,
    VGroup,
    VMobject,
)

from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.pipeline.blocks import Block
from gradreel.scenes.pieces.pipeline.telling import PipelineRooms, PipelineStory
from gradreel.scenes.stage.manim.motion import appear, arrive, set_share, to, vanish
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.objective import row_to_show
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import PAUSE

PLACE = 420
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 100,
    "seed": 0,
    "row": 123,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
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
    data = runs.dataset(options)
    runs.check_one_feature("pipeline", data)
    return runs.fitted_on(data, options)


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
        self.add(self.input, self.names)
        self.unknown = [self.blocks.unknown(each) for each in (self.affine, self.activation)]
        shown = zip(frames, [*self.unknown, self.loss.title], strict=True)
        blocks = [AnimationGroup(DrawBorderThenFill(frame), *appear(mark)) for frame, mark in shown]
        self.beat(
            "ask",
            LaggedStart(*blocks, lag_ratio=0.5, run_time=2.0),
            name=self.texts.column(data.feature_names[0]),
        )
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
            self.play(appear(self.board, self.letter), travel(self.names[1], self.values[0]))
            return
        self.play(appear(self.board), self.outlined(cell))
        self.fly_in(cell, [self.names[1]])
        self.land(cell, self.values[0], appear(self.letter))

    def weigh_and_shift(self) -> None:
        """The affine step, with its numbers."""
        total = " ".join(pass_maths.unit_sum(self.done, 1, 0))
        (cell,) = self.board.cells((self.texts.label("affine_title"), total))
        self.tell("affine", self.affine, 0)
        self.send(0)
        self.play(self.outlined(cell))
        self.work_out(cell, [None, self.values[0], None], 1)

    def activate(self) -> None:
        """The activation, with its number."""
        title = self.texts.label("activation_title", label=self.class_name(1))
        (cell,) = self.board.cells((title, pass_maths.output(self.done)))
        self.tell("activation", self.activation, 1)
        self.send(1)
        self.play(self.outlined(cell))
        self.work_out(cell, [self.values[1]], 2)

    def measure(self) -> None:
        """The loss, with its number."""
        (cell,) = self.board.cells((self.texts.label("loss_title"), pass_maths.loss(self.done)))
        truth = {"target": self.done.target, "label": self.class_name(self.done.target)}
        self.beat("loss", appear(self.loss.formula), self.packet(2), **truth)
        self.send(2)
        self.play(self.outlined(cell))
        self.work_out(cell, [self.values[2]], 3)

    def tell(self, key: str, block: Block, stage: int) -> None:
        """Say what a block does, as a value runs into it."""
        told = appear(block.title, block.formula)
        self.beat(key, told, vanish(self.unknown[stage]), self.packet(stage))

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

    def work_out(self, cell: VMobject, sources: list[Mobject | None], stage: int) -> None:
        """Let a cell's numbers fly in, and its result fly below its block."""
        self.fly_in(cell, sources)
        self.land(cell, self.values[stage])

    def send_others(self) -> None:
        """Other rows take the same way."""
        written = self.losses_of_both_classes()
        changed = [*self.board.wipe(), *self.board.write(*written)]
        self.beat("again", changed, target=self.done.target)
        for index in range(1, len(self.passing.passes)):
            self.play(*self.start_anew(index))
            for stage in (1, 2, 3):
                pulse = self.blocks.pulses(self.ways[stage - 1 : stage], self.theme.text, 0.4)
                self.play(*pulse)
                self.play(*self.come_to(stage, index))

    def close_into_a_node(self) -> None:
        """Two blocks become one circle."""
        both = VGroup(
            self.affine.drawn, self.activation.drawn, self.plots[0], self.plots[1], self.ways[1]
        )
        self.node = self.blocks.node(PipelineRooms.node)
        ways = [
            self.blocks.way(self.input, self.node),
            self.blocks.way(self.node, self.loss.frame),
        ]
        inside = self.in_one("inside", "model(p) = sigma(w x + b)")
        self.beat("node", vanish(self.values[1]), [*self.board.wipe(), *self.board.write(inside)])
        self.play(
            become(both, self.node, run_time=1.6),
            become(self.ways[0], ways[0], run_time=1.6),
            become(self.ways[2], ways[1], run_time=1.6),
        )
        p = self.passing.passes[-1].probability
        self.inside = self.blocks.number(p, PipelineRooms.node, self.theme.model, 3)
        self.play(travel(self.values[2], self.inside), vanish(self.values[2], run_time=0.12))
        self.play(arrive(self.node.get_center(), self.theme, inner=44.0))
        self.play(self.blocks.pulses(ways, self.theme.text, PULSE))
        self.closed = ways

    def put_together(self) -> None:
        """More such nodes, as a network has them."""
        nodes, letters, lines = self.network()
        several = self.in_one("several", "sigma(w_1 x_1 + w_2 x_2 + w_3 x_3 + b)")
        numbers = self.inside, self.values[0], self.values[3], self.plots[2][1], self.names
        changed = [*self.board.wipe(), *self.board.write(several)]
        self.beat("closing", vanish(*numbers, *self.closed), changed)
        self.play(become(self.node, nodes[0]), appear(*nodes[1:], *letters))
        self.play(LaggedStart(*map(Create, lines), lag_ratio=0.25, run_time=1.8))
        self.wait(AT_REST - PAUSE - 0.2)
