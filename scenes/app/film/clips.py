"""The clips that a film is joined from: its cards and its scenes, each with a key of its own."""

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from gradreel.engine.errors import RequestError
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.film.cards import CardJob, chapter_card, scene_title, title_card
from gradreel.scenes.app.film.programme import Section
from gradreel.scenes.app.fingerprint import Digest, SceneRequest, card_key, key_of, scene_key
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.timing.excerpt import Excerpt
from gradreel.scenes.render.cache.digest import sha256_of
from gradreel.scenes.render.excerpt import at_speed
from gradreel.scenes.render.film.hand_over import HandOverJob
from gradreel.scenes.render.film.reels import keep_job
from gradreel.scenes.render.frame import Captioned, Job
from gradreel.scenes.render.output.captions import Caption, ClipCaptions
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import Picture, drawn_at
from gradreel.scenes.render.sound.placed import ClipSounds, PlacedSound, Sounding
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import FilmCard

Beside = tuple[Path, Path]
"""The files with what draws the clip before another, and the one after it."""


@dataclass(frozen=True)
class Told:
    """What is known of a clip that was told without drawing it.

    Attributes:
        counts: how many frames each of its parts has, or each piece of them.
        captions: its sentences, in seconds from its start.
        remarks: what there is to say about its run.
        sounds: what is spoken in it, in seconds from its start.
        pieces: into how many each part is cut; none is where it is empty.
    """

    counts: tuple[int, ...]
    captions: tuple[Caption, ...]
    remarks: tuple[str, ...]
    sounds: tuple[PlacedSound, ...] = ()
    pieces: tuple[int, ...] = ()


@dataclass(frozen=True)
class MadeClip:
    """What draws a clip.

    Attributes:
        job: what draws it.
        remarks: what there is to say about its run.
        told: what is known of it, where it had to be told for that.
    """

    job: Job
    remarks: tuple[str, ...] = ()
    told: Told | None = None


@dataclass(frozen=True)
class FilmClip:
    """A clip of a film.

    Attributes:
        name: the scene's name, what kind of card it is, or between which scenes.
        title: what a player lists it as; all else belongs to the scene after it, and has none.
        key: what it is kept under.
        load: imports what draws it, once for all processes.
        make: trains what it draws, if anything, with the cache or without it.
        hands_over: whether it is drawn from the clips beside it.
        is_spoken: whether somebody's voice is heard in it.
    """

    name: str
    title: str
    key: str
    load: Callable[[], object]
    make: Callable[[bool, Beside], MadeClip]
    hands_over: bool = False
    is_spoken: bool = False


ToldClip = tuple[FilmClip, Told]


class ClipsRequest(Protocol):
    """Clips that are drawn together."""

    @property
    def picture(self) -> Picture:
        """The size and rate of them all."""

    def clips(self) -> tuple[FilmClip, ...]:
        """Return them, with keys of what their files hold now."""


