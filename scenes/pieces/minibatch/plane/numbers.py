"""The numbers of a run over maps, and the strip of the data in which its batch is lit."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.pieces.minibatch.plane.course import Course
from gradreel.scenes.pieces.minibatch.plane.plane_run import PlaneRun
from gradreel.scenes.pieces.minibatch.plane.rooms import MapRooms
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.strip import cells, corners
from gradreel.scenes.stage.figure.text import Label, Number
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.runs.epochs import batch_of, epoch_of, read_before
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import GRID, Strip
from gradreel.scenes.stage.type.typesetting import name_end, number_text

GAP = 0.012
"""Between a name and its number."""

BEFORE = 0.34
"""The opacity of cells that the epoch has read before."""


class MapNumbers:
    """Plates and strip as functions of the story's values: all numbers are of one recorded step.

    Args:
        sheet: where they will be drawn.
        plane: the runs.
        texts: the scene's texts.
        course: the steps of the run on batches in time.
        twin_run: those of its full-batch twin.

    Attributes:
        read, drawn: the cells of the strip that are half lit, and lit.
    """

    def __init__(
        self, sheet: Sheet, plane: PlaneRun, texts: Captions, course: Course, twin_run: PacedRun
    ) -> None:
        self.sheet, self.plane, self.texts, self.theme = sheet, plane, texts, sheet.theme
        self.course, self.twin_run = course, twin_run
        self._add_full_loss()
        if plane.main.n_steps:
            sheet.add(self._batch_loss(), "film")
            self._add_strip()

    def _add_full_loss(self) -> None:
        """The loss of all the data, of the twin and later of the run on batches."""
        sheet, colour = self.sheet, self.theme.full_loss
        words = self.texts.label("full_title", n=self.plane.data.n)
        place = MapRooms.map.left, MapRooms.full_loss
        name = Label(sheet, words, place, colour=colour)
        place = place[0] + name.width + GAP, place[1]
        number = partial(Number, sheet, self.plane.loss_decimals, place, colour=colour, edge="left")
        of_twin, of_main = number(), number()

        def twin(seconds: float, alpha: float, main: float) -> Sequence[Artist]:
            loss = at_step(self.plane.twin, self.twin_run.told(seconds)).loss
            return faded(of_twin.show(loss))(alpha * max(1 - 2 * main, 0))

        def main(seconds: float, alpha: float) -> Sequence[Artist]:
            loss = at_step(self.plane.main, self.course.at(seconds).told).loss
            return faded(of_main.show(loss))(max(2 * alpha - 1, 0))

        sheet.add(faded(name), "twin_shown")
        sheet.add(twin, "twin", "twin_shown", "main_shown")
        sheet.add(main, "film", "main_shown")

    def _batch_loss(self) -> Callable[..., Sequence[Artist]]:
        """The loss of the batch whose map lies large, before its step is taken."""
        losses, colour = self.plane.main.batch_loss, self.theme.batch_loss_text
        decimals = self.plane.loss_decimals
        right, baseline = MapRooms.map.right, MapRooms.batch_loss
        number = Number(self.sheet, decimals, (right, baseline), colour=colour)
        number.show(max(losses.tolist(), key=lambda loss: len(number_text(loss, decimals))))
        end = right - number.width - GAP
        words = self.texts.label("batch_curve")
        name = Label(self.sheet, words, (end, baseline), colour=colour, edge="right")

        def shown(seconds: float) -> Sequence[Artist]:
            now = self.course.at(seconds)
            known = now.reform * min((1 - now.move) * 4, 1) if now.on_batch else 0.0
            return faded(name, number.show(float(losses[now.step])))(known)

        return shown

    def _add_strip(self) -> None:
        sheet, theme, run = self.sheet, self.theme, self.plane.main
        strip, nobody = Strip(self.plane.data.n, BatchRooms.strip), np.zeros(0, dtype=int)
        everyone = cells(sheet, strip, np.arange(strip.count), theme.grid)
        self.read = cells(sheet, strip, nobody, theme.batch_loss)
        self.drawn = cells(sheet, strip, nobody, theme.batch_loss)

        def lit(alpha: float, first: float, seconds: float) -> Sequence[Artist]:
            now = self.course.at(seconds)
            share = max(now.reform, first) if now.step == 0 else now.reform
            batch = batch_of(run, now.step)
            self.read.set_verts(list(corners(sheet, strip, read_before(run, now.step))))
            self.drawn.set_verts(list(corners(sheet, strip, batch[: round(share * len(batch))])))
            self.read.set_alpha(BEFORE * alpha)
            self.drawn.set_alpha(alpha)
            return [self.read, self.drawn] if alpha else []

        sheet.add(faded(everyone), "strip")
        all_read = cells(sheet, strip, np.arange(strip.count), theme.full_loss)
        sheet.add(faded(all_read), "everyone")
        sheet.add(faded(*self._captions()), "counted")
        sheet.add(lit, "counted", "lit", "film")
        sheet.add(self._counters(), "counted", "film")

    def _captions(self) -> list[Artist]:
        """What the cells are, and the names of the two counters."""
        sheet, muted, words = self.sheet, self.theme.muted, self.texts.label
        main = self.plane.main
        content = words("batch_of", size=main.spec.batch_size, n=self.plane.data.n)
        place, size = (GRID.margin, BatchRooms.captions[0]), BatchRooms.caption_size
        made: list[Artist] = [Label(sheet, content, place, colour=muted, size=size)]
        mosts = main.n_steps, epoch_of(main, main.n_steps)
        counters = zip(("step", "epoch"), _counters(), mosts, MapRooms.names_end, strict=True)
        for key, (right, baseline), most, usual in counters:
            place = name_end(right, most, usual), baseline
            made.append(Label(sheet, words(key), place, colour=muted, size=size, edge="right"))
        return made

    def _counters(self) -> Callable[..., Sequence[Artist]]:
        run = self.plane.main
        numbers = [
            Number(self.sheet, 0, place, colour=self.theme.text, size=BatchRooms.caption_size)
            for place in _counters()
        ]

        def shown(alpha: float, seconds: float) -> Sequence[Artist]:
            now = self.course.at(seconds)
            counts = now.told, epoch_of(run, now.step)
            pairs = zip(numbers, counts, strict=True)
            return faded(*(number.show(count) for number, count in pairs))(alpha)

        return shown


def _counters() -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the numbers of the step and of the epoch are."""
    return MapRooms.step, MapRooms.epoch
