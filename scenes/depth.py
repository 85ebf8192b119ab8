"""As many parameters side by side or in layers: where depth helps, and where it doesn't."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
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
    Dataset,
    Edge,
    FigureStory,
    FloatArray,
    HeldOut,
    Label,
    LossChart,
    LossLine,
    Model,
    ModelObjective,
    Number,
    PacedRun,
    Read,
    Recording,
    RequestError,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Shaped,
    Sheet,
    Theme,
    Trajectory,
    Value,
    between,
    broken_if_tall,
    down,
    faded,
    index_at,
    linear,
    load,
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
LASTING, ELSEWHERE = 9.0, 2.8
"""Seconds that the training takes, and that on other data."""
LAST = 2.3
"""Seconds that the last picture stands."""


class Depth(FigureStory):
    """A wide and a deep network learn the same points, and are asked about others."""

    data, data_at, key, small, maps, dots, chart, unseen, held, scored = values(10)
    run_seconds, seeds, seeds_seen, swept, other, other_seconds = values(6)
    grown: ClassVar[dict[Build, Value]] = dict(zip(KINDS, values(2), strict=True))
    sums: ClassVar[dict[Build, Value]] = dict(zip(KINDS, values(2), strict=True))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the deep network's run, the wide one's, both from other seeds, on other data.

        Raises:
            RequestError: what is asked for can't be drawn.
        """
        main = options.recorded or deep_spec(options)
        return {"main": main, **other_specs(main, options)}

    @staticmethod
    def held_out(main: RunSpec, options: RunOptions) -> Dataset:
        """Return data of the same kind that no run has seen."""
        del options
        return drawn_anew(main)

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a network of several layers, on points that can be drawn anew."""
        return is_deep(spec)

    def construct(self) -> None:
        """Tell the story beat by beat; who is better is judged from the records."""
        self.begin({self.data: 0.3, self.key: 1})
        self._ask()
        self._compare()
        self._train()
        self._test()
        self._repeat()
        if self.contest.elsewhere is not None:
            self._go_elsewhere()
        self._conclude()

    def draw(self, sheet: Sheet) -> None:
        """Data and networks, then maps, then charts."""
        DepthDrawing(sheet, self).add()

    def _ask(self) -> None:
        """The points, ring by ring."""
        self.beat("question" if self._is_on_rings else "question_other")
        self.move(4.2, {self.data: 1})

    def _compare(self) -> None:
        """Both networks grow beside the data."""
        counts = [self.contest.models[kind].n_parameters for kind in KINDS]
        key = "equal" if counts[0] == counts[1] else "about"
        self.beat(key, wide=counts[0], deep=counts[1])
        self.move(0.9, {self.data_at: 1, self.key: 0})
        for kind in KINDS:
            self.move(1.3, {self.grown[kind]: 1})
            self.move(0.5, {self.sums[kind]: 1})
        self.let_stand(1.2)

    def _train(self) -> None:
        """They learn: their boundaries form while the losses fall."""
        gone = dict.fromkeys(self.sums.values(), 0.0)
        self.beat("train", gone, n=self._n_rows())
        self.move(1.2, {self.small: 1, self.dots: 1})
        self.move(0.6, {self.maps: 1, self.chart: 1})
        self.move(self.paces[0].seconds, linear, {self.run_seconds: self.paces[0].seconds})

    def _test(self) -> None:
        """The points that were held out."""
        ends = self.contest.ends(self.contest.unseen)
        key = f"unseen_{self.contest.outcome(ends)}"
        held_out = self.recording.held_out
        assert held_out is not None  # noqa: S101  the scene holds data out
        self.beat(key, None, n=held_out.n, **self._percents(ends))
        self.move(0.6, {self.held: 1, self.scored: 1})
        self.move(4.0, {self.unseen: 1})

    def _repeat(self) -> None:
        """Other seeds: the chart of losses makes room for that of accuracies."""
        count = len(self.contest.seeds)
        self.beat("again", {self.chart: 0, self.unseen: 0, self.seeds_seen: 1})
        self.move(max(4.2, 0.35 * count), linear, {self.seeds: count})

    def _go_elsewhere(self) -> None:
        """Other data: both learn them, and are as good."""
        elsewhere = self.contest.elsewhere
        assert elsewhere is not None  # noqa: S101  only called with some
        self.beat("other", {self.scored: 0}, n=objective_of(elsewhere["deep"].run).dataset.n)
        self.move(0.8, {self.other: 1})
        self.move(self.paces[1].seconds, linear, {self.other_seconds: self.paces[1].seconds})
        outcome = self.contest.outcome(self.contest.ends(elsewhere))
        counts = self.contest.counts_right(elsewhere)
        self.beat(f"other_{outcome}", {self.scored: 1}, n=elsewhere["deep"].data.n, **counts)
        self.move(2.6, linear, {self.seeds: len(self.contest.seeds) + 1})

    def _conclude(self) -> None:
        """Go over all that was tried once more, and say what to remember."""
        lines = len(self.contest.seeds)
        self.beat(self._moral(), {self.scored: 0})
        if self.contest.elsewhere is not None:
            lines += 1
            self.move(0.9, {self.other: 0})
        self.move(0.4, {self.scored: 1})
        self.move(max(2.4, 0.3 * lines), linear, {self.swept: lines})
        self.let_stand(LAST)

    def _moral(self) -> str:
        """What to remember, by what the records say."""
        elsewhere = self.contest.elsewhere
        if self.contest.outcome(self.contest.seeds.mean(axis=0)) != "deep":
            return "moral_not"
        if elsewhere is None or not self._is_on_rings:
            return "moral_here"
        there = self.contest.outcome(self.contest.ends(elsewhere))
        return "moral_here" if there == "deep" else "moral"

    @property
    def _is_on_rings(self) -> bool:
        data = self.recording.main.dataset
        return data is not None and data.source == OPTIONS["data"]

    @cached_property
    def contest(self) -> Contest:
        """What may be said of both networks."""
        return Contest(self.recording)

    @cached_property
    def paces(self) -> tuple[PacedRun, PacedRun]:
        """When the recorded steps of the training are shown, and of that on other data."""
        first = paced(self.recording.main.recorded_steps.tolist(), seconds=LASTING)
        elsewhere = self.contest.elsewhere
        if elsewhere is None:
            return first, first
        steps = elsewhere["deep"].run.recorded_steps.tolist()
        return first, paced(steps, seconds=ELSEWHERE)

    def _n_rows(self) -> int:
        data = self.recording.main.dataset
        return 0 if data is None else data.n

    @staticmethod
    def _percents(accuracies: FloatArray) -> dict[Build, str]:
        return {
            kind: number_text(100 * float(each), 1)
            for kind, each in zip(KINDS, accuracies, strict=True)
        }


BATCH, STEPS, RECORDS, FEATURES = 100, 3000, 100, 2
"""Rows in a batch; steps unless it is said, and about how many of them are recorded in full; both
features span the map."""
FIRST_LAYER = 3.0
"""How many times as large as usual the wide network's first weights begin: it does better so."""
TIE_DATA, TIE_STEPS, TIE_RECORDS = "moons", 400, 40
"""Data on which both networks do as well, how many steps that takes, how many are recorded."""
LEAST_SEEDS, MOST_SEEDS = 2, 20
RIVAL, FRESH = "rival", "fresh"
"""Roles: of the wide network, from the same seed on the same data; and of a run of one step that
brings another draw of the other data, for both to be asked about."""
HELD_OUT = 1
"""After a run's seed, the seed of the data that are held out."""


