"""A renderer for scenes that people wrote for manim: it notices what makes two drawings differ."""

import random
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

import numpy as np
from manim import Camera, ManimColor, Mobject, MultiCamera, Scene
from manim.mobject.types.image_mobject import ImageMobjectFromCamera

from gradreel.scenes.render.frame import DrawingComparison, FrameSelection, FrameSink
from gradreel.scenes.render.manim.digest import SEEN
from gradreel.scenes.render.manim.seeking import SeekingRenderer

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
SAMPLES_A_SECOND: Final = 2
WRITING: Final = {"set_pixel_array"}
"""Methods of cameras that only look at the size of the pixels before they write them."""


class StageDigest:
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
            yield (np.rint(each[[0, -1]] / SEEN) + 0.0).tobytes()  # no zero has a sign
        yield repr([names.get(name) for name in STYLE]).encode()


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


class FollowingRenderer(SeekingRenderer):
    """A seeking renderer that tells what the stage is like where each chunk begins.

    Args:
        take: as for `SeekingRenderer`.
        selection: as for `SeekingRenderer`; its `comparison` is told.
    """

    def __init__(
        self, take: FrameSink | None = None, selection: FrameSelection | None = None
    ) -> None:
        super().__init__(take, selection)
        self._comparison = self._owned.comparison
        self._is_drawing = self._leaps = False

    def take_over(self, scene: Scene) -> None:
        """Take the place of the renderer that a scene made for itself, and follow the scene."""
        super().take_over(scene)
        self._witness = StageDigest(scene)

    def leap(self) -> None:
        """Take every animation in one step, on a way of which there is nothing to tell."""
        super().leap()
        self._leaps = True

    def scene_finished(self, scene: Scene) -> None:
        """Tell how the scene ends, and draw what it leaves."""
        if (told := self._compared()) is not None:
            self._witness.see(_everything(scene), self.n_frames)
            told.stage_at(None, self._witness.state)
        super().scene_finished(scene)

    def update_frame(self, scene: Scene, *arguments: Any, **settings: Any) -> None:
        """Draw the scene."""
        with self._drawing():
            super().update_frame(scene, *arguments, **settings)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Mobject]) -> Any:
        """Draw what stands still during a play."""
        with self._drawing():
            return super().save_static_frame_data(scene, static_mobjects)

    @contextmanager
    def reading_noticed(self) -> Iterator[None]:
        """Notice where anything but the drawing itself looks at pixels that were drawn.

        Where one process draws all of them they are there.
        """
        if self._comparison is None or self._comparison.is_alone:
            yield
            return
        camera: Any = Camera
        camera.pixel_array = property(self._pixels_of, _set_pixels)
        try:
            yield
        finally:
            del camera.pixel_array

    def _pixels_of(self, camera: Camera) -> Any:
        if "pixel_array" not in vars(camera):
            raise AttributeError("pixel_array")  # as of any object that hasn't got one yet
        if not self._is_drawing and self._is_read(camera) and self._comparison is not None:
            self._comparison.pixels_read()
        return vars(camera)["pixel_array"]

    def _is_read(self, camera: Camera) -> bool:
        """Whether one of the scene's cameras is asked for pixels, not only to put others there."""
        shown = getattr(self.camera, "image_mobjects_from_cameras", ())
        is_of_scene = camera is self.camera or any(each.camera is camera for each in shown)
        return is_of_scene and sys._getframe(2).f_code.co_name not in WRITING

    @contextmanager
    def _drawing(self) -> Iterator[None]:
        before, self._is_drawing = self._is_drawing, True
        try:
            yield
        finally:
            self._is_drawing = before

    def _compared(self) -> DrawingComparison | None:
        """Return who is told of the stage, if anybody is."""
        return None if self._leaps else self._comparison

    def _begins(self, scene: Scene, frames: range) -> None:
        super()._begins(scene, frames)
        if (told := self._compared()) is None:
            return
        self._witness.see_background()
        if not scene.is_current_animation_frozen_frame():
            shown = (*scene.static_mobjects, *_families(scene.moving_mobjects))
            self._witness.see(shown, self.n_frames)
            return
        self._witness.see(_everything(scene), self.n_frames)
        for frame in filter(told.compares, frames):
            told.stage_at(frame, self._witness.state)

    def _shows(self, scene: Scene) -> None:
        told = self._compared()
        if told is None or self.skip_animations:
            return
        is_compared, is_sample = told.compares(self.n_frames), self._is_sample(scene)
        if is_compared or is_sample:
            moving = _families(scene.moving_mobjects)
            self._witness.see(moving or _everything(scene), self.n_frames)
        if is_sample and self._has_own_camera:
            self._witness.see_pixels()
        if is_compared:
            told.stage_at(self.n_frames, self._witness.state)

    def _is_sample(self, scene: Scene) -> bool:
        """Whether to look at a frame within a chunk, which all processes must come through."""
        interval = max(1, int(self.camera.frame_rate / SAMPLES_A_SECOND))
        return not getattr(scene, "seekable", False) and self.n_frames % interval == 0

    def _steps(self, scene: Scene) -> bool:
        told = self._compared()
        return super()._steps(scene) or (told is not None and told.compares(self.n_frames))

    def _leave_static_out(self, scene: Scene) -> None:
        if self._draws_all:
            self.save_static_frame_data(scene, scene.static_mobjects)
        else:
            super()._leave_static_out(scene)

    def _leave_out(self, scene: Scene, mobjects: list[Mobject]) -> None:
        if self._draws_all:
            self.update_frame(scene, mobjects)
        else:
            super()._leave_out(scene, mobjects)

    @property
    def _draws_all(self) -> bool:
        """Whether to draw all that manim draws; a person's own camera may depend on it."""
        is_alone = self._comparison is not None and self._comparison.is_alone
        return self._take is not None and (self._has_own_camera or is_alone)

    @property
    def _has_own_camera(self) -> bool:
        """Whether a person's own class draws, or a function that was put in a method's place."""
        kind = type(self.camera)
        is_changed = any(callable(getattr(kind, name, None)) for name in vars(self.camera))
        return is_changed or not kind.__module__.startswith("manim.")

    def _leave_behind(self) -> None:
        with self._drawing():
            super()._leave_behind()

    def _pass_on(self, repeats: int, index: int, *, goes_on: bool = False) -> None:
        with self._drawing():
            super()._pass_on(repeats, index, goes_on=goes_on)


def _everything(scene: Scene) -> list[Mobject]:
    """Return all mobjects on the stage, with their families."""
    return _families((*scene.mobjects, *scene.foreground_mobjects))


def _families(mobjects: Iterable[Mobject]) -> list[Mobject]:
    """Return mobjects with their families as they are now, each once, as they are drawn."""
    found = {id(member): member for mobject in mobjects for member in mobject.get_family()}
    return list(found.values())


def _set_pixels(camera: Camera, pixels: Any) -> None:
    vars(camera)["pixel_array"] = pixels
