"""The loop that trains a network: initialise, forward, loss, differentiate, update, again."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import cache, cached_property

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
    Captions,
    Edge,
    EdgeIndex,
    FloatArray,
    Follower,
    Formula,
    FrameShape,
    GradientDescent,
    Held,
    Label,
    LogisticRegression,
    ManimStory,
    Model,
    ModelObjective,
    Network,
    Number,
    PacedRun,
    Panel,
    Plot,
    Quantity,
    RingedPoint,
    Row,
    RunOptions,
    Runs,
    RunSpec,
    Shaped,
    Theme,
    Trajectory,
    appear,
    arrive,
    arrow_outline,
    as_given,
    at,
    between_steps,
    down,
    every_edge,
    in_turn,
    index_at,
    is_tall,
    laid_out,
    late,
    number_text,
    objective_of,
    paced,
    pixels,
    polyline,
    runs,
    scale,
    sized,
    steadily,
    steps_in_epoch,
    stroke,
    tall,
    to,
    travel,
    vanish,
    ways,
    wide,
    worked,
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
READING = 4.6
"""Seconds that the rest of the first epoch takes at the least."""
OPENING, FALL = 3.8, 1.8
"""Seconds in which the network appears, and in which the loss is followed down at the end."""
LAST = 2.55
NUDGE = 0.02
"""Turns from the middle of a card to where its number is shown."""
PASS, WAVING, LESS = 1.1, 1.0, 0.4
"""Seconds of a quarter at the end, of the wave before it, and by how much it is shorter then."""
BESIDE = 0.15
"""How far the point goes on beside a wave, in quarters."""


class _Places:
    """Of the network at first.

    Attributes:
        note: the baseline of what is said of it; in a tall frame below it.
        near: how near it is seen.
        view: what is then seen of the frame: all below the sentence when None.
    """

    note = Shaped(0.207, tall=0.79)
    near = Shaped(1.8, tall=1.5)
    view = Shaped(None, tall=Box(0.0, 1.0, 0.25, 0.74))


class Loop(ManimStory):
    """A point goes round four stations, and with every turn the network's parameters move."""

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
        self.shown = ShownLoop(self.run)
        self.numbers = loop_digits(self.shown)
        self.cycle = Cycle(self.shown, self.theme, self.texts, self.numbers)
        self.about: list[VMobject] = []
        self.progress = LearningProgress(self.shown, self.theme, self.texts, self.numbers)

    def ask(self) -> None:
        """A network that knows nothing yet."""
        network = self.cycle.network
        share = number_text(self.shown.share_right(0), 1)
        if network is None:
            self.add(self.cycle.ring)
            self.beat("ask", share=share)
            return
        self.about = self.say_what_is_drawn(network)
        self.keep_still(*self.about)
        self.add(*(each for layer in network.nodes for each in layer))
        self.beat("ask", appear(*self.about), share=share)
        edges = in_turn([*network.edges.values()], OPENING)
        near = self.focus(network, _Places.near, window=_Places.view, run_time=OPENING)
        self.play(edges, near)

    def say_what_is_drawn(self, network: Network) -> list[VMobject]:
        """The layers of the network, and what width and colour of an edge say."""
        inputs, *hidden, outputs = network.sizes
        named = {"inputs": inputs, "hidden": " + ".join(map(str, hidden)), "outputs": outputs}
        data = self.shown.objective.dataset
        if outputs == 1:
            named["name"] = self.texts.class_label(data.target_name, data.class_names, 1)
        key = "layers" if hidden else "one_layer"
        layers = self.texts.label(f"{key}_p" if outputs == 1 else key, **named)
        lines = layers, self.texts.label("edges")
        return [*self.remark(*lines, y=_Places.note)]

    def initialise(self) -> None:
        """The parameters as they were drawn, and what they are worth."""
        key = "initialise" if self.recording.options.start is None else "given"
        self.beat(key, count=self.run.objective.n_parameters)
        if self.cycle.network is not None:
            self.play(self.pull_out(run_time=1.6), *vanish(*self.about))
        progress = self.progress
        plate = progress.plate
        self.play(appear(progress.plot, progress.names[0], plate.surface), in_turn(plate.rows, 1.6))
        self.add(progress.full)
        self.play(travel(plate.rows[-2][1], progress.tip, run_time=0.9))

    def pass_each_station(self) -> None:
        """The first turn, station by station."""
        cycle, progress = self.cycle, self.progress
        forward = cycle.cards[Station.FORWARD]
        rows = self.shown.batch_size(0)
        self.beat("forward", appear(cycle.ring), appear(forward), rows=rows)
        self.add(cycle.glow)
        self.play(appear(cycle.point, cycle.glow))
        self.pulse()
        self.go_to(Station.LOSS)
        named = appear(progress.names[1]) if self.run.spec.batch_size is not None else []
        self.beat("loss", self.nudge(Station.LOSS), named)
        self.add(progress.batch)
        self.play(travel(cycle.number(Station.LOSS), progress.dot, run_time=1.0))
        self.go_to(Station.DIFFERENTIATE)
        self.beat("differentiate")
        self.pulse(back=True)
        self.mark_edge(appear(*cycle.name_of_edge()))
        self.play(self.nudge(Station.DIFFERENTIATE))
        self.update()

    def update(self) -> None:
        """The slope comes to the weight that it is of, and moves it."""
        cycle = self.cycle
        key, values = words_of_update(self.shown, self.numbers)
        optimizer = self.texts.optimizer(self.run.spec.optimizer_name)
        self.beat(key, optimizer=optimizer, **values)
        self.go_to(Station.UPDATE)
        slope, weight = (cycle.number(each) for each in (Station.DIFFERENTIATE, Station.UPDATE))
        self.play(travel(slope, weight, run_time=1.0), self.nudge(Station.UPDATE))
        self.mark_edge()
        self.play(to(self.shown.turns, 1.0, run_time=QUARTER))

    def mark_edge(self, *also: list[Animation]) -> None:
        """Let the edge of the weight that is told of flash, if it is drawn."""
        marked = self.cycle.mark_of_edge()
        if marked:
            self.play(*marked, *also)

    def go_to(self, station: Station) -> None:
        """Let the point go to a station, whose card appears."""
        card = appear(self.cycle.cards[station], run_time=QUARTER, rate_func=late)
        self.play(to(self.shown.turns, station / 4, run_time=QUARTER), card)

    def nudge(self, station: Station) -> Animation:
        """Let the point go on a little, so that the number of its station is shown."""
        return to(self.shown.turns, station / 4 + NUDGE, run_time=0.4)

    def go_round_again(self) -> None:
        """The second turn in one go."""
        rows = self.shown.batch_size(1)
        self.beat("again_full" if self.run.spec.batch_size is None else "again", rows=rows)
        self.play(steadily(self.shown.turns, 2.0, TURN))

    def finish_the_epoch(self) -> None:
        """The turns until all the data have been seen once."""
        shown = self.shown
        seconds = shown.paced.when(shown.epoch)
        if self.run.spec.batch_size is None or not seconds:
            return
        rest = shown.batch_size(shown.epoch - 1)
        key = "epoch" if rest == shown.batch_size(0) else "epoch_rest"
        whole, count = shown.epoch < self.run.n_steps, shown.objective.dataset.n
        self.beat(key if whole else shown.go_on_key, steps=shown.epoch, count=count, rest=rest)
        self.play(steadily(shown.seconds, seconds, max(seconds, READING)))

    def go_on(self) -> None:
        """All the turns that follow."""
        shown = self.shown
        left = shown.paced.seconds - shown.seconds.get_value()
        if left <= 0:
            return
        self.beat(shown.go_on_key if self.run.spec.batch_size is None else "epochs")
        self.play(steadily(shown.seconds, shown.paced.seconds, left))

    def look_at_the_end(self) -> None:
        """What the loop has come to."""
        run, write = self.run, self.numbers["loss"].text
        before, after = float(run.loss[0]), float(run.loss[-1])
        if run.outcome.startswith("diverged"):
            self.beat("diverged", step=run.n_steps + 1)
            return
        shares = [number_text(self.shown.share_right(each), 1) for each in (0, run.n_steps)]
        values = {"before": write(before), "after": write(after)}
        rises = after > before and values["before"] != values["after"]
        key = "rises" if rises else "falls"
        self.beat(key, steps=run.n_steps, first=shares[0], last=shares[1], **values)
        progress = self.progress
        self.play(progress.flash_of_fall(FALL))
        self.play(arrive(progress.tip.get_center(), self.theme))
        self.play(progress.flash_of_fall(FALL))

    def close(self) -> None:
        """All that there is to it: each station once more, without numbers, as none changes."""
        self.beat("take", vanish(*(self.cycle.number(each) for each in Station)))
        for station in Station:
            self.pass_by(station)
        self.let_stand(LAST)

    def pass_by(self, station: Station) -> None:
        """Let a wave pass while the point is at a station, then the point go on to the next."""
        back = station is Station.DIFFERENTIATE
        through = back or station is Station.FORWARD
        count = len(self.cycle.waves()) or 1
        waves = self.cycle.waves(back=back, seconds=WAVING / count) if through else []
        for index, wave in enumerate(waves):
            end = (station + BESIDE * (index + 1) / count) / 4
            self.play(steadily(self.shown.encore, end, WAVING / count), *wave)
        seconds = PASS - LESS if waves else PASS
        self.play(steadily(self.shown.encore, (station + 1) / 4, seconds))

    def pulse(self, *, back: bool = False) -> None:
        """Let a wave pass through the network, layer by layer."""
        for wave in self.cycle.waves(back=back):
            self.play(*wave)


