"""The scenes that there are, read without importing them: which of them, and what is chosen."""

import ast
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from gradreel import PROJECT
from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, plain, unknown
from gradreel.scenes.ask.options import RunOptions

if TYPE_CHECKING:
    from gradreel.engine.data import Dataset
    from gradreel.engine.spec import RunSpec

FOLDER = PROJECT / "scenes"
SUMMARY = re.compile(r'\A"""(.+?)(?:"""|\n)')
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PLACE = re.compile(r"^PLACE = (\d+)\b", re.MULTILINE)
DEFINITION = re.compile(r"^(?:@|(?:class|def) \w+.*:$)", re.MULTILINE)
SCENES_A_CHAPTER, STORY_ENDS = 100, 900
"""A scene's place in the story is that of its chapter, and two digits more; from the end on, scenes
are tools for any run, and in a film or a deck only where they are named."""
# A default that was chosen for one data set, surface or optimizer means nothing for another.
CHOSEN_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "data": ("x", "y", "missing", "positive", "start", "learning_rate", "row", "batch_size"),
    "x": ("start", "learning_rate"),
    "y": ("positive", "start", "learning_rate"),
    "positive": ("start", "learning_rate"),
    "surface": ("start", "learning_rate", "steps"),
    "optimizer": ("learning_rate",),
    "hidden": ("start",),
}


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
        own = dict(self.literals["OPTIONS"])
        return {**own, "missing": None} if {"data", "y"} <= {*own} else own  # of any table

    @property
    def help(self) -> dict[str, str]:
        """A sentence on each option that is this scene's own; HELP in the file."""
        return dict(self.literals.get("HELP", {}))

    @property
    def chosen_for(self) -> dict[str, tuple[str, ...]]:
        """By the options that its own were chosen for, those of its own; CHOSEN_FOR in the file."""
        return dict(self.literals.get("CHOSEN_FOR", {}))

    @property
    def of_any_run(self) -> tuple[str, ...]:
        """The options that choose what is shown of a run, and not which; OF_ANY_RUN in the file."""
        return tuple(self.literals.get("OF_ANY_RUN", ()))

    @property
    def most_runs(self) -> int:
        """How many recorded runs it draws together at the most; MOST_RUNS in the file."""
        return int(self.literals.get("MOST_RUNS", 1))

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


def story() -> tuple[Entry, ...]:
    """Return the scenes of the story, in its order."""
    return tuple(each for each in entries() if each.place < STORY_ENDS)


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


@dataclass(frozen=True)
class Section:
    """Scenes of one chapter that follow each other in a film or a deck.

    Attributes:
        chapter: the chapter's number in the story.
        scenes: the scenes' names.
    """

    chapter: int
    scenes: tuple[str, ...]


def programme(names: Sequence[str], chapters: Sequence[int]) -> tuple[Section, ...]:
    """Say what a film or a deck shows.

    Args:
        names: the scenes in their order; all of the story's, in its order, when empty.
        chapters: the story's chapters that are wanted, where no scenes are named.

    Raises:
        RequestError: there is no such scene or chapter, or one is named twice, or both are named.
    """
    _check_once([*names, *map(str, chapters)])
    if names and chapters:
        raise RequestError("name scenes or --chapters, not both")
    found = tuple(map(entry, names)) or (entries() if chapters else story())
    if chapters:
        found = _of_chapters(found, chapters)
    return sections_of(found)


def sections_of(scenes: Iterable[Entry]) -> tuple[Section, ...]:
    """Put scenes that follow each other in a chapter together."""
    grouped = groupby(scenes, chapter_of)
    return tuple(Section(number, tuple(each.name for each in group)) for number, group in grouped)


def titled_sections(scenes: Iterable[tuple[str, bool]]) -> tuple[Section, ...]:
    """Part scenes by the chapters of a story of somebody's own, which are counted from 1.

    Args:
        scenes: their names, each with whether a chapter begins with it, as one does with the first.
    """
    sections: list[Section] = []
    for name, begins in scenes:
        if begins:
            sections.append(Section(len(sections) + 1, ()))
        last = sections.pop()
        sections.append(Section(last.chapter, (*last.scenes, name)))
    return tuple(sections)


