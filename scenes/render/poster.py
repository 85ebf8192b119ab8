"""Posters: the picture of a clip that stands for it where it doesn't play, as on a page."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

import imageio.v3 as imageio
import numpy as np

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.encoders.png import png_of
from gradreel.scenes.render.files import write_files
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.picture import FITTED, Output, stem_of
from gradreel.scenes.render.targets import check_beside

MIDDLE: Final = Fraction(1, 4), Fraction(3, 4)
"""The part of a clip that a poster is from, as shares of its length."""
LULL: Final = 2.0
"""Seconds without a caption after which a beat is taken for one that shows its picture alone."""
LOOKS: Final = 9
"""How many pictures are looked at where no beats are known."""
EDGE: Final = 40
"""The least step from a pixel to the next that is seen as an edge, of 255; a fade's are less."""
WEBP_QUALITY: Final = 80
"""Of 100; thin lines and letters look as in the clip, at a tenth of a PNG's bytes."""


def poster(path: Path, captions: Sequence[Caption] = ()) -> Pixels:
    """Choose a picture that stands for a clip: of those around its middle, the one with most on it.

    It is taken from the file, so that nothing jumps where the clip begins to play over it.

    Args:
        path: the clip.
        captions: of its beats; then it is the last picture of one of them, and of those that go on
            without words if there are any.

    Returns:
        The pixels, (height, width, 4), with straight alpha.

    Raises:
        RequestError: there is no video in the file.
    """
    source = ClipFile.of(path)
    times = _last_pictures(source, captions) or _at_intervals(source)
    return max(source.at(times), key=_edges)


def webp_of(picture: Pixels) -> bytes:
    """Return a picture as a page has it."""
    rgb = picture[..., :3]
    return imageio.imwrite("<bytes>", rgb, plugin="pillow", extension=".webp", quality=WEBP_QUALITY)


def poster_path(clip: Path) -> Path:
    """Return where a clip's poster goes: beside it, clip.poster.png."""
    stem = stem_of(clip)
    return stem.with_name(f"{stem.name}.poster.png")


def check_posters(outputs: Iterable[Output]) -> None:
    """Check before any work that posters can be written beside clips.

    Raises:
        RequestError: none of these is a clip, or a poster can't be written.
    """
    clips = _clips(outputs)
    if not clips:
        raise RequestError("a poster goes beside a video: ask for one, or leave --poster out")
    for clip in clips:
        check_beside(poster_path(clip))


def posters_of(
    captions: Sequence[Caption], outputs: Sequence[Output], paths: Sequence[Path]
) -> dict[Path, bytes]:
    """Choose a poster for every clip; one for those that have the same name but for the ending.

    Args:
        captions: of the clip's beats.
        outputs: the clip's files.
        paths: where they are by now, in the same order.

    Returns:
        The PNGs, by where they go.
    """
    places = {output.path: path for output, path in zip(outputs, paths, strict=True)}
    first = {poster_path(clip): clip for clip in reversed(_clips(outputs))}
    return {target: png_of(poster(places[first[target]], captions)) for target in reversed(first)}


def write_posters(posters: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write what `posters_of` has chosen, and return the paths.

    Raises:
        WorkError: a file can't be written.
    """
    write_files(posters)
    return tuple(posters)


def _clips(outputs: Iterable[Output]) -> list[Path]:
    return [output.path for output in outputs if output.format in FITTED]


def _last_pictures(source: ClipFile, captions: Sequence[Caption]) -> list[Fraction]:
    """Return when the last pictures of beats are shown: of wordless ones, or around the middle."""
    lulls = [(a.end, b.start) for a, b in pairwise(captions) if a.name]  # a scene's own beats
    if wordless := [end for start, end in lulls if end - start > LULL]:
        return _before(wordless, source)
    times = _before((each.end for each in captions), source)
    first, last = (share * source.seconds for share in MIDDLE)
    middle = [time for time in times if first <= time <= last]
    return middle or sorted(times, key=lambda time: abs(time - source.seconds / 2))[:1]


def _before(ends: Iterable[float], source: ClipFile) -> list[Fraction]:
    half_a_frame = 1 / (2 * source.fps)
    return [Fraction(end) - half_a_frame for end in ends if end > half_a_frame]


def _at_intervals(source: ClipFile) -> list[Fraction]:
    first, last = (share * source.seconds for share in MIDDLE)
    return [first + (last - first) * number / (LOOKS - 1) for number in range(LOOKS)]


def _edges(pixels: Pixels) -> int:
    """Count the places where a picture changes strongly from a pixel to the next."""
    shown = pixels[..., :3].astype(np.uint16) * pixels[..., 3:] // 255
    grey = shown.sum(axis=2, dtype=np.int16) // 3
    return sum(int((np.abs(np.diff(grey, axis=axis)) >= EDGE).sum()) for axis in (0, 1))