UPDATING = 0.018
"""Turns from the station where parameters are updated to where all of it is seen."""
NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
SLOW = 2
"""Turns that are shown station by station, or in one go of their own."""
EPOCH, REST = 4.2, 7.0
"""Seconds that the rest of the first epoch may take, and all that follows."""


class Station(IntEnum):
    """Where the loop passes, in quarters of a turn."""

    FORWARD = 0
    LOSS = 1
    DIFFERENTIATE = 2
    UPDATE = 3


class ShownLoop:
    """The trackers of the story, and what is a function of them.

    Attributes:
        turns: how often the loop has gone round, while it is slow.
        seconds: of the turns that follow.
        encore: how far round the point goes once more when all is computed.
        index: the parameter that is told of: the weight with the steepest slope at first.
        edge: which edge of a network it is, if it is one's.
    """

    def __init__(self, run: Trajectory) -> None:
        self.run, self.objective = run, objective_of(run)
        self.turns, self.seconds = ValueTracker(0.0), ValueTracker(0.0)
        self.encore = ValueTracker(0.0)
        self.index, self.edge = _steepest(run)
        self._right: dict[int, int] = {}

    @property
    def slow(self) -> int:
        """How many turns are slow."""
        return min(SLOW, self.run.n_steps)

    @cached_property
    def epoch(self) -> int:
        """After how many steps the first epoch ends, or the run."""
        return max(min(steps_in_epoch(self.run), self.run.n_steps), self.slow)

    @property
    def go_on_key(self) -> str:
        """What is said of the turns after the slow ones."""
        falls = bool((np.diff(self.run.loss[self.slow :]) < NOISE).all())
        return "go_on" if falls else "go_on_wavers"

    @cached_property
    def paced(self) -> PacedRun:
        """The turns after the slow ones: those of the first epoch, then all others."""
        first = paced(range(self.slow, self.epoch + 1), seconds=EPOCH)
        rest = paced(range(self.epoch, self.run.n_steps + 1), seconds=REST)
        later = (first.seconds + each for each in rest.arrivals[1:])
        return PacedRun((*first.steps, *rest.steps[1:]), (*first.arrivals, *later))

    def turn(self) -> float:
        """How often the loop has gone round, between two turns as well."""
        seconds = self.seconds.get_value()
        return self.paced.step(seconds) if seconds > 0 else float(self.turns.get_value())

    def place(self) -> float:
        """Where the point is, in turns; the numbers are those of `turn`."""
        return self.turn() + float(self.encore.get_value())

    def told(self) -> int:
        """The step whose numbers the plate shows: one more with every update."""
        seconds = self.seconds.get_value()
        if seconds > 0:
            return self.paced.told(seconds)
        updated = self.last_at(Station.UPDATE)
        return 0 if updated is None else updated + 1

    def updated(self) -> float:
        """How many updates there were, between two while one is made."""
        seconds = self.seconds.get_value()
        if seconds > 0:
            return self.paced.settled(seconds + GLIDE)
        turn = self.turn()
        whole = np.floor(turn + 1e-9)
        share = (turn - whole - Station.UPDATE / len(Station)) / UPDATING
        return float(whole + min(max(share, 0.0), 1.0))

    def last_at(self, station: Station) -> int | None:
        """The step that passed a station last; None before any did."""
        if self.seconds.get_value() > 0:
            return min(self.told(), self.run.n_steps) - 1
        passed = int(np.floor(self.turns.get_value() - station / 4 - 1e-6))
        return None if passed < 0 else min(passed, self.run.n_steps - 1)

    def batch_size(self, step: int) -> int:
        """How many rows a step's batch has."""
        batch = self.run.batch(step)
        return self.objective.dataset.n if batch is None else len(batch)

    def rows(self) -> int:
        """How many rows went through the network last."""
        return self.batch_size(self.last_at(Station.FORWARD) or 0)

    def _in_this_turn(self, station: Station) -> int | None:
        """The step that passed a station, if that was in the turn that is going on."""
        step = self.last_at(station)
        slow = self.seconds.get_value() <= 0
        return None if slow and step != self.last_at(Station.FORWARD) else step

    def loss(self) -> float | None:
        """The batch's loss, once it is computed in this turn."""
        step = self._in_this_turn(Station.LOSS)
        return None if step is None else float(self.run.batch_loss[step])

    def gradient(self) -> float | None:
        """The slope of the parameter that is told of, once it is computed in this turn."""
        step = self._in_this_turn(Station.DIFFERENTIATE)
        return None if step is None else float(self.run.gradients[step, self.index])

    def parameter(self) -> float:
        """That parameter, after the update that was last."""
        step = self.last_at(Station.UPDATE)
        return float(self.run.parameters[0 if step is None else step + 1, self.index])

    def parameters(self) -> FloatArray:
        """All parameters (p,), which move from the update on."""
        return between_steps(self.run, self.run.parameters, self.updated())

    def right(self, step: int) -> int:
        """How many rows of the data are judged right after so many steps."""
        row = index_at(self.run.recorded_steps, step)
        if row not in self._right:
            data, model = self.objective.dataset, self.objective.model
            logits = model.logits(self.run.parameters[row], data.inputs)
            judged = logits > 0 if logits.ndim == 1 else logits.argmax(axis=-1)
            self._right[row] = int((judged == data.target).sum())
        return self._right[row]

    def share_right(self, step: int) -> float:
        """That as a share of all rows, in per cent."""
        return 100 * self.right(step) / self.objective.dataset.n


