"""What an encoding is: how a chunk's frames are kept in its file, and how chunks become a file."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.picture import Picture

SECONDS: Final = 2
MAGIC: Final = b"gradreel chunk 1\n"
LENGTH_BYTES: Final = 8
BLOCK: Final = 1 << 20


def chunk_length(picture: Picture) -> int:
    """Return how many frames a chunk has; the last one of a part may have fewer."""
    return max(1, round(SECONDS * picture.fps))


class DamagedError(Exception):
    """A chunk's file isn't what was written."""


class ChunkWriter:
    """Writes a chunk: blobs one after the other, then a header that says what they are.

    The file is: a magic line; the blobs; the header, JSON; its length in 8 bytes; the SHA-256 of
    all that. So it is written in one go, in little memory, and any damage to it shows.

    Args:
        file: where to write, from its start.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._sizes: list[int] = []
        self._write(MAGIC)

    def add(self, blob: bytes) -> None:
        """Write one blob."""
        self._sizes.append(len(blob))
        self._write(blob)

    def finish(self, header: Mapping[str, Any]) -> None:
        """Write the header and the checksum."""
        text = json.dumps({**header, "sizes": self._sizes}).encode()
        self._write(text)
        self._write(len(text).to_bytes(LENGTH_BYTES, "big"))
        self._file.write(self._hash.digest())

    def _write(self, content: bytes) -> None:
        self._hash.update(content)
        self._file.write(content)


@dataclass(frozen=True)
class Chunk:
    """A chunk's file that was found whole.

    Attributes:
        path: where it is.
        header: what its encoder says of it: `frames`, how many it has, `of`, which chunk of which
            clip it is, and others.
    """

    path: Path
    header: Mapping[str, Any]

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return int(self.header["frames"])

    @property
    def content(self) -> str:
        """The digest of all that its frames were drawn from; empty where that isn't known."""
        return str(self.header["content"])

    def blobs(self) -> Iterator[bytes]:
        """Read the blobs one after the other.

        Raises:
            DamagedError: they aren't there any more.
        """
        return self._read(len(MAGIC), self.header["sizes"])

    def last_blob(self) -> bytes:
        """Read the last blob alone.

        Raises:
            DamagedError: it isn't there any more.
        """
        *before, size = self.header["sizes"]
        return next(self._read(len(MAGIC) + sum(before), [size]))

    def _read(self, start: int, sizes: Sequence[int]) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                for size in sizes:
                    blob = file.read(size)
                    if len(blob) < size:
                        raise DamagedError(self.path)
                    yield blob
        except OSError as error:
            raise DamagedError(self.path) from error

    @classmethod
    def read(cls, path: Path) -> "Chunk":
        """Check a chunk's file from its first to its last byte.

        Raises:
            DamagedError: it isn't whole, or no chunk at all.
            OSError: it can't be read.
        """
        digest = hashlib.sha256().digest_size
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < len(MAGIC) + LENGTH_BYTES + digest:
                raise DamagedError(path)
            file.seek(0)
            if _sha256(file, size - digest) != file.read(digest):
                raise DamagedError(path)
            header, length = _read_header(file, size)
        if len(MAGIC) + sum(header["sizes"]) + length + LENGTH_BYTES + digest != size:
            raise DamagedError(path)
        return cls(path, header)

    @classmethod
    def marks_of(cls, path: Path) -> tuple[str, ...]:
        """Return what a file says that its frames, and the first, were drawn from; unchecked."""
        with suppress(OSError, DamagedError), path.open("rb") as file:
            header, _ = _read_header(file, file.seek(0, 2))
            return header["content"], header["begins"]
        return ()


def _read_header(file: BinaryIO, size: int) -> tuple[Mapping[str, Any], int]:
    """Read the header of a file of some bytes; with how long it is.

    Raises:
        DamagedError: it isn't one.
    """
    end = size - hashlib.sha256().digest_size - LENGTH_BYTES
    file.seek(max(0, end))
    length = int.from_bytes(file.read(LENGTH_BYTES), "big")
    file.seek(max(0, end - length))
    return _header(file.read(min(length, size))), length


def _header(text: bytes) -> Mapping[str, Any]:
    """Read a header; what has a right checksum may still be written by another program.

    Raises:
        DamagedError: it says not what all headers say.
    """
    try:
        found = json.loads(text)
        numbers = [found["frames"], *found["sizes"]]
        texts = [found[name] for name in ("of", "content", "begins")]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise DamagedError from error
    if not all(type(each) is int and each >= 0 for each in numbers):
        raise DamagedError
    if not all(isinstance(each, str) for each in texts):
        raise DamagedError
    return dict(found)


def _sha256(file: BinaryIO, size: int) -> bytes:
    found = hashlib.sha256()
    while size and (block := file.read(min(BLOCK, size))):
        found.update(block)
        size -= len(block)
    return found.digest()


class Encoder(Protocol):
    """Encodes the frames of one chunk."""

    def take(self, frame: Frame) -> None:
        """Encode a frame, as often as it stands; its pixels aren't needed afterwards."""

    def finish(self) -> Mapping[str, Any]:
        """Write what is left, and return what a joiner must know beside the blobs."""


class Joiner:
    """Writes one file from chunks."""

    def take(self, chunk: Chunk) -> None:
        """Append a chunk; they come in order."""
        raise NotImplementedError

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


def encoded(frames: Iterable[Frame], encoding: Encoding, picture: Picture, path: Path) -> Chunk:
    """Encode frames to a chunk that is of no clip.

    Args:
        frames: all of them.
        encoding: how.
        picture: what they are like.
        path: of the chunk's file.
    """
    count = 0
    with path.open("wb") as file:
        writer = ChunkWriter(file)
        encoder = encoding.encoder(picture, writer)
        for frame in frames:
            encoder.take(frame)
            count += frame.repeats
        writer.finish({**encoder.finish(), "frames": count, "of": "", "content": "", "begins": ""})
    return Chunk.read(path)


def join(chunk: Chunk, form: Format, picture: Picture, path: Path) -> None:
    """Write a file of one chunk.

    Args:
        chunk: the chunk.
        form: the file's format.
        picture: what the chunk's frames were made from.
        path: where to.
    """
    with closing(form.joiner(path, picture)) as joiner:
        joiner.take(chunk)
        joiner.finish()
