"""Scenes that a person wrote for manim, in a Python file of their own."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Final

from manim import Scene, config
from manim._config.utils import ManimConfig
from manim.utils.module_ops import get_scene_classes_from_module

from gradreel.engine.errors import RequestError, WorkError, shorten, unknown
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.frame import CutMarks, Frame, FrameSelection, FrameSink, straight_alpha
from gradreel.scenes.render.manim.following import FollowingRenderer
from gradreel.scenes.render.manim.formulas import kept_formulas
from gradreel.scenes.render.manim.importing import Start, imported_files, looked_into, played
from gradreel.scenes.render.manim.manners import has_started, has_written
from gradreel.scenes.render.manim.seeking import changed_settings, private_settings
from gradreel.scenes.render.manim.settings import AS_FOUND, ManimSettings
from gradreel.scenes.render.manim.sound import SoundFileWriter
from gradreel.scenes.render.picture import Picture, exact_rate
from gradreel.scenes.render.processes import become_echo
from gradreel.scenes.render.sound import PlacedSound
from gradreel.scenes.render.targets import shown

JOINS: Final = "_save_slides"
"""The method that joins them, once the scene has been played."""
FIRST_AND_LAST: Final = ("from_animation_number", "upto_animation_number")
"""Manim's settings for which animations are drawn."""
GONE: Final = ("write_to_movie", "flush_cache")
"""Settings that version 5.7 of the plug-in asks for, and manim 0.22 has no more; they are off."""


def has_slides(scene: type[Scene]) -> bool:
    """Whether a class is one of manim-slides'."""
    return hasattr(scene, JOINS)


def hold_slides(scene: Scene, writer: SoundFileWriter, plays: Sequence[Path]) -> None:
    """Let the plug-in join a scene's animations where their files are there, and else not."""
    join = getattr(scene, JOINS, None)
    if join is None:
        return

    def join_when_drawn(**options: Any) -> None:
        if plays:
            noted, writer.partial_movie_files = writer.partial_movie_files, [*map(str, plays)]
            join(**options)
            writer.partial_movie_files = noted

    setattr(scene, JOINS, join_when_drawn)


@contextmanager
def older_settings(scene: type[Scene]) -> Iterator[None]:
    """Let manim's configuration take what the plug-in sets, for as long as its scene is played."""
    if not has_slides(scene):
        yield
        return
    settings: Any = ManimConfig
    kept = settings.max_files_cached
    missing = [name for name in GONE if not hasattr(settings, name)]
    for name in missing:
        setattr(settings, name, property(lambda _: False, lambda *_: None))
    unlimited = {math.inf: -1}  # which the plug-in says for what is -1 since manim 0.22
    settings.max_files_cached = kept.setter(
        lambda config, value: kept.fset(config, unlimited.get(value, value))
    )
    try:
        yield
    finally:
        settings.max_files_cached = kept
        for name in missing:
            delattr(settings, name)


@dataclass(frozen=True)
class Found:
    """A scene of a file.

    Attributes:
        name: its class.
        picture: what was asked for, or what the file's own settings (`config.pixel_width` and
            its like) make of it; as with manim they win.
        has_slides: whether it is one of manim-slides'.
    """

    name: str
    picture: Picture
    has_slides: bool


def look_into(
    path: Path, asked: Sequence[str], picture: Picture, settings: ManimSettings = AS_FOUND
) -> Found:
    """Import a file of scenes, and find the one that was asked for.

    Args:
        path: the file.
        asked: names of classes, of which the first is looked for, and all have to be there; none
            means the only scene that the file has.
        picture: what was asked for.
        settings: what else was chosen.

    Raises:
        RequestError: there is no such file or scene, or several and none was named, or they need
            manim's OpenGL renderer.
        WorkError: the file can't be imported.
    """
    with looked_into(Start(path, picture, settings)) as module:
        names = _names_in(module, path)
        found = _configured(picture)
        if found.transparent and found.matte is None:
            found = replace(found, matte=config.background_color.to_hex())
        name = _chosen(path, names, asked)
        slides = has_slides(_scenes(module)[name])
    return Found(name, found, slides)


def _configured(expected: Picture) -> Picture:
    """Return the picture that manim's configuration says, with an expected rate's exact value."""
    rate = config.frame_rate
    return Picture(
        config.pixel_width,
        config.pixel_height,
        expected.fps if rate == float(expected.fps) else exact_rate(rate),
        transparent=config.background_opacity < 1,
        matte=expected.matte,
    )


def scenes_of(path: Path, picture: Picture, settings: ManimSettings = AS_FOUND) -> tuple[str, ...]:
    """Import a file of scenes, and name them all.

    Raises:
        RequestError, WorkError: as for `look_into`.
    """
    with looked_into(Start(path, picture, settings)) as module:
        return _names_in(module, path)


def _names_in(module: ModuleType, path: Path) -> tuple[str, ...]:
    """Name a file's scenes.

    Raises:
        RequestError: it has none, though it may have stories on a figure.
    """
    if names := tuple(_scenes(module)):
        return names
    own = (each for each in vars(module).values() if isinstance(each, type))
    for each in own:
        if each.__module__ == module.__name__ and hasattr(each, "spans"):
            raise RequestError(
                f"{each.__name__} in {shown(path)} is drawn with Matplotlib; in a file of "
                "one's own only manim's scenes are drawn, so extend one of those"
            )
    raise RequestError(f"{shown(path)} has no scene: no class in it extends manim's Scene")


