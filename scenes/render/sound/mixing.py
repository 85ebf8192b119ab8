"""Many sounds to one, in pieces, so that a long clip's needn't be in memory at once."""

from collections.abc import Iterator, Sequence

import numpy as np

from gradreel.scenes.render.sound.placed import PlacedSound, Recorded
from gradreel.scenes.render.sound.samples import RATE, SoundSamples, channels_of, samples_of

BLOCK = RATE
"""How many samples are mixed at a time."""


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
