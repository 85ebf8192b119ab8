"""What holds for every scene, from the moment that its file is there."""

import pickle
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import tempconfig

from gradreel.assets import FOLDER, LANGUAGES, THEMES
from gradreel.scenes.ask import catalog, records
from gradreel.scenes.ask.options import OPTION_NAMES, RunOptions
from gradreel.scenes.ask.recording import stories_of
from gradreel.scenes.make.telling import SceneJob
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.appearance import Appearance
from tests.render.output.stills import still_frames
from tests.scenes.rhythm import greys
from tests.scenes.tellings import FIRST, LOOKS, recording, telling, watched
from tests.scenes.watching import WATCHED

NAMES = [entry.name for entry in catalog.entries()]


in_each_look = pytest.mark.parametrize(
    ("name", "theme", "language"), [(name, *look) for name in NAMES for look in LOOKS]
)


def texts(language: str, scene: str) -> dict[str, Any]:
    path: Path = FOLDER / "captions" / language / f"{scene}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fields(text: str) -> list[str]:
    """Return the names of a text's `str.format` fields."""
    from string import Formatter

    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def of_each_kind(text: str | dict[str, str]) -> dict[str, str]:
    """A text by the kind of row that it is said of; one of all kinds under no name."""
    return {"": text} if isinstance(text, str) else text


@pytest.mark.parametrize("name", NAMES)
def test_its_file_says_what_it_is(name: str) -> None:
    found = catalog.entry(name)
    assert 20 <= len(found.summary) <= 100
    assert found.summary.endswith(".")
    assert found.options.keys() - set(OPTION_NAMES) <= found.help.keys() <= found.options.keys()
    assert found.draws


@pytest.mark.parametrize("name", [*NAMES, "common"])
def test_both_languages_say_the_same_things(name: str) -> None:
    english, chinese = texts("en", name), texts("zh", name)
    chinese.pop("summary", None)  # the English one is the scene's docstring
    assert english.keys() == chinese.keys()
    for table in english.keys() - {"kicker"}:
        assert english[table].keys() == chinese[table].keys()
        for key, text in english[table].items():
            by_kind, other = of_each_kind(text), of_each_kind(chinese[table][key])
            assert by_kind.keys() == other.keys(), (table, key)
            for kind, content in by_kind.items():
                assert fields(content) == fields(other[kind]), (table, key, kind)


SHORTEST, LONGEST = 20, 70
"""Seconds that a scene lasts at the least and at the most."""
SHORTER = {"question": 10}
"""The same at the least of scenes that only open a film."""


@pytest.mark.slow
@in_each_look
def test_it_lasts_as_long_as_a_scene_may(name: str, theme: str, language: str) -> None:
    least = SHORTER.get(name, SHORTEST)
    assert least <= telling(name, theme, language).seconds <= LONGEST


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_sent_to_another_process(name: str) -> None:
    job = SceneJob(name, recording(name), Appearance("light", "zh"))
    sent = as_sent(job)
    assert (sent.scene, sent.appearance) == (name, job.appearance)
    assert sent.recording.options == job.recording.options
    assert isinstance(sent.recording.options, RunOptions)
    assert list(sent.recording.companions) == list(job.recording.companions)
    runs, same = (
        [records.to_bytes(run) for run in (each.recording.run, *each.recording.companions.values())]
        for each in (job, sent)
    )
    assert same == runs


def as_sent(job: SceneJob) -> SceneJob:
    """What arrives of a job in another process."""
    sent: SceneJob = pickle.loads(pickle.dumps(job))  # noqa: S301, it is our own
    return sent


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_frame_does_not_depend_on_the_frames_before_nor_on_who_draws_it(name: str) -> None:
    kept = watched(name, *FIRST).watch.kept
    frame = sorted(kept)[len(kept) // 2]
    job = as_sent(SceneJob(name, recording(name), Appearance(*FIRST)))
    (alone,) = still_frames(job.parts(), WATCHED, [float(frame / WATCHED.fps)])
    assert np.array_equal(greys(alone), kept[frame])


@pytest.mark.slow
@in_each_look
def test_its_layout_is_clean_at_the_end_of_every_beat(name: str, theme: str, language: str) -> None:
    found = telling(name, theme, language).faults
    assert not found, "; ".join(found)


@pytest.mark.slow
@in_each_look
def test_its_background_is_the_theme(name: str, theme: str, language: str) -> None:
    watch = watched(name, theme, language).watch
    assert (watch.background < 60) == (theme == "dark")
    assert watch.ink[-1] > 0.005 * watch.area


def test_the_looks_show_every_theme_and_language() -> None:
    themes, languages = zip(*LOOKS, strict=True)
    assert (sorted(themes), sorted(languages)) == (sorted(THEMES), sorted(LANGUAGES))


def stories(name: str) -> list[type[ManimStory]]:
    kinds = stories_of(name, recording(name))
    return [kind for kind in kinds if issubclass(kind, ManimStory)]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_manim_plays_it_without_us(name: str) -> None:
    """With manim's own renderer, its own settings and the runs that the scene trains itself."""
    first = {"dry_run": True, "progress_bar": "none", "quality": "low_quality"}
    for kind in stories(name):
        with tempconfig({**first, "from_animation_number": 0, "upto_animation_number": 1}):
            story = kind()
            story.render()
        assert story.renderer.num_plays > 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sigmoid"])
def test_manims_own_command_plays_it(name: str, tmp_path: Path) -> None:
    for kind in stories(name):
        manim = [sys.executable, "-m", "manim", "render", "--silent", "-v", "ERROR"]
        options = ["-ql", "-n", "0,1", "--dry_run", "--progress_bar", "none"]
        scene = [str(catalog.FOLDER / f"{catalog.entry(name).module}.py"), kind.__name__]
        subprocess.run([*manim, *options, *scene], cwd=tmp_path, check=True)
