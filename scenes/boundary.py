"""What a model says all over the plane of two features while it trains, of any run that has two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Bbox

from gradreel.scenes.stage.plotting import (
    GRID,
    SCENERY,
    SIZES,
    BoolArray,
    Box,
    ByShape,
    Dataset,
    FigureStory,
    FloatArray,
    History,
    IntArray,
    Label,
    MapScales,
    ModelObjective,
    Pixels,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Sheet,
    Theme,
    Trajectory,
    across,
    background,
    between,
    column_of,
    dots,
    down,
    drawn_rows,
    is_tall,
    linear,
    mlp_spec,
    number_text,
    objective_of,
    paced,
    percent,
    probabilities,
    row_of,
    runs,
    sized,
    stretch,
    values,
)

PLACE = 920
OPTIONS = {
    "data": "moons",
    "x": None,
    "y": None,
    "positive": None,
    "hidden": (8, 8),
    "activation": "tanh",
    "optimizer": "adam",
    "learning_rate": 0.01,
    "batch_size": None,
    "steps": 300,
    "seed": 2,
}
DRAWS = "models of two features that tell 2 to 10 classes apart, recorded at two steps or more"

SIGNS = "o^sDPXv*<>"
"""The shapes of points, by their class: as many classes can be told apart."""
MOST_POINTS, MOST_SHOWN, EASE = 300, 180, 1.7
"""Points and snapshots that are drawn at the most, and how much denser these lie at the start, as
most is learned early."""
PLACES, BESIDE = (240, 135), 0.06
"""Across and up, at how many places the engine's model is asked, and how far the window reaches
beyond the data, as a share of them."""
KEPT = 16
"""So many snapshots' answers are kept."""
LEVEL = 1e-6
"""Of the boundary: where a model says the same of all classes all over a region, none runs."""
LEAST, MOST = 0.12, 0.55
"""How much of a class's colour a place has where no class is ahead, and where one is certain."""
LASTING, BEGUN, CLIMAX, TURN, LAST, READ = 11.0, 0.2, 1.4, 1.2, 2.2, 1.7
"""Seconds that the training takes at the most, and the share of it beside the panel; seconds of the
way to all of the frame, of that back or to both maps, of the last picture, and those of its
sentence in which it is there."""
CELLS, FILLED, SHARP = (24, 14), 1.2, 6.0
"""Squares in which the answers appear; so large they get, and so sharp their edges are."""
DOT, STAR, RING, LINE = 10.5, 16.0, 9.5, 3.5
"""The width of a point and of a star, whose arms are thin, the radius of a ring and the width of
the boundary, in pixels of a 1280x720 frame."""
EDGE, LAST_PLACE = 16, np.array(PLACES) - 1
"""So many places from the window's edges the point stays that asks; the last place each way."""
UNSEEN = "held_out_accuracy"
"""The series of the accuracy on data that the model isn't trained on."""
PEAK = 2.0
"""An accuracy has had its best time if it was so much better then, in per cent."""
RAISED, PAD, SIGN_ROOM, GAP, BAR = 0.013, 0.014, 0.035, 0.018, (0.075, 0.22)
"""Up to the middle of letters; from a panel's edge to its words, in the stage's widths; room for a
sign; between a bar and its number, and from where to where it goes."""
ABOVE, BELOW, NOTE = 0.028, 0.075, 0.035
"""From the point that asks up to its words, from a map down to its numbers, and from the panel down
to what its accuracy is of."""


