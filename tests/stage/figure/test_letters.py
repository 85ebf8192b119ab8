"""Letters that are kept: the same bits as Agg's, wherever, however large and faint they are."""

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.style import theme

WRITTEN = ("A step fits", "-0.347", "梯度下降")


def labels(sheet: Sheet) -> list[Label]:
    places = (0.1, 0.3), (0.2013, 0.5007), (0.35, 0.71)
    made = [
        Label(sheet, content, place, colour="#EAEDF2")
        for content, place in zip(WRITTEN, places, strict=True)
    ]
    made[0].set_alpha(0.4)
    made[1].set_rotation(33)
    return made


def drawn(artists: list[Label], canvas: FigureCanvasAgg) -> np.ndarray:
    renderer: Any = canvas.get_renderer()  # type: ignore[no-untyped-call]
    renderer.clear()
    for artist in artists:
        artist.draw(renderer)
    return np.array(renderer.buffer_rgba())


def test_kept_letters_are_those_of_agg() -> None:
    sheet = Sheet(640, 360, theme("dark"))
    artists = labels(sheet)
    plain = drawn(artists, FigureCanvasAgg(Figure((640 / 72, 360 / 72), dpi=72)))
    assert plain[..., 3].any()
    for _ in range(2):
        assert (drawn(artists, sheet.canvas) == plain).all()
    artists[1].set_text("0.347")
    artists[2].set_position((12.5, 40.25))
    artists[0].set_color("#123456")
    plain = drawn(artists, FigureCanvasAgg(Figure((640 / 72, 360 / 72), dpi=72)))
    assert (drawn(artists, sheet.canvas) == plain).all()
