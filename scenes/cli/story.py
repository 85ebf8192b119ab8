"""A story: a film or a deck in one file, its scenes in their order, with options and words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, quoted, said_in, unknown
from gradreel.scenes.ask.catalog import Entry, chosen_for, entry, programme, run_options
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.cli import completion
from gradreel.scenes.cli.alternatives import Choices, outdone, overruled
from gradreel.scenes.cli.command import KEYS, Defaults, is_on_line, words_about
from gradreel.scenes.cli.excerpt import chosen_excerpt, excerpt_options, voice_option
from gradreel.scenes.cli.options import FILM_OPTIONS
from gradreel.scenes.cli.parameter_types import Offered, SceneName
from gradreel.scenes.cli.run_options import (
    RUN_OPTIONS,
    RunsOption,
    data_of_line,
    options_of_all,
    scene_options,
    settled,
    shared_options,
)
from gradreel.scenes.cli.settings import laid_over, parameters
from gradreel.scenes.cli.spellings import listed, spelled, unlisted
from gradreel.scenes.files.sources import OwnTable

if TYPE_CHECKING:
    from gradreel.scenes.make.request import Shot

ENDING: Final = ".toml"
OF_WHOLE: Final = (
    *(*FILM_OPTIONS, "output", "workers", "captions", "play", "media", "no_title"),
    *("speed", "voice"),
)
"""Options of films and decks that a story may set."""
OF_SCENE: Final = ("run", "beats", "from", "to", "speed", "voice")
"""What may be said of each scene, beside the options of its run."""
IN_TABLES: Final = ("texts", "palette")
"""Options that name a file, whose content may stand in the story itself."""
TITLES: Final = ("title", "promise")
PATHS: Final = ("run", "voice", "texts", "palette", "font", "bold_font")


@dataclass(frozen=True)
class StoryScene:
    """A scene of a story.

    Attributes:
        entry: which one.
        chosen: its options, where nothing stronger is said.
        title: what it is called, if it is called otherwise here.
        chapter: the title of the chapter that it begins, if it begins one.
        place: where it stands in the file, for messages.
    """

    entry: Entry
    chosen: Defaults
    title: str
    chapter: str
    place: str

    def shot(self, line: Mapping[str, Any]) -> "Shot":
        """Return what is asked for of it.

        Args:
            line: what the command line says of it, by name, which wins.

        Raises:
            RequestError: an option is wrong.
        """
        from gradreel.scenes.make.request import Shot  # noqa: PLC0415, help needs none

        shared = shared_options(self.entry)
        usual = {**self.entry.options, **self.chosen}  # what was chosen for the usual data goes too
        lost = overruled(usual, line, chosen_for(self.entry))
        of_run = {name: value for name, value in line.items() if name in shared}
        left = {name: value for name, value in self.chosen.items() if name not in lost}
        defaults = Defaults(left, self.chosen.places)

        def found(**own: Any) -> Shot:
            options = run_options(self.entry, {**own, **of_run})
            excerpt, voice = chosen_excerpt({**own, **line}), {**own, **line}["voice"]
            keys = {
                KEYS.get(name, name): words_about(name, value) + ("|beat" * (name == "beats"))
                for name, value in own.items()
                if defaults.places.get(name) == self.place
            }
            return Shot(
                *(self.entry.name, options, own["run"], excerpt, voice),
                *(self.title, self.chapter, self.place, keys),
            )

        made: Shot = settled(self.entry, defaults, found, self.options_beside)
        return made

    @property
    def options_beside(self) -> list[click.Option]:
        """What it takes beside the options of its run."""
        return [RunsOption(self.entry), *excerpt_options(), voice_option()]


@dataclass(frozen=True)
class Story:
    """A story, once it was read.

    Attributes:
        path: the file.
        chosen: options of the whole.
        scenes: in their order.
        titles: of the film and its chapters; None where it has none of its own.
    """

    path: Path
    chosen: Defaults
    scenes: tuple[StoryScene, ...]
    titles: OwnTable | None

    def shots(self, given: Mapping[str, Any]) -> "tuple[Shot, ...]":
        """Return its scenes with all that is asked for of each.

        Args:
            given: options of the command; those on its line win over the scenes' own.

        Raises:
            RequestError: what the line says can't be.
        """
        if given["chapters"]:
            raise RequestError(f"{self.path.name} has its own chapters: leave --chapters out")
        line = data_of_line([each.entry for each in self.scenes], given)
        if "speed" in given and is_on_line("speed"):
            line["speed"] = given["speed"]
        if "voice" in given and is_on_line("voice"):
            line["voice"] = None  # the scene's folder in that of the line
        return tuple(each.shot(line) for each in self.scenes)


class SceneOrStory(SceneName):
    """The name of a scene, or the path of a story."""

    def read(self, value: Any) -> str:
        """Find the scene that is meant, unless it is a file."""
        return value if str(value).lower().endswith(ENDING) else super().read(value)

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the scenes, and stories."""
        names = [item.value for item in super().offered(ctx, "")]
        return completion.names_or_files(names, (ENDING,), incomplete)


