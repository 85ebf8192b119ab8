"""What a cluster's worker is sent, and what it returns; Dask pickles both."""

from collections.abc import Mapping
from dataclasses import dataclass

from gradreel.engine.errors import GradreelError
from gradreel.scenes.render.chunks.drawing import Counted, Passed, PixelsRead
from gradreel.scenes.render.chunks.store import Place
from gradreel.scenes.render.picture import Picture


@dataclass(frozen=True)
class RemoteTask:
    """All that a process on another machine must know before it draws a chunk.

    Attributes:
        picture: the size, rate and background.
        formats: names of the formats that are wanted.
        job: what is drawn, pickled: the worker hands it on to the process that needs the libraries.
        inputs: files that must be there as they are here, with their SHA-256.
        versions: what the machine that asks has.
        settings: the SHA-256 of manim's settings as they are there.
        folder: where the command was given; where there is such a folder, drawing begins there.
        clip: what each chunk says it is of.
        token: what no other task has.
        hash_seed: of the processes that draw it.
    """

    picture: Picture
    formats: tuple[str, ...]
    job: bytes
    inputs: Mapping[str, str]
    versions: Mapping[str, str]
    settings: str
    folder: str
    clip: str
    token: str
    hash_seed: str


@dataclass(frozen=True)
class ChunkResult:
    """What came of a request for a chunk.

    Attributes:
        place: which one.
        chunks: its file's content in each encoding, by the encoding's tag; none where the part
            ends before it, or where it can't be drawn.
        counted: the parts that were played to their end.
        error: why it can't be drawn, if it can't.
        printed: what the drawing printed meanwhile.
        process: the process that drew it.
        noticed: what the stage was like on the way, and whether pixels were read.
    """

    place: Place
    chunks: Mapping[str, bytes]
    counted: tuple[Counted, ...] = ()
    error: GradreelError | None = None
    printed: str = ""
    process: str = ""
    noticed: tuple[Passed | PixelsRead, ...] = ()


class ProcessLostError(Exception):
    """A drawing process died; it says how."""
