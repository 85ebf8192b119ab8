"""The loop that trains a network: initialise, forward, loss, differentiate, update, again."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

import numpy as np
from manim import (
    Animation,
    Dot,
    Line,
    Mobject,
    RoundedRectangle,
    ShowPassingFlash,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    GLIDE,
    GRID,
    MLP,
    SIZES,
    Box,
    ByShape,
    Edge,
    EdgeIndex,
    FloatArray,
    Formula,
    GradientDescent,
    Label,
    LogisticRegression,
    ManimStory,
    ModelObjective,
    Network,
    Number,
    PacedRun,
    Panel,
    Plot,
    RingedPoint,
    Row,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Trajectory,
    appear,
    are_right,
    arrive,
    arrow_outline,
    at,
    between_steps,
    down,
    edges_into,
    every_edge,
    in_turn,
    is_tall,
    late,
    linear,
    number_text,
    objective_of,
    paced,
    pixels,
    polyline,
    roundings,
    runs,
    scale,
    sized,
    solid,
    steadily,
    steps_in_epoch,
    stroke,
    stroked,
    tall,
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
    "learning_rate": 0.2,
    "steps": 100,
    "batch_size": 31,
    "seed": 0,
    "start": None,
}
DRAWS = "any model of two or more classes on data, every step recorded"

QUARTER, TURN = 2.4, 4.0
"""Seconds from one station to the next in the first turn, and of the second turn."""
SLOW = 2
"""Turns that are shown station by station, or in one go of their own."""
EPOCH, REST = 4.2, 7.0
"""Seconds that the rest of the first epoch may take, and all that follows."""
READING = 4.6
"""Seconds that the rest of the first epoch takes at the least."""
OPENING, FALL = 3.8, 1.8
"""Seconds in which the network appears, and in which the loss is followed down at the end."""
PULSE, FLASHING = 0.7, 1.2
"""Seconds of a wave from layer to layer, and in which an edge flashes."""
PASS, WAVING, LESS = 1.1, 1.0, 0.4
"""Seconds of a quarter at the end, of the wave before it, and by how much it is shorter then."""
LAST = 2.55
"""Seconds that the last picture stands."""

UPDATING, NUDGE = 0.018, 0.02
"""Turns from the station where parameters are updated to where all of it is seen, and from the
middle of a card to where its number is shown."""
BESIDE = 0.15
"""How far the point goes on beside a wave, in quarters."""
BELOW, ON_CARD = 0.01, 0.28
"""Share of the way between two stations, at both ends, in which the point is below a card, and in
which that glows."""
HEADS = 0.125, 0.375, 0.625, 0.875
"""Where the ring has arrow heads, in turns."""
NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
CARD_HEIGHT = 0.125
"""Of a station's card, in heights of a wide frame."""
MOST_UNITS, MOST_LAYERS = 6, 5


class LoopPhase(IntEnum):
    """Where the loop passes, in quarters of a turn."""

    FORWARD = 0
    LOSS = 1
    DIFFERENTIATE = 2
    UPDATE = 3


