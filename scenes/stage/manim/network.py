"""A network drawn as nodes with their values and edges with their weights."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
from manim import Animation, Circle, Line, Mobject, ShowPassingFlash, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import (
    at,
    disc,
    fractions,
    offset,
    pixels,
    rewrite,
    share_of_width,
    solid,
    stroke,
)
from gradreel.scenes.stage.manim.text import Amount, Label, Number, backed
from gradreel.scenes.stage.runs.pass_maths import EdgeIndex, edges_between
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.names import told_apart
from gradreel.scenes.stage.type.style import GRID, SIZES, Box, Theme
from gradreel.scenes.stage.type.typesetting import (
    line_room,
    sentence_lines,
    text_width,
)

PULSE = 0.6
"""Seconds in which a pulse runs along an edge."""
NAME_LINE, OVERHANG = 27.0, 14.0
"""Pixels between the lines of an input's name above it, and by which one may be wider than the way
to the next input, whose name may be shorter."""
DOT, DOTS_APART, BELOW_DOTS = 4.0, 18.0, 44.0
"""Radius of a dot that stands for units, from one to the next, and from hidden ones down to their
number, in pixels."""
TWO_LINES, BETWEEN = 1.7, 0.008
"""A name on two lines is so many times as long as one at the most; between two names, as a fraction
of the frame's width."""

Weights = Callable[[], Sequence[FloatArray]]
"""Returns one array (out, in) a layer of edges, read anew at every frame."""


class NetworkEdge(Line):
    """An edge from one unit to a unit of the next layer, as wide as its weight is large.

    Attributes:
        weight: read anew at every frame; its sign chooses the colour.
        thickness: of its width, the share that is drawn: less in a small network.
    """

    def __init__(
        self,
        start: FloatArray,
        end: FloatArray,
        weight: Callable[[], float],
        theme: Theme,
        thickness: float = 1.0,
    ) -> None:
        super().__init__(start, end)
        self.weight, self.theme, self.thickness = weight, theme, thickness
        self.show_weight()
        self.add_updater(rewrite)

    def show_weight(self) -> None:
        """Set width and colour to the weight that it has now, and keep its opacity."""
        value = self.weight()
        width = stroke(self.thickness * edge_width(value))
        self.set_stroke(self.theme.of_sign(value), width, self.get_stroke_opacity())

    write = show_weight  # as `rewrite` calls it


