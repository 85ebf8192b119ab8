"""The slope of the loss over one weight: which way to step, how far, and the rule that says so."""

from dataclasses import replace
from typing import Any

import numpy as np
from manim import Circle, Line, Mobject, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    SIZES,
    Box,
    ByShape,
    CurvePlayer,
    FloatArray,
    FormulaBoard,
    Hills,
    Label,
    Number,
    Panel,
    RidingPoint,
    RunOptions,
    Runs,
    RunSpec,
    Trajectory,
    WorkedStory,
    above_curve,
    appear,
    arrive,
    arrow_along,
    as_given,
    at,
    become,
    dim,
    for_now,
    fractions,
    frozen_model,
    input_size,
    is_flat,
    is_one_weight,
    is_tall,
    lasting,
    late,
    led_in,
    line_ending,
    minimum_of,
    objective_of,
    offset,
    one_weight_spec,
    pixels,
    polyline,
    reveal,
    rounded,
    sized,
    slots,
    stroke,
    stroked,
    to,
    update_maths,
    vanish,
    wide,
    window_about,
    worked_update,
)

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

RATE = 2.0
"""The learning rate for inputs of size 1: with it no step of a logistic regression is too long."""
ONE_BY_ONE, AIMING = 2, 0.6
"""Steps that have a sentence of their own; the share of one in which its arrow grows."""
SEEN_STEP, UNSEEN_STEP = 0.5, 0.12
"""Seconds of a step that is seen to move, and of one of which only the numbers tell."""
RUN, OTHER_RUN = 5.6, 4.0
"""Seconds that the other steps may take, and those of the run from the other side."""
SEEN = 0.002
"""So much of the window is seen as a move of that."""
DIGITS = 3
"""Digits that are shown of the weight and of the slope."""
FLATTER = 0.25
"""A run comes near the bottom if the slope is at the end so many times that at the start."""

BALL, UNIT, EDGE = 12.0, 38.0, 5.0
"""Radii in pixels of the point and of a unit, and the width of the edge between two."""
RISE, TURNED = 12.0, 30.0
"""Of arrows above the axis, in pixels: of steps one way, and of those that turn back."""
SIDE, UP = 84.0, 44.0
"""From the point to what is written beside it, in pixels: on a steep slope, on a level one."""
HALF, DROP = 44.0, 12.0
"""About half of its width, and how far its baseline is below the middle."""
LOSS_SIDE, BESIDE_POINT = 110.0, 26.0
"""From the point to the end of the loss's name, in pixels; to its start at the least, where it is
at the right."""
FOOT_SIDE, FOOT_UP = 14.0, 52.0
"""From where the point stands on the axis to its weight, in pixels."""
STACKED = {-1: 26.0, 1: 36.0}
"""How far a word of the question, by its way, is above the other where it has no room beside."""
GUESS = 0.13
"""Of the arrows of the question, as a share of the axis."""
NEARER = 0.5
"""How much of the window is seen when it is near, with the end of the run at a share of it."""
AT_LEFT = 0.36
TRAIL, LEAST_APART = 130.0, 0.09
"""Length in pixels of the tangents that are left, and how far apart they are at the least."""
MOST_ROWS = 5
NAME_ROOM = 8.0
"""Of a feature's name, in em."""
LARGER, SMALLER, BELOW_BOARD, START_ROOM, SAMPLES = 1.4, 0.81, 0.03, 0.13, 101
"""How much larger than on a board formulas in the sky are, if there is room, and how much smaller
if there is none; how far below them the valley is, in the frame's heights; the room that a start at
the left takes, in its widths; and places that are tried."""
HELD = 0.5
"""The share of their opacity that is left to parameters that are held."""
CELLS_APART = 0.04
"""Between the rule and its numbers, as a fraction of the frame's width."""
ACROSS = 0.85
"""How far beyond the middle of the window the weight is moved by hand, in ways to it."""
NEARING, BACK, AGAIN, DAWN = 2.4, 2.2, 3.8, 1.4
"""Seconds in which the view comes near and goes back, in which all runs go again in the dark, and
in which the valley is seen again."""
LAST = 1.9
"""Seconds that the last picture stands."""
DERIVATIVE, WEIGHT = "gradient((partial L)/(partial w))", "beta1(w)"


