"""A camera on the figure, under which words, plates and panels stay where they are."""

from collections.abc import Iterable
from dataclasses import astuple, replace
from itertools import groupby
from typing import Any

import cairo
import numpy as np
from manim import Animation, Mobject, MovingCamera, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.place import at, height, width
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.grid import GRID, Box

PUSH = 0.9
"""Seconds in which the camera pushes in or pulls out."""


def below_sentence() -> Box:
    """The part of the frame that shows the figure while the camera is away from its place."""
    return Box(left=0.0, right=1.0, top=GRID.below_sentence, bottom=1.0)


class StageCamera(MovingCamera):
    """A camera whose view moves over the figure, while what stands still is drawn as at home.

    While it is away, the figure is seen in a window of the frame, so that it never runs under a
    sentence or a panel.

    Attributes:
        home: the frame's centre (3,) and width at rest.
        window: where the figure is seen while the camera is away.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.home: tuple[FloatArray, float] = (np.zeros(3), width())
        self.window = below_sentence()

    def settle(self) -> None:
        """Take the view as it is now for the one at rest."""
        self.home = np.array(self.frame_center, dtype=np.float64), float(self.frame_width)

    @property
    def zoom(self) -> float:
        """How many times as large as at rest the figure is seen."""
        return self.home[1] / float(self.frame_width)

    @property
    def is_home(self) -> bool:
        """Whether the view is the one at rest."""
        moved = np.abs(np.asarray(self.frame_center) - self.home[0]).max()
        return bool(moved < 1e-9 and abs(self.zoom - 1) < 1e-9)

    def seen(self, points: FloatArray) -> FloatArray:
        """Where points (n, 3) of the figure are seen, as points of the stage at rest (n, 3)."""
        return np.asarray((points - np.asarray(self.frame_center)) * self.zoom + self.home[0])

    def display_multiple_non_background_colored_vmobjects(
        self, vmobjects: Iterable[VMobject], pixel_array: Any
    ) -> None:
        """Draw the figure through the view, and what stands still as at rest."""
        if self.is_home:
            super().display_multiple_non_background_colored_vmobjects(vmobjects, pixel_array)
            return
        for still, group in groupby(vmobjects, stands_still):
            context = self.get_cairo_context(pixel_array)
            if still:
                context.set_matrix(self._matrix(*self.home))
            else:
                self._clip(context)
            for each in group:
                self.display_vectorized(each, context)

    def _matrix(self, centre: FloatArray, width: float) -> cairo.Matrix:
        scale = self.pixel_width / width
        x, y = self.pixel_width / 2 - centre[0] * scale, self.pixel_height / 2 + centre[1] * scale
        return cairo.Matrix(scale, 0, 0, -scale, x, y)

    def _clip(self, context: "cairo.Context[Any]") -> None:
        """Keep the figure inside the window."""
        view = context.get_matrix()
        context.set_matrix(self._matrix(*self.home))
        left, top, _ = at(self.window.left, self.window.top)
        right, bottom, _ = at(self.window.right, self.window.bottom)
        context.rectangle(left, bottom, right - left, top - bottom)
        context.clip()
        context.set_matrix(view)


def keep_still(*mobjects: Mobject) -> None:
    """Let mobjects, and all that is in them now, stand where they are when the camera moves."""
    for mobject in mobjects:
        for each in mobject.get_family():
            each.stands_still = True  # type: ignore[attr-defined]


def stands_still(mobject: Mobject) -> bool:
    """Whether a mobject is drawn as at rest wherever the camera looks."""
    return bool(mobject.__dict__.get("stands_still", False))


class Look(Animation):
    """Move the camera's view to a centre and a width, and let it be seen in a window."""

    def __init__(
        self, camera: StageCamera, centre: FloatArray, width: float, window: Box, **kwargs: Any
    ) -> None:
        self._camera, self._centre, self._width, self._window = camera, centre, width, window
        settings: dict[str, Any] = {"run_time": PUSH, "rate_func": smooth} | kwargs
        super().__init__(camera.frame, **settings)

    def create_starting_mobject(self) -> Any:
        """Keep where the view starts."""
        frame = self.mobject
        self._start = np.array(frame.get_center()), float(frame.width)
        self._corners = (frame.points - self._start[0]) / self._start[1]
        beside = replace(self._window, left=0.0, right=1.0)
        self._from = beside if self._camera.is_home else self._camera.window
        return frame

    def interpolate_mobject(self, alpha: float) -> None:
        """Set the view to where it is at this point of the animation."""
        eased = self.rate_func(alpha)
        self._camera.window = _between(self._from, self._window, eased)
        centre, width = self._start
        now = width + (self._width - width) * eased if eased < 1 else self._width
        middle = centre + (self._centre - centre) * eased if eased < 1 else self._centre
        # from where they began: what is moved on from frame to frame is rounded at each
        self.mobject.points = middle + self._corners * now


def view_on(
    camera: StageCamera, place: FloatArray, zoom: float, window: Box
) -> tuple[FloatArray, float]:
    """The centre (3,) and width of the view that has a place in the middle of a window.

    Args:
        camera: it knows the view at rest.
        place: (3,) of the figure.
        zoom: how many times as large as at rest the figure is to be seen.
        window: the part of the frame in which it is seen.
    """
    middle = at((window.left + window.right) / 2, (window.top + window.bottom) / 2)
    return np.asarray(place - (middle - camera.home[0]) / zoom), camera.home[1] / zoom


def _between(first: Box, second: Box, share: float) -> Box:
    if share >= 1:
        return second
    ends = zip(astuple(first), astuple(second), strict=True)
    return Box(*(start + (end - start) * share for start, end in ends))


def within(window: Box, points: FloatArray) -> FloatArray:
    """Keep those of some points (n, 3) of the stage that a window of the frame shows."""
    across, down = points[:, 0] / width() + 0.5, 0.5 - points[:, 1] / height()
    inside = (across > window.left) & (across < window.right)
    return np.asarray(points[inside & (down > window.top) & (down < window.bottom)])
