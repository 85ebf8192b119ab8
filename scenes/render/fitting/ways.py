"""How clips of each format are made to fit: what they give up, and what is told of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import ClassVar, Final

from gradreel.scenes.render.encoders.animated import (
    ApngJoiner,
    WebpJoiner,
    changes_encoding,
)
from gradreel.scenes.render.encoders.contract import Encoding, Format, Joiner
from gradreel.scenes.render.encoders.gif import TICK, GifJoiner, PictureEncoder
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
from gradreel.scenes.render.fitting.ladder import (
    FASTEST,
    VIDEO_STEPS,
    Rung,
    ladder,
)

Pace = tuple[int, Fraction]
"""A width in pixels, and frames a second."""
Choice = tuple[int | None, Fraction | None]
"""The same, where they are chosen."""


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
    def rungs(self, size: Pace, chosen: Choice, *, is_clear: bool) -> tuple[Rung, ...]:
        """List what may be tried, the best first.

        Args:
            size: the clip's width and rate.
            chosen: the width and the rate that were asked for.
            is_clear: whether the clip has alpha.
        """

    @abstractmethod
    def form(self, rung: Rung, plays: int, *, is_clear: bool) -> Format:
        """Return how it is encoded.

        Args:
            rung: what is tried.
            plays: how often it plays, where the format can tell; 0 for ever.
            is_clear: whether the clip has alpha.
        """

    @abstractmethod
    def told(self, rung: Rung) -> str:
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

    def rungs(self, size: Pace, chosen: Choice, *, is_clear: bool) -> tuple[Rung, ...]:
        """List what may be tried: all colours first, where the format has them."""
        width, fps = size[0], min(size[1], FASTEST)
        found = ladder(width, fps, chosen_width=chosen[0], chosen_fps=chosen[1])
        if self.joiner is GifJoiner:
            return found
        if is_clear:  # few colours with alpha would have hard edges
            return tuple(dict.fromkeys(replace(rung, detail=None) for rung in found))
        return (replace(found[0], detail=None), *found)

    def form(self, rung: Rung, plays: int, *, is_clear: bool) -> Format:
        """Return how it is encoded: its pictures without any loss, and few colours at the end."""
        del is_clear
        settings = {"plays": plays}
        if rung.detail is not None:
            settings["colours"] = rung.detail
        joiner = partial(self.joiner, **settings)
        if self.joiner is GifJoiner:
            return Format(lambda _: Encoding("changes", PictureEncoder), joiner)
        return Format(changes_encoding, joiner)

    def told(self, rung: Rung) -> str:
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

    def rungs(self, size: Pace, chosen: Choice, *, is_clear: bool) -> tuple[Rung, ...]:
        """List what may be tried, the best first."""
        del is_clear
        return ladder(*size, VIDEO_STEPS, chosen_width=chosen[0], chosen_fps=chosen[1])

    def form(self, rung: Rung, plays: int, *, is_clear: bool) -> Format:
        """Return how it is encoded; how often it plays is the player's business."""
        del plays
        form = coarser(self.transparent if is_clear else self.opaque, rung.detail or 0)
        return webm_format(form) if form.container == "webm" else packet_format(form)

    def told(self, rung: Rung) -> str:
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
