"""Keyword arguments as the words of a command line, which checks them as it checks its own."""

import os
from collections.abc import Mapping, Sequence
from numbers import Number
from typing import Any

import click

from gradreel.engine.errors import RequestError, unknown
from gradreel.scenes.cli.command import flag_name
from gradreel.scenes.cli.spellings import listed, option_named

NO_LISTS = (str, bytes, bytearray, memoryview)
"""Sequences that stand for one thing."""


def words_of(command: click.Command, given: Mapping[str, Any]) -> list[str]:
    """Write keyword arguments as a command line has them.

    Args:
        command: whose options they are.
        given: values by the options' names, hyphens being underscores; None for what isn't given.

    Raises:
        RequestError: there is no such option, or a value is of a kind that no option takes.
    """
    known = _options(command)
    words: list[str] = []
    for name, value in given.items():
        flag = flag_name(option_named(name))
        if flag not in known:
            names = {each[2:].replace("-", "_") for each in known}
            raise unknown("argument", name, names)
        if value is not None:
            words += _words(name, flag, known[flag], value)
    return words


def _options(command: click.Command) -> dict[str, click.Option]:
    """Return a command's options by their long flags."""
    return {
        flag: each
        for each in command.params
        if isinstance(each, click.Option) and not each.hidden
        for flag in each.opts
        if flag.startswith("--")
    }


def _words(name: str, flag: str, option: click.Option, value: Any) -> list[str]:
    if option.is_flag or option.secondary_opts:
        if not isinstance(value, bool):
            raise RequestError(f"{name} is True or False, and not {kind_of(value)}")
        return [flag] if value else option.secondary_opts
    several = value if option.multiple and is_several(value) else [value]
    return [f"{flag}={_text(name, each)}" for each in several]


def _text(name: str, value: Any) -> str:
    """Write a value.

    Raises:
        RequestError: it is no text, path or number, nor several of them.
    """
    return listed(_one(name, each) for each in value) if is_several(value) else _one(name, value)


def _one(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | os.PathLike | Number):
        raise RequestError(f"{name} is a text, a path or a number, and not {kind_of(value)}")
    try:
        return os.fsdecode(value) if isinstance(value, os.PathLike) else str(value)
    except ValueError as error:  # Python writes no number of so many digits
        raise RequestError(f"{name} is too large a number") from error
    except TypeError as error:  # it says that it is a path, and has none
        raise RequestError(f"{name} is no path: {error}") from error


def is_several(value: Any) -> bool:
    """Whether a value is a list, an array or the like."""
    is_array = getattr(value, "ndim", 0) == 1
    return is_array or (isinstance(value, Sequence) and not isinstance(value, NO_LISTS))


def kind_of(value: Any) -> str:
    """Say of what kind a value is."""
    return f"a {type(value).__name__}"
