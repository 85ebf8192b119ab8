"""As many parameters side by side or in layers: why depth helps, and where it doesn't."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import pairwise, product
from typing import ClassVar, Literal

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from PIL import Image

from gradreel.scenes.stage.plotting import (
    MLP,
    SCENERY,
    SIZES,
    TOYS,
    Adam,
    Artists,
    BoolArray,
    Box,
    ByShape,
    Dataset,
    FigureStory,
    FloatArray,
    HeldOut,
    Label,
    ModelObjective,
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
    across,
    backed,
    between,
    between_steps,
    broken_if_tall,
    dots,
    down,
    linear,
    load,
    network_of,
    objective_of,
    paced,
    runs,
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
    "seeds": 10,
}
HELP = {
    "rates": "Learning rates of the wide and of the deep network.",
    "seeds": "How many seeds are tried.",
}
DRAWS = "ReLU networks of several layers on points drawn at random, as they are"

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
TIE = 0.02
"""Accuracies that differ by no more are alike."""

BEGUN, LASTING, EASE = 25, 9.0, 1.8
"""The part of the training, one in so many steps, in which both maps are seen; the seconds at the
most that all of it would take; and how much slower the first steps are than the last, as most is
learned early."""
CLIMAX, ELSEWHERE = 4.4, 1.8
"""Seconds that the rest of the training takes, and that on other data."""
WHOLE, LAST = 1.0, 2.1
"""Seconds that the unfolded ring stands, and what folds were learned; and the last picture."""

ON_MAP, ON_PAPER = 0.35, 0.65
"""Opacity of the points on a map, and of those on the paper."""
ABOVE, BELOW, PITCH, WIDEST_NAME = 0.022, 0.1, 0.05, 0.42
"""From a map up to its name and down to its number, and from a line to the next, in heights of a
wide stage; and how wide a name may be in a tall one."""
TO_DATA = 0.08
"""From a map up to the name of its data, in heights of a wide stage."""
TO_TICKS, TO_TITLE, ROOMIEST = 0.06, 0.055, 0.05
"""From the chart down to its numbers and up to its title; from one seed's
row to the next at the most, in heights of a wide stage."""
NAMES_APART = 0.1
"""From one name above the rows to the other at the least, in the stage's widths."""
LARGE, LARGE_PITCH, OPENED = 1.5, 0.065, 0.7
"""How many times as large as a title a count is; from it down to its name; and what of a fold is
still closed when its edges are counted."""


def square(x: float, y: float, size: float) -> Box:
    """A square about a place of the stage, its size in heights of a wide one."""
    half_width, half_height = across(size) / 2, down(size) / 2
    return Box(x - half_width, x + half_width, y - half_height, y + half_height)


@dataclass(frozen=True)
class Trial:
    """The role of a run beside the main one: either network from a seed, on data drawn with it."""

    kind: Build
    seed: int
    elsewhere: bool = False


