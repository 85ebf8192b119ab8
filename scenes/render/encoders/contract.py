"""What an encoding is: how a chunk's frames are kept, and how chunks become a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from gradreel.scenes.render.chunks.chunk import Chunk, ChunkWriter
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.picture import Picture


class Encoder(Protocol):
    """Encodes the frames of one chunk."""

    def take(self, frame: Frame) -> None:
        """Encode a frame, as often as it stands; its pixels aren't needed afterwards."""

    def finish(self) -> Mapping[str, Any]:
        """Write what is left, and return what a joiner must know beside the blobs."""


class Joiner(Protocol):
    """Writes one file from chunks."""

    def take(self, chunk: Chunk) -> None:
        """Append a chunk; they come in order."""

    def finish(self) -> None:
        """Write all that is left and close the file."""

    def close(self) -> None:
        """Let go of the file, finished or not."""


@dataclass(frozen=True)
class Encoding:
    """A way to keep the frames of a chunk.

    Attributes:
        tag: names it and all its settings, in a folder's name.
        encoder: makes the encoder of one chunk, which writes its blobs to the writer.
    """

    tag: str
    encoder: Callable[[Picture, ChunkWriter], Encoder]


@dataclass(frozen=True)
class Format:
    """A file's format.

    Attributes:
        encoding: chooses the encoding of the chunks that it is joined from.
        joiner: makes what joins them to a file at a path, given that, the picture, and for a
            sequence its `digits`.
        shows_end: whether it is the picture left standing at the end rather than the frames.
        kept: whether the file, once it is joined, is kept in the cache.
        shown: what the file's pictures are like, given what the frames are like.
    """

    encoding: Callable[[Picture], Encoding]
    joiner: Callable[..., Joiner]
    shows_end: bool = False
    kept: bool = True
    shown: Callable[[Picture], Picture] = lambda picture: picture
