"""The folder of a gallery, and the list in it of what gradreel has put there."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError
from gradreel.engine.io.temporary import sweep
from gradreel.scenes.app.gallery.exhibits import CLIPS, Exhibit
from gradreel.scenes.render.cache.digest import sha256_of
from gradreel.scenes.render.output.files import make_folder, write_files
from gradreel.scenes.render.output.targets import check_folder, check_target, shown

PAGE: Final = "index.html"
LIST: Final = "gallery.json"
MADE_BY: Final = "gradreel gallery"
OWN: Final = re.compile(rf"{re.escape(PAGE)}|{CLIPS}/[\w-]+\.[a-z0-9]+")
"""What a list may name: nothing outside of the gallery, whoever wrote it."""


@dataclass(frozen=True)
class OwnFile:
    """A file that gradreel has written, or is about to.

    Attributes:
        key: what it was made from, and how; empty before it was.
        sha256: of its content; empty likewise.
    """

    key: str = ""
    sha256: str = ""


class Site:
    """A gallery's folder.

    What is in it besides is left alone: only what its list names is replaced or removed, and the
    list is written before the files are, so that a run that was interrupted can go on.

    Args:
        folder: where.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = self._read()

    @property
    def _known(self) -> set[str]:
        """The names of its files, the list among them once there is something on it."""
        return {*self._own, LIST} if self._own else set()

    @property
    def page(self) -> Path:
        """The page's path."""
        return self.folder / PAGE

    def path(self, name: str) -> Path:
        """Return where one of its files is or goes."""
        return self.folder / name

    def open_for(self, names: Iterable[str]) -> None:
        """Make the folder, and note the files that are going to be written.

        Raises:
            RequestError: it can't be written, or something of another's has the name of a file.
            WorkError: the list can't be written.
        """
        check_folder(self.folder)
        wanted = [PAGE, *names]
        for name in (LIST, *wanted):
            if name not in self._known and self.path(name).exists():
                raise RequestError(
                    f"{shown(self.path(name))} is no file of a gallery of gradreel's; move it "
                    "away, or choose another folder"
                )
        for folder in (self.folder, self.folder / CLIPS):
            make_folder(folder)
            sweep(folder)
        for name in (LIST, *wanted):
            check_target(self.path(name))
        self._own = {name: OwnFile() for name in wanted} | self._own
        self._write()

    def has(self, exhibit: Exhibit) -> bool:
        """Whether all files of a clip are there, as they are to be."""
        return all(self._is_as_made(name, exhibit.key) for name in exhibit.files)

    def note(self, names: Iterable[str], key: str = "") -> None:
        """Write down that files were written, and from what."""
        for name in names:
            self._own[name] = OwnFile(key, sha256_of(self.path(name)) or "")
        self._write()

    def leave_only(self, names: Collection[str]) -> None:
        """Remove files of older galleries, unless somebody has changed them."""
        for name in self._own.keys() - {PAGE, *names}:
            if self._is_as_made(name, self._own[name].key):
                with suppress(OSError):
                    self.path(name).unlink()
            del self._own[name]
        self._write()

    def sweep(self) -> None:
        """Remove what processes left that were ended."""
        for folder in (self.folder, self.folder / CLIPS):
            sweep(folder)

    def write(self, name: str, content: str) -> None:
        """Write a file of text.

        Raises:
            WorkError: that can't be done.
        """
        write_files({self.path(name): content.encode()})

    def _is_as_made(self, name: str, key: str) -> bool:
        own = self._own.get(name, OwnFile())
        return bool(own.sha256) and own.key == key and sha256_of(self.path(name)) == own.sha256

    def _read(self) -> dict[str, OwnFile]:
        """Return what the list names; nothing where there is none, or it isn't gradreel's."""
        try:
            found = json.loads(self.path(LIST).read_text(encoding="utf-8"))
            if found["made by"] != MADE_BY:
                return {}
            return dict(_own_files(found["files"]))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return {}

    def _write(self) -> None:
        files = {name: [own.key, own.sha256] for name, own in sorted(self._own.items())}
        self.write(LIST, json.dumps({"made by": MADE_BY, "files": files}, indent=1) + "\n")


def _own_files(files: Mapping[str, tuple[str, str]]) -> Iterable[tuple[str, OwnFile]]:
    for name, (key, sha256) in files.items():
        if OWN.fullmatch(name):
            yield name, OwnFile(str(key), str(sha256))
