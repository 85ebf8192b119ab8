"""As many parameters side by side or in layers: where depth helps, and where it doesn't."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import ClassVar, Literal

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform
from PIL import Image

from gradreel.scenes.stage.plotting import (
    MLP,
    SIZES,
    TOYS,
    Adam,
    Box,
    ByShape,
    Dataset,
    FigureStory,
    FloatArray,
    HeldOut,
    Label,
    LossChart,
    LossLine,
    ModelObjective,
    Number,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Sheet,
    Stroke,
    Theme,
    Trajectory,
    Value,
    between,
    broken_if_tall,
    down,
    index_at,
    linear,
    load,
    network_of,
    number_text,
    objective_of,
    paced,
    probabilities,
    scale,
    smooth,
    stretch,
    values,
)

PLACE = 450
OPTIONS = {
    "data": "rings",
    "hidden": (8, 8, 8),
    "rates": (0.03, 0.01),
    "steps": 3000,
    "seed": 0,
    "seeds": 6,
}
HELP = {
    "rates": "Learning rates of the wide and of the deep network.",
    "seeds": "How many seeds are tried.",
}
DRAWS = "networks of several layers on points drawn at random, as they are"

Build = Literal["wide", "deep"]
KINDS: tuple[Build, Build] = "wide", "deep"
BATCH, STEPS, RECORDS, FEATURES = 100, 3000, 100, 2
"""Rows in a batch; steps unless it is said, and about how many of them are recorded in full; both
features span the map."""
FIRST_LAYER = 3.0
"""How many times as large as usual the wide network's first weights begin: it does better so."""
TIE_DATA, TIE_STEPS, TIE_RECORDS = "moons", 400, 40
"""Data on which both networks do as well, how many steps that takes, how many are recorded."""
LEAST_SEEDS, MOST_SEEDS = 2, 20
FRESH = "fresh"
"""Role of a run of one step: it brings another draw of the other data, on which both are asked."""
HELD_OUT = 1
"""After a run's seed, the seed of the data that are held out."""
TIE = 0.02
"""Accuracies that differ by no more are alike."""

LASTING, ELSEWHERE = 9.0, 2.8
"""Seconds that the training takes, and that on other data."""
LAST = 2.3
"""Seconds that the last picture stands."""

WORDS_WIDE = 0.42
"""Of what is written below a map in a tall frame, as a fraction of the stage's width."""
LINE = 0.042
"""From one of its lines to the next, in heights of a wide stage."""
INSET = 0.02
"""From a map's sides to those of the network that is drawn in its place, in the stage's sizes."""
NAMED_FROM, BESIDE, ABOVE_AXIS = 0.25, 0.045, 0.012
"""The share of the steps after which the losses have names, how far these are from a tip,
and from the axis at the least."""
KEY_SIGN = 14.0
"""Size of a sign of the key, in pixels of a 1280x720 frame."""
HEADROOM, SETTLED, BACK, ON_MAP = 1.12, 20, 0.4, 0.6
"""How much higher than the losses after this part of the steps the axis reaches; the opacity of the
losses on what was learned when the others come, and of the points on a map."""
TO_POINTS, TO_NAMES = 0.042, 0.03
"""From the sides of the chart of accuracies to the middle of both columns, and of their names."""
HALF, ABOVE, BELOW, COUNTED, UNDER = 0.012, 0.03, 0.05, 0.115, 0.05
"""Half a number's height; from the chart up to its title, down to the names and to the count; and
from a line down to its name: in heights of a wide stage."""
THIN, THICK = 2.2, 6.0
"""Widths of a line, in pixels of a 1280x720 frame: as it is, and while it is bright."""
APART, WIDEST = 0.0105, 0.075
"""From one seed's points to the next's, so that none hides another, and all of them in a column at
the most, in the stage's widths."""


@dataclass(frozen=True)
class Trial:
    """The role of a run beside the main one: either network from a seed, on data drawn with it."""

    kind: Build
    seed: int
    elsewhere: bool = False


