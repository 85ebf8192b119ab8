from collections.abc import Callable, Iterable
from contextlib import suppress
from copy import deepcopy
from functools import partial, wraps
from pathlib import Path
from typing import Any

import cairo
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import (
    Arrow,
    Axes,
    Camera,
    Circle,
    DecimalNumber,
    Dot,
    ImageMobject,
    Line,
    Mobject,
    Square,
    SVGMobject,
    Text,
    ValueTracker,
    VGroup,
    VMobject,
    always_redraw,
)
from svgelements import Path as SVGPath

from gradreel.scenes.render.manim.shortcuts import shortcuts

MAKERS: dict[str, Callable[[], Mobject]] = {
    "group": lambda: VGroup(Circle(), VGroup(Dot(), Line()), Dot()),
    "arrow": Arrow,
    "axes": lambda: Axes((0, 1), (0, 1)),
    "text": lambda: Text("x y"),
    "number": lambda: DecimalNumber(1.5, mob_class=Text),  # type: ignore[arg-type]
    "redrawn": lambda: always_redraw(Square),
    "tracker": lambda: ValueTracker(2),
}


def with_state() -> Mobject:
    square = Square()
    square.save_state()
    square.generate_target()
    square.add_updater(lambda mobject: mobject)
    square.shared = [square.points, square, {"again": square.points}]  # type: ignore[attr-defined]
    return square


def graph(value: Any, seen: dict[int, int]) -> Any:
    """Describe a value and all that hangs on it, with what is shared, as plain data."""
    if isinstance(value, (str, int, float, complex, bytes, type, type(None), SVGPath)):
        return repr(value)
    if id(value) in seen:
        return ("seen", seen[id(value)])
    seen[id(value)] = len(seen)
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, dict):
        return graph([*value.keys(), *value.values()], seen)
    if isinstance(value, (list, tuple)):
        return (type(value), [graph(each, seen) for each in value])
    inside = getattr(value, "__dict__", None)
    return (type(value), graph(inside, seen) if inside else repr(value))


@pytest.mark.parametrize("make", [*MAKERS.values(), with_state], ids=[*MAKERS, "state"])
def test_a_copy_is_as_python_makes_it(make: Callable[[], Mobject]) -> None:
    original = make()
    expected = graph(deepcopy(original), {})
    with shortcuts():
        copied = deepcopy(original)
    assert graph(copied, {}) == expected
    ours = {id(each) for each in copied.get_family()}
    assert ours.isdisjoint(id(each) for each in original.get_family())
    arrays = {id(each.points) for each in original.get_family()}
    assert arrays.isdisjoint(id(each.points) for each in copied.get_family())


def check_same(found: Callable[[], Any]) -> Any:
    """Hold what is found with the shortcuts to what is found without them."""
    expected = found()
    with shortcuts():
        assert found() == expected
    return expected


COORDINATE = st.one_of(
    st.floats(-2, 2),
    st.sampled_from([0.0, 1e-6, 1e-5, 1.00001, 1.0, -1.0, float("inf"), -float("inf")]),
    st.just(float("nan")),
)
POINT = st.tuples(COORDINATE, COORDINATE, COORDINATE)


@given(POINT, POINT, st.booleans())
def test_points_are_as_close_as_numpy_says(
    first: tuple[float, ...], second: tuple[float, ...], nearly: bool
) -> None:
    a, b = np.array(first), np.array(first if nearly else second) * (1 + 1e-5 * nearly)
    check_same(lambda: VMobject().consider_points_equals(a, b))


@given(st.lists(st.integers(0, 2), max_size=6), st.integers(0, 3))
def test_subpaths_are_cut_at_the_same_points(jumps: list[int], rest: int) -> None:
    ends = np.cumsum([0, *jumps])
    curves = [np.linspace([end, 0, 0], [end + 1, 1, 0], 4) for end in ends]
    flat = np.concatenate([*curves, np.ones((rest, 3))])
    check_same(lambda: [each.tolist() for each in VMobject().get_subpaths_from_points(flat)])


def test_a_family_has_the_same_members_in_the_same_order() -> None:
    twice, both = Dot(), VGroup(Square())
    circle = VGroup(VGroup(Square()))
    circle[0].submobjects.append(circle)
    tree = VGroup(Square(), VGroup(Circle(), Dot()), Line())
    for mobject in (tree, VGroup(VGroup(twice), both, VGroup(twice, both)), circle):
        check_same(mobject.get_family)


