"""`gradreel gallery` as a person meets it: a small page made by the real command, in a browser."""

import json
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.make.film import scene_title
from gradreel.scenes.make.gallery_page import summary_of
from gradreel.scenes.render.captions import read_web_captions
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import WHOLE, captions
from tests.browser import chromium, contrasts, names_of, visit
from tests.cli.conftest import interrupt
from tests.cli.export.galleries import command, made_in
from tests.conftest import Ran

SCENE = "heart"
LOOKS = ("dark-en", "dark-zh", "light-en", "light-zh")
ONE_LOOK = ("--lang", "en", "--theme", "dark", "--no-gif")
DARK: dict[str, Any] = {"color_scheme": "dark", "locale": "en-GB"}
PHONE: dict[str, Any] = {
    **DARK,
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def run(home: Path) -> Callable[..., Ran]:
    """Run the command in a folder, with one cache for all tests of this file."""

    return partial(made_in, home)


@pytest.fixture(scope="module")
def site(home: Path, run: Callable[..., Ran]) -> Path:
    """The folder of a gallery, made by a run that was interrupted and one that went on.

    Somebody else had put a file there before.
    """
    folder = home / "site"
    (folder / "clips").mkdir(parents=True)
    (folder / "clips" / "own.mp4").write_text("mine")
    making, cache = command([SCENE, "-o", "site"]), str(home / "cache")
    interrupt(making, home, lambda: [*folder.glob("clips/*-*.mp4")], GRADREEL_CACHE=cache)
    assert not (folder / "index.html").exists()
    assert list(folder.rglob(".gradreel-*")) == []
    ran = run(SCENE, "-o", "site")
    assert (ran.status, ran.output) == (0, "site/index.html\n"), ran.errors
    assert ran.errors.startswith("gradreel: 4 clips, ")
    return folder


@pytest.fixture(scope="module")
def two(home: Path, run: Callable[..., Ran]) -> Path:
    """The folder of a gallery of two scenes in one look."""
    ran = run("descent", SCENE, *ONE_LOOK, "--film", "--tall", "-o", "two")
    assert ran.errors.startswith("gradreel: 5 clips, 5 of them new, "), ran.errors
    return home / "two"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    with visit(browser, site / "index.html", **DARK) as seen:
        yield seen.page


def state(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def text_of(page: Page, selector: str) -> str:
    return page.locator(selector).first.inner_text()


def property_of(page: Page, name: str, selector: str = "video") -> Any:
    return page.locator(selector).first.evaluate(f"element => element.{name}")


@pytest.mark.slow
def test_the_folder_holds_all_looks_of_a_scene(site: Path) -> None:
    wanted = {
        f"clips/{SCENE}-{look}.{ending}"
        for look in LOOKS
        for ending in ("mp4", "gif", "vtt", "webp")
    }
    own = {*wanted, "index.html"}
    assert state(site).keys() == {*own, "gallery.json", "clips/own.mp4"}
    assert json.loads((site / "gallery.json").read_text())["files"].keys() == own
    clips = [ClipFile.of(site / name) for name in sorted(wanted) if name.endswith(".mp4")]
    assert {(each.width, each.height, each.fps) for each in clips} == {(160, 90, Fraction(1))}
    gifs = [site / name for name in wanted if name.endswith(".gif")]
    assert all(gif.stat().st_size <= 200_000 for gif in gifs)
    assert (site / "index.html").stat().st_size < 60_000


@pytest.mark.slow
def test_only_what_has_changed_is_made_anew(site: Path, run: Callable[..., Ran]) -> None:
    (site / "clips" / "heart-dark-en.vtt").unlink()
    before = state(site)
    ran = run(SCENE, "-o", "site")
    assert ran.errors.startswith("gradreel: 4 clips, 1 of them new, "), ran.errors
    changed = {name for name, time in state(site).items() if before.get(name) != time}
    of_one = {f"clips/heart-dark-en.{ending}" for ending in ("mp4", "gif", "vtt", "webp")}
    assert changed == {*of_one, "index.html", "gallery.json"}


@pytest.mark.slow
def test_a_smaller_gallery_removes_only_its_own_files(
    home: Path, two: Path, run: Callable[..., Ran]
) -> None:
    folder = home / "one"
    shutil.copytree(two, folder)
    (folder / "clips" / "heart-dark-en.mp4").write_text("mine by now")
    (folder / "notes.txt").write_text("mine")
    refused = run("descent", SCENE, *ONE_LOOK, "--tall", "-o", "one")
    assert "heart-dark-en.mp4' isn't as gradreel gallery left it" in refused.errors
    ran = run("descent", *ONE_LOOK, "--tall", "-o", "one")
    assert ran.errors.startswith("gradreel: 2 clips, 0 of them new, ")
    own = {
        f"clips/descent-dark-en{shape}.{ending}"
        for shape in ("", "-tall")
        for ending in ("mp4", "vtt", "webp")
    }
    others = {"notes.txt", "clips/heart-dark-en.mp4"}
    assert state(folder).keys() == {"index.html", "gallery.json", *own, *others}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "<fieldset" not in page  # there is nothing to choose


@pytest.mark.slow
def test_a_reader_learns_what_a_clip_is(page: Page) -> None:
    title = scene_title(SCENE, Appearance(language="en"))
    clip = page.get_by_role("article", name=title, exact=True)
    assert clip.get_by_role("heading", level=3).inner_text() == title
    assert text_of(page, ".summary") == entry(SCENE).summary
    assert text_of(page, "code") == f"gradreel render {SCENE} -r 160,90 --fps 1 -o {SCENE}.mp4"
    names = names_of(page)
    assert all(names)
    assert f"Play {title}" in names
    seen = captions(SCENE, "en").seen
    assert page.locator(".clip > .seen").inner_text() == seen[WHOLE]
    assert page.locator(".screen img:visible").get_attribute("alt") == seen[WHOLE]
    assert page.locator("video").get_attribute("aria-describedby") == f"{SCENE}-seen"
    assert set(page.locator("ol[lang=en] .seen").all_text_contents()) < set(seen.values())
    tracks = "video => [...video.textTracks].map((each) => each.kind)"
    assert page.locator("video").evaluate(tracks) == ["captions", "descriptions"]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.title() == "How neural networks learn"
    for link in page.locator("a[href^='#']").all():
        assert page.locator(str(link.get_attribute("href"))).count() == 1


@pytest.mark.slow
def test_keys_choose_the_theme_and_the_language_of_page_and_clips(page: Page) -> None:
    root = page.locator(":root")
    page.wait_for_selector("video")
    assert property_of(page, "src").endswith("heart-dark-en.mp4")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert root.get_attribute("data-theme") == "light"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert root.get_attribute("lang") == "zh-Hans"
    assert property_of(page, "src").endswith("heart-light-zh.mp4")
    assert property_of(page, "poster").endswith("heart-light-zh.webp")
    assert text_of(page, "h3") == scene_title(SCENE, Appearance(language="zh"))
    assert text_of(page, ".summary") == summary_of(entry(SCENE), "zh")[0]
    assert text_of(page, "code").endswith(" --theme light --lang zh -o heart.mp4")
    assert page.title() == "神经网络如何学习"
    page.reload()
    assert (root.get_attribute("data-theme"), root.get_attribute("lang")) == ("light", "zh-Hans")


@pytest.mark.slow
def test_every_stop_of_the_tab_key_is_seen(page: Page) -> None:
    stops = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        stop, is_seen = page.evaluate(
            "(() => { const e = document.activeElement;"
            "const ring = e.closest('.screen') ?? (e.matches('input') ? e.nextElementSibling : e);"
            "const style = getComputedStyle(ring);"
            "return [e.outerHTML.slice(0, 60), style.outlineStyle !== 'none']; })()"
        )
        if stop.startswith("<body"):
            break
        assert is_seen, stop
        stops.add(stop)
    assert len(stops) > 7


@pytest.mark.slow
def test_the_film_is_offered_at_the_top(two: Path, browser: Browser) -> None:
    with visit(browser, two / "index.html") as seen:
        assert text_of(seen.page, "main h2") == "The whole film"
        assert text_of(seen.page, "code") == (
            "gradreel film heart descent -r 160,90 --fps 1 -o film.mp4"
        )
        assert seen.page.locator("#heart .sentence").count() == len(
            list(read_web_captions((two / "clips/heart-dark-en.vtt").read_text("utf-8")))
        )
        told = list(read_web_captions((two / "clips/film-dark-en.vtt").read_text("utf-8")))
        assert seen.page.locator("#film .sentence").count() == len(told)


@pytest.mark.slow
def test_a_phone_that_is_held_upright_shows_tall_clips(two: Path, browser: Browser) -> None:
    with visit(browser, two / "index.html", **PHONE) as seen:
        page, source = seen.page, "document.querySelector('#heart video')?.src.split('/').at(-1)"
        page.evaluate("document.querySelector('#heart').scrollIntoView()")
        page.wait_for_selector("#heart video")
        assert page.evaluate(source) == "heart-dark-en-tall.mp4"
        assert text_of(page, "#heart code").startswith("gradreel render heart -r 90,160 ")
        sides = page.locator("#heart .screen").bounding_box()
        assert sides is not None
        assert sides["height"] > sides["width"]
        page.set_viewport_size({"width": 844, "height": 390})
        page.wait_for_function(f"{source} === 'heart-dark-en.mp4'")


@pytest.mark.slow
def test_a_clip_that_can_not_be_played_says_so(two: Path, browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(two, folder)
    (folder / "clips" / "heart-dark-en.mp4").write_text("no video")
    with visit(browser, folder / "index.html") as seen:
        play = seen.page.locator("#heart .play")
        play.click()
        ring = "getComputedStyle(document.querySelector('#heart .screen')).outlineStyle"
        assert seen.page.evaluate(ring) == "none"  # only the keys need one
        seen.page.get_by_role("alert").wait_for()
        assert text_of(seen.page, "#heart [role=alert]").startswith("This clip can't be played")
        assert play.is_visible()  # to try again
        assert seen.page.locator("#heart img:visible").count() == 1


@pytest.mark.slow
def test_a_clip_plays_alone_and_while_it_is_in_sight(two: Path, browser: Browser) -> None:
    with visit(browser, two / "index.html", viewport={"width": 600, "height": 500}) as seen:
        page = seen.page
        play = f"Play {scene_title(SCENE, Appearance(language='en'))}"
        page.get_by_role("button", name=play, exact=True).press("Enter")
        page.wait_for_function("document.querySelector('#heart video').currentTime > 0")
        assert page.evaluate("document.activeElement === document.querySelector('#heart video')")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_function("document.querySelector('#heart video').paused")
        page.evaluate("document.querySelector('#heart').scrollIntoView()")
        page.wait_for_function("!document.querySelector('#heart video').paused")
        page.evaluate("document.querySelector('#descent .play').click()")
        page.wait_for_function("document.querySelector('#heart video').paused")


@pytest.mark.slow
def test_a_clip_tells_its_captions_and_goes_on_in_another_language(page: Page, site: Path) -> None:
    page.wait_for_selector("video")
    assert property_of(page, "preload") == "none"
    assert property_of(page, "readyState") == 0  # nothing is loaded before it is wanted
    english, chinese = (
        list(read_web_captions((site / f"clips/{SCENE}-dark-{each}.vtt").read_text("utf-8")))
        for each in ("en", "zh")
    )
    page.locator("summary").click()
    page.locator(".sentence:visible button").nth(2).click()
    page.wait_for_function(
        "start => document.querySelector('video').currentTime > start", arg=english[2].start
    )
    video = page.locator("video")
    middle = (english[2].start + english[2].end) / 2
    video.evaluate("(video, time) => { video.pause(); video.currentTime = time }", middle)
    page.wait_for_selector(f".sentence[aria-current]:has-text('{english[2].text}')")
    video.evaluate("video => { video.textTracks[0].mode = 'showing' }")
    cues = "[...video.textTracks[0].cues].map(cue => [cue.startTime, cue.endTime, cue.text])"
    told = video.evaluate(f"video => {cues}")
    assert told == [[each.start, each.end, each.text] for each in english]
    page.locator("label", has_text="中文").click()
    page.wait_for_function("document.querySelector('video').readyState > 1")
    middle = (chinese[2].start + chinese[2].end) / 2
    assert property_of(page, "currentTime") == pytest.approx(middle, abs=0.01)
    assert property_of(page, "paused")
    assert property_of(page, "textTracks[0].mode") == "showing"
    assert property_of(page, "textTracks[0].activeCues[0].text") == chinese[2].text
    video.evaluate("video => video.play()")
    page.locator("label", has_text="English").click()
    page.wait_for_function("!document.querySelector('video').paused")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["clipboard", "selection", "by hand"])
def test_a_click_copies_the_command(site: Path, browser: Browser, way: str) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with visit(browser, site / "index.html", **DARK, permissions=permissions) as seen:
        page = seen.page
        if way != "clipboard":
            page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
            page.evaluate(
                "document.addEventListener('copy', () => {"
                " window.copied = document.activeElement.value })"
            )
        if way == "by hand":
            page.evaluate("document.execCommand = () => false")
        page.locator(".command code").click()
        wanted = "gradreel render heart -r 160,90 --fps 1 -o heart.mp4"
        page.wait_for_function("document.getElementById('heard').textContent")
        if way == "by hand":
            assert page.evaluate("getSelection().toString()").strip() == wanted
            assert text_of(page, "#heard") == "Press Ctrl+C or ⌘C"
        else:
            found = "navigator.clipboard.readText()" if way == "clipboard" else "window.copied"
            assert page.evaluate(found) == wanted
            assert text_of(page, ".done") == text_of(page, "#heard") == "Copied"


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "size"), [("dark", 1280), ("light", 390)])
def test_all_text_has_contrast_and_room(
    site: Path, browser: Browser, theme: str, size: int
) -> None:
    query = f"?theme={theme}&language=zh"
    viewport = {"width": size, "height": 800}
    with visit(browser, site / "index.html", query, viewport=viewport) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        ratios = contrasts(seen.page)
        assert len(ratios) > 8
        assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= size


