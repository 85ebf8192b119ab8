"""A nerve cell fires past its threshold; part by part beside it, the neuron of a network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Circle,
    Create,
    LaggedStart,
    Line,
    ManimColor,
    ValueTracker,
    VGroup,
    VMobject,
    interpolate_color,
)

from gradreel.scenes.stage.drawing import (
    SIZES,
    Box,
    ByShape,
    Edge,
    EdgeIndex,
    FloatArray,
    Label,
    Lines,
    LogisticRegression,
    ManimStory,
    Network,
    Number,
    Recording,
    RedrawnPath,
    RequestError,
    Response,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    appear,
    arrive,
    arrow,
    at,
    become,
    dashes,
    dim,
    disc,
    edge_width,
    filled,
    for_now,
    fractions,
    in_turn,
    is_tall,
    late,
    mark_of,
    names_above,
    number_text,
    objective_of,
    offset,
    paced_as_it_learns,
    pixels,
    polyline,
    pulse,
    respond,
    rest,
    row_to_show,
    runs,
    sex_of,
    sigmoid,
    smooth_path,
    snapshot,
    solid,
    steadily,
    stroke,
    stroked,
    threshold,
    to,
    travel,
    vanish,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

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
    "row": 151,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with 2 to 5 features"

FEWEST, MOST = 2, 5
"""Features: so many synapses can be told apart."""
SLOWER = 0.17
"""Seconds on screen for a millisecond in the cell."""
GROWING, LEARNING = 3.0, 2.2
"""Seconds in which the cell grows, and the weights learn."""
FIRST, TOGETHER, AGAINST, LAST = 6.0, 32.0, 62.0, 84.0
"""Milliseconds: of the lone signal, of those that push up, of all, and how long it is watched."""
COMING, GOING, ALONG_AXON, TAIL = 5.0, 2.5, 7.0, 3.0
"""Milliseconds that a signal takes to a synapse, from there to the body, and along the axon; and
how far back it shines."""
INPUT, ARROW = 42.0, 90.0
"""Pixels: the radius of an input, and how long the arrow out of the unit is."""
FROM_EDGE, ON_EDGE = 6.0, 0.27
"""Pixels from an edge to its weight, and where that is on the way along the edge."""
SEEN = Box(0.0, 1.0, 0.1, 1.0)
"""What of the frame the figure may fill where there is no sentence."""
GHOST = 0.2
"""The share at which the cell stays under the model."""
HELD, SLOWEST = 0.45, 1.3
"""Milliseconds before and after a peak in which time nearly stands, and seconds for each then."""
STEEP, CURVE = 60.0, 121
"""How many times as steep as the curve the threshold is, and of how many points it is drawn."""
LARGER = 1.15
"""How many times as large as usual numbers in the unit and in the inputs are."""
WIDEST = 6.0
"""The sums that the small curve is drawn over go from minus this to this."""
Small = partial(Label, size=SIZES.smallest)


class Biology(ManimStory):
    """A cell that adds signals up and fires, and in it the unit that a network keeps of it."""

    # The cell: the model's inputs are at its dendrites' tips, its unit in the cell's body. In a
    # tall frame both go down. The share of it at which the fibres of other cells begin.
    cell_box = ByShape(Box(0.05, 0.95, 0.24, 0.88), tall=Box(0.11, 0.89, 0.086, 0.945))
    size, fibres_begin = ByShape(1.45, tall=1.1), ByShape(0.0, tall=0.2)
    body_at = ByShape(0.56, tall=0.6333)  # the body's middle, along the cell's box
    unit = ByShape(84.0, tall=64.0)  # the radius of what its body becomes, in pixels
    along, beside = ByShape(RIGHT, tall=DOWN), ByShape(UP, tall=RIGHT)
    # Pixels from a synapse to what it lifts, and what is held there: in a tall frame it is at the
    # left of the last one.
    lift_aside, lift_edge = (
        ByShape((-18.0, 24.0), tall=(12.0, 16.0)),
        ByShape[Edge]("right", tall="left"),
    )
    lift_size = ByShape(SIZES.label, tall=SIZES.smallest)
    # What the camera looks at as the cell fires, and how near.
    looked_at, near = ByShape((0.52, 0.56), tall=(0.5, 0.625)), ByShape(1.22, tall=1.0)
    # Baselines and middles of the parts' names.
    names_at: ByShape[dict[str, tuple[tuple[float, float], Edge]]] = ByShape(
        {
            "synapses": ((0.285, 0.235), "right"),
            "dendrites": ((0.44, 0.31), "left"),
            "body": ((0.554, 0.76), "centre"),
            "axon": ((0.74, 0.655), "centre"),
        },
        tall={
            "synapses": ((0.272, 0.29), "centre"),
            "dendrites": ((0.95, 0.52), "right"),
            "body": ((0.68, 0.64), "left"),
            "axon": ((0.56, 0.78), "left"),
        },
    )
    # What the colours mean, how the potential was computed; the sum of what signals lift.
    key_at = ByShape(((0.66, 0.87), (0.66, 0.93)), tall=((0.065, 0.75), (0.065, 0.785)))
    note_at: ByShape[tuple[tuple[float, float], Edge]] = ByShape(
        ((0.95, 0.94), "right"), tall=((0.05, 0.82), "left")
    )
    note_room = ByShape(0.9, tall=0.4)
    sum_at: ByShape[tuple[tuple[float, float], Edge]] = ByShape(
        ((0.66, 0.83), "centre"), tall=((0.95, 0.8), "right")
    )
    sum_size = ByShape(SIZES.formula, tall=SIZES.label)
    # The bias below the unit or at its left, with room for its name; z above the unit or at its
    # right, and its sum; p, and what that is: clear of the axon.
    bias_way, bias_at = ByShape(DOWN, tall=LEFT), ByShape((0.554, 0.775), tall=(0.17, 0.638))
    bias_room, sum_room = ByShape(0.4, tall=0.22), ByShape(0.9, tall=0.42)
    names_size = ByShape(1.25, tall=1.0)
    z_at, z_sum_at = (
        ByShape((0.554, 0.423), tall=(0.77, 0.638)),
        ByShape((0.635, 0.905), tall=(0.5, 0.86)),
    )
    p_size = ByShape(0.066, tall=SIZES.formula)
    p_at, meaning_at = (
        ByShape((0.73, 0.465), tall=(0.76, 0.755)),
        ByShape((0.745, 0.36), tall=(0.76, 0.83)),
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
        check_excites(recording.run.parameters[-1, 1:])
        return (Biology,)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.name_the_parts()
        self.send_one()
        self.send_several()
        if self.response.down:
            self.hold_back()
        self.take_inputs()
        self.learn_weights()
        self.add_up()
        self.bend()
        self.send_on()
        self.compare()

    def prepare(self) -> None:
        """Make the cell, what happens in it, and the model that grows in it."""
        self.player = RunPlayer(self.run, paced_as_it_learns(self.run, LEARNING))
        self.data, self.row = objective_of(self.run).dataset, self.recording.options.row or 0
        self.response, self.clock = CellResponse(self.run.parameters[-1, 1:]), ValueTracker(0.0)
        self.cell = NerveCell(self)
        self.moving, self.gauge = self.signals(), self.gauged()
        self.prepare_model()

    def total(self) -> float:
        """The sum z for the row that is shown, of the run where it is now."""
        now = self.player.parameters()
        return float(now[0] + now[1:] @ self.data.inputs[self.row])

    def gauged(self) -> VGroup:
        """The level of the potential in the body, and the dashed threshold with its name."""
        cell, theme = self.cell, self.theme
        left, right = (cell.middle[0] + side * 1.1 * cell.radius for side in (-1, 1))
        start, end = (np.array([x, cell.height_of(1.0), 0.0]) for x in (left, right + pixels(92)))
        foot = np.array([right, end[1], 0.0]) + offset(12, -58 if is_tall() else 12)
        lift = self.label("lift", potential=number_text(self.response.distance, 1))
        value = Label(lift, colour=theme.text, bold=True).place(foot)
        name = Small(self.label("threshold"), colour=theme.text).place(foot + offset(0, 30))
        return VGroup(dashes(start - offset(14), end, theme.text, width=2.5), value, name)

    def ask(self) -> None:
        """The cell grows from its body."""
        cell = self.cell
        seeds = [snapshot(each).scale(0.02, about_point=cell.axon_line[0]) for each in cell.axon]
        parts = zip([cell.grown(0.02), *seeds], [cell.body, *cell.axon], strict=True)
        self.beat(
            "ask",
            [become(*pair, run_time=GROWING) for pair in parts],
            appear(cell.fibres, cell.knobs, run_time=GROWING, rate_func=late),
        )

    def name_the_parts(self) -> None:
        """Each part gets its name, in the order in which a signal passes them."""
        self.key = self.signs()
        cell, colour = self.cell, self.theme.text
        parts = cell.knobs[0].get_center(), cell.entering(0)[12], cell.middle, cell.axon_line[12]
        self.beat("parts", self.key)
        for part, (key, (place, edge)) in zip(parts, self.names_at.items(), strict=True):
            name = self.text(self.label(key), *place, edge=edge, colour=colour)
            self.play(for_now(name), arrive(part, self.theme, run_time=0.8))

    def signs(self) -> VGroup:
        """A disc in the colour of each sign that the synapses have, with what it does."""
        made, signs = VGroup(), [("lifts", 1.0), ("lowers", -1.0)][: 1 + bool(self.response.down)]
        for place, (key, sign) in zip(self.key_at, signs, strict=False):
            colour = self.theme.of_sign(sign)
            words = Small(self.label(key), colour=self.theme.muted).place(at(*place) + offset(20))
            made.add(solid(disc(8.0) + at(*place) + offset(0, 9), colour), words)
        return made

    def signals(self) -> VGroup:
        """Signals on their way to the cell, and the spikes that leave it, where they are now."""
        made, response, cell = VGroup(), self.response, self.cell
        for signal in response.signals:
            colour = self.theme.of_sign(response.weights[signal.synapse])
            time, size, synapse = signal.time, 9.0 * cell.size, signal.synapse
            made.add(self.along_way(cell.arriving(synapse), time - COMING, COMING, colour, size))
            made.add(self.along_way(cell.entering(synapse), time, GOING, colour, size))
        for spike in response.response.spikes:
            for branch in range(len(ENDS)):
                way, size = cell.leaving(branch), 10.0 * cell.size
                made.add(self.along_way(way, spike, ALONG_AXON, self.theme.model, size))
        return made

    def along_way(
        self, way: FloatArray, start: float, lasting: float, colour: str, radius: float
    ) -> RedrawnPath:
        """A disc with a tail that passes a way (n, 3) in so many milliseconds from a start on."""
        passed, shares = np.linspace(start, start + lasting, len(way)), np.linspace(0, 1, 9)
        shape, widths = disc(radius)[::-1], shares * radius / self.cell.size

        def outline() -> FloatArray:
            now = self.clock.get_value()
            if not start < now < passed[-1]:
                return np.zeros((0, 3))
            times = now - min(TAIL, now - start) * (1 - shares)
            line = np.stack([np.interp(times, passed, column) for column in way.T], axis=1)
            return np.concatenate([self.cell.band(line, widths), shape + line[-1]])

        return filled(outline, colour)

    def lift(self, synapse: int) -> Label:
        """By how many millivolts a synapse's signal alone lifts or lowers the potential."""
        weight, change = self.response.weights[synapse], self.response.lifts[synapse]
        form = "lift" if change > 0 else "fall"
        content = self.label(form, potential=number_text(abs(change), 1))
        colour, place = self.theme.of_sign(weight), self.cell.arriving(synapse)[-1]
        label = Label(content, size=self.lift_size, colour=colour, bold=True)
        aside, edge = self.lift_aside, self.lift_edge
        if is_tall() and synapse == self.data.n_features - 1:
            aside, edge = (-aside[0], 3 * aside[1]), "right"
        return label.place(place + offset(*aside), edge)

    def send_one(self) -> None:
        """The strongest signal alone."""
        up, self.note = self.response.up, self.noted("computed")
        key = "alone_fires" if self.response.fires_at(FIRST) else "alone"
        self.summed: VGroup = VGroup()
        self.told: list[VMobject] = [self.lift(up[0])] if key == "alone" else []
        self.beat(key, self.gauge, vanish(self.key))
        self.add(self.cell.glow, self.moving, self.cell.level)
        self.see_peak(FIRST, appear(self.note, *self.told))
        self.pass_time(TOGETHER - COMING, slower=0.04)

    def noted(self, key: str) -> Lines:
        """A note below the figure."""
        place, edge = self.note_at
        room, colour = self.note_room, self.theme.muted
        told = Lines(self.label(key), size=SIZES.smallest, colour=colour, room=room)
        return told.place(at(*place), edge)

    def send_several(self) -> None:
        """All that push up, without words: the potential builds up, and the spike runs out."""
        up, response = self.response.up, self.response
        more: list[VMobject] = []
        if self.told and response.adds_up:
            self.summed = self.sum_of(up)
            more = [*map(self.lift, up[1:]), self.summed]
            self.told += more
        key = "together" if len(up) > 1 else "together_one"
        self.beat(key, [in_turn(more, 2.0)] if more else [])
        self.wait(self.left_to_read(0.1))
        self.play(
            self.hush(), vanish(self.note), self.focus(at(*self.looked_at), self.near, window=SEEN)
        )
        self.pass_time(response.spike - 2.2, slower=0.26)
        self.pass_time(response.spike + 0.4, slower=0.95)
        leaving = response.spike + ALONG_AXON
        self.play(self.pull_out(run_time=1.2), steadily(self.clock, leaving, 2.2))
        self.pass_time(AGAINST - COMING, slower=0.03)

    def sum_of(self, synapses: Sequence[int]) -> Lines:
        """What signals lift together, of the digits that are told, beside the threshold."""
        place, edge = self.sum_at
        lifts = [round(self.response.lifts[each], 1) for each in synapses]
        limit, total = round(self.response.distance, 1), round(sum(lifts), 1)
        told = self.label("millivolts", potential=number_text(limit, 1))
        sign = "<=>"[1 + (total > limit) - (total < limit)]
        return self.spelt(lifts, 1, f"{{}} {sign} {told}", self.sum_room).place(at(*place), edge)

    def spelt(self, terms: Sequence[float], places: int, form: str, room: float) -> Lines:
        """A sum with its signs, term by term, and what is about it."""
        written = number_text(terms[0], places)
        for each in terms[1:]:
            written += (
                f" {'−' if each < 0 else '+'}\N{NO-BREAK SPACE}{number_text(abs(each), places)}"
            )
        told, colour = form.format(written), self.theme.text
        return Lines(told, size=self.sum_size, colour=colour, bold=True, room=room)

    def hold_back(self) -> None:
        """The same signals, and those that push down."""
        response = self.response
        fires, first = response.fires_at(AGAINST), self.on_stage(*self.told)
        lowering = [self.lift(each) for each in response.down] if first else []
        key, before = "held_fires" if fires else "held", self.summed
        new = [self.sum_of([*response.up, *response.down])] if len(before) else []
        self.beat(key, vanish(before), appear(*lowering, *new, rate_func=late))
        self.told += [*lowering, *new]
        self.see_peak(AGAINST)
        self.pass_time(LAST, slower=0.03)

    def see_peak(self, volley: float, *others: list[Animation]) -> None:
        """Let time pass up to the highest potential after a volley, and nearly stand there."""
        peak = self.response.peak(volley)
        self.pass_time(peak - HELD, slower=0.19)
        self.pass_time(peak + HELD, *others, slower=SLOWEST)

    def pass_time(self, until: float, *others: list[Animation], slower: float = SLOWER) -> None:
        """Let time pass in the cell, slowed down."""
        passing = until - self.clock.get_value()
        self.play(steadily(self.clock, until, passing * slower), *others)

    def prepare_model(self) -> None:
        """The parts of a unit, each of which comes onto the stage by itself."""
        theme, player, count = self.theme, self.player, self.data.n_features
        corners = [
            fractions(self.cell.at_share(REACH, self.cell.aside(each))) for each in (0, count - 1)
        ]
        unit = fractions(self.cell.middle)
        (left, top), (right, bottom) = corners
        box = Box(left, right, top, unit[1]) if is_tall() else Box(left, unit[0], top, bottom)
        self.network = network = Network(
            theme,
            (count, 1),
            lambda: [player.parameters()[None, 1:]],
            box=box,
            radius=self.unit,
            thickness=1.8,
            downwards=is_tall(),
        )
        self.middle = network.centre(1, 0)
        self.inputs = [self.input(*each) for each in enumerate(self.named_values())]
        for index, edge in network.edges.items():  # inputs are smaller than the unit
            start, end = network.rims(index)
            way = (end - start) / np.linalg.norm(end - start)
            edge.put_start_and_end_on(start - way * pixels(self.unit - INPUT), end)
        self.edges = [*network.edges.values()]
        self.weights = VGroup(*map(self.weight, range(count)))

    def named_values(self) -> list[tuple[str, str]]:
        """What the inputs are called, each with its value in the row."""
        data, texts, names = self.data, self.texts, self.data.feature_names
        measured = zip(names, data.features[self.row].tolist(), strict=True)
        values = [texts.value(name, f"{each:g}") or maths.measured(each) for name, each in measured]
        if is_tall():
            network = self.network
            names = names_above(names, texts, network.gap(0), network.room_above)
        else:
            names = texts.column_labels(names, LONGEST_NAME)
        return list(zip(names, values, strict=True))

    def input(self, index: int, named: tuple[str, str]) -> VGroup:
        """A disc with the name and value beside it or above it, and what the model takes for it."""
        network, theme = self.network, self.theme
        mark = Circle(radius=pixels(INPUT), stroke_width=stroke(3), stroke_color=theme.model)
        mark.set_fill(theme.surface, opacity=1).move_to(network.centre(0, index))
        words = network.named_value(index, *named).shift(pixels(self.unit - INPUT) * self.along)
        words.scale(self.names_size, about_point=words.get_right())
        value = network.show_value(0, index, self.data.inputs[self.row, index])
        return VGroup(mark, words, value.clear_updaters().scale(LARGER))

    def weight(self, index: int) -> Number:
        """A weight's number beside its edge, clear of it however steep that is."""
        number = self.parameter(1 + index)
        start, end = self.edges[index].get_start_and_end()
        across, up = np.abs((end - start)[:2]) / np.linalg.norm(end - start)
        half = number.place(start, "centre").width / 2, number.em * 0.36
        gap = half[0] * up + half[1] * across + pixels(FROM_EDGE)
        normal = np.array([start[1] - end[1], end[0] - start[0], 0])
        normal *= (1 if normal[1] > 0 or is_tall() else -1) * gap / np.linalg.norm(normal)
        foot = start + ON_EDGE * (end - start) + normal - np.array([0, half[1], 0])
        return number.place(foot, "centre")

    def parameter(self, index: int) -> Number:
        """The number of the bias or of a weight."""
        colour, size = self.theme.text, SIZES.label
        return Number(lambda: self.player.parameters()[index], 2, colour=colour, size=size)

    def take_inputs(self) -> None:
        """The cell steps back to an outline; the signals that come in become numbers."""
        cell = self.cell
        self.remove(cell.glow, self.moving, cell.level)
        key = "_".join(("model", sex_of(self.data, self.row) or "row"))
        self.beat(key, vanish(self.gauge, *self.on_stage(*self.told)))
        marks = [each[0] for each in self.inputs]
        ghosts = cell.axon, cell.body, cell.knobs
        ways = zip(cell.fibres, marks, strict=True)
        self.play(
            dim(*ghosts, share=GHOST, run_time=1.2),
            *(become(*way, run_time=1.2) for way in ways),
        )
        named = [VGroup(*each[1:]) for each in self.inputs]
        if self.data.is_scaled:
            self.play(for_now(self.noted("deviations")))
        self.play(in_turn(named, self.left_to_read(1.0)))

    def learn_weights(self) -> None:
        """Synapses become edges, whose weights learn in the recorded run."""
        place, step = at(*self.z_sum_at), Label(self.label("step"), colour=self.theme.muted)
        told = Number(lambda: self.player.told, 0, colour=self.theme.text)
        told.place(place + offset(6), "left")
        self.beat("weights", for_now(VGroup(step.place(place - offset(6), "right"), told)))
        drawn = LaggedStart(*map(Create, self.edges), lag_ratio=0.4, run_time=1.6)
        self.play(drawn, vanish(self.cell.knobs, run_time=1.0))
        self.play(appear(self.weights))
        self.play(self.player.walk())

    def add_up(self) -> None:
        """The body becomes the sum of what comes in, and a bias."""
        network = self.network
        seed = solid(self.cell.soma(1.0), self.theme.surface).set_opacity(0)
        self.beat("sum", become(seed, network.nodes[1][0], run_time=1.0))
        self.z = network.show_value(1, 0, self.total).clear_updaters().scale(LARGER)
        self.summed = self.sum_of_z()
        for new in (self.bias(), (self.summed, self.z)):
            self.play(*map(self.pulse, network.edges), appear(*new))
        turned = [each for each in network.edges if self.factors()[each.source].max() < 0]
        for edge in turned[:1]:
            factors = self.factors()[edge.source]
            told = [number_text(each, 2) for each in (*factors, factors.prod())]
            self.beat("turned", **dict(zip(("weight", "value", "product"), told, strict=True)))
            self.play(self.pulse(edge))
            self.play(self.pulse(edge))

    def factors(self) -> FloatArray:
        """Each weight and its input in the row (n, 2), of the digits that are told."""
        weights, inputs = self.player.parameters()[1:], self.data.inputs[self.row]
        return np.stack([weights, inputs], axis=1).round(2)

    def pulse(self, edge: EdgeIndex) -> list[Animation]:
        """A pulse along an edge, in the colour of what it does to the sum."""
        colour = self.theme.of_sign(self.factors()[edge.source].prod())
        return self.network.pulses([edge], colour, seconds=1.3)

    def sum_of_z(self) -> Lines:
        """What each input brings, and the bias: of so many digits that they add up, if they do."""
        exact = [*self.factors().prod(axis=1), round(float(self.player.parameters()[0]), 2)]
        for places in (1, 2):
            terms = [round(float(each), places) for each in exact]
            told, total = (number_text(each, places) for each in (sum(terms), self.total()))
            if told == total:
                break
        form = f"z = {{}} {'=' if told == total else '≈'} {total}"
        return self.spelt(terms, places, form, 0.88).place(at(*self.z_sum_at), "centre")

    def bias(self) -> tuple[Line, Lines]:
        """The bias with its line to the unit."""
        end, theme = self.middle + pixels(self.unit) * self.bias_way, self.theme
        line = Line(end + pixels(44) * self.bias_way, end, color=theme.line, stroke_width=stroke(3))
        told = self.label("bias", value=number_text(self.player.parameters()[0], 2))
        name = Lines(told, size=SIZES.label, colour=theme.text, bold=True, room=self.bias_room)
        return line, name.place(at(*self.bias_at), "centre")

    def bend(self) -> None:
        """The threshold becomes a curve in the unit, and the sum is on it."""
        form = "z = {}"
        z = Number(self.total(), 2, colour=self.theme.text, size=SIZES.label, form=form)
        z.place(at(*self.z_at), "centre").clear_updaters()
        curve, point = self.curved()
        self.beat("activation", travel(self.z, z), vanish(self.z, run_time=0.1))
        self.play(appear(curve), vanish(self.summed))
        self.play(to(self.blunt, 1.0, run_time=0.9))
        self.play(appear(point), steadily(self.slid, 1.0, self.left_to_read(1.2)))

    def curved(self) -> VGroup:
        """The threshold that becomes the curve, in the unit, and a point that comes to the sum."""
        radius, theme = pixels(self.unit), self.theme
        self.slid, self.blunt = ValueTracker(0.0), ValueTracker(0.0)

        def on_curve(sums: FloatArray) -> FloatArray:
            steep = STEEP ** (1 - self.blunt.get_value())
            ways = [sums * 0.62 / WIDEST, sigmoid(steep * sums) - 0.5, 0 * sums]
            return self.middle + np.stack(ways, axis=1) * radius

        def now() -> FloatArray:
            z = self.slid.get_value() * self.total()
            return disc(9) + on_curve(np.clip([z], -WIDEST, WIDEST))

        sums = np.linspace(-WIDEST, WIDEST, CURVE)
        path = stroked(lambda: polyline(on_curve(sums)), theme.model, 6.0)
        return VGroup(path, filled(now, theme.point))

    def send_on(self) -> None:
        """The axon becomes the output: one number."""
        theme, data, start = self.theme, self.data, self.middle + pixels(self.unit) * self.along
        share, grown = float(sigmoid(np.array(self.total()))), ValueTracker(0.0)
        way = pixels(ARROW) * self.along
        line = arrow(lambda: (start, start + grown.get_value() * way), theme.model)
        places = 2 + (number_text(share, 2) in ("0.00", "1.00"))
        p = Number(share, places, colour=theme.model, form="p = {}", size=self.p_size)
        p.place(at(*self.p_at), "centre")
        names = [self.texts.class_label(data, each, 8.0) for each in (0, 1)]
        told = self.label("probability_of", name=names[1])
        words = Lines(told, size=SIZES.smallest, colour=theme.muted, room=0.4)
        words.place(at(*self.meaning_at), "centre")
        growing = to(grown, 1.0, run_time=2.0), *dim(self.cell.axon, share=0.06, run_time=2.0)
        self.beat("output", appear(line, run_time=0.1), growing, p=number_text(share, places))
        self.play(appear(p, words))
        said, truth, place = int(share > 0.5), int(data.target[self.row]), start + 1.3 * way
        mark = solid(mark_of(truth, 14.0) + place, theme.of_class(truth))
        facts = {"p": number_text(share, places), "sign": "<>"[said], "label": names[said]}
        self.beat("right" if said == truth else "wrong", **facts)
        self.play(*map(self.pulse, self.network.edges))
        self.play(for_now(mark), arrive(place, theme))

    def compare(self) -> None:
        """The cell comes back, and fires once more: it was an analogy."""
        cell, signals = self.cell, self.signals()
        self.clock.set_value(TOGETHER + APART * len(self.response.up))
        self.beat("analogy", dim(cell.body, cell.axon, share=3 * GHOST))
        self.add(signals)
        self.pass_time(self.response.spike + ALONG_AXON, slower=0.18)
        self.let_stand(2.2)


