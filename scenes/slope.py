"""The slope of the loss over one weight: which way to step, how far, and the rule that says so."""

from dataclasses import replace

import numpy as np
from manim import DL, UR, Mobject, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    SIZES,
    Box,
    ByShape,
    CurvePlayer,
    Edge,
    FloatArray,
    FormulaBoard,
    Label,
    Mosaic,
    Number,
    Panel,
    Plot,
    RidingPoint,
    Row,
    RunOptions,
    Runs,
    RunSpec,
    Trajectory,
    WorkedStory,
    appear,
    arrive,
    arrow_along,
    as_given,
    at,
    before_slots,
    bottom_of,
    dim,
    fitted,
    for_now,
    fractions,
    frozen_model,
    in_maths,
    in_turn,
    input_size,
    is_flat,
    is_one_weight,
    is_tall,
    keep,
    lasting,
    late,
    led_in,
    line_ending,
    minimum_of,
    objective_of,
    one_weight_spec,
    pixels,
    polyline,
    reveal,
    rounded,
    scale,
    set_share,
    sized,
    slots,
    steadily,
    stroked,
    to,
    update_maths,
    vanish,
    window_about,
    within,
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
SEEN_STEP, UNSEEN_STEP = 0.36, 0.11
"""Seconds of a step that is seen to move, and of one of which only the numbers tell."""
RUN, OTHER_RUN = 6.2, 5.0
"""Seconds that the other steps may take, and those of the run from the other side."""
SEEN = 0.002
"""So much of the window is seen as a move of that."""
DIGITS = 5
"""Digits of the weight that are shown."""
FLATTER = 0.25
"""A run comes near the bottom if the slope is at the end so many times that at the start."""

SAMPLES = 161
BELOW, ABOVE = 0.26, 0.05
"""Room below the lowest point, where steps are, and above the highest, of the curve's height."""
RISE, TURNED, WHOLE = 12.0, 30.0, 32.0
"""Of arrows above the axis, in pixels: of steps one way, of those that turn back, of all of it."""
SIDE, UP = 84.0, 44.0
"""From the point to the number of its slope, in pixels."""
STACKED = {-1: 26.0, 1: 36.0}
"""How far a word of the question, by its way, is above the other where it has no room beside."""
GUESS = 0.13
"""Of the arrows of the question, as a share of the axis."""
NEAR, SPARE, BESIDE_END = 1.45, 0.012, 0.12
"""How near the camera comes to the end of the run, and what it sees left of the numbers of the loss
and right of that end, as fractions of the frame's width."""
TRAIL, LEAST_APART = 92.0, 0.09
"""Length in pixels of the tangents that are recalled, and how far apart they are at the least."""

MOST_TERMS, MOST_ROWS = 4, 5
NAME_ROOM, OUTCOME_ROOM, CHANGE_ROOM = 6.5, 12.0, 10.0
"""Of a feature's name on the plate, of what the model tells, and of the name of the weight that has
changed, in em."""
PADDING = 0.017
"""Of numbers side by side: they begin where the text of the board below does."""
BESIDE_RULE = 0.33
"""Where the numbers of a step begin at the least, as a fraction of the frame's width."""
HELD = 0.5
"""The share of their opacity that is left to parameters that are held."""
ACROSS = 0.85
"""How far beyond the middle of the window the weight is moved by hand, in ways to it."""
NEARING, BACK, RECALLING = 3.2, 3.0, 2.6
"""Seconds in which the camera comes near and goes back, and in which all slopes come again."""
LAST = 1.9
"""Seconds that the last picture stands."""
DERIVATIVE, WEIGHT = "gradient((partial L)/(partial w))", "beta1(w)"


