"""The loop that trains a network: forward, loss, differentiate, update, again; what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache, partial

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    ApplyMethod,
    Dot,
    LaggedStart,
    Line,
    ManimColor,
    Mobject,
    RoundedRectangle,
    ShowPassingFlash,
    Square,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    DIMMED,
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
    arrow_outline,
    at,
    backed,
    between_steps,
    drawn_units,
    edges_between,
    filled,
    in_turn,
    in_wave,
    late,
    linear,
    load,
    mark_of,
    objective_of,
    offset,
    paced,
    pixels,
    polyline,
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
    tall,
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

QUARTER, TURN = 1.8, 3.2
"""Seconds from one station to the next in the first turn, and of the second turn."""
SLOW = 2
"""Turns that are shown station by station, or in one go of their own."""
EPOCH, REST = 4.2, 5.4
"""Seconds that the rest of the first epoch may take, and all that follows."""
READING = 4.6
"""Seconds that the rest of the first epoch takes at the least."""
WAVE, FLASHING, COLLAPSE, UNFOLD = 2.5, 1.0, 1.4, 2.8
"""Seconds of a wave through the network; in which an edge flashes, the network becomes a neuron,
and inputs become pixels."""
COOLING = 1.4
"""Seconds in which gradients fade that are there at first."""
RINGING = 1.6
"""Seconds in which a ring marks where the loop has come to."""
LAST = 2.1
"""Seconds that the last picture stands."""

UPDATING, NUDGE = 0.018, 0.02
"""Turns from the station where parameters are updated to where all of it is seen, and from the
middle of a card to where its number is shown."""
ON_CARD = 0.28
"""Share of the way between two stations, at both ends, in which a card glows."""
HEADS = 0.125, 0.375, 0.625, 0.875
"""Where the ring has arrow heads, in turns."""
NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
BELOW_COUNT, ABOVE_PLOT, BESIDE_TIP = 36.0, 22.0, (18.0, -10.0)
"""Pixels from a count down to what it is of, up from the plot to its names, and from the tip of the
curve to its number."""
ROOM_ABOVE = 1.35
"""So high is the chart, in largest losses: how many are right stands above the curve."""
FEW = 12
"""So many steps have all of the chart's width at the least."""
BELOW_CURVE = 0.08
"""The opacity of what is below the curve of the full loss."""
MOST_DOTS, EVENLY = 320, np.array([0.7548776662, 0.5698402910])
"""How many rows are drawn at the most; multiples of these fill a square evenly (Roberts 2018,
quasirandom sequences)."""
FLOWING, OPENING = 4.2, 1.2
"""Seconds in which rows go through the network, and the chart appears."""
CROWD = 30.0
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


