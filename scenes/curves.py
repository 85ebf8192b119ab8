"""Learning curves of any run: its loss, how it does on data that it hasn't seen, and its rate."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import Polygon

from gradreel.scenes.stage.plotting import (
    SIZES,
    TOYS,
    Box,
    ByShape,
    Dataset,
    FigureStory,
    FloatArray,
    History,
    Label,
    LogScale,
    Read,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Sheet,
    Stroke,
    Value,
    arrow,
    between,
    down,
    is_tall,
    linear,
    load,
    log_scale,
    paced,
    percent,
    runs,
    scale,
    sized,
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

FRESH = 1
"""After a run's seed, the seed of the data that are held out."""
MOST_DRAWN = 1500
"""Of a curve's recorded points; of a longer one every n-th is drawn."""
WIDE_RANGE = 60.0
"""A loss that falls to less than one part of so many is drawn on a logarithmic axis."""
OVERFITS, SETTLED, LATE = 1.1, 0.02, 0.1
"""So many times its least is a loss that has risen again; such a share of the whole fall is next to
nothing; and the last part of a run, in which is looked whether it still falls."""

FIRST, SECOND, STRIP, OPENING = 6.0, 5.5, 2.2, 0.9
"""Seconds at the most of the first curve, of the second, of a strip's, and as the frame opens."""
LAST = 2.2
"""Seconds that the last picture stands."""
ABOVE, BELOW, TITLE, BESIDE, APART, HEAD = 0.03, 0.05, 0.105, 0.012, 0.05, 0.06
"""From an axis up to its names, down to its numbers and to its name, to the left to numbers, half
of what is between strips, and from one line of names to the next, in heights of a wide stage."""
SHADE, FEW = 0.16, 2
"""Opacity of the area between both losses; and about so many numbers has a strip's axis."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A series as it is drawn.

    Attributes:
        name: of `SERIES`.
        steps, values: (m,), the recorded ones that are drawn.
        colour: of its line.
    """

    name: str
    steps: FloatArray
    values: FloatArray
    colour: str

    def at(self, step: float) -> float:
        """What was recorded last up to a step."""
        return float(self.values[max(int(np.searchsorted(self.steps, step, side="right")) - 1, 0)])


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
        known = main.dataset
        if known is None or known.source not in TOYS:
            return None
        fresh = load(known.source, rng=np.random.default_rng([main.seed, FRESH]))
        return replace(fresh, mean=known.mean, sd=known.sd)

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
        history = self.history
        if not history.known(name):
            return None
        found = np.flatnonzero(np.isfinite(history.series[name]))
        kept = found[np.unique(np.linspace(0, len(found) - 1, MOST_DRAWN).astype(int))]
        return Curve(name, history.steps[kept].astype(float), history.series[name][kept], colour)

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
        if self.history.outcome.startswith("diverged"):
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
        return "moral_falls" if still > SETTLED * (values[0] - values[-1]) else "moral_settled"

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
        return in_two_digits(loss, ends)

    def told_of(self, name: str) -> tuple[str, dict[str, object]]:
        """The beat of a strip, and what its sentence names."""
        curve = self.curve_of(name)
        first, last = float(curve.values[0]), float(curve.values[-1])
        if name != "accuracy":
            write = partial(in_two_digits, beside=curve.values[[0, -1]])
            return name, {"first": write(first), "last": write(last)}
        if not self.history.known("held_out_accuracy"):
            return name, {"share": percent(last)}
        other = self.curve_of("held_out_accuracy")
        return "accuracies", {"share": percent(last), "other": percent(float(other.values[-1]))}

    @cached_property
    def along(self) -> Scale:
        """The axis of steps."""
        return scale(float(self.loss.steps[0]), float(self.loss.steps[-1]), count=5)

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


def in_two_digits(value: float, beside: FloatArray) -> str:
    """Write a number in two digits: as the least beside it, if that needs no power of ten."""
    sizes = np.abs(beside[beside != 0])
    shared = sized(float(sizes.min()) if sizes.size else 1.0, 2)
    return (sized(abs(value) or 1.0, 2) if shared.power else shared).text(value)


