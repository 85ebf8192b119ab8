"""The answer: no number was to blame; all moved a little. What the network knows, and what not."""

from functools import lru_cache, partial

import numpy as np
from manim import RIGHT, UP, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    MOVE,
    SIZES,
    Box,
    ByShape,
    Dataset,
    Edge,
    FloatArray,
    JudgingNetwork,
    Label,
    ManimStory,
    Number,
    PacedRun,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    SamplePass,
    appear,
    are_right,
    arrive,
    at,
    backed,
    become,
    between_steps,
    dash_points,
    dim,
    drawn_rows,
    filled,
    filling,
    for_now,
    in_wave,
    is_tall,
    late,
    linear,
    mark_of,
    network_of,
    objective_of,
    offset,
    percent,
    probabilities,
    row_to_show,
    runs,
    sex_of,
    solid,
    stamped,
    stroked,
    to,
    vanish,
)

PLACE = 590
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "hidden": (3, 2),
    "activation": "tanh",
    "learning_rate": 0.5,
    "steps": 300,
    "seed": 177,
    "row": 151,
}
DRAWS = "a network of two classes with up to 3 hidden layers and one output"

TRAINING, SHARES, AGAIN, HELD = 5.4, 3.0, 2.4, 0.7
"""Seconds of the run, with the dots alone; in which all changes are seen; of the run in the
network, and in which both then stand."""
FILLING, SORTING = 2.3, 3.6
"""Seconds in which dots appear, and go to what is said of them."""
AT_ONCE = 0.04
"""So large a share of the dots is there at once."""
SLOWER = 0.4, 0.5
"""Powers of the share of steps that is done: the first steps change most, and take the most time;
with the dots, and in the network."""
MOST_DOTS = 420
"""Of more rows than this, so many are drawn."""
DOTS, LINE = (10.0, 7.0), 2.0
"""A dot's radius in the block and beside it, and the line of a hollow one, in pixels."""
EVENLY = 0.7548776662, 0.5698402910
"""Multiples of these fill a square evenly (Roberts 2018, quasirandom sequences)."""
SPREAD, NO_SPREAD = 0.024, 0.1
"""How far dots are spread along the axis of p at the most; less where p is so near to one half."""
LONGEST = 9.0
"""Of a class's name, in em."""
LEAVING = 0.7
"""Seconds in which a layer steps back in the end."""
LAST = 2.0
"""Seconds that the last picture stands."""