class Loop(ManimStory):
    """A point goes round four stations beside a network, whose parameters move with every turn."""

    # The stations' cards, their size in fractions of the width and in heights of a wide frame, and
    # how the ring goes from the last one back to the first.
    cards_at = ByShape(
        ((0.842, 0.315), (0.842, 0.5), (0.842, 0.685), (0.842, 0.87)),
        tall=((0.275, 0.834), (0.725, 0.834), (0.725, 0.914), (0.275, 0.914)),
    )
    card_size = ByShape((0.172, 0.135), tall=(0.4, 0.096))
    around: ByShape[tuple[tuple[float, float], ...]] = ByShape(
        ((0.94, 0.87), (0.94, 0.315)), tall=()
    )
    # How many are judged rightly beside the network, and the step; all of the frame with the full
    # loss, and how many are judged rightly there.
    count_at, step_at = (
        ByShape((0.05, 0.335), tall=(0.05, 0.28)),
        ByShape((0.108, 0.93), tall=(0.72, 0.28)),
    )
    count_size, large = ByShape(0.1, tall=0.075), ByShape(0.2, tall=0.15)
    plot_box = ByShape(Box(0.1, 0.86, 0.28, 0.85), tall=Box(0.18, 0.75, 0.44, 0.83))
    large_at = ByShape((0.86, 0.345), tall=(0.93, 0.36))
    end_of_axis = ByShape((0.78, 0.915), tall=(0.58, 0.87))
    # How large marks are in the network, in pixels.
    spot = ByShape(7.0, tall=6.0)
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
        else:
            self.close()

    def prepare(self) -> None:
        """Make what several beats share."""
        run = self.run
        self.player = LoopPlayer(run)
        self.flowing = ValueTracker(0.0)
        self.blamed: Blame | None = None
        slopes = np.abs(run.gradients[:, self.player.index]).max(initial=1e-6 if run.n_steps else 1)
        weights = run.parameters[:, self.player.index]
        self.losses = sized(max(float(run.loss[0]), 1e-6), 3)
        self.slopes, self.weights = sized(float(slopes), 3), weight_seen_to_move(weights)
        self.prepare_the_loop()
        self.prepare_the_losses()
        self.right = self.how_many(self.count_at, self.count_size)
        self.done, self.crowd = self.step_that_is_told(self.step_at), self.marks_of_rows()

    def ask(self) -> None:
        """The network that backpropagation has shown, and how little it knows."""
        right, count = self.player.right_after(0), self.player.data.n
        key = "ask" if self.recording.options.start is None else "ask_given"
        self.beat(key, appear(self.right, self.done), self.cool_down(), right=right, count=count)
        self.send(WAVE)

    def cool_down(self) -> list[Animation]:
        """Put up the network with its gradients over it, which fade."""
        network, run, model = self.network, self.run, self.player.model
        if network is None:
            return []
        self.add(network)
        if not run.n_steps or not isinstance(model, MLP):
            return []
        largest = float(np.abs(run.gradients[0]).max()) or 1.0
        self.blamed = Blame(network, model, self.gradient, largest)
        self.blamed.sweep.set_value(network.last)
        self.add(self.blamed)
        edges = network.edges.values()
        for each in edges:
            set_share(each, DIMMED)
        return [*vanish(self.blamed, run_time=COOLING), *appear(*edges, run_time=COOLING)]

    def gradient(self) -> FloatArray:
        """All slopes (p,) at the step that is under way."""
        return np.asarray(self.run.gradients[min(int(self.player.step), self.run.n_steps - 1)])

    def pass_each_station(self) -> None:
        """The first turn, station by station."""
        loss, slope = self.cards[LoopPhase.LOSS][2], self.cards[LoopPhase.DIFFERENTIATE][2]
        rows, in_batches = self.player.batch_size(0), self.run.spec.batch_size is not None
        key = "forward" if in_batches else "forward_all"
        self.beat(key, appear(self.cards[LoopPhase.FORWARD], self.glow), rows=rows)
        self.add(*self.crowd)
        self.play(to(self.flowing, 1.0, run_time=FLOWING, rate_func=linear))
        self.beat("loss")
        self.go_to(LoopPhase.LOSS)
        self.play(self.nudge(LoopPhase.LOSS))
        ring = arrive(loss.get_center(), self.theme, inner=30.0, run_time=RINGING)
        self.play(ring)
        self.beat("differentiate")
        self.go_to(LoopPhase.DIFFERENTIATE)
        self.send_back(WAVE)
        self.play(self.mark_edge(), self.nudge(LoopPhase.DIFFERENTIATE))
        self.say_the_update()
        self.go_to(LoopPhase.UPDATE)
        weight = self.cards[LoopPhase.UPDATE][2]
        self.play(
            travel(slope, weight, run_time=0.8), self.nudge(LoopPhase.UPDATE), self.fading(0.8)
        )
        self.play(appear(self.ring, self.point), self.player.go(1, run_time=QUARTER))

    def mark_edge(self) -> list[Animation]:
        """Let the edge of the weight that is told of flash, if it is drawn, and get its name."""
        network, edge = self.network, self.player.edge
        if network is None or edge is None:
            return []
        line = Line(*network.rims(edge)).set_stroke(self.theme.text, width=stroke(8))
        name = Label("w", size=SIZES.label, colour=self.theme.text, bold=True)
        name.place(network.along_edge(edge) - np.array([0, 0.36 * name.em, 0]), "centre")
        self.name = backed(name, self.theme)
        return [ShowPassingFlash(line, time_width=1.0, run_time=FLASHING), *appear(self.name)]

    def say_the_update(self) -> None:
        """How the slope moves the weight that it is of, with its numbers if they are plain."""
        run, index = self.run, self.player.index
        before, after = (float(each) for each in run.parameters[:2, index])
        optimizer = self.texts.optimizer(run.spec.optimizer_name)
        if not isinstance(run.spec.optimizer, GradientDescent) or self.weights.power:
            told = {"before": self.weights.text(before), "after": self.weights.text(after)}
            self.beat("update", optimizer=optimizer, **told)
            return
        steep = roundings(float(run.gradients[0, index]), self.slopes.decimals)
        old, rate = self.weights.roundings(before), run.spec.learning_rate_at(0)
        made = worked_update(old, rate, steep, after, self.weights.text)
        weight, factor, slope = made.terms
        slope, sign = f"({slope})" if slope.startswith("−") else slope, "=" if made.exact else "≈"
        whole = f"{weight} − {factor} × {slope} {sign} {made.result}"
        self.beat("update_sum", sum=whole)

    def go_to(self, station: LoopPhase) -> None:
        """Let the point go to a station, whose card appears."""
        card = appear(self.cards[station], run_time=QUARTER / 2, rate_func=late)
        self.play(self.player.go(station / 4, run_time=QUARTER / 2), card)

    def nudge(self, station: LoopPhase) -> Animation:
        """Let the point go on a little, so that the number of its station is shown."""
        return self.player.go(station / 4 + NUDGE, run_time=0.4)

    def send(self, seconds: float, to_turn: float = 0.0) -> None:
        """Let a wave go forward through the network, if it is drawn, and the point to a turn."""
        network, going = self.network, [self.player.go(to_turn, seconds, rate_func=linear)]
        if network is not None:
            each = seconds / network.last
            pulses = (
                network.pulses(network.edges_into(layer), self.theme.model, seconds=each)
                for layer in range(1, network.last + 1)
            )
            going.append(LaggedStart(*(AnimationGroup(*each) for each in pulses), lag_ratio=1.0))
        self.play(*going)

    def send_back(self, seconds: float, to_turn: float = 0.5) -> None:
        """Let the gradients come back through it, and the point go to a turn."""
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
        self.send(third, SLOW - 0.5)
        self.send_back(third, SLOW - 0.25)
        self.play(self.player.go(SLOW, third, rate_func=linear), self.fading(third))

    def finish_the_epoch(self) -> None:
        """The turns until all the data have been seen once."""
        player, epoch = self.player, self.player.epoch
        seconds = player.pace.when(epoch)
        if self.run.spec.batch_size is None or not seconds:
            return
        rest, count = player.batch_size(epoch - 1), self.player.data.n
        key = "epoch" if rest == player.batch_size(0) else "epoch_rest"
        key = key if epoch < self.run.n_steps else "go_on"
        self.beat(key, steps=epoch, count=count, rest=rest)
        self.play(player.walk(epoch, max(seconds, READING)))

    def go_on(self) -> None:
        """All the turns that follow, with the full loss in all of the frame, and without words."""
        if self.player.clock >= self.player.pace.seconds:
            return
        jitters = self.run.spec.batch_size is not None and self.rises(self.run.batch_loss)
        small, self.right = self.right, self.how_many(self.large_at, self.large, "right")
        self.remove(small[0])
        old = [small[1], self.done, *([] if self.network is None else [self.network])]
        flying = travel(small[0], self.right[0], run_time=OPENING / 2)
        self.done = self.step_that_is_told(self.end_of_axis)
        shown = self.right[1], self.plot, *self.lines, self.done
        self.beat(
            "epochs" if jitters else "go_on",
            [*self.cards_leave(), *vanish(*old, run_time=0.9 * OPENING), flying],
            appear(*shown, run_time=OPENING, rate_func=late),
        )
        soon = max(min(FEW, self.run.n_steps - 1), self.player.told)
        least = self.player.pace.when(soon) - self.player.clock
        self.play(self.player.walk(soon, max(self.left_to_read(), least)))
        self.play(self.hush(), self.player.walk())

    def cards_leave(self) -> list[Animation]:
        """Let what is there of the loop vanish."""
        loop = *self.cards, self.ring, self.point, self.glow, self.name
        return vanish(*self.on_stage(*loop))

    @staticmethod
    def rises(losses: FloatArray) -> bool:
        """Whether any of some losses is above the one before, but for rounding."""
        return not bool((np.diff(losses) < NOISE).all())

    def look_at_the_end(self) -> None:
        """What the loop has come to."""
        run, losses = self.run, (float(self.run.loss[0]), float(self.run.loss[-1]))
        if run.outcome.startswith("diverged"):
            self.beat("diverged", step=run.n_steps + 1)
            return
        first, last = (self.player.right_after(each) for each in (0, run.n_steps))
        before, after = map(self.losses.text, losses)
        key = "rises" if losses[1] > losses[0] and before != after else "falls"
        counts = {"first": first, "last": last, "count": self.player.data.n}
        self.beat(key, steps=run.n_steps, before=before, after=after, **counts)
        self.play(arrive(self.fall()[-1], self.theme, run_time=RINGING))

    def compare_with_one_neuron(self) -> None:
        """All units but the last are taken away: what one neuron knows of the same rows."""
        network, one = self.network, self.recording["one neuron"]
        assert network is not None  # noqa: S101  asked before
        right, lone = (
            self.player.right_after(self.run.n_steps),
            int(are_right(one, one.n_steps).sum()),
        )
        bias, weights = one.parameters[-1][:1], one.parameters[-1][None, 1:]
        sizes, texts = (network.sizes[0], 1), self.texts
        neuron = LargeNetwork(self.theme, sizes, lambda: [Layer(weights, bias)], texts, MOST_UNITS)
        key = "turn_none" if lone >= right else "turn_much"
        if 0 < right - lone <= LITTLE * self.player.data.n:
            key = "turn_little"
        gone = [*self.cards_leave(), *vanish(*self.on_stage(self.plot, *self.lines))]
        back = [] if self.on_stage(network) else appear(network)
        names = self.label("network"), self.label("neuron")
        numbers = [
            self.counted(*each, self.end_size)
            for each in zip((right, lone), names, self.ends_at, strict=True)
        ]
        self.beat("turn", gone, back, vanish(self.right[1], self.done))
        self.remove(self.right[0])
        apart = vanish(*network.edges.values())
        self.play(travel(self.right[0], numbers[0][0]), appear(numbers[0][1]), apart)
        hidden = [node for row in network.nodes[1:-1] for node in row]
        inward = (ApplyMethod(each.move_to, network.output, run_time=COLLAPSE) for each in hidden)
        self.play(*inward, vanish(*hidden, run_time=COLLAPSE, rate_func=late))
        self.play(in_turn([*neuron.edges.values()], COLLAPSE))
        told = neuron.pulses(neuron.edges, self.theme.model), appear(numbers[1])
        self.beat(key, *told, one=lone, more=right - lone)
        middle = numbers[1][0].get_center()
        self.play(arrive(middle, self.theme, inner=70.0, run_time=RINGING))
        self.left = VGroup(*network.nodes[-1], *neuron.edges.values(), *numbers)

    def counted(
        self,
        right: Callable[[], float] | float,
        words: str,
        place: tuple[float, float],
        size: float,
        edge: Edge = "left",
    ) -> VGroup:
        """How many are judged rightly, and below it of how many, or by what."""
        foot, theme = at(*place), self.theme
        name = Label(words, size=SIZES.label, colour=theme.muted)
        number = Number(right, 0, size=size, colour=theme.model).place(foot, edge)
        return VGroup(number, name.place(foot - offset(0, BELOW_COUNT), edge))

    def how_many(self, place: tuple[float, float], size: float, edge: Edge = "left") -> VGroup:
        """The same, at the step that is told."""
        player, words = self.player, self.label("of_all", count=self.player.data.n)
        return self.counted(lambda: player.right_after(player.told), words, place, size, edge)

    def turn_to_pictures(self) -> None:
        """A few inputs become the pixels of a picture, that of a digit."""
        assert self.network is not None  # noqa: S101  asked before
        inputs, box = self.network.nodes[0], self.pixels_box
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
        self.let_stand(LAST)

    def close(self) -> None:
        """All that there is to it: each station once more."""
        self.beat("take", vanish(*self.on_stage(self.plot, *self.lines, *self.right, self.done)))
        self.play(in_turn(self.cards, TURN))
        self.let_stand(LAST)

    # The loop.

    def prepare_the_loop(self) -> None:
        """The ring with its arrow heads, the point, the network if it is small, and the cards."""
        theme, sizes = self.theme, self.player.sizes
        line = VMobject(stroke_color=theme.line, stroke_width=stroke(3))
        line.points = polyline(np.array([*map(self.place_of, np.linspace(0, 1, 121))]))
        self.ring = VGroup(line, *map(self.head, HEADS)).set_z_index(-1)
        self.point = RingedPoint(self.where, theme, radius=10.0)
        self.glow = stroked(self.shine, theme.point, 3.5)
        self.network: LargeNetwork | None = None
        self.name = VGroup()
        if 0 < len(sizes) <= MOST_LAYERS:
            layers = lambda: self.player.layers(self.player.parameters())  # noqa: E731
            self.network = LargeNetwork(theme, sizes, layers, self.texts, MOST_UNITS)
        self.cards = [self.card(station) for station in LoopPhase]

    def place_of(self, turn: float) -> FloatArray:
        """A place of the ring (3,): after whole turns at its first station."""
        quarter, share = divmod(turn % 1 * len(LoopPhase), 1)
        start, end = (self.cards_at[int(quarter + ahead) % len(LoopPhase)] for ahead in (0, 1))
        between = self.around if int(quarter) == LoopPhase.UPDATE else ()
        corners = np.array([at(*each) for each in (start, *between, end)])
        lengths = np.linalg.norm(np.diff(corners, axis=0), axis=1)
        passed = np.append(0.0, np.cumsum(lengths))
        found = [np.interp(share * passed[-1], passed, each) for each in corners.T]
        return np.array(found)

    def head(self, turn: float) -> VMobject:
        """An arrow head on the ring."""
        ends = self.place_of(turn - 0.03), self.place_of(turn + 0.03)
        return solid(arrow_outline(*ends, pixels(4), pixels(20)), self.theme.muted)

    def where(self) -> FloatArray | None:
        """Where the point is (3,); None while it passes below a card."""
        place = self.place_of(self.player.step)
        half = self.half_of_card() + pixels(4)
        middles = np.array([at(*each) for each in self.cards_at])
        below = (np.abs(middles - place)[:, :2] < half).all(axis=1).any()
        return None if below else place

    def half_of_card(self) -> FloatArray:
        """Half of a card's width and height, (2,)."""
        width, height = self.card_size
        return np.array([wide(width), tall(height)]) / 2

    def shine(self) -> FloatArray:
        """The outline of the card that the point is on; nothing between two."""
        quarter = self.player.step * len(LoopPhase)
        near = round(quarter)
        shown: FloatArray = self.frame(near % len(LoopPhase)).points
        return shown if abs(quarter - near) <= ON_CARD else shown[:0]

    def frame(self, station: int) -> RoundedRectangle:
        """The outline of a card."""
        width, height = 2 * self.half_of_card()
        made = RoundedRectangle(corner_radius=pixels(10), width=width, height=height)
        return made.move_to(at(*self.cards_at[station]))

    def card(self, station: LoopPhase) -> VGroup:
        """A surface with a station's name, and the number that is there."""
        theme, surface, key = self.theme, self.frame(station), station.name.lower()
        surface.set_fill(theme.surface, 1).set_stroke(theme.line, stroke(1.5))
        name = Label(self.label(key), size=SIZES.label, colour=theme.text, bold=True)
        middle = at(*self.cards_at[station])
        name.place(middle + 0.22 * (surface.get_top() - middle), "centre")
        foot = middle + 0.6 * (surface.get_bottom() - middle)
        if station is LoopPhase.FORWARD:
            return VGroup(surface, name, self.rows_of_batch(foot))
        value, form, quantity, colour = {
            LoopPhase.LOSS: (self.player.loss, "L = {}", self.losses, theme.batch_loss_text),
            LoopPhase.DIFFERENTIATE: (
                self.player.slope,
                "∂L/∂w = {}",
                self.slopes,
                theme.gradient,
            ),
            LoopPhase.UPDATE: (self.player.weight, "w = {}", self.weights, theme.text),
        }[station]

        def write(found: float) -> str:
            return "" if np.isnan(found) else form.format(quantity.text(found))

        number = Number(value, write, colour=colour, size=SIZES.label)
        return VGroup(surface, name, number.place(foot, "centre"))

    def rows_of_batch(self, foot: FloatArray) -> Label:
        """How many rows went through the network last: the last batch of an epoch may be less."""
        player, label = self.player, self.label
        made = dict[int, Label]()
        for size in {player.batch_size(step) for step in range(max(self.run.n_steps, 1))}:
            words = label("rows", count=size)
            made[size] = Label(words, size=SIZES.label, colour=self.theme.model)
            made[size].place(foot, "centre")
        shown = made[player.batch_size(0)].copy()

        def write(now: Mobject) -> None:
            now.points = made[player.batch_size(player.last_at(LoopPhase.FORWARD) or 0)].points

        return shown.add_updater(write)

    # Beside the loop.

    def prepare_the_losses(self) -> None:
        """The plot of the losses with its names, and both lines with where each has come to."""
        run, theme, player, box = self.run, self.theme, self.player, self.plot_box
        top = ROOM_ABOVE * max(*run.batch_loss, *run.loss, 1e-6)
        self.plot = Plot(theme, Scale(0.0, 1.0, ()), scale(0, top, count=3), box=box)
        foot = at(box.left, box.top) + offset(0, ABOVE_PLOT)
        name = Label(self.label("full_loss"), colour=theme.full_loss).place(foot)
        below = filled(self.below, theme.full_loss, BELOW_CURVE)
        full = stroked(lambda: polyline(self.fall()), theme.full_loss, 6)
        tip = RingedPoint(lambda: self.fall()[-1], theme, radius=10.0)
        told = Number(lambda: player.reading().loss, self.losses.text, colour=theme.full_loss)
        told.place(lambda: self.fall()[-1] + offset(*BESIDE_TIP), "left")
        self.lines = [name, below, full, tip, told]
        if run.spec.batch_size is None:
            return
        foot = name.get_right() * RIGHT + offset(36.0) + foot * UP
        words = Label(self.label("batch_loss"), colour=theme.batch_loss_text).place(foot)
        self.batch = stroked(self.batch_losses, theme.batch_loss, 2, stroke_opacity=0.75)
        self.dot = Dot(radius=pixels(5), color=theme.batch_loss).move_to(self.last_batch())
        self.dot.add_updater(lambda dot: dot.move_to(self.last_batch()))
        self.lines += [words, self.batch, self.dot.set_z_index(tip.z_index + 1)]

    def fall(self) -> FloatArray:
        """Places (n, 3) of the full loss as far as it is known."""
        run, done = self.run, self.player.updated()
        kept = run.recorded_steps <= done
        steps = np.append(run.recorded_steps[kept], done).astype(float)
        losses = np.append(run.loss[kept], np.interp(done, run.recorded_steps, run.loss))
        return self.places(steps, losses)

    def places(self, steps: FloatArray, losses: FloatArray) -> FloatArray:
        """Where losses (n,) of steps are, (n, 3): what has been done has the width of the plot."""
        return self.plot.points_at(steps / max(self.player.updated(), FEW), losses)

    def below(self) -> FloatArray:
        """The outline of what is below it."""
        places = self.fall()
        feet = places[[-1, 0]] * RIGHT + self.plot.point(0.0, 0.0) * UP
        return polyline(np.concatenate([places, feet, places[:1]]))

    def batch_losses(self) -> FloatArray:
        """The loss of each batch so far."""
        last = self.player.last_at(LoopPhase.LOSS)
        count = 0 if last is None or self.run.spec.batch_size is None else last + 1
        steps = np.arange(count, dtype=float)
        return polyline(self.places(steps, self.run.batch_loss[:count]))

    def last_batch(self) -> FloatArray:
        """Where the batch's loss is that was computed last (3,)."""
        if not self.run.n_steps:
            return np.asarray(self.fall()[-1])
        step = self.player.last_at(LoopPhase.LOSS) or 0
        return np.asarray(self.places(np.array([step]), self.run.batch_loss[[step]])[0])

    def step_that_is_told(self, place: tuple[float, float]) -> VGroup:
        """Its name, and its number."""
        name = Label(self.label("step"), size=SIZES.smallest, colour=self.theme.muted)
        foot = name.place(at(*place)).get_right() * RIGHT + at(*place) * UP
        step = Number(lambda: self.player.told, 0, size=SIZES.label, colour=self.theme.text)
        return VGroup(name, step.place(foot + offset(12.0), "left"))

    @cached_property
    def drawn(self) -> Dataset:
        """The rows that are drawn: all, or as many as have room."""
        n = self.player.data.n
        return self.player.data.rows(range(0, n, -(-n // MOST_DOTS)))

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
        n, two, ways = self.drawn.n, self.player.data.n_classes == 2, self.ways()
        kinds, numbers, aside = self.drawn.target * two, np.arange(n), np.zeros((n, 3))
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

        colours = [self.theme.of_class(each) if two else self.theme.model for each in (0, 1)]
        return [
            filled(partial(outline, kind), colours[kind], 0.8).set_z_index(1)
            for kind in range(1 + two)
        ]


def weight_seen_to_move(weights: FloatArray) -> Quantity:
    """How a weight (T,) is written: in two digits, or in three if its first step needs them."""
    largest = float(np.abs(weights).max(initial=1e-6))
    quantity = sized(largest, 2)
    is_seen = len({quantity.text(float(each)) for each in weights[:2]}) > 1
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
        index = max(edges, key=lambda each: float(slopes[each]))
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
        return np.nan if step is None else float(self.run.batch_loss[step])

    def slope(self) -> float:
        """The slope of the parameter that is told of that was computed last, NaN before any was."""
        step = self.last_at(LoopPhase.DIFFERENTIATE)
        return np.nan if step is None else float(self.run.gradients[step, self.index])

    def weight(self) -> float:
        """That parameter, after the update that was last."""
        return float(self.reading().parameters[self.index])


def has_hidden_units(spec: RunSpec) -> bool:
    """Whether this is a run of a network that says yes or no, with hidden units."""
    model = getattr(spec.objective, "model", None)
    return isinstance(model, MLP) and model.n_classes == 2 and len(model.sizes) > 2
