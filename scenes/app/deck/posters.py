"""Clips of a deck as slides show them: with fewer bytes, and a picture where nothing moves."""

from pathlib import Path

import numpy as np
from av.video.reformatter import VideoReformatter

from gradreel.scenes.render.encoders.conversion import SCALING
from gradreel.scenes.render.encoders.png import png_of
from gradreel.scenes.render.for_pages import write_for_pages
from gradreel.scenes.render.media import VIDEO, decoded, opened_media


def poster_of(clip: Path) -> Path:
    """Return where the last picture of a clip is."""
    return clip.with_suffix(".png")


def finish_clip(clip: Path) -> None:
    """Write the last picture of an MP4 beside it, then the clip itself with fewer bytes."""
    with opened_media(clip, VIDEO) as container:
        stream = container.streams.video[0]
        container.seek(stream.duration or 0, stream=stream)  # to the last picture that is whole
        *_, last = decoded(container, stream)
    shown = VideoReformatter().reformat(last, format="rgb24", interpolation=SCALING, threads=1)
    poster_of(clip).write_bytes(png_of(np.asarray(shown.to_ndarray(), np.uint8)))
    write_for_pages(clip, clip)
