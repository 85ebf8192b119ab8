"""Optimizers from one start on one surface: their paths, their losses, and who arrives when."""

from functools import cached_property

from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.race.board import Board
from gradreel.scenes.pieces.race.cameras import RaceCameras
from gradreel.scenes.pieces.race.chart import RaceChart
from gradreel.scenes.pieces.race.clock import RaceClock
from gradreel.scenes.pieces.race.ground import ORBIT, RaceGround
from gradreel.scenes.pieces.race.rematch import SecondColumn
from gradreel.scenes.pieces.race.request import Racer, Rematch, first_racer, other_racers
from gradreel.scenes.pieces.race.standings import Standings
from gradreel.scenes.pieces.race.words import RaceWords
from gradreel.scenes.stage.figure.landscape_runs import RunLook, distinct_looks
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.frame import cached_by_shape

PLACE = 260
OPTIONS = {
    "surface": "beale",
    "start": (1.0, 1.0),
    "steps": 300,
    "optimizers": ("gradient-descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam"),
    "rates": (0.02, 0.01, 0.005, 1.0, 0.02, 0.2),
}
HELP = {
    "optimizers": "Two to six optimizers to race.",
    "rates": "A learning rate for each of them.",
}
CHOSEN_FOR = {"surface": ("rates",), "start": ("rates",), "optimizers": ("rates",)}
DRAWS = "runs of two parameters, on a surface or of a model"

LASTING, AGAIN = 11.0, 6.5
"""Seconds that the steps of the race take at the most, and those of the rematch."""

COMES = 0.7
"""Seconds in which an optimizer comes to the board."""

LAST = 2.3
"""Seconds that the last picture stands."""

OTHER = "other_"
"""Before the names of the rematch's values."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the optimizer that is named first.

    Raises:
        RequestError: what is asked for is no race.
    """
    return first_racer(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the other optimizers' runs from the same start, and all on another course."""
    return other_racers(main, options)


def can_draw(spec: RunSpec) -> bool:
    """Whether a run has the two parameters that a landscape has, and every step recorded."""
    return spec.objective.n_parameters == 2 and spec.stride == 1


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Race,)