LONGEST_NAME = 8.2
"""Of an input, in em."""


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
REACH, AXON_END = 0.2778, 0.86
"""Along the cell's box: where dendrites begin, and where the axon branches."""
GAP_AT_SYNAPSE = 0.012
"""What a synapse leaves between two cells, as a share of the box."""
ENDS = (0.14, 0.5, 0.86)
"""Across the box: where the axon's branches end."""
SHEATHS = ((0.1, 0.29), (0.33, 0.52), (0.56, 0.75), (0.79, 0.98))
"""Along the axon: where it is wrapped."""
SOMA, LINE = 66.0, 0.72
"""The body's radius in pixels, and how high in it the threshold is, as a share of its height."""
WALL = 3.0
"""How thick the membrane is, in pixels."""
SOFT = (7.0, 0.07), (3.5, 0.12)
"""Veils about the cell: how far they reach, in pixels, and how opaque they are."""
DEEP, INSIDE = (0.8, 0.62, 0.44), 0.17
"""Veils in the body, as shares of its size, and how much of the model's colour is in the cell."""
GLOW = (0.14, 0.3, 0.48, 0.68)
"""How far about the body it shines at the threshold, as shares of its size."""
TWIGS = (5, 10, 14, 19)
"""At which of its points a dendrite branches."""


