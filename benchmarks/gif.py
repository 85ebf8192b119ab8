"""GIFs against ffmpeg's palettegen and paletteuse, and against manim's own GIF.

    python benchmarks/gif.py [--tiny] [--rounds N]

The first table starts from frames that are ready, in a file that both read; nobody is told which of
them stand still. The second has whole commands in fresh processes, drawing included.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import (
    GRADREEL,
    MANIM,
    ROOT,
    Size,
    Work,
    asked_size,
    ffmpeg,
    in_turn,
    run,
    table,
)
from benchmarks.quality import gif_psnr, gif_seconds
from benchmarks.ready import ReadyFrames, drawn_to
from gradreel.scenes.render.manim.user_scene import UserScene
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render

FILE: Final = ROOT / "benchmarks" / "sample_scene.py"
SCENE: Final = "Sample"
FULL: Final = Size(854, 480, 15, 5)
HEAD: Final = ("made by", "seconds", "gradreel's ratio", "kB", "PSNR, dB", "plays, s")


def encoded(ready: ReadyFrames, folder: Path) -> None:
    """Encode frames that are ready with gradreel."""
    render(ready, ready.picture, [Output(folder / "clip.gif", "gif")], RenderSettings(workers=2))


def encoded_by_ffmpeg(ready: ReadyFrames, settings: str, folder: Path) -> None:
    """Encode them with ffmpeg's command, in two passes."""
    picture = ready.picture
    read: list[str | Path] = [
        *("-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", f"{picture.width}x{picture.height}"),
        *("-framerate", str(picture.fps), "-i", ready.path),
    ]
    palette = folder / "palette.png"
    run(ffmpeg(), *read, "-vf", "palettegen", palette)
    run(ffmpeg(), *read, "-i", palette, "-lavfi", f"paletteuse{settings}", folder / "clip.gif")


def rendered(size: Size, folder: Path) -> None:
    """Render the scene with gradreel's command."""
    target = folder / "clip.gif"
    run(GRADREEL, "render", FILE, SCENE, *size.options, "--no-cache", "-o", target)


def rendered_by_manim(size: Size, folder: Path) -> None:
    """Render the scene with manim's command."""
    run(*MANIM, *size.options, "--format", "gif", "--media_dir", folder, FILE, SCENE, cwd=folder)


def compare(works: Mapping[str, Work], ready: ReadyFrames, rounds: int) -> str:
    """Time the works, the first of which is gradreel's, and look at what each makes."""
    times = in_turn(works, rounds)
    base = next(iter(times.values())).elapsed
    rows = [
        [
            name,
            f"{times[name].elapsed:.2f}",
            f"{base / times[name].elapsed:.2f}",
            *made(work, ready),
        ]
        for name, work in works.items()
    ]
    return table(HEAD, rows)


def made(work: Work, ready: ReadyFrames) -> list[str]:
    """Return the size, the PSNR and the duration of the GIF that a work makes."""
    with TemporaryDirectory() as folder:
        work(Path(folder))
        gif = next(Path(folder).rglob("*.gif"))
        quality = gif_psnr(gif, ready.pixels(), float(ready.picture.fps))
        return [f"{gif.stat().st_size / 1000:.0f}", f"{quality:.1f}", f"{gif_seconds(gif):.2f}"]


def every_frame(folder: Path, size: Size) -> ReadyFrames:
    """Draw the scene to a file that has each frame as often as it stands."""
    picture = Picture(size.width, size.height, size.fps)
    drawn = drawn_to(folder / "drawn.rgba", [UserScene(FILE, SCENE)], picture)
    path = folder / "frames.rgba"
    with path.open("wb") as file:
        for pixels, repeats in zip(drawn.pixels(), drawn.repeats, strict=True):
            for _ in range(repeats):
                file.write(pixels.data)
    return replace(drawn, path=path, repeats=(1,) * sum(drawn.repeats))


def main() -> None:
    """Measure all and print two tables."""
    size = asked_size(__doc__, FULL)
    with TemporaryDirectory() as name:
        ready = every_frame(Path(name), size)
        encoders: dict[str, Work] = {
            "gradreel, 2 workers": partial(encoded, ready),
            "ffmpeg, its defaults": partial(encoded_by_ffmpeg, ready, ""),
            "ffmpeg, no dither": partial(
                encoded_by_ffmpeg, ready, "=dither=none:diff_mode=rectangle"
            ),
        }
        commands: dict[str, Work] = {
            "`gradreel render`": partial(rendered, size),
            "`manim render --format gif`": partial(rendered_by_manim, size),
        }
        frames = f"{len(ready.repeats)} frames of {size.width}x{size.height}, {size.fps} a second"
        print(f"{frames}, which are ready:\n")
        print(compare(encoders, ready, size.rounds))
        print("\nThe same clip, drawing included:\n")
        print(compare(commands, ready, size.rounds))


if __name__ == "__main__":
    main()