class Depth(FigureStory):
    """Paper is folded and cut; then a wide and a deep network learn the same points.

    Its values: `points`, from a row of the data, by one feature alone, to the plane; `aside`, from
    the middle of all to between both networks; `grown`, how much of each is drawn; `kink`, which
    curve a unit has: the sigmoid, a kink, or what two of these make; `straight`, the share of the
    first cut; `level`, that of the line between two points of one value; `folds`, how many are
    made, `cut`, the share of the cut through them, and `unfolds`, how many are undone; `near`, from
    all of the paper to what is left of it; `spread`, from the paper to both maps;
    `full`, from there to half of the frame each;
    `tried`, how many seeds are shown; `apart`, from two maps to four. The others are opacities.
    """

    points, aside, networks, paper, kink, straight, knife, folds = values(8)
    level, cut, unfolds, near, counted, spread, maps, dots, full, steps, creases = values(11)
    scored, rightly, wrongly, trials, tried, wins, elsewhere, told, apart = values(9)
    grown: ClassVar[dict[Build, Value]] = dict(zip(KINDS, values(2), strict=True))

    # Squares, each by its middle and its size: the data and the paper, also from near, the data
    # between both networks, and the maps: two at first, of which the deep network's mirrors the
    # wide one's, in the end four.
    middle = ByShape((0.5, 0.585, 0.66), tall=(0.5, 0.51, 0.69))
    close = ByShape((0.235, 0.87, 1.3), tall=(0.06, 0.77, 1.25))
    inner = ByShape((0.5, 0.55, 0.26), tall=(0.5, 0.81, 0.28))
    two = ByShape((0.245, 0.55, 0.54), tall=(0.265, 0.52, 0.31))
    four = ByShape(
        ((0.15, 0.57, 0.35), (0.365, 0.57, 0.35), (0.635, 0.57, 0.35), (0.85, 0.57, 0.35)),
        tall=((0.27, 0.41, 0.25), (0.73, 0.41, 0.25), (0.27, 0.775, 0.25), (0.73, 0.775, 0.25)),
    )
    # Places: of what is counted; of the paper's proviso, and of the name of the map that fills the
    # frame; of what is said of the points that are left; and the chart of accuracies.
    count_place = ByShape((0.84, 0.57), tall=(0.5, 0.855))
    proviso_place = ByShape((0.05, 0.93), tall=(0.05, 0.94))
    # The curve of a unit, and which layer it is of; the maps where they fill the frame, and where
    # their step is told.
    unit_curve = ByShape((0.16, 0.57, 0.3), tall=(0.2, 0.855, 0.16))
    layer_place = ByShape((0.16, 0.36), tall=(0.5, 0.225))
    halves: ByShape[dict[Build, Box]] = ByShape(
        {"wide": Box(0, 0.5, 0, 1), "deep": Box(0.5, 1, 0, 1)},
        tall={"wide": Box(0, 1, 0, 0.5), "deep": Box(0, 1, 0.5, 1)},
    )
    step_place = ByShape((0.5, 0.875), tall=(0.2, 0.943))
    lines_place = ByShape((0.5, 0.93), tall=(0.78, 0.943))
    left_place = ByShape((0.5, 0.905), tall=(0.5, 0.76))
    chart = ByShape(Box(0.08, 0.70, 0.33, 0.79), tall=Box(0.12, 0.88, 0.35, 0.66))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the deep network's run, the wide one's, both from other seeds, on other data.

        Raises:
            RequestError: what is asked for can't be drawn.
        """
        main = options.recorded or deep_spec(options)
        data, hidden = objective_of(main).dataset.source, network_of(main).sizes[1:-1]
        rates, seed = (options["rates"][0], main.learning_rate), main.seed
        setting = Setting(data, hidden, rates, main.steps)
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
    def held_out(main: RunSpec, _: RunOptions) -> Dataset | None:
        """Return data of the same kind that no run has seen."""
        return runs.drawn_anew(main)

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a network that folds, on points that can be drawn anew."""
        if not isinstance(spec.objective, ModelObjective):
            return False
        model, data = spec.objective.model, spec.objective.dataset
        folds = isinstance(model, MLP) and len(model.sizes) > 3 and model.activation == "relu"
        return folds and data.source in TOYS and data.n_features == FEATURES and not data.mean.any()

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; who is better is judged from the records."""
        self.begin({self.dots: 1, self.points: 0.05})
        self.beat("question" if self.is_on_rings else "question_other")
        self.wait(0.6)
        self.move(2.4, {self.points: 1})
        wide, deep = (self.models[kind].n_parameters for kind in KINDS)
        self.beat("equal" if wide == deep else "about", wide=wide, deep=deep)
        self.move(1.4, {self.aside: 1, self.networks: 1})
        for kind in KINDS:
            self.move(1.1, {self.grown[kind]: 1})
        self.fold()
        self.learn()
        self.ask()
        if self.there:
            self.go_elsewhere()
        self.conclude()

    def fold(self) -> None:
        """Cut the plane once as it is, then again through its folds."""
        self.jump({self.knife: 1})
        self.beat("kink")
        self.meanwhile(0.5, {self.networks: 0})
        self.move(1.4, {self.aside: 0, self.paper: 1})
        self.move(1.2, {self.kink: 1})
        self.beat("one")
        self.move(1.2, {self.straight: 1, self.counted: 1})
        self.beat("fold", {self.counted: 0, self.knife: 0})
        self.move(1.6, {self.kink: 2})
        self.beat("same_value")
        self.move(0.9, {self.level: 1})
        self.move(2.2, {self.folds: 1})
        self.beat("again")
        self.move(1.4, {self.folds: 2, self.near: 0.2})
        self.move(1.4, {self.folds: 3, self.near: 1})
        self.beat("same", {self.counted: 1})
        self.move(1.4, {self.cut: 1})
        for undone, near in enumerate((0.5, 0.1, 0.0), start=1):
            self.move(1.2, {self.unfolds: undone, self.near: near})
        self.wait(WHOLE)

    def learn(self) -> None:
        """Both learn, soon as large as half of the frame each."""
        training = self.training
        self.beat("learn", {self.counted: 0, self.paper: 0, self.dots: 1})
        self.move(1.2, {self.spread: 1})
        self.move(0.6, {self.maps: 1, self.steps: 1, self.dots: ON_MAP})
        self.play(training, training.pace.when(self.run.n_steps // BEGUN))
        self.hush()
        self.meanwhile(CLIMAX, linear, {training.seconds: training.lasting})
        self.move(1.4, {self.full: 1, self.dots: 0})
        self.wait(CLIMAX - 1.4)
        self.move(0.9, {self.creases: 1})
        self.wait(WHOLE)
        self.move(1.2, {self.full: 0, self.steps: 0, self.creases: 0})

    def ask(self) -> None:
        """Ask about points that no run has seen, then whether it was luck."""
        self.beat("unseen", n=self.here["deep"].data.n)
        self.move(0.6, {self.rightly: 1, self.wrongly: 1})
        self.move(1.6, {self.rightly: 0})
        self.move(0.6, {self.scored: 1})
        count = len(self.accuracies)
        changes = {self.maps: 0, self.wrongly: 0, self.scored: 0, self.trials: 1}
        self.beat("luck", changes, count=count)
        self.move(max(1.2, 0.18 * count), linear, {self.tried: count})
        self.move(0.6, {self.wins: 1})
        self.wait(0.4)

    def go_elsewhere(self) -> None:
        """Other data: both learn them, and may be as good."""
        n = self.there["deep"].data.n
        self.beat("elsewhere", {self.trials: 0, self.wins: 0, self.elsewhere: 1}, n=n)
        self.play(self.retraining)
        self.move(0.6, {self.told: 1})
        self.move(0.8, {self.apart: 1})

    def conclude(self) -> None:
        """Show all maps once more, say what to remember, and ask about the deep network."""
        key = "moral_here"
        if not deep_wins(self.accuracies.mean(axis=0)):
            key = "moral_not"
        elif self.there and self.is_on_rings and not deep_wins(ends_of(self.there)):
            key = "moral"
        self.beat(key, {self.trials: 0, self.wins: 0, self.maps: 1})
        self.move(1.8, {self.scored: 1})
        self.beat("next", deep=self.models["deep"].n_parameters)
        self.jump({self.networks: 1, **dict.fromkeys(self.grown.values(), 0)})
        self.meanwhile(0.9, {self.maps: 0, self.elsewhere: 0})
        self.move(1.4, linear, {self.grown["deep"]: 1})
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
        return {
            role.kind: HeldOut(run, objective_of(self.recording[FRESH]).dataset)
            for role, run in self.recording.all_of(Trial).items()
            if role.elsewhere
        }

    @cached_property
    def models(self) -> dict[Build, MLP]:
        """The networks."""
        return {kind: network_of(self.here[kind].run) for kind in KINDS}

    @cached_property
    def accuracies(self) -> FloatArray:
        """In the end (n, 2) on data held out, wide and deep, for each seed."""
        own, data, recording = self.run.spec.seed, self.here["deep"].data, self.recording
        others = (
            {kind: HeldOut(recording[Trial(kind, seed)], data) for kind in KINDS}
            for seed in range(own + 1, own + recording.options["seeds"])
        )
        return np.array([*map(ends_of, (self.here, *others))])

    @cached_property
    def training(self) -> RunPlayer:
        """The training in film time."""
        steps = self.run.recorded_steps
        rows = np.linspace(0, 1, len(steps)) ** EASE * (len(steps) - 1)
        return RunPlayer(paced(steps[np.unique(rows.round().astype(int))], seconds=LASTING))

    @cached_property
    def retraining(self) -> RunPlayer:
        """Likewise that on other data."""
        return RunPlayer(paced([*self.there["deep"].run.recorded_steps], seconds=ELSEWHERE))

    @cached_property
    def colours(self) -> dict[Build, str]:
        """Of the networks."""
        return {"wide": self.theme.run5, "deep": self.theme.run4}

    def turns(self) -> FloatArray:
        """How far each fold is made (FOLDS,), 0 to 1: the last one is undone first."""
        made, undone = self.folds() - ORDER, self.unfolds() - ORDER[::-1]
        return np.asarray(np.clip(made, 0, 1) - np.clip(undone, 0, 1))

    def half_of(self, kind: Build) -> Box:
        """Where a network is, or its map, one of two."""
        x, y, size = self.two
        return square(x if kind == "wide" else 1 - x, y, size)

    def box_of(self, kind: Build, *, there: bool = False) -> Box:
        """Where a map is now, one of two or of four."""
        end = self.four[KINDS.index(kind) + 2 * there]
        return between(self.half_of(kind), square(*end), self.apart())

    def window_box(self, kind: Build) -> Box:
        """The square that a network's points are in now, as high as its map."""
        half = self.halves[kind]
        whole = square(*half.middle, half.height / down(1.0))
        return between(self.box_of(kind), whole, self.full())

    def paper_box(self) -> Box:
        """Where the paper is now."""
        return between(square(*self.middle), square(*self.close), self.near())

    # The drawings.

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet, from the bottom to the top."""
        for kind in KINDS:
            self.show_network(sheet, kind)
            if self.there:
                self.show_map(sheet, kind, there=True)
        for kind in KINDS:
            self.show_map(sheet, kind)
            self.show_asked(sheet, kind)
        left = Label(sheet, self.label("left"), self.left_place, edge="centre")
        sheet.fade(lambda: self.wrongly() * (1 - self.rightly()), left)
        self.show_step(sheet)
        self.show_data_names(sheet)
        self.show_paper(sheet)
        self.show_points(sheet)
        self.show_cut(sheet)
        self.show_unit(sheet)
        self.show_count(sheet)
        self.show_trials(sheet)

    def show_network(self, sheet: Sheet, kind: Build) -> None:
        """Its units and weights, and how wide its layers are."""
        model, grown, box = self.models[kind], self.grown[kind], self.half_of(kind)
        drawn = NetworkPicture(sheet, model.sizes, self.colours[kind])
        large = Box(0.15, 0.85, 0.28, 0.88)

        def shown(alpha: float) -> Artists:
            return drawn.at(between(box, large, self.scored()), grown(), alpha) if grown() else []

        sheet.show_at(self.networks, shown)
        name = self.label(kind, units=" + ".join(map(str, model.sizes[1:-1])))
        over = broken_if_tall(name, SIZES.label, WIDEST_NAME)
        x, top, pitch = box.middle[0], box.top - down(ABOVE), down(PITCH)
        named = partial(Label, sheet, edge="centre", colour=self.colours[kind], bold=True)
        names = [named(each, (x, top - at * pitch)) for at, each in enumerate(reversed(over))]
        sheet.fade(lambda: self.networks() * grown() * (1 - self.scored()), *names)

    def show_map(self, sheet: Sheet, kind: Build, *, there: bool = False) -> None:
        """What a network answers where, its name above, and below how often it is right."""
        asked, player, seen, scored = (
            (self.there, self.retraining, self.elsewhere, self.told)
            if there
            else (self.here, self.training, self.maps, self.scored)
        )
        run = asked[kind].run
        drawn, dots = DecisionMap(sheet, run), DataPoints(sheet, run)
        text, colour = partial(Label, sheet, edge="centre", bold=True), self.colours[kind]
        name = text(self.label(f"{kind}_short"), colour=colour)
        number = text(f"{asked[kind].accuracies[-1]:.1%}", size=SIZES.title, colour=colour)

        def shown(alpha: float) -> Artists:
            box, full = self.box_of(kind, there=there), self.full() * (not there)
            x, over, under = box.middle[0], box.top - down(ABOVE), box.bottom + down(BELOW)
            around = between(box, self.halves[kind], full)
            return [
                *drawn.at(around, player.step(), alpha, self.creases() * (not there)),
                *dots.at(placed(sheet, box), alpha * there),
                *name.put(sheet.at(x, over), alpha * max(1 - 2 * full, 0.0)),
                *number.put(sheet.at(x, under), alpha * scored()),
            ]

        sheet.show_at(seen, shown)
        if not there:
            half = self.halves[kind]
            low = text(name.get_text(), (half.middle[0], half.bottom - down(BELOW)))
            backed(low)
            sheet.fade(lambda: max(2 * self.full() - 1, 0.0), low)

    def show_step(self, sheet: Sheet) -> None:
        """How many steps both have made, and what lines on their maps are."""
        step = Label(sheet, "", self.step_place, edge="centre")
        backed(step)
        step.tell(self.steps, lambda: f"{self.label('step')} {self.training.told()}")
        for key, seen in (("lines", lambda: self.steps() - self.full()), ("creases", self.creases)):
            lines = Label(sheet, self.label(key), self.lines_place, edge="centre", cased=True)
            sheet.fade(seen, lines)

    def show_asked(self, sheet: Sheet, kind: Build) -> None:
        """The points held out on a network's map: those that it judges rightly and the others."""
        asked = self.here[kind]
        right = asked.are_right[-1] > 0
        rightly, wrongly = (
            DataPoints(sheet, self.run, asked.data, each) for each in (right, ~right)
        )

        def shown() -> Artists:
            place = placed(sheet, self.box_of(kind))
            return [*rightly.at(place, self.rightly()), *wrongly.at(place, self.wrongly())]

        sheet.show(shown)

    def show_data_names(self, sheet: Sheet) -> None:
        """What data both maps of a pair are of."""
        for there, asked in enumerate(filter(None, (self.here, self.there))):
            (first, y, size), (last, _, _) = self.four[2 * there : 2 * there + 2]
            name = self.label(objective_of(asked["deep"].run).dataset.source)
            place = (first + last) / 2, y - down(size / 2 + TO_DATA)
            label = Label(sheet, name, place, edge="centre", size=SIZES.number, bold=True)
            sheet.fade(lambda: self.apart() * self.maps(), label)

    # The data, the paper, and the cut.

    def show_points(self, sheet: Sheet) -> None:
        """The data: in the middle, on the paper that is folded, at last on both maps."""
        dots = {kind: DataPoints(sheet, self.run) for kind in KINDS}

        def shown(alpha: float) -> Artists:
            alpha *= 1 - (1 - ON_PAPER) * self.paper()
            start = between(self.paper_box(), square(*self.inner), self.aside())
            turns, plane = self.turns(), np.array([1, self.points()])

            def drawn(kind: Build) -> Artists:
                place = placed(sheet, between(start, self.window_box(kind), self.spread()))
                return dots[kind].at(lambda each: place(folded(turns, each * plane)), alpha)

            return [*drawn("wide"), *(drawn("deep") if self.spread() else ())]

        sheet.show_at(self.dots, shown)

    def show_paper(self, sheet: Sheet) -> None:
        """The paper, which light shines through: the more layers, the brighter."""
        theme, figure = sheet.theme, sheet.figure
        pieces, inside = (
            PolyCollection([], facecolors=colour, linewidths=0, figure=figure)
            for colour in (theme.text, theme.model)
        )
        creases = LineCollection([], linewidths=sheet.stroke(2.0), figure=figure)

        def shown(alpha: float) -> Artists:
            turns, place = self.turns(), placed(sheet, self.paper_box())
            moved = partial(moved_all, turns, place)
            pieces.set_verts(moved(PIECES))
            inside.set_verts(moved(INSIDE))
            creases.set_segments(moved(SPOKES))
            made = np.clip(self.folds() - SPOKE_FOLDS, 0, 1)
            creases.set_color([(*to_rgb(theme.text), 0.5 * alpha * each) for each in made])
            pieces.set_alpha(PAPER * alpha)
            inside.set_alpha(2.2 * PAPER * alpha * self.cut())
            return pieces, inside, creases

        sheet.show_at(self.paper, shown)

    def show_cut(self, sheet: Sheet) -> None:
        """Where the cut goes: a straight line, then through all folds at once."""
        knife, colour = Stroke(sheet, sheet.theme.text, 4), sheet.theme.text
        cuts = LineCollection([], linewidths=sheet.stroke(5), figure=sheet.figure, color=colour)

        def shown(alpha: float) -> Artists:
            turns, share, place = self.turns(), self.cut(), placed(sheet, self.paper_box())
            start, end = place(KNIFE)
            tip, seen = start + self.straight() * (end - start), alpha * self.knife()
            ends = CUTS[:, 0] + share * (CUTS[:, 1] - CUTS[:, 0])
            cuts.set_segments(moved_all(turns, place, np.stack([CUTS[:, 0], ends], axis=1)))
            cuts.set_alpha(alpha)
            return [*knife.between(start, tip, seen), cuts]

        sheet.show_at(self.paper, shown)

    def show_unit(self, sheet: Sheet) -> None:
        """The curve of a unit: the sigmoid, a kink, or what two kinks add up to, back to back."""
        xs, place = np.linspace(-1, 1, 81), placed(sheet, square(*self.unit_curve))
        curves = np.array([1 / (1 + np.exp(-6 * xs)), np.maximum(xs, 0), np.abs(xs)])
        line = Stroke(sheet, sheet.theme.model, 5)
        points = [RingedPoint(sheet, radius=13) for _ in range(4)]
        same = Stroke(sheet, sheet.theme.text, 3)

        def shown(alpha: float) -> Artists:
            before, on_paper = min(int(self.kink()), 1), placed(sheet, self.paper_box())
            ys = curves[before] + (self.kink() - before) * (curves[before + 1] - curves[before])
            drawn = [*line.through(place(np.column_stack([xs, ys - 0.5])), alpha)]
            on_curve = np.column_stack([PAIR[:, 0], np.interp(PAIR[:, 0], xs, ys) - 0.5])
            start, end = place(on_curve)
            drawn += same.between(start, start + self.level() * (end - start), alpha * self.level())
            places = start, end, *on_paper(folded(self.turns(), PAIR))
            for point, middle in zip(points, places, strict=True):
                drawn += point.at(middle, alpha * max(self.kink() - 1, 0.0))
            return drawn

        seen = lambda: max(2 * self.paper() - 1, 0.0) * (1 - smooth(self.folds() - 1))  # noqa: E731
        sheet.show_at(seen, shown)

    def show_count(self, sheet: Sheet) -> None:
        """How many edges the one cut has made; and who has set the weights."""

        def told() -> int:
            return edges(int(self.unfolds() + OPENED))

        number, what = self.large(sheet, size=LARGE)
        number.tell(self.counted, lambda: str(told()))
        what.tell(self.counted, lambda: self.label("edge" if told() == 1 else "edges"))
        layer = Label(sheet, "", self.layer_place, edge="centre", size=SIZES.number, bold=True)
        seen = lambda: self.paper() * max(min(self.kink() - 1, 1 - self.unfolds()), 0.0)  # noqa: E731
        layer.tell(seen, self.told_layer)
        proviso, colour = self.label("by_hand"), sheet.theme.muted
        sheet.fade(self.paper, Label(sheet, proviso, self.proviso_place, colour=colour))

    def told_layer(self) -> str:
        """Which layer folds, or that the output cuts."""
        number = max(int(np.ceil(self.folds())), 1)
        return self.label("output" if self.cut() else "layer", number=number)

    def large(
        self, sheet: Sheet, number: str = "", what: str = "", size: float = 1.0
    ) -> tuple[Label, Label]:
        """A number beside the figure, so many times as large as a title, and below what it is."""
        (x, y), label = self.count_place, partial(Label, sheet, edge="centre")
        low = y + down(LARGE_PITCH)
        large = label(number, (x, y), size=size * SIZES.title, bold=True)
        return large, label(what, (x, low), colour=sheet.theme.muted)

    # Luck.

    def show_trials(self, sheet: Sheet) -> None:
        """A row for each seed: how often the wide network is right, and the deep one."""
        box, theme, label, seeds = self.chart, sheet.theme, self.label, self.accuracies
        along = scale(10 * float(np.floor(10 * seeds.min())), 10 * float(np.ceil(10 * seeds.max())))
        pitch = min(down(ROOMIEST), box.height / len(seeds))
        small = partial(Label, sheet, colour=theme.muted, size=SIZES.smallest, edge="centre")
        title = box.middle[0], box.bottom + down(TO_TICKS + TO_TITLE)
        fixed: list[Artist] = [small(label("accuracy"), title)]

        def upright(x: float) -> tuple[FloatArray, FloatArray]:
            return sheet.at(x, box.top), sheet.at(x, box.bottom)

        xs = box.left + box.width * along.share(100 * seeds)
        for tick in along.ticks:
            x = box.left + float(along.share(tick)) * box.width
            fixed += Stroke(sheet, theme.grid, 1.5).between(*upright(x))
            fixed.append(small(f"{tick:.0f}%", (x, box.bottom + down(TO_TICKS))))
        wide, deep = xs.mean(axis=0).tolist()
        aside = np.copysign(max(NAMES_APART - abs(deep - wide), 0) / 2, deep - wide)
        for kind, mean, x in zip(KINDS, (wide, deep), (wide - aside, deep + aside), strict=True):
            colour, place = self.colours[kind], (x, box.top - down(ABOVE))
            name = Label(
                sheet, label(f"{kind}_short"), place, colour=colour, edge="centre", bold=True
            )
            fixed.append(name)
            sheet.fade(self.wins, *Stroke(sheet, colour, 2.0).between(*upright(mean)))
        sheet.fade(self.trials, *fixed)
        for index, pair in enumerate(xs.tolist()):
            y = box.middle[1] + (index - (len(seeds) - 1) / 2) * pitch
            self.show_row(sheet, index, [sheet.at(x, y) for x in pair])
        wins = int((seeds[:, 1] > seeds[:, 0]).sum())
        told = label("wins", wins=wins, count=len(seeds))
        sheet.fade(self.wins, *self.large(sheet, told, label("ahead")))

    def show_row(self, sheet: Sheet, index: int, places: Sequence[FloatArray]) -> None:
        """A seed's row, which appears as a whole."""
        line = Stroke(sheet, sheet.theme.line, 3.0)
        points = [RingedPoint(sheet, colour=self.colours[kind], radius=8) for kind in KINDS]

        def shown(alpha: float) -> Artists:
            seen = alpha * smooth(self.tried() - index)
            signs = [each.at(at, seen) for each, at in zip(points, places, strict=True)]
            return [*line.through(np.stack(places), seen), *signs[0], *signs[1]]

        sheet.show_at(self.trials, shown)


