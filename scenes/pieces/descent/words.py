"""What the story of a descent calls its optimizers, its landscape and its losses."""

from dataclasses import dataclass

from gradreel.engine.errors import shorten
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.descent.request import PLAIN
from gradreel.scenes.stage.figure.landscape_runs import loss_quantity
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.typesetting import scientific

LONGEST_TITLE = 44
TINY = 1e-3
"""A loss that is less is written as a power of ten."""


@dataclass(frozen=True, eq=False)
class DescentWords:
    """Names and numbers for sentences.

    Attributes:
        texts: the scene's.
        shown: the runs.
    """

    texts: Captions
    shown: LandscapeRuns

    def kicker(self) -> str:
        """The optimizer, and what it runs on."""
        main = self.shown.runs[0]
        optimizer = self.in_title(main.spec.optimizer_name)
        return self.texts.label("kicker", optimizer=optimizer, surface=self._landscape(main))

    def runs(self, *, other_start: bool) -> tuple[str, str]:
        """What both runs are called: by their starts, or by their optimizers."""
        if other_start:
            return self.texts.label("first_start"), self.texts.label("second_start")
        own = self.shown.runs[0].spec.optimizer_name
        return self.in_title(own), self.in_title(PLAIN)

    def in_title(self, optimizer: str) -> str:
        """An optimizer in words, with a capital as in a title."""
        words = self.texts.optimizer(optimizer)
        return words[:1].upper() + words[1:]

    def loss(self, value: float) -> str:
        """A loss as the panel has it; what is tiny as a power of ten."""
        tiny = 0 < abs(value) < TINY
        return scientific(value) if tiny else loss_quantity(self.shown).text(float(value))

    def _landscape(self, run: Trajectory) -> str:
        objective = run.objective
        if isinstance(objective, SurfaceObjective):
            return shorten(self.texts.surface(objective.surface), LONGEST_TITLE)
        data = run.dataset
        assert data is not None  # noqa: S101  a model has data
        target, feature = map(self.texts.column, (data.target_name, data.feature_names[0]))
        return self.texts.label("model_loss", target=target, feature=feature)
