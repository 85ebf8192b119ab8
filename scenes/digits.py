"""A small network learns to read handwritten digits: pixels in, ten probabilities out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import accumulate
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.transforms import Bbox
from PIL import Image

from gradreel.scenes.stage.plotting import (
    BOLDER,
    GRID,
    MLP,
    SIZES,
    Artists,
    Box,
    ByShape,
    Dataset,
    Edge,
    FigureStory,
    FloatArray,
    HeldOut,
    IntArray,
    Label,
    ModelObjective,
    Number,
    PacedRun,
    Read,
    Recording,
    RequestError,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Sheet,
    Theme,
    Value,
    arrive,
    backed,
    between,
    down,
    is_tall,
    linear,
    load,
    load_data,
    mlp_on,
    network_of,
    number_text,
    objective_of,
    paced,
    percent,
    shorten,
    side_of,
    stretch,
    tiled,
    told_apart,
    values,
)

PLACE = 540
OPTIONS = {
    "data": "digits",
    "show": 5,
    "hidden": (32,),
    "optimizer": "momentum",
    "learning_rate": 0.1,
    "steps": 900,
    "batch_size": 32,
    "seed": 0,
}
HELP = {
    "data": "The digits, or a folder of your own small pictures: in it a folder for each class.",
    "show": "The kind of digit that is read, from 0 to 9; of your pictures the class: 1, 2, …",
}
CHOSEN_FOR = {"data": ("show", "learning_rate")}
DIGITS = "digits"
DRAWS = "runs of a network on some of the digits"

HELD_OUT, SHUFFLE = 360, 0
"""How many digits are held out, and the seed of the order whose first ones they are."""
FEWEST_PICTURES = 100
"""Of a person's own; of each class a fifth is held out, or less for no more than `HELD_OUT`."""
MOST_LAYERS, MOST_UNITS = 2, 64
FEWEST = 20
"""Digits that must be held out, for a share of them to say something."""
RECORDS = 300
"""About how many steps are recorded."""

EARLY, LONGEST, LATER = 0.5, 4.0, 0.7
"""How long each of the records is shown in which most is learned, if that is early, all of them
together at the most, and each of those after."""
SKIPPED = 4
"""Each later record that is shown is so many times as late as the one before."""
ALL_SECONDS, SPARSE = 8.0, 10
"""Of a run that doesn't learn early each of so many records is shown, in so many seconds."""
LOOKS = np.linspace(0, 0.4, 9)
"""Seconds before numbers in which what is drawn goes to them."""
ALL_BUT_BARS = 0.7
"""How much of the way into the last layer is gone before its bars begin to grow."""
A_LAYER, RING, LAST = 0.9, 0.9, 2.1
"""Seconds that a layer takes, and a ring, and that the last picture stands."""
GOOD, SOON = 0.9, 0.25
"""From this share of right answers on, the network has learned to read; it has done so early if
within this share of the steps."""
BELOW = 0.38
"""How far the wall has opened where there is room for a sentence above it."""
NEURON, PARITY = "odd or even: one neuron", "odd or even"
"""Two that only tell odd from even, the second with hidden units."""
LITTLE = 0.05
"""So small a share of the digits that hidden units may add is little."""
JUDGING, CLEARING, AT_ONCE = 1.7, 1.4, 7
"""Seconds in which it is said of all digits whether they are read right, and in which that changes,
in so many parts: no number changes more often than five times a second.
"""

CORNERS = 24
"""Of the outline of a circle."""
IN_COLUMN = 32
"""The most units that stand one above the other."""
RADIUS, CLOSE = 9.0, 0.46
"""Of a unit, in pixels of a 1280x720 frame; at the most so much of the way to the next one."""
EDGE, MOST, LEAST = 2.0, 0.85, 0.05
"""Of an edge: its width there, its opacity where most flows, and the least that is drawn."""
NODE, START, WIDEST = 15.0, 17.0, 25.0
"""Radius of an output, and those at which a ring about it begins and ends, likewise."""
BESIDE = 0.008
"""How far from a bar's end its probability is written, in widths."""
EMPTY = 0.16
"""The opacity of the outline of what nothing has reached."""
SAMPLE, TO_WORD, APART = 0.026, 0.008, 0.035
"""Of a key: the width of an edge's sample, from there to its word, and to the next entry."""
BRIGHT = 0.45
"""From this probability on an output's digit is written in the background's colour."""
HALF = 0.36
"""Of a digit's height, in em."""
FILL = 0.92
"""Of a pixel's side that is drawn."""
TERMS, DECIMALS = 5, 2
"""Of the sum that one neuron answers by: two sorts of votes, the bias, what they come to, and what
this says."""
PALER = 0.7
"""The power of a vote's share of the greatest weight that its cell is as vivid as."""
BEFORE = 0.8
"""Seconds that the first digit stands before its numbers, and a count before it changes."""
MIDDLING = 0.4
"""From so much ink on a number is written in the background's colour."""
FILLED = 0.74
"""Of a cell's side that a digit on the wall takes."""
FRAME = 0.03, 0.09
"""From a cell's side to the frame of a digit that is misread, and to that frame's inside."""
RIGHT, STEPPED_BACK, UNJUDGED = 0.78, 0.3, 0.55
"""The opacities of a digit that is read right, while others are spoken of, and of one of which
nothing is said yet."""
MOST_NUMBERED = 8
"""With more pixels along a side, every second one's number is written."""
NAME_ROOM = 6.0
"""The greatest width of a class's name in a sentence, in em."""
WIDER_BARS = 1.5
"""So much farther from each other are the bars of few classes at the most."""
WAVE = 4.0
"""Over so many rows of the wall a change is under way."""


def square(left: float, top: float, side: float, ratio: float = 16 / 9) -> Box:
    """A box of a frame as wide as it is high, its side in the frame's heights."""
    return Box(left, left + side / ratio, top, top + side)


