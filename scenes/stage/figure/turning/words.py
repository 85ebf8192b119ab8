"""Words beside points of a landscape, each on the side where it covers least of what is there."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from matplotlib.text import Text

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.layout import ink, spread
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.names import PointWord
from gradreel.scenes.stage.figure.turning.view import TurningView
from gradreel.scenes.stage.runs.trace import Trace
from gradreel.scenes.stage.story.values import Read

AROUND = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 7)]), axis=-1).reshape(-1, 2)
"""Places (n, 2) all about a point."""


class Words:
    """Words that stand there at the same time: say what they may not cover, then place them."""

    def __init__(
        self,
        view: TurningView,
        losses: Callable[[FloatArray], FloatArray],
        rests: Iterable[Camera],
    ) -> None:
        """Begin with nothing in the way.

        Args:
            view: the landscape.
            losses: the function, at points (n, 2).
            rests: the cameras at which the story rests while the words are there.
        """
        self.view, self._losses = view, losses
        self.taken: dict[Camera, list[FloatArray]] = {camera: [] for camera in rests}

    def at(self, *rests: Camera) -> "Words":
        """Return words for some of the cameras alone, with all in the way that there is by now."""
        fewer = Words(self.view, self._losses, rests)
        for camera in rests:
            fewer.taken[camera] += self.taken[camera]
        return fewer

    def avoid(self, where: Callable[[Camera], FloatArray]) -> None:
        """Keep places (n, 2) in pixels clear, which depend on the camera."""
        for camera, taken in self.taken.items():
            taken.append(where(camera))

    def avoid_points(
        self,
        points: FloatArray,
        values: FloatArray,
        reach: float | None = None,
        around: FloatArray = AROUND,
    ) -> None:
        """Keep points of the landscape clear, and as much about each as is said.

        Args:
            points: (n, 2) parameters.
            values: (n,) of the function there.
            reach: in pixels.
            around: places (k, 2) about a point, for a reach of 1.
        """

        def where(camera: Camera) -> FloatArray:
            drawn = self.view.project(points, values, camera)
            far = drawn if reach is None else drawn[:, None] + reach * around
            return far.reshape(-1, 2)

        self.avoid(where)

    def avoid_point(self, point: FloatArray, reach: float) -> None:
        """Keep a point (2,) of the landscape clear, and so many pixels about it."""
        self.avoid_points(point[None], self._losses(point[None]), reach)

    def avoid_path(
        self, path: Trace, until: float = np.inf, *, pieces: int = 6, head: float | None = None
    ) -> None:
        """Keep all of a path up to a step clear.

        Args:
            path: of a run.
            until: the step.
            pieces: how many places are looked at for each of its points.
            head: so many pixels about where it then is are clear too.
        """
        seen = (path.steps <= until) & np.isfinite(path.values)
        share = np.linspace(0, 1, pieces, endpoint=False)[:, None, None]

        def where(camera: Camera) -> FloatArray:
            drawn = self.view.project(path.points[seen], path.values[seen], camera)
            if len(drawn) < 2:
                return drawn if head is None else (drawn[:, None] + head * AROUND).reshape(-1, 2)
            way = (drawn[:-1] + share * np.diff(drawn, axis=0)).reshape(-1, 2)
            return np.asarray(way if head is None else [*way, *(way[-1] + head * AROUND)])

        self.avoid(where)

    def avoid_texts(self, texts: Iterable[Text], air: float = 0.0) -> None:
        """Keep texts clear where they now are, and so many pixels about each."""
        boxes = [spread(ink(each).padded(air)) for each in texts]
        for taken in self.taken.values():
            taken.extend(boxes)

    def beside(
        self, content: str, point: FloatArray, value: float | None = None, **how: Any
    ) -> PointWord:
        """Place a word beside a point (2,), and keep it clear of those that follow.

        Args:
            content: what is written.
            point: parameters (2,).
            value: the function there; worked out unless it is known.
            how: as for `PointWord`.
        """
        value = float(self._losses(point[None])[0]) if value is None else value
        seen = [(camera, np.concatenate(taken)) for camera, taken in self.taken.items()]
        word = PointWord(self.view, content, (point, value), seen, **how)
        self.avoid(word.taken)
        return word

    def show(
        self,
        alpha: Read,
        content: str,
        point: FloatArray,
        value: float | None = None,
        **how: Any,
    ) -> PointWord:
        """Place a word beside a point, as `beside` does, and put it on the sheet."""
        word = self.beside(content, point, value, **how)
        self.view.show(alpha, word.at, within=False)
        return word
