"""Gradient descent, or any optimizer, on a loss surface: in 3-D and as a map, side by side."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.text import Text

from engine import optimizers
from engine.arrays import FloatArray
from engine.errors import RequestError, shorten
from engine.objectives import SurfaceObjective
from engine.spec import RunSpec
from engine.trajectory import Trajectory
from scenes.options import RunOptions
from scenes.recording import Recording
from scenes.runs import logistic_spec, surface_spec, with_rate
from scenes.stage.figure import FigureStory
from scenes.stage.figure_contour import ContourView, beside
from scenes.stage.figure_landscape import Landscape
from scenes.stage.figure_pieces import arrow, math, stretch, text, width
from scenes.stage.figure_sheet import Sheet
from scenes.stage.figure_surface import Camera, SurfaceView, best_camera
from scenes.stage.figure_table import ROW_BASELINES, Column, Row, heads
from scenes.stage.figure_timeline import linear
from scenes.stage.figure_trace import Trace, TraceArtists, inside, trace
from scenes.stage.figure_window import landscape_of
from scenes.stage.theme import GRID, SIZES
from scenes.stage.typesetting import decimals_for, number_text, scientific
from scenes.stage.verdict import Verdict, settled, verdict

PLACE = 60
OPTIONS = {
    "surface": "styblinski-tang",
    "start": (-0.4, -0.9),
    "optimizer": "gradient-descent",
    "learning_rate": 0.025,
    "steps": 20,
    "data": None,
    "x": None,
    "y": None,
}
DRAWS = "runs of a surface or of any model with two parameters"

OTHER_START = (0.6, -0.6)
"""The second start of the default story: close to the first, on the other side of the ridge."""

STEPS = 100
"""How many steps other runs take unless it is said."""

SURFACE_BOX = (0.05, 0.25, 0.66, 0.81)
MAP_BOX = (0.69, 0.27, 0.95, 0.67)
LONGEST, STEP = 7.0, 0.32
"""Seconds that the whole of a path takes at the most, and one step if there are few."""

ARROW, SHORTEST = 0.13, 0.06
"""Lengths of arrows in the window's sides: along the gradient, and for a step at the least."""

LIFT = 0.012
"""How far, in heights, a path hovers so that it doesn't sink into the facets."""

LONGEST_TITLE = 44
PLAIN = "gradient-descent"
DIGITS, TINY = 4, 1e-3
"""Digits of a loss; less than this is written as a power of ten."""


def run_spec(options: RunOptions) -> RunSpec:
    """The run that the options ask for: of a logistic regression if they name data."""
    chosen = options.changed(steps=options.steps or STEPS, learning_rate=options.learning_rate)
    if options.data or options.x or options.y:
        spec = logistic_spec(chosen)
        if spec.objective.n_parameters != 2:
            raise RequestError("descent draws two parameters: give --x one column")
        return spec
    spec = surface_spec(chosen.changed(learning_rate=1.0))
    return with_rate(spec, options.learning_rate, highest=_highest_rate(spec))


def companions(main: RunSpec, options: RunOptions) -> dict[str, RunSpec]:
    """A second start beside the default run; plain gradient descent beside other optimizers."""
    del options
    if not _is_plain(main):
        plain = replace(main, optimizer=optimizers.build(PLAIN))
        return {"twin": with_rate(plain, None, highest=_highest_rate(plain))}
    objective = main.objective
    known = isinstance(objective, SurfaceObjective) and objective.surface.name == OPTIONS["surface"]
    if known and tuple(main.start) == OPTIONS["start"]:
        return {"second": replace(main, start=np.array(OTHER_START))}
    return {}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run has the two parameters that a landscape has."""
    return spec.objective.n_parameters == 2


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """The scene has one part."""
    del recording
    return (Descent,)


def _is_plain(spec: RunSpec) -> bool:
    return bool(optimizers.describe(spec.optimizer)["name"] == PLAIN)


def _highest_rate(spec: RunSpec) -> float:
    """No limit where there is a floor; else the rate that suits the surface's bends."""
    objective = spec.objective
    if isinstance(objective, SurfaceObjective) and objective.surface.lowest in (None, -np.inf):
        return objective.surface.learning_rate
    return np.inf


