"""A deck as a page, in a real browser, as a speaker and a reader meet it."""

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from gradreel.scenes.make.deck_page import write_page
from tests.browser import chromium, visit
from tests.make.deck.sample import DARKEST, FRAMES, PICTURE, SENTENCES, deck

SLIDES = 5
FIRST_BEAT = 2
SHOWN = "[...document.querySelectorAll('.slide')].findIndex(each => each.matches('.shown'))"
VIDEO = "document.querySelector('.shown video')"
ENDED = f"() => {VIDEO}?.ended && !document.querySelector('.waiting, .leaving')"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deck")
    write_page(deck(folder), folder / "deck.html")
    return folder / "deck.html"


def go_to(page: Page, slide: int) -> None:
    page.keyboard.press("Home")
    for _ in range(slide):
        page.keyboard.press("ArrowRight")
    assert page.evaluate(SHOWN) == slide


def test_keys_clicks_and_buttons_go_from_slide_to_slide(browser: Browser, path: Path) -> None:
    with visit(browser, path) as seen:
        page = seen.page
        place = 0
        for key in ("ArrowRight", "ArrowDown", "PageDown", "Space", "Enter"):
            page.keyboard.press(key)
            place = min(place + 1, SLIDES - 1)  # where it ends it stays
            assert page.evaluate(SHOWN) == place
        for key in ("ArrowLeft", "ArrowUp", "PageUp", "Backspace", "Home", "ArrowLeft"):
            page.keyboard.press(key)
            place = 0 if key == "Home" else max(place - 1, 0)
            assert page.evaluate(SHOWN) == place
        page.keyboard.press("End")
        assert page.evaluate(SHOWN) == SLIDES - 1
        page.mouse.click(20, 200)
        assert page.evaluate(SHOWN) == SLIDES - 2
        page.mouse.click(800, 200)
        assert page.evaluate(SHOWN) == SLIDES - 1
        page.get_by_role("button", name="Back").click()
        assert page.evaluate(SHOWN) == SLIDES - 2
        page.keyboard.press("Space")  # presses the button that was clicked, as it has the focus
        assert page.evaluate(SHOWN) == SLIDES - 3
        assert page.url.endswith(f"#{SLIDES - 2}")
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement !== null")
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement === null")


def test_a_clip_plays_once_and_holds_its_last_picture(browser: Browser, path: Path) -> None:
    with visit(browser, path) as seen:
        page = seen.page
        go_to(page, FIRST_BEAT)
        page.wait_for_function(ENDED)
        assert page.evaluate(f"{VIDEO}.currentTime === {VIDEO}.duration")
        assert page.evaluate(f"getComputedStyle({VIDEO}).visibility") == "visible"
        page.evaluate(f"{VIDEO}.addEventListener('seeking', () => (window.again = true))")
        page.keyboard.press("r")
        page.wait_for_function("() => window.again")  # it may have ended again by now
        page.wait_for_function(ENDED)


def test_a_clip_that_loops_can_be_paused_and_the_screen_be_black(
    browser: Browser, tmp_path: Path
) -> None:
    write_page(deck(tmp_path, loops=True), tmp_path / "deck.html")
    with visit(browser, tmp_path / "deck.html") as seen:
        page = seen.page
        go_to(page, FIRST_BEAT)
        for key in ("k", "b"):
            page.wait_for_function(f"() => !{VIDEO}.paused && {VIDEO}.currentTime > 0")
            page.keyboard.press(key)
            assert page.evaluate(f"{VIDEO}.paused")
            if key == "b":
                assert np.all(np.asarray(Image.open(BytesIO(page.screenshot())).convert("L")) == 0)
                assert page.get_by_role("status").inner_text() == "3 of 5: the screen is black"
            page.keyboard.press("k")  # a black screen is only lifted by whatever is pressed
        assert page.evaluate(SHOWN) == FIRST_BEAT
        page.wait_for_function(f"() => !{VIDEO}.paused")


def test_a_number_leads_to_its_slide_which_shows_its_own(browser: Browser, path: Path) -> None:
    with visit(browser, path) as seen:
        page = seen.page
        for key in ("4", "Enter"):
            page.keyboard.press(key)
        assert page.evaluate(SHOWN) == 3
        assert page.locator("#number").text_content() == "4"


PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


