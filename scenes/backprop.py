"""Back through a network: one row's error, shared out to every weight and bias on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np
from manim import (
    RIGHT,
    UP,
    Animation,
    Circle,
    Create,
    Line,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    ACTIVATIONS,
    GRID,
    NOTHING,
    SIZES,
    Blame,
    Box,
    ByShape,
    Dataset,
    Detour,
    Edge,
    EdgeIndex,
    FloatArray,
    Formula,
    GradientDescent,
    IntArray,
    JudgingNetwork,
    Label,
    Leg,
    ManimStory,
    ModelObjective,
    Number,
    PacedRun,
    Plot,
    Recording,
    RequestError,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Theme,
    Trajectory,
    WayBack,
    appear,
    arrive,
    as_given,
    at,
    backed,
    become,
    before_slots,
    between_rims,
    between_steps,
    dim,
    disc,
    dots_at,
    drawn_rows,
    drawn_units,
    filled,
    filling,
    for_now,
    framed,
    high,
    in_maths,
    is_tall,
    late,
    led_in,
    linear,
    mark_of,
    math,
    network_of,
    number_text,
    objective_of,
    offset,
    pixels,
    places_of_units,
    polyline,
    probabilities,
    reveal,
    roundings,
    row_to_show,
    runs,
    scale,
    segments,
    set_share,
    sex_of,
    slots,
    smooth_path,
    solid,
    stamped,
    still_number,
    stroke,
    stroked,
    to,
    travel,
    unit_sum,
    update_maths,
    vanish,
    weight_ways,
    wide,
    worked,
    worked_sum,
    worked_update,
)

PLACE = 510
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "hidden": (3, 2),
    "activation": "tanh",
    "learning_rate": 0.5,
    "steps": 20,
    "seed": 177,
    "row": 151,
}
DRAWS = "a network of two classes with up to 3 hidden layers and one output"

MOST_ALONE = 2000
"""Steps on one row alone at the most."""
MOST_DOTS = 420
"""Of more rows than this so many are drawn."""
GOING_OUT, PULSE, POURED = 2.4, 0.34, 0.8
"""Seconds in which the lights of the question go out, values come to the next layer, and the gauge
fills."""
NEAR, AROUND = 1.5, 44.0
"""How near the camera comes at the most, and pixels about what it then sees."""
LEAST_EDGE, OFF_EDGE = 52.0, 24.0
"""By edges of the last layer that are all longer, in pixels, there is room for weights; so far off
them these are."""
ASIDE = 0.14
"""The light that is left on what isn't spoken of."""
UNFOLDING, FLYING, LEAVING, BRANCHING = 1.0, 0.5, 0.15, 0.5
"""Seconds in which the path becomes a line, the error goes on, what it leaves behind vanishes, and
other paths go on by a layer."""
OFF_DETOUR = 38.0
"""From another path to its weights, in pixels."""
SWEEP, FIRST_STEP, OTHER_STEPS = 1.6, 1.8, 1.6
"""Seconds of the pass back through all of the network, of the first step, and of the others."""
HELD, RINGING = 0.5, 1.9
"""Seconds that a sum of paths stands, all gradients before the step, and what the first comes to;
in which a ring marks what all comes to, and that the last picture stands."""
FLIPPING, BACK, ASKED = (2.0, 0.4), 1.2, 3.2
"""Seconds in which all are judged again after one step and after the others, in which all is as it
was, and in which all dots fly to their pulls."""
SLOWER, FLIGHT = 0.45, 0.3
"""Power of the share of time that is gone: the first steps take longest; the share of the time of
all dots in which one flies."""
WIDEST_SUM, INSCRIBED, OTHERS, MOST_OTHERS = 3.0, 0.68, 0.6, 4
"""Sums to both sides of a unit's curve at the least, and how much of the unit that takes; radius of
a unit beside the path, to that of one on it, and how many of these are drawn."""
LONGEST, ROOM = 9.0, 12.0
"""Of a class's name in em, beside the network and below the dots."""
RING = 76.0
"""Radius of a ring about the last unit, in pixels."""
DOT, HOLLOW = 8.0, 2.0
"""A dot's radius, and the line of a hollow one, in pixels."""
CANCELLED = 0.1
"""Pulls cancel whose mean is so small a share of their mean size."""
fly = partial(travel, arc=-0.06, leaves=True)
"""A flight above the path, whose numbers it doesn't cross."""
BEATS = {"weight": "back", "others": "meet", "value": "gradient"}
"""The beats in which the error first meets something."""