@dataclass(frozen=True)
class Setting:
    """What both networks have in common, and what tells them apart.

    Attributes:
        data: the name of the data.
        hidden: units in each layer of the deep network.
        rates: learning rates of the wide and of the deep network.
        steps: of the training.
    """

    data: str
    hidden: tuple[int, ...]
    rates: tuple[float, float]
    steps: int

    def model(self, kind: Build) -> MLP:
        """Either network; the wide one's width comes nearest to as many parameters."""
        deep = MLP((FEATURES, *self.hidden, 1), "relu")
        width = max(1, round((deep.n_parameters - 1) / (FEATURES + 2)))
        return deep if kind == "deep" else MLP((FEATURES, width, 1), "relu")

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
        raise RequestError(f"depth draws points of a plane: --data takes {', '.join(TOYS)}")
    if len(hidden) < 2:
        raise RequestError("--hidden names one layer, and a deep network has more: take 8,8,8")
    if len(rates) != 2 or min(rates) <= 0:
        raise RequestError("--rates takes two above 0: the wide network's and the deep one's")
    if not LEAST_SEEDS <= options["seeds"] <= MOST_SEEDS:
        raise RequestError(f"--seeds takes a number from {LEAST_SEEDS} to {MOST_SEEDS}")
    setting = Setting(data, hidden, rates, options.steps or STEPS)
    return setting.spec("deep", options.seed or 0)


