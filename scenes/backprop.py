"""One training step through a network: values forward, errors back, weights changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain, product
from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    Animation,
    Create,
    LaggedStart,
    Line,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    ACTIVATIONS,
    GRID,
    LAG,
    LARGEST,
    MOVE,
    PAUSE,
    SIZES,
    Box,
    ByShape,
    ChartTitles,
    Edge,
    EdgeIndex,
    FloatArray,
    GradientDescent,
    IntArray,
    Label,
    LossChart,
    LossLine,
    Marks,
    ModelObjective,
    Network,
    Number,
    PacedRun,
    Panel,
    Plot,
    Recording,
    RequestError,
    Rewriting,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    SamplePass,
    Scale,
    StackedBoard,
    Theme,
    Trajectory,
    Weights,
    WorkedStory,
    across,
    appear,
    are_right,
    arrive,
    arrow,
    as_given,
    at,
    backed,
    become,
    dash_points,
    dim,
    down,
    drawn_rows,
    edge_width,
    edges_into,
    filled,
    for_now,
    fractions,
    framed,
    high,
    is_round,
    is_tall,
    laid_out,
    late,
    loss_scale,
    mark_of,
    math,
    names_above,
    network_of,
    number_text,
    objective_of,
    offset,
    percent,
    pixels,
    polyline,
    reveal,
    room_in_line,
    row_to_show,
    runs,
    scale,
    slots,
    stamped,
    steadily,
    still_number,
    stroke,
    stroked,
    superscript,
    to,
    travels,
    vanish,
    wide,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

PLACE = 510
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "hidden": (3, 2),
    "activation": "tanh",
    "learning_rate": 0.5,
    "steps": 300,
    "seed": 177,
    "row": 151,
}
DRAWS = "a network of up to 5 inputs, 3 hidden layers of up to 5 units, one output"

FIRST_LOOK = 21
"""Steps on one patient that are shown at first: the one of the story, and twenty more."""
MOST_ALONE = 2000
LONGEST_NAME, LONGEST_INPUT = 14.0, 8.2
"""Of a class and an input's name, in em: the latter up to the margin."""

PASS, DRAWN = 1.0, 1.0
"""Seconds that pulses take through the whole network, and in which its edges are drawn."""
TURNED, SWEPT, SWEEP = 1.3, 0.9, 2.7
"""Seconds in which all weights take their step, and in which gradients come to a layer, and to all
layers at the most."""
AT_START, AT_REST = 0.7, 2.3
"""Seconds that the start of the run on all rows can be read, and that the last picture stands."""
NEAR, BELOW_NODE = 1.6, 30.0
"""How near the camera comes at the most, and pixels that the number at a node's foot takes."""
CELL_GAP, KEY_HEIGHT = 0.035, 31.0
"""Between cells, as a fraction of the frame's width; pixels that the key to gradients takes in a
tall frame."""
GRADIENT_WIDTHS = 2.0, 5.5, 10.0
"""Pixels of the lines in the key to gradients."""
WIDEST, NARROWEST = 11.0, 1.2
"""Pixels of the largest gradient's line, and of one that is zero."""
OVERHANG = 0.035
"""How far the highlight is off the output before, as a fraction of the frame."""

LOSS_WIDTH, LOSS_HEIGHT = 109.0, 60.0
SMALL_FROM = 1e6
"""From here on a loss is a power of ten, for which its box has room in the smallest size only."""
TITLE, LOWEST = 22.0, 64.0
"""Pixels that a title is high, with some room above it; and from the loss down to the last line
beside it where lines are close."""

STOPS, STOPS_ALONE, STOP = 11, 14, 0.22
"""At so many steps of a run its numbers are told, and so many seconds later those of the next: so
numbers and curves never drift apart."""
ROOM_FOR_NAMES = 0.06
"""Of the axis of losses, left free above the lines."""
SEEN_PLACES, UNREST = 3, 0.1
"""Places of a full loss beside its curve; a loss that has fallen may be above its least by so much
of its fall."""
MOST_DOTS, FAINT = 420, 0.28
"""Of more rows than this, so many are shown, evenly chosen from both classes; the opacity of those
who are judged wrongly."""
DOT, TITLE_LINE = 4.9, 0.052
"""A dot's radius in pixels, where there is room; from one title down to the next, in heights of a
wide frame."""


