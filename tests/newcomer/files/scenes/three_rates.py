"""Three learning rates from one start, as losses against their steps."""

from dataclasses import dataclass, replace

from gradreel.engine.errors import RequestError
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.stage.manim.loss_chart import ChartTitles, LossChart, LossLine
from gradreel.scenes.stage.manim.motion import appear, steadily
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.typesetting import number_text

PLACE = 232
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "optimizer": "gradient-descent",
    "steps": 40,
    "rates": (0.02, 1.0, 9.0),
}
HELP = {"rates": "Three learning rates, rising."}
CHOSEN_FOR = {"optimizer": ("rates",)}
DRAWS = "runs of any model"


@dataclass(frozen=True)
class Rate(Role):
    """A run at a rate that isn't the main one's."""

    value: float


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run at the middle rate; the best of those that are tried where none is given.

    Raises:
        RequestError: there aren't three rates above 0, rising.
    """
    rates = options["rates"]
    if rates is None:
        return runs.logistic_spec(options)
    if len(rates) != 3 or not 0 < rates[0] < rates[1] < rates[2]:
        raise RequestError("--rates takes three rising numbers above 0, such as 0.05,0.5,5")
    return runs.logistic_spec(options.changed(learning_rate=rates[1]))


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the same run at the smaller and at the larger rate."""
    rate = main.learning_rate
    smaller, _, larger = options["rates"] or (rate / 10, rate, rate * 10)
    return {Rate(each): replace(main, learning_rate=each) for each in (smaller, larger)}


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of a model."""
    return isinstance(spec.objective, ModelObjective)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (ThreeRates,)


class ThreeRates(ManimStory):
    """The losses of three runs, one for each rate."""

    def construct(self) -> None:
        """Tell it, beat by beat."""
        chart = self.chart()
        self.beat("start", appear(chart.plot, chart.panel))
        self.add(chart.curves)
        self.beat("run", optimizer=self.texts.optimizer(self.recording.main.spec.optimizer_name))
        self.play(steadily(chart.step, self.recording.main.spec.steps, 12.0))
        ends = [number_text(float(run.loss[-1]), 3) for run in self.runs().values()]
        self.beat("ends", ends=", ".join(ends))
        self.beat("moral")

    def runs(self) -> dict[float, Trajectory]:
        """The three runs by their rates, rising."""
        others = self.recording.all_of(Rate)
        found = {role.value: run for role, run in others.items()}
        found[self.recording.main.spec.learning_rate] = self.recording.main
        return dict(sorted(found.items()))

    def chart(self) -> LossChart:
        """A curve and a number for each run."""
        words, colours = self.texts.label, self.theme.runs
        lines = {
            f"{rate:g}": LossLine(f"{rate:g}", run.recorded_steps, run.loss, colour)
            for (rate, run), colour in zip(self.runs().items(), colours, strict=False)
        }
        titles = ChartTitles(words("steps"), words("loss"), words("by_rate"), words("step"))
        return LossChart(self.theme, lines, self.recording.main.spec.steps, titles)
