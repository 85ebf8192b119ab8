"""Sound as samples, read from a file, at the one rate that clips have."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.local.memory import bounded_memory
from gradreel.scenes.render.media import MOST_MEMORY, SOUND, can_be_decoded, decoded, opened_media
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.sound.placed import Recorded

RATE: Final = 48_000
"""SoundSamples a second; players and Opus have that one."""
SLOWEST: Final = 4_000
"""The lowest rate of a file: of a lower one few bytes would become very many samples."""
LAYOUTS: Final = {1: "mono", 2: "stereo"}
QUIETER: Final = np.float32(0.5**0.5)
"""What FFmpeg makes of one channel: two, of as much power together."""

SoundSamples = NDArray[np.float32]
"""(n, 1) or (n, 2), from -1 to 1, each row a moment."""


def samples_of(source: Path | Recorded, first: int = 0, last: int | None = None) -> SoundSamples:
    """Read a sound, with one channel or two.

    Args:
        source: the sound.
        first: the sample that is read first.
        last: the one before which reading ends; all are read when None.

    Raises:
        RequestError: the file isn't there, has no sound, or is damaged.
    """
    pieces = list(_between(_pieces(source), first, last))
    return np.concatenate(pieces) if pieces else np.zeros((0, 1), np.float32)


def seconds_of(path: Path, most: int) -> Fraction:
    """Return how long the sound in a file is, to the sample.

    Args:
        path: the file.
        most: seconds after which it isn't read on; where there are more, what is returned is too.

    Raises:
        RequestError: the file isn't there, has no sound, or is damaged.
    """
    found = 0
    with bounded_memory(MOST_MEMORY):
        for piece in _pieces(path):
            found += len(piece)
            if found > most * RATE:
                break
    return Fraction(found, RATE)


def channels_of(source: Path | Recorded) -> int:
    """Return how many channels a sound is read with: 1 or 2.

    Raises:
        RequestError: the file isn't there, has no sound, or is damaged.
    """
    return next((piece.shape[1] for piece in _pieces(source)), 1)


def _between(
    pieces: Iterator[SoundSamples], first: int, last: int | None
) -> Iterator[SoundSamples]:
    """Yield what is between two samples alone: a part of a long recording needs little memory."""
    begin = 0
    for piece in pieces:
        if last is not None and begin >= last:
            return
        kept = piece[max(0, first - begin) : None if last is None else last - begin]
        if len(kept):
            yield kept
        begin += len(piece)


def _pieces(source: Path | Recorded) -> Iterator[SoundSamples]:
    if isinstance(source, Recorded):
        content = np.frombuffer(source.content, np.int16).reshape(1, -1)
        if content.size:
            layout = LAYOUTS.get(source.channels, f"{source.channels}c")
            frame = AudioFrame.from_ndarray(content, "s16", layout)
            frame.sample_rate = source.rate
            yield from _resampled([frame])
        return
    with opened_media(source, SOUND) as file:
        stream = next(filter(can_be_decoded, file.streams.audio), None)
        if stream is None:
            raise RequestError(f"{shown(source)} has no sound; give another file")
        if stream.rate < SLOWEST:
            raise RequestError(
                f"{shown(source)} has {stream.rate} samples a second; record it anew"
            )
        for piece in _resampled(decoded(file, stream)):
            if not np.isfinite(piece).all():
                raise RequestError(
                    f"{shown(source)} has samples that aren't finite; record it anew"
                )
            yield piece


def _resampled(frames: Iterable[AudioFrame]) -> Iterator[SoundSamples]:
    resampler: AudioResampler | None = None
    for frame in frames:
        if resampler is None:
            layout = LAYOUTS[min(frame.layout.nb_channels, 2)]
            resampler = AudioResampler("flt", layout, RATE)
        frame.pts = None  # what is between the stamps of two frames is no gap
        yield from map(_samples, resampler.resample(frame))
    if resampler is not None:
        yield from map(_samples, resampler.resample(None))


def _samples(frame: AudioFrame) -> SoundSamples:
    return np.asarray(frame.to_ndarray().reshape(-1, frame.layout.nb_channels), np.float32)
