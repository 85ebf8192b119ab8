"""Shortcuts through what manim does over and over in a scene, with the same results to the bit.

A manim whose own function differs from the one that a shortcut was made for keeps it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, replace
from enum import Enum
from inspect import CO_VARARGS, CO_VARKEYWORDS, signature
from io import BytesIO
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any, Final
from weakref import WeakKeyDictionary
from xml.etree import ElementTree

import cairo
import numpy as np
from manim import RIGHT, Camera, ManimColor, Mobject, SVGMobject, VGroup, VMobject
from manim.mobject.geometry.arc import TipableVMobject
from manim.mobject.types.image_mobject import AbstractImageMobject
from numpy.typing import NDArray
from PIL import Image
from svgelements import SVG
from svgelements import Path as SVGPath

from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.manim.guards import AnyFunction, Original

Memo = dict[int, Any]
Copier = Callable[[Any, Memo], Any]
SVGElements = tuple[list[VMobject], dict[str, VGroup]]

PLAIN: Final = frozenset(
    (type(None), bool, int, float, complex, str, bytes, FunctionType, BuiltinFunctionType)
)
NEVER_CHANGED: Final = (
    *(type, Enum, PurePath, np.generic),
    SVGPath,  # a glyph keeps the one that it was made from
)
DIMENSIONS: Final = 3


@contextmanager
def shortcuts() -> Iterator[None]:
    """Let manim take them, but for those that it has its own other way for.

    What somebody else has put in the place of one meanwhile stays there.
    """
    with ExitStack() as stack:
        for original, quick in SHORTCUTS:
            if original.is_known():
                owner, name = original.owner, original.name
                stack.callback(_put_back, owner, name, quick, getattr(owner, name))
                setattr(owner, name, quick)
        yield


def _put_back(owner: Any, name: str, quick: AnyFunction, before: AnyFunction) -> None:
    if getattr(owner, name) is quick:
        setattr(owner, name, before)


def _copy_mobject(mobject: Mobject, memo: Memo) -> Mobject:
    """Do what `Mobject.__deepcopy__` does."""
    result = mobject.__class__.__new__(mobject.__class__)
    memo[id(mobject)] = result
    for name, value in mobject.__dict__.items():
        setattr(result, name, _copied(value, memo))
    result.original_id = str(id(mobject))
    return result


def _copied(value: Any, memo: Memo) -> Any:
    """Do what `copy.deepcopy` does, without a call for what needn't be copied."""
    kind = type(value)
    if kind not in _copiers:
        _copiers[kind] = _copier(kind)
    copier = _copiers[kind]
    if copier is None:
        return value
    known = memo.get(id(value))
    return copier(value, memo) if known is None else known


def _copier(kind: "type[Any]") -> Copier | None:
    """Return what copies values of a type; None where they are never changed."""
    if kind in PLAIN or issubclass(kind, NEVER_CHANGED):
        return None
    copier: Copier = COPIERS.get(kind, deepcopy)
    return _copy_mobject if getattr(kind, "__deepcopy__", None) is _copy_mobject else copier


def _copy_list(values: list[Any], memo: Memo) -> list[Any]:
    result: list[Any] = []
    memo[id(values)] = result
    result.extend(_copied(value, memo) for value in values)
    return result


def _copy_dict(values: dict[Any, Any], memo: Memo) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    memo[id(values)] = result
    for key, value in values.items():
        result[_copied(key, memo)] = _copied(value, memo)
    return result


def _copy_array(values: NDArray[Any], memo: Memo) -> NDArray[Any]:
    result: NDArray[Any] = values.__deepcopy__(memo)
    memo[id(values)] = result
    return result


def _copy_object(value: object, memo: Memo) -> object:
    result = object.__new__(type(value))
    memo[id(value)] = result
    for name, each in value.__dict__.items():
        result.__dict__[name] = _copied(each, memo)
    return result


COPIERS: Final[dict[type, Copier]] = {
    list: _copy_list,
    dict: _copy_dict,
    np.ndarray: _copy_array,
    ManimColor: _copy_object,
}
_copiers: dict[type, Copier | None] = {}


