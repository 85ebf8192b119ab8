"""The slope of the loss over one weight: which way to step, how far, and the rule that says so."""

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.slope import maths, request
from gradreel.scenes.pieces.slope.figure import SlopeRooms
from gradreel.scenes.pieces.slope.request import SlopeRole
from gradreel.scenes.pieces.slope.shown import OtherRun
from gradreel.scenes.pieces.slope.telling import SlopeTelling
from gradreel.scenes.stage.manim.motion import (
    appear,
    arrive,
    dim,
    in_turn,
    late,
    set_share,
    steadily,
    to,
    vanish,
)
from gradreel.scenes.stage.manim.moves.revealing import reveal
from gradreel.scenes.stage.manim.workings import before_slots, slots
from gradreel.scenes.stage.story.manim import ManimStory

PLACE = 220
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "weight": "steepest",
    "learning_rate": 2.0,
    "steps": 40,
    "seed": 0,
    "start": None,
}
HELP = {"weight": "The feature whose weight is learned, or steepest: that of the steepest slope."}
CHOSEN_FOR = {"data": ("weight",), "x": ("weight",)}
DRAWS = "one weight of a logistic regression, the others held, by plain gradient descent"

HELD = 0.5
"""The share of their opacity that is left to parameters that are held."""
NEAR = 1.45
"""How near the camera comes to the lowest point."""
ACROSS = 0.85
"""How far beyond the middle of the window the weight is moved by hand, in ways to it."""
ASKING = 2.6
"""Seconds in which both ways are asked for."""
NEARING = 3.2
"""Seconds in which the camera comes near."""
BACK, RECALLING = 3.0, 2.6
"""Seconds in which the camera goes back, and in which all slopes come again."""
OUTCOME_ROOM, NAME_ROOM = 12.0, 10.0
"""Of what the model tells, and of the weight's name above its change, in em."""
LAST = 1.9
"""Seconds that the last picture stands."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of one weight, the others held where they start.

    Raises:
        RequestError: there is no such weight, or the loss is flat along it.
    """
    return request.held_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the run from the other side of the minimum, if there is one."""
    del options
    other = request.other_side(main)
    return {} if other is None else {SlopeRole.OTHER_SIDE: other}


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of one weight by plain gradient descent, every step recorded."""
    return request.is_drawable(spec)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (Slope,)


