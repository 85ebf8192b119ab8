"""A camera on the figure, objects that turn into others, and numbers that fly to their use."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

import cairo
import numpy as np
from manim import Animation, LaggedStart, Mobject, MovingCamera, Scene, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import NOTHING, at, height, width
from gradreel.scenes.stage.manim.motion import Beginning, Rewriting, set_share, share_of
from gradreel.scenes.stage.type.style import GRID, Box, between

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
        marks: the attribute of what stands still.
    """

    marks = ("stands_still",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.home: tuple[FloatArray, float] = (np.zeros(3), width())
        self.window = below_sentence()

    def settle(self) -> None:
        """Take the view as it is now for the one at rest."""
        self.home = np.array(self.frame_center, dtype=np.float64), float(self.frame_width)

    def drawn_from(self) -> list[float]:
        """Return the numbers that decide a picture, beside those of any moving camera."""
        return [*self.home[0], self.home[1], *self._corners()]

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
        return (points - np.asarray(self.frame_center)) * self.zoom + self.home[0]

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
            else:  # inside the window
                view = context.get_matrix()
                context.set_matrix(self._matrix(*self.home))
                left, top, right, bottom = self._corners()
                context.rectangle(left, bottom, right - left, top - bottom)
                context.clip()
                context.set_matrix(view)
            for each in group:
                self.display_vectorized(each, context)

    def _corners(self) -> tuple[float, float, float, float]:
        left, top, _ = at(self.window.left, self.window.top)
        right, bottom, _ = at(self.window.right, self.window.bottom)
        return float(left), float(top), float(right), float(bottom)

    def _matrix(self, centre: FloatArray, width: float) -> cairo.Matrix:
        scale = self.pixel_width / width
        x, y = self.pixel_width / 2 - centre[0] * scale, self.pixel_height / 2 + centre[1] * scale
        return cairo.Matrix(scale, 0, 0, -scale, x, y)


def keep_still(*mobjects: Mobject) -> None:
    """Let mobjects, and all that is in them now, stand where they are when the camera moves."""
    for mobject in mobjects:
        for each in mobject.get_family():
            each.stands_still = True  # type: ignore[attr-defined]


def stands_still(mobject: Mobject) -> bool:
    """Whether a mobject is drawn as at rest wherever the camera looks."""
    return bool(mobject.__dict__.get("stands_still", False))


def look(
    camera: StageCamera, centre: FloatArray, width: float, window: Box, **kwargs: Any
) -> Animation:
    """Move the camera's view to a centre and a width, and let it be seen in a window."""
    frame: Any = camera.frame

    def begin() -> Callable[[float], None]:
        start, wide = np.array(frame.get_center()), float(frame.width)
        corners = (frame.points - start) / wide
        first = replace(window, left=0.0, right=1.0) if camera.is_home else camera.window

        def show(eased: float) -> None:
            camera.window = between(first, window, eased) if eased < 1 else window
            now = wide + (width - wide) * eased if eased < 1 else width
            middle = start + (centre - start) * eased if eased < 1 else centre
            # from where they began: what is moved on from frame to frame is rounded at each
            frame.points = middle + corners * now

        return show

    return Beginning(frame, begin, **({"run_time": PUSH} | kwargs))


def within(window: Box, points: FloatArray) -> FloatArray:
    """Keep those of some points (n, 3) of the stage that a window of the frame shows."""
    across, down = points[:, 0] / width() + 0.5, 0.5 - points[:, 1] / height()
    inside = (across > window.left) & (across < window.right)
    return points[inside & (down > window.top) & (down < window.bottom)]


LEAST = 1e-6
"""A side shorter than this, in manim's units, isn't stretched."""


class Become(Rewriting):
    """Let an object turn into another: afterwards the old one is gone and the new one is there.

    Where both are as many lines, or filled shapes of one kind, each bends into its counterpart;
    anything else moves and stretches from the old one's place and size into the new one's while
    they cross-fade. What is new may have updaters: it is live from the end on, and waits as it is
    at the start.

    Args:
        old: what is on the stage.
        new: what will be; it may be there already, at a share of 0 of its opacity.
        evenly: whether what is stretched keeps its proportions, so that a disc stays round.
        kwargs: for the animation, as `run_time`.
    """

    def __init__(self, old: Mobject, new: Mobject, *, evenly: bool = False, **kwargs: Any) -> None:
        self._old, self._new, self._evenly = old, new, evenly
        super().__init__(VGroup(), lambda _: None, introducer=True, remover=True, **kwargs)

    def begin(self) -> None:
        """Take both as they are now."""
        for each in self._new.get_family():
            each.update(0)
        old, new = snapshot(self._old), snapshot(self._new, whole=True)
        pairs = zip(old, new, strict=False)
        if len(old) == len(new) and all(_are_alike(*pair) for pair in pairs):
            parts, self.write = _bent(old, new)
        else:
            parts, self.write = _stretched(old, new, evenly=self._evenly)
        self.mobject.add(*parts)
        set_share(self._old, 0)
        super().begin()

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


Way = tuple[list[Any], Callable[[float], None]]
"""Parts, and what shows them at a share of the time."""


def _bent(old: VGroup, new: VGroup) -> Way:
    """Paths whose curves move to those of others, one part after the other."""
    parts, pairs = [each.copy() for each in old], [*zip(old, new, strict=True)]
    for first, second in pairs:
        first.align_points(second)

    def show(share: float) -> None:
        for part, (first, second) in zip(parts, pairs, strict=True):
            part.points = _between(first.points, second.points, share)
            part.fill_rgbas = _between(first.fill_rgbas, second.fill_rgbas, share)
            part.stroke_rgbas = _between(first.stroke_rgbas, second.stroke_rgbas, share)
            part.stroke_width = _between(first.stroke_width, second.stroke_width, share)

    return parts, show


def _stretched(old: VGroup, new: VGroup, *, evenly: bool) -> Way:
    """Both move from the place and size of the old one to those of the new one, and cross-fade."""
    sides = [[(each, each.points.copy()) for each in side] for side in (old, new)]
    boxes = [_box([points for _, points in side]) for side in sides]

    def show(share: float) -> None:
        low, high = (_between(first, second, share) for first, second in zip(*boxes, strict=True))
        seen = min(2 * (1 - share), 1.0), min(2 * share, 1.0)
        for side, (start, end), opacity in zip(sides, boxes, seen, strict=True):
            scale = np.where(end - start > LEAST, (high - low) / np.maximum(end - start, LEAST), 1)
            place, own = low, start
            if evenly:
                place, own, scale = (low + high) / 2, (start + end) / 2, scale[:2].min()
            for part, points in side:
                part.points = place + (points - own) * scale
                set_share(part, opacity)

    return [*old, *new], show


become = Become


def snapshot(mobject: Mobject, *, whole: bool = False) -> VGroup:
    """Copy how a mobject looks now: its paths with their colours, without updaters.

    Args:
        mobject: what is copied.
        whole: whether it is taken at its full opacity, even if it is hidden now.
    """
    family = (each for each in mobject.get_family() if isinstance(each, VMobject))
    return VGroup(*(_still(each, whole=whole) for each in family if len(each.points)))


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
    made.sheen_direction = part.sheen_direction
    made.set_z_index(part.z_index)
    made.stands_still = part.__dict__.get("stands_still", False)  # type: ignore[attr-defined]
    if whole and share != 1:
        set_share(part, share)
    return made


def _are_alike(first: VMobject, second: VMobject) -> bool:
    """Whether both are lines, or filled paths of as many curves: letters never bend."""
    filled = [bool(each.fill_rgbas[:, 3].max(initial=0.0) > 0) for each in (first, second)]
    return filled == [False, False] or (all(filled) and len(first.points) == len(second.points))


def _between(first: Any, second: Any, share: float) -> Any:
    return second if share >= 1 else first + (second - first) * share


def _box(shapes: list[Any]) -> tuple[FloatArray, FloatArray]:
    """The lower and the upper corner (3,) of what is drawn."""
    points = np.concatenate([NOTHING, *shapes])
    if not len(points):
        return np.zeros(3), np.zeros(3)
    return np.asarray(points.min(axis=0)), np.asarray(points.max(axis=0))


FLIGHT = 0.5
"""Seconds of one number's way."""

ARC = 0.12
"""How far a way bends downwards, as a share of its length."""

LANDING = 0.92
"""The share of its way after which a number turns into what it lands on."""


class Travel(Rewriting):
    """Let a copy of a number fly to where it is used, which is hidden until it lands.

    Args:
        source: where the viewer last saw it: a label, a value in a node, a part of a formula.
        place: what it turns into, such as `Formula.slot` of a formula; put on the stage if it or
            the formula isn't there.
        arc: how far its way bends downwards, as a share of its length.
        leaves: whether the number itself goes, so that it is never seen twice.
        kwargs: for the animation, as `run_time`.
    """

    def __init__(
        self,
        source: Mobject,
        place: Mobject,
        *,
        arc: float = ARC,
        leaves: bool = False,
        **kwargs: Any,
    ) -> None:
        self._source, self._place, self._arc, self._leaves = source, place, arc, leaves
        self._group = VGroup()
        self._camera: StageCamera | None = None
        settings = {"run_time": FLIGHT, "introducer": True, "remover": True} | kwargs
        super().__init__(self._group, self._fly, **settings)

    def begin(self) -> None:
        """Take the source as it is now."""
        self._parts = list(snapshot(self._source, whole=True))
        self._shapes = [self._seen(self._source)(part.points) for part in self._parts]
        self._start, self._height = _middle_and_height(self._shapes)
        self._target = [part.points for part in snapshot(self._place, whole=True)]
        keep_still(*self._parts)
        self._group.add(*self._parts)
        self._group.set_z_index(3)
        for each in (self._place, *[self._source] * self._leaves):
            set_share(each, 0)
        super().begin()

    def _fly(self, share: float) -> None:
        """Put the copy on its way, and let the place appear as it lands."""
        landed = max((share - LANDING) / (1 - LANDING), 0.0)
        end, height = _middle_and_height([self._seen(self._place)(each) for each in self._target])
        way = end - self._start
        aside = np.array([-way[1], way[0], 0]) * self._arc * (1 if way[0] < 0 else -1)
        middle = self._start + way * share + aside * 4 * share * (1 - share)
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


travel = Travel


def travels(ways: Iterable[tuple[Mobject, Mobject]], *, lag: float = 0.5) -> Animation:
    """Let numbers fly one after the other.

    Args:
        ways: pairs of where each is now and where it lands.
        lag: the share of one's way after which the next sets out.
    """
    return LaggedStart(*(Travel(*way) for way in ways), lag_ratio=lag)


def _middle_and_height(shapes: list[Any]) -> tuple[FloatArray, float]:
    low, high = _box(shapes)
    return (low + high) / 2, float(max(high[1] - low[1], LEAST))
