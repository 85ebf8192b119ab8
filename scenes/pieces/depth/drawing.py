"""All that is drawn of a wide and a deep network, as functions of the story's values."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.mlp import MLP
from gradreel.scenes.pieces.depth.boundary import (
    DataPoints,
    DecisionMap,
    class_points,
    window_of_data,
)
from gradreel.scenes.pieces.depth.contest import Contest
from gradreel.scenes.pieces.depth.diagram import NetworkPicture
from gradreel.scenes.pieces.depth.request import KINDS, Build
from gradreel.scenes.pieces.depth.rooms import DepthRooms
from gradreel.scenes.pieces.depth.seeds import SeedChart, SeedWords
from gradreel.scenes.stage.figure.loss_chart import LossChart, LossLine
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, Number
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.columns import between
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.typesetting import broken_if_tall

WORDS_WIDE = 0.42
"""Of what is written below a map in a tall frame, as a fraction of the stage's width."""

LINE = 0.042
"""From one of its lines to the next, in heights of a wide stage."""

NAMED_FROM, BESIDE, ABOVE_AXIS = 0.25, 0.045, 0.012
"""The share of the steps after which the losses have names, how far these are from a tip,
and from the axis at the least."""

KEY_SIGN = 14.0
"""Size of a sign of the key, in pixels of a 1280x720 frame."""

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
        self._add_key()
        for kind in KINDS:
            self._add_maps(kind)
            self._add_network(kind)
            self._add_number(kind)
        self._add_chart()
        self._add_seeds()

    def _add_data(self) -> None:
        points = DataPoints(self._sheet, self._data, self._window)
        self._sheet.add(
            lambda share, at, dots: points.at(
                between(DepthRooms.big, DepthRooms.thumb, at), share, float(dots == 0)
            ),
            "data",
            "data_at",
            "dots",
        )

    def _add_key(self) -> None:
        """What a point's place and its sign mean."""
        sheet, muted = self._sheet, self._sheet.theme.muted
        drawn: list[Artist] = []
        words = [self._texts.label("place"), *(self._texts.label(f"class{n}") for n in (0, 1))]
        for row, word in enumerate(words):
            y = DepthRooms.key_first + row * DepthRooms.key_row
            indent = DepthRooms.key_indent if row else 0.0
            drawn.append(Label(sheet, word, (DepthRooms.key_left + indent, y), colour=muted))
            if row:
                sign = class_points(sheet, row - 1, KEY_SIGN)
                sign.set_offsets(
                    [(sheet.x(DepthRooms.key_left + 0.008), sheet.y(y - down(0.0125)))]
                )
                drawn.append(sign)
        sheet.add(faded(*drawn), "key")

    def _add_maps(self, kind: Build) -> None:
        """The map of a network, and its points; those of other data take their place."""
        sheet, contest = self._sheet, self._contest
        here = contest.unseen[kind]
        made = DecisionMap(sheet, contest.models[kind], self._window, DepthRooms.maps[kind])
        sheet.add(self._map(made, here, self._paces[0], leaves=True), "run", "maps", "other")
        self._add_dots(kind)
        if contest.elsewhere is None:
            return
        there = contest.elsewhere[kind]
        data = objective_of(there.run).dataset
        window = window_of_data(data)
        learned, asked = (DataPoints(sheet, each, window) for each in (data, there.data))
        other = DecisionMap(sheet, contest.models[kind], window, DepthRooms.maps[kind])
        sheet.add(
            self._map(other, there, self._paces[1], leaves=False), "other_run", "maps", "other"
        )
        sheet.add(
            lambda alpha, scored: [
                *learned.at(DepthRooms.maps[kind], 1.0, alpha * (1 - scored)),
                *asked.at(DepthRooms.maps[kind], 1.0, alpha * scored),
            ],
            "other",
            "scored",
        )

    def _add_dots(self, kind: Build) -> None:
        """The points that are learned come to a map; those that are held out take their place."""
        unseen = self._contest.unseen[kind].data
        learned, asked = (
            DataPoints(self._sheet, data, self._window) for data in (self._data, unseen)
        )

        def shown(there: float, maps: float, held: float, other: float) -> Sequence[Artist]:
            if not there:
                return ()
            box = between(DepthRooms.thumb, DepthRooms.maps[kind], there)
            seen = (1 - (1 - FAINT) * maps) * (1 - other)
            return [
                *learned.at(box, 1.0, seen * (1 - held)),
                *asked.at(box, 1.0, seen * held),
            ]

        self._sheet.add(shown, "dots", "maps", "held", "other")

    @staticmethod
    def _map(made: DecisionMap, unseen: HeldOut, pace: PacedRun, *, leaves: bool) -> ThreeValues:
        def shown(seconds: float, alpha: float, other: float) -> Sequence[Artist]:
            seen = alpha * (float(other < 1) if leaves else other)
            edge = alpha * ((1 - other) ** 3 if leaves else other)
            return made.at(unseen.run, pace.step(seconds), seen, edge)

        return shown

    def _add_network(self, kind: Build) -> None:
        sheet, model = self._sheet, self._contest.models[kind]
        picture = NetworkPicture(sheet, model.sizes, self._colours[kind])
        big = between(DepthRooms.maps[kind], DepthRooms.maps[kind], 0)
        sheet.add(
            lambda grown, small: picture.at(
                between(_inset(big), DepthRooms.icons[kind], small), grown, 1.0
            ),
            kind,
            "small",
        )
        left, pitch = DepthRooms.maps[kind].left, down(LINE)
        names = [
            self._label(line, (left, DepthRooms.name + row * pitch), kind, bold=True)
            for row, line in enumerate(_lines(self._name_of(kind)))
        ]
        sheet.add(faded(*names), kind)
        first, pitch = DepthRooms.sums
        sums = [
            Label(sheet, line, (left, first + row * pitch), colour=sheet.theme.text)
            for row, line in enumerate(each for part in self._sum(model) for each in _lines(part))
        ]
        sheet.add(faded(*sums), f"{kind}_sum")

    def _name_of(self, kind: Build) -> str:
        hidden = self._contest.models[kind].sizes[1:-1]
        return self._texts.label(kind, units=" + ".join(map(str, hidden)))

    def _add_number(self, kind: Build) -> None:
        """How often a network is right in the end on points that it has not seen."""
        sheet, left, contest = self._sheet, DepthRooms.maps[kind].left, self._contest
        word = self._label(self._texts.label("right"), (left, DepthRooms.number), None)
        number = Number(
            sheet,
            1,
            (left + DepthRooms.number_right - 0.017, DepthRooms.number),
            colour=sheet.theme.text,
        )
        unit = Label(
            sheet,
            "%",
            (left + DepthRooms.number_right - 0.013, DepthRooms.number),
            colour=sheet.theme.muted,
        )

        def shown(scored: float, other: float) -> Sequence[Artist]:
            there = contest.elsewhere if other >= 0.5 else None
            ends = contest.ends(there or contest.unseen)
            number.show(100 * float(ends[KINDS.index(kind)]))
            return faded(word, number, unit)(scored)

        sheet.add(shown, "scored", "other")

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
        chart = LossChart(self._sheet, lines, axes, titles, DepthRooms.chart)
        self._sheet.add(lambda alpha: chart.axes(0.0, alpha), "chart")
        self._add_legend()
        for index, line in enumerate(lines):
            made = self._dashed(chart, index) if line.dashed else self._solid(chart, index)
            self._sheet.add(made, "run", "chart", "unseen")
        for index, kind in enumerate(KINDS):
            self._sheet.add(self._named(chart, index, kind), "run", "chart")

    def _add_legend(self) -> None:
        """Which losses are drawn solid; and dashed, once they are there."""
        for key, y, value in zip(
            ("solid", "dashed"), DepthRooms.legend, ("chart", "unseen"), strict=True
        ):
            place, words = (DepthRooms.chart.left, y), self._texts.label(key)
            note = Label(
                self._sheet, words, place, colour=self._sheet.theme.muted, size=SIZES.smallest
            )
            self._sheet.add(faded(note), value)

    def _named(
        self, chart: LossChart, index: int, kind: Build
    ) -> Callable[[float, float], Sequence[Artist]]:
        """The name of a network by the tip of its loss: above the higher one, below the other."""
        sheet, pace, runs = self._sheet, self._paces[0], self._contest.runs
        ends = {each: float(runs[each].loss[-1]) for each in KINDS}
        is_higher = ends[kind] > min(ends.values()) or (index == 0 and len({*ends.values()}) == 1)
        aside = BESIDE if is_higher else -BESIDE - 0.012
        word = self._label(self._texts.label(f"{kind}_short"), (0, 0), kind, bold=True)
        word.set_horizontalalignment("right")

        def shown(seconds: float, alpha: float) -> Sequence[Artist]:
            step = pace.step(seconds)
            seen = smooth(10 * (step / pace.steps[-1] - NAMED_FROM))
            x, y = chart.tip_at(index, step)
            lowest = chart.box.y0 + sheet.tall(ABOVE_AXIS)  # below it are numbers
            word.set_position((x, max(y + sheet.tall(aside), lowest)))
            return faded(word)(alpha * seen)

        return shown

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
        is_rings = self._data.source == "rings"
        written = SeedWords(
            title=words("accuracy"),
            count=lambda wins, count: words(
                "ahead_rings" if is_rings else "ahead", wins=wins, count=count
            ),
            seeds=words("rings") if is_rings else "",
            last=words("moons") if elsewhere else "",
        )
        chart = SeedChart(self._sheet, DepthRooms.chart, pairs, columns, words=written)
        chart.add("seeds_seen", "seeds", "swept")

    def _sum(self, model: MLP) -> tuple[str, str]:
        """A network's parameters: its weights and its biases, and all together."""
        biases = sum(model.sizes[1:])
        weights = model.n_parameters - biases
        words, total = self._texts.label, model.n_parameters
        return words("parts", weights=weights, biases=biases), words("total", count=total)

    def _label(
        self, content: str, place: tuple[float, float], kind: Build | None, *, bold: bool = False
    ) -> Label:
        colour = self._colours[kind] if kind else self._sheet.theme.muted
        return Label(self._sheet, content, place, colour=colour, size=SIZES.label, bold=bold)


def _inset(box: Box) -> Box:
    return Box(box.left + 0.02, box.right - 0.02, box.top + 0.02, box.bottom - 0.02)


def _lines(content: str) -> list[str]:
    """Break what is written below a map where a tall frame has no room for it in one line."""
    return broken_if_tall(content, SIZES.label, WORDS_WIDE)