def _steepest(run: Trajectory) -> tuple[int, EdgeIndex | None]:
    """The weight whose slope is steepest at the first step; of other models any parameter."""
    if not run.n_steps:
        return 0, None
    slopes = np.abs(run.gradients[0])
    places = _edges(objective_of(run).model)
    if not places:
        return int(np.argmax(slopes)), None
    index = max(places, key=lambda each: float(slopes[each]))
    return index, places[index]


def _edges(model: Model) -> dict[int, EdgeIndex]:
    """The edges of a network by the places of their weights among the parameters."""
    if isinstance(model, LogisticRegression):
        return {1 + source: EdgeIndex(1, 0, source) for source in range(model.n_features)}
    if not isinstance(model, MLP):
        return {}
    layers = model.layers(np.arange(float(model.n_parameters)))
    return {
        int(layers[edge.layer - 1].weights[edge.unit, edge.source]): edge
        for edge in every_edge(model.sizes)
    }


CARD_HEIGHT = 0.125
"""Of a station's card, in heights of a wide frame."""
MOST_UNITS, MOST_LAYERS = 6, 5
BELOW = 0.01
"""Share of the way between two stations, at both ends, in which the point is below a card."""
PULSE = 0.7
ASIDE = 14.0
"""From an edge to the name of its weight, in pixels."""
FLASH = 1.2
HEADS = 0.125, 0.375, 0.625, 0.875
"""Where the ring has arrow heads, in turns."""


