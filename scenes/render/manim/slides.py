"""Scenes of manim-slides, a plug-in that joins the files of a scene's animations to slides."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from manim import Scene
from manim._config.utils import ManimConfig

from gradreel.scenes.render.manim.sound import SoundFileWriter

JOINS: Final = "_save_slides"
"""The method that joins them, once the scene has been played."""
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
