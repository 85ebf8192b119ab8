"""`gradreel film` as a person meets it: real scenes, small, read back as a player would."""

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import av
import pytest
import srt

from gradreel.scenes.make.film import scene_title
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.stage.type.appearance import Appearance
from tests.cli.conftest import check_refused, interrupt, pictures_in
from tests.conftest import Ran

SMALL = ("-r", "128,72", "--fps", "2")
SCENES = ("heart", "descent")
RATE = 2


def track(path: Path) -> Iterator[Caption]:
    """Read the text of an MP4: each sample is a length in two bytes, and the text."""
    with av.open(str(path)) as film:
        texts = film.streams.subtitles[0]
        assert texts.metadata["language"] == "zho"
        for packet in film.demux(texts):
            if text := bytes(packet)[2:].decode():
                tick, start = float(texts.time_base or 0), packet.pts or 0
                yield Caption(start * tick, (start + (packet.duration or 0)) * tick, text)


def subrip(path: Path) -> Iterator[Caption]:
    for each in srt.parse(path.read_text(encoding="utf-8")):
        yield Caption(each.start.total_seconds(), each.end.total_seconds(), each.content)


class Chapter(NamedTuple):
    title: str
    start: float
    end: float


def chapters(path: Path) -> list[Chapter]:
    with av.open(str(path)) as film:
        return [
            Chapter(
                each["metadata"]["title"],
                *(float(each[key] * (each["time_base"] or 0)) for key in ("start", "end")),
            )
            for each in film.chapters()
        ]


@pytest.mark.slow
def test_a_film_holds_its_scenes_with_chapters_and_captions(
    quick: Callable[..., Ran], tmp_path: Path
) -> None:
    chinese = (*SMALL, "--lang", "zh")
    ran = quick("film", *SCENES, *chinese, "-o", "film.mp4")
    assert (ran.status, ran.output.split()) == (0, ["film.mp4", "film.srt", "film.vtt"])
    assert re.search(r"written: film\.mp4, \d+\.\d KB, [12]:\d\d long\n", ran.told)

    film = pictures_in(tmp_path / "film.mp4")
    found = chapters(tmp_path / "film.mp4")
    assert [each.title for each in found] == [
        scene_title(name, Appearance(language="zh")) for name in SCENES
    ]
    assert [each.start for each in found] == [0, found[0].end]
    assert found[-1].end == len(film) / RATE

    told = list(subrip(tmp_path / "film.srt"))
    assert told == list(track(tmp_path / "film.mp4"))
    assert all(one.end <= other.start for one, other in itertools.pairwise(told))
    drawn = drawn_chunks()
    for name, chapter in zip(SCENES, found, strict=True):  # the cards come first, then the scene
        assert quick("render", name, *chinese, "-o", "one.mp4", "--captions").status == 0
        alone = pictures_in(tmp_path / "one.mp4")
        begin = int(chapter.end * RATE) - len(alone)
        assert chapter.start * RATE < begin
        assert film[begin : begin + len(alone)] == alone
        shifted = [each.later(begin / RATE) for each in subrip(tmp_path / "one.srt")]
        assert shifted == [each for each in told if chapter.start <= each.start < chapter.end]
    assert drawn_chunks() == drawn  # what the film has drawn was enough for its scenes

    again = quick("film", *SCENES, *chinese, "-o", "again.mp4")
    assert again.status == 0
    assert drawn_chunks() == drawn
    assert (tmp_path / "again.mp4").read_bytes() == (tmp_path / "film.mp4").read_bytes()

    script = quick("film", *SCENES, *chinese, "--script")
    said = [line.partition("  ")[2] for line in script.output.splitlines() if "  " in line]
    assert [line for line in said if line not in {each.title for each in found}] == [
        each.text for each in told
    ]


def test_settings_of_a_scene_and_of_the_environment_reach_a_film(
    quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = quick("film", "descent", "--script")
    Path("gradreel.toml").write_text('[descent]\nsurface = "rosenbrock"\n', encoding="utf-8")
    chosen = quick("film", "descent", "--script")
    assert chosen.errors.startswith("gradreel: descent: chosen for this run: ")
    assert chosen.output != plain.output
    monkeypatch.setenv("GRADREEL_SURFACE", "two-basins")
    assert quick("film", "descent", "--script").output == plain.output
    Path("gradreel.toml").write_text("[descent]\nlearning_rate = -3\n")
    refused = quick("film", "descent", "--script")
    check_refused(refused, "learning_rate in gradreel.toml")


def test_data_of_the_line_are_those_of_all_scenes(quick: Callable[..., Ran]) -> None:
    rows = "".join(f"{40 + row},{'no' if row % 3 else 'yes'}\n" for row in range(30))
    Path("own.csv").write_text(f"hours,passed\n{rows}", encoding="utf-8")
    ran = quick("film", "heart", "sigmoid", "--data", "own.csv", "--y", "passed", "--script")
    assert "30 rows: can a machine learn which are passed: yes?" in ran.output
    assert "A new row, at 54: p = ?" in ran.output
    assert "sigmoid: y = 1 is passed: yes" in ran.errors


def drawn_chunks() -> dict[str, int]:
    cache = Path(os.environ["GRADREEL_CACHE"])
    return {str(path): path.stat().st_mtime_ns for path in cache.glob("*/chunks/*/[!.]*")}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed in /proc")
def test_an_interrupted_film_leaves_the_old_file_whole(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"the old film")
    command = [str(Path(sys.executable).parent / "gradreel"), "film", "descent", *SMALL]
    interrupt(command, tmp_path, drawn_chunks)
    assert (tmp_path / "film.mp4").read_bytes() == b"the old film"
    assert not (tmp_path / "film.srt").exists()
    cache = Path(os.environ["GRADREEL_CACHE"])
    assert [path for each in (tmp_path, cache) for path in each.rglob(".gradreel-*")] == []
    before = drawn_chunks()
    done = subprocess.run([*command, "-w", "1"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.split() == [b"film.mp4", b"film.srt", b"film.vtt"]
    after = drawn_chunks()
    assert {path: after[path] for path in before} == before
    assert chapters(tmp_path / "film.mp4")[-1].end == len(pictures_in(tmp_path / "film.mp4")) / RATE
    assert list(tmp_path.glob(".gradreel-*")) == []
