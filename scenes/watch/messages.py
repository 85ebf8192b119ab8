"""What is said between the process that watches and those that it has build."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final

from gradreel.scenes.make.request import Request, SceneFile

DIGEST_BYTES: Final = 9
Stamp = tuple[int, int, int] | None
"""When a file was changed, its size and its number; None where there is no such file."""


@dataclass(frozen=True)
class Wanted:
    """The clip that is watched.

    Attributes:
        request: what was asked for.
        file: the scene in a person's own file; None for one of gradreel's.
    """

    request: Request
    file: SceneFile | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.request.scene if self.file is None else self.file.path.name


@dataclass(frozen=True)
class Order:
    """A build, or a part of one.

    Attributes:
        number: how many there were before.
        wanted: what is built.
        start: the first frame that is drawn.
        stop: the first that isn't; all from the first on are when None.
        is_hasty: whether what comes before may be skipped, though that may look a little different.
        is_beside: whether others that are under way go on.
        known: the names of pictures that needn't be drawn, by the digests of what they show.
        folder: where its temporary files go, and go with it.
        formulas: where formulas that were typeset are kept.
    """

    number: int
    wanted: Wanted
    start: int
    stop: int | None
    is_hasty: bool
    is_beside: bool
    known: Mapping[bytes, str]
    folder: Path
    formulas: Path


@dataclass(frozen=True)
class Ready:
    """Builds can be forked from now on.

    Attributes:
        files: what was imported and read for that: where one of these changes, it is done anew.
    """

    files: Mapping[str, Stamp]


@dataclass(frozen=True)
class Gone:
    """A build's process has ended.

    Attributes:
        number: the build's.
        code: its exit status, or the signal's number below zero.
    """

    number: int
    code: int


@dataclass(frozen=True)
class Read:
    """A build has read files.

    Attributes:
        files: what they were like then.
        written: those that it has written itself.
    """

    files: Mapping[str, Stamp]
    written: frozenset[str]


@dataclass(frozen=True)
class Begun:
    """A build knows what it draws.

    Attributes:
        title: the clip's name.
        size: width and height.
        fps: frames a second.
        remarks: what there is to say about it.
    """

    title: str
    size: tuple[int, int]
    fps: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A picture.

    Attributes:
        start: the first frame that shows it.
        count: how many do.
        name: a digest of its bytes.
        picture: a JPEG; empty where it was known.
        digest: of what it shows; None where that isn't known.
    """

    start: int
    count: int
    name: str
    picture: bytes = field(repr=False)
    digest: bytes | None


@dataclass(frozen=True)
class Mark:
    """A place on the time line: where a beat or an animation begins.

    Attributes:
        frame: the first frame.
        name: what it is called.
    """

    frame: int
    name: str


@dataclass(frozen=True)
class Spoken:
    """A caption.

    Attributes:
        start: its first frame.
        stop: the first frame after it.
        text: what it says.
    """

    start: int
    stop: int
    text: str


@dataclass(frozen=True)
class Played:
    """A build has come to the clip's end.

    Attributes:
        frames: how many it has.
        marks: where its beats begin, or its animations.
        captions: its captions.
        is_heard: whether there is sound in it.
    """

    frames: int
    marks: tuple[Mark, ...]
    captions: tuple[Spoken, ...]
    is_heard: bool


@dataclass(frozen=True)
class Done:
    """A part of a build was drawn."""


@dataclass(frozen=True)
class Step:
    """A line of a person's own source in a traceback.

    Attributes:
        file: the source.
        line: the line's number.
        function: what it is in; empty where Python couldn't read it.
        source: the line.
    """

    file: str
    line: int
    function: str
    source: str


@dataclass(frozen=True)
class Fault:
    """A build has failed.

    Attributes:
        line: why, in a line.
        steps: the lines of the person's own sources that led there, the last one last.
        traceback: all that Python says.
    """

    line: str
    steps: tuple[Step, ...] = ()
    traceback: str = ""


@dataclass(frozen=True)
class Busy:
    """A build has shown no new frame for a while.

    Attributes:
        seconds: for how long.
        step: where it is; None where it is in nobody's own source.
    """

    seconds: int
    step: Step | None


Message = Ready | Gone | Read | Begun | Drawn | Played | Done | Fault | Busy
Send = Callable[[Message], None]


def picture_name(picture: bytes) -> str:
    """Return what a picture is called: a digest of its bytes."""
    return blake2b(picture, digest_size=DIGEST_BYTES).hexdigest()
