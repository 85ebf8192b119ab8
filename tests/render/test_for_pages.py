"""Clips for pages: fewer bytes, and the same pictures, chapters and texts at the same times."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.encoders.annotated import Annotations, ChapterMark, film_formats
from gradreel.scenes.render.encoders.contract import encoded
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.muxing import write_for_pages
from gradreel.scenes.render.picture import Picture
from tests.render.test_chunks import played

PICTURE = Picture(320, 180, Fraction(30000, 1001))
FRAMES, CHUNKS = 60, 3


def pixels(number: int) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """Lines that fan out from a corner, and a bar that goes over them."""
    across, down = np.meshgrid(np.arange(PICTURE.width), np.arange(PICTURE.height))
    lit = np.sin(40 * np.arctan2(down + 1, across + 1)) > 0.9
    lit |= abs(across - number) < 4
    return np.repeat(np.where(lit, 220, 20).astype(np.uint8)[..., None], 4, axis=2)


def master(folder: Path) -> Path:
    """Write a film as it is joined from chunks."""
    told = (Caption(0.5, 1.5, "one"), Caption(2.5, 4.0, "two & three"))
    marks = (ChapterMark("a", 0, 100), ChapterMark("b", 100, FRAMES * CHUNKS))
    form = film_formats(Annotations("the film", marks, told, "eng"))["mp4"]
    encoding, joiner = form.encoding(PICTURE), form.joiner(folder / "film.mp4", PICTURE)
    for number in range(CHUNKS):
        frames = (Frame(pixels(number * FRAMES + index)) for index in range(FRAMES))
        joiner.take(encoded(frames, encoding, PICTURE, folder / "chunk"))
    joiner.finish()
    return folder / "film.mp4"


def beside(path: Path) -> tuple[object, ...]:
    with av.open(path) as file:
        marks = [(each["start"], each["end"], each["metadata"]) for each in file.chapters()]
        texts = [
            (each.pts, each.duration, bytes(each))
            for each in file.demux(file.streams.subtitles[0])
            if each.size > 2
        ]
        return file.metadata["title"], marks, texts


def test_a_clip_for_a_page_shows_the_same_with_half_of_the_bytes(tmp_path: Path) -> None:
    film = master(tmp_path)
    write_for_pages(film, tmp_path / "page.mp4")
    assert beside(tmp_path / "page.mp4") == beside(film)
    (times, before), (own_times, after) = played(film), played(tmp_path / "page.mp4")
    assert own_times == times
    assert len(times) == FRAMES * CHUNKS
    error = np.mean((after.astype(float) - before) ** 2)
    assert 10 * np.log10(255**2 / error) > 36
    size = film.stat().st_size
    assert (tmp_path / "page.mp4").stat().st_size < size / 2
    write_for_pages(film, film)
    assert film.read_bytes() == (tmp_path / "page.mp4").read_bytes()
