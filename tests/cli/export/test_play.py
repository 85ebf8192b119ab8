"""`gradreel play` as a person meets it: the page of the real command, in a browser."""

import hashlib
import html
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import PATIENCE, contrasts, visit
from tests.browser import chromium as a_chromium
from tests.cli.export.galleries import made_in
from tests.conftest import Ran
from tests.render.manim.forks import gradreel_in

WIDTHS = (320, 768, 1280, 1920)
LIMIT = 400_000
EN: dict[str, Any] = {"color_scheme": "dark", "locale": "en-GB"}
STILL: dict[str, Any] = {**EN, "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_chromium() as found:
        yield found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("play")


@pytest.fixture(scope="module")
def path(home: Path) -> Path:
    """The page of all scenes, in all looks."""
    ran = gradreel_in(home, "play", "--theme", "all", "--lang", "all", "-o", "play.html")
    assert (ran.status, ran.output) == (0, "play.html\n"), ran.errors
    return home / "play.html"


def part(page: Page, panel: str, key: str) -> Locator:
    return page.locator(f"#live-{panel} [data-key={key}]")


def guess(page: Page, where: str) -> None:
    page.locator(f"#live-descent button[value={where}]").click()


def slide(page: Page, panel: str, key: str, value: float) -> None:
    """Move a slider, as a hand does, and let go."""
    move = """(input, value) => {
      input.value = value;
      for (const kind of ["input", "change"]) {
        input.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }"""
    part(page, panel, key).evaluate(move, str(value))


def chosen(page: Page, key: str) -> str:
    text: str = part(page, "descent", key).evaluate("e => e.selectedOptions[0].text")
    return text


def says(page: Page, panel: str, words: str) -> None:
    """Wait until a panel says something, to who hears it too."""
    heard = page.locator(f"#live-{panel} [role=status]")
    heard.filter(has_text=re.compile(words)).wait_for(state="attached")
    assert re.search(words, part(page, panel, "now").inner_text())


def ticked(page: Page) -> set[str]:
    keys: list[str] = page.locator(".ticked").evaluate_all("all => all.map(e => e.dataset.key)")
    return {key.removeprefix("task_") for key in keys}


@pytest.mark.slow
def test_the_page_is_one_small_file_that_runs_only_its_own_scripts(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert path.stat().st_size < LIMIT
    policy = re.search(r'script-src ([^;"]+)', html.unescape(content))
    assert policy is not None
    scripts = re.findall(r"<script>(.*?)</script>", content, re.DOTALL)
    known = [
        f"'sha256-{b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in scripts
    ]
    assert policy[1].split() == known
    assert not re.search(r"https?://(?!www\.w3\.org)", content)


@pytest.mark.slow
def test_a_first_time_user_does_all_that_the_page_proposes(browser: Browser, path: Path) -> None:
    with visit(browser, path, **STILL) as seen:
        page = seen.page
        for value, words, found in (
            (1.0, "the higher p", set()),
            (-0.9, r"the lower p\.$", {"sign"}),
            (-0.8, r"the lower p\. .* beats 0\.6538", {"sign", "beat"}),
        ):
            slide(page, "sigmoid", "b1", value)
            says(page, "sigmoid", words)
            assert ticked(page) == found
        part(page, "sigmoid", "run").click()
        says(
            page,
            "sigmoid",
            "The run ends at 0\\.5955: β₀\u00a0=\u00a0−0\\.17, β₁\u00a0=\u00a0−0\\.99",
        )
        guess(page, "lowest")
        says(page, "descent", "You said “in the lowest place”: right.* global minimum")
        slide(page, "descent", "rate", 200)
        says(page, "descent", "It diverges")
        slide(page, "descent", "rate", -89)
        part(page, "descent", "map").focus()
        for _ in range(10):
            page.keyboard.press("ArrowRight")
        assert part(page, "descent", "steps").inner_text() == "0"
        guess(page, "other")
        says(page, "descent", "Stuck in a local minimum")
        part(page, "minibatch", "run").click()
        says(page, "minibatch", r"all 79 gets stuck at 8\.94 years")
        slide(page, "minibatch", "size", 3)
        assert "arrive" not in ticked(page)
        part(page, "minibatch", "run").click()
        says(page, "minibatch", "After 100 steps it is in the lowest valley")
        counted = part(page, "minibatch", "count").filter(
            has_text="87 of 100 runs end at about 10.6"
        )
        counted.wait_for()
        slide(page, "minibatch", "size", 1)
        part(page, "minibatch", "count").filter(has_text="52 of 100 runs").wait_for()
        slide(page, "minibatch", "size", 3)
        counted.wait_for()
        assert ticked(page) == {
            *("sign", "beat", "found", "guess", "diverge", "move", "stuck", "arrive")
        }
        part(page, "minibatch", "leap").click()
        says(page, "minibatch", "Then comes this curve: where does it lead")
        step = part(page, "minibatch", "step")
        over = int(step.input_value())
        page.get_by_role("button", name="Next step").click()
        expect(step).to_have_value(str(over + 1), timeout=PATIENCE)


@pytest.mark.slow
def test_what_a_hand_passes_is_not_found(browser: Browser, path: Path) -> None:
    dragged = """(input, values) => values.forEach((value) => {
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    })"""
    with visit(browser, path, "#minibatch?step=100", **STILL) as seen:
        page = seen.page
        for panel, key, values in (
            ("sigmoid", "b1", [1.0, -0.9]),
            ("descent", "rate", [200, -89]),
            ("minibatch", "size", [3, 7]),
        ):
            part(page, panel, key).evaluate(dragged, values)
        assert ticked(page) == set()
        slide(page, "minibatch", "size", 3)
        assert ticked(page) == set()
        slide(page, "minibatch", "step", 100)
        assert ticked(page) == {"arrive"}


@pytest.mark.slow
def test_each_circle_is_a_run_to_look_at(browser: Browser, path: Path) -> None:
    with visit(browser, path, "#minibatch?size=4&step=100", **STILL) as seen:
        page = seen.page
        circles = page.locator("#live-minibatch [data-key=runs] input")
        assert page.locator("#live-minibatch [data-key=runs] :checked").input_value() == "0"
        at_first = circles.first.bounding_box()
        part(page, "minibatch", "count").filter(has_text="77 of 100 runs").wait_for()
        assert circles.first.bounding_box() == at_first
        lost = page.get_by_role("radio", name="run 3 doesn’t arrive")
        lost.click()
        says(page, "minibatch", "end elsewhere")
        page.keyboard.press("ArrowRight")
        says(page, "minibatch", "in the lowest valley")
        page.wait_for_function("() => location.hash.includes('seed=3')")
        slide(page, "minibatch", "size", 7)
        assert circles.first.is_disabled()
        assert circles.count() == 100


@pytest.mark.slow
def test_a_button_says_how_many_steps_it_runs(browser: Browser, path: Path) -> None:
    with visit(browser, path, **STILL) as seen:
        run, steps = (part(seen.page, "descent", key) for key in ("run", "steps"))
        for words, end in (("Run 20 steps", "20"), ("20 more steps", "40")):
            assert run.inner_text() == words
            run.click()
            steps.filter(has_text=end).wait_for()


@pytest.mark.slow
def test_an_address_is_a_setting(browser: Browser, path: Path) -> None:
    address = "#descent?surface=himmelblau&rate=0.01&x=1&y=-1&done=30;sigmoid?b1=-2&b0=oops"
    with visit(browser, path, address, **EN) as seen:
        page = seen.page
        assert chosen(page, "surface") == "Himmelblau"
        assert part(page, "descent", "steps").inner_text() == "30"
        assert part(page, "sigmoid", "b1-said").inner_text() == "−2.00"
        assert part(page, "sigmoid", "b0-said").inner_text() == "0.00"
        assert "sign" not in ticked(page)  # which is for readers to find out
        slide(page, "descent", "rate", -230)
        page.wait_for_function("() => location.hash.includes('rate=0.00501')")
        assert page.evaluate("location.hash").startswith("#descent?")
        assert "sigmoid?" in page.evaluate("location.hash")
        page.evaluate("location.hash = '#descent?surface=nowhere&x=1e200&y=1e200&done=9'")
        says(page, "descent", "no value|too large|leaves")
        page.evaluate("location.hash = '#minibatch?size=8&seed=7&step=12&rate=nothing'")
        page.locator("#live-minibatch [value='7']:checked").wait_for()
        assert part(page, "minibatch", "size-said").inner_text() == "8"
        assert part(page, "minibatch", "step-said").inner_text() == "12 / 100"
        assert part(page, "minibatch", "rate-said").inner_text() == "0.200"


@pytest.mark.slow
def test_it_says_where_a_run_ends_only_at_its_end(browser: Browser, path: Path) -> None:
    with visit(browser, path, **EN) as seen:
        now = part(seen.page, "sigmoid", "now")
        part(seen.page, "sigmoid", "run").click()
        now.filter(has_text=re.compile(r"Step \d+ of the run")).wait_for()
        assert ticked(seen.page) == set()
        says(seen.page, "sigmoid", r"The run ends at 0\.5955")
        assert ticked(seen.page) == {"found"}


@pytest.mark.slow
def test_a_point_outside_its_chart_is_an_arrow_at_the_edge(browser: Browser, path: Path) -> None:
    with visit(browser, path, "#minibatch?size=1&rate=2&step=100&seed=3", **STILL) as seen:
        sheet = seen.page.locator("#live-minibatch [data-sheet=loss]")
        sheet.get_by_text("43.26 years →").wait_for()
        assert sheet.locator(".point").get_attribute("d") == ""
        slide(seen.page, "minibatch", "step", 0)
        sheet.get_by_text("→").wait_for(state="detached")
        assert sheet.locator(".point").get_attribute("d") != ""


ENDINGS = {
    "rate=3&x=2&y=2&done=3": "step 2, but not for good: at step 5 it is back",
    "surface=six-hump-camel&rate=0.2&done=5": "for good, with ever longer steps",
    "surface=saddle&x=0.5&y=0.5&rate=0.3&done=30": "there is no floor",
    "surface=saddle&x=0.5&y=0.5&rate=1e200&done=1": "step 1 the numbers are too large",
    "rate=1.12&done=20": "At step 20 it still swings to and fro",
}


@pytest.mark.slow
def test_it_says_how_a_run_ends_and_whether_one_off_the_map_comes_back(
    browser: Browser, path: Path
) -> None:
    for setting, words in ENDINGS.items():
        with visit(browser, path, f"#descent?{setting}", **EN) as seen:
            says(seen.page, "descent", words)


@pytest.mark.slow
def test_a_finger_sets_the_start_and_a_mouse_drags_the_point(browser: Browser, path: Path) -> None:
    phone: dict[str, Any] = {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
    }
    with visit(browser, path, **EN, **phone) as seen:
        page = seen.page
        sheet = page.locator("#live-descent [data-sheet=map] > svg").last
        sheet.scroll_into_view_if_needed()
        sheet.tap(position={"x": 270, "y": 90})
        place = "parseFloat(document.querySelector('[data-key=place]').innerText)"
        page.wait_for_function(f"() => {place} > 1")
    with visit(browser, path, **EN) as seen:
        page = seen.page
        box = page.locator("#live-sigmoid [data-sheet=map]").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 200, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 250)
        page.mouse.up()
        says(page, "sigmoid", "the lower p")


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_every_window_in_every_look(browser: Browser, path: Path, width: int) -> None:
    for theme, language in (("dark", "zh"), ("light", "en")):
        look = f"?theme={theme}&language={language}"
        with visit(browser, path, look, viewport={"width": width, "height": 800}) as seen:
            page = seen.page
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            least = contrasts(page)
            assert min(least.values()) >= 4.5, least
            small = page.locator("button, select, input").evaluate_all(
                "all => all.filter(e => e.checkVisibility() && !e.closest('.switches')"
                " && e.getBoundingClientRect().height < (e.type === 'radio' ? 24 : 44)).length"
            )
            assert small == 0


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_panel_is_seen_whole_with_all_that_it_says(
    browser: Browser, path: Path, language: str
) -> None:
    window: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
    with visit(browser, path, f"?language={language}", **STILL, **window) as seen:
        page = seen.page
        first = "document.querySelector('.live').getBoundingClientRect().bottom"
        assert page.evaluate(first) <= 800
        part(page, "sigmoid", "run").click()
        guess(page, "other")
        slide(page, "descent", "rate", 200)
        slide(page, "minibatch", "size", 3)
        part(page, "minibatch", "leap").click()
        heights = "all => all.map(each => each.getBoundingClientRect().height)"
        assert max(page.locator(".live").evaluate_all(heights)) <= 800


@pytest.mark.slow
def test_all_that_is_set_has_a_name_and_says_its_value(browser: Browser, path: Path) -> None:
    with visit(browser, path, "?language=zh", **EN) as seen:
        page = seen.page
        unnamed = page.locator("main :is(input, select)").evaluate_all(
            "all => all.filter(e => !e.labels[0]?.innerText.trim() && !e.ariaLabel)"
            ".map(e => e.outerHTML)"
        )
        assert unnamed == []
        assert page.locator("output").evaluate_all("all => all.every(e => e.value)")
        sliders = page.locator("input[type=range]")
        assert sliders.evaluate_all("all => all.every(e => e.ariaValueText)")
        left = page.evaluate("document.body.innerText.match(/\\{\\w+\\}|undefined|NaN/g)")
        assert left is None
        page.locator("input[value=en]").check(force=True)
        assert page.locator("h1").inner_text() == "Play with it"
        says_now = part(page, "sigmoid", "now").inner_text()
        assert says_now.startswith("β₁ is above zero")


def busy(page: Page) -> Callable[[], float]:
    """Return what says for how many milliseconds a page has kept its thread busy."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def read() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        (seconds,) = (each["value"] for each in metrics if each["name"] == "TaskDuration")
        return 1000 * float(seconds)

    return read


@pytest.mark.slow
def test_a_slider_keeps_the_page_busy_for_less_than_a_picture(browser: Browser, path: Path) -> None:
    follow = """async (input, count) => {
      for (let step = 0; step < count; step += 1) {
        input.value = Number(input.min) + (step / count) * (input.max - input.min);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
    }"""
    with visit(browser, path, **EN) as seen:
        spent = busy(seen.page)
        for panel, key in (("sigmoid", "b1"), ("descent", "rate"), ("minibatch", "size")):
            before = spent()
            part(seen.page, panel, key).evaluate(follow, 60)
            assert 0 < (spent() - before) / 60 < 16, panel


@pytest.mark.slow
def test_it_is_printed_light_and_without_buttons(browser: Browser, path: Path) -> None:
    with visit(browser, path, **EN) as seen:
        seen.page.emulate_media(media="print")
        ground = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == "rgb(252, 251, 248)"
        assert not part(seen.page, "descent", "run").is_visible()
        assert part(seen.page, "sigmoid", "loss").is_visible()


@pytest.mark.slow
def test_own_data_words_and_colours_are_on_it(browser: Browser, home: Path) -> None:
    rng = np.random.default_rng(0)
    ages = rng.normal(50, 10, 2000)
    rows = (f"{age:.2f},{'ill' if rng.random() < (age - 20) / 60 else 'well'}" for age in ages)
    (home / "own.csv").write_text("age <b> {n} €🙂,state\n" + "\n".join(rows), encoding="utf-8")
    (home / "words.toml").write_text('language = "en"\n[sigmoid]\nkicker = "My curve"\n')
    (home / "colours.toml").write_text('model = "#FFFFFF"\n')
    own = ("--texts", "words.toml", "--palette", "colours.toml")
    ran = gradreel_in(
        home, "play", "sigmoid", "--data", "own.csv", "--y", "state", *own, "-o", "own"
    )
    assert ran.status == 0, ran.errors
    assert "y = 1 is state: well" in ran.errors
    with visit(browser, home / "own.html") as seen:
        text = seen.page.locator("main").inner_text()
        assert "My curve" in text
        assert "800 of 2,000 rows, evenly chosen" in text
        assert "the higher age <b> {n} €🙂, the higher p" in text
        colour = "getComputedStyle(document.documentElement).getPropertyValue('--model')"
        assert seen.page.evaluate(colour) == "#FFFFFF"
    data = json.loads(
        re.findall(r'id="live-data">(.*?)</script>', (home / "own.html").read_text())[0]
    )
    assert len(data["panels"]["sigmoid"]["values"]) == 800


@pytest.mark.slow
def test_a_recorded_run_is_played_with(browser: Browser, home: Path) -> None:
    trained = ("--surface", "beale", "--optimizer", "momentum", "--steps", "80", "-o", "run.npz")
    assert gradreel_in(home, "train", "surface", *trained).status == 0
    ran = gradreel_in(home, "play", "descent", "--run", "run.npz", "-o", "run.html")
    assert ran.status == 0, ran.errors
    with visit(browser, home / "run.html", **STILL) as seen:
        assert chosen(seen.page, "optimizer") == "momentum"
        part(seen.page, "descent", "run").click()
        part(seen.page, "descent", "steps").filter(has_text="80").wait_for()
        loss = part(seen.page, "descent", "loss").inner_text()
    told = gradreel_in(home, "inspect", "run.npz", "--json").output
    assert float(loss.replace("−", "-")) == pytest.approx(json.loads(told)["loss"][-1], abs=1e-6)


@pytest.mark.slow
def test_a_gallery_has_the_same_panels(browser: Browser, home: Path) -> None:
    ran = made_in(home, "heart", "sigmoid", "--theme", "dark", "--no-gif", "--live", "-o", "site")
    assert ran.status == 0, ran.errors
    with visit(browser, home / "site" / "index.html", **STILL) as seen:
        page = seen.page
        assert page.locator(".live").count() == 1
        slide(page, "sigmoid", "b1", -0.9)
        says(page, "sigmoid", "the lower p")
        page.locator("input[value=zh]").check(force=True)
        assert "p 越低" in part(page, "sigmoid", "now").inner_text()
        assert page.locator("video, .screen img").count() > 0


REFUSED = {
    "play race": "one can't play with race: name sigmoid, descent, minibatch",
    "play sigmoid sigmoid": "sigmoid is named twice; name it once",
    "play -o page.pdf": "a page is an html: name it 'page.html'",
    "play sigmoid descent --surface saddle": "--surface is of one scene",
    "play --data nope.csv": "there is no file 'nope.csv'",
    "play descent --surface x^2": "the formula has a ^",
    "gallery heart --live": "one can't play with heart",
}


@pytest.mark.parametrize("line", REFUSED)
def test_a_wrong_request_is_one_line_and_leaves_no_file(
    forked: Callable[..., Ran], tmp_path: Path, line: str
) -> None:
    ran = forked(*line.split())
    assert ran.status == 2
    assert REFUSED[line] in ran.errors
    assert ran.errors.count("\n") == 1
    assert [*tmp_path.iterdir()] == []
