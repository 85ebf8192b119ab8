"""What is asked of a render: the picture, and the files to write; checked before any work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from gradreel.engine.errors import RequestError, shorten, unknown
from gradreel.scenes.files.whole import followed
from gradreel.scenes.render.targets import (
    check_no_link,
    check_sequence_folder,
    check_target,
    shown,
)

QUALITIES: Final[Mapping[str, tuple[int, int, int]]] = {
    "l": (854, 480, 15),
    "m": (1280, 720, 30),
    "h": (1920, 1080, 60),
    "p": (2560, 1440, 60),
    "k": (3840, 2160, 60),
}
USUAL: Final = "m"
"""The quality where none is asked for."""
ENDINGS: Final[Mapping[str, str]] = {
    ".mp4": "mp4",
    ".gif": "gif",
    ".webm": "webm",
    ".mov": "mov",
    ".png": "png",
    ".webp": "webp",
    ".apng": "apng",
    ".av1.mp4": "av1",
}
FORMATS: Final = (*ENDINGS.values(), "png-sequence")
STILLS: Final = ("png", "svg", "pdf")
"""What the last picture of a beat can be."""
OPAQUE: Final = frozenset({"mp4", "av1"})
HALVES_COLOUR: Final = frozenset({"mp4", "av1", "webm"})
SEQUENCES: Final = ("png-sequence", "manim-sequence")  # the second has the names that manim gives
VIDEOS: Final = frozenset({"mp4", "av1", "webm", "mov"})
"""Those that can have sound, and are repeated only by their player."""
ANIMATIONS: Final = frozenset({"gif", "webp", "apng"})
"""Those that play by themselves, as pictures of a page do; as large as a video they'd be huge."""
ANIMATED: Final = 640, 360, 15
"""The size and rate of animations where none is asked for."""
FITTED: Final = VIDEOS | ANIMATIONS
"""Those that can be made to fit a number of bytes."""
LOSSLESS: Final = "lossless"
"""A film that others are made from: nobody asks for it, and nobody sees it."""

DIGITS: Final = 4
"""Of the numbers of a sequence's pictures, as manim has it."""

SMALLEST_SIDE: Final = 16
LARGEST_SIDE: Final = 7680
MOST_PIXELS: Final = 7680 * 4320
HIGHEST_FPS: Final = 120


@dataclass(frozen=True)
class Picture:
    """The size, the rate and the background of every frame.

    Attributes:
        width: pixels.
        height: pixels.
        fps: frames a second; a fraction, since video has rates such as 30000/1001.
        transparent: whether the background is left out.
        matte: as "#RRGGBB", what a GIF lays half-transparent pixels on, as it can't hold them;
            the background where None.
        outline: as "#RRGGBB", the colour of a rim around all that is drawn without the background;
            none where None.

    Raises:
        RequestError: a size or a rate out of bounds.
    """

    width: int
    height: int
    fps: Fraction | int
    transparent: bool = False
    matte: str | None = None
    outline: str | None = None

    def __post_init__(self) -> None:
        sides = self.width, self.height
        if min(sides) < SMALLEST_SIDE or max(sides) > LARGEST_SIDE:
            bounds = f"{SMALLEST_SIDE} to {LARGEST_SIDE} pixels"
            raise RequestError(f"a frame of {_size(self)} can't be drawn; give each side {bounds}")
        if self.width * self.height > MOST_PIXELS:
            raise RequestError(f"a frame of {_size(self)} is too large; stay within 7680x4320")
        if not 1 <= self.fps <= HIGHEST_FPS:
            rate = shorten(f"{float(self.fps):g}", 20)
            raise RequestError(f"{rate} frames a second can't be done; give 1 to {HIGHEST_FPS}")

    def as_json(self) -> list[Any]:
        """Return it as JSON can hold it."""
        size = self.width, self.height, str(self.fps)
        return [*size, self.transparent, self.matte, self.outline]