@pytest.mark.slow
def test_without_scripts_it_is_pictures_and_links(site: Path, browser: Browser) -> None:
    for theme in ("light", "dark"):  # as the system prefers
        settings: dict[str, Any] = {"java_script_enabled": False, "color_scheme": theme}
        with visit(browser, site / "index.html", **settings) as seen:
            links = seen.page.locator(".screen a:visible")
            hrefs = [each.get_attribute("href") for each in links.all()]
            assert hrefs == [f"clips/{SCENE}-{theme}-en.mp4"]
            assert min(contrasts(seen.page).values()) > 4.5
    with visit(browser, site / "index.html", java_script_enabled=False) as seen:
        page = seen.page
        assert page.locator(".switches:visible, .command button:visible").count() == 0
        assert page.locator(".summary span:visible").count() == 1


@pytest.mark.slow
def test_on_paper_it_is_light_with_posters(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("video:visible, .switches:visible, .files:visible").count() == 0
    (poster,) = page.locator(".screen img:visible").all()
    assert str(poster.get_attribute("src")).endswith("heart-light-en.webp")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(252, 251, 248)"
    printed = page.pdf()
    assert b"/Subtype /Image" in printed  # the poster, though it wasn't loaded before


@pytest.mark.slow
def test_little_moves_for_whoever_wants_it_so_and_on_a_phone(site: Path, browser: Browser) -> None:
    with visit(browser, site / "index.html", **PHONE, reduced_motion="reduce") as seen:
        behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
        assert seen.page.evaluate(behaviour) == "auto"
        seen.page.wait_for_timeout(300)
        playing = "[...document.querySelectorAll('video')].filter(video => !video.paused).length"
        assert seen.page.evaluate(playing) == 0
        heights = seen.page.evaluate(
            "[...document.querySelectorAll('button, .switches label')]"
            ".filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44  # as a finger needs
