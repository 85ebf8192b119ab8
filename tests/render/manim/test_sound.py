"""The sound of scenes that were written for manim, against that of `manim render`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import Ran
from tests.render.manim.forks import manim_in
from tests.render.sound.tones import heard_in, likeness, tone, write_coded, write_wav

SCENE = """
from manim import Circle, Create, Scene
from pydub import AudioSegment

class Loud(Scene):
    def construct(self):
        self.add_sound("low.wav")
        self.play(Create(Circle()), run_time=1)
        self.add_sound("high", time_offset=0.25, gain=-6)
        self.wait(1)
        self.add_sound("talk.mp3", gain_to_background=-12)
        self.add_sound("low.wav", time_offset=0.5, gain=3)
        self.wait(2)
        segment = AudioSegment.from_file("high.wav")
        self.renderer.file_writer.add_audio_segment(segment, self.time)
        self.wait(1)

class Mono(Scene):
    def construct(self):
        self.add_sound("low.wav")
        self.wait(2)
"""
SECONDS = {"Loud": 5, "Mono": 2}
MANIM = ("render", "--silent", "-r", "160,90", "--fps", "10", "-v", "ERROR")
PRIMING = 1024
"""SoundSamples by which manim's sound is late: it codes it to a file that can't say so."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "loud.py").write_text(SCENE)
    write_wav(tmp_path / "low.wav", tone(300, 1.5))
    two = np.concatenate([tone(900, 0.5, 44_100), tone(700, 0.5, 44_100)], axis=1)
    write_wav(tmp_path / "high.wav", two, 44_100)
    write_coded(tmp_path / "talk.mp3", "libmp3lame", tone(500, 1))
    return tmp_path


@pytest.mark.slow
def test_it_is_that_of_manim(gradreel: Callable[..., Ran], folder: Path) -> None:
    size = ("-r", "160,90", "--fps", "10", "-w", "2")
    ran = gradreel("render", "loud.py", *SECONDS, *size, "--format", "mp4", "--format", "webm")
    assert (ran.status, ran.errors) == (0, ""), ran.errors
    manim_in(folder, *MANIM, "-a", "--media_dir", "media", "loud.py")
    for scene, seconds in SECONDS.items():
        (clip,) = (folder / "media").rglob(f"{scene}.mp4")
        wanted = heard_in(clip)[PRIMING:]
        for ending in ("mp4", "webm"):
            found = heard_in(folder / f"{scene}.{ending}")
            length = min(len(found), len(wanted))  # manim's ends with its sounds
            assert len(found) == pytest.approx(seconds * 48_000, abs=1100)
            for channel in (0, 1):
                assert likeness(found[:length, channel], wanted[:length, channel]) > 25


@pytest.mark.slow
def test_a_part_has_its_own_and_another_file_makes_another_clip(
    gradreel: Callable[..., Ran], folder: Path
) -> None:
    clip = ("render", "loud.py", "Loud", "-r", "160,90", "--fps", "10")
    assert gradreel(*clip, "-o", "all.mp4").status == 0
    assert gradreel(*clip, "-o", "part.mp4", "--from", "0.5", "--to", "2.5").status == 0
    whole, part = heard_in(folder / "all.mp4"), heard_in(folder / "part.mp4")
    assert len(part) == pytest.approx(2 * 48_000, abs=1100)
    assert likeness(part[4800:90_000, 0], whole[28_800:114_000, 0]) > 20
    write_wav(folder / "low.wav", tone(350, 1.5))
    assert gradreel(*clip, "-o", "new.mp4").status == 0
    assert likeness(heard_in(folder / "new.mp4")[4800:40_000, :1], tone(350, 1.5)[4800:40_000]) > 20
    (folder / "low.wav").unlink()
    gone = gradreel(*clip, "-o", "gone.mp4")
    assert (gone.status, gone.output, gone.errors.count("\n")) == (1, "", 1)
    assert "low.wav" in gone.errors
