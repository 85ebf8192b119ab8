"""The answer: no one number was to blame, all had a share. What the network knows, and what not."""

from functools import lru_cache, partial

import numpy as np
from manim import RIGHT, UP, Animation, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    MOVE,
    SIZES,
    Blame,
    Box,
    ByShape,
    Dataset,
    Edge,
    FloatArray,
    JudgingNetwork,
    Label,
    Lines,
    ManimStory,
    ModelObjective,
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
    number_text,
    objective_of,
    offset,
    percent,
    probabilities,
    row_to_show,
    runs,
    sex_of,
    shining,
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

TRAINING, AGAIN, HELD = 4.2, 3.2, 1.2
"""Seconds of the run, with the dots alone and in the network; that what they come to stands."""
SHARING, RIGHTED = 2.4, 3.0
"""Seconds in which the error is shared out, and in which stands what the row is judged as now."""
FILLING, SORTING = 2.3, 3.3
"""Seconds in which dots appear, and go to what is said of them."""
AT_ONCE = 0.04
"""So large a share of the dots is there at once."""
EARLY = 5.0
"""So many steps take a large part of the time: the first ones change most."""
MOST_DOTS = 420
"""Of more rows than this, so many are drawn."""
DOTS, LINE, STAR = (10.0, 7.0), 2.0, 13.0
"""A dot's radius in the block and beside it, the line of a hollow one, and the radius of the last
one, in pixels."""
EVENLY = 0.7548776662, 0.5698402910
"""Multiples of these fill a square evenly (Roberts 2018, quasirandom sequences)."""
SPREAD, NO_SPREAD = 0.024, 0.1
"""How far dots are spread along the axis of p at the most; less where p is so near to one half."""
LONGEST = 8.0
"""Of a class's name, in em."""
ALONE, LEFT, CLOSE = 1.05, 0.25, 1.4
"""Seconds in which one dot alone grows; the light on all others in the end, and how near that one
is seen then."""
NEARING = 0.88
"""How near the last unit is seen first, as a share of how near it comes."""
LEAVING, LAST = 3.8, 2.05
"""Seconds in which all others step back in the end, and that the last picture stands."""


