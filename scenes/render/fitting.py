"""A clip's file as another one that isn't larger than allowed.

What it gives up for that comes in the order that costs the eye least. Drawn clips have few colours
and thin lines. In an animation a lower rate is seen last and a narrower picture first; of colours,
those that only smooth edges go before those that tell curves apart. A video gives up what its codec
rounds off first, since equal frames cost it next to nothing.
"""

import shutil
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Final

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.amounts import as_it_is, size_text
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.encoders.animated import (
    ApngJoiner,
    WebpJoiner,
    changes_encoding,
)
from gradreel.scenes.render.encoders.contract import Chunk, Encoding, Format, Joiner, encoded, join
from gradreel.scenes.render.encoders.gif import MOST_COLOURS, TICK, GifJoiner, PictureEncoder
from gradreel.scenes.render.encoders.video import (
    AV1_MP4,
    MOV,
    MOV_TRANSPARENT,
    MP4,
    WEBM,
    WEBM_TRANSPARENT,
    VideoFormat,
    coarser,
    packet_format,
    webm_format,
)
from gradreel.scenes.render.files import writing, written_whole
from gradreel.scenes.render.muxing import SoundTrack, add_sound
from gradreel.scenes.render.picture import OPAQUE, SMALLEST_SIDE, VIDEOS, Output, Picture
from gradreel.scenes.render.sound import PlacedSound
from gradreel.scenes.render.targets import shown

NARROWEST: Final = 64
FASTEST: Final = Fraction(50)
"""Pictures a second of an animation: browsers play shorter delays than 0.02 s as a tenth of one."""
Steps = tuple[tuple[int, float, int], ...]
"""Frames a second at most, the share of the width, and how many colours or how coarse."""
ANIMATION_STEPS: Final[Steps] = (
    (50, 1.0, MOST_COLOURS),
    (30, 1.0, MOST_COLOURS),
    (20, 1.0, MOST_COLOURS),
    (15, 1.0, MOST_COLOURS),
    (15, 1.0, 224),
    (15, 1.0, 176),
    (15, 1.0, 128),
    (12, 1.0, 128),
    (12, 0.85, 128),
    (12, 0.75, 128),
    (12, 0.75, 64),
    (10, 0.75, 64),
    (10, 0.67, 64),
    (10, 0.6, 64),
    (10, 0.5, 64),
    (8, 0.5, 64),
    (8, 0.42, 64),
    (8, 0.35, 32),
    (6, 0.35, 32),
    (6, 0.3, 32),
    (5, 0.25, 32),
    (4, 0.2, 16),
    (3, 0.15, 16),
    (2, 0.1, 8),
)
VIDEO_STEPS: Final[Steps] = (
    *((120, 1.0, coarse) for coarse in range(0, 13, 2)),
    (30, 1.0, 12),
    (30, 0.85, 12),
    (30, 0.75, 13),
    (30, 0.67, 14),
    (30, 0.6, 15),
    (15, 0.6, 15),
    (15, 0.5, 16),
    (15, 0.42, 18),
    (10, 0.35, 20),
    (10, 0.3, 22),
    (8, 0.25, 24),
    (5, 0.2, 26),
    (3, 0.15, 28),
    (2, 0.1, 32),
)
"""How coarse: steps of H.264's crf beyond a clip's usual one; six of them halve its bytes."""
Pace = tuple[int, Fraction]
"""A width in pixels, and frames a second."""
Choice = tuple[int | None, Fraction | None]
"""The same, where they are chosen."""


@dataclass(frozen=True)
class QualityStep:
    """One way to write a clip.

    Attributes:
        width: pixels.
        fps: frames a second.
        detail: how many colours at most, or how coarse; all colours when None.
    """

    width: int
    fps: Fraction
    detail: int | None = MOST_COLOURS


