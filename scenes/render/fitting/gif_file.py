"""A clip's file as a GIF that isn't larger than allowed."""

import shutil
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.chunks.chunk import Chunk, ChunkWriter
from gradreel.scenes.render.encoders.gif import TICK, GifJoiner, PictureEncoder
from gradreel.scenes.render.fitting.clip_file import ClipFile
from gradreel.scenes.render.fitting.ladder import FASTEST, Rung, ladder
from gradreel.scenes.render.output.files import written_whole
from gradreel.scenes.render.output.size import size_text
from gradreel.scenes.render.picture import Picture


@dataclass(frozen=True)
class GifRequest:
    """What is asked of a GIF.

    Attributes:
        source: the clip.
        target: the GIF's path.
        most_bytes: how large it may be; None for any size.
        width: pixels, where it is chosen.
        fps: frames a second, where it is chosen.
        plays: how often it plays; 0 for ever.
        start: seconds into the clip.
        end: likewise; its end where None.
    """

    source: ClipFile
    target: Path
    most_bytes: int | None = None
    width: int | None = None
    fps: Fraction | None = None
    plays: int = 0
    start: Fraction = Fraction(0)
    end: Fraction | None = None


@dataclass(frozen=True)
class MadeGif:
    """What was written.

    Attributes:
        width, height: pixels.
        fps: pictures a second, at most.
        colours: at most.
        n_bytes: its size.
    """

    width: int
    height: int
    fps: Fraction
    colours: int
    n_bytes: int


def write_gif(request: GifRequest, tried: Callable[[MadeGif], None] = lambda _: None) -> MadeGif:
    """Write the best GIF that fits.

    Args:
        request: what is asked.
        tried: told of each GIF that was made to find it.

    Raises:
        RequestError: the clip can't be read, or the least of its GIFs is too large.
        WorkError: the file can't be written.
    """
    rungs = ladder(
        request.source.width,
        min(request.source.fps, FASTEST),
        chosen_width=request.width,
        chosen_fps=request.fps,
    )
    with TemporaryDirectory(prefix="gradreel-") as folder:
        attempts = _Attempts(request, Path(folder), tried)
        best = attempts.best(rungs if request.most_bytes is not None else rungs[:1])
        with written_whole([request.target]) as (temporary,):
            shutil.copyfile(attempts.path_of(best), temporary)
        return attempts.made[best]


class _Attempts:
    """GIFs of one clip, each made when it is asked for and kept in a folder."""

    def __init__(self, request: GifRequest, folder: Path, tried: Callable[[MadeGif], None]) -> None:
        self._request, self._folder, self._tried = request, folder, tried
        self._chunks: dict[tuple[int, Fraction], Chunk] = {}
        self.made: dict[Rung, MadeGif] = {}

    def path_of(self, rung: Rung) -> Path:
        """Return where the GIF of a rung is or goes."""
        return self._folder / f"{rung.width}-{rung.fps.numerator}-{rung.colours}.gif"

    def best(self, rungs: tuple[Rung, ...]) -> Rung:
        """Return the first of these that fits, by halving what is left; it has been made.

        Raises:
            RequestError: the last one is too large, too.
        """
        most = self._request.most_bytes
        if most is None:
            self.size(rungs[0])
            return rungs[0]
        found = bisect_left(rungs, True, key=lambda rung: self.size(rung) <= most)
        if found == len(rungs):
            least = size_text(self.size(rungs[-1]), up=True)
            raise RequestError(
                f"the smallest GIF of this clip has {least}: allow that, or take a part of it "
                "with --from and --to"
            )
        return rungs[found]

    def size(self, rung: Rung) -> int:
        """Make the GIF of a rung, once, and return how many bytes it has."""
        if rung not in self.made:
            picture = self._picture(rung)
            joiner = GifJoiner(self.path_of(rung), picture, rung.colours, self._request.plays)
            joiner.take(self._chunk(rung, picture))
            joiner.finish()
            joiner.close()
            size = self.path_of(rung).stat().st_size
            self.made[rung] = MadeGif(picture.width, picture.height, rung.fps, rung.colours, size)
            self._tried(self.made[rung])
        return self.made[rung].n_bytes

    def _picture(self, rung: Rung) -> Picture:
        source = self._request.source
        return Picture(*source.sized(rung.width), 1 / TICK, source.transparent)

    def _chunk(self, rung: Rung, picture: Picture) -> Chunk:
        """Read the clip's pictures, once for each size and rate."""
        key = rung.width, rung.fps
        if key not in self._chunks:
            path = self._folder / f"{len(self._chunks)}.chunk"
            with path.open("wb") as file:
                writer = ChunkWriter(file)
                encoder = PictureEncoder(picture, writer)
                frames = 0
                request = self._request
                part = request.start, request.end
                for frame in request.source.frames(picture, rung.fps, *part):
                    encoder.take(frame)
                    frames += frame.repeats
                writer.finish({**encoder.finish(), "frames": frames, "of": "", "inputs": {}})
            self._chunks[key] = Chunk.read(path)
        return self._chunks[key]
