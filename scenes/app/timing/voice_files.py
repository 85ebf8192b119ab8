"""The files of a person's voice: which of those in a folder they are."""

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
