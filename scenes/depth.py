"""As many parameters side by side or in layers: where depth helps, and where it doesn't."""

from functools import cached_property

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.depth.contest import Contest
from gradreel.scenes.pieces.depth.drawing import DepthDrawing
from gradreel.scenes.pieces.depth.request import (
    KINDS,
    Build,
    deep_spec,
    drawn_anew,
    is_deep,
    other_specs,
)
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.story.paced import PacedRun, paced
from gradreel.scenes.stage.type.typesetting import number_text

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

LASTING, ELSEWHERE = 9.0, 2.8
"""Seconds that the training takes, and that on other data."""

LAST = 2.3
"""Seconds that the last picture stands."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the deep network.

    Raises:
        RequestError: what is asked for can't be drawn.
    """
    return deep_spec(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the wide network's run, both from other seeds, and both on other data."""
    return other_specs(main, options)


def held_out(main: RunSpec, options: RunOptions) -> Dataset:
    """Return data of the same kind that no run has seen."""
    del options
    return drawn_anew(main)


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network of several layers, on points that can be drawn anew."""
    return is_deep(spec)


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Depth,)


class Depth(FigureStory):
    """A wide and a deep network learn the same points, and are asked about others."""

    def construct(self) -> None:
        """Tell the story beat by beat; who is better is judged from the records."""
        self.begin(data=0.3, data_at=0, key=1, wide=0, deep=0, wide_sum=0, deep_sum=0, small=0)
        self.begin(maps=0, dots=0, run=0, chart=0, unseen=0, held=0, scored=0)
        self.begin(seeds=0, seeds_seen=0, swept=0, other=0, other_run=0)
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
        DepthDrawing(sheet, self.contest, self.paces, self.texts).add()

    def _ask(self) -> None:
        """The points, ring by ring."""
        self.beat("question" if self._is_on_rings else "question_other")
        self.move(4.2, data=1)

    def _compare(self) -> None:
        """Both networks grow beside the data."""
        counts = [self.contest.models[kind].n_parameters for kind in KINDS]
        key = "equal" if counts[0] == counts[1] else "about"
        self.beat(key, wide=counts[0], deep=counts[1])
        self.move(0.9, data_at=1, key=0)
        for kind in KINDS:
            self.move(1.3, **{kind: 1.0})
            self.move(0.5, **{f"{kind}_sum": 1.0})
        self.let_stand(1.2)

    def _train(self) -> None:
        """They learn: their boundaries form while the losses fall."""
        gone = {f"{kind}_sum": 0.0 for kind in KINDS}
        self.beat("train", gone, n=self._n_rows())
        self.move(1.2, small=1, dots=1)
        self.move(0.6, maps=1, chart=1)
        self.move(self.paces[0].seconds, linear, run=self.paces[0].seconds)

    def _test(self) -> None:
        """The points that were held out."""
        ends = self.contest.ends(self.contest.unseen)
        key = f"unseen_{self.contest.outcome(ends)}"
        held_out = self.recording.held_out
        assert held_out is not None  # noqa: S101  the scene holds data out
        self.beat(key, None, n=held_out.n, **self._percents(ends))
        self.move(0.6, held=1, scored=1)
        self.move(4.0, unseen=1)

    def _repeat(self) -> None:
        """Other seeds: the chart of losses makes room for that of accuracies."""
        count = len(self.contest.seeds)
        self.beat("again", {"chart": 0.0, "unseen": 0.0, "seeds_seen": 1.0})
        self.move(max(4.2, 0.35 * count), linear, seeds=count)

    def _go_elsewhere(self) -> None:
        """Other data: both learn them, and are as good."""
        elsewhere = self.contest.elsewhere
        assert elsewhere is not None  # noqa: S101  only called with some
        self.beat("other", {"scored": 0.0}, n=objective_of(elsewhere["deep"].run).dataset.n)
        self.move(0.8, other=1)
        self.move(self.paces[1].seconds, linear, other_run=self.paces[1].seconds)
        outcome = self.contest.outcome(self.contest.ends(elsewhere))
        counts = self.contest.counts_right(elsewhere)
        self.beat(f"other_{outcome}", {"scored": 1.0}, n=elsewhere["deep"].data.n, **counts)
        self.move(2.6, linear, seeds=len(self.contest.seeds) + 1)

    def _conclude(self) -> None:
        """Go over all that was tried once more, and say what to remember."""
        lines = len(self.contest.seeds)
        self.beat(self._moral(), {"scored": 0.0})
        if self.contest.elsewhere is not None:
            lines += 1
            self.move(0.9, other=0)
        self.move(0.4, scored=1)
        self.move(max(2.4, 0.3 * lines), linear, swept=lines)
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