class Backprop(WorkedStory):
    """One row of data through a network and back, the step that follows, and what it is for."""

    board: StackedBoard
    board_top = ByShape(0.772, tall=0.725)
    # Where the figure is seen while the camera is near, and how near it comes to the loss.
    above_board = ByShape(Box(0.0, 1.0, 0.185, 0.765), tall=Box(0.0, 1.0, 0.25, 0.718))
    beside_plate = ByShape(Box(0.0, 0.69, 0.185, 0.765), tall=Box(0.0, 1.0, 0.25, 0.51))
    faced = ByShape(1.3, tall=1.0)
    # Pixels that numbers at nodes take, left of them or below, and from a weight to an arrow.
    left_of_nodes, below_nodes = ByShape(0.0, tall=86.0), ByShape(0.0, tall=12.0)
    beside_weight = ByShape(21.0, tall=28.0)
    # In em: the room of the true class, up to the last edges, in a tall frame to the output.
    truth_room = ByShape(9.5, tall=7.2)
    # Pixels from the loss down to the truth and up to what is said, and between lines of these;
    # a class's mark is left of its name.
    to_truth, to_said, leading = (
        ByShape(78.0, tall=30.0),
        ByShape(122.0, tall=37.0),
        ByShape(32.0, tall=28.0),
    )
    to_mark, mark_radius = ByShape(18.0, tall=15.0), ByShape(8.0, tall=7.0)
    # In the key to gradients: a line, and from one to the next.
    key_line, key_pitch = ByShape(46.0, tall=34.0), ByShape(62.0, tall=44.0)
    # The small networks below a panel, or right of it, their radii in pixels, and the dots.
    alone_box = ByShape(Box(0.722, 0.928, 0.6, 0.85), tall=Box(0.71, 0.92, 0.642, 0.925))
    averaged_box = ByShape(Box(0.722, 0.928, 0.5, 0.59), tall=Box(0.71, 0.92, 0.642, 0.765))
    alone_radius, averaged_radius = ByShape(14.0, tall=13.0), 9.0
    dots_box = ByShape(Box(0.705, 0.945, 0.665, 0.935), tall=Box(0.05, 0.95, 0.82, 0.945))
    # The keys of what lines are called: more shortly in a tall frame, where there is less room.
    everyone_key = ByShape("only", tall="all_short")
    known_key = ByShape("only", tall="on_one")
    averaged_key = ByShape("averaged", tall="on_all")

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run on all rows, and gradient descent on one, from its start at its rate.

        Raises:
            RequestError: the network wouldn't be small, or the data have more than two classes.
        """
        main = options.recorded or runs.small_mlp_spec("backprop", options)
        row = objective_of(main).dataset.rows([row_to_show(main, options.row)])
        alone = replace(
            main,
            objective=ModelObjective(network_of(main), row),
            optimizer=GradientDescent(),
            steps=min(max(main.steps, FIRST_LOOK), MOST_ALONE),
            batch_size=None,
            stride=1,
            drop_last=False,
            rate_drops=(),
        )
        return {"main": main, "one row": alone}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a network of two classes, small enough to be read."""
        return runs.is_small_mlp(spec)

    @staticmethod
    def parts(recording: Recording) -> tuple[type[Backprop], ...]:
        """Return the scene's one part.

        Raises:
            RequestError: not even the first step on the row alone leads to finite numbers.
        """
        single = recording["one row"]
        if not single.n_steps:
            rate = f"at the learning rate {single.spec.learning_rate:g}"
            raise RequestError(f"{rate}, one step leads to numbers too large to compute: lower it")
        return (Backprop,)

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.prepare()
        self.ask()
        self.enter()
        self.spell_out_a_unit()
        self.send_forward()
        self.compare_with_the_truth()
        self.start_back()
        self.go_back_along_an_edge()
        if (layer := self.last - 2) > 0 and self.sizes[layer + 1] > 1:
            self.come_back(layer, self.before.speaking_unit(layer))
        self.find_one_gradient()
        self.find_all_gradients()
        self.take_the_step()
        self.look_again()
        self.repeat_alone()
        self.average()

    def prepare(self) -> None:
        """Read the runs, and build what stays on the stage."""
        self.single, self.data = self.recording["one row"], objective_of(self.run).dataset
        self.row = row_to_show(self.run.spec, self.recording.options.row)
        self.model, row = network_of(self.run), self.data.rows([self.row])
        self.sizes, name = self.model.sizes, self.model.activation
        self.before, self.after = (
            SamplePass(self.model, each, row) for each in self.single.parameters[:2]
        )
        self.last = self.before.last
        self.spoken = EdgeIndex(self.last, 0, self.before.speaking_unit(self.last - 1))
        self.activation = {"relu": "ReLU"}.get(name, name)
        self.stepping, self.sweep = RunPlayer(self.single), ValueTracker(0)
        self.network = SpreadNetwork(
            self.theme, self.sizes, lambda: self.weights(self.stepping.parameters())
        )
        self.output = self.network.centre(self.last, 0)
        self.rim = self.output + offset(self.network.radius)
        self.loss_at = np.array([at(0.95, 0)[0] - pixels(LOSS_WIDTH / 2), self.output[1], 0])
        self.about_loss = self.output if is_tall() else (self.output + self.loss_at) / 2
        self.board = StackedBoard(self.theme, top=self.board_top)
        self.keep_still(self.board)
        self.errors: dict[Node, VGroup] = {}
        self.away: list[VMobject] = []
        self.right = lru_cache(maxsize=8)(partial(are_right, self.run))

    def weights(self, parameters: FloatArray) -> list[FloatArray]:
        """The weights (out, in) of each layer."""
        return [weights for weights, _ in self.model.layers(parameters)]

    def ask(self) -> None:
        """A network is drawn, judges one row, and the question is what to change in it."""
        network, before, texts = self.network, self.before, self.texts
        self.verdict, self.truth = map(self.class_beside_loss, ("says", "truth"))
        columns, self.labels = self.data.feature_names, VGroup()
        names = texts.column_labels(columns, room=LONGEST_INPUT)
        if is_tall():
            names = names_above(columns, texts, network.gap(0), network.room_above)
        for unit, value in enumerate(before.sample.features[0].tolist()):
            shown = texts.value(columns[unit], f"{value:g}") or maths.measured(value)
            self.labels.add(network.named_value(unit, names[unit], shown))
        nodes, edges = VGroup(*network.circles.values()), network.edges.values()
        self.beat(
            "ask_right" if before.is_right else "ask_wrong",
            self.labels,
            nodes,
            self.board,
            self.verdict,
            self.truth,
            self.board.write(self.key_to_edges()),
            LaggedStart(*map(Create, edges), lag_ratio=0.03, run_time=DRAWN),
            count=self.model.n_parameters,
        )
        self.remove(nodes, *edges)
        self.add(network, self.labels)
        layers = range(1, self.last + 1)
        for layer in layers:
            self.pulse(layer)
        reached = [arrive(self.output, self.theme, colour=self.theme.model)]
        for layer in reversed(layers):
            self.pulse(layer, reached, back=True)
            reached = []

    def class_beside_loss(self, key: str, done: SamplePass | None = None) -> VGroup:
        """A title, a class's name and its mark: said above the loss; or true below it, with its y.

        In a tall frame both are left of the output, and closer where the layer above it is near.
        """
        done, theme, is_truth = done or self.before, self.theme, key == "truth"
        number = done.target if is_truth else int(done.probability > 0.5)
        rise, line = -self.to_truth if is_truth else self.to_said, self.leading
        above = float(self.network.centre(self.last - 1, 0)[1] - self.output[1])
        free = above / pixels(1) - self.network.radius - TITLE
        if is_tall() and free < self.to_said:
            line = (free + LOWEST) / 3
            rise = line - LOWEST if is_truth else free
        edge: Edge = "left" if is_tall() else "right"
        foot = at(GRID.margin if is_tall() else 1 - GRID.margin, 0)
        foot[1] = self.loss_at[1] + pixels(rise)
        label, colour = partial(Label, size=SIZES.smallest), theme.of_class(number)
        title = label(self.label(key), colour=theme.muted).place(foot, edge)
        name = label(self.class_name(number, self.truth_room), colour=colour)
        name.place(foot + offset(self.to_mark + 10 if is_tall() else 0, -line), edge)
        middle = name.get_left() - offset(self.to_mark)
        made = VGroup(title, name, Marks(middle[None], number, theme, radius=self.mark_radius))
        if is_truth:
            y = label(str(number), colour=colour, bold=True).place(foot, edge)
            made.add(y)
            moved, by = (y, title) if is_tall() else (title, y)
            moved.shift((by.width + pixels(6)) * (RIGHT if is_tall() else LEFT))
        return made

    def class_name(self, number: int, room: float = LONGEST_NAME) -> str:
        """What a class means, in a room in em."""
        return self.texts.class_label(self.data, number, room)

    def key_to_edges(self) -> VGroup:
        """What the edges' widths and colours mean, and how many parameters there are."""
        board, label = self.board, self.label
        cursor, left = board.baseline(board.left), board.left
        explained = VGroup(board.title(label("edges"), left))
        for weight, key in ((1.5, "positive"), (-1.5, "negative")):
            colour = self.theme.of_sign(weight)
            name = Label(label(key), size=SIZES.smallest, colour=self.theme.text)
            name.place(cursor + offset(58))
            explained.add(sample_of_line(cursor, 46, edge_width(weight), colour), name)
            cursor[0] = name.get_right()[0] + pixels(34)
        if not is_tall():
            left = fractions(explained.get_right())[0] + 2 * CELL_GAP
        edges, units = len(self.network.edges), sum(self.sizes[1:])
        sum_of_both = self.math(f"{edges} + {units} = {edges + units}", size=LARGEST)
        title = board.title(label("counted", edges=edges, units=units), left)
        count = VGroup(title, sum_of_both.place(board.baseline(left)))
        if is_tall():
            board.spread([explained, count])
        return VGroup(explained, count)

    def pulse(self, layer: int, *beside: Any, back: bool = False, seconds: float = 0.0) -> None:
        """Let pulses run into a layer, or back from it."""
        edges, time = edges_into(self.sizes, layer), seconds or PASS / self.last
        colour = self.theme.gradient if back else self.theme.model
        self.play(self.network.pulses(edges, colour, back=back, seconds=time), *beside)

    def enter(self) -> None:
        """The row's numbers go into the network, one of them with how it is scaled."""
        flights = [(label[1], self.value(0, unit)) for unit, label in enumerate(self.labels)]
        if scaled := maths.scaling(self.data, self.row):
            unit, formula = scaled
            measured, value = flights.pop(unit)
            name = self.texts.column(self.data.feature_names[unit])
            cell = self.board.titled(self.label("standardised", name=name), formula)
            self.beat("enter", self.outlined(cell))
            self.fly_in(cell, [measured])
            self.land(cell, value)
        else:
            self.beat("enter")
        if flights:
            self.play(travels(flights, lag=0.7))

    def value(self, layer: int, unit: int, done: SamplePass | None = None) -> Number:
        """The number in a node, before the step: an input, an activation, or the probability."""
        value, network = (done or self.before).activation(layer, unit), self.network
        made = network.values[layer, unit] = still_number(
            value, in_node, network.centre(layer, unit), colour=self.theme.model
        )
        return made

    def spell_out_a_unit(self) -> None:
        """One unit's sum with all its numbers; then its activation, seen at work."""
        before, network, unit = self.before, self.network, self.before.speaking_unit(1)
        into, z = edges_into(self.sizes, 1, [unit]), before.pre_activation(1, unit)
        total, activated = self.board.lines(
            maths.unit_sum(before, 1, unit), maths.activation(before, 1, unit)
        )
        *weights, bias = parameters = self.parameters_of(1, unit)
        self.beat(
            "unit",
            self.outlined(total),
            *parameters,
            network.speak_of(into),
            vanish(self.verdict, self.truth),
            activation=self.activation,
        )
        pairs = [(weight[1], network.values[0, at]) for at, weight in enumerate(weights)]
        leaving = {2 * index: each for index, each in enumerate(parameters)}
        self.fly_in(total, [*chain(*pairs), bias[1]], leaving=leaving)
        self.play(
            self.focus(network.centre(1, unit), window=self.beside_plate),
            self.put_away(self.labels),
            network.speak_of([], (1, unit)),
            self.outlined(activated, keep=True),
            self.show_activation("activation", z),
        )
        self.fly_in(activated, [result_of(total)], to(self.plate.number, z))
        self.land(activated, self.value(1, unit))

    def parameters_of(self, layer: int, unit: int) -> list[VGroup]:
        """The weights of a unit on their edges, and last its bias at its foot."""
        edges, share = edges_into(self.sizes, layer, [unit]), 1 - self.network.share_off(layer - 1)
        bias = self.network.number_under(layer, unit, self.before.bias(layer, unit))
        return [*self.weights_on(edges, share), bias]

    def weights_on(self, edges: Iterable[EdgeIndex], share: float = 0.5) -> list[VGroup]:
        """The weights of edges, at a share of the way along each."""
        network, weight = self.network, self.before.weight
        return [network.number(network.on_edge(edge, share), weight(edge)) for edge in edges]

    def show_activation(self, key: str, z: float, *, slope: bool = False) -> list[Animation]:
        """Put up the plate of an activation; its point goes from 0 to a sum, or shows the slope."""
        name, letter = ("sigmoid", "p") if key == "sigmoid" else (self.model.activation, "a")
        made, reach = ACTIVATIONS[name], max(WIDEST_SUM, 1.1 * abs(z) if np.isfinite(z) else 0.0)
        ends = LIMITS.get(name) or made.function(np.array([-reach, reach])).tolist()
        axes = scale(-reach, reach, count=3), scale(*ends, count=2)
        colour, derivative = self.theme.model, made.derivative if slope else None
        plate = FunctionPlate(self, key, made.function, axes, ("z", letter), colour, derivative)
        return self.show_plate(plate, z * slope)

    def show_plate(self, plate: FunctionPlate, start: float) -> list[Animation]:
        """Put up a plate for this beat, its point at a number."""
        self.plate = plate
        plate.number.set_value(start)
        self.keep_still(plate)
        return for_now(plate)

    def put_away(self, *mobjects: VMobject) -> list[Animation]:
        """Let things vanish while the camera is near something else."""
        self.away += mobjects
        return vanish(*mobjects)

    def bring_back(self) -> list[Animation]:
        """Let what was put away appear again."""
        back, self.away = self.away, []
        return appear(*back, run_time=MOVE, rate_func=late)

    def send_forward(self) -> None:
        """The values flow on, layer by layer, to the output: a sigmoid."""
        network, last, before = self.network, self.last, self.before
        self.beat(
            "forward",
            network.speak_of(network.edges),
            self.bring_back(),
            self.pull_out(window=self.above_board),
        )
        for layer in range(1, last):
            units = range(self.sizes[layer])
            fresh = [unit for unit in units if (layer, unit) not in network.values]
            if fresh:
                self.pulse(layer)
                self.play(appear(*(self.value(layer, unit) for unit in fresh), run_time=0.3))
        title = self.label("output", label=self.class_name(1))
        cell = self.board.titled(title, maths.output(before))
        into, z = edges_into(self.sizes, last), before.pre_activation(last, 0)
        self.pulse(
            last,
            self.look_at(into, self.beside_plate),
            self.outlined(cell),
            self.show_activation("sigmoid", z),
            self.put_away(self.labels),
            for_now(*self.parameters_of(last, 0)),
            seconds=0.8,
        )
        self.play(to(self.plate.number, z, run_time=0.6))
        self.fly_in(cell, [self.plate.of_number])
        reach = network.radius + 19
        aside = offset(reach, -22) if is_tall() else offset(0, reach)
        letter = self.math("model(p)", size=SIZES.label)
        self.name = letter.place(self.output + aside, "centre")
        self.p = self.value(last, 0)
        self.land(cell, self.p, appear(self.name))

    def look_at(self, edges: Sequence[EdgeIndex], window: Box) -> list[Animation]:
        """Push the camera in on some edges, so far that their nodes are in the window."""
        network, nodes = self.network, ends_of(edges)
        seen = VGroup(*(network.circles[node] for node in nodes))
        has_beside = any(network.has_beside(layer) for layer, _ in nodes)
        aside = self.left_of_nodes if has_beside else self.below_nodes
        across = wide(window.width - 2 * GRID.margin) / (seen.width + 2 * pixels(aside))
        along = high(window.height) / (seen.height + 2 * pixels(BELOW_NODE))
        near = self.focus(seen, min(NEAR, across, along), window=window)
        return [*network.speak_of(edges), near]

    def compare_with_the_truth(self) -> None:
        """The loss says how far the output is from the truth."""
        before, theme, target, label = self.before, self.theme, self.before.target, self.label
        key, share = "right" if before.is_right else "wrong", percent(before.probability)
        rest = self.texts.beat(key, share=share, target=target, label="", truth="")
        room = min(room_in_line(rest, 2), LONGEST_NAME)  # one line: inputs may be below it
        cell, colour = self.board.titled(label("loss_title"), maths.loss(before)), theme.full_loss
        self.link = Line(
            self.rim,
            self.loss_at - offset(LOSS_WIDTH / 2),
            color=theme.line,
            stroke_width=stroke(3),
        )
        frame = framed(theme, pixels(LOSS_WIDTH), pixels(LOSS_HEIGHT), colour)
        rise = -LOSS_HEIGHT / 2 - 27 if is_tall() else LOSS_HEIGHT / 2 + 13
        name = Label(label("loss"), size=SIZES.label, colour=colour)
        name.place(self.loss_at + offset(0, rise), "centre")
        self.box = VGroup(frame.move_to(self.loss_at), name)
        self.beat(
            key,
            self.outlined(cell),
            self.verdict,
            self.truth,
            self.link,
            self.box,
            self.network.speak_of([], (self.last, 0)),
            self.focus(self.about_loss, self.faced, window=self.beside_plate),
            share=share,
            target=target,
            label=self.class_name(1, room),
            truth=self.class_name(target, room),
        )
        tallest = max(TALLEST_LOSS, 1.15 * before.loss if np.isfinite(before.loss) else 0.0)
        axes, letters = (scale(0, 1, count=2), scale(0, tallest, count=3)), ("1 - p", "p")
        plate = FunctionPlate(self, "loss_plate", surprise, axes, (letters[target], "L"), colour)
        self.play(self.show_plate(plate, 1.0))
        self.play(to(plate.number, before.given_to_truth))
        self.fly_in(cell, [self.p])
        self.loss = self.number_in_box(before)
        self.land(cell, self.loss)

    def number_in_box(self, done: SamplePass) -> Number:
        """The loss in its box."""
        places = 3 if done.loss < 10 else 2 if done.loss < 1000 else 0
        size = SIZES.label if done.loss < SMALL_FROM else SIZES.smallest
        colour = self.theme.full_loss
        return still_number(done.loss, places, self.loss_at, colour=colour, size=size)

    def start_back(self) -> None:
        """The error begins at the output."""
        cell = self.board.titled(self.label("error_title"), maths.output_error(self.before))
        ends = self.loss_at + offset(-LOSS_WIDTH / 2 - 6, 13), self.rim + offset(4, 13)
        self.from_loss = arrow(lambda: ends, self.theme.gradient).clear_updaters()
        near = self.focus(self.about_loss, self.faced, window=self.above_board)
        self.beat("blame", self.outlined(cell), self.from_loss, near)
        self.fly_in(cell, [self.p, self.truth[-1]])
        self.land(cell, self.error(self.last, 0))

    def error(self, layer: int, unit: int) -> VGroup:
        """dL/dz at the foot of a node."""
        error, colour = self.before.delta(layer, unit), self.theme.gradient
        made = self.errors[layer, unit] = self.network.number_under(layer, unit, error, colour)
        return made

    def go_back_along_an_edge(self) -> None:
        """Times the weight, times the activation's slope: one edge, one unit; then all in sight."""
        layer, network = self.last - 1, self.network
        about_loss = self.verdict, self.truth, self.link, self.box, self.loss
        gone = self.put_away(*about_loss, self.from_loss, self.name)
        self.come_back(layer, self.spoken.source, gone)
        units = range(self.sizes[layer])
        missing = [unit for unit in units if (layer, unit) not in self.errors]
        if layer == 1 or not missing:
            return
        every = edges_into(self.sizes, self.last)
        edges = [every[unit] for unit in missing]
        self.passed = self.weights_on(edges)
        self.play(
            self.look_at(every, self.beside_plate),
            network.pulses(edges, self.theme.gradient, back=True),
            for_now(*self.passed),
        )
        self.play(appear(*(self.error(layer, unit) for unit in missing)), self.make_room(layer))

    def come_back(self, layer: int, unit: int, beside: Sequence[Animation] = ()) -> None:
        """Bring the error back to one unit: along its edges to its value, then to its sum.

        Of a unit before the output the activation's slope is seen on a plate.
        """
        before, network, board, label = self.before, self.network, self.board, self.label
        is_first = layer == self.last - 1
        key, along = ("edge", "times_weight") if is_first else ("paths", "sum_of_paths")
        edges = [EdgeIndex(layer + 1, above, unit) for above in range(self.sizes[layer + 1])]
        times_slope = label("times_slope", activation=self.activation)
        first, second = board.in_turn(
            (label(along), maths.gathered(before, layer, unit)),
            (times_slope, maths.through_activation(before, layer, unit)),
        )
        self.passed = self.weights_on(edges, network.share_off(layer + 1))
        aside = self.beside_weight * (network.has_beside(layer) and len(edges) <= 2)
        arrows = [network.arrow_back(edge, aside=aside).clear_updaters() for edge in edges]
        self.beat(
            key,
            beside,
            self.outlined(first),
            for_now(*arrows, *self.passed),
            vanish(*(error for (at, _), error in self.errors.items() if at != layer + 1)),
            self.look_at(edges, self.beside_plate if is_first else self.above_board),
            activation=self.activation,
        )
        errors = [self.errors[edge[:2]] for edge in edges]
        pairs = zip(errors, self.passed, strict=True)
        self.fly_in(first, [number[1] for number in chain(*pairs)])
        if is_first:
            z = before.pre_activation(layer, unit)
            self.play(self.show_activation("activation", z, slope=True))
            self.play(to(self.plate.tangent, 1))
        shown = self.outlined(second, keep=board.is_free(second))
        value = network.values[layer, unit] if maths.slope_by_value(before) else None
        self.fly_in(second, [result_of(first), value], shown)
        self.land(second, self.error(layer, unit), self.make_room(layer))

    def make_room(self, layer: int) -> list[Animation]:
        """Let the weights below a layer go where its errors come."""
        return [] if self.network.has_beside(layer) else vanish(*self.passed)

    def find_one_gradient(self) -> None:
        """One weight's gradient: what came back times what was sent."""
        edge, network, theme = self.spoken, self.network, self.theme
        error = self.errors.pop((self.last, 0))
        cell, *self.rest = self.gradient_cells()
        self.beat(
            "gradient",
            self.outlined(cell),
            vanish(*self.errors.values()),
            error,
            self.look_at([edge], self.above_board),
        )
        self.found = self.gradient(edge)
        self.play(network.pulses([edge], theme.model))
        back = network.pulses([edge], theme.gradient, back=True)
        self.fly_in(cell, [error[1], network.values[self.last - 1, edge.source]], back)
        self.land(cell, self.found, for_now(error, by=()))

    def gradient(self, edge: EdgeIndex) -> VGroup:
        """dL/dw on its edge."""
        value, network = self.before.weight_gradient(edge), self.network
        place = network.on_edge(edge, network.clear_share(edge))
        return network.number(place, value, self.theme.gradient)

    def gradient_cells(self) -> list[VMobject]:
        """How the weight gets its gradient, what lines of gradients mean, how a bias gets its own.

        The last is left out where there is no room for it.
        """
        board, label = self.board, self.label
        of_weight = label("weight_title"), maths.weight_gradient(self.before, self.spoken)
        of_bias = label("bias_title"), maths.bias_gradient(self.before, self.last, 0)
        weight, left = board.titled(*of_weight), board.left
        if is_tall():
            weight, bias = board.below_each_other(of_weight, of_bias, spare=KEY_HEIGHT)
        else:
            left = fractions(weight.get_right())[0] + CELL_GAP
        key = VGroup(board.title(label("gradients"), left))
        beside = fractions(key.get_right())[0] + CELL_GAP
        corner = board.title_foot(beside) if is_tall() else board.baseline(left)
        for index, width in enumerate(GRADIENT_WIDTHS):
            start = corner + offset(self.key_pitch * index)
            key.add(sample_of_line(start, self.key_line, width, self.theme.gradient))
        if is_tall():
            board.spread([weight, key, bias])
            return [weight, key, bias]
        (bias,) = board.cells(of_bias, left=fractions(key.get_right())[0] + CELL_GAP)
        fits = fractions(bias.get_right())[0] <= board.right
        return [weight, key, *[bias] * fits]

    def find_all_gradients(self) -> None:
        """Every edge gets its gradient, from the last layer to the first."""
        network, before = self.network, self.before
        self.swept = self.gradient_lines()
        self.beat(
            "gradients",
            network.speak_of(network.edges),
            self.bring_back(),
            self.pull_out(),
            self.board.write(*self.rest),
            count=self.model.n_parameters,
        )
        self.add(self.swept, *network.values.values(), self.found)
        self.gradients, seconds = [self.found], min(SWEPT, SWEEP / self.last)
        for layer in range(self.last, 0, -1):
            edges = edges_into(self.sizes, layer)
            steepest = max(edges, key=lambda edge: abs(before.weight_gradient(edge)))
            told = [steepest] * (layer < self.last)
            shown = [*map(self.gradient, told)]
            self.gradients += shown
            self.play(
                steadily(self.sweep, self.reaches[layer - 1], seconds),
                appear(*shown),
                network.pulses(told, self.theme.text, back=True, seconds=seconds),
            )

    def gradient_lines(self) -> VGroup:
        """Lines over the edges, rings about the units, and last a highlight across the network.

        They are as wide as their gradients are large; a bias's gradient is its unit's error, so
        that is what a ring shows. What the highlight hasn't come to isn't drawn: `sweep` is how far
        it is, from 0 at the output to 1 at the inputs; on its way back it takes away what it left.
        """
        network, before, box, sweep = self.network, self.before, self.network.box, self.sweep
        axis, reach = int(network.downwards), pixels(network.radius + 8)
        sides = np.array([at(box.left, box.top), at(box.right, box.bottom)])
        first = at(box.right + OVERHANG, box.bottom + OVERHANG)[axis]
        way = sides[0, axis] - first
        places = [network.centre(layer, 0)[axis] for layer in range(1, self.last + 1)]
        self.reaches = [1.0, *(float((place - first) / way) for place in places)]

        def now() -> float:
            return float(first + sweep.get_value() * way)

        def line(start: FloatArray, end: FloatArray) -> FloatArray:
            left = np.clip((now() - start[axis]) / (end - start)[axis], 0, 1)
            ends = np.array([end, start + left * (end - start)])
            return polyline(ends if left < 1 else ends[:1])

        def ring(circle: FloatArray, reached: float) -> FloatArray:
            return circle if sweep.get_value() >= reached else circle[:0]

        def highlight() -> FloatArray:
            ends = sides.copy()
            ends[:, 1 - axis] += [-reach, reach] if axis else [reach, -reach]
            ends[:, axis] = now()
            return polyline(ends if 0 < sweep.get_value() < 1 else ends[:1])

        drawn: list[tuple[Callable[[], FloatArray], float]] = [
            (partial(line, *network.rims(edge)), abs(before.weight_gradient(edge)))
            for edge in network.edges
        ]
        for node, circle in network.circles.items():
            if layer := node[0]:
                shape = partial(ring, circle.points.copy(), self.reaches[layer])
                drawn.append((shape, abs(before.delta(*node))))
        largest, colour, made = max(size for _, size in drawn) or 1.0, self.theme.gradient, VGroup()
        for outline, size in drawn:
            share = min(size / largest, 1.0) if np.isfinite(size) else 1.0
            made.add(stroked(outline, colour, NARROWEST + (WIDEST - NARROWEST) * share))
        return made.add(stroked(highlight, colour, 3))

    def take_the_step(self) -> None:
        """Gradient descent changes every weight by the gradients that were found."""
        edge, board, before, network = self.spoken, self.board, self.before, self.network
        rate, label = self.single.spec.learning_rate, self.label
        weights = before.weight(edge), self.after.weight(edge)
        computed = label("computes"), maths.weight_gradient(before, edge)
        uses = label("uses", rate=as_given(rate))
        numbers = maths.update(weights[0], rate, before.weight_gradient(edge), weights[1])
        for rule in (f"w <- w - eta {maths.LOSS_BY_WEIGHT} =", "w <-"):
            found, used = board.cells(computed, (uses, f"{rule} {numbers}"), gap=0.06)
            if not is_tall() or board.holds([found, used]):
                break
        old, new = (network.number(network.on_edge(edge), each) for each in weights)
        self.beat("step", self.outlined(used), board.write(found), vanish(*self.gradients), old)
        steep = result_of(found)
        self.play(reveal(used, lag=LAG, closing=True, weight=old[1], slope=steep))
        sent = [each for (layer, _), each in network.values.items() if layer]
        self.play(
            to(self.sweep, 0, run_time=TURNED),
            self.stepping.go(1, run_time=TURNED),
            Rewriting(network, lambda _: network.show_weights(), run_time=TURNED),
            vanish(self.from_loss, old),
            appear(slots(used)["result"]),
            dim(self.loss, self.verdict, *sent),
        )
        self.remove(self.swept)
        self.found = new
        self.land(used, new)

    def look_again(self) -> None:
        """The same row again, through the changed weights."""
        label, values, old, new = self.label, self.network.values, self.before, self.after
        self.outcome, after = self.board.cells(
            (label("before_title"), maths.outcome(old)), (label("after_title"), maths.outcome(new))
        )
        change = np.sign(round(new.loss, 2) - round(old.loss, 2))
        self.beat(
            {-1: "again_falls", 0: "again", 1: "again_rises"}[int(change)],
            self.outlined(after),
            self.board.write(self.outcome),
            vanish(self.found),
            before=number_text(old.loss, 2),
            after=number_text(new.loss, 2),
        )
        for layer in range(1, self.last + 1):
            units = range(self.sizes[layer])
            self.pulse(layer, vanish(*(values[layer, unit] for unit in units)))
            fresh = [self.value(layer, unit, new) for unit in units]
            self.play(appear(*fresh, run_time=0.2))
        before, self.loss = self.loss, self.number_in_box(new)
        said = become(self.verdict, self.class_beside_loss("says", new))
        self.play(become(before, self.loss), said, run_time=0.6)
        self.play(reveal(after, values[self.last, 0], self.loss, lag=1.0))

    def repeat_alone(self) -> None:
        """The same step again and again, on this row only: its losses become a chart."""
        single, run, theme = self.single, self.run, self.theme
        with np.errstate(over="ignore", invalid="ignore"):
            losses = run.objective.losses(single.parameters)
        losses, first = (
            np.where(np.isfinite(losses), losses, np.inf),
            min(FIRST_LOOK, single.n_steps),
        )
        self.window = window = max(first, min(single.n_steps, run.n_steps))
        steps, ink = single.recorded_steps[: window + 1], theme.batch_loss_text
        own = LossLine(self.label("own"), steps, single.loss[: window + 1], ink)
        self.everyone = self.loss_line(self.everyone_key, single, losses, theme.full_loss)
        self.averaged = self.loss_line(self.averaged_key, run, run.loss, theme.model)
        # One axis for both charts, so that one can turn into the other.
        lines, self.length = (own, self.everyone, self.averaged), max(run.n_steps, 1)
        self.up = loss_scale(lines, self.length, room=ROOM_FOR_NAMES)
        stops = np.geomspace(1, window, STOPS_ALONE).round().astype(int)
        named = {"own": own, "all_short": self.everyone}
        self.alone = chart, network = self.chart(single, named, stops, first)
        places = [partial(held_on, chart.plot, step, own.at(step)) for step in (0, 1)]
        self.firsts = [RingedPoint(place, theme, colour=ink, radius=8) for place in places]
        loss_box = VGroup(self.box[0], self.loss)
        self.remove(self.box, self.loss)
        self.add(self.box[1], loss_box)
        gone = [each for each in self.everything() if each not in (self.network, loss_box)]
        for value in self.network.values.values():
            value.set_z_index(1)  # above the network that becomes smaller, until they have gone
        key = "alone_harms_soon" if losses[1] < losses[0] else "alone_harms"
        if own.at(window) >= own.at(0) or self.everyone.at(window) <= losses[0]:
            key = "alone"
        self.beat(
            "alone_diverged" if single.outcome.startswith("diverged") else key,
            become(slots(self.outcome)[1], self.firsts[0], evenly=True),
            become(loss_box, self.firsts[1], evenly=True),
            become(self.network, network),
            vanish(*gone, run_time=0.25),
            appear(chart.plot, chart.panel, run_time=0.8),
            appear(chart.curves, chart.names, run_time=1.0),
            step=single.n_steps + 1,
        )
        if chart.player.pace.seconds:
            self.play(chart.player.walk())

    def loss_line(self, key: str, run: Trajectory, losses: FloatArray, colour: str) -> LossLine:
        """The losses of a run; where it has diverged, there is none any more."""
        steps = run.recorded_steps
        if run.outcome.startswith("diverged"):
            steps, losses = np.append(steps, run.n_steps + 1), np.append(losses, np.inf)
        return LossLine(self.label(key, count=self.data.n), steps, losses, colour)

    def chart(
        self,
        run: Trajectory,
        lines: Mapping[str, LossLine],
        stops: IntArray,
        first: int,
        known: LossLine | None = None,
    ) -> tuple[LossChart, Network]:
        """A chart of losses, and beside it the network with the weights of the step told of.

        Args:
            run: whose steps are taken.
            lines: what is drawn, by the keys of short names.
            stops: steps (n,), each that is new taken as long as the next.
            first: the last step that there is room for at first.
            known: a line that is drawn already.
        """
        label, told = partial(self.label, count=self.data.n), np.unique(stops).tolist()
        times = STOP * np.arange(len(told))
        player = RunPlayer(run, PacedRun(tuple(told), tuple(times.tolist())))
        player.walk_to(0)
        title, end = "on_all", self.length
        box, radius = self.averaged_box, self.averaged_radius
        if run is self.single:
            title, end, box, radius = "on_one", self.window, self.alone_box, self.alone_radius
        titles = ChartTitles(*map(label, ("steps", "loss", title, "step", "log_scale")))
        named = {label(key): line for key, line in lines.items()}
        chart = LossChart(
            self.theme, player, named, end, titles, up=self.up, first=first, known=known
        )
        network = Network(
            self.theme,
            self.sizes,
            lambda: self.weights(player.reading().parameters),
            box=box,
            radius=radius,
            thickness=0.5,
            downwards=is_tall(),
        )
        return chart, network

    def average(self) -> None:
        """The same start, stepping on the mean over all rows."""
        run, (old, old_network), steps = self.run, self.alone, self.run.recorded_steps
        stops = (np.linspace(0, 1, STOPS) ** 2 * (len(steps) - 1)).round().astype(int)
        name, drawn = self.label(self.known_key), min(self.window, self.length)
        known, lines = replace(self.everyone, name=name, drawn=drawn), {"all_short": self.averaged}
        chart, network = self.chart(run, lines, steps[stops], self.window, known)
        same = old.window == chart.window
        self.beat(
            self.average_key(),
            become(old.curves[1], chart.curves[0]),
            become(old.names[1], chart.names[0]),
            become(old_network, network),
            vanish(*self.firsts, old.curves[0], old.names[0], old.panel),
            [] if same else [*vanish(old.plot), *appear(chart.plot)],
            chart.panel,
            count=self.data.n,
            rows=self.label("rows"),
            size=run.spec.batch_size,
            step=run.n_steps + 1,
        )
        self.add(chart.curves[1])
        self.play(appear(chart.names[1], self.judged_rows(chart.player), run_time=0.3))
        self.wait(AT_START)
        if chart.player.pace.seconds:
            self.play(chart.player.walk())
        end = held_on(chart.plot, run.n_steps, float(run.loss[-1]))
        self.play(arrive(end, self.theme, colour=self.theme.model))
        self.wait(AT_REST - PAUSE)

    def average_key(self) -> str:
        """What steps on all rows, or on batches, come to."""
        run, size = self.run, self.run.spec.batch_size
        if run.outcome.startswith("diverged"):
            return "average_diverged"
        if size is not None:
            return "average_batches" if size > 1 else "one_by_one"
        ends = run.loss[0], run.loss[-1], run.loss.min()
        first, last, least = (round(float(each), SEEN_PLACES) for each in ends)
        if last > first:
            return "average_rises"
        if last == first or last - least > UNREST * (first - least):
            return "average"
        before, after = (float(percent(self.right(each).mean())) for each in (0, run.n_steps))
        return "average_learns" if after > before else "average_falls"

    def judged_rows(self, player: RunPlayer) -> VGroup:
        """A dot for each row, bright if it is judged rightly at the step told, under two titles.

        These say which share is judged rightly, at first and at that step.
        """
        box, theme, label, target = self.dots_box, self.theme, self.label, self.data.target
        now = "judged" if self.data.n <= MOST_DOTS else "judged_drawn"
        rows = drawn_rows(self.data, MOST_DOTS)
        rows = rows[np.argsort(target[rows], kind="stable")]
        places, pitch = grid_in(box, len(rows))

        def share(first: bool) -> float:
            return float(self.right(0 if first else player.told).mean())

        def outline(number: int, right: bool) -> FloatArray:
            chosen = (self.right(player.told)[rows] == right) & (target[rows] == number)
            return stamped(mark_of(number, min(DOT, 0.4 * pitch)), places[chosen])

        made, top = VGroup(), box.top
        for key in ("judged_first", now):
            name = Label(label(key), size=SIZES.smallest, colour=theme.muted)
            number = Number(
                partial(share, key != now),
                lambda share: label("share", share=percent(share)),
                size=SIZES.label,
                colour=theme.text,
            )
            number.place(at(box.right, top), "right")
            made.add(VGroup(name.place(at(box.left, top)), number))
            top += down(TITLE_LINE)
        for label_of, right in product((0, 1), (True, False)):
            colour, bright = theme.of_class(label_of), 1.0 if right else FAINT
            made.add(filled(partial(outline, label_of, right), colour, bright))
        return made


