"""Plates that tell of a step: what they say together, and whether a run has recorded it so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gradreel.engine.data import Dataset
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.ask.recording import Recording
from gradreel.scenes.stage.runs.objective import steps_in_epoch
from tests.scenes.calculation import Read, number_in
from tests.scenes.shown import Item, Moment

MOST_A_SECOND = 5
"""How often the numbers of a plate may change."""
SLACK = 0.1
"""Seconds by which changes may seem nearer to each other than they are."""
FEW = 4
"""So many runs at the most may be compared on one plate."""
ALIGNED = 0.6
"""In em: how far edges that are aligned may be apart."""


@dataclass(frozen=True)
class Plate:
    """The numbers that tell of one step, as they are shown.

    Attributes:
        place: where the word for the step stands, rounded: by it a plate is known again.
        step: the number of the step.
        others: the other numbers, each after its name; a table's rows have no names.
    """

    place: tuple[int, int]
    step: str
    others: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        others = ", ".join(" ".join(filter(None, each)) for each in self.others)
        return f"step {self.step}: {others}"


def plates_in(items: Sequence[Item], word: str) -> Iterator[Plate]:
    """Find the plates and tables that have a number of a step.

    Args:
        items: what is written at a moment.
        word: what a step's number is called.
    """
    for name in items:
        if name.text == word:
            beside = [each for each in items if _is_beside(each, name)]
            if beside:
                number = min(beside, key=lambda each: each.left)
                rows = _own_rows(_rows(items, name, number), number, word)
                others = ((of.text, each.text) for of, each in rows if each is not number)
                yield Plate(_place_of(name), number.text, tuple(others))
            else:
                yield from _table(items, name)


def _rows(items: Sequence[Item], name: Item, number: Item) -> list[tuple[Item, Item]]:
    """The names and numbers that stand in a column with one, from the top."""
    names = [each for each in items if abs(each.left - name.left) < ALIGNED * name.em]
    numbers = [each for each in items if abs(each.right - number.right) < ALIGNED * number.em]
    rows = ((of, each) for each in numbers for of in names if _is_beside(each, of))
    return sorted(rows, key=lambda row: -row[1].y)


def _own_rows(rows: list[tuple[Item, Item]], number: Item, word: str) -> list[tuple[Item, Item]]:
    """The rows of one of several plates in a column, all of which begin, or end, with the step."""
    steps = [place for place, (name, _) in enumerate(rows) if name.text == word]
    own = next(place for place in steps if rows[place][1] is number)
    turn = steps.index(own)
    if steps[0] == 0:
        return rows[own : (*steps, len(rows))[turn + 1]]
    return rows[(-1, *steps)[turn] + 1 : own + 1]


def _table(items: Sequence[Item], head: Item) -> Iterator[Plate]:
    """The rows below the heads of columns, of which one is the step."""
    heads = [each for each in items if abs(each.y - head.y) < ALIGNED * head.em]
    for number in items:
        if number.y < head.y - ALIGNED * head.em and _is_under(number, head):
            row = [each for each in items if abs(each.y - number.y) < ALIGNED * number.em]
            others = (
                ("", each.text)
                for each in row
                if each is not number and any(_is_under(each, other) for other in heads)
            )
            yield Plate(_place_of(number), number.text, tuple(others))


def _place_of(item: Item) -> tuple[int, int]:
    return round(item.right / item.em), round(item.y / item.em)


def _is_beside(number: Item, name: Item) -> bool:
    in_line = abs(number.y - name.y) < ALIGNED * name.em
    return in_line and number.left > name.right and number_in(number.text) is not None


def _is_under(number: Item, head: Item) -> bool:
    is_aligned = abs(number.right - head.right) < ALIGNED * head.em
    return is_aligned and number_in(number.text) is not None


def mixed_up(plates: Iterable[Plate], recording: Recording) -> list[str]:
    """Say of which plates the numbers weren't recorded all at the step that they name.

    A plate may compare runs of the recording, at one step of all of them.
    """
    known = _Recorded(recording)
    return [str(plate) for plate in dict.fromkeys(plates) if not known.has_all(plate)]


def too_quick(moments: Iterable[Moment], word: str) -> list[str]:
    """Say where a plate changes more often than a viewer can follow."""
    last: dict[tuple[int, int], Plate] = {}
    changes: dict[tuple[int, int], list[float]] = defaultdict(list)
    for moment in sorted(moments, key=lambda each: each.seconds):
        for plate in plates_in(moment.items, word):
            if last.get(plate.place, plate).step != plate.step:
                changes[plate.place].append(moment.seconds)
            last[plate.place] = plate
    return [
        f"{MOST_A_SECOND + 1} changes from {times[at]:.2f} to {times[at + MOST_A_SECOND]:.2f} s"
        for times in changes.values()
        for at in range(len(times) - MOST_A_SECOND)
        if times[at + MOST_A_SECOND] - times[at] < 1 - SLACK
    ]


class _Recorded:
    """What may be told of the runs of a recording at each step."""

    def __init__(self, recording: Recording) -> None:
        self._runs = [recording.run, *recording.companions.values()]
        self._held_out = recording.held_out
        self._known: dict[tuple[int, int], list[Read]] = {}

    def has_all(self, plate: Plate) -> bool:
        """Whether all numbers of a plate were recorded at its step, by one run or by a few."""
        step = number_in(plate.step)
        if step is None:
            return False
        shown = [number for _, text in plate.others if (number := number_in(text)) is not None]
        each_run = (self._at(int(step.value), run) for run in range(len(self._runs)))
        of_all: list[Read] = []
        for recorded in each_run:
            if recorded and _are_in(shown, recorded):
                return True
            of_all += recorded
        return bool(of_all) and len(self._runs) <= FEW and _are_in(shown, of_all)

    def _at(self, step: int, run: int) -> list[Read]:
        if (step, run) not in self._known:
            values = self._told(self._runs[run], step)
            self._known[step, run] = [Read(float(each)) for each in values if np.isfinite(each)]
        return self._known[step, run]

    def _told(self, run: Trajectory, step: int) -> Iterator[float]:
        if step not in run.recorded_steps:
            return
        index = int(np.searchsorted(run.recorded_steps, step))
        parameters = run.parameters[index]
        for vector in (parameters, run.own_scale(parameters)):
            yield from vector.tolist()
            if len(vector) == 2:  # where a logistic curve is at one half, and how steep it is there
                yield from (-vector[0] / vector[1] if vector[1] else np.nan, vector[1] / 4)
        slope = run.objective.gradient(parameters)
        yield from (*slope.tolist(), float(np.linalg.norm(slope)))
        yield from (float(run.loss[index]), run.spec.learning_rate_at(step))
        for data in filter(None, (run.dataset, self._held_out)):
            yield from _share_right(run, index, data)
        if len(self._runs) <= FEW:  # what it would cost on the data of the others
            alike = (each for each in self._runs if each.parameters.shape[1] == len(parameters))
            yield from (each.objective.loss(parameters) for each in alike)
        if step < run.n_steps:
            yield float(run.batch_loss[step])
        if index < len(run.gradients):
            yield from (*run.gradients[index].tolist(), float(np.linalg.norm(run.gradients[index])))
        if run.spec.batch_size:
            last = max(run.n_steps - 1, 0)  # a run ends in an epoch, not before the next
            yield min(step, last) // steps_in_epoch(run) + 1
            yield step // steps_in_epoch(run)


def _are_in(shown: Iterable[Read], recorded: Sequence[Read]) -> bool:
    return all(any(number.agrees(each) for each in recorded) for number in shown)


def _share_right(run: Trajectory, index: int, data: Dataset) -> Iterator[float]:
    """The share of some data that a model of classes judges right at a recorded step."""
    objective = run.objective
    if isinstance(objective, ModelObjective) and objective.model.n_classes > 1:
        logits = objective.model.logits(run.parameters[index], data.inputs)
        judged = logits > 0 if logits.ndim == 1 else logits.argmax(axis=-1)
        yield float((judged == data.target).mean())
