"""What a camera is about to draw, as a digest: where two are equal, so are the pictures.

It holds all that manim's cameras read, as their sources say. Where those of another manim differ,
or a camera or a mobject is drawn in a way of its own, there is no digest, and the frame is drawn.
"""

import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from manim import (
    Camera,
    Mobject,
    MovingCamera,
    MultiCamera,
    PMobject,
    ThreeDCamera,
    VMobject,
    config,
)
from manim.mobject.types.image_mobject import AbstractImageMobject, ImageMobjectFromCamera
from manim.utils.iterables import list_difference_update
from numpy.typing import NDArray

from gradreel.scenes.render.manim.guards import Original

READ: Final = Original(
    "manim:Camera.capture_mobjects",
    "09286a0027bacf01",
    (
        *(f"manim.camera:{name}" for name in ("camera", "moving_camera", "multi_camera")),
        "manim.camera:three_d_camera",
        *(f"manim.mobject.types:{name}_mobject" for name in ("vectorized", "point_cloud", "image")),
        *("manim.mobject.three_d:three_d_utils", "manim.utils:family"),
    ),
)
"""The sources that say what decides a picture."""
IS_KNOWN: Final = READ.is_known()
BACKGROUND: Final = b""
"""Stands for the digest of a camera's background."""
CAMERAS: Final = (Camera, MovingCamera, MultiCamera, ThreeDCamera)
DRAW: Final = {name for each in CAMERAS for name in vars(each) if not name.startswith("__")}
"""What a camera that draws in a way of its own has another version of."""
OF_CAMERA: Final = (
    *("pixel_width", "pixel_height", "frame_width", "frame_height"),
    *("cairo_line_width_multiple", "rgb_max_val", "n_channels"),
)
"""Numbers that all cameras read of themselves, beside `frame_center` and `background`."""
OF_SPACE: Final = ("exponential_projection", "should_apply_shading")
OF_CONTEXT: Final = ("antialias", "fill_rule", "miter_limit", "operator", "tolerance")
"""What may be set of a context of Cairo's that is kept, and isn't set for each mobject."""
OF_LINE: Final = ("tolerance_for_point_equality", "n_points_per_cubic_curve", "shade_in_3d")
ASKED: Final = (
    *("get_family", "family_members_with_points", "get_fill_rgbas", "get_stroke_rgbas"),
    *("get_stroke_width", "get_background_image", "get_gradient_start_and_end_points"),
    *("get_sheen_direction", "get_subpath_split_indices_from_points"),
    *("consider_points_equals_2d", "get_pixel_array", "get_center", "get_edge_center"),
    *("get_anchors", "get_num_points", "get_z_index_reference_point"),
    *("__getattr__", "__getattribute__"),
)
"""Methods that a camera calls of a mobject."""
KNOWN: Final = ("manim.", "gradreel.")
SEEN: Final = 1e-7 * np.pi
"""Numbers that are nearer look the same; round ones lie within a cell of this width."""


