"""A mini-batch at each step: its own loss, a jump onto it, a step, and out of a dip."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from manim import Rectangle, ValueTracker, VGroup, VMobject

from engine import optimizers
from engine.arrays import FloatArray, IntArray
from engine.data import Dataset, load
from engine.errors import RequestError
from engine.functions import sigmoid
from engine.landscape import along_line
from engine.models import Band
from engine.objectives import ModelObjective
from engine.optimizers.gradient_descent import GradientDescent
from engine.spec import RunSpec
from engine.trajectory import Trajectory
from scenes.options import RunOptions
from scenes.recording import Recording
from scenes.runs import dataset, logistic_spec, with_rate
from scenes.stage.epochs import batch_of, epoch_of, read_before, steps_in_epoch
from scenes.stage.fonts import REGULAR
from scenes.stage.marks import Follower, RingedPoint, arrow, dash_points, disc, polyline, segments
from scenes.stage.motion import STEP, appear, set_share, share_of, steadily, to, vanish
from scenes.stage.panel import Panel
from scenes.stage.phases import ENDS, Moment, end_of, moment
from scenes.stage.place import Edge, at, fractions, pixels, stroke
from scenes.stage.plot import Box, Plot, Scale, scale
from scenes.stage.story import Story
from scenes.stage.strip import Strip
from scenes.stage.text import Label, Number, backed
from scenes.stage.theme import GRID, SIZES
from scenes.stage.typesetting import number_text
from scenes.stage.valleys import Valley, valley_of, valleys
from scenes.stage.views import Views

PLACE = 80
OPTIONS = {
    "data": "heart",
    "x": ("Age",),
    "y": "AHD",
    "optimizer": "gradient-descent",
    "learning_rate": 70.0,
    "steps": 80,
    "batch_size": 30,
    "seed": 47,
    "start": (45.0,),
}
DRAWS = "a model of one or two parameters on mini-batches, every step recorded"

BAND = Band((2.5,), -1.5, 3.0)
"""Of age, in years: a risk of 18 % outside and 82 % at the centre."""

BAND_OF_TWO = Band((0.28, 0.7), -2.5, 5.0)
"""Of age and highest heart rate, in standard deviations: 8 % outside and 92 % at the centre."""

START, START_OF_TWO = (45.0,), (-1.2, -0.3)
RATE_OF_TWO, SEED_OF_TWO = 1.2, 38

SHARE_IN_BATCH = 10
"""A batch is a tenth of the data unless its size is given."""

SLOWER_AFTER, SLOWER_BY = 5 / 8, 0.2
"""The band's runs take smaller steps at the end, so that the noise lets them settle."""

SEEDS, SIZES_TRIED, MOST_STEPS_COUNTED = 100, (10, 50, 100), 160
"""Other shuffles and batch sizes that are run to be counted, unless the run is a long one."""

AGES = (42.0, 72.0)
"""What is shown of the band's centre, in years, at least."""

SAMPLES = 241
"""Points of a curve."""

SLOW_STEPS, TWIN_STEPS = 3, 8
"""How many steps are shown one by one."""

SWEEP = 2.6
"""Seconds in which the band goes over the data."""

STEPS_A_SECOND, LONGEST = 3.0, 4.5
"""How fast steps run by at first, and how many seconds they may take in one beat."""


# The runs.


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on batches: of the band on age, or of a logistic regression on other data.

    Raises:
        RequestError: the data have more than one feature column, or the batch is all of them.
    """
    if _is_band(options):
        return _band_spec(_band_objective(), options.changed(start=options.start or START))
    data = dataset(options)
    if data.n_features > 1:
        raise RequestError(
            f"minibatch draws two parameters, these data make {data.n_features + 1}: "
            "name one column with --x"
        )
    size = options.batch_size or max(1, data.n // SHARE_IN_BATCH)
    _check_smaller(size, data)
    return logistic_spec(options.changed(batch_size=size))


def companions(main: RunSpec, options: RunOptions) -> dict[str, RunSpec]:
    """Return the full-batch twin; for the band on age, runs to count, and those on a surface."""
    others = {"twin": replace(main, batch_size=None)}
    if main.objective.describe() != _band_objective().describe():
        return others
    if main.steps <= MOST_STEPS_COUNTED:
        others |= _counted(main)
    if main.hash == run_spec(options).hash:
        surface = _surface_spec(options)
        others |= {"surface": surface, "surface twin": replace(surface, batch_size=None)}
    return others


def can_draw(spec: RunSpec) -> bool:
    """Whether a run has one or two parameters, batches smaller than the data, and no stride."""
    n, size = spec.objective.n_samples, spec.batch_size
    on_batches = n is not None and size is not None and size < n
    return on_batches and spec.stride == 1 and spec.objective.n_parameters <= 2


def parts(recording: Recording) -> "tuple[type[Minibatch], ...]":
    """Return the line for one parameter, the surface for two; the scene's own run has both."""
    return (Minibatch,)


def _is_band(options: RunOptions) -> bool:
    chosen = (options.data or "heart", tuple(options.x or ("Age",)), options.y or "AHD")
    return chosen == ("heart", ("Age",), "AHD")


def _band_objective() -> ModelObjective:
    return ModelObjective(BAND, load("heart", ("Age",), "AHD"))