@dataclass(frozen=True)
class OtherSeed:
    """Either network from another seed, on data drawn anew."""

    kind: Build
    seed: int


@dataclass(frozen=True)
class OtherData:
    """Either network on other data."""

    kind: Build


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
        if kind == "deep":
            return deep
        width = max(1, round((deep.n_parameters - 1) / (FEATURES + 2)))
        return MLP((FEATURES, width, 1), self.activation)

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
    _check(options)
    setting = Setting(
        data=options.data or "rings",
        hidden=options.hidden or (8, 8, 8),
        activation="relu",
        rates=options["rates"],
        steps=options.steps or STEPS,
    )
    return setting.spec("deep", options.seed or 0)


def other_specs(main: RunSpec, options: RunOptions) -> dict[Hashable, RunSpec]:
    """The wide network's run, both from other seeds, and both on other data."""
    setting, seed = _setting_of(main, options), main.seed
    specs: dict[Hashable, RunSpec] = {RIVAL: setting.spec("wide", seed)}
    for other in range(seed + 1, seed + options["seeds"]):
        for kind in KINDS:
            specs[OtherSeed(kind, other)] = setting.spec(kind, other, records=1)
    if setting.data != TIE_DATA:
        tie = replace(setting, data=TIE_DATA, steps=TIE_STEPS)
        for kind in KINDS:
            specs[OtherData(kind)] = tie.spec(kind, seed, TIE_RECORDS)
        specs[FRESH] = replace(tie, steps=1).spec("deep", seed + 1)
    return specs


def drawn_anew(main: RunSpec) -> Dataset:
    """Data of the same kind as the main run's, which no run has seen."""
    rng = np.random.default_rng([main.seed, HELD_OUT])
    return load(_model_and_data(main)[1].source, rng=rng)


