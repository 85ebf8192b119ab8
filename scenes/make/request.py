"""What was asked for: which scenes, which part of them, how they look, and how they are drawn."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError, quoted
from gradreel.scenes.ask.catalog import Section, entry, sections_of, titled_sections
from gradreel.scenes.ask.options import UNCHANGED, Excerpt, RunOptions
from gradreel.scenes.render.manim.settings import AS_FOUND, ManimSettings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.targets import shown
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance

Say = Callable[[str], None]
"""Tells the user something, in a line."""
ENDINGS: Final = frozenset(
    (
        *(".wav", ".wave", ".flac", ".aif", ".aiff", ".aifc", ".caf", ".au", ".snd", ".wv", ".ape"),
        *(".mp3", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".wma", ".amr", ".ac3"),
        *(".mka", ".mkv", ".mp4", ".mov", ".webm", ".3gp"),
    )
)
"""How files of sound are called; others in the folder, such as notes, are left alone."""


def unheard(_: object) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Shot:
    """A scene as a film or a deck shows it.

    Attributes:
        scene: its name.
        options: what was chosen about its run.
        runs: the recorded runs that it draws, if any were given.
        excerpt: which part of it, and how fast.
        voice: the folder with a file of sound for each beat, if somebody speaks in it alone.
        title: what it is called, if it is called otherwise here.
        chapter: the title of the chapter that it begins; empty where it begins none.
        place: where a person's file has it, for messages; empty where no file does.
        keys: those that the file has there, each with a pattern of words that are about it alone.
    """

    scene: str
    options: RunOptions
    runs: tuple[Path, ...] = ()
    excerpt: Excerpt = UNCHANGED
    voice: Path | None = None
    title: str = ""
    chapter: str = ""
    place: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What was asked for of a clip, a film, a deck, a gallery or pictures.

    What is in their files doesn't depend on what begins with `workers`.

    Attributes:
        scenes: in order, what was chosen about the run of each, by their names.
        picture: the size, the rate and the background.
        appearance: how they look and speak.
        runs: the recorded runs that the scene draws, if any were given.
        excerpt: which part of them, and how fast.
        voice: the folder with a file of sound for each beat, if somebody speaks; of a film, the one
            with a folder for each scene that is spoken.
        workers: how many processes draw; as many as there are cores when None.
        cluster: the address of a Dask scheduler whose workers draw, if any.
        use_cache: whether what is drawn is kept, and what was kept is used.
        show_progress: whether a bar is shown on a terminal, or lines if there is none.
        captions: the endings of the files of captions that are written beside videos.
        posters: whether a picture that stands for it is written beside each video.
        lasting: told how many seconds a clip plays, once that is known.
        say: told what there is to say about the runs, and about the cache.
        story: of a film or a deck whose scenes differ in more, these in the place of `scenes`.
    """

    scenes: Mapping[str, RunOptions]
    picture: Picture
    appearance: Appearance = PLAIN
    runs: tuple[Path, ...] = ()
    excerpt: Excerpt = UNCHANGED
    voice: Path | None = None
    workers: int | None = None
    cluster: str | None = None
    use_cache: bool = True
    show_progress: bool = False
    captions: tuple[str, ...] = ()
    posters: bool = False
    lasting: Callable[[float], None] = unheard
    say: Say = unheard
    story: tuple[Shot, ...] = ()

    @property
    def scene(self) -> str:
        """The name of the scene, or of the first."""
        return next(iter(self.scenes))

    @property
    def options(self) -> RunOptions:
        """What was chosen about its run."""
        return self.scenes[self.scene]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The scenes' names by chapter: the story's own chapters, if it has any."""
        if any(shot.chapter for shot in self.story):
            return titled_sections([(shot.scene, bool(shot.chapter)) for shot in self.story])
        return sections_of(entry(shot.scene) for shot in self.shots)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """The scenes in their order, with all that was asked for of each."""
        return self.story or tuple(
            Shot(name, options, self.runs, self.excerpt) for name, options in self.scenes.items()
        )

    @property
    def n_workers(self) -> int:
        """How many processes draw."""
        may_use = getattr(os, "sched_getaffinity", None)
        return self.workers or (len(may_use(0)) if may_use else os.cpu_count() or 1)

    def of(self, shot: Shot) -> "Request":
        """Return the same of one of the scenes, of which nothing is said."""
        chosen = replace(self, runs=shot.runs, excerpt=shot.excerpt, voice=shot.voice, story=())
        return replace(
            chosen,
            scenes={shot.scene: shot.options},
            appearance=self.appearance.entitled(shot.scene, shot.title),
            lasting=unheard,
            say=unheard,
        )

    def tell(self, remarks: Iterable[str]) -> None:
        """Say some lines."""
        for remark in remarks:
            self.say(remark)


@dataclass(frozen=True)
class SceneFile:
    """A scene in a person's own file, and what is chosen of manim's about it.

    Attributes:
        path: the file.
        scenes: the classes that are wanted, of which the first is drawn; the only one of the file
            when empty.
        settings: what was chosen of manim's.
        animations: the first animation that is drawn, and the last, if they were given.
        sections: whether each of its sections gets a file of its own, too.
        has_chosen_picture: whether a person asked for the picture, and is told of a change.
    """

    path: Path
    scenes: tuple[str, ...] = ()
    settings: ManimSettings = AS_FOUND
    animations: tuple[int, ...] = ()
    sections: bool = False
    has_chosen_picture: bool = False

    @property
    def scene(self) -> str:
        """The class that is drawn; empty for the only one of the file."""
        return next(iter(self.scenes), "")


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


def run_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Name runs after their files, and after the folders too where these are called alike.

    Raises:
        RequestError: two have one name even so.
    """
    stems = [path.stem for path in paths]
    names = tuple(
        f"{path.absolute().parent.name}/{stem}" if stems.count(stem) > 1 else stem
        for path, stem in zip(paths, stems, strict=True)
    )
    if alike := next((name for name in names if names.count(name) > 1), None):
        raise RequestError(f"two records are called {quoted(alike)}: rename one")
    return names
