"""Scenes that a person wrote for manim, in a Python file of their own."""

import logging
import random
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from multiprocessing import parent_process
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from manim import Scene, config, logger, tempconfig
from manim.constants import RendererType
from manim.utils.module_ops import get_module, get_scene_classes_from_module

from gradreel import PROJECT
from gradreel.engine.errors import GradreelError, RequestError, WorkError, shorten, unknown
from gradreel.scenes.render.frame import Caption, Frame, FrameSink, straight_alpha
from gradreel.scenes.render.manim.files_read import (
    files_read,
    forget_changed,
    is_users,
    watch_files,
)
from gradreel.scenes.render.manim.formulas import kept_formulas
from gradreel.scenes.render.manim.seeking import (
    SeekingRenderer,
    SilentFileWriter,
    manim_settings,
    private_settings,
)
from gradreel.scenes.render.output.targets import check_scene_file, shown
from gradreel.scenes.render.owned import Owned
from gradreel.scenes.render.picture import Picture, exact_rate

LATEX: Final = {"latex", "pdflatex", "xelatex", "lualatex", "luatex", "dvisvgm"}
INTERACTIVE: Final = {"check_interactive_embed_is_valid", "interactive_embed", "interact", "embed"}
CHECKOUT: Final = PROJECT.parent.resolve() if (PROJECT / "scenes").is_symlink() else None
"""The folder with gradreel and the folders that it links to, where it isn't installed as a copy."""

_imported_before: set[str] = set()


@dataclass(frozen=True)
class Found:
    """A scene of a file.

    Attributes:
        name: its class.
        picture: what was asked for, or what the file's own settings (`config.pixel_width` and
            its like) make of it; as with manim they win.
        inputs: the files that were read to find it, with their SHA-256.
    """

    name: str
    picture: Picture
    inputs: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        size = [self.picture.width, self.picture.height]
        picture = [*size, str(Fraction(self.picture.fps)), self.picture.transparent]
        return {"name": self.name, "picture": picture, "inputs": dict(self.inputs)}


def look_into(path: Path, asked: Sequence[str], picture: Picture, seed: int | None = None) -> Found:
    """Import a file of scenes, and find the one that was asked for.

    Args:
        path: the file.
        asked: names of classes, of which the first is looked for, and all have to be there; none
            means the only scene that the file has.
        picture: what was asked for.
        seed: where random numbers start.

    Raises:
        RequestError: there is no such file or scene, or several and none was named, or they need
            manim's OpenGL renderer.
        WorkError: the file can't be imported.
    """
    with _imported(path, picture, seed) as module:
        names = list(_scenes(module))
        rate = config.frame_rate
        found = Picture(
            config.pixel_width,
            config.pixel_height,
            picture.fps if rate == float(picture.fps) else exact_rate(rate),
            transparent=config.background_opacity < 1,
        )
    return Found(_chosen(path, names, asked), found, files_read())


def _chosen(path: Path, names: Sequence[str], asked: Sequence[str]) -> str:
    if not names:
        raise RequestError(f"{shown(path)} has no scene: no class in it extends manim's Scene")
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
        seed: where `random` and `numpy.random` start, as with `manim render --seed`. None means
            what manim's configuration says, or 0.
        formulas: where formulas that were typeset are kept; nowhere when None.
    """

    path: Path
    name: str
    seed: int | None = None
    formulas: Path | None = None

    def parts(self) -> "tuple[UserScene]":
        """Return the scene."""
        return (self._scene,)

    def inputs(self) -> Mapping[str, str]:
        """Return the modules and files of its user's that this process has read."""
        return files_read()

    def captions(self, part: int) -> Sequence[Caption]:
        """Return the sub-captions that the scene adds."""
        return self.parts()[part].captions

    @cached_property
    def _scene(self) -> "UserScene":
        return UserScene(self.path, self.name, self.seed, self.formulas)


