"""The same rule from many starts: which minimum a run ends in, with one parameter and with two."""

from dataclasses import replace
from functools import cached_property

import numpy as np

from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.minima.cut import Cut
from gradreel.scenes.pieces.minima.facts import LOW, MinimaFacts
from gradreel.scenes.pieces.minima.paths import add_paths
from gradreel.scenes.pieces.minima.request import is_along_cut, line_spec, other_runs
from gradreel.scenes.pieces.minima.words import MinimaWords, loss_text
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.turning.aim import best_camera
from gradreel.scenes.stage.figure.turning.camera import FRONT, Camera
from gradreel.scenes.stage.figure.turning.view import Rooms, TurningView
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.story.paced import PacedRun, paced
from gradreel.scenes.stage.type.frame import Shaped, cached_by_shape
from gradreel.scenes.stage.type.typesetting import number_text

PLACE = 240
OPTIONS = {
    "starts": (50.0, 40.0, 56.0),
    "held": 160.0,
    "optimizer": "gradient-descent",
    "learning_rate": 0.8,
    "steps": 100,
}
HELP = {
    "starts": "Two or three ages, in years, from which runs start.",
    "held": "The heart rate that is held while the age alone is learned.",
}
DRAWS = "runs of the band of high risk with its heart rate held"

WALK, SWEEP, REWIND, DESCEND = 2.6, 4.4, 3.4, 5.5
"""Seconds that the steps of a run take, those of all at once, and those of two parameters."""

PROBE, TURN = 4.0, 6.5
"""Seconds in which the probe goes along the curve, and in which the landscape turns at the end."""

SLOWNESS = 2.6
"""The power by which a run's first steps are slower: they are the longest."""

ORBIT = -26.0
"""Degrees by which the landscape turns at the end."""

LAST = 2.5
"""Seconds that the last picture stands."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the age alone from the first start.

    Raises:
        RequestError: too many starts, or one outside of what is shown.
    """
    return line_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the other starts, many more, and the runs of both parameters."""
    return other_runs(main, options)


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of the age alone, every step recorded."""
    return is_along_cut(spec) and spec.stride == 1 and spec.batch_size is None


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Minima,)


def slow_start(share: float) -> float:
    """Ease steps that are long at first: they begin slowly."""
    return float(share**SLOWNESS)


def slow_end(share: float) -> float:
    """Ease the same steps backwards."""
    return 1 - slow_start(1 - share)


class _Places:
    """How the cut is seen.

    Attributes:
        zoom: how near it is as a curve.
        tall: how many times as high it then is as the landscape.
        lowest: where the landscape's room ends, above the names of the cut's axis.
    """

    zoom = Shaped(1.22, tall=1.0)
    tall = Shaped(1.75, tall=3.5)
    lowest = Shaped(0.885, tall=0.875)


