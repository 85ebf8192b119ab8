"""The page in a browser: what a person sees and presses while they write a scene."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PATIENCE, chromium, contrasts, names_of, visit_address
from tests.watch.watched import LENGTH, SCENE, Watched, watched, watched_small

pytestmark = pytest.mark.slow
READABLE = 4.5  # the contrast that WCAG 2 asks of text
SIDE = [427, 180]  # where the upper side of the square is
PIXEL = """([x, y]) => [...document.querySelector('canvas').getContext('2d')
  .getImageData(x, y, 1, 1).data]"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with watched_small(tmp_path_factory.mktemp("watched")) as command:
        yield command


@pytest.fixture(params=[1280, 400])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def page(browser: Browser, small: Watched, width: int) -> Iterator[Page]:
    size: Any = {"width": width, "height": 800}
    with visit_address(browser, small.address, small.address, viewport=size) as seen:
        shows(seen.page, small.pictures()[0])
        yield seen.page
        small.save("small.py", SCENE)
        small.built()


def at(page: Page, frame: int) -> None:
    expect(page.locator("#time")).to_contain_text(f"frame {frame}", timeout=PATIENCE)


def shows(page: Page, picture: str | None) -> None:
    expect(page.locator("canvas")).to_have_attribute("data-shown", picture or "", timeout=PATIENCE)


def test_keys_step_jump_and_play(page: Page, small: Watched) -> None:
    pictures = small.pictures()
    shows(page, pictures[0])
    steps = [
        *(("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("Shift+ArrowRight", 15)),
        *(("Shift+ArrowRight", 30), ("Shift+ArrowLeft", 15), ("End", LENGTH - 1), ("Home", 0)),
    ]
    for key, frame in steps:
        page.keyboard.press(key)
        at(page, frame)
        shows(page, pictures[frame])
    page.keyboard.press("Space")
    assert page.get_by_role("button", name="Pause").count() == 1
    at(page, LENGTH - 1)  # some seconds later
    shows(page, pictures[-1])
    assert page.get_by_role("button", name="Play").count() == 1


def test_a_save_changes_the_picture_and_not_the_place(page: Page, small: Watched) -> None:
    page.keyboard.press("Shift+ArrowRight")
    shows(page, small.pictures()[15])
    small.save("small.py", SCENE.replace("BLUE", "RED"))
    small.until(lambda state: any(new for _, _, new, _ in state["pictures"]))
    small.built()
    shows(page, small.pictures()[15])
    red, green, *_ = page.evaluate(PIXEL, SIDE)
    assert red > 200 > green
    at(page, 15)
    assert page.locator("#spans .new").count() == 1
    assert page.locator("#spans .missing").count() == 0
    assert page.locator("#spans .mark").count() == 2
    expect(page.locator("#status")).to_have_text("Up to date: 36 of 37 frames are new")
    page.get_by_role("button", name="To the next change").click()
    at(page, 1)


def test_an_error_lies_over_the_picture_and_goes(page: Page, small: Watched) -> None:
    page.keyboard.press("End")
    picture = small.pictures()[-1]
    shows(page, picture)
    small.save("small.py", SCENE.replace("self.wait(0.5)", "self.add(Cirle())"))
    alert = page.locator("#fault")
    expect(alert).to_be_visible(timeout=PATIENCE)
    assert "NameError: name 'Cirle' is not defined" in alert.inner_text()
    assert page.locator("#steps").inner_text().splitlines() == [
        "small.py, line 9, construct",
        "self.add(Cirle())",
    ]
    assert "manager.py" not in alert.inner_text()
    page.get_by_text("All of the traceback").click()
    assert "manager.py" in alert.inner_text()
    shows(page, picture)
    small.save("small.py", SCENE)
    expect(alert).to_be_hidden(timeout=PATIENCE)


def test_the_command_is_of_the_part_where_the_viewer_is(page: Page, small: Watched) -> None:
    shows(page, small.pictures()[0])
    command = page.locator("#command")
    expect(command).to_have_text("gradreel render small.py Small --to 1")
    page.keyboard.press("Shift+ArrowRight")
    expect(command).to_have_text("gradreel render small.py Small --from 1 --to 2")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("c")
    expect(page.locator("#status")).to_contain_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "gradreel render small.py Small --from 1 --to 2"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_all_is_named_readable_and_on_the_screen(
    browser: Browser, small: Watched, width: int, theme: Any
) -> None:
    size: Any = {"width": width, "height": 800}
    how = {"viewport": size, "color_scheme": theme}
    with visit_address(browser, small.address, small.address, **how) as seen:
        shows(seen.page, small.pictures()[0])
        assert all(names_of(seen.page))
        assert min(contrasts(seen.page).values()) >= READABLE
        across = seen.page.evaluate("() => document.documentElement.scrollWidth")
        assert across <= width


def test_options_are_recorded_and_drawn_anew(browser: Browser, tmp_path: Path) -> None:
    picture = ("-r", "160,90", "--fps", "2")
    with watched(tmp_path, "descent", *picture) as command:
        command.built()
        with visit_address(browser, command.address, command.address) as seen:
            before = command.pictures()[-1]
            seen.page.keyboard.press("End")
            shows(seen.page, before)
            seen.page.get_by_label("--learning-rate").fill("0")
            seen.page.get_by_role("button", name="Record and draw").click()
            expect(seen.page.locator("#wrong")).to_contain_text("learning-rate", timeout=PATIENCE)
            seen.page.get_by_label("--learning-rate").fill("0.01")
            seen.page.get_by_role("button", name="Record and draw").click()
            expect(seen.page.locator("#wrong")).to_be_hidden(timeout=PATIENCE)
            expect(seen.page.locator("#command")).to_contain_text("--learning-rate 0.01")
            expect(seen.page.locator("canvas")).not_to_have_attribute("data-shown", before or "")
