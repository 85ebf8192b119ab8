"""The loss over a plane of parameter space, and on it the path of any run."""

from decimal import Decimal
from functools import cached_property

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.transforms import IdentityTransform

from gradreel.scenes.stage.plotting import (
    GRID,
    KINDS,
    LARGE,
    MAP_ROOM,
    OPACITY,
    SMALL,
    Artists,
    Box,
    Camera,
    FigureStory,
    FloatArray,
    Heights,
    History,
    Label,
    Landscape,
    MapScales,
    Plane,
    Rooms,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Sheet,
    SolidNames,
    Stroke,
    Trace,
    Trajectory,
    TurningPath,
    TurningView,
    Words,
    arrive,
    backed,
    best_camera,
    cached_by_shape,
    dots,
    is_tall,
    linear,
    number_text,
    paced,
    plane_of,
    runs,
    scientific,
    trace,
    unknown,
    values,
)

PLACE = 940
OPTIONS = {
    "data": "moons",
    "x": None,
    "y": None,
    "positive": None,
    "hidden": (8, 8),
    "activation": "tanh",
    "optimizer": "momentum",
    "learning_rate": 0.3,
    "batch_size": None,
    "steps": 240,
    "seed": 1,
    "plane": "principal",
}
HELP = {"plane": "Through the path’s principal components, or along random directions."}
OF_ANY_RUN = ("plane",)
CHOSEN_FOR = {"optimizer": ("learning_rate",)}
DRAWS = "any run; of another program one recorded with planes of its loss (loss_at)"

MOST_CURVES, MOST_PLACES, MOST_STEMS, FEW_CURVES = 150, 240, 90, 20
"""Parameters that are drawn as curves, how many places each has, and stems, at the most; and how
many curves are drawn in full strength."""

SIDE, LEAST_SIDE, WORK = 121, 41, 1e10
"""Places along a side of an engine's plane, and at the least where it would take more products of
weights and values than so many."""

LOW = 0.1
"""A loss that needs three decimals."""

MOST_DECIMALS, CERTAIN = 3, 100
"""Of shares in per cent, and what all is."""

WHOLE, SAME_HEIGHT, HALF = 1 - 1e-6, 0.02, 0.5
"""A share that is all of the variance; heights that look alike; and a share that is little."""

DIVERGED = "diverged at step "
"""With what the outcome of such a run begins."""

SUNK, ORBIT, WALK, LAST = 0.02, 40.0, 9.0, 2.2
"""How high the landscape is, of its height, before it rises; degrees by which it turns; seconds of
the walk; and that the last picture stands."""

CLOSE, CLOSER, NEAREST, FILLED = 1.4, 1.7, 2.6, 0.7
"""How near the walk is seen, and the stems; how near at the most, where a path would have less than
such a share of the landscape's sides."""

CENTRING, FAINT = 0.5, 0.35
"""How far from a point to the landscape's middle the camera looks, at no zoom; and the opacity of
the path beside stems, and of curves."""

ABOVE_POINT, BELOW_POINT = 0.05, 0.075
"""From the run's point to the baseline of its step and loss, in the stage's heights."""

BESIDE = 0.015
"""Between a map and its numbers, in the stage's widths."""

CURVE, STEM, DOT, STAGGER = 1.0, 2.2, 4.2, 0.6
"""Widths of lines and a radius, in pixels of a 1280x720 frame; and how much later the last curve
moves than the first, in the time of one."""


