"""Chunks in a folder, each whole or not there, and which frames are in which."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

from gradreel.engine.errors import WorkError
from gradreel.scenes.files.temporary import remove, sweep
from gradreel.scenes.files.whole import replacing
from gradreel.scenes.render.cache.contents import is_plain_file
from gradreel.scenes.render.encoders.contract import (
    Chunk,
    ChunkWriter,
    DamagedError,
    Encoder,
    Encoding,
)
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.picture import Picture

END: Final = -1
Lengths = tuple[tuple[int, ...], ...]
"""How many frames each chunk has, of each part or piece."""
ASIDE: Final = "before"
"""Where chunks are meanwhile that may be of an earlier version; beside the folder of chunks."""
SHORTEST: Final = 0.63
"""The shortest chunk at whose end another may begin, as a share of the usual length."""
SOONEST: Final = 0.3
"""The same where something new begins, such as a beat."""
LATEST: Final = 1.3
"""The same where what begins there is brief."""
BRIEF: Final = 0.25
"""What is brief, likewise."""


@dataclass(frozen=True, order=True)
class Place:
    """Where a chunk belongs.

    Attributes:
        part: the part's number in the clip, from 0.
        chunk: the chunk's number in the part, from 0; END is what is left standing at its end.
    """

    part: int
    chunk: int

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"{self.part}-{'end' if self.chunk == END else self.chunk}"

    @classmethod
    def named(cls, name: str) -> "Place":
        """Return the place whose file is called so."""
        part, _, chunk = name.partition("-")
        return cls(int(part), END if chunk == "end" else int(chunk))

    @property
    def shown(self) -> str:
        """Where it is, for a person."""
        if self.chunk == END:
            return "at the last frame"
        return f"in chunk {self.chunk + 1} of part {self.part + 1}"

    @property
    def turn(self) -> tuple[int, bool, int]:
        """What sorts places in the order of play, in which a part's end comes last."""
        return self.part, self.chunk == END, self.chunk


def chunks_of(lengths: Lengths, first: int = 0) -> dict[Place, int]:
    """Return the chunks of parts with how many frames they have.

    Args:
        lengths: the same, by parts.
        first: the number of the first part.
    """
    return {
        Place(part, chunk): frames
        for part, own in enumerate(lengths, first)
        for chunk, frames in enumerate(own)
    }


class StoreError(WorkError):
    """What is drawn can't be put where it is to be kept, or was lost there."""


