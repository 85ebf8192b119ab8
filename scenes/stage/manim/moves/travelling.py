"""Numbers fly from where they were last seen to where they are used."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from manim import Animation, LaggedStart, Mobject, Scene, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.motion import set_share
from gradreel.scenes.stage.manim.moves.becoming import snapshot
from gradreel.scenes.stage.manim.moves.camera import StageCamera, keep_still, stands_still
from gradreel.scenes.stage.story.pace import smooth

FLIGHT = 0.5
"""Seconds of one number's way."""

ARC = 0.12
"""How far a way bends aside, as a share of its length."""

LANDING = 0.92
"""The share of its way after which a number turns into what it lands on."""


class Travel(Animation):
    """Let a copy of a thing fly to a place; see `travel`."""

    def __init__(self, source: Mobject, place: Mobject, **kwargs: Any) -> None:
        self._source, self._place = source, place
        settings: dict[str, Any] = {"run_time": FLIGHT, "rate_func": smooth} | kwargs
        self._group = VGroup()
        self._camera: StageCamera | None = None
        super().__init__(self._group, introducer=True, remover=True, **settings)

    def begin(self) -> None:
        """Take the source as it is now."""
        self._parts = list(snapshot(self._source, whole=True))
        self._shapes = [self._seen(self._source)(part.points) for part in self._parts]
        self._start, self._height = _middle_and_height(self._shapes)
        self._target = [part.points for part in snapshot(self._place, whole=True)]
        keep_still(*self._parts)
        self._group.add(*self._parts)
        self._group.set_z_index(3)
        set_share(self._place, 0)
        super().begin()

    def create_starting_mobject(self) -> Any:
        """Copy nothing: the source stays where it is."""
        return self.mobject

    def interpolate_mobject(self, alpha: float) -> None:
        """Put the copy on its way, and let the place appear as it lands."""
        share = self.rate_func(alpha)
        landed = max((share - LANDING) / (1 - LANDING), 0.0)
        end, height = _middle_and_height([self._seen(self._place)(each) for each in self._target])
        middle = _on_its_way(self._start, end, share)
        scale = 1 + (height / self._height - 1) * share
        for part, shape in zip(self._parts, self._shapes, strict=True):
            part.points = middle + (shape - self._start) * scale
            set_share(part, (1 - landed) if share > 0 else 0.0)
        set_share(self._place, landed)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Leave the place visible."""
        super().clean_up_from_scene(scene)
        set_share(self._place, 1)

    def _setup_scene(self, scene: Scene) -> None:
        super()._setup_scene(scene)
        camera: Any = scene.camera
        self._camera = camera if isinstance(camera, StageCamera) else None
        present = {id(each) for each in scene.get_mobject_family_members()}
        if not {id(each) for each in self._place.get_family() if len(each.points)} <= present:
            scene.add(self._place)

    def _seen(self, mobject: Mobject) -> Callable[[FloatArray], FloatArray]:
        """Where points of a mobject are seen: the copy flies over the frame, not in the figure."""
        if self._camera is None or stands_still(mobject):
            return np.asarray
        return self._camera.seen


def travel(source: Mobject, place: Mobject, **kwargs: Any) -> Travel:
    """Let a copy of a number fly to where it is used, which is hidden until it lands.

    Args:
        source: where the viewer last saw it: a label, a value in a node, a part of a formula.
        place: what it turns into, such as `Formula.slot` of a formula; put on the stage if it or
            the formula isn't there.
        kwargs: for the animation, as `run_time`.
    """
    return Travel(source, place, **kwargs)


def travels(ways: Iterable[tuple[Mobject, Mobject]], *, lag: float = 0.5) -> Animation:
    """Let numbers fly one after the other.

    Args:
        ways: pairs of where each is now and where it lands.
        lag: the share of one's way after which the next sets out.
    """
    return LaggedStart(*(Travel(*way, rate_func=smooth) for way in ways), lag_ratio=lag)


def _on_its_way(start: FloatArray, end: FloatArray, share: float) -> FloatArray:
    across = end - start
    aside = np.array([-across[1], across[0], 0]) * ARC * (1 if across[0] < 0 else -1)
    return np.asarray(start + across * share + aside * 4 * share * (1 - share))


def _middle_and_height(shapes: list[Any]) -> tuple[FloatArray, float]:
    points = np.concatenate([np.zeros((0, 3)), *shapes])
    if not len(points):
        return np.zeros(3), 1.0
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray((low + high) / 2), float(max(high[1] - low[1], 1e-6))
