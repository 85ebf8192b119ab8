"""The documentation: its links lead somewhere, it needs no network, and it says what is so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.browser import chromium, contrasts, visit
from tools.reference import PAGE, reference

PAGES = sorted((ROOT / "docs").glob("*.md"))
SOURCE = re.compile(r"<(?:script|img|link|iframe)[^>]*?(?:src|href)=[\"']?(https?:[^\"' >]+)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as MkDocs builds them, which ends at a link that leads nowhere."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return folder


def test_every_page_is_there_and_in_the_menu(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    menu = re.findall(r'<a href="([\w.-]+\.html|\./|\.)" class="md-nav__link', index)
    assert {path.with_suffix(".html").name for path in PAGES} <= {*menu, "index.html"}
    assert menu.index("install.html") < menu.index("first-clip.html") < menu.index("film.html")


def test_a_page_asks_no_other_machine_for_anything(site: Path) -> None:
    for page in site.glob("*.html"):
        assert SOURCE.findall(page.read_text(encoding="utf-8")) == [], page.name


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_a_page_from_a_folder_fits_is_read_and_is_searched(
    site: Path, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 800}
    with (
        chromium() as browser,
        visit(browser, site / "index.html", viewport=size, color_scheme=scheme) as seen,
    ):
        page = seen.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert all(page.evaluate("[...document.images].map((each) => each.naturalWidth)"))
        links = [ratio for name, ratio in contrasts(page).items() if name.endswith(("TD", " A"))]
        assert min(links) >= 4.5
        lines = "Math.max(...[...document.querySelectorAll('article p')].map((p) => p.offsetWidth))"
        assert page.evaluate(lines) <= 46 * 16
        page.click("label[for=__search]:visible, .md-search__input:visible")
        page.keyboard.type("standardise")
        page.wait_for_selector(".md-search-result__link")


def test_the_reference_says_what_help_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: python -m tools.reference"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_of_other_pages_lead_somewhere(name: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)", (ROOT / name).read_text(encoding="utf-8")):
        assert link.startswith("http") or (ROOT / link).exists(), link
