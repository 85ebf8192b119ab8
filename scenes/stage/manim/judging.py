"""A network as large as the frame that judges one row, with all its numbers as edges and rings."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from manim import RIGHT, Animation, Circle, Line, Mobject, ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.mlp import MLP, Layer
from gradreel.scenes.stage.manim.marks import (
    NOTHING,
    at,
    disc,
    filled,
    high,
    mark_of,
    offset,
    pixels,
    polyline,
    solid,
    stroke,
    stroked,
    wide,
)
from gradreel.scenes.stage.manim.motion import Rewriting, set_share
from gradreel.scenes.stage.manim.network import Network, edge_width, names_above
from gradreel.scenes.stage.manim.player import RunPlayer
from gradreel.scenes.stage.manim.text import Label, Number, backed, still_number
from gradreel.scenes.stage.runs.objective import network_of
from gradreel.scenes.stage.runs.pass_maths import (
    MOST_DRAWN,
    EdgeIndex,
    SamplePass,
    drawn_units,
    is_round,
    measured,
)
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.style import GRID, SIZES, Box, ByShape, Edge, Theme, is_tall
from gradreel.scenes.stage.type.typesetting import number_text, percent

WIDEST = 15.0
"""Pixels of the line of the largest gradient."""
CLOSEST = 0.42
"""A node's radius at the most, as a share of the way to the next one of its layer."""
ARC = 40
"""Points of a gauge's outline."""
LIT, HEAVIER = 0.74, 4.0
"""Radius of the disc of a value of size 1, as a share of its node's; pixels by which what lights up
is wider than what is below it."""
HALO, HALOS = 0.1, (7.0, 15.0, 25.0)
"""The opacity of each halo of what shines, and by how many pixels each reaches farther."""
ALONG = 0.4
"""Where on its edge a weight is written, as a share of the way."""
SPREAD = 1.1
"""How many numbers are written at both sides of the one that lights up."""
LONGEST_INPUT, LONGEST_CLASS = 8.2, 8.4
"""Of an input's name and a class's, in em."""
MOST_FIGURES = 4
"""Of a probability in per cent, with its point."""
MARK, LINE, AROUND = 9.0, 36.0, 56.0
"""The radius of the mark of the true class, from one line to the next, and what is seen about the
last unit from near, in pixels."""


class Suspect(NamedTuple):
    """One of a network's numbers, as it lights up.

    Attributes:
        light: the line over its edge or ring.
        number: itself.
        so_far: how many there are up to it, with those that aren't drawn.
    """

    light: VMobject
    number: VGroup
    so_far: int


class LargeNetwork(Network):
    """A network as large as the frame, whose rings are biases, and whose only output is larger.

    Args:
        theme: gives the colours.
        sizes: units in each layer, inputs included.
        layers: returns the parameters of each layer, read anew at every frame.
        texts: say how many units a layer has of which some are left out.
        most: so many of a layer are drawn at the most.
    """

    place = ByShape(Box(0.25, 0.68, 0.29, 0.885), tall=Box(0.17, 0.83, 0.365, 0.735))
    node_radius, last_radius = ByShape(42.0, tall=31.0), ByShape(76.0, tall=50.0)
    thickness = 1.6

    def __init__(
        self,
        theme: Theme,
        sizes: Sequence[int],
        layers: Callable[[], Sequence[Layer]],
        texts: Captions | None = None,
        most: int = MOST_DRAWN,
    ) -> None:
        self.layers, downwards = layers, is_tall()
        pitch = (wide(self.place.width) if downwards else high(self.place.height)) / max(
            min(max(sizes), most) - 1, 1
        )
        super().__init__(
            theme,
            sizes,
            lambda: [weights for weights, _ in self.layers()],
            box=self.place,
            radius=min(self.node_radius, CLOSEST * pitch / pixels(1)),
            thickness=self.thickness,
            downwards=downwards,
            units=[drawn_units(each, most) for each in sizes],
            counts=[] if texts is None else counts_of(sizes, texts),
        )
        self.last = len(self.sizes) - 1
        self.output = self.centre(self.last, 0)

    def reach(self, layer: int) -> float:
        """The radius of a layer's units, in pixels."""
        is_output = layer == len(self.sizes) - 1 and self.sizes[-1] == 1
        return self.last_radius if is_output else self.radius

    def _node(self, layer: int, unit: int) -> Circle:
        circle = super()._node(layer, unit)
        if not layer:
            return circle
        circle.width = 2 * pixels(self.reach(layer))
        return self.ring(circle, lambda: float(self.layers()[layer - 1].biases[unit]))