class FrameDigests:
    """Digests of the frames of one drawing of a scene.

    Args:
        is_sought: whether frames may be passed over before them, so that sums are rounded otherwise
            and numbers that differ in the last digits only count as the same.
    """

    def __init__(self, *, is_sought: bool) -> None:
        self._is_sought = is_sought
        self._cameras: dict[type, bytes | None] = {}
        self._kinds: dict[type, type | None] = {}
        self._arrays: WeakKeyDictionary[Any, tuple[NDArray[Any], bytes]] = WeakKeyDictionary()

    def of(
        self, camera: Any, mobjects: Iterable[Mobject], below: bytes | None = BACKGROUND
    ) -> bytes | None:
        """Return the digest of the picture that a camera will draw; None where there is none.

        It leaves in the camera what drawing leaves there, but for the picture.

        Args:
            camera: the camera.
            mobjects: what it is to capture.
            below: the digest of the picture that it draws over.
        """
        mobjects = list(mobjects)
        kind = self.of_class(type(camera))
        if kind is None or below is None or any(map(callable, vars(camera).values())):
            return None
        if isinstance(camera, ThreeDCamera):
            camera.reset_rotation_matrix()
        found = sha256(kind)
        found.update(below or self._of_array(camera, camera.background))
        if isinstance(camera, MultiCamera):
            inner = [*self._inside(camera, mobjects)]
            if None in inner:
                return None
            found.update(b"".join(each for each in inner if each))
        shown: list[Any] = camera.get_mobjects_to_display(mobjects)
        numbers = _Numbers()
        if not all(self._add(numbers, mobject, camera) for mobject in shown):
            return None
        _add_places(numbers, shown, camera)
        _add_camera(numbers, camera, draws_lines=any(isinstance(each, VMobject) for each in shown))
        found.update(numbers.content(is_rounded=self._is_sought))
        return found.digest()

    def of_class(self, kind: "type[Any]") -> bytes | None:
        """Return the digest of what a class of cameras draws by; None where that isn't known."""
        if kind not in self._cameras:
            self._cameras[kind] = _of_camera_class(kind) if IS_KNOWN else None
        return self._cameras[kind]

    def _inside(self, camera: MultiCamera, mobjects: list[Mobject]) -> Iterator[bytes | None]:
        """Give the digests of the pictures in the picture, which are drawn first."""
        camera.update_sub_cameras()
        for image in camera.image_mobjects_from_cameras:
            if camera.allow_cameras_to_capture_their_own_display:
                yield None
            yield self.of(image.camera, list_difference_update(mobjects, image.get_family()))

    def _add(self, numbers: "_Numbers", mobject: Any, camera: Any) -> bool:
        """Add what decides how a mobject is drawn; whether that is known."""
        kind = type(mobject)
        if kind not in self._kinds:
            self._kinds[kind] = _drawn_as(kind)
        drawn_as = self._kinds[kind]
        if drawn_as is VMobject:
            if mobject.get_background_image():
                return False
            _add_lines(numbers, mobject)
        elif drawn_as is PMobject:
            numbers.add(mobject.points, mobject.rgbas)
            thickness = (config["pixel_height"], config["pixel_width"], mobject.stroke_width)
            numbers.scalars += thickness
        elif drawn_as is AbstractImageMobject:
            return self._add_image(numbers, mobject, camera)
        return drawn_as is not None

    def _add_image(self, numbers: "_Numbers", mobject: Any, camera: Any) -> bool:
        numbers.add(mobject.points)
        numbers.scalars.append(int(mobject.resampling_algorithm))
        if not isinstance(mobject, ImageMobjectFromCamera):
            numbers.blobs.append(self._of_array(mobject, mobject.get_pixel_array()))
            return True
        cameras = [each.camera for each in getattr(camera, "image_mobjects_from_cameras", ())]
        numbers.scalars.append(
            next((n for n, it in enumerate(cameras) if it is mobject.camera), -1)
        )
        return mobject.camera in cameras

    def _of_array(self, owner: Any, array: NDArray[Any]) -> bytes:
        """Return the digest of an array that seldom changes."""
        known = self._arrays.get(owner)
        if known is None or not _is_same(known[0], array):
            shape = f"{array.shape} {array.dtype} ".encode()
            known = array.copy(), sha256(shape + array.tobytes()).digest()
            self._arrays[owner] = known
        return known[1]


class _Numbers:
    """What a picture is drawn from, put together so that few calls turn it into bytes."""

    def __init__(self) -> None:
        self.arrays: list[NDArray[Any]] = []
        self.scalars: list[float] = []
        self.blobs: list[bytes] = []

    def add(self, *arrays: NDArray[Any]) -> None:
        for each in arrays:
            self.scalars.append(len(each))
            self.arrays.append(each.ravel())

    def content(self, *, is_rounded: bool) -> bytes:
        """Return all of it; the scalars say how long the arrays are."""
        values = np.concatenate([*self.arrays, np.array(self.scalars, np.float64)])
        if is_rounded:
            values = np.rint(values / SEEN) + 0.0  # no zero has a sign
        sizes = f"{len(values)} {len(self.scalars)} {len(self.blobs)} ".encode()
        return b"".join((sizes, *self.blobs, values.tobytes()))


