"""Lets Pango draw texts in processes that are forked from one where it has drawn some before.

Pango asks a thread of its own for fonts. A forked process has the font map but not that thread,
and would wait for it for ever at the first text in another font. So it gets a map of its own.
"""

import ctypes
import os

from manimpango import cmanimpango


def _renew_font_map() -> None:
    pango = ctypes.CDLL(cmanimpango.__file__)  # the very library that manim draws texts with
    pango.pango_cairo_font_map_set_default(None)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_font_map)
