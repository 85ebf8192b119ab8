"""What is opened as a video or as sound: the file that is named, and nothing that it names."""

import os
import wave
from collections.abc import Callable
from pathlib import Path
from struct import pack

import av
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageSequence

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.gif import gif_command
from gradreel.scenes.render import media
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.fitting import FitRequest, write_fitting
from gradreel.scenes.render.mixing import seconds_of
from gradreel.scenes.render.picture import Output

PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"


def video(path: Path) -> Path:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", 10, width=64, height=48, pix_fmt="yuv420p")
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8))))
        file.mux(stream.encode(None))
    return path


def written(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


def gif(path: Path, side: int, pictures: int, delay: int = 10) -> Path:
    """Write a GIF that says how large it is, of which no picture has more than a dot."""
    screen = b"GIF89a" + pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    dot = b"\x2c" + pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    each = b"\x21\xf9\x04\x00" + pack("<H", delay) + b"\0\0" + dot
    path.write_bytes(screen + each * pictures + b"\x3b")
    return path


def patched(path: Path, *numbers: tuple[bytes, int, int]) -> Path:
    """Write a video in which numbers at a place of a box are others."""
    content = bytearray(video(path).read_bytes())
    for box, place, number in numbers:
        first = content.find(box) + place
        content[first : first + 4] = pack(">I", number)
    path.write_bytes(content)
    return path


def picture(path: Path) -> Path:
    Image.new("RGB", (64, 48)).save(path, "png")
    return path


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


REFUSED: dict[str, Callable[[Path], Path]] = {
    "a list of files": lambda at: written(at / "a.mp4", "ffconcat version 1.0\nfile real.mp4\n"),
    "a playlist": lambda at: written(at / "a.mp4", PLAYLIST.format("real.mp4")),
    "a playlist's place": lambda at: written(at / "a.m3u8", PLAYLIST.format(at / "real.mp4")),
    "a text": lambda at: written(at / "a.txt", "a text\n" * 100),
    "a protocol": lambda _: Path("cache:real.mp4"),
    "another": lambda _: Path("file:real.mp4"),
    "several files": lambda _: Path("concat:real.mp4|real.mp4"),
    "a part of a file": lambda _: Path("subfile,,start,0,end,0,,:real.mp4"),
    "an address": lambda _: Path("http://127.0.0.1:9/real.mp4"),
    "a pattern": lambda at: picture(at / "p1.png").with_name("p%d.png"),
    "a picture": lambda at: picture(at / "p1.png"),
    "a pipe": lambda at: pipe(at / "a.mp4"),
    "a device": lambda _: Path("/dev/zero"),
    "a large picture": lambda at: gif(at / "a.gif", 65_535, 2),
    "too many pictures": lambda at: gif(at / "a.gif", 2000, 2000),
    "days": lambda at: patched(at / "a.mov", (b"stts", 16, 2**31 - 1)),
    "very many pictures of a byte, all in a piece": lambda at: patched(
        at / "a.mov", (b"stsz", 8, 1), (b"stsz", 12, 2 * 10**8), (b"stsc", 16, 2 * 10**8)
    ),
    "nothing": lambda at: written(at / "a.mp4", ""),
    "no file": lambda at: at / "a.mp4",
}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_video_by_itself_is_refused_in_one_line(case: str, tmp_path: Path) -> None:
    video(tmp_path / "real.mp4")
    path = REFUSED[case](tmp_path)
    for read in (ClipFile.of, lambda path: seconds_of(path, 60)):
        with pytest.raises(RequestError) as found:
            read(path)
        assert str(found.value).isprintable()


@pytest.mark.parametrize("name", ["cache:a.mp4", "p%d.mp4", "concat:a|b.mp4", "http:a.mp4"])
def test_a_file_is_the_one_that_is_named(name: str, tmp_path: Path) -> None:
    video(tmp_path / "a.mp4").rename(name)
    assert ClipFile.of(Path(name)).width == 64


def test_a_hole_is_not_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST_VAIN", 2**20)
    path = video(tmp_path / "a.mkv")
    content = path.read_bytes()
    os.truncate(path, 2**33)
    assert ClipFile.of(path).width == 64
    path.write_bytes(content[:300])
    os.truncate(path, 2**33)
    with pytest.raises(RequestError, match="can't be read as a video"):
        ClipFile.of(path)


def wav(path: Path, seconds: int, rate: int, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, width, rate, 0, "NONE", ""))
        file.writeframes(bytes(seconds * rate * width))
    return path


def test_a_long_sound_is_not_read_to_its_end(tmp_path: Path) -> None:
    assert 60 < seconds_of(wav(tmp_path / "a.wav", 1000, 8000), 60) < 70


def test_a_sound_of_very_many_samples_or_of_none_that_are_numbers_is_refused(
    tmp_path: Path,
) -> None:
    with pytest.raises(RequestError, match="100 samples a second"):
        seconds_of(wav(tmp_path / "a.wav", 1000, 100), 60)
    content = bytearray(wav(tmp_path / "a.wav", 1, 8000, 4).read_bytes())
    content[20:22] = pack("<H", 3)  # floating point
    content[44:] = np.full(8000, np.nan, "<f4").tobytes()
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(RequestError, match=r"a.wav' has samples that aren't finite"):
        seconds_of(tmp_path / "a.wav", 60)


def test_a_gif_tells_how_long_a_picture_stands_though_it_can_not_say_it_at_once(
    tmp_path: Path,
) -> None:
    path, made = gif(tmp_path / "a.gif", 64, 3, 60_000), tmp_path / "b.gif"
    write_fitting(FitRequest(ClipFile.of(path), Output(made, "gif")))
    with Image.open(made) as found:
        delays = [each.info["duration"] for each in ImageSequence.Iterator(found)]
    assert sum(delays) == 3 * 600_000


def test_an_animation_is_not_enlarged_without_end(tmp_path: Path) -> None:
    ran = CliRunner().invoke(gif_command, [str(video(tmp_path / "a.mp4")), "--width", "7680"])
    assert isinstance(ran.exception, RequestError)
    assert "--width 7680 enlarges a video of 64; give 1920 at most" in str(ran.exception)
