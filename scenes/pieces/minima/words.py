"""What is written beside the runs of the scene, and along its axes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minima.cut import Cut
from gradreel.scenes.pieces.minima.facts import LOW, Basin, MinimaFacts
from gradreel.scenes.stage.figure.layout import ink, spread
from gradreel.scenes.stage.figure.marks import arrow
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.names import PointWord, SolidNames
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.typesetting import number_text, sentence_lines

DECIMALS = 3
TICK, NAME, LEADING = 0.046, 0.093, 0.048
"""Baselines below the curve's ground, of its numbers and its name, and between two lines, in
heights of a wide stage."""

BESIDE, ABOVE = 0.008, 0.03
"""From a start aside to its name, in the stage's widths, and up to it, in heights of a wide one."""

OVER_CURVE, RIGHT_OF_AXIS = 0.016, 0.022
"""From the curve up to a start's name that would cross it, likewise; and how far inside the margin
that begins, in the stage's widths."""

IN_BASIN = 0.04
"""How far above a basin's ground its count stands, in heights of a wide stage."""

PLACES = 25
"""So many places are tried for a count, and looked at about each."""

AIR = 0.007
"""About a number of the axis, as the ground of a word is higher than its ink."""

CLEAR = 0.07
CIRCLE = np.stack([(np.cos(turn), np.sin(turn)) for turn in np.linspace(0, 2 * np.pi, 25)])
"""So far from a run's end no word of another should stand, in heights of a wide stage; and places
(n, 2) about a point."""

SAME = 0.06
"""Ends that are so near are told once, in shares of what is shown."""


class _Places:
    """Where words are.

    Attributes:
        loss: the baseline of what is higher in the curve.
        held: the first baseline of what is held, at the right; in a tall frame below the curve, as
            names of points have no other room than above it.
        floor: the lowest baseline of how a run ends.
        narrowest: how wide a basin is, in shares of the curve's width, that has room for its count.
    """

    loss = Shaped(0.26, tall=0.29)
    held = Shaped(0.26, tall=0.898)
    floor = Shaped(0.84, tall=0.82)
    narrowest = Shaped(0.14, tall=0.17)


def loss_text(loss: float) -> str:
    """A loss as the scene writes it."""
    return number_text(loss, DECIMALS)


