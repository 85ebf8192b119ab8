"""Clips of several jobs, drawn by workers that share them, and joined to one film."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import pytest

from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.chunks.store import Layout, Store
from gradreel.scenes.render.encoders.annotated import Annotations, ChapterMark
from gradreel.scenes.render.film import Cuts, Film, FilmEntry, is_whole, keep_job, shoot
from gradreel.scenes.render.picture import LOSSLESS, Output
from gradreel.scenes.render.processes import ProcessGroup
from gradreel.scenes.render.progress import Bar
from tests.render.jobs import LENGTH, PICTURE, SPANS, Plan, Talk
from tests.render.results import digest, expected

TITLES = ("the first", "第二", "the third")
CAPTIONS = (
    Caption(0.3, 2.0, "one, {two}; three"),
    Caption(2.0, 16.4, "β₀ < 0 & 第二句"),
    Caption(40.0, 42.5, "the last"),
)
INSIDE_HOLDS = (50, 20, 35, LENGTH - 105)
"""Frames of pieces that begin while a picture stands."""
RATE = float(PICTURE.fps)

Own = tuple[int, ...]


class Counting(Bar):
    """A bar that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(None, "", None)
        self.done, self.total = 0, 0

    def __call__(self, steps: int, *, were_there: bool = False) -> None:
        self.done += steps

    def expect(self, total: int) -> None:
        self.total = total


@dataclass(frozen=True)
class Made:
    """A film that was made, and what was drawn for it."""

    film: Film
    path: Path
    bar: Counting


def annotations(n_clips: int) -> Annotations:
    marks = (
        ChapterMark(TITLES[clip], 2 * clip * LENGTH, 2 * (clip + 1) * LENGTH)
        for clip in range(n_clips)
    )
    return Annotations("A film", tuple(marks), CAPTIONS, "zho")


def talks(
    folder: Path, plan: Plan, children: ProcessGroup, n_clips: int, own: Own = (LENGTH,)
) -> Iterator[FilmEntry]:
    """Give clips of two parts, of which each is cut into pieces of so many frames."""
    for clip in range(n_clips):
        job = children.folder / f"job-{clip}"
        keep_job(Talk(plan), job)
        store = Store(folder / f"kept-{clip}", folder, f"clip {clip}")
        lengths = Layout(0, 20, own).lengths(LENGTH)
        yield FilmEntry(f"clip {clip}", job, lengths * 2, store, (len(own),) * 2)


def make(
    folder: Path, plan: Plan, workers: int, *, n_clips: int = 3, name: str = "film.mp4"
) -> Made:
    """Make a film of talks, what is kept of which is in the folder."""
    folder.mkdir(exist_ok=True)
    path, bar = folder / name, Counting()
    with ProcessGroup() as children:
        reels = list(talks(folder, plan, children, n_clips))
        film = Film(tuple(reels), PICTURE, Output(path, path.suffix[1:]), annotations(n_clips))
        shoot(film, path, workers, children, bar)
    return Made(film, path, bar)


def cut(
    folder: Path, plan: Plan, form: str, *, workers: int = 2, plays: int = 0, own: Own = (LENGTH,)
) -> list[Path]:
    """Shoot two clips as a file for each of their pieces."""
    with ProcessGroup() as children:
        output = Output(folder / "deck", form)
        cuts = Cuts(tuple(talks(folder, plan, children, 2, own)), PICTURE, output, plays=plays)
        shoot(cuts, folder, workers, children, Counting())
    return [path for paths in cuts.paths(folder) for path in paths]


def pictures(path: Path) -> list[bytes]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgba").tobytes() for frame in film.decode(video=0)]