class Store:
    """Chunks as files: a folder for each encoding, a file for each place.

    Args:
        folder: where; it is made when the first chunk is written.
        shown: the path to name when it can't be written.
        clip: the key of the clip that they are of; each chunk says it, so that none is ever taken
            for one of another clip.
        earlier: folders with chunks of earlier versions of the clip, the newest first.
        keeps: whether they stay, so that it is worth while to know what they were drawn from.
    """

    def __init__(
        self,
        folder: Path,
        shown: Path,
        clip: str = "",
        earlier: Sequence[Path] = (),
        *,
        keeps: bool = False,
    ) -> None:
        self.folder, self.shown, self.clip = folder, shown, clip
        self.earlier, self.keeps = tuple(earlier), keeps
        self._known: dict[str, dict[str, list[Path]]] = {}

    def path(self, encoding: Encoding, place: Place) -> Path:
        """Return where a chunk is, if it is there."""
        store, home = self.home(place)
        return store.folder / encoding.tag / home.name

    def home(self, place: Place) -> "tuple[Store, Place]":
        """Return whose chunk a place is for, and where it belongs there."""
        return self, place

    def is_new(self) -> bool:
        """Whether there is no chunk in it, nor of an earlier version."""
        with suppress(OSError):
            return not self.earlier and not any(self.folder.glob("*/*"))
        return False

    def sweep(self) -> None:
        """Remove what workers that were killed have left half done."""
        with suppress(OSError):
            for folder in self.folder.glob("*"):
                sweep(folder)

    def name(self, encoding: Encoding, place: Place) -> str:
        """Return what a chunk says of itself: its clip, encoding and place."""
        store, home = self.home(place)
        return f"{store.clip}/{encoding.tag}/{home.name}"

    def read(self, encoding: Encoding, place: Place) -> Chunk:
        """Return a chunk that is whole and the right one.

        Raises:
            DamagedError: it isn't.
            OSError: it can't be read.
        """
        path = self.path(encoding, place)
        if not is_plain_file(path):
            raise DamagedError(path)
        chunk = Chunk.read(path)
        if chunk.header["of"] != self.name(encoding, place):
            raise DamagedError(path)
        return chunk

    def find(self, encoding: Encoding, place: Place) -> Chunk | None:
        """Return a chunk that is there and whole."""
        with suppress(OSError, DamagedError):
            return self.read(encoding, place)
        return None

    def knows(self, encoding: Encoding, place: Place, digest: bytes | None) -> bool:
        """Whether a chunk was drawn before that begins with a frame of this digest."""
        known = self.home(place)[0]._drawn_before(encoding)
        return digest is not None and digest.hex() in known

    def adopt(self, encoding: Encoding, place: Place, content: str) -> bool:
        """Put a chunk that was drawn before in a place; whether there is one.

        Args:
            encoding: that of its frames.
            place: where it is wanted.
            content: the digest of all that its frames are drawn from.
        """
        for path in self.home(place)[0]._drawn_before(encoding).get(content, ()):
            with suppress(OSError, DamagedError):
                chunk = Chunk.read(path)
                name = f"/{encoding.tag}/{path.name}"
                if chunk.content == content and chunk.header["of"].endswith(name):
                    self._copy(chunk, encoding, place)
                    return True
        return False

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Take what is there for an earlier version's meanwhile, as the clip may have changed."""
        aside, earlier = self.folder.with_name(ASIDE), self.earlier
        with suppress(OSError):
            aside.mkdir(exist_ok=True)  # where there may be some that an interrupted command left
            self.folder.rename(aside / str(len([*aside.iterdir()])))
        self.earlier = (*sorted(aside.glob("*"), reverse=True), *earlier)
        yield
        self.earlier = earlier
        remove(aside)

    def _copy(self, chunk: Chunk, encoding: Encoding, place: Place) -> None:
        path = self.path(encoding, place)
        path.parent.mkdir(parents=True, exist_ok=True)
        if chunk.header["of"] == self.name(encoding, place):
            with suppress(OSError):
                path.hardlink_to(chunk.path)
                return
        with replacing(path) as temporary, temporary.open("wb") as file:
            writer = ChunkWriter(file)
            for blob in chunk.blobs():
                writer.add(blob)
            writer.finish({**chunk.header, "of": self.name(encoding, place)})

    def _drawn_before(self, encoding: Encoding) -> Mapping[str, list[Path]]:
        """Return where chunks of an encoding are, by what they, and their first, are drawn from."""
        if encoding.tag not in self._known:
            known = self._known[encoding.tag] = dict[str, list[Path]]()
            for folder in (self.folder, *self.earlier):
                for path in sorted((folder / encoding.tag).glob("[0-9]*-*")):
                    for mark in Chunk.marks_of(path):
                        known.setdefault(mark, []).append(path)
            known.pop("", None)
        return self._known[encoding.tag]


class OpenChunk:
    """A chunk that is being encoded, in all the encodings that lack it; or just looked at.

    Args:
        store: where it will be.
        place: which one it is.
        encodings: those that lack it; none where its frames aren't drawn.
        picture: what the frames are like.
    """

    def __init__(
        self, store: Store, place: Place, encodings: Sequence[Encoding], picture: Picture
    ) -> None:
        self.place = place
        self.frames = 0
        self._content = ContentDigest()
        self._open = ExitStack()
        self._encoders: list[tuple[str, Encoder, ChunkWriter]] = []
        try:
            for encoding in encodings:
                self._begin(encoding, store, picture)
        except BaseException:
            self.close()
            raise

    def _begin(self, encoding: Encoding, store: Store, picture: Picture) -> None:
        path = store.path(encoding, self.place)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._open.enter_context(replacing(path))
        writer = ChunkWriter(self._open.enter_context(temporary.open("wb")))
        name = store.name(encoding, self.place)
        self._encoders.append((name, encoding.encoder(picture, writer), writer))

    @property
    def is_drawn(self) -> bool:
        """Whether all its frames so far are encoded."""
        return bool(self._encoders)

    def take(self, frame: Frame) -> None:
        """Encode a frame; where it isn't drawn, the chunk is only looked at from there on."""
        if not frame.is_drawn:
            self.close()
            self._encoders.clear()
        for _, encoder, _ in self._encoders:
            encoder.take(frame)
        self._content.take(frame)
        self.frames += frame.repeats

    def finish(self) -> str:
        """Put the chunk in its place, and return the digest of all that it was drawn from."""
        content = self._content.found
        drawn_from = {"content": content, "begins": self._content.begins}
        with self._open:
            for name, encoder, writer in self._encoders:
                known = {"of": name, "frames": self.frames, **drawn_from}
                writer.finish({**known, **encoder.finish()})
        return content

    def close(self) -> None:
        """Give the chunk up."""
        with suppress(OSError, _GivenUpError), self._open:
            raise _GivenUpError


