"""Films: their cards, scenes and hand-overs, what is told in them, and how they are made."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import cache, partial
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Final

from gradreel.engine.errors import RequestError, said_in
from gradreel.scenes.ask.catalog import SCENES_A_CHAPTER, Section, entry
from gradreel.scenes.make.key import Digest, card_key, card_slot, key_of, scene_key, scene_slot
from gradreel.scenes.make.request import Request, Shot
from gradreel.scenes.make.studio import (
    Beside,
    FilmClip,
    MadeClip,
    Ready,
    ToldClip,
    made_of_clips,
    opened_studio,
)
from gradreel.scenes.make.telling import SceneJob, scene_job
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.captions import Caption, check_captions, write_captions
from gradreel.scenes.render.encoders.annotated import Annotations, ChapterMark
from gradreel.scenes.render.excerpt import at_speed
from gradreel.scenes.render.film import Film, shoot
from gradreel.scenes.render.frame import OwnJob, Part
from gradreel.scenes.render.hand_over import HandOverJob
from gradreel.scenes.render.muxing import SoundTrack, add_sounds
from gradreel.scenes.render.picture import Output, Picture, check_outputs, drawn_at
from gradreel.scenes.render.sound import InClip, PlacedSound
from gradreel.scenes.render.targets import shown
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import FilmCard, captions, film_texts

TRACK_LANGUAGES: Final[Mapping[str, str]] = dict(
    re.findall(
        r"(\w+)=(\w+)",
        "ar=ara bg=bul bn=ben ca=cat cs=ces da=dan de=deu el=ell en=eng es=spa et=est eu=eus fa=fas"
        " fi=fin fr=fra ga=gle gl=glg he=heb hi=hin hr=hrv hu=hun id=ind is=isl it=ita ja=jpn"
        " ko=kor lt=lit lv=lav mk=mkd ms=msa nb=nob nl=nld nn=nno no=nor pl=pol pt=por ro=ron"
        " ru=rus sk=slk sl=slv sq=sqi sr=srp sv=swe sw=swa ta=tam th=tha tr=tur uk=ukr ur=urd"
        " vi=vie zh=zho",
    )
)
"""Languages as ISO 639-2 writes them, which a track of an MP4 has room for."""
UNDETERMINED: Final = "und"
"""What it says of all others."""
FIRST_OF_CHAPTER: Final = 10
"""A place whose last two digits are below this is before its chapter: there a film opens cold."""


@dataclass(frozen=True)
class CardJob(OwnJob):
    """A card, as data that any process can draw the same frames from.

    Attributes:
        card: what it says.
        appearance: how it looks.
        opening: the scene that opens the film, whose emblem is beside the names.
    """

    card: FilmCard
    appearance: Appearance
    opening: SceneJob | None = None

    def parts(self) -> tuple[Part, ...]:
        """Return its one part."""
        from gradreel.scenes.render.manim.part import ManimPart  # noqa: PLC0415, it loads manim
        from gradreel.scenes.stage.manim.cards import CardScene  # noqa: PLC0415

        emblem = None if self.opening is None else self.opening.emblem
        card = partial(CardScene, self.card, self.appearance, emblem)
        return (ManimPart(lambda renderer: card(renderer=renderer)),)


def title_card(sections: tuple[Section, ...], appearance: Appearance) -> FilmCard:
    """Return the card of the film itself."""
    texts = film_texts(appearance.language, appearance.texts)
    names = tuple(texts.chapter_name(each.chapter) for each in sections)
    return FilmCard(texts.title, "", texts.promise, names, _sizes(sections))


def chapter_card(
    sections: tuple[Section, ...], number: int, names: tuple[str, ...], appearance: Appearance
) -> FilmCard:
    """Return the card before some scenes.

    Args:
        sections: the film's.
        number: which of them the card is before.
        names: the titles of its scenes.
        appearance: how it speaks.
    """
    texts, section = film_texts(appearance.language, appearance.texts), sections[number]
    title = texts.chapter_name(section.chapter)
    above = texts.chapter.format(number=section.chapter)
    return FilmCard(title, above if above != title else "", "", names, _sizes(sections), number)


def scene_title(scene: str, appearance: Appearance) -> str:
    """Return what a scene is called in a film: the line above all its sentences."""
    return captions(scene, appearance.language, own=appearance.texts).kicker


def _sizes(sections: tuple[Section, ...]) -> tuple[int, ...]:
    return tuple(len(each.scenes) for each in sections)


def film_clips(request: Request) -> tuple[FilmClip, ...]:
    """Return a film's cards, scenes and hand-overs, with keys of what their files hold now.

    Raises:
        RequestError: no scene can be drawn at that speed, or no scene is spoken.
    """
    shots = request.shots
    drawn_at(request.picture, request.excerpt.speed)
    if request.voice is not None and not any(_voice_of(request, each) for each in shots):
        raise RequestError(
            f"{shown(request.voice)} has no folder called after a scene, such as "
            f"{shots[0].scene}; --voice takes a folder of such folders"
        )
    return tuple(_clips(request, cache(sha256_of)))  # most of them share most files


def _voice_of(request: Request, shot: Shot) -> Path | None:
    """Return the folder with the voice of a scene, if it is spoken."""
    if shot.voice is not None or request.voice is None:
        return shot.voice
    folder = request.voice / shot.scene
    return folder if folder.is_dir() else None


def cold_open(sections: tuple[Section, ...]) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """Part the scene that opens a film, before its title, from the others; there may be none."""
    (first, *others), chapter = sections[0].scenes, sections[0].chapter
    if not others or entry(first).place % SCENES_A_CHAPTER >= FIRST_OF_CHAPTER:
        return (), sections
    return (first,), (Section(chapter, tuple(others)), *sections[1:])


def _clips(request: Request, digest: Digest) -> Iterator[FilmClip]:
    look = request.appearance
    opening, sections = cold_open(request.sections)
    scenes = (_scene(request, shot, digest) for shot in request.shots)
    opened = tuple(islice(scenes, len(opening)))
    yield from opened
    card = partial(_card, request, opened, digest)
    yield card("title", title_card(sections, look))
    for number, section in enumerate(sections):
        row = [*islice(scenes, len(section.scenes))]
        names = tuple(each.title for each in row)
        yield card(f"chapter {section.chapter}", chapter_card(sections, number, names, look))
        yield from _in_a_row(request, row)


def _in_a_row(request: Request, scenes: Sequence[FilmClip]) -> Iterator[FilmClip]:
    yield scenes[0]
    for before, after in pairwise(scenes):
        yield _hand_over(request, before, after)
        yield after


def _scene(request: Request, shot: Shot, digest: Digest) -> FilmClip:
    alone, name = replace(request.of(shot), voice=_voice_of(request, shot)), shot.scene
    with said_in(shot.place, shot.keys):
        drawn_at(alone.picture, alone.excerpt.speed)
        key, slot = scene_key(alone, digest), scene_slot(alone, digest)
        title = scene_title(name, alone.appearance)
    made, is_spoken = partial(_made_scene, alone, shot), alone.voice is not None
    return FilmClip(name, title, key, entry(name).load, made, is_spoken=is_spoken, slot=slot)


def _hand_over(request: Request, before: FilmClip, after: FilmClip) -> FilmClip:
    key = key_of({"between": [before.key, after.key]}, request.picture)
    name = f"{before.name} to {after.name}"

    def made(beside: Beside) -> MadeClip:
        return MadeClip(HandOverJob(*beside, request.appearance.palette.background))

    return FilmClip(name, "", key, after.load, made, hands_over=True)


def _card(
    request: Request, opened: Sequence[FilmClip], digest: Digest, name: str, card: FilmCard
) -> FilmClip:
    looks, speed = replace(request.appearance, texts=None), request.excerpt.speed
    chosen = {**asdict(card), **looks.as_json(name), "speed": str(speed)}  # the card has its words
    opening = {"opening": [each.key for each in opened]}
    key = card_key({**chosen, **opening}, request.picture, digest)
    slot = card_slot(chosen, request.picture, digest)
    shots = request.shots[: len(opened)]

    def made(_: Beside) -> MadeClip:
        jobs = [scene_job(request.of(shot))[0] for shot in shots]
        return MadeClip(at_speed(CardJob(card, looks, *jobs), speed))

    return FilmClip(name, "", key, CardJob(card, looks).parts, made, slot=slot)


def _made_scene(request: Request, shot: Shot, _: Beside) -> MadeClip:
    from gradreel.scenes.make.timing import cut_out, spoken_job  # noqa: PLC0415, it trains and draws

    with said_in(shot.place, shot.keys):
        job, remarks = spoken_job(request)
        return MadeClip(cut_out(job, request.excerpt, request.picture), remarks)


def annotations(clips: Sequence[ToldClip], request: Request) -> Annotations:
    """Return what a film has beside its frames.

    Args:
        clips: the film's, in order.
        request: what was asked for.
    """
    language = request.appearance.language
    title = film_texts(language, request.appearance.texts).title
    rate = Fraction(request.picture.fps)
    told = tuple(film_captions(clips, rate))
    return Annotations(title, tuple(_chapters(clips)), told, track_language(language))


def track_language(language: str) -> str:
    """Return what a track of an MP4 calls a language, whatever the country."""
    return TRACK_LANGUAGES.get(language.partition("-")[0], UNDETERMINED)


def film_captions(clips: Sequence[ToldClip], rate: Fraction) -> Iterator[Caption]:
    """Yield the sentences of all clips, none of which ends after the next begins.

    Args:
        clips: the film's, in order.
        rate: frames a second.
    """
    starts = [Fraction(start) / rate for start in _starts(clips)]
    found = [
        caption.later(float(start))
        for (_, told), start in zip(clips, starts, strict=False)
        for caption in told.captions
    ]
    limits = [*(caption.start for caption in found[1:]), float(starts[-1])]
    for caption, limit in zip(found, limits, strict=True):
        yield replace(caption, end=min(caption.end, limit))


def _chapters(clips: Sequence[ToldClip]) -> Iterator[ChapterMark]:
    """Yield a mark for each scene; the cards before it belong to it."""
    begin = 0
    for (clip, _), (_, end) in zip(clips, pairwise(_starts(clips)), strict=True):
        if clip.title:
            yield ChapterMark(clip.title, begin, end)
            begin = end


def _starts(clips: Sequence[ToldClip]) -> list[int]:
    """Return the first frame of each clip, and how many frames there are."""
    return [0, *accumulate(sum(told.counts) for _, told in clips)]


def sounds_of(clips: Sequence[ToldClip], picture: Picture) -> tuple[PlacedSound, ...]:
    """Return what is heard in a film, in seconds from its start."""
    sounds = InClip[PlacedSound]()
    for number, (_, told) in enumerate(clips):
        sounds.of_part(number, sum(told.counts), told.sounds)
    return sounds.of_clip(picture)


def render_film(request: Request, output: Output) -> tuple[Path, ...]:
    """Make a film.

    Returns:
        The paths of its file, and of those of its captions.

    Raises:
        RequestError: the file can't be written, or can't hold the picture.
        WorkError: the work failed.
    """
    check_outputs([output], request.picture)
    check_captions([output], request.captions)
    film = made_of_clips(request, film_clips, output, partial(_shot, request, output))
    captions = write_captions(film.annotations.captions, [output], request.captions)
    return output.path, *captions


def _shot(request: Request, output: Output, ready: Ready) -> Film:
    about = annotations(ready.clips, request)
    film = Film(ready.reels, request.picture, output, about)
    request.lasting(float(film.frames / Fraction(request.picture.fps)))
    shoot(film, ready.path, request.n_workers, ready.crew, ready.bar)
    if sounds := sounds_of(ready.clips, request.picture):
        track = SoundTrack(sounds, request.picture, film.frames)
        add_sounds([output], [ready.path], track, ready.bar.say)
    return film


def tell_film(request: Request) -> tuple[ToldClip, ...]:
    """Tell a film without drawing it: return its clips in their order, with their sentences.

    Raises:
        WorkError: the work failed.
    """
    with opened_studio(request, film_clips) as studio:
        return studio.told()


def script(clips: Sequence[ToldClip], request: Request) -> str:
    """Write what a film tells: each sentence after the minute and second at which it appears.

    Args:
        clips: the film's, in order.
        request: what was asked for.
    """
    return "".join(_lines(clips, request))


def _lines(clips: Sequence[ToldClip], request: Request) -> Iterator[str]:
    about, rate = annotations(clips, request), Fraction(request.picture.fps)
    yield f"{about.title}\n"
    for mark in about.chapters:
        start, end = mark.start / rate, mark.end / rate
        yield f"\n{_clock(float(start))}  {mark.title}\n"
        for caption in about.captions:
            if start <= caption.start < end:
                yield f"{_clock(caption.start)}  {caption.text}\n"


def _clock(seconds: float) -> str:
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