class Network(VGroup):
    """A layered network, inputs at the left, or at the top.

    Of a layer that is too large, some units are drawn, and where others are left out there are dots
    and how many it has in all.

    Attributes:
        sizes: units in each layer, inputs included.
        units: those that are drawn of each layer.
        downwards: whether inputs are at the top.
        nodes: circles of each layer in their order, and dots between them.
        edges: lines between the units that are drawn, from the inputs on.
        values: (layer, unit) -> the number shown in that node.
    """

    def __init__(  # noqa: PLR0913  what a network is drawn from
        self,
        theme: Theme,
        sizes: Sequence[int],
        weights: Weights,
        *,
        box: Box | None = None,
        radius: float = 42.0,
        thickness: float = 1.0,
        downwards: bool = False,
        units: Sequence[Sequence[int]] | None = None,
        counts: Sequence[str] = (),
    ) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            sizes: units in each layer.
            weights: theirs.
            box: where it is.
            radius: of a unit, in pixels.
            thickness: of lines.
            downwards: whether inputs are at the top.
            units: those that are drawn of each layer, all if None.
            counts: what is said of each layer beside dots, if it has any: how many units.
        """
        self.theme, self.sizes, self.weights = theme, tuple(sizes), weights
        self.downwards, self.counts = downwards, counts
        self.thickness = thickness
        self.box, self.radius = box or Box(0.27, 0.74, 0.294, 0.755), radius
        self.units = [*map(tuple, units or map(range, sizes))]
        self._places = [*map(places_of_units, self.units)]
        self._circles = {
            (layer, unit): self._node(layer, unit)
            for layer, drawn in enumerate(self.units)
            for unit in drawn
        }
        self.nodes = [self._row(layer) for layer in range(len(sizes))]
        self.edges = {index: self._edge(index) for index in edges_between(self.units)}
        self.values: dict[tuple[int, int], Number] = {}
        super().__init__(
            *self.edges.values(),
            *self.all_nodes,
        )

    @property
    def all_nodes(self) -> list[VMobject]:
        """The nodes of all layers."""
        return [node for row in self.nodes for node in row]

    def centre(self, layer: int, unit: int) -> FloatArray:
        """Where a node is, (3,); a layer of one unit is in the middle of the box."""
        return self._at(layer, self._places[layer][unit])

    def node(self, layer: int, unit: int) -> Circle:
        """The circle of a unit that is drawn."""
        return self._circles[layer, unit]

    def ring(self, circle: Circle, bias: Callable[[], float]) -> Circle:
        """Let a circle be as wide as a bias is large, in the colour of its sign, at every frame."""

        def show_bias(_: Mobject) -> None:
            value, share = bias(), circle.get_stroke_opacity()
            width = stroke(self.thickness * edge_width(value))
            circle.set_stroke(self.theme.of_sign(value), width=width, opacity=share)

        show_bias(circle)
        return circle.add_updater(show_bias)

    def edges_into(self, layer: int) -> list[EdgeIndex]:
        """The edges into a layer that are drawn."""
        return [edge for edge in self.edges if edge.layer == layer]

    def _at(self, layer: int, place: float) -> FloatArray:
        """One of a layer's places, the first being 0, (3,)."""
        box, layers = self.box, len(self.sizes) - 1
        aside = (place - max(self._places[layer].values()) / 2) * self.gap(layer)
        if self.downwards:
            return at(box.middle[0] + aside, box.top + box.height * layer / layers)
        return at(box.left + box.width * layer / layers, box.middle[1] + aside)

    def gap(self, layer: int) -> float:
        """From one unit of a layer to the next, as a fraction of the frame's height.

        In a network that goes downwards it is one of the frame's width.
        """
        del layer
        length = self.box.width if self.downwards else self.box.height
        return length / max(*(place for each in self._places for place in each.values()), 1)

    def show_value(
        self,
        layer: int,
        unit: int,
        value: Amount,
    ) -> Number:
        """Make the number in a node; it is not a part of the network until it is played in."""
        number = Number(value, 2, size=SIZES.smallest, colour=self.theme.model)
        drop = np.array([0, number.em * 0.36, 0])
        number.place(self.centre(layer, unit) - drop, "centre")
        self.values[layer, unit] = number
        return number

    def label(self, layer: int, unit: int, content: str, *, colour: str | None = None) -> Label:
        """A label left of a node, as for the inputs."""
        label = Label(content, colour=colour or self.theme.text)
        aside = np.array([pixels(self.radius + 14), label.em * 0.36, 0])
        return label.place(self.centre(layer, unit) - aside, "right")

    def named_value(self, unit: int, name: str, value: str) -> VGroup:
        """What an input is called, and below it what it was measured as, left of its node.

        In a network that goes downwards it is above its node, and the name may have lines.
        """
        if self.downwards:
            return self._named_above(unit, name, value)
        aside = self.centre(0, unit) - offset(self.radius + 12)
        named = Label(name, size=SIZES.smallest, colour=self.theme.muted)
        known = Label(value.replace("-", "−"), colour=self.theme.text, bold=True)
        return VGroup(
            named.place(aside + offset(0, 6), "right"), known.place(aside - offset(0, 25), "right")
        )

    def _named_above(self, unit: int, name: str, value: str) -> VGroup:
        theme, size = self.theme, SIZES.smallest
        foot = self.centre(0, unit) + offset(0, self.radius + 13)
        above = [Label(line, size=size, colour=theme.muted) for line in name.split("\n")]
        for rise, line in enumerate(reversed(above), 1):
            line.place(foot + rise * offset(0, NAME_LINE), "centre")
        shown = Label(value.replace("-", "−"), size=size, colour=theme.text)
        return VGroup(VGroup(*above), shown.place(foot, "centre"))

    @property
    def room_above(self) -> float:
        """The width that an input's name above it may have, as a fraction of the frame's width."""
        outermost = fractions(self.centre(0, self.units[0][-1]))[0]
        most = self.gap(0) + share_of_width(pixels(OVERHANG))
        return min(most, 2 * (1 - GRID.margin - outermost))

    def along_edge(self, edge: EdgeIndex, *, share: float = 0.5, aside: float = 0.0) -> FloatArray:
        """A point on an edge, or `aside` pixels beside it (to the left, looking forward).

        Args:
            edge: which one.
            share: 0 at the first circle's rim, 1 at the second's.
            aside: pixels of a 1280x720 frame.
        """
        start, end = self.rims(edge)
        along = (end - start) / np.linalg.norm(end - start)
        return start + share * (end - start) + pixels(aside) * np.array([-along[1], along[0], 0])

    def rims(self, edge: EdgeIndex) -> tuple[FloatArray, FloatArray]:
        """Where an edge begins and ends, (3,) each: on the rims of its two nodes."""
        start = self.centre(edge.layer - 1, edge.source)
        end = self.centre(edge.layer, edge.unit)
        return between_rims(start, self.reach(edge.layer - 1), end, self.reach(edge.layer))

    def reach(self, layer: int) -> float:  # noqa: ARG002  there are networks in which it matters
        """The radius of a layer's units, in pixels."""
        return self.radius

    def pulses(
        self, edges: Iterable[EdgeIndex], colour: str, *, back: bool = False, seconds: float = PULSE
    ) -> list[Animation]:
        """Pulses along edges, or back along them."""
        ends = [self.rims(edge)[:: -1 if back else 1] for edge in edges]
        lines = [Line(start, end) for start, end in ends]
        for line in lines:
            line.set_stroke(colour, width=stroke(5))
        return [ShowPassingFlash(line, time_width=0.6, run_time=seconds) for line in lines]

    def _row(self, layer: int) -> list[VMobject]:
        """A layer's circles, and dots where units are left out between them."""
        row, before = list[VMobject](), -1
        for unit, place in self._places[layer].items():
            if unit > before + 1:
                row.append(self._dots(layer, place - 1))
            row.append(self._circles[layer, unit])
            before = unit
        return row

    def _dots(self, layer: int, place: float) -> VGroup:
        """Dots in the place of units, and how many there are in all."""
        middle = self._at(layer, place)
        made = dots_at(middle, self._at(layer, place + 1) - middle, self.theme)
        if self.counts:
            label = Label(self.counts[layer], size=SIZES.smallest, colour=self.theme.muted)
            made.add(self._beside_dots(label, layer, middle))
        return made

    def _beside_dots(self, label: Label, layer: int, middle: FloatArray) -> VMobject:
        """Place how many units there are: outside of the inputs, or over the lines at the dots."""
        low = np.array([0, 0.36 * label.em, 0])
        if self.downwards:
            rise = -BELOW_DOTS if layer else self.radius - 2
            label.place(middle + offset(0, rise), "centre")
        elif layer:
            label.place(middle + offset(DOTS_APART) - low)
        else:
            label.place(middle - offset(self.radius + 12) - low, "right")
        return backed(label, self.theme) if layer else label

    def _node(self, layer: int, unit: int) -> Circle:
        circle = Circle(
            radius=pixels(self.radius),
            stroke_color=self.theme.model,
            stroke_width=stroke(3 * self.thickness),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        circle.move_to(self.centre(layer, unit))
        return circle

    def _edge(self, index: EdgeIndex) -> NetworkEdge:
        def weight() -> float:
            return float(self.weights()[index.layer - 1][index.unit, index.source])

        return NetworkEdge(*self.rims(index), weight, self.theme, self.thickness)


def between_rims(
    start: FloatArray, first: float, end: FloatArray, last: float
) -> tuple[FloatArray, FloatArray]:
    """The ends (3,) of a line between two discs, of radii in pixels."""
    along = (end - start) / np.linalg.norm(end - start)
    return start + pixels(first) * along, end - pixels(last) * along


def dots_at(middle: FloatArray, along: FloatArray, theme: Theme) -> VGroup:
    """Three dots in the place of units, in the direction in which these are."""
    step = pixels(DOTS_APART) * along / np.linalg.norm(along)
    return VGroup(*(solid(disc(DOT) + middle + each * step, theme.model) for each in (-1, 0, 1)))


def places_of_units(units: Sequence[int]) -> dict[int, int]:
    """The place of each unit that is drawn in its layer; one is free where others are left out."""
    places, place, before = dict[int, int](), 0, -1
    for unit in units:
        place += unit > before + 1
        places[unit] = place
        place, before = place + 1, unit
    return places


def names_above(
    columns: Sequence[str], texts: Captions, gap: float, room: float
) -> tuple[str, ...]:
    """What inputs are called above them, line by line; a word that is too long is cut.

    Args:
        columns: of the data.
        texts: know their names.
        gap: from one input to the next, as a fraction of the frame's width.
        room: that of a line, likewise; two that are beside each other may have less.
    """
    size, least = SIZES.smallest, line_room(SIZES.smallest, min(gap, room) - BETWEEN)
    names = texts.column_labels(columns, room=TWO_LINES * least)
    for width in (room, min(gap, room) - BETWEEN):
        lines = [sentence_lines(name, size, width) for name in names]
        widths = [max(map(text_width, each)) for each in lines]
        # lines beside each other, the last ones at the foot
        rows = (zip(one[::-1], other[::-1], strict=False) for one, other in pairwise(lines))
        pairs = (text_width(one) + text_width(other) for row in rows for one, other in row)
        if max(widths) <= line_room(size, room) and max(pairs, default=0.0) <= 2 * least:
            break
    else:
        cut = told_apart(names, least, in_chinese=texts.in_chinese)
        for index, width in enumerate(widths):
            if width > least:
                lines[index] = [cut[index]]
    return tuple(map("\n".join, lines))


def edge_width(weight: float) -> float:
    """An edge's width in pixels at 720: it grows with the weight, and never gets out of hand."""
    return 1.2 + 7.0 * float(np.tanh(abs(weight) / 2))