def is_deep(spec: RunSpec) -> bool:
    """Whether a run is of a network of several layers, on points that can be drawn anew."""
    if not isinstance(spec.objective, ModelObjective):
        return False
    model, data = spec.objective.model, spec.objective.dataset
    deep = isinstance(model, MLP) and len(model.sizes) > 3
    return deep and data.source in TOYS and data.n_features == FEATURES and not data.mean.any()


def _setting_of(main: RunSpec, options: RunOptions) -> Setting:
    model, data = _model_and_data(main)
    rates = options["rates"][0], main.learning_rate
    return Setting(data.source, model.sizes[1:-1], model.activation, rates, main.steps)


def _model_and_data(main: RunSpec) -> tuple[MLP, Dataset]:
    objective = main.objective
    assert isinstance(objective, ModelObjective)  # noqa: S101  `is_deep` has been asked
    assert isinstance(objective.model, MLP)  # noqa: S101  likewise
    return objective.model, objective.dataset


def _check(options: RunOptions) -> None:
    if options.data and options.data not in TOYS:
        raise RequestError(f"depth draws points of a plane: take one of {', '.join(TOYS)}")
    if options.hidden and len(options.hidden) < 2:
        raise RequestError("--hidden names one layer, and a deep network has more: take 8,8,8")
    if len(options["rates"]) != 2 or min(options["rates"]) <= 0:
        raise RequestError("--rates takes two above 0: the wide network's and the deep one's")
    if not LEAST_SEEDS <= options["seeds"] <= MOST_SEEDS:
        raise RequestError(f"--seeds takes a number from {LEAST_SEEDS} to {MOST_SEEDS}")


TIE = 0.02
"""Accuracies that differ by no more are alike."""


@dataclass(frozen=True, eq=False)
class Contest:
    """What may be said of a wide and a deep network.

    Attributes:
        recording: the scene's.
    """

    recording: Recording

    @cached_property
    def runs(self) -> dict[Build, Trajectory]:
        """The run of either network on the scene's data."""
        return {"wide": self.recording[RIVAL], "deep": self.recording.main}

    @cached_property
    def unseen(self) -> dict[Build, HeldOut]:
        """How either does on the data that are held out."""
        assert self.recording.held_out is not None  # noqa: S101  the scene holds data out
        return {kind: HeldOut(self.runs[kind], self.recording.held_out) for kind in KINDS}

    @cached_property
    def models(self) -> dict[Build, MLP]:
        """The networks."""
        found = {kind: objective_of(self.runs[kind]).model for kind in KINDS}
        return {kind: model for kind, model in found.items() if isinstance(model, MLP)}

    @cached_property
    def seeds(self) -> FloatArray:
        """Accuracies in the end (n, 2) on data held out, wide and deep, for each seed."""
        first = [float(self.unseen[kind].accuracies[-1]) for kind in KINDS]
        others = self.recording.all_of(OtherSeed)
        numbers = dict.fromkeys(role.seed for role in others)
        found = [[self._end(others[OtherSeed(kind, each)]) for kind in KINDS] for each in numbers]
        return np.array([first, *found])

    @cached_property
    def elsewhere(self) -> dict[Build, HeldOut] | None:
        """How either does on other data, on a draw that neither was trained on."""
        found = self.recording.all_of(OtherData)
        if not found:
            return None
        other = objective_of(self.recording[FRESH]).dataset
        return {kind: HeldOut(found[OtherData(kind)], other) for kind in KINDS}

    def outcome(self, accuracies: FloatArray) -> str:
        """Who is better by two accuracies, wide and deep: "wide", "deep" or "tie"."""
        wide, deep = accuracies
        if abs(deep - wide) <= TIE:
            return "tie"
        return "deep" if deep > wide else "wide"

    def counts_right(self, unseen: dict[Build, HeldOut]) -> dict[Build, int]:
        """How many points that were held out either answers right in the end."""
        return {kind: int(unseen[kind].are_right[-1].sum()) for kind in KINDS}

    def ends(self, unseen: dict[Build, HeldOut]) -> FloatArray:
        """Accuracies in the end (2,), wide and deep."""
        return np.array([float(unseen[kind].accuracies[-1]) for kind in KINDS])

    def _end(self, run: Trajectory) -> float:
        assert self.recording.held_out is not None  # noqa: S101  the scene holds data out
        return float(HeldOut(run, self.recording.held_out).accuracies[-1])


SIDE, STRENGTH, SHADES = 72, 0.5, 256
"""Places along a side of the map; how much of a class's colour the surest places have; shades."""
LEVEL = 0.5 + 1e-6
"""Of the boundary: where an untrained network says exactly 1/2 all over a region, none runs."""
SIZE, EDGE, TRIANGLE = 6.0, 3.0, 1.4
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
    return _rgb(mixed)


