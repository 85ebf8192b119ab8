"""The loop that trains a network: forward, loss, differentiate, update, again; what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache, partial
from itertools import pairwise

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    ApplyMethod,
    LaggedStart,
    Line,
    ManimColor,
    Mobject,
    Square,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    GLIDE,
    MLP,
    NOTHING,
    SIZES,
    Blame,
    Box,
    ByShape,
    Dataset,
    Edge,
    EdgeIndex,
    FloatArray,
    GradientDescent,
    IntArray,
    Label,
    LargeNetwork,
    Layer,
    LogisticRegression,
    ManimStory,
    ModelObjective,
    Number,
    PacedRun,
    Plot,
    Quantity,
    Rewriting,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Trajectory,
    appear,
    are_right,
    arrive,
    at,
    backed,
    become,
    between_steps,
    dashes,
    drawn_units,
    edges_between,
    filled,
    in_wave,
    is_tall,
    known_row,
    late,
    linear,
    load,
    mark_of,
    number_text,
    objective_of,
    offset,
    paced,
    pixels,
    polyline,
    probabilities,
    rectangle,
    roundings,
    runs,
    scale,
    set_share,
    sized,
    solid,
    stamped,
    steps_in_epoch,
    stroke,
    stroked,
    to,
    travel,
    vanish,
    wide,
    worked_update,
)

PLACE = 530
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "hidden": (3, 2),
    "activation": "tanh",
    "optimizer": "gradient-descent",
    "learning_rate": 0.5,
    "steps": 300,
    "batch_size": None,
    "seed": 177,
    "start": None,
}
DRAWS = "any model of two or more classes on data, every step recorded"

QUARTER, TURN = 1.8, 2.8
"""Seconds from one station to the next in the first turn, and of the second turn."""
SLOW = 2
"""Turns that are shown station by station, or in one go of their own."""
EPOCH, REST, DRAWING = 4.2, 3.4, 4.2
"""Seconds that the rest of the first epoch may take, and all that follows; those in which all
losses are drawn."""
READING = 4.6
"""Seconds that the rest of the first epoch takes at the least."""
WAVE, COLLAPSE, UNFOLD = 2.4, 1.2, 2.6
"""Seconds of a wave through the network; in which it becomes a neuron, and inputs pixels."""
RINGING = 1.8
"""Seconds in which a ring marks where the loop has come to."""
LAST = 2.1
"""Seconds that the last picture stands."""

UPDATING, NUDGE = 0.018, 0.02
"""Turns from the station where parameters are updated to where all of it is seen, and from a
station to where its number is shown."""
IN_ARC = 65
"""Corners of a quarter of the ring."""
NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
BELOW_COUNT, ABOVE_PLOT, ASIDE = 36.0, 22.0, 36.0
"""Pixels from a count down to what it is of, up from the plot to its names, and between these."""
KNOTS = 90
"""At so many steps the rows' losses are looked up."""
FAINT, TINT = 0.35, 0.12
"""The opacity of the line of one row's loss, and of the halves of the chart."""
MOST_DOTS, EVENLY = 320, np.array([0.7548776662, 0.5698402910])
"""How many rows are drawn at the most; multiples of these fill a square evenly (Roberts 2018,
quasirandom sequences)."""
FLOWING, OPENING = 3.0, 0.9
"""Seconds in which rows go through the network, and the chart appears."""
CROWD = 28.0
"""How far marks are spread in the network, in pixels."""
DIGIT = 109
"""The row of the digits with which reading them begins."""
LITTLE = 0.05
"""So small a share of the rows that depth may add is little."""
MOST_UNITS, MOST_LAYERS = 6, 5
SIDE, FILLED = 8, 0.92
"""Pixels along the side of a picture of a digit, and how much of its place each fills."""


class LoopPhase(IntEnum):
    """Where the loop passes, in quarters of a turn."""

    FORWARD = 0
    LOSS = 1
    DIFFERENTIATE = 2
    UPDATE = 3


class InRing(LargeNetwork):
    """A network with room for a ring about it."""

    place = ByShape(Box(0.36, 0.695, 0.41, 0.745), tall=Box(0.33, 0.67, 0.455, 0.645))
    node_radius, last_radius = ByShape(31.0, tall=22.0), ByShape(52.0, tall=32.0)


@dataclass(frozen=True)
class StepScale(Scale):
    """An axis of steps that shows the first ones larger, as a logarithm of their number does."""

    def share(self, value: FloatArray | float) -> FloatArray:
        """Where steps lie along the axis, 0 to 1."""
        return np.asarray(np.log1p(value) / np.log1p(self.high))


