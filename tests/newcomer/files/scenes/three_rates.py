"""Three learning rates from one start, as losses against their steps."""

from dataclasses import dataclass, replace

from gradreel.scenes.stage.drawing import (
    ChartTitles,
    LossChart,
    LossLine,
    ManimStory,
    ModelObjective,
    RequestError,
    RunOptions,
    Runs,
    RunSpec,
    Trajectory,
    appear,
    number_text,
    runs,
    steadily,
)

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
class Rate:
    """The role of a run at a rate that isn't the main one's."""

    value: float


class ThreeRates(ManimStory):
    """The losses of three runs, one for each rate."""

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the runs at three rates; about the best that is tried where none are given.

        Raises:
            RequestError: there aren't three rates above 0, rising.
        """
        rates = options["rates"]
        if rates and not (len(rates) == 3 and 0 < rates[0] < rates[1] < rates[2]):
            raise RequestError("--rates takes three rising numbers above 0, such as 0.05,0.5,5")
        given = options.changed(learning_rate=rates[1]) if rates else options
        main = options.recorded or runs.logistic_spec(given)
        smaller, _, larger = rates or (main.learning_rate / 10, 1, main.learning_rate * 10)
        beside = {Rate(each): replace(main, learning_rate=each) for each in (smaller, larger)}
        return {"main": main, **beside}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a model."""
        return isinstance(spec.objective, ModelObjective)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        chart = self.chart()
        self.beat("start", appear(chart.plot, chart.panel))
        self.add(chart.curves)
        self.beat("run", optimizer=self.texts.optimizer(self.recording.main.spec.optimizer_name))
        self.play(steadily(chart.step, self.recording.main.spec.steps, 12.0))
        ends = [number_text(float(run.loss[-1]), 3) for run in self.by_rate().values()]
        self.beat("ends", ends=", ".join(ends))
        self.beat("moral")

    def by_rate(self) -> dict[float, Trajectory]:
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
            for (rate, run), colour in zip(self.by_rate().items(), colours, strict=False)
        }
        titles = ChartTitles(words("steps"), words("loss"), words("by_rate"), words("step"))
        return LossChart(self.theme, lines, self.recording.main.spec.steps, titles)
