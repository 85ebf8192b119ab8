"""Files of a clip that was drawn, made smaller where they are too large."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from gradreel.scenes.render.cache.entry import CacheEntry
from gradreel.scenes.render.fitting.clip_file import ClipFile
from gradreel.scenes.render.fitting.fitted import FitRequest, write_fitting
from gradreel.scenes.render.output.size import as_it_is
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import VIDEOS, Output
from gradreel.scenes.render.sound.muxing import SoundTrack


@dataclass(frozen=True)
class DrawnClip:
    """What files are made smaller from.

    Attributes:
        lossless: the file with all frames of the clip, so that a smaller one has no faults of a
            larger one.
        matte: what a GIF lays half-transparent pixels on.
        sound: what is heard in it; nothing when None.
        entry: where what is made is kept; nowhere when None.
    """

    lossless: Path
    matte: str | None
    sound: SoundTrack | None
    entry: CacheEntry | None

    def fit(
        self, outputs: Sequence[Output], paths: Sequence[Path], say: Callable[[str], None]
    ) -> None:
        """Make smaller what is too large, and say what has become of each file.

        Args:
            outputs: the clip's files.
            paths: where they are by now, in the same order.
            say: called with a line for the user.

        Raises:
            RequestError: the smallest clip is too large.
            WorkError: a file can't be written.
        """
        for line in list(self._fitted(outputs, paths)):
            say(line)

    def _fitted(self, outputs: Sequence[Output], paths: Sequence[Path]) -> Iterator[str]:
        for output, path in zip(outputs, paths, strict=True):
            if output.most_bytes is not None:
                size = path.stat().st_size
                fits = size <= output.most_bytes
                made = as_it_is(size) if fits else self._made(output, path)
                yield f"{shown(output.path)}: {made}"

    def _made(self, output: Output, path: Path) -> str:
        sounds = self.sound.sounds if self.sound and output.format in VIDEOS else ()
        target = Output(path, output.format)
        request = FitRequest(ClipFile.of(self.lossless), target, output.most_bytes)
        request = replace(request, share=output.share, matte=self.matte, sounds=sounds)
        made = write_fitting(request)
        if self.entry is not None:
            with suppress(OSError):
                self.entry.keep_fitted(output, path, made.summary)
        return made.summary