class CyclePlaces:
    """Where the ring is, as fractions of the frame.

    Attributes:
        centre, radii: of the ring.
        turned: turns from its top back to its first station.
        card: the width of a station's card.
        inside: the network.
    """

    centre = Shaped((0.335, 0.585), tall=(0.5, 0.4))
    radii = Shaped((0.2, 0.275), tall=(0.35, 0.17))
    turned = Shaped(0.0, tall=0.125)
    card = Shaped(0.165, tall=0.386)
    inside = Shaped(Box(0.245, 0.425, 0.435, 0.735), tall=Box(0.24, 0.76, 0.346, 0.454))


class Cycle:
    """What is drawn of the loop; nothing is on a stage yet.

    Attributes:
        ring: the ellipse with its arrow heads.
        point: what goes round.
        cards: a station each, its name and what is computed there.
        network: inside, if the model is small enough to be drawn.
        glow: a frame about the card that is passed.
    """

    def __init__(
        self, shown: ShownLoop, theme: Theme, texts: Captions, numbers: dict[str, Quantity]
    ) -> None:
        self.shown, self.theme = shown, theme
        self.ring = VGroup(self._ellipse(), *(self._head(turn) for turn in HEADS))
        self.point = RingedPoint(self.where, theme, radius=10.0)
        self.cards = {each: self._card(each, texts, numbers) for each in Station}
        self.network = self._network()
        self.glow = Follower(
            self._glow, stroke_color=theme.point, stroke_width=stroke(3.5), fill_opacity=0
        )

    def where(self) -> FloatArray | None:
        """Where the point is (3,); None while it passes below a card."""
        quarter, share = divmod(self.shown.place() * len(Station), 1)
        if not BELOW < share < 1 - BELOW:
            return None
        start, end = (_gap(Station(int(quarter + ahead) % len(Station))) for ahead in (0, 1))
        on_the_way = start + share * (1 / len(Station) - start - end)
        return place_of(quarter / len(Station) + on_the_way)

    def told_edge(self) -> FloatArray | None:
        """Two places (2, 3) along the edge whose weight is told of, if it is drawn."""
        edge = self.shown.edge
        if self.network is None or edge not in self.network.edges:
            return None
        return np.array([self.network.along_edge(edge, share=share) for share in (0.0, 1.0)])

    def name_of_edge(self) -> list[Label]:
        """The name of that weight beside its edge, if it is drawn."""
        edge = self.shown.edge
        if self.network is None or edge is None or edge not in self.network.edges:
            return []
        name = Label("w", size=SIZES.label, colour=self.theme.text, bold=True)
        return [name.place(self.network.along_edge(edge, aside=ASIDE), "centre")]

    def mark_of_edge(self) -> list[Animation]:
        """A flash along that edge."""
        ends = self.told_edge()
        if ends is None:
            return []
        line = Line(ends[0], ends[1]).set_stroke(self.theme.text, width=stroke(7))
        return [ShowPassingFlash(line, time_width=1.0, run_time=FLASH)]

    def waves(self, *, back: bool = False, seconds: float = PULSE) -> list[list[Animation]]:
        """Pulses through the network, a list for each layer in turn; none if it isn't drawn."""
        network = self.network
        if network is None:
            return []
        colour = self.theme.gradient if back else self.theme.model
        layers = [
            [edge for edge in network.edges if edge.layer == layer]
            for layer in range(1, len(network.sizes))
        ]
        ordered = layers[::-1] if back else layers
        return [network.pulses(each, colour, back=back, seconds=seconds) for each in ordered]

    def number(self, station: Station) -> Mobject:
        """What is computed at a station, as its card shows it."""
        return self.cards[station][2]

    def _ellipse(self) -> VMobject:
        shares = np.linspace(0, 1, 121)
        ring = VMobject(stroke_color=self.theme.line, stroke_width=stroke(4))
        ring.points = polyline(np.array([place_of(each) for each in shares]))
        return ring

    def _head(self, turn: float) -> VMobject:
        start, end = place_of(turn - 0.012), place_of(turn + 0.012)
        head = VMobject(fill_color=self.theme.muted, fill_opacity=1, stroke_width=0)
        head.points = arrow_outline(start, end, pixels(4), pixels(22))
        return head

    def _card(self, station: Station, texts: Captions, numbers: dict[str, Quantity]) -> VGroup:
        """A surface with the station's name, and the number that is there."""
        middle = place_of(station / 4)
        surface = RoundedRectangle(
            corner_radius=pixels(10),
            width=wide(CyclePlaces.card),
            height=tall(CARD_HEIGHT),
            fill_color=self.theme.surface,
            fill_opacity=1,
            stroke_color=self.theme.line,
            stroke_width=stroke(1.5),
        ).move_to(middle)
        name = Label(
            texts.label(station.name.lower()), size=SIZES.label, colour=self.theme.text, bold=True
        )
        name.place(middle + np.array([0, tall(0.014), 0]), "centre")
        number = self._number(station, texts, numbers)
        return VGroup(surface, name, number)

    def _number(self, station: Station, texts: Captions, numbers: dict[str, Quantity]) -> VMobject:
        shown, theme = self.shown, self.theme
        below = place_of(station / 4) - np.array([0, tall(0.036), 0])
        if station is Station.FORWARD:
            return self._rows(texts, below)
        read: dict[Station, tuple[Callable[[], float | None], str, str]] = {
            Station.LOSS: (shown.loss, "loss", theme.batch_loss_text),
            Station.DIFFERENTIATE: (shown.gradient, "gradient", theme.gradient),
            Station.UPDATE: (shown.parameter, "parameter", theme.text),
        }
        value, key, colour = read[station]
        form = {"loss": "L = {}", "gradient": "∂L/∂w = {}", "parameter": "w = {}"}[key]

        def write(number: float) -> str:
            return "" if np.isnan(number) else form.format(numbers[key].text(number))

        def now() -> float:
            found = value()
            return float("nan") if found is None else found

        return Number(now, write, colour=colour, size=SIZES.label).place(below, "centre")

    def _rows(self, texts: Captions, below: FloatArray) -> VMobject:
        """How many rows went through the network last: the last batch of an epoch may be less."""
        shown = self.shown
        sizes = {shown.batch_size(step) for step in range(max(shown.run.n_steps, 1))}
        made = {
            size: Label(texts.label("rows", count=size), size=SIZES.label, colour=self.theme.model)
            for size in sizes
        }
        for each in made.values():
            each.place(below, "centre")
        label = made[shown.batch_size(0)].copy()

        def write(now: Mobject) -> None:
            now.points = made[shown.rows()].points

        label.add_updater(write)
        return label

    def _network(self) -> Network | None:
        model = self.shown.objective.model
        if isinstance(model, Held):
            return None
        if isinstance(model, LogisticRegression):
            sizes: tuple[int, ...] = (model.n_features, 1)

            def weights() -> list[FloatArray]:
                return [self.shown.parameters()[None, 1:]]

        elif isinstance(model, MLP):
            sizes = model.sizes

            def weights() -> list[FloatArray]:
                return [each.weights for each in model.layers(self.shown.parameters())]

        else:
            return None
        if max(sizes) > MOST_UNITS or len(sizes) > MOST_LAYERS:
            return None
        return Network(
            self.theme, sizes, weights, box=CyclePlaces.inside, radius=15.0, thickness=0.7
        )

    def _glow(self) -> FloatArray:
        """The outline of the card that the point is on; nothing between two."""
        quarter = self.shown.place() * 4
        near = round(quarter)
        if abs(quarter - near) > 0.28:
            return np.zeros((0, 3))
        frame = RoundedRectangle(
            corner_radius=pixels(10), width=wide(CyclePlaces.card), height=tall(CARD_HEIGHT)
        )
        return np.asarray(frame.move_to(place_of(near / 4)).points)


