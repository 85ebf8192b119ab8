"""What the scene's beats share: its things, and a step with its numbers."""

from manim import Animation, Mobject, VMobject

from gradreel.scenes.pieces.slope import maths
from gradreel.scenes.pieces.slope.figure import SlopeFigure, SlopeRooms
from gradreel.scenes.pieces.slope.judging import JudgedRun
from gradreel.scenes.pieces.slope.plate import WeightPlate
from gradreel.scenes.pieces.slope.request import held_model, learned_column
from gradreel.scenes.pieces.slope.shown import ShownWeight, WeightDigits
from gradreel.scenes.stage.manim.board.column import bottom_of
from gradreel.scenes.stage.manim.motion import appear, set_share, to, vanish
from gradreel.scenes.stage.manim.moves.revealing import reveal
from gradreel.scenes.stage.manim.workings import Workings, before_slots, slots
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.names import fitted
from gradreel.scenes.stage.type.typesetting import as_given

BESIDE_RULE = 0.33
"""Where the numbers of a step begin at the least, as a fraction of the frame's width."""


class _Places:
    """Where the board begins, as a fraction of the frame's height."""

    board = Shaped(0.772, tall=0.7145)


class SlopeTelling(ManimStory):
    """A story of one weight on its curve, beside a plate and above a board."""

    def prepare(self) -> None:
        """Make what several beats share."""
        self.run = self.recording.main
        self.data = objective_of(self.run).dataset
        self.column = learned_column(self.run.spec)
        self.shown = ShownWeight(self.run)
        self.digits = WeightDigits(self.shown)
        self.judged = JudgedRun(self.shown, self.digits.slope.text)
        name = self.data.feature_names[self.column]
        self.feature = self.texts.column(name)
        self.figure = SlopeFigure(self.shown, self.digits, self.theme, self.texts, self.feature)
        self.plate = WeightPlate(self.shown, self.digits, self.theme, self.texts)
        self.board = Workings(self.theme, top=_Places.board)
        self.beside_rule, self.below_rule = BESIDE_RULE, self.board.top
        self.by_hand = self.note("by_hand")
        self.paths = [self.shown.path]
        self.cells_of_steps: list[VMobject] = []
        self.only_at_zero: list[VMobject] = []
        self.of_second: list[VMobject] = []
        self.left_out: tuple[Mobject, ...] = ()
        self.keep_still(self.plate, self.board, *self.figure.plot.titles)

    def take_a_step(self, step: int) -> None:
        """The rule with its numbers, and the step that it says."""
        key = "step" if step == 0 else self.judged.again_key
        after = float(self.shown.path[step + 1])
        (cell,) = self.board.cells(
            (
                self.texts.label("numbers", step=step + 1),
                maths.numbers_of_step(self.shown, self.digits, step),
            ),
            left=self.beside_rule,
            top=self.below_rule,
        )
        set_share(cell, 0)
        self.add(cell)
        gone = self.wipe_step()
        going = vanish(self.by_hand) if step == 0 else []
        self.beat(
            key,
            [*gone, *going, *self.board.outline(cell)],
            appear(self.plate.of_step),
            weight=self.digits.weight.text(after),
        )
        self.cells_of_steps.append(cell)
        self.play(reveal(cell, self.plate.weight, None, self.plate.slope))
        places = slots(cell)
        led = before_slots(cell).get(3, [])
        self.play(appear(places[3], *led))
        if step == 0:
            self.play(vanish(self.figure.arrow, run_time=0.2))
            self.add(self.figure.steps)
            self.bring_to_front(self.figure.riding.tangent, self.figure.riding.point)
        self.play(to(self.shown.first, step + 1.0, run_time=2.2))

    def known(self, model: VMobject) -> list[Mobject]:
        """All parameters and the loss; in a tall frame those that are held are below the model."""
        if is_tall():
            listed = maths.held(held_model(self.run.spec), self.digits)
            held = self.board.column.formula(listed, bottom_of(model))
            self.plate.held = [held]
            self.board.written.append(held)
            self.keep_still(held)
            return [self.plate.of_weight, held, self.plate.of_loss]
        rows = self.plate.rows
        return rows[: rows.index(self.plate.of_loss) + 1]

    @property
    def rate(self) -> str:
        """The learning rate as it was given."""
        return as_given(self.run.spec.learning_rate)

    def wipe_step(self) -> list[Animation]:
        """Let the numbers of the step before vanish from the board; the rule stays."""
        gone, self.cells_of_steps = self.cells_of_steps, []
        self.board.written = [each for each in self.board.written if each not in gone]
        return vanish(*gone)

    def cell(self, key: str, formula: str, **values: object) -> VMobject:
        """A titled formula at the board's left."""
        (made,) = self.board.cells((self.texts.label(key, **values), formula))
        return made

    def short_name(self, room: float) -> str:
        """The name of the weight's feature in so much room, in em."""
        name = self.texts.column(self.data.feature_names[self.column], room)
        return fitted(name, room, in_chinese=self.texts.in_chinese)

    def note(self, key: str, *, colour: str | None = None, **values: object) -> VMobject:
        """A remark above the figure, at its right."""
        content = self.texts.label(key, **values)
        edge = SlopeRooms.note_edge
        return self.text(content, *SlopeRooms.note, edge=edge, colour=colour)
