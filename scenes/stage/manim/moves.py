"""One object turns into another, and numbers fly to where they are used."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from manim import Animation, LaggedStart, Mobject, Scene, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.camera import StageCamera, keep_still, stands_still
from gradreel.scenes.stage.manim.motion import MOVE, set_share, share_of
from gradreel.scenes.stage.story.pace import smooth

LEAST = 1e-6
"""A side shorter than this, in manim's units, isn't stretched."""


class Become(Animation):
    """Turn an object into another; see `become`."""

    def __init__(self, old: Mobject, new: Mobject, *, evenly: bool = False, **kwargs: Any) -> None:
        self._old, self._new, self._evenly = old, new, evenly
        settings: dict[str, Any] = {"run_time": MOVE, "rate_func": smooth} | kwargs
        super().__init__(VGroup(), introducer=True, remover=True, **settings)

    def begin(self) -> None:
        """Take both as they are now."""
        for each in self._new.get_family():
            each.update(0)
        old, new = snapshot(self._old), snapshot(self._new, whole=True)
        bends = _can_bend(old, new)
        self._way = _Bent(old, new) if bends else _Stretched(old, new, evenly=self._evenly)
        self.mobject.add(*self._way.parts)
        set_share(self._old, 0)
        super().begin()

    def create_starting_mobject(self) -> Any:
        """Copy nothing: both ends are kept as they were."""
        return self.mobject

    def interpolate_mobject(self, alpha: float) -> None:
        """Draw what is between both at this point of the animation."""
        self._way.show(self.rate_func(alpha))

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Leave the new one on the stage; the old one goes, unless it is a part of what stays."""
        super().clean_up_from_scene(scene)
        on_stage: list[Any] = scene.mobjects
        if any(each is self._old for each in on_stage):
            scene.remove(self._old)
        set_share(self._new, 1)
        present: list[Any] = scene.get_mobject_family_members()
        if not any(each is self._new for each in present):
            scene.add(self._new)


class _Bent:
    """Paths whose curves move to those of others, one part after the other."""

    def __init__(self, old: VGroup, new: VGroup) -> None:
        self.parts = [each.copy() for each in old]
        self._ends = list(zip(old, new, strict=True))
        for first, second in self._ends:
            first.align_points(second)

    def show(self, share: float) -> None:
        for part, (first, second) in zip(self.parts, self._ends, strict=True):
            part.points = _between(first.points, second.points, share)
            part.fill_rgbas = _between(first.fill_rgbas, second.fill_rgbas, share)
            part.stroke_rgbas = _between(first.stroke_rgbas, second.stroke_rgbas, share)
            part.stroke_width = _between(first.stroke_width, second.stroke_width, share)


class _Stretched:
    """Both move from the place and size of the old one to those of the new one, and cross-fade."""

    def __init__(self, old: VGroup, new: VGroup, *, evenly: bool) -> None:
        self._evenly = evenly
        self._sides = (
            [(each, each.points.copy()) for each in old],
            [(each, each.points.copy()) for each in new],
        )
        self._boxes = _box(old), _box(new)
        self.parts = [*old, *new]

    def show(self, share: float) -> None:
        low, high = (
            _between(first, second, share) for first, second in zip(*self._boxes, strict=True)
        )
        seen = min(2 * (1 - share), 1.0), min(2 * share, 1.0)
        for side, (start, end), opacity in zip(self._sides, self._boxes, seen, strict=True):
            scale = np.where(end - start > LEAST, (high - low) / np.maximum(end - start, LEAST), 1)
            place, own = low, start
            if self._evenly:
                place, own, scale = (low + high) / 2, (start + end) / 2, scale[:2].min()
            for part, points in side:
                part.points = place + (points - own) * scale
                set_share(part, opacity)


def become(old: Mobject, new: Mobject, *, evenly: bool = False, **kwargs: Any) -> Become:
    """Let an object turn into another: afterwards the old one is gone and the new one is there.

    Where both are as many lines, or filled shapes of one kind, each bends into its counterpart;
    anything else moves and stretches from the old one's place and size into the new one's while
    they cross-fade. What is new may have
    updaters: it is live from the end on, and waits as it is at the start.

    Args:
        old: what is on the stage.
        new: what will be; it may be there already, at a share of 0 of its opacity.
        evenly: whether what is stretched keeps its proportions, so that a disc stays round.
        kwargs: for the animation, as `run_time`.
    """
    return Become(old, new, evenly=evenly, **kwargs)


def snapshot(mobject: Mobject, *, whole: bool = False) -> VGroup:
    """Copy how a mobject looks now: its paths with their colours, without updaters.

    Args:
        mobject: what is copied.
        whole: whether it is taken at its full opacity, even if it is hidden now.
    """
    return VGroup(*(_still(each, whole=whole) for each in _drawn_parts(mobject)))


def _drawn_parts(mobject: Mobject) -> list[VMobject]:
    family = mobject.get_family()
    return [each for each in family if isinstance(each, VMobject) and len(each.points)]


def _still(part: VMobject, *, whole: bool) -> VMobject:
    made = VMobject().set_points(part.points.copy())
    share = share_of(part)
    if whole and share != 1:
        set_share(part, 1)
    made.fill_rgbas, made.stroke_rgbas = part.fill_rgbas.copy(), part.stroke_rgbas.copy()
    made.stroke_width = part.stroke_width
    made.background_stroke_rgbas = part.background_stroke_rgbas.copy()
    made.background_stroke_width = part.background_stroke_width
    made.joint_type, made.cap_style = part.joint_type, part.cap_style
    made.set_z_index(part.z_index)
    made.stands_still = part.__dict__.get("stands_still", False)  # type: ignore[attr-defined]
    if whole and share != 1:
        set_share(part, share)
    return made


def _can_bend(old: VGroup, new: VGroup) -> bool:
    """Whether both are as many lines, or filled paths of as many curves: letters never bend."""
    pairs = list(zip(old, new, strict=False))
    return len(old) == len(new) and all(_are_alike(*pair) for pair in pairs)


def _are_alike(first: VMobject, second: VMobject) -> bool:
    filled = [bool(each.fill_rgbas[:, 3].max(initial=0.0) > 0) for each in (first, second)]
    return filled == [False, False] or (all(filled) and len(first.points) == len(second.points))


def _between(first: Any, second: Any, share: float) -> Any:
    return second if share >= 1 else first + (second - first) * share


def _box(parts: VGroup) -> tuple[FloatArray, FloatArray]:
    """The lower and the upper corner (3,) of what is drawn."""
    points = np.concatenate([np.zeros((0, 3)), *(part.points for part in parts)])
    if not len(points):
        return np.zeros(3), np.zeros(3)
    return np.asarray(points.min(axis=0)), np.asarray(points.max(axis=0))


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