class ContentDigest:
    """A digest of all that a chunk's frames are drawn from, taken as they come.

    Attributes:
        begins: that of the first frame; empty where it isn't known, or there is none.
    """

    def __init__(self) -> None:
        self._digest, self._is_known = sha256(), True
        self.begins: str | None = None

    def take(self, frame: Frame) -> None:
        """Go on with a frame."""
        digest = frame.digest or b""
        if self.begins is None:
            self.begins = digest.hex()
        self._is_known &= frame.digest is not None
        self._digest.update(digest)
        self._digest.update(b"%d %d " % (frame.repeats, frame.goes_on))

    @property
    def found(self) -> str:
        """The digest; empty where that of some frame isn't known."""
        return self._digest.hexdigest() if self._is_known else ""


class _GivenUpError(Exception):
    """A chunk that is open isn't wanted any more."""


class Layout:
    """The chunks of a part, of which each begins where something does, as far as that is known.

    A part tells of its plays as it comes to them. A chunk begins where something new does, or a
    play that isn't brief, unless that is too soon after the one before, and within long plays: so
    what is played in a chunk decides what is in it, wherever it lies in the clip, and a beat has
    chunks of its own. A part that tells of none is cut evenly.

    A part may be cut into pieces, too: each of them counts as a part then.

    Args:
        first: the number of the part in the clip, or that of its first piece.
        length: how many frames a chunk has, about.
        counts: how many frames each piece has; the last one has all that the part has after it,
            and there is but one when it is empty.
    """

    def __init__(self, first: int, length: int, counts: Sequence[int] = ()) -> None:
        self.first, self.length = first, length
        self._pieces = [*accumulate(counts[:-1], initial=0)]
        self._cuts, self._known = [0], 0
        self._note_starts()

    def follows(self, frames: range) -> None:
        """Cut what comes next: a play or a hold, which may turn out to have fewer frames.

        Where it has none, something new begins there.
        """
        self._cuts = [each for each in self._cuts if each <= frames.start]
        pieces = max(1, round(len(frames) / self.length))
        least = SHORTEST if len(frames) >= BRIEF * self.length else LATEST if frames else SOONEST
        for number in range(pieces):
            start = frames.start + number * len(frames) // pieces
            if start - self._cuts[-1] >= least * self.length:
                self._cuts.append(start)
        self._known = frames.stop
        self._note_starts()

    def _cut_evenly(self, frames: int) -> None:
        """Cut what nobody has told of."""
        while self._known < frames:
            self._known += self.length
            self._cuts.append(self._known)
        self._note_starts()

    def _note_starts(self) -> None:
        self._starts = sorted({*self._cuts, *self._pieces})

    @property
    def end(self) -> Place:
        """Where what the part leaves standing at its end is."""
        return Place(self.first + len(self._pieces) - 1, END)

    def begins(self, frame: int) -> bool:
        """Whether a frame is known to be the first of a chunk."""
        at = bisect_left(self._starts, frame)
        return self._starts[at : at + 1] == [frame]

    def place(self, frame: int) -> Place:
        """Return the chunk in which a frame of the part is."""
        if frame >= self._known:
            self._cut_evenly(frame + 1)
        piece = bisect_right(self._pieces, frame) - 1
        before = bisect_left(self._starts, self._pieces[piece])
        return Place(self.first + piece, bisect_right(self._starts, frame) - 1 - before)

    def cut(self, frames: range) -> Iterator[tuple[Place, range]]:
        """Yield the chunks that have any of some frames in a row, in order, and which these are."""
        if frames:
            self.place(frames.stop - 1)
            after, last = bisect_right(self._starts, frames.start), frames.stop - 1
            inside = self._starts[after : bisect_right(self._starts, last)]
            for start, stop in pairwise((frames.start, *inside, frames.stop)):
                yield self.place(start), range(start, stop)

    @classmethod
    def of(cls, plays: Iterable[range], length: int, counts: Sequence[int] = ()) -> "Layout":
        """Return the chunks of a first part whose plays are known."""
        found = cls(0, length, counts)
        for each in plays:
            found.follows(each)
        return found

    def lengths(self, frames: int) -> Lengths:
        """Return for each piece how many frames each of its chunks has.

        Args:
            frames: how many the part has.
        """
        found: list[list[int]] = [[] for _ in self._pieces]
        for place, inside in self.cut(range(frames)):
            found[place.part - self.first].append(len(inside))
        return tuple(map(tuple, found))