class Blame(VGroup):
    """A line over each edge of a network and a ring about each unit, as wide as its gradient is.

    Attributes:
        sweep: through how many layers the pass back has gone.
    """

    def __init__(
        self,
        network: LargeNetwork,
        model: MLP,
        gradient: Callable[[], FloatArray],
        largest: float,
    ) -> None:
        """Draw it over a network.

        Args:
            network: what it is drawn over.
            model: what that is drawn of.
            gradient: returns the derivatives of the loss (p,), read anew at every frame.
            largest: the size of a derivative whose line has the greatest width.
        """
        self.network, self.sweep = network, ValueTracker(0.0)
        places = model.layers(np.arange(model.n_parameters, dtype=float))
        super().__init__()

        def add(outline: Callable[[], FloatArray], place: float) -> None:
            line = stroked(outline, network.theme.gradient, 1.0)

            def widen(_: Mobject) -> None:
                size = abs(float(gradient()[int(place)])) / largest
                line.set_stroke(width=stroke(WIDEST * min(size, 1.0)))

            widen(line)
            self.add(line.add_updater(widen))

        for edge in network.edges:
            add(partial(self._line, edge), places[edge.layer - 1].weights[edge.unit, edge.source])
        for layer, units in enumerate(network.units[1:], 1):
            for unit in units:
                ring = partial(self._ring, layer, network.node(layer, unit).points)
                add(ring, places[layer - 1].biases[unit])

    def _line(self, edge: EdgeIndex) -> FloatArray:
        """An edge, as far back as the pass has come."""
        start, end = self.network.rims(edge)
        share = np.clip(self.sweep.get_value() - (self.network.last - edge.layer), 0, 1)
        return polyline(np.array([end, end + share * (start - end)])) if share else NOTHING

    def _ring(self, layer: int, circle: FloatArray) -> FloatArray:
        """A ring, once the pass has come to its unit."""
        come = self.sweep.get_value() > self.network.last - layer
        return circle if come else NOTHING


