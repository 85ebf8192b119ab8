"""The loop that trains a network: forward, loss, differentiate, update, again; what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cached_property, lru_cache, partial

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    ApplyMethod,
    Dot,
    LaggedStart,
    Line,
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
    SIZES,
    Blame,
    Box,
    ByShape,
    Dataset,
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
    dash_points,
    drawn_units,
    edges_between,
    filled,
    in_turn,
    in_wave,
    is_tall,
    late,
    linear,
    load,
    mark_of,
    objective_of,
    offset,
    paced,
    pixels,
    polyline,
    probabilities,
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
EPOCH, REST = 4.2, 6.0
"""Seconds that the rest of the first epoch may take, and all that follows."""
READING = 4.6
"""Seconds that the rest of the first epoch takes at the least."""
PULSE, FLASHING, COLLAPSE, UNFOLD = 0.7, 1.0, 1.4, 2.8
"""Seconds of a wave from layer to layer; in which an edge flashes, the network becomes a neuron,
and inputs become pixels."""
COOLING = 1.4
"""Seconds in which gradients fade that are there at first."""
RINGING = 0.9
"""Seconds in which a ring marks what the loop has come to."""
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
FIGURE = 33.0
"""Room for one figure of the count in a tall frame, in pixels."""
MOST_DOTS, EVENLY = 320, np.array([0.7548776662, 0.5698402910])
"""How many rows are drawn at the most; multiples of these fill a square evenly (Roberts 2018,
quasirandom sequences)."""
FLOWING, FANNING, WRITING = 2.7, 3.2, 1.2
"""Seconds in which rows go through the network and come to their penalties; a digit appears."""
CROWD, LEAST = 30.0, 1e-12
"""How far marks are spread in the network, in pixels; p is taken to be at least so much."""
DIGIT, DARK = 109, 0.15
"""The row of the digits with which reading them begins; the opacity of pixels without ink."""
LOOKS = 25
"""At so many steps it is looked up how large penalties are."""
LONGEST = 9.0
"""Of a class's name, in em."""
LITTLE = 0.05
"""So small a share of the rows that depth may add is little."""
MOST_UNITS, MOST_LAYERS = 6, 5
SIDE, FILLED = 8, 0.94
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
    # How many are judged rightly, and the step; the losses, for which a tall frame has no room.
    count_at, of_at, step_at = (
        ByShape((0.05, 0.335), tall=(0.05, 0.3)),
        ByShape((0.05, 0.385), tall=(0.24, 0.3)),
        ByShape((0.108, 0.93), tall=(0.72, 0.3)),
    )
    count_size = ByShape(0.1, tall=0.075)
    plot_box = ByShape(Box(0.26, 0.43, 0.28, 0.775), tall=Box(0.12, 0.42, 0.4, 0.79))
    rows_box = ByShape(Box(0.485, 0.945, 0.28, 0.775), tall=Box(0.48, 0.91, 0.4, 0.79))
    names_at = ByShape((0.26, 0.235), tall=(0.06, 0.345))
    key_at = ByShape((0.26, 0.94), tall=(0.06, 0.905))
    # Where marks come from, the last unit, and how large they are, in pixels.
    fan_at = ByShape((0.68, 0.5875), tall=(0.5, 0.735))
    spot = ByShape(7.0, tall=6.0)
    # What both come to in the end, and the place of a digit's pixels.
    ends_at = ByShape(((0.8, 0.45), (0.8, 0.72)), tall=((0.15, 0.87), (0.6, 0.87)))
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
        self.flowing, self.fanned = ValueTracker(0.0), ValueTracker(0.0)
        slopes = np.abs(run.gradients[:, self.player.index]).max(initial=1e-6 if run.n_steps else 1)
        weights = run.parameters[:, self.player.index]
        self.losses = sized(max(float(run.loss[0]), 1e-6), 3)
        self.slopes, self.weights = sized(float(slopes), 3), weight_seen_to_move(weights)
        self.prepare_the_loop()
        self.prepare_the_losses()
        self.counters, self.crowd = self.numbers_of_a_step(), self.marks_of_rows()

    def ask(self) -> None:
        """The network that backpropagation has shown, and how little it knows."""
        right, count = self.player.right_after(0), self.player.data.n
        key = "ask" if self.recording.options.start is None else "ask_given"
        self.beat(key, appear(*self.counters), self.cool_down(), right=right, count=count)
        self.pulse()

    def cool_down(self) -> list[Animation]:
        """Put up the network with its gradients over it, which fade."""
        network, run, model = self.network, self.run, self.player.model
        if network is None:
            return []
        self.add(network)
        if not run.n_steps or not isinstance(model, MLP):
            return []
        first = run.gradients[0]
        blamed = Blame(network, model, lambda: first, float(np.abs(first).max()) or 1.0)
        blamed.sweep.set_value(network.last)
        edges = network.edges.values()
        for each in edges:
            set_share(each, DIMMED)
        self.add(blamed)
        return [*vanish(blamed, run_time=COOLING), *appear(*edges, run_time=COOLING)]

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
        ring = arrive(loss.get_center(), self.theme, inner=30.0, run_time=0.5)
        self.play(ring)
        self.beat("differentiate")
        self.go_to(LoopPhase.DIFFERENTIATE)
        self.pulse(back=True)
        self.play(self.mark_edge(), self.nudge(LoopPhase.DIFFERENTIATE))
        self.say_the_update()
        self.go_to(LoopPhase.UPDATE)
        weight = self.cards[LoopPhase.UPDATE][2]
        self.play(travel(slope, weight, run_time=0.8), self.nudge(LoopPhase.UPDATE))
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

    def pulse(self, *, back: bool = False) -> None:
        """Let a wave pass through the network, layer by layer; nothing if it isn't drawn."""
        network = self.network
        if network is None:
            return
        colour = self.theme.gradient if back else self.theme.model
        layers = range(1, len(network.sizes))
        for layer in reversed(layers) if back else layers:
            edges = network.edges_into(layer)
            self.play(network.pulses(edges, colour, back=back, seconds=PULSE))

    def go_round_again(self) -> None:
        """The second turn in one go."""
        key = "again_full" if self.run.spec.batch_size is None else "again"
        self.beat(key, rows=self.player.batch_size(1))
        self.play(self.player.go(SLOW, run_time=TURN, rate_func=linear))

    def finish_the_epoch(self) -> None:
        """The turns until all the data have been seen once."""
        player, epoch = self.player, self.player.epoch
        seconds = player.pace.when(epoch)
        if self.run.spec.batch_size is None or not seconds:
            return
        rest, count = player.batch_size(epoch - 1), self.player.data.n
        key = "epoch" if rest == player.batch_size(0) else "epoch_rest"
        key = key if epoch < self.run.n_steps else self.go_on_key()
        self.beat(key, steps=epoch, count=count, rest=rest)
        self.play(player.walk(epoch, max(seconds, READING)))

    def go_on(self) -> None:
        """All the turns that follow: without words, once it is said what to see."""
        if self.player.clock >= self.player.pace.seconds:
            return
        jitters = self.run.spec.batch_size is not None and self.rises(self.run.batch_loss)
        gone = self.cards_leave()
        if self.network is not None:
            gone += vanish(self.network, run_time=FANNING / 2)
        lines = self.lines if self.run.spec.batch_size else self.lines[:-3]
        self.add(*self.crowd)
        fan = to(self.fanned, 1.0, run_time=FANNING)
        key = "epochs" if jitters else self.go_on_key()
        self.beat(key, gone, appear(self.plot, *lines, run_time=FANNING / 2), fan)
        self.wait(self.left_to_read())
        self.play(self.hush(), self.player.walk())

    def cards_leave(self) -> list[Animation]:
        """Let what is there of the loop vanish."""
        loop = *self.cards, self.ring, self.point, self.glow, self.name
        return vanish(*self.on_stage(*loop))

    def go_on_key(self) -> str:
        """What is said of the turns after the slow ones."""
        steps = range(self.player.pace.steps[0], self.run.n_steps + 1)
        if self.rises(self.run.loss[steps.start :]):
            return "go_on_wavers"
        right = [*map(self.player.right_after, steps)]
        return "go_on" if right == sorted(right) else "go_on_count"

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
        self.play(arrive(self.counters[0].get_center(), self.theme, inner=60.0, run_time=RINGING))

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
        beside = self.on_stage(self.plot, *self.lines, *self.crowd)
        gone = [*self.cards_leave(), *vanish(*beside)]
        back = [] if self.on_stage(network) else appear(network)
        numbers = [self.ending(*each) for each in ((0, right, "network"), (1, lone, "neuron"))]
        self.beat(key, gone, back, vanish(*self.counters[1:]), one=lone, more=right - lone)
        self.play(travel(self.counters[0], numbers[0][0]), appear(numbers[0][1]))
        self.play(vanish(self.counters[0]))
        hidden = [node for row in network.nodes[1:-1] for node in row]
        inward = (ApplyMethod(each.move_to, network.output, run_time=COLLAPSE) for each in hidden)
        self.play(*inward, vanish(*network.edges.values(), *hidden, run_time=COLLAPSE))
        self.play(in_turn([*neuron.edges.values()], COLLAPSE))
        self.play(neuron.pulses(neuron.edges, self.theme.model), appear(numbers[1]))
        self.left = VGroup(*network.nodes[-1], *neuron.edges.values(), *numbers)

    def ending(self, place: int, right: int, key: str) -> VGroup:
        """How many are judged rightly in the end, and by what."""
        foot = at(*self.ends_at[place])
        number = Number(right, 0, size=self.count_size, colour=self.theme.model)
        name = Label(self.label(key), size=SIZES.label, colour=self.theme.muted)
        return VGroup(number.place(foot, "left"), name.place(foot - offset(0, 38.0)))

    def turn_to_pictures(self) -> None:
        """A few inputs become the pixels of a picture, in which a digit appears."""
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
        for _ in ends:
            grid.add(VMobject(stroke_width=0, fill_color=self.theme.text, fill_opacity=DARK))

        def spread(share: float) -> None:
            places = starts + share * (ends - starts)
            for each, place in zip(grid, places, strict=True):
                each.points = share * pixel + place

        spread(0.0)
        self.add(grid)
        gone = vanish(*inputs, self.left, run_time=UNFOLD / 2)
        self.beat("why", gone, Rewriting(grid, spread, run_time=UNFOLD))
        lights = np.maximum(load("digits").inputs[DIGIT], DARK).tolist()
        lit = [
            ApplyMethod(each.set_opacity, light) for each, light in zip(grid, lights, strict=True)
        ]
        self.play(LaggedStart(*lit, lag_ratio=0.05, run_time=WRITING))
        self.let_stand(LAST)

    def close(self) -> None:
        """All that there is to it: each station once more."""
        self.beat("take", vanish(*self.on_stage(self.plot, *self.lines, *self.crowd)))
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
        """The plot of the losses with its names, both lines, and where each has come to."""
        run, theme, label, box = self.run, self.theme, self.label, self.plot_box
        top = max(*run.batch_loss, *run.loss, 1e-6)
        for step in np.linspace(0, run.n_steps, LOOKS).astype(int):
            top = max(top, float(self.judged(float(step))[0].max()))
        steps, losses = scale(0, max(run.n_steps, 1), count=3), scale(0, 1.05 * top, count=3)
        self.plot = Plot(theme, steps, losses, box=box, x_title=label("step"))
        self.rows_plot = Plot(theme, Scale(0.0, 1.0, ()), losses, box=self.rows_box)
        names, foot = list[Label](), at(*self.names_at)
        colours = theme.full_loss, theme.muted, theme.batch_loss_text
        shown, count = self.drawn.n, self.player.data.n
        some = "_drawn" if shown < count else ""
        keys = f"mean{some}", f"penalty{some}", "batch_loss"
        for key, colour in zip(keys, colours, strict=True):
            words = label(key, shown=shown, count=count)
            made = Label(words, size=SIZES.smallest, colour=colour).place(foot)
            aside = made.get_right() * RIGHT + offset(36.0) + foot * UP
            foot = foot - offset(0, 30.0) if is_tall() else aside
            names.append(made)
        self.full = stroked(self.fall, theme.full_loss, 4.5)
        self.batch = stroked(self.batch_losses, theme.batch_loss, 2, stroke_opacity=0.75)
        self.tip = RingedPoint(self.end_of_fall, theme, radius=7.0)
        self.dot = Dot(radius=pixels(5), color=theme.batch_loss).move_to(self.last_batch())
        self.dot.add_updater(lambda dot: dot.move_to(self.last_batch()))
        self.dot.set_z_index(self.tip.z_index + 1)
        full, marks, batch = names
        mean = stroked(self.mean, theme.full_loss, 2.5)
        self.lines = [marks, full, self.rows_plot.grid, mean, self.full, self.tip]
        self.lines += self.names_of_marks()
        self.lines += [batch, self.batch, self.dot]

    def fall(self) -> FloatArray:
        """The full loss as far as it is known."""
        run, done = self.run, self.player.updated()
        kept = run.recorded_steps <= done
        steps = np.append(run.recorded_steps[kept], done).astype(float)
        losses = np.append(run.loss[kept], np.interp(done, run.recorded_steps, run.loss))
        return polyline(self.plot.points_at(steps, losses))

    def end_of_fall(self) -> FloatArray:
        """Where the full loss has come to (3,)."""
        done = self.player.updated()
        return self.plot.point(done, float(np.interp(done, self.run.recorded_steps, self.run.loss)))

    def mean(self) -> FloatArray:
        """The same loss now, over all that the rows' marks lie on."""
        height = self.end_of_fall() * UP
        return polyline(
            np.array([self.rows_plot.point(end, 0.0) * RIGHT + height for end in (0, 1)])
        )

    def batch_losses(self) -> FloatArray:
        """The loss of each batch so far."""
        last = self.player.last_at(LoopPhase.LOSS)
        count = 0 if last is None or self.run.spec.batch_size is None else last + 1
        steps = np.arange(count, dtype=float)
        return polyline(self.plot.points_at(steps, self.run.batch_loss[:count]))

    def last_batch(self) -> FloatArray:
        """Where the batch's loss is that was computed last (3,)."""
        if not self.run.n_steps:
            return self.end_of_fall()
        step = self.player.last_at(LoopPhase.LOSS) or 0
        return self.plot.point(step, float(self.run.batch_loss[step]))

    def numbers_of_a_step(self) -> list[VMobject]:
        """How many are judged rightly at the step that is told, of how many, and that step."""
        theme, player, small = self.theme, self.player, SIZES.smallest
        right = Number(
            lambda: player.right_after(player.told), 0, size=self.count_size, colour=theme.model
        )
        of_all = Label(self.label("of_all", count=player.data.n), size=small, colour=theme.muted)
        name = Label(self.label("step"), size=small, colour=theme.muted).place(at(*self.step_at))
        step = Number(lambda: player.told, 0, size=SIZES.label, colour=theme.text)
        foot = at(*self.step_at) + RIGHT * name.width + offset(12.0)
        right.place(at(*self.count_at), "left")
        more = max(len(str(player.data.n)) - 3, 0) * is_tall()
        of_all.place(at(*self.of_at) + offset(FIGURE * more))
        return [right, of_all, VGroup(name, step.place(foot, "left"))]

    def names_of_marks(self) -> list[VMobject]:
        """What marks mean, and from which penalty on a row of two classes is judged wrongly."""
        data, theme, foot = self.player.data, self.theme, at(*self.key_at)
        if data.n_classes != 2:
            return []
        ends = (self.rows_plot.point(each, float(np.log(2))) for each in (0, 1))
        made: list[VMobject] = [stroked(partial(dash_points, *ends), theme.text, 2.0)]
        for label in (1, 0):
            colour, words = theme.of_class(label), self.texts.class_label(data, label, LONGEST)
            name = Label(words, size=SIZES.smallest, colour=colour).place(foot + offset(28.0))
            made += [solid(mark_of(label, 8.0) + foot + offset(10.0, 8.0), colour), name]
            foot = name.get_right() * RIGHT + offset(36.0) + foot * UP
        foot = at(*self.key_at) - offset(0, 34.0) if is_tall() else foot
        wrong = Label(self.label("wrong"), size=SIZES.smallest, colour=theme.muted)
        return [*made, wrong.place(foot)]

    @cached_property
    def drawn(self) -> Dataset:
        """The rows that are drawn: all, or as many as have room."""
        n = self.player.data.n
        return self.player.data.rows(range(0, n, -(-n // MOST_DOTS)))

    @lru_cache(maxsize=2)  # noqa: B019  a story lives as long as its process draws it
    def judged(self, step: float) -> tuple[FloatArray, FloatArray]:
        """The rows' penalties (n,), and 1 for each that is judged rightly, at a step."""
        parameters = between_steps(self.run, self.run.parameters, step)
        found = probabilities(self.player.model, parameters, self.drawn.inputs)
        own = found[np.arange(self.drawn.n), self.drawn.target.astype(int)]
        right = np.where(found.argmax(axis=1) == self.drawn.target, 1.0, 0.0)
        return np.asarray(-np.log(np.maximum(own, LEAST))), right

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
        """A mark for each row: on its way through the network, or at its penalty, by the step."""
        n, two, ways = self.drawn.n, self.player.data.n_classes == 2, self.ways()
        kinds, numbers, spread = self.drawn.target * two, np.arange(n), np.zeros((n, 3))
        spread[:, :2] = np.outer(numbers, EVENLY) % 1
        across = 0.02 + 0.96 * spread[:, 0]
        source = at(*self.fan_at)

        def passing() -> tuple[FloatArray, FloatArray]:
            """Where they are in the network, and 1 for each that is there."""
            way = in_wave(numbers / n, self.flowing.get_value()) * (len(ways) - 1)
            if not len(ways) or not way.any():
                return spread, np.zeros(n)
            first = np.minimum(way.astype(int), len(ways) - 2)
            start, end = ways[first, numbers], ways[first + 1, numbers]
            there = np.where((way > 0) & (way < len(ways) - 1), 1.0, 0.0)
            aside = pixels(CROWD) * (spread - 0.5)
            return start + (way - first)[:, None] * (end - start) + aside, there

        def outline(kind: int, right: int) -> FloatArray:
            share = self.fanned.get_value()
            if share:
                penalties, are_right = self.judged(self.player.updated())
                places = self.rows_plot.points_at(across, penalties)
                places, chosen = source + share * (places - source), are_right == right
            else:
                places, there = passing()
                chosen = there * right > 0
            return stamped(mark_of(kind, self.spot), places[chosen & (kinds == kind)])

        made = list[VMobject]()
        for kind in (0, 1)[: 1 + two]:
            fine, wrong = self.theme.model, self.theme.gradient
            if two:
                fine, wrong = (self.theme.of_class(each) for each in (kind, 1 - kind))
            made.append(filled(partial(outline, kind, 1), fine, 0.8))
            made.append(stroked(partial(outline, kind, 0), wrong, 2))
        return [each.set_z_index(1) for each in made]


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
