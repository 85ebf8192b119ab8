"""All that is drawn of a wide and a deep network, as functions of the story's values."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.mlp import MLP
from gradreel.scenes.pieces.depth.boundary import DataPoints, DecisionMap, window_of_data
from gradreel.scenes.pieces.depth.contest import Contest
from gradreel.scenes.pieces.depth.diagram import NetworkPicture
from gradreel.scenes.pieces.depth.request import KINDS, Build
from gradreel.scenes.pieces.depth.seeds import SeedChart
from gradreel.scenes.stage.figure.loss_chart import LossChart, LossLine
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, Number
from gradreel.scenes.stage.runs.at_step import index_at
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.columns import between
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import scale

MAPS: dict[Build, Box] = {
    "wide": Box(0.05, 0.32, 0.31, 0.79),
    "deep": Box(0.355, 0.625, 0.31, 0.79),
}
ICONS: dict[Build, Box] = {
    "wide": Box(0.055, 0.125, 0.82, 0.93),
    "deep": Box(0.36, 0.43, 0.82, 0.93),
}
"""Where either network's map is, and where its picture shrinks to below it."""

BIG, THUMB = Box(0.30, 0.70, 0.25, 0.93), Box(0.68, 0.95, 0.31, 0.79)
"""Where the data are at first, and beside the networks."""

AREA = Box(0.715, 0.935, 0.33, 0.80)
"""The axes of the charts."""

NAME, NUMBER, NUMBER_RIGHT = 0.285, 0.89, 0.265
"""Baselines of the names above and of the numbers below the maps; from a map's left edge to where
its number ends."""

HEADROOM, SETTLED, BACK, FAINT = 1.12, 20, 0.4, 0.6
"""How much higher than the losses after this part of the steps the axis reaches; the opacity of the
losses on what was learned when the others come, and of the points on a map."""

ThreeValues = Callable[[float, float, float], Sequence[Artist]]
"""A drawing of three of the story's values."""


