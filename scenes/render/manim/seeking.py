"""A Cairo renderer for manim that draws only the frames it is asked for, with manim's own bits."""

import atexit
import ctypes
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final

import numpy as np
from manim import (
    Animation,
    Camera,
    Mobject,
    MultiCamera,
    Scene,
    ThreeDCamera,
    config,
    logger,
)
from manim._config import error_console
from manim._config.render_session import RenderSessionSpec
from manim.constants import RendererType
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import _SceneFileWriterSettings
from manim.utils.exceptions import EndSceneEarlyException
from manim.utils.iterables import list_update
from manimpango import cmanimpango
from rich.logging import RichHandler

from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.render.frame import UNDRAWN, Frame, FrameSelection, FrameSink, Only
from gradreel.scenes.render.manim.digest import BACKGROUND, FrameDigests
from gradreel.scenes.render.manim.guards import Original
from gradreel.scenes.render.manim.manners import end_turn
from gradreel.scenes.render.manim.shortcuts import shortcuts
from gradreel.scenes.render.manim.sound import SoundFileWriter
from gradreel.scenes.render.picture import Picture

RENDERER: Final = "manim.renderer.cairo_renderer:CairoRenderer"
PLAYING: Final = (
    Original(f"{RENDERER}.__init__", "356ca07692e7f922"),
    Original(f"{RENDERER}.init_scene", "aab9b913e57bb02f"),
    Original(f"{RENDERER}.play", "cfce2a4d7aef272a"),
    Original(f"{RENDERER}.freeze_current_frame", "da22a02089173f17"),
    Original(f"{RENDERER}.update_frame", "1149ec8fa5a1418a"),
    Original(f"{RENDERER}.scene_finished", "734f4aa531e189ac"),
    Original("manim:Scene.__init__", "13503462d6800140"),
    Original("manim:Scene.play_internal", "a2fe4550010522e2"),
    Original("manim:Scene.get_time_progression", "0e88b23e955421a3"),
    Original("manim:Camera.cache_cairo_context", "559ec345be7d721b"),
    Original("manim:ThreeDCamera.capture_mobjects", "11e17b652cb96bcb"),
    Original("manim:MultiCamera.capture_mobjects", "5ebd75940cc4bd6d"),
    Original("manim._config.utils:ManimConfig.update", "df26320365cf44a8"),
    Original("manim.scene.scene_file_writer:SceneFileWriter.add_sound", "3afee60fe311aaa3"),
    Original("manim.scene.scene_file_writer:SceneFileWriter.add_audio_segment", "0d67be5b65f2dd55"),
)
"""What of manim the renderer here does itself or relies on; there is no other way to seek."""


def _renew_font_map() -> None:
    """Let Pango draw texts in a process that is forked from one where it has drawn some before.

    Pango asks a thread of its own for fonts. A forked process has the font map but not that thread,
    and would wait for it for ever at the first text in another font. So it gets a map of its own.
    """
    pango = ctypes.CDLL(cmanimpango.__file__)  # the very library that manim draws texts with
    pango.pango_cairo_font_map_set_default(None)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_font_map)