def _gap(station: Station) -> float:
    """How far from the middle of a card the ring comes out from below it, in turns."""
    return _gap_in(laid_out(), station)


@cache
def _gap_in(frame: FrameShape, station: Station) -> float:
    """The gap in the frame that is laid out now."""
    del frame
    half = np.array([wide(CyclePlaces.card), tall(CARD_HEIGHT)]) / 2 + pixels(4)
    middle = place_of(station / 4)
    ways = np.linspace(0, 1 / 8, 126)
    return next(
        float(way)
        for way in ways
        if (np.abs(place_of(station / 4 + way) - middle)[:2] >= half).any()
    )


def place_of(turn: float) -> FloatArray:
    """A place of the ring (3,): after whole turns at its first station, then clockwise."""
    angle = 2 * np.pi * (turn - CyclePlaces.turned)
    (x, y), (across, down) = CyclePlaces.centre, CyclePlaces.radii
    return at(x + across * float(np.sin(angle)), y - down * float(np.cos(angle)))


def loop_digits(shown: ShownLoop) -> dict[str, Quantity]:
    """How the losses, the slope and the parameter are written."""
    run = shown.run
    slopes = np.abs(run.gradients[:, shown.index]) if run.n_steps else np.ones(1)
    sizes = np.abs(run.parameters[:, shown.index])
    return {
        "loss": sized(max(float(run.loss[0]), 1e-6), 3),
        "gradient": sized(max(float(slopes.max()), 1e-6), 3),
        "parameter": sized(max(float(sizes.max()), 1e-6), 4),
    }


