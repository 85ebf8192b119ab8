"""The curve over the data, the bars below it and the chart beside it, and what moves them."""

from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.likelihood.bars import PenaltyBars, grown_in_wave, ranks_of
from gradreel.scenes.pieces.likelihood.chart import PenaltyChart
from gradreel.scenes.pieces.likelihood.example import chosen_examples
from gradreel.scenes.pieces.likelihood.feature_name import feature_for_map, feature_name
from gradreel.scenes.pieces.likelihood.fitting import ShownFit
from gradreel.scenes.pieces.likelihood.given import given_by
from gradreel.scenes.pieces.likelihood.rooms import ColumnBeside, FigureRooms
from gradreel.scenes.stage.manim.place import at
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot
from gradreel.scenes.stage.manim.text import Lines
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.quantity import told_apart_by
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme

ROOM = 1.06
"""How far the axes of penalties reach, in the highest."""


class _Places:
    """Of what is said about the bars.

    Attributes:
        order, room: the last baseline of what is said of their order, and the width of a line of
            it, as fractions of the frame.
        penalty, ticks: how far above the bars the name of their axis is, and about how many
            values it names.
    """

    order, room = Shaped(0.935, tall=0.653), 0.55
    penalty, ticks = Shaped(0.025, tall=0.03), Shaped(3, tall=2)


class Figures:
    """What is drawn of the data, one tracker for each way in which it moves.

    Attributes:
        examples: the three that are looked at one by one.
        patients, curve: the data and the curve.
        given: dots that go from the data to the curve.
        bars: the bars.
        feature, order: what x is, and below the bars that they are ordered by it.
        standardised: in the place of the name, it and for which x the map's b0 and b1 are.
        chart, crowd, points: -log; all the data on it, and the examples.
        swept: how much of the curve is there.
        wave: how far a wave has come that moves all the data, one after the other.
        level: how far the bars have come to their mean.
        grown, gone: how far each example has become a bar, and has come along the chart.
    """

    def __init__(self, shown: ShownFit, theme: Theme, texts: Captions) -> None:
        self.shown, self._data = shown, shown.data
        self.examples = chosen_examples(self._data, shown.parameters())
        self.swept, self.wave, self.level = (ValueTracker(0.0) for _ in range(3))
        self.grown = [ValueTracker(0.0) for _ in self.examples]
        self.gone = [ValueTracker(0.0) for _ in self.examples]
        self._order = ranks_of(self._data) / self._data.n
        self.patients = OutcomePlot(self._data, theme, texts, FigureRooms.whole)
        plot = self.patients.plot
        plot.hold(self.patients.meaning, 0.0, 1.0)
        self.curve = plot.curve(shown.probability, theme.model, between=self._seen)
        self.given = given_by(shown, self.patients, self._waved)
        costs = scale(0.0, ROOM * shown.highest(), count=_Places.ticks)
        self.chart = PenaltyChart(costs, theme, texts)
        self.points = VGroup(*map(self.chart.point, self.examples, self.gone))
        self.crowd = self.chart.crowd(self._data, shown.penalties, self._grown)
        self.bars = self._bars(costs, theme, texts)
        self.feature = feature_name(self.patients, self.examples, costs, texts)
        how = self._how_standardised(texts)
        self.standardised = feature_for_map(self.patients, how, texts)
        self.order = self._order_name(theme, texts)

    def clear_examples(self) -> None:
        """Let the examples go with the wave, as all the others do."""
        for tracker in self.grown:
            tracker.set_value(0.0)

    def _seen(self) -> tuple[float, float]:
        low, high = self.patients.plot.x.low, self.patients.plot.x.high
        return low, low + self.swept.get_value() * (high - low)

    def _waved(self) -> FloatArray:
        """How far the wave has moved each of the data, (n,)."""
        return grown_in_wave(self._order, self.wave.get_value())

    def _grown(self) -> FloatArray:
        """How far each of the data has become its bar, (n,)."""
        grown = self._waved()
        for each, tracker in zip(self.examples, self.grown, strict=True):
            grown[each.index] = max(grown[each.index], tracker.get_value())
        return grown

    def _bars(self, costs: Scale, theme: Theme, texts: Captions) -> PenaltyBars:
        slots, name = Scale(0.0, 1.0, ()), texts.label("penalty")
        room, rise = FigureRooms.lower, _Places.penalty
        plot = Plot(theme, slots, costs, box=room, y_title=name, y_title_rise=rise)
        bars = PenaltyBars(self.shown, self.patients, plot, self._grown)
        bars.levelled, bars.crowded = self.level.get_value, self.wave.get_value
        return bars

    def _how_standardised(self, texts: Captions) -> str:
        data = self._data
        digits = told_apart_by(data.features[:, 0], float(data.sd[0]))
        mean, sd = (digits.text(float(each[0])) for each in (data.mean, data.sd))
        return texts.label("how", mean=mean if data.mean[0] >= 0 else f"({mean})", sd=sd)

    def _order_name(self, theme: Theme, texts: Captions) -> Lines:
        shown, count = self._data.n, self.shown.all_data.n
        key = "in_order" if shown == count else "in_order_drawn"
        content = texts.label(key, shown=shown, count=count)
        if is_tall():
            lines = Lines(content, size=SIZES.smallest, colour=theme.muted, room=_Places.room)
            return lines.place(at(ColumnBeside.left, _Places.order))
        middle = (FigureRooms.lower.left + FigureRooms.lower.right) / 2
        made = Lines(content, size=SIZES.label, colour=theme.muted)
        return made.place(at(middle, _Places.order), "centre")