def _band_spec(objective: ModelObjective, options: RunOptions) -> RunSpec:
    steps, size = options.steps or 80, options.batch_size or 30
    spec = RunSpec(
        objective=objective,
        optimizer=optimizers.build(options.optimizer or "gradient-descent"),
        learning_rate=options.learning_rate or 1.0,
        steps=steps,
        batch_size=size,
        start=np.array(options.start),
        seed=options.seed or 0,
        drop_last=True,
        rate_drops=((max(1, int(steps * SLOWER_AFTER)), SLOWER_BY),),
    )
    _check_smaller(size, objective.dataset)
    return with_rate(spec, options.learning_rate)


def _surface_spec(options: RunOptions) -> RunSpec:
    """Return the run on two parameters: what was chosen for the one holds for it too."""
    data = load("heart", ("Age", "MaxHR"), "AHD").standardized()
    own_rate = options.learning_rate == OPTIONS["learning_rate"]
    chosen = options.changed(
        start=START_OF_TWO,
        learning_rate=RATE_OF_TWO if own_rate else None,
        seed=SEED_OF_TWO if options.seed == OPTIONS["seed"] else options.seed,
    )
    return _band_spec(ModelObjective(BAND_OF_TWO, data), chosen)


def _counted(main: RunSpec) -> dict[str, RunSpec]:
    sizes = (main.batch_size or 0, *(size for size in SIZES_TRIED if size != main.batch_size))
    return {
        f"batch {size} seed {seed}": replace(main, batch_size=size, seed=seed)
        for size in sizes
        for seed in range(SEEDS)
    }


def _check_smaller(size: int, data: Dataset) -> None:
    if size == data.n:
        raise RequestError(f"a batch of {size} is all the data: give a smaller --batch-size")


# One parameter.

SMALL = Box(left=0.1, top=0.56, bottom=0.79)
LARGE = Box(left=0.1, top=0.27, bottom=0.72)
ABOVE = Box(left=0.1, top=0.265, bottom=0.46)
STRIP = Box(left=GRID.margin, right=1 - GRID.margin, top=0.866, bottom=0.898)
TRACE = Box(left=0.76, right=0.928, top=0.665, bottom=0.755)
BARS = Box(left=0.16, right=0.84, top=0.32, bottom=0.8)