class Answer(ManimStory):
    """All rows as dots, judged while the network learns; and one that it doesn't get."""

    block = ByShape(Box(0.09, 0.91, 0.26, 0.83), tall=Box(0.09, 0.91, 0.27, 0.8))
    # What lies between p = 0 and p = 1, and where the rows of class 0 are in it, and of class 1.
    field = ByShape(Box(0.06, 0.94, 0.295, 0.865), tall=Box(0.07, 0.93, 0.29, 0.82))
    bands = ((0.6, 1.0), (0.0, 0.4))
    key_line, sides_lines = (
        ByShape(0.915, tall=0.855),
        ByShape((0.93, 0.93), tall=(0.855, 0.887)),
    )
    # In the sentence's place: how many are right, and below it of how many; the step.
    counter_at, of_at = ByShape((0.05, 0.185), tall=(0.05, 0.16)), ByShape(0.235, tall=0.195)
    counter_size = ByShape(0.09, tall=0.075)
    step_at = ByShape((0.94, 0.185), tall=(0.94, 0.16))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of the network.

        Raises:
            RequestError: the network wouldn't be small, or the data have more than two classes.
        """
        return {"main": options.recorded or runs.small_mlp_spec("answer", options)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a network of two classes, small enough to be read."""
        return runs.is_small_mlp(spec)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.sort()
        self.train()
        self.come_to_the_row()
        self.move_all()
        self.know()
        self.close()

    def prepare(self) -> None:
        """Read the runs, and make the dots."""
        run = self.run
        self.data = data = objective_of(run).dataset
        self.model = objective_of(run).model
        self.player = RunPlayer(run, self.slowing(TRAINING, SLOWER[0]))
        self.row = row_to_show(run.spec, self.recording.options.row)
        of_network = probabilities(self.model, run.parameters[-1], data.inputs)[:, 1]
        self.wrong = self.surest(of_network)
        rows = np.union1d(drawn_rows(data, MOST_DOTS), [self.row, self.wrong])
        self.index_of = {int(row): index for index, row in enumerate(rows)}
        self.drawn, self.last = data.rows(rows), of_network
        self.right_after = lru_cache(maxsize=8)(lambda step: int(are_right(run, step).sum()))
        self.judged = lru_cache(maxsize=2)(self._judged)
        self.sorted, self.there = ValueTracker(0.0), ValueTracker(AT_ONCE)
        self.prepare_places()
        kinds = [(label, right) for label in (0, 1) for right in (True, False)]
        self.dots = VGroup(*(self.some_dots(*each) for each in kinds))

    def slowing(self, seconds: float, power: float) -> PacedRun:
        """Let the run take so many seconds, the first steps most of them."""
        steps = self.run.recorded_steps.tolist()
        shares = np.array(steps) / max(self.run.n_steps, 1)
        return PacedRun(tuple(steps), tuple((seconds * shares**power).tolist()))

    def surest(self, chances: FloatArray) -> int:
        """The row that is judged wrongly with the most certainty; the least certain if none is."""
        given = np.where(self.data.target == 1, chances, 1 - chances)
        return int(np.argmin(given))

    def prepare_places(self) -> None:
        """Where each dot is in the block; and where beside its p (n,), so that all are seen."""
        target, n = self.drawn.target, self.drawn.n
        self.grid, self.order = filling(n, self.block), np.arange(n) / n
        self.heights, self.asides = np.zeros(n), np.zeros(n)
        for label, (low, high) in enumerate(self.bands):
            mine = np.flatnonzero(target == label)
            up, aside = np.outer(EVENLY, np.arange(len(mine))) % 1
            self.heights[mine] = low + (high - low) * up
            self.asides[mine] = SPREAD * (2 * aside - 1)

    def _judged(self, step: float) -> FloatArray:
        """The probabilities of class 1 (n,) at a step."""
        parameters = between_steps(self.run, self.run.parameters, step)
        return probabilities(self.model, parameters, self.drawn.inputs)[:, 1]

    def chances(self) -> FloatArray:
        """The probabilities of class 1 now, (n,)."""
        return self.judged(self.player.step)

    def places(self) -> FloatArray:
        """Where all dots are now, (n, 3)."""
        box, chances = self.field, self.chances()
        xs = SPREAD + (1 - 2 * SPREAD) * chances
        xs += self.asides * np.minimum(np.abs(chances - 0.5) / NO_SPREAD, 1)
        ends = at(box.left + xs * box.width, box.top + self.heights * box.height)
        share = in_wave(self.order, self.sorted.get_value())[:, None]
        return np.asarray(self.grid + share * (ends - self.grid))

    def some_dots(self, label: int, right: bool) -> VMobject:
        """The dots of a class that are judged rightly, filled; or those that aren't, hollow."""
        colour, drawn = (
            self.theme.of_class(label if right else 1 - label),
            self.drawn.target == label,
        )

        def outline() -> FloatArray:
            chosen = drawn & (self.order < self.there.get_value())
            chosen &= (self.chances() > 0.5) == (bool(label) == right)
            first, last = DOTS
            radius = first + (last - first) * self.sorted.get_value()
            return stamped(mark_of(label, radius), self.places()[chosen])

        if right:
            return filled(outline, colour, 0.85)
        return stroked(outline, colour, LINE)

    def place_of(self, row: int) -> FloatArray:
        """Where a row's dot is now, (3,)."""
        return np.asarray(self.places()[self.index_of[row]])

    def ask(self) -> None:
        """All of them, judged by a network that has learned nothing."""
        self.add(self.dots)
        shown, count = self.drawn.n, self.data.n
        key = "ask" if shown == count else "ask_drawn"
        filling_up = to(self.there, 1.0, run_time=FILLING, rate_func=linear)
        named = {"count": count, "shown": shown, "right": self.right_after(0)}
        self.beat(key, filling_up, for_now(self.key()), **named)

    def key(self) -> VGroup:
        """What shapes mean, and what a hollow one is: in a tall frame on a line each."""
        made, theme, foot = VGroup(), self.theme, at(GRID.margin, self.key_line)
        lines = [(self.class_name(label), label, theme.of_class(label)) for label in (1, 0)]
        for content, label, colour in [*lines, (self.label("hollow"), None, theme.muted)]:
            words = Label(content, size=SIZES.smallest, colour=colour)
            if label is not None:
                made.add(solid(mark_of(label, 8.0) + foot + offset(10.0, 8.0), colour))
            made.add(words.place(foot + offset(28.0 * (label is not None))))
            aside = words.get_right() * RIGHT + offset(48.0) + foot * UP
            foot = foot - offset(0, 34.0) if is_tall() else aside
        return made

    def class_name(self, label: int) -> str:
        """What a class means."""
        return self.texts.class_label(self.data, label, LONGEST)

    def sort(self) -> None:
        """Each goes to what the network says of it."""
        self.sides = VGroup(self.side(0, "left"), self.side(1, "right"))
        sorting = to(self.sorted, 1.0, run_time=SORTING, rate_func=linear)
        ends = (at(*self.field.at(0.5, end)) for end in (1.02, -0.02))
        self.half = stroked(partial(dash_points, *ends), self.theme.line, 2.0)
        self.truths = VGroup(*map(self.named_truth, (0, 1)))
        self.beat("sort", appear(self.half, self.sides, rate_func=late))
        self.play(sorting, appear(self.truths, run_time=SORTING / 2, rate_func=late))

    def side(self, label: int, edge: Edge) -> Label:
        """What the network says of those at one end."""
        words = self.label("says", name=self.class_name(label))
        made = Label(words, size=SIZES.smallest, colour=self.theme.of_class(label))
        x = self.field.right if label else self.field.left
        return made.place(at(x, self.sides_lines[label]), edge)

    def named_truth(self, label: int) -> VGroup:
        """What is so of those in a band, with their shape: both names between both bands."""
        foot, theme = at(*self.field.at(0, 0.5)), self.theme
        foot = foot + offset(20.0, 10.0 if label else -28.0)
        words = self.label("truth", name=self.class_name(label))
        mark = solid(mark_of(label, 8.0) + foot - offset(12.0, -8.0), theme.text)
        named = Label(words, size=SIZES.smallest, colour=theme.text).place(foot + offset(4.0))
        return VGroup(mark, backed(named, theme))

    def train(self) -> None:
        """The whole run: dots alone, and how many are judged rightly."""
        key = "train_diverged" if self.run.outcome.startswith("diverged") else "train"
        colour, told = self.theme.model, lambda: self.right_after(self.player.told)
        number = Number(told, 0, size=self.counter_size, colour=colour)
        number.place(at(*self.counter_at), "left")
        words = Label(self.label("of_all", count=self.data.n), colour=colour)
        words.place(at(GRID.margin, self.of_at))
        step = Number(lambda: self.player.told, 0, size=SIZES.label, colour=self.theme.text)
        step.place(at(*self.step_at), "right")
        name = Label(self.label("step"), size=SIZES.label, colour=self.theme.muted)
        name.place(at(*self.step_at) - offset(70.0), "right")
        counter = VGroup(number, words, name, step)
        self.beat(key)
        self.wait(self.left_to_read())
        self.play(self.hush(), appear(counter))
        self.play(self.player.walk())
        self.wait(HELD)
        self.play(vanish(counter))

    def come_to_the_row(self) -> None:
        """The row of the question, as the network judged it at first."""
        again = RunPlayer(self.run, self.slowing(AGAIN, SLOWER[1]))
        who = sex_of(self.data, self.row) or "row"
        passing = SamplePass(network_of(self.run), self.run.parameters[0], self.rows(self.row))
        self.come_to(self.row, again, f"{'right' if passing.is_right else 'blame'}_{who}")
        self.about = VGroup(self.network.verdict(), self.network.truth())
        self.play(appear(self.about))

    def come_to(self, row: int, player: RunPlayer, key: str, **told: object) -> None:
        """A row: its dot becomes the network's output, and all that the network knows is there."""
        self.network = network = JudgingNetwork(self.texts, player, self.rows(row), self.theme)
        place, dot = self.place_of(row), self.dot_of(row)
        others = self.dots, *self.on_stage(self.half, self.sides, self.truths)
        self.beat(key, dot, arrive(place, self.theme), dim(*others), **told)
        self.play(arrive(place, self.theme))
        circle, (*inner, _) = network.nodes[-1][0], network.nodes
        drawn = network.gauge, *network.edges.values(), *(each for row in inner for each in row)
        gone = vanish(*others, run_time=MOVE)
        self.play(become(dot, circle, evenly=True), appear(*drawn, run_time=MOVE), gone)
        self.inputs = network.named_inputs()
        self.play(appear(self.inputs))
        self.add(network, network.gauge)

    def rows(self, row: int) -> Dataset:
        """A data set of one row."""
        return self.data.rows([row])

    def dot_of(self, row: int) -> VMobject:
        """A row's dot by itself, as it is judged now: hollow if wrongly."""
        label, said = int(self.data.target[row]), int(self.chances()[self.index_of[row]] > 0.5)
        outline, colour = mark_of(label, DOTS[1]) + self.place_of(row), self.theme.of_class(said)
        return solid(outline, colour) if said == label else stroked(lambda: outline, colour, LINE)

    def move_all(self) -> None:
        """The error comes back to all its numbers, and all of them move."""
        network, run = self.network, self.run
        moved = int((run.parameters[-1] != run.parameters[0]).sum())
        count = self.model.n_parameters
        key = "moved" if moved == count else "moved_some"
        changes = run.parameters[-1] - run.parameters[0]
        counted = self.label("counted", count=count)
        shown, looking = network.line_up(counted, changes, run_time=SHARES)
        self.add(shown)
        self.beat(key, looking, count=count, moved=moved)
        self.play(vanish(shown, run_time=AGAIN), network.player.walk())
        number = self.about[0][0].get_center()
        self.play(arrive(number, self.theme, inner=70.0))
        self.wait(HELD)

    def know(self) -> None:
        """All the others again, and the one that is judged wrongly with the most certainty."""
        right, count, network = self.right_after(self.run.n_steps), self.data.n, self.network
        circle, dot = network.nodes[-1][0], self.dot_of(self.row)
        others = [each for each in network if each is not circle]
        gone = vanish(*others, network.gauge, self.inputs, self.about, run_time=MOVE)
        back = appear(self.dots, run_time=MOVE, rate_func=late)
        self.beat("knows", gone, become(circle, dot, evenly=True), back, right=right, count=count)
        self.remove(network, dot)
        self.wait(self.left_to_read())
        self.sex, sure = sex_of(self.data, self.wrong), float(self.last[self.wrong])
        self.is_right = (sure > 0.5) == bool(self.data.target[self.wrong])
        share, said = percent(max(sure, 1 - sure)), int(sure > 0.5)
        self.is_missed = not self.is_right and said == 0 and self.is_illness()
        known = "another" if self.sex == sex_of(self.data, self.row) else "sure"
        key = f"{known}_{self.sex}" if self.is_missed else "sure_row"
        if self.is_right:
            key = "least_sure"
        trained, name = RunPlayer(self.run), self.class_name(said)
        trained.stand(self.run.n_steps)
        self.come_to(self.wrong, trained, key, share=share, label=name, count=count)
        network, colour = self.network, self.theme.of_class(said)
        words = self.texts.label("per_cent", share=share)
        lines = (
            (words, network.number_size, network.number_at),
            (name, SIZES.label, network.name_at),
        )
        for content, size, aside in lines:
            line = Label(content, size=size, colour=colour, bold=True)
            self.play(appear(line.place(network.output + offset(*aside), network.edge)))

    def is_illness(self) -> bool:
        """Whether class 1 is heart disease, and who has it is known as a woman or a man."""
        return (
            bool(self.sex) and self.data.target_name == "AHD" and self.data.class_names[1] == "Yes"
        )

    def close(self) -> None:
        """What is so, and how little the network knew: all but that steps back."""
        kind = self.sex if self.is_missed else "row"
        key = "close_right" if self.is_right else f"close_{kind}"
        truth, network = self.network.truth(), self.network
        name = self.class_name(int(self.data.target[self.wrong]))
        numbers = self.texts.numbers(len(self.data.columns))
        self.beat(key, appear(truth), numbers=numbers, truth=name)
        self.play(arrive(truth[2].get_center(), self.theme))
        gone = [network.gauge]
        for layer in range(network.last, 0, -1):
            edges = [network.edges[each] for each in network.edges_into(layer)]
            self.play(dim(*gone, *network.nodes[layer], *edges, run_time=LEAVING))
            gone = []
        self.let_stand(LAST)
