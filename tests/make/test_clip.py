"""Clips, rendered as a command does but without one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import Excerpt
from gradreel.scenes.make.clip import render_file, render_scene
from gradreel.scenes.make.request import Request, SceneFile
from gradreel.scenes.render import pipeline
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.chunks.store import OpenChunk, Place
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.stage.type.appearance import Appearance, OwnTexts
from gradreel.scenes.stage.type.captions import captions

PICTURE = Picture(64, 36, 2)
FITTING = Picture(160, 90, 2)
STEEP = entry("descent").defaults.changed(
    surface="x**2 + y**2", start=(1.0, 1.0), learning_rate=5.0, steps=400
)
SCENE = """
from manim import Scene, Square

class Mine(Scene):
    def construct(self):
        self.add(Square())
        self.wait(1)
"""

HOW = Request({"descent": STEEP}, PICTURE, workers=1)
Render = Callable[[str, Request], tuple[Path, ...]]


@pytest.fixture(params=["scene", "file"])
def render(request: pytest.FixtureRequest, tmp_path: Path) -> Render:
    """Render a clip of one of the scenes, or of a file, to a name."""
    path = tmp_path / "mine.py"
    path.write_text(SCENE, encoding="utf-8")

    def of_scene(name: str, asked: Request) -> tuple[Path, ...]:
        return render_scene(asked, [Output(tmp_path / name, "gif")])

    def of_file(name: str, asked: Request) -> tuple[Path, ...]:
        def plan(scene: str, picture: Picture) -> tuple[Output, ...]:
            assert (scene, picture) == ("Mine", PICTURE)
            return (Output(tmp_path / name, "gif"),)

        return render_file(SceneFile(path), asked, plan)

    return of_scene if request.param == "scene" else of_file


def test_a_clip_is_drawn_once(
    render: Render, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[str] = []
    again: list[str] = []
    assert render("a.gif", replace(HOW, say=first.append)) == (tmp_path / "a.gif",)
    monkeypatch.delattr(OpenChunk, "_begin")  # what is kept needs no encoding
    assert render("b.gif", replace(HOW, say=again.append)) == (tmp_path / "b.gif",)
    assert (tmp_path / "b.gif").read_bytes() == (tmp_path / "a.gif").read_bytes()
    assert first == again


def test_nothing_is_kept_where_that_is_not_wanted(render: Render, tmp_path: Path) -> None:
    render("a.gif", replace(HOW, use_cache=False))
    assert (tmp_path / "a.gif").is_file()
    assert Cache.of_user().contents() == []


@pytest.mark.parametrize("form", ["gif", "mp4"])
def test_what_was_made_to_fit_is_made_once(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    usual, two = {"descent": entry("descent").defaults}, Excerpt(("1", "2"))
    request = Request(usual, FITTING, excerpt=two, workers=1, say=told.append)

    def clip(
        name: str, most: int | None, *, use_cache: bool = True, posters: bool = False
    ) -> bytes:
        told.clear()
        asked = replace(request, use_cache=use_cache, posters=posters)
        render_scene(asked, [Output(tmp_path / name, form, most)])
        return (tmp_path / name).read_bytes()

    whole = clip("whole", None)
    most = len(whole) // 2
    made, poster = clip("clip", most, posters=True), tmp_path / "clip.poster.png"
    shown, (line,) = poster.read_bytes(), told
    assert len(made) <= most
    assert line.startswith(f"'{tmp_path}/clip': ")
    assert clip("clip", most, use_cache=False, posters=True) == made
    assert (poster.read_bytes(), told) == (shown, [line])
    smaller = clip("clip", most // 2)
    assert len(smaller) <= most // 2
    poster.unlink()
    monkeypatch.delattr(pipeline, "render")  # what is kept needs no drawing
    assert clip("clip", most, posters=True) == made
    assert (poster.read_bytes(), told) == (shown, [line])
    assert clip("clip", most // 2) == smaller
    assert clip("clip", len(whole)) == whole
    assert told[0].endswith(", as it is")
    (kept,) = (each.size for each in Cache.of_user().contents() if "runs" not in each.title)
    assert kept > len(whole) + len(made) + len(smaller)
    monkeypatch.undo()


@pytest.mark.slow
@pytest.mark.parametrize(("scene", "beat"), [("heart", "mixed_up"), ("descent", "map")])
def test_a_changed_sentence_draws_its_own_chunks_only(
    scene: str, beat: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Place] = []
    begin = OpenChunk._begin

    def counted(chunk: OpenChunk, *others: Any) -> None:
        drawn.append(chunk.place)
        begin(chunk, *others)

    def clip(sentence: str, *, use_cache: bool = True) -> tuple[bytes, int]:
        drawn.clear()
        looks = Appearance(texts=OwnTexts("words.toml", (((scene, "beats", beat), sentence),)))
        request = Request({scene: entry(scene).defaults}, PICTURE, looks, workers=1)
        render_scene(replace(request, use_cache=use_cache), [Output(tmp_path / "a.mp4", "mp4")])
        return (tmp_path / "a.mp4").read_bytes(), len(drawn)

    monkeypatch.setattr(OpenChunk, "_begin", counted)
    told = captions(scene, "en").beats[beat]
    whole = clip(told)[1]
    edited, n_drawn = clip(told.swapcase())
    assert 1 <= n_drawn <= 5 < whole
    assert clip(told.swapcase(), use_cache=False) == (edited, whole)