def _chosen(path: Path, names: Sequence[str], asked: Sequence[str]) -> str:
    if not asked and len(names) > 1:
        raise RequestError(
            shorten(f"{shown(path)} has several scenes; name one: {', '.join(names)}", 190)
        )
    for name in asked:
        if name not in names:
            raise unknown("scene", name, names)
    return (*asked, *names)[0]


@dataclass(frozen=True)
class UserJob:
    """One scene of a file, as data that any process which has the file can draw it from.

    Attributes:
        path: the file.
        name: the scene's class.
        settings: what was chosen of manim's.
        formulas: where formulas that were typeset are kept; nowhere when None.
        asked: what was asked for, before the file's own settings; what is drawn when None.
        animations: the first animation that is drawn, and the last, as with `manim render -n`.
        plays: files of all its animations, for manim-slides, when they are there.
    """

    is_foreign: ClassVar[bool] = True

    path: Path
    name: str
    settings: ManimSettings = AS_FOUND
    formulas: Path | None = None
    asked: Picture | None = None
    animations: tuple[int, ...] = ()
    plays: tuple[Path, ...] = ()

    def play(self, picture: Picture) -> None:
        """Play the scene without drawing it, and let it ask for all that it needs."""
        become_echo(is_one=False)
        self._scene.count(picture)

    def parts(self) -> "tuple[UserScene]":
        """Return the scene."""
        return (self._scene,)

    def files(self) -> Mapping[str, str]:
        """Return the file, and those of its user's that it has imported in this process."""
        return {**imported_files(), str(self.path): sha256_of(self.path) or ""}

    def has_written(self) -> bool:
        """Whether the scene has written a file in this process."""
        return has_written()

    def has_started(self) -> bool:
        """Whether the scene has started a program in this process."""
        return has_started()

    @cached_property
    def _scene(self) -> "UserScene":
        scene = UserScene(self.path, self.name, self.settings, self.formulas, self.asked)
        scene.animations, scene.plays = self.animations, self.plays
        return scene


class UserScene:
    """A part of a clip: a scene of a file, with the frames that manim makes of it.

    Every drawing begins from what importing the file leaves.

    Args:
        path: the file.
        name: the scene's class.
        settings: as for `UserJob`.
        formulas: as for `UserJob`.
        asked: as for `UserJob`.

    Attributes:
        captions: the sub-captions that the scene adds, once it has been played.
        sounds: likewise, what is heard.
        cuts: likewise, where it may be cut.
        animations: as for `UserJob`.
        plays: likewise.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        settings: ManimSettings = AS_FOUND,
        formulas: Path | None = None,
        asked: Picture | None = None,
    ) -> None:
        self.captions: Sequence[Caption] = ()
        self.sounds: Sequence[PlacedSound] = ()
        self.cuts = CutMarks()
        self.animations: tuple[int, ...] = ()
        self.plays: tuple[Path, ...] = ()
        self._path, self._name, self._settings = path, name, settings
        self._formulas, self._asked = formulas, asked

    def count(self, picture: Picture) -> int:
        """Play the scene without drawing it."""
        return self._play(FollowingRenderer(), picture)

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        """Play the scene and draw the owned frames.

        Where the last picture alone is wanted, it is drawn as `manim render -s` draws it: every
        animation is taken in one step.
        """

        def take_straight(frame: Frame) -> None:
            take(replace(frame, pixels=straight_alpha(frame.pixels)))

        sink = take_straight if picture.transparent else take
        return self._play(
            FollowingRenderer(sink, selection), picture, leap=not selection.wants_frames
        )

    def _play(self, renderer: FollowingRenderer, picture: Picture, *, leap: bool = False) -> int:
        start = Start(self._path, self._asked or picture, self._settings)
        with (
            played(start) as module,
            changed_settings(
                private_settings() | dict(zip(FIRST_AND_LAST, self.animations, strict=False))
            ),
            kept_formulas(self._formulas),
        ):
            self._check(picture)
            kind = _scenes(module)[self._name]
            with older_settings(kind):
                scene = kind()
                renderer.take_over(scene)
                hold_slides(scene, renderer.file_writer, self.plays)
                if leap:
                    renderer.leap()
                with renderer.reading_noticed():
                    scene.render()
        first = next(iter(self.animations), 0)
        if renderer.skip_animations and renderer.num_plays <= first:
            last = renderer.num_plays - 1
            raise RequestError(
                f"the last animation of {self._name} is {last}, and -n begins after it"
            )
        self._take_note(renderer.file_writer)
        return renderer.n_frames

    def _check(self, picture: Picture) -> None:
        if _configured(picture) != picture:
            raise WorkError(
                f"{shown(self._path)} sets another picture each time that it's imported; let it "
                "set the same"
            )

    def _take_note(self, writer: SoundFileWriter) -> None:
        self.sounds, self.cuts = tuple(writer.sounds), writer.cuts
        self.captions = tuple(
            Caption(each.start.total_seconds(), each.end.total_seconds(), each.content)
            for each in writer.subcaptions
        )


def _scenes(module: ModuleType) -> dict[str, type[Scene]]:
    return {each.__name__: each for each in get_scene_classes_from_module(module)}
