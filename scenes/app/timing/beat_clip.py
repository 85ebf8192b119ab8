"""The clip of one beat of a scene, as a page or a slide shows it."""

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from gradreel.scenes.app.clip import RenderOptions, Say, render_scene
from gradreel.scenes.app.fingerprint import SceneRequest
from gradreel.scenes.render.fitting.clip_file import ClipFile
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.picture import Output, Picture


@dataclass(frozen=True)
class BeatClip:
    """A clip of a beat, and what it looks like while it stands.

    Attributes:
        path: its file.
        first: (height, width, 4), its first picture, as it is decoded from the file.
        last: (height, width, 4), its last one.
    """

    path: Path
    first: Pixels
    last: Pixels


def of_beat(request: SceneRequest, beat: str) -> SceneRequest:
    """Return the request for the clip of one beat of a scene.

    Args:
        request: the scene, and how fast it is played.
        beat: the beat's number, from 1, its key, or both: "3", "fit" or "03-fit".
    """
    excerpt = replace(request.excerpt, beats=(beat, beat), start=None, end=None)
    return replace(request, excerpt=excerpt)


def beat_clip(
    request: SceneRequest, picture: Picture, output: Output, options: RenderOptions, say: Say
) -> BeatClip:
    """Render the clip of a beat; where it is kept it is only copied.

    Args:
        request: as `of_beat` makes it.
        picture: the size, rate and background.
        output: the file to write, a video or a GIF.
        options: how it is drawn.
        say: told what there is to say about the run.

    Raises:
        RequestError: the scene can't draw what was asked for, has no such beat, or the file can't
            be written.
        WorkError: the work failed.
    """
    render_scene(request, picture, [output], options, say)
    pictures = ClipFile.of(output.path).frames(picture, Fraction(picture.fps))
    first = last = next(pictures).pixels
    for frame in pictures:
        last = frame.pixels
    return BeatClip(output.path, first, last)
