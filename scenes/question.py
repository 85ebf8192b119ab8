"""A question to begin with: a network is wrong, and one of its numbers must be to blame."""

from manim import Create, LaggedStart, VGroup

from gradreel.scenes.stage.drawing import (
    JudgingNetwork,
    ManimStory,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    appear,
    arrive,
    late,
    objective_of,
    percent,
    row_to_show,
    runs,
    sex_of,
    to,
    vanish,
)

PLACE = 105
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "hidden": (3, 2),
    "activation": "tanh",
    "seed": 177,
    "row": 151,
}
DRAWS = "a network of two classes with up to 3 hidden layers and one output"

DRAWN, PULSE, POURED = 0.8, 0.4, 1.3
"""Seconds in which the network is drawn, values come to the next layer, and the gauge fills."""
SILENCE = 1.0
"""Seconds in which the truth stands without words."""
SUSPECTING = 2.4
"""Seconds in which all numbers are suspected."""
LAST = 2.05
"""Seconds that the last picture stands."""


class Question(ManimStory):
    """A row goes through an untrained network; then every one of its numbers is looked at."""

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return one step of a small network; only its start is drawn.

        Raises:
            RequestError: the network wouldn't be small, or the data have more than two classes.
        """
        chosen = options.changed(steps=1)
        return {"main": options.recorded or runs.small_mlp_spec("question", chosen)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a network of two classes, small enough to be read."""
        return runs.is_small_mlp(spec)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.judge()
        self.tell_the_truth()
        self.suspect()

    def emblem(self) -> VGroup:
        """Return the network with all its numbers alight, and what it says of the row."""
        self.prepare()
        network = self.network
        lights = (each.light for each in network.suspects())
        parts = VGroup(*network.nodes[0], *lights, network.gauge, network.verdict()[0])
        return parts.clear_updaters()

    def prepare(self) -> None:
        """Make the network, and read what it says of the row."""
        self.data, self.flow = objective_of(self.run).dataset, VGroup()
        self.row = row_to_show(self.run.spec, self.recording.options.row)
        row, player = self.data.rows([self.row]), RunPlayer(self.run)
        self.network = JudgingNetwork(self.texts, player, row, self.theme.unsigned)
        self.judged = self.network.passing(self.run.parameters[0])

    def judge(self) -> None:
        """Its numbers go in, values flow on, and the last unit fills."""
        network, data = self.network, self.data
        nodes, edges = VGroup(*network.all_nodes), network.edges
        network.poured.set_value(0.0)
        key = "_".join(("ask", sex_of(data, self.row) or "row"))
        drawing = LaggedStart(*map(Create, edges.values()), lag_ratio=0.05, run_time=DRAWN)
        numbers, outcome = self.texts.numbers(len(data.columns)), self.texts.class_label(data, 1)
        self.add(nodes)
        self.beat(key, drawing, appear(network.named_inputs()), numbers=numbers, outcome=outcome)
        self.remove(nodes, *edges.values())
        self.add(network)
        for layer in range(network.last):
            values = network.values_at(layer)
            coming = network.light_into(layer) if layer else VGroup()
            self.flow.add(coming, values)
            self.play(*map(Create, coming), appear(values), run_time=PULSE)
        last, self.said = network.light_into(network.last), network.verdict()
        self.flow.add(last)
        self.add(network.gauge)
        self.play(
            self.focus(*network.close_up(), run_time=POURED),
            *(Create(each, run_time=PULSE) for each in last),
            to(network.poured, 1.0, run_time=POURED, rate_func=late),
        )

    def tell_the_truth(self) -> None:
        """What it says, a breath to guess, and what is so, which then stands without words."""
        network = self.network
        self.beat("truth", self.said, share=percent(self.judged.probability))
        into = network.edges_into(network.last)
        self.play(network.pulses(into, self.theme.point, seconds=self.left_to_read()))
        self.play(appear(network.truth(), run_time=0.8))
        self.play(self.hush(), vanish(self.flow, run_time=SILENCE))

    def suspect(self) -> None:
        """All its numbers light up in turn, and then at once."""
        count, is_right = self.network.model.n_parameters, self.judged.is_right
        words = self.label("counted", count=count)
        shown, looking = self.network.line_up(words, run_time=SUSPECTING)
        lines = len(self.network.edges)
        key = "right" if is_right else "wrong"
        self.beat(key, self.pull_out(), count=count, lines=lines, rings=count - lines)
        self.add(shown)
        self.play(looking)
        ring = arrive(self.network.output, self.theme, inner=70.0)
        self.beat("praise" if is_right else "blame", ring)
        self.let_stand(LAST)
