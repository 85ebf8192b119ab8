"""A nerve cell fires past its threshold; part by part beside it, the neuron of a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from manim import Animation, Circle, Line, Mobject, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    SIZES,
    Box,
    ByShape,
    Edge,
    FloatArray,
    Label,
    LogisticRegression,
    ManimStory,
    Network,
    Number,
    Plot,
    Recording,
    RedrawnPath,
    RequestError,
    Response,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    appear,
    arrive,
    arrow,
    as_given,
    at,
    backed,
    become,
    dashes,
    disc,
    down,
    edge_width,
    face_for,
    filled,
    for_now,
    is_tall,
    late,
    math,
    names_above,
    number_text,
    objective_of,
    offset,
    paced,
    pixels,
    polyline,
    pulse,
    respond,
    row_to_show,
    runs,
    scale,
    sentence_lines,
    set_width,
    share_of,
    sigmoid,
    smooth_path,
    snapshot,
    solid,
    steadily,
    stroke,
    stroked,
    tall,
    threshold,
    typeface,
    vanish,
    wide,
)

PLACE = 410
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

FEWEST, MOST = 2, 5
"""Features: so many synapses can be told apart."""
SLOWER = 0.17
"""Seconds on screen for a millisecond in the cell."""
GROWING, LEARNING = 4.0, 3.6
"""Seconds in which the cell grows, and in which the weights learn."""
FIRST, TOGETHER, AGAINST, LAST = 6.0, 32.0, 62.0, 84.0
"""Milliseconds: of the lone signal, of those that push up, of all, and how long it is watched."""
COMING, GOING, ALONG_AXON = 5.0, 2.5, 7.0
"""Milliseconds that a signal takes to a synapse, from there to the body, and along the axon."""
BODY, HILLOCK, AXON_END = 0.46, 0.53, 0.85
"""Across the cell's box: its body's middle, where the axon begins, and where it branches."""
LOWEST, HIGHEST, EVERY = -80.0, -45.0, 2
"""The ends of the potential's axis in millivolts: a spike goes beyond; of the computed moments each
so many-th is drawn."""
PARTS = ("signal", "synapse", "body", "hillock", "axon")
COLUMNS = 0.17, 0.355, 0.475, 0.595, 0.81
"""Where the names of these are in a wide frame."""
INPUT = 13.0
"""The inputs' radius in pixels."""
NAMES_LEFT, BESIDE_NAME, SCALED = 0.055, 0.6, 0.055
"""Where the names of inputs may begin; between a name and its number, in em; and the room of the
number that the model computes with, as a fraction of the frame's width."""
BEFORE_END = 52.0
"""Pixels from the end of the arrow to the middle of the output."""
WIDEST = 6.0
"""The sums that the small curve is drawn over go from minus this to this."""
Small = partial(Label, size=SIZES.smallest)