def swipe(page: Page, start: int, end: int) -> None:
    """Move a finger across."""
    session = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [start]),
        ("touchMove", [(start + end) // 2]),
        ("touchMove", [end]),
        ("touchEnd", []),
    ):
        points = [{"x": x, "y": 400} for x in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_finger_swipes_and_taps_for_the_buttons(browser: Browser, path: Path) -> None:
    with visit(browser, path, **PHONE) as seen:
        page = seen.page
        page.wait_for_function("() => !document.querySelector('.seen')")
        place = page.get_by_role("button", name="Next").bounding_box()
        assert place is not None
        middle = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        page.touchscreen.tap(*middle)  # on a button that has faded
        assert page.evaluate(SHOWN) == 0
        page.wait_for_selector(".controls.seen")
        page.touchscreen.tap(*middle)
        assert page.evaluate(SHOWN) == 1
        for start, end, shown in ((350, 50, 2), (350, 50, 3), (50, 350, 2), (200, 220, 2)):
            swipe(page, start, end)
            assert page.evaluate(SHOWN) == shown
        page.keyboard.press("b")
        page.touchscreen.tap(200, 200)
        assert page.evaluate("document.querySelector('.black')") is None
        assert page.evaluate(SHOWN) == 2


@contextmanager
def filmed(page: Page) -> Iterator[list[float]]:
    """Take down how bright the page is, from 0 to 255, whenever it is painted anew."""
    seen: list[float] = []
    session = page.context.new_cdp_session(page)

    def take(event: dict[str, Any]) -> None:
        with Image.open(BytesIO(b64decode(event["data"]))) as picture:
            seen.append(float(np.asarray(picture.convert("L"), float).mean()))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", take)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    yield seen
    session.send("Page.stopScreencast")


def test_the_next_clip_is_ready_and_nothing_flashes_between_two(
    browser: Browser, path: Path
) -> None:
    size = {"width": PICTURE.width, "height": PICTURE.height}
    with visit(browser, path, viewport=size) as seen:
        page = seen.page
        go_to(page, FIRST_BEAT)
        page.wait_for_function(ENDED)
        page.wait_for_function("() => !document.querySelector('.seen')")
        with filmed(page) as brightness:
            for slide in (FIRST_BEAT + 1, FIRST_BEAT + 2):
                ahead = f".slide:nth-of-type({slide + 1}) video"
                ready = "path => document.querySelector(path)?.readyState === 4"
                page.wait_for_function(ready, arg=ahead)
                page.keyboard.press("ArrowRight")
                page.wait_for_function(ENDED)
        assert len(brightness) > FRAMES
        assert min(brightness) > DARKEST - 12  # the page behind the clips is far darker
        assert page.locator("video").count() == 2  # others are let go


def test_a_speaker_sees_notes_and_what_comes_and_goes_on_from_there(
    browser: Browser, path: Path
) -> None:
    with visit(browser, path) as seen:
        page = seen.page
        go_to(page, FIRST_BEAT)
        with page.context.expect_page() as opened:
            page.keyboard.press("s")
        speaker = opened.value

        def shows(name: str) -> str:
            return speaker.locator(f"[data-shows={name}]").inner_text()

        assert shows("place") == "3 of 5"
        assert shows("notes").split("\n\n") == [f"notes of {SENTENCES[0]}", "beat 1"]
        assert shows("nextSentence") == SENTENCES[1]
        assert re.fullmatch(r"\d+:\d\d", shows("elapsed"))
        assert re.search(r"\d\d:\d\d", shows("clock"))
        speaker.keyboard.press("ArrowRight")
        assert page.evaluate(SHOWN) == FIRST_BEAT + 1
        speaker.get_by_role("button", name="Next").click()
        assert page.evaluate(SHOWN) == FIRST_BEAT + 2
        assert shows("nextSentence") == "The end"
        speaker.get_by_role("button", name="Start at 0:00").click()
        assert shows("elapsed") == "0:00"


def test_who_wants_no_motion_sees_pictures_and_may_play_them(browser: Browser, path: Path) -> None:
    with visit(browser, path, reduced_motion="reduce") as seen:
        page = seen.page
        go_to(page, FIRST_BEAT)
        picture = page.locator(".shown img")
        assert picture.is_visible()
        assert page.evaluate(f"{VIDEO}.paused")
        page.keyboard.press("r")
        page.wait_for_function(ENDED)
        assert not picture.is_visible()


def test_a_page_is_printed_for_each_slide(browser: Browser, path: Path) -> None:
    with visit(browser, path) as seen:
        printed = seen.page.pdf(prefer_css_page_size=True, print_background=True)
        seen.page.emulate_media(media="print")
        ground = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == "rgb(252, 251, 248)"
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == SLIDES
    assert re.search(rb"/MediaBox \[0 0 960 540\]", printed)


def test_without_script_all_is_there_to_read(browser: Browser, path: Path) -> None:
    with visit(browser, path, java_script_enabled=False) as seen:
        assert seen.page.locator(".slide").count() == SLIDES
        assert all(each.is_visible() for each in seen.page.locator(".slide img").all())


def test_a_screen_reader_hears_what_a_viewer_sees(browser: Browser, path: Path) -> None:
    with visit(browser, path) as seen:
        page = seen.page
        go_to(page, FIRST_BEAT)
        assert page.get_by_role("status").inner_text() == f"3 of 5: {SENTENCES[0]}"
        heads: Any = page.locator("h1, h2, h3").evaluate_all(
            "all => all.map(each => [each.tagName, each.textContent])"
        )
        assert heads == [
            ["H1", "The deck"],
            ["H2", "A scene"],
            *(["H3", sentence] for sentence in SENTENCES),
        ]
        names: Any = page.locator("button").evaluate_all(
            "all => all.map(each => each.ariaLabel ?? each.textContent)"
        )
        assert names == [
            *("Back", "Next", "Pause or go on", "Play again", "Full screen", "Speaker view")
        ]
        assert page.locator(".shown video").get_attribute("aria-label") == "A clip of 0.6 s"
        assert page.locator(".shown img").get_attribute("alt") == "The last picture of the clip"
        page.keyboard.press("ArrowRight")
        shown = page.locator(".shown video, .shown img")
        assert (
            shown.evaluate_all("all => all.map(each => each.ariaLabel ?? each.alt)")
            == ["what beat 2 shows"] * 2
        )