def _oklab(rgb: FloatArray) -> FloatArray:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T)


def _rgb(lab: FloatArray) -> FloatArray:
    linear = np.clip((lab @ np.linalg.inv(TO_LAB).T) ** 3 @ np.linalg.inv(TO_LMS).T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


class DecisionMap:
    """A square of the plane in a box of the stage; its drawings are functions of a step."""

    def __init__(self, sheet: Sheet, model: Model, window: FloatArray, box: Box) -> None:
        """Prepare the map.

        Args:
            sheet: where it will be drawn.
            model: of two features.
            window: [[x low, y low], [x high, y high]].
            box: where it is.
        """
        self._sheet, self._model = sheet, model
        self._shades = np.round(shades(sheet.theme) * 255).astype(np.uint8)
        axes = [np.linspace(low, high, SIDE) for low, high in window.T]
        self._grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        self._place = placed(sheet, window, box)
        low, high = self._place(window)
        self._bounds = Bbox([low, high])
        self._edges = [
            np.linspace(first, last, SIDE) for first, last in zip(low, high, strict=True)
        ]
        self._size = max(1, round(high[0] - low[0])), max(1, round(high[1] - low[1]))
        self._picture = stretch(sheet)
        self._line = LineCollection(
            [], colors=sheet.theme.text, linewidths=sheet.stroke(EDGE), capstyle="round"
        )
        self._line.set_transform(IdentityTransform())
        self._line.set_figure(sheet.figure)
        self._probabilities = lru_cache(maxsize=4)(self._computed)

    def at(self, run: Trajectory, step: float, alpha: float, edge: float) -> list[Artist]:
        """The map after so many steps of a run, at an opacity, and its boundary at one of its own.

        Between two recorded steps it is on the straight way from one map to the next.
        """
        if not alpha:
            return []
        first = index_at(run.recorded_steps, step)
        last = min(first + 1, len(run.recorded_steps) - 1)
        before, after = (
            self._probabilities(run.parameters[each].tobytes()) for each in (first, last)
        )
        start, end = (float(run.recorded_steps[each]) for each in (first, last))
        share = (step - start) / (end - start) if end > start else 0.0
        return self._drawn(before + share * (after - before), alpha, edge)

    def _computed(self, parameters: bytes) -> FloatArray:
        """How likely class 1 is all over the square: (SIDE, SIDE)."""
        p = probabilities(self._model, np.frombuffer(parameters), self._grid)
        return np.asarray(p[:, 1].reshape(SIDE, SIDE))

    def _drawn(self, p: FloatArray, alpha: float, edge: float) -> list[Artist]:
        colours = self._shades[np.round(p * (SHADES - 1)).astype(int)][::-1]
        wide = np.asarray(Image.fromarray(colours).resize(self._size, Image.Resampling.BICUBIC))
        pixels = np.dstack([wide, np.full(wide.shape[:2], 255, np.uint8)])
        image = self._picture(pixels, self._bounds)
        boundary = contour_generator(self._edges[0], self._edges[1], p).lines(LEVEL)
        self._line.set_segments([np.asarray(each) for each in boundary])
        image.set_alpha(alpha)
        self._line.set_alpha(edge)
        return [image, self._line]


def placed(sheet: Sheet, window: FloatArray, box: Box) -> Callable[[FloatArray], FloatArray]:
    """Where points (n, 2) of a window are in a box, in pixels; the box becomes a square."""
    left, right = sheet.x(box.left), sheet.x(box.right)
    top, low = sheet.y(box.top), sheet.y(box.bottom)
    side = min(right - left, top - low)
    corner = np.array([(left + right - side) / 2, (top + low - side) / 2])

    def place(points: FloatArray) -> FloatArray:
        return np.asarray(corner + (points - window[0]) / (window[1] - window[0]) * side)

    return place


class DataPoints:
    """Points of data by their class, discs and triangles, in any box."""

    def __init__(self, sheet: Sheet, data: Dataset, window: FloatArray) -> None:
        """Make the points.

        Args:
            sheet: where they will be drawn.
            data: two features and two classes.
            window: [[x low, y low], [x high, y high]]; points outside aren't drawn.
        """
        self._sheet, self._window = sheet, window
        points, inside = (
            data.features,
            ((window[0] <= data.features) & (data.features <= window[1])),
        )
        self._far = np.hypot(*(points - window.mean(axis=0)).T)
        kept = inside.all(axis=1)
        self._classes = [kept & (data.target == label) for label in (0, 1)]
        self._points = points
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


def class_points(sheet: Sheet, label: int, size: float = SIZE) -> PathCollection:
    """Points of a class, discs or triangles, for `set_offsets`; of a size in pixels of 720p."""
    theme = sheet.theme
    marker = Path.unit_regular_polygon(3) if label else Path.unit_circle()
    made = PathCollection(
        [marker],
        sizes=[sheet.stroke(size / 2 * (TRIANGLE if label else 1.0)) ** 2],
        facecolors=theme.class1 if label else theme.class0,
        edgecolors="none",
        offset_transform=IdentityTransform(),
    )
    made.set_transform(IdentityTransform())
    made.set_figure(sheet.figure)
    return made


def window_of_data(data: Dataset) -> FloatArray:
    """A square window about data: [[x low, y low], [x high, y high]]."""
    low, high = data.features.min(axis=0), data.features.max(axis=0)
    middle, half = (low + high) / 2, 0.52 * float((high - low).max())
    return np.array([middle - half, middle + half])


LARGEST, CLOSEST, WIDTH, FAINT = 0.012, 0.36, 0.0016, 0.55
"""Radius of a unit at the most, and as a share of the distance to the next; how wide a weight is,
and its opacity; lengths in the stage's heights for a box as high as the stage."""


class NetworkPicture:
    """Units in columns, layer by layer, all of them and all of their weights."""

    def __init__(self, sheet: Sheet, sizes: Sequence[int], colour: str) -> None:
        """Make the picture; its size is that of the box that it is drawn in."""
        self._sheet, self._sizes = sheet, sizes
        self._weights = LineCollection([], colors=colour)
        self._units = PathCollection(
            [Path.unit_circle()],
            facecolors=colour,
            edgecolors="none",
            offset_transform=IdentityTransform(),
        )
        for each in (self._weights, self._units):
            each.set_transform(IdentityTransform())
            each.set_figure(sheet.figure)

    def at(self, box: Box, share: float, alpha: float) -> list[Artist]:
        """It in a box, as much of it as has grown from the left."""
        if not share or not alpha:
            return []
        columns, tall = self._columns(box), (box.bottom - box.top) * self._sheet.height
        grown = share * (len(columns) - 1)
        shown = [column for index, column in enumerate(columns) if index <= grown + 1e-9]
        radius = min(CLOSEST * tall / max(self._sizes), LARGEST * 2 * tall)
        self._units.set_offsets(np.concatenate(shown))
        self._units.set_sizes([radius**2])
        self._units.set_alpha(alpha)
        segments = []
        for index in range(len(columns) - 1):
            part = min(max(grown - index, 0.0), 1.0)
            segments += self._between(columns[index], columns[index + 1], part)
        self._weights.set_segments(segments)
        self._weights.set_linewidth(max(WIDTH * tall, 0.3))
        self._weights.set_alpha(alpha * FAINT)
        return [self._weights, self._units]

    def _columns(self, box: Box) -> list[FloatArray]:
        """Where the units of each layer are, (n, 2) in pixels."""
        left, right = self._sheet.x(box.left), self._sheet.x(box.right)
        top, low = self._sheet.y(box.top), self._sheet.y(box.bottom)
        tall = top - low
        pitch = tall / max(self._sizes)
        most = max(pitch, tall / 9)
        columns = []
        for x, size in zip(np.linspace(left, right, len(self._sizes)), self._sizes, strict=True):
            step = min(most, tall / size)
            heights = (top + low) / 2 + step * (np.arange(size) - (size - 1) / 2)
            columns.append(np.column_stack([np.full(size, x), heights]))
        return columns

    @staticmethod
    def _between(first: FloatArray, last: FloatArray, share: float) -> list[FloatArray]:
        if not share:
            return []
        starts = np.repeat(first, len(last), axis=0)
        ends = np.tile(last, (len(first), 1))
        return list(np.stack([starts, starts + share * (ends - starts)], axis=1))


class DepthRooms:
    """Where things are, as fractions of the stage.

    Attributes:
        maps, icons: either network's map, and where its picture shrinks to below it.
        big, thumb: the data at first, and beside the networks, or below them.
        chart: the axes of the charts.
        key_left, key_first, key_row, key_indent: the key of the data: its left edge, its first
            baseline, from one to the next, and from a sign to its word.
        name, number, number_right: baselines of what is written below the maps; from a map's left
            edge to where its number ends.
        sums: the first baseline of the parameters of either network, and from one to the next.
        legend: baselines of what is said of the lines of losses.
    """

    maps: Shaped[dict[Build, Box]] = Shaped(
        {"wide": Box(0.05, 0.32, 0.265, 0.745), "deep": Box(0.355, 0.625, 0.265, 0.745)},
        tall={"wide": Box(0.05, 0.48, 0.255, 0.497), "deep": Box(0.52, 0.95, 0.255, 0.497)},
    )
    icons: Shaped[dict[Build, Box]] = Shaped(
        {"wide": Box(0.268, 0.316, 0.835, 0.93), "deep": Box(0.573, 0.621, 0.835, 0.93)},
        tall={"wide": Box(0.38, 0.475, 0.545, 0.598), "deep": Box(0.85, 0.945, 0.545, 0.598)},
    )
    big = Shaped(Box(0.30, 0.70, 0.25, 0.93), tall=Box(0.08, 0.92, 0.27, 0.7425))
    thumb = Shaped(Box(0.68, 0.95, 0.265, 0.745), tall=Box(0.32, 0.68, 0.73, 0.9325))
    chart = Shaped(Box(0.705, 0.94, 0.32, 0.735), tall=Box(0.185, 0.90, 0.66, 0.815))
    key_left, key_first = Shaped(0.735, tall=0.30), Shaped(0.51, tall=0.80)
    key_row, key_indent = Shaped(0.075, tall=0.05), Shaped(0.025, tall=0.06)
    name, number = Shaped(0.81, tall=0.528), Shaped(0.885, tall=0.592)
    number_right = Shaped(0.135, tall=0.27)
    sums = Shaped((0.872, 0.06), tall=(0.592, 0.031))
    legend = Shaped((0.845, 0.9), tall=(0.892, 0.926))


INSET, NAMED, HALF, BELOW, ABOVE, UNDER, COUNTED = 0.042, 0.03, 0.012, 0.05, 0.03, 0.05, 0.115
"""From the box's sides to the middle of both columns, and to that of their names; half a number's
height; from the box to what is written below and above it, below a line, and to the count; as
fractions of the stage."""
THIN, THICK = 2.2, 6.0
"""Widths of a line, in pixels of a 1280x720 frame: as it is, and while it is bright."""
APART, WIDEST = 0.0105, 0.075
"""From one seed's points to the next's, so that none hides another, and all of them in a column at
the most, in the stage's widths."""


@dataclass(frozen=True)
class SeedWords:
    """What is written about the chart.

    Attributes:
        title: above it.
        count: below it, of how many of how many seeds the second column is higher for.
        seeds: what the seeds' lines are of; "" for nothing.
        last: what the last line is of, if it isn't a seed's; else "".
    """

    title: str
    count: Callable[[int, int], str]
    seeds: str
    last: str


class SeedChart:
    """Two columns, wide and deep, with a line for each seed; heights are accuracies."""

    def __init__(
        self,
        sheet: Sheet,
        box: Box,
        pairs: FloatArray,
        columns: Sequence[tuple[str, str]],
        *,
        words: SeedWords,
    ) -> None:
        """Make the chart.

        Args:
            sheet: where it will be drawn.
            box: of the axes.
            pairs: (n, 2) accuracies.
            columns: of both the name and the colour.
            words: its own.
        """
        self._sheet, self._box, self._pairs, self._words = sheet, box, pairs, words
        low = min(0.5, np.floor(10 * float(pairs.min())) / 10)
        self._up = scale(100 * low, 100, count=5)
        heading = self._small(words.title, (box.left, box.top - down(ABOVE)))
        names = self._names(columns)
        self._fixed: list[Artist] = [*self._rules(), *self._ticks(), *names, heading]
        self._lines = [self._line(is_first=index == 0) for index in range(len(pairs))]
        self._points = [
            [RingedPoint(sheet, colour=colour, radius=5) for _, colour in columns] for _ in pairs
        ]

    def _rules(self) -> list[Line2D]:
        """A line across at each of the accuracies that are named."""
        sheet, made = self._sheet, []
        across = [sheet.x(self._box.left), sheet.x(self._box.right)]
        for tick in self._up.ticks:
            rule = Line2D([], [], color=sheet.theme.grid, linewidth=sheet.stroke(1.5))
            rule.set_data(across, 2 * [self._pixel(tick / 100)])
            rule.set_figure(sheet.figure)
            made.append(rule)
        return made

    def _ticks(self) -> list[Label]:
        left = self._box.left - 0.008
        heights = [self._height(tick / 100) + down(HALF) for tick in self._up.ticks]
        return [
            self._small(f"{tick:.0f} %", (left, height), "right")
            for tick, height in zip(self._up.ticks, heights, strict=True)
        ]

    def _names(self, columns: Sequence[tuple[str, str]]) -> list[Label]:
        below = self._box.bottom + down(BELOW)
        return [
            Label(self._sheet, name, (x, below), colour=colour, edge="centre", bold=True)
            for (name, colour), x in zip(columns, self._columns(NAMED), strict=True)
        ]

    def _small(self, content: str, place: tuple[float, float], edge: Edge = "left") -> Label:
        muted = self._sheet.theme.muted
        return Label(self._sheet, content, place, colour=muted, size=SIZES.smallest, edge=edge)

    def add(self, alpha: Read, grown: Read, swept: Read) -> None:
        """Put the chart on the sheet.

        Args:
            alpha: its opacity.
            grown: how many lines are drawn.
            swept: which line is bright: the first at 0 to 1, the second up to 2.
        """
        show = partial(show_of, self._sheet)
        self._sheet.fade(alpha, *self._fixed)
        for index in range(len(self._pairs)):
            show(self._pair(index), alpha, grown, swept)
        show(self._count(), alpha, grown)
        if self._words.seeds:
            lowest = float(self._seeds.mean(axis=1).min())
            show(self._named(self._words.seeds, 0, lowest), alpha, grown)
        if self._words.last:
            index = len(self._pairs) - 1
            lowest = float(self._pairs[index].min())
            show(self._named(self._words.last, index, lowest), alpha, grown)

    @property
    def _seeds(self) -> FloatArray:
        """The pairs of the seeds: not that of other data."""
        return self._pairs[:-1] if self._words.last else self._pairs

    def _columns(self, inset: float) -> tuple[float, float]:
        return self._box.left + inset, self._box.right - inset

    def _count(self) -> Callable[[float, float], Sequence[Artist]]:
        """For how many of the seeds that are drawn the second column is higher, below the names."""
        middle, seeds = (self._box.left + self._box.right) / 2, self._seeds
        text = self._sheet.theme.text
        word = Label(
            self._sheet, "0", (middle, self._box.bottom + down(COUNTED)), colour=text, edge="centre"
        )

        def shown(alpha: float, grown: float) -> Sequence[Artist]:
            count = min(int(grown + 1e-6), len(seeds))
            if not alpha or not count:
                return ()
            wins = int((seeds[:count, 1] > seeds[:count, 0]).sum())
            word.set_text(self._words.count(wins, count))
            word.set_alpha(alpha)
            return (word,)

        return shown

    def _pair(self, index: int) -> Callable[[float, float, float], Sequence[Artist]]:
        count = len(self._pairs)
        aside = (index - (count - 1) / 2) * min(APART, WIDEST / count)
        ends = [
            np.array([self._sheet.x(x + aside), self._pixel(float(value))])
            for x, value in zip(self._columns(INSET), self._pairs[index], strict=True)
        ]

        def shown(alpha: float, grown: float, swept: float) -> Sequence[Artist]:
            share = smooth(grown - index)
            if not alpha or not share:
                return ()
            tip = ends[0] + share * (ends[1] - ends[0])
            line, (first, last) = self._lines[index], self._points[index]
            line.set_data([ends[0][0], tip[0]], [ends[0][1], tip[1]])
            drawn: list[Artist] = [line, *first.at(ends[0]), *last.at(tip)]
            near = smooth(1 - abs(2 * (swept - index - 0.5))) if swept else 0.0
            line.set_linewidth(self._sheet.stroke(THIN + (THICK - THIN) * near))
            for each in drawn:
                each.set_alpha(alpha)
            return drawn

        return shown

    def _named(
        self, content: str, index: int, lowest: float
    ) -> Callable[[float, float], Sequence[Artist]]:
        """The name of what is drawn with a line, below the middle of the lowest."""
        middle = (self._box.left + self._box.right) / 2
        height = self._height(lowest) + down(UNDER)
        text = self._sheet.theme.text
        name = Label(self._sheet, content, (middle, height), colour=text, edge="centre")

        def shown(alpha: float, grown: float) -> Sequence[Artist]:
            name.set_alpha(alpha * smooth(grown - index))
            return (name,) if alpha and grown > index else ()

        return shown

    def _line(self, *, is_first: bool) -> Line2D:
        """The first is of the runs that were seen: it is brighter."""
        theme = self._sheet.theme
        made = Line2D([], [], color=theme.text if is_first else theme.muted)
        made.set_figure(self._sheet.figure)
        return made

    def _height(self, accuracy: float) -> float:
        """Where an accuracy is, as a fraction of the stage's height."""
        share = float(self._up.share(100 * accuracy))
        return self._box.bottom - share * (self._box.bottom - self._box.top)

    def _pixel(self, accuracy: float) -> float:
        return self._sheet.y(self._height(accuracy))


WORDS_WIDE = 0.42
"""Of what is written below a map in a tall frame, as a fraction of the stage's width."""
LINE = 0.042
"""From one of its lines to the next, in heights of a wide stage."""
NAMED_FROM, BESIDE, ABOVE_AXIS = 0.25, 0.045, 0.012
"""The share of the steps after which the losses have names, how far these are from a tip,
and from the axis at the least."""
KEY_SIGN = 14.0
"""Size of a sign of the key, in pixels of a 1280x720 frame."""
HEADROOM, SETTLED, BACK, DRAWING_FAINT = 1.12, 20, 0.4, 0.6
"""How much higher than the losses after this part of the steps the axis reaches; the opacity of the
losses on what was learned when the others come, and of the points on a map."""
ThreeValues = Callable[[float, float, float], Sequence[Artist]]
"""A drawing of three of the story's values."""


def show_of(sheet: Sheet, drawing: Callable[..., Iterable[Artist]], *reads: Read) -> None:
    """Put a drawing of some values on the sheet."""
    sheet.show(lambda: drawing(*(read() for read in reads)))


class DepthDrawing:
    """All that is drawn of the story's values."""

    def __init__(self, sheet: Sheet, story: Depth) -> None:
        self._sheet, self._now, self._show = sheet, story, partial(show_of, sheet)
        self._contest, self._paces, self._texts = story.contest, story.paces, story.texts
        contest, theme = story.contest, sheet.theme
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
        self._show(
            lambda share, at, dots: points.at(
                between(DepthRooms.big, DepthRooms.thumb, at), share, float(dots == 0)
            ),
            self._now.data,
            self._now.data_at,
            self._now.dots,
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
        sheet.fade(self._now.key, *drawn)

    def _add_maps(self, kind: Build) -> None:
        """The map of a network, and its points; those of other data take their place."""
        sheet, contest = self._sheet, self._contest
        here = contest.unseen[kind]
        made = DecisionMap(sheet, contest.models[kind], self._window, DepthRooms.maps[kind])
        self._show(
            self._map(made, here, self._paces[0], leaves=True),
            self._now.run_seconds,
            self._now.maps,
            self._now.other,
        )
        self._add_dots(kind)
        if contest.elsewhere is None:
            return
        there = contest.elsewhere[kind]
        data = objective_of(there.run).dataset
        window = window_of_data(data)
        learned, asked = (DataPoints(sheet, each, window) for each in (data, there.data))
        other = DecisionMap(sheet, contest.models[kind], window, DepthRooms.maps[kind])
        self._show(
            self._map(other, there, self._paces[1], leaves=False),
            self._now.other_seconds,
            self._now.maps,
            self._now.other,
        )
        self._show(
            lambda alpha, scored: [
                *learned.at(DepthRooms.maps[kind], 1.0, alpha * (1 - scored)),
                *asked.at(DepthRooms.maps[kind], 1.0, alpha * scored),
            ],
            self._now.other,
            self._now.scored,
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
            seen = (1 - (1 - DRAWING_FAINT) * maps) * (1 - other)
            return [
                *learned.at(box, 1.0, seen * (1 - held)),
                *asked.at(box, 1.0, seen * held),
            ]

        self._show(shown, self._now.dots, self._now.maps, self._now.held, self._now.other)

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
        self._show(
            lambda grown, small: picture.at(
                between(_inset(big), DepthRooms.icons[kind], small), grown, 1.0
            ),
            self._now.grown[kind],
            self._now.small,
        )
        left, pitch = DepthRooms.maps[kind].left, down(LINE)
        names = [
            self._label(line, (left, DepthRooms.name + row * pitch), kind, bold=True)
            for row, line in enumerate(_lines(self._name_of(kind)))
        ]
        sheet.fade(self._now.grown[kind], *names)
        first, pitch = DepthRooms.sums
        sums = [
            Label(sheet, line, (left, first + row * pitch), colour=sheet.theme.text)
            for row, line in enumerate(each for part in self._sum(model) for each in _lines(part))
        ]
        sheet.fade(self._now.sums[kind], *sums)

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

        self._show(shown, self._now.scored, self._now.other)

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
        self._show(lambda alpha: chart.axes(0.0, alpha), self._now.chart)
        self._add_legend()
        for index, line in enumerate(lines):
            made = self._dashed(chart, index) if line.dashed else self._solid(chart, index)
            self._show(made, self._now.run_seconds, self._now.chart, self._now.unseen)
        for index, kind in enumerate(KINDS):
            self._show(self._named(chart, index, kind), self._now.run_seconds, self._now.chart)

    def _add_legend(self) -> None:
        """Which losses are drawn solid; and dashed, once they are there."""
        for key, y, value in zip(
            ("solid", "dashed"), DepthRooms.legend, (self._now.chart, self._now.unseen), strict=True
        ):
            place, words = (DepthRooms.chart.left, y), self._texts.label(key)
            note = Label(
                self._sheet, words, place, colour=self._sheet.theme.muted, size=SIZES.smallest
            )
            self._sheet.fade(value, note)

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
        chart.add(self._now.seeds_seen, self._now.seeds, self._now.swept)

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