class NerveCell(VGroup):
    """A cell and the ends of those that it listens to.

    Attributes:
        size: of all widths, as a share of those of a cell as tall as the figure.
        middle: of its body.
        fibres: the axons of other cells.
        knobs: their ends, as large as the synapse's weight, in the colour of its sign.
        body, axon: its own parts; the dendrites belong to the body.
        level, glow: the potential in the body and about it, which are no part of it.
    """

    def __init__(self, story: Biology) -> None:
        self.story, self.size, self.theme = story, story.size, (theme := story.theme)
        self.radius, self.count = pixels(SOMA * self.size), story.data.n_features
        self.along, self.beside = story.along, story.beside
        self.middle = self.at_share(story.body_at, 0.5)
        start, end = self.middle + 0.9 * self.radius * self.along, self.at_share(AXON_END, 0.5)
        bent = (end - start) / 3 + pixels(16 * self.size) * self.beside
        self.axon_line = bezier(start, start + bent, end - bent, end)
        synapses = range(self.count)
        fibres = (self.band(self.arriving(each), 2.2 + 0 * ALONG) for each in synapses)
        self.fibres = VGroup(*(solid(each, theme.line) for each in fibres))
        self.knobs = VGroup(*map(self.knob, synapses))
        self.axon = VGroup(*self.skins(self.stem), *self.sheaths())
        self.body = self.grown(1.0)
        self.level = filled(self.filled_to, theme.model, 0.85)
        self.glow = VGroup(*(self.shine(each) for each in GLOW)).set_z_index(-1)
        super().__init__(self.fibres, self.axon, self.body, self.knobs)

    def tone(self, share: float) -> str:
        """The background with so much of the model's colour."""
        colours = ManimColor(self.theme.background), ManimColor(self.theme.model)
        return interpolate_color(*colours, share).to_hex()

    def skins(self, outline: Callable[[float], FloatArray]) -> list[VMobject]:
        """A soft edge, a membrane and what is in it, of an outline at so many pixels about it."""
        soft = [solid(outline(out), self.theme.model).set_opacity(veil) for out, veil in SOFT]
        inner = solid(outline(-WALL), self.tone(INSIDE))
        return [*soft, solid(outline(0.0), self.tone(0.62)), inner]

    def grown(self, reach: float) -> VGroup:
        """The body with its dendrites, so much of these grown."""
        deep = [solid(self.soma(each), self.theme.model).set_opacity(0.07) for each in DEEP]
        return VGroup(*self.skins(partial(self.tissue, reach)), *deep)

    def tissue(self, reach: float, out: float) -> FloatArray:
        """The outline of the body and its dendrites, so many pixels about them."""
        pieces = [self.soma(1 + out / SOMA)[::-1]]
        for index in range(self.count):
            main = self.entering(index)
            widths = 2.6 + 4.5 * ALONG + 11.0 * ALONG**6
            for line, half in [(main, widths), *self.twigs(main, index)]:
                shrunk = main[-1] + reach * (line - main[-1])
                pieces.append(self.band(shrunk, np.maximum(half + out * reach, 0.1)))
        return np.concatenate(pieces)

    def twigs(self, main: FloatArray, index: int) -> list[tuple[FloatArray, FloatArray]]:
        """Small branches of a dendrite towards its tip, on both sides, and half their widths."""
        made = []
        for count, point in enumerate(TWIGS):
            foot, way = main[point], main[point] - main[point + 3]
            across = (-1) ** (count + index) * np.array([-way[1], way[0], 0.0])
            end = foot + (1.1 + 0.5 * ((2 * count + index) % 3)) * (way + across)
            made.append((bezier(foot, foot + way, end - way, end), 3.6 - 2.4 * ALONG))
        return made

    def stem(self, out: float) -> FloatArray:
        """The outline of the axon, its branches and their ends, so many pixels about them."""
        pieces = [self.band(self.axon_line, 4.5 + 13.0 * (1 - ALONG) ** 9 + out)]
        for end in ENDS:
            line = self.branch(end)
            pieces += [disc((9 + out) * self.size)[::-1] + line[-1]]
            pieces += [self.band(line, 4.2 - 1.4 * ALONG + out)]
        return np.concatenate(pieces)

    def sheaths(self) -> list[VMobject]:
        """What the axon is wrapped in, each piece with a lighter core."""
        made, thick = [], (1 - np.linspace(-1, 1, 33) ** 8) ** 0.5
        for ends in SHEATHS:
            inside = np.linspace(*ends, 33)
            line = np.stack([np.interp(inside, ALONG, each) for each in self.axon_line.T], axis=1)
            for half, share in ((12.0, 0.62), (9.0, 0.4), (4.0, 0.52)):
                made.append(solid(self.band(line, half * thick + 0.1), self.tone(share)))
        return made

    def shine(self, share: float) -> VMobject:
        """Light about the body: the higher the potential, the farther."""
        reach = lambda: self.soma(0.9 + share * min(max(self.lifted(), 0.0), 1.3))  # noqa: E731
        return filled(reach, self.theme.model, 0.1)

    def lifted(self) -> float:
        """The potential now: 0 at rest, 1 at the threshold."""
        response, now = self.story.response, self.story.clock.get_value()
        return (response.response.at(now) - rest()[0]) / response.distance

    def height_of(self, lift: float) -> float:
        """How high in the body a potential is: 0 at rest, 1 at the threshold."""
        outline = self.soma(0.86)[:, 1]
        low, high = float(outline.min()), float(outline.max())
        return low + min(max(lift * LINE, 0.0), 1.0) * (high - low)

    def filled_to(self) -> FloatArray:
        """The body's outline, up to the potential now."""
        level = self.height_of(self.lifted())
        outline = self.soma(0.86)
        if level <= outline[:, 1].min():
            return np.zeros((0, 3))
        outline[:, 1] = np.minimum(outline[:, 1], level)
        return outline

    def at_share(self, along: float, across: float) -> FloatArray:
        """A place (3,) of the frame, from shares of the box along the cell and across it."""
        box = self.story.cell_box
        return at(*(box.at(across, along) if is_tall() else box.at(along, across)))

    def aside(self, index: int) -> float:
        """How far across a synapse is."""
        return 0.06 + 0.88 * index / (self.count - 1)

    def run_along(self, way: FloatArray) -> FloatArray:
        """The part of a way (3,) that goes along the cell."""
        return np.asarray((way @ self.along) * self.along)

    def arriving(self, index: int) -> FloatArray:
        """The way (n, 3) of a signal to its synapse."""
        across, begin = self.aside(index), self.story.fibres_begin
        start = self.at_share(begin, across + 0.1 * (across - 0.5))
        end = self.at_share(REACH - GAP_AT_SYNAPSE, across)
        third = self.run_along(end - start) / 3
        return bezier(start, start + third, end - third, end)

    def entering(self, index: int) -> FloatArray:
        """The way (n, 3) from a synapse into the cell body."""
        tip = self.at_share(REACH, self.aside(index))
        way = self.run_along(self.middle - tip)
        root = 0.26 * (tip + way - self.middle) - 0.5 * self.radius * self.along
        end = self.middle + root
        return bezier(tip, tip + 0.5 * way, end + 1.3 * root, end)

    def leaving(self, end: int) -> FloatArray:
        """The way (2 n, 3) along the axon and one of its branches."""
        return np.concatenate([self.axon_line, self.branch(ENDS[end])[1:]])

    def branch(self, height: float) -> FloatArray:
        """The way (n, 3) from where the axon branches to one of its ends."""
        start, end = self.at_share(AXON_END, 0.5), self.at_share(0.97, height)
        across = self.run_along(end - start)
        return bezier(start, start + 0.5 * across, end - 0.6 * across, end)

    def knob(self, index: int) -> VMobject:
        """The end of another cell's axon at a synapse: the larger the weight, the larger it is."""
        weight = self.story.response.weights[index]
        outline = disc((5 + 1.7 * edge_width(weight)) * self.size) + self.arriving(index)[-1]
        return solid(outline, self.story.theme.of_sign(weight))

    def soma(self, scale: float) -> FloatArray:
        """The outline of the cell body."""
        angles = np.linspace(0.0, 2 * np.pi, 49)
        radius = self.radius * scale * (1 + 0.07 * np.cos(3 * angles + 0.6))
        round_it = np.outer(1.12 * np.cos(angles), self.along) + np.outer(
            np.sin(angles), self.beside
        )
        return smooth_path(self.middle + radius[:, None] * round_it)

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
    return (1 - t) ** 3 * first + inner + t**3 * last


