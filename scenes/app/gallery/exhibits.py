"""The clips of a gallery: each scene in each look, with the files that are made of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.app.fingerprint import Digest, SceneRequest, key_of, scene_key
from gradreel.scenes.render.cache.digest import sha256_of
from gradreel.scenes.render.picture import QUALITIES, Picture
from gradreel.scenes.stage.type.appearance import Appearance

CLIPS: Final = "clips"
"""The folder in the gallery's that the clips are in."""
POSTER: Final = "webp"
USUAL: Final = "m"
"""The quality of clips where none is asked for."""
SOURCES: Final = Path(__file__).parent


@dataclass(frozen=True)
class GalleryRequest:
    """A gallery, as it was asked for.

    Attributes:
        folder: where to; it is made if it isn't there.
        sections: the scenes, by chapter.
        themes: "dark", "light" or both; the first is shown where a reader prefers none.
        languages: "en", "zh" or both; likewise.
        picture: the size and rate of the clips.
        most_gif_bytes: how large a GIF may be; there are none where this is None.
    """

    folder: Path
    sections: tuple[Section, ...]
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    picture: Picture
    most_gif_bytes: int | None

    def exhibits(self) -> "tuple[Exhibit, ...]":
        """Return all clips in the page's order, with keys of what their files hold now."""
        return tuple(self._exhibits(cache(sha256_of)))  # most of them share most files

    def _exhibits(self, digest: Digest) -> Iterator["Exhibit"]:
        own = {path.name: digest(path) for path in sorted(SOURCES.glob("*.py"))}
        scenes = (scene for section in self.sections for scene in section.scenes)
        for scene, theme, language in product(scenes, self.themes, self.languages):
            request = SceneRequest(scene, entry(scene).defaults, None, Appearance(theme, language))
            clip_key = scene_key(request, self.picture, digest)
            made = {"clip": clip_key, "gif": self.most_gif_bytes, "by": own}
            key = key_of(made, self.picture)
            yield Exhibit(request, self.picture, self.most_gif_bytes, clip_key, key)


@dataclass(frozen=True)
class Exhibit:
    """One scene in one look.

    Attributes:
        request: the scene, its theme and its language.
        picture: the size and rate.
        most_gif_bytes: how large its GIF may be; it has none where this is None.
        clip_key: what its clip is kept under.
        key: what its files are made from, and how.
    """

    request: SceneRequest
    picture: Picture
    most_gif_bytes: int | None
    clip_key: str
    key: str

    @property
    def title(self) -> str:
        """What it is, for people."""
        look = self.request.appearance
        return f"{self.request.scene}, {look.theme}, {look.language}"

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its files in the gallery."""
        endings = ("mp4", "vtt", POSTER, *(("gif",) if self.most_gif_bytes else ()))
        return tuple(map(self.file, endings))

    def file(self, ending: str) -> str:
        """Return the path in the gallery of one of its files."""
        return f"{CLIPS}/{self.request.scene}-{self.request.appearance}.{ending}"


def made_with(picture: Picture) -> tuple[str, ...]:
    """Return the options of a command that makes clips of a size and rate; none for the usual."""
    known = (picture.width, picture.height, picture.fps)
    quality = next((letter for letter, each in QUALITIES.items() if each == known), None)
    if quality is not None:
        return () if quality == USUAL else (f"-q {quality}",)
    return f"-r {picture.width},{picture.height}", f"--fps {float(picture.fps):g}"