class Minima(FigureStory):
    """A curve with several minima that turns out to be a cut through a landscape."""

    def construct(self) -> None:
        """Tell the story; what is said of runs is judged from their records."""
        self.begin_camera(self.flat)
        self.begin(curve=1, scale=1, basins=0, surface=0, names=0)
        self.begin(tangent=0, probe=0, probe_shown=0)
        self.begin(swept=0, swept_shown=0, coloured=0, planes=0, planes_shown=0, starts=0, ring=0)
        self.begin(ends=0)
        for index in range(len(self.facts.walks)):
            parts = ("", "_shown", "_ring", "_word")
            self.begin(**dict.fromkeys((f"walk{index}{part}" for part in parts), 0.0))
        self._ask()
        self._say_what_it_is()
        self._get_stuck()
        self._walk_again()
        self._let_many_go()
        self._colour_the_starts()
        self._turn()
        self._descend()
        self._judge()
        self._conclude()

    def draw(self, sheet: Sheet) -> None:
        """The landscape, then the curve that is cut from it, then all that moves, then words."""
        view = TurningView(
            sheet, self.facts.landscape, wide=replace(Rooms.whole, bottom=_Places.lowest)
        )
        view.add("surface")
        cut = Cut(view, self.facts)
        cut.add_basins()
        cut.add_curve()
        cut.add_swept()
        cut.add_tangent(0, self.texts.label("slope"))
        cut.add_probe(self.texts.label("loss"))
        for index in range(len(self.facts.walks)):
            cut.add_walk(index)
        add_paths(view, self.facts, self.plane_pace)
        words = MinimaWords(cut, self.facts, self.texts)
        words.add_names()
        words.add_scale(self.flat, self.held)
        words.add_counts(self.flat)
        for index in range(len(self.facts.walks)):
            words.add_start_of_walk(self.flat, index)
            words.add_ends_of_walks(self.flat, index)
        words.add_ends_of_planes([self.solid, self.last])
        words.add_starts_of_planes(self.solid)

    # The beats.

    def _ask(self) -> None:
        """The curve, and a point that goes down it."""
        self.beat("question")
        self.move(0.5, walk0_shown=1)
        self._walk(0)

    def _say_what_it_is(self) -> None:
        """A point goes along the curve: to each age belongs a loss."""
        self.beat("curve", {"walk0_shown": 0}, n=self.facts.n)
        self.move(0.3, probe_shown=1)
        self.move(PROBE, probe=1)
        self.move(0.3, probe_shown=0)

    def _get_stuck(self) -> None:
        """Say how the first run ended."""
        run = self.facts.walks[0]
        found = self.facts.valley_at_end(run)
        key = "moving" if found is None else "reached" if self.facts.is_lowest(run) else "stuck"
        self.beat(key, loss=loss_text(float(run.loss[-1])))
        self.jump(walk0=0)
        self.move(0.5, walk0_shown=1, tangent=1)
        self._walk(0)
        self.move(0.5, walk0_word=1)

    def _walk_again(self) -> None:
        """The other starts, one after the other."""
        self.beat("others", {"tangent": 0})
        for index in range(1, len(self.facts.walks)):
            self.move(0.4, **{f"walk{index}_shown": 1})
            self._walk(index)
            self.move(0.4, **{f"walk{index}_word": 1})

    def _let_many_go(self) -> None:
        """Starts all over the curve, which run at once."""
        gone = {f"walk{index}_shown": 0.0 for index in range(len(self.facts.walks))}
        gone |= {f"walk{index}_word": 0.0 for index in range(len(self.facts.walks))}
        self.beat("many", gone, count=len(self.facts.swept))
        self.move(0.6, swept_shown=1)
        self.move(SWEEP, slow_start, swept=self.facts.arrival(*self.facts.swept))

    def _colour_the_starts(self) -> None:
        """Rewind: each start has the colour of where its run has ended."""
        self.beat(self._basins_key, reached=self.facts.reached, count=len(self.facts.swept))
        self.move(0.6, coloured=1)
        self.move(REWIND, slow_end, swept=0)
        self.move(0.8, basins=1)

    def _turn(self) -> None:
        """The curve becomes a cut through a landscape."""
        self.beat("cut", {"scale": 0}, value=number_text(self.held, 0))
        self.meanwhile(1.4, swept_shown=0, basins=0)
        solid = self.solid
        ahead = {"elevation": solid.elevation, "azimuth": solid.azimuth}
        self.move(3.4, surface=1, zoom=1, tall=1, **ahead)
        self.move(0.5, names=1)

    def _descend(self) -> None:
        self.beat("both")
        self.move(0.5, planes_shown=1, starts=1)
        self.move(self.plane_pace.seconds, linear, planes=self.plane_pace.seconds)
        self.move(0.5, linear, ring=1)
        self.jump(ring=0)

    def _judge(self) -> None:
        """Say how the runs of both parameters ended."""
        low, stuck = (self.facts.planes_ending(each) for each in (LOW, ("local",)))
        all_low = len(low) == len(self.facts.planes)
        key = "mixed" if low and stuck else "all_low" if all_low else "open"
        runs = low + stuck if low and stuck else self.facts.planes
        losses = [float(run.loss[-1]) for run in runs]
        values = {"low": loss_text(min(losses)), "high": loss_text(max(losses))}
        counts = {"reached": len(low), "stuck": len(stuck), "count": len(self.facts.planes)}
        self.beat(key, {"starts": 0}, **values, **counts)
        self.move(0.5, ends=1)
        self.meanwhile(TURN, azimuth=self.last.azimuth)
        self.move(0.6, linear, ring=1)
        self.jump(ring=0)

    def _conclude(self) -> None:
        self.beat("moral")
        self.move(2.0, azimuth=self.last.azimuth)
        self.let_stand(LAST)

    def _walk(self, index: int) -> None:
        """Let a followed run take its steps."""
        self.move(WALK, slow_start, **{f"walk{index}": self.facts.arrival(self.facts.walks[index])})
        self._mark(index)

    def _mark(self, index: int) -> None:
        ring = f"walk{index}_ring"
        self.move(0.5, linear, **{ring: 1})
        self.jump(**{ring: 0})

    # What is known.

    @cached_property
    def facts(self) -> MinimaFacts:
        """What may be said of the runs."""
        return MinimaFacts(self.recording)

    @property
    def held(self) -> float:
        """The heart rate that is held, in beats a minute."""
        return float(self.facts.in_units(np.array([0.0, self.facts.held]))[1])

    @property
    def _basins_key(self) -> str:
        return "basins_open" if None in self.facts.ends else "basins"

    @property
    def flat(self) -> Camera:
        """From where the cut is a curve."""
        return Camera(azimuth=FRONT, elevation=0.0, zoom=_Places.zoom, tall=_Places.tall)

    @cached_by_shape
    def solid(self) -> Camera:
        """From where most of the paths is seen."""
        points = np.concatenate([each.points for each in self.facts.traces])
        values = np.concatenate([each.values for each in self.facts.traces])
        kept = np.isfinite(values)
        return best_camera(self.facts.landscape, points[kept], values[kept])

    @property
    def last(self) -> Camera:
        """From where the story ends."""
        return replace(self.solid, azimuth=self.solid.azimuth + ORBIT)

    @cached_property
    def plane_pace(self) -> PacedRun:
        """When the runs of both parameters take their steps."""
        return paced(range(self.facts.arrival(*self.facts.planes) + 1), seconds=DESCEND)