class Backprop(ManimStory):
    """One error's way back to one weight, then to all of them; and why one row isn't enough."""

    # Lines beside the last unit, or below it: pixels up from its middle, their size; its bias.
    lines_at = ByShape(
        (124.0, 68.0, 8.0, -52.0, -112.0, -172.0),
        tall=(-88.0, -126.0, -164.0, -202.0, -240.0, -278.0),
    )
    aside, line_size = ByShape(98.0, tall=0.0), ByShape(0.046, tall=0.038)
    line_edge: ByShape[Edge] = ByShape("left", tall="centre")
    bias_at = ByShape((0.0, -98.0), tall=(84.0, 22.0))
    # How near the network is seen in all of the frame but the kicker; and below the dots, what they
    # mean and how many are right.
    whole = 1.18
    window = ByShape(Box(0, 1, 0.1, 1), tall=Box(0, 1, 0.09, 1))
    key_line = ByShape(0.875, tall=0.86)
    counter_lines = ByShape((0.885, 0.94), tall=(0.911, 0.94))
    told_line, told_size = 0.92, ByShape(0.07, tall=SIZES.label)

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
            steps=min(max(main.steps, 1), MOST_ALONE),
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
            raise RequestError(
                f"at the learning rate {single.spec.learning_rate:g}, "
                "one step leads to numbers too large to compute: lower it"
            )
        return (Backprop,)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.blame()
        self.send_forward()
        self.come_near()
        self.find_the_loss()
        self.find_the_error()
        self.unfold()
        for leg in self.way.legs:
            self.go_back(leg)
        self.read_the_sign()
        self.let_all_move()
        self.go_forward_again()
        self.look_at_the_others()
        self.average()

    def prepare(self) -> None:
        """Read the runs, and make the network."""
        self.single, self.data = self.recording["one row"], objective_of(self.run).dataset
        self.row = row_to_show(self.run.spec, self.recording.options.row)
        self.player = RunPlayer(self.single, self.paced(FIRST_STEP, OTHER_STEPS))
        row = self.data.rows([self.row])
        self.network = network = JudgingNetwork(self.texts, self.player, row, self.theme)
        self.before, self.after = map(network.passing, self.single.parameters[[0, -1]])
        self.way, self.target = WayBack(self.before, network.units), self.before.target
        self.path = UnfoldedPath(network, self.way)
        self.inputs, self.verdict = network.named_inputs(), network.verdict()
        self.truth, self.coming = network.truth(), dict(BEATS)
        self.model, name = self.before.model, self.before.model.activation
        self.activation = {"relu": "ReLU"}.get(name, name)
        self.who = sex_of(self.data, self.row) or "row"

    def paced(self, first: float, others: float) -> PacedRun:
        """Let the first step on the row alone take so many seconds, and all others so many."""
        steps = np.arange(self.single.n_steps + 1)
        shares = (np.maximum(steps - 1, 0) / max(self.single.n_steps - 1, 1)) ** SLOWER
        arrivals = first * np.minimum(steps, 1) + others * shares
        return PacedRun(tuple(steps.tolist()), tuple(arrivals.tolist()))

    def blame(self) -> None:
        """The last picture of the question, whose lights go out."""
        network = self.network
        lights = VGroup(*(each.light for each in network.suspects()))
        self.add(network, network.gauge, self.inputs, self.verdict, self.truth, lights)
        key = "blame_right" if self.before.is_right else "blame"
        count = self.before.model.n_parameters
        self.beat(key, vanish(*lights, run_time=GOING_OUT), count=count)

    def send_forward(self) -> None:
        """The row's numbers flow through the network in one wave."""
        network, self.flow = self.network, VGroup()
        numbers = self.texts.numbers(len(self.data.columns))
        right, foot = 1 - GRID.margin, self.told_line
        does = self.text(self.label("tanh"), right, foot, edge="right", size=SIZES.smallest)
        said = [for_now(does)] * (self.activation == "tanh")
        gone = to(network.poured, 0.0, run_time=0.6), vanish(self.verdict, self.truth)
        self.beat(f"forward_{self.who}", *gone, *said, numbers=numbers)
        for layer in range(network.last):
            values = network.values_at(layer)
            self.pulse(layer, appear(values, run_time=PULSE))
            self.flow.add(values)

    def pulse(self, layer: int, *beside: Sequence[Animation]) -> None:
        """Let values run into a layer."""
        edges = self.network.edges_into(layer)
        self.play(self.network.pulses(edges, self.theme.model, seconds=PULSE), *beside)

    def come_near(self) -> None:
        """The last unit from near: what it is sent, times the weights, summed; and p."""
        network, last = self.network, self.network.last
        into = network.edges_into(last)
        near = [network.node(last, 0), *(network.edges[each] for each in into)]
        near += [network.node(last - 1, each.source) for each in into]
        self.lines = self.lines_beside()
        self.sum = numbers = self.numbers_of_the_sum()
        seen = VGroup(*network.nodes[-2], *network.nodes[-1], *self.lines)
        height = high(1 - GRID.below_sentence) / (seen.height + 2 * pixels(AROUND))
        zoom = min(NEAR, height, wide(1) / (seen.width + 2 * pixels(AROUND)))
        aside = self.speak_of(*near), vanish(self.inputs, self.flow)
        self.beat("near", self.focus(seen, zoom, run_time=1.2), *aside, *numbers[: len(into)])
        self.pulse(last, appear(*numbers[len(into) :]))
        self.play(appear(*self.lines[:2]))
        self.play(to(network.poured, 1.0, run_time=POURED), appear(self.lines[2]))

    def speak_of(self, *lit: VMobject) -> list[Animation]:
        """Dim all edges and nodes but some."""
        drawn = *self.network.edges.values(), *self.network.all_nodes
        return dim(*(each for each in drawn if each not in lit), share=ASIDE)

    def lines_beside(self) -> Sequence[VMobject]:
        """What is written beside the last unit: its sum, p, the truth, the loss, the error."""
        before, y, p = self.before, self.target, self.before.probability
        places, error = self.way.places, self.way.legs[0].made.terms[0]
        self.p = number_text(p, places)
        total = roundings(before.pre_activation(before.last, 0), 2)
        z = worked(lambda each: 1 / (1 + np.exp(-each)), [total], p, places)
        self.z_places = len(z.terms[0].partition(".")[2])
        shown = f"class1({in_maths(self.p)})"
        less = worked(lambda each: each - y, [(self.p,)], p - y, len(error.partition(".")[2]))
        foot = self.network.output + offset(self.aside)
        colour = self.theme.of_class(y)
        words = Label(f"y = {y}: {self.class_name(y)}", colour=colour)
        maths = (
            *unit_sum(before, before.last, 0, self.network.units[-2], self.z_places),
            f"p = sigma(z) {z.sign} slot0({shown})",
            self.loss_from(shown),
            f"p - y = slot0({shown}) - slot1(class{y}({y})) {less.sign} "
            f"slot2(gradient({in_maths(error)}))",
        )
        lines: list[Formula | Label] = [self.math(each, size=self.line_size) for each in maths]
        lines.insert(3, words)
        for line, rise in zip(lines, self.lines_at, strict=True):
            line.place(foot + offset(0, rise), self.line_edge)
        return lines

    def class_name(self, label: int, room: float = LONGEST) -> str:
        """What a class means."""
        return self.texts.class_label(self.data, label, room)

    def loss_from(self, p: str) -> str:
        """The loss, computed from p as it is written."""
        y, inner = self.target, f"slot0({p})"
        rule = lambda each: -np.log(each if y else 1 - each)  # noqa: E731
        made = worked(rule, [(self.p,)], self.before.loss, 2)
        inner = inner if y else f"(1 - {inner})"
        return f"L = -ln {inner} {made.sign} slot1(fullloss({in_maths(made.result)}))"

    def numbers_of_the_sum(self) -> list[VMobject]:
        """What is sent to the last unit, in its nodes; the weights on their edges; its bias."""
        network, before, theme, last = self.network, self.before, self.theme, self.network.last
        edges = network.edges_into(last)
        _, weights, values, rest, bias = worked_sum(before, edges, self.z_places, 2)
        told: list[VMobject] = [
            written(shown, network.centre(last - 1, each.source), theme.model)
            for shown, each in zip(values, edges, strict=True)
        ]
        lengths = [np.linalg.norm(np.subtract(*network.rims(each))) for each in edges]
        if min(lengths) > pixels(LEAST_EDGE):
            outwards, middle = -OFF_EDGE if is_tall() else OFF_EDGE, (len(edges) - 1) / 2
            for shown, each in zip(weights, edges, strict=True):
                aside = -outwards if each.source > middle else outwards
                place = network.along_edge(each, share=0.42, aside=aside)
                told.append(
                    backed(written(shown, place, theme.of_sign(before.weight(each))), theme)
                )
        shown = bias if is_tall() else f"{self.label('bias')} {bias}"
        of_output = Label(shown, colour=theme.of_sign(before.bias(last, 0)))
        told.append(of_output.place(network.output + offset(*self.bias_at), "centre"))
        if rest:
            left_out = self.label("left_out", count=network.sizes[-2] - len(edges), sum=rest)
            words = Label(left_out, size=SIZES.smallest, colour=theme.muted)
            foot = network.output + offset(self.aside, self.lines_at[3])
            told.append(words.place(foot, self.line_edge))
        return told

    def find_the_loss(self) -> None:
        """How far p is off the truth."""
        *z, p, truth, loss, _ = self.lines
        self.beat("loss", vanish(*self.sum, *z), truth, target=self.target)
        self.work_out(loss, slots(p)[0])

    def find_the_error(self) -> None:
        """Where the way back begins: the slope of the loss in z."""
        *_, p, _, loss, error = self.lines
        self.beat("error", vanish(loss))
        self.work_out(error, slots(p)[0], None)
        self.play(self.ring(self.network.output, RING))

    def ring(self, place: FloatArray, radius: float, **kwargs: float) -> Animation:
        """A pink ring."""
        return arrive(place, self.theme, colour=self.theme.gradient, inner=radius, **kwargs)

    def hidden(self, formula: VMobject) -> dict[int | str, VMobject]:
        """Put a formula on the stage, not to be seen yet; return its slots."""
        set_share(formula, 0)
        self.add(formula)
        return slots(formula)

    def work_out(self, formula: VMobject, *sources: VMobject | None) -> None:
        """Let numbers fly into a formula, one after the other; then its result appears."""
        places = self.hidden(formula)
        self.play(
            appear(*before_slots(formula).get(0, [])), reveal(formula, *sources, closing=True)
        )
        self.play(appear([*places.values()][-1]))

    def unfold(self) -> None:
        """One path from the loss to a weight is lifted out of the network, and becomes a line."""
        path, network = self.path, self.network
        error = slots(self.lines[-1])[2]
        formula = f"slot2(gradient({in_maths(self.way.legs[0].made.terms[0])}))"
        self.error: VMobject = path.write(formula, network.last)
        aside = vanish(*self.lines, network.gauge), self.speak_of()
        flying = self.pull_out(run_time=1.0), fly(error, self.error)
        self.beat("path", *aside, path.folded, *flying)
        gone = vanish(network, run_time=UNFOLDING / 2)
        self.play(become(path.folded, path.straight, run_time=UNFOLDING), gone)
        self.add(path.light)
        self.play(appear(path.beside, path.loss, self.name_of_input()), dim(*path.pieces))
        caption = self.caption("error", self.error)
        self.play(to(path.lit, network.last, run_time=FLYING), appear(caption))
        self.shown: list[VMobject] = [self.error, caption]

    def name_of_input(self) -> Label:
        """What the input is called that the path comes to."""
        data, path = self.data, self.path
        name = self.texts.column_labels(data.feature_names, room=LONGEST)[self.way.units[0]]
        words = self.label("standardised", name=name) if data.is_scaled else name
        self.named = Label(words, size=SIZES.smallest, colour=self.theme.muted)
        aside = offset(0, path.radius + 14 if is_tall() else -path.radius - 32)
        return self.named.place(at(GRID.margin, 0) * RIGHT + (path.places[0] + aside) * UP)

    def go_back(self, leg: Leg) -> None:
        """One piece of the way: what the error meets, and what it is then."""
        path, station = self.path, self.path.station(leg)
        if key := self.coming.pop(leg.kind, ""):
            self.beat(key, activation=self.activation)
        formula = path.write(leg.formula, station)
        caption = self.caption(leg.kind, formula, activation=self.activation)
        met, beside = self.meet(leg)
        places = self.hidden(formula)
        seconds = FLYING * (2 if leg.kind == "value" else 1)
        self.play(
            fly(self.error, places[0], run_time=seconds),
            to(path.lit, station, run_time=seconds),
            vanish(*self.shown, run_time=LEAVING),
            dim(*path.pieces[leg.layer + 1 :]),
            appear(path.pieces[leg.layer]),
        )
        second = appear(places[1], run_time=2 * FLYING) if met is None else [fly(met, places[1])]
        self.play(*second, appear(*before_slots(formula).get(1, [])))
        radius = path.radius if station == leg.layer else path.radius / 2
        self.play(appear(*led_in(formula, 2), caption), self.ring(path.place_at(station), radius))
        self.error, self.shown = places[2], [formula, caption, *beside]
        if leg.kind == "others":
            self.wait(HELD)

    def caption(self, key: str, formula: VMobject, **values: object) -> Label:
        """A few words above a formula."""
        words, size = self.label(key, **values), SIZES.smallest if is_tall() else SIZES.label
        return self.path.above(Label(words, size=size, colour=self.theme.muted), formula)

    def meet(self, leg: Leg) -> tuple[VMobject | None, list[VMobject]]:
        """What flies into a leg's formula, if anything does; and what is there for that alone."""
        path = self.path
        if leg.kind == "weight":
            return path.weights[leg.layer + 1], []
        if leg.kind == "value":
            return path.sent, []
        if leg.kind == "slope":
            self.play(Create(path.tangents[leg.layer], run_time=BRANCHING))
            return None, []
        if (detour := self.way.detour) is None:
            lines, nodes, number = path.branch(leg)
            for each in lines:
                self.play(Create(each), appear(nodes), run_time=BRANCHING)
            self.play(appear(number))
            return number[1], [*lines, nodes, number]
        return self.go_both_ways(leg, detour)

    def go_both_ways(self, leg: Leg, detour: Detour) -> tuple[VMobject, list[VMobject]]:
        """The error runs along the other path as well, factor by factor."""
        lines, nodes, _ = self.path.branch(leg)
        about, tangent = self.path.on_detour(detour)
        formula = self.path.write(detour.formula, leg.layer + 1, detour=True)
        places = self.hidden(formula)
        self.play(appear(nodes, about, run_time=BRANCHING))
        for drawn, met in ((lines[0], (0, 1)), (tangent, (2,)), (lines[1], (3, 4))):
            self.play(Create(drawn), appear(*led_in(formula, *met)), run_time=BRANCHING)
        return places[4], [*lines, nodes, about, tangent, formula]

    def read_the_sign(self) -> None:
        """What the gradient says of the weight, and the step against it."""
        path, edge, leg = self.path, self.way.edge(1), self.way.legs[-1]
        gradient, weight = self.before.weight_gradient(edge), self.before.weight(edge)
        rate, steep = self.single.spec.learning_rate, leg.made.result
        made = worked_update(weight_ways(weight, 2), rate, (steep,), weight - rate * gradient, 2)
        step = update_maths(made, "positive" if weight >= 0 else "negative", rate=None)
        formula = path.write(step, path.station(leg))
        caption = self.caption("update", formula, rate=as_given(rate))
        key = "flat" if not gradient else "lower" if gradient > 0 else "higher"
        self.beat(key)
        places = self.hidden(formula)
        self.play(
            fly(path.weights[1], places["weight"], run_time=2 * FLYING),
            fly(self.error, places["slope"], run_time=2 * FLYING),
            vanish(*self.shown, run_time=LEAVING),
            appear(*before_slots(formula).get("slope", []), run_time=FLYING),
        )
        self.play(appear(*led_in(formula, "result"), caption, run_time=FLYING))
        self.shown = [formula, caption]

    def let_all_move(self) -> None:
        """All gradients in one pass back, and all parameters' steps: without words."""
        path, network, player = self.path, self.network, self.player
        largest = np.abs(self.single.gradients[0]).max() or 1.0
        self.blamed = blamed = Blame(network, self.model, self.pending, largest)
        edges, about = [*network.edges.values()], (*self.shown, self.named, *path.about)
        nodes = network.all_nodes
        mine = [network.node(*each) for each in enumerate(self.way.units)]
        others = [each for each in nodes if each not in mine]
        self.beat(
            "all",
            vanish(*about, run_time=UNFOLDING / 2),
            become(path.straight, path.folded, run_time=UNFOLDING),
            dim(*edges, run_time=UNFOLDING),
            appear(*others, run_time=UNFOLDING),
            appear(*mine, network.gauge, run_time=UNFOLDING, rate_func=late),
            rest=self.before.model.n_parameters - 1,
        )
        self.remove(path.folded, *nodes, *edges)
        self.add(network, network.gauge)
        self.play(self.ring(network.output, RING, run_time=self.left_to_read()))
        muted, foot = self.theme.muted, network.output + offset(*network.truth_at)
        name = Label(self.label("step"), colour=muted).place(foot, network.edge)
        made = lambda: player.told + (player.step > player.told)  # noqa: E731  under way, or done
        told = Number(made, 0, colour=muted, size=0.05)
        told.place(foot * UP + name.get_right() * RIGHT + offset(14.0), "left")
        self.told = VGroup(name, told)
        seen = VGroup(*nodes, self.verdict)
        near = self.focus(seen, self.whole, window=self.window, run_time=1.2)
        self.play(self.hush(), near, appear(self.verdict, self.told))
        self.add(blamed)
        self.play(to(blamed.sweep, network.last, run_time=SWEEP))
        self.wait(HELD)
        self.play(player.walk(until=1), appear(*edges, run_time=FIRST_STEP))
        self.wait(HELD)
        if self.single.n_steps > 1:
            self.play(player.walk())

    def pending(self) -> FloatArray:
        """What is left of the gradient (p,) of the step that is being made."""
        whole = min(int(self.player.step), self.single.n_steps - 1)
        left = max(1 - (self.player.step - whole), 0.0)
        return np.asarray(self.single.gradients[whole] * left)

    def go_forward_again(self) -> None:
        """The same row again, through the changed network."""
        network, steps = self.network, self.single.n_steps
        key = "again_diverged" if self.single.outcome.startswith("diverged") else "again"
        self.beat(
            key,
            self.pull_out(run_time=1.0),
            vanish(self.blamed, self.told),
            appear(self.inputs, *[self.truth] * (not is_tall())),
            before=number_text(self.before.loss, 2),
            after=number_text(self.after.loss, 2),
            steps=self.label("one_step" if steps == 1 else "steps", count=steps),
            alone=self.label(f"alone_{self.who}"),
            step=steps + 1,
        )
        for layer in range(1, network.last + 1):
            self.pulse(layer)

    def look_at_the_others(self) -> None:
        """All rows, judged by the network as it was, and as it has become."""
        again = RunPlayer(self.single, self.paced(*FLIPPING))
        self.crowd = crowd = Crowd(self.run, again, self.row, self.way.edge(1), self.theme)
        network, circle = self.network, self.network.nodes[-1][0]
        parts = [each for each in network if each is not circle]
        mine, other = crowd.dot_of_row(), 1 - self.target
        about = self.inputs, self.verdict, self.truth
        drawn, count = crowd.drawn.n, self.data.n
        key = "key" if drawn == count or is_tall() else "key_drawn"
        words = self.label(key, shown=drawn, count=count)
        rule = self.text(words, 0.5, self.key_line, edge="centre", size=SIZES.smallest)
        self.counted = VGroup(*map(self.counter, (1, 0), self.counter_lines), rule)
        self.add(crowd)
        self.beat(
            "others" if count > 2 else "other",
            vanish(*parts, network.gauge, *about, run_time=0.9),
            become(circle, mine, evenly=True, run_time=1.2),
            to(crowd.there, 1.0, run_time=2.0, rate_func=linear),
            appear(self.counted, run_time=2.0),
            rest=count - 1,
        )
        self.remove(mine)
        self.play(again.walk())
        before, after = (crowd.right_of(other, step) for step in (0, self.single.n_steps))
        key = "fewer" if after < before else "no_fewer"
        if crowd.all_say(self.target):
            key = "same_for_all"
        self.beat(
            key,
            arrive(self.counted[self.target][0].get_center(), self.theme, run_time=RINGING),
            label=self.class_name(self.target),
            other=self.class_name(other),
            count=count,
            before=before,
            after=after,
        )

    def counter(self, label: int, line: float) -> VGroup:
        """A class's mark and name, and how many of it are judged rightly now."""
        crowd, colour = self.crowd, self.theme.of_class(label)
        foot, end = at(GRID.margin, line), at(1 - GRID.margin, line)
        mark = solid(mark_of(label, 8.0) + foot + offset(10.0, 8.0), colour)
        name = Label(self.class_name(label, ROOM), size=SIZES.smallest, colour=colour)
        whole = int((self.data.target == label).sum())
        words = Label(self.label("of", count=whole), colour=colour).place(end, "right")
        number = Number(
            lambda: crowd.right_of(label, crowd.player.step), 0, colour=colour, size=0.05
        )
        number.place(end - RIGHT * words.width - offset(12.0), "right")
        return VGroup(mark, number, words, name.place(foot + offset(28.0)))

    def average(self) -> None:
        """All rows have a say: each dot flies to its gradient of the path's weight."""
        crowd, theme, hers = self.crowd, self.theme, self.way.legs[-1].made.result
        pink, ends = theme.gradient, (GRID.margin, 1 - GRID.margin)
        weight = weight_ways(self.before.weight(self.way.edge(1)), 2)[0]
        title = self.label("slopes", weight=weight)
        plot = Plot(theme, Scale(*ends, ()), crowd.axis, box=crowd.pulled, y_title=title)
        start, end = (at(each, self.told_line) for each in ends)
        size, hers_alone = self.told_size, f"{hers} {self.label(f'alone_{self.who}')}"
        alone = Label(hers_alone, size=size, colour=theme.point).place(start)
        name = Label(self.label("on_average"), size=size, colour=pink).place(end, "right")
        places = len(hers.partition(".")[2])
        mean = Number(crowd.mean, places, colour=pink, size=size)
        mean.place(end - RIGHT * name.width - offset(12.0), "right")
        level = stroked(
            lambda: polyline(plot.points_at(np.array(ends), np.full(2, crowd.mean()))), pink, 5
        )
        back = crowd.player.walk(0, BACK), vanish(self.counted)
        self.beat("average", *back, plot, count=self.data.n)
        self.play(
            to(crowd.asked, 1.0, run_time=ASKED, rate_func=linear),
            appear(mean, name, alone, level),
        )
        whole = crowd.mean()
        cancelled = abs(whole) < CANCELLED * np.abs(crowd.pulls).mean()
        self.beat(
            "mean_little" if cancelled else "mean",
            self.ring(crowd.places()[0], 24.0, run_time=RINGING),
            mean=number_text(whole, places),
            hers=hers,
        )
        self.let_stand(RINGING)