def chapter_of(scene: Entry) -> int:
    """Return the number of a scene's chapter in the story."""
    return scene.place // SCENES_A_CHAPTER


def _of_chapters(scenes: Sequence[Entry], chapters: Sequence[int]) -> tuple[Entry, ...]:
    there = dict.fromkeys(map(chapter_of, scenes))
    for number in chapters:
        if number not in there:
            listed = ", ".join(map(str, there))
            raise RequestError(f"there is no chapter {number}; the scenes are of {listed}")
    return tuple(each for number in chapters for each in scenes if chapter_of(each) == number)


def _check_once(names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RequestError(f"{twice} is named twice; name it once")


def chosen_for(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Return, by the options about a run, those that were chosen for that one's default.

    Options that choose what is shown of any run aren't among them: --run leaves these open.
    """
    own = entry.chosen_for
    shared = {name: others for name, others in CHOSEN_FOR.items() if name not in entry.help}
    return {
        name: tuple(
            other for other in entry.options if other in {*shared.get(name, ()), *own.get(name, ())}
        )
        for name in entry.options
        if name not in entry.of_any_run
    }


def run_options(entry: Entry, given: Mapping[str, Any]) -> RunOptions:
    """Join what was given with the scene's defaults."""
    chosen = {name: given[name] for name in entry.options if given.get(name) is not None}
    defaults = dict(entry.options)
    if given.get("run") and "row" in defaults:
        defaults["row"] = None  # it was chosen for the scene's own data
    unsuited = chosen_for(entry)
    for name, value in chosen.items():
        if value != defaults[name]:
            defaults.update(dict.fromkeys(unsuited.get(name, ())))
    return RunOptions.of({**defaults, **chosen}, entry.help)


def chosen_beyond(options: RunOptions, spec: "RunSpec", names: Collection[str]) -> tuple[str, ...]:
    """Say in lines what of a run was neither given nor a default.

    They have the flags that would repeat it, and what numbers stand for in a person's own table.

    Args:
        options: what was given, and the defaults.
        spec: the run that came of it.
        names: the options that there are.
    """
    flags = [
        f"--{name.replace('_', '-')} {value}"
        for name, value in _filled_in(spec)
        if name in names and getattr(options, name) is None
    ]
    chosen = (f"chosen for this run: {' '.join(flags)}",) if flags else ()
    data: Dataset | None = getattr(spec.objective, "dataset", None)
    if data is None or data.source in DATA_NAMES:
        return chosen
    is_open = "positive" in names and options.positive is None
    return (*chosen, *data.remarks, *_coded(data, is_open=is_open))


def _coded(data: "Dataset", *, is_open: bool) -> Iterator[str]:
    """Say which numbers stand for the words of a table of somebody's own.

    Args:
        data: the table.
        is_open: whether y = 1 may be the other class, and nobody said which.
    """
    for name, (zero, one) in data.codes:
        yield f"{plain(name)}: {plain(one)} 1, {plain(zero)} 0"
    if is_open and data.n_classes == 2 and data.class_names != ("0", "1"):
        zero, one = map(plain, data.class_names)
        other = f"--positive {shlex.quote(zero)} for the other"
        yield f"y = 1 is {plain(data.target_name)}: {one}; {other}"


def _filled_in(spec: "RunSpec") -> Iterator[tuple[str, str]]:
    yield "learning_rate", f"{spec.learning_rate:g}"
    yield "steps", str(spec.steps)
    if spec.batch_size is not None:
        yield "batch_size", str(spec.batch_size)
    is_whole = spec.objective.describe()["kind"] != "held"  # else a flag would need all of them
    if is_whole and spec.start.size <= 2 and spec.start.any():
        yield "start", ",".join(f"{value:g}" for value in spec.start.tolist())
