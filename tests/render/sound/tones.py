"""Sounds that tests make, and what they find of them in a clip."""

import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from gradreel.scenes.render.mixing import RATE, SoundSamples, samples_of


def tone(hertz: float, seconds: float, rate: int = RATE, loudness: float = 0.4) -> SoundSamples:
    """A tone of one channel, (n, 1), that begins and ends softly, so that no codec adds to it."""
    times = np.arange(round(seconds * rate)) / rate
    swell = np.minimum(1, np.minimum(times, times[::-1]) / 0.02)
    wave_form = loudness * swell * np.sin(2 * np.pi * hertz * times)
    return wave_form.astype(np.float32)[:, None]


def write_wav(path: Path, samples: SoundSamples, rate: int = RATE) -> None:
    """Write samples of one channel or two as 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setparams((samples.shape[1], 2, rate, 0, "NONE", ""))
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())


def write_coded(path: Path, codec: str, samples: SoundSamples, rate: int = RATE) -> None:
    """Write samples of one channel by any of FFmpeg's codecs."""
    with av.open(path, "w") as file:
        stream: Any = file.add_stream(codec, rate, layout="mono")
        frame = AudioFrame.from_ndarray(samples.T.copy(), "flt", "mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def heard_in(clip: Path) -> SoundSamples:
    """What a clip's file holds, decoded."""
    return samples_of(clip)


def likeness(found: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """How much louder what is wanted is than what is wrong, in decibels."""
    wrong = float(np.square(found - wanted).sum())
    return 10 * float(np.log10(np.square(wanted).sum() / max(wrong, 1e-12)))