def words_of_update(shown: ShownLoop, numbers: dict[str, Quantity]) -> tuple[str, dict[str, str]]:
    """The first update of the weight that is told of, with its numbers if they are plain."""
    run = shown.run
    spec, index = run.spec, shown.index
    write = numbers["parameter"]
    before, after = (float(each) for each in run.parameters[:2, index])
    slope = float(run.gradients[0, index])
    if not isinstance(spec.optimizer, GradientDescent) or write.power:
        return "update", {"before": write.text(before), "after": write.text(after)}
    rate = as_given(spec.learning_rate_at(0))
    made = worked(
        lambda weight, factor, other: weight - factor * other,
        [ways(before, write.decimals), (rate,), ways(slope, numbers["gradient"].decimals)],
        after,
        write.text,
    )
    weight, factor, other = made.terms
    signed = f"({other})" if other.startswith("−") else other
    sign = "=" if made.exact else "≈"
    return "update_sum", {
        "rate": rate,
        "sum": f"{weight} − {factor} × {signed} {sign} {made.result}",
    }


NameRoom = tuple[Edge, float]


class ProgressPlaces:
    """The plot of the losses, and the plate's upper left corner, as fractions of the frame.

    Both names of losses are held by an edge of the plot, so far above it in heights of a wide one.
    """

    plot = Shaped(Box(0.705, 0.935, 0.29, 0.525), tall=Box(0.16, 0.89, 0.631, 0.776))
    plate = Shaped((0.66, 0.675), tall=(GRID.margin, 0.869))
    names: Shaped[tuple[NameRoom, NameRoom]] = Shaped(
        (("left", 0.07), ("left", 0.028)), tall=(("left", 0.028), ("right", 0.028))
    )


