"""SVG and PDF: a picture's drawing itself, in lines and areas that are sharp at any size."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final

import cairo

from gradreel.scenes.render.frame import Paint
from gradreel.scenes.render.picture import Picture

POINTS: Final = 72 / 96
"""How many points a pixel is on paper, as in a browser."""


def vector_of(paint: Paint, picture: Picture, form: str) -> bytes:
    """Draw a picture as a page of its size, a pixel being 1/96 inch; the same always.

    Args:
        paint: draws it.
        picture: its size.
        form: "svg" or "pdf".
    """
    page = BytesIO()
    with PAGES[form](page, picture) as surface:
        paint(surface)
    drawn = page.getvalue()
    return _named_anew(drawn) if form == "svg" else drawn


def _svg(page: BytesIO, picture: Picture) -> cairo.SVGSurface:
    surface = cairo.SVGSurface(page, picture.width, picture.height)
    surface.set_document_unit(cairo.SVGUnit.PX)
    return surface


def _pdf(page: BytesIO, picture: Picture) -> cairo.PDFSurface:
    surface = cairo.PDFSurface(page, picture.width * POINTS, picture.height * POINTS)
    surface.restrict_to_version(cairo.PDF_VERSION_1_4)  # which every reader and printer knows
    surface.set_device_scale(POINTS, POINTS)
    surface.set_metadata(cairo.PDF_METADATA_CREATE_DATE, "")
    return surface


PAGES: Final[Mapping[str, Callable[[BytesIO, Picture], Any]]] = {"svg": _svg, "pdf": _pdf}


def _named_anew(svg: bytes) -> bytes:
    """Name a page's pictures by their order in it: Cairo counts through all that it has drawn."""
    names: dict[bytes, bytes] = {}
    return re.sub(
        rb"\bsource-\d+", lambda found: names.setdefault(found[0], b"source-%d" % len(names)), svg
    )