class MinimaWords:
    """The words of the scene."""

    def __init__(self, cut: Cut, facts: MinimaFacts, texts: Captions) -> None:
        """Prepare them."""
        self.cut, self.facts, self.texts = cut, facts, texts
        self.view, self.sheet = cut.view, cut.view.sheet
        self._notes: list[Label] = []
        self._ticks: list[Label] = []
        self._starts: list[Label] = []
        self._words: dict[Camera, list[PointWord]] = {}
        names = texts.label("age"), texts.label("heart_rate")
        self._solid = SolidNames(self.view, names, texts.label("loss"))

    def add_scale(self, flat: Camera, held: float) -> None:
        """Put the ages below the curve, with the value `scale`; what is held goes with it.

        Args:
            flat: the camera from which the cut is a curve.
            held: the heart rate, in beats a minute.
        """
        sheet, muted = self.sheet, self.sheet.theme.muted
        low, high = self.facts.in_units(self.facts.window)[:, 0].tolist()
        ticks = [each for each in scale(low, high, count=5).ticks if low <= each <= high]
        drawn: list[Label] = []
        for tick in ticks:
            x, y = self._below(flat, (tick - low) / (high - low))
            text = number_text(tick, 0)
            drawn.append(
                Label(
                    sheet, text, (x, y + down(TICK)), colour=muted, size=SIZES.tick, edge="centre"
                )
            )
        x, y = self._below(flat, 0.5)
        for line, name in enumerate(sentence_lines(self.texts.label("axis"), SIZES.label)):
            place = x, y + down(NAME + line * LEADING)
            drawn.append(Label(sheet, name, place, colour=muted, edge="centre"))
        notes = self.texts.label("held", value=number_text(held, 0)), self.texts.label("by_hand")
        for line, note in enumerate(notes):
            place = 1 - GRID.margin, _Places.held + down(line * LEADING)
            self._notes.append(Label(sheet, note, place, colour=muted, edge="right"))
        self._ticks = drawn[:]
        drawn += self._notes
        sheet.add(faded(*drawn, *self._loss_axis(flat)), "scale")

    def _loss_axis(self, flat: Camera) -> Sequence[Artist]:
        """An arrow upwards at the left, and what is higher there."""
        sheet, muted = self.sheet, self.sheet.theme.muted
        x, y = GRID.margin + 0.008, self._below(flat, 0.0)[1]
        name = Label(sheet, self.texts.label("loss"), (GRID.margin, _Places.loss), colour=muted)
        ends = [np.array([sheet.x(x), sheet.y(each)]) for each in (y, _Places.loss + down(0.025))]
        return [name, *arrow(sheet, muted, width=2.5)(*ends)]

    def add_start_of_walk(self, flat: Camera, index: int) -> None:
        """Put the age from which a followed run starts beside that place, with its `_shown`."""
        run, sheet = self.facts.walks[index], self.sheet
        age = float(run.parameters[0, 0])
        rises = float(self.facts.line.line.slope(age)) > 0
        x, y = self.cut.place_of(age, flat)
        place = (x - sheet.x(0)) / sheet.width, (sheet.y(0) - y) / sheet.height
        aside = -BESIDE if rises else BESIDE
        label = Label(
            sheet,
            self._start_of(run),
            (place[0] + aside, place[1] - down(ABOVE)),
            colour=sheet.theme.muted,
            size=SIZES.smallest,
            edge="right" if rises else "left",
        )
        if is_tall():
            self._set_clear(label, flat)
        self._starts.append(label)
        sheet.add(faded(label), f"walk{index}_shown")

    def _set_clear(self, label: Label, flat: Camera) -> None:
        """Move a word clear of the axis, and up from the curve, which is steep in a tall frame."""
        x, y = label.get_position()
        label.set_x(x + max(self.sheet.x(GRID.margin + RIGHT_OF_AXIS) - ink(label).x0, 0.0))
        box, curve = ink(label), self.cut.pixels(flat)
        above = curve[(curve[:, 0] > box.x0) & (curve[:, 0] < box.x1), 1].max(initial=0.0)
        if box.y0 < above:
            label.set_y(y + above - box.y0 + self.sheet.tall(OVER_CURVE))

    def add_counts(self, flat: Camera) -> None:
        """Put into each basin how many starts are in it, with the value `basins`."""
        low, high = self.facts.line.window
        for basin in self.facts.basins:
            share = (basin.right - basin.left) / (high - low)
            if share < _Places.narrowest:
                continue
            x, y = self._below(flat, (self._roomiest(basin) - low) / (high - low))
            words = self.texts.label("starts", count=basin.count)
            lines = sentence_lines(words, SIZES.label, _Places.narrowest * self._wide(flat))
            baselines = [y - down(IN_BASIN + LEADING * above) for above in range(len(lines))]
            for line, baseline in zip(lines, baselines[::-1], strict=True):
                place, ink = (x, baseline), self.sheet.theme.text
                label = Label(self.sheet, line, place, colour=ink, edge="centre", bold=True)
                self.sheet.add(faded(label), "basins")

    def _roomiest(self, basin: Basin) -> float:
        """The age in a basin below which the curve leaves most room for a count."""
        half = _Places.narrowest / 2 * float(np.ptp(self.facts.line.window))
        middles = np.linspace(basin.left + half, basin.right - half, PLACES)
        around = middles[:, None] + np.linspace(-half, half, PLACES)
        losses = self.facts.line.line.losses(around.ravel()).reshape(around.shape)
        return float(middles[losses.min(axis=1).argmax()])

    def add_ends_of_walks(self, flat: Camera, index: int) -> None:
        """Put the loss at which a followed run ends beside it, with the value `walk0_word`.

        In a tall frame it is a number only: words would have to stand nearer to other points.
        """
        run = self.facts.walks[index]
        end, loss = run.parameters[-1], float(run.loss[-1])
        if self._is_told(end, [each.parameters[-1] for each in self.facts.walks[:index]]):
            return
        point = self.facts.on_plane(np.clip(end, *self.facts.line.window))[0]
        key = "arrives" if self.facts.is_lowest(run) else "stuck"
        key = key if self.facts.valley_at_end(run) else "moving"
        content = loss_text(loss) if is_tall() else self._ending(key, loss)
        self._add(content, (point, loss), [flat], f"walk{index}_word")

    def add_ends_of_planes(self, rests: Sequence[Camera]) -> None:
        """Put how the runs of both parameters end beside them, with the value `ends`."""
        told: list[FloatArray] = []
        for run, found in zip(self.facts.planes, self.facts.verdicts, strict=True):
            end = run.parameters[-1]
            if self._is_told(end, told):
                continue
            told.append(end)
            key = "arrives" if found.ending in LOW else f"ends_{found.ending}"
            content = self._ending(key, float(run.loss[-1]))
            self._add(content, (end, float(run.loss[-1])), rests, "ends")

    def add_starts_of_planes(self, rest: Camera) -> None:
        """Put the ages from which the runs of both parameters start, with the value `starts`."""
        for run in self.facts.planes:
            spot = run.parameters[0], float(run.loss[0])
            self._add(self._start_of(run), spot, [rest], "starts")

    def _start_of(self, run: Trajectory) -> str:
        """The age, in years, from which a run starts."""
        age = self.facts.on_plane(run.parameters[0, :1])
        return self.texts.label("start_at", age=f"{float(self.facts.in_units(age)[0, 0]):.3g}")

    def add_names(self) -> None:
        """Put the names of the landscape's axes, with the value `names`."""
        self.view.draw(self._solid.at, "names", within=False)

    def _ending(self, key: str, loss: float) -> str:
        word = self.texts.label(key) if key in self.texts.labels else ""
        written = loss_text(loss)
        return self.texts.label("ending", word=word, loss=written) if word else written

    def _add(
        self, content: str, spot: tuple[FloatArray, float], rests: Sequence[Camera], value: str
    ) -> None:
        paths = [*self.facts.traces] if value in ("starts", "ends") else []
        seen = []
        for camera in rests:
            drawn = [self.view.project(each.points, each.values, camera) for each in paths]
            if not paths:
                air = self.sheet.tall(AIR)
                drawn += [spread(ink(each)) for each in [*self._notes, *self._starts]]
                drawn += [spread(ink(each).padded(air)) for each in self._ticks]
            if value == "ends":
                drawn += [each + self._reach * CIRCLE for each in self._other_ends(spot[0], camera)]
            drawn += [each.taken(camera) for each in self._words.get(camera, [])]
            if is_tall() and paths:
                names = self._solid.at(camera, 1.0)
                drawn += [spread(ink(each)) for each in names if isinstance(each, Label)]
            seen.append((camera, np.concatenate([self.cut.pixels(camera), *drawn])))
        word = PointWord(self.view, content, spot, seen, floor=_Places.floor)
        for camera in rests:
            self._words.setdefault(camera, []).append(word)
        self.view.draw(word.at, value, within=False)

    @property
    def _reach(self) -> float:
        """So far about another run's end, in pixels, no word should be: it would seem its own."""
        return self.sheet.tall(CLEAR)

    def _other_ends(self, own: FloatArray, camera: Camera) -> list[FloatArray]:
        """Where runs of both parameters end, (2,) in pixels each, but those that end there too."""
        runs = [run for run in self.facts.planes if not self._is_told(run.parameters[-1], [own])]
        ends = [(run.parameters[-1][None], run.loss[-1:]) for run in runs]
        return [self.view.project(*each, camera)[0] for each in ends]

    def _is_told(self, end: FloatArray, told: Sequence[FloatArray]) -> bool:
        """Whether a word stands beside a run that has ended at nearly the same place."""
        low, high = self.facts.window[:, : len(end)]
        return any(np.abs((end - each) / (high - low)).max() < SAME for each in told)

    def _wide(self, flat: Camera) -> float:
        """How wide the curve is, as a fraction of the stage."""
        return self._below(flat, 1.0)[0] - self._below(flat, 0.0)[0]

    def _below(self, flat: Camera, share: float) -> tuple[float, float]:
        """A place at the floor below the curve, as fractions of the stage."""
        floor = np.array([[(share - 0.5) * self.view.relief.sides[0], 0.0, self.cut.ground]])
        x, y = self.view.seen_from(flat)(floor)[0]
        return (x - self.sheet.x(0)) / self.sheet.width, (self.sheet.y(0) - y) / self.sheet.height