@dataclass(frozen=True)
class Output:
    """One file to write (a folder for a PNG sequence), and its format.

    Attributes:
        path: where it goes.
        format: one of those that are known.
        most_bytes: how large it may be, where it is one of those that can be made to fit; any size
            when None.
        digits: how many the numbers of a sequence's pictures have, at least.
        share: how many times larger than its pictures the clip's frames are, and how many of them
            come for one.

    Raises:
        RequestError: a format that isn't known.
    """

    path: Path
    format: str
    most_bytes: int | None = None
    digits: int = DIGITS
    share: tuple[int, int] = (1, 1)

    @property
    def kind(self) -> str:
        """What its chunks, and what is kept of it, are called."""
        return kind_of(self.format, self.share)

    def __post_init__(self) -> None:
        if self.format not in {*FORMATS, *SEQUENCES, LOSSLESS}:
            raise unknown("format", self.format, FORMATS)


def kind_of(form: str, share: tuple[int, int]) -> str:
    """Name a format, and by how much its files show less than the clip's frames."""
    return form if share == (1, 1) else f"{form}-{share[0]}-{share[1]}"


def plan_picture(  # noqa: PLR0913, it is what may be asked for
    quality: str | None,
    resolution: tuple[int, int] | None = None,
    fps: float | None = None,
    transparent: bool = False,
    matte: str | None = None,
    *,
    animated: bool = False,
) -> Picture:
    """Put a picture together from a quality letter and what overrides it.

    Args:
        quality: one of manim's letters, "l", "m", "h", "p" or "k"; the usual one when None.
        resolution: (width, height) in pixels, instead of the letter's.
        fps: frames a second, instead of the letter's; 29.97 and its like mean n * 1000/1001.
        transparent: whether the background is left out.
        matte: the colour under half-transparent pixels of a GIF.
        animated: whether it is that of an animation, which is small where there is no letter.

    Raises:
        RequestError: an unknown letter, or a size or a rate out of bounds.
    """
    if quality is not None and quality not in QUALITIES:
        raise unknown("quality", quality, QUALITIES)
    usual = ANIMATED if animated else QUALITIES[USUAL]
    *size, rate = usual if quality is None else QUALITIES[quality]
    width, height = resolution or size
    exact = rate if fps is None else exact_rate(fps)
    return Picture(width, height, exact, transparent, matte)


def exact_rate(fps: float) -> Fraction:
    """Return the rate that a decimal stands for: 29.97 is 30000/1001, 12.5 is 25/2."""
    broadcast = Fraction(round(fps * 1.001) * 1000, 1001)
    near = abs(fps - broadcast) < 0.005 and fps != round(fps)
    return broadcast if near else Fraction(fps).limit_denominator(1000)


def drawn_at(picture: Picture, speed: Fraction) -> Picture:
    """Return the picture that a clip is drawn in, to be played in another one at a speed.

    Args:
        picture: that of the clip that is played.
        speed: how many seconds of what is drawn pass in one of the clip.

    Raises:
        RequestError: no scene can be drawn at that rate.
    """
    if speed == 1:
        return picture
    rate = picture.fps / speed
    if not 1 <= rate <= HIGHEST_FPS:
        bounds = float(picture.fps / Fraction(HIGHEST_FPS)), float(picture.fps)
        raise RequestError(
            f"--speed {float(speed):g} can't be done at {float(picture.fps):g} frames a second; "
            f"give {bounds[0]:.3g} to {bounds[1]:.3g}, or another --fps"
        )
    return replace(picture, fps=int(rate) if rate.denominator == 1 else rate)


def plan_outputs(
    paths: Sequence[Path], formats: Sequence[str], name: str, picture: Picture
) -> tuple[Output, ...]:
    """Turn the paths and formats that were asked for into outputs that can be written.

    A path's ending picks its format. A format without a path of its own is written beside the
    first path, or under `name` in the current folder. A path without an ending takes the first
    format as it stands.

    Args:
        paths: the files to write.
        formats: the formats to write.
        name: what to call a file that has no path; its ending is added.
        picture: the picture that will be drawn.

    Raises:
        RequestError: an unknown ending, or what `check_outputs` raises.
    """
    waiting = list(dict.fromkeys(formats))
    if not (paths or waiting):
        waiting = ["webm" if picture.transparent else "mp4"]
    outputs = [_output(Path(path), waiting) for path in paths]
    beside = outputs[0].path if outputs else Path(name)
    taken = {output.format for output in outputs}
    unnamed = [Output(_beside(beside, each), each) for each in waiting if each not in taken]
    for output in unnamed:
        check_no_link(output.path)
    outputs += unnamed
    check_outputs(outputs, picture)
    return tuple(outputs)


