"""Whether a chunk of another machine shows what it says: it is joined alone, and decoded."""

from contextlib import closing
from pathlib import Path

import av

from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.render.chunks.chunk import Chunk
from gradreel.scenes.render.encoders.contract import Format
from gradreel.scenes.render.picture import Picture


def is_sound(chunk: Chunk, form: Format, picture: Picture) -> bool:
    """Whether a chunk can be joined and decoded, and all its frames are there in their size.

    Args:
        chunk: one that was found whole.
        form: a format that it is for.
        picture: what its frames were made from.

    Raises:
        OSError: it can't be joined here, as on a full disk.
    """
    folder = TemporaryFolder(chunk.path.parent)
    try:
        joined = folder.path / "joined"
        with closing(form.joiner(joined, picture)) as joiner:
            joiner.take(chunk)
            joiner.finish()
        return _shows(joined, chunk, form.shown(picture))
    except av.FFmpegError:
        return False
    except OSError:
        raise
    except Exception:  # whatever a joiner says of what it doesn't understand
        return False
    finally:
        folder.close()


def _shows(joined: Path, chunk: Chunk, picture: Picture) -> bool:
    """Whether a file, or a folder of them, has a chunk's frames."""
    files = sorted(joined.iterdir()) if joined.is_dir() else [joined]
    sizes = [size for file in files for size in _sizes(file)]
    stands = chunk.header.get("repeats")  # a picture that stands isn't always there as often
    frames = len(sizes) if stands is None else sum(stands)
    return frames == chunk.frames and set(sizes) == {(picture.width, picture.height)}


def _sizes(file: Path) -> list[tuple[int, int]]:
    """Decode a file, and return the width and height of each of its frames."""
    with av.open(file) as container:
        container.streams.video[0].codec_context.options = {"err_detect": "explode"}
        return [(frame.width, frame.height) for frame in container.decode(video=0)]