def ladder(
    width: int,
    fps: Fraction,
    steps: Steps = ANIMATION_STEPS,
    *,
    chosen_width: int | None = None,
    chosen_fps: Fraction | None = None,
) -> tuple[QualityStep, ...]:
    """List ways to write a clip, the best first; what is chosen is the same in all.

    Args:
        width: of the clip, in pixels.
        fps: its frames a second.
        steps: what is given up.
        chosen_width: the width that is asked for.
        chosen_fps: the rate that is asked for.
    """
    rungs = (
        QualityStep(
            chosen_width or min(width, max(NARROWEST, round(width * share / 2) * 2)),
            chosen_fps or min(fps, Fraction(most)),
            detail,
        )
        for most, share, detail in steps
    )
    return tuple(rung for rung, _ in groupby(rungs))


@dataclass(frozen=True)
class Way(ABC):
    """How clips of a format are made to fit.

    Attributes:
        name: what people call the format.
        clock: how many times a second a picture may come; None where each has a frame.
        is_even: whether width and height must be even.
    """

    clock: ClassVar[Fraction | None]
    is_even: ClassVar[bool]

    name: str

    @abstractmethod
    def rungs(self, size: Pace, chosen: Choice, *, is_clear: bool) -> tuple[QualityStep, ...]:
        """List what may be tried, the best first.

        Args:
            size: the clip's width and rate.
            chosen: the width and the rate that were asked for.
            is_clear: whether the clip has alpha.
        """

    @abstractmethod
    def form(self, rung: QualityStep, plays: int, *, is_clear: bool) -> Format:
        """Return how it is encoded.

        Args:
            rung: what is tried.
            plays: how often it plays, where the format can tell; 0 for ever.
            is_clear: whether the clip has alpha.
        """

    @abstractmethod
    def told(self, rung: QualityStep) -> str:
        """Say what is left of the clip's colours."""


@dataclass(frozen=True)
class Animation(Way):
    """How a GIF is made to fit, or what is one in all colours.

    Attributes:
        joiner: takes a path, a picture, how many colours at most, and how often it plays.
    """

    clock = 1 / TICK
    is_even = False

    joiner: Callable[..., Joiner]

    def rungs(self, size: Pace, chosen: Choice, *, is_clear: bool) -> tuple[QualityStep, ...]:
        """List what may be tried: all colours first, where the format has them."""
        width, fps = size[0], min(size[1], FASTEST)
        found = ladder(width, fps, chosen_width=chosen[0], chosen_fps=chosen[1])
        if self.joiner is GifJoiner:
            return found
        if is_clear:  # few colours with alpha would have hard edges
            return tuple(dict.fromkeys(replace(rung, detail=None) for rung in found))
        return (replace(found[0], detail=None), *found)

    def form(self, rung: QualityStep, plays: int, *, is_clear: bool) -> Format:
        """Return how it is encoded: its pictures without any loss, and few colours at the end."""
        del is_clear
        settings = {"plays": plays}
        if rung.detail is not None:
            settings["colours"] = rung.detail
        joiner = partial(self.joiner, **settings)
        if self.joiner is GifJoiner:
            return Format(lambda _: Encoding("changes", PictureEncoder), joiner)
        return Format(changes_encoding, joiner)

    def told(self, rung: QualityStep) -> str:
        """Say how many colours there are."""
        return "all colours" if rung.detail is None else f"up to {rung.detail} colours"


@dataclass(frozen=True)
class Video(Way):
    """How a video is made to fit.

    Attributes:
        opaque, transparent: its codec's settings for what is transparent and what isn't.
    """

    clock = None
    is_even = True

    opaque: VideoFormat
    transparent: VideoFormat

    def rungs(self, size: Pace, chosen: Choice, *, is_clear: bool) -> tuple[QualityStep, ...]:
        """List what may be tried, the best first."""
        del is_clear
        return ladder(*size, VIDEO_STEPS, chosen_width=chosen[0], chosen_fps=chosen[1])

    def form(self, rung: QualityStep, plays: int, *, is_clear: bool) -> Format:
        """Return how it is encoded; how often it plays is the player's business."""
        del plays
        form = coarser(self.transparent if is_clear else self.opaque, rung.detail or 0)
        return webm_format(form) if form.container == "webm" else packet_format(form)

    def told(self, rung: QualityStep) -> str:
        """Say how coarse it is."""
        return f"{rung.detail} steps coarser" if rung.detail else "its usual quality"