class Slope(WorkedStory):
    """From a start to the lowest point of a loss over one weight, by its slope alone."""

    # The units at both ends of the edge that the scene before ends with, and its row of many.
    network = ByShape(Box(0.258, 0.76, 0.29, 0.685), tall=Box(0.46, 0.87, 0.3, 0.645))
    formulas_at = ByShape((0.2, 0.37), tall=(0.225, 0.5))
    count_at = ByShape((0.52, 0.42), tall=(0.54, 0.42))
    plate_at = ByShape((0.05, 0.36, 0.215), tall=(0.05, 0.6, 0.245))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of one weight, and one from as far on the other side of the minimum.

        Raises:
            RequestError: there is no such weight, or the loss is flat along it.
        """
        main = options.recorded or one_weight_spec(options)
        if not options.recorded:
            rate = options.learning_rate or rounded(RATE / input_size(main) ** 2, 1)
            main = replace(main, learning_rate=rate)
        low = minimum_of(main)
        if low is None:
            return {"main": main}
        digits = max(1, 1 - int(np.floor(np.log10(abs(main.start[0] - low)))))
        mirrored = round(2 * low - float(main.start[0]), digits)
        return {"main": main, "other side": replace(main, start=np.array([mirrored]))}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of one weight by plain gradient descent, every step recorded."""
        return is_one_weight(spec) and not is_flat(spec)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.hold_the_others()
        self.try_to_solve()
        self.find_the_slope()
        self.say_which_way()
        self.say_how_far()
        for step in range(self.shown.first):
            self.take_a_step(step)
        self.go_on()
        self.look_at_the_end()
        self.start_elsewhere()
        self.close()

    def prepare(self) -> None:
        """Make what several beats share: the landscape, the point on it, and its numbers."""
        theme, texts = self.theme, self.texts
        self.shown = shown = WeightRun(self.run, RUN, first=min(ONE_BY_ONE, self.run.n_steps))
        self.data, self.held = objective_of(self.run).dataset, frozen_model(self.run.spec)
        (self.chosen,) = self.held.free
        self.feature = texts.column(self.data.feature_names[self.chosen - 1])
        key = "weight_of" if self.data.is_scaled else "weight_of_plain"
        title, low = self.label(key, name=self.feature), shown.minimum
        losses = shown.slice.losses
        self.hills = Hills(theme, losses, shown.window, lowest=low, title=title)
        self.reach = ValueTracker(shown.path[0]), ValueTracker(shown.path[0])
        self.curve = self.hills.curve(losses, theme.full_loss, between=self.reached)
        self.riding, self.arrows, self.slope = self.ride(shown, theme.point)
        self.walkers = [(shown, self.riding, self.arrows)]
        self.loss = self.loss_told()
        self.weight = Number(
            shown.place, shown.weights.text, colour=theme.beta1, size=SIZES.label
        ).place(self.beside_foot, "right")
        top, bottom = self.formulas_at
        self.board = FormulaBoard(theme, top=top, bottom=bottom)
        self.larger = LARGER
        left, right = self.sky(top + LARGER * (bottom - top) + BELOW_BOARD)
        start, _ = fractions(self.on_curve(shown.path[0]))
        if start < left + START_ROOM < right:  # its slope is written beside it
            left = max(left, start + START_ROOM)
        self.board.left, self.board.right = max(self.board.left, left), min(self.board.right, right)

    def sky(self, line: float) -> tuple[float, float]:
        """From where to where the valley is below a line, as fractions of the frame."""
        hills = self.hills
        shares = np.linspace(0, 1, SAMPLES)
        places = hills.x.low + shares * (hills.x.high - hills.x.low)
        curve = hills.points_at(places, self.shown.slice.losses(places))
        below = np.flatnonzero(curve[:, 1] < at(0.0, line)[1])
        return fractions(curve[below[0]])[0], fractions(curve[below[-1]])[0]

    def loss_told(self) -> VGroup:
        """The loss of the point with its name, inside the valley."""
        shown, colour = self.shown, self.theme.full_loss
        words = Label(self.label("full_loss"), colour=colour)
        aside = offset(LOSS_SIDE / 2)
        lacking = max(words.width + pixels(BESIDE_POINT - LOSS_SIDE), 0.0)

        def end() -> FloatArray:
            place = self.beside(shown, LOSS_SIDE)
            ahead = (place - self.on_curve(shown.place()))[0] / pixels(LOSS_SIDE)
            return np.asarray(place + np.array([lacking * max(ahead, 0.0), 0.0, 0.0]))

        number = Number(
            lambda: shown.slice.loss(shown.place()),
            shown.losses.text,
            colour=colour,
            size=SIZES.label,
        ).place(lambda: end() + aside, "centre")

        def follow(label: Any) -> None:
            label.place(end(), "right")

        follow(words)
        words.add_updater(follow)
        return VGroup(words, number)

    def reached(self) -> tuple[float, float]:
        """From where to where the curve is known."""
        low, high = (each.get_value() for each in self.reach)
        return low, max(high, low + 1e-6)

    def foot(self, place: float) -> FloatArray:
        """A place on the axis (3,)."""
        return self.hills.point(place, self.hills.y.low)

    def beside_foot(self) -> FloatArray:
        """Where the weight is written that the point stands at."""
        place = self.foot(self.shown.place()) + offset(-FOOT_SIDE, FOOT_UP)
        left = at(GRID.margin, 0.0)[0] + pixels(1.65 * HALF)
        return np.array([max(place[0], left), place[1], 0.0])

    def on_curve(self, place: float) -> FloatArray:
        """A place of the curve (3,)."""
        return self.hills.point(place, self.shown.slice.loss(place))

    def beside(self, player: "WeightRun", side: float = SIDE) -> FloatArray:
        """Inside the valley, above the point: to the left of a rising curve's."""
        place = player.place()
        steepness = self.shown.slice.slope(place) / abs(self.run.gradients[0, 0])
        aside = -np.clip(steepness * 1.5, -1, 1)
        where = self.on_curve(place) + offset(side * aside, UP * (1.25 - 1.1 * abs(aside)))
        half = pixels(HALF if side == SIDE else 1.8 * HALF)
        curve = above_curve(self.hills, self.shown.slice.losses, where[0], half)
        return np.array([where[0], max(where[1], curve - pixels(DROP)), 0.0])

    def ride(
        self, player: "WeightRun", colour: str, radius: float = BALL
    ) -> tuple[RidingPoint, VGroup, Number]:
        """A run on the curve: its point, its steps along the axis, and its slope in figures."""
        on_curve = self.shown.slice
        riding = RidingPoint(self.hills, on_curve, player.place, colour=colour, radius=radius)
        moves = np.sign(np.diff(player.path))
        arrows = VGroup()
        for step, way in enumerate(moves):

            def ends(step: int = step) -> tuple[float, float]:
                done = min(max(player.aimed(), step), step + 1)
                return player.path[step], player.place_at(done)

            rise = RISE if way == moves[0] else TURNED
            arrows.add(arrow_along(self.hills, ends, colour, rise=rise, width=6.0))
        slope = Number(
            lambda: on_curve.slope(player.place()),
            self.shown.slopes.text,
            colour=self.theme.gradient,
        )
        return riding, arrows, slope.place(lambda: self.beside(player), "centre")

    def ask(self) -> None:
        """The edge of one weight becomes its axis, and the loss that it has a point above it."""
        hills, riding = self.hills, self.riding
        edge, units = self.edge()
        axis = Line(*hills.points_at_shares(np.array([0.0, 1.0]), np.zeros(2)))
        self.axis_line = axis.set_stroke(self.theme.line, width=stroke(2.0))
        self.add(edge, units)
        given = self.recording.options.start is not None
        self.beat("ask_given" if given else "ask")
        self.play(
            become(edge, axis, run_time=0.8),
            vanish(units, run_time=0.5),
            appear(hills.axis, hills.titles, run_time=0.8, rate_func=late),
        )
        self.play(appear(riding.point, riding.drop, self.loss))
        self.guess()

    def edge(self) -> tuple[Line, VGroup]:
        """The edge of the weight as the scene before ends with it, and what is at its ends."""
        box, count = self.network, self.data.n_features
        down = (self.chosen - 0.5) / count if count == 1 else (self.chosen - 1) / (count - 1)
        places = at(*box.at(0.0, down)), at(*box.at(1.0, 0.5))
        along = (places[1] - places[0]) / np.linalg.norm(places[1] - places[0]) * pixels(UNIT)
        colour = self.theme.of_sign(self.shown.path[0])
        line = Line(places[0] + along, places[1] - along, color=colour, stroke_width=stroke(EDGE))
        ring = Circle(pixels(UNIT), self.theme.model, stroke_width=stroke(3))
        units = VGroup(*(ring.copy().move_to(each) for each in places))
        name = Label(self.named(self.chosen), colour=self.theme.muted)
        number = self.shown.weights.text(self.shown.path[0])
        weight = Label(f"w = {number}", size=SIZES.number, colour=self.theme.beta1, bold=True)
        units.add(name.place(places[0] + offset(-UNIT - 12, -8), "right"))
        return line, units.add(weight.place(line.get_center() + offset(0, 16), "centre"))

    def named(self, index: int) -> str:
        """The name of a parameter."""
        names = self.texts.column_labels(self.data.feature_names, NAME_ROOM)
        return (self.label("bias"), *names)[index]

    def guess(self) -> None:
        """Arrows ask for both ways."""
        start, hills = self.shown.path[0], self.hills
        asked, way = ValueTracker(0.0), GUESS * (hills.x.high - hills.x.low)
        guesses = VGroup()
        for sign, key in ((-1, "down"), (1, "up")):

            def ends(sign: int = sign) -> tuple[float, float]:
                return start, start + asked.get_value() * sign * way

            arrow = arrow_along(hills, ends, self.theme.muted, rise=RISE)
            guesses.add(arrow, self.guessed(key, sign))
        self.add(guesses)
        seconds = self.left_to_read()
        self.play(to(asked, 1.0, run_time=seconds), for_now(guesses, run_time=seconds))

    def guessed(self, key: str, sign: int) -> Label:
        """The word of one way, beside the start, or above the other where there's no room."""
        word = Label(self.label(key), colour=self.theme.muted)
        foot = self.foot(self.shown.path[0])
        low, high = (at(side, 0)[0] for side in (0.05, 0.95))
        stacked = word.width > (high - foot[0] if sign > 0 else foot[0] - low) - pixels(12)
        at_left = (sign > 0) != stacked
        up = offset(12 if at_left else -12, 32.0 + STACKED[sign] * stacked)
        return word.place(foot + up, "left" if at_left else "right")

    def hold_the_others(self) -> None:
        """The weight is moved by hand, and its loss is traced."""
        (low, high), (lower, upper), hand = self.shown.window, self.reach, self.shown.hand
        hills, plate = self.hills, self.plate()
        self.add(self.curve)
        self.bring_to_front(self.riding.point)
        self.beat("hold", appear(plate, self.weight))
        self.play(dim(*self.others, share=HELD))
        self.play(to(hand, high, run_time=0.7), to(upper, high, run_time=0.7))
        self.play(
            to(hand, low, run_time=1.8),
            to(lower, low, run_time=1.8),
            vanish(plate, run_time=1.3, rate_func=late),
        )
        ground = appear(hills.ground, hills.line, run_time=1.2)
        self.play(to(hand, self.shown.path[0], run_time=1.6), vanish(self.axis_line), ground)
        self.remove(self.curve)

    def plate(self) -> Panel:
        """All parameters: that which is moved, and those that are held."""
        left, right, top = self.plate_at
        if self.shown.path[0] < self.shown.centre:  # the curve is drawn from there
            left, right = 1 - right, 1 - left
        write, values = self.shown.weights.text, self.held.values
        plate = Panel(self.theme, left=left, right=right, top=top)
        rest = [index for index in range(len(values)) if index != self.chosen]
        if len(values) > MOST_ROWS:
            rest = rest[: MOST_ROWS - 2]
        self.others = list[Mobject]()
        for index in sorted((*rest, self.chosen)):
            if index == self.chosen:
                plate.row(self.named(index), self.shown.place, write, colour=self.theme.beta1)
                continue
            plate.row(self.named(index), values[index], write, colour=self.theme.muted)
            self.others.append(plate.rows[-1])
        if left_over := len(values) - 1 - len(rest):
            plate.note(self.label("more_held", count=left_over))
            self.others.append(plate.rows[-1])
        return plate

    def try_to_solve(self) -> None:
        """The slope is zero at the lowest point."""
        low, board = self.shown.minimum, self.board
        zero = "" if low is None else " slotzero(= 0)"
        cell = self.grown(board.titled(self.label("zero"), f"slotslope({DERIVATIVE}){zero}"))
        key, parts = "solve_never" if low is None else "solve", slots(cell)
        self.beat(key, vanish(self.loss), for_now(cell[0], parts.pop("slope")))
        self.play(appear(self.riding.tangent, self.slope))
        self.play(to(self.shown.hand, self.shown.centre, run_time=1.5))
        self.play(for_now(*parts.values()))

    def grown(self, cell: VGroup) -> VGroup:
        """A cell of formulas in the sky, as large as there is room."""
        if is_tall():
            return cell
        left, room = cell.get_left()[0], at(self.board.right, 0)[0]
        corner = np.array([left, cell.get_top()[1], 0.0])
        factor = min(self.larger, (room - left) / cell.width)
        if factor < 1:  # its title is as small as it may be
            formula = cell[1]
            formula.scale(max(factor, SMALLER), about_point=formula.get_left())
            return cell
        return cell.scale(factor, about_point=corner)

    def find_the_slope(self) -> None:
        """Back at the start, where the slope isn't zero."""
        self.beat("rises")
        self.play(to(self.shown.hand, self.shown.path[0], run_time=self.left_to_read()))

    def say_which_way(self) -> None:
        """The point goes over the valley; the arrow turns with the slope."""
        shown, rate = self.shown, self.run.spec.learning_rate
        middle = sum(shown.window) / 2

        def ends() -> tuple[float, float]:
            place = shown.place()
            return place, place - rate * shown.slice.slope(place)

        self.arrow = arrow_along(self.hills, ends, self.theme.point, rise=RISE)
        self.beat("sign", appear(self.arrow))
        beyond = middle + ACROSS * (middle - shown.path[0])
        self.play(to(shown.hand, beyond, run_time=self.left_to_read()))

    def say_how_far(self) -> None:
        """The rule; the point comes back to where the run starts."""
        rate, board = as_given(self.run.spec.learning_rate), self.board
        title, update = self.label("rule_title", rate=rate), f"{WEIGHT} - eta {DERIVATIVE}"
        rule = board.titled(title, f"{WEIGHT} arrow.l {update}")
        (numbers,) = board.cells((title, self.shown.numbers_of_step(0)))
        self.larger = min(
            LARGER, wide(board.right - board.left - CELLS_APART) / (rule.width + numbers[1].width)
        )
        self.grown(rule)
        self.beat("rule", board.write(rule))
        self.below_rule = board.next_top
        self.beside_rule = board.next_left
        self.numbers: VMobject = VGroup()
        self.play(to(self.shown.hand, self.shown.path[0], run_time=self.left_to_read()))

    def take_a_step(self, step: int) -> None:
        """The rule with its numbers, and the step that it says."""
        shown = self.shown
        (cell,) = self.board.cells(
            (self.label("numbers", step=step + 1), shown.numbers_of_step(step)),
            left=self.beside_rule,
            top=self.below_rule,
        )
        self.grown(cell)
        self.beat(
            "step" if step == 0 else shown.again_key(),
            vanish(self.numbers),
            self.outlined(cell, keep=True),
            weight=shown.weights.text(shown.path[step + 1]),
        )
        self.numbers = cell
        self.play(reveal(cell, weight=self.weight, rate=None, slope=self.slope))
        self.play(appear(*led_in(cell, "result")))
        if step == 0:
            self.play(vanish(self.arrow, run_time=0.2))
            self.add(self.arrows)
            self.bring_to_front(self.riding.tangent, self.riding.point)
        self.play(shown.go(step + 1, run_time=2.0))

    def go_on(self) -> None:
        """The steps that follow, as they were recorded, from nearer and without words."""
        shown, hills = self.shown, self.hills
        if not shown.pace.seconds:
            return
        width = NEARER * (shown.window[1] - shown.window[0])
        left = shown.path[-1] - width * (AT_LEFT if shown.path[-1] < shown.path[0] else 1 - AT_LEFT)
        self.beat(shown.run_key(), self.board.wipe())
        self.play(hills.look((left, left + width), run_time=NEARING, evenly=True))
        middle = at(*self.count_at)
        step = Label(self.label("step"), size=SIZES.title, colour=self.theme.muted)
        count = Number(shown.counted, 0, colour=self.theme.text, size=SIZES.title)
        counted = step.place(middle, "right"), count.place(middle + offset(22), "left")
        self.play(self.hush(), vanish(self.slope), for_now(*counted))
        self.play(shown.walk())

    def look_at_the_end(self) -> None:
        """Where the run ended."""
        end, key = self.shown.reading_at(self.shown.settled), self.shown.end_key()
        loss = self.shown.losses.text(end.loss)
        if key == "end_arrived" and self.recording.options.start is None:
            key = "end_arrived_random"
        self.beat(key, self.board.wipe(), appear(self.slope), loss=loss, step=end.step)
        if key.startswith(("end_arrived", "end_near")):
            self.play(arrive(self.on_curve(self.shown.path[-1]), self.theme))
        self.play(self.hills.look(self.shown.window, run_time=BACK, evenly=True))

    def start_elsewhere(self) -> None:
        """The same rule from the other side of the lowest point."""
        run = self.recording.companions.get("other side")
        if run is None:
            return
        other = WeightRun(run, OTHER_RUN, window=self.shown.window)
        riding, arrows, slope = self.ride(other, self.theme.run3, radius=BALL - 2)
        key = "other_side" if run.gradients[0, 0] < 0 else "other_side_left"
        self.beat(key, vanish(self.riding.tangent, self.slope, self.weight))
        self.play(for_now(riding.drop, riding.point, riding.tangent, slope))
        self.add(arrows)
        self.bring_to_front(riding.tangent, riding.point)
        self.play(other.walk())
        self.walkers.append((other, riding, arrows))

    def close(self) -> None:
        """In the dark all set out again: of the curve they find the slopes, one after the other."""
        valley = self.hills.ground, self.hills.line
        walkers = self.walkers[::-1]
        walking = [part for _, riding, arrows in walkers for part in (arrows, riding.point)]
        told = self.riding.drop, self.riding.tangent, self.slope, self.weight
        self.beat("take", vanish(*self.on_stage(*walking, *told), *valley))
        found = VGroup()
        for player, *_ in self.walkers:
            player.stand(0)
            found.add(self.slopes_found(player))
        self.add(found)
        self.play(appear(*walking))
        self.play(*(each.go(each.settled, run_time=AGAIN) for each, *_ in self.walkers))
        self.play(appear(*valley, run_time=DAWN))
        self.let_stand(LAST)

    def slopes_found(self, player: "WeightRun") -> VMobject:
        """The tangents where a run has been, but for those that would lie on one another."""
        riding = RidingPoint(self.hills, player.slice, player.place, length=TRAIL)
        apart, kept = LEAST_APART * (self.hills.x.high - self.hills.x.low), dict[int, float]()
        for step, place in enumerate(player.path.tolist()):
            if all(abs(place - other) > apart for other in kept.values()):
                kept[step] = place
        tangents = {step: polyline(riding.tangent_at(place)) for step, place in kept.items()}

        def outline() -> FloatArray:
            seen = (each for step, each in tangents.items() if step <= player.step)
            return np.concatenate([np.zeros((0, 3)), *seen])

        return stroked(outline, self.theme.gradient, 5)