class Loop(ManimStory):
    """A point goes round four stations, and with every turn the network's parameters move."""

    # Of the network at first: the baseline of what is said of it, how near it is seen, and what is
    # then seen of the frame, all below the sentence when None.
    about_line, near = ByShape(0.207, tall=0.79), ByShape(1.8, tall=1.5)
    view = ByShape(None, tall=Box(0.0, 1.0, 0.25, 0.74))
    # The ring, with turns from its top back to its first station; a card's width; the network.
    centre, radii = (
        ByShape((0.335, 0.585), tall=(0.5, 0.4)),
        ByShape((0.2, 0.275), tall=(0.35, 0.17)),
    )
    turned, card_width = ByShape(0.0, tall=0.125), ByShape(0.165, tall=0.386)
    inside = ByShape(Box(0.245, 0.425, 0.435, 0.735), tall=Box(0.24, 0.76, 0.346, 0.454))
    # The losses, how far above them their names are, in heights of a wide frame, and the plate.
    plot_box = ByShape(Box(0.705, 0.935, 0.29, 0.525), tall=Box(0.16, 0.89, 0.631, 0.776))
    full_rise, batch_rise = ByShape(0.07, tall=0.028), 0.028
    batch_edge: ByShape[Edge] = ByShape("left", tall="right")
    plate_corner = ByShape((0.66, 0.675), tall=(GRID.margin, 0.869))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of the network."""
        return {"main": runs.mlp_spec(options)}

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
        self.initialise()
        if self.run.n_steps:
            self.pass_each_station()
        if self.run.n_steps > 1:
            self.go_round_again()
        self.finish_the_epoch()
        self.go_on()
        self.look_at_the_end()
        self.close()

    def prepare(self) -> None:
        """Make what several beats share."""
        run = self.run
        self.player, self.encore = LoopPlayer(run), ValueTracker(0.0)
        slopes = np.abs(run.gradients[:, self.player.index]).max(initial=1e-6 if run.n_steps else 1)
        weights = np.abs(run.parameters[:, self.player.index]).max(initial=1e-6)
        self.losses = sized(max(float(run.loss[0]), 1e-6), 3)
        self.slopes, self.weights = sized(float(slopes), 3), sized(float(weights), 4)
        self.prepare_the_loop()
        self.prepare_the_losses()
        self.plate = self.numbers_of_a_step()

    def ask(self) -> None:
        """A network that knows nothing yet, and what width and colour of an edge say."""
        network, label = self.network, self.label
        share = number_text(self.player.share_right(0), 1)
        if network is None:
            self.add(self.ring)
            self.beat("ask", share=share)
            return
        inputs, *hidden, outputs = network.sizes
        named = {"inputs": inputs, "hidden": " + ".join(map(str, hidden)), "outputs": outputs}
        key, data = "layers" if hidden else "one_layer", self.player.data
        if outputs == 1:
            key += "_p"
            named["name"] = self.texts.class_label(data, 1)
        self.about = self.remark(label(key, **named), label("edges"), y=self.about_line)
        self.keep_still(*self.about)
        self.add(*(each for layer in network.nodes for each in layer))
        self.beat("ask", appear(*self.about), share=share)
        near = self.focus(network, self.near, window=self.view, run_time=OPENING)
        self.play(in_turn([*network.edges.values()], OPENING), near)

    def initialise(self) -> None:
        """The parameters as they were drawn, and what they are worth."""
        key = "initialise" if self.recording.options.start is None else "given"
        self.beat(key, count=self.run.objective.n_parameters)
        if self.network is not None:
            self.play(self.pull_out(run_time=1.6), *vanish(*self.about))
        rows = self.plate.rows
        self.play(appear(self.plot, self.names[0], self.plate.surface), in_turn(rows, 1.6))
        self.add(self.full)
        self.play(travel(rows[-2][1], self.tip, run_time=0.9))

    def pass_each_station(self) -> None:
        """The first turn, station by station."""
        loss, slope = self.cards[LoopPhase.LOSS][2], self.cards[LoopPhase.DIFFERENTIATE][2]
        rows = self.player.batch_size(0)
        self.beat("forward", appear(self.ring), appear(self.cards[LoopPhase.FORWARD]), rows=rows)
        self.add(self.glow)
        self.play(appear(self.point, self.glow))
        self.pulse()
        self.go_to(LoopPhase.LOSS)
        named = appear(self.names[1]) if self.run.spec.batch_size is not None else []
        self.beat("loss", self.nudge(LoopPhase.LOSS), named)
        self.add(self.batch)
        self.play(travel(loss, self.dot, run_time=1.0))
        self.go_to(LoopPhase.DIFFERENTIATE)
        self.beat("differentiate")
        self.pulse(back=True)
        self.mark_edge(named=True)
        self.play(self.nudge(LoopPhase.DIFFERENTIATE))
        self.say_the_update()
        self.go_to(LoopPhase.UPDATE)
        weight = self.cards[LoopPhase.UPDATE][2]
        self.play(travel(slope, weight, run_time=1.0), self.nudge(LoopPhase.UPDATE))
        self.mark_edge()
        self.play(self.player.go(1, run_time=QUARTER))

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
        self.beat("update_sum", optimizer=optimizer, rate=factor, sum=whole)

    def mark_edge(self, *, named: bool = False) -> None:
        """Let the edge of the weight that is told of flash, if it is drawn; its name may appear."""
        network, edge, theme = self.network, self.player.edge, self.theme
        if network is None or edge is None:
            return
        start, end = network.rims(edge)
        line = Line(start, end).set_stroke(theme.text, width=stroke(7))
        name = Label("w", size=SIZES.label, colour=theme.text, bold=True)
        name.place(network.along_edge(edge, aside=14.0), "centre")
        flash = ShowPassingFlash(line, time_width=1.0, run_time=FLASHING)
        self.play(flash, appear(name) if named else [])

    def go_to(self, station: LoopPhase) -> None:
        """Let the point go to a station, whose card appears."""
        card = appear(self.cards[station], run_time=QUARTER, rate_func=late)
        self.play(self.player.go(station / 4, run_time=QUARTER), card)

    def nudge(self, station: LoopPhase) -> Animation:
        """Let the point go on a little, so that the number of its station is shown."""
        return self.player.go(station / 4 + NUDGE, run_time=0.4)

    def pulse(self, *, back: bool = False) -> None:
        """Let a wave pass through the network, layer by layer."""
        for wave in self.waves(back=back):
            self.play(*wave)

    def waves(self, seconds: float = PULSE, *, back: bool = False) -> list[list[Animation]]:
        """Pulses through the network, a list for each layer in turn; none if it isn't drawn."""
        network = self.network
        if network is None:
            return []
        colour = self.theme.gradient if back else self.theme.model
        layers = [edges_into(network.sizes, layer) for layer in range(1, len(network.sizes))]
        ordered = layers[::-1] if back else layers
        return [network.pulses(each, colour, back=back, seconds=seconds) for each in ordered]

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
        """All the turns that follow."""
        if self.player.clock < self.player.pace.seconds:
            self.beat(self.go_on_key() if self.run.spec.batch_size is None else "epochs")
            self.play(self.player.walk())

    def go_on_key(self) -> str:
        """What is said of the turns after the slow ones."""
        falls = (np.diff(self.run.loss[self.player.pace.steps[0] :]) < NOISE).all()
        return "go_on" if falls else "go_on_wavers"

    def look_at_the_end(self) -> None:
        """What the loop has come to."""
        run, losses = self.run, (float(self.run.loss[0]), float(self.run.loss[-1]))
        if run.outcome.startswith("diverged"):
            self.beat("diverged", step=run.n_steps + 1)
            return
        first, last = (number_text(self.player.share_right(each), 1) for each in (0, run.n_steps))
        before, after = map(self.losses.text, losses)
        key = "rises" if losses[1] > losses[0] and before != after else "falls"
        self.beat(key, steps=run.n_steps, first=first, last=last, before=before, after=after)
        self.play(self.flash_of_fall())
        self.play(arrive(self.tip.get_center(), self.theme))
        self.play(self.flash_of_fall())

    def flash_of_fall(self) -> Animation:
        """A flash along the full loss, from its start to where it has come."""
        line = VMobject(stroke_color=self.theme.text, stroke_width=stroke(7))
        line.points = self.fall()
        return ShowPassingFlash(line, time_width=0.25, run_time=FALL)

    def close(self) -> None:
        """All that there is to it: each station once more, without numbers, as none changes."""
        self.beat("take", vanish(*(card[2] for card in self.cards)))
        for station in LoopPhase:
            self.pass_by(station)
        self.let_stand(LAST)

    def pass_by(self, station: LoopPhase) -> None:
        """Let a wave pass while the point is at a station, then the point go on to the next."""
        waves, count = list[list[Animation]](), len(self.waves()) or 1
        if station in {LoopPhase.FORWARD, LoopPhase.DIFFERENTIATE}:
            waves = self.waves(WAVING / count, back=station is LoopPhase.DIFFERENTIATE)
        for index, wave in enumerate(waves):
            end = (station + BESIDE * (index + 1) / count) / 4
            self.play(steadily(self.encore, end, WAVING / count), *wave)
        self.play(steadily(self.encore, (station + 1) / 4, PASS - LESS if waves else PASS))

    # The loop.

    def prepare_the_loop(self) -> None:
        """The ring with its arrow heads, the point, the network if it is small, and the cards."""
        theme, sizes = self.theme, self.player.sizes
        line = VMobject(stroke_color=theme.line, stroke_width=stroke(4))
        line.points = polyline(np.array([*map(self.place_of, np.linspace(0, 1, 121))]))
        self.ring = VGroup(line, *map(self.head, HEADS))
        half = np.array([wide(self.card_width), tall(CARD_HEIGHT)]) / 2 + pixels(4)
        ways = np.linspace(0, 1 / 8, 126).tolist()
        self.gaps = [
            next(way for way in ways if (self.way_from(station, way) >= half).any())
            for station in LoopPhase
        ]
        self.point = RingedPoint(self.where, theme, radius=10.0)
        self.glow = stroked(self.shine, theme.point, 3.5)
        self.network: Network | None = None
        if 0 < max(sizes, default=0) <= MOST_UNITS and len(sizes) <= MOST_LAYERS:
            self.network = Network(
                theme,
                sizes,
                lambda: self.player.weights(self.player.parameters()),
                box=self.inside,
                radius=15.0,
                thickness=0.7,
            )
        self.cards = [self.card(station) for station in LoopPhase]

    def place_of(self, turn: float) -> FloatArray:
        """A place of the ring (3,): after whole turns at its first station, then clockwise."""
        angle = 2 * np.pi * (turn - self.turned)
        (x, y), (across, down) = self.centre, self.radii
        return at(x + across * float(np.sin(angle)), y - down * float(np.cos(angle)))

    def head(self, turn: float) -> VMobject:
        """An arrow head on the ring."""
        ends = self.place_of(turn - 0.012), self.place_of(turn + 0.012)
        return solid(arrow_outline(*ends, pixels(4), pixels(22)), self.theme.muted)

    def way_from(self, station: LoopPhase, way: float) -> FloatArray:
        """How far across and up (2,) a place of the ring is from the middle of a card before it."""
        return np.abs(self.place_of(station / 4 + way) - self.place_of(station / 4))[:2]

    def turn(self) -> float:
        """Where the point is, in turns: the numbers are those of the player."""
        return self.player.step + float(self.encore.get_value())

    def where(self) -> FloatArray | None:
        """Where the point is (3,); None while it passes below a card."""
        quarter, share = divmod(self.turn() * len(LoopPhase), 1)
        if not BELOW < share < 1 - BELOW:
            return None
        start, end = (self.gaps[int(quarter + ahead) % len(LoopPhase)] for ahead in (0, 1))
        on_the_way = start + share * (1 / len(LoopPhase) - start - end)
        return self.place_of(quarter / len(LoopPhase) + on_the_way)

    def shine(self) -> FloatArray:
        """The outline of the card that the point is on; nothing between two."""
        quarter = self.turn() * len(LoopPhase)
        near = round(quarter)
        shown: FloatArray = self.frame(near / len(LoopPhase)).points
        return shown if abs(quarter - near) <= ON_CARD else shown[:0]

    def frame(self, turn: float) -> RoundedRectangle:
        """The outline of a card."""
        size = wide(self.card_width), tall(CARD_HEIGHT)
        made = RoundedRectangle(corner_radius=pixels(10), width=size[0], height=size[1])
        return made.move_to(self.place_of(turn))

    def card(self, station: LoopPhase) -> VGroup:
        """A surface with a station's name, and the number that is there."""
        theme, surface, key = self.theme, self.frame(station / 4), station.name.lower()
        surface.set_fill(theme.surface, 1).set_stroke(theme.line, stroke(1.5))
        name = Label(self.label(key), size=SIZES.label, colour=theme.text, bold=True)
        middle = self.place_of(station / 4)
        name.place(middle + np.array([0, tall(0.014), 0]), "centre")
        foot = middle - np.array([0, tall(0.036), 0])
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
        losses = np.concatenate([run.batch_loss, run.loss])
        low, top = float(losses.min()), max(float(losses.max()), 1e-6)
        room = 0.08 * (top - low) or 0.5 * top
        self.plot = Plot(
            theme,
            scale(0, max(run.n_steps, 1), count=4),
            scale(low - room, top + room, count=3),
            box=box,
            x_title=label("steps"),
        )
        of_all = label("full_loss_of", count=self.player.data.n)
        end = box.right if self.batch_edge == "right" else box.left
        full = Label(of_all, size=SIZES.label, colour=theme.full_loss)
        batch = Label(label("batch_loss"), size=SIZES.label, colour=theme.batch_loss_text)
        self.names = (
            full.place(at(box.left, box.top - down(self.full_rise))),
            batch.place(at(end, box.top - down(self.batch_rise)), self.batch_edge),
        )
        self.full = stroked(self.fall, theme.full_loss, 4.5)
        self.batch = stroked(self.batch_losses, theme.batch_loss, 2, stroke_opacity=0.75)
        self.tip = RingedPoint(self.end_of_fall, theme, radius=7.0)
        self.dot = Dot(radius=pixels(5), color=theme.batch_loss).move_to(self.last_batch())
        self.dot.add_updater(lambda dot: dot.move_to(self.last_batch()))
        self.dot.set_z_index(self.tip.z_index + 1)

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

    def batch_losses(self) -> FloatArray:
        """The loss of each batch so far."""
        last = self.player.last_at(LoopPhase.LOSS)
        count = 0 if last is None else last + 1
        steps = np.arange(count, dtype=float)
        return polyline(self.plot.points_at(steps, self.run.batch_loss[:count]))

    def last_batch(self) -> FloatArray:
        """Where the batch's loss is that was computed last (3,)."""
        if not self.run.n_steps:
            return self.end_of_fall()
        step = self.player.last_at(LoopPhase.LOSS) or 0
        return self.plot.point(step, float(self.run.batch_loss[step]))

    def numbers_of_a_step(self) -> Panel:
        """Step, epoch, full loss and how many are judged right."""
        run, theme, label, player = self.run, self.theme, self.label, self.player
        left, top = self.plate_corner
        plate = Panel(theme, top=top, left=left)

        def fitting(key: str, narrow: str, number: str) -> str | Formula:
            names = [label(narrow)] if is_tall() else [label(key), label(narrow)]
            return plate.fitting(names, number)

        last, most = str(run.n_steps), in_percent(100)
        rows = [Row(label("step"), lambda: player.told, 0, theme.text, last)]
        if run.spec.batch_size is not None:
            name = fitting("epochs_done", "epochs_narrow", "100")
            size = steps_in_epoch(run)
            rows.append(Row(name, lambda: player.told // size, 0, theme.text, last))
        plate.numbers(
            *rows,
            Row(
                label("full_loss"),
                lambda: player.reading().loss,
                self.losses.text,
                theme.full_loss,
                max(map(self.losses.text, run.loss.tolist()), key=len),
            ),
            Row(
                fitting("right", "right_narrow", most),
                lambda: player.share_right(player.told),
                in_percent,
                theme.model,
                most,
            ),
        )
        return plate


class LoopPlayer(RunPlayer):
    """A run in film time: slow turns of which each quarter is seen, then its pace.

    Attributes:
        model, data: what the run is of.
        sizes: of the model's layers, if it is a network.
        index: the parameter that is told of: the weight with the steepest slope at first.
        edge: which edge of the network it is, if it is one's.
        epoch: after how many steps the first epoch ends, or the run.
        share_right: returns the share of rows, in per cent, that are judged right after so many
            steps.
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
        self.share_right = lru_cache(maxsize=8)(self._share_right)

    def weights(self, parameters: FloatArray) -> list[FloatArray]:
        """The weights (out, in) of each layer of a network."""
        if isinstance(self.model, MLP):
            return [layer.weights for layer in self.model.layers(parameters)]
        return [parameters[None, 1:]]

    def _steepest(self) -> tuple[int, EdgeIndex | None]:
        """The weight whose slope is steepest at the first step; of other models any parameter."""
        if not self.run.n_steps:
            return 0, None
        slopes = np.abs(self.run.gradients[0])
        if not self.sizes:
            return int(np.argmax(slopes)), None
        places = self.weights(np.arange(float(len(slopes))))
        edges = {
            int(places[edge.layer - 1][edge.unit, edge.source]): edge
            for edge in every_edge(self.sizes)
        }
        index = max(edges, key=lambda each: float(slopes[each]))
        return index, edges[index]

    def _share_right(self, step: int) -> float:
        return 100 * int(are_right(self.run, step).sum()) / self.data.n

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
        """The batch's loss, NaN until it is computed in this turn."""
        step = self._in_this_turn(LoopPhase.LOSS)
        return np.nan if step is None else float(self.run.batch_loss[step])

    def slope(self) -> float:
        """The slope of the parameter that is told of, NaN until it is computed in this turn."""
        step = self._in_this_turn(LoopPhase.DIFFERENTIATE)
        return np.nan if step is None else float(self.run.gradients[step, self.index])

    def weight(self) -> float:
        """That parameter, after the update that was last."""
        return float(self.reading().parameters[self.index])

    def _in_this_turn(self, station: LoopPhase) -> int | None:
        """The step that passed a station, if that was in the turn that is going on."""
        step = self.last_at(station)
        return step if self.clock > 0 or step == self.last_at(LoopPhase.FORWARD) else None


def in_percent(value: float) -> str:
    """A share in per cent with one place after the point."""
    return f"{number_text(value, 1)}%"
