"""From a scene and its recording to the parts that the renderer draws."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import records
from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.defaults import chosen_beyond
from gradreel.scenes.app.fingerprint import SceneRequest
from gradreel.scenes.app.recording import Recording, record, stories_of
from gradreel.scenes.app.timing.spoken import SILENT, Voice
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.figure_part import FigurePart
from gradreel.scenes.render.frame import OwnJob, Part
from gradreel.scenes.render.sound.placed import SoundsOf
from gradreel.scenes.stage.runs.endings import ending
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.base import captions_at
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance
from gradreel.scenes.stage.type.names import check_names
from gradreel.scenes.stage.type.typesetting import measuring_in, typeface_of

if TYPE_CHECKING:
    from gradreel.scenes.stage.story.figure import FigureStory
    from gradreel.scenes.stage.story.manim import ManimStory


@dataclass(frozen=True)
class SceneJob(OwnJob):
    """A scene and all that it draws, as data that any process can draw the same frames from.

    Attributes:
        scene: the scene's name.
        recording: what the scene draws.
        appearance: how it looks and speaks.
        voice: what is spoken meanwhile.
    """

    scene: str
    recording: Recording
    appearance: Appearance = PLAIN
    voice: Voice = SILENT

    def parts(self) -> tuple[Part, ...]:
        """Return the scene's parts in the order of play, each ready to be drawn."""
        return parts_of(self.scene, self.recording, self.appearance, self.voice)


def scene_job(request: SceneRequest, *, use_cache: bool = True) -> tuple[SceneJob, tuple[str, ...]]:
    """Train what a scene draws; with what there is to say about it, in lines for a person.

    Args:
        request: the scene and what was chosen about it.
        use_cache: whether what is trained is kept, and what was kept is used.

    Raises:
        RequestError: the scene can't draw what was asked for.
    """

    def check(spec: RunSpec) -> None:
        check_language(spec, request.appearance)

    run = None if request.run is None else records.load(request.run)
    kept = _cache() if use_cache else None
    recording = record(request.scene, request.options, run, check, kept=kept)
    job = SceneJob(request.scene, recording, request.appearance)
    names = entry(request.scene).options.keys() if run is None else ()
    chosen = chosen_beyond(request.options, recording.main.spec, names)
    return job, (*chosen, *_remarks(recording.main))


def _cache() -> Cache | None:
    """Return the user's cache; None where there is no place for one, as is said of the clip's."""
    with suppress(OSError):
        return Cache.of_user()
    return None


def check_language(spec: RunSpec, appearance: Appearance) -> None:
    """Check that what a run's data name can be written in a language.

    Raises:
        RequestError: it can't.
    """
    if isinstance(spec.objective, ModelObjective):
        with measuring_in(typeface_of(appearance.fonts)):
            check_names(spec.objective.dataset, appearance.language)


def _remarks(run: Trajectory) -> tuple[str, ...]:
    if run.outcome.startswith("diverged"):
        return (f"the run {run.outcome}; drawn to its last finite step",)
    if run.outcome == "separated":
        data = objective_of(run).dataset
        if not np.ptp(data.target):  # one class alone
            return ()
        told = "share one value only" if ending(run) == "touching" else "are separated"
        return (f"the classes {told}, so that the run has no fit",)
    return ()


def parts_of(
    scene: str, recording: Recording, appearance: Appearance = PLAIN, voice: Voice = SILENT
) -> tuple[Part, ...]:
    """Return a scene's parts in the order of play, each ready to be drawn.

    Args:
        scene: the scene's name.
        recording: what the scene draws.
        appearance: how it looks and speaks.
        voice: what is spoken meanwhile.
    """
    stories = stories_of(scene, recording)
    return tuple(
        _part(
            partial(story, recording, appearance, lasting=voice.lasting(number)),
            partial(voice.sounds, number),
            is_figure=hasattr(story, "spans"),
        )
        for number, story in enumerate(stories)
    )


def _part(story: "partial[ManimStory | FigureStory]", sounds: SoundsOf, *, is_figure: bool) -> Part:
    """Make a part of a story; manim is imported for its own stories only, for it takes its time."""
    if is_figure:
        figure = cast("Callable[[], FigureStory]", story)
        return FigurePart(figure, captions_at, sounds)
    from gradreel.scenes.render.manim.part import ManimPart  # noqa: PLC0415

    on_stage = cast("Callable[..., ManimStory]", story)
    return ManimPart(lambda renderer: on_stage(renderer=renderer), captions_at, sounds)
