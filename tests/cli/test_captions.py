"""`--captions` and `gradreel beats` at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import srt

from gradreel.scenes.stage.type.captions import captions
from tests.cli.conftest import pictures_in
from tests.conftest import Ran

SMALL = ("-r", "64,36", "--fps", "2", "--progress", "none")


@pytest.mark.slow
def test_captions_are_those_of_the_beats_and_of_the_clip(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    clip = ("render", "descent", *SMALL, "--lang", "zh")
    ran = quick(*clip, "--captions", "-o", "a.mp4", "-o", "b.gif", "-w", "2")
    assert ran.status == 0, ran.errors
    assert ran.output.split() == ["a.mp4", "b.gif", "a.srt", "b.srt", "a.vtt", "b.vtt"]
    told = json.loads(quick("beats", "descent", "--fps", "2", "--lang", "zh", "--json").output)
    found = list(srt.parse((tmp_path / "a.srt").read_text(encoding="utf-8")))
    assert [each.content.replace("\n", "") for each in found] == [
        beat["sentence"].replace("\n", "") for beat in told
    ]
    for each, beat in zip(found, told, strict=True):
        assert each.start.total_seconds() == pytest.approx(beat["start"], abs=0.001)
        assert each.end.total_seconds() <= beat["end"] + 0.001  # a wordless passage has none
    assert found[-1].end.total_seconds() == pytest.approx(told[-1]["end"], abs=0.001)
    assert round(told[-1]["end"] * 2) == len(pictures_in(tmp_path / "a.mp4"))
    assert (tmp_path / "b.srt").read_bytes() == (tmp_path / "a.srt").read_bytes()
    first = (tmp_path / "a.vtt").read_bytes()
    kept = quick(*clip, "--captions", "-o", "c.mp4")
    assert (kept.status, kept.output) == (0, "c.mp4\nc.srt\nc.vtt\n")
    assert (tmp_path / "c.vtt").read_bytes() == first
    ran = quick(*clip, "-o", "d.mp4")
    assert ran.output == "d.mp4\n"
    assert not (tmp_path / "d.srt").exists()


@pytest.mark.slow
def test_a_clip_kept_without_captions_has_them_when_they_are_asked_for(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    clip = ("render", "heart", *SMALL)
    assert quick(*clip, "-s", "-o", "end.png").status == 0  # it plays no part to its end
    assert quick(*clip, "-o", "a.mp4").output == "a.mp4\n"
    ran = quick(*clip, "--captions", "-o", "b.mp4", "-o", "end.png")
    assert ran.output.split() == ["b.mp4", "end.png", "b.srt", "b.vtt"]
    assert len(list(srt.parse((tmp_path / "b.srt").read_text()))) > 5


def test_beats_are_told_in_lines_and_as_json(quick: Callable[..., Ran]) -> None:
    ran = quick("beats", "descent", "--steps", "12")
    assert ran.status == 0, ran.errors
    lines = ran.output.splitlines()
    told = json.loads(quick("beats", "descent", "--steps", "12", "--json").output)
    assert len(lines) == len(told) > 5
    for line, beat in zip(lines, told, strict=True):
        start, end, name, *_ = line.split()
        assert (float(start), float(end)) == (round(beat["start"], 2), round(beat["end"], 2))
        assert name == f"{beat['number']:02}-{beat['key']}"
        assert line.endswith(beat["sentence"])
        assert beat["seen"] == captions("descent", "en").seen[beat["key"]]


def test_beats_follow_a_file_of_settings(quick: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "gradreel.toml").write_text('lang = "zh"\n[descent]\nsteps = 12\n')
    ran = quick("beats", "descent", "--json")
    given = quick("beats", "descent", "--json", "--lang", "zh", "--steps", "12")
    assert ran.output == given.output
    assert ran.output != quick("beats", "descent", "--json", "--lang", "en").output