def upward(curves: Sequence[Curve], count: int = 5) -> Scale:
    """An axis for some curves: from 0, or on a logarithmic scale where they span too much."""
    every = np.concatenate([each.values for each in curves])
    low, high = float(every.min()), float(every.max())
    if low > 0 and high > WIDE_RANGE * low:
        return log_scale(low / 1.2, high * 1.2, count=count)
    margin = 0.06 * ((high - min(low, 0.0)) or 1.0)
    return scale(low - margin if low < 0 else 0.0, high + margin, count=count)


class Axes:
    """Axes whose box moves, and curves on them.

    Args:
        sheet: where they are drawn.
        along, up: their scales.
        room: where they are now.
    """

    def __init__(self, sheet: Sheet, along: Scale, up: Scale, room: Callable[[], Box]) -> None:
        self.sheet, self.along, self.up, self.room = sheet, along, up, room
        small = partial(Label, sheet, colour=sheet.theme.muted, size=SIZES.tick)
        self.small = small
        written, across = up.notation(), along.notation()
        self.numbers = [small(written.name(tick), edge="right") for tick in up.ticks]
        self.steps = [small(across.name(tick), edge="centre") for tick in along.ticks]
        self.lines = [Stroke(sheet, sheet.theme.grid, 1.5) for _ in up.ticks]

    def place(self, steps: FloatArray, values: FloatArray) -> FloatArray:
        """Places (m, 2) in pixels of points of a curve."""
        box = self.room()
        shares = np.clip(self.up.share(values), 0.0, 1.0)
        x, y = box.left + box.width * self.along.share(steps), box.bottom - box.height * shares
        return self.sheet.at(x, y).T

    def grid(self, alpha: float, *, steps: bool = True) -> Iterator[Artist]:
        """The lines across with their numbers, and the numbers of steps below."""
        box, sheet = self.room(), self.sheet
        for tick, line, number in zip(self.up.ticks, self.lines, self.numbers, strict=True):
            y = box.bottom - box.height * float(self.up.share(tick))
            yield from line.between(sheet.at(box.left, y), sheet.at(box.right, y), alpha)
            yield from number.put(sheet.at(box.left - down(BESIDE), y + down(BESIDE)), alpha)
        for tick, number in zip(self.along.ticks, self.steps, strict=True) if steps else ():
            x = box.left + box.width * float(self.along.share(tick))
            yield from number.put(sheet.at(x, box.bottom + down(BELOW)), alpha)

    def until(self, curve: Curve, step: float) -> FloatArray:
        """Places of a curve's points up to a step, which may lie between two."""
        count = int(np.searchsorted(curve.steps, step, side="right"))
        head = float(np.interp(step, curve.steps, curve.values))
        steps = np.append(curve.steps[:count], step)
        return self.place(steps, np.append(curve.values[:count], head))


class Drawing:
    """What is on a sheet."""

    def __init__(self, story: Curves, sheet: Sheet) -> None:
        self.story, self.sheet, self.theme, self.label = story, sheet, sheet.theme, story.label
        self.axes = Axes(sheet, story.along, story.up, self.room)

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
        log = f" ({self.label('log_scale')})" if isinstance(story.up, LogScale) else ""

        def shown(opacity: float) -> Sequence[Artist]:
            box, step = self.room(), player.step()
            places = self.axes.until(curve, step)
            name.set_text(f"{named}{'' if index else log} {story.written(curve.at(player.told()))}")
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
        axes = Axes(sheet, story.along, upward(curves, FEW), lambda: box)
        title = Label(
            sheet,
            self.label(f"name_{name}"),
            (box.left, box.top - down(ABOVE)),
            colour=curves[0].colour,
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
        muted = self.theme.muted
        return Label(self.sheet, self.label("step"), colour=muted, size=SIZES.label, edge="centre")