class Descent(FigureStory):
    """One run down a landscape, and a second beside it: another start, or plain descent."""

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        self.begin(surface=0, map=0, table=0, uphill=0, downhill=0, sums=0, main=0)
        self.begin(main_shown=0, main_label=0, other=0, other_shown=0, other_label=0)
        self._show_landscape()
        self._start()
        if self.main.spec.batch_size is None:
            self._first_step()
        self._run()
        if "second" in self.recording.companions:
            self._another_start()
        if "twin" in self.recording.companions:
            self._plain_twin()

    def draw(self, sheet: Sheet) -> None:
        """Views at the bottom, then the table, then the paths and their numbers."""
        surface = SurfaceView(sheet, SURFACE_BOX, self.landscape, self.camera)
        chart = ContourView(sheet, MAP_BOX, self.landscape)
        names = self.names
        upright = surface.upright(self.texts.label("loss"))
        sheet.add(faded(surface.image, *surface.names(*names), *upright), "surface")
        sheet.add(faded(chart.image, *chart.scales(*names)), "map")
        columns = self._columns()
        sheet.add(faded(*heads(sheet, columns, self._note())), "table")
        sheet.add(faded(*self._sums(sheet)), "sums")
        for index, (name, run) in enumerate(self.runs.items()):
            self._draw_run(sheet, surface, chart, name)
            row = Row(sheet, columns, index, self._row_name(name), filled=not index)
            sheet.add(self._numbers(row, run), name, f"{name}_shown", "table")
        self._draw_arrows(sheet, surface, chart)

    # What is drawn.

    @property
    def _plain(self) -> bool:
        return _is_plain(self.main.spec)

    @property
    def main(self) -> Trajectory:
        """The run that the story is about."""
        return self.recording.main

    @cached_property
    def runs(self) -> dict[str, Trajectory]:
        """The main run, and the other one if there is one."""
        others = zip(("other",), self.recording.companions.values(), strict=False)
        return {"main": self.main, **dict(others)}

    @cached_property
    def landscape(self) -> Landscape:
        """The runs' function over the window that is shown."""
        return landscape_of(list(self.runs.values()))

    @cached_property
    def traces(self) -> dict[str, Trace]:
        """The runs' paths inside the window."""
        return {
            name: trace(
                run.parameters, run.recorded_steps, run.objective.losses, self.landscape.window
            )
            for name, run in self.runs.items()
        }

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """How each run ended."""
        return {name: verdict(run, self.landscape) for name, run in self.runs.items()}

    @cached_property
    def camera(self) -> Camera:
        """From where most of the paths is seen."""
        inside = [each.points[np.isfinite(each.values)] for each in self.traces.values()]
        heights = [each.values[np.isfinite(each.values)] for each in self.traces.values()]
        return best_camera(self.landscape, np.concatenate(inside), np.concatenate(heights))

    @cached_property
    def names(self) -> tuple[str, str]:
        """The parameters' names as maths in dollars."""
        first, second = (maths_name(each) for each in self.main.objective.parameter_names)
        return f"${first}$", f"${second}$"

    def kicker(self) -> str:
        """The optimizer, and what it runs on."""
        return self.texts.label("kicker", optimizer=self._optimizer(), surface=self._title())

    def _optimizer(self) -> str:
        name = optimizers.describe(self.main.spec.optimizer)["name"]
        known = f"optimizer_{name}"
        return self.texts.label(known) if known in self.texts.labels else str(name)

    def _title(self) -> str:
        objective = self.main.objective
        if isinstance(objective, SurfaceObjective):
            return shorten(objective.surface.title, LONGEST_TITLE)
        data = self.main.dataset
        assert data is not None  # noqa: S101  a model has data
        feature = self.texts.column(data.feature_names[0])
        return self.texts.label(
            "model_loss", target=self.texts.column(data.target_name), feature=feature
        )

    # The beats.

    def _show_landscape(self) -> None:
        self.beat("landscape", {"surface": 1})
        self.beat("map")
        self.move(0.8, map=1)

    def _start(self) -> None:
        self.beat("start", loss=self._loss(self.main.loss[0]))
        self.move(0.6, main_shown=1, table=1)

    def _first_step(self) -> None:
        self.beat("uphill")
        self.move(0.8, uphill=1)
        if len(self.main.recorded_steps) < 2 or self.main.recorded_steps[1] != 1:
            self.move(0.4, uphill=0)
            return
        key = "step" if self._plain else "step_own"
        self.beat(key, optimizer=self._optimizer())
        self.move(0.8, uphill=0, downhill=1)
        self.move(0.6, table=0)
        self.move(0.6, sums=1)
        self.wait(1.6)
        self.move(0.9, main=1)
        self.wait(0.6)

    def _run(self) -> None:
        first, last = float(self.main.loss[0]), float(self.main.loss[-1])
        moving = self.main.recorded_steps <= self._seen_end("main")
        falls = bool((np.diff(self.main.loss[moving]) < 0).all()) and moving.sum() > 2
        key = "falls" if falls else "repeat"
        self.beat(key, {"downhill": 0, "sums": 0}, first=self._loss(first), last=self._loss(last))
        self.move(0.4, table=1)
        self._follow("main")
        self._judge("main")

    def _another_start(self) -> None:
        self.beat("second")
        self.move(0.6, other_shown=1)
        self._follow("other")
        self._judge("other")
        endings = [each.ending for each in self.verdicts.values()]
        if endings == ["global", "local"]:
            self.beat("moral")

    def _plain_twin(self) -> None:
        self.beat("twin", {"main_label": 0})
        self.move(0.6, other_shown=1)
        self._follow("other")
        own, plain = self.runs["main"], self.runs["other"]
        if "diverged" in own.outcome or "diverged" in plain.outcome:
            return
        self.beat(
            "compare",
            steps=own.n_steps,
            optimizer=self._optimizer(),
            loss=self._loss(own.loss[-1]),
            other=self._loss(plain.loss[-1]),
        )

    def _follow(self, name: str) -> None:
        """Let a run take its steps: the first ones one by one, then faster, to where it rests."""
        run, begun = self.runs[name], self._values[name]
        end = self._seen_end(name)
        steps = [int(step) for step in run.recorded_steps if begun < step <= end]
        slow = len(steps) if len(steps) * STEP <= LONGEST else 3
        for step in steps[:slow]:
            self.move(STEP, **{name: step})
        if steps[slow:]:
            self.move(LONGEST - slow * STEP, linear, **{name: steps[-1]})
        if self._values[name] < run.n_steps:
            self.move(0.6, linear, **{name: run.n_steps})

    def _seen_end(self, name: str) -> int:
        """The last step that moves the point on screen."""
        found = self.verdicts[name]
        if found.ending in ("diverged", "left"):
            return first_outside(self.runs[name], self.landscape.window)
        return settled(self.runs[name], self.landscape)

    def _judge(self, name: str) -> None:
        found = self.verdicts[name]
        key: str = found.ending
        objective = self.main.objective
        if key == "left" and isinstance(objective, SurfaceObjective):
            key += "_floorless" if objective.surface.lowest == -np.inf else ""
        label = {f"{name}_label": 1.0} if f"ends_{found.ending}" in self.texts.labels else {}
        self.beat(key, label, step=found.step, steps=found.step, loss=self._loss(found.loss))

    # Numbers and words.

    @cached_property
    def _places(self) -> tuple[int, int]:
        """Decimals of a parameter and of a loss."""
        size = float((self.landscape.window[1] - self.landscape.window[0]).max())
        least = min(abs(float(run.loss[-1])) for run in self.runs.values())
        return min(decimals_for(size, 4), 6), min(max(decimals_for(least, DIGITS), 2), 4)

    def _loss(self, value: float) -> str:
        """A loss in a sentence: what is tiny as a power of ten."""
        if 0 < abs(value) < TINY:
            return scientific(value)
        return number_text(float(value), decimals_for(float(value), DIGITS))

    def _columns(self) -> tuple[Column, ...]:
        theme, names = self.theme, self.names
        return (
            Column(self.texts.label("step"), 0.335, theme.text),
            Column(names[0], 0.465, theme.text),
            Column(names[1], 0.595, theme.text),
            Column(self.texts.label("loss"), 0.745, theme.full_loss),
            Column(self.texts.label("learning_rate"), 0.95, theme.muted),
        )

    def _note(self) -> str:
        """What must be said of the scales, if anything."""
        notes = []
        if self.landscape.heights.compressed:
            notes.append(self.texts.label("log_heights"))
        data = self.main.dataset
        if data is not None and not (data.sd == 1).all():
            notes.append(self.texts.label("scaled"))
        return " · ".join(notes)

    def _row_name(self, name: str) -> str:
        if "second" in self.recording.companions:
            return self.texts.label("first_start" if name == "main" else "second_start")
        return self._optimizer() if name == "main" else self.texts.label(f"optimizer_{PLAIN}")

    def _numbers(self, row: Row, run: Trajectory) -> Callable[..., list[Artist]]:
        """The line of a run at a step: what was recorded last."""
        places, loss_places = self._places

        def shown(step: float, alpha: float, table: float) -> list[Artist]:
            at = int(np.searchsorted(run.recorded_steps, step, side="right")) - 1
            x, y = (number_text(float(each), places) for each in run.parameters[at])
            loss = number_text(float(run.loss[at]), loss_places)
            rate = f"{run.spec.learning_rate_at(int(run.recorded_steps[at])):g}"
            numbers = (str(run.recorded_steps[at]), x, y, loss, rate)
            return row.show(numbers, alpha * table)

        return shown

    def _sums(self, sheet: Sheet) -> list[Artist]:
        """The first step with its numbers put in, a line for each parameter."""
        if len(self.main.recorded_steps) < 2:
            return []
        made: list[Any] = []
        for axis, baseline in enumerate(ROW_BASELINES):
            made.append(math(sheet, self._rule(axis), (GRID.margin, baseline)))
        right = GRID.margin + max(float(rule.get_size()[1]) for rule in made) / sheet.width + 0.01
        for pieces in zip(self._sum(0), self._sum(1), strict=True):
            column = [piece.set_on(sheet) for piece in pieces]
            right += max(width(sheet, each) for each in column)
            for each, baseline in zip(column, ROW_BASELINES, strict=True):
                each.set_position((sheet.x(right), sheet.y(baseline)))
            right += 0.008
            made += column
        return made

    def _rule(self, axis: int) -> str:
        """How a parameter changes, in Typst's maths."""
        name = self.names[axis].strip("$")
        move = f"gradient(partial L slash partial {name})" if self._plain else "s"
        return f"{name} arrow.l {name} - eta thin {move}"

    def _sum(self, axis: int) -> tuple["Piece", ...]:
        """The same with the first step's numbers."""
        run, theme = self.main, self.theme
        before, after = (float(each) for each in run.parameters[:2, axis])
        moved = float(np.abs(run.parameters[1] - run.parameters[0]).max())
        places = min(max(self._places[0], decimals_for(moved, 2)), 6)
        rate = run.spec.learning_rate_at(0)
        step = float(run.gradients[0, axis]) if self._plain else (before - after) / rate
        return (
            Piece(f"= {number_text(before, places)}", theme.text),
            Piece(f"− {rate:g} ×", theme.text),
            Piece(signed(step, places), theme.gradient if self._plain else theme.text),
            Piece(f"= {number_text(after, places)}", theme.text, bold=True),
        )

    # Drawings.

    def _draw_run(self, sheet: Sheet, surface: SurfaceView, chart: ContourView, name: str) -> None:
        path = self.traces[name]
        filled = name == "main"
        above = surface.project(path.points, path.values, lift=LIFT)
        hidden = surface.hidden(path.points, path.values)
        over = TraceArtists(sheet, path, above, hidden=hidden, filled=filled)
        flat = TraceArtists(sheet, path, path.points, transform=chart.to_pixels, filled=filled)

        def shown(step: float, alpha: float) -> list[Artist]:
            return [*over.at(step), *flat.at(step)] if alpha else []

        sheet.add(shown, name, f"{name}_shown")
        label = self._label(sheet, chart, name)
        sheet.add(faded(*label), f"{name}_label")

    def _label(self, sheet: Sheet, chart: ContourView, name: str) -> list[Artist]:
        """What became of a run, beside its point on the map."""
        key = f"ends_{self.verdicts[name].ending}"
        if key not in self.texts.labels:
            return []
        paths = np.concatenate([chart.project(each.points) for each in self.traces.values()])
        return [beside(sheet, chart, self.texts.label(key), self.runs[name].parameters[-1], paths)]

    def _draw_arrows(self, sheet: Sheet, surface: SurfaceView, chart: ContourView) -> None:
        run = self.main
        start = run.parameters[0]
        gradient = run.objective.gradient(start)
        uphill = self._reach(start, gradient, ARROW)
        pair = self._arrow_pair(sheet, surface, chart, start, uphill, self.theme.gradient)
        sheet.add(pair, "uphill")
        if len(run.parameters) > 1:
            move = run.parameters[1] - start
            after = self._reach(start, move, max(self._share(move), SHORTEST))
            pair = self._arrow_pair(sheet, surface, chart, start, after, self.theme.point)
            sheet.add(pair, "downhill")

    def _share(self, move: FloatArray) -> float:
        """How long a move (2,) is, in the window's sides."""
        low, high = self.landscape.window
        return float(np.abs(move / (high - low)).max())

    def _reach(self, start: FloatArray, direction: FloatArray, share: float) -> FloatArray:
        """The end (2,) of an arrow of some length, in the window's sides, cut at the window."""
        length = self._share(direction)
        if not length:
            return start
        end = start + direction / length * share
        _, last = inside(start, end, self.landscape.window)
        return np.asarray(start + (end - start) * min(last, 1.0))

    def _arrow_pair(  # noqa: PLR0913, PLR0917
        self,
        sheet: Sheet,
        surface: SurfaceView,
        chart: ContourView,
        tail: FloatArray,
        tip: FloatArray,
        colour: str,
    ) -> Callable[[float], list[Artist]]:
        """An arrow on both views that grows from its tail to its tip."""
        ends = np.array([tail, tip])
        values = self.main.objective.losses(ends)
        over, flat = surface.project(ends, values, lift=LIFT), chart.project(ends)
        pair = arrow(sheet, colour), arrow(sheet, colour)

        def shown(share: float) -> list[Artist]:
            drawn: list[Artist] = []
            for made, (start, end) in zip(pair, (over, flat), strict=True):
                drawn += stretch(sheet, made, start, start + share * (end - start))
            return drawn

        return shown


