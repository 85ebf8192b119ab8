"""Writes docs/reference.md: what the help of every command says. `python -m tools.reference`."""

from collections.abc import Iterator
from html import escape
from inspect import cleandoc
from pathlib import Path
from typing import Final

import click

from gradreel.scenes.cli import gradreel
from gradreel.scenes.cli.run_options import SceneCommands

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference.md"
BEGIN: Final = """\
# All commands

What `--help` says, on one page. Options about the picture and the run may also be set in the
environment, as `GRADREEL_` and the option's name, and in `gradreel.toml`.
"""
DETAILED: Final = "render"
"""Under which command it is said what each scene takes of its own."""
Row = tuple[str, str]


def reference() -> str:
    """Return the page."""
    return BEGIN + "".join(_section(gradreel, ("gradreel",)))


def _section(command: click.Command, words: tuple[str, ...]) -> Iterator[str]:
    """Write a command, and those below it."""
    context = click.Context(command, info_name=" ".join(words))
    if len(words) > 1:
        yield f"\n{'#' * min(len(words), 3)} `{' '.join(words)}`\n\n{_text(command)}"
    if not isinstance(command, click.Group):
        yield _table(_rows(command, context))
        return
    below = {name: command.get_command(context, name) for name in command.list_commands(context)}
    found = {name: each for name, each in below.items() if each is not None}
    if isinstance(command, SceneCommands):
        yield from _scenes(words, found)
        return
    for name, each in found.items():
        yield from _section(each, (*words, name))


def _scenes(words: tuple[str, ...], scenes: dict[str, click.Command]) -> Iterator[str]:
    """Write what all scenes take once, and of each what else it takes."""
    rows = {
        name: _rows(scene, click.Context(scene, info_name=name)) for name, scene in scenes.items()
    }
    shared = [
        row for row in next(iter(rows.values())) if all(row in each for each in rows.values())
    ]
    if words[-1] != DETAILED:
        there = f"what `gradreel {DETAILED}` takes about its run"
        yield f"\nEvery scene takes {there}, and\n{_table(shared)}"
        return
    yield f"\nEvery scene takes\n{_table(shared)}"
    for name, scene in scenes.items():
        own = [row for row in rows[name] if row not in shared]
        yield f"\n### `{' '.join((*words, name))}`\n\n{_text(scene)}{_table(own)}"


def _text(command: click.Command) -> str:
    """Return what help says before the options, the examples as code."""
    lines = cleandoc(command.help or "").replace("\b\n", "").splitlines()
    parts = "\n".join(lines).partition("\nExample")
    examples = [line.strip() for line in parts[2].splitlines() if line.startswith("  ")]
    code = "\n```\n" + "\n".join(examples) + "\n```\n" if examples else ""
    return f"{parts[0].strip()}\n{code}"


def _rows(command: click.Command, context: click.Context) -> list[Row]:
    records = (each.get_help_record(context) for each in command.get_params(context))
    return [each for each in records if each is not None and "--help" not in each[0]]


def _table(rows: list[Row]) -> str:
    if not rows:
        return ""
    lines = (f"| <code>{_cell(flags)}</code> | {_cell(text)} |" for flags, text in rows)
    return "\n| option | |\n| --- | --- |\n" + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Write a text so that it stays in its cell."""
    return escape(" ".join(text.split()), quote=False).replace("|", "&#124;")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