class JudgingNetwork(LargeNetwork):
    """A network whose last unit fills by the probability of class 1.

    Edges, rings, the gauge and its number are where the run is now.

    Attributes:
        player: the run.
        row: a data set of one row.
        poured: how much of the gauge is there, 0 to 1.
        gauge: what fills the last unit.
        output: the middle of that, (3,).
    """

    # From the gauge to its number, to the class that it is of, and to the truth, in pixels.
    number_at, name_at, truth_at = (
        ByShape((96.0, -10.0), tall=(0.0, -106.0)),
        ByShape((96.0, -50.0), tall=(0.0, -142.0)),
        ByShape((96.0, -116.0), tall=(0.0, -186.0)),
    )
    number_size = ByShape(0.115, tall=0.085)
    # The end of how many of its numbers were looked at, and of what they are below it.
    count_at, counted_at = (
        ByShape((0.755, 0.36), tall=(0.94, 0.69)),
        ByShape((0.755, 0.41), tall=(0.94, 0.72)),
    )
    count_size = 0.1
    count_edge: ByShape[Edge] = ByShape("left", tall="right")
    edge: ByShape[Edge] = ByShape("left", tall="centre")

    def __init__(self, texts: Captions, player: RunPlayer, row: Dataset, theme: Theme) -> None:
        self.texts, self.player, self.row = texts, player, row
        self.model = network_of(player.run)
        super().__init__(
            theme, self.model.sizes, lambda: self.model.layers(self.player.parameters()), texts
        )
        self.poured = ValueTracker(1.0)
        self.gauge = filled(self._level, theme.class1)
        self.gauge.set_z_index(1)

    def passing(self, parameters: FloatArray) -> SamplePass:
        """The row's way through the network with these parameters (p,)."""
        return SamplePass(self.model, parameters, self.row)

    def _level(self) -> FloatArray:
        """A disc, up to the height that the probability is of it."""
        level = self.poured.get_value() * self.passing(self.player.parameters()).probability
        half = np.arccos(np.clip(1 - 2 * level, -1, 1))
        angles = -np.pi / 2 + np.linspace(-half, half, ARC)
        rim = np.stack([np.cos(angles), np.sin(angles), 0 * angles], axis=1)
        within = pixels(self.last_radius - 7)
        return polyline(self.output + within * np.concatenate([rim, rim[:1]]))

    def named_inputs(self) -> VGroup:
        """What each input is called, and the row's value of it."""
        units = self.units[0]
        columns, texts = [self.row.feature_names[each] for each in units], self.texts
        names, values = zip(*named_values(self.row, texts, LONGEST_INPUT, units), strict=True)
        if self.downwards:
            names = names_above(columns, texts, self.gap(0), self.room_above)
        inputs = zip(units, names, values, strict=True)
        return VGroup(*(self.named_value(*each) for each in inputs))

    def verdict(self) -> VGroup:
        """The probability as a number, and of which class it is."""
        colour = self.theme.class1
        number = Number(
            lambda: self.passing(self.player.parameters()).probability,
            lambda p: self.texts.label("per_cent", share=in_brief(p)),
            size=self.number_size,
            colour=colour,
        )
        name = Label(self._class(1), colour=colour, bold=True)
        return VGroup(
            number.place(self.output + offset(*self.number_at), self.edge),
            name.place(self.output + offset(*self.name_at), self.edge),
        )

    def close_up(self) -> tuple[VGroup, float]:
        """The last unit and all that is said beside it; and how near the camera sees it whole."""
        seen = VGroup(*self.nodes[-1], self.verdict(), self.truth())
        across, up = (each + 2 * pixels(AROUND) for each in (seen.width, seen.height))
        return seen, min(wide(1) / across, high(1 - GRID.below_sentence) / up)

    def truth(self) -> VGroup:
        """Which class the row is of in truth, with its mark; in a tall frame on one line."""
        return truth_of(self.row, self.texts, self.theme, self.output + offset(*self.truth_at))

    def _class(self, label: int) -> str:
        return self.texts.class_label(self.row, label, LONGEST_CLASS)

    def values_at(self, layer: int) -> VGroup:
        """Discs in a layer's nodes, the larger the further the values there are from zero."""
        sizes = np.sqrt(np.clip(np.abs(self._sent(layer)), 0, 1)) * LIT * self.reach(layer)
        return VGroup(
            *(
                solid(disc(sizes[unit]) + self.centre(layer, unit), self.theme.model)
                for unit in self.units[layer]
            )
        )

    def _sent(self, layer: int) -> FloatArray:
        """The values of a layer's units."""
        return np.asarray(self.passing(self.player.parameters()).forward.activations[layer][0])

    def light_into(self, layer: int) -> VGroup:
        """A shining line over each edge into a layer, as wide as what it brings: weight x value."""
        sent, weights = self._sent(layer - 1), self.layers()[layer - 1].weights
        made = VGroup()
        for edge in self.edges_into(layer):
            width = edge_width(float(weights[edge.unit, edge.source] * sent[edge.source]))
            made.add(*shining(Line(*self.rims(edge)), width, self.theme.model))
        return made

    def line_up(self, counted: str, **kwargs: Any) -> tuple[VGroup, Animation]:
        """Make what is seen while all numbers are looked at: they light up in turn, and stay lit.

        Args:
            counted: what they are called, below how many there were so far.
            kwargs: for the animation, as `run_time`.

        Returns:
            What is to be added to the scene, and the animation.
        """
        suspects, colour = self.suspects(), self.theme.text
        lights = VGroup(*(each.light for each in suspects))
        numbers = VGroup(*(each.number for each in suspects))
        for each in (*lights, *numbers):
            set_share(each, 0.0)
        last, count = len(suspects) - 1, ValueTracker(1.0)
        number = Number(lambda: int(count.get_value()), 0, size=self.count_size, colour=colour)
        words = Label(counted, size=SIZES.smallest, colour=self.theme.muted)
        number.place(at(*self.count_at), self.count_edge)
        words.place(at(*self.counted_at), self.count_edge)

        def look(share: float) -> None:
            now = share * (last + SPREAD)
            count.set_value(suspects[int(np.clip(np.floor(now), 0, last))].so_far)
            for index, (light, shown, _) in enumerate(suspects):
                seen = max(1 - abs(index - now) / SPREAD, 0.0)
                set_share(light, max(seen, float(index < now)))
                set_share(shown, float(np.clip(3 * seen - 0.9, 0.0, 1.0)))

        looking = Rewriting(lights, look, rate_func=hastening, **kwargs)
        return VGroup(lights, numbers, number, words), looking

    def suspects(self) -> list[Suspect]:
        """All numbers of the network as it is now, layer by layer: edges, then rings."""
        parameters = self.player.parameters()
        lines = self.lines().items()
        return [self._suspect(line, float(parameters[at]), at + 1) for at, line in lines]

    def lines(self) -> dict[int, VMobject]:
        """A line over each edge and each ring, by the place of its number among the parameters."""
        found, places = dict[int, VMobject](), np.arange(float(self.model.n_parameters))
        for layer, (weights, biases) in enumerate(self.model.layers(places), 1):
            for edge in self.edges_into(layer):
                found[int(weights[edge.unit, edge.source])] = Line(*self.rims(edge))
            for unit in self.units[layer]:
                ring = Circle(pixels(self.reach(layer))).move_to(self.centre(layer, unit))
                found[int(biases[unit])] = ring
        return found

    def _suspect(self, line: VMobject, value: float, so_far: int) -> Suspect:
        """The line over a number's edge or ring, and that number."""
        colour, place = self.theme.point, line.get_center()
        if isinstance(line, Line):
            place = line.point_from_proportion(ALONG)
        line.set_stroke(colour, width=stroke(edge_width(value) + HEAVIER))
        number = still_number(value, places_of(value), place, colour=colour, size=SIZES.number)
        return Suspect(line, backed(number, self.theme), so_far)