def programme_argument(*unused: str) -> click.Argument:
    """Build the argument that names scenes or a story; the latter sets the command's defaults.

    Args:
        unused: options of the whole that the command doesn't take from a story.
    """

    def found(ctx: click.Context, _: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
        story = next((name for name in names if name.lower().endswith(ENDING)), None)
        if story is None or ctx.resilient_parsing:
            return names
        if len(names) > 1:
            raise RequestError(f"{quoted(story)} names its scenes: name nothing beside it")
        ctx.obj = read_story(Path(story), ctx)
        strong = {key: value for key, value in ctx.obj.chosen.items() if key not in unused}
        below = dict(ctx.default_map or {})
        lost = overruled(below, strong, {})
        left = {key: value for key, value in below.items() if key not in lost}
        ctx.default_map = Defaults({**left, **strong}, ctx.obj.chosen.places)
        return names

    return click.Argument(
        ["scenes"],
        nargs=-1,
        metavar="[SCENE]... | STORY.toml",
        type=SceneOrStory(),
        is_eager=True,  # before the options whose defaults it sets
        callback=found,
    )


@dataclass(frozen=True)
class Programme:
    """What a film or a deck shows.

    Attributes:
        names: of its scenes.
        scenes: what was chosen about their runs, by their names; nothing of a story's.
        story: a story's scenes.
        titles: of a story, and of its chapters.
    """

    names: tuple[str, ...]
    scenes: Mapping[str, RunOptions]
    story: "tuple[Shot, ...]" = ()
    titles: OwnTable | None = None


def chosen_programme(given: Mapping[str, Any]) -> Programme:
    """Return what a command is to show: scenes that it names, or those of a story.

    Raises:
        RequestError: it can't be shown as asked.
    """
    story: Story | None = click.get_current_context().obj
    if story is not None:
        shots = story.shots(given)
        return Programme(tuple(each.scene for each in shots), {}, shots, story.titles)
    sections = programme(given["scenes"], given["chapters"] or ())
    found = [entry(name) for section in sections for name in section.scenes]
    names = tuple(each.name for each in found)
    if "run" in given:  # one scene alone, with its options on the line
        return Programme(names, {each.name: run_options(each, given) for each in found})
    return Programme(names, options_of_all(found, given))


def read_story(path: Path, ctx: click.Context) -> Story:
    """Read a story, and check all that can be checked before its runs are trained.

    Args:
        path: its file; paths in it are relative to its folder.
        ctx: of the command that it is given to.

    Raises:
        RequestError: it can't be read, or something in it is wrong; all that is found, is said.
    """
    from gradreel.scenes.stage.type.files import read_own, refuse_lines  # noqa: PLC0415

    content, faults = read_own(path), list[str]()
    tables, said = content.pop("scene", []), {key: content.pop(key, None) for key in TITLES}
    chosen, scenes = Defaults({}, {}), list[StoryScene]()
    with _noted(faults):
        chosen = _of_whole(content, path)
        if not tables or not isinstance(tables, list):
            raise RequestError(
                f'{path.name} has no [[scene]]; write one, with name = "sigmoid", say'
            )
    faults += _wrong_values(chosen, ctx.command.params, ctx)
    settings = (ctx.find_root().default_map or {}).get("render", {})
    for number, table in enumerate(tables if isinstance(tables, list) else (), 1):
        with _noted(faults):
            scenes.append(_scene(table, f"scene {number}", path, chosen, settings))
    faults += [fault for scene in scenes for fault in _faults_of(scene, ctx)]
    refuse_lines(path.name, dict.fromkeys(faults))  # what is wrong with all scenes is said once
    refuse_lines(path.name, _untaken(chosen, scenes, path))
    return Story(path, chosen, tuple(scenes), _titles(said, scenes, path))


def _faults_of(scene: StoryScene, ctx: click.Context) -> list[str]:
    """Say what is wrong with a scene: its values, or what they are together."""
    options = [*scene_options(scene.entry), *scene.options_beside]
    faults = [*_wrong_values(scene.chosen, options, ctx)]
    if not faults:
        with _noted(faults), said_in(scene.place):
            scene.shot({})
    return faults


@contextmanager
def _noted(faults: list[str]) -> Iterator[None]:
    """Note what is wrong."""
    try:
        yield
    except RequestError as error:
        faults.append(str(error))


def _of_whole(content: dict[str, Any], path: Path) -> Defaults:
    """Return what a story says of all of it, by the options' names."""
    written = {key: content.pop(key) for key in IN_TABLES if isinstance(content.get(key), dict)}
    for key, value in content.items():
        if isinstance(value, dict) or (isinstance(value, list) and dict in map(type, value)):
            raise RequestError(
                f"[{key}] in {path.name} is no table of a story; it has [[scene]], one for each "
                "scene, [texts] and [palette]"
            )
    known = {*RUN_OPTIONS, *OF_WHOLE}
    found = _beside(parameters(content, {*known, *TITLES, "scene"}, path.name), path.parent)
    if "texts" in written:
        written["texts"] = {"language": found.pop("lang", "en"), **written["texts"]}
    tables = {key: OwnTable(f"{key} in {path.name}", table) for key, table in written.items()}
    chosen = {**found, **tables}
    return Defaults(chosen, dict.fromkeys(chosen, path.name))


def _scene(
    table: Any, place: str, path: Path, whole: Defaults, settings: Mapping[str, Any]
) -> StoryScene:
    """Return a scene of a story.

    Args:
        table: what is said of it.
        place: which one it is.
        path: the story's file.
        whole: what is said of all scenes.
        settings: those of scenes, which a file of settings has.

    Raises:
        RequestError: there is no such scene, or no such option of it.
    """
    here = f"{place} of {path.name}"
    table = dict(table) if isinstance(table, dict) else {}
    name, *words = (table.pop(key, None) for key in ("name", "title", "chapter"))
    if not isinstance(name, str):
        raise RequestError(f'{here} has no name; write name = "sigmoid", say')
    with said_in(f"name in {here}"):
        found = entry(SceneName().read(name))
    here = f"{place} ({found.name}) of {path.name}"
    for key, text in zip(("title", "chapter"), words, strict=True):
        if text is not None and not (isinstance(text, str) and text.strip()):
            raise RequestError(f"{key} in {here} is no title; write one in quotes")
    title, chapter = (text or "" for text in words)
    own = parameters(table, {*found.options, *OF_SCENE}, here)
    with said_in(here):
        outdone([Choices(str, own)], chosen_for(found))
    named = {key: name for name, key in KEYS.items()}
    own = {named.get(key, key): value for key, value in _beside(own, path.parent).items()}
    taken = {"speed", *shared_options(found)}
    common = {key: value for key, value in whole.items() if key in taken}
    chosen = laid_over(laid_over(settings.get(found.name, {}), common, found), own, found)
    places = {**dict.fromkeys(common, path.name), **dict.fromkeys(own, here)}
    return StoryScene(found, Defaults(chosen, places), title, chapter, here)


def _beside(found: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Take paths as relative to a folder."""
    return {
        name: _put_in(folder, name, value)
        if isinstance(value, str) and value and (name == "output" or _is_path(name, value))
        else value
        for name, value in found.items()
    }


def _put_in(folder: Path, name: str, value: str) -> str:
    paths = [folder / each for each in _paths(name, value)]
    return listed(paths) if name == "run" else str(paths[0])


def _paths(name: str, value: str) -> Sequence[Path]:
    """Return the paths that an option's value names: of runs there may be several."""
    return [*map(Path, unlisted(value) if name == "run" else [value])]


def _is_path(name: str, value: str) -> bool:
    """Whether an option's value names a file or a folder to be read."""
    return name in PATHS or (name == "data" and spelled(value, DATA_NAMES) is None)


def _wrong_values(
    chosen: Defaults, options: Iterable[click.Parameter], ctx: click.Context
) -> Iterator[str]:
    """Say which values no option takes, and which files aren't there."""
    by_name = {option.name: option for option in options}
    for name in [name for name in chosen if name in chosen.places and name in by_name]:
        key, value = f"{KEYS.get(name, name)} in {chosen.places[name]}", chosen[name]
        try:
            by_name[name].type_cast_value(ctx, value)
        except (click.BadParameter, RequestError) as error:
            yield f"{key}: {error.message if isinstance(error, click.BadParameter) else error}"
            continue
        paths = _paths(name, value) if isinstance(value, str) and _is_path(name, value) else ()
        if lacking := next((each for each in paths if not each.exists()), None):
            is_name = name == "data" and not lacking.suffix
            named = unknown("data set or file", lacking.name, DATA_NAMES)
            yield f"{key}: {named if is_name else f'there is no file {quoted(str(lacking), 60)}'}"


def _untaken(chosen: Defaults, scenes: Iterable[StoryScene], path: Path) -> Iterator[str]:
    taken = {name for each in scenes for name in shared_options(each.entry)}
    for name in chosen:
        if name in RUN_OPTIONS and name not in taken:
            yield f"{name} in {path.name}: none of its scenes takes it; leave it out"


def _titles(said: Mapping[str, Any], scenes: list[StoryScene], path: Path) -> OwnTable | None:
    """Return the titles of a story as texts of a film, and check those of its scenes.

    Raises:
        RequestError: some chapter has one, and the first hasn't; or a scene's can't be drawn.
    """
    from gradreel.scenes.stage.type.own import read_texts  # noqa: PLC0415, help needs none

    for each in scenes:
        if each.title:
            own = {"language": "en", each.entry.name: {"kicker": each.title}}
            key = {f"{each.entry.name}.kicker": f"title in {each.place}"}
            read_texts(OwnTable(path.name, own, key))
    begun = [each for each in scenes if each.chapter]
    if begun and not scenes[0].chapter:
        raise RequestError(
            f"chapter in {begun[0].place}: the first scene needs one too, as it begins the first"
        )
    film = {key: text for key, text in said.items() if text is not None}
    chapters = {str(number): each.chapter for number, each in enumerate(begun, 1)}
    keys = {f"common.film.{key}": key for key in film} | {
        f"common.chapters.{number}": f"chapter in {each.place}"
        for number, each in enumerate(begun, 1)
    }
    if not keys:
        return None
    return OwnTable(path.name, {"common": {"film": film, "chapters": chapters}}, keys)
