"""Animated WebP: what changes of each picture, without loss, put into one file.

The container is that of Google's "WebP Container Specification"; libwebp, in Pillow, codes what is
in it. Its own animation encoder takes the pictures one after the other and compares all pixels.
"""

from collections.abc import Iterator
from io import BytesIO
from struct import pack, unpack_from
from typing import Final

from PIL import Image

from gradreel.scenes.render.encoders.ahead import in_order
from gradreel.scenes.render.encoders.contract import Format
from gradreel.scenes.render.encoders.palette import choose
from gradreel.scenes.render.encoders.patches import Patch, patches
from gradreel.scenes.render.encoders.true_colour import TrueColourJoiner, changes_encoding

ANIMATION, ALPHA = 0x02, 0x10
DO_NOT_BLEND: Final = 0x02
STEP: Final = 2  # places are even
EFFORT, METHOD = 50, 3  # of 100 and 6; all of both takes 20 times as long, for 7 % fewer bytes


class WebpJoiner(TrueColourJoiner):
    """Writes an animated WebP."""

    def finish(self) -> None:
        """Code the pictures and write the file."""
        with self._path.open("wb") as file:
            file.write(bytes(12) + self._header())
            for part in in_order(_coded, self._patches()):
                file.write(part)
            size = file.tell()
            file.seek(0)
            file.write(b"RIFF" + pack("<I", size - 8) + b"WEBP")

    def _patches(self) -> Iterator[Patch]:
        few = self._colours is not None
        palette = choose(self._counts[0], self._colours or 0) if few else None
        return patches(self._shown, self._picture, palette, STEP)

    def _header(self) -> bytes:
        size = _three(self._picture.width - 1) + _three(self._picture.height - 1)
        extended = _part(b"VP8X", pack("<I", ANIMATION | ALPHA) + size)
        return extended + _part(b"ANIM", pack("<IH", 0, self._plays))


def _coded(patch: Patch) -> bytes:
    """Return a patch as a frame of the file."""
    height, width = patch.pixels.shape[:2]
    place = _three(patch.left // STEP) + _three(patch.top // STEP)
    size = _three(width - 1) + _three(height - 1)
    flags = bytes([0 if patch.is_over else DO_NOT_BLEND])
    buffer = BytesIO()
    Image.fromarray(patch.pixels).save(buffer, "webp", lossless=True, quality=EFFORT, method=METHOD)
    image = b"".join(_image_parts(buffer.getvalue()))
    return _part(b"ANMF", place + size + _three(patch.delay) + flags + image)


def _image_parts(still: bytes) -> Iterator[bytes]:
    """Yield what codes the picture in a still WebP's file."""
    place = 12
    while place < len(still):
        name, size = unpack_from("<4sI", still, place)
        end = place + 8 + size + size % 2
        if name != b"VP8X":
            yield still[place:end]
        place = end


def _part(name: bytes, content: bytes) -> bytes:
    return name + pack("<I", len(content)) + content + bytes(len(content) % 2)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


WEBP = Format(changes_encoding, WebpJoiner)
