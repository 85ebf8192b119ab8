"""One build of a clip: it is played, and the pictures of its frames are sent as they are drawn."""

import io
import logging
import shutil
import threading
import time
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Final

import numpy as np
from PIL import Image

from gradreel.engine.errors import plain
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.frame import (
    CanBeCut,
    Captioned,
    Frame,
    FrameSelection,
    Job,
    Part,
)
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound import Sounding
from gradreel.scenes.render.targets import shown
from gradreel.scenes.watch.faults import fault_of, main_thread, place_of
from gradreel.scenes.watch.messages import (
    Begun,
    Busy,
    Done,
    Drawn,
    Fault,
    Mark,
    Order,
    Played,
    Send,
    Spoken,
    picture_name,
)
from gradreel.scenes.watch.reading import Reading

PATIENCE: Final = 4.0
"""Seconds without a frame after which a page is told where the build is."""
LEAST_ROOM: Final = 100_000
FULL: Final = "the disk of {} is full; make room there, and save again ({})"
QUALITY: Final = 92
"""Of the JPEGs: nearly all of the picture, a few milliseconds each."""


class Pulse:
    """Tells where a build is that comes to no new frame.

    Args:
        send: what is told.
        with_project: whether gradreel's own sources count.
    """

    def __init__(self, send: Send, *, with_project: bool) -> None:
        self._send, self._with_project = send, with_project
        self._last = time.monotonic()
        threading.Thread(target=self._look, daemon=True).start()

    def beat(self) -> None:
        """Say that the build goes on."""
        self._last = time.monotonic()

    def _look(self) -> None:
        while True:
            time.sleep(1)
            waited = time.monotonic() - self._last
            if waited >= PATIENCE:
                step = place_of(main_thread(), with_project=self._with_project)
                self._send(Busy(int(waited), step))


class Window(FrameSelection):
    """Frames from one on, or up to another.

    Args:
        pulse: hears of each frame that is asked for.
        start: the first.
        stop: the first that isn't among them; all are when None.
        known: the digests of those that needn't be drawn.
        is_hasty: whether scenes needn't be stepped through what comes before.
    """

    digests = True

    def __init__(
        self,
        pulse: Pulse,
        start: int,
        stop: int | None,
        known: Container[bytes],
        *,
        is_hasty: bool,
    ) -> None:
        self._pulse, self._known = pulse, known
        self._start, self._stop = start, stop
        self.last = None if stop is None else stop - 1
        self.is_hasty = is_hasty

    def __contains__(self, frame: object) -> bool:
        self._pulse.beat()
        if not isinstance(frame, int):
            return False
        return self._start <= frame and (self._stop is None or frame < self._stop)

    def any_of(self, frames: range) -> bool:
        """Whether any of these frames is among them."""
        self._pulse.beat()
        is_before = self._stop is None or frames.start < self._stop
        return len(frames) > 0 and is_before and frames.stop > self._start

    def lacks(self, digest: bytes | None) -> bool:
        """Whether nobody has drawn this yet."""
        return digest not in self._known


def build(order: Order, reading: Reading, send: Send) -> bool:
    """Play a clip, send what it shows, and return whether it could be played.

    Args:
        order: what is built.
        reading: notes what is read meanwhile.
        send: is given the messages.
    """
    logging.disable(logging.INFO)
    with_project = order.wanted.file is None
    pulse = Pulse(send, with_project=with_project)
    end: Played | Done | Fault
    try:
        end = _played(order, pulse, send)
    except Exception as error:  # whatever a person's source may raise
        end = fault_of(error, with_project=with_project)
        if shutil.disk_usage(order.folder.parent).free < LEAST_ROOM:
            end = replace(end, line=FULL.format(shown(order.folder.parent.parent), end.line))
    send(reading.noted())
    send(end)
    return not isinstance(end, Fault)


def _played(order: Order, pulse: Pulse, send: Send) -> Played | Done:
    """Draw what was ordered."""
    remarks: list[str] = []
    job, title, picture = _made(order, remarks)
    size, rate = (picture.width, picture.height), float(picture.fps)
    send(Begun(title, size, rate, tuple(map(plain, remarks))))
    parts, counts, before = job.parts(), list[int](), 0
    known = dict(order.known)

    def take(frame: Frame) -> None:
        name, drawn = known.get(frame.digest or b""), b""
        if name is None:
            drawn = jpeg_of(frame)
            name = picture_name(drawn)
            if frame.digest is not None:
                known[frame.digest] = name
        send(Drawn(before + frame.index, frame.repeats, name, drawn, frame.digest))
        pulse.beat()

    for part in parts:
        stop = None if order.stop is None else order.stop - before
        if stop is not None and stop <= 0:
            break
        window = Window(pulse, order.start - before, stop, known, is_hasty=order.is_hasty)
        counts.append(part.draw(picture, take, window))
        before += counts[-1]
    return _told(parts, counts, picture) if order.stop is None else Done()


def jpeg_of(frame: Frame) -> bytes:
    """Return a frame's picture as the page shows it."""
    written, pixels = io.BytesIO(), np.ascontiguousarray(frame.pixels)
    size = pixels.shape[1], pixels.shape[0]
    picture = Image.frombuffer("RGBX", size, pixels, "raw", "RGBX", 0, 1)
    picture.save(written, "JPEG", quality=QUALITY, subsampling=0)
    return written.getvalue()


def _made(order: Order, remarks: list[str]) -> tuple[Job, str, Picture]:
    """Import and train what is drawn; with what the clip is called, and its size and rate."""
    request = replace(order.wanted.request, say=remarks.append)
    file = order.wanted.file
    if file is None:
        from gradreel.scenes.make.telling import scene_job  # noqa: PLC0415, it trains

        job, told = scene_job(request)
        remarks.extend(told)
        return job, request.scene, request.picture
    from gradreel.scenes.make.clip import tell_of_picture  # noqa: PLC0415, as below
    from gradreel.scenes.make.own_file import file_job, found_in  # noqa: PLC0415, it loads manim

    found = found_in(file, request)
    tell_of_picture(file, request, found.picture)
    made = file_job(file, request, found, order.formulas)
    return made, f"{found.name} of {file.path.name}", found.picture


def _told(parts: Sequence[Part], counts: Sequence[int], picture: Picture) -> Played:
    rate = Fraction(picture.fps)
    before, marks, captions = 0, list[Mark](), list[Spoken]()
    for part, length in zip(parts, counts, strict=True):
        told = part.captions if isinstance(part, Captioned) else ()
        captions += _spoken(told, before, rate)
        marks += _marks(part, told, before, rate)
        before += length
    is_heard = any(each.sounds for each in parts if isinstance(each, Sounding))
    return Played(before, tuple(marks), tuple(captions), is_heard)


def _spoken(told: Sequence[Caption], before: int, rate: Fraction) -> Iterator[Spoken]:
    for each in told:
        start, stop = (before + round(at * rate) for at in (each.start, each.end))
        yield Spoken(start, stop, each.text)


def _marks(part: Part, told: Sequence[Caption], before: int, rate: Fraction) -> Iterator[Mark]:
    """Give the beats of a scene, or the animations of a person's own."""
    if isinstance(part, CanBeCut):
        moving = (frames for frames in part.cuts.plays if len(frames))
        for number, frames in zip(count(), moving):
            yield Mark(before + frames.start, str(number))
        return
    for number, each in enumerate(told, 1):
        yield Mark(before + round(each.start * rate), f"{number:02}-{each.name}")
