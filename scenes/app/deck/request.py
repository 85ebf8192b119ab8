"""What a deck is asked to show: scenes, each of which is drawn as a clip a beat."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from itertools import accumulate

from gradreel.scenes.app.beats import ToldPart, told_parts
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.film.cards import scene_title
from gradreel.scenes.app.film.clips import Beside, FilmClip, MadeClip, Told
from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.app.fingerprint import SceneRequest, key_of, scene_key
from gradreel.scenes.app.production import scene_job
from gradreel.scenes.render.cache.digest import sha256_of
from gradreel.scenes.render.output.captions import Caption
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.story.base import TimedBeat
from gradreel.scenes.stage.type.appearance import Appearance


@dataclass(frozen=True)
class DeckRequest:
    """A deck, as it was asked for.

    Attributes:
        sections: what it shows.
        scenes: the same scenes, each with what was chosen about it.
        appearance: how it looks and speaks.
        picture: the size and rate of all clips.
        media: the clips' format, "mp4" or "gif".
        loops: whether a clip begins anew when it has ended; it holds its last picture if not.
    """

    sections: tuple[Section, ...]
    scenes: tuple[SceneRequest, ...]
    appearance: Appearance
    picture: Picture
    media: str
    loops: bool

    def clips(self) -> tuple[FilmClip, ...]:
        """Return a clip for each scene, of whose parts each beat is a piece."""
        digest = cache(sha256_of)  # most scenes share most files
        return tuple(
            FilmClip(
                each.scene,
                scene_title(each.scene, each.appearance),
                key_of({"beats of": scene_key(each, self.picture, digest)}, self.picture),
                entry(each.scene).load,
                partial(_made, each, self.picture),
            )
            for each in self.scenes
        )


def _made(request: SceneRequest, picture: Picture, use_cache: bool, beside: Beside) -> MadeClip:
    """Train what a scene draws, and tell it to find where its beats end."""
    del beside
    job, remarks = scene_job(request, use_cache=use_cache)
    cuts = [list(_cuts(part, picture.fps)) for part in told_parts(job, picture, looks=False)]
    counts = [frames for own in cuts for frames, _ in own]
    times = [float(end / Fraction(picture.fps)) for end in accumulate(counts, initial=0)]
    beats = [beat for own in cuts for _, beat in own]
    captions = (
        Caption(start, end, beat.sentence, beat.key)
        for start, end, beat in zip(times, times[1:], beats, strict=False)
    )
    told = Told(tuple(counts), tuple(captions), remarks, pieces=tuple(map(len, cuts)))
    return MadeClip(job, remarks, told)


def _cuts(part: ToldPart, fps: Fraction | int) -> Iterator[tuple[int, TimedBeat]]:
    """Yield how many frames each beat of a part has, with those before it.

    The last beat goes on until the part has ended.
    """
    start, length = 0, int(part.seconds * fps)
    for beat in part.beats:
        stop = length if beat is part.beats[-1] else int(beat.end * fps)
        if start < stop:
            yield stop - start, beat
            start = stop