class Slope(SlopeTelling):
    """From a start to the lowest point of a loss over one weight, by its slope alone."""

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.hold_the_others()
        self.try_to_solve()
        self.find_the_slope()
        self.say_which_way()
        self.say_how_far()
        for step in range(self.shown.one_by_one):
            self.take_a_step(step)
        self.go_on()
        self.look_at_the_end()
        self.start_elsewhere()
        self.say_what_was_learned()
        self.close()

    def ask(self) -> None:
        """The model with all its parameters, and the loss that it has, as a point."""
        figure, plate = self.figure, self.plate
        chosen = self.column + 1
        target, classes = self.data.target_name, self.data.class_names
        outcome = self.texts.class_label(target, classes, 1, OUTCOME_ROOM)
        cell = self.cell("model", maths.model(self.data.n_features, chosen), name=outcome)
        first = maths.first_reading(self.shown)
        self.add(figure.plot, self.board)
        set_share(self.board, 0)
        drawn = self.recording.options.start is None
        self.beat(
            "ask" if drawn else "ask_given",
            appear(self.board, plate.surface, figure.riding.point, figure.riding.drop),
            self.board.write(cell),
            loss=self.digits.loss.text(first.loss),
        )
        self.play(in_turn(self.known(cell), 1.4))
        self.add(figure.guesses)
        self.play(to(figure.asked, 1.0, run_time=ASKING), appear(figure.guesses, run_time=ASKING))

    def hold_the_others(self) -> None:
        """The weight is moved by hand, and its loss is traced."""
        figure, shown = self.figure, self.shown
        low, high = shown.window
        (lower, upper), hand = figure.reach, shown.hand
        self.add(figure.curve)
        self.bring_to_back(self.mobjects[0], figure.curve)
        held = dim(*self.plate.held, share=HELD)
        self.beat("hold", held, appear(self.by_hand), vanish(figure.guesses))
        self.play(to(hand, high, run_time=0.7), to(upper, high, run_time=0.7))
        self.play(to(hand, low, run_time=1.8), to(lower, low, run_time=1.8))
        self.play(to(hand, shown.start, run_time=1.6))

    def try_to_solve(self) -> None:
        """The slope is zero at the lowest point, but no formula gives the weight there."""
        board = self.board
        zero, inside = board.cells(
            (self.texts.label("zero", count=self.data.n), maths.slope_is_zero(self.data.n)),
            (self.texts.label("inside", count=self.data.n), maths.weight_inside()),
        )
        set_share(inside, 0)
        set_share(zero, 0)
        self.add(zero)
        inner, equals = slots(zero)[0], slots(zero)[1]
        whole = [inner, *before_slots(zero)[1]]
        if self.shown.minimum is None:
            whole.append(equals)
        wiped = board.wipe()
        self.beat(self.judged.solve_key, wiped, board.outline(zero), appear(*whole))
        self.only_at_zero = [equals, inside]
        self.play(appear(self.figure.riding.tangent, self.figure.slope, self.plate.of_slope))
        if self.shown.minimum is None:
            return
        self.play(to(self.shown.hand, self.shown.minimum, run_time=1.6))
        self.add(inside)
        self.play(appear(equals), board.outline(inside))
        self.play(reveal(inside, slots(zero)[0]))
        led = before_slots(inside)
        self.play(appear(*led[1], slots(inside)[1], *led[2]))
        self.play(arrive(slots(inside)[1].get_center(), self.theme, colour=self.theme.beta1))

    def find_the_slope(self) -> None:
        """Back at the start, where the slope isn't zero."""
        self.beat(self.judged.tangent_key, vanish(*self.only_at_zero))
        self.play(to(self.shown.hand, self.shown.start, run_time=3.4))

    def say_which_way(self) -> None:
        """The point goes over the valley; the arrow turns with the slope."""
        shown, figure = self.shown, self.figure
        going, self.by_hand = self.by_hand, self.note("step_from_here")
        self.beat("sign", appear(figure.arrow, self.by_hand), vanish(going))
        self.play(to(shown.hand, shown.across(shown.start, ACROSS), run_time=4.6))

    def say_how_far(self) -> None:
        """The rule; the point comes back to where the run starts."""
        rule = self.cell("rule_title", maths.rule(), rate=self.rate)
        self.beat("rule", self.board.wipe(), self.board.write(rule))
        self.beside_rule = max(self.board.next_left, self.beside_rule)
        self.below_rule = self.board.next_top
        self.play(to(self.shown.hand, self.shown.start, run_time=3.8))

    def go_on(self) -> None:
        """The steps that follow, as they were recorded, from nearer."""
        seconds = self.shown.paced.seconds
        if not seconds:
            return
        end = self.figure.lowest(float(self.shown.path[-1]))
        view = SlopeRooms.near
        place, zoom = self.figure.near(end, NEAR, view)
        self.left_out = self.figure.left_out(place, zoom, view)
        self.beat(self.judged.run_key, self.wipe_step(), vanish(*self.left_out))
        near = self.focus(place, zoom, window=view, run_time=NEARING)
        self.play(steadily(self.shown.seconds, seconds, seconds), near)

    def look_at_the_end(self) -> None:
        """Where the run ended."""
        end = self.shown.reading_at(self.shown.settled)
        values = {"loss": self.digits.loss.text(end.loss), "step": end.step}
        self.beat(self.judged.end_key, **values)
        if self.judged.arrives:
            self.play(arrive(self.figure.lowest(float(self.shown.path[-1])), self.theme))
        back = appear(*self.left_out, run_time=BACK, rate_func=late)
        self.play(self.pull_out(run_time=BACK), back)

    def start_elsewhere(self) -> None:
        """The same rule from the other side of the lowest point."""
        runs = self.recording.all_of(SlopeRole)
        if not runs:
            return
        self.other = OtherRun(next(iter(runs.values())), self.shown.window)
        riding, arrows, slope = self.figure.second(self.other)
        start = self.digits.weight.text(float(self.other.path[0]))
        self.second_run = self.note("second_run", colour=self.theme.run1, weight=start)
        going = self.figure.riding.tangent, self.figure.slope
        self.beat(self.judged.other_key(self.other), vanish(*going))
        self.shown.following = self.other
        here = riding.drop, riding.point, riding.tangent, slope
        self.play(appear(*here, self.second_run))
        self.add(arrows)
        self.bring_to_front(riding.tangent, riding.point)
        seconds = self.other.paced.seconds
        self.play(steadily(self.other.seconds, seconds, seconds))
        self.of_second = [*here, self.second_run]
        self.paths.append(self.other.path)

    def say_what_was_learned(self) -> None:
        """What the weight says now."""
        write, lost = self.digits.weight.text, self.digits.loss.text
        first, last = (self.shown.reading_at(each) for each in (0, self.shown.settled))
        cells = self.board.cells(
            (
                self.texts.label("weight_change", name=self.short_name(NAME_ROOM)),
                maths.change("beta1", write(first.weight), write(last.weight)),
            ),
            (
                self.texts.label("loss_held"),
                maths.change("fullloss", lost(first.loss), lost(last.loss)),
            ),
            (self.texts.label("in_p"), maths.learned_weight(self.digits, last.weight)),
        )
        for cell in cells:
            set_share(cell, 0)
        self.add(*cells)
        self.beat(
            self.judged.meaning_key,
            vanish(*self.of_second),
            self.board.wipe(),
            self.board.outline(*cells),
            x=self.feature,
        )
        self.shown.following = None
        for cell, now in zip(cells, (self.plate.weight, self.plate.loss), strict=False):
            self.play(reveal(cell, None, now))
        self.add(self.figure.whole_way)
        self.of_way = self.note("whole_way", colour=self.theme.beta1)
        self.play(to(self.figure.gone, 1.0, run_time=2.0), appear(self.of_way))

    def close(self) -> None:
        """All that the run has ever known of the curve are its slopes."""
        figure = self.figure
        trails = [figure.trail(path) for path in self.paths]
        going = vanish(figure.riding.drop, figure.whole_way, self.of_way)
        measured = self.note("measured", colour=self.theme.gradient)
        self.beat("take", dim(figure.curve), going, appear(measured))
        self.add(*trails)
        self.bring_to_front(figure.riding.point)
        self.play(steadily(figure.recalled, 1.0, RECALLING))
        self.let_stand(LAST)