class WeightRun(CurvePlayer):
    """A run of the weight in film time, how its numbers are written, and what is said of it.

    Attributes:
        minimum, centre: where the loss is least; that, or where the run ends.
        window: the weights that are shown.
        weights, slopes, losses: how each is written.
        first: how many steps are told one by one.
        settled: after how many steps no digit of both changes any more.
    """

    def __init__(
        self,
        run: Trajectory,
        seconds: float,
        *,
        first: int = 0,
        window: tuple[float, float] | None = None,
    ) -> None:
        super().__init__(run, aiming=AIMING)
        path, self.first, self.minimum = self.path, first, minimum_of(run.spec)
        self.centre = path[-1] if self.minimum is None else self.minimum
        low, high = self.window = window or window_about(path, self.centre)
        self.weights = sized(max(abs(low), abs(high)), DIGITS)
        self.slopes = sized(np.abs(run.gradients[0, 0]), DIGITS)
        self.losses = sized(max(run.loss[0], 1e-6), 4)
        slopes = np.append(run.gradients[:, 0], run.objective.gradient(run.parameters[-1]))
        told = (path, self.weights), (slopes[: len(path)], self.slopes)
        written = [np.round(each / how.step) for each, how in told]
        moving = [np.flatnonzero(each != each[-1]) for each in written]
        last = max(int(each[-1]) + 1 if each.size else 0 for each in moving)
        self.settled = max(min(last, run.n_steps), first)
        moves = np.abs(np.diff(path[first : self.settled + 1]))
        each = np.where(moves > SEEN * (high - low), SEEN_STEP, UNSEEN_STEP)
        each *= min(seconds / max(each.sum(), seconds), 1.0)
        self.pace = lasting(first, each)

    def counted(self) -> int:
        """The step that is counted: from when its point sets out."""
        return self.pace.told(self.clock + (1 - AIMING) * SEEN_STEP)

    def numbers_of_step(self, step: int) -> str:
        """The rule with the numbers of a step, in slots."""
        now, after = self.reading_at(step), self.path[step + 1]
        ways = self.weights.roundings(now.place), self.slopes.roundings(now.slope)
        rate = self.run.spec.learning_rate
        made = worked_update(ways[0], rate, ways[1], after, self.weights.text)
        return f"{WEIGHT} = {update_maths(made, 'beta1')}"

    def again_key(self) -> str:
        """What the second step is beside the first."""
        first, second = self.run.gradients[:2, 0]
        if first * second < 0:
            return "again_beyond"
        return "again_shorter" if abs(second) < abs(first) else "again_longer"

    def run_key(self) -> str:
        """How the steps change."""
        moves = np.diff(self.path[: self.settled + 1])
        if (np.sign(moves) != np.sign(moves[0])).any():
            return "run_turns"
        last = abs(self.reading_at(self.settled).slope)
        flatter = self.minimum is not None and last < FLATTER * abs(self.run.gradients[0, 0])
        return "run_shortens" if flatter and (np.diff(np.abs(moves)) < 0).all() else "run"

    def end_key(self) -> str:
        """How the run ended."""
        low, high = self.window
        if self.run.outcome.startswith("diverged"):
            return "end_diverged"
        if self.minimum is None:
            return "end_never"
        if abs(self.path[-1] - self.minimum) <= SEEN * (high - low):
            slope = self.slopes.text(self.reading_at(self.settled).slope)
            return "end_arrived" if slope == self.slopes.text(0) else "end_near"
        leaps = line_ending(self.run, self.minimum) in ("leaps", "away")
        return "end_leaps" if leaps else "end_moving"