def _are_close(mobject: VMobject, first: Any, second: Any) -> bool:
    """Do what `VMobject.consider_points_equals` does with `numpy.allclose`."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    tolerance = mobject.tolerance_for_point_equality
    if a.shape != (DIMENSIONS,) or b.shape != (DIMENSIONS,):
        return bool(np.allclose(a, b, atol=tolerance))
    return all(
        x == y or abs(x - y) <= tolerance + 1e-5 * abs(y) < np.inf
        for x, y in zip(a.tolist(), b.tolist(), strict=True)
    )


def _subpaths(mobject: VMobject, points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Do what `VMobject.get_subpaths_from_points` does, for all points at once."""
    size = mobject.n_points_per_cubic_curve
    splits = mobject.get_subpath_split_indices_from_points(points).tolist()
    return [points[start:end] for start, end in splits if end - start >= size]


def _family(mobject: Mobject, recurse: bool = True) -> list[Mobject]:
    """Do what `Mobject.get_family` does."""
    if not mobject.submobjects:
        return [mobject]
    found: dict[Mobject, None] = {}
    waiting = [mobject]
    while waiting:
        member = waiting.pop()
        if member in found:  # one of them is in it twice, which asks for more care
            return _get_family(mobject, recurse)
        found[member] = None
        waiting.extend(reversed(member.submobjects))
    return list(found)


def _update(mobject: Mobject, dt: float = 0, recursive: bool = True) -> Mobject:
    """Do what `Mobject.update` does."""
    if mobject.updating_suspended:
        return mobject
    for updater in mobject.updaters:
        call: AnyFunction = updater
        _ = call(mobject, dt) if _takes_dt(call) else call(mobject)
    if recursive:
        for each in mobject.submobjects:
            each.update(dt, recursive=recursive)
    return mobject


def _takes_dt(updater: AnyFunction) -> bool:
    """Whether one of its parameters is `dt`; a signature takes long to make."""
    if type(updater) is not FunctionType or updater.__dict__:  # that may say something else
        return "dt" in signature(updater).parameters
    code = updater.__code__
    named = code.co_argcount + code.co_kwonlyargcount
    rest = bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
    return "dt" in code.co_varnames[: named + rest]


def _has(tip: str) -> Callable[[TipableVMobject], bool]:
    """Do what `TipableVMobject.has_tip` does, or `has_start_tip`."""
    return lambda mobject: tip in mobject.__dict__ and mobject.__dict__[tip] in mobject


@dataclass(eq=False)
class _Shape:
    """The points that were drawn of a mobject, and their path once they were drawn twice.

    Cairo keeps paths in 256ths of a pixel, so that one is right under its own matrix only.
    """

    points: NDArray[np.float64]
    matrix: cairo.Matrix
    path: cairo.Path | None = None


_shapes: WeakKeyDictionary[VMobject, _Shape] = WeakKeyDictionary()


def _set_path(camera: Camera, context: "cairo.Context[Any]", mobject: VMobject) -> Camera:
    """Do what `Camera.set_cairo_context_path` does; Cairo keeps the path of what stands still."""
    points = camera.transform_points_pre_display(mobject, mobject.points)
    matrix, known = context.get_matrix(), _shapes.get(mobject)
    if known is None or known.matrix != matrix or not np.array_equal(known.points, points):
        _shapes[mobject] = _Shape(points.copy(), matrix)
        return _set_cairo_context_path(camera, context, mobject)
    if known.path is None:
        _set_cairo_context_path(camera, context, mobject)
        known.path = context.copy_path()
        return camera
    context.new_path()
    context.append_path(known.path)
    return camera


@dataclass(eq=False)
class _Image:
    """What was drawn of an image, and everything that decides it."""

    pixels: NDArray[Any]
    places: NDArray[np.float64]
    settings: tuple[Any, ...]
    drawn: Image.Image | None

    def is_as(self, other: "_Image") -> bool:
        """Whether the other one will be drawn the same."""
        return (
            self.settings == other.settings
            and np.array_equal(self.places, other.places)
            and np.array_equal(self.pixels, other.pixels)
        )


_images: WeakKeyDictionary[Camera, WeakKeyDictionary[AbstractImageMobject, _Image]]
_images = WeakKeyDictionary()