class Slope(WorkedStory):
    """From a start to the lowest point of a loss over one weight, by its slope alone."""

    places = ByShape(
        Mosaic("FP;BB", (2, 1), (8, 3), Box(0.05, 0.95, 0.2, 0.95)),
        tall=Mosaic("F;P;B", heights=(19, 4, 12), area=Box(0.05, 0.95, 0.21, 0.95)),
    )
    figure_part = ByShape(Box(0.093, 0.964, 0.177, 0.803), tall=Box(0.144, 0.989, 0.176, 0.749))
    near_part = ByShape(Box(-0.034, 1.028, 0.075, 1.055), tall=Box(-0.022, 1.0, 0.153, 0.904))
    title_rise = ByShape(0.025, tall=0.018)
    note_edge: ByShape[Edge] = ByShape("right", tall="left")
    note_at = ByShape((0.964, 0.121), tall=(0.0, 0.051))

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
        self.say_what_was_learned()
        self.close()

    def prepare(self) -> None:
        """Make what several beats share: the curve, the plate and the board."""
        theme, label = self.theme, self.label
        self.shown = shown = WeightRun(self.run, RUN, first=min(ONE_BY_ONE, self.run.n_steps))
        self.read, self.paths = shown, [shown.path]
        self.data, self.held = objective_of(self.run).dataset, frozen_model(self.run.spec)
        (self.chosen,) = self.held.free
        self.feature = self.texts.column(self.data.feature_names[self.chosen - 1])
        low, high = shown.window
        losses = shown.slice.losses(np.linspace(low, high, SAMPLES))
        least, most = float(np.nanmin(losses)), float(np.nanmax(losses))
        below, above = BELOW * (most - least), ABOVE * (most - least)
        self.plot = Plot(
            theme,
            scale(low, high),
            scale(least - below, most + above, count=4),
            box=self.places["F"].part(self.figure_part),
            x_title=label(
                "weight_of" if self.data.is_scaled else "weight_of_plain", name=self.feature
            ),
            y_title=label("loss_axis"),
            y_title_rise=self.title_rise,
        )
        self.reach = ValueTracker(shown.path[0]), ValueTracker(shown.path[0])
        self.curve = self.plot.curve(shown.slice.losses, theme.full_loss, between=self.reached)
        self.riding, self.arrows, self.slope = self.ride(shown, theme.point)
        self.board = FormulaBoard(theme, top=self.places["B"].top)
        self.draw_plate()
        self.keep_still(self.plate, self.board, *self.plot.titles)

    def reached(self) -> tuple[float, float]:
        """From where to where the curve is known."""
        low, high = (each.get_value() for each in self.reach)
        return low, max(high, low + 1e-6)

    def ride(
        self, player: "WeightRun", colour: str, radius: float = 11.0
    ) -> tuple[RidingPoint, VGroup, Number]:
        """A run on the curve: its point, its steps along the axis, and the slope in a number."""
        riding = RidingPoint(
            self.plot, self.shown.slice, player.place, colour=colour, radius=radius
        )
        moves = np.sign(np.diff(player.path))
        arrows = VGroup()
        for step, way in enumerate(moves):

            def ends(step: int = step) -> tuple[float, float]:
                done = min(max(player.aimed(), step), step + 1)
                return float(player.path[step]), player.place_at(done)

            rise = RISE if way == moves[0] else TURNED
            arrows.add(arrow_along(self.plot, ends, colour, rise=rise, width=6.0))

        def beside() -> FloatArray:
            """Inside the valley, above the point: to the left of a rising curve's."""
            where = riding.where()
            if where is None:
                return np.array([0.0, 100.0, 0.0])
            steepness = self.shown.slice.slope(player.place()) / abs(self.run.gradients[0, 0])
            aside = -float(np.clip(steepness * 1.5, -1, 1))
            up = UP * (1.25 - 0.75 * abs(aside))
            return np.asarray(where + np.array([pixels(SIDE * aside), pixels(up), 0.0]))

        slope = Number(
            lambda: player.reading().slope, self.shown.slopes.text, colour=self.theme.gradient
        )
        return riding, arrows, slope.place(beside, "centre")

    def draw_plate(self) -> None:
        """All parameters, their loss, its slope and the step; side by side without those held."""
        theme, shown, label = self.theme, self.shown, self.label
        first, write, values = shown.reading_at(0), shown.weights.text, self.held.values
        place = self.places["P"]
        self.plate = plate = Panel(theme, top=place.top, left=place.left)
        names = label("bias"), *self.texts.column_labels(self.data.feature_names, NAME_ROOM)
        name = self.math(WEIGHT, size=SIZES.label) if is_tall() else names[self.chosen]
        widest = write(-max(map(abs, shown.window)))
        weight = Row(name, lambda: self.read.reading().place, write, theme.beta1, widest)
        others = (
            Row(
                label("full_loss"),
                lambda: self.read.reading().loss,
                shown.losses.text,
                theme.full_loss,
                shown.losses.text(first.loss),
            ),
            Row(
                label("slope"),
                lambda: self.read.reading().slope,
                shown.slopes.text,
                theme.gradient,
                shown.slopes.text(-first.slope),
            ),
            Row(
                label("step"),
                lambda: self.read.reading().step,
                0,
                widest=str(self.run.n_steps),
            ),
        )
        self.held_rows: list[Mobject] = []
        if is_tall():
            left, right = plate.edges
            plate.left, plate.right = left + PADDING, right - PADDING
            numbers = plate.numbers(weight, *others)
        else:
            rest = [index for index in range(len(values)) if index != self.chosen]
            if len(values) > MOST_ROWS:
                rest = rest[: MOST_ROWS - 2]
            for index in sorted((*rest, self.chosen)):
                if index == self.chosen:
                    numbers = plate.numbers(weight)
                else:
                    plate.row(names[index], values[index], write, colour=theme.muted)
                    self.held_rows.append(plate.rows[-1])
            if left_over := len(values) - 1 - len(rest):
                plate.note(label("more_held", count=left_over))
                self.held_rows.append(plate.rows[-1])
            plate.rule()
            numbers += plate.numbers(*others)
        self.weight_now, self.loss_now, self.slope_now, _ = numbers
        *_, self.loss_row, self.slope_row, self.step_row = plate.rows

    def ask(self) -> None:
        """The model with all its parameters, and the loss that it has, as a point."""
        start = self.shown.path[0]
        outcome = self.texts.class_label(self.data, 1, OUTCOME_ROOM)
        written = self.written_weights()
        terms = ["b"]
        for before, index in zip((0, *written), written, strict=False):
            terms += ["dots"] * (index > before + 1)
            terms.append(f"{WEIGHT} x" if index == self.chosen else f"w_{index} x_{index}")
        model = self.board.titled(
            self.label("model", name=outcome), f"model(p) = sigma({' + '.join(terms)})"
        )
        self.add(self.plot, self.board)
        set_share(self.board, 0)
        self.beat(
            "ask" if self.recording.options.start is None else "ask_given",
            appear(self.board, self.plate.surface, self.riding.point, self.riding.drop),
            self.board.write(model),
            loss=self.shown.losses.text(self.shown.reading_at(0).loss),
        )
        self.play(in_turn(self.known(model), 1.4))
        asked, way = ValueTracker(0.0), GUESS * (self.plot.x.high - self.plot.x.low)
        guesses = VGroup()
        for sign, key in ((-1, "down"), (1, "up")):

            def ends(sign: int = sign) -> tuple[float, float]:
                return start, start + asked.get_value() * sign * way

            guesses.add(
                arrow_along(self.plot, ends, self.theme.muted, rise=RISE), self.guess(key, sign)
            )
        self.add(guesses)
        seconds = self.left_to_read()
        self.play(to(asked, 1.0, run_time=seconds), for_now(guesses, run_time=seconds))

    def written_weights(self) -> list[int]:
        """The weights that the model is written with."""
        count = self.data.n_features
        listed = range(1, count + 1) if count <= MOST_TERMS else {1, self.chosen, count}
        return sorted(listed)

    def known(self, model: VMobject) -> list[Mobject]:
        """All parameters and the loss; in a tall frame those that are held are below the model."""
        rows = self.plate.rows
        if not is_tall():
            return rows[: rows.index(self.loss_row) + 1]
        write, values = self.shown.weights.text, self.held.values
        listed = [
            f"{f'w_{each}' if each else 'b'}={in_maths(write(values[each]))}"
            for each in (0, *self.written_weights())
            if each != self.chosen
        ]
        more = ["dots"] * (self.data.n_features > MOST_TERMS)
        held = self.board.column.formula(" quad ".join([*listed, *more]), bottom_of(model))
        self.held_rows = [held]
        self.board.written.append(held)
        self.keep_still(held)
        return [rows[0], held, self.loss_row]

    def guess(self, key: str, sign: int) -> Label:
        """What is asked of one way, beside the start, or above the other where there's no room."""
        word = Label(self.label(key), size=SIZES.label, colour=self.theme.muted)
        foot = self.plot.point(self.shown.path[0], self.plot.y.low)
        low, high = self.plot.point(self.plot.x.low, 0)[0], at(1 - GRID.margin, 0)[0]
        stacked = word.width > (high - foot[0] if sign > 0 else foot[0] - low) - pixels(12)
        at_left = (sign > 0) != stacked
        aside = pixels(12 if at_left else -12)
        up = pixels(32 + STACKED[sign] * stacked)
        return word.place(foot + np.array([aside, up, 0]), "left" if at_left else "right")

    def hold_the_others(self) -> None:
        """The weight is moved by hand, and its loss is traced."""
        (low, high), (lower, upper), hand = self.shown.window, self.reach, self.shown.hand
        self.by_hand = self.note("by_hand")
        self.add(self.curve)
        self.bring_to_back(self.mobjects[0], self.curve)
        self.beat("hold", dim(*self.held_rows, share=HELD), for_now(self.by_hand))
        self.play(to(hand, high, run_time=0.7), to(upper, high, run_time=0.7))
        self.play(to(hand, low, run_time=1.8), to(lower, low, run_time=1.8))
        self.play(to(hand, self.shown.path[0], run_time=1.6))

    def try_to_solve(self) -> None:
        """The slope is zero at the lowest point, but no formula gives the weight there."""
        board, n, low = self.board, self.data.n, self.shown.minimum
        zero, inside = board.cells(
            (
                self.label("zero", count=n),
                f"{DERIVATIVE} = 1 / {n} sum (slotp(model(p)) - y) x slotzero(= 0)",
            ),
            (
                self.label("inside", count=n),
                f"slotp(model(p)) = sigma(b + dots + slotweight({WEIGHT}) x + dots)",
            ),
        )
        p, equals = slots(zero).values()
        self.beat(
            "solve_never" if low is None else "solve",
            keep(self.by_hand),
            self.outlined(zero),
            appear(p, *before_slots(zero)["zero"]),
            for_now(equals) if low is None else [],
        )
        self.play(appear(self.riding.tangent, self.slope, self.slope_row))
        if low is None:
            return
        self.play(to(self.shown.hand, low, run_time=1.6))
        outline = self.outlined(inside, keep=True)
        self.play(for_now(equals), for_now(inside, by=outline))
        self.play(reveal(inside, p=p))
        self.play(appear(*led_in(inside, "weight"), *before_slots(inside)[""]))
        weight = slots(inside)["weight"].get_center()
        self.play(arrive(weight, self.theme, colour=self.theme.beta1))

    def find_the_slope(self) -> None:
        """Back at the start, where the slope isn't zero."""
        self.beat(
            "rises_right" if self.run.gradients[0, 0] > 0 else "rises_left", keep(self.by_hand)
        )
        self.play(to(self.shown.hand, self.shown.path[0], run_time=self.left_to_read()))

    def say_which_way(self) -> None:
        """The point goes over the valley; the arrow turns with the slope."""
        shown, rate = self.shown, self.run.spec.learning_rate
        middle = sum(shown.window) / 2

        def ends() -> tuple[float, float]:
            place = shown.place()
            return place, place - rate * shown.slice.slope(place)

        self.arrow = arrow_along(self.plot, ends, self.theme.point, rise=RISE)
        self.by_hand = self.note("step_from_here")
        self.beat("sign", appear(self.arrow), for_now(self.by_hand))
        beyond = middle + ACROSS * (middle - shown.path[0])
        self.play(to(shown.hand, beyond, run_time=self.left_to_read()))

    def say_how_far(self) -> None:
        """The rule; the point comes back to where the run starts."""
        rate = as_given(self.run.spec.learning_rate)
        rule = self.board.titled(
            self.label("rule_title", rate=rate),
            f"{WEIGHT} arrow.l {WEIGHT} - eta {DERIVATIVE}",
        )
        self.beat("rule", keep(self.by_hand), self.board.wipe(), self.board.write(rule))
        self.below_rule, self.beside_rule = (
            self.board.next_top,
            max(self.board.next_left, BESIDE_RULE),
        )
        self.numbers: VMobject = VGroup()
        self.play(to(self.shown.hand, self.shown.path[0], run_time=self.left_to_read()))

    def take_a_step(self, step: int) -> None:
        """The rule with its numbers, and the step that it says."""
        (cell,) = self.board.cells(
            (self.label("numbers", step=step + 1), self.shown.numbers_of_step(step)),
            left=self.beside_rule,
            top=self.below_rule,
        )
        self.beat(
            "step" if step == 0 else self.shown.again_key(),
            vanish(self.numbers),
            self.outlined(cell, keep=True),
            appear(self.step_row),
            weight=self.shown.weights.text(self.shown.path[step + 1]),
        )
        self.numbers = cell
        self.play(reveal(cell, weight=self.weight_now, rate=None, slope=self.slope_now))
        self.play(appear(*led_in(cell, "result")))
        if step == 0:
            self.play(vanish(self.arrow, run_time=0.2))
            self.add(self.arrows)
            self.bring_to_front(self.riding.tangent, self.riding.point)
        self.play(self.shown.go(step + 1, run_time=2.2))

    def go_on(self) -> None:
        """The steps that follow, as they were recorded, from nearer."""
        self.left_out: list[Mobject] = []
        if not self.shown.pace.seconds:
            return
        view, end = self.near_view(), self.on_curve(self.shown.path[-1])
        left = GRID.margin - SPARE
        across = view.right - view.left
        zoom = min(NEAR, across / (fractions(end)[0] + BESIDE_END - left))
        place = at(left + across / 2 / zoom, 0.0)
        place[1] = end[1]
        self.left_out = self.cut_from_near(place, zoom)
        self.beat(self.shown.run_key(), vanish(self.numbers, *self.left_out))
        seconds = self.left_to_read(least=self.shown.pace.seconds)
        near = self.focus(place, zoom, window=view, run_time=NEARING)
        self.play(self.shown.walk(seconds=seconds), near)

    def near_view(self) -> Box:
        """What is seen of the frame when the camera is near."""
        return self.places["F"].part(self.near_part)

    def cut_from_near(self, place: FloatArray, zoom: float) -> list[Mobject]:
        """What the sides cut while a place is in the middle, and the loss's name on the curve."""
        view = self.near_view()
        middle = at((view.left + view.right) / 2, (view.top + view.bottom) / 2)

        def seen(points: FloatArray) -> FloatArray:
            return np.asarray(middle + zoom * (points - place))

        def corners(each: Mobject) -> FloatArray:
            return np.array([each.get_corner(DL), each.get_corner(UR)])

        numbers, name = [*self.plot.x_axis, *self.plot.y_axis], self.plot.titles[1]
        cut = [each for each in numbers if len(within(view, seen(corners(each)))) < 2]
        (low, high), curve = corners(name), seen(self.curve.points)
        covered = ((curve > low - pixels(8)) & (curve < high + pixels(8)))[:, :2].all(axis=1)
        return [*cut, name] if covered.any() else cut

    def look_at_the_end(self) -> None:
        """Where the run ended."""
        end, key = self.shown.reading_at(self.shown.settled), self.shown.end_key()
        self.beat(key, loss=self.shown.losses.text(end.loss), step=end.step)
        if key in ("end_arrived", "end_near"):
            self.play(arrive(self.on_curve(self.shown.path[-1]), self.theme))
        back = appear(*self.left_out, run_time=BACK, rate_func=late)
        self.play(self.pull_out(run_time=BACK), back)

    def start_elsewhere(self) -> None:
        """The same rule from the other side of the lowest point."""
        run = self.recording.companions.get("other side")
        if run is None:
            return
        other = WeightRun(run, OTHER_RUN, window=self.shown.window)
        riding, arrows, slope = self.ride(other, self.theme.run1, radius=9.0)
        start = self.shown.weights.text(other.path[0])
        named = self.note("second_run", colour=self.theme.run1, weight=start)
        key = "other_side" if run.gradients[0, 0] < 0 else "other_side_left"
        self.beat(key, vanish(self.riding.tangent, self.slope))
        self.read = other
        self.play(for_now(riding.drop, riding.point, riding.tangent, slope, named))
        self.add(arrows)
        self.bring_to_front(riding.tangent, riding.point)
        self.play(other.walk())
        self.paths.append(other.path)

    def say_what_was_learned(self) -> None:
        """What the weight says now."""
        shown, label = self.shown, self.label
        first, last = (shown.reading_at(each) for each in (0, shown.settled))
        name = self.data.feature_names[self.chosen - 1]
        short = fitted(
            self.texts.column(name, CHANGE_ROOM), CHANGE_ROOM, in_chinese=self.texts.in_chinese
        )
        weight, loss = shown.weights.text, shown.losses.text
        learned = in_maths(weight(last.place))
        cells = self.board.cells(
            (
                label("weight_change", name=short),
                changed("beta1", weight(first.place), weight(last.place)),
            ),
            (label("loss_held"), changed("fullloss", loss(first.loss), loss(last.loss))),
            (label("in_p"), f"model(p) = sigma(b + dots + (beta1({learned})) x + dots)"),
        )
        kind = "turned" if shown.path[0] * shown.path[-1] < 0 else "stayed"
        sign = "positive" if shown.path[-1] > 0 else "negative"
        self.beat(f"{kind}_{sign}", self.outlined(*cells), x=self.feature)
        self.read = shown
        for cell, now in zip(cells, (self.weight_now, self.loss_now), strict=False):
            self.play(reveal(cell, before=None, after=now))
        gone, start = ValueTracker(0.0), float(shown.path[0])

        def ends() -> tuple[float, float]:
            return start, start + gone.get_value() * float(shown.path[-1] - start)

        way = arrow_along(self.plot, ends, self.theme.beta1, rise=WHOLE, width=7.0)
        self.add(way)
        note = self.note("whole_way", colour=self.theme.beta1)
        self.play(to(gone, 1.0, run_time=2.0), for_now(note), for_now(way, by=()))

    def close(self) -> None:
        """All that the run has ever known of the curve are its slopes."""
        recalled = ValueTracker(0.0)
        measured = self.note("measured", colour=self.theme.gradient)
        self.beat("take", dim(self.curve), vanish(self.riding.drop), measured)
        for path in self.paths:
            tangents = self.tangents_along(path)

            def outline(tangents: list[FloatArray] = tangents) -> FloatArray:
                count = int(np.ceil(recalled.get_value() * len(tangents)))
                return np.concatenate([np.zeros((0, 3)), *tangents[:count]])

            colour = self.theme.gradient
            self.add(stroked(outline, colour, 4))
        self.bring_to_front(self.riding.point)
        self.play(steadily(recalled, 1.0, RECALLING))
        self.let_stand(LAST)

    def tangents_along(self, path: FloatArray) -> list[FloatArray]:
        """The tangents at the places of a run, but for those that would lie on one another."""
        riding = RidingPoint(self.plot, self.shown.slice, lambda: 0.0, length=TRAIL)
        apart = LEAST_APART * (self.plot.x.high - self.plot.x.low)
        kept: list[float] = []
        for place in path.tolist():
            if not kept or min(abs(place - other) for other in kept) > apart:
                kept.append(place)
        return [polyline(riding.tangent_at(place)) for place in kept]

    def on_curve(self, place: float) -> FloatArray:
        """A place of the curve (3,)."""
        return self.plot.point(place, self.shown.slice.loss(place))

    def note(self, key: str, *, colour: str | None = None, **values: object) -> VMobject:
        """A remark above the figure."""
        said = self.label(key, **values)
        place = self.places["F"].at(*self.note_at)
        return self.text(said, *place, edge=self.note_edge, colour=colour)


