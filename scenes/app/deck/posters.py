"""The last picture of a clip: what a slide shows where nothing moves."""

from pathlib import Path

from av.video.reformatter import VideoReformatter
from PIL import Image

from gradreel.scenes.render.encoders.conversion import SCALING
from gradreel.scenes.render.media import VIDEO, opened_media


def write_poster(clip: Path, path: Path) -> Path:
    """Write the last picture of a clip, as a player shows it, and return where it is.

    Args:
        clip: an MP4.
        path: where to, a PNG.
    """
    with opened_media(clip, VIDEO) as container:
        stream = container.streams.video[0]
        container.seek(stream.duration or 0, stream=stream)  # to the last picture that is whole
        *_, last = container.decode(stream)
    shown = VideoReformatter().reformat(last, format="rgb24", interpolation=SCALING, threads=1)
    Image.fromarray(shown.to_ndarray()).save(path, "png")
    return path