class HandwrittenDigits(FigureStory):
    """One held-out digit on its way through the network, then all of them, then odd and even.

    What is said and drawn of digits is so of a person's own pictures too, which `Pictures` tells.

    Its values. Of the digit that is read: `written`, how far down the numbers of its pixels are
    seen; `aside`, from the middle to the network's inputs; `small`, from there to the
    wall; `reached`, how many layers its activations have come through; `ringing`, whole numbers but
    while a ring goes about its answer, then about the truth; `read`, 1 when it is the second
    one; `summed`, first from one neuron's weights to votes, then how many terms of their sum are
    seen. Of the wall: `judged`, the share of which it is said whether it is read
    right; `opened`, from below a sentence to all of the frame; `pointed`, how far those read right
    step back; `compared`, 0 while they are read, then from 1 to 2 from one neuron's odd and even to
    hidden units'. The others are opacities.
    """

    written, numbers, aside, small, picture = values(5)
    network, reached, sure, ringing, truth, read, voting, summed = values(8)
    wall, judged, opened, pointed, compared, plate = values(6)

    alone = ByShape(square(0.33125, 0.255, 0.6), tall=square(0.07, 0.275, 0.48375, 9 / 16))
    inputs = ByShape(square(0.06, 0.29, 0.56), tall=square(0.05, 0.455, 0.197, 9 / 16))
    hidden = ByShape(Box(0.47, 0.68, 0.27, 0.865), tall=Box(0.46, 0.58, 0.275, 0.855))
    column = ByShape(0.03, tall=0.05)  # from one of a layer's to the next
    bars = ByShape(Box(0.775, 0.95, 0.262, 0.868), tall=Box(0.69, 0.93, 0.27, 0.86))
    to_bar = ByShape(0.025, tall=0.05)  # from an output
    # The wall below a sentence, and in all of the frame.
    digits = ByShape(Box(0.05, 0.95, 0.25, 0.81), tall=Box(0.05, 0.95, 0.27, 0.84))
    whole = ByShape(Box(0.05, 0.95, 0.125, 0.885), tall=Box(0.05, 0.95, 0.105, 0.87))
    truth_room = ByShape(0.26, tall=0.25)
    long = 0.45  # from this probability on it is written inside its bar
    to_name = 0.0  # from an output's middle to its name; 0 if that is in it
    edges_key = ByShape((0.395, 0.235), tall=(0.05, 0.25))
    truth_baseline = ByShape(0.925, tall=0.69)
    # One neuron's weights; the edges of its sum, and of its lines the first and the pitch.
    weights = ByShape(square(0.425, 0.29, 0.56), tall=square(0.55, 0.455, 0.197, 9 / 16))
    sums = ByShape((0.785, 0.95, 0.41, 0.09), tall=(0.55, 0.9, 0.74, 0.045))
    units_name = ByShape((0.575, 0.925), tall=(0.5, 0.90))
    wall_key = ByShape(0.94, tall=0.908)
    # A word for a step and the end of its number, below the bars and below the wall.
    bars_step = ByShape((0.775, 0.89, 0.925), tall=(0.70, 0.94, 0.938))
    wall_step = ByShape((0.42, 0.535, 0.94), tall=(0.68, 0.95, 0.908))
    count_baseline, count_size = ByShape(0.934, tall=0.943), ByShape(0.06, tall=0.043)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The run on all digits, or pictures, but those held out, and those it is compared with.

        Raises:
            RequestError: a class that there isn't, data that are no pictures, or too few, or layers
                that can't be drawn.
        """
        data, main = pictures_of(options), options.recorded
        if not 0 <= shown_class(options, data) < data.n_classes:
            is_digit = data.source == DIGITS
            kind, numbers = ("digit", "0 to 9") if is_digit else ("class", f"1 to {data.n_classes}")
            raise RequestError(f"--show {options['show']} is no {kind}: choose one from {numbers}")
        if main is None:
            if not has_room(options.hidden or ()):
                raise RequestError(
                    f"digits draws one or two hidden layers of at most {MOST_UNITS} units: "
                    "choose others with --hidden"
                )
            stride = max(1, (options.steps or 0) // RECORDS)
            trained_on = data.rows(rows_to_train_on(data))
            main = mlp_on(trained_on, options.changed(stride=stride), data.n_classes)
        return {"main": main, **compared_with(main)}

    @staticmethod
    def held_out(main: RunSpec, options: RunOptions) -> Dataset:
        """The digits that a run isn't trained on, in the order in which scikit-learn has them.

        A person's own pictures are in the order of their names.

        Raises:
            RequestError: these are too few.
        """
        known = objective_of(main).dataset
        trained_on, is_digits = {row.tobytes() for row in known.features}, known.source == DIGITS
        data = load(DIGITS) if is_digits else pictures_of(options)
        rows = [at for at, row in enumerate(data.features) if row.tobytes() not in trained_on]
        if len(rows) < FEWEST:
            raise RequestError(
                f"digits needs {FEWEST} {'digits' if is_digits else 'pictures'} "
                "that the run wasn't trained on"
            )
        return data.rows(rows)

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a network on some of the digits, with layers that can be drawn."""
        objective = spec.objective
        if not isinstance(objective, ModelObjective) or not isinstance(objective.model, MLP):
            return False
        (inputs, *hidden, _), source = objective.model.sizes, objective.dataset.source
        return has_room(hidden) and source == DIGITS and inputs == 64

    @staticmethod
    def parts(recording: Recording) -> tuple[type[FigureStory]]:
        """The story of digits, or of pictures."""
        dataset = objective_of(recording.run).dataset
        return (HandwrittenDigits if dataset.source == DIGITS else Pictures,)

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat."""
        self.begin({self.numbers: 1, self.picture: 1})
        self.beat("question")
        self.wait(BEFORE)
        self.move(self.left_to_read(), linear, {self.written: 0.25})
        self.beat("pixels", count=self.side**2)
        self.move(2.8, linear, {self.written: 1})
        self.beat("flow", {self.numbers: 0}, units=self.units, outputs=self.outputs)
        self.move(0.9, {self.aside: 1})
        self.flow()
        (answer, _), digit = self.first.answer(0), self.first.truth
        self.say("untrained", answer=self.told_names[answer], digit=self.told_names[digit])
        self.beat("wall", self.gone(), n=self.unseen.data.n)
        self.judge_all(self.judged)
        self.train_all()
        self.read_again()
        if self.parity:
            self.compare()
        self.let_stand(LAST)

    def flow(self) -> None:
        """Let a digit flow through the network, until its bars would grow."""
        self.meanwhile(0.4, {self.truth: 1, self.network: 1})
        reached = self.n_layers - 1 + ALL_BUT_BARS
        self.move(A_LAYER * reached, linear, {self.reached: reached})

    def say(self, key: str, **found: object) -> None:
        """Let the bars grow, say what the answer is, and ring its digit, then the truth's."""
        self.beat(key, {self.reached: self.n_layers}, **found)
        self.move(0.4, {self.sure: 1})
        self.jump({self.ringing: 0})
        self.move(2 * RING, linear, {self.ringing: 2})

    def gone(self) -> dict[Value, float]:
        """What is left of a network that has read a digit: nothing."""
        return dict.fromkeys((self.network, self.sure, self.truth), 0.0)

    def judge_all(self, *come: Value) -> None:
        """The digit goes to its place on the wall, the others appear, and values come to 1."""
        self.meanwhile(1.4, {self.small: 1})
        self.move(1.4, linear, {self.wall: 1})
        self.jump({self.picture: 0})
        self.move(JUDGING, linear, dict.fromkeys(come, 1))
        self.move(0.4, {self.plate: 1})

    def train_all(self) -> None:
        """All digits are read while the network learns: the wall as large as the frame."""
        n, share = objective_of(self.run).dataset.n, self.unseen.accuracies[-1]
        self.beat("train", n=f"{n:,}", batch=f"{self.run.spec.batch_size or n:,}")
        self.move(max(self.left_to_read(), 0.9), {self.opened: BELOW})
        self.hush()
        self.move(0.9, {self.opened: 1})
        self.play(self.training)
        self.wait(0.4)
        self.beat(
            "after" if share >= GOOD else "after_poor",
            {self.opened: BELOW},
            right=self.n_right[-1],
            n=self.unseen.data.n,
            share=f"{100 * share:.1f}",
        )
        self.move(max(self.left_to_read(), 2.0), linear, {self.pointed: 1})

    def read_again(self) -> None:
        """The digit of the beginning, read by the trained network."""
        self.jump({self.reached: 0})
        self.beat("again", {self.picture: 1}, digit=self.told_names[self.first.truth])
        self.meanwhile(0.9, {self.wall: 0, self.plate: 0, self.pointed: 0})
        self.move(0.9, {self.small: 0})
        self.flow()
        key = "moral" if self.unseen.accuracies[-1] >= GOOD else "moral_poor"
        self.say(key, answer=self.told_names[self.first.answer(-1)[0]])

    def compare(self) -> None:
        """How one neuron tells odd from even; how often it errs, and then hidden units."""
        n, one, many = self.unseen.data.n, *(int(each.are_right[-1].sum()) for each in self.parity)
        self.beat("neuron")
        self.move(0.6, self.gone(), {self.read: 1})
        self.move(self.left_to_read(0.9), linear, {self.voting: 1, self.truth: 1})
        self.beat("votes")
        self.move(4.6, linear, {self.summed: 2 + TERMS})
        self.wait(BEFORE)
        self.beat("alone", {self.voting: 0, self.truth: 0})
        self.jump({self.compared: 1, self.judged: 0})
        self.judge_all(self.judged, self.pointed)
        self.beat("hidden", units=self.model.sizes[1])
        self.move(self.left_to_read(CLEARING), linear, {self.compared: 2})
        key = "parity" if many - one <= LITTLE * n else "parity_pays"
        self.beat(key, missed=n - one, few=n - many)
        self.move(CLEARING, linear, {self.pointed: 0})

    # What is known.

    def kicker(self) -> str:
        """What is learned."""
        return self.label("kicker")

    @cached_property
    def side(self) -> int:
        """How many pixels a digit has along each side."""
        return math.isqrt(self.unseen.data.n_features)

    @property
    def outputs(self) -> int:
        """How many classes there are."""
        return self.unseen.data.n_classes

    @cached_property
    def told_names(self) -> tuple[str, ...]:
        """The classes' names, as sentences have them."""
        return self.names_in(NAME_ROOM)

    def names_in(self, room: float) -> tuple[str, ...]:
        """The same, of a greatest width in em."""
        names = self.unseen.data.class_names
        return told_apart(names, room, in_chinese=self.texts.in_chinese)

    def names_within(self, sheet: Sheet, width: float) -> tuple[str, ...]:
        """The same in bold letters, of a greatest share of the width."""
        return self.names_in(width * sheet.width / sheet.tall(SIZES.label) / BOLDER)

    def ink(self, pixels: FloatArray, theme: Theme) -> FloatArray:
        """How far from the ground's colour to the text's pixels are drawn; here as they are."""
        del theme
        return pixels

    @property
    def steps(self) -> list[int]:
        """The recorded steps."""
        return list(map(int, self.run.recorded_steps))

    @cached_property
    def n_right(self) -> list[int]:
        """How many held-out digits are read right at each of them."""
        return list(map(int, self.unseen.are_right.sum(axis=1)))

    @cached_property
    def parity(self) -> list[HeldOut]:
        """How those do on the same digits that only tell odd from even."""
        data, runs = parity_of(self.unseen.data), self.recording.companions.values()
        return [HeldOut(run, data) for run in runs]

    def are_right(self) -> FloatArray:
        """Which digits (n,) are read right now, 0 to 1; or told odd from even, one part by one."""
        if not self.compared():
            told = map(self.training.pace.told, self.training.seconds() + LOOKS)
            return np.asarray(self.unseen.are_right[[*told]].mean(axis=0))
        one, many = (each.are_right[-1] for each in self.parity)
        part = np.arange(len(one)) * AT_ONCE // len(one)
        done = np.clip((self.compared() - 1) * AT_ONCE - part, 0, 1)
        return np.asarray(one + done * (many - one))

    def counted(self) -> int:
        """How many digits are said to be read right, or to be told odd from even."""
        if not self.compared():
            return self.n_right[self.training.told()]
        return int(np.floor(self.are_right()).sum())

    @cached_property
    def model(self) -> MLP:
        """The network."""
        return network_of(self.run)

    @property
    def n_layers(self) -> int:
        """How many layers follow the inputs."""
        return len(self.model.sizes) - 1

    @property
    def units(self) -> str:
        """How many units the hidden layers have, as in "32 + 16"."""
        return " + ".join(map(str, self.model.sizes[1:-1]))

    @cached_property
    def unseen(self) -> HeldOut:
        """How the run does on the digits that are held out."""
        assert self.recording.held_out is not None  # noqa: S101  the scene holds digits out
        return HeldOut(self.run, self.recording.held_out)

    @cached_property
    def first(self) -> DigitReading:
        """The first of its kind that training puts right; else the first."""
        right, data = self.unseen.are_right, self.unseen.data
        shown = shown_class(self.recording.options, data)
        row = int((2 * (data.target == shown) + (right[-1] > right[0])).argmax())
        return DigitReading(self, row)

    @cached_property
    def voted(self) -> DigitReading:
        """The one that one neuron misjudges most surely; the first if it misjudges none."""
        asked = self.parity[0]
        sure = np.where(asked.are_right[-1], 0, asked.probabilities(-1).max(axis=1))
        return DigitReading(self, int(sure.argmax()))

    @cached_property
    def training(self) -> RunPlayer:
        """Records from the first to the last: slower up to where it is soon good."""
        last, soon = len(self.steps) - 1, int((self.unseen.accuracies >= GOOD).argmax())
        if not 0 < soon < SOON * last:
            return RunPlayer(paced([*range(0, last, SPARSE), last], seconds=ALL_SECONDS))
        skipping = (soon * SKIPPED**power for power in range(1, 9))
        later = [*(step for step in skipping if step < last), last]
        lasting = [min(EARLY, LONGEST / soon)] * soon + [LATER] * len(later)
        steps, arrivals = (*range(soon + 1), *later), accumulate(lasting, initial=0.0)
        return RunPlayer(PacedRun(steps, tuple(arrivals)))

    def read_now(self) -> DigitReading:
        """The digit that is read now."""
        return self.voted if self.read() else self.first

    def wall_box(self) -> Box:
        """Where the wall is now."""
        return between(self.digits, self.whole, self.opened())

    # The drawings.

    def draw(self, sheet: Sheet) -> None:
        """The wall, then the network, then the digit that is read."""
        wall = Wall(sheet, self.ink(self.unseen.data.inputs, sheet.theme), self.whole)
        self.show_wall(sheet, wall)
        self.show_plate(sheet)
        places = self.layer_places()
        for layer in range(self.n_layers):
            self.show_edges(sheet, layer, *places[layer : layer + 2])
        for layer in range(1, self.n_layers):
            self.show_units(sheet, layer, places[layer])
        self.show_outputs(sheet, places[-1])
        self.show_bars(sheet)
        self.show_answer(sheet, places[-1])
        self.show_names(sheet)
        self.show_picture(sheet, wall)
        self.show_numbers(sheet)
        if self.parity:
            self.show_votes(sheet)
            self.show_sum(sheet)

    def show_wall(self, sheet: Sheet, wall: Wall) -> None:
        """All digits, as far down as that is said in the colour of right, or of misread.

        Those misread are framed, the more clearly the fewer there are: else frames hide them.
        """
        theme = sheet.theme
        colours = np.stack([rgb(each) for each in (theme.muted, theme.model, theme.gradient)])
        picture = stretch(sheet)

        def shown(alpha: float) -> Artists:
            is_right = self.are_right()
            said = wall.wave(self.judged())
            fine = RIGHT + wall.wave(self.pointed()) * (STEPPED_BACK - RIGHT)
            shares = (1 - said) * UNJUDGED, said * is_right * fine, said * (1 - is_right)
            wrong = np.maximum(wall.ink, wall.frames * is_right.mean() ** 2)
            layers = np.stack(shares)[:, wall.cells] * np.stack([wall.ink, wall.ink, wrong])
            whole = np.maximum(layers.sum(axis=0), 1e-6)
            blend = np.einsum("lyx,lc->yxc", layers, colours) / whole[..., None]
            lights = np.dstack([blend, np.clip(whole, 0, 1) * wall.wave(alpha)[wall.cells]])
            return (picture(np.round(255 * lights).astype(np.uint8), wall.bounds(self.wall_box())),)

        sheet.show_at(self.wall, shown)

    def show_plate(self, sheet: Sheet) -> None:
        """The step, how many digits are read right by then, and what their colours mean."""
        label, plate, theme = self.label, self.plate, sheet.theme
        self.show_step(sheet, plate, self.wall_step)
        left, good = self.digits.left, theme.model
        for key, colour in (("right", good), ("misread", theme.gradient)):
            word = Label(sheet, label(key), (left, self.wall_key), colour=colour)
            sheet.fade(plate, word)
            left += word.width + APART
        foot = self.digits.right, self.count_baseline
        count = Label(sheet, "", foot, edge="right", size=self.count_size, bold=True, colour=good)
        count.tell(plate, lambda: label("counted", right=self.counted(), n=self.unseen.data.n))

    def show_step(self, sheet: Sheet, alpha: Read, place: tuple[float, float, float]) -> None:
        """The step that is told: its word from the left, its number to the right."""
        left, right, baseline = place
        word = Label(sheet, self.label("step"), (left, baseline), colour=sheet.theme.muted)
        sheet.fade(alpha, word)
        number = Number(sheet, 0, (right, baseline), colour=sheet.theme.text, size=SIZES.label)
        number.tell(alpha, lambda: number_text(self.steps[self.training.told()], 0))

    def layer_places(self) -> list[FloatArray]:
        """Places (n, 2) of the inputs, of hidden units, and of the outputs left of their bars."""
        room, sizes = self.hidden, self.model.sizes[1:-1]
        places = [grid_places(self.inputs, self.side)]
        for layer, count in enumerate(sizes):
            n_columns, pitch = -(-count // IN_COLUMN), self.unit_pitch(count)
            row, column = np.divmod(np.arange(count), n_columns)
            aside = column - (n_columns - 1) / 2
            x = room.left + room.width * (layer + 0.5) / len(sizes) + aside * self.column
            y = (room.top + room.bottom - pitch * row[-1]) / 2 + pitch * (row + aside / 2)
            places.append(np.column_stack([x, y]))
        top, pitch = self.bar_rows
        y = top + pitch * (np.arange(self.outputs) + 0.5)
        return [*places, np.column_stack([np.full(self.outputs, self.bars.left - self.to_bar), y])]

    @property
    def bar_rows(self) -> tuple[float, float]:
        """Where the bars begin, and from each to the next, as fractions of the height."""
        pitch = self.bars.height / 10 * min(10 / self.outputs, WIDER_BARS)
        return self.bars.top + (self.bars.height - pitch * self.outputs) / 2, pitch

    def unit_pitch(self, count: int) -> float:
        """From one unit of a hidden layer to the next below it, as a fraction of the height."""
        return self.hidden.height / max(-(-count // -(-count // IN_COLUMN)), 8)

    def show_edges(self, sheet: Sheet, layer: int, sources: FloatArray, units: FloatArray) -> None:
        """The edges between places (n, 2), lit by what flows along them, as far as it has come."""
        raises, lowers = rgb(sheet.theme.positive), rgb(sheet.theme.negative)
        tails, tips = (sheet.at(*each.T).T for each in (sources, units))
        edges = LineCollection([], linewidths=sheet.stroke(EDGE), figure=sheet.figure)

        def shown(alpha: float) -> Artists:
            step, come = self.training.told(), self.reached() - layer
            weights, _ = self.model.layers(self.run.parameters[step])[layer]
            flows = weights * self.first.activations(step)[layer]
            share, fading = np.clip(come, 0, 1), np.clip(1 - 0.45 * (come - 1), 0.55, 1)
            strength = np.abs(flows) / max(np.abs(flows).max(), 1e-12)
            opacity = MOST * strength**1.3 * (alpha * (share > 0)) * fading
            seen = to, source = np.nonzero(opacity > LEAST)
            starts, ends = tails[source], tips[to]
            segments = np.stack([starts, starts + share * (ends - starts)], axis=1)
            colours = np.where(flows[seen][:, None] >= 0, raises, lowers)
            return (laid(edges, segments, colours, opacity[seen]),)

        sheet.show_at(self.network, shown)

    def show_units(self, sheet: Sheet, layer: int, places: FloatArray) -> None:
        """A hidden layer's units (n, 2), lit by their activations once they have been reached."""
        most = CLOSE * (self.unit_pitch(len(places)) * sheet.height)
        outlines = circles(sheet, places, min(sheet.stroke(RADIUS), most))
        discs, lit = polygons(sheet), rgb(sheet.theme.model)

        def shown(alpha: float) -> Artists:
            share = np.clip((self.reached() - layer + 0.3) / 0.3, 0, 1)
            strengths = share * np.abs(self.first.activations(self.training.told())[layer])
            return (laid(discs, outlines, lit_up(sheet, strengths, lit), alpha),)

        sheet.show_at(self.network, shown)

    def show_outputs(self, sheet: Sheet, places: FloatArray) -> None:
        """The outputs (n, 2) with their names, lit by their probabilities once these are known."""
        theme, discs = sheet.theme, polygons(sheet)
        outlines = circles(sheet, places, sheet.stroke(NODE))
        names = self.output_names(sheet, places + np.array([0.0, down(SIZES.label * HALF)]))

        def shown(alpha: float) -> Artists:
            strength = self.come() * self.probabilities()
            for name, bright in zip(names, strength > BRIGHT, strict=True):
                is_dark = bright and not self.to_name
                name.set(color=theme.background if is_dark else theme.text, alpha=alpha)
            colours = lit_up(sheet, strength, self.output_colours(sheet))
            return [laid(discs, outlines, colours, alpha), *names]

        sheet.show_at(self.network, shown)

    def output_names(self, sheet: Sheet, places: FloatArray) -> list[Label]:
        """What stands in the outputs (n, 2), or right of them where there is room for names."""
        names = self.names_within(sheet, self.to_bar - 1.5 * self.to_name)
        edge: Edge = "left" if self.to_name else "centre"
        return [
            Label(sheet, name, (x + self.to_name, y), edge=edge, bold=True)
            for name, (x, y) in zip(names, places.tolist(), strict=True)
        ]

    def output_colours(self, sheet: Sheet) -> FloatArray:
        """Of the outputs (n, 3): a wrong answer's differs."""
        colours = np.tile(rgb(sheet.theme.model), (self.outputs, 1))
        answer = self.probabilities().argmax()
        if self.come() and answer != self.first.truth:
            colours[answer] = rgb(sheet.theme.gradient)
        return colours

    def probabilities(self) -> FloatArray:
        """Of all classes (n,), for the first digit now."""
        return self.first.activations(self.training.told())[-1]

    def come(self) -> float:
        """How far the outputs have got their values."""
        return max((self.reached() - self.n_layers + 1 - ALL_BUT_BARS) / (1 - ALL_BUT_BARS), 0.0)

    def show_bars(self, sheet: Sheet) -> None:
        """Bars that grow to their probabilities, a wrong answer's in another colour."""
        room, bars = self.bars, polygons(sheet)
        first, pitch = self.bar_rows
        top = first + pitch * (np.arange(self.outputs) + 0.2)

        def outlines(lengths: float | FloatArray) -> FloatArray:
            right = room.left + room.width * lengths
            return rectangles(sheet, room.left, right, top, top + pitch * 0.6)

        def shown(alpha: float) -> Artists:
            values = self.probabilities()
            alphas = alpha * np.where(np.arange(self.outputs) == values.argmax(), 1.0, 0.55)
            grown, colours = outlines(values * self.come()), self.output_colours(sheet)
            return (laid(bars, grown, colours, alphas),)

        empty = laid(polygons(sheet), outlines(1.0), rgb(sheet.theme.surface), 1.0)
        sheet.fade(self.network, empty)
        sheet.show_at(self.network, shown)

    def show_answer(self, sheet: Sheet, places: FloatArray) -> None:
        """The answer's probability, in its bar or beside it, the step, and rings about outputs."""
        theme, room = sheet.theme, self.bars
        ring = partial(arrive, sheet, radius=START, widest=WIDEST)
        fine, wrong = ring(colour=theme.model), ring(colour=theme.gradient)
        share = Label(sheet, "0%", bold=True)

        def shown(alpha: float) -> Artists:
            reading, ringing = self.first, self.ringing()
            answer, p = reading.answer(self.training.told())
            is_long = p > self.long
            share.set_horizontalalignment("right" if is_long else "left")
            share.set_color(theme.background if is_long else theme.text)
            share.set_text(f"{percent(p)}%")
            x = room.left + room.width * p + (-BESIDE if is_long else BESIDE)
            drawn = share.put(sheet.at(x, places[answer, 1] + down(SIZES.label * 0.35)), alpha)
            ringed = answer if ringing < 1 else reading.truth
            arriving = fine if ringed == reading.truth else wrong
            return [*drawn, *arriving(ringing % 1, sheet.at(*places[ringed]))]

        sheet.show_at(self.sure, shown)
        self.show_step(sheet, self.sure, self.bars_step)

    def show_names(self, sheet: Sheet) -> None:
        """What the network's parts are, what its edges' colours mean, and which digit it is."""
        theme, label = sheet.theme, self.label
        muted = partial(Label, sheet, colour=theme.muted, edge="centre")
        left, baseline = self.edges_key
        most = 1 - GRID.margin - muted(label("probability")).width / 2
        over_bars = min(self.bars.middle[0], most)
        drawn: list[Artist] = [
            muted(label("units", units=self.units), self.units_name),
            muted(label("probability"), (over_bars, baseline)),
        ]
        y, half = baseline - down(SIZES.label * 0.32), down(0.004)
        for key, colour in (("adds", theme.positive), ("subtracts", theme.negative)):
            outline = rectangles(sheet, left, left + SAMPLE, y - half, y + half)[None]
            left += SAMPLE + TO_WORD
            word = Label(sheet, label(key), (left, baseline), colour=colour)
            drawn += [word, laid(polygons(sheet), outline, rgb(colour), 1.0)]
            left += word.width + APART
        sheet.fade(self.network, *drawn)
        truth = self.truth_label(sheet)
        names = self.names_within(sheet, self.truth_room)
        truth.tell(self.truth, lambda: label("truth", digit=names[self.read_now().truth]))

    def truth_label(self, sheet: Sheet) -> Label:
        """Where the truth is told: below the inputs."""
        place = self.inputs.middle[0], self.truth_baseline
        return Label(sheet, "", place, edge="centre")

    def show_picture(self, sheet: Sheet, wall: Wall) -> None:
        """The digit's pixels, more like text where there is more ink; they hide what is below."""
        theme, pixels, ground = sheet.theme, polygons(sheet), polygons(sheet)

        def shown(alpha: float) -> Artists:
            reading = self.read_now()
            box = between(self.alone, self.inputs, self.aside())
            box = between(box, wall.box(reading.row, self.wall_box()), self.small())
            first = self.first.pixels
            inked = self.ink(first + self.read() * (reading.pixels - first), theme)
            colours = mixed(rgb(theme.surface), rgb(theme.text), inked)
            outlines, around = squares(sheet, box, self.side, FILL), squares(sheet, box, 1, 1)
            return [
                laid(ground, around, rgb(theme.background), alpha),
                laid(pixels, outlines, colours, alpha),
            ]

        sheet.show_at(self.picture, shown)

    def show_numbers(self, sheet: Sheet) -> None:
        """The values of the first digit's pixels, one after the other."""
        theme, pixels, numbers = sheet.theme, self.first.pixels, list[Label]()
        inks, places = self.ink(pixels, theme), grid_places(self.alone, self.side)
        colours, grounds = mixed(rgb(theme.surface), rgb(theme.text), inks), list[Artist]()
        bold = partial(Label, sheet, edge="centre", bold=True)
        for pixel in self.numbered:
            value, (x, y) = float(pixels[pixel]), places[pixel].tolist()
            content = number_text(value, 0 if value in (0, 1) else 1)
            place = x, y + down(SIZES.label * HALF)
            colour = theme.background if inks[pixel] > MIDDLING else theme.text
            numbers.append(bold(content, place, colour=colour))
            if self.side > MOST_NUMBERED:  # the number covers pixels beside its own
                grounds.append(backed(numbers[-1]))
                grounds[-1].set(facecolor=colours[pixel])

        def shown(alpha: float) -> Artists:
            drawn = numbers[: round(len(numbers) * self.written())]
            for each in (*drawn, *grounds[: len(drawn)]):
                each.set_alpha(alpha)
            return drawn

        sheet.show_at(self.numbers, shown)

    def show_votes(self, sheet: Sheet) -> None:
        """One neuron's weight for each pixel, then what of it the ink of a digit lets through."""
        (weights, _), theme = self.neuron, sheet.theme
        cells, outlines = polygons(sheet), squares(sheet, self.weights, self.side, FILL)
        empty, odd, even = map(rgb, (theme.surface, theme.positive, theme.negative))

        def swept(share: float) -> FloatArray:
            row = np.arange(len(weights)) / self.side
            return np.clip(share * (self.side + 1) - row, 0, 1)

        def shown(alpha: float) -> Artists:
            votes = weights * (1 + swept(self.summed() / 2) * (self.voted.pixels - 1))
            strengths = abs(votes / abs(weights).max()) ** PALER
            colours = mixed(empty, np.where(votes[:, None] > 0, odd, even), strengths)
            return (laid(cells, outlines, colours, swept(alpha)),)

        sheet.show_at(self.voting, shown)
        place = self.weights.middle[0], self.truth_baseline
        told = lambda: self.label("votes" if self.summed() else "weights")  # noqa: E731
        Label(sheet, "", place, edge="centre").tell(self.voting, told)

    def show_sum(self, sheet: Sheet) -> None:
        """The votes for odd and for even, the bias, what they add up to, and what that says."""
        (weights, bias), theme, label = self.neuron, sheet.theme, self.label
        (left, right, y, pitch), reading = self.sums, self.voted
        votes = weights * reading.pixels
        parts = votes[votes > 0].sum(), votes[votes < 0].sum(), bias
        terms = [round(float(each), DECIMALS) for each in parts]
        is_odd = sum(terms) > 0
        names = *map(label, ("odd", "even", "bias")), "z", label("says")
        numbers = [number_text(each, DECIMALS) for each in (*terms, sum(terms))]
        told = *numbers, names[not is_odd]
        verdict = theme.model if is_odd == reading.truth % 2 else theme.gradient
        colours = theme.positive, theme.negative, theme.muted, theme.text, verdict
        for at, colour in enumerate(colours):
            text = partial(Label, sheet, colour=colour, bold=True, size=SIZES.number)
            base, seen = y + at * pitch, partial(self.term, at)
            sheet.fade(self.voting if at < 2 else seen, text(names[at], (left, base)))
            sheet.fade(seen, text(told[at], (right, base), edge="right"))

    def term(self, at: int) -> float:
        """How far a term of that sum is seen."""
        return self.voting() * min(max(self.summed() - 2 - at, 0.0), 1.0)

    @property
    def neuron(self) -> tuple[FloatArray, float]:
        """The weights (d,) and the bias of the one that tells odd from even."""
        run = self.parity[0].run
        ((weights, biases),) = network_of(run).layers(run.parameters[-1])
        return weights[0], biases[0]

    @property
    def numbered(self) -> list[int]:
        """The pixels whose numbers are written: all, or every second one of every second row."""
        grid = np.arange(self.side**2).reshape(self.side, self.side)
        chosen = grid if self.side <= MOST_NUMBERED else grid[1:-1:2, 1:-1:2]
        return list(map(int, chosen.ravel()))


class Pictures(HandwrittenDigits):
    """The same with a person's own pictures: their classes have names instead of numerals."""

    inputs = ByShape(square(0.06, 0.29, 0.56), tall=square(0.05, 0.475, 0.16, 9 / 16))
    hidden = ByShape(Box(0.44, 0.6, 0.27, 0.865), tall=Box(0.36, 0.45, 0.275, 0.855))
    bars = ByShape(Box(0.8, 0.95, 0.262, 0.868), tall=Box(0.74, 0.895, 0.27, 0.86))
    to_bar = ByShape(0.145, tall=0.235)
    to_name = ByShape(0.018, tall=0.035)
    units_name = ByShape((0.52, 0.925), tall=(0.5, 0.9))
    long = ByShape(0.45, tall=0.72)
    truth_room = ByShape(0.2, tall=0.36)

    def truth_label(self, sheet: Sheet) -> Label:
        """Below the inputs; in a tall frame below all, where there is room for a name."""
        if not is_tall():
            return super().truth_label(sheet)
        return Label(sheet, "", (GRID.margin, self.bars_step[-1]))

    def ink(self, pixels: FloatArray, theme: Theme) -> FloatArray:
        """White is the lighter of the ground's colour and the text's."""
        is_dark = rgb(theme.text).sum() > rgb(theme.background).sum()
        return pixels if is_dark else 1 - pixels


def pictures_of(options: RunOptions) -> Dataset:
    """The digits, or the pictures of a person's own that options name.

    Raises:
        RequestError: they are no pictures, or too few.
    """
    rng = np.random.default_rng(options.seed or 0)
    data = load(DIGITS) if options["data"] == DIGITS else load_data(options["data"], rng=rng)
    if options["data"] != DIGITS and side_of(data) is None:
        raise RequestError(
            f"digits draws small pictures, and {shorten(data.source, 60)} has none: "
            "give --data a folder that has a folder of them for each class"
        )
    if data.n < FEWEST_PICTURES:
        raise RequestError(f"these are {data.n} pictures: digits needs {FEWEST_PICTURES}")
    return data


def shown_class(options: RunOptions, data: Dataset) -> int:
    """The class of the digit or picture that is read: of pictures they are told from 1."""
    first = 0 if data.source == DIGITS else 1
    return 0 if options["show"] is None else int(options["show"]) - first


def rows_to_train_on(data: Dataset) -> IntArray:
    """Which digits or pictures aren't held out, in a random order.

    Of digits the first are held out, of pictures the first of each class.
    """
    order, most = np.random.default_rng(SHUFFLE).permutation(data.n), HELD_OUT // data.n_classes
    if data.source == DIGITS:
        return order[HELD_OUT:]
    classes = (np.flatnonzero(data.target[order] == each) for each in range(data.n_classes))
    held = [of_class[: min(-(-len(of_class) // 5), most)] for of_class in classes]
    return np.delete(order, np.concatenate(held))


def has_room(hidden: Sequence[int]) -> bool:
    """Whether hidden layers can be drawn."""
    return 1 <= len(hidden) <= MOST_LAYERS and max(hidden) <= MOST_UNITS


class DigitReading:
    """One held-out digit, read by the network at any record.

    Attributes:
        row: which of those that are held out.
        pixels: its inputs, row by row, from 0 to 1.
        truth: which digit it is, or the number of its class.
    """

    def __init__(self, story: HandwrittenDigits, row: int) -> None:
        data = story.unseen.data
        self.row, self.truth = row, int(data.target[row])
        self.pixels, self._story = data.inputs[row], story

    def activations(self, index: int) -> list[FloatArray]:
        """The inputs and each layer's activations at a record; the last are probabilities."""
        parameters = self._story.run.parameters[index]
        found = self._story.model.forward(parameters, self.pixels[None]).activations
        return [each[0] for each in found]

    def answer(self, index: int) -> tuple[int, float]:
        """The digit that the network finds most likely at a record, and how likely that is."""
        found = self.activations(index)[-1]
        return int(found.argmax()), found.max()


class Wall:
    """Small pictures of all digits in rows, as one picture, and the frames of their cells.

    Attributes:
        columns, rows: how many.
        cells: which digit each pixel belongs to.
        ink: of all of them, 0 to 1.
        frames: about each, for one that is misread.
    """

    def __init__(self, sheet: Sheet, digits: FloatArray, room: Box) -> None:
        self._sheet, self._count = sheet, len(digits)
        across, along = room.width * sheet.width, room.height * sheet.height
        self.columns = math.ceil(math.sqrt(self._count * across / along))
        self.rows = -(-self._count // self.columns)
        pitch = max(int(min(across / self.columns, along / self.rows)), 2)
        to_edge = np.minimum(np.arange(pitch) + 0.5, pitch - 0.5 - np.arange(pitch)) / pitch
        to_side = np.minimum.outer(to_edge, to_edge)
        frame = ((to_side > FRAME[0]) & (to_side < FRAME[1])).ravel()
        self.cells = self._tiled(np.arange(self._count)[:, None] + 0 * frame).astype(int)
        self.frames = self._tiled(np.tile(frame, (self._count, 1)))
        self.ink = self._tiled(np.stack([self._small(digit, pitch) for digit in digits]))

    def _tiled(self, cells: FloatArray) -> FloatArray:
        return tiled(cells, self.rows, self.columns)

    @staticmethod
    def _small(digit: FloatArray, pitch: int) -> FloatArray:
        """A digit's pixels as those of its cell, row by row."""
        pixels, side = digit.reshape(math.isqrt(digit.size), -1), max(round(FILLED * pitch), 1)
        grey = Image.fromarray(np.round(255 * pixels).astype(np.uint8))
        small = np.asarray(grey.resize((side, side), Image.Resampling.HAMMING))
        before = (pitch - side) // 2
        return np.pad(small / 255, (before, pitch - side - before)).ravel()

    def wave(self, share: float) -> FloatArray:
        """How far each digit (n,) has come of a change that goes down the rows."""
        row = np.arange(self._count) // self.columns
        return np.clip((share * (self.rows + WAVE) - row) / WAVE, 0, 1)

    def _fitted(self, room: Box) -> tuple[float, float, float]:
        """Left and upper edge of the whole in a room, and a cell's side, in pixels."""
        across, along = room.width * self._sheet.width, room.height * self._sheet.height
        pitch = min(across / self.columns, along / self.rows)
        left = room.left * self._sheet.width + (across - pitch * self.columns) / 2
        return left, room.top * self._sheet.height + (along - pitch * self.rows) / 2, pitch

    def bounds(self, room: Box) -> Bbox:
        """The box of the whole in a room, in pixels from below."""
        left, top, pitch = self._fitted(room)
        low = self._sheet.height - top - pitch * self.rows
        return Bbox.from_bounds(left, low, pitch * self.columns, pitch * self.rows)

    def box(self, row: int, room: Box) -> Box:
        """Where the picture of one of them is, as fractions of the stage."""
        left, top, pitch = self._fitted(room)
        down, right = divmod(row, self.columns)
        inset, side = (1 - FILLED) / 2, FILLED * pitch
        x, y = left + pitch * (right + inset), top + pitch * (down + inset)
        width, height = self._sheet.width, self._sheet.height
        return Box(x / width, (x + side) / width, y / height, (y + side) / height)


def compared_with(main: RunSpec) -> dict[str, RunSpec]:
    """Runs like the main one that tell odd digits from even ones, without hidden units and with."""
    data, model, found = objective_of(main).dataset, network_of(main), dict[str, RunSpec]()
    if data.source != DIGITS:
        return found
    inputs, *hidden, _ = model.sizes
    for role, sizes in ((NEURON, (inputs, 1)), (PARITY, (inputs, *hidden, 1))):
        other = replace(model, sizes=sizes)
        start = other.initial(np.random.default_rng(main.seed))
        objective = ModelObjective(other, parity_of(data))
        found[role] = replace(main, objective=objective, start=start, stride=main.steps)
    return found


def parity_of(digits: Dataset) -> Dataset:
    """The same digits, of two classes: even and odd."""
    return replace(digits, target=digits.target % 2, class_names=("even", "odd"))


def grid_places(box: Box, count: int) -> FloatArray:
    """The middles (count**2, 2) of so many rows of cells that fill a box, row by row."""
    row, column = np.divmod(np.arange(count**2), count)
    x, y = (column + 0.5) / count * box.width, (row + 0.5) / count * box.height
    return np.column_stack([box.left + x, box.top + y])


def squares(sheet: Sheet, box: Box, count: int, share: float) -> FloatArray:
    """Corners (count**2, 4, 2) of squares in pixels, each of a share of such a cell's side."""
    x, y = grid_places(box, count).T
    across, along = box.width / count / 2 * share, box.height / count / 2 * share
    return rectangles(sheet, x - across, x + across, y - along, y + along)


def rectangles(sheet: Sheet, left: Any, right: Any, top: Any, low: Any) -> FloatArray:
    """Corners (..., 4, 2) in pixels, from sides (...) on the stage."""
    sides = np.stack(np.broadcast_arrays(left, right, top, low), axis=-1)
    corners = sheet.at(sides[..., [0, 1, 1, 0]], sides[..., [2, 2, 3, 3]])
    return np.moveaxis(corners, 0, -1)


def circles(sheet: Sheet, places: FloatArray, radius: float) -> FloatArray:
    """Corners (n, corners, 2) of circles of a radius in pixels about places (n, 2)."""
    turn = np.linspace(0, 2 * np.pi, CORNERS + 1)
    return sheet.at(*places.T).T[:, None] + radius * np.column_stack([np.cos(turn), np.sin(turn)])


def mixed(start: FloatArray, end: FloatArray, shares: FloatArray) -> FloatArray:
    """Colours (n, 3) so far on the way (n,) from one to another, or to others."""
    return start + shares[:, None] * (end - start)


def lit_up(sheet: Sheet, strengths: FloatArray, colours: FloatArray) -> FloatArray:
    """The colours (n, 3) of units that are lit so strongly (n,) in a colour, or in others."""
    return mixed(rgb(sheet.theme.surface), colours, EMPTY + (1 - EMPTY) * strengths)


def polygons(sheet: Sheet) -> PolyCollection:
    """Filled shapes without outlines, for `laid`."""
    return PolyCollection([], linewidths=0, figure=sheet.figure)


def laid(
    shapes: PolyCollection | LineCollection, outlines: Any, colours: Any, alphas: Any
) -> Artist:
    """Lay shapes (n, corners, 2) somewhere, in colours (n, 3) or one, at opacities (n,) or one."""
    rgba: Any = np.empty((len(outlines), 4))
    rgba[:, :3], rgba[:, 3] = colours, alphas
    shapes.set_verts(outlines)
    shapes.set_color(rgba)
    return shapes


def rgb(colour: str) -> FloatArray:
    """A colour's parts (3,), 0 to 1."""
    return np.array(to_rgb(colour))
