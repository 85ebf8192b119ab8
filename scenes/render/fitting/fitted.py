"""A clip's file as another one that isn't larger than allowed."""

import shutil
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from gradreel.engine.errors import RequestError, WorkError
from gradreel.scenes.render.chunks.chunk import Chunk, ChunkWriter
from gradreel.scenes.render.encoders.contract import Encoding
from gradreel.scenes.render.fitting.clip_file import ClipFile
from gradreel.scenes.render.fitting.ladder import Rung
from gradreel.scenes.render.fitting.ways import WAYS, Way
from gradreel.scenes.render.output.files import write_error, written_whole
from gradreel.scenes.render.output.size import size_text
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import OPAQUE, SMALLEST_SIDE, Output, Picture
from gradreel.scenes.render.sound.muxing import SoundTrack, add_sound
from gradreel.scenes.render.sound.placed import PlacedSound


@dataclass(frozen=True)
class FitRequest:
    """What is asked of a clip.

    Attributes:
        source: the clip that it is made from.
        target: the file, and its format.
        most_bytes: how large it may be; None for any size.
        width: pixels, where it is chosen.
        fps: frames a second, where it is chosen.
        plays: how often it plays; 0 for ever. Only an animation can tell.
        start: seconds into the clip.
        end: likewise; its end where None.
        matte: what a GIF lays half-transparent pixels on; black where None.
        sounds: what is heard in the part, where its format can hold that.
        share: by how much it shows less than its source at least, as `Output` has it.
    """

    source: ClipFile
    target: Output
    most_bytes: int | None = None
    width: int | None = None
    fps: Fraction | None = None
    plays: int = 0
    start: Fraction = Fraction(0)
    end: Fraction | None = None
    matte: str | None = None
    sounds: tuple[PlacedSound, ...] = ()
    share: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class FittedClip:
    """What was written.

    Attributes:
        width, height: pixels.
        fps: pictures a second, at most.
        detail: what is left of its colours, for a person.
        n_bytes: its size.
    """

    width: int
    height: int
    fps: Fraction
    detail: str
    n_bytes: int

    @property
    def summary(self) -> str:
        """Say it in a line."""
        size = f"{size_text(self.n_bytes)}: {self.width}x{self.height}"
        return f"{size}, {float(self.fps):.4g} frames a second, {self.detail}"


def write_fitting(
    request: FitRequest, tried: Callable[[FittedClip], None] = lambda _: None
) -> FittedClip:
    """Write the best clip that fits.

    Args:
        request: what is asked.
        tried: told of each clip that was made to find it.

    Raises:
        RequestError: the source can't be read, or the least of the clips is too large.
        WorkError: the file can't be written.
    """
    with TemporaryDirectory(prefix="gradreel-") as folder:
        attempts = _Attempts(request, Path(folder), tried)
        try:
            best = attempts.best()
        except OSError as error:
            raise _no_room_to_try(Path(folder).parent, error) from error
        with written_whole([request.target.path]) as (temporary,):
            try:
                shutil.copyfile(attempts.path_of(best), temporary)
            except OSError as error:
                raise write_error(request.target.path, error) from error
        return attempts.made[best]


def _no_room_to_try(folder: Path, error: OSError) -> WorkError:
    reason = error.strerror or str(error)
    return WorkError(
        f"can't try out clips in {shown(folder)}: {reason}; make room there, or let TMPDIR name "
        "another folder"
    )


class _Attempts:
    """Clips made from one, each when it is asked for, and kept in a folder."""

    def __init__(
        self, request: FitRequest, folder: Path, tried: Callable[[FittedClip], None]
    ) -> None:
        self._request, self._folder, self._tried = request, folder, tried
        self._way: Way = WAYS[request.target.format]
        self._is_clear = request.source.transparent and request.target.format not in OPAQUE
        self._chunks: dict[tuple[int, Fraction, str], Chunk] = {}
        self.made: dict[Rung, FittedClip] = {}

    def path_of(self, rung: Rung) -> Path:
        """Return where the clip of a rung is or goes."""
        return self._folder / f"{rung.width}-{rung.fps.numerator}-{rung.detail}"

    def best(self) -> Rung:
        """Return the first way that fits, by halving what is left; it has been made.

        Raises:
            RequestError: the last one is too large, too.
        """
        request = self._request
        size = request.source.width // request.share[0], request.source.fps / request.share[1]
        chosen = request.width, request.fps
        found = self._way.rungs(size, chosen, is_clear=self._is_clear)
        high = [rung for rung in found if request.source.sized(rung.width)[1] > SMALLEST_SIDE]
        rungs = high or list(found[:1])
        most = request.most_bytes
        if most is None:
            self.size(rungs[0])
            return rungs[0]
        place = bisect_left(rungs, True, key=lambda rung: self.size(rung) <= most)
        if place == len(rungs):
            least = size_text(self.size(rungs[-1]), up=True)
            raise RequestError(
                f"the smallest {self._way.name} of this clip has {least}: allow that, or take a "
                "part of it with --from and --to"
            )
        return rungs[place]

    def size(self, rung: Rung) -> int:
        """Make the clip of a rung, once, and return how many bytes it has."""
        if rung not in self.made:
            picture = self._picture(rung)
            form = self._way.form(rung, self._request.plays, is_clear=self._is_clear)
            joiner = form.joiner(self.path_of(rung), picture)
            chunk = self._chunk(rung, picture, form.encoding(picture))
            joiner.take(chunk)
            joiner.finish()
            joiner.close()
            if self._request.sounds:
                track = SoundTrack(self._request.sounds, picture, chunk.frames)
                add_sound(self.path_of(rung), self._request.target.format, track)
            size, told = self.path_of(rung).stat().st_size, self._way.told(rung)
            self.made[rung] = FittedClip(picture.width, picture.height, rung.fps, told, size)
            self._tried(self.made[rung])
        return self.made[rung].n_bytes

    def _picture(self, rung: Rung) -> Picture:
        width, height = self._request.source.sized(rung.width)
        if self._way.is_even:
            width, height = width // 2 * 2, height // 2 * 2
        rate = self._way.clock or rung.fps
        return Picture(width, height, rate, self._is_clear, self._request.matte)

    def _chunk(self, rung: Rung, picture: Picture, encoding: Encoding) -> Chunk:
        """Read the clip's pictures, once for each size, rate and encoding."""
        key = rung.width, rung.fps, encoding.tag
        if key not in self._chunks:
            path = self._folder / f"{len(self._chunks)}.chunk"
            with path.open("wb") as file:
                writer = ChunkWriter(file)
                encoder = encoding.encoder(picture, writer)
                frames = 0
                request = self._request
                part = request.start, request.end
                for frame in request.source.frames(picture, rung.fps, *part):
                    encoder.take(frame)
                    frames += frame.repeats
                writer.finish({**encoder.finish(), "frames": frames, "of": "", "inputs": {}})
            self._chunks[key] = Chunk.read(path)
        return self._chunks[key]
