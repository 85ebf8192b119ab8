"""Who draws which chunk: each is claimed by one worker, when its drawing reaches it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, groupby
from pathlib import Path
from typing import Final, Protocol

from gradreel.scenes.render.chunks.store import Layout, Place
from gradreel.scenes.render.frame import FrameSelection

GOLDEN_RATIO: Final = (5**0.5 - 1) / 2


class Claims(Protocol):
    """Where claims are written down."""

    @property
    def worker(self) -> int | None:
        """Who claims, a number, where several do; None where chunks are claimed in their order."""

    def claim(self, place: Place) -> bool:
        """Claim a chunk; whether it was free."""

    def is_free(self, place: Place) -> bool:
        """Whether a chunk may still be claimed."""


class SoloClaims:
    """Claims of somebody who works alone: all is free."""

    worker: int | None = None

    def claim(self, place: Place) -> bool:
        """Answer yes."""
        return self.is_free(place)

    def is_free(self, place: Place) -> bool:
        """Answer yes."""
        del place
        return True


class ClaimTable:
    """Claims of several workers in a folder: a link for each chunk, that points to its worker.

    A link is made in one step and only where there is none, it says whose it is from its first
    moment on, and it stays when its worker is killed, with no lock that could die with it.

    Args:
        folder: the folder, which is there.
        worker: who claims.

    Attributes:
        worker: the same.
    """

    def __init__(self, folder: Path, worker: int) -> None:
        self._folder, self.worker = folder, worker

    def claim(self, place: Place) -> bool:
        """Claim a chunk; whether it was free."""
        try:
            (self._folder / place.name).symlink_to(str(self.worker))
        except FileExistsError:
            return False
        return True

    def is_free(self, place: Place) -> bool:
        """Whether nobody has claimed it."""
        return not (self._folder / place.name).is_symlink()

    def free(self, place: Place) -> None:
        """Let somebody else claim a chunk."""
        with suppress(FileNotFoundError):
            (self._folder / place.name).unlink()

    def claimed_by(self, worker: int) -> Iterator[Place]:
        """Name the chunks that a worker has claimed."""
        for link in sorted(self._folder.iterdir()):
            if str(link.readlink()) == str(worker):
                yield Place.named(link.name)


class ClaimedFrames(FrameSelection):
    """The frames of the chunks that are claimed while a part is played.

    Args:
        claims: where the chunks are claimed.
        layout: which frames of the part are in which chunk.
        wants_frames: whether chunks are wanted at all.
        wants_end: whether what is left standing at the end is wanted.
        at_cut: called where a chunk is found to have ended.

    Attributes:
        knows: whether a chunk may have been drawn before that begins with a frame of a digest.
    """

    knows: Callable[[Place, bytes | None], bool]

    def __init__(
        self,
        claims: Claims,
        layout: Layout,
        *,
        wants_frames: bool,
        wants_end: bool,
        at_cut: Callable[[], None] = lambda: None,
    ) -> None:
        self._claims, self._layout = claims, layout
        self.wants_frames, self._wants_end = wants_frames, wants_end
        self._at_cut = at_cut
        self._begun: Place | None = None
        self._is_hoped_for = False
        self._decided: dict[Place, bool] = {}

    def __contains__(self, frame: object) -> bool:
        return isinstance(frame, int) and self._comes_to(frame, self._layout.place(frame))

    def follows(self, frames: range) -> None:
        """Find out which chunks come next."""
        self._layout.follows(frames)
        if frames and self._layout.begins(frames.start):
            self._at_cut()

    def any_of(self, frames: range) -> bool:
        """Whether a chunk of theirs is claimed, or may still be."""
        places = (place for place, _ in self._layout.cut(frames))
        return self.wants_frames and any(map(self._may_own, places))

    def takes_end(self) -> bool:
        """Claim the end, where it is wanted."""
        self._begun = self._layout.end
        return self._wants_end and self._claims.claim(self._layout.end)

    def lacks(self, digest: bytes | None) -> bool:
        """Whether no chunk may have been drawn before that begins as this one does."""
        if self._begun is not None:
            self._is_hoped_for, self._begun = (
                not self.draws and self.knows(self._begun, digest),
                None,
            )
        return not self._is_hoped_for

    def in_turn(self, spans: Sequence[range]) -> Iterator[range]:
        """Where workers share the chunks, put those first that have many pictures.

        A chunk that takes long and is claimed last is waited for by all. Of those that are alike
        each worker begins with others: what follows what it has just drawn takes less time.
        """
        if self._claims.worker is None:
            yield from spans
            return
        pieces: dict[Place, list[range]] = {}
        for span in spans:
            for place, inside in self._layout.cut(span):
                pieces.setdefault(place, []).append(inside)
        by_fullness = sorted(pieces.values(), key=self._halves_full, reverse=True)
        for _, alike in groupby(by_fullness, self._halves_full):
            yield from chain.from_iterable(_rotated([*alike], self._claims.worker))

    def _halves_full(self, pieces: Sequence[range]) -> int:
        """Tell by its number of pictures how full a chunk is: 2 where no two of them are alike."""
        return 2 * len(pieces) // self._layout.length

    def runs(self, frames: range) -> Iterator[range]:
        """Cut out the frames of each chunk that can be claimed; claims no chunk before its turn."""
        for place, inside in self._layout.cut(frames):
            if self._comes_to(inside.start, place):
                yield inside

    def _comes_to(self, frame: int, place: Place) -> bool:
        """Whether a frame's chunk is claimed; take note of where that begins."""
        self._begun = place if self._layout.begins(frame) else None
        return self._owns(place)

    def _owns(self, place: Place) -> bool:
        if place not in self._decided:
            self._decided[place] = self.wants_frames and self._claims.claim(place)
        return self._decided[place]

    def _may_own(self, place: Place) -> bool:
        """Whether a chunk is claimed or free; what isn't is left alone, even when it is freed."""
        if place not in self._decided and not self._claims.is_free(place):
            self._decided[place] = False
        return self._decided.get(place, True)


def _rotated(chunks: list[list[range]], worker: int) -> list[list[range]]:
    """Begin where it is farthest from where workers before this one begin, however many come."""
    start = int(len(chunks) * (worker * GOLDEN_RATIO % 1))
    return chunks[start:] + chunks[:start]
