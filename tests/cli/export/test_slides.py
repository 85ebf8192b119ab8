"""`gradreel slides` as a person meets it: a real scene, small, as slides and as a page."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from re import findall
from typing import NamedTuple

import pytest
from pptx import Presentation

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.make import deck
from gradreel.scenes.make.request import Request
from gradreel.scenes.render.picture import Output
from gradreel.scenes.stage.type.captions import WHOLE, captions
from tests.cli.conftest import pictures_in
from tests.conftest import Ran
from tests.render.manim.forks import gradreel_in

SMALL = ("-r", "128,72", "--fps", "2", "--lang", "zh", "--theme", "light")
RATE = 2


@dataclass(frozen=True)
class Decks:
    """Decks of one scene, and what the command said."""

    folder: Path
    ran: list[Ran]
    kept: list[list[int]]


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> Decks:
    folder = tmp_path_factory.mktemp("decks")
    ran, kept = [], []
    for line in (
        ("slides", "heart", *SMALL, "-o", "talk.pptx"),
        ("slides", "heart", *SMALL, "-o", "talk.html"),
        ("beats", "heart", "--fps", str(RATE), "--lang", "zh"),
    ):
        ran.append(gradreel_in(folder, *line, GRADREEL_CACHE=str(folder / "cache")))
        chunks = sorted((folder / "cache").glob("*/chunks/*/[!.]*"))
        kept.append([path.stat().st_mtime_ns for path in chunks])
    return Decks(folder, ran, kept)


@pytest.mark.slow
def test_a_slide_shows_each_beat_as_long_as_it_lasts(decks: Decks, tmp_path: Path) -> None:
    told = [line.split(maxsplit=3) for line in decks.ran[2].output.splitlines()]
    slides = list(Presentation(str(decks.folder / "talk.pptx")).slides)
    assert [page.shapes.title.text_frame.text for page in slides[1:] if page.shapes.title] == [
        sentence for *_, sentence in told
    ]
    seen = captions("heart", "zh").seen
    for page, key in zip(slides, (WHOLE, *(name[3:] for _, _, name, _ in told)), strict=True):
        assert page.notes_slide.notes_text_frame.text.startswith(seen[key])
        shown = page.element.xpath(".//p:pic//p:cNvPr/@descr")
        assert shown == ([] if key == WHOLE else [seen[key]])
    for number, page in enumerate(slides[1:]):
        (media,) = (each for each in page.part.rels.values() if each.reltype.endswith("/media"))
        (tmp_path / f"{number}.mp4").write_bytes(media.target_part.blob)
        start, end, *_ = map(float, told[number][:2])
        assert len(pictures_in(tmp_path / f"{number}.mp4")) == round((end - start) * RATE)


@pytest.mark.slow
def test_a_page_holds_the_same_clips_drawn_once(decks: Decks) -> None:
    page = (decks.folder / "talk.html").read_text(encoding="utf-8")
    slides = list(Presentation(str(decks.folder / "talk.pptx")).slides)
    clips = [
        each.target_part.blob
        for slide in slides
        for each in slide.part.rels.values()
        if each.reltype.endswith("/media")
    ]
    assert [b64decode(text) for text in findall(r'class="clip"[^>]*>([^<]+)<', page)] == clips
    assert decks.kept[0] == decks.kept[1]
    assert [each.output for each in decks.ran[:2]] == ["talk.pptx\n", "talk.html\n"]
    assert all(each.errors.endswith(f"gradreel: {len(slides)} slides\n") for each in decks.ran[:2])


class Asked(NamedTuple):
    """The deck that would be made."""

    request: Request
    output: Output
    loops: bool


@pytest.fixture
def asked(quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Run the command line up to the drawing, and return the deck that would be made."""
    found: list[Asked] = []

    def render_deck(request: Request, output: Output, *, loops: bool) -> int:
        found.append(Asked(request, output, loops))
        return 1

    monkeypatch.setattr(deck, "render_deck", render_deck)

    def ask(*arguments: str) -> Asked:
        ran = quick("slides", *arguments)
        assert ran.status == 0, ran.errors
        return found[-1]

    return ask


def test_one_scene_takes_its_own_options(asked: Callable[..., Asked]) -> None:
    one = asked("sigmoid", "--data", "heart", "--x", "Age", "--seed", "3").request
    assert (*one.scenes, one.options.data, one.options.x, one.options.seed) == (
        *("sigmoid", "heart", ("Age",), 3),
    )
    assert [*asked("--data", "heart", "Sigmoid").request.scenes] == ["sigmoid"]
    assert [*asked("heart", "sigmoid").request.scenes] == ["heart", "sigmoid"]
    Path("gradreel.toml").write_text('theme = "light"\n[sigmoid]\nseed = 5\n', encoding="utf-8")
    for scenes in (["sigmoid"], ["heart", "sigmoid"]):
        request = asked(*scenes).request
        assert (request.appearance.theme, request.scenes["sigmoid"].seed) == ("light", 5)
    assert request.scenes["heart"] == entry("heart").defaults


def test_a_clip_loops_on_a_slide_and_plays_once_in_a_page(asked: Callable[..., Asked]) -> None:
    assert asked("heart").loops
    assert not asked("heart", "-o", "talk.html").loops
    assert asked("heart", "-o", "talk.html", "--play", "loop").loops
    assert not asked("heart", "--play", "once").loops
    assert asked("heart", "--media", "gif").output.format == "gif"