class LossPlane(FigureStory):
    """Parameters as curves, which become one path on a plane; its loss rises, and is walked down.

    Its values are opacities, but `drawn`, `merged` and `stems`, shares: of the curves that are
    drawn, of their way to the path, and of the stems' lengths.
    """

    curves, drawn, merged, surface, floor_names, names, scales = values(7)
    path, way, counter, ring, stems, words = values(6)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The network that is asked for.

        Raises:
            RequestError: there is no such kind of plane.
        """
        kind_of(options)
        return {"main": options.recorded or runs.mlp_spec(options)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Any run has a loss all over its parameters."""
        del spec
        return True

    @staticmethod
    def can_draw_history(history: History) -> bool:
        """Whether its loss was recorded over a plane."""
        return bool(history.planes)

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        self.walk = RunPlayer(paced(self.history.snapshots.tolist(), seconds=WALK))
        opening = self.solid.turned(-ORBIT).values
        self.begin(opening | {"tall": SUNK, self.way: 1, self.walk.seconds: self.walk.lasting})
        self.ask()
        self.lay_plane()
        self.beat("loss", {self.floor_names: 0})
        self.meanwhile(self.left_to_read() + 1.0, self.orbit(ORBIT / 2))
        self.move(2.2, {"tall": 1})
        self.move(0.4, {self.names: 1})
        if self.moves:
            self.walk_down()
        if self.floats:
            self.show_stems()
        self.beat("map", {self.names: 0, self.counter: 0, self.stems: 0, self.way: 1})
        self.move(3.3, self.tilt() | self.pull_out())
        self.move(0.4, {self.scales: 1})
        self.close()

    def ask(self) -> None:
        """All parameters over the steps."""
        key = "question" if self.count > 1 else "question_one"
        self.beat(key, {self.curves: 1}, count=f"{self.count:,}")
        self.move(self.left_to_read(2.5), linear, {self.drawn: 1})

    def lay_plane(self) -> None:
        """The curves become one path, on a floor of two directions."""
        self.beat(self.plane_key, share=self.shares[2])
        self.meanwhile(6.0, self.orbit(ORBIT / 2))
        self.move(0.6, {self.surface: 1})
        self.move(2.8, linear, {self.merged: 1})
        self.move(0.5, {self.path: 1, self.curves: 0, self.floor_names: 1})

    def walk_down(self) -> None:
        """Without words and near: the run, step by step."""
        first, last = self.plane.path[[0, -1]]
        self.wait(self.left_to_read())
        self.hush()
        self.move(1.6, self.near(first) | {self.path: 0, self.names: 0})
        self.jump({self.walk.seconds: 0})
        self.move(0.4, {self.path: 1, self.counter: 1})
        self.meanwhile(self.walk.lasting, self.near(last))
        self.meanwhile(self.walk.lasting, self.orbit(-ORBIT / 2))
        self.play(self.walk)
        self.move(0.5, linear, {self.ring: 1})
        self.jump({self.ring: 0})

    def show_stems(self) -> None:
        """How far the run's own loss is from the plane's below it, from near where it is most."""
        key = "stems" if self.is_off else "stems_short"
        self.beat(key, {self.counter: 0})
        most = self.plane.path[int(np.nanargmax(np.abs(self.apart)))]
        self.meanwhile(self.left_to_read() + 1.5, self.orbit(ORBIT / 2))
        self.move(1.8, self.near(most, CLOSER) | {self.way: FAINT})
        self.move(1.6, {self.stems: 1})

    def near(self, point: FloatArray, zoom: float = CLOSE) -> dict[str, float]:
        """Where the camera goes to see a point (2,) of the path so near; of a short path, nearer.

        It looks at a place between the point and the landscape's middle.
        """
        path, middle = self.plane.path, self.land.window.mean(axis=0)
        zoom = max(zoom, min(FILLED / self.land.share(np.ptp(path, axis=0)), NEAREST))
        return self.focus(point + CENTRING / zoom * (middle - point), zoom)

    def close(self) -> None:
        """What this run shows."""
        first, last = (self.loss_text(float(self.losses[at])) for at in (0, -1))
        told = {"count": f"{self.count:,}", "first": first, "last": last}
        step = self.history.outcome.removeprefix(DIVERGED)
        self.beat(self.ending, {self.scales: 0}, step=step, **told)
        self.move(3.5, self.solid.values)
        self.move(0.4, {self.words: 1})
        self.let_stand(LAST)

    # What is known.

    @cached_property
    def plane(self) -> Plane:
        """The plane that was asked for, or of a history one that it has."""
        main, kind = self.recording.main, kind_of(self.recording.options)
        if isinstance(main, Trajectory):
            return plane_of(main, kind, side_for(main.spec))
        return next((each for each in main.planes if each.kind == kind), main.planes[0])

    @cached_property
    def land(self) -> Landscape:
        """Its loss, with heights that hold the run's own losses too."""
        plane = self.plane
        everything = np.concatenate([plane.losses.ravel(), self.losses])
        return Landscape(plane.xs, plane.ys, plane.losses, Heights.of(everything))

    @cached_property
    def losses(self) -> FloatArray:
        """The run's own loss at each snapshot (S,); nan where it isn't known."""
        history = self.history
        found = np.full(len(history.snapshots), np.nan)
        known, at, where = np.intersect1d(
            history.snapshots, history.steps, assume_unique=True, return_indices=True
        )
        if len(known) and "loss" in history.series:
            found[at] = history.series["loss"][where]
        return found

    @cached_property
    def trace(self) -> Trace:
        """The path on the plane."""
        land = self.land
        return trace(self.plane.path, self.history.snapshots, land.value_at, land.window)

    @property
    def count(self) -> int:
        """How many parameters there are."""
        return len(self.plane.origin)

    @property
    def moves(self) -> bool:
        """Whether the path is more than a point."""
        return self.land.share(np.ptp(self.plane.path, axis=0)) > SAME_HEIGHT

    @property
    def is_whole(self) -> bool:
        """Whether the plane holds all of the path."""
        return self.moves and float(self.plane.share.sum()) > WHOLE

    @cached_property
    def heights(self) -> FloatArray:
        """Of the plane at the path, and of the run's own loss: (2, S); nan where unknown."""
        below = self.land.value_at(self.plane.path)
        return np.stack([self.land.heights(each) for each in (below, self.losses)])

    @property
    def floats(self) -> bool:
        """Whether something is known of how far the run's loss is from the plane's."""
        return (
            self.moves and not self.is_whole and bool(np.isfinite(self.heights).all(axis=0).any())
        )

    @property
    def apart(self) -> FloatArray:
        """How much higher the run's own loss is (S,); nan where that is unknown."""
        return np.asarray(self.heights[1] - self.heights[0])

    @property
    def is_off(self) -> bool:
        """Whether that is seen."""
        return bool(np.nanmax(np.abs(self.apart)) > SAME_HEIGHT)

    @cached_by_shape
    def solid(self) -> Camera:
        """From where most of the path is seen."""
        seen = np.isfinite(self.trace.values)
        if not seen.any():
            return Camera()
        return best_camera(self.land, self.trace.points[seen], self.trace.values[seen])

    # What is said.

    @property
    def plane_key(self) -> str:
        """The beat that says what the plane is."""
        kind, asked = self.plane.kind, self.recording.options["plane"]
        if self.count == 1:
            return "one"
        if not self.moves:
            return f"{kind}_still"
        whole = "_whole" if self.is_whole else ""
        return f"{kind}{whole}" if kind == asked else f"{kind}_instead"

    @property
    def ending(self) -> str:
        """The beat that says what this run shows."""
        first, last = map(float, self.losses[[0, -1]])
        if self.history.outcome.startswith(DIVERGED):
            return "diverged"
        if self.plane.kind == "random" and self.moves and self.plane.share.sum() < HALF:
            return "outside"
        if not np.isfinite([first, last]).all() or not self.moves:
            return "slice" if self.count > 2 else "all"
        how = "level" if self.loss_text(first) == self.loss_text(last) else "fell"
        how = "rose" if last > first and how == "fell" else how
        return how if self.count > 2 else f"{how}_all"

    def loss_text(self, value: float) -> str:
        """A loss, with the decimals that the lower end calls for, or as a power of ten."""
        if value and np.isfinite(value) and not SMALL <= abs(value) < LARGE:
            return scientific(value)
        least = float(np.nanmin(np.abs(self.losses[[0, -1]]), initial=1.0))
        return number_text(value, 3 if least < LOW else 2)

    @cached_property
    def shares(self) -> tuple[str, ...]:
        """The shares of the variance along each direction and of both, as they are written.

        They add up, and only all of it is 100%.
        """
        exact = [*self.plane.share.tolist(), float(self.plane.share.sum())]
        for places in range(MOST_DECIMALS + 1):
            shown = [f"{100 * max(each, 0.0):.{places}f}" for each in exact]
            right, up, both = map(Decimal, shown)
            is_rounded_up = both >= CERTAIN and exact[2] < WHOLE
            if right + up == both and not is_rounded_up and (both or not exact[2]):
                break
        return tuple(self.label("per_cent", share=each) for each in shown)

    @property
    def axes(self) -> tuple[str, str]:
        """The names of both directions."""
        pairs = enumerate(self.shares[:2], 1)
        first, second = (self.label("direction", number=at, share=each) for at, each in pairs)
        return (first, second if self.count > 1 else self.label("no_direction"))

    # The drawing.

    def draw(self, sheet: Sheet) -> None:
        """The landscape, then the curves and the path that they become, then words."""
        numbers = MapScales(sheet, (0, 0, 1, 1), self.land.window).numbers_at_left()
        wide = max((each.width for each in numbers), default=0.0) + BESIDE
        view = TurningView(sheet, self.land, around=(max(Rooms.numbers, wide), *MAP_ROOM))
        view.show_landscape(self.surface)
        height = "" if is_tall() else self.label("height")
        named = SolidNames(view, self.axes), SolidNames(view, self.axes, height)
        for alpha, each in zip((self.floor_names, self.names), named, strict=True):
            view.show(alpha, each.at, within=False)
        edges = MapScales(sheet, view.map_box(0.0), self.land.window)
        sheet.fade(self.scales, *edges.artists(*self.axes))
        if self.land.heights.compressed:
            place = (GRID.margin, GRID.lowest_baseline)
            note = Label(sheet, self.label("log_heights"), place, colour=sheet.theme.muted)
            sheet.fade(lambda: max(self.names(), self.words()), note)
        self.show_curves(sheet, view)
        self.show_stems_on(sheet, view)
        self.show_path(sheet, view)
        self.show_words(view)

    def show_curves(self, sheet: Sheet, view: TurningView) -> None:
        """Every parameter over the steps, and on its way to the path."""
        kept = spread_over(len(self.history.snapshots), MOST_PLACES)
        chosen = spread_over(self.count, MOST_CURVES)
        curves = self.history.vectors[kept][:, chosen].T.astype(np.float64)
        places, steps = CURVES_BOX, self.history.snapshots[kept].astype(np.float64)
        x = sheet.x(places.left) + unit(steps) * sheet.width * places.width
        y = sheet.y(places.bottom) + unit(curves) * sheet.height * places.height
        starts = np.stack([np.broadcast_to(x, y.shape), y], axis=-1)
        path = self.plane.path[kept]
        below = self.land.value_at(path)
        delays = STAGGER * unit(np.arange(float(len(chosen))))[:, None, None]
        opacity = float(np.clip(FEW_CURVES / len(chosen), FAINT, 1.0))
        lines = LineCollection(
            [],
            colors=sheet.theme.point,
            linewidths=sheet.stroke(CURVE * (1 + opacity)),
            capstyle="round",
            transform=IdentityTransform(),
            figure=sheet.figure,
        )

        def shown(camera: Camera, alpha: float) -> Artists:
            share = np.clip(self.merged() * (1 + STAGGER) - delays, 0, 1)
            share = share * share * (3 - 2 * share)
            ends = view.project(path, below, camera)
            count = max(2, round(self.drawn() * len(kept)))
            lines.set_segments([*(starts + share * (ends - starts))[:, :count]])
            lines.set_alpha(alpha * opacity)
            return (lines,)

        view.show(self.curves, shown)
        named = [
            Label(sheet, self.label("step"), places.at(0.5, 1.11), edge="centre"),
            Label(sheet, self.curves_name(len(chosen)), places.at(0.0, -0.05)),
        ]
        for each in named:
            each.set_color(sheet.theme.muted)
        sheet.fade(lambda: self.curves() * (1 - min(4 * self.merged(), 1.0)), *named)

    def curves_name(self, shown: int) -> str:
        """What the curves are."""
        if shown < self.count:
            return self.label("some_values", shown=f"{shown:,}", count=f"{self.count:,}")
        return self.label("values")

    def show_path(self, sheet: Sheet, view: TurningView) -> None:
        """The path, the ring where it ends, and beside its point the step and the run's loss."""
        path, ring = TurningPath(view, self.trace), arrive(sheet)
        counter = Label(sheet, "0", bold=True, edge="centre")
        start, end = view.project(self.plane.path[[0, -1]], np.zeros(2), self.solid)
        above = ABOVE_POINT if start[1] < end[1] else -BELOW_POINT
        ground, up = backed(counter), np.array([0.0, sheet.tall(above)])

        def shown(camera: Camera, opacity: float) -> Artists:
            step = self.walk.step()
            head = path.head_at(camera, step)
            return [*path.at(camera, step, opacity, self.way()), *ring(self.ring(), head)]

        def told(camera: Camera, opacity: float) -> Artists:
            head = path.head_at(camera, self.walk.step())
            if not np.isfinite(head).all():
                return ()
            counter.set_text(self.reading(self.walk.told()))
            half = counter.width / 2
            x, y = sheet.fractions(head + up)
            x = float(np.clip(x, GRID.margin + half + 0.01, 1 - GRID.margin - half - 0.01))
            y = float(np.clip(y, GRID.below_sentence + 0.05, GRID.lowest_baseline))
            ground.set_alpha(OPACITY * opacity)
            return counter.put(sheet.at(x, y), opacity)

        view.show(self.path, shown)
        view.show(self.counter, told, within=False)

    def reading(self, step: int) -> str:
        """A step and the run's own loss there."""
        at = int(np.searchsorted(self.history.snapshots, step))
        told = f"{self.label('step')} {step}"
        loss = float(self.losses[at])
        if np.isnan(loss):
            return told
        return f"{told} · {self.label('loss')} {self.loss_text(loss)}"

    def show_stems_on(self, sheet: Sheet, view: TurningView) -> None:
        """From the path to the run's own loss."""
        known = np.flatnonzero(np.isfinite(self.heights).all(axis=0))
        chosen = known[spread_over(len(known), MOST_STEMS)]
        path = self.plane.path[chosen]
        below, own = self.land.value_at(path), self.losses[chosen]
        colour = sheet.theme.full_loss
        stems = Stroke(sheet, colour, STEM)
        tips = dots(sheet, DOT, colour)

        def shown(camera: Camera, share: float) -> Artists:
            feet, tops = (view.project(path, each, camera) for each in (below, own))
            tops = feet + share * (tops - feet)
            gaps = np.full_like(feet, np.nan)
            tips.set_offsets(tops)
            tips.set_alpha(share)
            drawn = np.stack([feet, tops, gaps], axis=1).reshape(-1, 2)
            return [*stems.through(drawn, share), tips]

        if len(chosen):
            view.show(self.stems, shown)

    def show_words(self, view: TurningView) -> None:
        """The run's losses at both ends of its path."""
        words = Words(view, self.land.value_at, [self.solid])
        words.avoid_path(self.trace)
        ends = (0, -1) if self.moves else (-1,)
        for at in ends:
            if np.isfinite(self.losses[at]) and np.isfinite(self.heights[0, at]):
                content = f"{self.label('loss')} {self.loss_text(float(self.losses[at]))}"
                words.show(self.words, content, self.plane.path[at])


CURVES_BOX = Box(0.085, 0.95, 0.30, 0.84)


def kind_of(options: RunOptions) -> str:
    """The kind of plane that is asked for.

    Raises:
        RequestError: there is none such.
    """
    kind = str(options["plane"])
    if kind not in KINDS:
        raise unknown("kind of plane", kind, KINDS)
    return kind


def side_for(spec: RunSpec) -> int:
    """How many places along a side of its plane a run's loss is worked out at."""
    objective = spec.objective
    work = objective.n_parameters * (objective.n_samples or 1)
    return int(np.clip((WORK / work) ** 0.5, LEAST_SIDE, SIDE))


def spread_over(count: int, most: int) -> FloatArray:
    """Indices of so many of a count at the most, evenly, with both ends."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))


def unit(numbers: FloatArray) -> FloatArray:
    """Numbers of any shape as shares of what lies between the least and the largest."""
    low, high = float(numbers.min(initial=np.inf)), float(numbers.max(initial=-np.inf))
    return (numbers - low) / (high - low) if high > low else np.full_like(numbers, 0.5)
