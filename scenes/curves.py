"""Learning curves of any run: its loss, how it does on data that it hasn't seen, and its rate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import Polygon

from gradreel.scenes.stage.plotting import (
    SIZES,
    Box,
    ByShape,
    ChartAxes,
    Curve,
    Dataset,
    FigureStory,
    FloatArray,
    History,
    Label,
    Read,
    Recording,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Sheet,
    Stroke,
    Value,
    across,
    arrow,
    between,
    distinct_looks,
    down,
    in_digits,
    is_in_chinese,
    is_tall,
    linear,
    need_chinese,
    number_text,
    paced,
    percent,
    quoted,
    runs,
    scale,
    shorten,
    smooth,
    told_apart,
    upward,
    values,
)

PLACE = 910
OPTIONS = {
    "data": "blobs",
    "x": None,
    "y": None,
    "positive": None,
    "hidden": (32, 32),
    "activation": "relu",
    "optimizer": "adam",
    "learning_rate": 0.003,
    "batch_size": 20,
    "steps": 600,
    "seed": 0,
}
DRAWS = "any run of two recorded steps or more"
MOST_RUNS = 6

OVERFITS, SETTLED, STILL, LATE = 1.1, 0.02, 0.05, 0.1
"""So many times its least is a loss that has risen again; such a share of the whole fall is next to
nothing, unless it is such a share of what is left; and the last part of a run, in which is looked
whether it still falls."""

FIRST, SECOND, STRIP, OPENING = 6.0, 5.5, 2.2, 0.9
"""Seconds at the most of the first curve, of the second, of a strip's, and as the frame opens."""
LAST = 2.2
"""Seconds that the last picture stands."""
ABOVE, TITLE, APART, HEAD = 0.03, 0.105, 0.05, 0.06
"""From an axis up to its names and down to its own name, half of what is between strips, and from
one line of names to the next, in heights of a wide stage."""
SHADE, FEW = 0.16, 2
"""Opacity of the area between both losses; and about so many numbers has a strip's axis."""

DIVERGED = "diverged at step "
"""With what the outcome of such a run begins."""
TOGETHER, MOST_COMPARED, SAMPLED = 8.0, 1500, 500
"""Seconds at the most in which several runs are drawn; at so many steps they are compared; and so
many places has a curve that becomes another."""
NAME_ROOM, FAINT = 9.5, 0.35
"""The width of a run's name, in em; and the opacity of those that step back."""
DASHES: tuple[tuple[float, ...] | None, ...] = (
    *(None, (4.0, 1.5), (1.2, 1.4), (6.0, 1.5, 1.2, 1.5)),
    *((9.0, 2.0), (3.0, 1.2, 1.2, 1.2, 1.2, 1.2)),
)
"""How the lines of runs are dashed, in their widths."""
ROW, LINE, FIRST_ROW, SAMPLE, BESIDE_SAMPLE, RAISED = 0.11, 0.039, 0.03, 0.06, 0.02, 0.013
"""In heights of a wide stage: from a row of the legend to the next and to its second line, from the
legend's edge to its first baseline, the length of a line in it, from there to the name, and from a
baseline up to the middle of its letters."""


