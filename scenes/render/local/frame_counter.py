"""Counts the frames ahead of the drawing, so that a bar can tell how long it will take."""

import os
from functools import partial

from gradreel.scenes.render.chunks.drawing import Task
from gradreel.scenes.render.local.processes import ProcessGroup, Send
from gradreel.scenes.render.output.progress import Bar


class FrameCounter:
    """A process that plays a clip without drawing it; nothing but the bar depends on it.

    Args:
        task: what is drawn.
        children: where its process comes from.
        bar: what is told the number of frames.
    """

    def __init__(self, task: Task, children: ProcessGroup, bar: Bar) -> None:
        self._child = children.start(partial(_count, task), quiet=True)
        self._bar = bar

    def ask(self) -> None:
        """Tell the bar, if the number is known by now."""
        for frames in self._child.received():
            self._bar.expect(frames)


def _count(task: Task, send: Send) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what goes wrong here does so in the drawing too
    send(sum(part.count(task.picture) for part in task.job.parts()))