class Biology(ManimStory):
    """A cell that adds signals up and fires, and what a network keeps of it."""

    # The cell beside or above the trace of its potential, and above the model, and the size of all
    # widths in these boxes; where of them the key begins, its first line, and from line to line.
    large_box = ByShape(Box(0.05, 0.63, 0.27, 0.91), tall=Box(0.05, 0.95, 0.27, 0.545))
    small_box = ByShape(Box(0.05, 0.95, 0.245, 0.545), tall=Box(0.05, 0.95, 0.235, 0.335))
    large_size, small_size = ByShape(1.0, tall=0.68), ByShape(0.62, tall=0.4)
    key_at = ByShape((0.47, 0.845, 0.085), tall=(0.33, 1.03, 0.112))
    # The potential, and the baselines of how it was computed.
    trace_box = ByShape(Box(0.725, 0.935, 0.32, 0.74), tall=Box(0.18, 0.925, 0.652, 0.805))
    computed_lines = ByShape((0.94,), tall=(0.912, 0.94))
    # Where the names of the cell's parts and of the model's are held; pixels from a synapse to the
    # end of its name, and from the body down to its own.
    names_at = ByShape(
        [((x, 0.595), (x, 0.645)) for x in COLUMNS],
        tall=[
            ((0.05, 0.372), (0.25, 0.372)),
            ((0.05, 0.575), (0.05, 0.607)),
            ((0.95, 0.622), (0.95, 0.654)),
            ((0.95, 0.722), (0.95, 0.754)),
            ((0.95, 0.815), (0.95, 0.847)),
        ],
    )
    from_synapse, from_body = ByShape(8.0, tall=22.0), ByShape(110.0, tall=80.0)
    # The loss: right of the model, in a tall frame below its sum.
    loss_box = ByShape(Box(0.62, 0.93, 0.68, 0.83), tall=Box(0.145, 0.90, 0.705, 0.79))
    # The model's inputs and sum, its activation and its output, and a unit's radius: in a tall
    # frame it goes downwards, and what is written is left of it. The baselines of the bias and of
    # the sum, between name and number, and of what the output means; how far right of an input's
    # middle its scaled value is, and how far from the end of the arrow the letter, in pixels.
    model_box = ByShape(Box(0.307, 0.475, 0.7, 0.868), tall=Box(0.168, 0.81, 0.487, 0.632))
    bent_at, end_at = (
        ByShape((0.595, 0.784), tall=(0.5, 0.732)),
        ByShape((0.81, 0.784), tall=(0.5, 0.8655)),
    )
    scaled_aside, letter_at = (
        ByShape(-INPUT - 10, tall=INPUT + 6),
        ByShape((14, -11), tall=(-5, -32)),
    )
    radius, meaning_line = ByShape(40.0, tall=36.0), ByShape(0.9, tall=0.88)
    bias_at, sum_at = (
        ByShape((0.475, 0.94), tall=(0.26, 0.64)),
        ByShape((0.535, 0.722), tall=(0.335, 0.69)),
    )
    # Notes on the inputs and on the weights.
    inputs_note, weights_note = (
        ByShape((0.05, 0.94), tall=(0.05, 0.91)),
        ByShape((0.95, 0.94), tall=(0.05, 0.94)),
    )

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of a logistic regression from random weights.

        Raises:
            RequestError: there are too few or too many features to draw, or no such row.
        """
        main = options.recorded or drawn_spec(options)
        row_to_show(main, options.row or 0)
        return {"main": main}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a logistic regression with so many features."""
        model = getattr(spec.objective, "model", None)
        return isinstance(model, LogisticRegression) and FEWEST <= model.n_features <= MOST

    @staticmethod
    def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
        """Return the one part.

        Raises:
            RequestError: the weights at the end excite no cell.
        """
        check_excites(recording.main.parameters[-1, 1:])
        return (Biology,)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.name_the_parts()
        self.send_one()
        self.send_several()
        if self.response.has_inhibition:
            self.hold_back()
        self.move_up()
        self.learn_weights()
        self.add_up()
        self.bend()
        self.send_on()
        self.compare()

    def prepare(self) -> None:
        """Make what several beats share."""
        steps = self.run.recorded_steps.tolist()
        self.player = RunPlayer(self.run, paced(steps, seconds=LEARNING))
        self.data, self.row = objective_of(self.run).dataset, self.recording.options.row or 0
        self.response, self.clock = CellResponse(self.run.parameters[-1, 1:]), ValueTracker(0.0)
        self.cell = NerveCell(self, self.large_box, self.large_size)
        self.small = NerveCell(self, self.small_box, self.small_size)
        self.trace = self.potential()
        self.pairs = VGroup()
        for key, (above, below) in zip(PARTS, self.names_at, strict=True):
            edge: Edge = "centre" if not is_tall() else "left" if above[0] < 0.5 else "right"
            upper, lower = self.label(key), self.label(f"model_{key}")
            model = Label(lower, size=SIZES.label, colour=self.theme.model, bold=True)
            named = self.text(upper, *above, edge=edge), model.place(at(*below), edge)
            self.pairs.add(VGroup(*named))
        self.prepare_model()

    def total(self) -> float:
        """The sum z for the row that is shown, of the run where it is now."""
        now = self.player.parameters()
        return float(now[0] + now[1:] @ self.data.inputs[self.row])

    def potential(self) -> VGroup:
        """Axes of the potential, the threshold, the potential up to now, its lift and its peak."""
        label, millivolts = self.label, (-80.0, -70.0, -60.0, -50.0)
        self.trace_plot = plot = Plot(
            self.theme,
            Scale(0.0, LAST, (0.0, 40.0, 80.0)),
            Scale(LOWEST, HIGHEST, millivolts),
            box=self.trace_box,
            x_title=label("time"),
            y_title=label("potential"),
        )
        axes, model = VGroup(plot), self.theme.model
        lines = sentence_lines(label("computed"), SIZES.smallest)
        for line, baseline in zip(lines, self.computed_lines, strict=False):
            axes.add(Small(line, colour=self.theme.muted).place(at(0.95, baseline), "right"))
        computed = self.response.response
        highest, rest = computed.highest(FIRST, FIRST + WATCHED), computed.at(0.0)
        lift = Small(label("lift", potential=number_text(highest - rest, 1)), colour=model)
        if is_tall():
            lift.place(plot.point(plot.x.low, rest) + offset(6, -30))
        else:
            lift.place(plot.point(plot.x.low, min(highest, threshold())) + offset(6, 10))
        highest = computed.highest(TOGETHER, TOGETHER + WATCHED)
        peak = Small(label("peak", potential=number_text(highest, 0)), colour=model)
        peak.place(plot.point(self.response.spike, HIGHEST) + offset(18, -20))
        return VGroup(axes, self.named_threshold(), self.line_so_far(), lift, peak)

    def named_threshold(self) -> VGroup:
        """The dashed line, and on its end what it is and at how many millivolts."""
        plot, level, colour = self.trace_plot, threshold(), self.theme.text
        left, right = (plot.point(each, level) for each in (plot.x.low, plot.x.high))
        foot, label = right + offset(-4, 9), self.label
        value = Small(label("millivolts", potential=number_text(level, 0)), colour=colour)
        before = np.array([-value.place(foot, "right").width - pixels(9), 0, 0])
        name = Small(label("threshold"), colour=colour)
        name.place(foot + (before if is_tall() else offset(0, 28)), "right")
        named = (backed(each, self.theme) for each in (value, name))
        return VGroup(dashes(left, right, colour), *named)

    def line_so_far(self) -> VGroup:
        """The potential so far and the point at its end, which stays at the edge of the plot."""
        plot, computed, clock = self.trace_plot, self.response.response, self.clock.get_value
        times, potential = computed.times[::EVERY], computed.potential[::EVERY]
        inside = (potential >= LOWEST) & (potential <= HIGHEST)
        places = plot.points_at(times, np.clip(potential, LOWEST, HIGHEST))

        def so_far() -> FloatArray:
            done = int(np.searchsorted(times, clock(), side="right"))
            pieces, seen = polyline(places[:done]).reshape(-1, 4, 3), inside[:done]
            return np.asarray(pieces[seen[1:] | seen[:-1]].reshape(-1, 3))

        def now() -> FloatArray:
            return plot.point(clock(), float(np.clip(computed.at(clock()), LOWEST, HIGHEST)))

        curve = RedrawnPath(so_far, stroke_color=self.theme.model, stroke_width=4)
        return VGroup(curve, RingedPoint(now, self.theme, radius=7.0))

    def prepare_model(self) -> None:
        """The parts of a neuron, each of which comes onto the stage by itself."""
        theme, player, count = self.theme, self.player, self.data.n_features
        self.network = network = Network(
            theme,
            (count, 1),
            lambda: [player.parameters()[None, 1:]],
            box=self.model_box,
            radius=self.radius,
            downwards=is_tall(),
        )
        self.along = np.array([0, -1, 0] if is_tall() else [1, 0, 0])
        self.middle = middle = network.centre(1, 0)
        self.bent, self.end = (
            middle + self.along * (self.along @ (at(*place) - middle))
            for place in (self.bent_at, self.end_at)
        )
        self.inputs = [self.input(*each) for each in enumerate(self.named_values())]
        for index, edge in network.edges.items():  # inputs are smaller than its units
            start, end = network.rims(index)
            way = (end - start) / np.linalg.norm(end - start)
            edge.put_start_and_end_on(start - way * pixels(self.radius - INPUT), end)
        self.edges = [*network.edges.values()]
        self.weights = VGroup(*map(self.weight, range(count)))
        sign = math("Sigma", theme, size=SIZES.formula)
        self.sum = VGroup(network.nodes[1][0], sign.move_to(middle))
        self.activation, self.output = self.activated(), self.answer()

    def named_values(self) -> list[tuple[str, str, str]]:
        """What the inputs are called, each with its value in the row, and that standardised."""
        data, texts, names = self.data, self.texts, self.data.feature_names
        measured = zip(names, data.features[self.row].tolist(), strict=True)
        values = [texts.value(name, f"{each:g}") or as_given(each) for name, each in measured]
        own = data.inputs[self.row].tolist()
        scaled = [number_text(each, 2) if data.is_scaled else "" for each in own]
        area = self.model_box
        if is_tall():
            most = 2 * (min(area.left, 1 - area.right) - GRID.margin)
            names = names_above(names, texts, area.width / (data.n_features - 1), most)
        else:
            room = (
                wide(area.left - SCALED - NAMES_LEFT) / tall(SIZES.smallest) / typeface().bold.scale
            )
            longest = max(set_width(value, face_for(value)) for value in values)
            names = texts.column_labels(names, max(room - longest - BESIDE_NAME - 1.0, 1.0))
        return list(zip(names, values, scaled, strict=True))

    def input(self, index: int, named: tuple[str, str, str]) -> VGroup:
        """A disc with the name and value beside it or above it, and what the model takes for it."""
        (name, value, scaled), centre, theme = named, self.network.centre(0, index), self.theme
        mark = Circle(radius=pixels(INPUT), stroke_width=stroke(3), stroke_color=theme.model)
        mark.set_fill(theme.surface, opacity=1).move_to(centre)
        if is_tall():
            words: VGroup | Label = self.network.named_value(index, name, value)
            words.shift(offset(0, INPUT - self.radius))
        else:
            words = Small(f"{name} {value}", colour=theme.muted)
            aside = pixels(INPUT + 10) + wide(SCALED) * bool(scaled)
            words.place(centre - np.array([aside, words.em * 0.36, 0]), "right")
        if scaled:
            number = Small(scaled, colour=theme.model, bold=True)
            place = centre + np.array([pixels(self.scaled_aside), -number.em * 0.36, 0])
            words = VGroup(words, number.place(place, "left" if is_tall() else "right"))
        return VGroup(mark, words)

    def weight(self, index: int) -> VGroup:
        """A weight's number on its edge, on a ground of its own."""
        number = self.parameter(1 + index)
        start, end = self.edges[index].get_start_and_end()
        drop = np.array([0, number.em * 0.36, 0])
        return backed(number.place(start + 0.33 * (end - start) - drop, "centre"), self.theme)

    def parameter(self, index: int) -> Number:
        """The number of the bias or of a weight."""
        value = lambda: float(self.player.parameters()[index])  # noqa: E731
        return Number(value, 2, colour=self.theme.text, size=SIZES.smallest)

    def activated(self) -> VGroup:
        """The unit that bends, with its curve within it, and where on that the sum is."""
        theme, radius = self.theme, pixels(self.radius)
        circle = Circle(radius=radius, stroke_width=stroke(3)).set_stroke(theme.model)
        circle.set_fill(theme.surface, opacity=1).move_to(self.bent)
        aside = self.along * radius
        link = Line(
            self.middle + aside, self.bent - aside, color=theme.line, stroke_width=stroke(3)
        )

        def on_curve(sums: FloatArray) -> FloatArray:
            ways = np.stack([sums * 0.62 / WIDEST, sigmoid(sums) - 0.5, 0 * sums], axis=1)
            return np.asarray(self.bent + ways * radius)

        path = smooth_path(on_curve(np.linspace(-WIDEST, WIDEST, 41)))
        point = filled(
            lambda: disc(6) + on_curve(np.clip([self.total()], -WIDEST, WIDEST)), theme.point
        )
        return VGroup(link, circle, stroked(lambda: path, theme.model, 3.5), point)

    def answer(self) -> VGroup:
        """The arrow, the letter and the number that leaves, and what that means."""
        theme, data, (across, up) = self.theme, self.data, self.letter_at
        start = self.bent + self.along * pixels(self.radius)
        end = self.end - self.along * pixels(BEFORE_END)
        letter = math("model(p) =", theme, size=SIZES.formula)
        letter.place(end + offset(across, up), "right" if is_tall() else "left")
        number = Number(lambda: float(sigmoid(np.array(self.total()))), 3, colour=theme.model)
        place = np.array([letter.get_right()[0] + pixels(10), end[1] + pixels(up), 0])
        name = self.texts.class_label(data, 1, 8.0)
        words = Small(self.label("probability_of", name=name), colour=theme.muted)
        words.place(at(0.95, self.meaning_line), "right")
        line = arrow(lambda: (start, end), theme.model)
        return VGroup(line, letter, number.place(place, "left"), words)

    def ask(self) -> None:
        """The cell grows from its body, and the question is what a network has of it."""
        cell, middle = self.cell, self.cell.at_share(BODY, 0.5)
        self.add(cell.body)
        self.beat("ask")
        parts = [*cell.dendrites, *cell.axon]
        seeds = [snapshot(each).scale(0.02, about_point=middle) for each in parts]
        self.play(
            [become(*pair, run_time=GROWING) for pair in zip(seeds, parts, strict=True)],
            appear(cell.axons, cell.knobs, run_time=GROWING, rate_func=late),
        )

    def name_the_parts(self) -> None:
        """Signals come in at the left, and one goes out at the right."""
        self.moving, self.names = self.signals(self.cell), self.names_on_cell()
        self.clock.set_value(TOGETHER - COMING)
        self.key = self.signs()
        self.beat("parts", self.key)
        self.add(self.moving)
        spike = self.response.spike
        stops = TOGETHER, TOGETHER + GOING, spike, spike + ALONG_AXON
        for name, until in zip(self.names, stops, strict=True):
            self.pass_time(until, appear(name, run_time=0.5))

    def signals(self, cell: "NerveCell") -> VGroup:
        """Signals on their way to a cell, and the spikes that leave it, where they are now."""
        made, response = VGroup(), self.response
        for signal in response.signals:
            colour = self.theme.of_sign(float(response.weights[signal.synapse]))
            time, size = signal.time, 10.0 * cell.size
            coming, going = cell.arriving(signal.synapse), cell.entering(signal.synapse)
            made.add(self.disc_along(coming, (time - COMING, time), colour, size))
            made.add(self.disc_along(going, (time, time + GOING), colour, size))
        for spike in response.response.spikes:
            for branch in range(len(ENDS)):
                way, times = cell.leaving(branch), (spike, spike + ALONG_AXON)
                made.add(self.disc_along(way, times, self.theme.model, 13.0 * cell.size))
        return made

    def disc_along(
        self, way: FloatArray, times: Sequence[float], colour: str, radius: float
    ) -> RedrawnPath:
        """A disc on a way (n, 3), which takes from each of some times to the next as long of it."""
        shape, shares = disc(radius), np.linspace(0, 1, len(times))
        passed = np.interp(np.linspace(0, 1, len(way)), shares, times)

        def outline() -> FloatArray:
            now = self.clock.get_value()
            if not times[0] < now < times[-1]:
                return np.zeros((0, 3))
            return np.asarray(shape + [np.interp(now, passed, column) for column in way.T])

        return filled(outline, colour)

    def names_on_cell(self) -> list[Label]:
        """The names of the parts beside the large cell."""
        cell = self.cell
        axon = cell.at_share((HILLOCK + AXON_END) / 2, 0.5)
        places: dict[str, tuple[FloatArray, Edge]] = {
            "synapse": (cell.at_share(*cell.tip(0)) + offset(self.from_synapse, 34), "right"),
            "dendrites": (cell.at_share(0.35, 0.1), "left"),
            "body": (cell.at_share(BODY, 0.5) - offset(0, self.from_body), "centre"),
            "axon": (axon + offset(0, 40), "centre"),
        }
        return [
            Label(self.label(key), size=SIZES.label, colour=self.theme.text).place(*place)
            for key, place in places.items()
        ]

    def signs(self) -> VGroup:
        """A disc in the colour of each sign that the synapses have, with what it does."""
        (left, first, pitch), made = self.key_at, VGroup()
        colours = {"lifts": self.theme.of_sign(1.0)}
        if self.response.has_inhibition:
            colours["lowers"] = self.theme.of_sign(-1.0)
        for index, (key, colour) in enumerate(colours.items()):
            middle = self.cell.at_share(left, first + pitch * index)
            words = Label(self.label(key), size=SIZES.label, colour=self.theme.muted)
            words.place(middle + np.array([pixels(20.0), -words.em * 0.3, 0]))
            made.add(solid(disc(9.0) + middle, colour), words)
        return made

    def send_one(self) -> None:
        """The strongest signal alone."""
        axes, _, line, lift, _ = self.trace
        self.clock.set_value(0.0)
        key = "alone_fires" if self.response.fires_at(FIRST) else "alone"
        self.beat(key, axes)
        self.add(line)
        self.pass_time(FIRST + 8, slower=0.36)
        if key == "alone":
            self.play(appear(lift))
        self.pass_time(TOGETHER - COMING, slower=0.06)

    def send_several(self) -> None:
        """All that push up, one close after the other."""
        self.beat("together", self.trace[1])
        self.pass_time(self.response.spike + 3)
        self.play(appear(self.trace[-1]))
        self.pass_time(AGAINST - COMING, slower=0.06)

    def hold_back(self) -> None:
        """The same signals, and those that push down."""
        fires = self.response.fires_at(AGAINST)
        self.beat("held_fires" if fires else "held", vanish(self.trace[-1]) if fires else [])
        self.pass_time(AGAINST + 8, slower=0.3)
        self.pass_time(LAST, slower=0.06)

    def pass_time(self, until: float, *others: list[Animation], slower: float = SLOWER) -> None:
        """Let time pass in the cell, slowed down."""
        passing = until - self.clock.get_value()
        self.play(steadily(self.clock, until, passing * slower), *others)

    def move_up(self) -> None:
        """The cell makes room for the model; its signals become inputs."""
        self.beat("model", vanish(self.trace, self.key, *self.names))
        self.remove(self.moving, self.trace[2])
        self.play(become(self.cell, self.small, run_time=1.4))
        self.cell = self.small
        marks, names = zip(*self.inputs, strict=True)
        note = self.text(self.label("scaled_inputs"), *self.inputs_note)
        notes = [note] if self.data.is_scaled else []
        self.hand_over([*self.cell.axons], marks, appear(self.pairs[0], *names, *notes))

    def hand_over(
        self, old: Sequence[VMobject], new: Sequence[VMobject], *others: list[Animation]
    ) -> None:
        """Let copies of parts of the cell become parts of the model."""
        ways = zip(map(snapshot, old), new, strict=True)
        self.play([become(*way, run_time=1.1) for way in ways], *others)

    def learn_weights(self) -> None:
        """Synapses become edges, whose weights learn in the recorded run."""
        rows = self.label("rows")
        shown = appear(self.pairs[1]), for_now(self.falling_loss())
        self.beat("weights", *shown, count=self.data.n, rows=rows)
        self.hand_over([*self.cell.knobs], self.edges, appear(self.sum[0]))
        self.play(self.player.walk())
        self.play(appear(self.weights))

    def falling_loss(self) -> VGroup:
        """The full loss up to a step of the run, with its axes."""
        run, label, theme = self.run, self.label, self.theme
        low, high = float(run.loss.min()), float(run.loss.max())
        room = 0.08 * (high - low or 1.0)
        plot = Plot(
            theme,
            scale(0.0, float(max(run.n_steps, 1)), count=4),
            scale(low - room, high + room, count=2),
            box=self.loss_box,
            x_title=label("step"),
            y_title=label("full_loss"),
            y_title_rise=down(0.015),
        )
        places = plot.points_at(run.recorded_steps.astype(float), run.loss)

        def tip() -> FloatArray:
            step = self.player.step
            return plot.point(step, float(np.interp(step, run.recorded_steps, run.loss)))

        def path() -> FloatArray:
            done = int(np.searchsorted(run.recorded_steps, self.player.step, side="right"))
            return polyline(np.concatenate([places[:done], tip()[None]]))

        curve = stroked(path, theme.full_loss, 4)
        return VGroup(plot, curve, RingedPoint(tip, theme, radius=7.0))

    def add_up(self) -> None:
        """The body becomes the sum: in both, what comes in meets."""
        self.moving = VGroup(self.signals(self.cell), self.flowing())
        self.beat("sum", self.pairs[2])
        content, place = self.label("model_key"), self.weights_note
        key = self.text(content, *place, edge="left" if is_tall() else "right")
        self.hand_over([self.cell.body], [self.sum[1]], appear(self.bias_and_sum(), key))
        self.clock.set_value(TOGETHER - COMING)
        self.add(self.moving)
        self.pass_time(TOGETHER + 0.8 * GOING, slower=0.3)

    def flowing(self) -> VGroup:
        """What flows from each input to the sum, on to the activation and out."""
        out = self.end - self.along * pixels(BEFORE_END + 8)
        passed, made = self.response.spike, VGroup()
        times = TOGETHER, TOGETHER + GOING, passed, passed + ALONG_AXON
        for source in range(len(self.inputs)):
            way = np.array([self.network.centre(0, source), self.middle, self.bent, out])
            made.add(self.disc_along(way, times, self.theme.point, 7))
        return made

    def bias_and_sum(self) -> VGroup:
        """The bias beside the unit that adds up, with its line, and what that comes to."""
        theme, middle, below = self.theme, self.middle, at(*self.bias_at)
        start = np.array([middle[0], below[1] + pixels(22), 0])
        end = middle - offset(0, self.radius)
        if is_tall():
            start, end = (middle - offset(self.radius + each) for each in (26, 0))
        made = VGroup(Line(start, end, color=theme.line, stroke_width=stroke(3)))
        total = Number(self.total, 2, colour=theme.text, size=SIZES.smallest)
        pairs = (below, "b =", self.parameter(0)), (at(*self.sum_at), "z =", total)
        for place, letter, number in pairs:
            name = math(letter, theme, size=SIZES.smallest).place(place - offset(4), "right")
            made.add(name, number.place(place + offset(4), "left"))
        return made

    def bend(self) -> None:
        """The threshold becomes the activation: in both, it says how to answer."""
        place = self.cell.at_share(HILLOCK, 0.5)
        self.beat("activation", self.pairs[3], arrive(place, self.theme))
        self.hand_over([self.cell.axon[0]], [self.activation])
        self.pass_time(self.response.spike, slower=0.8)

    def send_on(self) -> None:
        """The axon becomes the output: in both, one answer leaves."""
        arrow, *answer = self.output
        share = number_text(float(sigmoid(np.array(self.total()))), 3)
        self.beat("output", self.pairs[4], p=share)
        self.hand_over([self.cell.axon], [arrow], appear(*answer))
        self.pass_time(self.response.spike + ALONG_AXON, slower=0.3)

    def compare(self) -> None:
        """Both at work once more, and that it is no more than an analogy."""
        self.clock.set_value(TOGETHER - COMING)
        self.beat("analogy")
        self.pass_time(self.response.spike + ALONG_AXON)
        self.let_stand(2.5)