@dataclass(frozen=True)
class FilmRequest:
    """A film, as it was asked for.

    Attributes:
        sections: what it shows.
        appearance: how it looks and speaks.
        picture: the size and rate.
        speed: how many seconds of a scene, or of a card, pass in one of the film.
        voice: the folder with a folder of sound for each scene that is spoken, if somebody speaks.
        chosen: by their names, what was chosen about scenes' runs; others have their defaults.

    Raises:
        RequestError: no scene can be drawn at that speed, or no scene is spoken.
    """

    sections: tuple[Section, ...]
    appearance: Appearance
    picture: Picture
    speed: Fraction = Fraction(1)
    voice: Path | None = None
    chosen: Mapping[str, RunOptions] = field(default_factory=dict)

    def __post_init__(self) -> None:
        drawn_at(self.picture, self.speed)
        if self.voice is not None and not any(map(self.voice_of, self.scenes)):
            raise RequestError(
                f"{shown(self.voice)} has no folder called after a scene, such as "
                f"{self.scenes[0]}; --voice takes a folder of such folders"
            )

    @property
    def scenes(self) -> tuple[str, ...]:
        """The names of its scenes, in order."""
        return tuple(name for section in self.sections for name in section.scenes)

    def voice_of(self, scene: str) -> Path | None:
        """Return the folder with the voice of a scene, if it is spoken."""
        folder = None if self.voice is None else self.voice / scene
        return folder if folder is not None and folder.is_dir() else None

    def clips(self) -> tuple[FilmClip, ...]:
        """Return its cards, scenes and hand-overs, with keys of what their files hold now."""
        return tuple(self._clips(cache(sha256_of)))  # most of them share most files

    def _clips(self, digest: Digest) -> Iterator[FilmClip]:
        yield self._card("title", title_card(self.sections, self.appearance), digest)
        for number, section in enumerate(self.sections):
            card = chapter_card(self.sections, number, self.appearance)
            yield self._card(f"chapter {section.chapter}", card, digest)
            scenes = [self._scene(scene, digest) for scene in section.scenes]
            yield scenes[0]
            for before, after in pairwise(scenes):
                yield self._hand_over(before, after)
                yield after

    def _scene(self, name: str, digest: Digest) -> FilmClip:
        found = entry(name)
        excerpt = Excerpt(speed=self.speed)
        voice = self.voice_of(name)
        options = self.chosen.get(name, found.defaults)
        request = SceneRequest(name, options, None, self.appearance, excerpt, voice)
        key = scene_key(request, self.picture, digest)
        title = scene_title(name, self.appearance)
        made = partial(_made_scene, request, self.picture)
        return FilmClip(name, title, key, found.load, made, is_spoken=voice is not None)

    def _hand_over(self, before: FilmClip, after: FilmClip) -> FilmClip:
        background = self.appearance.palette.background
        key = key_of({"between": [before.key, after.key]}, self.picture)
        name = f"{before.name} to {after.name}"
        made = partial(_made_hand_over, background)
        return FilmClip(name, "", key, after.load, made, hands_over=True)

    def _card(self, name: str, card: FilmCard, digest: Digest) -> FilmClip:
        looks = replace(self.appearance, texts=None)  # what it says is in the card
        chosen = {**asdict(card), **looks.as_json(name), "speed": str(self.speed)}
        key = card_key(chosen, self.picture, digest)
        job = at_speed(CardJob(card, looks), self.speed)
        return FilmClip(name, "", key, job.parts, partial(_made_card, job))


def _made_scene(
    request: SceneRequest, picture: Picture, use_cache: bool, beside: Beside
) -> MadeClip:
    del beside
    from gradreel.scenes.app.timing.cutting import cut_out  # noqa: PLC0415, it trains and draws
    from gradreel.scenes.app.timing.voice import spoken_job  # noqa: PLC0415

    job, remarks = spoken_job(request, picture, use_cache=use_cache)
    return MadeClip(cut_out(job, request.excerpt, picture), remarks)


def _made_card(job: Job, use_cache: bool, beside: Beside) -> MadeClip:
    del use_cache, beside  # nothing is trained for it
    return MadeClip(job)


def _made_hand_over(background: str, use_cache: bool, beside: Beside) -> MadeClip:
    del use_cache  # what is trained is in the jobs beside it
    return MadeClip(HandOverJob(*beside, background))


@dataclass(frozen=True)
class ClipFiles:
    """Where what is prepared of a clip is, for other processes of this command.

    Attributes:
        job: what draws it.
        told: what is known of it once it was told; it isn't told when None.
        beside: what draws the clips beside it.
    """

    job: Path
    told: Path | None
    beside: Beside


def prepare(clip: FilmClip, picture: Picture, files: ClipFiles, *, use_cache: bool) -> None:
    """Train what a clip draws, and tell it; what comes of it goes to files.

    Args:
        clip: the clip.
        picture: the size and rate.
        files: where to.
        use_cache: whether what is trained is kept, and what was kept is used.
    """
    made = clip.make(use_cache, files.beside)
    keep_job(made.job, files.job)
    if files.told is not None:
        files.told.write_bytes(pickle.dumps(made.told or _told(made, picture)))


def read_told(path: Path) -> Told:
    """Return what `prepare` found out."""
    found: Told = pickle.loads(path.read_bytes())  # noqa: S301, `prepare` wrote it
    return found


def _told(made: MadeClip, picture: Picture) -> Told:
    captions, sounds, counts = ClipCaptions(), ClipSounds(), []
    for number, part in enumerate(made.job.parts()):
        counts.append(part.count(picture))
        told = part.captions if isinstance(part, Captioned) else ()
        captions.of_part(number, counts[-1], told)
        heard = part.sounds if isinstance(part, Sounding) else ()
        sounds.of_part(number, counts[-1], heard)
    heard_in_all = sounds.of_clip(picture)
    return Told(tuple(counts), captions.of_clip(picture), made.remarks, heard_in_all)
