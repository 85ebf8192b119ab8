"""Manim's configuration is changed for a while, and all of it is put back."""

import pytest
from manim import Square, TexTemplate, VMobject, config
from manim.constants import RendererType

from gradreel.scenes.render.manim.seeking import changed_settings


@pytest.mark.parametrize("renderer", list(RendererType))
def test_what_is_changed_meanwhile_is_put_back(renderer: RendererType) -> None:
    before = dict(config)
    with changed_settings({"renderer": renderer, "frame_rate": 12.0}):
        assert (config.renderer, config.frame_rate) == (renderer, 12)
        config.background_color, config.renderer = "#123456", RendererType.OPENGL
        config.tex_template = TexTemplate(preamble="x")
    assert dict(config) == before
    assert issubclass(Square, VMobject)
