"""What the shell offers for a word that is begun, found without running or loading anything."""

import ast
import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import ClassVar, Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
)

from gradreel.assets import FOLDER
from gradreel.engine.data_names import CURVE_NAMES, TOY_NAMES
from gradreel.engine.delimiters import delimiter_of
from gradreel.engine.errors import RequestError
from gradreel.scenes.files.sources import (
    MAX_SCENE_FILE_BYTES,
    MAX_TABLE_BYTES,
    open_regular,
    read_regular,
)

BEGINNING: Final = 100_000
"""So many bytes of a table are read."""
MOST_CLASSES: Final = 20
TABLES: Final = (".csv", ".txt", ".tsv")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(TOY_NAMES, ("x1", "x2", "class")),
    **dict.fromkeys(CURVE_NAMES, ("x", "y")),
    "digits": ("digit",),
}
"""Of the data that are built in, but for a table's and the pixels of digits."""
SPECIAL: Final = re.compile(r"[^\w@%+:,./=~-]")
"""What bash would take for something else than a part of a word."""
ESCAPED: Final = r"\\\\\g<0>"
"""With two backslashes, as click's script reads one of them away."""
ZSH_BEGIN: Final = "    local -a response\n"
FISH: Final = """\
function %(complete_func)s;
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
COMP_CWORD=(commandline -t) %(prog_name)s);
    set -l before (string match -r -- '^--[^=]*=' (commandline -t));

    for completion in $response;
        set -l metadata (string split -m 1 "," $completion);

        if test $metadata[1] = "dir";
            __fish_complete_directories $metadata[2] | string replace -r '^' -- "$before";
        else if test $metadata[1] = "file";
            __fish_complete_path $metadata[2] | string replace -r '^' -- "$before";
        else if test $metadata[1] = "plain";
            echo "$before$metadata[2]";
        end;
    end;
end;

complete --no-files --command %(prog_name)s --arguments \
"(%(complete_func)s)";
"""


def offered(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Offer the names that begin as a word does, whatever its case, and that can be printed."""
    begun = incomplete.lower()
    fitting = (name for name in names if name.lower().startswith(begun))
    return [CompletionItem(name) for name in fitting if name.isprintable()]


def files(incomplete: str) -> list[CompletionItem]:
    """Let the shell offer files, where what is begun can be told to it."""
    return [CompletionItem(incomplete, type="file")] if incomplete.isprintable() else []


def names_or_files(
    names: Iterable[str], endings: tuple[str, ...], incomplete: str
) -> list[CompletionItem]:
    """Offer names and the files beside them, or let the shell offer files where neither fits."""
    there: list[str] = []
    with suppress(OSError):
        there = sorted(path.name for path in Path().iterdir() if path.suffix.lower() in endings)
    return offered([*names, *there], incomplete) or files(incomplete)


def last_of_several(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Offer names for what follows the last comma."""
    before, comma, begun = incomplete.rpartition(",")
    taken = before.split(",")
    found = offered((name for name in names if name not in taken), begun)
    if not before.isprintable():
        return []
    return [CompletionItem(f"{before}{comma}{item.value}") for item in found]


def columns(ctx: click.Context) -> list[str]:
    """Name the columns of the data that the line names, or of the default."""
    source = ctx.params.get("data") or "heart"
    return [*COLUMNS[source]] if source in COLUMNS else next(iter(_rows(source)), [])


def classes(ctx: click.Context) -> list[str]:
    """Name the classes of the target that the line names, as a table's beginning has them."""
    source, y = ctx.params.get("data") or "heart", ctx.params.get("y")
    if source in TOY_NAMES:
        return ["0", "1"]
    header, *rows = _rows(source) or [[]]
    name = y or ("AHD" if source == "heart" else "")
    if name not in header:
        return []
    place = header.index(name)
    return sorted({row[place] for row in rows if len(row) > place and row[place]})[:MOST_CLASSES]


def _rows(source: str) -> list[list[str]]:
    """Read the first rows of a table."""
    path = FOLDER / "data" / "heart.csv" if source == "heart" else Path(source)
    with suppress(RequestError, ValueError, csv.Error), open_regular(path, MAX_TABLE_BYTES) as file:
        begun = file.read(BEGINNING)
        text = begun.decode("utf-8-sig", errors="ignore")  # a character may be cut in two
        delimiter, text = delimiter_of(text)
        rows = [*csv.reader(StringIO(text, newline=""), delimiter=delimiter)]
        whole = rows[: max(1, len(rows) - 1)] if len(begun) == BEGINNING else rows
        return [[" ".join(cell.split()) for cell in row] for row in whole]
    return []


def scene_classes(path: Path) -> list[str]:
    """Name the classes of a file that seem to be scenes, without running it."""
    with suppress(RequestError, ValueError, SyntaxError, RecursionError, MemoryError):
        return list(_scenes(ast.parse(read_regular(path, MAX_SCENE_FILE_BYTES))))
    return []


def _scenes(tree: ast.Module) -> Iterator[str]:
    known: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
            if bases & known or any(base.endswith("Scene") for base in bases):
                known.add(node.name)
                yield node.name


@add_completion_class
class Bash(BashComplete):
    """Completes as bash asks, which takes `--theme=li` for three words."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is begun, and that one."""
        before, begun = super().get_completion_args()
        return [word for word in before if word != "="], begun

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Write an offer as it would be typed: bash takes a space in it for the word's end.

        To a word that begins with a quote it adds what is needed itself.
        """
        is_quoted = re.search(r"""(?:^|[\s=])["'][^"']*$""", os.environ["COMP_WORDS"])
        if item.type == "plain" and not is_quoted:
            item = CompletionItem(SPECIAL.sub(ESCAPED, item.value))
        return super().format_completion(item)


@add_completion_class
class Zsh(ZshComplete):
    """Completes what follows `--theme=`; zsh puts an offer in the place of the whole word."""

    source_template: ClassVar[str] = ZshComplete.source_template.replace(
        ZSH_BEGIN, f"{ZSH_BEGIN}    [[ $PREFIX == --*=* ]] && compset -P 1 '*='\n"
    )

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Offer whole words, but for files, which zsh finds itself."""
        name, sign, _ = incomplete.partition("=")
        found = super().get_completions(args, incomplete)
        if not (sign and name.startswith("--")):
            return found
        before = {"plain": f"{name}="}
        return [
            CompletionItem(f"{before.get(each.type, '')}{each.value}", each.type) for each in found
        ]


@add_completion_class
class Fish(FishComplete):
    """Completes what follows `--theme=`, and values with commas."""

    source_template: ClassVar[str] = FISH
