"""Files of captions, read back with other people's readers."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import srt

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.captions import (
    Caption,
    check_captions,
    subrip,
    web_captions,
    write_captions,
)
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.sound import InClip

CAPTIONS = (
    Caption(0, 0.5, " \n"),  # which says nothing, and is left out
    Caption(0, 1.9994, "p < 0.5 & β₀ > 1"),
    Caption(1.9994, 3599.9996, "two\n\nlines"),
    Caption(3599.9996, 3725.5, "过了一小时"),
)
TEXTS = ("p < 0.5 & β₀ > 1", "two\nlines", "过了一小时")
CUE = re.compile(r"(\d+)\n(\S+) --> (\S+)\n((?:.+\n)+)\n")


def test_subrip_says_what_was_given() -> None:
    found = list(srt.parse(subrip(CAPTIONS)))
    assert [(each.index, each.content) for each in found] == [*enumerate(TEXTS, 1)]
    assert [each.start for each in found[1:]] == [each.end for each in found[:-1]]
    assert found[0].end == timedelta(seconds=1.999)
    assert found[1].end == timedelta(hours=1)
    assert found[2].end == timedelta(hours=1, minutes=2, seconds=5.5)


def test_web_captions_say_the_same_and_hold_no_tags() -> None:
    text = web_captions(CAPTIONS)
    assert text.startswith("WEBVTT\n\n")
    cues = CUE.findall(text)
    assert [unescape(cue[3]) for cue in cues] == [f"{text}\n" for text in TEXTS]
    assert "<" not in text
    assert cues[1][1:3] == ("00:00:01.999", "01:00:00.000")
    assert len("".join("".join(cue) for cue in cues)) < len(text)


def test_parts_follow_each_other() -> None:
    parts = InClip[Caption]()
    parts.of_part(1, 30, [Caption(0.5, 1, "second")])
    parts.of_part(0, 25, [Caption(0, 1, "first")])
    told = parts.of_clip(Picture(160, 90, 10))
    assert told == (Caption(0, 1, "first"), Caption(3.0, 3.5, "second"))


def test_each_video_gets_its_own_if_there_is_any(tmp_path: Path) -> None:
    names = ("a.mp4", "a.gif", "b.c.webm", "d.png")
    outputs = [Output(tmp_path / name, name.rpartition(".")[2]) for name in names]
    assert write_captions((), outputs, ("srt", "vtt")) == ()
    assert write_captions(CAPTIONS, outputs, ()) == ()
    written = write_captions(CAPTIONS, outputs, ("srt", "vtt"))
    assert sorted(path.name for path in written) == ["a.srt", "a.vtt", "b.c.srt", "b.c.vtt"]
    assert sorted(tmp_path.iterdir()) == sorted(written)
    assert (tmp_path / "a.srt").read_text(encoding="utf-8") == subrip(CAPTIONS)


def test_where_one_can_not_be_written_none_is(tmp_path: Path) -> None:
    outputs = [Output(tmp_path / "a.mp4", "mp4")]
    (tmp_path / "a.vtt").mkdir()
    (tmp_path / "a.vtt" / "mine").touch()
    with pytest.raises(RequestError, match="a folder"):
        check_captions(outputs, ("srt", "vtt"))
    with pytest.raises(WorkError, match="can't write"):
        write_captions(CAPTIONS, outputs, ("vtt", "srt"))
    assert not (tmp_path / "a.srt").exists()
