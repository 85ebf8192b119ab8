"""The runs of both parameters on their landscape."""

from collections.abc import Sequence

from matplotlib.artist import Artist

from gradreel.scenes.pieces.minima.facts import MinimaFacts
from gradreel.scenes.stage.figure.marks import arrive
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.things import TurningPath
from gradreel.scenes.stage.figure.turning.view import TurningView
from gradreel.scenes.stage.story.paced import PacedRun


def add_paths(view: TurningView, facts: MinimaFacts, pace: PacedRun) -> None:
    """Put them on the landscape, with the values `planes`, `planes_shown` and `ring`.

    Args:
        view: the landscape.
        facts: gives the runs.
        pace: when they take their steps, as `planes` goes on.
    """
    paths = [TurningPath(view, each) for each in facts.traces]
    rings = [arrive(view.sheet) for _ in paths]

    def shown(camera: Camera, value: float, alpha: float, share: float) -> Sequence[Artist]:
        if not alpha:
            return ()
        step, drawn = pace.step(value), []
        for path, ring in zip(paths, rings, strict=True):
            drawn += path.at(camera, step, alpha)
            drawn += ring(share, path.head_at(camera, step))
        return drawn

    view.draw(shown, "planes", "planes_shown", "ring")