def _display_image(camera: Camera, mobject: AbstractImageMobject, pixels: Pixels) -> None:
    """Do what `Camera.display_image_mobject` does, without distorting the same image again."""
    places = camera.points_to_subpixel_coords(mobject, mobject.points)
    settings = (mobject.resampling_algorithm, camera.pixel_width, camera.pixel_height)
    image = _Image(mobject.get_pixel_array(), places, settings, None)
    drawn = _images.setdefault(camera, WeakKeyDictionary())
    known = drawn.get(mobject)
    if known is None or not known.is_as(image):
        known = replace(image, pixels=image.pixels.copy(), drawn=_distorted(camera, mobject))
        drawn[mobject] = known
    if known.drawn is not None:
        camera.overlay_PIL_image(pixels, known.drawn)


def _distorted(camera: Camera, mobject: AbstractImageMobject) -> Image.Image | None:
    """Return what manim would lay over the picture; None where that is nothing."""
    overlaid: list[Image.Image] = []
    names = vars(camera)
    names["overlay_PIL_image"] = lambda _, image: overlaid.append(image)
    try:
        _display_image_mobject(camera, mobject, camera.pixel_array)
    finally:
        del names["overlay_PIL_image"]
    return overlaid[0] if overlaid else None


def read_svg_elements(mobject: SVGMobject, source: bytes) -> SVGElements:
    """Return what manim makes of the elements of an SVG, and its groups by their names."""
    return mobject.get_mobjects_from(SVG.parse(BytesIO(source)))


svg_reader = ContextVar("svg_reader", default=read_svg_elements)
"""Reads SVGs; a process that has read some before may have them at hand."""


def _read_svg(mobject: SVGMobject) -> SVGMobject:
    """Do what `SVGMobject.generate_mobject` does, but without its file beside the picture.

    Each process would write that one, read it, and take it from the others.
    """
    source = BytesIO()
    tree: Any = ElementTree.parse(mobject.get_file_path())  # noqa: S314, as manim parses it
    mobject.modify_xml_tree(tree).write(source)
    mobjects, mobject.id_to_vgroup_dict = svg_reader.get()(mobject, source.getvalue())
    mobject.add(*mobjects)
    mobject.flip(RIGHT)
    return mobject


_get_family = Mobject.get_family
_display_image_mobject = Camera.display_image_mobject
_set_cairo_context_path = Camera.set_cairo_context_path

ARC: Final = "manim.mobject.geometry.arc"
SPLITS: Final = "manim:VMobject.get_subpath_split_indices_from_points"
FAMILY: Final = ("manim:Mobject._iter_family", "manim.utils.iterables:remove_list_redundancies")
SHORTCUTS: Final[tuple[tuple[Original, AnyFunction], ...]] = (
    (Original("manim:Mobject.__deepcopy__", "545bd96e25060d3e"), _copy_mobject),
    (Original("manim:Mobject.get_family", "73fc57b21e950bbd", FAMILY), _family),
    (Original("manim:Mobject.update", "75206b1368a79066"), _update),
    (Original("manim:VMobject.consider_points_equals", "fe0b43d0b9b894ac"), _are_close),
    (
        Original(
            "manim:VMobject.get_subpaths_from_points",
            "e522d3f585bd00fa",
            ("manim:VMobject._gen_subpaths_from_points", SPLITS),
        ),
        _subpaths,
    ),
    (
        Original(
            f"{ARC}:TipableVMobject.has_tip", "ee08fcb016be8d3e", ("manim:Mobject.__getattr__",)
        ),
        _has("tip"),
    ),
    (
        Original(
            f"{ARC}:TipableVMobject.has_start_tip",
            "81245751a0b63185",
            ("manim:Mobject.__getattr__",),
        ),
        _has("start_tip"),
    ),
    (
        Original(
            "manim:Camera.set_cairo_context_path",
            "931ced8a8e6227fa",
            (SPLITS, "manim:VMobject.consider_points_equals_2d"),
        ),
        _set_path,
    ),
    (Original("manim:Camera.display_image_mobject", "1db20235c1d3bdbe"), _display_image),
    (Original("manim:SVGMobject.generate_mobject", "ed76ca67478c9a20"), _read_svg),
)
"""What manim does, and what does it instead."""