def written(shown: str, place: FloatArray, colour: str, size: float = SIZES.label) -> Number:
    """A number as it is written, its middle at a place."""
    return still_number(0.0, lambda _: shown, place, colour=colour, size=size)


class UnfoldedPath:
    """One path of a network, folded as it is there, and as a straight line over the frame.

    Attributes:
        lit: how far light has come: a layer; that of the loss is one more than the last.
        folded, straight: its edges and nodes; what follows is on the straight one.
        light: from the loss to there.
        loss: a box at the end.
        weights: by the layer that they lead into.
        sent: the value in the first node.
        beside: the first of the other paths, before the error comes along it.
        tangents: to the activations of hidden units, by layer.
        pieces: by layer, what the error meets between the next one and there.
    """

    ends = ByShape(((0.12, 0.565), (0.775, 0.565)), tall=((0.24, 0.335), (0.24, 0.77)))
    loss_at = ByShape((0.91, 0.565), tall=(0.24, 0.865))
    node_radius, formula_size = ByShape(88.0, tall=37.0), ByShape(0.125, tall=0.043)
    fullest, number_size = 0.32, ByShape(0.052, tall=SIZES.label)
    # From the path to its weights; from a unit to others of its layer, and from one of these to the
    # next; how large the others' calculation is, and its baseline.
    beside_edge = ByShape((0.0, 30.0), tall=(0.0, 0.0))
    branch_at = ByShape((0.0, 0.225), tall=(-0.135, 0.0))
    pitch = ByShape((0.1, 0.0), tall=(0.0, 0.06))
    detour_size, detour_line = ByShape(0.09, tall=0.04), ByShape(0.935, tall=0.94)
    # The baseline of formulas; in a tall frame how far they are from the path, in pixels; and the
    # way up to what is above them.
    formula_line, beside_path, above_formula = 0.385, 52.0, ByShape(16.0, tall=14.0)

    def __init__(self, network: JudgingNetwork, way: WayBack) -> None:
        self.network, self.way, self.theme = network, way, network.theme
        count = network.last
        first, last = (at(*each) for each in self.ends)
        pitch = np.linalg.norm(last - first) / count / pixels(1)
        self.radius = min(self.node_radius, self.fullest * float(pitch))
        self.places = [first + (last - first) * layer / count for layer in range(count + 1)]
        self.places.append(at(*self.loss_at))
        self.lit = ValueTracker(count + 1.0)
        self.light = stroked(self._light, self.theme.gradient, 8)
        self.folded, self.straight = self._drawn(straight=False), self._drawn(straight=True)
        shown = {each.layer + 1: each.made.terms[1] for each in way.legs if each.kind == "weight"}
        self.weights = {
            layer: self._weight_at(
                way.edge(layer),
                self.place_at(layer - 0.5) + offset(*self.beside_edge),
                shown.get(layer, ""),
            )
            for layer in range(1, count + 1)
        }
        sent = way.legs[-1].made.terms[1]
        self.sent = written(sent, self.places[0], self.theme.model, self.number_size)
        self.pieces = [VGroup(self.weights[1], self.sent.set_z_index(2))]
        self.tangents = dict[int, VMobject]()
        for layer, place in enumerate(self.places[1:count], 1):
            curve, tangent = self._activation(layer, way.units[layer], place, self.radius)
            self.pieces.append(VGroup(self.weights[layer + 1], curve))
            self.tangents[layer] = tangent
        self.loss, self.beside = self._loss(), VGroup()
        for leg in [each for each in way.legs if each.kind == "others"][:1]:
            lines, nodes, _ = self.branch(leg)
            self.beside.add(*lines, nodes).set_stroke(self.theme.line)

    @property
    def about(self) -> list[VMobject]:
        """All that is there but edges and nodes."""
        return [self.light, self.loss, self.beside, *self.pieces, *self.tangents.values()]

    def place_at(self, layer: float) -> FloatArray:
        """A place (3,) of the straight path."""
        whole = min(int(layer), len(self.places) - 2)
        start, end = self.places[whole : whole + 2]
        return start + (layer - whole) * (end - start)

    @staticmethod
    def station(leg: Leg) -> float:
        """Where on the path a leg is worked out: in the middle of an edge, or at a unit."""
        return leg.layer + 0.5 * (leg.kind in {"weight", "value"})

    def write(self, formula: str, layer: float, *, detour: bool = False) -> Formula:
        """Set a formula above a place of the path, or beside it, as large as there is room for."""
        x, y, _ = self.place_at(layer)
        right, _, _ = at(1 - GRID.margin, 0)
        beside = is_tall() and not detour
        left = x + pixels(self.beside_path) if beside else -right
        largest = self.detour_size if detour else self.formula_size
        whole = math(formula, self.theme, size=largest)
        made = math(formula, self.theme, size=largest * min((right - left) / whole.width, 1.0))
        if beside:
            x = (left + right) / 2
        else:
            y = at(0, self.detour_line if detour else self.formula_line)[1]
        half = made.width / 2
        return made.place(np.array([np.clip(x, left + half, right - half), y, 0]), "centre")

    def above(self, caption: Label, formula: VMobject) -> Label:
        """Place a few words above a formula."""
        return caption.place(formula.get_top() + offset(0, self.above_formula), "centre")

    def branching(self, layer: float) -> FloatArray:
        """The middle (3,) of the others of a layer."""
        return self.place_at(layer) + way(*self.branch_at)

    def branch(self, leg: Leg) -> tuple[list[VGroup], VGroup, VGroup]:
        """The paths of the others of the layer after a leg's: lines by layer, nodes, their sum."""
        layer, theme, others = leg.layer + 1, self.theme, self.way.others(leg.layer + 1)
        middle = self.branching(layer)
        radius = self.radius * OTHERS / min(len(others), 2)
        taken = [*places_of_units(drawn_units(len(others), MOST_OTHERS)).values()]
        last, pitch = taken[-1], way(*self.pitch)
        places = [middle + (each - last / 2) * pitch for each in taken]
        start, end = self.places[layer + 1], self.places[leg.layer]
        there = [between_rims(start, self.radius, each, radius) for each in places]
        back = [between_rims(each, radius, end, self.radius) for each in places]
        lines = [VGroup(*(Line(*ends) for ends in rims)) for rims in (there, back)]
        for each in lines:
            each.set_stroke(theme.gradient, stroke(6))
        nodes = VGroup(*(Circle(pixels(radius)).move_to(each) for each in places))
        nodes.set_stroke(theme.model, stroke(2.6)).set_fill(theme.surface, 1)
        if len(taken) <= last:
            nodes.add(dots_at(places[-1] - pitch, pitch, theme))
        place = middle + 0.55 * (end - middle)
        return lines, nodes, backed(written(leg.made.terms[1], place, theme.gradient), theme)

    def on_detour(self, detour: Detour) -> tuple[VGroup, VMobject]:
        """Its weights beside their edges and its unit's curve, and the tangent there."""
        layer, unit, _ = detour.edges[1]
        middle, made = self.branching(layer), VGroup()
        for edge, end in zip(detour.edges, (layer + 1, layer - 1), strict=True):
            across = np.cross(self.places[end] - middle, (0, 0, 1))
            across *= np.sign(across @ way(*self.branch_at)) / np.linalg.norm(across)
            place = (middle + self.places[end]) / 2 + pixels(OFF_DETOUR) * across
            made.add(self._weight_at(edge, place))
        curve, tangent = self._activation(layer, unit, middle, self.radius * OTHERS)
        return made.add(curve), tangent

    def _drawn(self, *, straight: bool) -> VGroup:
        """The path's edges and nodes: copies of the network's, or large ones in a line."""
        network, units, places = self.network, self.way.units, self.places
        nodes = [network.node(*each).copy() for each in enumerate(units)]
        edges = [network.edges[self.way.edge(layer)].copy() for layer in range(1, len(units))]
        for node in nodes:
            node.set_z_index(1)
        if straight:
            for node, place in zip(nodes, places, strict=False):
                node.scale_to_fit_width(2 * pixels(self.radius)).move_to(place)
            for edge, (start, end) in zip(edges, pairwise(places), strict=False):
                edge.put_start_and_end_on(*between_rims(start, self.radius, end, self.radius))
        return VGroup(*edges, *nodes).clear_updaters()

    def _light(self) -> FloatArray:
        lit = self.lit.get_value()
        return polyline(np.array([*self.places[: int(lit) : -1], self.place_at(lit)]))

    def _weight_at(self, edge: EdgeIndex, place: FloatArray, shown: str = "") -> VGroup:
        weight = self.way.done.weight(edge)
        shown = shown or weight_ways(weight, 2)[0]
        made = written(shown, place, self.theme.of_sign(weight), self.number_size)
        return backed(made, self.theme).set_z_index(2)

    def _activation(
        self, layer: int, unit: int, middle: FloatArray, radius: float
    ) -> tuple[VGroup, VMobject]:
        """The activation's curve in a unit, with the unit's place on it, and its tangent there."""
        done, theme = self.way.done, self.theme
        z, slope = done.pre_activation(layer, unit), done.local_derivative(layer, unit)
        function, reach = ACTIVATIONS[done.model.activation].function, max(WIDEST_SUM, 1.1 * abs(z))
        xs = np.append(np.linspace(-reach, reach, 61), z)
        ys = function(xs)
        side, half = pixels(radius) * INSCRIBED, max(np.ptp(ys) / 2, 1e-9)
        up = 0.8 * side * (ys - ys.min() - half) / half
        seen = middle + np.column_stack([side * xs / reach, up, 0 * xs])
        along = np.array([side / reach, 0.8 * side * slope / half, 0.0])
        along *= 0.7 * side / np.linalg.norm(along)
        curve = VMobject(stroke_color=theme.model, stroke_width=stroke(3))
        curve.points = smooth_path(seen[:-1])
        point, ends = solid(disc(6.0) + seen[-1], theme.point), (seen[-1] - along, seen[-1] + along)
        tangent = Line(*ends, color=theme.gradient, stroke_width=stroke(5))
        return VGroup(curve, point).set_z_index(2), tangent.set_z_index(2)

    def _loss(self) -> VGroup:
        loss, theme = number_text(self.way.done.loss, 2), self.theme
        number = written(loss, self.places[-1], theme.full_loss, self.number_size)
        number.opaque = True
        box = framed(theme, number.width + pixels(20), pixels(64), theme.full_loss)
        return VGroup(box.move_to(self.places[-1]), number).set_z_index(1)


