"""Texts and formulas that a build has read, kept for those after it.

Manim writes each as an SVG and reads that back glyph by glyph, which takes longer than all else of
a build that only has to come to one picture. The process that builds are forked from runs no code
of a person's: so it reads what they have read, and the next ones copy that.
"""

from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from manim import MarkupText, MathTex, SingleStringMathTex, SVGMobject, Tex, Text

from gradreel.scenes.render.manim.shortcuts import (
    SVGElements,
    read_svg_elements,
    shortcuts,
    svg_reader,
)

KINDS: Final = (Text, MarkupText, SingleStringMathTex, MathTex, Tex)
"""What reads an SVG as `SVGMobject` does."""
FOLDER: Final = "texts"
MOST: Final = 150
"""How many are kept: a sentence takes 0.8 MB."""
CONFIGS: Final[tuple[dict[str, bool], ...]] = (
    {},
    {"should_subdivide_sharp_curves": True, "should_remove_null_curves": True},
)
"""What texts say of how their paths are read, and formulas."""


class Texts:
    """What was read, by digests of how and of what."""

    def __init__(self) -> None:
        self._known: dict[str, SVGElements] = {}
        self._classes: dict[type, Mapping[str, Any]] = {}
        self._lacking: dict[str, bytes] = {}

    def serve(self, folder: Path) -> None:
        """Let manim take what is known in this process, and note in a folder what it reads."""
        texts = folder / FOLDER
        with suppress(OSError):  # a full disk, as others will tell
            texts.mkdir()

        def read(mobject: SVGMobject, source: bytes) -> SVGElements:
            if type(mobject) not in KINDS or mobject.path_string_config not in CONFIGS:
                return read_svg_elements(mobject, source)
            how = CONFIGS.index(mobject.path_string_config)
            name = sha256(noted := bytes([how]) + source).hexdigest()
            known = self._known.get(name) if self._is_manim_as_it_was() else None
            made = read_svg_elements(mobject, source) if known is None else deepcopy(known)
            with suppress(OSError):
                (texts / name).write_bytes(noted)
            return made

        svg_reader.set(read)

    def _is_manim_as_it_was(self) -> bool:
        """Whether the classes are those that were read with: a person's source may change them."""
        return all(vars(each) == before for each, before in self._classes.items())

    def note(self, folder: Path, *, is_whole: bool) -> None:
        """Take note of what a build has read, before its folder goes.

        Args:
            folder: the build's.
            is_whole: whether it has read all that the clip needs, so that others are forgotten.
        """
        texts = folder / FOLDER
        read = {each.name: each for each in texts.iterdir()} if texts.is_dir() else {}
        if is_whole:
            for name in self._known.keys() - read:
                del self._known[name]
            self._lacking.clear()
        for name in sorted(read.keys() - self._known)[: MOST - len(self._known)]:
            self._lacking[name] = read[name].read_bytes()

    @property
    def is_lacking(self) -> bool:
        """Whether there is something to learn."""
        return bool(self._lacking)

    def learn(self) -> None:
        """Read one of those that were noted."""
        name, noted = self._lacking.popitem()
        reader = SVGMobject.__new__(SVGMobject)
        reader.path_string_config = CONFIGS[noted[0]]
        with shortcuts():
            self._known[name] = elements = read_svg_elements(reader, noted[1:])
            used = {type(each) for each in (reader, *elements[0], *elements[1].values())}
            for each in {base for kind in used for base in kind.__mro__} - self._classes.keys():
                self._classes[each] = dict(vars(each))