class SeekingRenderer(CairoRenderer):
    """Plays a scene as manim does, but draws the owned frames only.

    A frame is what manim shows after `scene.update_to_time(i / fps)`. A scene that declares
    `seekable = True` promises that this doesn't depend on the frames before; there, frames that
    aren't owned cost nothing. Any other scene is updated at every frame, and only the drawing is
    left out.

    Args:
        take: called with each drawn frame, its pixels as Cairo draws them. None counts the frames
            and draws nothing.
        selection: the frames to draw, and whether to draw what the scene leaves at its end, as a
            frame of length 0. Where the last of them is known, the scene ends after it.
    """

    def __init__(
        self, take: FrameSink | None = None, selection: FrameSelection | None = None
    ) -> None:
        no_camera_yet: Any = object
        super().__init__(file_writer_class=SoundFileWriter, camera_class=no_camera_yet)
        self.n_frames = 0
        self._take = take
        self._owned = selection or Only(())
        self._digests: FrameDigests | None = None
        self._digest_below: bytes | None = BACKGROUND
        self._digest: bytes | None = None
        self._draws_below, self._is_drawn = False, True
        self._undrawn: list[Mobject] = []

    def take_over(self, scene: Scene) -> None:
        """Take the place of the renderer that a scene made for itself, before it is rendered."""
        before = scene.renderer
        if not isinstance(before, CairoRenderer):
            raise TypeError("only a Cairo renderer can be replaced")
        self.camera, self._is_transparent = before.camera, config.transparent
        self._original_skipping_status = before._original_skipping_status
        super().init_scene(scene, scene.session_spec, scene.file_writer_settings)
        self.file_writer.sections = before.file_writer.sections
        scene.renderer = self

    def leap(self) -> None:
        """Take every animation in one step, as manim does for the last picture alone."""
        self._original_skipping_status = True

    def init_scene(
        self,
        scene: Scene,
        session_spec: RenderSessionSpec,
        file_writer_settings: _SceneFileWriterSettings,
    ) -> None:
        """Build the camera that the scene asks for; manim does so in the scene's place."""
        self.camera, self._is_transparent = scene.camera_class(), config.transparent
        super().init_scene(scene, session_spec, file_writer_settings)

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play animations, as `CairoRenderer.play` does without its cache and its files."""
        end_turn()
        self.skip_animations = self._original_skipping_status
        self.update_skipping_status()
        scene.compile_animation_data(*args, **kwargs)
        if self.skip_animations:
            self.time += scene.duration
        scene.begin_animations()
        first = self.n_frames
        if scene.is_current_animation_frozen_frame():
            self._hold(scene)
        else:
            self._move(scene)
        self.file_writer.note_play(None if self.skip_animations else range(first, self.n_frames))
        self.num_plays += 1

    def scene_finished(self, scene: Scene) -> None:
        """Draw what the scene leaves at its end; a scene that shows nothing before is one frame."""
        if not self.n_frames:
            if self._take is not None and 0 in self._owned:
                self._draw_end(scene, 1)
            self.n_frames = 1
        if self._take is not None and self._owned.takes_end():
            self._draw_end(scene, 0)

    def update_frame(
        self,
        scene: Scene,
        mobjects: Iterable[Mobject] | None = None,
        include_submobjects: bool = True,
        ignore_skipping: bool = True,
        **kwargs: Any,
    ) -> None:
        """Draw the scene; where the background is left out, its colour must not shine through.

        Where digests are wanted it takes that of the picture; then it draws what is lacking by it.
        """
        background = self.camera.background
        if self._is_transparent and background is not None:
            background[background[..., 3] == 0] = 0
        if self._owned.digests:
            shown = mobjects or list_update(scene.mobjects, scene.foreground_mobjects)
            self._digest = self._digests_of(scene).of(self.camera, shown, self._digest_below)
        self._is_drawn = self._draws_below or (
            self._owned.lacks(self._digest) and self._has_below(scene)
        )
        if self._is_drawn:
            super().update_frame(scene, mobjects, include_submobjects, ignore_skipping, **kwargs)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Mobject]) -> Any:
        """Draw what stands still during a play, and take its digest as that of what is below.

        Where frames may not be drawn it is drawn with the first that is.
        """
        self._forget_static()
        mobjects = list(static_mobjects)
        if mobjects and not self._owned.draws:
            self._digest_below = self._digests_of(scene).of(self.camera, mobjects)
        if self._digest_below and mobjects:
            self._undrawn = mobjects
        else:
            self._digest_below = self._draw_below(scene, mobjects)
        return self.static_image

    def _draw_below(self, scene: Scene, mobjects: list[Mobject]) -> bytes | None:
        """Draw what stands still, and return its digest."""
        self._digest_below, self._draws_below = BACKGROUND, True
        super().save_static_frame_data(scene, mobjects)
        self._draws_below = False
        return self._digest if mobjects else BACKGROUND

    def _has_below(self, scene: Scene) -> bool:
        """Draw what stands still, where that was put off; whether it is as it was then."""
        if not self._undrawn:
            return True
        digest, below = self._digest, self._digest_below
        is_same = self._draw_below(scene, self._undrawn) == below
        self._digest, self._digest_below = digest if is_same else None, below
        if is_same:
            self._undrawn = []
        return is_same

    def _digests_of(self, scene: Scene) -> FrameDigests:
        if self._digests is None:
            self._digests = FrameDigests(is_sought=getattr(scene, "seekable", False))
        return self._digests

    def _forget_static(self) -> None:
        self.static_image, self._digest_below, self._undrawn = None, BACKGROUND, []

    def _hold(self, scene: Scene) -> None:
        frames = 0 if self.skip_animations else int(scene.duration / self._frame_time)
        self._begins(scene, self._next(frames))
        is_shown = self._is_drawn = False
        for run in self._owned.runs(self._next(frames)) if self._take else ():
            if not self._is_drawn:
                self.save_static_frame_data(scene, scene.static_mobjects)
                self.update_frame(scene, scene.moving_mobjects)
            is_shown = True
            self._pass_on(len(run), run.start, goes_on=run.start > self.n_frames)
        if not is_shown:
            self._leave_static_out(scene)
            self._leave_out(scene, scene.moving_mobjects)
        self._advance(frames)

    def _move(self, scene: Scene) -> None:
        animations: list[Animation] = scene.animations or []
        scene.duration = scene.get_run_time(animations)
        times = self._times(scene)
        frames = 0 if self.skip_animations else len(times)
        self._begins(scene, self._next(frames))
        if self._may_draw(frames):
            self.save_static_frame_data(scene, scene.static_mobjects)
        else:
            self._leave_static_out(scene)
        self._go_through(scene, times)
        for animation in animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        if not self.skip_animations:
            scene.update_mobjects(0)
        self._forget_static()

    def _go_through(self, scene: Scene, times: list[float]) -> None:
        stop = scene.stop_condition
        for time in times:
            mine = self._may_draw(1) and self.n_frames in self._owned
            if mine or time == times[-1] or stop is not None or self._steps(scene):
                scene.update_to_time(time)
            self._shows(scene)
            if mine:
                self.update_frame(scene, scene.moving_mobjects)
                self._pass_on(1, self.n_frames)
            else:
                self._leave_out(scene, scene.moving_mobjects)
            self._advance(0 if self.skip_animations else 1)
            if stop is not None and stop():
                break

    def _begins(self, scene: Scene, frames: range) -> None:
        """Called when a play begins: it says which frames it may have; a section is new."""
        del scene
        if not self.file_writer.sections[-1].partial_movie_files:
            self._owned.follows(frames[:0])
        self._owned.follows(frames)

    def _shows(self, scene: Scene) -> None:
        """Called when the next frame is there to be drawn, unless it stands since before."""

    def _times(self, scene: Scene) -> list[float]:
        if self.skip_animations and scene.stop_condition is None:
            return [scene.duration]
        times: list[float] = np.arange(0, scene.duration, 1 / config.frame_rate).tolist()
        return times

    def _steps(self, scene: Scene) -> bool:
        may_skip = self._owned.is_hasty or getattr(scene, "seekable", False)
        return self._take is not None and not may_skip

    def _leave_static_out(self, scene: Scene) -> None:
        self._forget_static()
        if scene.static_mobjects:
            self._leave_out(scene, scene.static_mobjects)

    def _leave_out(self, scene: Scene, mobjects: list[Mobject]) -> None:
        """Leave in the camera what drawing would have left there."""
        if self._take is None:
            return
        if self._draws_first():
            self.update_frame(scene, mobjects)
        elif self._steps(scene):
            self._leave_behind()

    def _draws_first(self) -> bool:
        """Whether the next picture is the first: a camera keeps the view of it for good."""
        keeps = type(self.camera).cache_cairo_context is Camera.cache_cairo_context
        return keeps and not self.camera.pixel_array_to_cairo_context

    def _leave_behind(self) -> None:
        if isinstance(self.camera, ThreeDCamera):
            self.camera.reset_rotation_matrix()
        if isinstance(self.camera, MultiCamera):
            self.camera.update_sub_cameras()

    def _next(self, frames: int) -> range:
        return range(self.n_frames, self.n_frames + frames)

    def _may_draw(self, frames: int) -> bool:
        """Whether any of the next frames may be drawn."""
        may = self._take is not None and not self.skip_animations
        return may and self._owned.any_of(self._next(frames))

    def _draw_end(self, scene: Scene, repeats: int) -> None:
        self._forget_static()
        self.update_frame(scene)
        self._pass_on(repeats, 0 if repeats else self.n_frames)

    def _pass_on(self, repeats: int, index: int, *, goes_on: bool = False) -> None:
        if self._take is not None:
            pixels: Any = self.camera.pixel_array if self._is_drawn else UNDRAWN
            self._take(Frame(pixels, repeats, index, goes_on, self._digest))

    def _advance(self, frames: int) -> None:
        self.n_frames += frames
        self.time += frames * self._frame_time
        if self._owned.last is not None and self.n_frames > self._owned.last:
            raise EndSceneEarlyException

    @property
    def _frame_time(self) -> float:
        return 1 / self.camera.frame_rate


@contextmanager
def changed_settings(settings: Mapping[str, Any]) -> Iterator[None]:
    """Change manim's configuration, and put all of it back, as manim's `tempconfig` does.

    The renderer is set where it is another one only: that gives hundreds of classes their bases
    anew, which takes as long as drawing several frames.
    """
    before, renderer = config.copy(), config.renderer
    config.update({key: value for key, value in settings.items() if value is not renderer})
    try:
        yield
    finally:
        if config.renderer != renderer:
            config.renderer = renderer
        config._d.update(before._d)
        config.tex_template = before.tex_template


@contextmanager
def manim_settings(
    picture: Picture, seed: int | None = None, opacity: float = 1.0
) -> Iterator[None]:
    """Set manim's configuration for a picture, and put all of it back.

    Random numbers start from the seed that is given, or that manim's configuration has, or else
    from 0, so that every drawing of a scene is the same.
    """
    settings = {
        "renderer": RendererType.CAIRO,
        "pixel_width": picture.width,
        "pixel_height": picture.height,
        "frame_rate": float(picture.fps),
        "background_opacity": 0.0 if picture.transparent else opacity,
        "seed": seed if seed is not None else config.seed or 0,
        **private_settings(),
    }
    with changed_settings(settings), _warnings_to_standard_error(), shortcuts():
        yield


def private_settings() -> dict[str, Any]:
    """Return what manim's configuration must say whatever a scene's file puts there.

    Texts and formulas are cached in a folder of this process: manim rewrites cached files, so two
    processes that shared them would now and then read half a file. `media_dir` stays what it is, as
    plug-ins keep there what takes them long.
    """
    folder = _folder_of_texts(os.getpid())
    return {
        "text_dir": f"{folder}/texts",
        "tex_dir": f"{folder}/Tex",
        "dry_run": True,
        "progress_bar": "none",
        "log_to_file": False,
        "preview": False,
        "live_preview": False,
        "enable_gui": False,
        "show_in_file_browser": False,
    }


@contextmanager
def _warnings_to_standard_error() -> Iterator[None]:
    level = logger.level
    handlers = [each for each in logger.handlers if isinstance(each, RichHandler)]
    consoles = [handler.console for handler in handlers]
    logger.setLevel(max(level, logging.WARNING))
    for handler in handlers:
        handler.console = error_console
    try:
        yield
    finally:
        logger.setLevel(level)
        for handler, console in zip(handlers, consoles, strict=True):
            handler.console = console


@cache
def _folder_of_texts(process: int) -> Path:
    del process  # a forked worker gets a folder of its own
    folder = TemporaryFolder(Path(gettempdir()))
    atexit.register(folder.close)
    return folder.path
