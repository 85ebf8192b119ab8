"""The options for one's own words, colours and fonts, and how scenes look and speak with them."""

from collections.abc import Collection, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from gradreel.assets import LANGUAGES, THEMES
from gradreel.engine.errors import RequestError
from gradreel.scenes.cli import completion
from gradreel.scenes.cli.parameter_types import FilePath
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.spellings import ALL

if TYPE_CHECKING:
    from gradreel.scenes.stage.type.appearance import Appearance


class FileOf(FilePath):
    """The path of a file to read, whose name ends as those of its kind do.

    Args:
        endings: of such files, with their dots.
    """

    def __init__(self, *endings: str) -> None:
        self.endings = endings

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer such files, or let the shell offer all where none fits."""
        del ctx, param
        return completion.names_or_files((), self.endings, incomplete)


OWN_OPTIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "texts": (
        ("--texts",),
        {
            "type": FileOf(".toml"),
            "metavar": "FILE.toml",
            "help": "Your own words, or another language: gradreel texts prints such a file.",
        },
    ),
    "palette": (
        ("--palette",),
        {
            "type": FileOf(".toml"),
            "metavar": "FILE.toml",
            "help": "Colours of your own, in a table for each theme that they change.",
        },
    ),
    "font": (
        ("--font",),
        {
            "type": FileOf(".ttf", ".otf"),
            "metavar": "FILE.ttf",
            "help": "A font of your own, for all that is no formula.",
        },
    ),
    "bold_font": (
        ("--bold-font",),
        {
            "type": FileOf(".ttf", ".otf"),
            "metavar": "FILE.ttf",
            "help": "Its heavier cut, for sentences and numbers.  [the same]",
        },
    ),
}


def chosen_appearances(
    given: Mapping[str, Any], scenes: Collection[str], *, with_film: bool = False
) -> "tuple[Appearance, ...]":
    """Return how scenes are to look and speak: in one way, or in all that were asked for.

    Args:
        given: what was given.
        scenes: which scenes; all, and the film, when empty.
        with_film: whether they are for a film of these scenes.

    Raises:
        RequestError: something that was brought can't be used.
    """
    from gradreel.scenes.stage.type.appearance import Appearance  # noqa: PLC0415, help needs none

    themes = THEMES if given.get("theme") == ALL else (given.get("theme", THEMES[0]),)
    languages = LANGUAGES if given["lang"] == ALL else (given["lang"],)
    if given.get("bold_font") is not None and given.get("font") is None:
        raise RequestError("--bold-font is the heavier cut of --font FILE; give both")
    if not any(given.get(name) for name in OWN_OPTIONS):
        return tuple(Appearance(*each) for each in product(themes, languages))
    from gradreel.scenes.app.own import OwnFiles, own_appearances  # noqa: PLC0415, it measures

    files = OwnFiles(**{name: given.get(name) for name in OWN_OPTIONS})
    made, remarks = own_appearances(files, themes, languages, scenes, with_film=with_film)
    for remark in remarks:
        say(remark)
    return made
