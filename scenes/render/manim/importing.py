"""Imports a file that a person wrote for manim, once in each process, as manim does.

A file may change what it finds: it halves manim's frame rate, swaps its width and height, or wraps
one of its functions. Done twice that is something else. So a process that has looked into a file
keeps what the import left, and the processes that are forked from it begin there.
"""

import os
import random
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from manim import TexTemplate, config
from manim.constants import RendererType
from manim.utils.module_ops import get_module

from gradreel import PROJECT
from gradreel.engine.errors import RequestError
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.manim.faults import told_in_one_line
from gradreel.scenes.render.manim.manners import (
    end_turn,
    forget_changed,
    is_users,
    listening,
    note_read,
    share,
)
from gradreel.scenes.render.manim.seeking import changed_settings, manim_settings
from gradreel.scenes.render.manim.settings import AS_FOUND, ManimSettings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.targets import check_scene_file, shown

CHECKOUT: Final = PROJECT.parent.resolve() if (PROJECT / "scenes").is_symlink() else None
"""The folder with gradreel and the folders that it links to, where it isn't installed as a copy."""


@dataclass(frozen=True)
class Start:
    """What a file is imported under.

    Attributes:
        path: the file.
        picture: what was asked for, before the file's own settings.
        settings: what else was chosen.
    """

    path: Path
    picture: Picture
    settings: ManimSettings = AS_FOUND


@dataclass(frozen=True)
class _Import:
    """What importing a file has left in this process.

    Attributes:
        start: what it was imported under.
        module: the file's module.
        settings: manim's configuration, but for
        template: its template for formulas, which it keeps beside the others.
        places: the module path.
        numbers: where the random numbers of Python and of NumPy have come to.
    """

    start: Start
    module: ModuleType
    settings: dict[str, Any]
    template: TexTemplate | None
    places: list[str]
    numbers: tuple[Any, Any]


OPEN_FILES: Final = "/dev/fd"

_kept: list[_Import] = []
_imported_before: set[str] = set()


@contextmanager
def looked_into(start: Start) -> Iterator[ModuleType]:
    """Give a file's module, imported anew or kept, with manim's settings as the file wants them.

    What it left is kept for the first play, here or in each process that is forked from this one.
    """
    with _imported(start) as module:
        yield module


@contextmanager
def played(start: Start) -> Iterator[ModuleType]:
    """Give a file's module for one play, which may change it: the next one gets a new one."""
    with _imported(start) as module:
        _kept.clear()
        yield module


@contextmanager
def _imported(start: Start) -> Iterator[ModuleType]:
    """Give a file's module under manim's settings for a picture, for as long as it lasts.

    What the file prints goes to standard error, as it does in children already, and what it
    raises becomes one line.
    """
    check_scene_file(start.path)
    if forget_changed() or not (_kept and _kept[0].start == start):
        _kept.clear()
    output = sys.stderr if parent_process() is None else sys.stdout
    with (
        _module_path(),
        _chosen(start.settings),
        manim_settings(start.picture, start.settings.seed, config.background_opacity),
        redirect_stdout(output),
        told_in_one_line(start.path),
        listening(),
    ):
        share(config.get_dir("media_dir"))
        module = _restored(_kept[0]) if _kept else _import(start)
        share(config.get_dir("media_dir"))
        end_turn()
        yield module


@contextmanager
def _chosen(settings: ManimSettings) -> Iterator[None]:
    """Let manim's configuration say what was chosen, and put all of it back.

    Raises:
        RequestError: a file of settings can't be followed.
    """
    with changed_settings({}):
        if settings.config_file is not None:
            try:
                config.digest_file(settings.config_file)
            except (ValueError, LookupError) as error:
                raise RequestError(f"{shown(settings.config_file)}: {error}") from error
        if settings.tex_template is not None:
            config.tex_template = TexTemplate.from_file(settings.tex_template)
        if config.renderer != RendererType.CAIRO:
            raise RequestError(
                "manim.cfg asks for manim's OpenGL renderer; only Cairo scenes are drawn"
            )
        yield


def _import(start: Start) -> ModuleType:
    """Import a file, and keep what that leaves, unless a forked process would lack some of it."""
    before = _threads_and_files()
    module = _imported_anew(start.path)
    end_turn()
    for file in _own_files():
        note_read(file)
    if _threads_and_files() == before:
        _kept.append(_as_it_is(start, module))
    return module


def _threads_and_files() -> tuple[int, list[str]]:
    """Count what a fork doesn't get, and name what it shares: where a file has been read to."""
    return threading.active_count(), sorted(os.listdir(OPEN_FILES))  # noqa: PTH208, two are few


def _imported_anew(path: Path) -> ModuleType:
    _forget_imports()
    config.input_file = path.absolute()
    random.seed(config.seed)
    np.random.seed(config.seed)  # noqa: NPY002, for what the file draws before its scene begins
    module = get_module(path.absolute())
    if config.renderer != RendererType.CAIRO:
        raise RequestError(
            f"{shown(path)} asks for manim's OpenGL renderer; only Cairo scenes are drawn"
        )
    return module


def _as_it_is(start: Start, module: ModuleType) -> _Import:
    numbers = random.getstate(), np.random.get_state()  # noqa: NPY002, what scenes draw from
    template = vars(config).get("_tex_template")
    return _Import(start, module, dict(config._d), template, list(sys.path), numbers)


def _restored(kept: _Import) -> ModuleType:
    """Let the process be as the import has left it."""
    config._d.update(kept.settings)
    if kept.template is not None:
        config.tex_template = kept.template
    sys.path[:] = kept.places
    random.setstate(kept.numbers[0])
    np.random.set_state(kept.numbers[1])  # noqa: NPY002, the state that scenes draw from
    return kept.module


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


def imported_files() -> Mapping[str, str]:
    """Return the files of a person's own that are imported now, with their SHA-256."""
    return {path: digest for path in _own_files() if (digest := sha256_of(path))}


def _own_files() -> list[str]:
    found = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return sorted({os.path.abspath(path) for path in found if path and is_users(path)})  # noqa: PTH100


def _forget_imports() -> None:
    """Let what a file imported be imported anew: it may have changed, or change manim's settings.

    What is compiled isn't, as most of that can be loaded but once.
    """
    for name in _imported_before:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and file.endswith(".py") and is_users(file):
            del sys.modules[name]
