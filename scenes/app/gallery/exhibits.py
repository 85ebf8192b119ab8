"""The clips of a gallery: each scene in each look, with the files that are made of it."""

from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.film.clips import FilmRequest
from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.app.fingerprint import Digest, SceneRequest, key_of, scene_key
from gradreel.scenes.render.cache.digest import sha256_of
from gradreel.scenes.render.picture import QUALITIES, Picture
from gradreel.scenes.stage.type.appearance import Appearance

CLIPS: Final = "clips"
"""The folder in the gallery's that the clips are in."""
FILM: Final = "film"
POSTER: Final = "webp"
WIDE, TALL = "wide", "tall"
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
        with_film: whether the scenes are there as one film too.
        with_tall: whether each clip is there for a phone that is held upright too.
    """

    folder: Path
    sections: tuple[Section, ...]
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    picture: Picture
    most_gif_bytes: int | None
    with_film: bool = False
    with_tall: bool = False

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The size and rate of the clips, by their shapes; the usual one comes first."""
        usual = self.picture
        tall = replace(usual, width=usual.height, height=usual.width)
        return (usual, tall) if self.with_tall else (usual,)

    @property
    def scenes(self) -> tuple[str, ...]:
        """The names of the scenes."""
        return tuple(scene for section in self.sections for scene in section.scenes)

    def exhibits(self) -> "tuple[Exhibit, ...]":
        """Return all clips, then the films, with keys of what their files hold now."""
        digest = cache(sha256_of)  # most of them share most files
        looks = [Appearance(*each) for each in product(self.themes, self.languages)]
        clips = (
            self._clip(SceneRequest(scene, entry(scene).defaults, None, look), picture, digest)
            for scene, look, picture in product(self.scenes, looks, self.pictures)
        )
        films = (
            self._film(FilmRequest(self.sections, look, self.picture))
            for look in looks
            if self.with_film
        )
        return *clips, *films

    def _clip(self, shows: SceneRequest, picture: Picture, digest: Digest) -> "Exhibit":
        clip_key, is_usual = scene_key(shows, picture, digest), picture == self.picture
        most = self.most_gif_bytes if is_usual else None
        key = self._key(clip=clip_key, gif=most)
        shape = "" if not self.with_tall else WIDE if is_usual else TALL
        return Exhibit(shows.scene, shows, picture, most, clip_key, key, shape)

    def _film(self, shows: FilmRequest) -> "Exhibit":
        clip_key = self._key(film=[clip.key for clip in shows.clips()])
        return Exhibit(FILM, shows, self.picture, None, clip_key, clip_key)

    def _key(self, **made_from: Any) -> str:
        own = {path.name: sha256_of(path) for path in sorted(SOURCES.glob("*.py"))}
        return key_of({**made_from, "by": own}, self.picture)


@dataclass(frozen=True)
class Exhibit:
    """A scene or the film in one look.

    Attributes:
        name: of the scene, or `FILM`.
        shows: what it shows, and its theme and language.
        picture: the size and rate.
        most_gif_bytes: how large its GIF may be; it has none where this is None.
        clip_key: what its clip is made from.
        key: what its files are made from, and how.
        shape: `WIDE` or `TALL`; empty where there is one for all windows.
    """

    name: str
    shows: SceneRequest | FilmRequest
    picture: Picture
    most_gif_bytes: int | None
    clip_key: str
    key: str
    shape: str = ""

    @property
    def theme(self) -> str:
        """Its theme."""
        return self.shows.appearance.theme

    @property
    def language(self) -> str:
        """Its language."""
        return self.shows.appearance.language

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
