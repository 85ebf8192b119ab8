"""A neuron: regression with several features as a network, before and after it is trained."""

from collections.abc import Sequence
from itertools import chain, product
from typing import Any

import numpy as np
from manim import (
    LEFT,
    Animation,
    AnimationGroup,
    Create,
    LaggedStart,
    Line,
    Mobject,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    DIMMED,
    MLP,
    PAUSE,
    PUSH,
    SIZES,
    Box,
    ByShape,
    Edge,
    FloatArray,
    FormulaBoard,
    Label,
    LogisticRegression,
    Marks,
    ModelObjective,
    MovingPlot,
    Network,
    Number,
    RedrawnPath,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    SamplePass,
    Scale,
    Theme,
    Trajectory,
    WorkedStory,
    appear,
    arrive,
    at,
    at_step,
    backed,
    become,
    before_slots,
    between_steps,
    dash_points,
    dim,
    disc,
    drawn_rows,
    filled,
    fractions,
    framed,
    is_tall,
    jitter,
    math,
    number_text,
    objective_of,
    offset,
    paced,
    percent,
    pixels,
    reveal,
    row_to_show,
    runs,
    scale,
    sentence_lines,
    set_share,
    share_of_width,
    sigmoid,
    slots,
    stamped,
    still_number,
    stroke,
    to,
    travels,
    triangle,
    vanish,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

PLACE = 210
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 200,
    "seed": 0,
    "row": 123,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with 2 to 5 features"

INPUTS = range(2, 6)
"""How many there may be."""
SHOWN, LONGEST = 60, 6.0
"""How many of a run's steps are shown at the most, and the seconds that it takes at the most."""
QUICK, SLOWLY, EACH, PULSE = 0.25, 2.0, 0.3, 0.9
"""Seconds in which one of several things appears, in which many things move, in which each of some
appears in turn, and in which a pulse comes to the unit."""
AT_REST = 2.3
"""Seconds that the last picture stands."""
RING = 34.0
"""Pixels from a unit's centre to the ring that marks it."""
ZOOM, ABOVE_BOARD = 1.4, Box(left=0.0, right=1.0, top=0.185, bottom=0.765)
"""How near the camera comes to the sigmoid, and where the figure is seen then."""
RIGHT_EDGE, LOSS_WIDTH, LOSS_HEIGHT = 0.95, 112.0, 58.0
"""Where what stands at the right ends; the frame about the loss, in pixels."""
BETWEEN_COUNTERS, LEAST_COUNTER = 0.055, 0.09
"""Fractions of the frame's width between two counters, and that one takes at the least."""
BETWEEN = Scale(-0.32, 1.32, (0.0, 0.5, 1.0))
SPREAD = 0.16
WIDEST = 40.0
"""Sums beyond this size, after steps far too long, stand at the end of the axis."""


class Neuron(WorkedStory):
    """A row goes through a neuron with random weights; then all rows do, and it is trained."""

    board_top = ByShape(0.772, tall=0.765)
    # Where the network is while it has the frame for itself, and beside a plot or above it; how far
    # the bias is right of the unit's middle and below it, where in a tall frame a line goes down.
    alone = ByShape(Box(0.258, 0.76, 0.29, 0.685), tall=Box(0.46, 0.87, 0.30, 0.645))
    with_plot = ByShape(Box(0.258, 0.47, 0.29, 0.685), tall=Box(0.46, 0.87, 0.277, 0.4995))
    bias_alone = ByShape((0.0, -92.0), tall=(0.0, -108.0))
    bias_with_plot = ByShape((0.0, -92.0), tall=(-54.0, -90.0))
    # The curve while one row is spoken of, and all; the share of its axis in which ticks are named.
    small_plot = ByShape(Box(0.585, 0.775, 0.345, 0.595), tall=Box(0.56, 0.885, 0.575, 0.692))
    large_plot = ByShape(Box(0.585, 0.925, 0.29, 0.62), tall=Box(0.16, 0.90, 0.565, 0.692))
    ticked = ByShape(0.9, tall=0.8)
    # The right end of what is above the large plot, and the left one of what is below it.
    above_plot, below_plot = (
        ByShape((0.925, 0.278), tall=(0.845, 0.554)),
        ByShape((0.585, 0.72), tall=(0.16, 0.752)),
    )
    # The room of an input's name and of a class, in em.
    name_room, truth_room = ByShape(8.2, tall=7.3), ByShape(8.0, tall=7.5)
    # Baselines of the two classes, and of what the edges' colours mean.
    answer_lines, sign_lines = (
        ByShape((0.36, 0.64), tall=(0.315, 0.71)),
        ByShape((0.28, 0.335), tall=(0.715, 0.746)),
    )
    # The right edge of p, the truth and the loss; what stands there, and the middle of its frame.
    column, p_place, p_line = (
        ByShape(0.95, tall=0.43),
        ByShape((0.95, 0.315), tall=(0.265, 0.602)),
        ByShape(0.375, tall=0.602),
    )
    truth_line, class_line = ByShape(0.445, tall=0.64), ByShape(0.495, tall=0.672)
    loss_place, box_line = ByShape((0.95, 0.585), tall=(0.21, 0.729)), ByShape(0.645, tall=0.721)
    # Of what is said of the points the first baseline, and from one to the next.
    legend_lines = ByShape((0.823, 0.049), tall=(0.861, 0.0272))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of a logistic regression from weights that the seed draws.

        Raises:
            RequestError: there are other than two classes, one feature or too many, or the data
                have no such row as is to be shown.
        """
        main = options.recorded or drawn_spec(options)
        row_to_show(main, options.row)
        return {"main": main}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a logistic regression with several features, and not too many."""
        objective = spec.objective
        return (
            isinstance(objective, ModelObjective)
            and isinstance(objective.model, LogisticRegression)
            and objective.dataset.n_features in INPUTS
        )

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.prepare()
        self.ask()
        self.enter()
        self.weigh()
        self.name_the_parameters()
        self.add_up()
        self.activate()
        self.compare()
        self.measure()
        self.judge_all()
        self.train()
        self.look_again()
        self.look_at_one()

    def prepare(self) -> None:
        """Take the run, and make what stays on the stage."""
        theme, texts, row = self.theme, self.texts, self.recording.options.row
        self.player = player = NeuronRun(self.run, row_to_show(self.run.spec, row))
        self.data = data = player.data
        self.count, columns = data.n_features, data.feature_names
        self.before, self.after = player.passed(0), player.passed(self.run.n_steps)
        inputs = [
            (name, texts.value(column, f"{value:g}") or maths.measured(value))
            for name, column, value in zip(
                texts.column_labels(columns, room=self.name_room),
                columns,
                data.features[player.row].tolist(),
                strict=True,
            )
        ]
        self.wide, self.narrow = (
            NeuronDiagram(theme, player, inputs, *place)
            for place in ((self.alone, self.bias_alone), (self.with_plot, self.bias_with_plot))
        )
        self.diagram = self.wide
        self.board = FormulaBoard(theme, top=self.board_top)
        self.keep_still(self.board)
        self.prepare_plot()

    def prepare_plot(self) -> None:
        """The sigmoid over the sum z, with the row that is shown, and all rows by their class."""
        theme, style = self.theme, {"stroke_color": self.theme.muted, "stroke_width": stroke(2)}
        self.slid, self.spread = ValueTracker(0), ValueTracker(0)
        across = self.axis_of_sums()
        self.plot = plot = MovingPlot(theme, across, BETWEEN, box=self.small_plot, x_title="")
        z, p = (math(each, theme, size=SIZES.label) for each in ("z", "model(p)"))
        z.place(plot.point(across.high, BETWEEN.low) + offset(8, -33))
        p.place(plot.point(across.low, BETWEEN.high) - offset(34))
        plot.hold(z, 1.0, 0.0)
        plot.hold(p, 0.0, 1.0)
        self.letters = VGroup(z, p)
        self.curve = plot.curve(sigmoid, theme.model, width=4.5)
        self.point = RingedPoint(self.where, theme, radius=10)

        def drop() -> FloatArray:
            start, foot = self.where() - offset(0, 12), self.where()
            foot[1] = plot.point(0.0, BETWEEN.low)[1]
            return dash_points(start, foot)

        def border() -> FloatArray:
            return dash_points(plot.point(0.0, BETWEEN.low), plot.point(0.0, BETWEEN.high))

        self.drop, self.border = RedrawnPath(drop, **style), RedrawnPath(border, **style)
        self.drawn, self.offsets = drawn_rows(self.data), jitter(self.data.n, SPREAD)
        self.rows = VGroup(*(self.rows_of(*kind) for kind in product((0, 1), (False, True))))

    def axis_of_sums(self) -> Scale:
        """An axis of z that is as long on both sides of zero."""
        sums = np.abs(self.player.sums)
        reach = max(1.12 * min(float(sums[np.isfinite(sums)].max(initial=1.0)), WIDEST), 2.0)
        ticks = scale(-reach, reach, count=5).ticks
        named = tuple(each for each in ticks if abs(each) < self.ticked * reach)
        return Scale(-reach, reach, named)

    def where(self) -> FloatArray:
        """Where the shown row is on the curve, (3,), at an end of the axis if it is beyond.

        It comes from a sum of zero, and is then at its own at each step.
        """
        sums = self.slid.get_value() * self.player.drawn_sums()[[self.player.row]]
        z = np.clip(sums, self.plot.x.low, self.plot.x.high)
        return np.asarray(self.plot.points_at(z, sigmoid(z))[0])

    def rows_of(self, label: int, right: bool) -> RedrawnPath:
        """The rows of a class that are judged right, or wrong, as far as they have come."""
        own, plot = self.drawn[self.data.target[self.drawn] == label], self.plot
        shape = triangle(4.2) if label else disc(4.2)

        def outline() -> FloatArray:
            sums = self.player.drawn_sums()
            come = own[own < self.spread.get_value() * len(sums)]
            chosen = come[((sums[come] > 0) == bool(label)) == right]
            within = np.clip(sums[chosen], plot.x.low, plot.x.high)
            return stamped(shape, plot.points_at(within, label + self.offsets[chosen]))

        return filled(outline, self.theme.of_class(label), 0.85 if right else DIMMED)

    def small(
        self,
        content: str,
        place: tuple[float, float],
        colour: str,
        edge: Edge = "right",
        size: float = SIZES.smallest,
    ) -> Label:
        """A line of text at fractions of the frame."""
        return Label(content, size=size, colour=colour).place(at(*place), edge)

    def ask(self) -> None:
        """What is known of one row, and two answers."""
        diagram, theme = self.diagram, self.theme
        self.answers = []
        for label, y in zip((1, 0), self.answer_lines, strict=True):
            content, colour = self.class_name(label), theme.of_class(label)
            name = self.small(content, (RIGHT_EDGE, y), colour, size=SIZES.label)
            self.answers.append(self.marked(name, label, 18, 8))
        ends = map(diagram.network.rims, diagram.network.edges)
        self.lines = [Line(*each, color=theme.line, stroke_width=stroke(2)) for each in ends]
        inputs, unit = diagram.network.nodes
        self.beat(
            "ask",
            appear(*inputs, *unit, diagram.question),
            self.one_by_one(*diagram.labels),
            count=self.count,
            label=self.class_name(1),
        )
        self.play(LaggedStart(*map(Create, self.lines), lag_ratio=0.3, run_time=1.2))
        self.play(self.one_by_one(*self.answers))
        self.play(arrive(diagram.network.centre(1, 0), theme, inner=RING))

    def class_name(self, number: int) -> str:
        """A class in words."""
        data = self.data
        return self.texts.class_label(data, number, self.truth_room)

    def marked(self, name: Label, label: int, aside: float, radius: float) -> VGroup:
        """A class's name, with its mark so many pixels left of it."""
        middle = name.get_left() - offset(aside)
        return VGroup(name, Marks(middle[None], label, self.theme, radius=radius))

    def one_by_one(self, *mobjects: Mobject) -> Animation:
        """Let things appear one after the other, each at once."""
        return LaggedStart(*appear(*mobjects, run_time=EACH), lag_ratio=1.0)

    def enter(self) -> None:
        """Each of the row's values goes into an input, one of them with how it is scaled."""
        diagram, scaled = self.diagram, maths.scaling(self.data, self.player.row)
        values = [diagram.value(unit) for unit in range(self.count)]
        ways = [(label[1], value) for label, value in zip(diagram.labels, values, strict=True)]
        self.add(self.board)
        set_share(self.board, 0)
        if scaled is None:
            self.beat("inputs_raw", self.board)
        else:
            unit, formula = scaled
            name = self.texts.column(self.data.feature_names[unit])
            cell = self.board.titled(self.label("standardised", name=name), formula)
            self.beat("inputs", self.board, self.outlined(cell))
            start, end = ways.pop(unit)
            self.fly_in(cell, [start])
            self.land(cell, end)
        self.play(travels(ways, lag=1.0), run_time=SLOWLY)

    def weigh(self) -> None:
        """Edges grow from the inputs to the unit, each with its weight; and the bias."""
        diagram, theme, likelier = self.diagram, self.theme, self.class_name(1)
        self.names = [*map(diagram.parameter_name, range(self.count)), diagram.bias_name]
        self.signs = VGroup()
        keys = ("positive", theme.positive), ("negative", theme.negative)
        for (key, colour), y in zip(keys, self.sign_lines, strict=True):
            name = self.label(key, name=likelier)
            self.signs.add(self.small(name, (RIGHT_EDGE, y), colour))
        self.beat(
            "weights" if self.player.is_random else "weights_start",
            vanish(*self.answers),
            self.signs,
            parameters=self.count + 1,
        )
        edges = diagram.network.edges.values()
        self.play(LaggedStart(*map(Create, edges), lag_ratio=0.6, run_time=1.8))
        self.remove(*self.lines)
        pairs = zip(diagram.weights, self.names, strict=True)
        self.play(self.one_by_one(*(VGroup(*pair) for pair in pairs)))

    def name_the_parameters(self) -> None:
        """The formula of the regression becomes that of the neuron."""
        label = self.label
        old, new = self.board.cells(
            (label("regression"), self.total_of("beta0(beta_0)", "beta1(beta_{})")),
            (label("neuron"), f"z = {self.total_of('b', 'w_{}')}"),
        )
        self.beat("parameters", self.board.wipe(), self.board.write(old))
        self.play(self.outlined(new, keep=True))
        known = slots(old).values()
        rings = [arrive(each.get_center(), self.theme) for each in self.names]
        ringing = LaggedStart(*rings, lag_ratio=0.6)
        self.play(ringing, reveal(new, *known), run_time=SLOWLY + 0.6)
        self.play(appear(*before_slots(new).get(len(known), []), run_time=QUICK))

    def total_of(self, bias: str, weight: str) -> str:
        """A bias and weights times inputs, each in its slot: three of them at the most."""
        shown = [1, 2, self.count] if self.count > 3 else range(1, self.count + 1)
        terms = [
            f"slot{slot}({weight.format(each)}) x_{each}" for slot, each in enumerate(shown, 1)
        ]
        if self.count > 3:
            terms.insert(2, "dots.c")
        return " + ".join([f"slot0({bias})", *terms])

    def add_up(self) -> None:
        """The unit's sum with all its numbers."""
        diagram, halves = self.diagram, maths.unit_sum(self.before, 1, 0)
        total: VMobject = self.board.titled(self.label("weighted"), " ".join(halves))
        if fractions(total.get_right())[0] > self.board.right:
            total, _ = self.board.lines(halves, "z")
        *weights, bias = (each[1] for each in diagram.weights)
        values = (diagram.network.values[0, unit] for unit in range(self.count))
        self.beat("sum", self.outlined(total), vanish(self.signs))
        self.fly_in(total, [*chain.from_iterable(zip(weights, values, strict=True)), bias])
        self.play(vanish(diagram.question), appear(diagram.letter))
        self.total = diagram.total(self.before)
        self.land(total, self.total)

    def activate(self) -> None:
        """The network makes room, and the sum slides along the sigmoid to its probability."""
        title = self.label("output", label=self.class_name(1))
        cell = self.board.titled(title, maths.output(self.before))
        self.beat("activation", vanish(*self.names[:-1]), self.into(self.narrow, self.before))
        diagram, theme, player = self.diagram, self.theme, self.player
        self.play(appear(self.plot, self.curve, self.letters, diagram.link))
        of_inputs = diagram if is_tall() else self.wide
        network, edges = of_inputs.network, diagram.network.edges.values()
        inputs = [*network.nodes[0], *(network.values[0, unit] for unit in range(self.count))]
        self.away = [*edges, *inputs, *of_inputs.labels, *diagram.weights, diagram.bias_name]
        self.play(self.come_near(), appear(self.point, self.drop))
        self.play(to(self.slid, 1.0))
        self.play(self.outlined(cell))
        self.fly_in(cell, [self.total])
        letter = math("model(p)", theme, size=SIZES.label).place(at(*self.p_place), "right")
        number = Number(lambda: player.passed(player.told).probability, 3, colour=theme.model)
        self.p = VGroup(letter, number.place(at(self.column, self.p_line), "right"))
        self.play(appear(letter))
        self.land(cell, number)

    def into(self, diagram: "NeuronDiagram", done: SamplePass) -> list[Animation]:
        """Let the network go to another place, with the sum of a pass in its unit."""
        pairs = [*zip(self.diagram.moving(), diagram.moving(), strict=True)]
        old, self.total, self.diagram = self.total, diagram.total(done), diagram
        return [become(*pair) for pair in [*pairs, (old, self.total)]]

    def come_near(self) -> list[Animation]:
        """Let the camera come near the sigmoid; in a full, tall frame the rest steps back.

        What would be cut by the frame's edge meanwhile vanishes.
        """
        if is_tall():
            return dim(*self.away, run_time=PUSH)
        return [*vanish(*self.away), self.focus(self.plot.grid, ZOOM, window=ABOVE_BOARD)]

    def compare(self) -> None:
        """What it says of the row, and what is so."""
        target, theme = self.before.target, self.theme
        colour, truth = theme.of_class(target), self.label("truth", y=target)
        title = self.small(truth, (self.column, self.truth_line), theme.muted)
        name = self.small(self.class_name(target), (self.column, self.class_line), colour)
        self.truth = VGroup(title, *self.marked(name, target, 16, 7))
        key = "right" if self.before.is_right else "wrong"
        self.beat(
            key if self.player.is_random else f"{key}_start",
            self.pull_out(),
            appear(*self.away),
            **self.said(self.before),
        )
        self.pulse()
        self.play(appear(self.truth, run_time=QUICK))
        self.play(arrive(self.truth[2].get_center(), theme, colour=colour))

    def said(self, done: SamplePass) -> dict[str, Any]:
        """What the neuron says of the row."""
        return {
            "label": self.class_name(1),
            "share": percent(done.probability),
            "target": done.target,
            "loss": number_text(done.loss, places_of_loss(done)),
        }

    def pulse(self) -> None:
        """Let pulses run along the edges into the unit."""
        network = self.diagram.network
        self.play(network.pulses(network.edges, self.theme.model, seconds=PULSE))

    def measure(self) -> None:
        """The loss says how far p is from the truth, and no more."""
        before, theme, network = self.before, self.theme, self.diagram.network
        title = self.label("loss_title", target=before.target)
        cell, colour = self.board.titled(title, maths.loss(before)), theme.full_loss
        frame = framed(theme, pixels(LOSS_WIDTH), pixels(LOSS_HEIGHT), colour)
        frame.move_to(at(self.column, self.box_line) - offset(LOSS_WIDTH / 2))
        box = VGroup(frame, self.small(self.label("loss"), self.loss_place, colour))
        self.beat("loss", self.outlined(cell), box)
        self.fly_in(cell, [self.p[1]])
        middle, places = frame.get_center(), places_of_loss(before)
        loss = still_number(before.loss, places, middle, colour=colour, size=SIZES.label)
        self.land(cell, loss)
        doubts = []
        for number in self.diagram.weights:
            mark = Label("?", size=SIZES.label, colour=theme.gradient, bold=True)
            place = number.get_right() + np.array([pixels(4), -mark.em * 0.36, 0])
            doubts.append(mark.place(place))
        pulses = network.pulses(network.edges, theme.gradient, back=True, seconds=PULSE)
        steps = [
            AnimationGroup(*pulse, *appear(mark, run_time=EACH))
            for pulse, mark in zip([*([each] for each in pulses), []], doubts, strict=True)
        ]
        self.play(LaggedStart(*steps, lag_ratio=0.5))
        self.judgement = [self.p, self.truth, box, loss, *doubts]

    def judge_all(self) -> None:
        """All rows under the same curve."""
        self.beat(
            "all",
            self.board.wipe(),
            self.board.write(*self.counters(), self.legend()),
            vanish(*self.judgement),
            count=self.data.n,
            rows=self.label("rows"),
            share=percent(self.player.share_right(0)),
        )
        self.play(self.plot.into(self.large_plot), vanish(self.drop))
        self.classes = []
        for label, place in ((1, self.above_plot), (0, self.below_plot)):
            content, colour = f"y = {label}: {self.class_name(label)}", self.theme.of_class(label)
            name = self.small(content, place, colour, "right" if label else "left")
            self.classes.append(name)
        self.play(appear(self.border, self.rows, *self.classes, run_time=QUICK))
        self.play(to(self.spread, 1.0, run_time=SLOWLY + 0.6))

    def counters(self) -> list[VGroup]:
        """The plate of the run: step, full loss, and the share that is judged right."""
        player, theme, board = self.player, self.theme, self.board
        right = Number(
            lambda: 100 * player.share_right(player.told), 1, colour=theme.text, form="{}%"
        )
        numbers = {
            "step": Number(lambda: player.told, 0, colour=theme.text),
            "full_loss": Number(lambda: player.reading().loss, 3, colour=theme.full_loss),
            "right": right,
        }
        made, left = [], board.left
        for key, number in numbers.items():
            name = board.title(self.label(key), left)
            made.append(VGroup(name, number.place(board.baseline(left), "left")))
            left += max(share_of_width(name.width), LEAST_COUNTER) + BETWEEN_COUNTERS
        return made

    def legend(self) -> VGroup:
        """What is to be known of the points, at the right of the board, or at its bottom."""
        board, shown, count = self.board, len(self.drawn), self.data.n
        lines: list[str] = []
        for key in ("bright", "own", "jitter" if shown == count else "jitter_drawn"):
            told = self.label(key, shown=shown, count=count)
            lines += sentence_lines(told, SIZES.smallest, board.right - board.left, bold=False)
        made, (first, pitch), muted = VGroup(), self.legend_lines, self.theme.muted
        for index, line in enumerate(lines):
            place = board.left if is_tall() else board.right, first + index * pitch
            made.add(self.small(line, place, muted, "left" if is_tall() else "right"))
        return made

    def train(self) -> None:
        """The weights follow the recorded run, and all rows with them."""
        player, run = self.player, self.run
        self.remove(self.total)
        self.total = self.narrow.network.show_value(
            1, 0, lambda: player.passed(player.told).pre_activation(1, 0)
        )
        self.add(self.total)
        ended = "train" if run.loss[-1] < run.loss[0] else "no_better"
        self.beat(
            "diverged" if run.outcome.startswith("diverged") else ended,
            step=run.n_steps + 1,
            optimizer=self.texts.optimizer(run.spec.optimizer_name),
            parameters=self.count + 1,
        )
        if player.pace.seconds:
            self.play(player.walk())

    def look_again(self) -> None:
        """The row after the training."""
        before, after = self.board.cells(
            (self.label("before"), maths.outcome(self.before)),
            (self.label("after"), maths.outcome(self.after)),
        )
        changed = self.board.wipe(), self.board.write(before)
        self.beat("better", *changed, **self.said(self.after))
        self.pulse()
        self.play(self.outlined(after, keep=True))
        self.play(reveal(after, self.total, None))
        self.play(arrive(self.where(), self.theme))

    def look_at_one(self) -> None:
        """The network has the frame again, and all but one weight step back."""
        formula = f"z = {self.total_of('b', 'w_{}')} quad quad model(p) = sigma(z)"
        summary = self.board.titled(self.label("whole"), formula)
        gone = self.plot, self.curve, self.letters, self.point, self.border, self.rows
        self.beat(
            "closing",
            vanish(*gone, *self.classes, self.diagram.link),
            self.board.wipe(),
            self.board.write(summary),
            parameters=self.count + 1,
        )
        self.play(self.into(self.wide, self.after))
        moved = np.abs(self.run.parameters[-1] - self.run.parameters[0])
        chosen, diagram = int(moved[1:].argmax()), self.diagram
        network, *changes = diagram.network, *vanish(diagram.weights[-1], diagram.bias_name)
        for unit, edge in enumerate(network.edges.values()):
            if unit != chosen:
                value, label = network.values[0, unit], diagram.labels[unit]
                changes += dim(edge, network.nodes[0][unit], label, value)
                changes += vanish(diagram.weights[unit])
        self.play(changes, dim(diagram.letter), appear(diagram.parameter_name(chosen)))
        middle = diagram.weights[chosen].get_center()
        self.play(arrive(middle, self.theme, inner=30.0, run_time=0.8))
        self.wait(AT_REST - PAUSE)


def drawn_spec(options: RunOptions) -> RunSpec:
    """The run from weights that the seed draws."""
    data = runs.dataset(options)
    if data.n_classes != 2:
        raise RequestError(
            f"neuron draws two classes, {data.target_name} has {data.n_classes}: choose another y"
        )
    if data.n_features not in INPUTS:
        raise RequestError(
            f"neuron draws {INPUTS[0]} to {INPUTS[-1]} inputs, not {data.n_features}: "
            "choose others with --x"
        )
    drawn = runs.drawn_start(LogisticRegression(data.n_features), options)
    return runs.fitted_on(data, options.changed(start=tuple(drawn.tolist())))


def places_of_loss(done: SamplePass) -> int:
    """How many places of a loss are shown."""
    return 3 if done.loss < 100 else 0


class NeuronRun(RunPlayer):
    """A recorded run of a logistic regression in film time, and one row of its data.

    Its steps are shown each at first, when most is learned, then in leaps.

    Attributes:
        row: the one that is shown.
        data: all rows.
        sums: z of every row at every recorded step, (R, n).
    """

    def __init__(self, run: Trajectory, row: int) -> None:
        recorded = run.recorded_steps
        last = int(recorded[-1])
        wanted = np.unique(np.ceil(np.geomspace(1, max(last, 1), SHOWN)).astype(int))
        places = np.unique(np.searchsorted(recorded, [0, *wanted[wanted <= last]]))
        super().__init__(run, paced(recorded[places].tolist(), seconds=LONGEST))
        self.row, self.data, self.model = row, objective_of(run).dataset, objective_of(run).model
        self.sums = np.asarray(self.model.logits(run.parameters, self.data.inputs))

    @property
    def is_random(self) -> bool:
        """Whether the run starts from what the seed draws."""
        drawn = self.model.initial(np.random.default_rng(self.run.spec.seed))
        return bool(np.array_equal(drawn, self.run.spec.start))

    def passed(self, step: int) -> SamplePass:
        """The row's way through the neuron after so many steps."""
        intercept, *weights = at_step(self.run, step).parameters
        model, parameters = MLP((self.data.n_features, 1)), np.array([*weights, intercept])
        return SamplePass(model, parameters, self.data.rows([self.row]))

    def drawn_parameters(self) -> FloatArray:
        """The bias and the weights (1 + d,): those whose numbers are told, but while it glides."""
        return between_steps(self.run, self.run.parameters, self.pace.settled(self.clock))

    def drawn_sums(self) -> FloatArray:
        """Z of every row (n,) by these."""
        return np.asarray(self.model.logits(self.drawn_parameters(), self.data.inputs))

    def share_right(self, step: int) -> float:
        """The share of rows whose class has the greater probability."""
        found = self.sums[np.searchsorted(self.run.recorded_steps, at_step(self.run, step).step)]
        return float(((found > 0) == (self.data.target == 1)).mean())


ON_EDGE, NAME_UP = 0.36, 25.0
"""Where a weight's number is, as a share of the way along its edge, and pixels from its middle to
its name above."""


class NeuronDiagram:
    """The parts of the network in one place; the story decides when they come and go.

    Attributes:
        network: inputs and one unit.
        labels: what the inputs are called and were measured as.
        weights: their numbers on the edges, in order, and last the bias under the unit.
        bias_name: the letter b beside the last.
        link: the line from the unit to the plot.
        letter: z above the unit.
        question: what stands in the unit as long as it has no value.
    """

    radius = ByShape(38.0, tall=34.0)

    def __init__(
        self,
        theme: Theme,
        player: NeuronRun,
        inputs: Sequence[tuple[str, str]],
        box: Box,
        bias: tuple[float, float],
    ) -> None:
        self.theme, self.player, self.count = theme, player, len(inputs)
        self.network = network = Network(
            theme,
            (self.count, 1),
            lambda: [player.drawn_parameters()[None, 1:]],
            box=box,
            radius=self.radius,
        )
        unit = network.centre(1, 0)
        self.labels = [network.named_value(index, *each) for index, each in enumerate(inputs)]
        places = [network.along_edge(edge, share=ON_EDGE) for edge in network.edges]
        places.append(unit + offset(*bias))
        self.weights = [self._parameter(*each) for each in enumerate(places)]
        self.bias_name = self.parameter_name(self.count)
        if is_tall():
            start, end = unit - offset(0, self.radius), np.array([unit[0], at(0, 0.56)[1], 0])
        else:
            start, end = unit + offset(self.radius), np.array([at(0.538, 0)[0], unit[1], 0])
        self.link = Line(start, end, color=theme.line, stroke_width=stroke(3))
        self.letter = math("z", theme, size=SIZES.label)
        self.letter.place(unit + offset(0, self.radius + 16), "centre")
        self.question = Label("?", size=SIZES.number, colour=theme.muted, bold=True)
        self.question.place(unit - np.array([0, self.question.em * 0.36, 0]), "centre")

    def value(self, unit: int) -> Number:
        """The number in an input's node, on the scale that the model is trained on."""
        value = float(self.player.data.inputs[self.player.row, unit])
        return self.network.show_value(0, unit, value).clear_updaters()

    def total(self, done: SamplePass) -> Number:
        """The sum in the unit."""
        return self.network.show_value(1, 0, done.pre_activation(1, 0)).clear_updaters()

    def _parameter(self, index: int, middle: FloatArray) -> VGroup:
        """A weight's number at the step that is told, or at last that of the bias."""

        def value() -> float:
            return float(np.roll(self.player.reading().parameters, -1)[index])

        number = Number(value, 2, size=SIZES.smallest, colour=self.theme.text)
        number.place(middle - np.array([0, number.em * 0.36, 0]), "centre")
        return backed(number, self.theme).set_z_index(2)

    def moving(self) -> list[VMobject]:
        """What moves when the network becomes wider or narrower, or in a tall frame less high."""
        network = self.network
        named = *self.weights, self.bias_name, self.letter
        moving = [*network.edges.values(), network.nodes[1][0], *named]
        if not is_tall():
            return moving
        values = [network.values.get((0, unit)) or self.value(unit) for unit in range(self.count)]
        return [*moving, *network.nodes[0], *self.labels, *values]

    def parameter_name(self, index: int) -> VGroup:
        """The letter of a parameter left of its number or above it, no line between both."""
        number, of_weight = self.weights[index], index < self.count
        letter = f"w_{index + 1}" if of_weight else "b"
        if is_tall() and of_weight:  # where edges are short
            formula = math(letter, self.theme, size=SIZES.label)
            formula.place(number.get_center() + offset(0, NAME_UP), "centre")
            return backed(formula, self.theme).set_z_index(1)
        formula = math(f"{letter} =", self.theme, size=SIZES.label)
        left = number.get_left() - offset(12)
        left[1] = number[1].get_bottom()[1]
        name = backed(formula.place(left, "right"), self.theme)
        edge = float(name.get_left()[0])
        name[0].stretch_to_fit_width(number.get_left()[0] - edge + pixels(8))
        name[0].stretch_to_fit_height(name[0].height + pixels(8))
        name[0].set_x(edge, LEFT).set_fill(opacity=1)
        return name.set_z_index(1)
