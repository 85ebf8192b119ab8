"""Hears when a file changes that a clip is made from, however an editor writes it."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from watchfiles import watch

from gradreel.scenes.watch.messages import Stamp
from gradreel.scenes.watch.reading import folders_of, stamp_of

STEP: Final = 20
"""Milliseconds in which the system's news of changes are gathered."""
SETTLED: Final = 0.06
"""Seconds without a change after which files are taken for written: editors write some twice."""
LOOK_ANYWAY: Final = 2000
"""Milliseconds after which files are looked at without news: some file systems have none."""


class Follower:
    """Follows files, in a thread of its own.

    What counts is what the files are like, not what the system says of them: a file may be renamed
    into place, and its folder made anew.

    Args:
        hear: called with the files that have changed, from the thread.
    """

    def __init__(self, hear: Callable[[frozenset[str]], None]) -> None:
        self._hear = hear
        self._known: dict[str, Stamp] = {}
        self._folders: set[Path] = set()
        self._lock = threading.Lock()
        self._anew, self._has_ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def follow(self, files: Mapping[str, Stamp]) -> None:
        """Follow files, too.

        Args:
            files: with what each was like when it was read.
        """
        with self._lock:
            self._known = {**files, **self._known}
            folders = folders_of(self._known)
            if folders != self._folders:
                self._folders = folders
                self._anew.set()

    def forget(self, files: Iterable[str]) -> None:
        """Follow some files no more."""
        with self._lock:
            for file in files:
                self._known.pop(file, None)

    def close(self) -> None:
        """Follow nothing any more."""
        self._has_ended.set()
        self._anew.set()
        self._thread.join(1)

    def _follow(self) -> None:
        while not self._has_ended.is_set():
            self._anew.clear()
            self._tell()
            with self._lock:
                folders = [each for each in self._folders if each.is_dir()]
            if not folders:
                self._anew.wait(LOOK_ANYWAY / 1000)
                continue
            with suppress(OSError):  # a folder went meanwhile
                self._listen(folders)

    def _listen(self, folders: list[Path]) -> None:
        news = watch(
            *folders,
            watch_filter=None,
            step=STEP,
            debounce=2 * STEP,
            rust_timeout=LOOK_ANYWAY,
            yield_on_timeout=True,
            stop_event=self._anew,
            raise_interrupt=False,
            recursive=False,
            ignore_permission_denied=True,
        )
        for _ in news:
            self._tell()

    def _tell(self) -> None:
        """Tell of files that aren't what they were, once they have settled."""
        changed = self._changed()
        if not changed:
            return
        while True:
            before = {file: stamp_of(file) for file in changed}
            time.sleep(SETTLED)
            changed = {**changed, **self._changed()}
            if before == {file: stamp_of(file) for file in changed}:
                break
        with self._lock:
            self._known |= before
        self._hear(frozenset(before))

    def _changed(self) -> dict[str, Stamp]:
        with self._lock:
            known = dict(self._known)
        return {file: now for file, was in known.items() if (now := stamp_of(file)) != was}