def way(across: float, down: float) -> FloatArray:
    """A way (3,) of so large fractions of the frame."""
    return at(across, down) - at(0, 0)


class Crowd(VGroup):
    """All rows as dots: as they are by shape, as they are judged by colour, hollow if wrongly.

    Attributes:
        player: the run that judges them.
        there: the share of them that has come.
        asked: the share of the time that is gone in which they fly to their pulls.
        pulls: of each drawn row, the one row first: the gradient of an edge at the run's start.
        axis: of them.
    """

    block = ByShape(Box(0.12, 0.92, 0.285, 0.82), tall=Box(0.17, 0.93, 0.27, 0.8))
    pulled = ByShape(Box(0.12, 0.94, 0.3, 0.82), tall=Box(0.17, 0.93, 0.29, 0.83))

    def __init__(
        self, run: Trajectory, player: RunPlayer, row: int, edge: EdgeIndex, theme: Theme
    ) -> None:
        whole = objective_of(run).dataset
        rows = np.append(row, np.setdiff1d(drawn_rows(whole, MOST_DOTS), row))
        self.whole, self.drawn, self.player, self.theme = whole, whole.rows(rows), player, theme
        self.model, n = network_of(run), len(rows)
        self.there, self.asked, self.order = ValueTracker(0.0), ValueTracker(0.0), np.arange(n) / n
        start, objective = run.parameters[0], run.objective
        (numbers, _), *_ = self.model.layers(np.arange(start.size))
        weight = int(numbers[edge.unit, edge.source])
        pulls = np.array([objective.gradient(start, each)[weight] for each in rows[:, None]])
        self.pulls, self._means = pulls, np.cumsum(pulls) / np.arange(1, n + 1)
        self._means[-1] = objective.gradient(start)[weight]
        self.axis = scale(min(pulls.min(), 0.0), max(pulls.max(), 1e-6), count=3)
        box, across = self.pulled, np.argsort(np.argsort(pulls)) / n
        self._block = filling(n, self.block)
        self._feet, self._ends = (
            at(box.left + box.width * across, box.bottom - box.height * self.axis.share(each))
            for each in (0 * pulls, pulls)
        )
        self.judged = lru_cache(2)(lambda step: self._said(step, self.drawn))
        self.right_of = lru_cache(64)(self._right_of)
        super().__init__(stroked(self._stems, theme.gradient, 1.5))
        for label in (0, 1):
            for right in (True, False):
                self.add(self._some(label, right=right))
        self.add(stroked(self._asked, theme.point, 2.5))

    def _said(self, step: float, data: Dataset) -> IntArray:
        """What is said of each row, between two steps while one is made."""
        parameters = between_steps(self.player.run, self.player.run.parameters, step)
        with np.errstate(all="ignore"):
            return np.asarray(probabilities(self.model, parameters, data.inputs)[:, 1] > 0.5, int)

    def _right_of(self, label: int, step: float) -> int:
        """How many of all rows of a class are judged rightly, likewise."""
        said = self._said(step, self.whole)
        return int(((said == label) & (self.whole.target == label)).sum())

    def all_say(self, label: int) -> bool:
        """Whether at the end all rows are judged to be of a class."""
        return bool((self._said(self.player.run.n_steps, self.whole) == label).all())

    def _gone(self) -> FloatArray:
        """How far all dots are on their flight (n,)."""
        begun = (1 - FLIGHT) * self.order
        return np.clip((self.asked.get_value() - begun) / FLIGHT, 0, 1)

    def places(self) -> FloatArray:
        """Where all dots are now, (n, 3)."""
        return self._block + self._gone()[:, None] ** 2 * (self._ends - self._block)

    def mean(self) -> float:
        """The mean pull of those that have arrived, or of the first."""
        return float(self._means[max(int((self._gone() == 1).sum()) - 1, 0)])

    def _stems(self) -> FloatArray:
        there = self._gone() == 1
        return segments(self._feet[there], self._ends[there])

    def dot_of_row(self) -> VMobject:
        """The outline of the one row's dot, in the colour that it is judged to have at first."""
        outline = mark_of(int(self.drawn.target[0]), DOT) + self._block[0]
        colour = self.theme.of_class(int(self.judged(0.0)[0]))
        return stroked(lambda: outline, colour, HOLLOW)

    def _asked(self) -> FloatArray:
        """A ring about the one row's dot, from when it flies."""
        if not self.asked.get_value():
            return NOTHING
        return np.asarray(disc(DOT + 5) + self.places()[0])

    def _some(self, label: int, *, right: bool) -> VMobject:
        """The dots of a class that are judged rightly, or those that aren't."""
        colour = self.theme.of_class(label if right else 1 - label)

        def outline() -> FloatArray:
            there = self.order < self.there.get_value()
            there[0] = self.there.get_value() == 1
            chosen = there & ((self.judged(self.player.step) == label) == right)
            chosen &= self.drawn.target == label
            return stamped(mark_of(label, DOT), self.places()[chosen])

        return filled(outline, colour, 0.9) if right else stroked(outline, colour, HOLLOW)