class Loop(ManimStory):
    """A light goes round a network, whose parameters move with every turn; then all losses."""

    # The ring, half as wide and as high, and how far it is turned, in quarters: where the network
    # goes down, rows come out of it there. Where the stations' words are, with their edges.
    middle = ByShape((0.53, 0.578), tall=(0.5, 0.605))
    half = ByShape((0.37, 0.335), tall=(0.42, 0.27))
    turned = ByShape(0, tall=1)
    stations: ByShape[tuple[tuple[float, float, Edge], ...]] = ByShape(
        (
            (0.53, 0.3, "centre"),
            (0.88, 0.565, "right"),
            (0.53, 0.82, "centre"),
            (0.18, 0.565, "left"),
        ),
        tall=(
            (0.85, 0.702, "right"),
            (0.5, 0.81, "centre"),
            (0.15, 0.702, "left"),
            (0.5, 0.38, "centre"),
        ),
    )
    # How many are judged rightly beside the network, and the step; all of the frame with the
    # losses, and how many are judged rightly there.
    count_at, step_at = (
        ByShape((0.05, 0.335), tall=(0.05, 0.28)),
        ByShape((0.05, 0.93), tall=(0.72, 0.28)),
    )
    count_size, large_size = ByShape(0.1, tall=0.075), ByShape(0.12, tall=0.12)
    plot_box = ByShape(Box(0.085, 0.77, 0.3, 0.83), tall=Box(0.14, 0.775, 0.45, 0.8))
    large_at = ByShape((0.95, 0.41), tall=(0.93, 0.33))
    # How large marks are in the network, in pixels.
    spot = ByShape(6.0, tall=5.0)
    # What both come to in the end, and the place of a digit's pixels.
    ends_at = ByShape(((0.77, 0.45), (0.77, 0.74)), tall=((0.15, 0.87), (0.6, 0.87)))
    end_size = ByShape(0.13, tall=0.075)
    pixels_box = ByShape(Box(0.33125, 0.66875, 0.255, 0.855), tall=Box(0.07, 0.93, 0.275, 0.75875))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of the model; and of a network that says yes or no, that of one neuron."""
        main = options.recorded or runs.mlp_spec(options)
        if options.recorded is None and options.start is None and runs.is_small_mlp(main):
            main = runs.small_mlp_spec("loop", options)
        if not has_hidden_units(main):
            return {"main": main}
        best = options.changed(
            steps=None,
            learning_rate=None,
            batch_size=None,
            optimizer="gradient-descent",
            start=None,
        )
        return {"main": main, "one neuron": runs.fitted_on(objective_of(main).dataset, best)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a model that tells classes apart, every step recorded."""
        objective = spec.objective
        tells = isinstance(objective, ModelObjective) and objective.model.n_classes > 1
        return tells and spec.stride == 1

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        if self.run.n_steps:
            self.pass_each_station()
        if self.run.n_steps > 1:
            self.go_round_again()
        self.finish_the_epoch()
        self.go_on()
        self.look_at_the_end()
        if "one neuron" in self.recording.companions and self.network is not None:
            self.compare_with_one_neuron()
            self.turn_to_pictures()
        self.let_stand(LAST)

    def prepare(self) -> None:
        """Make what several beats share."""
        run = self.run
        self.player = LoopPlayer(run)
        self.flowing = ValueTracker(0.0)
        slopes = np.abs(run.gradients[:, self.player.index]).max(initial=1e-6 if run.n_steps else 1)
        weights = run.parameters[:, self.player.index]
        self.losses = sized(max(run.loss[0], 1e-6), 3)
        self.slopes, self.weights = sized(slopes, 3), weight_seen_to_move(weights)
        self.prepare_the_loop()
        self.prepare_the_losses()
        self.right = self.how_many(self.count_at, self.count_size)
        self.done, self.crowd = self.step_that_is_told(), self.marks_of_rows()

    def ask(self) -> None:
        """The network of backpropagation again, and how little it knows."""
        right, count = self.player.right_after(0), self.player.data.n
        shown = [self.right, self.done, *([self.large] if self.large else [])]
        key = "ask" if self.recording.options.start is None else "ask_given"
        self.beat(key, appear(*shown), right=right, count=count)
        self.send(WAVE, self.large)

    def gradient(self) -> FloatArray:
        """All slopes (p,) at the step that is under way."""
        return np.asarray(self.run.gradients[min(int(self.player.step), self.run.n_steps - 1)])

    def pass_each_station(self) -> None:
        """The first turn, station by station."""
        rows, in_batches = self.player.batch_size(0), self.run.spec.batch_size is not None
        key = "forward" if in_batches else "forward_all"
        large, small = self.large, self.network
        moved = [become(large, small)] if large and small else []
        self.beat(key, moved, rows=rows)
        self.add(self.ring, self.point, *self.crowd)
        flowing = to(self.flowing, 1.0, run_time=FLOWING, rate_func=linear)
        self.play(appear(self.words[LoopPhase.FORWARD]), flowing)
        self.beat("loss")
        self.go_to(LoopPhase.LOSS)
        self.play(self.nudge(LoopPhase.LOSS))
        self.beat("differentiate")
        self.go_to(LoopPhase.DIFFERENTIATE)
        self.send_back(WAVE)
        self.play(self.mark_edge(), self.nudge(LoopPhase.DIFFERENTIATE))
        self.say_the_update()
        self.go_to(LoopPhase.UPDATE)
        self.play(self.nudge(LoopPhase.UPDATE), self.fading(0.8))
        self.play(self.player.go(1, run_time=QUARTER))

    def mark_edge(self) -> list[Animation]:
        """Let the edge of the weight that is told of get its name, if it is drawn."""
        network, edge = self.network, self.player.edge
        if network is None or edge is None:
            return []
        name = Label("w", colour=self.theme.text, bold=True)
        name.place(network.along_edge(edge) - np.array([0, 0.36 * name.em, 0]), "centre")
        self.name = backed(name, self.theme)
        return appear(self.name)

    def say_the_update(self) -> None:
        """How the slope moves the weight that it is of, with its numbers if they are plain."""
        run, index = self.run, self.player.index
        before, after = run.parameters[:2, index]
        optimizer = self.texts.optimizer(run.spec.optimizer_name)
        if not isinstance(run.spec.optimizer, GradientDescent) or self.weights.power:
            told = {"before": self.weights.text(before), "after": self.weights.text(after)}
            self.beat("update", optimizer=optimizer, **told)
            return
        steep = roundings(run.gradients[0, index], self.slopes.decimals)
        old, rate = self.weights.roundings(before), run.spec.learning_rate_at(0)
        made = worked_update(old, rate, steep, after, self.weights.text)
        weight, factor, slope = made.terms
        slope, sign = f"({slope})" if slope.startswith("−") else slope, "=" if made.exact else "≈"
        whole = f"{weight} − {factor} × {slope} {sign} {made.result}"
        self.beat("update_sum", sum=whole)

    def go_to(self, station: LoopPhase) -> None:
        """Let the point go to a station, whose words appear."""
        named = appear(self.words[station], run_time=QUARTER / 2, rate_func=late)
        self.play(self.player.go(station / 4, run_time=QUARTER / 2), named)

    def nudge(self, station: LoopPhase) -> Animation:
        """Let the point go on a little, so that the number of its station is shown."""
        return self.player.go(station / 4 + NUDGE, run_time=0.4)

    def send(self, seconds: float, network: LargeNetwork | None, to_turn: float = 0.0) -> None:
        """Let a wave go forward through a network, if it is drawn, and the light to a turn."""
        going = [self.player.go(to_turn, seconds, rate_func=linear)]
        if network is not None:
            each = seconds / network.last
            pulses = (
                network.pulses(network.edges_into(layer), self.theme.model, seconds=each)
                for layer in range(1, network.last + 1)
            )
            going.append(LaggedStart(*(AnimationGroup(*each) for each in pulses), lag_ratio=1.0))
        self.play(*going)

    def send_back(self, seconds: float, to_turn: float = 0.5) -> None:
        """Let the gradients come back through it, and the light go to a turn."""
        blamed, going = self.blamed, [self.player.go(to_turn, seconds, rate_func=linear)]
        if blamed is not None:
            blamed.sweep.set_value(0.0)
            set_share(blamed, 1.0)
            self.add(blamed)
            going.append(to(blamed.sweep, blamed.network.last, run_time=seconds))
        self.play(*going)

    def fading(self, seconds: float) -> list[Animation]:
        """Let the gradients vanish."""
        return [] if self.blamed is None else vanish(self.blamed, run_time=seconds)

    def go_round_again(self) -> None:
        """The second turn: forward to the loss, then back, and the update."""
        key = "again_full" if self.run.spec.batch_size is None else "again"
        self.beat(key, rows=self.player.batch_size(1))
        third = TURN / 3
        self.send(third, self.network, SLOW - 0.5)
        self.send_back(third, SLOW - 0.25)
        self.play(self.player.go(SLOW, third, rate_func=linear), self.fading(third))

    def finish_the_epoch(self) -> None:
        """The turns until all the data have been seen once."""
        player, epoch = self.player, self.player.epoch
        seconds = player.pace.when(epoch)
        if self.run.spec.batch_size is None or not seconds or epoch >= self.run.n_steps:
            return
        rest, count = player.batch_size(epoch - 1), self.player.data.n
        key = "epoch" if rest == player.batch_size(0) else "epoch_rest"
        self.beat(key, steps=epoch, count=count, rest=rest)
        self.play(player.walk(epoch, max(seconds, READING)))

    def go_on(self) -> None:
        """All the turns that follow, without words; then all losses, in all of the frame."""
        if self.player.clock < self.player.pace.seconds:
            self.play(self.hush(), self.player.walk())
        if not self.run.n_steps:
            return
        jitters = self.run.spec.batch_size is not None and self.rises(self.run.batch_loss)
        network = [] if self.network is None else [self.network]
        loop = *self.words, self.point, self.name, *self.right, self.done
        self.beat("epochs" if jitters else "go_on", vanish(*self.on_stage(*loop)))
        shown = appear(*self.lines, *self.on_axis, run_time=OPENING, rate_func=late)
        self.play(become(self.ring, self.axis, run_time=OPENING), shown)
        part = min(self.left_to_read() / DRAWING, 0.9)
        drawing = to(self.unrolled, part, run_time=part * DRAWING, rate_func=linear)
        self.play(vanish(*network), drawing)
        drawing = to(self.unrolled, 1.0, run_time=(1 - part) * DRAWING, rate_func=linear)
        self.play(self.hush(), drawing)

    @staticmethod
    def rises(losses: FloatArray) -> bool:
        """Whether any of some losses is above the one before, but for rounding."""
        return not bool((np.diff(losses) < NOISE).all())

    def look_at_the_end(self) -> None:
        """What the loop has come to."""
        run, losses = self.run, (self.run.loss[0], self.run.loss[-1])
        if run.outcome.startswith("diverged"):
            self.beat("diverged", step=run.n_steps + 1)
            return
        before, after = map(self.losses.text, losses)
        rose = int((self.each[-1] > self.each[0]).sum())
        key = "rises" if losses[1] > losses[0] and before != after else "mixed" if rose else "falls"
        known = {"last": self.player.right_after(run.n_steps), "count": self.drawn.n}
        self.right = self.how_many(self.large_at, self.large_size, "right")
        self.beat(key, steps=run.n_steps, before=before, after=after, rose=rose, **known)
        tip = arrive(self.fall()[-1], self.theme, run_time=RINGING)
        self.play(tip, appear(self.right))

    def compare_with_one_neuron(self) -> None:
        """All units but the last are taken away: what one neuron knows of the same rows."""
        network, one = self.large, self.recording["one neuron"]
        assert network is not None  # noqa: S101  asked before
        right, lone = (
            self.player.right_after(self.run.n_steps),
            int(are_right(one, one.n_steps).sum()),
        )
        trained = RunPlayer(one, paced(range(one.n_steps + 1), seconds=COLLAPSE))
        now, sizes = trained.parameters, (network.sizes[0], 1)
        layers = lambda: [Layer(now()[None, 1:], now()[:1])]  # noqa: E731
        neuron = LargeNetwork(self.theme, sizes, layers, self.texts, MOST_UNITS)
        key = "turn_none" if lone >= right else "turn_much"
        if 0 < right - lone <= LITTLE * self.player.data.n:
            key = "turn_little"
        names = self.label("network"), self.label("neuron")
        counts: list[Callable[[], float]] = [
            lambda: right,
            lambda: int(are_right(one, trained.told).sum()),
        ]
        numbers = [
            self.counted(*each, self.end_size)
            for each in zip(counts, names, self.ends_at, strict=True)
        ]
        self.beat("turn", vanish(*self.on_stage(*self.lines, self.right[1])))
        self.remove(self.right[0])
        flying = travel(self.right[0], numbers[0][0])
        self.play(
            vanish(self.axis, *self.on_axis), flying, appear(numbers[0][1], network, rate_func=late)
        )
        self.play(vanish(*network.edges.values()))
        hidden = [node for row in network.nodes[1:-1] for node in row]
        inward = (ApplyMethod(each.move_to, network.output, run_time=COLLAPSE) for each in hidden)
        self.play(*inward, vanish(*hidden, run_time=COLLAPSE, rate_func=late))
        self.play(appear(*neuron.edges.values(), numbers[1]))
        self.play(trained.walk())
        told = neuron.pulses(neuron.edges, self.theme.model, seconds=RINGING)
        few, many = (each.parameters.shape[1] for each in (one, self.run))
        self.beat(key, told, one=lone, more=right - lone, few=few, many=many)
        self.left = VGroup(*network.nodes[-1], *neuron.edges.values(), *numbers)

    def counted(
        self,
        right: Callable[[], float],
        words: str,
        place: tuple[float, float],
        size: float,
        edge: Edge = "left",
    ) -> VGroup:
        """How many are judged rightly, and below it of how many, or by what."""
        foot, theme = at(*place), self.theme
        name = Label(words, colour=theme.muted)
        number = Number(right, 0, size=size, colour=theme.model).place(foot, edge)
        return VGroup(number, name.place(foot - offset(0, BELOW_COUNT), edge))

    def how_many(self, place: tuple[float, float], size: float, edge: Edge = "left") -> VGroup:
        """The same, at the step that is told."""
        player, words = self.player, self.label("of_all", count=self.player.data.n)
        return self.counted(lambda: player.right_after(player.told), words, place, size, edge)

    def turn_to_pictures(self) -> None:
        """A few inputs become the pixels of a picture, that of a digit."""
        assert self.large is not None  # noqa: S101  asked before
        inputs, box = self.large.nodes[0], self.pixels_box
        side, grid = wide(box.width) / SIDE, VGroup()
        pixel = Square(FILLED * side).points
        starts = np.array([inputs[index % len(inputs)].get_center() for index in range(SIDE**2)])
        rows, columns = np.divmod(np.arange(SIDE**2), SIDE)
        ends = at(
            box.left + (columns + 0.5) / SIDE * box.width,
            box.top + (rows + 0.5) / SIDE * box.height,
        )
        empty, ink = ManimColor(self.theme.surface), ManimColor(self.theme.text)
        for each in load("digits").inputs[DIGIT].tolist():
            colour = empty.interpolate(ink, each)
            grid.add(VMobject(stroke_width=0, fill_color=colour, fill_opacity=1))

        def spread(share: float) -> None:
            places = starts + share * (ends - starts)
            for each, place in zip(grid, places, strict=True):
                each.points = share * pixel + place

        spread(0.0)
        self.add(grid)
        gone = vanish(*inputs, self.left, run_time=UNFOLD)
        self.beat("why", gone, Rewriting(grid, spread, run_time=UNFOLD))

    # The loop.

    def prepare_the_loop(self) -> None:
        """The network, large and in the ring, the ring with its light, and the stations' words."""
        theme, sizes, player = self.theme, self.player.sizes, self.player
        self.large: LargeNetwork | None = None
        self.network: LargeNetwork | None = None
        self.blamed: Blame | None = None
        self.name = VGroup()
        if 0 < len(sizes) <= MOST_LAYERS:
            layers = lambda: player.layers(player.parameters())  # noqa: E731
            drawn = theme, sizes, layers, self.texts, MOST_UNITS
            self.large, self.network = LargeNetwork(*drawn), InRing(*drawn)
        run, model = self.run, player.model
        if self.network is not None and run.n_steps and isinstance(model, MLP):
            largest = np.abs(run.gradients[0]).max() or 1.0
            self.blamed = Blame(self.network, model, self.gradient, largest)
        colours = enumerate((theme.model, theme.batch_loss, theme.gradient, theme.point))
        self.ring = VGroup(*(stroked(partial(self.quarter, n), each, 6) for n, each in colours))
        self.point = RingedPoint(lambda: self.on_ring(player.step), theme, radius=10.0)
        self.words = [self.worded(station) for station in LoopPhase]

    def on_ring(self, turns: FloatArray | float) -> FloatArray:
        """Places on the ring (..., 3), after whole turns at its first station."""
        angles = 2 * np.pi * (turns + self.turned / 4)
        (x, y), (across, down) = self.middle, self.half
        return at(x + across * np.sin(angles), y - down * np.cos(angles))

    def quarter(self, station: int) -> FloatArray:
        """The ring from a station to the next, as far as the light has ever come."""
        start = station / len(LoopPhase)
        end = min(self.player.step, start + 1 / len(LoopPhase))
        return polyline(self.on_ring(np.linspace(start, end, IN_ARC))) if end > start else NOTHING

    def worded(self, station: LoopPhase) -> VGroup:
        """A station's name, and the number that is there."""
        theme, player, (x, y, edge) = self.theme, self.player, self.stations[station]
        name = Label(self.label(station.name.lower()), colour=theme.text, bold=True)
        foot = at(x, y) - offset(0, BELOW_COUNT)
        name.place(at(x, y), edge)
        if station is LoopPhase.FORWARD:
            return VGroup(name, self.rows_of_batch(foot, edge))
        value, symbol, quantity, colour = {
            LoopPhase.LOSS: (player.loss, "L", self.losses, theme.batch_loss_text),
            LoopPhase.DIFFERENTIATE: (player.slope, "∂L/∂w", self.slopes, theme.gradient),
            LoopPhase.UPDATE: (player.weight, "w", self.weights, theme.text),
        }[station]

        def write(found: float) -> str:
            return "" if np.isnan(found) else f"{symbol} = {quantity.text(found)}"

        number = Number(value, write, colour=colour, size=SIZES.label)
        return VGroup(name, number.place(foot, edge))

    def rows_of_batch(self, foot: FloatArray, edge: Edge) -> Label:
        """How many rows went through the network last: the last batch of an epoch may be less."""
        player, made = self.player, dict[int, Label]()
        for size in {player.batch_size(step) for step in range(max(self.run.n_steps, 1))}:
            words = Label(self.label("rows", count=size), colour=self.theme.model)
            made[size] = words.place(foot, edge)
        shown = made[player.batch_size(0)].copy()

        def write(now: Mobject) -> None:
            now.points = made[player.batch_size(player.last_at(LoopPhase.FORWARD) or 0)].points

        return shown.add_updater(write)

    # Beside the loop.

    def prepare_the_losses(self) -> None:
        """The axes, each row's loss, the mean of all and each batch's, drawn up to one step."""
        run, theme, label = self.run, self.theme, self.label
        self.unrolled, n = ValueTracker(0.0), max(run.n_steps, 1)
        knots = np.geomspace(1, len(run.recorded_steps), KNOTS).round().astype(int) - 1
        self.knots = np.unique(knots)
        self.each = np.array([self.losses_of_rows(index) for index in self.knots])
        top = max(*run.batch_loss, *run.loss, self.each.max(), 2 * np.log(2))
        ticks = tuple(each for each in (0.0, 1.0, 10.0, 100.0, 1e3, 1e4) if each <= n)
        x, y = StepScale(0.0, n, ticks), scale(0.0, top, count=3)
        self.plot = Plot(theme, x, y, box=self.plot_box, x_title=label("axis"))
        ends = pairwise(self.plot.points_at_shares(np.linspace(1, 0, 5), np.zeros(5)))
        width = stroke(3)
        self.axis = VGroup(*(Line(*each, stroke_width=width, color=theme.line) for each in ends))
        rows = [
            stroked(partial(self.drawn_rows, kind), colour, 1.2, stroke_opacity=FAINT)
            for kind, colour in enumerate(self.colours)
        ]
        full = stroked(lambda: polyline(self.fall()), theme.full_loss, 7)
        tip = RingedPoint(lambda: self.fall()[-1], theme, radius=10.0)
        words = [Label(label("each"), size=SIZES.smallest, colour=theme.muted)]
        self.on_axis = self.plot, full.set_z_index(1), tip.set_z_index(2)
        self.lines: list[VMobject] = [*rows]
        if run.spec.batch_size is not None:
            words.append(Label(label("batch_loss"), colour=theme.batch_loss_text))
            drawn = partial(self.drawn_line, np.arange(run.n_steps), run.batch_loss)
            self.lines.append(stroked(drawn, theme.batch_loss, 2, stroke_opacity=0.75))
        words.append(Label(label("full_loss"), colour=theme.full_loss, bold=True))
        foot = at(self.plot_box.left, self.plot_box.top) + offset(0, ABOVE_PLOT)
        if (row := known_row(self.drawn)) is not None:
            colour = theme.of_class(int(self.kinds[row]))
            words.append(Label(label("known"), colour=colour, bold=True))
            hers = run.recorded_steps[self.knots], self.each[:, row]
            self.lines.append(stroked(partial(self.drawn_line, *hers), colour, 5))
        for each in words:
            if is_tall() and each is words[-1]:
                foot = at(self.plot_box.left, self.plot_box.top) + offset(0, 3 * ABOVE_PLOT)
            foot = each.place(foot).get_right() * RIGHT + offset(ASIDE) + foot * UP
        self.lines += [*words, *(self.parted() if len(rows) > 1 else [])]

    def losses_of_rows(self, index: int) -> FloatArray:
        """The loss of each row that is drawn (n,), at a record."""
        chances = probabilities(self.player.model, self.run.parameters[index], self.drawn.inputs)
        given = chances[np.arange(self.drawn.n), self.drawn.target.astype(int)]
        return np.asarray(-np.log(np.maximum(given, np.finfo(float).tiny)))

    def parted(self) -> list[VMobject]:
        """The loss of one half, above which a row of two classes is judged wrongly."""
        ends = self.plot.points_at(np.array([0.0, self.plot.x.high]), np.full(2, np.log(2)))
        line, colours = (
            dashes(ends[0], ends[1], self.theme.text),
            (self.theme.gradient, self.theme.model),
        )
        wrong, right = (
            Label(self.label(key), size=SIZES.smallest, colour=colour, bold=True)
            for key, colour in zip(("wrong", "right"), colours, strict=True)
        )
        corners = self.plot.points_at_shares(np.ones(2), np.array([1.0, 0.0]))
        halves = [
            solid(rectangle(ends[0], corner), colour).set_fill(opacity=TINT).set_z_index(-1)
            for corner, colour in zip(corners, colours, strict=True)
        ]
        words = number_text(np.log(2), 2)
        words = words if is_tall() else self.label("half", loss=words)
        half = Label(words, size=SIZES.smallest, colour=self.theme.text)
        foots = (ends[1] + offset(20.0, rise) for rise in (30.0, -9.0, -50.0))
        told = zip((wrong, half, right), foots, strict=True)
        return [*halves, line, *(each.place(foot) for each, foot in told)]

    def upto(self, steps: IntArray, losses: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Of losses (n, ...) at steps (n,), those that are drawn by now, and the last one."""
        done = np.expm1(self.unrolled.get_value() * np.log1p(self.plot.x.high))
        kept = steps <= done + NOISE
        last = np.apply_along_axis(partial(np.interp, done, steps), 0, losses)
        return np.append(steps[kept], done), np.concatenate([losses[kept], np.array(last)[None]])

    def fall(self) -> FloatArray:
        """Places (n, 3) of the full loss as far as it is drawn."""
        return self.plot.points_at(*self.upto(self.run.recorded_steps, self.run.loss))

    def drawn_rows(self, kind: int) -> FloatArray:
        """The lines of the losses of a class's rows, as one path."""
        recorded = self.run.recorded_steps[self.knots]
        steps, losses = self.upto(recorded, self.each[:, self.kinds == kind])
        return np.concatenate(
            [NOTHING, *(polyline(self.plot.points_at(steps, each)) for each in losses.T)]
        )

    def drawn_line(self, steps: IntArray, losses: FloatArray) -> FloatArray:
        """The line of one of the losses so far."""
        return polyline(self.plot.points_at(*self.upto(steps, losses)))

    def step_that_is_told(self) -> VGroup:
        """Its name, and its number."""
        name = Label(self.label("step"), size=SIZES.smallest, colour=self.theme.muted)
        foot = name.place(at(*self.step_at)).get_right() * RIGHT + at(*self.step_at) * UP
        step = Number(lambda: self.player.told, 0, size=SIZES.label, colour=self.theme.text)
        return VGroup(name, step.place(foot + offset(12.0), "left"))

    @cached_property
    def drawn(self) -> Dataset:
        """The rows that are drawn: all, or as many as have room."""
        n = self.player.data.n
        return self.player.data.rows(range(0, n, -(-n // MOST_DOTS)))

    @cached_property
    def colours(self) -> list[str]:
        """Of both classes; of more of them one for all."""
        two = self.player.data.n_classes == 2
        return [*map(self.theme.of_class, (0, 1))] if two else [self.theme.model]

    @cached_property
    def kinds(self) -> IntArray:
        """Which of these colours each row has that is drawn (n,)."""
        return np.asarray(self.drawn.target * (len(self.colours) > 1), dtype=int)

    def ways(self) -> FloatArray:
        """Each row's way through the network at first (layers, n, 3): along what sends most."""
        network, model, n = self.network, self.player.model, self.drawn.n
        if network is None or not isinstance(model, MLP):
            return np.empty((0, n, 3))
        start, unit = self.run.parameters[0], np.zeros(n, dtype=int)
        sent, places = model.forward(start, self.drawn.inputs).activations, [[network.output] * n]
        for layer in range(network.last, 0, -1):
            weights, drawn = model.layers(start)[layer - 1].weights, [*network.units[layer - 1]]
            unit = np.array(drawn)[np.abs(weights[unit] * sent[layer - 1])[:, drawn].argmax(axis=1)]
            places.append([network.centre(layer - 1, each) for each in unit.tolist()])
        return np.array(places[::-1])

    def marks_of_rows(self) -> list[VMobject]:
        """A mark for each row on its way through the network."""
        n, kinds, ways = self.drawn.n, self.kinds, self.ways()
        numbers, aside = np.arange(n), np.zeros((n, 3))
        aside[:, :2] = pixels(CROWD) * (np.outer(numbers, EVENLY) % 1 - 0.5)

        def outline(kind: int) -> FloatArray:
            way = in_wave(numbers / n, self.flowing.get_value()) * (len(ways) - 1)
            there = (kinds == kind) & (way > 0) & (way < len(ways) - 1)
            if not there.any():
                return NOTHING
            first = np.minimum(way.astype(int), len(ways) - 2)
            start, end = ways[first, numbers], ways[first + 1, numbers]
            places = start + (way - first)[:, None] * (end - start) + aside
            return stamped(mark_of(kind, self.spot), places[there])

        return [
            filled(partial(outline, kind), colour, 0.8).set_z_index(1)
            for kind, colour in enumerate(self.colours)
        ]


def weight_seen_to_move(weights: FloatArray) -> Quantity:
    """How a weight (T,) is written: in two digits, or in three if its first step needs them."""
    largest = np.abs(weights).max(initial=1e-6)
    quantity = sized(largest, 2)
    is_seen = len({quantity.text(each) for each in weights[:2]}) > 1
    return quantity if is_seen else sized(largest, 3)


class LoopPlayer(RunPlayer):
    """A run in film time: slow turns of which each quarter is seen, then its pace.

    Attributes:
        model, data: what the run is of.
        sizes: of the model's layers, if it is a network.
        index: the parameter that is told of: the weight with the steepest slope at first.
        edge: which edge of the network it is, if it is one's.
        epoch: after how many steps the first epoch ends, or the run.
        right_after: returns how many rows are judged rightly after so many steps.
    """

    def __init__(self, run: Trajectory) -> None:
        slow = min(SLOW, run.n_steps)
        self.epoch = max(min(steps_in_epoch(run), run.n_steps), slow)
        first = paced(range(slow, self.epoch + 1), seconds=EPOCH)
        rest = paced(range(self.epoch, run.n_steps + 1), seconds=REST)
        later = (first.seconds + each for each in rest.arrivals[1:])
        pace = PacedRun((*first.steps, *rest.steps[1:]), (*first.arrivals, *later))
        super().__init__(run, pace)
        self.model, self.data = objective_of(run).model, objective_of(run).dataset
        self.sizes: tuple[int, ...] = ()
        if isinstance(self.model, MLP):
            self.sizes = self.model.sizes
        elif isinstance(self.model, LogisticRegression):
            self.sizes = self.model.n_features, 1
        self.index, self.edge = self._steepest()
        self.right_after = lru_cache(maxsize=64)(lambda step: int(are_right(run, step).sum()))

    def layers(self, parameters: FloatArray) -> Sequence[Layer]:
        """The parameters of each layer of a network."""
        if isinstance(self.model, MLP):
            return self.model.layers(parameters)
        return [Layer(parameters[None, 1:], parameters[:1])]

    def _steepest(self) -> tuple[int, EdgeIndex | None]:
        """The weight whose slope is steepest at the first step; of other models any parameter."""
        if not self.run.n_steps:
            return 0, None
        slopes = np.abs(self.run.gradients[0])
        if not self.sizes:
            return int(np.argmax(slopes)), None
        layers = self.layers(np.arange(float(len(slopes))))
        edges = {
            int(layers[edge.layer - 1].weights[edge.unit, edge.source]): edge
            for edge in edges_between([drawn_units(each, MOST_UNITS) for each in self.sizes])
        }
        index = max(edges, key=lambda each: slopes[each])
        return index, edges[index]

    def stand(self, step: float) -> None:
        """Stand in a slow turn: a step is told once its update is made."""
        self.set_value(step)
        self.told = int(np.floor(step - LoopPhase.UPDATE / 4 - 1e-6)) + 1

    def updated(self) -> float:
        """How many updates there were, between two while one is made."""
        if self.clock > 0:
            return self.pace.settled(self.clock + GLIDE)
        whole = np.floor(self.step + 1e-9)
        share = (self.step - whole - LoopPhase.UPDATE / 4) / UPDATING
        return float(whole + min(max(share, 0.0), 1.0))

    def parameters(self) -> FloatArray:
        """All parameters (p,), which move from the update on."""
        return between_steps(self.run, self.run.parameters, self.updated())

    def last_at(self, station: LoopPhase) -> int | None:
        """The step that passed a station last; None before any did."""
        if self.clock > 0:
            return self.told - 1
        passed = int(np.floor(self.step - station / 4 - 1e-6))
        return None if passed < 0 else min(passed, self.run.n_steps - 1)

    def batch_size(self, step: int) -> int:
        """How many rows a step's batch has."""
        batch = self.run.batch(step)
        return self.data.n if batch is None else len(batch)

    def loss(self) -> float:
        """The batch's loss that was computed last; NaN before any was."""
        step = self.last_at(LoopPhase.LOSS)
        return np.nan if step is None else self.run.batch_loss[step]

    def slope(self) -> float:
        """The slope of the parameter that is told of that was computed last, NaN before any was."""
        step = self.last_at(LoopPhase.DIFFERENTIATE)
        return np.nan if step is None else self.run.gradients[step, self.index]

    def weight(self) -> float:
        """That parameter, after the update that was last."""
        return float(self.reading().parameters[self.index])


def has_hidden_units(spec: RunSpec) -> bool:
    """Whether this is a run of a network that says yes or no, with hidden units."""
    model = getattr(spec.objective, "model", None)
    return isinstance(model, MLP) and model.n_classes == 2 and len(model.sizes) > 2
