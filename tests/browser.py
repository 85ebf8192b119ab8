"""A real Chromium for tests of pages: what they show, what they complain of, what they ask for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE: Final = 30_000
"""Milliseconds to wait for what a page is to do, on a busy machine."""

NAMES: Final = """() => [...document.querySelectorAll('a[href], button, input, video')]
  .filter((each) => each.checkVisibility())
  .map((each) => each.hasAttribute('aria-labelledby')
    ? each.getAttribute('aria-labelledby').split(' ')
        .map((id) => document.getElementById(id).innerText).join(' ')
    : each.getAttribute('aria-label') || each.innerText || each.labels?.[0]?.innerText || '')
"""
CONTRAST: Final = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => channels(colour).slice(0, 3).reduce((sum, value, place) => {
    const share = value / 255;
    const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    return sum + [0.2126, 0.7152, 0.0722][place] * linear;
  }, 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if ((channels(colour)[3] ?? 1) === 1) return colour;
    }
  };
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const name = `${element.closest('[class]')?.className} ${element.parentElement.tagName}`;
    found[name] = Math.min(found[name] ?? 99, ratio);
  }
  return found;
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the system's Chromium, without a window; skip the test where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("there is no Chromium on this machine; install Debian's package chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page that is open, and what it and those that it opens did that a reader shouldn't meet.

    Attributes:
        page: the page.
        faults: errors, and what was written to the console.
        elsewhere: what was asked for beyond the page's own folder.
    """

    page: Page
    faults: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Note what the page wrote to the console, as a warning or an error."""
        if message.type in {"warning", "error"}:
            self.faults.append(message.text)

    def asked(self, request: Request, folder: str) -> None:
        """Note a request, unless it is for a file of the page's folder or for what it holds."""
        if not request.url.startswith((folder, "data:", "blob:")):
            self.elsewhere.append(request.url)


@contextmanager
def visit(browser: Browser, path: Path, query: str = "", **settings: Any) -> Iterator[Visit]:
    """Open a file as a reader does who clicks on it; at the end see that nothing went wrong.

    Args:
        browser: what opens it.
        path: the page.
        query: what follows its name, such as "?theme=light".
        settings: how the reader's browser is set up, as `Browser.new_context` takes it.
    """
    with visit_address(browser, path.as_uri() + query, path.parent.as_uri(), **settings) as seen:
        yield seen


@contextmanager
def visit_address(browser: Browser, address: str, folder: str, **settings: Any) -> Iterator[Visit]:
    """Open a page by its address; at the end see that nothing went wrong.

    Args:
        browser: what opens it.
        address: the page's.
        folder: the address of the folder that all that it asks for is in.
        settings: as for `visit`.
    """
    context = browser.new_context(**settings)
    try:
        context.set_default_timeout(PATIENCE)
        seen = Visit(context.new_page())
        context.on("console", seen.hear)
        context.on("weberror", lambda each: seen.faults.append(str(each.error)))
        context.on("request", lambda each: seen.asked(each, folder))
        seen.page.goto(address)
        yield seen
        assert (seen.faults, seen.elsewhere) == ([], []), (seen.faults, seen.elsewhere)
    finally:
        context.close()


def names_of(page: Page) -> list[str]:
    """Return what a screen reader calls the links, the buttons and the players of a page."""
    return [str(name).strip() for name in page.evaluate(NAMES)]


def contrasts(page: Page) -> dict[str, float]:
    """Return the least contrast of text with what is behind it, by where on the page it is."""
    return {name: float(ratio) for name, ratio in page.evaluate(CONTRAST).items()}