class UserScene:
    """A part of a clip: a scene of a file, with the frames that manim makes of it.

    The file is imported anew for every drawing, so that each begins from the same state.

    Args:
        path: the file.
        name: the scene's class.
        seed: as for `UserJob`.
        formulas: as for `UserJob`.
    """

    def __init__(
        self, path: Path, name: str, seed: int | None = None, formulas: Path | None = None
    ) -> None:
        self.captions: tuple[Caption, ...] = ()
        self._path, self._name, self._seed, self._formulas = path, name, seed, formulas

    def count(self, picture: Picture) -> int:
        """Play the scene without drawing it."""
        return self._play(SeekingRenderer(), picture)

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        """Play the scene and draw the owned frames.

        Where the last picture alone is wanted, it is drawn as `manim render -s` draws it: every
        animation is taken in one step.
        """

        def take_straight(frame: Frame) -> None:
            take(replace(frame, pixels=straight_alpha(frame.pixels)))

        sink = take_straight if picture.transparent else take
        return self._play(SeekingRenderer(sink, owned), picture, leap=not owned.wants_frames)

    def _play(self, renderer: SeekingRenderer, picture: Picture, *, leap: bool = False) -> int:
        with (
            _imported(self._path, picture, self._seed) as module,
            tempconfig(private_settings()),
            kept_formulas(self._formulas),
        ):
            scene = _scenes(module)[self._name]()
            renderer.take_over(scene)
            if leap:
                renderer.leap()
            scene.render()
        self._take_note(renderer.file_writer)
        return renderer.n_frames

    def _take_note(self, writer: SilentFileWriter) -> None:
        if writer.has_sound and logger.isEnabledFor(logging.WARNING):
            sys.stderr.write(f"gradreel: {self._name} adds sound, which is left out\n")
        self.captions = tuple(
            Caption(each.start.total_seconds(), each.end.total_seconds(), each.content)
            for each in writer.subcaptions
        )


def _scenes(module: ModuleType) -> dict[str, type[Scene]]:
    return {each.__name__: each for each in get_scene_classes_from_module(module)}


@contextmanager
def _imported(path: Path, picture: Picture, seed: int | None) -> Iterator[ModuleType]:
    """Import a file as manim does, under manim's settings for a picture, for as long as it lasts.

    What the file prints goes to standard error, as it does in children already, and what it
    raises becomes one line.
    """
    check_scene_file(path)
    watch_files()
    _forget_old_imports()
    output = sys.stderr if parent_process() is None else sys.stdout
    with (
        _module_path(),
        manim_settings(picture, seed),
        redirect_stdout(output),
        _told_in_one_line(path),
    ):
        config.input_file = path.absolute()
        random.seed(config.seed)
        np.random.seed(config.seed)  # noqa: NPY002, for what the file draws before its scene begins
        module = get_module(path.absolute())
        if config.renderer != RendererType.CAIRO:
            raise RequestError(
                f"{shown(path)} asks for manim's OpenGL renderer; only Cairo scenes are drawn"
            )
        yield module


@contextmanager
def _module_path() -> Iterator[None]:
    """Take a checkout of gradreel off the module path, and put all back; note what is imported.

    A file may import packages of its user's called `engine`, `scenes` or `assets`. Where those
    have no `__init__.py`, the checkout's would win, however far behind it is on the path.
    """
    places, known = list(sys.path), set(sys.modules)
    sys.path[:] = [place for place in places if Path(place).resolve() != CHECKOUT]
    try:
        yield
    finally:
        sys.path[:] = places
        _imported_before.update(sys.modules.keys() - known)


def _forget_old_imports() -> None:
    """Let what a file imported be imported anew in a process that had it before it changed."""
    if not forget_changed():
        return
    for name in _imported_before:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and is_users(file):
            del sys.modules[name]


@contextmanager
def _told_in_one_line(path: Path) -> Iterator[None]:
    try:
        yield
    except GradreelError:
        raise
    except (Exception, SystemExit) as error:
        place = _place(path, error)
        if isinstance(error, SystemExit) and place is None:
            raise  # a signal, not the file
        raise WorkError(_line(path, place, error)) from error


def _place(path: Path, error: BaseException) -> tuple[Path, int] | None:
    """Find the line, in the file or beside it, that an error comes from."""
    if isinstance(error, SyntaxError) and error.filename and _is_own(path, Path(error.filename)):
        return Path(error.filename), error.lineno or 1
    steps = traceback.extract_tb(error.__traceback__)
    own = [step for step in steps if _is_own(path, Path(step.filename))]
    return (Path(own[-1].filename), own[-1].lineno or 1) if own else None


def _is_own(path: Path, other: Path) -> bool:
    """Whether a file is what is rendered, or beside it and not of gradreel or a library."""
    beside = other.is_relative_to(path.absolute().parent) and is_users(str(other))
    return beside or other == path.absolute()


def _line(path: Path, place: tuple[Path, int] | None, error: BaseException) -> str:
    file, number = place or (path, 0)
    name = path if file == path.absolute() else Path(file.name)
    where = f"{shown(name)}, line {number}" if number else shown(name)
    return shorten(f"{where}: {_reason(error)}", 190)


def _reason(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SystemExit):
        return "the file ends the program there; nothing was drawn"
    if steps and steps[-1].name in INTERACTIVE and isinstance(error, AssertionError):
        return f"{steps[-1].name}() needs manim's OpenGL window; leave it out"
    if isinstance(error, FileNotFoundError) and error.filename in LATEX:
        return f"its formula needs LaTeX, and there is no {error.filename}; install it"
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(f"{type(error).__name__}: {text}".removesuffix(": ").split())
