"""Clips that are drawn anew, and then made to fit a number of bytes where they don't."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from gradreel.engine.io.temporary import TemporaryFolder
from gradreel.scenes.app.clip import Say
from gradreel.scenes.render.output.files import write_error, written_whole
from gradreel.scenes.render.output.progress import time_taken
from gradreel.scenes.render.output.size import size_text
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import LOSSLESS, Output

Redirect = Callable[[tuple[Output, ...], str | None], tuple[Output, ...]]
"""Says where files are drawn to, from where they are wanted, and what lies under clear pixels."""
Draw = Callable[[Redirect], tuple[Path, ...]]
"""Draws a clip's files to where it is told, and returns their paths and those of files beside."""


def render_fitting(
    most: int | None, draw: Draw, say: Say, *, show_progress: bool = False
) -> tuple[Path, ...]:
    """Render a clip whose files have no more than so many bytes.

    It is drawn once, as usual and without any loss. What is too large is made from the latter, so
    that a smaller clip has no faults of a larger one.

    Args:
        most: how many; any number when None.
        draw: draws the clip.
        say: told what each file has become.
        show_progress: whether a terminal is told that this takes its time.

    Returns:
        The paths of the files.

    Raises:
        RequestError: what `draw` raises, or the smallest clip is too large.
        WorkError: the work failed.
    """
    if most is None:
        return draw(lambda outputs, _: outputs)
    with ExitStack() as opened:
        fitting = _Fitting(most, opened)
        drawn = draw(fitting.redirected)
        with time_taken("fitting", show_progress):
            fitting.fit(say)
        return fitting.published(drawn)


class _Fitting:
    """Files that are drawn in a hidden folder beside their places."""

    def __init__(self, most: int, opened: ExitStack) -> None:
        self._most, self._opened = most, opened
        self._folder: Path | None = None
        self._outputs: tuple[Output, ...] = ()
        self._matte: str | None = None

    def redirected(self, outputs: tuple[Output, ...], matte: str | None) -> tuple[Output, ...]:
        """Return the same files in the folder, and what has no loss."""
        self._outputs, self._matte = outputs, matte
        if self._folder is None:
            self._folder = self._made(outputs[0].path)
        for place in self._places():
            place.parent.mkdir(exist_ok=True)
        moved = [
            Output(place, output.format)
            for place, output in zip(self._places(), outputs, strict=True)
        ]
        return (*moved, Output(self._lossless, LOSSLESS))

    def _made(self, target: Path) -> Path:
        try:
            folder = TemporaryFolder(target.parent)
        except OSError as error:
            raise write_error(target, error) from error
        self._opened.callback(folder.close)
        return folder.path

    @property
    def _lossless(self) -> Path:
        return (self._folder or Path()) / "lossless.mov"

    def _places(self) -> list[Path]:
        folder, parents = self._folder or Path(), self._parents
        return [
            folder / str(parents.index(output.path.parent)) / output.path.name
            for output in self._outputs
        ]

    @property
    def _parents(self) -> list[Path]:
        """The folders that files are wanted in."""
        return list(dict.fromkeys(output.path.parent for output in self._outputs))

    def fit(self, say: Say) -> None:
        """Make smaller what is too large, and say what has become of each file."""
        from gradreel.scenes.render.fitting.clip_file import ClipFile  # noqa: PLC0415, few need it
        from gradreel.scenes.render.fitting.fitted import FitRequest, write_fitting  # noqa: PLC0415

        for place, output in zip(self._places(), self._outputs, strict=True):
            size = place.stat().st_size
            if size <= self._most:
                say(f"{shown(output.path)}: {size_text(size)}, as it is")
                continue
            target = Output(place, output.format)
            source = ClipFile.of(self._lossless)
            made = write_fitting(FitRequest(source, target, self._most, matte=self._matte))
            say(f"{shown(output.path)}: {made.summary}")

    def published(self, drawn: Sequence[Path]) -> tuple[Path, ...]:
        """Put all that was drawn where it was asked for, and return the paths."""
        found = [path for path in drawn if path != self._lossless]
        targets = [self._parents[int(path.parent.name)] / path.name for path in found]
        with written_whole(targets) as temporaries:
            for path, temporary in zip(found, temporaries, strict=True):
                path.replace(temporary)
        return tuple(targets)
