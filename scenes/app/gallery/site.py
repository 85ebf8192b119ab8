"""The folder of a gallery, and the list in it of what gradreel has put there."""

import json
import os
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.app.gallery.exhibits import CLIPS, Exhibit
from gradreel.scenes.files.sources import open_regular
from gradreel.scenes.files.whole import keep_permissions
from gradreel.scenes.render.cache.digest import is_plain_file, sha256_of
from gradreel.scenes.render.output.files import make_folder, write_error, write_files
from gradreel.scenes.render.output.targets import check_beside, check_folder, shown

PAGE: Final = "index.html"
LIST: Final = "gallery.json"
MADE_BY: Final = "gradreel gallery"
MOST_LIST_BYTES: Final = 4_000_000
OWN: Final = re.compile(rf"{re.escape(PAGE)}|{CLIPS}/[\w-]+\.[a-z0-9]+")
"""What a list may name: nothing outside of the gallery, whoever wrote it."""


@dataclass(frozen=True)
class OwnFile:
    """A file that gradreel has written, or is about to.

    Attributes:
        key: what it is made from, and how.
        digests: the SHA-256 of its content, and of what it replaces; the second is still there
            where a run was ended between the list and the file.
    """

    key: str = ""
    digests: tuple[str, ...] = ()


class Site:
    """A gallery's folder.

    What is in it besides is left alone: a file is replaced or removed only where the list names it
    with the digest that it still has, and nothing is written through a link in the folder. The
    list is written before the files are, so that a run that was interrupted can go on.

    Args:
        folder: where.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = self._read()

    @property
    def page(self) -> Path:
        """The page's path."""
        return self.folder / PAGE

    def path(self, name: str) -> Path:
        """Return where one of its files is or goes."""
        return self.folder / name

    def open_for(self, names: Iterable[str]) -> None:
        """Make the folder, and check that files can be written.

        Raises:
            RequestError: it can't be written, or something of another's has the name of a file.
            WorkError: it can't be made.
        """
        check_folder(self.folder)
        clips = self.path(CLIPS)
        if clips.exists() and not clips.is_dir():
            raise _foreign(clips)
        if self._own is None and os.path.lexists(self.path(LIST)):
            raise _foreign(self.path(LIST))
        for name in (PAGE, *names):
            self._check(name)
        for folder in (self.folder, clips):
            make_folder(folder)
        for name in (LIST, PAGE, *names):
            check_beside(self.path(name))

    def has(self, exhibit: Exhibit) -> bool:
        """Whether all files of a clip are there, as they are to be."""
        known = [(name, self._known(name)) for name in exhibit.files]
        return all(
            own.key == exhibit.key and self._digest(name) in own.digests[:1] for name, own in known
        )

    def publish(self, made: Path, names: Collection[str], key: str = "") -> None:
        """Put files of the gallery that were made in another folder into their places.

        Args:
            made: that folder, on the same disk; its files have the same names there.
            names: of the files.
            key: what they were made from.

        Raises:
            RequestError: something of another's has the name of a file by now.
            WorkError: a file can't be written.
        """
        for name in names:
            self._check(name)
        digests = {name: (str(sha256_of(made / name)), self._digest(name)) for name in names}
        self._write({name: OwnFile(key, tuple(filter(None, digests[name]))) for name in names})
        for name in names:
            target = self.path(name)
            try:
                keep_permissions(target, made / name)
                (made / name).replace(target)
            except OSError as error:
                raise write_error(target, error) from error

    def leave_only(self, names: Collection[str]) -> None:
        """Remove files of older galleries, unless somebody has changed them."""
        own = self._own or {}
        for name in own.keys() - {PAGE, *names}:
            if self._digest(name) in own[name].digests:
                with suppress(OSError):
                    self.path(name).unlink()
            del own[name]
        self._write({})

    def _known(self, name: str) -> OwnFile:
        return (self._own or {}).get(name, OwnFile())

    def _check(self, name: str) -> None:
        """Refuse to replace what gradreel hasn't written, or what was changed since."""
        clips, path = self.path(CLIPS), self.path(name)
        if clips.is_symlink():
            raise _foreign(clips)
        if os.path.lexists(path) and self._digest(name) not in self._known(name).digests:
            raise _foreign(path)

    def _digest(self, name: str) -> str | None:
        """Return the SHA-256 of a file; none is ever looked for behind a link."""
        return sha256_of(self.path(name)) if is_plain_file(self.path(name)) else None

    def _read(self) -> dict[str, OwnFile] | None:
        """Return what the list names; None where there is none, or it isn't gradreel's."""
        if self.path(LIST).is_symlink():
            return None
        try:
            with open_regular(self.path(LIST), MOST_LIST_BYTES) as file:
                found = json.load(file)
            return dict(_own_files(found["files"])) if found["made by"] == MADE_BY else None
        except (RequestError, OSError, ValueError, LookupError, TypeError, AttributeError):
            return None
        except RecursionError:
            return None

    def _write(self, more: Mapping[str, OwnFile]) -> None:
        self._own = {**(self._own or {}), **more}
        files = {name: [own.key, *own.digests] for name, own in sorted(self._own.items())}
        listed = json.dumps({"made by": MADE_BY, "files": files}, indent=1) + "\n"
        check_beside(self.path(LIST))
        write_files({self.path(LIST): listed.encode()})


def _foreign(path: Path) -> RequestError:
    why = "is a link" if path.is_symlink() else "isn't as gradreel gallery left it"
    return RequestError(f"{shown(path)} {why}; move it away, or choose another folder")


def _own_files(files: Mapping[str, list[str]]) -> Iterable[tuple[str, OwnFile]]:
    for name, (key, *digests) in files.items():
        if OWN.fullmatch(name):
            yield name, OwnFile(str(key), tuple(map(str, digests)))
