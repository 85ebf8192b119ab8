"""RGBA pixels to the layout and the colours that a video's encoder takes."""

from typing import Final

from av.video.frame import VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)

from gradreel.scenes.render.encoders.planes import lines, packed
from gradreel.scenes.render.frame import Pixels

# ACCURATE_RND and BITEXACT give the same bits on every CPU; BILINEAR would shift flat patches.
SCALING = (
    Interpolation.AREA
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.BITEXACT
)

STRIPS: Final = 12
ROWS: Final = 2  # that share their colours in 4:2:0


class Conversion:
    """Converts pictures that follow each other, and of each only the strips that have changed.

    Args:
        pixel_format: FFmpeg's name of the encoder's layout.
    """

    def __init__(self, pixel_format: str) -> None:
        self._pixel_format = pixel_format
        self._whole, self._strip = VideoReformatter(), VideoReformatter()
        self._before: Pixels | None = None
        self._converted: VideoFrame | None = None

    def of(self, pixels: Pixels) -> VideoFrame:
        """Convert a picture; the frame is good until the next one is asked for.

        Args:
            pixels: (height, width, 4).
        """
        if self._before is None or self._converted is None:
            self._before = pixels.copy()
            self._converted = convert(self._whole, pixels, self._pixel_format)
            return self._converted
        changed = (packed(pixels) != packed(self._before)).any(axis=1)
        height = len(pixels)
        thickness = -(-height // (STRIPS * ROWS)) * ROWS
        for top in range(0, height, thickness):
            start = min(top, height - thickness)  # all strips are as high, so that one set-up does
            strip = slice(start, start + thickness)
            if changed[strip].any():
                self._before[strip] = pixels[strip]
                self._convert(self._converted, self._before[strip], start / height)
        return self._converted

    def _convert(self, whole: VideoFrame, pixels: Pixels, start: float) -> None:
        """Convert a strip, and put it where it belongs."""
        strip = convert(self._strip, pixels, self._pixel_format)
        for source, target in zip(strip.planes, whole.planes, strict=True):
            top = round(start * target.height)
            lines(target)[top : top + source.height] = lines(source)[: source.height]


class FreshConversion(Conversion):
    """Converts each picture to a frame of its own, for encoders that look back at those before."""

    def of(self, pixels: Pixels) -> VideoFrame:
        """Convert a picture.

        Args:
            pixels: (height, width, 4).
        """
        return convert(self._whole, pixels, self._pixel_format)


def convert(reformatter: VideoReformatter, pixels: Pixels, pixel_format: str) -> VideoFrame:
    """Convert RGBA pixels to an encoder's layout, in the colours that `set_up` declares."""
    return reformatter.reformat(
        VideoFrame.from_numpy_buffer(pixels, "rgba"),
        format=pixel_format,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        dst_color_primaries=ColorPrimaries.BT709,
        dst_color_trc=ColorTrc.BT709,
        interpolation=SCALING,
        threads=1,
    )