class Boundary(FigureStory):
    """Points of two features; then which class a model says where, while it trains and after.

    Its values: `points`, `ringed` and `asked`, how far to the right points, rings and answers are
    seen; `full`, from the map's place to all of the frame; `probe`, how far the point that asks has
    come; `apart`, from one map to two. The others are opacities.
    """

    points, asked, ringed, panel, full, scales = values(6)
    probe, probed, shades, apart = values(4)

    map_box = ByShape(Box(0.11, 0.66, 0.3, 0.825), tall=Box(0.14, 0.95, 0.305, 0.57))
    pair = ByShape(
        (Box(0.05, 0.485, 0.3, 0.81), Box(0.515, 0.95, 0.3, 0.81)),
        tall=(Box(0.05, 0.95, 0.29, 0.535), Box(0.05, 0.95, 0.63, 0.875)),
    )
    plate = ByShape(Box(0.70, 0.95, 0.275, 0.495), tall=Box(0.05, 0.95, 0.665, 0.75))
    key = ByShape(Box(0.715, 0.95, 0.585, 0.885), tall=Box(0.065, 0.95, 0.81, 0.94))
    note = ByShape((0.715, 0.935), tall=(0.5075, 0.94))
    baselines = ByShape((0.69, 0.69), tall=(0.4, 0.86))  # of a name and its number on the plate
    corner = ByShape((0.05, 0.93), tall=(0.05, 0.93))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of a network on two features.

        Raises:
            RequestError: there are others, or too few or too many classes.
        """
        if options.recorded:
            return {"main": options.recorded}
        spec = mlp_spec(options)
        data = objective_of(spec).dataset
        if not is_plane(data):
            raise RequestError(
                f"boundary draws 2 features and 2 to {len(SIGNS)} classes, these data have "
                f"{data.n_features} and {data.n_classes or 'none'}: choose with --x a,b and --y; "
                "curves draws any"
            )
        return {"main": spec}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run's model has two features, and classes that can be told apart."""
        objective = spec.objective
        return isinstance(objective, ModelObjective) and is_plane(objective.dataset)

    @staticmethod
    def can_draw_history(history: History) -> bool:
        """Whether what the model says of such data was recorded while it trained."""
        data, regions = history.dataset, history.regions
        if data is None or regions is None or len(history.snapshots) < 2:
            return False
        return is_plane(data) and regions.probabilities.shape[-1] == data.n_classes

    @staticmethod
    def held_out(main: RunSpec, _: RunOptions) -> Dataset | None:
        """Data of the same kind that no run has seen, where they can be drawn anew."""
        return runs.drawn_anew(main)

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat."""
        n_classes, first = self.data.n_classes, int(self.history.snapshots[0])
        self.begin({self.points: 0.05, self.scales: 1})
        self.beat("ask_two" if n_classes == 2 else "ask_many", count=n_classes)
        self.meanwhile(0.6, {self.panel: 1})
        self.move(self.left_to_read(2.4), linear, {self.points: 1})
        self.beat("places" if first else "places_untrained", step=first)
        self.move(self.left_to_read(2.8), linear, {self.asked: 1})
        wrong = int(self.wrong(0).sum())
        self.beat("wrong" if wrong else "wrong_none", wrong=wrong, shown=len(self.rows))
        self.move(self.left_to_read(1.2), linear, {self.ringed: 1})
        self.train()
        self.look()
        self.conclude()

    def train(self) -> None:
        """The map changes step by step, soon in all of the frame."""
        player = self.training
        self.beat("train")
        begun = min(self.left_to_read(), BEGUN * player.lasting)
        self.move(self.left_to_read(), linear, {player.seconds: begun})
        self.meanwhile(player.lasting - begun, linear, {player.seconds: player.lasting})
        self.hush()
        self.move(CLIMAX, {self.full: 1, self.panel: 0, self.scales: 0})
        self.wait(max(player.lasting - begun - CLIMAX, 0.6))
        self.move(TURN, {self.full: 0, self.panel: 1, self.scales: 1})

    def look(self) -> None:
        """A point goes from a place where one class is probable to one where another is."""
        lines = self.answers.boundary(self.shown[-1])
        self.beat(
            "shade" if lines else "shade_only", {self.ringed: 0, self.probed: 1, self.shades: 1}
        )
        self.move(self.left_to_read(3.4), {self.probe: 1})

    def conclude(self) -> None:
        """The first map beside the last one, and how much has changed."""
        first, last = (self.answers.shares(self.shown[at]).argmax(axis=-1) for at in (0, -1))
        main, known = self.recording.main, self.accuracies
        unseen, beside = self.percents(UNSEEN) if self.has_both else np.zeros((0, 2)), ""
        if unseen.size:
            beside = self.label("beside", share=number_text(float(unseen[-1, 1]), 1))
        share, name = 100 * float((first != last).mean()), self.label(f"{self.known_as}_said")
        told = {"share": number_text(share, 0), "what": name, "step": str(self.history.n_steps)}
        told["beside"] = beside
        if known.size:
            numbers = (number_text(each, 1) for each in (*known[[0, -1], 1], known[:, 1].max()))
            told |= dict(zip(("first", "last", "most"), numbers, strict=True))
        is_cut = isinstance(main, Trajectory) and main.outcome.startswith("diverged")
        key = "diverged" if is_cut else f"end_{course_of(known)}"
        self.beat(key, {self.probed: 0, self.panel: 0, self.scales: 0, self.shades: 0}, **told)
        self.move(TURN, {self.apart: 1})
        self.move(max(self.left_to_read() - READ, 1.0), linear, {self.ringed: 1})
        self.let_stand(LAST)

    # What is known.

    @property
    def data(self) -> Dataset:
        """The data that the run was trained on."""
        assert self.history.dataset is not None  # noqa: S101  others were refused
        return self.history.dataset

    @cached_property
    def answers(self) -> Answers:
        """What the model says."""
        return Answers(self.recording.main, self.data)

    @cached_property
    def rows(self) -> IntArray:
        """The points that are drawn: of those in the window all, or a sample."""
        low, high = self.answers.window
        inside = ((self.data.features >= low) & (self.data.features <= high)).all(axis=1)
        within = np.flatnonzero(inside)
        return np.asarray(within[drawn_rows(self.data.rows(within), MOST_POINTS)])

    def wrong(self, index: int) -> BoolArray:
        """Which of these points (n,) lie where the model says another class, at a snapshot."""
        said = self.answers.at(index, self.data.features[self.rows])
        return np.asarray(said != self.data.target[self.rows])

    @cached_property
    def shown(self) -> list[int]:
        """The indices of the snapshots that are shown, from the first to the last one."""
        last = len(self.history.snapshots) - 1
        along = np.linspace(0, 1, min(last + 1, MOST_SHOWN)) ** EASE
        return sorted({round(each) for each in (last * along).tolist()} | {0, last})

    @cached_property
    def training(self) -> RunPlayer:
        """The run, snapshot by snapshot."""
        return RunPlayer(paced(self.history.snapshots[self.shown].tolist(), seconds=LASTING))

    @cached_property
    def known_as(self) -> str:
        """The series of the accuracy: that on the training data, if it was recorded."""
        return next(filter(self.history.known, ("accuracy", UNSEEN)), "accuracy")

    @property
    def has_both(self) -> bool:
        """Whether the accuracy is known on the training data and on others."""
        return self.known_as == "accuracy" and self.history.known(UNSEEN)

    @cached_property
    def accuracies(self) -> FloatArray:
        """The steps and the accuracies, in per cent, that were recorded (R, 2)."""
        return self.percents(self.known_as)

    def percents(self, name: str) -> FloatArray:
        """The steps and the values, in per cent, of an accuracy (R, 2)."""
        return self.recorded(name) * (1, 100)

    def recorded(self, name: str) -> FloatArray:
        """The steps and values (R, 2) of a series, where it was recorded."""
        history = self.history
        if not history.known(name):
            return np.zeros((0, 2))
        both = np.column_stack([history.steps, history.series[name]])
        return np.asarray(both[np.isfinite(both[:, 1])])

    def accuracy_at(self, step: int, name: str) -> str:
        """The accuracy that was recorded last up to a step; empty where there is none."""
        known = self.percents(name)
        return f"{number_text(last_of(known, step), 1)}%" if known.size else ""

    def loss_at(self, step: int) -> str:
        """The loss that was recorded last up to a step."""
        losses = self.recorded("loss")
        size = float(np.abs(losses[:, 1]).max()) or 1.0
        return sized(size, 4).text(last_of(losses, step))

    @cached_property
    def way(self) -> FloatArray:
        """From where to where (2, 2) the point goes that asks, as shares of the window."""
        top = self.answers.shares(self.shown[-1]).max(axis=-1)
        inner = np.full_like(top, np.nan)
        inner[EDGE:-EDGE, EDGE:-EDGE] = top[EDGE:-EDGE, EDGE:-EDGE]
        rows, columns = np.unravel_index([np.nanargmax(inner), np.nanargmin(inner)], top.shape)
        return np.asarray(np.column_stack([columns, rows]) / LAST_PLACE)

    # The drawings.

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet, from the bottom to the top."""
        self.show_maps(sheet)
        self.show_scales(sheet)
        self.show_numbers(sheet)
        self.show_classes(sheet)
        self.show_notes(sheet)
        self.show_probe(sheet)
        self.show_ends(sheet)

    def show_maps(self, sheet: Sheet) -> None:
        """The map, as the run goes on; in the end, beside it, the first one."""
        first, now = (RegionMap(sheet, self) for _ in range(2))
        steps, box = self.history.snapshots[self.shown].tolist(), self.place(sheet)

        def shown() -> Sequence[Artist]:
            place = between(box, Box(0, 1, 0, 1), self.full())
            start, end = (between(place, each, self.apart()) for each in self.pair)
            at = float(np.interp(self.training.step(), steps, range(len(steps))))
            before = first.at(start, 0.0, 1.0) if self.apart() else []
            return [*before, *now.at(end, at, self.asked())]

        sheet.show(shown)

    def place(self, sheet: Sheet) -> Box:
        """Where the map is: right of its numbers."""
        wide = max(each.width for each in self.axes(sheet, self.map_box).numbers_at_left())
        return replace(self.map_box, left=GRID.margin + wide + across(GAP))

    def axes(self, sheet: Sheet, box: Box) -> MapScales:
        """The scales of a map in a box."""
        edges = [*sheet.at(box.left, box.bottom), *sheet.at(box.right, box.top)]
        return MapScales(sheet, edges, self.answers.window)

    def show_scales(self, sheet: Sheet) -> None:
        """The numbers and names of both features."""
        names = (self.texts.column_with_unit(name) for name in self.data.feature_names)
        plain = (f" {name}" if name.startswith("$") else name for name in names)  # it's no maths
        sheet.fade(self.scales, *self.axes(sheet, self.place(sheet)).artists(*plain))

    def show_numbers(self, sheet: Sheet) -> None:
        """The step and what was recorded there: on a panel, or where the map is the frame."""
        theme, told = sheet.theme, self.training.told
        rows: dict[str, tuple[str, Callable[[], str]]] = {
            "step": (theme.text, lambda: str(told())),
            self.known_as: (theme.model, lambda: self.accuracy_at(told(), self.known_as)),
            UNSEEN: (theme.batch_loss_text, lambda: self.accuracy_at(told(), UNSEEN)),
            "loss": (theme.full_loss, lambda: self.loss_at(told())),
        }
        left_out = "loss" if self.has_both else UNSEEN if self.known_as == "accuracy" else ""
        rows = {
            key: row
            for key, row in rows.items()
            if key == "step" or (self.history.known(key) and key != left_out)
        }
        cells = (row_of if is_tall() else column_of)(3, self.plate, 0)[: len(rows)]
        ground = replace(self.plate, right=cells[-1].right, bottom=cells[-1].bottom)
        sheet.fade(self.panel, background(sheet, ground))
        large = partial(Label, sheet, "", size=SIZES.formula, bold=True)
        for cell, (key, (colour, content)) in zip(cells, rows.items(), strict=True):
            upper, lower = (cell.at(0, share)[1] for share in self.baselines)
            left, right = cell.left + PAD, cell.right - PAD
            named = partial(Label, sheet, self.label(key), colour=theme.muted)
            name = named((right, upper), edge="right") if is_tall() else named((left, upper))
            sheet.fade(self.panel, name)
            number = large((right, lower), colour=colour, edge="right")
            number.tell(self.panel, content)
        if self.accuracies.size:
            place, told_of = (self.plate.left + PAD, self.plate.bottom + down(NOTE)), self.known_as
            note = Label(sheet, self.label(f"{told_of}_of"), place, size=SIZES.smallest)
            note.set_color(theme.muted)
            sheet.fade(self.panel, note)
        corner = large(self.corner, cased=True)
        corner.tell(lambda: max(3 * self.full() - 2, 0.0), lambda: self.standing(told()))

    def standing(self, step: int) -> str:
        """A step, and how often the model was right."""
        told, right = f"{self.label('step')} {step}", self.accuracy_at(step, self.known_as)
        return f"{told} · {self.label(self.known_as)} {right}" if right else told

    def show_classes(self, sheet: Sheet) -> None:
        """Each class with its sign."""
        box, deep = self.key, self.deep
        wide = box.width / -(-self.data.n_classes // deep)
        room = (wide - across(SIGN_ROOM)) / across(SIZES.smallest)
        for label in range(self.data.n_classes):
            x, y = box.left + label // deep * wide, box.top + label % deep * self.pitch
            sign = class_signs(sheet, label, 1.5)
            sign.set_offsets([sheet.at(x + across(SIGN_ROOM / 3), y - down(RAISED))])
            name = self.texts.class_label(self.data, label, room)
            small = partial(Label, sheet, size=SIZES.smallest)
            sheet.fade(self.panel, sign, small(name, (x + across(SIGN_ROOM), y)))

    @property
    def deep(self) -> int:
        """How many classes stand one below the other."""
        count = self.data.n_classes
        return (count + 1) // 2 if is_tall() or count > 6 else count

    @property
    def pitch(self) -> float:
        """From a line of the key to the next: one is below the classes."""
        return min(down(0.05), self.key.height / self.deep)

    def show_notes(self, sheet: Sheet) -> None:
        """What a ring is and a shade, and how many of the points are drawn."""
        theme, box, count = sheet.theme, self.key, len(self.rows)
        small = partial(Label, sheet, size=SIZES.smallest, colour=theme.muted)
        y = box.top + self.deep * self.pitch
        ring, word = rings(sheet), small(self.label("ringed"), (box.left + across(SIGN_ROOM), y))
        ring.set_offsets([sheet.at(box.left + across(SIGN_ROOM / 3), y - down(RAISED))])
        sheet.fade(lambda: min(self.panel(), self.ringed()), ring, word)
        low = small(f"{percent(1 / self.data.n_classes)}%", (box.left, y))
        left, right = (box.left + across(each) for each in BAR)
        corner, end = sheet.at(left, y), sheet.at(right, y - down(2 * RAISED))
        shades = as_pixels(shaded(theme, 0, np.linspace(0, 1, 128)[None]))
        bar = stretch(sheet)(shades, Bbox([corner, end]))
        high = small("100%", (right + across(GAP), y))
        sheet.fade(lambda: min(self.panel(), self.shades()), low, bar, high)
        if count < self.data.n:
            told = self.label("drawn", shown=f"{count:,}", count=f"{self.data.n:,}")
            sheet.fade(self.panel, small(told, self.note))

    def show_probe(self, sheet: Sheet) -> None:
        """A point that asks, and the answer with its probability."""
        point = RingedPoint(sheet, radius=9)
        told = Label(sheet, "", size=SIZES.number, edge="centre", bold=True, cased=True)
        shares, box = self.answers.shares(self.shown[-1]), self.place(sheet)
        names = [self.texts.class_label(self.data, label, 7) for label in range(shares.shape[-1])]

        def shown(alpha: float) -> Sequence[Artist]:
            along = self.way[0] + self.probe() * (self.way[1] - self.way[0])
            column, row = np.round(along * LAST_PLACE).astype(int)
            label = int(shares[row, column].argmax())
            told.set_text(f"{percent(float(shares[row, column, label]))}% {names[label]}")
            x, y = box.at(along[0], 1 - along[1])
            half = told.width / 2 + across(GAP)
            held = min(max(x, box.left + half), box.right - half)
            words = told.put(sheet.at(held, y - down(ABOVE)), alpha)
            return [*point.at(sheet.at(x, y), alpha), *words]

        sheet.show_at(self.probed, shown)

    def show_ends(self, sheet: Sheet) -> None:
        """Below the first map and the last one their steps, and how often each was right."""
        steps = self.history.snapshots[[0, -1]].tolist()
        for box, step in zip(self.pair, steps, strict=True):
            place = box.middle[0], box.bottom + down(BELOW)
            told = Label(
                sheet, self.standing(step), place, edge="centre", size=SIZES.formula, bold=True
            )
            sheet.fade(lambda: max(2 * self.apart() - 1, 0.0), told)


def is_plane(data: Dataset) -> bool:
    """Whether data have two features, and classes that can be told apart."""
    return data.n_features == 2 and 2 <= data.n_classes <= len(SIGNS)


def course_of(known: FloatArray) -> str:
    """What became of the accuracy, of which steps and values in per cent (R, 2) are known."""
    if not known.size:
        return "map"
    (first, *_, last), most = known[:, 1].tolist(), float(known[:, 1].max())
    if most - max(first, last) > PEAK:
        return "peak"
    if number_text(first, 1) == number_text(last, 1):
        return "level"
    return "rose" if last > first else "fell"


def last_of(known: FloatArray, step: int) -> float:
    """The value that was recorded last up to a step, of steps and values (R, 2)."""
    at = int(np.searchsorted(known[:, 0], step, side="right")) - 1
    return float(known[at, 1]) if at >= 0 else np.nan


class Answers:
    """What a run's model says at its snapshots: as it was recorded, or by the engine's model.

    Attributes:
        window: the least and the greatest of both features (2, 2).
        shares: of a snapshot's index, the probabilities (k, m, c) of the classes all over the
            window, rising upwards and to the right.
    """

    def __init__(self, main: Trajectory | History, data: Dataset) -> None:
        self._run = main if isinstance(main, Trajectory) else None
        self._regions = main.regions if isinstance(main, History) else None
        self._data = data
        if self._regions:
            ends = [each[[0, -1]] for each in (self._regions.xs, self._regions.ys)]
            self.window = np.stack(ends, axis=1)
        else:
            low, high = data.features.min(axis=0), data.features.max(axis=0)
            beside = BESIDE * np.where(high > low, high - low, 1.0)
            self.window = np.array([low - beside, high + beside])
        self.shares = lru_cache(KEPT)(self._shares)
        self.boundary = lru_cache(KEPT)(self._boundary)

    def _shares(self, index: int) -> FloatArray:
        ends = zip(*self.window.tolist(), PLACES, strict=True)
        x, y = (np.linspace(low, high, count) for low, high, count in ends)
        if self._regions:
            given = self._regions.probabilities[index]
            weights = between_places(self._regions.ys, y), between_places(self._regions.xs, x)
            return np.asarray(np.einsum("ik,jm,ijc->kmc", *weights, given, optimize=True))
        points = np.stack(np.meshgrid(x, y), axis=-1)
        return self._asked(index, points.reshape(-1, 2)).reshape(*points.shape[:2], -1)

    def _asked(self, index: int, points: FloatArray) -> FloatArray:
        """The probability of each class (n, c) by the engine's model at points (n, 2)."""
        assert self._run is not None  # noqa: S101  there are no regions
        data, model = self._data, objective_of(self._run).model
        with np.errstate(over="ignore", invalid="ignore"):
            inputs = (points - data.mean) / data.sd
            found = probabilities(model, self._run.parameters[index], inputs)
        return np.nan_to_num(found, nan=1 / data.n_classes)

    def at(self, index: int, points: FloatArray) -> IntArray:
        """The likeliest class at points (n, 2) of the window; as recorded, at the nearest place."""
        if self._run:
            return np.asarray(self._asked(index, points).argmax(axis=-1))
        low, high = self.window
        x, y = np.round((points - low) / (high - low) * LAST_PLACE).astype(int).T
        return np.asarray(self.shares(index)[y, x].argmax(axis=-1))

    def _boundary(self, index: int) -> list[FloatArray]:
        """The lines (n, 2) between classes, as shares of the window; each once if there are two."""
        shares = np.moveaxis(self.shares(index), -1, 0)
        second, top = np.sort(shares, axis=0)[-2:]
        leads = shares - np.where(shares == top, second, top)
        x, y = (np.linspace(0, 1, count) for count in PLACES)
        return [
            np.asarray(line)
            for lead in leads[1 if len(leads) == 2 else 0 :]
            for line in contour_generator(x, y, lead).lines(LEVEL)
        ]


def between_places(known: FloatArray, places: FloatArray) -> FloatArray:
    """How much (k, n) values at k known places, which rise, count at n others between them."""
    return np.array([np.interp(places, known, each) for each in np.eye(len(known))])


def shaded(theme: Theme, label: int | IntArray, share: FloatArray) -> FloatArray:
    """The colours (..., 3) of classes (...), by how much (...) from 0 to 1 they lead."""
    full = np.array([to_rgb(theme.of_class(each)) for each in range(len(SIGNS))])[label]
    ground = np.array(to_rgb(theme.background))
    return np.asarray(ground + (LEAST + (MOST - LEAST) * share[..., None]) * (full - ground))


def as_pixels(colours: FloatArray, alpha: FloatArray | float = 1.0) -> Pixels:
    """Colours (h, w, 3) and their opacity (h, w) as pixels."""
    opaque = np.broadcast_to(alpha, colours.shape[:2])
    return np.round(255 * np.dstack([colours, opaque])).astype(np.uint8)


def class_signs(sheet: Sheet, label: int, size: float = 1.0) -> PathCollection:
    """Points of a class, each class in another shape, for `set_offsets`."""
    marker = MarkerStyle(SIGNS[label])
    shape = marker.get_path().transformed(marker.get_transform())
    size *= STAR if SIGNS[label] == "*" else DOT
    fill, edge = sheet.theme.of_class(label), sheet.theme.background
    return dots(sheet, size, fill, shape, edge=edge, width=1.2, gid=SCENERY)


def rings(sheet: Sheet) -> PathCollection:
    """Rings about points that are judged wrongly."""
    return dots(sheet, RING, "none", edge=sheet.theme.text, width=1.8, gid=SCENERY)


class RegionMap:
    """What a run's model says all over the window, with its boundary and the points."""

    def __init__(self, sheet: Sheet, story: Boundary) -> None:
        self._sheet, self._story, self._picture = sheet, story, stretch(sheet)
        data = story.data.rows(story.rows)
        low, high = story.answers.window
        self._points, self._labels = (data.features - low) / (high - low), data.target
        self._signs = [class_signs(sheet, label) for label in range(data.n_classes)]
        self._rings = rings(sheet), rings(sheet)
        theme, wide = sheet.theme, sheet.stroke(LINE)
        make = partial(LineCollection, [], colors=theme.text, linewidths=wide, gid=SCENERY)
        self._lines = make(figure=sheet.figure), make(figure=sheet.figure)
        self._colours = lru_cache(KEPT)(self._coloured)

    def at(self, box: Box, at: float, asked: float) -> list[Artist]:
        """The map in a box.

        Args:
            box: where it is.
            at: how many of the snapshots that are shown have come; between two, the picture of the
                one dissolves into that of the other.
            asked: the share of the window whose answer is seen.
        """
        story, sheet = self._story, self._sheet
        low, high = sheet.at(box.left, box.bottom), sheet.at(box.right, box.top)
        near, share = int(at), at % 1
        both = [(story.shown[near], 1 - share), (story.shown[near + bool(share)], share)]
        colours = np.sum([weight * self._colours(index) for index, weight in both], axis=0)
        pixels = as_pixels(colours, self._seen(asked))
        image = self._picture(pixels[::-1], Bbox([low, high]))
        image.set_gid(SCENERY)
        places, drawn = low + self._points * (high - low), [image] if asked else list[Artist]()
        for lines, (index, weight) in zip(self._lines, both, strict=True):
            found = story.answers.boundary(index)
            lines.set_segments([low + each * (high - low) for each in found])
            lines.set_alpha(weight * max(4 * asked - 3, 0.0))
        for label, made in enumerate(self._signs):
            is_there = (self._points[:, 0] <= story.points()) & (self._labels == label)
            made.set_offsets(places[is_there])
        for made, (index, weight) in zip(self._rings, both, strict=True):
            made.set_offsets(places[story.wrong(index) & (self._points[:, 0] <= story.ringed())])
            made.set_alpha(weight)
        points = [each for each in (*self._signs, *self._rings) if np.size(each.get_offsets())]
        return [*drawn, *self._lines, *points]

    def _coloured(self, index: int) -> FloatArray:
        """The colours (k, m, 3) of a snapshot: of each place's class, by its probability."""
        shares = self._story.answers.shares(index)
        even = 1 / shares.shape[-1]
        share = (shares.max(axis=-1) - even) / (1 - even)
        return shaded(self._sheet.theme, shares.argmax(axis=-1), share)

    def _seen(self, asked: float) -> FloatArray:
        """What of each place is seen (k, m): squares that grow, first on the left."""
        x, y = (np.arange(n) / n * cells for n, cells in zip(PLACES, CELLS, strict=True))
        size = FILLED * np.clip(2 * asked - np.floor(x) / CELLS[0], 0, 1)
        aside, above = (2 * np.abs(each % 1 - 0.5) for each in (x, y))
        return np.asarray(np.clip(SHARP * (size - np.maximum(aside, above[:, None])), 0, 1))