class Curves(FigureStory):
    """The loss is drawn, then what it is on other data; below come what else was recorded.

    Its values: `change`, how much of the arrow from the first loss to the last is drawn; `best`, of
    the line where the other one is lowest; `full`, from the chart's usual room to all of the frame;
    `parted`, from that room to its upper part; `drawn`, by series, the share of a strip's curve
    that is drawn. The others are opacities.
    """

    chart, change, unseen, best, full, parted = values(6)
    drawn: ClassVar[dict[str, Value]] = dict(
        zip(("accuracy", "learning_rate", "gradient_norm"), values(3), strict=True)
    )
    room = ByShape(Box(0.11, 0.92, 0.32, 0.82), tall=Box(0.16, 0.9, 0.36, 0.82))
    whole = ByShape(Box(0.11, 0.92, 0.2, 0.83), tall=Box(0.16, 0.9, 0.19, 0.85))
    upper = ByShape(Box(0.11, 0.92, 0.34, 0.56), tall=Box(0.16, 0.9, 0.34, 0.53))
    lower = ByShape(Box(0.11, 0.92, 0.72, 0.88), tall=Box(0.16, 0.9, 0.62, 0.9))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The run of a network, every step of it recorded."""
        return {"main": options.recorded or runs.mlp_spec(options)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether there is more than one recorded step, which there is of any run."""
        return spec.steps > 0

    @staticmethod
    def can_draw_history(history: History) -> bool:
        """Whether a loss was recorded at two steps."""
        return history.known("loss")

    @staticmethod
    def held_out(main: RunSpec, _: RunOptions) -> Dataset | None:
        """Data of the same kind that no run has seen, where they can be drawn anew."""
        return runs.drawn_anew(main)

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said is judged from what was recorded."""
        self.beat("ask", {self.chart: 1})
        if self.other is None:
            self.wait(self.left_to_read())
            self.hush()
            self.move(OPENING, {self.full: 1})
        self.play(self.player)
        self.beat(self.result, {self.full: 0}, **self.facts)
        self.move(self.left_to_read(), linear, {self.change: 1})
        if self.other is not None:
            self.ask_unseen()
        for name in self.strips:
            key, facts = self.told_of(name)
            self.beat(key, {self.parted: 1, self.best: 0}, **facts)
            self.move(self.left_to_read(STRIP), linear, {self.drawn[name]: 1})
        self.beat(self.moral, dict.fromkeys(self.drawn.values(), 0.0), **self.facts)
        last = {self.parted: 0.0, self.best: float(self.moral == "moral_overfits")}
        self.move(self.left_to_read(), last)
        self.let_stand(LAST)

    def ask_unseen(self) -> None:
        """Draw the loss on data that the run hasn't seen, in all of the frame."""
        self.beat("unseen", {self.change: 0, self.unseen: 1})
        self.wait(self.left_to_read())
        self.hush()
        self.move(OPENING, {self.full: 1})
        self.play(self.later)
        self.beat("overfits" if self.overfits else "follows", **self.facts)
        self.move(self.left_to_read(), {self.full: 0, self.best: 1})

    # What is known.

    def curve(self, name: str, colour: str) -> Curve | None:
        """A series without what is lacking of it; nothing where it wasn't recorded twice."""
        return Curve.of(self.history, name, colour)

    @cached_property
    def loss(self) -> Curve:
        """The loss on the data that the run was trained on."""
        found = self.curve("loss", self.theme.full_loss)
        assert found is not None  # noqa: S101  runs without were refused
        return found

    @cached_property
    def other(self) -> Curve | None:
        """The loss on data that it hasn't seen."""
        return self.curve("held_out_loss", self.theme.batch_loss_text)

    @cached_property
    def player(self) -> RunPlayer:
        """The run, as its loss is drawn."""
        return RunPlayer(paced(self.loss.steps.astype(int).tolist(), seconds=FIRST))

    @cached_property
    def later(self) -> RunPlayer:
        """The run, as the other loss is drawn."""
        assert self.other is not None  # noqa: S101  only then it is asked for
        return RunPlayer(paced(self.other.steps.astype(int).tolist(), seconds=SECOND))

    @cached_property
    def strips(self) -> list[str]:
        """What else there is to draw: shares, a rate that changes, the gradient."""
        found = [name for name in self.drawn if self.history.known(name)]
        is_constant = "learning_rate" in found and not np.ptp(self.curve_of("learning_rate").values)
        return [name for name in found if name != "learning_rate" or not is_constant]

    def curve_of(self, name: str) -> Curve:
        """A series that is known to be there, in the colour that it has."""
        colours = {"learning_rate": self.theme.text, "gradient_norm": self.theme.gradient}
        found = self.curve(name, colours.get(name, self.theme.full_loss))
        assert found is not None  # noqa: S101  only what is known is asked for
        return found

    @property
    def overfits(self) -> bool:
        """Whether the loss on unseen data has been clearly lower before the end."""
        if self.other is None:
            return False
        least = float(self.other.values.min())
        return bool(least > 0 and self.other.values[-1] > OVERFITS * least)

    @property
    def result(self) -> str:
        """The beat that says how the loss went."""
        if self.history.outcome.startswith(DIVERGED):
            return "diverged"
        first, last = self.loss.values[[0, -1]]
        return "fell" if last < first else "rose" if last > first else "same"

    @property
    def moral(self) -> str:
        """The beat that says what to remember."""
        if self.result != "fell":
            return "moral_worse"
        if self.overfits:
            return "moral_overfits"
        values, steps = self.loss.values, self.loss.steps
        late = values[steps >= steps[0] + (1 - LATE) * (steps[-1] - steps[0])]
        still = np.median(late[: len(late) // 2 + 1]) - np.median(late[len(late) // 2 :])
        far = SETTLED * (values[0] - values[-1])
        if values[-1] - late.min() > far or -still > far:
            return "moral_wavers"
        left = STILL * values[-1] if values[-1] > 0 else far
        return "moral_falls" if still > min(far, left) else "moral_settled"

    @cached_property
    def facts(self) -> dict[str, object]:
        """What the sentences may name."""
        write = self.written
        first, last = map(float, self.loss.values[[0, -1]])
        facts: dict[str, object] = {
            "steps": f"{int(self.loss.steps[-1]):,}",
            "first": write(first),
            "last": write(last),
        }
        if self.other is not None:
            at = int(self.other.values.argmin())
            least, end = float(self.other.values[at]), float(self.other.values[-1])
            facts |= {"best": f"{int(self.other.steps[at]):,}", "least": write(least)}
            facts |= {"end": write(end)}
        return facts

    def written(self, loss: float) -> str:
        """A loss, in two digits as what is named with it."""
        ends = np.concatenate([each.values[[0, -1]] for each in self.losses])
        return in_digits(loss, ends)

    def told_of(self, name: str) -> tuple[str, dict[str, object]]:
        """The beat of a strip, and what its sentence names."""
        curve = self.curve_of(name)
        first, last = float(curve.values[0]), float(curve.values[-1])
        if name != "accuracy":
            write = partial(in_digits, beside=curve.values[[0, -1]])
            return name, {"first": write(first), "last": write(last)}
        if not self.history.known("held_out_accuracy"):
            return name, {"share": percent(last)}
        other = self.curve_of("held_out_accuracy")
        return "accuracies", {"share": percent(last), "other": percent(float(other.values[-1]))}

    @cached_property
    def along(self) -> Scale:
        """The axis of steps."""
        ends = np.concatenate([each.steps[[0, -1]] for each in self.losses])
        return scale(float(ends.min()), float(ends.max()), count=5)

    @cached_property
    def up(self) -> Scale:
        """The axis of both losses: from 0, unless one of them comes to very small parts."""
        return upward(self.losses)

    @property
    def losses(self) -> list[Curve]:
        """Both losses, as far as there are two."""
        return [self.loss] if self.other is None else [self.loss, self.other]

    def draw(self, sheet: Sheet) -> None:
        """Put the chart on the sheet, then what is below it."""
        Drawing(self, sheet).show()

    # Of several runs.

    @staticmethod
    def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
        """The story of one run, or of several."""
        return (CurvesTogether if recording.together else Curves,)

    @staticmethod
    def check_together(runs: Mapping[str, History]) -> None:
        """Refuse runs whose losses are of different kinds, as far as that is known.

        Raises:
            RequestError: they are.
        """
        kinds = {name: kind for name, run in runs.items() if (kind := what_it_does(run))}
        if len({*kinds.values()}) > 1:
            told = "; ".join(f"{quoted(name, 20)} {kind}" for name, kind in kinds.items())
            raise RequestError(
                shorten(f"curves compares losses of one kind, and these differ: {told}", 200)
            )


class Drawing:
    """What is on a sheet."""

    def __init__(self, story: Curves, sheet: Sheet) -> None:
        self.story, self.sheet, self.theme, self.label = story, sheet, sheet.theme, story.label
        self.axes = ChartAxes(sheet, story.along, story.up, self.room)

    def room(self) -> Box:
        """Where the chart of the losses is now."""
        story = self.story
        return between(between(story.room, story.upper, story.parted()), story.whole, story.full())

    def show(self) -> None:
        """Everything, from the bottom to the top."""
        story, sheet = self.story, self.sheet
        sheet.show_at(story.chart, self.shown_axes)
        if story.other is not None:
            self.show_gap(story.other)
        self.show_curve(story.loss, story.chart, story.player, 0)
        self.show_change()
        if story.other is not None:
            self.show_curve(story.other, story.unseen, story.later, 1)
            self.show_best(story.other)
        strips = story.strips
        boxes = self.boxes(len(strips))
        for name, box in zip(strips, boxes, strict=True):
            self.show_strip(name, box)

    def boxes(self, count: int) -> list[Box]:
        """Where the strips are: side by side, in a tall frame below each other."""
        if not count:
            return []
        if is_tall():
            pitch, lower = (self.story.lower.height + down(HEAD)) / count, self.story.lower
            tops = [lower.top + index * pitch + down(HEAD) for index in range(count)]
            return [Box(lower.left, lower.right, top, top + pitch - down(2 * HEAD)) for top in tops]
        lower = self.story.lower
        pitch = (lower.width + APART * 2) / count
        lefts = [lower.left + index * pitch for index in range(count)]
        return [Box(left, left + pitch - APART * 2, lower.top, lower.bottom) for left in lefts]

    def shown_axes(self, alpha: float) -> Sequence[Artist]:
        """The axes, and the name of the one along, as long as there is room for it."""
        box = self.room()
        name = self.steps_name.put(
            self.sheet.at(box.middle[0], box.bottom + down(TITLE)),
            alpha * (1 - self.story.parted()),
        )
        return [*self.axes.grid(alpha), *name]

    def show_curve(self, curve: Curve, alpha: Read, player: RunPlayer, index: int) -> None:
        """A loss up to where its run is, with its name and what it is there above the chart."""
        story, sheet = self.story, self.sheet
        line = Stroke(sheet, curve.colour, 4.0, round_joins=True)
        head = RingedPoint(sheet, colour=curve.colour)
        named = self.label(f"name_{curve.name}")
        name = Label(sheet, named, colour=curve.colour, bold=True, size=SIZES.number)
        title = named if index else self.axes.titled(named, self.label("log_scale"))

        def shown(opacity: float) -> Sequence[Artist]:
            box, step = self.room(), player.step()
            places = self.axes.until(curve, step)
            name.set_text(f"{title} {story.written(curve.at(player.told()))}")
            aside = 0.0 if is_tall() else index * box.width / 2
            above = down(ABOVE + (HEAD * (1 - index) if is_tall() and story.other else 0.0))
            put = name.put(sheet.at(box.left + aside, box.top - above), opacity)
            return [*line.through(places, opacity), *head.at(places[-1], opacity), *put]

        sheet.show_at(alpha, shown)

    def show_change(self) -> None:
        """A line from the first loss on, and from its end an arrow to the last one."""
        story, ends = self.story, self.story.loss
        level = Stroke(self.sheet, self.theme.muted, 2.5, dash=(2.2, 1.6))
        pointer = arrow(self.sheet, ends.colour, width=5.0, head=1.5)

        def shown(opacity: float) -> Sequence[Artist]:
            first, last = self.axes.place(ends.steps[[0, -1]], ends.values[[0, -1]])
            corner = np.array([last[0], first[1]])
            start = first + min(2 * opacity, 1.0) * (corner - first)
            tip = corner + max(2 * opacity - 1, 0.0) * (last - corner)
            drawn = [*level.between(first, start), *pointer(corner, tip)]
            for each in drawn:
                each.set_alpha(min(4 * opacity, 1.0))
            return drawn

        self.sheet.show_at(story.change, shown)

    def show_gap(self, other: Curve) -> None:
        """The area between both losses, as far as the second is drawn."""
        story, sheet = self.story, self.sheet
        area = Polygon(
            np.zeros((1, 2)), closed=True, facecolor=other.colour, linewidth=0, figure=sheet.figure
        )

        def shown(opacity: float) -> Sequence[Artist]:
            step = story.later.step()
            under, over = (self.axes.until(each, step) for each in (story.loss, other))
            area.set_xy(np.concatenate([under, over[::-1]]))
            area.set_alpha(SHADE * opacity)
            return [area] if story.later.seconds() else []

        sheet.show_at(story.unseen, shown)

    def show_best(self, other: Curve) -> None:
        """A line where the loss on unseen data was lowest."""
        story, sheet = self.story, self.sheet
        at = int(other.values.argmin())
        line = Stroke(sheet, self.theme.text, 2.5, dash=(2.2, 1.6))
        point = RingedPoint(sheet, colour=other.colour, filled=False, radius=11.0)

        def shown(opacity: float) -> Sequence[Artist]:
            place = self.axes.place(other.steps[at : at + 1], other.values[at : at + 1])[0]
            top = np.array([place[0], sheet.y(self.room().top)])
            low = np.array([place[0], sheet.y(self.room().bottom)])
            return [*line.between(low, low + opacity * (top - low)), *point.at(place, opacity)]

        sheet.show_at(story.best, shown)

    def show_strip(self, name: str, box: Box) -> None:
        """What else was recorded: a small chart below the losses', with its name."""
        story, sheet, share = self.story, self.sheet, self.story.drawn[name]
        curves = [story.curve_of(name)]
        if name == "accuracy" and story.history.known("held_out_accuracy"):
            curves.append(replace(story.curve_of("held_out_accuracy"), colour=self.unseen_colour))
        axes = ChartAxes(sheet, story.along, upward(curves, FEW), lambda: box)
        title = Label(
            sheet,
            axes.titled(self.label(f"name_{name}"), self.label("log_scale")),
            (box.left, box.top - down(ABOVE)),
            colour=curves[0].colour,
            size=SIZES.smallest if len(story.strips) > 2 else SIZES.label,
            bold=True,
        )
        lines = [Stroke(sheet, each.colour, 3.0, round_joins=True) for each in curves]
        first, last = story.along.low, story.along.high

        def shown(opacity: float) -> Sequence[Artist]:
            step = first + share() * (last - first)
            drawn = [
                artist
                for line, curve in zip(lines, curves, strict=True)
                for artist in line.through(axes.until(curve, step), opacity)
            ]
            title.set_alpha(opacity)
            return [*axes.grid(opacity, steps=False), *drawn, title]

        sheet.show_at(lambda: min(4 * share(), 1.0), shown)

    @property
    def unseen_colour(self) -> str:
        """The colour of what is measured on unseen data."""
        return self.theme.batch_loss_text

    @cached_property
    def steps_name(self) -> Label:
        """The name of the axis of steps."""
        name = self.story.along.notation().titled(self.label("step"))
        return Label(self.sheet, name, colour=self.theme.muted, edge="centre")


def what_it_does(run: History) -> str:
    """What a run's model does, so that its loss is of some kind; empty where that isn't known."""
    if run.dataset is not None:
        return "tells classes apart" if run.dataset.n_classes else "predicts a number"
    return "" if run.maker else "descends a surface"


@dataclass(frozen=True, eq=False)
class Layer:
    """A series as several runs have it.

    Attributes:
        name: of `SERIES`.
        curves: one a run; None where a run hasn't it.
        up: the axis.
        order: of the runs, from the best one.
    """

    name: str
    curves: tuple[Curve | None, ...]
    up: Scale
    order: tuple[int, ...]

    @property
    def is_known(self) -> bool:
        """Whether every run has it."""
        return None not in self.curves

    @property
    def last_step(self) -> float:
        """The last step of all."""
        return max(float(each.steps[-1]) for each in self.curves if each is not None)

    def end(self, index: int) -> float:
        """A run's last value; nan where it has none."""
        curve = self.curves[index]
        return np.nan if curve is None else float(curve.values[-1])

    def text(self, value: float) -> str:
        """A value: a share in per cent, or a number in three digits."""
        if self.name == "accuracy":
            return f"{number_text(100 * value, 1)}%"
        ends = np.array([self.end(each) for each in self.order])
        return in_digits(value, ends[np.isfinite(ends)], 3)

    @property
    def level(self) -> int:
        """How many runs end as the best one, as far as is written."""
        written = [self.text(self.end(each)) for each in self.order]
        return written.count(written[0])


def how_level(count: int, usual: str) -> str:
    """The end of a beat's key, if so many runs end as the best one does."""
    return usual if count == 1 else "tied" if count == 2 else "level"


class CurvesTogether(FigureStory):
    """The losses of several runs are drawn at once; then what else was recorded takes their place.

    Its values: `full`, from the chart's usual room to all of the frame; `listed`, the share of the
    legend that has come; `ranked`, from the order in which runs were named to that of their ends;
    `passed`, how much of the line is drawn where the lowest took the lead; `layer`, which series is
    shown, on its way to the next between whole numbers; `lit`, how far all but the best step back,
    and `fallen`, all but those that diverged.
    """

    chart, full, listed, ranked, passed, fallen, layer, lit = values(8)

    room = ByShape(Box(0.11, 0.64, 0.33, 0.83), tall=Box(0.16, 0.9, 0.32, 0.6))
    whole = ByShape(Box(0.11, 0.64, 0.19, 0.83), tall=Box(0.16, 0.9, 0.16, 0.6))
    legend = ByShape(Box(0.69, 0.95, 0.33, 0.86), tall=Box(0.06, 0.94, 0.71, 0.94))

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said is judged from what was recorded."""
        begun = {self.passed: 0.0, self.lit: 0.0}
        ask = "ask_together" if self.is_of_one_table else "ask_apart"
        self.beat(ask, {self.chart: 1}, count=len(self.names))
        self.move(self.left_to_read(), linear, {self.listed: 1})
        self.hush()
        self.move(OPENING, {self.full: 1})
        self.play(self.player)
        self.beat(self.result, {self.full: 0}, **self.facts)
        self.move(self.left_to_read(), {self.ranked: 1, self.lit: 1})
        if self.lead is not None:
            self.beat("passed", {self.lit: 0}, **self.facts)
            self.move(self.left_to_read(), linear, {self.passed: 1})
        if self.lost and self.result != "all_diverged":
            self.beat("lost_one" if len(self.lost) == 1 else "lost_some", begun, **self.facts)
            self.move(self.left_to_read(), {self.fallen: 1})
            begun[self.fallen] = 0.0
        for number, layer in enumerate(self.layers[1:], 1):
            key, facts = self.told_of(layer)
            self.beat(key, begun, **facts)
            self.move(self.left_to_read(STRIP), {self.layer: number})
        self.beat(self.moral, begun, **self.facts)
        self.move(self.left_to_read(STRIP), {self.layer: 0, self.lit: 1})
        self.let_stand(LAST)

    # What is known.

    @cached_property
    def histories(self) -> list[History]:
        """The runs."""
        return [*self.recording.together.values()]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Their names, as there is room for them."""
        names = [*self.recording.together]
        in_chinese = is_in_chinese(self.appearance.language) or need_chinese(names)
        return told_apart(names, NAME_ROOM, in_chinese=in_chinese)

    @cached_property
    def is_of_one_table(self) -> bool:
        """Whether no two runs are known to be of different data."""
        return len({each.dataset.sha256 for each in self.histories if each.dataset}) < 2

    @cached_property
    def lost(self) -> list[int]:
        """Those that diverged."""
        outcomes = enumerate(each.outcome for each in self.histories)
        return [index for index, told in outcomes if told.startswith(DIVERGED)]

    def lost_at(self, index: int) -> str:
        """The step at which a run diverged."""
        return f"{int(self.histories[index].outcome.removeprefix(DIVERGED)):,}"

    @cached_property
    def losses(self) -> Layer:
        """The loss, which all have."""
        return self.layer_of("loss")

    @cached_property
    def layers(self) -> list[Layer]:
        """The loss, and all else that two runs have; of rates only those that differ."""
        found = [
            self.layer_of(name) for name in ("held_out_loss", *Curves.drawn) if self.have(name)
        ]
        return [self.losses, *found]

    def have(self, name: str) -> bool:
        """Whether there is something to compare of a series."""
        known = [each.series[name] for each in self.histories if each.known(name)]
        if name == "learning_rate" and known:
            every = np.concatenate(known)
            return len(known) > 1 and bool(np.nanmin(every) < np.nanmax(every))
        return len(known) > 1

    def layer_of(self, name: str) -> Layer:
        """A series; those that say how good a run is have an order of their own."""
        colours = zip(self.histories, self.theme.runs, strict=False)
        curves = tuple(Curve.of(run, name, colour) for run, colour in colours)
        known = [each for each in curves if each is not None]
        kept = [each for at, each in enumerate(curves) if each is not None and at not in self.lost]
        sign = -1 if name == "accuracy" else 1

        def rank(index: int) -> tuple[bool, bool, float]:
            curve = curves[index]
            return index in self.lost, curve is None, sign * curve.values[-1] if curve else 0.0

        is_judged = name in ("loss", "held_out_loss", "accuracy")
        order = tuple(sorted(range(len(curves)), key=rank)) if is_judged else self.losses.order
        return Layer(name, curves, upward(kept or known), order)

    @cached_property
    def steps(self) -> FloatArray:
        """The steps (k,) at which they are compared."""
        every = np.unique(np.concatenate([each.steps for each in self.losses.curves if each]))
        kept = np.unique(np.linspace(0, len(every) - 1, MOST_COMPARED).astype(int))
        return np.asarray(every[kept])

    @cached_property
    def known(self) -> FloatArray:
        """The losses (n, k) recorded last at these steps: infinite before, and once diverged."""
        found = np.full((len(self.names), len(self.steps)), np.inf)
        for index, curve in enumerate(self.losses.curves):
            assert curve is not None  # noqa: S101  runs without a loss were refused
            at = np.searchsorted(curve.steps, self.steps, side="right") - 1
            found[index] = np.where(at < 0, np.inf, curve.values[np.maximum(at, 0)])
            if index in self.lost:
                found[index, self.steps >= curve.steps[-1]] = np.inf
        return found

    @cached_property
    def lead(self) -> tuple[int, int] | None:
        """The step at which the lowest took the lead for good, and from whom, if it had to."""
        if self.result != "lowest":
            return None
        behind = np.flatnonzero(self.known[self.losses.order[0]] > self.known.min(axis=0))
        if not behind.size or behind[-1] + 1 == len(self.steps):
            return None
        return int(self.steps[behind[-1] + 1]), int(self.known[:, behind[-1]].argmin())

    @property
    def early(self) -> int:
        """The run that was lowest when the first part of the steps was over."""
        at = self.steps[0] + LATE * (self.steps[-1] - self.steps[0])
        return int(self.known[:, int(np.searchsorted(self.steps, at))].argmin())

    @cached_property
    def player(self) -> RunPlayer:
        """All runs at once, slower where the lowest takes the lead."""
        slow = [] if self.lead is None else [self.lead[0]]
        return RunPlayer(paced(self.steps.astype(int).tolist(), slow=slow, seconds=TOGETHER))

    @cached_property
    def along(self) -> Scale:
        """The axis of steps."""
        return scale(float(self.steps[0]), float(self.steps[-1]), count=5)

    # What is said.

    @property
    def result(self) -> str:
        """The beat that says which is lowest."""
        if len(self.lost) == len(self.names):
            return "all_diverged"
        return how_level(self.losses.level, "lowest")

    @property
    def moral(self) -> str:
        """The beat that says what to remember."""
        if self.result != "lowest":
            return f"moral_{self.result}"
        unseen = next((each for each in self.layers if each.name == "held_out_loss"), None)
        if unseen is not None and unseen.is_known and unseen.level == 1:
            return "moral_both" if unseen.order[0] == self.losses.order[0] else "moral_unseen"
        return "moral_led" if self.early == self.losses.order[0] else "moral_passed"

    @cached_property
    def facts(self) -> dict[str, object]:
        """What the sentences may name."""
        first, second = self.losses.order[:2]
        unseen = next((each for each in self.layers if each.name == "held_out_loss"), self.losses)
        facts: dict[str, object] = {
            "count": len(self.names),
            "level": self.losses.level,
            "name": self.names[first],
            "other": self.names[second],
            "loss": self.losses.text(self.losses.end(first)),
            "next": self.losses.text(self.losses.end(second)),
            "early": self.names[self.early],
            "unseen": self.names[unseen.order[0]],
        }
        if self.lost:
            facts |= {"lost": self.names[self.lost[0]], "lost_count": len(self.lost)}
            facts |= {"lost_step": self.lost_at(self.lost[0])}
        if self.lead is not None:
            facts |= {"step": f"{self.lead[0]:,}", "leader": self.names[self.lead[1]]}
        return facts

    def told_of(self, layer: Layer) -> tuple[str, dict[str, object]]:
        """The beat of a series, and what its sentence names."""
        first, second = layer.order[:2]
        known = sum(each is not None for each in layer.curves)
        facts = {"name": self.names[first], "other": self.names[second], "count": known}
        key = how_level(layer.level, "together" if layer.is_known else "some")
        if layer.name not in {"held_out_loss", "accuracy"}:
            key = "together"
        facts["level"] = layer.level
        return f"{layer.name}_{key}", {**facts, "end": layer.text(layer.end(first))}

    def draw(self, sheet: Sheet) -> None:
        """Put the chart on the sheet, and the legend."""
        DrawingTogether(self, sheet).show()


class DrawingTogether:
    """What is on a sheet."""

    def __init__(self, story: CurvesTogether, sheet: Sheet) -> None:
        self.story, self.sheet, self.label = story, sheet, story.label
        self.axes = [ChartAxes(sheet, story.along, each.up, self.room) for each in story.layers]
        self.looks = distinct_looks(sheet.theme, story.names)
        along = story.along.notation().titled(self.label("step"))
        muted = partial(Label, sheet, colour=sheet.theme.muted)
        self.steps_name = muted(along, edge="centre")
        pairs = zip(self.axes, story.layers, strict=True)
        words = self.label("log_scale")
        self.titles = [
            muted(axes.titled(self.label(f"title_{layer.name}"), words)) for axes, layer in pairs
        ]

    def room(self) -> Box:
        """Where the chart is now."""
        return between(self.story.room, self.story.whole, self.story.full())

    def show(self) -> None:
        """Everything, from the bottom to the top."""
        story, everyone = self.story, range(len(self.looks))
        self.sheet.show_at(story.chart, self.shown_axes)
        for index in reversed(everyone):
            self.sheet.show_at(story.chart, self.curve(index))
        self.show_lead()
        for index in everyone:
            self.show_row(index)

    def shown_axes(self, alpha: float) -> Sequence[Artist]:
        """The axes of the series that is shown, with their names."""
        drawn, box, now = list[Artist](), self.room(), self.story.layer()
        drawn += self.steps_name.put(self.sheet.at(box.middle[0], box.bottom + down(TITLE)), alpha)
        above = self.sheet.at(box.left, box.top - down(ABOVE))
        for number, (axes, title) in enumerate(zip(self.axes, self.titles, strict=True)):
            if (there := alpha * max(1 - 2 * abs(now - number), 0.0)) > 0:
                drawn += [*axes.grid(there), *title.put(above, there)]
        return drawn

    def curve(self, index: int) -> Callable[[float], Sequence[Artist]]:
        """The drawing of a run's curve up to where it is, and of its sign there."""
        story, look = self.story, self.looks[index]
        line = Stroke(self.sheet, look.colour, 3.5, dash=DASHES[index], round_joins=True)
        head = look.sign(self.sheet)

        def shown(alpha: float) -> Sequence[Artist]:
            places, there = self.places(index)
            back = story.lit() * (index != story.layers[round(story.layer())].order[0])
            back = max(back, story.fallen() * (index not in story.lost))
            alpha *= there * (1 - back * (1 - FAINT))
            if not len(places) or not alpha:
                return ()
            return [*line.through(places, alpha), *head.at(places[-1], alpha)]

        return shown

    def places(self, index: int) -> tuple[FloatArray, float]:
        """Places (m, 2) in pixels of a run's curve now, and its opacity as another takes over."""
        low, share = divmod(self.story.layer(), 1)
        both = [int(low), int(low) + bool(share)]
        weights = [1 - share, share]
        there = [
            (self.axes[at], curve, weight)
            for at, weight in zip(both, weights, strict=True)
            if (curve := self.story.layers[at].curves[index]) is not None and weight
        ]
        if len(there) < 2:
            return next(
                ((self.until(axes, curve), weight) for axes, curve, weight in there),
                (np.zeros((0, 2)), 0.0),
            )
        ends = [self.sampled(axes, curve) for axes, curve, _ in there]
        return ends[0] + share * (ends[1] - ends[0]), 1.0

    def until(self, axes: ChartAxes, curve: Curve) -> FloatArray:
        """Places of a curve's points up to where all are, or its own end, or the chart's edge."""
        step, over = self.story.player.step(), np.flatnonzero(axes.up.share(curve.values) > 1)
        if step < curve.steps[0]:
            return np.zeros((0, 2))
        return axes.until(curve, min(step, float(curve.steps[over[0] if over.size else -1])))

    def sampled(self, axes: ChartAxes, curve: Curve) -> FloatArray:
        """Places of a curve at as many steps as any other has while it is on its way."""
        steps = np.linspace(curve.steps[0], curve.steps[-1], SAMPLED)
        return axes.place(steps, np.interp(steps, curve.steps, curve.values))

    def show_lead(self) -> None:
        """A line where the lowest took the lead, and a ring about the crossing."""
        story, sheet = self.story, self.sheet
        if story.lead is None:
            return
        step, index = float(story.lead[0]), story.losses.order[0]
        curve = story.losses.curves[index]
        assert curve is not None  # noqa: S101  runs without a loss were refused
        line = Stroke(sheet, sheet.theme.text, 2.5, dash=(2.2, 1.6))
        ring = RingedPoint(sheet, colour=sheet.theme.text, filled=False, radius=13.0)

        def shown(share: float) -> Sequence[Artist]:
            (place,) = self.axes[0].place(np.array([step]), np.array([curve.at(step)]))
            low = np.array([place[0], sheet.y(self.room().bottom)])
            top = np.array([place[0], sheet.y(self.room().top)])
            return [*line.between(low, low + share * (top - low)), *ring.at(place, share)]

        sheet.show_at(story.passed, shown)

    def show_row(self, index: int) -> None:
        """A run's row in the legend: its line and sign, its name, and below it what it is now."""
        story, sheet, look = self.story, self.sheet, self.looks[index]
        line = Stroke(sheet, look.colour, 3.5, dash=DASHES[index])
        sign, name = look.sign(sheet), Label(sheet, look.name, colour=look.colour, bold=True)
        number = Label(sheet, "", edge="right" if is_tall() else "left")
        box, count = story.legend, len(self.looks)
        pitch = min(box.height / count, down(ROW))
        text = box.left + across(SAMPLE + BESIDE_SAMPLE)

        def shown(alpha: float) -> Sequence[Artist]:
            y = box.top + down(FIRST_ROW) + pitch * self.row(index)
            middle = y - down(RAISED)
            start, end = sheet.at(box.left, middle), sheet.at(box.left + across(SAMPLE), middle)
            told, there = self.told(index)
            number.set_text(told)
            place = (box.right, y) if is_tall() else (text, y + down(LINE))
            return [
                *line.between(start, end, alpha),
                *sign.at((start + end) / 2, alpha),
                *name.put(sheet.at(text, y), alpha),
                *number.put(sheet.at(*place), alpha * there),
            ]

        sheet.show_at(lambda: linear(story.listed() * count - index), shown)

    def row(self, index: int) -> float:
        """Which row of the legend a run has now."""
        low, share = divmod(self.story.layer(), 1)
        first, last = (
            self.story.layers[at].order.index(index) for at in (int(low), int(low) + bool(share))
        )
        return index + self.story.ranked() * (first + smooth(share) * (last - first) - index)

    def told(self, index: int) -> tuple[str, float]:
        """What a run's row says, and its opacity, as one series takes the other's place."""
        story, now = self.story, self.story.layer()
        layer, step = story.layers[round(now)], story.player.told()
        curve, seen = layer.curves[index], abs((1 - 2 * (now % 1)) * (1 - 2 * story.ranked()))
        if curve is None:
            return "–", seen
        if step < curve.steps[0]:
            return "", 0.0
        is_over = step >= curve.steps[-1]
        if is_over and layer.name == "loss" and index in story.lost:
            return self.label("lost", step=story.lost_at(index)), seen
        told = layer.text(curve.at(step))
        if is_over and curve.steps[-1] < layer.last_step:
            told += f" · {self.label('step')} {int(curve.steps[-1]):,}"
        return told, seen