def plan_stills(
    paths: Sequence[Path], formats: Sequence[str], name: str, picture: Picture
) -> tuple[Output, ...]:
    """Turn what was asked for where only the last frame is drawn into outputs: PNGs and no other.

    Args:
        paths: the files to write.
        formats: the formats to write.
        name: what to call a file that has no path; its ending is added.
        picture: the picture that will be drawn.

    Raises:
        RequestError: another format was asked for, or what `plan_outputs` raises.
    """
    for path in paths:
        form = ENDINGS.get(ending_of(path), "png")
        _check_still(form, f"write -o {shown(path.with_suffix('.png'))}, or leave out -s")
    for form in formats:
        _check_still(form, f"leave out --format {form}, or -s")
    return plan_outputs(paths, ["png"], name, picture)


def _check_still(form: str, advice: str) -> None:
    if form != "png":
        raise RequestError(f"-s draws the last frame only, as a png and not as {form}: {advice}")


def _output(path: Path, formats: list[str]) -> Output:
    ending = ending_of(path)
    if ending in ENDINGS:
        return Output(path, ENDINGS[ending])
    if not ending and formats:
        return Output(path, formats.pop(0))
    if path.is_dir():
        raise RequestError(f"{shown(path)} is a folder; give the name of a file in it")
    if ending:
        raise unknown("file ending", ending, ENDINGS)
    endings = ", ".join(ENDINGS)
    raise RequestError(f"{shown(path)} has no ending to tell its format; add one of {endings}")


def ending_of(path: Path) -> str:
    """Return the ending that tells a path's format, in small letters; any other where none does."""
    name = path.name.lower()
    found = [each for each in ENDINGS if name.endswith(each) and name != each]
    return max(found, key=len, default=path.suffix.lower())


def stem_of(path: Path) -> Path:
    """Return a path without the ending that tells its format, if it has one."""
    ending = ending_of(path)
    return path.with_name(path.name[: -len(ending)]) if ending in ENDINGS else path


def with_ending(stem: Path, form: str) -> Path:
    """Return a path with the ending of a format."""
    ending = next((each for each, name in ENDINGS.items() if name == form), f".{form}")
    return stem.with_name(f"{stem.name}{ending}")


def _beside(path: Path, form: str) -> Path:
    return stem_of(path) if form == "png-sequence" else with_ending(stem_of(path), form)


def check_outputs(outputs: Sequence[Output], picture: Picture) -> None:
    """Check that every output can hold the picture and can be written, before any work.

    Raises:
        RequestError: an odd size or transparency where the format has no place for it, the same
            path twice, or one in another's folder; a folder that is missing or read-only, or a
            path that something else has.
    """
    for output in outputs:
        check_format(output, picture)
        (check_sequence_folder if output.format in SEQUENCES else check_target)(output.path)
    paths = [followed(output.path) for output in outputs]
    if len(set(paths)) < len(outputs):
        raise RequestError("two outputs have the same path; give each its own")
    for path in paths:
        if not set(paths).isdisjoint(path.parents):
            raise RequestError(f"{shown(path)} is in the folder of another output; move it out")


def check_format(output: Output, picture: Picture) -> None:
    """Check that a file's format can hold a picture.

    Raises:
        RequestError: it can't.
    """
    if picture.transparent and output.format in OPAQUE:
        raise RequestError(
            f"{output.format} can't be transparent; write webm, mov, gif, webp or png instead"
        )
    halves_colour = output.format in HALVES_COLOUR or (
        output.format == "mov" and not picture.transparent
    )
    if halves_colour and (picture.width % 2 or picture.height % 2):
        even = f"{picture.width // 2 * 2},{picture.height // 2 * 2}"
        raise RequestError(
            f"{output.format} needs an even width and height, not {_size(picture)}; use -r {even}"
        )


def _size(picture: Picture) -> str:
    return f"{shorten(str(picture.width), 12)}x{shorten(str(picture.height), 12)}"
