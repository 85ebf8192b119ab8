"""The clips of a gallery, and the folder in which gradreel keeps a list of its files."""

import json
import os
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.files.sources import open_regular
from gradreel.scenes.files.whole import keep_permissions
from gradreel.scenes.make.film import film_clips
from gradreel.scenes.make.key import Digest, key_of, scene_key
from gradreel.scenes.make.looks import USUAL as USUAL_COLOURS
from gradreel.scenes.make.looks import Looks
from gradreel.scenes.make.play import Panel
from gradreel.scenes.make.play_page import COLOURS as LIVE_COLOURS
from gradreel.scenes.make.request import Request, unheard
from gradreel.scenes.render.cache.contents import is_plain_file, sha256_of
from gradreel.scenes.render.files import make_folder, write_files, writing
from gradreel.scenes.render.picture import QUALITIES, Picture
from gradreel.scenes.render.targets import check_beside, check_folder, shown
from gradreel.scenes.stage.type.appearance import Appearance

CLIPS: Final = "clips"
"""The folder in the gallery's that the clips are in."""
FILM: Final = "film"
POSTER: Final = "webp"
WIDE, TALL = "wide", "tall"
USUAL: Final = "m"
"""The quality of clips where none is asked for."""
SOURCES: Final = Path(__file__).parent
PAGE: Final = "index.html"
LIST: Final = "gallery.json"
MADE_BY: Final = "gradreel gallery"
MOST_LIST_BYTES: Final = 4_000_000
OWN: Final = re.compile(rf"{re.escape(PAGE)}|{CLIPS}/[\w-]+\.[a-z0-9]+")
"""What a list may name: nothing outside of the gallery, whoever wrote it."""


@dataclass(frozen=True)
class Gallery:
    """A gallery, as it was asked for.

    Attributes:
        request: its scenes, the size and rate of its clips, and how they are drawn.
        folder: where to; it is made if it isn't there.
        themes: "dark", "light" or both; the first is shown where a reader prefers none.
        languages: "en", "zh" or both; likewise.
        most_gif_bytes: how large a GIF may be; there are none where this is None.
        with_film: whether the scenes are there as one film too.
        with_tall: whether each clip is there for a phone that is held upright too.
        live: what one can play with on the page, in place of nothing.
    """

    request: Request
    folder: Path
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    most_gif_bytes: int | None
    with_film: bool = False
    with_tall: bool = False
    live: tuple[Panel, ...] = ()

    @property
    def looks(self) -> Looks:
        """The looks of the page."""
        both = [Appearance(*each) for each in product(self.themes, self.languages)]
        return Looks(both, (*USUAL_COLOURS, *LIVE_COLOURS) if self.live else USUAL_COLOURS)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The size and rate of the clips, by their shapes; the usual one comes first."""
        usual = self.request.picture
        tall = replace(usual, width=usual.height, height=usual.width)
        return (usual, tall) if self.with_tall else (usual,)

    def exhibits(self) -> "tuple[Exhibit, ...]":
        """Return all clips, then the films, with keys of what their files hold now."""
        digest = cache(sha256_of)  # most of them share most files
        looks = [
            replace(self.request, appearance=Appearance(*each))
            for each in product(self.themes, self.languages)
        ]
        clips = (
            self._clip(replace(look.of(shot), picture=picture), digest)
            for shot, look, picture in product(self.request.shots, looks, self.pictures)
        )
        return *clips, *(self._film(look) for look in looks if self.with_film)

    def _clip(self, shows: Request, digest: Digest) -> "Exhibit":
        clip_key, is_usual = scene_key(shows, digest), shows.picture == self.request.picture
        most = self.most_gif_bytes if is_usual else None
        key = self._key(clip=clip_key, gif=most)
        shape = "" if not self.with_tall else WIDE if is_usual else TALL
        return Exhibit(shows.scene, shows, most, clip_key, key, shape)

    def _film(self, shows: Request) -> "Exhibit":
        clip_key = self._key(film=[clip.key for clip in film_clips(shows)])
        return Exhibit(FILM, replace(shows, lasting=unheard, say=unheard), None, clip_key, clip_key)

    def _key(self, **made_from: Any) -> str:
        own = {path.name: sha256_of(path) for path in sorted(SOURCES.glob("gallery*.py"))}
        return key_of({**made_from, "by": own}, self.request.picture)


@dataclass(frozen=True)
class Exhibit:
    """A scene or the film in one look.

    Attributes:
        name: of the scene, or `FILM`.
        request: what it shows, and how.
        most_gif_bytes: how large its GIF may be; it has none where this is None.
        clip_key: what its clip is made from.
        key: what its files are made from, and how.
        shape: `WIDE` or `TALL`; empty where there is one for all windows.
    """

    name: str
    request: Request
    most_gif_bytes: int | None
    clip_key: str
    key: str
    shape: str = ""

    @property
    def theme(self) -> str:
        """Its theme."""
        return self.request.appearance.theme

    @property
    def language(self) -> str:
        """Its language."""
        return self.request.appearance.language

    @property
    def title(self) -> str:
        """What it is, for people."""
        return ", ".join(filter(None, (self.name, self.theme, self.language, self.shape)))

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its files in the gallery."""
        gif = () if self.most_gif_bytes is None else ("gif",)
        of_film = ("srt",) if self.name == FILM else ()
        return tuple(map(self.file, ("mp4", "vtt", POSTER, *gif, *of_film)))

    def file(self, ending: str) -> str:
        """Return the path in the gallery of one of its files."""
        tall = "-tall" if self.shape == TALL else ""
        return f"{CLIPS}/{self.name}-{self.theme}-{self.language}{tall}.{ending}"


def made_with(picture: Picture) -> tuple[str, ...]:
    """Return the options of a command that makes clips of a size and rate; none for the usual."""
    known = (picture.width, picture.height, picture.fps)
    quality = next((letter for letter, each in QUALITIES.items() if each == known), None)
    if quality is not None:
        return () if quality == USUAL else (f"-q {quality}",)
    return f"-r {picture.width},{picture.height}", f"--fps {float(picture.fps):g}"


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
            with writing(target):
                keep_permissions(target, made / name)
                (made / name).replace(target)

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