APART = 0.7
"""Milliseconds from one signal to the next of a volley."""
WATCHED = 18.0
"""Milliseconds after a volley in which the cell answers it."""
MARGIN, ENOUGH = 1.05, 1.02
"""By how much the signals that push up exceed the threshold together, each as it lifts alone, and
by how much at the least they exceed what it takes to fire."""
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
    if weights.max() <= 0 or weights.max() * MOST_AGAINST < -weights.min():
        raise RequestError(
            "all weights end below zero, or too little above it for a signal to excite the cell: "
            "choose other columns with --x"
        )


@dataclass(frozen=True)
class Signal:
    """One signal at one synapse, and when it arrives in milliseconds."""

    synapse: int
    time: float


@dataclass(frozen=True, eq=False)
class CellResponse:
    """A cell whose synapses are as strong as weights, under three volleys set by hand.

    The factor from weight to current is chosen so that those that push up are just enough to
    pass the threshold together: what each lifts alone sums up to it.

    Attributes:
        weights: (k,), one above zero at least.
    """

    weights: FloatArray

    @property
    def up(self) -> list[int]:
        """The synapses that push up, the strongest first."""
        return [int(each) for each in np.argsort(-self.weights) if self.weights[each] > 0]

    @property
    def down(self) -> list[int]:
        """Those that push down."""
        return [int(each) for each in np.flatnonzero(self.weights < 0)]

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The strongest one alone; all that push up; the same with all that push down."""
        volleys = [(self.up[:1], FIRST), (self.up, TOGETHER)]
        if self.down:
            volleys += [(self.down, AGAINST), (self.up, AGAINST)]
        return tuple(
            Signal(synapse, start + APART * index)
            for synapses, start in volleys
            for index, synapse in enumerate(synapses)
        )

    @property
    def distance(self) -> float:
        """From rest to the threshold, in millivolts."""
        return threshold() - rest()[0]

    @cached_property
    def gain(self) -> float:
        """The current of a weight of 1, in microamperes a square centimetre."""
        most, wanted = STRONGEST / self.weights.max(), MARGIN * self.distance

        def add_up_to_it(gain: float) -> bool:
            return sum(self.lift_alone(each, gain) for each in self.up) >= wanted

        up = [each for each in self.signals if self.weights[each.synapse] > 0]
        volley = [each for each in up if TOGETHER <= each.time < AGAINST]

        def fire(gain: float) -> bool:
            return bool(self.answer(volley, gain, TOGETHER, TOGETHER + WATCHED).spikes)

        gain = max(least(add_up_to_it, most), ENOUGH * least(fire, most))
        while max(self.answer(up, gain, 0.0, AGAINST).spikes, default=0.0) < TOGETHER:
            gain *= MARGIN  # it has just fired, and isn't at rest again
        return gain

    def lift_alone(self, synapse: int, gain: float) -> float:
        """By how much a synapse's signal alone lifts the potential, or lowers it."""
        found = self.answer([Signal(synapse, 0.0)], gain, 0.0, WATCHED)
        from_rest = found.potential - found.potential[0]
        return float(from_rest.max() if self.weights[synapse] > 0 else from_rest.min())

    @cached_property
    def lifts(self) -> list[float]:
        """What each synapse's signal lifts alone, in millivolts."""
        return [self.lift_alone(each, self.gain) for each in range(len(self.weights))]

    @property
    def adds_up(self) -> bool:
        """Whether sums of what signals lift, as they are told, say rightly when it fires."""
        told, distance = [round(each, 1) for each in self.lifts], round(self.distance, 1)
        up, all_of_them = sum(told[each] for each in self.up), sum(told)
        against = not self.down or (all_of_them > distance) == self.fires_at(AGAINST)
        return up > distance and against

    @cached_property
    def response(self) -> Response:
        """The potential over the whole time."""
        return self.answer(self.signals, self.gain, 0.0, LAST)

    @property
    def spike(self) -> float:
        """When it answers the signals that push up together."""
        return next(each for each in self.response.spikes if each >= TOGETHER)

    def peak(self, volley: float) -> float:
        """When the potential is highest, as it answers the signals from a time on."""
        times, potential = self.response.times, self.response.potential
        watched = (volley <= times) & (times < volley + WATCHED)
        return float(times[watched][np.argmax(potential[watched])])

    def fires_at(self, volley: float) -> bool:
        """Whether it answers the signals from a time on with a spike."""
        return any(volley <= spike < volley + WATCHED for spike in self.response.spikes)

    def answer(self, signals: Sequence[Signal], gain: float, start: float, end: float) -> Response:
        """The potential from one time to another, only some signals coming in at a gain."""
        strengths = [(gain * float(self.weights[each.synapse]), each.time) for each in signals]

        def current(time: float) -> float:
            return sum(strength * pulse(start + time - begun) for strength, begun in strengths)

        return respond(current, end - start)


def least(enough: Callable[[float], bool], high: float) -> float:
    """The least gain, up to a high one, that is enough."""
    low = 0.0
    while high - low > CLOSE * high:
        gain = (low + high) / 2
        low, high = (low, gain) if enough(gain) else (gain, high)
    return high