class Depth(FigureStory):
    """A wide and a deep network learn the same points, and are asked about others.

    Its values: `points`, the share of the data that is drawn; `aside`, from the middle to beside
    the networks; `grown`, how much of each network is drawn; `small`, from its map's place to below
    it; `spread`, from the data to the maps; `dashed`, the share of the losses on points held out;
    `tried`, how many seeds are drawn; `swept`, how many of their lines have lit up. The others are
    opacities: `held` and `elsewhere` of points that take the place of others.
    """

    points, aside, key, small, spread, maps, chart, dashed, held, scored = values(10)
    trials, tried, swept, elsewhere = values(4)
    grown: ClassVar[dict[Build, Value]] = dict(zip(KINDS, values(2), strict=True))
    sums: ClassVar[dict[Build, Value]] = dict(zip(KINDS, values(2), strict=True))

    map_boxes: ByShape[dict[Build, Box]] = ByShape(
        {"wide": Box(0.05, 0.32, 0.265, 0.745), "deep": Box(0.355, 0.625, 0.265, 0.745)},
        tall={"wide": Box(0.05, 0.48, 0.255, 0.497), "deep": Box(0.52, 0.95, 0.255, 0.497)},
    )
    icon_boxes: ByShape[dict[Build, Box]] = ByShape(
        {"wide": Box(0.268, 0.316, 0.835, 0.93), "deep": Box(0.573, 0.621, 0.835, 0.93)},
        tall={"wide": Box(0.38, 0.475, 0.545, 0.598), "deep": Box(0.85, 0.945, 0.545, 0.598)},
    )
    # The data at first, and beside the networks, or below them; the axes of both charts.
    big = ByShape(Box(0.30, 0.70, 0.25, 0.93), tall=Box(0.08, 0.92, 0.27, 0.7425))
    thumb = ByShape(Box(0.68, 0.95, 0.265, 0.745), tall=Box(0.32, 0.68, 0.73, 0.9325))
    chart_box = ByShape(Box(0.705, 0.94, 0.32, 0.735), tall=Box(0.185, 0.90, 0.66, 0.815))
    # The key of the data: its left edge, its first baseline, from one to the next, and from a sign
    # to its word.
    key_left, key_line = ByShape(0.735, tall=0.30), ByShape(0.51, tall=0.80)
    key_pitch, key_indent = ByShape(0.075, tall=0.05), ByShape(0.025, tall=0.06)
    # Baselines of what is written below the maps, the first of the parameters and from one to the
    # next; from a map's left edge to where its number ends.
    name_line, number_line = ByShape(0.81, tall=0.528), ByShape(0.885, tall=0.592)
    sums_lines, number_end = ByShape((0.872, 0.06), tall=(0.592, 0.031)), ByShape(0.135, tall=0.27)
    # Baselines of what is said of the lines of losses.
    solid_line, dashed_line = ByShape(0.845, tall=0.892), ByShape(0.9, tall=0.926)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the deep network's run, the wide one's, both from other seeds, on other data.

        Raises:
            RequestError: what is asked for can't be drawn.
        """
        main = options.recorded or deep_spec(options)
        model, rates, seed = network_of(main), (options["rates"][0], main.learning_rate), main.seed
        hidden, source = model.sizes[1:-1], objective_of(main).dataset.source
        setting = Setting(source, hidden, model.activation, rates, main.steps)
        runs = {"main": main, Trial("wide", seed): setting.spec("wide", seed)}
        for other in range(seed + 1, seed + options["seeds"]):
            runs |= {Trial(kind, other): setting.spec(kind, other, records=1) for kind in KINDS}
        if setting.data != TIE_DATA:
            tie = replace(setting, data=TIE_DATA, steps=TIE_STEPS)
            for kind in KINDS:
                runs[Trial(kind, seed, elsewhere=True)] = tie.spec(kind, seed, TIE_RECORDS)
            runs[FRESH] = replace(tie, steps=1).spec("deep", seed + 1)
        return runs

    @staticmethod
    def held_out(main: RunSpec, _: RunOptions) -> Dataset:
        """Return data of the same kind that no run has seen."""
        rng = np.random.default_rng([main.seed, HELD_OUT])
        return load(objective_of(main).dataset.source, rng=rng)

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a network of several layers, on points that can be drawn anew."""
        if not isinstance(spec.objective, ModelObjective):
            return False
        model, data = spec.objective.model, spec.objective.dataset
        deep = isinstance(model, MLP) and len(model.sizes) > 3
        return deep and data.source in TOYS and data.n_features == FEATURES and not data.mean.any()

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; who is better is judged from the records."""
        wide, deep = (self.models[kind].n_parameters for kind in KINDS)
        self.begin({self.points: 0.3, self.key: 1})
        self.beat("question" if self.is_on_rings else "question_other")
        self.move(4.2, {self.points: 1})
        self.beat("equal" if wide == deep else "about", wide=wide, deep=deep)
        self.move(0.9, {self.aside: 1, self.key: 0})
        for kind in KINDS:
            self.move(1.3, {self.grown[kind]: 1})
            self.move(0.5, {self.sums[kind]: 1})
        self.let_stand(1.2)
        gone = dict.fromkeys(self.sums.values(), 0.0)
        self.beat("train", gone, n=objective_of(self.run).dataset.n)
        self.move(1.2, {self.small: 1, self.spread: 1})
        self.move(0.6, {self.maps: 1, self.chart: 1})
        self.play(self.training)
        percents = [number_text(100 * each, 1) for each in ends_of(self.here).tolist()]
        told = dict(zip(KINDS, percents, strict=True))
        self.beat(f"unseen_{better(self.here)}", n=self.here["deep"].data.n, **told)
        self.move(0.6, {self.held: 1, self.scored: 1})
        self.move(4.0, {self.dashed: 1})
        count = len(self.accuracies)
        self.beat("again", {self.chart: 0, self.dashed: 0, self.trials: 1})
        self.move(max(4.2, 0.35 * count), linear, {self.tried: count})
        if self.there:
            self.go_elsewhere(self.there)
        self.conclude(count + bool(self.there))

    def go_elsewhere(self, there: dict[Build, HeldOut]) -> None:
        """Other data: both learn them, and are as good."""
        self.beat("other", {self.scored: 0}, n=objective_of(there["deep"].run).dataset.n)
        self.move(0.8, {self.elsewhere: 1})
        self.play(self.retraining)
        right = {kind: int(there[kind].are_right[-1].sum()) for kind in KINDS}
        self.beat(f"other_{better(there)}", {self.scored: 1}, n=there["deep"].data.n, **right)
        self.move(2.6, linear, {self.tried: len(self.accuracies) + 1})

    def conclude(self, lines: int) -> None:
        """Go over all that was tried once more, and say what to remember."""
        key = "moral_here"
        if winner(self.accuracies.mean(axis=0)) != "deep":
            key = "moral_not"
        elif self.there and self.is_on_rings and better(self.there) != "deep":
            key = "moral"
        self.beat(key, {self.scored: 0})
        if self.there:
            self.move(0.9, {self.elsewhere: 0})
        self.move(0.4, {self.scored: 1})
        self.move(max(2.4, 0.3 * lines), linear, {self.swept: lines})
        self.let_stand(LAST)

    # What is known.

    @property
    def is_on_rings(self) -> bool:
        """Whether the data are the scene's own."""
        return objective_of(self.run).dataset.source == OPTIONS["data"]

    @cached_property
    def here(self) -> dict[Build, HeldOut]:
        """The run of either network, and how it does on the data that are held out."""
        assert self.recording.held_out is not None  # noqa: S101  the scene holds data out
        made = {"wide": self.recording[Trial("wide", self.run.spec.seed)], "deep": self.run}
        return {kind: HeldOut(made[kind], self.recording.held_out) for kind in KINDS}

    @cached_property
    def there(self) -> dict[Build, HeldOut]:
        """Likewise on other data, on a draw that neither was trained on; empty without such."""
        runs = self.recording.all_of(Trial)
        elsewhere = {role.kind: run for role, run in runs.items() if role.elsewhere}
        drawn = objective_of(self.recording[FRESH]).dataset if elsewhere else None
        return {kind: HeldOut(run, drawn) for kind, run in elsewhere.items() if drawn}

    @cached_property
    def models(self) -> dict[Build, MLP]:
        """The networks."""
        return {kind: network_of(self.here[kind].run) for kind in KINDS}

    @cached_property
    def accuracies(self) -> FloatArray:
        """In the end (n, 2) on data held out, wide and deep, for each seed."""
        own, data, runs = self.run.spec.seed, self.here["deep"].data, self.recording
        seeds = dict.fromkeys(role.seed for role in runs.all_of(Trial) if role.seed != own)
        others = [
            {kind: HeldOut(runs[Trial(kind, seed)], data) for kind in KINDS} for seed in seeds
        ]
        return np.array([*map(ends_of, (self.here, *others))])

    @cached_property
    def training(self) -> RunPlayer:
        """The training in film time."""
        return RunPlayer(paced(self.run.recorded_steps.tolist(), seconds=LASTING))

    @cached_property
    def retraining(self) -> RunPlayer:
        """Likewise that on other data."""
        steps = self.there["deep"].run.recorded_steps.tolist() if self.there else [0]
        return RunPlayer(paced(steps, seconds=ELSEWHERE))

    @cached_property
    def colours(self) -> dict[Build, str]:
        """Of the networks."""
        return {"wide": self.theme.run5, "deep": self.theme.run4}

    # The drawings.

    def draw(self, sheet: Sheet) -> None:
        """Data and networks, then maps, then charts."""
        data, boxes = objective_of(self.run).dataset, self.map_boxes
        points = DataPoints(sheet, data, data)

        def shown() -> Sequence[Artist]:
            box = between(self.big, self.thumb, self.aside())
            return points.at(box, self.points(), float(self.spread() == 0))

        sheet.show(shown)
        self.show_key(sheet)
        for kind in KINDS:
            self.show_map(sheet, kind, boxes[kind])
            if self.there:
                self.show_other_map(sheet, self.there[kind], boxes[kind])
            self.show_network(sheet, kind)
            self.show_number(sheet, kind)
        self.show_losses(sheet)
        self.show_trials(sheet)

    def show_key(self, sheet: Sheet) -> None:
        """What a point's place and its sign mean."""
        muted, left, drawn = sheet.theme.muted, self.key_left, list[Artist]()
        for row, key in enumerate(("place", "class0", "class1")):
            x, y = left + self.key_indent * bool(row), self.key_line + row * self.key_pitch
            drawn.append(Label(sheet, self.label(key), (x, y), colour=muted))
            if row:
                sign = class_points(sheet, row - 1, KEY_SIGN)
                sign.set_offsets([sheet.at(left + 0.008, y - down(0.0125))])
                drawn.append(sign)
        sheet.fade(self.key, *drawn)

    def show_map(self, sheet: Sheet, kind: Build, box: Box) -> None:
        """The map of a network, and the points that come there; others take their place."""
        here = self.here[kind]
        data, made = objective_of(here.run).dataset, DecisionMap(sheet, here.run, box)
        learned, asked = DataPoints(sheet, data, data), DataPoints(sheet, here.data, data)

        def shaded(alpha: float) -> Sequence[Artist]:
            left = 1 - self.elsewhere()
            return made.at(self.training.step(), alpha, alpha * left**3) if left else ()

        def placed(there: float) -> Sequence[Artist]:
            on, held = between(self.thumb, box, there), self.held()
            seen = (1 - (1 - ON_MAP) * self.maps()) * (1 - self.elsewhere())
            return [*learned.at(on, 1.0, seen * (1 - held)), *asked.at(on, 1.0, seen * held)]

        sheet.show_at(self.maps, shaded)
        sheet.show_at(self.spread, placed)

    def show_other_map(self, sheet: Sheet, there: HeldOut, box: Box) -> None:
        """Likewise of a network on other data."""
        data, made = objective_of(there.run).dataset, DecisionMap(sheet, there.run, box)
        learned, asked = DataPoints(sheet, data, data), DataPoints(sheet, there.data, data)

        def shaded(alpha: float) -> Sequence[Artist]:
            seen = self.maps() * alpha
            return made.at(self.retraining.step(), seen, seen)

        def placed(alpha: float) -> Sequence[Artist]:
            held = alpha * self.scored()
            return [*learned.at(box, 1.0, alpha * (1 - self.scored())), *asked.at(box, 1.0, held)]

        sheet.show_at(self.elsewhere, shaded)
        sheet.show_at(self.elsewhere, placed)

    def show_network(self, sheet: Sheet, kind: Build) -> None:
        """A network, first in its map's place and then below it, its name and its parameters."""
        model, box, icon = self.models[kind], self.map_boxes[kind], self.icon_boxes[kind]
        label, colour, pitch = self.label, self.colours[kind], down(LINE)
        place = box.left + INSET, box.right - INSET, box.top + INSET, box.bottom - INSET
        picture, large = NetworkPicture(sheet, model.sizes, colour), Box(*place)
        sheet.show_at(
            self.grown[kind], lambda grown: picture.at(between(large, icon, self.small()), grown)
        )
        name = label(kind, units=" + ".join(map(str, model.sizes[1:-1])))
        names = [
            Label(sheet, line, (box.left, self.name_line + row * pitch), colour=colour, bold=True)
            for row, line in enumerate(broken_if_tall(name, SIZES.label, WORDS_WIDE))
        ]
        sheet.fade(self.grown[kind], *names)
        count, biases = model.n_parameters, sum(model.sizes[1:])
        parts = label("parts", weights=count - biases, biases=biases), label("total", count=count)
        lines = [line for each in parts for line in broken_if_tall(each, SIZES.label, WORDS_WIDE)]
        first, pitch = self.sums_lines
        sums = [
            Label(sheet, line, (box.left, first + row * pitch)) for row, line in enumerate(lines)
        ]
        sheet.fade(self.sums[kind], *sums)

    def show_number(self, sheet: Sheet, kind: Build) -> None:
        """How often a network is right in the end on points that it has not seen."""
        left, y, muted = self.map_boxes[kind].left, self.number_line, sheet.theme.muted
        end = left + self.number_end
        word = Label(sheet, self.label("right"), (left, y), colour=muted)
        sheet.fade(self.scored, word, Label(sheet, "%", (end - 0.013, y), colour=muted))
        number = Number(sheet, 1, (end - 0.017, y), colour=sheet.theme.text)

        def told() -> str:
            asked = self.there if self.elsewhere() >= 0.5 else self.here
            return number_text(100 * float(asked[kind].accuracies[-1]), 1)

        number.tell(self.scored, told)

    def show_losses(self, sheet: Sheet) -> None:
        """Losses on the points that were learned, solid, and on those held out, dashed."""
        lines, label, box = list[LossLine](), self.label, self.chart_box
        for is_dashed in (False, True):
            for kind in KINDS:
                asked = self.here[kind]
                losses = asked.losses if is_dashed else asked.run.loss
                steps, colour = asked.run.recorded_steps, self.colours[kind]
                lines.append(LossLine(kind, steps, losses, colour, not is_dashed, dashed=is_dashed))
        most = max(float(line.losses[len(line.losses) // SETTLED :].max()) for line in lines)
        axes = scale(0, self.run.n_steps, count=3), scale(0, HEADROOM * most, count=4)
        chart = LossChart(sheet, lines, axes, (label("step"), label("loss")), box)
        sheet.show_at(self.chart, lambda alpha: chart.axes(0.0, alpha))
        small = partial(Label, sheet, colour=sheet.theme.muted, size=SIZES.smallest)
        sheet.fade(self.chart, small(label("solid"), (box.left, self.solid_line)))
        sheet.fade(self.dashed, small(label("dashed"), (box.left, self.dashed_line)))
        for index in range(len(lines)):
            sheet.show_at(self.chart, partial(self.loss_line, chart, index))
        for index in range(len(KINDS)):
            self.name_loss(chart, index)

    def loss_line(self, chart: LossChart, index: int, alpha: float) -> Sequence[Artist]:
        """A loss on what is learned, which steps back when the others come in their own time."""
        dashed = self.dashed()
        seen, step = alpha * (1 - (1 - BACK) * min(4 * dashed, 1.0)), self.training.step()
        if chart.lines[index].dashed:
            seen = alpha = alpha if dashed else 0.0
            step = dashed * self.training.pace.steps[-1]
        return [*chart.curve(index, step, seen), *chart.sign(index, step, alpha)]

    def name_loss(self, chart: LossChart, index: int) -> None:
        """The name of a network by the tip of its loss: above the higher one, below the other."""
        sheet, kind = chart.sheet, KINDS[index]
        ends = [float(self.here[each].run.loss[-1]) for each in KINDS]
        is_higher = ends[index] > min(ends) or (index == 0 and ends[0] == ends[1])
        aside = BESIDE if is_higher else -BESIDE - 0.012
        name, colour = self.label(f"{kind}_short"), self.colours[kind]
        word = Label(sheet, name, colour=colour, bold=True, edge="right")

        def shown(alpha: float) -> Sequence[Artist]:
            step = self.training.step()
            seen = smooth(10 * (step / self.training.pace.steps[-1] - NAMED_FROM))
            x, y = chart.tip_at(index, step)
            lowest = chart.box.y0 + sheet.tall(ABOVE_AXIS)  # below it are numbers
            return word.put(np.array([x, max(y + sheet.tall(aside), lowest)]), alpha * seen)

        sheet.show_at(self.chart, shown)

    def show_trials(self, sheet: Sheet) -> None:
        """Two columns, wide and deep, with a line for each seed; heights are accuracies."""
        box, theme, label = self.chart_box, sheet.theme, self.label
        seeds = pairs = self.accuracies
        if self.there:
            pairs = np.vstack([seeds, ends_of(self.there)])
        up = scale(100 * min(0.5, np.floor(10 * float(pairs.min())) / 10), 100, count=5)

        def height(percent: float) -> float:
            return box.bottom - float(up.share(percent)) * box.height

        small = partial(Label, sheet, colour=theme.muted, size=SIZES.smallest)
        fixed: list[Artist] = [small(label("accuracy"), (box.left, box.top - down(ABOVE)))]
        for tick in up.ticks:
            y = height(tick)
            ends = sheet.at(box.left, y), sheet.at(box.right, y)
            fixed += Stroke(sheet, theme.grid, 1.5).between(*ends)
            place = box.left - 0.008, y + down(HALF)
            fixed.append(small(f"{tick:.0f}%", place, edge="right"))
        for kind, x in zip(KINDS, (box.left + TO_NAMES, box.right - TO_NAMES), strict=True):
            name, place = label(f"{kind}_short"), (x, box.bottom + down(BELOW))
            made = Label(sheet, name, place, colour=self.colours[kind], edge="centre", bold=True)
            fixed.append(made)
        sheet.fade(self.trials, *fixed)
        for index, pair in enumerate(pairs.tolist()):
            aside = (index - (len(pairs) - 1) / 2) * min(APART, WIDEST / len(pairs))
            columns = box.left + TO_POINTS + aside, box.right - TO_POINTS + aside
            heights = [height(100 * each) for each in pair]
            ways = [sheet.at(*each) for each in zip(columns, heights, strict=True)]
            sheet.show_at(self.trials, self.trial(sheet, index, *ways))
        middle, on_rings = box.middle[0], objective_of(self.run).dataset.source == "rings"
        centred = partial(Label, sheet, edge="centre")
        count = centred("0", (middle, box.bottom + down(COUNTED)))

        def told() -> str:
            seen = seeds[: int(self.tried() + 1e-6)]
            wins = int((seen[:, 1] > seen[:, 0]).sum())
            return label("ahead_rings" if on_rings else "ahead", wins=wins, count=len(seen))

        count.tell(lambda: self.trials() * (self.tried() >= 1 - 1e-6), told)
        named = {0: ("rings", float(seeds.mean(axis=1).min()))} if on_rings else {}
        if self.there:
            named[len(seeds)] = "moons", float(pairs[-1].min())
        for index, (key, lowest) in named.items():
            word = centred(label(key), (middle, height(100 * lowest) + down(UNDER)))
            sheet.fade(partial(self.seen_of, index), word)

    def seen_of(self, index: int) -> float:
        """The opacity of what is named as a line is drawn."""
        return self.trials() * smooth(self.tried() - index)

    def trial(
        self, sheet: Sheet, index: int, start: FloatArray, end: FloatArray
    ) -> Callable[[float], Sequence[Artist]]:
        """A line from either network's accuracy to the other's; brighter if it was seen in full."""
        colour = sheet.theme.muted if index else sheet.theme.text
        line = Line2D([], [], color=colour, figure=sheet.figure)
        first, last = (RingedPoint(sheet, colour=self.colours[kind], radius=5) for kind in KINDS)

        def shown(alpha: float) -> Sequence[Artist]:
            if not (share := smooth(self.tried() - index)):
                return ()
            tip, swept = start + share * (end - start), self.swept()
            near = smooth(1 - abs(2 * (swept - index - 0.5))) if swept else 0.0
            line.set_data([start[0], tip[0]], [start[1], tip[1]])
            line.set_linewidth(sheet.stroke(THIN + (THICK - THIN) * near))
            line.set_alpha(alpha)
            return [line, *first.at(start, alpha), *last.at(tip, alpha)]

        return shown


@dataclass(frozen=True)
class Setting:
    """What both networks have in common, and what tells them apart.

    Attributes:
        data: the name of the data.
        hidden: units in each layer of the deep network.
        activation: of the units.
        rates: learning rates of the wide and of the deep network.
        steps: of the training.
    """

    data: str
    hidden: tuple[int, ...]
    activation: str
    rates: tuple[float, float]
    steps: int

    def model(self, kind: Build) -> MLP:
        """Either network; the wide one's width comes nearest to as many parameters."""
        deep = MLP((FEATURES, *self.hidden, 1), self.activation)
        width = max(1, round((deep.n_parameters - 1) / (FEATURES + 2)))
        return deep if kind == "deep" else MLP((FEATURES, width, 1), self.activation)

    def spec(self, kind: Build, seed: int, records: int = RECORDS) -> RunSpec:
        """The run of either network from a seed, on data drawn with it."""
        model, drawn = self.model(kind), load(self.data, rng=np.random.default_rng(seed))
        start = model.initial(np.random.default_rng(seed))
        if kind == "wide":
            start[: (FEATURES + 1) * model.sizes[1]] *= FIRST_LAYER
        return RunSpec(
            objective=ModelObjective(model, drawn),
            optimizer=Adam(),
            learning_rate=self.rates[KINDS.index(kind)],
            steps=self.steps,
            batch_size=min(BATCH, drawn.n // 2),
            start=start,
            seed=seed,
            stride=max(1, self.steps // records),
        )


def deep_spec(options: RunOptions) -> RunSpec:
    """The run of the deep network.

    Raises:
        RequestError: what is asked for can't be drawn.
    """
    data, hidden, rates = options.data or "rings", options.hidden or (8, 8, 8), options["rates"]
    if data not in TOYS:
        raise RequestError(f"depth draws points of a plane: take one of {', '.join(TOYS)}")
    if len(hidden) < 2:
        raise RequestError("--hidden names one layer, and a deep network has more: take 8,8,8")
    if len(rates) != 2 or min(rates) <= 0:
        raise RequestError("--rates takes two above 0: the wide network's and the deep one's")
    if not LEAST_SEEDS <= options["seeds"] <= MOST_SEEDS:
        raise RequestError(f"--seeds takes a number from {LEAST_SEEDS} to {MOST_SEEDS}")
    setting = Setting(data, hidden, "relu", rates, options.steps or STEPS)
    return setting.spec("deep", options.seed or 0)


def ends_of(asked: dict[Build, HeldOut]) -> FloatArray:
    """Accuracies in the end (2,), wide and deep."""
    return np.array([float(asked[kind].accuracies[-1]) for kind in KINDS])


def better(asked: dict[Build, HeldOut]) -> str:
    """Who is better in the end; see `winner`."""
    return winner(ends_of(asked))


def winner(accuracies: FloatArray) -> str:
    """Who is better by two accuracies, wide and deep: "wide", "deep" or "tie"."""
    wide, deep = accuracies
    return "tie" if abs(deep - wide) <= TIE else KINDS[int(deep > wide)]


SIDE, STRENGTH, SHADES = 72, 0.5, 256
"""Places along a side of the map; how much of a class's colour the surest places have; shades."""
LEVEL = 0.5 + 1e-6
"""Of the boundary: where an untrained network says exactly 1/2 all over a region, none runs."""
DOT, BOUNDARY, TRIANGLE = 6.0, 3.0, 1.4
"""Diameter of a disc and width of the boundary, in pixels of a 1280x720 frame; how much further
than a disc a triangle reaches, so that it isn't smaller to the eye."""
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
"""From linear RGB to the cones' answers, and from their cube roots to OKLab (Ottosson 2020)."""


def shades(theme: Theme) -> FloatArray:
    """Colours (SHADES, 3) from class 0 over the background to class 1, mixed in OKLab."""
    names = theme.class0, theme.background, theme.class1
    low, middle, high = (_oklab(np.array(to_rgb(name))) for name in names)
    share = np.linspace(-1, 1, SHADES)[:, None] * STRENGTH
    mixed = middle + np.where(share < 0, -share * (low - middle), share * (high - middle))
    linear = np.clip((mixed @ np.linalg.inv(TO_LAB).T) ** 3 @ np.linalg.inv(TO_LMS).T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _oklab(rgb: FloatArray) -> FloatArray:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T)


class DecisionMap:
    """Which class a run's network answers all over a square of the plane, in a box of the stage."""

    def __init__(self, sheet: Sheet, run: Trajectory, box: Box) -> None:
        self._run, window = run, window_of(objective_of(run).dataset)
        self._shades = np.round(shades(sheet.theme) * 255).astype(np.uint8)
        axes = [np.linspace(low, high, SIDE) for low, high in window.T]
        self._grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        low, high = placed(sheet, window, box)(window)
        self._bounds = Bbox([low, high])
        self._edges = [np.linspace(*ends, SIDE) for ends in zip(low, high, strict=True)]
        self._size = max(1, round(high[0] - low[0])), max(1, round(high[1] - low[1]))
        self._picture, width = stretch(sheet), sheet.stroke(BOUNDARY)
        self._line = LineCollection(
            [], colors=sheet.theme.text, linewidths=width, capstyle="round", figure=sheet.figure
        )
        self._recorded = lru_cache(maxsize=4)(self._probabilities)

    def at(self, step: float, alpha: float, edge: float) -> list[Artist]:
        """The map after so many steps, at an opacity, and its boundary at one of its own.

        Between two recorded steps it is on the straight way from one map to the next.
        """
        if not alpha:
            return []
        steps = self._run.recorded_steps
        first = index_at(steps, step)
        last = min(first + 1, len(steps) - 1)
        start, end = float(steps[first]), float(steps[last])
        share, before = (
            (step - start) / (end - start) if end > start else 0.0,
            self._recorded(first),
        )
        p = before + share * (self._recorded(last) - before)
        colours = self._shades[np.round(p * (SHADES - 1)).astype(int)][::-1]
        large = np.asarray(Image.fromarray(colours).resize(self._size, Image.Resampling.BICUBIC))
        pixels = np.dstack([large, np.full(large.shape[:2], 255, np.uint8)])
        image, (x, y) = self._picture(pixels, self._bounds), self._edges
        boundary = contour_generator(x, y, p).lines(LEVEL)
        self._line.set_segments([np.asarray(each) for each in boundary])
        image.set_alpha(alpha)
        self._line.set_alpha(edge)
        return [image, self._line]

    def _probabilities(self, index: int) -> FloatArray:
        """How likely class 1 is all over the square: (SIDE, SIDE)."""
        parameters = self._run.parameters[index]
        p = probabilities(objective_of(self._run).model, parameters, self._grid)
        return np.asarray(p[:, 1].reshape(SIDE, SIDE))


def window_of(data: Dataset) -> FloatArray:
    """A square window about data: [[x low, y low], [x high, y high]]."""
    low, high = data.features.min(axis=0), data.features.max(axis=0)
    middle, half = (low + high) / 2, 0.52 * float((high - low).max())
    return np.array([middle - half, middle + half])


def placed(sheet: Sheet, window: FloatArray, box: Box) -> Callable[[FloatArray], FloatArray]:
    """Where points (n, 2) of a window are in a box, in pixels; the box becomes a square."""
    left, low = sheet.at(box.left, box.bottom)
    right, top = sheet.at(box.right, box.top)
    side = min(right - left, top - low)
    corner = np.array([(left + right - side) / 2, (top + low - side) / 2])

    def place(points: FloatArray) -> FloatArray:
        return np.asarray(corner + (points - window[0]) / (window[1] - window[0]) * side)

    return place


class DataPoints:
    """Points of data by their class, discs and triangles, in any box.

    Those outside of the window about `around`, other data or the same, aren't drawn.
    """

    def __init__(self, sheet: Sheet, data: Dataset, around: Dataset) -> None:
        self._sheet, self._points, self._window = sheet, data.features, window_of(around)
        low, high = self._window
        inside = ((low <= self._points) & (self._points <= high)).all(axis=1)
        self._classes = [inside & (data.target == label) for label in (0, 1)]
        self._far = np.hypot(*(self._points - self._window.mean(axis=0)).T)
        self._dots = [class_points(sheet, label) for label in (0, 1)]

    def at(self, box: Box, share: float, alpha: float) -> Sequence[Artist]:
        """They in a box, those that are nearest to the middle first."""
        if not share or not alpha:
            return ()
        place, reach = placed(self._sheet, self._window, box), share * float(self._far.max())
        for dots, own in zip(self._dots, self._classes, strict=True):
            dots.set_offsets(place(self._points[own & (self._far <= reach)]))
            dots.set_alpha(alpha)
        return self._dots


def class_points(sheet: Sheet, label: int, size: float = DOT) -> PathCollection:
    """Points of a class, discs or triangles, for `set_offsets`; of a size in pixels of 720p."""
    radius = sheet.stroke(size / 2 * (TRIANGLE if label else 1.0))
    made = discs(sheet, sheet.theme.of_class(label), radius)
    if label:
        made.set_paths([Path.unit_regular_polygon(3)])
    return made


def discs(sheet: Sheet, colour: str, radius: float) -> PathCollection:
    """Discs of a radius in pixels, for `set_offsets`."""
    return PathCollection(
        [Path.unit_circle()],
        sizes=[radius**2],
        facecolors=colour,
        edgecolors="none",
        offset_transform=IdentityTransform(),
        figure=sheet.figure,
    )


LARGEST, CLOSEST, WIDTH, FAINT = 0.012, 0.36, 0.0016, 0.55
"""Radius of a unit at the most, and as a share of the distance to the next; how wide a weight is,
and its opacity; lengths in the stage's heights for a box as high as the stage."""


class NetworkPicture:
    """Units in columns, layer by layer, all of them and all of their weights."""

    def __init__(self, sheet: Sheet, sizes: Sequence[int], colour: str) -> None:
        self._sheet, self._sizes = sheet, sizes
        self._weights = LineCollection([], colors=colour, alpha=FAINT, figure=sheet.figure)
        self._units = discs(sheet, colour, 0.0)

    def at(self, box: Box, share: float) -> list[Artist]:
        """It in a box, as much of it as has grown from the left."""
        columns, tall = self._columns(box), box.height * self._sheet.height
        grown = share * (len(columns) - 1)
        shown = [column for index, column in enumerate(columns) if index <= grown + 1e-9]
        radius = min(CLOSEST * tall / max(self._sizes), LARGEST * 2 * tall)
        self._units.set_offsets(np.concatenate(shown))
        self._units.set_sizes([radius**2])
        segments = list[FloatArray]()
        for index, (first, last) in enumerate(pairwise(columns)):
            starts, ends = np.repeat(first, len(last), axis=0), np.tile(last, (len(first), 1))
            if (part := min(grown - index, 1.0)) > 0:
                segments += [*np.stack([starts, starts + part * (ends - starts)], axis=1)]
        self._weights.set_segments(segments)
        self._weights.set_linewidth(max(WIDTH * tall, 0.3))
        return [self._weights, self._units]

    def _columns(self, box: Box) -> list[FloatArray]:
        """Where the units of each layer are, (n, 2) in pixels."""
        left, low = self._sheet.at(box.left, box.bottom)
        right, top = self._sheet.at(box.right, box.top)
        tall, columns = top - low, list[FloatArray]()
        most = max(tall / max(self._sizes), tall / 9)
        for x, size in zip(np.linspace(left, right, len(self._sizes)), self._sizes, strict=True):
            rises = min(most, tall / size) * (np.arange(size) - (size - 1) / 2)
            columns.append(np.column_stack([np.full(size, x), (top + low) / 2 + rises]))
        return columns