WAYS: Final[Mapping[str, Way]] = {
    "gif": Animation("GIF", GifJoiner),
    "webp": Animation("WebP", WebpJoiner),
    "apng": Animation("APNG", ApngJoiner),
    "mp4": Video("MP4", MP4, MP4),
    "av1": Video("AV1", AV1_MP4, AV1_MP4),
    "webm": Video("WebM", WEBM, WEBM_TRANSPARENT),
    "mov": Video("MOV", MOV, MOV_TRANSPARENT),
}
"""By the names of formats; all others can't be made smaller."""


@dataclass(frozen=True)
class FitRequest:
    """What is asked of a clip.

    Attributes:
        source: the clip that it is made from.
        target: the file, and its format.
        most_bytes: how large it may be; None for any size.
        width: pixels, where it is chosen.
        fps: frames a second, where it is chosen.
        plays: how often it plays; 0 for ever. Only an animation can tell.
        start: seconds into the clip.
        end: likewise; its end where None.
        matte: what a GIF lays half-transparent pixels on; black where None.
        sounds: what is heard in the part, where its format can hold that.
        share: by how much it shows less than its source at least, as `Output` has it.
    """

    source: ClipFile
    target: Output
    most_bytes: int | None = None
    width: int | None = None
    fps: Fraction | None = None
    plays: int = 0
    start: Fraction = Fraction(0)
    end: Fraction | None = None
    matte: str | None = None
    sounds: tuple[PlacedSound, ...] = ()
    share: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class FittedClip:
    """What was written.

    Attributes:
        width, height: pixels.
        fps: pictures a second, at most.
        detail: what is left of its colours, for a person.
        n_bytes: its size.
    """

    width: int
    height: int
    fps: Fraction
    detail: str
    n_bytes: int

    @property
    def summary(self) -> str:
        """Say it in a line."""
        size = f"{size_text(self.n_bytes)}: {self.width}x{self.height}"
        return f"{size}, {float(self.fps):.4g} frames a second, {self.detail}"


def write_fitting(
    request: FitRequest, tried: Callable[[FittedClip], None] = lambda _: None
) -> FittedClip:
    """Write the best clip that fits.

    Args:
        request: what is asked.
        tried: told of each clip that was made to find it.

    Raises:
        RequestError: the source can't be read, or the least of the clips is too large.
        WorkError: the file can't be written.
    """
    with TemporaryDirectory(prefix="gradreel-") as folder:
        attempts = _Attempts(request, Path(folder), tried)
        try:
            best = attempts.best()
        except OSError as error:
            raise _no_room_to_try(Path(folder).parent, error) from error
        target = request.target.path
        with written_whole([target]) as (temporary,), writing(target):
            shutil.copyfile(attempts.path_of(best), temporary)
        return attempts.made[best]


def _no_room_to_try(folder: Path, error: OSError) -> WorkError:
    reason = error.strerror or str(error)
    return WorkError(
        f"can't try out clips in {shown(folder)}: {reason}; make room there, or let TMPDIR name "
        "another folder"
    )


