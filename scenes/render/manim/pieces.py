"""What other tools read of a manim scene: files of its sections, and of its animations."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import file_digest
from itertools import chain, islice, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from manim import get_video_metadata
from manim._config.output_plan import _slugify_section_name

from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.contract import encoded, join
from gradreel.scenes.render.files import write_files, written_whole
from gradreel.scenes.render.frame import CutMarks, Frame, Pixels
from gradreel.scenes.render.manim.user_scene import UserJob
from gradreel.scenes.render.picture import Output, Picture, stem_of
from gradreel.scenes.render.processes import ProcessGroup, share_out
from gradreel.scenes.render.targets import check_no_link

FOLDER: Final = "sections"
SLIDES: Final = Path("slides")
"""Where manim-slides keeps what it presents."""
CONTAINERS: Final = {"mp4": "mp4", "av1": "mp4", "webm": "webm", "mov": "mov"}
"""The endings of pieces, by the format of the whole clip; animations are cut into MP4 or MOV."""


@dataclass(frozen=True)
class Pieces:
    """CutMarks a clip when it is drawn.

    Attributes:
        job: what draws it.
        picture: its size and rate.
        output: its file.
        sections: whether each section gets a file, and all a list, as manim writes them.
        slides: whether manim-slides is handed its animations.
    """

    job: UserJob
    picture: Picture
    output: Output
    sections: bool
    slides: bool

    def __call__(self, lossless: Path, cuts: CutMarks) -> tuple[Path, ...]:
        """Write what is asked for.

        Args:
            lossless: the file with all frames of the clip.
            cuts: where it may be cut.

        Returns:
            The files.

        Raises:
            RequestError: a link has the name of a section's file.
            WorkError: a file can't be written, or manim-slides fails.
        """
        written = self._write_sections(lossless, cuts) if self.sections else ()
        return (*written, *(self._write_slides(lossless, cuts) if self.slides else ()))

    def _write_sections(self, lossless: Path, cuts: CutMarks) -> tuple[Path, ...]:
        stem = stem_of(self.output.path).name
        folder = self.output.path.with_name(FOLDER)
        paths = [
            folder / f"{stem}_{each.number:04}_{_slugify_section_name(each.name)}.{self._form}"
            for each in cuts.sections
        ]
        index = folder / f"{stem}.json"
        for path in (folder, *paths, index):
            check_no_link(path)
        with written_whole(paths) as temporaries:
            self._write(lossless, temporaries, [each.frames for each in cuts.sections])
        told: list[dict[str, Any]] = [
            {"name": each.name, "type": each.kind, "video": path.name, **get_video_metadata(path)}
            for each, path in zip(cuts.sections, paths, strict=True)
        ]
        write_files({index: json.dumps(told, indent=4).encode()})
        return (*paths, index)

    def _write_slides(self, lossless: Path, cuts: CutMarks) -> tuple[Path, ...]:
        """Let manim-slides, in a process that plays the scene once more, join its animations."""
        with TemporaryDirectory(prefix="gradreel-") as folder, ProcessGroup() as children:
            files = [Path(folder, f"{number}.{self._form}") for number in range(len(cuts.plays))]
            self._write(lossless, files, cuts.plays)
            named = [each.rename(each.with_stem(_digest(each))) for each in files]
            play = partial(replace(self.job, plays=tuple(named)).play, self.picture)
            share_out([play], 1, children, lambda _: None)
        return (SLIDES / f"{self.job.name}.json",)

    @property
    def _form(self) -> str:
        usual = "mov" if self.picture.transparent else "mp4"
        return CONTAINERS.get(self.output.format, usual)

    def _write(self, lossless: Path, paths: Sequence[Path], spans: Sequence[range]) -> None:
        """Cut frames out, which are in order; an animation that is too short for one gets one."""
        clip = ClipFile.of(lossless)
        frames = clip.frames(self.picture, clip.fps)
        pixels = chain.from_iterable(repeat(each.pixels, each.repeats) for each in frames)
        last: Pixels = np.zeros((self.picture.height, self.picture.width, 4), np.uint8)
        done = 0
        for path, span in zip(paths, spans, strict=True):
            wanted = islice(pixels, span.start - done, span.stop - done)
            done = span.stop
            last = self._encode(path, wanted, last)

    def _encode(self, path: Path, wanted: Iterator[Pixels], before: Pixels) -> Pixels:
        """Write one file, and return its last picture."""
        form, last = FORMATS_BY_NAME[self._form], before

        def frames() -> Iterator[Frame]:
            nonlocal last
            for last in chain([next(wanted, before)], wanted):
                yield Frame(last)

        kept = path.with_name(f"{path.name}.chunk")
        chunk = encoded(frames(), form.encoding(self.picture), self.picture, kept)
        join(chunk, form, self.picture, path)
        kept.unlink()
        return last


def _digest(path: Path) -> str:
    """Return what manim-slides may know a file by: the same only where what is in it is."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()[:16]
