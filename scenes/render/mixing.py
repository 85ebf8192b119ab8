"""Sound as samples at the one rate that clips have, read from files and mixed to one."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.media import MOST_MEMORY, SOUND, can_be_decoded, decoded, opened_media
from gradreel.scenes.render.processes import bounded_memory
from gradreel.scenes.render.sound import PlacedSound, Recorded
from gradreel.scenes.render.targets import shown

RATE: Final = 48_000
"""SoundSamples a second; players and Opus have that one."""
SLOWEST: Final = 4_000
"""The lowest rate of a file: of a lower one few bytes would become very many samples."""
LAYOUTS: Final = {1: "mono", 2: "stereo"}
QUIETER: Final = np.float32(0.5**0.5)
"""What FFmpeg makes of one channel: two, of as much power together."""
SoundSamples = NDArray[np.float32]
"""(n, 1) or (n, 2), from -1 to 1, each row a moment."""
BLOCK = RATE
"""How many samples are mixed at a time."""


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


def channels_in(sounds: Sequence[PlacedSound]) -> int:
    """Return how many channels sounds are mixed to: two where one of them has two.

    Raises:
        RequestError: a file can't be read.
    """
    return max((channels_of(source) for source in {each.source for each in sounds}), default=1)


def length_of(sounds: Sequence[PlacedSound], seconds: float) -> int:
    """Return how many samples a clip's sound has: what is recorded is heard to its end.

    Args:
        sounds: in the clip.
        seconds: how long the clip is.
    """
    ends = [round(seconds * RATE)]
    for each in sounds:
        if isinstance(each.source, Recorded):
            left = each.source.seconds - each.skipped
            heard = left if each.seconds is None else min(each.seconds, left)
            ends.append(round((each.start + heard) * RATE))
    return max(ends)


def mixed_sounds(
    sounds: Sequence[PlacedSound], length: int, channels: int
) -> Iterator[SoundSamples]:
    """Mix sounds as they are placed; silence is where none is.

    Args:
        sounds: each is read when its time comes, and forgotten when it is over. Where two are
            heard at once the later one in this order sets how loud the other one is meanwhile.
        length: how many samples are wanted.
        channels: how many, 1 or 2.

    Yields:
        (n, channels), all the samples in order.

    Raises:
        RequestError: a file can't be read.
    """
    tracks: dict[int, SoundSamples] = {}
    for begin in range(0, length, BLOCK):
        block = np.zeros((min(BLOCK, length - begin), channels), np.float32)
        for number, sound in enumerate(sounds):
            first = round(sound.start * RATE)
            if first >= begin + len(block):
                continue
            if number not in tracks:
                tracks[number] = _heard(sound)
            _lay_over(block, tracks[number], first - begin, sound.gain_to_background)
            if first + len(tracks[number]) <= begin + len(block):
                tracks[number] = tracks[number][:0]
        yield np.clip(block, -1.0, 1.0)


def _heard(sound: PlacedSound) -> SoundSamples:
    """Return the samples of a sound that are heard."""
    first = round(sound.skipped * RATE)
    last = None if sound.seconds is None else first + round(sound.seconds * RATE)
    return samples_of(sound.source, first, last)


def _lay_over(
    block: SoundSamples, samples: SoundSamples, offset: int, gain_to_background: float
) -> None:
    """Add samples to a block, from an offset in it on, which may be before its start."""
    first, last = max(offset, 0), min(offset + len(samples), len(block))
    if first < last:
        part = block[first:last]
        if gain_to_background:
            part *= np.float32(10 ** (gain_to_background / 20))
        part += samples[first - offset : last - offset]