class _Attempts:
    """Clips made from one, each when it is asked for, and kept in a folder."""

    def __init__(
        self, request: FitRequest, folder: Path, tried: Callable[[FittedClip], None]
    ) -> None:
        self._request, self._folder, self._tried = request, folder, tried
        self._way: Way = WAYS[request.target.format]
        self._is_clear = request.source.transparent and request.target.format not in OPAQUE
        self._chunks: dict[tuple[int, Fraction, str], Chunk] = {}
        self.made: dict[QualityStep, FittedClip] = {}

    def path_of(self, rung: QualityStep) -> Path:
        """Return where the clip of a rung is or goes."""
        return self._folder / f"{rung.width}-{rung.fps.numerator}-{rung.detail}"

    def best(self) -> QualityStep:
        """Return the first way that fits, by halving what is left; it has been made.

        Raises:
            RequestError: the last one is too large, too.
        """
        request = self._request
        size = request.source.width // request.share[0], request.source.fps / request.share[1]
        chosen = request.width, request.fps
        found = self._way.rungs(size, chosen, is_clear=self._is_clear)
        high = [rung for rung in found if request.source.sized(rung.width)[1] > SMALLEST_SIDE]
        rungs = high or list(found[:1])
        most = request.most_bytes
        if most is None:
            self.size(rungs[0])
            return rungs[0]
        place = bisect_left(rungs, True, key=lambda rung: self.size(rung) <= most)
        if place == len(rungs):
            least = size_text(self.size(rungs[-1]), up=True)
            raise RequestError(
                f"the smallest {self._way.name} of this clip has {least}: allow that, or take a "
                "part of it with --from and --to"
            )
        return rungs[place]

    def size(self, rung: QualityStep) -> int:
        """Make the clip of a rung, once, and return how many bytes it has."""
        if rung not in self.made:
            picture = self._picture(rung)
            form = self._way.form(rung, self._request.plays, is_clear=self._is_clear)
            chunk = self._chunk(rung, picture, form.encoding(picture))
            join(chunk, form, picture, self.path_of(rung))
            if self._request.sounds:
                track = SoundTrack(self._request.sounds, picture, chunk.frames)
                add_sound(self.path_of(rung), self._request.target.format, track)
            size, told = self.path_of(rung).stat().st_size, self._way.told(rung)
            self.made[rung] = FittedClip(picture.width, picture.height, rung.fps, told, size)
            self._tried(self.made[rung])
        return self.made[rung].n_bytes

    def _picture(self, rung: QualityStep) -> Picture:
        width, height = self._request.source.sized(rung.width)
        if self._way.is_even:
            width, height = width // 2 * 2, height // 2 * 2
        rate = self._way.clock or rung.fps
        return Picture(width, height, rate, self._is_clear, self._request.matte)

    def _chunk(self, rung: QualityStep, picture: Picture, encoding: Encoding) -> Chunk:
        """Read the clip's pictures, once for each size, rate and encoding."""
        key = rung.width, rung.fps, encoding.tag
        if key not in self._chunks:
            path = self._folder / f"{len(self._chunks)}.chunk"
            request = self._request
            frames = request.source.frames(picture, rung.fps, request.start, request.end)
            self._chunks[key] = encoded(frames, encoding, picture, path)
        return self._chunks[key]


@dataclass(frozen=True)
class DrawnClip:
    """What files are made smaller from.

    Attributes:
        lossless: the file with all frames of the clip, so that a smaller one has no faults of a
            larger one.
        matte: what a GIF lays half-transparent pixels on.
        sound: what is heard in it; nothing when None.
        entry: where what is made is kept; nowhere when None.
    """

    lossless: Path
    matte: str | None
    sound: SoundTrack | None
    entry: CacheEntry | None

    def fit(self, output: Output, path: Path) -> str:
        """Make a file smaller if it is too large, and return what has become of it.

        Args:
            output: what was asked for.
            path: where the file is by now.

        Raises:
            RequestError: the smallest clip is too large.
            WorkError: the file can't be written.
        """
        size = path.stat().st_size
        if output.most_bytes is None or size <= output.most_bytes:
            return as_it_is(size)
        made = write_fitting(
            FitRequest(
                ClipFile.of(self.lossless),
                Output(path, output.format),
                output.most_bytes,
                matte=self.matte,
                sounds=self.sound.sounds if self.sound and output.format in VIDEOS else (),
                share=output.share,
            )
        )
        if self.entry is not None:
            with suppress(OSError):
                self.entry.keep_fitted(output, path, made.summary)
        return made.summary