def updaters(heard: list[tuple[Any, ...]]) -> Iterable[Any]:
    class Own:
        def __call__(self, mobject: Mobject, dt: float) -> None:
            heard.append(("object", mobject, dt))

        def with_dt(self, mobject: Mobject, dt: float) -> None:
            heard.append(("method", mobject, dt))

    def plain(mobject: Mobject, other: float = 7) -> None:
        dt = other
        heard.append(("plain", mobject, dt))

    def rest(mobject: Mobject, *dt: float) -> None:
        heard.append(("rest", mobject, dt))

    own = Own()

    @wraps(own.with_dt)
    def wrapped(*given: Any) -> None:
        heard.append(("wrapped", *given))

    yield plain
    yield rest
    yield wrapped
    yield lambda mobject, dt: heard.append(("lambda", mobject, dt))
    yield partial(plain, other=3)
    yield from (own, own.with_dt)
    yield lambda mobject, **dt: heard.append(("named", mobject, dt))  # which fails in manim


@pytest.mark.parametrize("suspended", [False, True])
def test_an_updater_is_given_the_time_where_manim_gives_it(suspended: bool) -> None:
    heard: list[tuple[Any, ...]] = []
    inner, outer = Square(), VGroup()
    outer.add(inner)
    for updater in updaters(heard):
        each = outer if isinstance(updater, partial) else inner
        each.updaters.append(updater)  # `add_updater` might call it
    inner.updating_suspended = suspended

    def given() -> list[tuple[Any, ...]]:
        heard.clear()
        with suppress(TypeError):
            outer.update(0.25)
        outer.update(0.5, recursive=False)
        return [*heard]

    expected = check_same(given)
    assert len(expected) == (1 if suspended else 7) + 1
    assert ("wrapped", inner, 0.25) in expected or suspended


def test_a_line_knows_its_tips() -> None:
    both = Arrow()
    both.add_tip(at_start=True)
    for line in (Line(), Arrow(), both):
        check_same(lambda: (line.has_tip(), line.has_start_tip(), [*line.get_end()]))  # noqa: B023


def paths() -> list[str]:
    camera, circle, found = Camera(), Circle(), []

    def note(zoom: float) -> None:
        context = cairo.Context(cairo.ImageSurface(cairo.FORMAT_ARGB32, 32, 18))
        context.scale(zoom, -zoom)
        camera.set_cairo_context_path(context, circle)
        found.append(str(context.copy_path()))

    for _ in range(3):
        circle.shift((0.3, 0, 0))
        for _ in range(3):
            note(2)
        circle.points[0] += 0.1  # in place, as some updaters do
        note(2)
    for zoom in (0.01, 0.01, 0.01, 100):
        note(zoom)
    return found


def test_a_path_follows_its_points_and_its_zoom() -> None:
    assert len(set(check_same(paths))) == 8


def pictures() -> list[bytes]:
    image = ImageMobject(np.arange(48, dtype=np.uint8).reshape(3, 4, 4) | 128)
    image.height = 4
    camera = Camera(pixel_width=64, pixel_height=36)

    def changes() -> Iterable[Camera]:
        yield camera
        yield camera
        image.shift((1, 0, 0))
        yield camera
        image.pixel_array[0, 0] = 255
        yield camera
        image.set_opacity(0.5)
        yield camera
        image.set_resampling_algorithm(0)
        yield camera
        camera.frame_center = np.array([0.5, 0, 0])
        yield camera
        yield Camera(pixel_width=32, pixel_height=18)
        image.stretch(0, 0)
        yield camera

    def picture_of(camera: Camera) -> bytes:
        camera.reset()
        camera.capture_mobjects((image, Dot()))
        return bytes(camera.pixel_array)

    return [picture_of(each) for each in changes()]


def test_an_image_follows_its_pixels_its_place_and_its_camera() -> None:
    found = check_same(pictures)
    assert found[0] == found[1]
    assert len(set(found)) == len(found) - 1


def test_a_picture_is_read_without_a_file_beside_it(tmp_path: Path) -> None:
    picture = tmp_path / "leaf.svg"
    picture.write_text(
        '<svg stroke="red"><g id="all"><path d="M0 0 L2 1 L1 2 Z"/><circle r="3"/></g></svg>'
    )
    expected = SVGMobject(picture, use_svg_cache=False)
    (tmp_path / "leaf_.svg").mkdir()  # where manim would write
    with shortcuts():
        found = SVGMobject(picture, use_svg_cache=False)
    assert graph(found, {}) == graph(expected, {})