class DepthDrawing:
    """The drawing; its values are those that the story's `construct` begins."""

    def __init__(
        self,
        sheet: Sheet,
        contest: Contest,
        paces: tuple[PacedRun, PacedRun],
        texts: Captions,
    ) -> None:
        """Prepare the drawing.

        Args:
            sheet: where it will be drawn.
            contest: the runs.
            paces: when the recorded steps are shown, of the training and of that on other data.
            texts: words.
        """
        self._sheet, self._contest, self._paces, self._texts = sheet, contest, paces, texts
        theme = sheet.theme
        self._colours: dict[Build, str] = {"wide": theme.run5, "deep": theme.run4}
        data = objective_of(contest.recording.main).dataset
        self._window, self._data = window_of_data(data), data

    def add(self) -> None:
        """Put everything on the sheet, from the bottom to the top."""
        self._add_data()
        for kind in KINDS:
            self._add_maps(kind)
            self._add_network(kind)
            self._add_number(kind)
        self._add_chart()
        self._add_seeds()

    def _add_data(self) -> None:
        points = DataPoints(self._sheet, self._data, self._window)
        self._sheet.add(
            lambda share, at, seen: points.at(between(BIG, THUMB, at), share, seen),
            "data",
            "data_at",
            "data_seen",
        )

    def _add_maps(self, kind: Build) -> None:
        """The map of a network, and its points; those of other data take their place."""
        sheet, contest = self._sheet, self._contest
        here, points = contest.unseen[kind], DataPoints(sheet, self._data, self._window)
        made = DecisionMap(sheet, contest.models[kind], self._window, MAPS[kind])
        sheet.add(self._map(made, here, self._paces[0], leaves=True), "run", "maps", "other")
        sheet.add(
            lambda alpha, other: points.at(MAPS[kind], 1.0, FAINT * alpha * (1 - other)),
            "dots",
            "other",
        )
        if contest.elsewhere is None:
            return
        there = contest.elsewhere[kind]
        data = objective_of(there.run).dataset
        window, others = window_of_data(data), DataPoints(sheet, data, window_of_data(data))
        other = DecisionMap(sheet, contest.models[kind], window, MAPS[kind])
        sheet.add(
            self._map(other, there, self._paces[1], leaves=False), "other_run", "maps", "other"
        )
        sheet.add(lambda alpha: others.at(MAPS[kind], 1.0, alpha), "other")

    @staticmethod
    def _map(made: DecisionMap, unseen: HeldOut, pace: PacedRun, *, leaves: bool) -> ThreeValues:
        def shown(seconds: float, alpha: float, other: float) -> Sequence[Artist]:
            seen = alpha * (float(other < 1) if leaves else other)
            return made.at(unseen.run, pace.step(seconds), seen)

        return shown

    def _add_network(self, kind: Build) -> None:
        sheet, model = self._sheet, self._contest.models[kind]
        picture = NetworkPicture(sheet, model.sizes, self._colours[kind])
        big = between(MAPS[kind], MAPS[kind], 0)
        sheet.add(
            lambda grown, small: picture.at(between(_inset(big), ICONS[kind], small), grown, 1.0),
            kind,
            "small",
        )
        name = self._label(self._name_of(kind), (MAPS[kind].left, NAME), kind, bold=True)
        sheet.add(faded(name), kind)
        middle = (MAPS[kind].left + MAPS[kind].right) / 2
        total = Label(sheet, _sum(model), (middle, NUMBER), colour=sheet.theme.text, edge="centre")
        sheet.add(faded(total), "sums")

    def _name_of(self, kind: Build) -> str:
        hidden = self._contest.models[kind].sizes[1:-1]
        return self._texts.label(kind, units=" + ".join(map(str, hidden)))

    def _add_number(self, kind: Build) -> None:
        """How often a network is right on points that it has not seen, as it was recorded last."""
        sheet, left = self._sheet, MAPS[kind].left
        word = self._label(self._texts.label("held_out"), (left + 0.095, NUMBER), None)
        number = Number(sheet, 1, (left + NUMBER_RIGHT - 0.017, NUMBER), colour=sheet.theme.text)
        unit = Label(sheet, "%", (left + NUMBER_RIGHT - 0.013, NUMBER), colour=sheet.theme.muted)
        elsewhere = self._contest.elsewhere

        def shown(
            seconds: float, chart: float, other: float, other_seconds: float
        ) -> Sequence[Artist]:
            if not chart:
                return ()
            unseen, pace, now = self._contest.unseen[kind], self._paces[0], seconds
            if other >= 0.5 and elsewhere is not None:
                unseen, pace, now = elsewhere[kind], self._paces[1], other_seconds
            index = index_at(unseen.run.recorded_steps, pace.told(now))
            drawn = [word, number.show(100 * float(unseen.accuracies[index])), unit]
            for each in drawn:
                each.set_alpha(chart)
            return drawn

        sheet.add(shown, "run", "dots", "other", "other_run")

    def _add_chart(self) -> None:
        """Losses on the points that were learned, solid, and on those held out, dashed."""
        contest, lines = self._contest, []
        for dashed in (False, True):
            for kind in KINDS:
                run = contest.runs[kind]
                losses = contest.unseen[kind].losses if dashed else run.loss
                steps, colour = run.recorded_steps, self._colours[kind]
                lines.append(LossLine(kind, steps, losses, colour, not dashed, dashed=dashed))
        late = [line.losses[len(line.losses) // SETTLED :] for line in lines]
        most = max(float(each.max()) for each in late)
        across = scale(0, contest.recording.main.n_steps, count=3)
        axes = across, scale(0, HEADROOM * most, count=4)
        titles = self._texts.label("step"), self._texts.label("loss")
        chart = LossChart(self._sheet, lines, axes, titles, AREA)
        self._sheet.add(lambda alpha: chart.axes(0.0, alpha), "chart")
        place, muted = (AREA.right, AREA.top - 0.028), self._sheet.theme.muted
        dashed_word = self._texts.label("dashed")
        note = Label(
            self._sheet, dashed_word, place, colour=muted, size=SIZES.smallest, edge="right"
        )
        self._sheet.add(lambda alpha, unseen: faded(note)(alpha * unseen), "chart", "unseen")
        for index, line in enumerate(lines):
            made = self._dashed(chart, index) if line.dashed else self._solid(chart, index)
            self._sheet.add(made, "run", "chart", "unseen")

    def _solid(self, chart: LossChart, index: int) -> ThreeValues:
        """A loss on what is learned; it steps back when the others come."""

        def shown(seconds: float, alpha: float, unseen: float) -> Sequence[Artist]:
            step = self._paces[0].step(seconds)
            seen = alpha * (1 - (1 - BACK) * min(4 * unseen, 1.0))
            return [*chart.curve(index, step, seen), *chart.sign(index, step, alpha)]

        return shown

    def _dashed(self, chart: LossChart, index: int) -> ThreeValues:
        """A loss on what is held out, drawn in its own time."""

        def shown(seconds: float, alpha: float, unseen: float) -> Sequence[Artist]:
            del seconds
            step = unseen * self._paces[0].steps[-1]
            seen = alpha if unseen else 0.0
            return [*chart.curve(index, step, seen), *chart.sign(index, step, seen)]

        return shown

    def _add_seeds(self) -> None:
        contest = self._contest
        pairs = contest.seeds
        if contest.elsewhere is not None:
            pairs = np.vstack([pairs, contest.ends(contest.elsewhere)])
        words, elsewhere = self._texts.label, contest.elsewhere is not None
        columns = [(words(f"{kind}_short"), self._colours[kind]) for kind in KINDS]
        last = words("moons") if elsewhere else ""
        chart = SeedChart(self._sheet, AREA, pairs, columns, title=words("accuracy"), last=last)
        chart.add("seeds_seen", "seeds")

    def _label(
        self, content: str, place: tuple[float, float], kind: Build | None, *, bold: bool = False
    ) -> Label:
        colour = self._colours[kind] if kind else self._sheet.theme.muted
        return Label(self._sheet, content, place, colour=colour, size=SIZES.label, bold=bold)


def _inset(box: Box) -> Box:
    return Box(box.left + 0.02, box.right - 0.02, box.top + 0.02, box.bottom - 0.02)


def _sum(model: MLP) -> str:
    """A network's parameters, layer by layer: weights + biases."""
    terms = [
        str(each)
        for first, last in zip(model.sizes[:-1], model.sizes[1:], strict=True)
        for each in (first * last, last)
    ]
    if len(terms) > 4:
        layers = zip(model.sizes[:-1], model.sizes[1:], strict=True)
        terms = [str((first + 1) * last) for first, last in layers]
    return f"{' + '.join(terms)} = {model.n_parameters}"
