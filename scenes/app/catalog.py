"""The scenes that there are, read from their files without importing them."""

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from gradreel import PROJECT
from gradreel.engine.errors import unknown
from gradreel.scenes.app.options import RunOptions

FOLDER = PROJECT / "scenes"
SUMMARY = re.compile(r'\A"""(.+?)(?:"""|\n)')
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PLACE = re.compile(r"^PLACE = (\d+)\b", re.MULTILINE)
DEFINITION = re.compile(r"^(?:@|(?:class|def) \w+.*:$)", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One scene as its file describes it.

    Attributes:
        name: the file's name with hyphens, and the scene's on the command line.
        summary: the first line of the file's docstring.
        place: where the scene stands in the story; PLACE in the file.
        source: the file's text.
    """

    name: str
    summary: str
    place: int
    source: str = field(repr=False)

    @cached_property
    def literals(self) -> dict[str, Any]:
        """The file's top-level assignments that are literals, before its first definition."""
        head, *_ = DEFINITION.split(self.source, maxsplit=1)  # all of it would take far longer
        return dict(_literals(head))

    @property
    def options(self) -> dict[str, Any]:
        """The options that the scene takes, with its defaults."""
        return dict(self.literals["OPTIONS"])

    @property
    def help(self) -> dict[str, str]:
        """A sentence on each option that is this scene's own; HELP in the file."""
        return dict(self.literals.get("HELP", {}))

    @property
    def chosen_for(self) -> dict[str, tuple[str, ...]]:
        """By the options that its own were chosen for, those of its own; CHOSEN_FOR in the file."""
        return dict(self.literals.get("CHOSEN_FOR", {}))

    @property
    def draws(self) -> str:
        """The kind of run that the scene can draw, in words."""
        return str(self.literals.get("DRAWS", "runs of the kind that it trains itself"))

    @property
    def defaults(self) -> RunOptions:
        """The options of the scene's own run."""
        return RunOptions.of(self.options, self.help)

    @property
    def module(self) -> str:
        """The file's name, and that of the folder of its pieces: with underscores."""
        return self.name.replace("-", "_")

    def load(self) -> ModuleType:
        """Import the scene's module, and manim or Matplotlib with it."""
        return import_module(f"gradreel.scenes.{self.module}")


def entries() -> tuple[Entry, ...]:
    """Return all scenes in the order of the story."""
    found = [entry for path in FOLDER.glob("*.py") if (entry := _read(path))]
    return tuple(sorted(found, key=lambda entry: (entry.place, entry.name)))


def entry(name: str) -> Entry:
    """Return one scene.

    Raises:
        RequestError: no scene has this name.
    """
    path = FOLDER / f"{name.replace('-', '_')}.py"
    found = _read(path) if NAME.fullmatch(name) and path.is_file() else None
    if found is None:
        raise unknown("scene", name, (each.name for each in entries()))
    return found


def _read(path: Path) -> Entry | None:
    source = path.read_text(encoding="utf-8")
    summary, place = SUMMARY.match(source), PLACE.search(source)
    if not (summary and place):
        return None
    return Entry(path.stem.replace("_", "-"), summary[1], int(place[1]), source)


def _literals(source: str) -> list[tuple[str, Any]]:
    pairs = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                pairs.append((node.targets[0].id, ast.literal_eval(node.value)))
            except ValueError:
                continue
    return pairs
