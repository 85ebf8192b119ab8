"""The sound that a manim scene adds: taken down as it is added, to be mixed as manim mixes it."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.sounds import get_full_sound_file_path

from gradreel.scenes.render.frame import CutMarks, SceneSection
from gradreel.scenes.render.mixing import QUIETER, RATE, samples_of
from gradreel.scenes.render.sound import PlacedSound, Recorded

FULL = 32_767
"""The largest sample of 16 bits."""
UNCONVERTED = {".wav", ".raw"}
"""All other files FFmpeg converts for manim, and makes two channels of one."""


def _frames(names: Iterable[str | None]) -> tuple[range, ...]:
    return tuple(range(*map(int, name.split("-"))) for name in names if name is not None)


class SoundFileWriter(SceneFileWriter):
    """Manim's file writer in a dry run, where it keeps sections and sound but writes nothing.

    As manim notes the files of animations, it notes their frames.

    Attributes:
        sounds: those that the scene has added, in that order.
    """

    def note_play(self, frames: range | None) -> None:
        """Take down an animation that was played.

        Args:
            frames: those that it was drawn in; None where it is left out.
        """
        name = None if frames is None else f"{frames.start}-{frames.stop}"
        self.partial_movie_files.append(name)
        self.sections[-1].partial_movie_files.append(name)

    @property
    def cuts(self) -> CutMarks:
        """Where the scene may be cut."""
        sections = (
            SceneSection(number, each.name, str(each.type_), range(spans[0].start, spans[-1].stop))
            for number, each in enumerate(self.sections)
            if not each.skip_animations and (spans := _frames(each.partial_movie_files))
        )
        return CutMarks(_frames(self.partial_movie_files), tuple(sections))

    def init_audio(self) -> None:
        """Begin with no sound."""
        super().init_audio()
        self.sounds: list[PlacedSound] = []
        self._end = 1.0  # manim begins with a second of silence, after which comes what has no time

    def add_sound(
        self, sound_file: Any, time: float | None = None, gain: float | None = None, **kwargs: Any
    ) -> None:
        """Take down the sound in a file, which may be gone when the clip is joined.

        Args:
            sound_file: its path, or its name where manim looks for sounds.
            time: seconds of the scene; the end of all sounds when None.
            gain: by how many decibels it is louder.
            kwargs: for `_place`.
        """
        path = get_full_sound_file_path(sound_file, self.settings.assets_dir)
        with path.open("rb"):  # so that it is known that the clip depends on it
            samples = samples_of(path)
        if samples.shape[1] == 1 and path.suffix not in UNCONVERTED:
            samples = np.repeat(samples * QUIETER, 2, axis=1)
        if gain:
            samples = np.clip(samples * np.float32(10 ** (gain / 20)), -1, 1)
        content = np.rint(samples * FULL).astype(np.int16)
        self._place(Recorded(content.tobytes(), RATE, samples.shape[1]), time, **kwargs)

    def add_audio_segment(
        self, new_segment: Any, time: float | None = None, gain_to_background: float | None = None
    ) -> None:
        """Take down a sound of pydub's.

        Args:
            new_segment: the sound.
            time: as for `add_sound`.
            gain_to_background: by how many decibels what was added before is louder meanwhile.
        """
        segment = new_segment.set_sample_width(2)
        recorded = Recorded(segment.raw_data, segment.frame_rate, segment.channels)
        self._place(recorded, time, gain_to_background)

    def _place(
        self, recorded: Recorded, time: float | None, gain_to_background: float | None = None
    ) -> None:
        start = self._end if time is None else time
        if start < 0:
            raise ValueError("Adding sound at timestamp < 0")
        self._end = max(self._end, start + recorded.seconds)
        start = int(1000 * start) / 1000  # pydub counts in milliseconds
        gain = gain_to_background or 0.0
        self.sounds.append(PlacedSound(start, recorded, gain_to_background=gain))
