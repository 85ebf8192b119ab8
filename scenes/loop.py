"""The loop that trains a network: initialise, forward, loss, differentiate, update, again."""

from manim import Animation, VMobject

from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.loop.cycle import Cycle
from gradreel.scenes.pieces.loop.numbers import loop_digits, words_of_update
from gradreel.scenes.pieces.loop.progress import LearningProgress
from gradreel.scenes.pieces.loop.shown import ShownLoop, Station
from gradreel.scenes.stage.manim.motion import (
    appear,
    arrive,
    in_turn,
    late,
    steadily,
    to,
    vanish,
)
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.manim.network import Network
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.typesetting import number_text

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


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the network.

    Raises:
        RequestError: the options ask for what can't be.
    """
    return runs.mlp_spec(options)


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of a model that tells classes apart, every step recorded."""
    objective = spec.objective
    tells = isinstance(objective, ModelObjective) and objective.model.n_classes > 1
    return tells and spec.stride == 1


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (Loop,)


class Loop(ManimStory):
    """A point goes round four stations, and with every turn the network's parameters move."""

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
        self.run = self.recording.main
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
