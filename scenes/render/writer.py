"""Outputs written in threads of their own, so that encoding runs beside drawing."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Final

import av

from scenes.render.encoders import ENCODERS
from scenes.render.files import write_error
from scenes.render.frame import Frame
from scenes.render.picture import Output, Picture

WAITING_BYTES: Final = 128_000_000  # drawing goes on while a long hold is encoded
SECONDS_TO_STOP: Final = 1.0


class _StopError(Exception):
    """Raised where an encoder asks for a frame of a file that is given up."""


class Writer:
    """Encodes the frames that it is given to one file.

    Args:
        output: the format, and the path to name in an error.
        path: where to write.
        picture: what the frames are like.
    """

    def __init__(self, output: Output, path: Path, picture: Picture) -> None:
        self._output, self._path, self._picture = output, path, picture
        self._error: BaseException | None = None
        self._ended = False
        waiting = max(2, WAITING_BYTES // (4 * picture.width * picture.height))
        self._queue: Queue[Frame | _StopError | None] = Queue(waiting)
        self._thread = Thread(target=self._run, name=f"write {output.format}", daemon=True)

    def start(self) -> None:
        """Begin to wait for frames."""
        self._thread.start()

    def take(self, frame: Frame) -> None:
        """Pass a frame on, waiting while too many wait already.

        Raises:
            WorkError: the file can't be written.
        """
        self._raise_error()
        self._queue.put(frame)

    def finish(self) -> None:
        """Wait until all is written.

        Raises:
            WorkError: the file can't be written.
        """
        self._queue.put(None)
        self._thread.join()
        self._raise_error()

    def stop(self) -> None:
        """Give up what isn't written yet."""
        if self._thread.is_alive():
            with suppress(Empty):
                while True:
                    self._queue.get_nowait()
            self._queue.put(_StopError())
            self._thread.join(SECONDS_TO_STOP)

    def _raise_error(self) -> None:
        if isinstance(self._error, OSError | av.FFmpegError):
            raise write_error(self._output.path, self._error) from self._error
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        with suppress(_StopError):
            try:
                ENCODERS[self._output.format](self._path, self._picture, self._frames())
            except _StopError:
                raise
            except BaseException as error:  # raised where the frames come from, whatever it is
                self._error = error
            if not self._ended:
                deque(self._frames(), maxlen=0)  # whoever draws never waits for a dead encoder

    def _frames(self) -> Iterator[Frame]:
        while (item := self._queue.get()) is not None:
            if isinstance(item, _StopError):
                raise item
            yield item
        self._ended = True


@contextmanager
def writing(
    outputs: Sequence[Output], paths: Sequence[Path], picture: Picture
) -> Iterator[list[Writer]]:
    """Start a writer for each output; finish all when the block ends, or stop them on an error."""
    writers = [Writer(output, path, picture) for output, path in zip(outputs, paths, strict=True)]
    try:
        for writer in writers:
            writer.start()
        yield writers
        for writer in writers:
            writer.finish()
    except BaseException:
        for writer in writers:
            writer.stop()
        raise
