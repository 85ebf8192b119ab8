"""Chunks: files that show any damage, claims, and clips joined without a seam."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, groupby, pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from gradreel.scenes.render.chunks.claims import ClaimedFrames, ClaimTable, SoloClaims
from gradreel.scenes.render.chunks.drawing import Counted, Stored, Task, draw
from gradreel.scenes.render.chunks.store import END, Layout, OpenChunk, Place, Store
from gradreel.scenes.render.encoders.contract import Chunk, ChunkWriter, DamagedError, chunk_length
from gradreel.scenes.render.encoders.png import PNG
from gradreel.scenes.render.encoders.video import H264, MP4, convert, set_up
from gradreel.scenes.render.frame import Everything, Frame, FrameSelection, Pixels
from gradreel.scenes.render.picture import FORMATS, LOSSLESS, SEQUENCES, Picture
from gradreel.scenes.render.pipeline import render
from tests.render.jobs import (
    LENGTHS,
    PICTURE,
    SPANS,
    GivenClaims,
    Plan,
    Talk,
    outputs,
    shade,
)
from tests.render.test_encoders import decoded, write

ABOUT = {"of": "a", "frames": 3, "content": "b"}
HEADER: Mapping[str, object] = {**ABOUT, "begins": "c", "note": "é"}
KINDS = {*FORMATS, *SEQUENCES, LOSSLESS}
BLOBS = [b"first", b"", bytes(range(256)) * 20]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "0-0"
    with path.open("wb") as file:
        writer = ChunkWriter(file)
        for blob in BLOBS:
            writer.add(blob)
        writer.finish(HEADER)
    return path


def test_a_chunk_is_read_as_it_was_written(written: Path) -> None:
    chunk = Chunk.read(written)
    assert list(chunk.blobs()) == BLOBS
    assert list(chunk.blobs()) == BLOBS
    assert (chunk.frames, chunk.content, chunk.header["note"]) == (3, "b", "é")


def test_a_chunk_shows_a_flipped_bit_and_a_wrong_length(written: Path) -> None:
    whole = written.read_bytes()
    places = [*range(0, len(whole), 37), *range(len(whole) - 60, len(whole))]
    for content in [
        *(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in places),
        *(whole[:place] for place in places),
        *(whole + b"x", whole * 2),
    ]:
        written.write_bytes(content)
        with pytest.raises(DamagedError):
            Chunk.read(written)


def test_a_chunk_is_two_seconds_long() -> None:
    rates = [Fraction(24), Fraction(30), Fraction(30000, 1001), Fraction(1), Fraction(25, 2)]
    assert [chunk_length(Picture(64, 48, fps)) for fps in rates] == [48, 60, 60, 2, 25]


def claimed(
    claims: GivenClaims | SoloClaims | ClaimTable, layout: Layout | None = None
) -> ClaimedFrames:
    return ClaimedFrames(claims, layout or Layout(0, 20), wants_frames=True, wants_end=False)


def test_a_chunk_belongs_to_whoever_comes_first(tmp_path: Path) -> None:
    first, second = (claimed(ClaimTable(tmp_path, worker)) for worker in (1, 2))
    assert 0 in first
    assert first.any_of(range(100))  # which claims nothing
    assert 25 in second
    assert not first.any_of(range(20, 40))
    assert [frame in first for frame in (19, 20, 39, 40)] == [True, False, False, True]
    assert [frame in second for frame in (0, 20, 39, 40)] == [False, True, True, False]
    assert list(ClaimTable(tmp_path, 0).claimed_by(1)) == [Place(0, 0), Place(0, 2)]


FULL, HELD, HALF = range(20), range(5), range(15)


def spans_of(*pictures: range) -> list[range]:
    """Runs that look the same, of chunks of 20 frames that have so many pictures."""
    spans = []
    for chunk, each in enumerate(pictures):
        start = 20 * chunk
        singles = [range(start + frame, start + frame + 1) for frame in each[:-1]]
        spans += [*singles, range(start + len(singles), start + 20)]
    return spans


def chunks_in_turn(selection: FrameSelection, spans: list[range]) -> list[int]:
    pieces = [*selection.in_turn(spans)]
    assert sorted(frame for piece in pieces for frame in piece) == [*range(spans[-1].stop)]
    return [chunk for chunk, _ in groupby(piece.start // 20 for piece in pieces)]


def test_a_chunk_with_few_pictures_is_drawn_last_by_workers(tmp_path: Path) -> None:
    spans = spans_of(HELD, FULL, HALF, HELD, FULL, HALF, FULL)
    assert chunks_in_turn(claimed(ClaimTable(tmp_path, 0)), spans) == [1, 4, 6, 2, 5, 0, 3]
    assert chunks_in_turn(claimed(ClaimTable(tmp_path, 1)), spans) == [4, 6, 1, 5, 2, 3, 0]


def test_a_hold_of_several_chunks_is_put_in_turn_in_pieces(tmp_path: Path) -> None:
    spans = [range(35), *(range(frame, frame + 1) for frame in range(35, 60))]
    order = [*claimed(ClaimTable(tmp_path, 0)).in_turn(spans)]
    assert (order[0], order[20], order[-1]) == (range(40, 41), range(20), range(39, 40))
    assert order[21] == range(20, 35)


@pytest.mark.parametrize(
    "selection", [Everything(), claimed(SoloClaims()), claimed(GivenClaims([]))]
)
def test_who_draws_alone_draws_in_order(selection: FrameSelection) -> None:
    spans = spans_of(HELD, FULL, HALF)
    assert [*selection.in_turn(spans)] == spans


def test_a_hold_is_cut_where_pieces_and_their_chunks_begin() -> None:
    cut = Layout(3, 20, (25, 40, 10))
    assert list(claimed(SoloClaims(), cut).runs(range(5, 90))) == [
        *(range(5, 20), range(20, 25)),
        *(range(25, 40), range(40, 60), range(60, 65)),
        *(range(65, 80), range(80, 90)),
    ]
    places = [cut.place(frame) for frame in (24, 25, 64, 65, 90)]
    assert places == [Place(3, 1), Place(4, 0), Place(4, 2), Place(5, 0), Place(5, 1)]
    assert cut.end == Place(5, END)
    assert cut.lengths(75) == ((20, 5), (15, 20, 5), (10,))


PLAYS = (8, 45, 3, 3, 12, 90, 14, 5, 9, 9, 30, 2, 2, 2, 20, 7, 61, 11, 18, 15)
"""How many frames plays and holds have."""


def chunks_of_plays(plays: Sequence[int]) -> list[tuple[int, int]]:
    """Of each chunk in which play it begins, counted from the last, and at which frame of it."""
    bounds = [0, *accumulate(plays)]
    layout = Layout.of(map(range, bounds, bounds[1:]), 20)
    (lengths,) = layout.lengths(bounds[-1])
    assert all(0.63 * 20 <= each <= 2.2 * 20 for each in lengths[:-1])
    starts = [0, *accumulate(lengths)][:-1]
    number = [bisect_right(bounds, start) - 1 for start in starts]
    return [(n - len(plays), s - bounds[n]) for n, s in zip(number, starts, strict=True)]


@pytest.mark.parametrize("edit", [(24,), (), (12, 7), (1,)])
def test_chunks_begin_with_plays_wherever_these_lie(edit: tuple[int, ...]) -> None:
    found = chunks_of_plays(PLAYS)
    assert sum(at == 0 for _, at in found) > len(found) / 2
    edited = chunks_of_plays((*PLAYS[:4], *edit, *PLAYS[5:]))
    assert set(found[-9:]) == set(edited[-9:])
    assert found[-9] <= (4 + 3 - len(PLAYS), 0)


def test_a_play_may_end_before_its_time() -> None:
    layout = Layout(0, 20)
    layout.follows(range(100))
    layout.follows(range(33, 60))
    assert layout.lengths(60) == ((20, 13, 27),)
    assert not layout.begins(80)


def test_a_chunk_begins_where_something_new_does_and_not_where_things_leave_before_it() -> None:
    layout = Layout(0, 20)
    for frames in (range(19), range(19, 22), range(22, 22), range(22, 40), range(30, 30)):
        layout.follows(frames)
    assert layout.lengths(50) == ((22, 8, 20),)


def test_the_next_chunk_begins_where_something_brief_does_if_need_be() -> None:
    layout = Layout(0, 20)
    for start in range(0, 60, 4):
        layout.follows(range(start, start + 4))
    assert layout.lengths(60) == ((28, 28, 4),)


def test_a_worker_draws_what_it_was_handed_and_the_store_lacks(tmp_path: Path) -> None:
    job = Talk(Plan(tmp_path / "log"))
    task = Task(job, PICTURE, ("png-sequence", "png"), Store(tmp_path, tmp_path))
    heard: list[object] = []
    places = [Place(0, 1), Place(1, 0), Place(1, END)]
    for _ in range(2):
        draw(task, GivenClaims(places), heard.append)
    stored = [each for each in heard if isinstance(each, Stored) and not each.was_there]
    assert [each.place for each in stored] == places
    assert [each.frames for each in stored] == [20, 20, 0]
    assert [each for each in heard if isinstance(each, Counted)] == [
        *(Counted(0, LENGTHS), Counted(1, LENGTHS)),
    ] * 2
    assert job.plan.n_drawn == 2 * 20


def noise(index: int) -> Pixels:
    """A picture that changes all over, which an encoder has to work at."""
    rows, columns = np.mgrid[:96, :160]
    pixels = np.full((96, 160, 4), 255, np.uint8)
    for channel in range(3):
        wave = np.sin(columns / (9 + channel) + index / 3) + np.cos(
            rows / 7 - index / (4 + channel)
        )
        pixels[..., channel] = 127 + 60 * wave
    return pixels


def waves(length: int, picture: Picture, form: str, folder: Path) -> Path:
    (output,) = outputs(folder, form)
    write(output.path, form, picture, [Frame(noise(index)) for index in range(length)])
    return output.path


def in_one_pass(length: int, picture: Picture, path: Path) -> Path:
    """Encode the waves as PyAV does by itself, with the same settings."""
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", picture.fps, options=dict(H264))
        set_up(stream.codec_context, picture, MP4)
        for index in range(length):
            frame = convert(av.video.reformatter.VideoReformatter(), noise(index), "yuv420p")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def played(path: Path) -> tuple[list[Fraction], Pixels]:
    frames = decoded(path)
    times = [Fraction(frame.pts or 0) * (frame.time_base or 0) for frame in frames]
    return times, np.stack([frame.to_ndarray(format="rgb24") for frame in frames])


def psnr(shown: Pixels) -> float:
    drawn = np.stack([noise(index)[..., :3] for index in range(len(shown))])
    return float(20 * np.log10(255 / np.sqrt(np.mean((shown.astype(float) - drawn) ** 2))))


@pytest.mark.parametrize("length", [1, 2, 3, 48, 49, 50, 51, 97, 130])
def test_a_joined_clip_is_what_one_pass_makes_of_it(length: int, tmp_path: Path) -> None:
    picture = Picture(160, 96, Fraction(24000, 1001))
    times, shown = played(waves(length, picture, "mp4", tmp_path))
    expected_times, expected = played(in_one_pass(length, picture, tmp_path / "expected.mp4"))
    assert times == expected_times == [index / picture.fps for index in range(length)]
    assert psnr(shown) > psnr(expected) - 0.2


def test_packets_are_in_their_order(tmp_path: Path) -> None:
    with av.open(waves(130, Picture(160, 96, 24), "mp4", tmp_path)) as container:
        packets = [each for each in container.demux(video=0) if each.size]
        tick = Fraction(1, 24) / (packets[0].time_base or 1)
    steps = {(after.dts or 0) - (before.dts or 0) for before, after in pairwise(packets)}
    assert steps == {tick}
    assert all((each.pts or 0) >= (each.dts or 0) for each in packets)
    assert {each.duration for each in packets} == {tick}
    keys = [each.pts for each in packets if each.is_keyframe]
    assert set(range(0, 130, 48)) <= {Fraction(key or 0) / tick for key in keys}


def test_a_picture_that_stands_over_many_chunks_is_one_of_a_gif(tmp_path: Path) -> None:
    (path,) = render(Talk(Plan(tmp_path / "log"), 1), PICTURE, outputs(tmp_path, "gif"))
    changes = [n for n in range(1, len(SPANS)) if not np.array_equal(shade(n - 1), shade(n))]
    ticks = np.cumsum([0, *SPANS])[[0, *changes]] * 10
    assert [frame.pts for frame in decoded(path)] == ticks.tolist()


@pytest.mark.parametrize("form", sorted(KINDS))
def test_a_clip_of_one_frame(form: str, tmp_path: Path) -> None:
    assert waves(1, Picture(160, 96, 10), form, tmp_path).stat().st_size > 0


def test_a_chunk_of_an_earlier_version_is_taken_over_where_it_is_whole(tmp_path: Path) -> None:
    earlier, encoding = Store(tmp_path / "old", tmp_path, "old"), PNG
    chunk = OpenChunk(earlier, Place(0, 3), [encoding], PICTURE)
    chunk.take(Frame(shade(1), 5, 60, digest=b"what is drawn"))
    content = chunk.finish()
    path = earlier.path(encoding, Place(0, 3))
    whole = path.read_bytes()

    def adopted(where: str, place: Place, wanted: str) -> Chunk | None:
        folders = (tmp_path / "gone", tmp_path / "old")
        store = Store(tmp_path / where, tmp_path, where, folders)
        assert store.knows(encoding, place, b"what is drawn") == path.exists()
        assert not store.knows(encoding, place, None)
        is_there = store.adopt(encoding, place, wanted)
        assert is_there == (store.find(encoding, place) is not None)
        return store.find(encoding, place)

    found = adopted("new", Place(1, 0), content)
    assert found is not None
    assert [*found.blobs()] == [*Chunk.read(path).blobs()]
    assert adopted("new", Place(1, 1), "another") is None
    path.write_bytes(whole[:40] + b"?" + whole[41:])
    assert adopted("newer", Place(1, 0), content) is None
    path.unlink()
    assert adopted("newest", Place(1, 0), content) is None
