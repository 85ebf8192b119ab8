"""The loop as a ring of four stations, a point that goes round, and the network inside."""

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import Animation, Line, Mobject, RoundedRectangle, ShowPassingFlash, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.held import Held
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression
from gradreel.scenes.pieces.loop.shown import ShownLoop, Station
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, arrow_outline, polyline
from gradreel.scenes.stage.manim.network import Network
from gradreel.scenes.stage.manim.place import at, pixels, stroke, tall, wide
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import FrameShape, Shaped, laid_out
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.theme import Theme

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


class _Places:
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
            width=wide(_Places.card),
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
        return Network(self.theme, sizes, weights, box=_Places.inside, radius=15.0, thickness=0.7)

    def _glow(self) -> FloatArray:
        """The outline of the card that the point is on; nothing between two."""
        quarter = self.shown.place() * 4
        near = round(quarter)
        if abs(quarter - near) > 0.28:
            return np.zeros((0, 3))
        frame = RoundedRectangle(
            corner_radius=pixels(10), width=wide(_Places.card), height=tall(CARD_HEIGHT)
        )
        return np.asarray(frame.move_to(place_of(near / 4)).points)


def _gap(station: Station) -> float:
    """How far from the middle of a card the ring comes out from below it, in turns."""
    return _gap_in(laid_out(), station)


@cache
def _gap_in(frame: FrameShape, station: Station) -> float:
    """The gap in the frame that is laid out now."""
    del frame
    half = np.array([wide(_Places.card), tall(CARD_HEIGHT)]) / 2 + pixels(4)
    middle = place_of(station / 4)
    ways = np.linspace(0, 1 / 8, 126)
    return next(
        float(way)
        for way in ways
        if (np.abs(place_of(station / 4 + way) - middle)[:2] >= half).any()
    )


def place_of(turn: float) -> FloatArray:
    """A place of the ring (3,): after whole turns at its first station, then clockwise."""
    angle = 2 * np.pi * (turn - _Places.turned)
    (x, y), (across, down) = _Places.centre, _Places.radii
    return at(x + across * float(np.sin(angle)), y - down * float(np.cos(angle)))