def _add_lines(numbers: _Numbers, mobject: Any) -> None:
    fill, width = mobject.get_fill_rgbas(), mobject.get_stroke_width()
    behind = mobject.get_stroke_width(True)
    strokes = [mobject.get_stroke_rgbas()] if width else []
    strokes += [mobject.get_stroke_rgbas(True)] if behind else []
    numbers.add(mobject.points, fill, *strokes)
    numbers.scalars += (
        *(width, behind, mobject.joint_type.value, mobject.cap_style.value),
        *(getattr(mobject, name) for name in OF_LINE),
    )
    if not mobject.shade_in_3d and any(len(each) != 1 for each in (fill, *strokes)):
        numbers.arrays += mobject.get_gradient_start_and_end_points()


def _add_places(numbers: _Numbers, shown: Iterable[Any], camera: Any) -> None:
    """Add what a camera treats mobjects by, beside what they are."""
    for mark in getattr(camera, "marks", ()):
        numbers.scalars += [bool(vars(each).get(mark)) for each in shown]
    if isinstance(camera, ThreeDCamera):
        numbers.scalars += [each in camera.fixed_in_frame_mobjects for each in shown]
        centres = camera.fixed_orientation_mobjects
        numbers.scalars += [each in centres for each in shown]
        numbers.arrays += [np.asarray(centres[each]()) for each in shown if each in centres]


def _add_camera(numbers: _Numbers, camera: Any, *, draws_lines: bool) -> None:
    numbers.scalars += [getattr(camera, name) for name in OF_CAMERA]
    numbers.scalars += np.asarray(camera.frame_center).tolist()
    if isinstance(camera, ThreeDCamera):
        numbers.scalars += [getattr(camera, name) for name in OF_SPACE]
        numbers.scalars += (camera.get_focal_distance(), camera.get_zoom())
        numbers.arrays += (camera.get_rotation_matrix().ravel(), camera.light_source.points[0])
    if hasattr(camera, "drawn_from"):
        numbers.scalars += camera.drawn_from()
    pixels = camera.pixel_array
    if draws_lines and type(camera).cache_cairo_context is Camera.cache_cairo_context:
        context = camera.get_cairo_context(pixels)  # the view of the first picture is kept for good
        numbers.scalars += (*context.get_matrix(), *context.clip_extents())
        numbers.scalars += [float(getattr(context, f"get_{name}")()) for name in OF_CONTEXT]
        dashes, offset = context.get_dash()
        numbers.scalars += (*dashes, offset)


def _of_camera_class(kind: "type[Any]") -> bytes | None:
    """Return what a class of cameras draws by; None where it does so in a way that isn't known.

    A class that draws in a way of its own may say what this depends on: `drawn_from()` returns the
    numbers that it reads of itself, and `marks` names attributes of mobjects that are true or not.
    """
    found = sha256()
    for each in kind.__mro__[:-1]:
        if each in CAMERAS:
            found.update(each.__name__.encode())
        elif each.__module__.startswith("manim."):
            return None
        elif not DRAW.isdisjoint(vars(each)):
            if not {"drawn_from", "marks"} <= vars(each).keys():
                return None
            file = sys.modules[each.__module__].__file__
            found.update(Path(file).read_bytes() if file else b"")
    return found.digest()


def _drawn_as(kind: "type[Any]") -> type | None:
    """Return as what manim draws mobjects of a class; None where they draw themselves."""
    for name in ASKED:
        module = getattr(getattr(kind, name, None), "__module__", None)
        if module is not None and not module.startswith(KNOWN):
            return None
    drawn = (VMobject, PMobject, AbstractImageMobject, Mobject)
    return next((each for each in drawn if issubclass(kind, each)), None)


def _is_same(first: NDArray[Any], second: NDArray[Any]) -> bool:
    if first.shape != second.shape or first.dtype != second.dtype:
        return False
    if first.dtype == np.uint8 and first.shape[-1:] == (4,) and second.flags.c_contiguous:
        first, second = first.view(np.uint32), second.view(np.uint32)
    return bool((first == second).all())