def drawn_spec(options: RunOptions) -> RunSpec:
    """The run from weights that the seed draws."""
    data = runs.dataset(options)
    if not FEWEST <= data.n_features <= MOST:
        raise RequestError(
            f"biology draws {FEWEST} to {MOST} features, these are {data.n_features}: "
            "name some columns with --x"
        )
    drawn = runs.drawn_start(LogisticRegression(data.n_features), options)
    return runs.fitted_on(data, options.changed(start=tuple(drawn.tolist())))


ALONG = np.linspace(0.0, 1.0, 33)
REACH, GAP_AT_SYNAPSE = 0.17, 0.012
"""Across the box: where dendrites begin, and what a synapse leaves between two cells."""
ENDS = (0.14, 0.5, 0.86)
"""Down the box: where the axon's branches end."""
SHEATHS = ((0.585, 0.635), (0.65, 0.70), (0.715, 0.765), (0.78, 0.825))
"""Across the box: where the axon is wrapped."""
THIN, THICK = 2.0, 7.0
"""Half a dendrite's width at its tip and at the body, in pixels."""
LIT = 20.0
"""Millivolts above rest from which on the body is as bright as it gets."""


class NerveCell(VGroup):
    """A cell and the ends of those that it listens to.

    Attributes:
        box: where it is, the other cells' axons included.
        size: of all widths, as a share of those of a cell as tall as the figure.
        axons: those of other cells.
        knobs: their ends, as large as the synapse's weight, in the colour of its sign.
        dendrites, axon, body: its own parts; a part of the body glows.
    """

    def __init__(self, story: Biology, box: Box, size: float) -> None:
        self.story, self.box, self.size, theme = story, box, size, story.theme
        self.radius, model = pixels(62 * size), theme.model
        self.count = story.data.n_features
        start, end = self.at_share(BODY, 0.5), self.at_share(AXON_END, 0.5)
        start = start + np.array([self.radius, 0.0, 0.0])
        lift, third = offset(0, 16 * size), (end - start) / 3
        self.axon_line = bezier(start, start + third + lift, end - third - lift, end)
        synapses, line = range(self.count), theme.line
        fibres = (self.tapered(self.arriving(each), 1.6, 1.6) for each in synapses)
        self.axons = VGroup(*(solid(each, line) for each in fibres))
        self.knobs = VGroup(*map(self.knob, synapses))
        self.dendrites = VGroup(*(solid(self.dendrite(each), line) for each in synapses))
        stem = self.band(self.axon_line, 4.0 + 13.0 * (1 - ALONG) ** 8)
        self.axon = VGroup(
            solid(stem, line), solid(self.branches(), line), solid(self.sheaths(), theme.muted)
        )
        glow, nucleus = solid(self.soma(0.86), model), disc(26 * size) + self.at_share(BODY, 0.5)
        rest = story.response.response.at(0.0)

        def shine(_: Mobject) -> None:
            level = (story.response.response.at(story.clock.get_value()) - rest) / LIT
            glow.fill_rgbas[:, 3] = min(max(level, 0.0), 1.0) * share_of(glow)

        glow.add_updater(shine, call_updater=True)
        self.body = VGroup(solid(self.soma(1.0), line), glow, solid(nucleus, theme.background))
        super().__init__(self.axons, self.dendrites, self.axon, self.body, self.knobs)

    def at_share(self, x: float, y: float) -> FloatArray:
        """A place (3,) of the frame, from shares of the box, y from its top."""
        box = self.box
        return at(box.left + x * box.width, box.top + y * box.height)

    def tip(self, index: int) -> tuple[float, float]:
        """Where a dendrite begins, as shares of the box: those in the middle reach out farther."""
        height = 0.06 + 0.88 * index / (self.count - 1)
        return REACH + 0.05 * abs(2 * height - 1), height

    def arriving(self, index: int) -> FloatArray:
        """The way (n, 3) of a signal from the left edge to its synapse."""
        x, y = self.tip(index)
        start, end = self.at_share(0.0, y + 0.1 * (y - 0.5)), self.at_share(x - GAP_AT_SYNAPSE, y)
        bend = np.array([0.0, (start - end)[1], 0.0])
        return bezier(start, start + (end - start) / 3, end + bend / 3 - (end - start) / 4, end)

    def entering(self, index: int) -> FloatArray:
        """The way (n, 3) from a synapse to the middle of the cell body."""
        tip, body = self.at_share(*self.tip(index)), self.at_share(BODY, 0.5)
        across = np.array([0.42 * (body[0] - tip[0]), 0.0, 0.0])
        return bezier(tip, tip + across, body - across, body)

    def leaving(self, end: int) -> FloatArray:
        """The way (2 n, 3) along the axon and one of its branches."""
        return np.concatenate([self.axon_line, self.branch(ENDS[end])[1:]])

    def branch(self, height: float) -> FloatArray:
        """The way (n, 3) from where the axon branches to one of its ends."""
        start, end = self.at_share(AXON_END, 0.5), self.at_share(0.985, height)
        across = np.array([end[0] - start[0], 0.0, 0.0])
        return bezier(start, start + 0.5 * across, end - 0.6 * across, end)

    def knob(self, index: int) -> VMobject:
        """The end of another cell's axon at a synapse: the larger the weight, the larger it is."""
        weight = float(self.story.response.weights[index])
        outline = disc((5 + 1.7 * edge_width(weight)) * self.size) + self.arriving(index)[-1]
        return solid(outline, self.story.theme.of_sign(weight))

    def dendrite(self, index: int) -> FloatArray:
        """The outline of a dendrite and its twigs."""
        main, side = self.entering(index), 1.0 if index % 2 else -1.0
        twigs = [
            self.twig(main[9], main[12] - main[9], side, 46.0),
            self.twig(main[17], main[20] - main[17], -side, 38.0),
        ]
        return np.concatenate([self.tapered(main, THIN, THICK), *twigs])

    def twig(self, foot: FloatArray, along: FloatArray, side: float, length: float) -> FloatArray:
        """A small branch that leaves a dendrite towards its tip, on one side."""
        back, reach = -along / np.linalg.norm(along), pixels(length * self.size)
        across = side * np.array([-back[1], back[0], 0.0])
        middle, end = foot + reach * (0.5 * back + 0.35 * across), foot + reach * (back + across)
        return self.tapered(bezier(foot, foot + 0.3 * reach * back, middle, end), 3.4, 1.2)

    def soma(self, scale: float) -> FloatArray:
        """The outline of the cell body."""
        angles = np.linspace(0.0, 2 * np.pi, 49)
        radius = self.radius * scale * (1 + 0.07 * np.cos(3 * angles + 0.6))
        round_it = np.stack([1.12 * np.cos(angles), np.sin(angles), 0 * angles], axis=1)
        return smooth_path(self.at_share(BODY, 0.5) + radius[:, None] * round_it)

    def sheaths(self) -> FloatArray:
        """The outlines of what the axon is wrapped in."""
        middle, pieces = self.axon_line, []
        shares = (middle[:, 0] - middle[0, 0]) / (middle[-1, 0] - middle[0, 0])
        widths = 11.0 * (1 - np.linspace(-1, 1, 9) ** 6 * 0.5)
        for ends in SHEATHS:
            low, high = ((each - HILLOCK) / (AXON_END - HILLOCK) for each in ends)
            inside = np.linspace(low, high, 9)
            line = np.stack([np.interp(inside, shares, column) for column in middle.T], axis=1)
            pieces.append(self.band(line, widths))
        return np.concatenate(pieces)

    def branches(self) -> FloatArray:
        """The outlines of the axon's branches and their ends."""
        lines = [self.branch(end) for end in ENDS]
        knobs = [disc(9 * self.size) + line[-1] for line in lines]
        return np.concatenate([*(self.tapered(line, 3.6, 2.4) for line in lines), *knobs])

    def tapered(self, line: FloatArray, first: float, last: float) -> FloatArray:
        """A band about a line (n, 3) from half a width to another."""
        return self.band(line, first + (last - first) * np.linspace(0.0, 1.0, len(line)) ** 1.5)

    def band(self, line: FloatArray, half_widths: FloatArray) -> FloatArray:
        """A closed band about a line (n, 3), half its width (n,) given in pixels."""
        along = np.gradient(line, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        across = np.stack([-along[:, 1], along[:, 0], 0 * along[:, 0]], axis=1)
        aside = across * (pixels(1) * self.size * half_widths)[:, None]
        return polyline(np.concatenate([line + aside, (line - aside)[::-1], (line + aside)[:1]]))


def bezier(
    first: FloatArray, second: FloatArray, third: FloatArray, last: FloatArray
) -> FloatArray:
    """Points (n, 3) along a cubic Bezier curve."""
    t = ALONG[:, None]
    inner = 3 * t * (1 - t) ** 2 * second + 3 * t**2 * (1 - t) * third
    return np.asarray((1 - t) ** 3 * first + inner + t**3 * last)


APART = 0.7
"""Milliseconds from one signal to the next of a volley."""
EARLIER = 0.7
"""How many milliseconds before a volley that pushes down comes."""
WATCHED = 18.0
"""Milliseconds after a volley in which the cell answers it."""
MARGIN = 1.3
"""By how much the signals that push up exceed what it takes to fire."""
CLOSE = 1e-2
"""Of the gain: nearer it isn't looked for."""
MOST_AGAINST = 8.0
"""A weight below zero may be so many times as large as the largest above it."""
STRONGEST = 60.0
"""Microamperes a square centimetre: more is never needed."""


def check_excites(weights: FloatArray) -> None:
    """Refuse weights (k,) that, as synapses, would not excite a cell.

    Raises:
        RequestError: none is above zero, or so little that those below keep the cell from firing.
    """
    if not (weights > 0).any():
        raise RequestError(
            "all weights end below zero, so no signal would excite the cell: "
            "choose other columns with --x"
        )
    if weights.max() * MOST_AGAINST < -weights.min():
        raise RequestError(
            "no weight ends far enough above zero for its signal to excite the cell against the "
            "others: choose other columns with --x"
        )


@dataclass(frozen=True)
class Signal:
    """One signal at one synapse, and when it arrives in milliseconds."""

    synapse: int
    time: float


@dataclass(frozen=True, eq=False)
class CellResponse:
    """A cell whose synapses are as strong as weights, under three volleys set by hand.

    The factor from weight to current is chosen so that those that push up are enough together, but
    not against those that push down.

    Attributes:
        weights: (k,), one above zero at least.
    """

    weights: FloatArray

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The strongest one alone; all that push up; the same with all that push down."""
        up = [int(each) for each in np.argsort(-self.weights) if self.weights[each] > 0]
        down = [int(each) for each in np.flatnonzero(self.weights < 0)]
        volleys = [(up[:1], FIRST), (up, TOGETHER)]
        if down:
            volleys += [(down, AGAINST - EARLIER), (up, AGAINST)]
        return tuple(
            Signal(synapse, start + APART * index)
            for synapses, start in volleys
            for index, synapse in enumerate(synapses)
        )

    @cached_property
    def gain(self) -> float:
        """The current of a weight of 1, in microamperes a square centimetre.

        It lies between what the signals that push up need, and what they need against the others.
        """
        up = [each for each in self.signals if self.weights[each.synapse] > 0]
        most = STRONGEST / float(self.weights.max())
        alone = self.needed(TOGETHER, up, most)
        gain = MARGIN * alone
        if self.has_inhibition:
            against = self.needed(AGAINST - EARLIER, self.signals, MARGIN**2 * alone)
            gain = float(np.sqrt(alone * against))
        while max(self.answer(up, gain, 0.0, AGAINST - EARLIER).spikes, default=0.0) < TOGETHER:
            gain *= MARGIN  # it has just fired, and isn't at rest again
        return gain

    @cached_property
    def response(self) -> Response:
        """The potential over the whole time."""
        return self.answer(self.signals, self.gain, 0.0, LAST)

    @property
    def has_inhibition(self) -> bool:
        """Whether any synapse pushes down."""
        return bool((self.weights < 0).any())

    @property
    def spike(self) -> float:
        """When it answers the signals that push up together."""
        return next(each for each in self.response.spikes if each >= TOGETHER)

    def fires_at(self, volley: float) -> bool:
        """Whether it answers the signals from a time on with a spike."""
        return any(volley <= spike < volley + WATCHED for spike in self.response.spikes)

    def needed(self, start: float, among: Sequence[Signal], high: float) -> float:
        """The least gain, up to a high one, at which the cell fires at signals from a time on."""
        volley = [each for each in among if start <= each.time < start + WATCHED]
        low = 0.0
        while high - low > CLOSE * high:
            gain = (low + high) / 2
            fires = bool(self.answer(volley, gain, start, start + WATCHED).spikes)
            low, high = (low, gain) if fires else (gain, high)
        return high

    def answer(self, signals: Sequence[Signal], gain: float, start: float, end: float) -> Response:
        """The potential from one time to another, only some signals coming in at a gain."""
        strengths = [(gain * float(self.weights[each.synapse]), each.time) for each in signals]

        def current(time: float) -> float:
            return sum(strength * pulse(start + time - begun) for strength, begun in strengths)

        return respond(current, end - start)
