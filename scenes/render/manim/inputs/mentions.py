"""What a person's source mentions: files that only a library in C may open, and its arguments."""

import os
from collections.abc import Iterator
from types import CodeType
from typing import Final

from gradreel.scenes.render.cache.questions import answer
from gradreel.scenes.render.manim.inputs.record import note_mentioned, note_said, note_unseen

LONGEST: Final = 255  # of a file's name
ARGUMENTS: Final = frozenset({"argv", "orig_argv", "parse_args", "parse_known_args"})


def note_mentions(code: CodeType, file: str) -> None:
    """Take note of what a source's code mentions.

    Args:
        code: of a module, with that of its functions.
        file: the source.
    """
    for each in _codes(code):
        if not ARGUMENTS.isdisjoint(each.co_names):
            note_said("arguments", answer("arguments"))
        if {"sys", "stdin"}.issubset(each.co_names):
            note_unseen("input")
        for text in _texts(each.co_consts):
            for path in _paths(text, file):
                note_mentioned(path)


def _paths(text: str, file: str) -> Iterator[str]:
    """Give the paths that a text may mean; as a part of an f-string it may begin with a slash."""
    for folder in (os.getcwd(), os.path.dirname(file)):  # noqa: PTH109, PTH120
        yield os.path.normpath(f"{folder}/{text}")
    if text.startswith(os.sep):
        yield os.path.normpath(text)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _texts(constants: object) -> Iterator[str]:
    if isinstance(constants, str):
        if 0 < len(constants) <= LONGEST and constants.isprintable():
            yield constants
    elif isinstance(constants, tuple | frozenset):
        for each in constants:
            yield from _texts(each)