class Race(FigureStory):
    """A race down one landscape, and another on the next, where the order is another."""

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        self.begin_camera(self.cameras.opening)
        for prefix in ("", OTHER):
            names = "surface names scales start goals named ends runs race chart finish"
            self.begin(**{f"{prefix}{name}": 0.0 for name in names.split()})
        self.begin(surface=1, start=1, goals=1)
        self.begin(rows=0, rates=1, close=0, pair=0)
        self._ask()
        self._name_the_goal()
        self._line_up()
        self._draw_the_finish()
        self._part()
        self._arrive()
        if self.rematch is not None:
            self._race_elsewhere()
        self._conclude()

    def draw(self, sheet: Sheet) -> None:
        """The landscapes at the bottom, then the chart, then the board."""
        ground = RaceGround(sheet, self.clock, self.looks, self.texts)
        if self.rematch is not None:
            again = RaceGround(sheet, self.rematch, self.looks, self.texts, OTHER)
            again.add([self.cameras.last], self.cameras.map)
            again.add_ends([self.cameras.larger, self.cameras.turned, self.cameras.last])
        cameras = self.cameras
        ground.add([cameras.opening, cameras.solid, cameras.goal], cameras.map)
        ground.add_leader(self.cameras.map)
        chart = RaceChart(sheet, self.clock, self.looks, self.words)
        chart.add()
        board = Board(sheet, self.clock, self.looks, self.texts)
        if self.rematch is not None:
            words = RaceWords(self.texts, self.rematch.standings)
            RaceChart(sheet, self.rematch, self.looks, words, OTHER).add()
            SecondColumn(board, self.rematch).add()
        start = ground.head_at(0, self.cameras.map, 0.0)
        board.add(start, chart.tip_at)

    # The beats.

    def _ask(self) -> None:
        """The landscape, the start, and the goal."""
        self.beat("question", count=len(self.looks), steps=self.standings.steps)
        self.meanwhile(5.0, **self.orbit(ORBIT))

    def _name_the_goal(self) -> None:
        self.beat(self.words.goal())
        aside = self.cameras.goal.aside
        self.move(3.0, **self.tilt(), aside=aside)
        self.move(0.4, scales=float(aside == 1))

    def _line_up(self) -> None:
        """The optimizers, each with its rate."""
        key = self.words.rates_key(self.recording.options)
        self.beat(key, {"goals": 0, "aside": 1})
        self.move(COMES * len(self.looks), linear, rows=len(self.looks))

    def _draw_the_finish(self) -> None:
        """The list becomes the board below the chart; the finish is drawn."""
        key = "finish" if self.standings.has_goal else "no_finish"
        self.beat(key, {"rates": 0}, near=self.words.near())
        self.move(0.9, close=1, scales=1)
        self.move(0.4, chart=1, runs=1)
        if self.standings.has_goal:
            self.move(1.8, finish=1)

    def _part(self) -> None:
        """The first steps, up to where the leader is named."""
        clock, step = self.clock, self.clock.parted
        key = "parts" if step > 1 else "parts_once"
        self.beat(key, {"start": 0}, step=step, leader=self.words.name(clock.leader))
        self.move(max(clock.when(step), 1.6), linear, race=clock.when(step))
        self.move(0.4, named=1)
        self.wait(1.4)

    def _arrive(self) -> None:
        """The rest of the race: the first that arrives, then all; said when it has happened."""
        arrived = self.standings.arrived
        self.beat("chase" if arrived else "chase_lower", {"named": 0})
        if arrived:
            self._race_on(self.clock.stops[1])
            first = arrived[0]
            step, name = self.standings.arrivals[first], self.words.in_title(first)
            self.beat("first" if step != 1 else "first_once", step=step, name=name)
        self._race_on(self.clock.seconds)
        key, values = self.words.result_of(self.standings, ""), self.words.values(self.standings)
        self.beat(key, None, **values)
        if self.rematch is not None:
            beside = self.cameras.beside
            self.move(2.8, **self.tilt(beside.elevation, beside.azimuth), scales=0)

    def _race_on(self, until: float) -> None:
        left = until - self._values["race"]
        if left > 0:
            self.move(left, linear, race=until)

    def _race_elsewhere(self) -> None:
        """The map and the chart become others, and the board has a second column."""
        assert self.rematch is not None  # noqa: S101  only called with one
        standings, turned = self.rematch.standings, self.cameras.turned
        key, minima = self.words.other(standings)
        self.beat(key, {"chart": 0.0, "finish": 0.0}, **minima)
        self.move(0.8, runs=0)
        aside = self.tilt(turned.elevation, turned.azimuth)
        self.move(0.6, **aside, surface=0, other_surface=1)
        self.move(0.4, other_goals=1)
        self.move(1.6, **self.orbit(ORBIT))
        self.move(1.6, **self.tilt(), other_start=1, pair=1)
        self.move(0.4, other_scales=1)
        self.beat("other_chase", steps=standings.steps)
        self.move(0.4, other_chart=1, other_finish=float(standings.has_goal))
        self.move(0.8, other_scales=0, zoom=self.cameras.larger.zoom)
        self.move(0.4, other_runs=1, other_start=0, other_goals=0)
        self.move(self.rematch.seconds, linear, other_race=self.rematch.seconds)
        values = self.words.values(standings)
        self.beat(self.words.result_of(standings, "other_"), None, **values)
        self.move(0.4, other_ends=1)
        self.move(2.4, **aside, zoom=turned.zoom)

    def _conclude(self) -> None:
        again = self.rematch.standings if self.rematch is not None else None
        self.beat(self.words.moral(self.standings, again))
        last = self.cameras.last
        self.move(0.3, scales=0)
        self.move(2.6, **self.tilt(last.elevation, last.azimuth), zoom=last.zoom)
        self.let_stand(LAST)

    # What is known.

    @property
    def main(self) -> Trajectory:
        """The run of the optimizer that is named first."""
        return self.recording.main

    @cached_property
    def standings(self) -> Standings:
        """Of the race."""
        others = self.recording.all_of(Racer).values()
        return Standings(LandscapeRuns((self.main, *others)))

    @cached_property
    def clock(self) -> RaceClock:
        """Of the race."""
        return RaceClock(self.standings, tuple(range(len(self.standings.runs))), LASTING)

    @cached_property
    def rematch(self) -> RaceClock | None:
        """The race on another course, if there is one."""
        runs = tuple(self.recording.all_of(Rematch).values())
        if not runs:
            return None
        return RaceClock(Standings(LandscapeRuns(runs)), self.standings.order, AGAIN)

    @cached_by_shape
    def cameras(self) -> RaceCameras:
        """From where the story looks."""
        return RaceCameras.of(self.clock, self.rematch or self.clock)

    @cached_property
    def words(self) -> RaceWords:
        """Names and numbers for sentences."""
        return RaceWords(self.texts, self.standings)

    @cached_property
    def looks(self) -> tuple[RunLook, ...]:
        """A colour and a sign for each run."""
        names = {run.spec.optimizer_name: "" for run in self.standings.runs}
        named = {name: self.words.short(name) for name in names}
        return distinct_looks(self.theme, named)
