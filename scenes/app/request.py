"""What was asked for: a part of a scene, its speed, and a person's voice for it."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.output.targets import shown

ENDINGS: Final = frozenset(
    (
        *(".wav", ".wave", ".flac", ".aif", ".aiff", ".aifc", ".caf", ".au", ".snd", ".wv", ".ape"),
        *(".mp3", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".wma", ".amr", ".ac3"),
        *(".mka", ".mkv", ".mp4", ".mov", ".webm", ".3gp"),
    )
)
"""How files of sound are called; others in the folder, such as notes, are left alone."""


@dataclass(frozen=True)
class Excerpt:
    """A part of a scene, and how fast it is played.

    Attributes:
        beats: the first and the last beat, each by its key, its number or both, as "fit", "3" or
            "03-fit"; an empty one is the scene's own first or last. None where beats aren't named.
        start: seconds of the scene at its own speed where the part begins; its start when None.
        end: likewise, where it ends.
        speed: how many seconds of the scene pass in one of the clip.
    """

    beats: tuple[str, str] | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    speed: Fraction = Fraction(1)

    @property
    def is_all(self) -> bool:
        """Whether it is the whole scene, at any speed."""
        return (self.beats, self.start, self.end) == (None, None, None)

    @property
    def is_unchanged(self) -> bool:
        """Whether it is the whole scene at its own speed."""
        return self == UNCHANGED

    def as_json(self) -> list[str | list[str] | None]:
        """Return it as JSON can hold it."""
        seconds = (self.start, self.end, self.speed)
        told = [None if each is None else str(each) for each in seconds]
        return [None if self.beats is None else list(self.beats), *told]


UNCHANGED = Excerpt()
"""The whole scene at its own speed."""


def voice_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of sound in a folder, in the order of their names.

    Raises:
        RequestError: there is no such folder, it can't be read, or no sound is in it.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "isn't there"
        raise RequestError(
            f"{shown(folder)} {what}; --voice takes a folder with a file of sound for each beat"
        )
    try:
        found = sorted(each for each in folder.iterdir() if is_sound_file(each))
    except OSError as error:
        raise RequestError(f"{shown(folder)} can't be read: {error.strerror}") from error
    if not found:
        raise RequestError(
            f"{shown(folder)} has no sound in it, like 01-ask.wav; gradreel beats has the names"
        )
    return tuple(found)


def is_sound_file(path: Path) -> bool:
    """Whether a file is called as those of sound are."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()
