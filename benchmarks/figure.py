"""A Matplotlib clip against `FuncAnimation.save` with ffmpeg: the same artists, encoder settings.

    python benchmarks/figure.py [--tiny] [--rounds N]

draws the scene `descent` to an MP4 with both, in turn, in one process that has imported and trained
all before, and prints the ratio of the median times and the largest difference of a pixel.
"""

import logging
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.measure import Size, asked_size, ffmpeg, in_turn, table
from benchmarks.render import ENCODER
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.descent import Descent
from gradreel.scenes.make.telling import SceneJob
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from gradreel.scenes.stage.figure.sheet import DRAWING

SCENE: Final = "descent"
FULL: Final = Size(1280, 720, 15, 5)


def ours(recording: Recording, picture: Picture, workers: int, folder: Path) -> None:
    """Draw the clip as gradreel does."""
    job = SceneJob(SCENE, recording)
    render(job, picture, [Output(folder / "clip.mp4", "mp4")], RenderSettings(workers))


def theirs(recording: Recording, picture: Picture, folder: Path) -> None:
    """Draw the clip as Matplotlib does: every artist anew for every frame."""
    story = Descent(recording)
    figure = plain_figure(story, picture)
    settings = [part for key, value in ENCODER.items() for part in (f"-{key}", value)]
    writer = FFMpegWriter(
        fps=int(picture.fps), codec="libx264", extra_args=[*settings, "-pix_fmt", "yuv420p"]
    )

    def update(index: int) -> Sequence[Artist]:
        return show(story, figure, index, picture)

    with mpl.rc_context({**DRAWING, "animation.ffmpeg_path": ffmpeg()}):
        clip = FuncAnimation(figure, update, frames=story.n_frames(picture.fps), repeat=False)
        clip.save(folder / "clip.mp4", writer=writer, dpi=figure.dpi)


def plain_figure(story: Descent, picture: Picture) -> Figure:
    """The figure of a story, on Matplotlib's own canvas instead of the sheet's."""
    figure = story.sheet(picture).figure
    FigureCanvasAgg(figure)
    return figure


def show(story: Descent, figure: Figure, index: int, picture: Picture) -> Sequence[Artist]:
    """Put the artists of a frame on a figure, as the story sets them, from the bottom up."""
    segment, progress = story.timeline.segment_of(index, picture.fps)
    values = story.timeline.segments[segment].at(progress)
    artists = story.sheet(picture).artists(values)
    for order, artist in enumerate(artists):
        artist.set_zorder(order)
    figure.artists[:] = artists
    return artists


def largest_difference(recording: Recording, picture: Picture) -> int:
    """Compare a few frames pixel by pixel."""
    story, other = (Descent(recording) for _ in range(2))
    figure = plain_figure(other, picture)
    frames = np.linspace(0, story.n_frames(picture.fps) - 1, 9).astype(int).tolist()
    return max(_difference(story, other, figure, frame, picture) for frame in frames)


def _difference(
    story: Descent, other: Descent, figure: Figure, frame: int, picture: Picture
) -> int:
    file = BytesIO()
    with mpl.rc_context(DRAWING):
        show(other, figure, frame, picture)
        figure.savefig(file, format="rgba", dpi=figure.dpi)
    drawn = np.frombuffer(file.getvalue(), np.uint8).reshape(picture.height, picture.width, 4)
    return int(np.abs(drawn.astype(int) - story.frame(frame, picture)).max())


def main() -> None:
    """Measure both and print a table."""
    size = asked_size(__doc__, FULL)
    logging.getLogger("matplotlib").setLevel(logging.WARNING)
    picture = Picture(size.width, size.height, size.fps)
    recording = record(SCENE)
    times = in_turn(
        {
            "FuncAnimation.save": lambda folder: theirs(recording, picture, folder),
            "gradreel, 1 worker": lambda folder: ours(recording, picture, 1, folder),
            "gradreel, 2 workers": lambda folder: ours(recording, picture, 2, folder),
        },
        size.rounds,
    )
    base = times["FuncAnimation.save"].elapsed
    frames = Descent(recording).n_frames(picture.fps)
    print(f"{SCENE}: {frames} frames of {size.width}x{size.height}.\n")
    rows = [
        [name, f"{each.elapsed:.2f}", f"{base / each.elapsed:.1f}"] for name, each in times.items()
    ]
    print(table(["drawn by", "seconds", "times as fast"], rows))
    print(f"\nLargest difference of a pixel: {largest_difference(recording, picture)}.")


if __name__ == "__main__":
    main()