class Answer(ManimStory):
    """All rows as dots, judged while the network learns; and one that it doesn't get."""

    block = ByShape(Box(0.09, 0.91, 0.26, 0.83), tall=Box(0.09, 0.91, 0.27, 0.8))
    # What lies between p = 0 and p = 1, and where the rows of class 0 are in it, and of class 1.
    field = ByShape(Box(0.06, 0.94, 0.33, 0.865), tall=Box(0.07, 0.93, 0.29, 0.82))
    bands = ((0.56, 1.0), (0.0, 0.44))
    key_line, sides_lines = (
        ByShape(0.915, tall=0.855),
        ByShape((0.93, 0.93), tall=(0.855, 0.887)),
    )
    hollow_line = ByShape(0.93, tall=0.919)
    # In the sentence's place: how many are right, and below it of how many; the step.
    counter_at, of_at = ByShape((0.05, 0.185), tall=(0.05, 0.16)), ByShape(0.235, tall=0.195)
    counter_size = ByShape(0.09, tall=0.075)
    step_at, wider_room = ByShape((0.94, 0.185), tall=(0.94, 0.16)), ByShape(0.19, tall=0.33)

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
        self.share_out()
        self.learn()
        self.know()
        self.close()

    def prepare(self) -> None:
        """Read the runs, and make the dots."""
        run = self.run
        self.data = data = objective_of(run).dataset
        self.model = objective_of(run).model
        self.player = RunPlayer(run, self.slowing(TRAINING))
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

    def slowing(self, seconds: float) -> PacedRun:
        """Let the run take so many seconds, the first steps most of them."""
        steps = self.run.recorded_steps
        arrivals = seconds * np.log1p(steps / EARLY) / np.log1p(max(self.run.n_steps, 1) / EARLY)
        return PacedRun(tuple(steps.tolist()), tuple(arrivals.tolist()))

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
        return self.grid + share * (ends - self.grid)

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
        sorting = to(self.sorted, 1.0, run_time=SORTING, rate_func=linear)
        ends = (at(*self.field.at(0.5, end)) for end in (1.02, -0.02))
        half = stroked(partial(dash_points, *ends), self.theme.line, 2.0)
        self.sides = VGroup(half, self.side(0, "left"), self.side(1, "right"))
        self.truths = VGroup(*map(self.named_truth, (0, 1)), self.hollow())
        self.beat("sort", appear(self.sides, rate_func=late))
        self.play(sorting, appear(self.truths, run_time=SORTING / 2, rate_func=late))

    def side(self, label: int, edge: Edge) -> VMobject:
        """What the network says of those at one end."""
        words = self.label("says", name=self.class_name(label))
        x, y = self.field.right if label else self.field.left, self.sides_lines[label]
        colour = self.theme.of_class(label)
        return self.text(words, x, y, edge=edge, size=SIZES.smallest, colour=colour)

    def named_truth(self, label: int) -> VGroup:
        """What is so of those in a band, with their shape, above it."""
        foot, theme = at(*self.field.at(0, self.bands[label][0])) + offset(20.0, 16.0), self.theme
        words = self.label("truth", name=self.class_name(label))
        mark = solid(mark_of(label, 8.0) + foot - offset(12.0, -8.0), theme.text)
        named = Label(words, size=SIZES.smallest, colour=theme.text).place(foot + offset(4.0))
        return VGroup(mark, backed(named, theme))

    def hollow(self) -> VMobject:
        """What a hollow dot is."""
        size = SIZES.smallest
        return self.text(self.label("hollow"), 0.5, self.hollow_line, edge="centre", size=size)

    def train(self) -> None:
        """The whole run: dots alone, and then how many are judged rightly."""
        key = "train_diverged" if self.run.outcome.startswith("diverged") else "train"
        colour, right = self.theme.model, number_text(self.right_after(self.run.n_steps), 0)
        number = Label(right, size=self.counter_size, colour=colour)
        words = Label(self.label("of_all", count=self.data.n), colour=colour)
        step = Number(lambda: self.player.told, 0, size=SIZES.label, colour=self.theme.text)
        step.place(at(*self.step_at), "right")
        name = Label(self.label("step"), colour=self.theme.muted)
        name.place(at(*self.step_at) - offset(70.0), "right")
        counter = number.place(at(*self.counter_at)), words.place(at(GRID.margin, self.of_at))
        self.beat(key)
        self.play(appear(name, step, run_time=self.left_to_read()))
        self.play(self.hush(), self.player.walk())
        self.play(appear(*counter))
        self.wait(HELD)
        self.play(vanish(*counter, name, step))

    def come_to_the_row(self) -> None:
        """The row of the question, as the network judged it at first."""
        again = RunPlayer(self.run, self.slowing(AGAIN))
        who = sex_of(self.data, self.row) or "row"
        passing = SamplePass(network_of(self.run), self.run.parameters[0], self.rows(self.row))
        key = f"{'right' if passing.is_right else 'blame'}_{who}"
        self.come_to(self.row, again, key, share=percent(passing.probability))
        truth = self.network.truth()
        self.play(appear(truth))
        self.about.add(truth)

    def come_to(self, row: int, player: RunPlayer, key: str, **told: object) -> None:
        """A row: its dot becomes the network's output, and all that the network knows is there."""
        self.network = network = JudgingNetwork(
            self.texts, player, self.rows(row), self.theme.unsigned
        )
        place, dot = self.place_of(row), self.dot_of(row)
        others = self.dots, self.sides, self.truths
        self.beat(key, dot, arrive(place, self.theme), dim(*others), **told)
        circle, (*inner, _) = network.nodes[-1][0], network.nodes
        self.play(become(dot, circle, evenly=True, run_time=ALONE))
        drawn = *network.edges.values(), *(each for row in inner for each in row)
        self.inputs, self.about = network.named_inputs(), network.verdict()
        parts = network.gauge, *drawn, self.inputs, self.about
        shown = appear(*parts, run_time=MOVE)
        self.play(vanish(*others, run_time=MOVE), shown)
        self.add(network, network.gauge)

    def rows(self, row: int) -> Dataset:
        """A data set of one row."""
        return self.data.rows([row])

    def dot_of(self, row: int) -> VMobject:
        """A row's dot by itself, as it is judged now: hollow if wrongly."""
        label, said = int(self.data.target[row]), int(self.chances()[self.index_of[row]] > 0.5)
        outline, colour = mark_of(label, DOTS[1]) + self.place_of(row), self.theme.of_class(said)
        return solid(outline, colour) if said == label else stroked(lambda: outline, colour, LINE)

    def share_out(self) -> None:
        """The row's error goes back through the network: each number has a share of it."""
        network, theme, count = self.network, self.theme, self.model.n_parameters
        hers, player = ModelObjective(network.model, network.row), network.player
        sizes = np.abs(hers.gradient(player.parameters()))
        shared = int((sizes > 0).sum())
        self.blamed = Blame(
            network,
            network.model,
            lambda: hers.gradient(player.parameters()),
            sizes.max() or 1.0,
        )
        words, room = self.label("wider"), self.wider_room
        wider = Lines(words, size=SIZES.smallest, colour=theme.gradient, room=room)
        wider.place(at(*network.counted_at), network.count_edge)
        self.add(self.blamed)
        self.beat(
            "shared" if shared == count else "shared_some",
            dim(*network.edges.values()),
            for_now(wider),
            to(self.blamed.sweep, network.last, run_time=SHARING),
            count=count,
            shared=shared,
        )

    def learn(self) -> None:
        """All its numbers move, and what it says of the row; the last unit is seen from near."""
        network, count = self.network, self.model.n_parameters
        moved = int((self.run.parameters[-1] != self.run.parameters[0]).sum())
        key = "moved" if moved == count else "moved_some"
        self.beat(key, appear(*network.edges.values()), count=count, moved=moved)
        seen, near = network.close_up()
        self.play(self.focus(seen, NEARING * near, run_time=AGAIN), network.player.walk())
        now = network.passing(self.run.parameters[-1])
        key = "now_right" if now.is_right else "now_wrong"
        self.beat(key, vanish(self.blamed), share=percent(now.probability))
        self.play(self.focus(seen, near, run_time=RIGHTED))

    def know(self) -> None:
        """All the others again, and the one that is judged wrongly with the most certainty."""
        count, wrong = self.data.n, self.data.n - self.right_after(self.run.n_steps)
        circle, dot = self.network.nodes[-1][0], self.dot_of(self.row)
        legend = appear(self.sides, self.truths, run_time=MOVE, rate_func=late)
        back = self.pull_out(run_time=MOVE), *self.dots_again(circle, dot), *legend
        self.beat("knows", *back, wrong=wrong, count=count)
        self.remove(self.network, dot)
        self.play(dim(*self.dots[::2], run_time=self.left_to_read()))
        self.sex, sure = sex_of(self.data, self.wrong), self.last[self.wrong]
        self.is_right = (sure > 0.5) == bool(self.data.target[self.wrong])
        self.is_missed = not self.is_right and sure <= 0.5 and self.is_illness()
        known = "another" if self.sex == sex_of(self.data, self.row) else "sure"
        key = f"{known}_{self.sex}" if self.is_missed else "sure_row"
        if self.is_right:
            key = "least_sure"
        trained, outcome = RunPlayer(self.run), self.class_name(1)
        trained.stand(self.run.n_steps)
        numbers = self.texts.numbers(len(self.data.columns))
        self.come_to(self.wrong, trained, key, numbers=numbers, outcome=outcome, count=count)

    def dots_again(self, mark: VMobject, dot: VMobject) -> list[Animation]:
        """A mark beside the network, or its output, becomes a row's dot, among all others."""
        network = self.network
        others = [each for each in network if each is not mark]
        gone = vanish(*others, self.inputs, self.about, run_time=MOVE)
        gone += vanish(network.gauge, run_time=MOVE / 4)  # before its rim is elsewhere
        back = appear(self.dots, run_time=MOVE, rate_func=late)
        return [*gone, become(mark, dot, evenly=True), *back]

    def is_illness(self) -> bool:
        """Whether class 1 is heart disease, and who has it is known as a woman or a man."""
        return (
            bool(self.sex) and self.data.target_name == "AHD" and self.data.class_names[1] == "Yes"
        )

    def close(self) -> None:
        """What is so, and how little the network knew: one dot remains, judged wrongly."""
        kind = self.sex if self.is_missed else "row"
        key = "close_right" if self.is_right else f"close_{kind}"
        truth, numbers = self.network.truth(), self.texts.numbers(len(self.data.columns))
        label, place = int(self.data.target[self.wrong]), self.place_of(self.wrong)
        self.beat(key, appear(truth), numbers=numbers, truth=self.class_name(label))
        self.about.add(truth)
        colour = self.theme.of_class(label)
        outlines = truth[2].points, mark_of(label, STAR) + place
        mark, star = (VGroup(*shining(solid(each, colour), 0.0, colour)) for each in outlines)
        network, seconds = self.network, self.left_to_read()
        known = network.pulses(network.edges_into(1), self.theme.model, seconds=seconds)
        self.play(known, appear(mark, run_time=seconds))
        self.play(self.hush(), *self.dots_again(mark, star))
        self.remove(network)
        self.play(
            self.focus(place / 2, CLOSE, window=Box(0.0, 1.0, 0.0, 1.0), run_time=LEAVING),
            dim(self.dots, share=LEFT, run_time=LEAVING),
            vanish(self.mobjects[0], run_time=LEAVING),
        )
        self.let_stand(LAST)
