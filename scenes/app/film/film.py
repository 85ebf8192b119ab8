"""Makes a film: tells what isn't known of its clips, draws what isn't kept, and joins all."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gradreel.scenes.app.clip import RenderOptions, Say
from gradreel.scenes.app.film.clips import FilmRequest, ToldClip
from gradreel.scenes.render.output.captions import check_captions, write_captions
from gradreel.scenes.render.picture import Output, check_outputs

if TYPE_CHECKING:
    from gradreel.scenes.app.film.studio import Ready
    from gradreel.scenes.render.film.footage import Film


def render_film(
    request: FilmRequest, output: Output, options: RenderOptions, say: Say
) -> tuple[Path, ...]:
    """Make a film.

    Args:
        request: what it shows.
        output: the file.
        options: how it is drawn.
        say: told what there is to say about the runs.

    Returns:
        The paths of its file, and of those of its captions.

    Raises:
        RequestError: the file can't be written, or can't hold the picture.
        WorkError: the work failed.
    """
    from gradreel.scenes.app.film.studio import made_of_clips  # noqa: PLC0415, it loads encoders

    check_outputs([output], request.picture)
    check_captions([output], options.captions)
    film = made_of_clips(request, output, partial(_shot, request, output), options, say)
    captions = write_captions(film.annotations.captions, [output], options.captions)
    return output.path, *captions


def _shot(request: FilmRequest, output: Output, ready: "Ready") -> "Film":
    from gradreel.scenes.app.film.annotating import annotations, sounds_of  # noqa: PLC0415
    from gradreel.scenes.render.film.footage import Film  # noqa: PLC0415
    from gradreel.scenes.render.film.shooting import shoot  # noqa: PLC0415
    from gradreel.scenes.render.sound.muxing import SoundTrack, add_sounds  # noqa: PLC0415

    about = annotations(ready.clips, request)
    film = Film(ready.reels, request.picture, output, about)
    shoot(film, ready.path, ready.workers, ready.crew, ready.bar)
    if sounds := sounds_of(ready.clips, request.picture):
        track = SoundTrack(sounds, request.picture, sum(film.counts))
        add_sounds([output], [ready.path], track, ready.bar.say)
    return film


def tell_film(request: FilmRequest, options: RenderOptions, say: Say) -> tuple[ToldClip, ...]:
    """Tell a film without drawing it: return its clips in their order, with their sentences.

    Raises:
        WorkError: the work failed.
    """
    from gradreel.scenes.app.film.studio import opened_studio  # noqa: PLC0415, as above

    with opened_studio(request, options, say) as studio:
        return studio.told()
