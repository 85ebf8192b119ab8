"""Which sentences the facts of a step allow, and what fills them."""

from gradreel.engine.data import Dataset
from gradreel.engine.mlp import MLP
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.loss_chart import LossLine
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.type.captions import ROOM, Captions
from gradreel.scenes.stage.type.names import room_in_line
from gradreel.scenes.stage.type.typesetting import percent

ACTIVATIONS = {"relu": "ReLU"}
"""How people write activations whose names here are written otherwise."""
SEEN_PLACES = 3
"""Places of a full loss beside its curve."""
UNREST = 0.1
"""A loss that has fallen may be above its least by so much of its fall."""


class PassTexts:
    """The scene's texts about the data of a run and a row of them.

    Attributes:
        data: all rows.
        facts: what sentences and labels about all rows are filled with.
    """

    def __init__(self, texts: Captions, run: Trajectory) -> None:
        self.texts = texts
        self.data: Dataset = objective_of(run).dataset
        self.facts: dict[str, object] = {
            "count": self.data.n,
            "rows": texts.label("rows"),
            "size": run.spec.batch_size,
        }

    def label(self, key: str) -> str:
        """A label, which may speak of all rows."""
        return self.texts.label(key, **self.facts)

    def judged(self, most: int) -> str:
        """What the dots say of those who are judged rightly, of whom so many are drawn at most."""
        return self.label("judged" if self.data.n <= most else "judged_drawn")

    def share(self, share: float) -> str:
        """A share of rows in per cent."""
        return self.texts.label("share", share=percent(share))

    def class_label(self, number: int, room: float = ROOM) -> str:
        """What a class means, in a room in em."""
        return self.texts.class_label(self.data.target_name, self.data.class_names, number, room)

    def said_and_true(self, key: str, done: SamplePass) -> dict[str, object]:
        """What fills the sentence about the output, so that it has one line: inputs may be below.

        Args:
            key: of the sentence.
            done: the pass that it is about.
        """
        share, target = percent(done.probability), done.target
        rest = self.texts.beat(key, share=share, target=target, label="", truth="")
        room = min(room_in_line(rest, 2), ROOM)
        said, true = (self.class_label(each, room) for each in (1, done.target))
        return {"share": share, "target": target, "label": said, "truth": true}


def activation_name(network: MLP) -> str:
    """The hidden layers' activation as people write it."""
    return ACTIVATIONS.get(network.activation, network.activation)


def again_key(before: float, after: float) -> str:
    """What the step did to the row's loss, as far as two places show it."""
    before, after = round(before, 2), round(after, 2)
    return "again_falls" if after < before else "again_rises" if after > before else "again"


def alone_key(run: Trajectory, own: LossLine, everyone: LossLine, window: int) -> str:
    """What steps on one row do to the full loss, as far as they are shown."""
    if run.outcome.startswith("diverged"):
        return "alone_diverged"
    harms = own.at(window) < own.at(0) and everyone.at(window) > everyone.at(0)
    if not harms:
        return "alone"
    return "alone_harms_soon" if everyone.at(1) < everyone.at(0) else "alone_harms"


def average_key(run: Trajectory, before: float, after: float) -> str:
    """What steps on all rows, or on batches, come to.

    Args:
        run: it.
        before: the share of rows that are judged rightly at its start.
        after: likewise at its end.
    """
    if run.outcome.startswith("diverged"):
        return "average_diverged"
    if run.spec.batch_size is not None:
        return "average_batches" if run.spec.batch_size > 1 else "one_by_one"
    ends = run.loss[0], run.loss[-1], run.loss.min()
    first, last, least = (round(float(each), SEEN_PLACES) for each in ends)
    if last > first:
        return "average_rises"
    if last == first or last - least > UNREST * (first - least):
        return "average"
    return "average_learns" if float(percent(after)) > float(percent(before)) else "average_falls"