def test_each_picture_is_drawn_once_and_the_next_film_draws_none(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log", seconds=0.001)
    first = make(tmp_path / "a", plan, 3)
    assert first.bar.total == first.bar.done == 6 * LENGTH == first.film.frames
    borders = len(range(20, LENGTH, 20))  # a picture over a border of chunks may be drawn twice
    assert 6 * len(SPANS) <= plan.n_drawn <= 6 * (len(SPANS) + borders)
    drawn = plan.n_drawn
    assert all(is_whole(reel, PICTURE, first.film.output) for reel in first.film.reels)
    second = make(tmp_path / "a", plan, 2, name="again.mp4")
    assert plan.n_drawn == drawn
    assert second.bar.done == second.bar.total
    assert digest(second.path) == digest(first.path)


def test_a_film_is_the_same_whoever_draws_it_or_dies_and_its_clips_in_a_row(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    alone = make(tmp_path / "alone", Plan(log), 1).path
    for folder, plan in ("shared", Plan(log)), ("lost", Plan(log, dies_at=7)):
        assert digest(make(tmp_path / folder, plan, 3).path) == digest(alone)
    clip = make(tmp_path / "clip", Plan(log), 1, n_clips=1)
    assert pictures(alone) == 3 * pictures(clip.path)


def test_what_is_missing_of_one_clip_is_drawn_alone(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    first = make(tmp_path / "a", plan, 2)
    lost = sorted((tmp_path / "a" / "kept-1").glob("*/1-*"))
    for path in lost[:2]:
        path.unlink()
    reels, output = first.film.reels, first.film.output
    assert [is_whole(reel, PICTURE, output) for reel in reels] == [True, False, True]
    before = plan.n_drawn
    again = make(tmp_path / "a", plan, 2, name="again.mp4")
    assert 0 < plan.n_drawn - before <= 2 * 20
    assert digest(again.path) == digest(first.path)


def test_parts_become_files_of_their_own_from_what_is_drawn_once(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log")
    whole = pictures(make(tmp_path / "a", plan, 1, n_clips=2).path)
    drawn = plan.n_drawn
    found = list(map(pictures, cut(tmp_path / "a", plan, "mp4")))
    assert plan.n_drawn == drawn
    assert list(map(len, found)) == [LENGTH] * 4
    assert [*chain(*found)] == whole


@pytest.mark.parametrize("workers", [1, 3])
def test_pieces_of_a_part_are_drawn_while_it_is_played_once(workers: int, tmp_path: Path) -> None:
    plan = Plan(tmp_path / "log", seconds=0.001)
    paths = cut(tmp_path, plan, LOSSLESS, workers=workers, own=INSIDE_HOLDS)
    if workers == 1:
        assert plan.n_drawn == 4 * len(SPANS)
    found = list(map(pictures, paths))
    assert list(map(len, found)) == list(INSIDE_HOLDS) * 4
    assert [*chain(*found)] == expected() * 2


@pytest.mark.parametrize("plays", [0, 1])
def test_a_gif_of_a_part_plays_as_often_as_is_wanted(plays: int, tmp_path: Path) -> None:
    for path in cut(tmp_path, Plan(tmp_path / "log"), "gif", plays=plays):
        assert (b"NETSCAPE2.0" in path.read_bytes()) == (plays == 0)


@pytest.mark.parametrize("ending", ["mp4", "webm"])
def test_a_player_lists_the_chapters_and_an_mp4_has_the_captions(
    ending: str, tmp_path: Path
) -> None:
    made = make(tmp_path, Plan(tmp_path / "log"), 2, name=f"film.{ending}")
    assert len(pictures(made.path)) == 6 * LENGTH
    with av.open(str(made.path)) as film:
        found = film.chapters()
        assert film.metadata["title"] == "A film"
        texts = [each for track in film.streams.subtitles for each in film.demux(track)]
        assert {track.metadata["language"] for track in film.streams.subtitles} <= {"zho"}
    assert [each["metadata"]["title"] for each in found] == list(TITLES)
    starts = [each["start"] * (each["time_base"] or 0) for each in found]
    ends = [each["end"] * (each["time_base"] or 0) for each in found]
    assert starts == [0, *ends[:-1]]
    assert ends == pytest.approx([2 * LENGTH / RATE * number for number in (1, 2, 3)])
    if ending == "mp4":
        told = [each for each in texts if each.size > 2]  # a length in two bytes, and the text
        assert [bytes(each)[2:].decode() for each in told] == [each.text for each in CAPTIONS]
        times = [
            float(time * (each.time_base or 0))
            for each in told
            for time in (each.pts or 0, (each.pts or 0) + (each.duration or 0))
        ]
        meant = [time for each in CAPTIONS for time in (each.start, each.end)]
        assert times == pytest.approx(meant, abs=0.001)