def ends_of(asked: dict[Build, HeldOut]) -> FloatArray:
    """Accuracies in the end (2,), wide and deep."""
    return np.array([asked[kind].accuracies[-1] for kind in KINDS])


def deep_wins(accuracies: FloatArray) -> bool:
    """Whether the deep network is better by two accuracies (2,), wide and deep."""
    wide, deep = accuracies
    return bool(deep - wide > TIE)


NORMALS = np.array([[1.0, 0.0], [0.0, 1.0], [0.5**0.5, -(0.5**0.5)]])
"""Of the lines that the plane is folded along (FOLDS, 2): the side that each points to stays."""
FOLDS, ORDER = len(NORMALS), np.arange(len(NORMALS))
ACROSS, OFFSET = np.array([np.cos(np.pi / 8), np.sin(np.pi / 8)]), 0.45
"""The unit that cuts: across the middle of the wedge that is left, and how far out."""
FOLDING = MLP((FEATURES, *[2 * FEATURES + 1] * FOLDS, 1), "relu")
"""The network that folds: four units pass the plane on, the fifth folds it."""


def folding(turned: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Set the weights of the network that folds and cuts.

    Args:
        turned: of each fold (FOLDS,), the share: 0 leaves the plane as it is, 1 folds it flat.

    Returns:
        its parameters (p,), and how the folded plane is read from its last hidden layer (2, 5).
    """
    parameters, same = np.zeros(FOLDING.n_parameters), np.eye(FEATURES)
    layers, read = FOLDING.layers(parameters), same
    for (weights, _), normal, share in zip(layers, NORMALS, turned, strict=False):
        weights[:] = np.vstack([same, -same, -normal]) @ read
        read = np.column_stack([same, -same, 2 * share * normal])
    layers[-1].weights[:] = ACROSS @ read
    layers[-1].biases[:] = -OFFSET
    return parameters, read


PAIR = np.array([[-0.6, 0.0], [0.6, 0.0]])
"""Two points that the first fold puts on each other."""
LIFT = 0.22
"""How high what is being folded is seen to rise, as a share of its distance from the crease."""


def folded(turns: FloatArray, points: FloatArray) -> FloatArray:
    """Where the network takes points (n, 2), each fold being turned so far (FOLDS,).

    What turns rises towards the eye; flat again, it is where the network says.
    """
    parameters, read = folding((1 - np.cos(np.pi * turns)) / 2)
    activations = FOLDING.forward(parameters, points).activations
    folds = np.stack([each[:, -1] for each in activations[1:-1]], axis=1)
    lifted = LIFT * folds @ np.sin(np.pi * turns)
    return activations[-2] @ read.T + np.outer(lifted, [0.0, 1.0])


@lru_cache
def edges(undone: int) -> int:
    """How many edges the cut has when so many folds are undone: those of the network's boundary.

    Each is where the same of the units that fold are active.
    """
    parameters, _ = folding(np.where(FOLDS - undone > ORDER, 0.0, 1.0))
    side = np.linspace(-1, 1, 200)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    logits = FOLDING.logits(parameters, grid).reshape(200, 200)
    boundary = np.concatenate(contour(side, side, logits, 0.0))
    sums = FOLDING.forward(parameters, boundary).pre_activations[:FOLDS]
    are_active = np.stack([z[:, -1] > 0 for z in sums], axis=1)[:, FOLDS - undone :]
    return len(np.unique(are_active, axis=0))


ToPixels = Callable[[FloatArray], FloatArray]
"""Where points (n, 2) are in pixels, (n, 2)."""
PAPER = 0.055
"""Opacity of one layer of paper."""
TURNS = np.pi / 4 * np.arange(9)
AROUND = np.column_stack([np.cos(TURNS), np.sin(TURNS)])
RIM = AROUND / np.abs(AROUND).max(axis=1, keepdims=True)
CORNERS = OFFSET / np.cos(np.pi / 8) * AROUND
PIECES, INSIDE = (
    np.stack([np.zeros((8, 2)), each[:-1], each[1:]], axis=1) for each in (RIM, CORNERS)
)
"""The eight pieces (8, 3, 2) that three folds make of the paper, and of what the cut takes out."""
SPOKES, SPOKE_FOLDS = np.stack([np.zeros((8, 2)), RIM[:8]], axis=1), np.array([1, 2, 0, 2] * 2)
"""Creases (8, 2, 2) from the middle outwards, and the fold that each is from."""
CUTS = np.array([CORNERS[[at + at % 2, at + 1 - at % 2]] for at in range(8)])
"""The cut in each piece (8, 2, 2): from an axis to a diagonal, so that folded they are one."""
KNIFE = np.array([[(OFFSET - up * ACROSS[1]) / ACROSS[0], up] for up in (1.0, -1.0)])
"""Both ends of the straight line that the unit that cuts draws."""


def moved_all(turns: FloatArray, place: ToPixels, shapes: FloatArray) -> list[FloatArray]:
    """Where the corners (k, m, 2) of shapes on the paper are, in pixels."""
    return [*place(folded(turns, shapes.reshape(-1, 2))).reshape(shapes.shape)]


ROWS, STRENGTH, SHADES = 90, 0.5, 256
"""Places up a map; how much of a class's colour the surest places have; shades."""
FOLD = 0.4
"""Opacity of a network's folds."""
LEVEL = 0.5 + 1e-6
"""Of the boundary: where an untrained network says exactly 1/2 all over a region, none runs."""
DOT, BOUNDARY = 6.0, 3.5
"""Diameter of a disc and width of the boundary, in pixels of a 1280x720 frame."""
SIGNS = (Path.unit_circle(), 1.0), (Path.unit_regular_polygon(3), 1.4)
"""A disc and a triangle for the points of either class, and how many times as far as the disc each
reaches, so that the triangle isn't smaller to the eye."""


def shades(theme: Theme) -> FloatArray:
    """Colours (SHADES, 3) from class 0 over the background to class 1."""
    names = theme.class0, theme.background, theme.class1
    low, middle, high = (np.array(to_rgb(name)) for name in names)
    share = np.linspace(-1, 1, SHADES)[:, None] * STRENGTH
    return np.asarray(middle + abs(share) * (np.where(share < 0, low, high) - middle))


class DecisionMap:
    """What a run's network answers all over a part of the plane."""

    def __init__(self, sheet: Sheet, run: Trajectory) -> None:
        self._sheet, self._run = sheet, run
        self._window = window_of(run)
        self._shades = np.round(shades(sheet.theme) * 255).astype(np.uint8)
        self._picture = stretch(sheet)
        line = partial(LineCollection, [], colors=sheet.theme.text, figure=sheet.figure)
        self._boundary, self._folds = (
            line(linewidths=sheet.stroke(BOUNDARY) / thinner, capstyle="round", gid=SCENERY)
            for thinner in (1, 3)
        )

    def at(self, box: Box, step: float, alpha: float, folds: float) -> Artists:
        """The map in a box, after so many steps.

        Args:
            box: where it is.
            step: between two recorded steps the parameters are on the straight way.
            alpha: its opacity.
            folds: that of the lines where its hidden units kink, of the boundary's.
        """
        low, high = self._sheet.at(box.left, box.bottom), self._sheet.at(box.right, box.top)
        size = np.maximum(np.round(high - low), 1).astype(int)
        shape = ROWS, max(2, round(ROWS * size[0] / size[1]))
        x, y = (np.linspace(low[at], high[at], shape[1 - at]) for at in (0, 1))
        parameters = between_steps(self._run, self._run.parameters, step)
        passed = network_of(self._run).forward(parameters, self._inputs(shape))
        p = passed.activations[-1].reshape(shape)
        colours = self._shades[np.round(p * (SHADES - 1)).astype(int)][::-1]
        large = Image.fromarray(colours).resize(tuple(size), Image.Resampling.BICUBIC)
        image = self._picture(np.asarray(large.convert("RGBA")), Bbox([low, high]))
        image.set(alpha=alpha, gid=SCENERY)
        self._boundary.set_segments(contour(x, y, p, LEVEL))
        self._boundary.set_alpha(alpha)
        sums = np.hstack(passed.pre_activations[:-1]).T.reshape(-1, *shape) if folds else ()
        self._folds.set_segments([line for z in sums for line in contour(x, y, z, 0.0)])
        self._folds.set_alpha(FOLD * alpha * folds)
        return [image, self._folds, self._boundary]

    def _inputs(self, shape: tuple[int, int]) -> FloatArray:
        """Places all over what is seen (n, 2), row by row from below, as high as the window."""
        across = (shape[1] - 1) / (shape[0] - 1)
        grid = np.meshgrid(np.linspace(-across, across, shape[1]), np.linspace(-1, 1, shape[0]))
        middle, half = self._window
        return np.asarray(middle + half * np.stack(grid, axis=-1).reshape(-1, 2))


def contour(x: FloatArray, y: FloatArray, values: FloatArray, level: float) -> list[FloatArray]:
    """The lines, each (k, 2), where values (len(y), len(x)) are a level."""
    return [np.asarray(each) for each in contour_generator(x, y, values).lines(level)]


def window_of(run: Trajectory) -> FloatArray:
    """A square window about a run's data: its middle, and twice half its side (2, 2)."""
    points = objective_of(run).dataset.features
    low, high = points.min(axis=0), points.max(axis=0)
    return np.array([(low + high) / 2, np.full(2, 0.52 * (high - low).max())])


def placed(sheet: Sheet, box: Box) -> ToPixels:
    """Where points (n, 2) of a window, told from -1 to 1, are in a box, in pixels."""
    low, high = sheet.at(box.left, box.bottom), sheet.at(box.right, box.top)
    return lambda points: (low + high) / 2 + points * (high - low) / 2


class DataPoints:
    """Points by their class, discs and triangles, anywhere: a run's data, or others like them.

    Those outside of the window of the run's own aren't drawn, nor those that aren't chosen.
    """

    def __init__(
        self,
        sheet: Sheet,
        run: Trajectory,
        others: Dataset | None = None,
        chosen: BoolArray | bool = True,
    ) -> None:
        (middle, half), data = window_of(run), others or objective_of(run).dataset
        points = (data.features - middle) / half
        inside = (np.abs(points) <= 1).all(axis=1) & chosen
        self._own = [
            (dots(sheet, DOT / 2 * reach, sheet.theme.of_class(label), outline), own)
            for label, (outline, reach) in enumerate(SIGNS)
            if (own := points[inside & (data.target == label)]).size
        ]

    def at(self, place: ToPixels, alpha: float) -> Artists:
        """They in pixels, by a function of points (n, 2)."""
        for signs, own in self._own if alpha else []:
            signs.set_offsets(place(own))
            signs.set_alpha(alpha)
        return [signs for signs, _ in self._own if alpha]


LARGEST, CLOSEST, WIDTH, FAINT = 0.012, 0.36, 0.0016, 0.55
"""Radius of a unit at the most, and as a share of the distance to the next; how wide a weight is,
and its opacity; lengths in the stage's heights for a box as high as the stage."""


class NetworkPicture:
    """Units in columns, layer by layer, all of them and all of their weights."""

    def __init__(self, sheet: Sheet, sizes: Sequence[int], colour: str) -> None:
        self._sheet, self._sizes = sheet, sizes
        self._weights = LineCollection([], colors=colour, figure=sheet.figure)
        self._units = dots(sheet, 0.0, colour)

    def at(self, box: Box, share: float, alpha: float) -> Artists:
        """It in a box, as much of it as has grown from the left."""
        columns, tall = self._columns(box), box.height * self._sheet.height
        grown = share * (len(columns) - 1)
        radius = min(CLOSEST * tall / max(self._sizes), LARGEST * 2 * tall)
        self._units.set_offsets(np.concatenate(columns[: int(grown + 1e-9) + 1]))
        self._units.set_sizes([radius**2])
        self._weights.set_segments(
            [
                (start, start + min(grown - index, 1.0) * (end - start))
                for index, (first, last) in enumerate(pairwise(columns))
                for start, end in product(first, last)
                if index < grown
            ]
        )
        self._weights.set_linewidth(max(WIDTH * tall, 0.3))
        self._weights.set_alpha(FAINT * alpha)
        self._units.set_alpha(alpha)
        return [self._weights, self._units]

    def _columns(self, box: Box) -> list[FloatArray]:
        """Where the units of each layer are, (n, 2) in pixels."""
        place, fewest = placed(self._sheet, box), min(max(self._sizes), 9)
        columns = list[FloatArray]()
        for x, size in zip(np.linspace(-1, 1, len(self._sizes)), self._sizes, strict=True):
            rises = (2 * np.arange(size) + 1 - size) / max(size, fewest)
            columns.append(place(np.column_stack([np.full(size, x), rises])))
        return columns