def counts_of(sizes: Sequence[int], texts: Captions) -> list[str]:
    """How many units the layers of a network have, in words."""
    keys = ["all_inputs", *["all_units"] * (len(sizes) - 1)]
    counts = (number_text(each, 0) for each in sizes)
    return [texts.label(key, count=count) for key, count in zip(keys, counts, strict=True)]


def truth_of(row: Dataset, texts: Captions, theme: Theme, foot: FloatArray) -> VGroup:
    """Which class one row is of in truth, with its mark; in a tall frame on one line.

    Args:
        row: a data set of one row.
        texts: know the class.
        theme: gives the colours.
        foot: of the first line, its left end, or in a tall frame the middle of both (3,).
    """
    label = int(row.target[0])
    colour, words = theme.of_class(label), texts.class_label(row, label, LONGEST_CLASS)
    said = Label(texts.label("in_truth"), size=SIZES.smallest, colour=theme.muted)
    name = Label(words, colour=colour, bold=True)
    if is_tall():
        half = offset(MARK * 2) + (said.width - name.width) / 2 * RIGHT
        said.place(foot + half - offset(MARK * 4), "right")
        name.place(foot + half)
    else:
        said.place(foot)
        name.place(foot + offset(MARK * 3, -LINE))
    mark = solid(mark_of(label, MARK) + name.get_left() - offset(MARK * 2), colour)
    return VGroup(said, name, mark)


def named_values(
    row: Dataset, texts: Captions, room: float, units: Iterable[int] | None = None
) -> list[tuple[str, str]]:
    """What the columns of one row are called, and its values as they were measured.

    Args:
        row: a data set of one row.
        texts: know the columns.
        room: that of a name that they don't know, in em.
        units: which of its features; all if None.
    """
    chosen = [*range(row.n_features)] if units is None else [*units]
    columns = [row.feature_names[each] for each in chosen]
    names = texts.column_labels(columns, room=room)
    numbers = zip(columns, row.features[0, chosen].tolist(), strict=True)
    values = (texts.value(name, f"{each:g}") or measured(each) for name, each in numbers)
    return list(zip(names, values, strict=True))


def hastening(share: float) -> float:
    """Slowly at first, then ever faster."""
    return float(np.clip(share, 0, 1) ** 2)


def shining(line: VMobject, width: float, colour: str) -> list[VMobject]:
    """A line of a width in pixels, or a shape of none, over halos that reach farther."""
    halos = [
        line.copy().set_fill(opacity=0).set_stroke(colour, stroke(width + each), HALO)
        for each in HALOS
    ]
    return [*halos, line.set_stroke(colour, stroke(width))]


def in_brief(probability: float) -> str:
    """A probability in per cent, in so few figures that it has room in any size."""
    shown = percent(probability)
    return shown if len(shown) <= MOST_FIGURES else ">99" if probability > 0.5 else "<1"


def places_of(value: float) -> int:
    """How many places after the point a weight is written with: one, if it was drawn so."""
    return 1 if is_round(value) else 3
