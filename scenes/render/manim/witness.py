"""What stands on a scene's stage, as a digest: two processes that play it must agree on it."""

import random
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import Any, Final

import numpy as np
from manim import ManimColor, Mobject, MultiCamera, Scene
from manim.mobject.types.image_mobject import ImageMobjectFromCamera

COLOURS: Final = ("rgbas", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas")
SHAPES: Final = ("points", *COLOURS, "pixel_array", "sheen_direction")
"""Attributes of mobjects that hold an array, if they are there."""
STYLE: Final = (
    *("stroke_width", "background_stroke_width", "sheen_factor", "z_index", "joint_type"),
    *("cap_style", "shade_in_3d", "resampling_algorithm", "dim"),
)
"""Other attributes that decide how a mobject is drawn."""
PLAIN: Final = (bool, int, float, str, ManimColor)
GRAIN: Final = 8
"""Every so many lines and columns a background is looked at."""
SEEN: Final = 1e-7 * np.pi
"""Numbers that are nearer look the same; round ones lie within a cell of this width."""


class Witness:
    """Follows a scene while it is played, whether it is drawn or not.

    Args:
        scene: the scene.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._digest = sha256()

    @property
    def state(self) -> str:
        """A digest of all that was seen so far."""
        return self._digest.hexdigest()

    def see(self, mobjects: Iterable[Mobject], frame: int) -> None:
        """Take note of mobjects, of the camera, and of where random numbers have come to.

        Args:
            mobjects: in the order in which they are drawn, each without its family.
            frame: the number of the frame that shows them.
        """
        renderer = self._scene.renderer
        self._add(b"%d %d " % (frame, renderer.num_plays))
        fixed = _fixed(renderer.camera)
        of_mobject = _of_sought if getattr(self._scene, "seekable", False) else _of_mobject
        for mobject in mobjects:
            self._add(*of_mobject(mobject), *(b"%d" % (mobject in each) for each in fixed))
        self._add(*_of_camera(renderer.camera), *_of_chance())

    def see_pixels(self) -> None:
        """Take note of what was drawn last, where that is the same in all processes."""
        self._add(vars(self._scene.camera)["pixel_array"].tobytes())

    def see_background(self) -> None:
        """Take note of what is behind all mobjects, where there is anything."""
        background = getattr(self._scene.camera, "background", None)
        if background is not None:
            grains = background[::GRAIN, ::GRAIN].copy()
            grains[grains[..., 3] == 0] = 0  # as drawing may leave it, or not
            self._add(grains.tobytes())

    def _add(self, *parts: bytes) -> None:
        self._digest.update(b"".join(parts))


def _of_mobject(mobject: Mobject) -> Iterator[bytes]:
    names: dict[str, Any] = vars(mobject)
    if isinstance(mobject, ImageMobjectFromCamera):
        yield mobject.points.tobytes()
        return
    for name in SHAPES:
        array = names.get(name)
        if array is not None:
            yield np.asarray(array).tobytes()
    yield repr([names.get(name) for name in STYLE]).encode()


def _of_sought(mobject: Mobject) -> Iterator[bytes]:
    """Give of a mobject what is the same whichever frames came before, if its scene keeps its word.

    Where fewer came, sums are rounded otherwise, and `Mobject.become` has left the same curves in
    other pieces, beside parts that can't be seen.
    """
    names: dict[str, Any] = vars(mobject)
    colours = [names[name] for name in COLOURS if names.get(name) is not None]
    if "pixel_array" in names:
        yield from _of_mobject(mobject)
    elif len(mobject.points) and any(each[:, 3].any() for each in colours):
        for each in (mobject.points, *colours):
            yield _as_seen(each[[0, -1]])
        yield repr([names.get(name) for name in STYLE]).encode()


def _as_seen(array: np.ndarray[Any, Any]) -> bytes:
    return (np.rint(array / SEEN) + 0.0).tobytes()  # no zero has a sign


def _fixed(camera: Any) -> list[Collection[Mobject]]:
    """Return those that stay in the frame, and those that always face it, where any do."""
    names = ("fixed_in_frame_mobjects", "fixed_orientation_mobjects")
    return [found for name in names if (found := getattr(camera, name, ()))]


def _of_camera(camera: Any) -> Iterator[bytes]:
    """Give the settings of a camera, and the mobjects that it has them in."""
    for name, value in vars(camera).items():
        if isinstance(value, Mobject):
            yield value.points.tobytes()
        elif isinstance(value, PLAIN):
            yield f"{name} {value}".encode()
    yield np.asarray(camera.frame_center).tobytes()
    if isinstance(camera, MultiCamera):
        for each in camera.image_mobjects_from_cameras:
            yield each.camera.frame.points.tobytes()


def _of_chance() -> Iterator[bytes]:
    _, numbers, spare = random.getstate()
    yield f"{hash(numbers)} {spare}".encode()
    state: Any = np.random.get_state()  # noqa: NPY002, the state that scenes draw from
    yield state[1].tobytes()
    yield repr(state[2:]).encode()
