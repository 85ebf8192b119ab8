"""Pages in lines and areas: of Matplotlib's sheet, of manim's stage, and what they are as files."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import cairo
import numpy as np
import pytest
from manim import BLUE, ImageMobject, Scene, Square
from matplotlib.patches import Rectangle

from gradreel.scenes.render.frame import Paint, Pixels
from gradreel.scenes.render.manim.part import ManimPart
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.stills import draw_stills, paint_stills, vector_of
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.style import theme

PICTURE = Picture(320, 180, 5)
DARK = theme("dark")
SVG = "{http://www.w3.org/2000/svg}"


class Shapes(Scene):
    """A half-covered square, and a picture of four pixels."""

    seekable = True

    def construct(self) -> None:
        pixels = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], np.uint8)
        image: Any = ImageMobject(pixels)
        image.height = 2
        image.set_resampling_algorithm(0)  # single pixels stay what they are
        self.add(Square(3, color=BLUE, fill_opacity=0.5).shift((-3, 0, 0)), image.shift((3, 1, 0)))
        self.wait(1)


def parsed(svg: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  our own


def shapes() -> ManimPart:
    return ManimPart(lambda renderer: Shapes(renderer=renderer))


def with_paint(part: ManimPart, use: Callable[[Paint], None], picture: Picture = PICTURE) -> None:
    paint_stills(part, picture, {2}, lambda _, paint: use(paint))


def rasterised(paint: Paint) -> Pixels:
    """What a page looks like in pixels."""
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, PICTURE.width, PICTURE.height)
    paint(surface)
    rows = np.ndarray((PICTURE.height, PICTURE.width, 4), np.uint8, surface.get_data())
    return rows[..., [2, 1, 0, 3]].copy()


def test_a_page_of_a_stage_looks_as_its_pixels() -> None:
    drawn: list[Pixels] = []
    draw_stills(shapes(), PICTURE, {2}, lambda _, pixels: drawn.append(pixels.copy()))
    with_paint(shapes(), lambda paint: drawn.append(rasterised(paint)))
    frame, page = (each.astype(int) for each in drawn)
    assert len(np.unique(frame.reshape(-1, 4), axis=0)) > 6  # there is something on it
    difference = np.abs(frame - page).max(axis=2)
    assert (difference > 2).sum() <= 2 * 45  # a picture's pixels may begin one later


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_a_page_is_the_same_always(form: str) -> None:
    pages: list[bytes] = []
    with_paint(
        shapes(), lambda paint: pages.extend(vector_of(paint, PICTURE, form) for _ in range(2))
    )
    assert pages[0] == pages[1]
    assert b"CreationDate" not in pages[0]
    assert pages[0].count(b"<image") == (form == "svg")


def test_the_background_may_be_left_out() -> None:
    pages: list[Pixels] = []
    picture = Picture(320, 180, 5, transparent=True)
    with_paint(shapes(), lambda paint: pages.append(rasterised(paint)), picture)
    assert pages[0][0, 0, 3] == 0


def sheet(times: int) -> Sheet:
    """A word, a box, and a picture of the finest stripes that the sheet can show."""
    made = Sheet(PICTURE.width * times, PICTURE.height * times, DARK)
    label = Label(made, "Learning", (0.1, 0.2), colour=DARK.text)
    box = Rectangle((made.x(0.1), made.y(0.9)), made.tall(0.4), made.tall(0.4), color=DARK.model)
    box.set_figure(made.figure)
    stripes = np.zeros((40 * times, 60 * times, 4), np.uint8)
    stripes[..., 3], stripes[:, ::2, 0] = 255, 255
    made.place(label, box, made.picture(stripes, 200 * times, 30 * times))
    return made


def page_of(pictures: list[Pixels]) -> Paint:
    return lambda surface: sheet(1).paint({}, surface, pictures)


def test_a_page_of_a_sheet_looks_as_its_pixels() -> None:
    coarse = sheet(1)
    frame = coarse.pixels({}).astype(int)
    page = rasterised(page_of(coarse.pictures({}))).astype(int)
    frame, page = (each.reshape(18, 10, 32, 10, 4).mean(axis=(1, 3)) for each in (frame, page))
    assert np.ptp(frame[3, :16, 0]) > 30  # the row of the word
    assert np.abs(frame - page).max() < 12


def test_a_page_of_a_sheet_has_outlines_and_finer_pictures_in_their_places() -> None:
    finer = sheet(2).pictures({})
    root = parsed(vector_of(page_of(finer), PICTURE, "svg"))
    (image,) = root.iter(f"{SVG}image")
    assert (image.get("width"), image.get("height")) == ("120", "80")
    assert not list(root.iter(f"{SVG}text"))
    assert len(list(root.iter(f"{SVG}path"))) >= 2
    page = rasterised(page_of(finer))
    rows, columns = np.nonzero((page[..., 0] > 60) & (page[..., 1] == 0) & (page[..., 2] == 0))
    assert (columns.min(), columns.max()) == (200, 259)
    assert (rows.min(), rows.max()) == (110, 149)