class WeightRun(CurvePlayer):
    """A run of the weight in film time, how its numbers are written, and what is said of it.

    Attributes:
        minimum: where the loss is least.
        window: the weights that are shown.
        weights, slopes, losses: how each is written.
        first: how many steps are told one by one.
        settled: after how many steps no digit of the weight changes any more.
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
        centre = float(path[-1]) if self.minimum is None else self.minimum
        low, high = self.window = window or window_about(path, centre)
        self.weights = sized(max(abs(low), abs(high)), DIGITS)
        self.slopes = sized(float(np.abs(run.gradients[0, 0])), DIGITS - 1)
        self.losses = sized(max(float(run.loss[0]), 1e-6), 4)
        written = np.round(path / self.weights.step)
        moving = np.flatnonzero(written != written[-1])
        self.settled = max(int(moving[-1]) + 1 if moving.size else 0, first)
        moves = np.abs(np.diff(path[first : self.settled + 1]))
        each = np.where(moves > SEEN * (high - low), SEEN_STEP, UNSEEN_STEP)
        each *= min(seconds / max(float(each.sum()), seconds), 1.0)
        self.pace = lasting(first, each)

    def numbers_of_step(self, step: int) -> str:
        """The rule with the numbers of a step, in slots."""
        now, after = self.reading_at(step), float(self.path[step + 1])
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


def changed(token: str, before: str, after: str) -> str:
    """What a number was, and what it is now, for Typst."""
    return f"slotbefore({token}({in_maths(before)})) arrow.r slotafter({token}({in_maths(after)}))"
