"""What is known of the clip that is watched: of its last whole build, and of the one under way."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, Final

from gradreel.scenes.watch.messages import Begun, Busy, Drawn, Fault, Mark, Played, Spoken

USUAL_FPS: Final = 15.0


@dataclass
class Pictures:
    """The pictures of one build.

    Attributes:
        names: of each frame's; None where it isn't drawn.
        marks: where its beats begin, or its animations.
        captions: its captions.
        is_heard: whether there is sound in it.
    """

    names: list[str | None] = field(default_factory=list)
    marks: Sequence[Mark] = ()
    captions: Sequence[Spoken] = ()
    is_heard: bool = False

    def put(self, start: int, count: int, name: str) -> None:
        """Take note of the picture that some frames show."""
        missing = start + count - len(self.names)
        self.names += [None] * max(0, missing)
        self.names[start : start + count] = [name] * count

    def name_at(self, frame: int) -> str | None:
        """Return what a frame's picture is called; None where it isn't drawn, or not there."""
        return self.names[frame] if frame < len(self.names) else None


class Reel:
    """The clip as the page shows it: what is drawn by now, and for the rest what was there before.

    Attributes:
        store: the pictures by their names.
        known: their names by the digests of what they show, as far as there are any.
        fault: what has failed, if anything has.
    """

    def __init__(self) -> None:
        self.store: dict[str, bytes] = {}
        self.known: dict[bytes, str] = {}
        self.fault: Fault | None = None
        self._begun: Begun | None = None
        self._busy: Busy | None = None
        self._before, self._now = Pictures(), Pictures()
        self._length: int | None = None

    @property
    def frames(self) -> int:
        """How many frames the clip has, as far as that is known."""
        if self._length is not None:
            return self._length
        return max(len(self._before.names), len(self._now.names))

    @property
    def title(self) -> str:
        """What the clip is called, as far as that is known."""
        return self._begun.title if self._begun else ""

    @property
    def fps(self) -> float:
        """Frames a second."""
        return self._begun.fps if self._begun else USUAL_FPS

    @property
    def had_before(self) -> bool:
        """Whether a build came to its end before the last one."""
        return bool(self._before.names)

    @property
    def is_whole(self) -> bool:
        """Whether all frames of the last build are drawn."""
        return self._length is not None and None not in self._now.names

    def begin(self) -> None:
        """Begin another build; of one that didn't come to its end pictures are known, not shown."""
        drawn = self._now.names
        if self.is_whole:
            self._before = self._now
        before = self._before
        self._now = Pictures([], before.marks, before.captions, before.is_heard)
        self._length, self._busy, self.fault = None, None, None
        self._sweep(drawn)

    def take(self, message: Begun | Drawn | Busy, *, is_hasty: bool) -> bool:
        """Take note of what a build has sent, and say whether it shows what wasn't there before.

        Args:
            message: that.
            is_hasty: whether a picture that is there may be the better one.
        """
        if is_hasty and isinstance(message, Drawn) and self._now.name_at(message.start):
            return False
        self._busy = message if isinstance(message, Busy) else None
        if isinstance(message, Begun):
            self._begun = message
        elif isinstance(message, Drawn):
            self._now.put(message.start, message.count, message.name)
            if message.picture:
                self.store[message.name] = message.picture
            if message.digest is not None:
                self.known[message.digest] = message.name
            return message.name not in self._before.names
        return False

    def played(self, message: Played) -> None:
        """Take note of what is known at the clip's end."""
        self._length = message.frames
        names = [self._now.name_at(frame) for frame in range(message.frames)]
        self._now = Pictures(names, message.marks, message.captions, message.is_heard)

    def fail(self, fault: Fault) -> None:
        """Take note that a build has failed; the pictures from before stay."""
        self.fault, self._busy = fault, None

    def news(self) -> list[int]:
        """Return the frames whose pictures weren't in the last build that came to its end."""
        before = set(self._before.names)
        names = enumerate(self._now.names if before else ())
        return [frame for frame, name in names if name is not None and name not in before]

    def as_json(self) -> dict[str, Any]:
        """Return what a page needs to know, as JSON can hold it.

        `pictures` has runs of frames: how many, the picture's name, whether it is new, and whether
        it is from before.
        """
        begun, busy, fault = self._begun, self._busy, self.fault
        news = set(self.news())
        shown = ((*self._shown(frame), frame in news) for frame in range(self.frames))
        return {
            "title": self.title,
            "size": begun.size if begun else None,
            "fps": self.fps,
            "hadBefore": self.had_before,
            "remarks": begun.remarks if begun else (),
            "pictures": [
                [len([*alike]), name, int(is_new), int(is_old)]
                for (name, is_old, is_new), alike in groupby(shown)
            ],
            "marks": [[each.frame, each.name] for each in self._now.marks],
            "captions": [[each.start, each.stop, each.text] for each in self._now.captions],
            "isHeard": self._now.is_heard,
            "busy": asdict(busy) if busy else None,
            "fault": asdict(fault) if fault else None,
        }

    def _shown(self, frame: int) -> tuple[str | None, bool]:
        """Return a frame's picture, and whether it is one from before."""
        if (name := self._now.name_at(frame)) is not None:
            return name, False
        return self._before.name_at(frame), True

    def _sweep(self, drawn: Iterable[str | None]) -> None:
        """Let go of the pictures that no frame shows any more, and that weren't drawn last."""
        shown = {*self._before.names, *drawn}
        self.store = {name: each for name, each in self.store.items() if name in shown}
        self.known = {digest: name for digest, name in self.known.items() if name in shown}