def result_of(cell: VMobject) -> VMobject:
    """What comes out of a cell on the board."""
    return [*slots(cell).values()][-1]


def held_on(plot: Plot, x: float, y: float) -> FloatArray:
    """The place (3,) of a pair of values: at the axis' end if y is beyond."""
    height = np.clip(np.nan_to_num(plot.y.share(y), posinf=1.0), 0, 1)
    return plot.points_at_shares(np.asarray(plot.x.share(x)), height)


def sample_of_line(start: FloatArray, length: float, width: float, colour: str) -> Line:
    """A line in a key, from above a point on the baseline on, its length and width in pixels."""
    first, last = start + offset(0, 8), start + offset(length, 8)
    return Line(first, last, color=colour, stroke_width=stroke(width))


def grid_in(box: Box, count: int) -> tuple[FloatArray, float]:
    """Places (n, 3) in rows that fill a box below its titles, and pixels from one to the next."""
    top = box.top + down(TITLE_LINE)
    width, height = wide(box.width) / pixels(1), high(box.bottom - top) / pixels(1) - 12
    columns = int(np.ceil(np.sqrt(count * width / height)))
    while -(-count // columns) * width / columns > height:
        columns += 1
    pitch = min(width / columns, 4 * DOT)
    row, column = np.divmod(np.arange(count), columns)
    first = at(box.left, top) + offset(pitch / 2, -12 - pitch / 2)
    return first + pixels(pitch) * np.stack([column, -row, 0 * row], axis=1), pitch


MOST_IN_NODE, LONG_POWER = 99999.5, 3
"""From here on a number is too wide for a node, and so it is beside a power with so many signs."""


def in_node(value: float) -> str:
    """A number with as many places as fit into a node; a large one is about a power of ten."""
    size = abs(value)
    if size < MOST_IN_NODE or not np.isfinite(value):
        places = sum(size < each for each in (99.95, 9.995, 0.9995))
        return number_text(value, min(places, 2 if value < 0 else 3))
    sign = "−" if value < 0 else ""
    mantissa, power = f"{size:.0e}".split("e")
    if len(power) > LONG_POWER:
        return f"{sign}10{superscript(round(np.log10(size)))}"
    return f"{sign}{mantissa}×10{superscript(int(power))}"


Node = tuple[int, int]
"""A layer, counted from the inputs, and a unit of it."""
BELOW, BESIDE, ASIDE = 13.0, 4.0, 9.0
"""Pixels from a node down to the middle of the number below it, and to the number left of it; by so
many the one below the output is right of its middle, off the words at the left."""
WIDEST_NODE = 0.48
"""A node's radius at the most, as a share of the way from its layer to the next."""
LONGEST = 84.0
"""Pixels that a number beside a node takes at the most, if it is a usual one."""
NUMBER = 58.0
"""Pixels that a number on an edge takes beside another one."""
SHARES = np.linspace(0.2, 0.8, 25)
"""Of the way along an edge, where a number may be."""
CLEAR = 32.0, 14.0
"""Pixels from a node's rim to the middle of a number on an edge, across and up."""


def ends_of(edges: Iterable[EdgeIndex]) -> set[Node]:
    """The nodes at both ends of edges."""
    return {node for layer, unit, source in edges for node in ((layer, unit), (layer - 1, source))}


class SpreadNetwork(Network):
    """A network whose layers are spread over its box, so that numbers stand off the nodes.

    In a tall frame it goes downwards. Its edges have the weights that `show_weights` found.

    Attributes:
        gaps: pixels between the centres of each layer's units.
        circles: the nodes by their places.
    """

    spread = ByShape(Box(0.247, 0.785, 0.257, 0.692), tall=Box(0.117, 0.883, 0.366, 0.652))
    most_radius = ByShape(37.0, tall=34.5)
    most_gap_of_inputs, most_gap = ByShape(104.0, tall=120.0), ByShape(150.0, tall=170.0)

    def __init__(self, theme: Theme, sizes: Sequence[int], weights: Weights) -> None:
        box, inputs, others = self.spread, self.most_gap_of_inputs, self.most_gap
        spans = wide(box.width), high(box.height)
        room, way = spans if is_tall() else spans[::-1]
        self.gaps = [
            min(others if layer else inputs, room / pixels(1) / max(size - 1, 1))
            for layer, size in enumerate(sizes)
        ]
        radius = min(self.most_radius, way / pixels(len(sizes) - 1) * WIDEST_NODE)
        super().__init__(theme, sizes, weights, box=box, radius=radius, downwards=is_tall())
        for edge in self.edges.values():
            edge.clear_updaters()
        self.circles = {
            (layer, unit): circle
            for layer, row in enumerate(self.nodes)
            for unit, circle in enumerate(row)
        }

    def show_weights(self) -> None:
        """Let every edge show the weight that it has now."""
        for edge in self.edges.values():
            edge.show_weight()

    def gap(self, layer: int) -> float:
        """From one unit of a layer to the next, as a fraction of the frame; see `Network.gap`."""
        size = self.gaps[layer] / 720
        return across(size) if self.downwards else down(size)

    def speak_of(self, edges: Iterable[EdgeIndex], *nodes: Node) -> list[Animation]:
        """Dim all but some edges, the nodes at their ends and some more.

        The values in the nodes that are dimmed vanish: a camera that is near would cut them.
        """
        spoken: set[tuple[int, ...]] = {*edges, *ends_of(edges), *nodes}
        changes: list[Animation] = []
        for key, part in [*self.edges.items(), *self.circles.items()]:
            changes += appear(part) if key in spoken else dim(part)
        for node, value in self.values.items():
            changes += appear(value) if node in spoken else vanish(value)
        return changes

    def on_edge(self, edge: EdgeIndex, share: Any = 0.5) -> FloatArray:
        """A place on an edge (3,), at a share of the way between its nodes' middles."""
        start, end = self.centre(edge.layer - 1, edge.source), self.centre(edge.layer, edge.unit)
        return np.asarray(start + share * (end - start))

    def number_under(
        self, layer: int, unit: int, value: float, colour: str | None = None
    ) -> VGroup:
        """A number below a node, or on its lower rim where the next is near; see `number`.

        In a network that goes downwards edges leave a node below, so it is left of it if there is
        room.
        """
        centre, alone = self.centre(layer, unit), self.sizes[layer] == 1
        room = self.gaps[layer] - 2 * self.radius
        made = self.number(centre, value, colour)
        is_beside = self.downwards and self.has_beside(layer)
        if is_beside and made[1].width + 2 * pixels(BESIDE) <= pixels(room):
            return made.shift(offset(-self.radius - BESIDE) + LEFT * made.width / 2)
        below = BELOW if alone or self.downwards or room >= 2 * BELOW else 1
        aside = ASIDE * (self.downwards and alone)
        return made.shift(offset(aside, -self.radius - below))

    def number(self, middle: FloatArray, value: float, colour: str | None = None) -> VGroup:
        """A number with a backing: a parameter in the colour of its sign, if none is given."""
        places = 1 if colour is None and is_round(value) else 3
        colour = colour or self.theme.of_sign(value)
        return backed(still_number(value, places, middle, colour=colour), self.theme)

    def has_beside(self, layer: int) -> bool:
        """Whether numbers at a layer's nodes have room off the edges into the next layer.

        In a network that goes downwards edges leave a node below, where the number of a node has
        to be if others are near.
        """
        between = self.gaps[layer] - 2 * self.radius
        return not self.downwards or (self.sizes[layer] > 1 and between >= LONGEST)

    def share_off(self, layer: int) -> float:
        """The share of the ways between one unit and a layer at which numbers stand apart.

        It is counted from the one unit.
        """
        return float(np.clip(NUMBER / self.gaps[layer], 0.5, 0.7)) if self.downwards else 0.5

    def clear_share(self, edge: EdgeIndex) -> float:
        """The share of the way along an edge, off its nodes, at which others are farthest.

        Where no place is off them, the one that is most.
        """
        if self.sizes[edge.layer] == 1:
            return 0.5
        places = self.on_edge(edge, SHARES[:, None])
        nodes = [node for node in self.circles if node[0] in (edge.layer - 1, edge.layer)]
        centres = np.array([self.centre(*node) for node in nodes])
        aside = np.abs(places[:, None, :2] - centres[None, :, :2])
        reach = [pixels(self.radius + each) for each in CLEAR]
        off_nodes = (aside / reach).max(axis=2).min(axis=1)  # from 1 on they don't lie on any
        if off_nodes.max() < 1:
            return float(SHARES[off_nodes.argmax()])
        distances = []
        for other in edges_into(self.sizes, edge.layer):
            start, end = self.on_edge(other, 0), self.on_edge(other, 1)
            along = np.clip((places - start) @ (end - start) / np.square(end - start).sum(), 0, 1)
            aside = np.linalg.norm(places - self.on_edge(other, along[:, None]), axis=1)
            distances += [aside] * (other != edge)
        return float(SHARES[np.where(off_nodes < 1, -1, np.min(distances, axis=0)).argmax()])


WIDEST_SUM = 3.0
"""Sums up to this size on both sides are on the axis; a larger one is near its end."""
REACH, BEYOND = 0.18, 0.04
"""How far a tangent goes to both sides, and beyond the axis of numbers, as shares of that axis."""
LIMITS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
TALLEST_LOSS = 3.0


@np.errstate(divide="ignore")
def surprise(given: FloatArray) -> FloatArray:
    """The loss by the probability that the truth was given."""
    return np.asarray(-np.log(given))


class FunctionPlate(VGroup):
    """A panel with a function's curve: a point slides to a number, and the value is read off.

    In a tall frame the axes are right of the numbers, else below them.

    Attributes:
        number: where the point is; a tracker.
        tangent: how much of the tangent at the point is drawn, 0 to 1.
        of_number: its number in the panel, above that of the value: always those of the point.
    """

    top, bottom = ByShape(0.235, tall=0.517), ByShape(0.735, tall=0.715)
    numbers_end, axes_start = ByShape(0.928, tall=0.5), ByShape(0.737, tall=0.655)
    axes_end = ByShape(0.928, tall=0.915)
    # A tangent may go so far beyond the axis of values, as a share of it.
    overshoot = ByShape(0.2, tall=0.08)

    def __init__(  # noqa: PLR0913, PLR0917  what a plate shows
        self,
        story: Backprop,
        title: str,
        function: Callable[[FloatArray], FloatArray],
        axes: tuple[Scale, Scale],
        letters: tuple[str, str],
        colour: str,
        derivative: Callable[[FloatArray, FloatArray], FloatArray] | None = None,
    ) -> None:
        """Make it.

        Args:
            story: gives colours and words.
            title: the key of what is above the numbers.
            function: of numbers (n,).
            axes: of numbers and values.
            letters: of these, for Typst.
            colour: of the value and the curve.
            derivative: of numbers and values (n,), if the slope is shown as well.
        """
        theme, label = story.theme, story.label
        self.function, self.derivative = function, derivative
        self.number, self.tangent = ValueTracker(0), ValueTracker(0)
        panel = Panel(theme, top=self.top)
        panel.right = self.numbers_end
        panel.note(label(title, activation=story.activation))
        name, letter = (math(each, theme) for each in letters)
        self.of_number = panel.row(name, self.now, short)
        panel.row(letter, self.value, short, colour=colour)
        if derivative:
            panel.row(label("slope"), self.slope, short, colour=theme.gradient)
        cursor, bottom = panel.cursor, self.bottom
        panel.space((bottom - cursor) * laid_out().height - 0.02)
        top = self.top + 0.026 if is_tall() else cursor + 0.03
        box = Box(self.axes_start, self.axes_end, top, bottom - down(0.065))
        self.plot = Plot(theme, *axes, box=box)
        super().__init__(
            panel,
            self.plot,
            self.plot.curve(function, colour, width=4).clear_updaters(),
            stroked(self._read_off, theme.muted, 2),
            stroked(self._tangent, theme.gradient, 4.5),
            RingedPoint(self._point, theme, radius=8),
        )

    def now(self) -> float:
        """Where the point is."""
        return float(self.number.get_value())

    def value(self) -> float:
        """The function's value there."""
        return float(self.function(np.array([self.now()]))[0])

    def slope(self) -> float:
        """Its slope there."""
        place = np.array([self.now()]), np.array([self.value()])
        return float(self.derivative(*place)[0]) if self.derivative else 0.0

    def _point(self) -> FloatArray:
        return held_on(self.plot, self.now(), self.value())

    def _read_off(self) -> FloatArray:
        """Dashes from the number on the axis up to the curve, and on to the value at the left."""
        point, plot = self._point(), self.plot
        foot = held_on(plot, self.now(), plot.y.low)
        side = held_on(plot, plot.x.low, self.value())
        return np.concatenate([dash_points(foot, point), dash_points(point, side)])

    def _tangent(self) -> FloatArray:
        across, up, slope = self.plot.x, self.plot.y, self.slope()
        wide, at, value = across.high - across.low, self.now(), self.value()
        half = REACH * wide * float(self.tangent.get_value())
        if not half or not np.isfinite([value, slope]).all():
            return np.zeros((0, 3))
        if slope:
            beyond = self.overshoot * (up.high - up.low)
            ends = np.array([up.low - beyond, up.high + beyond])
            half = min(half, *np.abs((ends - value) / slope))
        low, high = across.low - BEYOND * wide, across.high + BEYOND * wide
        xs = np.array([max(at - half, low), min(at + half, high)])
        return polyline(self.plot.points_at(xs, value + (xs - at) * slope))


def short(value: float) -> str:
    """A number on a plate."""
    return number_text(value, 3 if abs(value) < 100 else 1)