@dataclass(frozen=True, eq=False)
class Line:
    """A run of one parameter and its full-batch twin, over the line of its parameter.

    Attributes:
        main: the run on batches.
        twin: the same on all the data.
    """

    main: Trajectory
    twin: Trajectory

    @property
    def data(self) -> Dataset:
        """What both were trained on."""
        assert self.main.dataset is not None  # noqa: S101  can_draw asks for a model
        return self.main.dataset

    @cached_property
    def centres(self) -> FloatArray:
        """The parameter after every step, (T + 1,)."""
        return self.main.parameters[:, 0]

    @cached_property
    def window(self) -> tuple[float, float]:
        """What is shown of the parameter: the data's own range, and wherever a run went."""
        inputs = self.data.inputs[:, 0]
        is_age = self.data.source == "heart" and self.data.feature_names == ("Age",)
        low, high = AGES if is_age else np.quantile(inputs, (0.05, 0.95))
        seen = np.concatenate([self.centres, self.twin.parameters[:, 0]])
        room = 0.03 * (high - low)
        return min(float(low), seen.min() - room), max(float(high), seen.max() + room)

    @cached_property
    def xs(self) -> FloatArray:
        """Evenly spaced parameters over the window, (SAMPLES,)."""
        return np.linspace(*self.window, SAMPLES)

    def losses(self, places: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """The loss at parameters (m,) on a batch, or on all the data."""
        return along_line(self.main.objective, np.zeros(1), np.ones(1), places, batch)

    def loss(self, place: float) -> float:
        """The loss at one parameter on all the data."""
        return float(self.losses(np.array([place]))[0])

    @cached_property
    def full(self) -> FloatArray:
        """The loss on all the data over `xs`."""
        return self.losses(self.xs)

    @cached_property
    def valleys(self) -> tuple[Valley, ...]:
        """The valleys of the loss on all the data."""
        xs = np.linspace(*self.window, 5 * SAMPLES)
        return valleys(xs, self.losses(xs))

    @cached_property
    def goal(self) -> Valley | None:
        """The lowest of them."""
        return min(self.valleys, key=lambda each: each.loss, default=None)

    @cached_property
    def trap(self) -> Valley | None:
        """A higher one, if the twin has come to rest in it."""
        path = self.twin.parameters[:, 0]
        low, high = self.window
        rests = len(path) > 1 and abs(path[-1] - path[-2]) < 1e-4 * (high - low)
        valley = valley_of(self.valleys, float(path[-1]))
        return valley if rests and valley is not self.goal else None

    @cached_property
    def arrival(self) -> int | None:
        """After how many steps the run is in the lowest valley and stays; None if it isn't."""
        if self.goal is None:
            return None
        inside = np.array([self.goal.holds(centre) for centre in self.centres])
        outside = np.flatnonzero(~inside)
        return (int(outside[-1]) + 1 if len(outside) else 0) if inside[-1] else None

    @property
    def barrier(self) -> float:
        """The place between the twin's valley and the lowest one."""
        assert self.trap is not None and self.goal is not None  # noqa: S101, PT018  asked before
        return self.trap.right if self.goal.at > self.trap.at else self.trap.left

    def tip(self, step: int) -> float:
        """How high the tangent at a step's start is where the step ends."""
        slope, move = self.main.gradients[step, 0], self.centres[step + 1] - self.centres[step]
        return float(self.main.batch_loss[step] + slope * move)

    def height(self, now: Moment) -> float:
        """How high the point is: on the old tangent, on the way to the batch's curve, on its tangent."""
        landed = float(self.main.batch_loss[now.step])
        if now.move:
            return landed + now.move * (self.tip(now.step) - landed)
        before = self.tip(now.step - 1) if now.step else float(self.main.loss[0])
        return before + now.jump * (landed - before)

    def place(self, now: Moment) -> float:
        """Where the point is along the parameter."""
        before, after = self.centres[now.step : now.step + 2]
        return float(before + now.move * (after - before))


EMPTY = np.zeros((0, 3))
GHOSTS = (1.0, 0.28, 0.16, 0.0)
"""What is left of a curve when it is the batch's, and one, two and three steps later."""

FEWEST = 5
"""Samples that a share is taken of, at least."""


class Ghost(Follower):
    """A curve whose opacity, too, is written anew at every frame."""

    def __init__(
        self,
        outline: Callable[[], FloatArray],
        opacity: Callable[[], float],
        colour: str,
        *,
        width: float = 3.0,
    ) -> None:
        self.opacity_now = opacity
        super().__init__(outline, stroke_color=colour, stroke_width=stroke(width))

    def write(self) -> None:
        """Set the path and its opacity to what they are now."""
        super().write()
        self.stroke_rgbas[:, 3] = self.opacity_now() * share_of(self)


@lru_cache(maxsize=512)
def batch_curve(line: Line, step: int) -> FloatArray:
    """The loss on a step's batch over the line's `xs`; before the first, on all the data."""
    return line.losses(line.xs, line.main.batch(step)) if step >= 0 else line.full


class Minibatch(Story):
    """The band's centre: stuck on all the data, out of the dip on batches."""

    def construct(self) -> None:
        """Tell the story."""
        self.prepare()
        self.ask()
        self.trace_the_loss()
        self.name_the_valleys()
        self.descend_on_all()
        self.draw_a_batch()
        self.jump_onto_it()
        self.step_down_it()
        self.step_again()
        self.go_faster()
        self.cross_the_barrier()
        self.settle()
        self.count_the_shuffles()

    # What is on the stage, from the bottom to the top.

    def prepare(self) -> None:
        """Put everything on the stage, hidden, so that what comes later can lie below."""
        self.line = Line(self.recording.main, self.recording["twin"])
        self.run, self.data = self.line.main, self.line.data
        self.model = self.band()
        self.centre, self.traced = ValueTracker(self.line.window[0]), ValueTracker(0)
        self.twin_clock, self.clock = ValueTracker(0), ValueTracker(0)
        self.lit, self.calm, self.home = ValueTracker(0), ValueTracker(0), ValueTracker(0)
        self.make_charts()
        self.make_strip()
        self.make_curves()
        self.make_points()

    def band(self) -> Band:
        """The model that was trained."""
        model = self.run.objective.model  # type: ignore[attr-defined]
        assert isinstance(model, Band)  # noqa: S101  the one model of one parameter
        return model

    def lay(self, *mobjects: VMobject) -> None:
        """Put things on the stage that can't be seen yet."""
        for each in mobjects:
            set_share(each, 0)
            self.add(each)

    def now(self) -> Moment:
        """Where the run is on its clock."""
        return moment(self.clock.get_value(), self.run.n_steps)

    def done(self) -> int:
        """How many steps the run has taken."""
        return int(self.clock.get_value() + 1e-9)

    # Charts.

    def make_charts(self) -> None:
        """Lay out the data with the band above, and the loss below, then alone."""
        across = scale(*self.line.window, count=6)
        self.above = Plot(self.theme, across, Scale(0, 1, (0, 0.5, 1)), box=ABOVE)
        self.above.remove(self.above.x_axis)
        column = self.texts.column_with_unit(self.data.feature_names[0])
        title = self.texts.label("axis", column=column)
        boxes = ((self.near(), SMALL), (self.near(), LARGE), (self.far(), LARGE))
        plots = [Plot(self.theme, across, y, box=box, x_title=title) for y, box in boxes]
        for plot in plots:
            plot.titles.add(self.loss_title(plot.box))
        self.views = Views(plots)
        self.bars = self.shares()
        self.risk = self.above.curve(self.probability, self.theme.model)
        self.lay(self.above, self.bars, self.risk, *plots)

    def loss_title(self, box: Box) -> Label:
        """What the losses' axis means."""
        return self.text(self.texts.label("mean_loss"), box.left, box.top - 0.025)

    def near(self) -> Scale:
        """Losses as high and low as those of all the data are."""
        low, high = float(self.line.full.min()), float(self.line.full.max())
        room = 0.1 * (high - low)
        return scale(low - room, high + room, count=3)

    def far(self) -> Scale:
        """Losses as high and low as those of nearly all batches are."""
        steps = np.unique(np.linspace(0, self.run.n_steps - 1, 60).astype(int))
        curves = np.quantile([batch_curve(self.line, int(step)) for step in steps], (0.02, 0.98))
        landings = np.quantile(self.run.batch_loss, (0.02, 0.98))
        low = min(curves[0], landings[0], self.line.full.min())
        high = max(curves[1], landings[1], self.line.full.max())
        return scale(float(low), float(high), count=4)

    def shares(self) -> VGroup:
        """The share of class 1 among the samples of each tenth of the window, as bars."""
        low, high = self.line.window
        width = (high - low) / 10
        values = self.data.inputs[:, 0]
        bars = VGroup()
        for left in np.arange(low + 2 * width / 3, high - width, width):
            within = (values >= left) & (values < left + width)
            if within.sum() >= FEWEST:
                bars.add(self.bar(left, width, float(self.data.target[within].mean())))
        return bars

    def bar(self, left: float, width: float, share: float) -> Rectangle:
        """One bar of the chart of shares."""
        foot = self.above.point(left + 0.06 * width, 0)
        corner = self.above.point(left + 0.94 * width, share)
        made = Rectangle(
            width=corner[0] - foot[0],
            height=max(corner[1] - foot[1], pixels(1)),
            fill_color=self.theme.class1,
            fill_opacity=0.5,
            stroke_width=0,
        )
        return made.move_to((foot + corner) / 2)

    def probability(self, xs: FloatArray) -> FloatArray:
        """What the band at its present centre says of each x."""
        return sigmoid(self.model.logits(np.array([self.centre.get_value()]), xs[:, None]))

    # The strip of the data.

    def make_strip(self) -> None:
        """A cell for each sample; those of the batch lit, those read in this epoch half lit."""
        self.strip = Strip(self.data.n, STRIP)
        everyone = np.arange(self.data.n)
        cells = self.strip.cells(lambda: everyone, self.theme.grid)
        cells.clear_updaters()
        colour = self.theme.batch_loss
        self.cells = VGroup(
            cells,
            self.strip.cells(self.read, colour, 0.34),
            self.strip.cells(self.drawn, colour),
        )
        self.lay(self.cells)

    def drawn(self) -> IntArray:
        """The samples of the batch, as many as have been drawn."""
        batch = batch_of(self.run, self.now().step)
        return batch[: round(self.lit.get_value() * len(batch))]

    def read(self) -> IntArray:
        """The samples that this epoch's earlier batches had."""
        return read_before(self.run, self.now().step)

    # Curves.

    def make_curves(self) -> None:
        """The batch's curve, its ghosts below it, and the full one between."""
        ghosts = [
            Ghost(self.ghost_path(back), self.ghost_opacity(back), self.theme.batch_loss)
            for back in (3, 2, 1)
        ]
        self.full = self.views.curve(self.full_curve, self.theme.full_loss)
        self.batch = Ghost(
            self.batch_path,
            lambda: 1 - 0.55 * self.calm.get_value(),
            self.theme.batch_loss,
            width=4.5,
        )
        self.lay(*ghosts, self.full, self.batch)
        self.batch_layers = [*ghosts, self.batch]

    def full_curve(self) -> tuple[FloatArray, FloatArray]:
        """The loss of all the data, as far as it has been traced."""
        share = self.traced.get_value()
        if share >= 1:
            return self.line.xs, self.line.full
        low, high = self.line.window
        xs = np.linspace(low, low + max(share, 1e-6) * (high - low), SAMPLES)
        return xs, self.line.losses(xs)

    def batch_path(self) -> FloatArray:
        """The curve of the batch, or one on the way to it from the batch before."""
        now = self.now()
        if self.clock.get_value() <= 0:
            return EMPTY
        before, after = (batch_curve(self.line, step) for step in (now.step - 1, now.step))
        return self.views.path(self.line.xs, before + now.reform * (after - before))

    def ghost_path(self, back: int) -> Callable[[], FloatArray]:
        """The curve of a batch that many steps ago."""

        def path() -> FloatArray:
            step = self.now().step - back
            if step < 0 or self.calm.get_value() >= 1:
                return EMPTY
            return self.views.path(self.line.xs, batch_curve(self.line, step))

        return path

    def ghost_opacity(self, back: int) -> Callable[[], float]:
        """How much is left of a batch's curve that many steps later."""
        before, after = GHOSTS[back - 1], GHOSTS[back]

        def opacity() -> float:
            left = before + (after - before) * self.now().reform
            return left * (1 - self.calm.get_value())

        return opacity

    # Points, arrows and words on the chart.

    def make_points(self) -> None:
        """The twin with its steps, and the run with its landing, its slope and its places."""
        theme, views = self.theme, self.views
        self.twin_path = Follower(
            self.twin_steps, fill_color=theme.full_loss, fill_opacity=1, stroke_width=0
        )
        self.twin_ring = RingedPoint(self.twin_place, theme)
        self.twin_ring.submobjects[1].set_fill(theme.background).set_stroke(
            theme.full_loss, stroke(4)
        )
        self.places = Follower(
            self.rug, stroke_color=theme.point, stroke_width=stroke(2), stroke_opacity=0.7
        )
        self.drop = Follower(self.drop_path, stroke_color=theme.muted, stroke_width=stroke(2.5))
        self.slope = arrow(self.slope_ends, theme.gradient, width=5)
        self.point = RingedPoint(self.point_place, theme)
        self.probe = RingedPoint(lambda: views.point(*self.probe_at()), theme)
        self.plumb = Follower(self.plumb_path, stroke_color=theme.muted, stroke_width=stroke(2))
        self.lay(
            self.plumb,
            self.places,
            self.drop,
            self.twin_path,
            self.twin_ring,
            self.slope,
            self.point,
            self.probe,
        )

    def probe_at(self) -> tuple[float, float]:
        """The band's centre, and the loss of all the data there."""
        centre = self.centre.get_value()
        return centre, self.line.loss(centre)

    def plumb_path(self) -> FloatArray:
        """From the band's centre down to its loss."""
        centre, loss = self.probe_at()
        return dash_points(self.above.point(centre, 0), self.views.point(centre, loss))

    def twin_centre(self) -> float:
        """Where the twin is: between two of its steps while it moves."""
        path = self.line.twin.parameters[:, 0]
        return float(np.interp(self.twin_clock.get_value(), np.arange(len(path)), path))

    def twin_place(self) -> FloatArray:
        """The twin's point on the full loss."""
        centre = self.twin_centre()
        return self.views.point(centre, self.line.loss(centre))

    def twin_steps(self) -> FloatArray:
        """Dots where the twin has been."""
        done = int(self.twin_clock.get_value() + 1e-9) + 1
        twin = self.line.twin
        places = self.views.points_at(twin.parameters[:done, 0], twin.loss[:done])
        return np.concatenate([place + disc(5) for place in places])

    def point_place(self) -> FloatArray:
        """The run's point, kept within the chart; at the end it goes back onto the full loss."""
        now = self.now()
        x, y = self.line.place(now), self.line.height(now)
        y += self.home.get_value() * (float(self.run.loss[-1]) - y)
        far = self.views.plots[-1].y
        return self.views.point(x, min(max(y, far.low), far.high))

    def drop_path(self) -> FloatArray:
        """The jump from where the last step ended onto the batch's curve."""
        now = self.now()
        if now.jump <= 0 or now.move or self.calm.get_value():
            return EMPTY
        x = self.line.place(now)
        return dash_points(
            self.views.point(x, self.line.height(replace(now, jump=0.0))), self.point_place()
        )

    def slope_ends(self) -> tuple[FloatArray, FloatArray]:
        """From the point along the batch's slope to where the step ends."""
        now = self.now()
        start = self.point_place()
        if self.calm.get_value() or not now.aim or now.move >= 1:
            return start, start
        end = self.views.point(float(self.line.centres[now.step + 1]), self.line.tip(now.step))
        return start, start + now.aim * (end - start)

    def rug(self) -> FloatArray:
        """A short line on the axis at every place where the run has been."""
        if self.clock.get_value() <= 0:
            return EMPTY
        floor = self.views.floor_and_ceiling[0]
        feet = self.views.points_at(self.line.centres[: self.done() + 1], np.zeros(self.done() + 1))
        feet[:, 1] = floor
        return segments(feet, feet + np.array([0, pixels(12), 0]))

    # The story.

    def ask(self) -> None:
        """The data, and a band laid over them."""
        outcome = self.texts.class_label(self.data.target_name, self.data.class_names[1])
        share = self.text(self.texts.label("share", outcome=outcome), ABOVE.left, ABOVE.top - 0.025)
        self.beat("question", *appear(self.above, self.bars, share), rows=self.rows())
        self.first_panel = self.panel_of_the_band()
        self.opening = [self.above, self.bars, share, self.risk, self.first_panel, self.probe]
        self.play(*appear(self.risk, self.first_panel))

    def rows(self) -> str:
        """How many samples there are, and of what."""
        key = "patients" if self.data.source == "heart" else "points"
        return self.texts.label(key, count=self.data.n)

    def panel_of_the_band(self) -> Panel:
        """The model, what of it is set by hand, and what its centre costs."""
        panel = Panel(self.theme, top=0.245)
        panel.formula(self.math("model(p) = sigma(z)"), room=0.075)
        panel.formula(self.math(_band_maths(self.model)), room=0.1)
        panel.note(self.texts.label("by_hand"))
        panel.rule()
        panel.row(self.texts.label("centre"), self.centre.get_value, self.places_of_centre())
        panel.row(
            self.texts.label("loss"),
            lambda: self.probe_at()[1],
            3,
            colour=self.theme.full_loss,
        )
        return panel

    def places_of_centre(self) -> int:
        """Decimals that tell the centre to a thousandth of the window."""
        low, high = self.line.window
        return int(np.clip(4 - np.ceil(np.log10(high - low)), 0, 6))

    def trace_the_loss(self) -> None:
        """Move the band over the data, and draw the loss that it has there."""
        self.beat("band", *appear(self.views.plots[0], self.full, self.plumb, self.probe))
        self.opening.append(self.plumb)
        sweep = to(self.centre, self.line.window[1], run_time=SWEEP)
        self.play(sweep, to(self.traced, 1, run_time=SWEEP))

    def name_the_valleys(self) -> None:
        """Put the band where the loss is low, and name what lies between."""
        line = self.line
        if line.goal is None:
            self.beat("no_valley")
            return
        lowest = self.named("lowest", line.goal.at, line.goal.loss, 3.4, -0.028)
        if line.trap is None:
            self.beat("one_valley", to(self.centre, line.goal.at), lowest=line.goal.at)
            self.names = [lowest]
            self.play(*appear(lowest))
            return
        values = {"dip": line.trap.at, "barrier": line.barrier, "lowest": line.goal.at}
        self.beat("valleys", to(self.centre, line.trap.at), **values)
        dip = self.named("dip", line.trap.at, line.trap.loss, 0, -0.075)
        barrier = self.named("barrier", line.barrier, line.loss(line.barrier), 0, 0.03)
        self.names = [dip, barrier, lowest]
        self.play(*appear(dip, barrier))
        self.play(to(self.centre, line.goal.at), *appear(lowest))

    def named(self, key: str, centre: float, loss: float, right: float, up: float) -> Label:
        """A word at a place of the small chart, moved by so much of the window and the frame."""
        x, y = fractions(self.views.plots[0].point(centre, loss))
        edge: Edge = "left" if right else "centre"
        return self.text(self.texts.label(key), x + right / 100, y - up, edge=edge)

    def descend_on_all(self) -> None:
        """The same start, all the data at every step."""
        line = self.line
        key = "stuck" if line.trap else "arrives" if self.twin_arrives() else "under_way"
        self.play(*vanish(*self.opening, *self.names), *self.views.turn_to(1))
        self.twin_panel = self.panel_of_the_twin()
        self.beat(key, *appear(self.twin_path, self.twin_ring, self.twin_panel), n=self.data.n)
        slow = min(TWIN_STEPS, line.twin.n_steps)
        self.play(steadily(self.twin_clock, slow, slow * STEP))
        self.play(to(self.twin_clock, line.twin.n_steps))
        self.twin_name = self.name_of_the_twin()
        self.play(*appear(self.twin_name))

    def twin_arrives(self) -> bool:
        """Whether the twin ends in the lowest valley."""
        goal = self.line.goal
        return goal is not None and goal.holds(float(self.line.twin.parameters[-1, 0]))

    def name_of_the_twin(self) -> VGroup:
        """What the ring on the full loss is, below it."""
        key = "all_stuck" if self.line.trap else "all_rows"
        colour = self.theme.full_loss
        label = Label(self.texts.label(key, n=self.data.n), size=SIZES.label, colour=colour)
        name = backed(label, self.theme)
        name.add_updater(
            lambda each: each.move_to(self.twin_place() - np.array([0, pixels(42), 0]))
        )
        return name

    def panel_of_the_twin(self) -> Panel:
        """The twin's numbers."""
        twin, words = self.line.twin, self.texts.label

        def step() -> int:
            return int(self.twin_clock.get_value() + 1e-9)

        panel = Panel(self.theme, top=0.245)
        panel.row(words("step"), step, 0)
        panel.row(
            words("centre"), lambda: float(twin.parameters[step(), 0]), self.places_of_centre()
        )
        panel.row(words("loss"), lambda: float(twin.loss[step()]), 3, colour=self.theme.full_loss)
        last = twin.n_steps - 1
        panel.row(
            words("slope"),
            lambda: float(twin.gradients[min(step(), last), 0]),
            self.places_of_slope(),
            colour=self.theme.gradient,
        )
        return panel

    def places_of_slope(self) -> int:
        """Decimals that tell a usual slope to a hundredth of it."""
        usual = float(np.median(np.abs(self.run.gradients)))
        return int(np.clip(3 - np.ceil(np.log10(max(usual, 1e-9))), 0, 6))

    def draw_a_batch(self) -> None:
        """Look at a few samples only."""
        size = len(batch_of(self.run, 0))
        n = self.data.n
        caption = self.strip_caption()
        self.play(*vanish(self.twin_panel), *self.views.turn_to(2))
        self.beat("batch", *appear(self.cells, caption, self.point), size=size, n=n)
        self.play(to(self.lit, 1, run_time=1.4))

    def strip_caption(self) -> VGroup:
        """What the lit cells are, and the epoch."""
        key = "batch_of" if self.data.source == "heart" else "batch_of_rows"
        words = self.texts.label
        left = self.text(
            words(key, size=self.run.spec.batch_size, n=self.data.n), GRID.margin, 0.94
        )
        epoch = Number(
            lambda: epoch_of(self.run, self.now().step), 0, colour=self.theme.text, size=SIZES.label
        )
        epoch.place(at(1 - GRID.margin, 0.94), "right")
        name = self.text(words("epoch"), 1 - GRID.margin - 0.045, 0.94, edge="right")
        return VGroup(left, name, epoch)

    def jump_onto_it(self) -> None:
        """Its loss leaves the full one, and the point drops onto it."""
        self.run_panel = self.panel_of_the_run()
        name = self.name_of_the_batch()
        self.beat("jump", to(self.clock, end_of("reform", 0), run_time=1.2), *appear(self.batch))
        self.play(*appear(name, self.run_panel))
        self.play(to(self.clock, end_of("jump", 0)))
        self.words = [name]

    def name_of_the_batch(self) -> VGroup:
        """A name at the batch's first curve, where it is furthest from the full one."""
        line = self.line
        curve = batch_curve(line, 0)
        inner = slice(SAMPLES // 5, -SAMPLES // 5)
        place = SAMPLES // 5 + int(np.argmax(np.abs(curve - line.full)[inner]))
        up = np.sign(curve[place] - line.full[place])
        label = Label(
            self.texts.label("batch_curve"), size=SIZES.label, colour=self.theme.batch_loss_text
        )
        spot = self.views.plots[-1].point(line.xs[place], curve[place]) + np.array(
            [0, up * pixels(36), 0]
        )
        return backed(label, self.theme).move_to(spot)

    def panel_of_the_run(self) -> Panel:
        """The run's numbers, and the rule with its numbers put in."""
        run, words, theme = self.run, self.texts.label, self.theme
        panel = Panel(theme, top=0.225)

        def of_step(values: FloatArray) -> Callable[[], float]:
            return lambda: float(values[self.now().step])

        panel.row(words("step"), self.done, 0)
        panel.row(
            words("centre"), lambda: float(self.line.centres[self.done()]), self.places_of_centre()
        )
        panel.row(words("batch_loss"), of_step(run.batch_loss), 3, colour=theme.batch_loss_text)
        panel.row(
            words("full_loss"), lambda: float(run.loss[self.done()]), 3, colour=theme.full_loss
        )
        panel.row(
            words("slope"),
            of_step(run.gradients[:, 0]),
            self.places_of_slope(),
            colour=theme.gradient,
        )
        panel.row(
            words("rate"), lambda: run.spec.learning_rate_at(self.now().step), self.places_of_rate()
        )
        panel.rule()
        panel.space(0.22)
        return panel

    def places_of_rate(self) -> int:
        """Decimals that the learning rate needs."""
        rates = {self.run.spec.learning_rate_at(step) for step in range(self.run.n_steps)}
        return next((n for n in range(6) if all(round(r, n) == round(r, 9) for r in rates)), 6)

    def step_down_it(self) -> None:
        """The rule with its numbers, and the step."""
        is_plain = isinstance(self.run.spec.optimizer, GradientDescent)
        key = "step" if is_plain else "step_other"
        rate = number_text(self.run.spec.learning_rate_at(0), self.places_of_rate())
        self.working = self.rule_with_numbers(plain=is_plain)
        self.beat(
            key,
            to(self.clock, end_of("aim", 0)),
            rate=rate,
            optimizer=_optimizer_name(self.run.spec),
        )
        self.play(*appear(self.working))
        self.play(to(self.clock, 1.0, run_time=1.0))

    def rule_with_numbers(self, *, plain: bool) -> VGroup:
        """The update rule, and below it with the step's own numbers."""
        right, theme = GRID.panel_right - GRID.panel_padding, self.theme
        middle = (GRID.panel_left + GRID.panel_right) / 2
        maths = (
            "c arrow.l c - eta gradient((partial L) / (partial c))"
            if plain
            else "c arrow.l c + Delta c"
        )
        rule = self.math(maths).move_to(at(middle, 0.68))
        working = Working(self.substituted if plain else self.moved, theme.muted)
        result = Working(self.result, theme.text)
        return VGroup(
            rule,
            working.place(at(right, 0.775), "right"),
            result.place(at(right, 0.83), "right"),
        )

    def substituted(self) -> str:
        """The right side of gradient descent's rule with the step's numbers."""
        step = self.now().step
        c = number_text(self.line.centres[step], self.places_of_centre())
        rate = number_text(self.run.spec.learning_rate_at(step), self.places_of_rate())
        slope = number_text(self.run.gradients[step, 0], self.places_of_slope())
        return f"{c} − {rate} × ({slope})" if slope.startswith("−") else f"{c} − {rate} × {slope}"

    def moved(self) -> str:
        """A step of another optimizer: from where, and by how much."""
        before, after = self.line.centres[self.now().step : self.now().step + 2]
        c, move = (number_text(each, self.places_of_centre()) for each in (before, after - before))
        return f"{c} + ({move})" if move.startswith("−") else f"{c} + {move}"

    def result(self) -> str:
        """Where the step leads."""
        after = self.line.centres[self.now().step + 1]
        return "= " + number_text(after, self.places_of_centre())

    def step_again(self) -> None:
        """More batches, one phase after the other."""
        last = min(SLOW_STEPS, self.crossing())
        if last <= 1:
            return
        self.beat("again", *vanish(*self.words))
        self.words = []
        for step in range(1, last):
            self.take(step, (0.6, 0.45, 0.35, 0.55))

    def take(self, step: int, seconds: tuple[float, float, float, float]) -> None:
        """One step, phase by phase."""
        for phase, duration in zip(ENDS, seconds, strict=True):
            self.play(to(self.clock, end_of(phase, step), run_time=duration))

    def crossing(self) -> int:
        """The step that leads over the barrier for good; the last if none does."""
        arrival = self.line.arrival
        return arrival - 1 if arrival and self.line.trap else self.run.n_steps

    def go_faster(self) -> None:
        """The steps up to the one that leads out, one after the other."""
        last = self.crossing() if self.line.trap else min(self.run.n_steps, 12)
        first = self.done()
        if last <= first:
            return
        key = "faster" if last > steps_in_epoch(self.run) else "faster_short"
        self.trace = self.trace_of_the_centre()
        self.beat(key, *vanish(*self.words, self.working), *appear(self.trace, self.places))
        self.words = []
        self.play(steadily(self.clock, last, min((last - first) / STEPS_A_SECOND, LONGEST)))

    def cross_the_barrier(self) -> None:
        """The batch that leads out, slowly."""
        arrival = self.line.arrival
        if not (arrival and self.line.trap):
            return
        self.beat("over", to(self.clock, end_of("reform", arrival - 1), run_time=0.8), step=arrival)
        self.play(to(self.clock, end_of("jump", arrival - 1), run_time=0.6))
        self.play(to(self.clock, end_of("aim", arrival - 1), run_time=0.6))
        self.play(to(self.clock, float(arrival), run_time=0.9))

    def settle(self) -> None:
        """All the other steps, and where the run ends."""
        left = self.run.n_steps - self.done()
        self.beat(self.ending(), to(self.calm, 1), n=self.data.n, step=self.run.n_steps + 1)
        self.play(steadily(self.clock, self.run.n_steps, min(max(left / 15, 0.5), LONGEST)))
        self.play(to(self.home, 1), *vanish(*self.batch_layers))

    def ending(self) -> str:
        """What may be said of the end."""
        line = self.line
        if self.run.outcome.startswith("diverged"):
            return "diverged"
        arrived = line.arrival is not None
        if line.trap is None:
            return "both" if arrived and self.twin_arrives() else "ended"
        if arrived:
            return "settle"
        inside = valley_of(line.valleys, float(line.centres[-1]))
        return "neither" if inside is line.trap else "elsewhere"

    def trace_of_the_centre(self) -> VGroup:
        """The centre against the step, of the run and of its twin, in the panel."""
        line, theme = self.line, self.theme
        paths = np.concatenate([line.centres, line.twin.parameters[:, 0]])
        room = 0.06 * (paths.max() - paths.min())
        marked = [each.at for each in (line.trap, line.goal) if each is not None]
        y = Scale(float(paths.min() - room), float(paths.max() + room), tuple(map(round, marked)))
        plot = Plot(theme, Scale(0, self.run.n_steps, ()), y, box=TRACE)
        title = self.text(
            self.texts.label("trace"), GRID.panel_left + GRID.panel_padding, TRACE.top - 0.03
        )
        twin = self.traced_path(plot, line.twin, theme.full_loss)
        return VGroup(plot, title, twin, self.traced_path(plot, line.main, theme.batch_loss))

    def traced_path(self, plot: Plot, run: Trajectory, colour: str) -> Follower:
        """One run's centre, step by step, as far as the main run has come."""

        def path() -> FloatArray:
            steps = np.arange(min(self.done(), run.n_steps) + 1)
            return polyline(plot.points_at(steps, run.parameters[steps, 0]))

        return Follower(path, stroke_color=colour, stroke_width=stroke(3))

    # Luck.

    def count_the_shuffles(self) -> None:
        """How many other shuffles end in the lowest valley, by batch size."""
        counts = ends_by_size(self.recording, self.line)
        if not counts or self.line.trap is None:
            return
        own = self.run.spec.batch_size or 0
        self.play(*vanish(*self.everything()))
        plot = Plot(
            self.theme, Scale(-0.6, len(counts) - 0.4, ()), Scale(0, SEEDS, (0, 50, 100)), box=BARS
        )
        bars = {
            size: self.count_bar(plot, place, size, counts[size])
            for place, size in enumerate(counts)
        }
        self.beat(
            "count", *appear(plot, self.chart_words(), *bars[own]), out=counts[own], total=SEEDS
        )
        others = [part for size in bars if size != own for part in bars[size]]
        self.beat("noise", *appear(*others))

    def everything(self) -> list[VMobject]:
        """What is on the stage but the kicker and the sentence."""
        kept = {id(self.mobjects[0]), id(self._sentence)}
        return [
            each for each in self.mobjects if isinstance(each, VMobject) and id(each) not in kept
        ]

    def chart_words(self) -> VGroup:
        """What is counted, and by what."""
        key = "batch_size" if self.data.source == "heart" else "batch_size_rows"
        middle = (BARS.left + BARS.right) / 2
        return VGroup(
            self.text(self.texts.label("seeds_out", total=SEEDS), BARS.left, BARS.top - 0.045),
            self.text(self.texts.label(key), middle, BARS.bottom + 0.115, edge="centre"),
        )

    def count_bar(self, plot: Plot, place: int, size: int, count: int) -> tuple[VMobject, ...]:
        """A bar with the count above it and the batch size below."""
        theme, whole = self.theme, size == self.data.n
        low, high = plot.point(place - 0.3, 0), plot.point(place + 0.3, count)
        bar = Rectangle(
            width=high[0] - low[0],
            height=max(high[1] - low[1], pixels(2)),
            fill_color=theme.full_loss if whole else theme.batch_loss,
            fill_opacity=1,
            stroke_width=0,
        ).move_to((low + high) / 2)
        top, foot = (plot.point(place, each) for each in (count, 0))
        number = Label(str(count), size=SIZES.number, colour=theme.text, bold=True)
        name = Label(str(size), size=SIZES.tick, colour=theme.muted)
        number.place(top + np.array([0, pixels(12), 0]), "centre")
        return bar, number, name.place(foot - np.array([0, pixels(36), 0]), "centre")


def ends_by_size(recording: Recording, line: Line) -> dict[int, int]:
    """Count the runs that end in the lowest valley, by batch size; all the data are one more."""
    counts: dict[int, int] = {}
    for name, run in recording.companions.items():
        if name.startswith("batch ") and line.goal is not None:
            size = run.spec.batch_size or 0
            counts[size] = counts.get(size, 0) + line.goal.holds(float(run.parameters[-1, 0]))
    if counts:
        twin_is_out = line.goal is not None and line.goal.holds(float(line.twin.parameters[-1, 0]))
        counts[line.data.n] = SEEDS * twin_is_out
    return dict(sorted(counts.items()))


class Working(Number):
    """A line of arithmetic whose numbers are written anew at every frame."""

    face = REGULAR

    def __init__(self, content: Callable[[], str], colour: str) -> None:
        self._written = content
        super().__init__(0.0, 0, colour=colour, size=SIZES.label)

    @property
    def content(self) -> str:
        """What it shows at this moment."""
        return self._written()


def _band_maths(model: Band) -> str:
    """The band's log-odds as maths."""
    base, height, width = (f"{each:g}" for each in (model.base, model.height, model.widths[0]))
    return f"z = {base} + {height} e^(-(x - c)^2 \\/ (2 dot {width}^2))".replace("-", "−")


def _optimizer_name(spec: RunSpec) -> str:
    """The optimizer's name as a command knows it."""
    return str(optimizers.describe(spec.optimizer)["name"])