class LearningProgress:
    """What is drawn beside the loop; nothing is on a stage yet.

    Attributes:
        plot: the axes of losses over steps.
        names: of the full loss and of the batch's, above it.
        batch, full: both lines, as far as the loop has come.
        dot: the batch's loss that was computed last.
        tip: the point at the end of the full loss.
        plate: step, epoch, full loss and how many are judged right.
    """

    def __init__(
        self, shown: ShownLoop, theme: Theme, texts: Captions, numbers: dict[str, Quantity]
    ) -> None:
        self.shown, self.theme, self.texts = shown, theme, texts
        self.plot, self.names = self._axes(), self._names()
        self.batch = Follower(
            self._batch, stroke_color=theme.batch_loss, stroke_width=stroke(2), stroke_opacity=0.75
        )
        self.full = Follower(self._full, stroke_color=theme.full_loss, stroke_width=stroke(4.5))
        self.tip = RingedPoint(self._tip, theme, radius=7.0)
        self.dot = self._dot()
        self.dot.set_z_index(self.tip.z_index + 1)
        self.plate = self._plate(numbers["loss"])

    def _axes(self) -> Plot:
        run = self.shown.run
        finite = np.concatenate([run.batch_loss, run.loss])
        low, top = float(finite.min()), max(float(finite.max()), 1e-6)
        room = 0.08 * (top - low) or 0.5 * top
        return Plot(
            self.theme,
            scale(0, max(run.n_steps, 1), count=4),
            scale(low - room, top + room, count=3),
            box=ProgressPlaces.plot,
            x_title=self.texts.label("steps"),
        )

    def _names(self) -> list[Label]:
        theme, count = self.theme, self.shown.objective.dataset.n
        full, batch = self.texts.label("full_loss_of", count=count), self.texts.label("batch_loss")
        names = [
            Label(full, size=SIZES.label, colour=theme.full_loss),
            Label(batch, size=SIZES.label, colour=theme.batch_loss_text),
        ]
        box = ProgressPlaces.plot
        for name, (edge, rise) in zip(names, ProgressPlaces.names, strict=True):
            x = box.left if edge == "left" else box.right
            name.place(at(x, box.top - down(rise)), edge)
        return names

    def _dot(self) -> Dot:
        dot = Dot(radius=pixels(5), color=self.theme.batch_loss)
        dot.add_updater(lambda dot: dot.move_to(self._last_batch()))
        return dot.move_to(self._last_batch())

    def _plate(self, losses: Quantity) -> Panel:
        left, top = ProgressPlaces.plate
        plate = Panel(self.theme, top=top, left=left)
        told = self._told(plate, losses)
        if is_tall():
            plate.counters(*told)
        else:
            for each in told:
                plate.row(each.name, each.value, each.decimals, colour=each.colour)
        return plate

    def _told(self, plate: Panel, losses: Quantity) -> list[Row]:
        """What the plate tells of a step."""
        run, theme, label = self.shown.run, self.theme, self.texts.label
        last, longest = str(run.n_steps), max(map(losses.text, run.loss.tolist()), key=len)
        counts = [Row(label("step"), self.shown.told, 0, theme.text, last)]
        if run.spec.batch_size is not None:
            epochs = self._name(plate, "epochs_done", "epochs_narrow", "100")
            counts.append(Row(epochs, self._epochs, 0, theme.text, last))
        right = self._name(plate, "right", "right_narrow", in_percent(100))
        loss = (label("full_loss"), self._full_loss, losses.text, theme.full_loss, longest)
        return [
            *counts,
            Row(*loss),
            Row(right, self._right, in_percent, theme.model, in_percent(100)),
        ]

    def _name(self, plate: Panel, key: str, narrow: str, number: str) -> str | Formula:
        """The name of a number that the plate has room for."""
        names = [self.texts.label(narrow)] if is_tall() else [*map(self.texts.label, (key, narrow))]
        return plate.fitting(names, number)

    def _epochs(self) -> float:
        return float(self.shown.told() // steps_in_epoch(self.shown.run))

    def _full_loss(self) -> float:
        run = self.shown.run
        return float(run.loss[index_at(run.recorded_steps, self.shown.told())])

    def _right(self) -> float:
        return self.shown.share_right(self.shown.told())

    def _done(self) -> float:
        return max(min(self.shown.updated(), float(self.shown.run.n_steps)), 0.0)

    def _full(self) -> FloatArray:
        run, done = self.shown.run, self._done()
        kept = run.recorded_steps <= done
        steps = np.append(run.recorded_steps[kept], done).astype(float)
        losses = np.append(run.loss[kept], np.interp(done, run.recorded_steps, run.loss))
        return polyline(self.plot.points_at(steps, losses))

    def _batch(self) -> FloatArray:
        run = self.shown.run
        last = self.shown.last_at(Station.LOSS)
        count = 0 if last is None else last + 1
        steps = np.arange(count, dtype=float)
        return polyline(self.plot.points_at(steps, run.batch_loss[:count]))

    def flash_of_fall(self, seconds: float) -> Animation:
        """A flash along the full loss, from its start to where it has come."""
        line = VMobject(stroke_color=self.theme.text, stroke_width=stroke(7))
        line.points = self._full()
        return ShowPassingFlash(line, time_width=0.25, run_time=seconds)

    def _last_batch(self) -> FloatArray:
        run = self.shown.run
        if not run.n_steps:
            return self._tip()
        step = self.shown.last_at(Station.LOSS) or 0
        return self.plot.point(step, float(run.batch_loss[step]))

    def _tip(self) -> FloatArray:
        run, done = self.shown.run, self._done()
        return self.plot.point(done, float(np.interp(done, run.recorded_steps, run.loss)))


def in_percent(value: float) -> str:
    """A share in per cent with one place after the point."""
    return f"{number_text(value, 1)} %"
