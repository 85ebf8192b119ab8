"""A person's own small pictures as data: a folder that has a folder of them for each class."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError, counted, quoted
from gradreel.scenes.files.sources import read_regular

FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF")
MOST_SIDE, LEAST_SIDE = 16, 4
"""Pixels along each side that a network sees, at the most, and of the smallest picture."""
MOST_CLASSES, LEAST_OF_CLASS, MOST_PICTURES = 10, 10, 20_000
MAX_BYTES, MAX_PIXELS = 20_000_000, 50_000_000
"""Of one picture."""
WHITE = 255.0
LEFT_THERE: Final = ("thumbs.db", "desktop.ini")
"""What systems put beside pictures; names that begin with a dot are left out too."""
DEEP: Final = ("I;16", "I;16B", "I;16L", "I;16N", "I")
"""Pillow's modes of grey pictures of 16 bits."""


@dataclass(frozen=True)
class PictureFile:
    """A file that is hoped to be a picture.

    Attributes:
        path: where it is.
        target: the number of its class.
        stamp: when it was changed and how large it is, which tells whether it is the same still.
    """

    path: Path
    target: int
    stamp: tuple[int, int]

    @property
    def name(self) -> str:
        """Folder and file, for messages."""
        return quoted("/".join(self.path.parts[-2:]), 60)


def read_pictures(folder: Path) -> Dataset:
    """Read small pictures: one folder of them for each class, whose name is the class's.

    They are made grey and, where they aren't as small as that, scaled by Lanczos's filter to the
    size of the smallest, 16 pixels a side at the most. One that isn't square is padded to a square
    with the median of its edge; what is transparent is white, and an animation its first picture.

    Args:
        folder: PNG, JPEG, BMP or GIF in 2 to 10 folders, 10 pictures in each at least.

    Returns:
        Pixels (n, side * side) row by row, from 0, black, to 255, white, which a model sees from 0
        to 1; they are named r1c1, r1c2 and so on.

    Raises:
        RequestError: there are other classes, too few pictures, or something that is no picture.
    """
    names, files = _listed(folder)
    return _read(str(folder), names, files)


def side_of(data: Dataset) -> int | None:
    """Return how many pixels pictures have along each side; None for data that are no pictures."""
    side = round(data.n_features**0.5)
    is_whole = data.feature_names == _pixel_names(side)
    return side if is_whole and bool((data.sd == WHITE).all()) else None


def _pixel_names(side: int) -> tuple[str, ...]:
    places = range(1, side + 1)
    return tuple(f"r{row}c{column}" for row in places for column in places)


def _listed(folder: Path) -> tuple[tuple[str, ...], tuple[PictureFile, ...]]:
    """Find the classes and their files, in the order of their names."""
    told = quoted(folder.name or str(folder), 50)
    classes = [each for each in _inside(folder) if each.is_dir()]
    if not 2 <= len(classes) <= MOST_CLASSES:
        raise RequestError(
            f"{told} is a folder with {counted(len(classes), 'folder')} of pictures, one for each "
            f"class: make it 2 to {MOST_CLASSES}"
        )
    files = list[PictureFile]()
    for target, own in enumerate(classes):
        found = [_file(path, target) for path in _inside(own)]
        if len(found) < LEAST_OF_CLASS:
            raise RequestError(
                f"{quoted(own.name)} has {counted(len(found), 'picture')}: "
                f"a class needs {LEAST_OF_CLASS} at least"
            )
        files += found
    if len(files) > MOST_PICTURES:
        raise RequestError(f"{told} has {len(files):,} pictures: make it {MOST_PICTURES:,} at most")
    return tuple(each.name for each in classes), tuple(files)


def _inside(folder: Path) -> list[Path]:
    try:
        found = [*folder.iterdir()]
    except OSError as error:
        raise RequestError(f"can't read {quoted(folder.name)}: {error.strerror}") from None
    shown = (each for each in found if each.name[0] != "." and each.name.lower() not in LEFT_THERE)
    return sorted(shown, key=lambda each: (each.name.casefold(), each.name))


def _file(path: Path, target: int) -> PictureFile:
    try:
        known = path.stat()
    except OSError as error:
        raise RequestError(f"can't read {quoted(path.name)}: {error.strerror}") from None
    return PictureFile(path, target, (known.st_mtime_ns, known.st_size))


@lru_cache(maxsize=1)
def _read(source: str, names: tuple[str, ...], files: tuple[PictureFile, ...]) -> Dataset:
    sizes = [_size(each) for each in files]
    side = min(MOST_SIDE, *map(max, sizes))
    smallest = sizes.index(min(sizes, key=max))
    if side < LEAST_SIDE:
        raise RequestError(
            f"{files[smallest].name} has {side} pixels along its longer side: "
            f"{LEAST_SIDE} are the least"
        )
    pixels = np.stack([_pixels(each, side) for each in files])
    data = unscaled(
        features=pixels,
        target=np.array([each.target for each in files], dtype=np.float64),
        feature_names=_pixel_names(side),
        target_name="class",
        class_names=names,
        source=source,
        remarks=(_remark(sizes, side, len(names)),),
    )
    return replace(data, sd=np.full(data.n_features, WHITE))


def _remark(sizes: Sequence[tuple[int, int]], side: int, n_classes: int) -> str:
    """Say what was done to pictures."""
    width, height = sizes[0]
    same = f"of {width}×{height} pixels" if len({*sizes}) == 1 else "of different sizes"
    padded = sum(width != height for width, height in sizes)
    done = ["made grey"]
    if padded:
        whom = "all" if padded == len(sizes) else f"{padded:,} of them"
        done.append(f"{whom} padded to squares")
    if any(max(each) != side for each in sizes):
        done.append(f"scaled to {side}×{side}")
    return f"{len(sizes):,} pictures in {n_classes} classes, {same}: {', '.join(done)}"


@contextmanager
def _opened(file: PictureFile) -> Iterator[Image.Image]:
    content = read_regular(file.path, MAX_BYTES)
    kinds = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise RequestError(f"{file.name} has over {MAX_PIXELS:,} pixels: make it smaller")
            yield image
    except UnidentifiedImageError:
        raise RequestError(f"{file.name} is no picture ({kinds}): take it out") from None
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise RequestError(f"{file.name} is damaged: take it out") from None


def _size(file: PictureFile) -> tuple[int, int]:
    with _opened(file) as image:
        return image.size


def _pixels(file: PictureFile, side: int) -> FloatArray:
    """Return a picture's pixels (side * side,), from 0 to 255."""
    with _opened(file) as image:
        grey = _squared(_grey(image))
        if grey.width != side:
            grey = grey.resize((side, side), Image.Resampling.LANCZOS)
        return np.asarray(grey, dtype=np.float64).ravel()


def _grey(image: Image.Image) -> Image.Image:
    if image.mode in DEEP:
        deep = np.asarray(image, dtype=np.float64)
        return Image.fromarray((deep / (257.0 if deep.max() > WHITE else 1.0)).astype(np.uint8))
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright)
    return upright.convert("L")


def _squared(grey: Image.Image) -> Image.Image:
    if grey.width == grey.height:
        return grey
    pixels, side = np.asarray(grey), max(grey.size)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    whole = Image.new("L", (side, side), int(np.median(edge)))
    whole.paste(grey, ((side - grey.width) // 2, (side - grey.height) // 2))
    return whole
