"""Decks: tells their scenes, draws a clip a beat, and writes the file."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np
from av.video.reformatter import VideoReformatter

from gradreel.engine.errors import RequestError, said_in
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import UNCHANGED
from gradreel.scenes.make.deck_page import (
    BeatSlide,
    Deck,
    SlideGroup,
    TitleSlide,
    write_page,
)
from gradreel.scenes.make.film import scene_title
from gradreel.scenes.make.key import Digest, key_of, scene_key
from gradreel.scenes.make.powerpoint import check_powerpoint, write_powerpoint
from gradreel.scenes.make.request import Request, Shot
from gradreel.scenes.make.studio import (
    Beside,
    ClipOutline,
    FilmClip,
    MadeClip,
    Ready,
    ToldClip,
    made_of_clips,
)
from gradreel.scenes.make.telling import TimedPart, scene_job, through_all, timed_parts
from gradreel.scenes.make.templates import words_of
from gradreel.scenes.make.timing import chosen_beats
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.chunks.store import Layout, Lengths
from gradreel.scenes.render.encoders.contract import chunk_length
from gradreel.scenes.render.encoders.png import png_of
from gradreel.scenes.render.encoders.video import SCALING
from gradreel.scenes.render.excerpt import ExcerptJob, Stretch
from gradreel.scenes.render.files import writing
from gradreel.scenes.render.film import Cuts, shoot
from gradreel.scenes.render.media import VIDEO, decoded, opened_media
from gradreel.scenes.render.muxing import write_for_pages
from gradreel.scenes.render.picture import Output, check_outputs
from gradreel.scenes.render.processes import share_out
from gradreel.scenes.stage.story.base import TimedBeat
from gradreel.scenes.stage.type.captions import WHOLE, captions, film_texts

POWERPOINT, PAGE = ".pptx", ".html"
WRITERS: Final[Mapping[str, Callable[[Deck, Path], None]]] = {
    POWERPOINT: write_powerpoint,
    PAGE: write_page,
}
"""How a deck is written, by the ending of its file."""


def deck_clips(request: Request) -> tuple[FilmClip, ...]:
    """Return a clip for each scene, of whose parts each beat is a piece."""
    digest = cache(sha256_of)  # most scenes share most files
    return tuple(_clip(request, shot, digest) for shot in request.shots)


def _clip(request: Request, shot: Shot, digest: Digest) -> FilmClip:
    beats = replace(UNCHANGED, beats=shot.excerpt.beats)
    alone = replace(request.of(shot), excerpt=beats, voice=None)
    with said_in(shot.place, shot.keys):
        if (shot.excerpt.start, shot.excerpt.end) != (None, None):
            raise RequestError("a deck has whole beats: name them by --beats, not --from and --to")
        key = key_of({"beats of": scene_key(alone, digest)}, request.picture)
    title = scene_title(shot.scene, alone.appearance)
    return FilmClip(shot.scene, title, key, entry(shot.scene).load, partial(_made, alone, shot))


def _made(request: Request, shot: Shot, _: Beside) -> MadeClip:
    """Train what a scene draws, and tell it to find where its beats end."""
    picture, excerpt = request.picture, request.excerpt
    with said_in(shot.place, shot.keys):
        job, remarks = scene_job(request)
        parts = [*timed_parts(job, picture, looks=False)]
        wanted = {beat.number for beat in chosen_beats(excerpt, through_all(parts))}
    cuts = [*_cuts(parts, wanted, picture.fps)]
    stretches = [
        Stretch(number, own[0].frames.start, own[-1].frames.stop)
        for number, own in enumerate(cuts)
        if own
    ]
    counts = [len(each.frames) for own in cuts for each in own]
    lengths = Lengths()
    for each in stretches:
        plays = map(each.inside, parts[each.part].plays)
        own = [len(cut.frames) for cut in cuts[each.part]]
        lengths += Layout.of(plays, chunk_length(picture), own).lengths(sum(own))
    times = [float(end / Fraction(picture.fps)) for end in accumulate(counts, initial=0)]
    beats = [each.beat for own in cuts for each in own]
    captions = (
        Caption(start, end, beat.sentence, beat.key)
        for start, end, beat in zip(times, times[1:], beats, strict=False)
    )
    pieces = tuple(len(own) for own in cuts if own or excerpt.is_all)
    told = ClipOutline(lengths, tuple(captions), remarks, pieces=pieces)
    if excerpt.is_all:
        return MadeClip(job, remarks, told)
    return MadeClip(ExcerptJob(job, tuple(stretches)), remarks, told)


@dataclass(frozen=True)
class _Cut:
    """A beat, and which frames of its part it has."""

    frames: range
    beat: TimedBeat


def _cuts(
    parts: Sequence[TimedPart], wanted: Collection[int], fps: Fraction | int
) -> Iterator[list[_Cut]]:
    """Yield for each part its beats that have frames, and are wanted.

    The last beat goes on until the part has ended.

    Args:
        parts: all of a scene's.
        wanted: the numbers of beats in the scene, from 1.
        fps: frames a second.
    """
    number = 0
    for part in parts:
        start, found = 0, []
        for beat in part.beats:
            number += 1
            is_last = beat is part.beats[-1]
            stop = max(start, int((part.seconds if is_last else beat.end) * fps))
            if start < stop and number in wanted:
                found.append(_Cut(range(start, stop), beat))
            start = stop
        yield found


def poster_of(clip: Path) -> Path:
    """Return where the last picture of a clip is."""
    return clip.with_suffix(".png")


def finish_clip(clip: Path) -> None:
    """Write the last picture of an MP4 beside it, then the clip itself with fewer bytes."""
    with opened_media(clip, VIDEO) as container:
        stream = container.streams.video[0]
        container.seek(stream.duration or 0, stream=stream)  # to the last picture that is whole
        *_, last = decoded(container, stream)
    shown = VideoReformatter().reformat(last, format="rgb24", interpolation=SCALING, threads=1)
    poster_of(clip).write_bytes(png_of(np.asarray(shown.to_ndarray(), np.uint8)))
    write_for_pages(clip, clip)


def render_deck(request: Request, output: Output, *, loops: bool) -> int:
    """Make a deck.

    Args:
        request: what it shows.
        output: the file, whose ending says which kind of deck it is, and the clips' format.
        loops: whether a clip begins anew when it has ended; it holds its last picture if not.

    Returns:
        How many slides it has.

    Raises:
        RequestError: the file can't be written, or a clip can't hold the picture.
        WorkError: the work failed, or what writes a file of PowerPoint isn't installed.
    """
    check_outputs([output], request.picture)
    if output.path.suffix.lower() == POWERPOINT:
        check_powerpoint()
    write = partial(_written, request, output, loops)
    return len(made_of_clips(request, deck_clips, output, write).slides)


def _written(request: Request, output: Output, loops: bool, ready: Ready) -> Deck:
    """Write a deck, once all its clips are there."""
    cuts = Cuts(ready.reels, request.picture, output, plays=0 if loops else 1)
    folder = ready.path.with_name("beats")
    with writing(output.path):
        folder.mkdir()
        shoot(cuts, folder, request.n_workers, ready.crew, ready.bar)
        files = cuts.paths(folder)
        if output.format == "mp4":
            pieces = [partial(finish_clip, clip) for own in files for clip in own]
            share_out(pieces, request.n_workers, ready.crew, lambda _: None)
        title, groups = _titled(request, tuple(_groups(request, ready.clips, files)))
        deck = Deck(title, request.appearance, request.picture, loops, groups)
        WRITERS[output.path.suffix.lower()](deck, ready.path)
    return deck


def _titled(request: Request, groups: tuple[SlideGroup, ...]) -> tuple[str, tuple[SlideGroup, ...]]:
    """Return the title of a deck, and its slides, which open with it where there are several."""
    if len(groups) == 1:
        return groups[0].title, groups
    texts = film_texts(request.appearance.language, request.appearance.texts)
    opening = SlideGroup(texts.title, (TitleSlide(texts.title, texts.promise, ""),))
    return texts.title, (opening, *groups)


def _groups(
    request: Request, clips: Sequence[ToldClip], files: Sequence[Sequence[Path]]
) -> Iterator[SlideGroup]:
    """Yield the slides of each scene: its title above that of its chapter, then its beats."""
    language, words = request.appearance.language, request.appearance.texts
    texts = film_texts(language, words)
    chapters = [section.chapter for section in request.sections for _ in section.scenes]
    for clip, chapter, own in zip(clips, chapters, files, strict=True):
        title = clip[0].title
        told = captions(clip[0].name, language, own=words)
        opening = TitleSlide(title, texts.chapter_name(chapter), told.seen.get(WHOLE, ""))
        yield SlideGroup(title, (opening, *_beats(request, clip, own, told.seen)))


def _beats(
    request: Request, clip: ToldClip, files: Sequence[Path], seen: Mapping[str, str]
) -> Iterator[BeatSlide]:
    about, told = clip
    for number, (count, caption, file) in enumerate(
        zip(told.counts, told.captions, files, strict=True), 1
    ):
        seconds = float(count / Fraction(request.picture.fps))
        shows, poster = seen.get(caption.name, ""), poster_of(file)
        notes = words_of("deck", request.appearance.language)["notes"].format(
            seen=shows,
            scene=about.name,
            number=number,
            count=len(files),
            seconds=f"{seconds:.1f}",
        )
        shown = poster if poster.is_file() else None  # a GIF has none
        yield BeatSlide(caption.text, shows, notes.strip(), seconds, file, shown)