@dataclass(frozen=True)
class Piece:
    """A part of a sum."""

    content: str
    colour: str
    bold: bool = False

    def set_on(self, sheet: Sheet) -> Text:
        """Set it, held by its right edge, somewhere."""
        return text(
            sheet,
            self.content,
            (0, 0),
            colour=self.colour,
            size=SIZES.number,
            edge="right",
            bold=self.bold,
        )


def faded(*artists: Artist) -> Callable[[float], Sequence[Artist]]:
    """Show artists at an opacity; none at all at 0."""

    def shown(alpha: float) -> Sequence[Artist]:
        for artist in artists:
            artist.set_alpha(alpha)
        return artists if alpha else ()

    return shown


def first_outside(run: Trajectory, window: FloatArray) -> int:
    """The first step of a run that ends outside a window; its last step if none does."""
    outside = ((run.parameters < window[0]) | (run.parameters > window[1])).any(axis=1)
    index = int(np.argmax(outside)) if outside.any() else -1
    return int(run.recorded_steps[index])


def maths_name(name: str) -> str:
    """A parameter's name in Typst's maths: b1 is beta with the index 1."""
    found = re.fullmatch(r"([A-Za-z])(\d*)", name)
    if not found:
        return f'"{name}"'
    letter = "beta" if found[1] == "b" else found[1]
    return f"{letter}_{found[2]}" if found[2] else letter


def signed(value: float, places: int) -> str:
    """A factor: in parentheses if it is negative."""
    written = number_text(value, places)
    return f"({written})" if written.startswith("−") else written
