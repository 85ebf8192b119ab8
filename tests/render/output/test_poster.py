"""Posters: a wordless beat's last picture, or the fullest around the middle, in a clip's pixels."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from gradreel.scenes.render.poster import check_posters, poster, poster_path
from tests.render.jobs import PartsJob
from tests.render.test_encoders import Given

PICTURE = Picture(96, 64, 10)
BARS = (0, 9, 2, 3, 5, 4, 1, 9)
"""How many bars are seen in each second."""


def drawing(second: int) -> Pixels:
    pixels = np.full((PICTURE.height, PICTURE.width, 4), 255, np.uint8)
    pixels[..., :3] = (14, 19, 27)
    for bar in range(BARS[second]):
        pixels[8:56, 8 + 9 * bar : 12 + 9 * bar, :3] = (240, 200, 40)
    return pixels


class Bars(Given):
    """A part whose seconds are its beats, if it has any."""

    def __init__(self, captions: Sequence[Caption] = ()) -> None:
        super().__init__(Frame(drawing(second), 10) for second in range(len(BARS)))
        self.captions = captions


def bars_of(path: Path) -> int:
    line = np.asarray(Image.open(path).convert("L"))[30].astype(int)
    return int((np.diff(line) > 60).sum())


@pytest.mark.parametrize(
    ("captions", "bars"),
    [
        ((), 5),
        ([Caption(0, 2, ""), Caption(2, 4, ""), Caption(4, 8, "")], 3),
        ([Caption(0, 8, "")], 9),
        ([Caption(0, 2, "", "a"), Caption(2, 2.5, "", "wordless"), Caption(5, 8, "", "c")], 5),
        ([Caption(0, 2, ""), Caption(2, 2.5, ""), Caption(5, 8, "")], 2),
    ],
)
def test_a_poster_is_the_last_picture_of_a_wordless_beat_or_of_one_around_the_middle(
    captions: Sequence[Caption], bars: int, tmp_path: Path
) -> None:
    outputs = [Output(tmp_path / "a.mp4", "mp4"), Output(tmp_path / "a.gif", "gif")]
    paths = render(PartsJob((Bars(captions),)), PICTURE, outputs, RenderSettings(posters=True))
    assert [path.name for path in paths] == ["a.mp4", "a.gif", "a.poster.png"]
    assert bars_of(paths[-1]) == bars
    shown = poster(paths[0], captions)
    assert np.array_equal(shown, np.asarray(Image.open(paths[-1])))


def test_a_clip_that_is_kept_gets_the_same_poster(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    entry = CacheEntry(tmp_path / "kept")
    outputs = [Output(tmp_path / "a.mp4", "mp4")]
    job = PartsJob((Bars([Caption(0, 4, ""), Caption(4, 8, "")]),))
    *_, first = render(job, PICTURE, outputs, RenderSettings(posters=True, entry=entry))
    *_, again = entry.deliver([Output(tmp_path / "b.mp4", "mp4")], posters=True)
    assert (again.name, again.read_bytes()) == ("b.poster.png", first.read_bytes())
    assert entry.deliver(outputs) == (tmp_path / "a.mp4",)


def test_a_poster_has_the_name_of_its_clip() -> None:
    assert poster_path(Path("a/clip.av1.mp4")) == Path("a/clip.poster.png")
    assert poster_path(Path("clip.of.me.gif")) == Path("clip.of.me.poster.png")


def test_what_can_have_no_poster_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="a poster goes beside a video"):
        check_posters([Output(tmp_path / "a.png", "png")])
    (tmp_path / "a.poster.png").mkdir()
    with pytest.raises(RequestError, match="is a folder"):
        check_posters([Output(tmp_path / "a.mp4", "mp4")])
    (tmp_path / "b.mp4").write_bytes(b"no video")
    with pytest.raises(RequestError, match="can't be read as a video"):
        poster(tmp_path / "b.mp4")
