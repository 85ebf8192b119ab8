"""The order of the pages of the documentation: that of the first page, then all others."""

import re
from collections.abc import Iterable
from typing import Any

LINK = re.compile(r"\]\(([\w-]+\.md)\)")


def on_nav(nav: Any, config: Any, files: Any) -> Any:
    """Sort what the menu lists, when MkDocs asks; a page that nobody names comes at the end."""
    del config, files
    (first,) = (page for page in nav.pages if page.file.src_uri == "index.md")
    text = first.file.content_string
    order = ["index.md", *LINK.findall(text)]
    nav.items.sort(key=lambda item: _place(order, item.file.src_uri))
    _join(nav.items)
    return nav


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _join(pages: Iterable[Any]) -> None:
    """Let each page lead to the next one."""
    before = None
    for page in pages:
        page.previous_page, page.next_page = before, None
        if before is not None:
            before.next_page = page
        before = page
