"""What has the same digest has the same picture, and all that changes a picture changes it."""

import ast
import inspect
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import cairo
import numpy as np
import pytest
from manim import (
    BLUE,
    DOWN,
    OUT,
    RED,
    RIGHT,
    UP,
    Camera,
    CapStyleType,
    Circle,
    Dot,
    ImageMobject,
    LineJointType,
    Mobject,
    MovingCamera,
    MultiCamera,
    PMobject,
    Square,
    ThreeDCamera,
    VGroup,
    VMobject,
    tempconfig,
)
from manim.mobject.types.image_mobject import ImageMobjectFromCamera
from PIL import Image

from gradreel.scenes.render.frame import Everything, Frame
from gradreel.scenes.render.manim import digest
from gradreel.scenes.render.manim.digest import FrameDigests
from gradreel.scenes.render.manim.user_scene import UserJob
from gradreel.scenes.render.picture import Picture
from tests.render.sound.tones import tone, write_wav

Stage = dict[str, Any]
Change = Callable[[Stage], object]
FILES = Path(__file__).parent / "manim_files"
PICTURE = Picture(96, 54, 8)


def stage_of(camera: Camera) -> Stage:
    """Put one of each kind of mobject before a camera."""
    square = Square(fill_opacity=0.9, stroke_width=6).shift(RIGHT * 2)
    square.set_color([RED, BLUE])  # type: ignore[arg-type]
    square.set_background_stroke(color=BLUE, width=9).set_joint_type(LineJointType.MITER)
    line = VMobject(stroke_width=20).set_points_as_corners([UP, RIGHT, DOWN]).shift(UP)
    cloud = PMobject(stroke_width=4)
    cloud.add_points(np.array([[-3.0, 1.0, 0.0], [-3.0, -1.0, 0.0]]))
    pixels = np.arange(48, dtype=np.uint8).reshape((4, 4, 3)) * 5
    image = ImageMobject(pixels).scale(20).shift(3 * RIGHT + UP)
    circle = Circle(fill_opacity=1, color=BLUE).shift(RIGHT * 2)
    shown: list[Any] = [square, circle, line, cloud, image]
    if isinstance(camera, MultiCamera):
        inner = ImageMobjectFromCamera(MovingCamera()).shift(3 * DOWN + 4 * RIGHT)
        inner.camera.frame.scale(0.5)
        camera.add_image_mobject_from_camera(inner)
        shown.append(inner)
    names = ("square", "circle", "line", "cloud", "image", "inner")
    return {"camera": camera, "shown": shown, **dict(zip(names, shown, strict=False))}


def seen(stage: Stage) -> tuple[bytes | None, bytes]:
    """Return the digest of a stage and its picture."""
    camera, shown = stage["camera"], stage["shown"]
    found = FrameDigests(is_sought=False).of(camera, shown)
    camera.reset()
    camera.capture_mobjects(shown)
    return found, camera.pixel_array.tobytes()


def put(name: str, attribute: str, value: Any) -> Change:
    return lambda stage: setattr(stage[name], attribute, value)


def swap(stage: Stage) -> None:
    stage["shown"][:2] = stage["shown"][1::-1]


def paint(stage: Stage) -> None:
    stage["camera"].background[3, 3, 0] += 9


def brush(stage: Stage) -> None:
    camera = stage["camera"]
    camera.get_cairo_context(camera.pixel_array).set_antialias(cairo.Antialias.NONE)


def sharpen(stage: Stage) -> None:
    stage["image"].set_resampling_algorithm(Image.Resampling.NEAREST)


def brighten(stage: Stage) -> None:
    stage["image"].pixel_array[1, 1, 2] += 60


ANY: dict[str, Change] = {
    "points": lambda stage: stage["square"].shift(RIGHT * 0.1),
    "one point": lambda stage: stage["line"].points.__setitem__((1, 1), 0.3),
    "fill by 1 of 255": lambda stage: stage["circle"].fill_rgbas.__isub__([[0, 0, 1 / 255, 0]]),
    "stroke": lambda stage: stage["line"].set_stroke(RED),
    "second colour": lambda stage: stage["square"].fill_rgbas.__setitem__((1, 0), 0.2),
    "opacity": lambda stage: stage["circle"].set_opacity(0.99),
    "width": put("line", "stroke_width", 20.5),
    "width behind": put("square", "background_stroke_width", 12),
    "colour behind": lambda stage: stage["square"].set_background_stroke(color=RED, width=9),
    "joint": put("line", "joint_type", LineJointType.ROUND),
    "cap": put("line", "cap_style", CapStyleType.ROUND),
    "direction": put("square", "sheen_direction", RIGHT),
    "order": swap,
    "z index": put("square", "z_index", 1),
    "one less": lambda stage: stage["shown"].remove(stage["cloud"]),
    "point of a cloud": lambda stage: stage["cloud"].shift(RIGHT),
    "colour of a cloud": lambda stage: stage["cloud"].set_color(RED),
    "width of a cloud": put("cloud", "stroke_width", 9),
    "pixel of an image": brighten,
    "place of an image": lambda stage: stage["image"].shift(RIGHT),
    "sampling of an image": sharpen,
    "background": lambda stage: setattr(stage["camera"], "background_color", BLUE),
    "pixel of the background": paint,
    "widths of lines": put("camera", "cairo_line_width_multiple", 0.02),
}
FIXED: dict[str, Change] = {"brush": brush}
MOVED: dict[str, Change] = {
    "frame moved": lambda stage: stage["camera"].frame.shift(RIGHT * 0.01),
    "frame scaled": lambda stage: stage["camera"].frame.scale(1.01),
}
INSIDE: dict[str, Change] = {
    "what it shows": lambda stage: stage["inner"].camera.frame.shift(UP * 0.1),
    "its background": lambda s: setattr(s["inner"].camera, "background_color", BLUE),
    "its size": lambda stage: stage["inner"].stretch(1.2, 0),
}
TURNED: dict[str, Change] = {
    **{
        name: lambda stage, name=name: getattr(stage["camera"], f"set_{name}")(0.3)  # type: ignore[misc]
        for name in ("phi", "theta", "gamma", "zoom")
    },
    "distance": lambda stage: stage["camera"].set_focal_distance(5),
    "light": lambda stage: stage["camera"].light_source.move_to(OUT * 2),
    "no shade": put("camera", "should_apply_shading", False),
    "projection": put("camera", "exponential_projection", True),
    "fixed": lambda stage: stage["camera"].add_fixed_in_frame_mobjects(stage["line"]),
    "facing": lambda stage: stage["camera"].add_fixed_orientation_mobjects(stage["line"]),
    "centre": put("camera", "frame_center", RIGHT * 0.2),
}
CASES: Final = [
    *((Camera, name, change) for name, change in {**ANY, **FIXED}.items()),
    *((MovingCamera, name, change) for name, change in {**ANY, **MOVED}.items()),
    *((MultiCamera, name, change) for name, change in INSIDE.items()),
    *((ThreeDCamera, name, change) for name, change in TURNED.items()),
]


def set_up(kind: type[Camera]) -> Stage:
    stage = stage_of(kind())
    if kind is ThreeDCamera:
        stage["camera"].set_theta(-1.2)
        stage["camera"].set_phi(0.5)
        for each in ("square", "circle", "line"):
            stage[each].shift(OUT * 0.5).set_shade_in_3d(True)
    return stage


@pytest.mark.parametrize(("kind", "name", "change"), CASES)
def test_what_changes_a_picture_changes_its_digest(
    kind: type[Camera], name: str, change: Change
) -> None:
    with tempconfig({"pixel_width": 320, "pixel_height": 180}):
        stage = set_up(kind)
        before, again = seen(stage), seen(stage)
        assert before == again
        assert seen(set_up(kind))[0] == before[0] is not None
        change(stage)
        after = seen(stage)
    assert after[1] != before[1], name
    assert after[0] != before[0], name


class Mine(VMobject):
    """Says itself in which colour it is filled."""

    def get_fill_rgbas(self) -> Any:
        return super().get_fill_rgbas()


class Own(Camera):
    """Draws in a way of its own."""

    def apply_fill(self, ctx: Any, vmobject: VMobject) -> Any:
        return super().apply_fill(ctx, vmobject)


def test_what_draws_itself_in_a_way_of_its_own_has_no_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of(camera: Camera, *mobjects: Mobject, below: bytes | None = b"") -> bytes | None:
        return FrameDigests(is_sought=False).of(camera, mobjects, below)

    camera: Any = Camera()
    assert of(camera, Dot()) is not None
    assert of(camera, Dot(), below=None) is None
    assert of(camera, VGroup(Dot(), Mine().set_points_as_corners([UP, DOWN]))) is None
    assert of(camera, Dot().color_using_background_image("image.png")) is None
    assert of(camera, ImageMobjectFromCamera(MovingCamera())) is None
    assert of(Own(), Dot()) is None
    camera.apply_fill = camera.apply_fill
    assert of(camera, Dot()) is None
    monkeypatch.setattr(digest, "IS_KNOWN", False)
    assert of(Camera(), Dot()) is None


CAMERAS: Final = {
    Camera: "get_mobjects_to_display type_or_raise get_cached_cairo_context cache_cairo_context "
    "get_cairo_context reset set_pixel_array set_frame_to_background get_image apply_fill "
    "display_multiple_vectorized_mobjects display_multiple_non_background_colored_vmobjects "
    "display_vectorized set_cairo_context_path set_cairo_context_color apply_stroke "
    "get_stroke_rgbas get_fill_rgbas display_multiple_point_cloud_mobjects display_point_cloud "
    "display_multiple_image_mobjects display_image_mobject overlay_PIL_image on_screen_pixels "
    "transform_points_pre_display points_to_subpixel_coords points_to_pixel_coords "
    "adjusted_thickness get_thickening_nudges thickened_coordinates capture_mobjects",
    MovingCamera: "frame_height frame_width frame_center get_cached_cairo_context "
    "cache_cairo_context capture_mobjects",
    MultiCamera: "capture_mobjects update_sub_cameras reset",
    ThreeDCamera: "frame_center modified_rgbas get_stroke_rgbas get_fill_rgbas get_phi get_theta "
    "get_mobjects_to_display get_focal_distance get_gamma get_zoom reset_rotation_matrix "
    "get_rotation_matrix generate_rotation_matrix project_points project_point "
    "transform_points_pre_display capture_mobjects",
    VMobject: "get_fill_rgbas get_stroke_rgbas get_stroke_width get_background_image "
    "get_gradient_start_and_end_points get_sheen_direction "
    "get_subpath_split_indices_from_points consider_points_equals_2d",
}
"""The methods that a picture comes from."""
READERS: Final = {"self", "camera", "mobject", "vmobject", "pmobject", "image_mobject"}
NAMED: Final = {
    *("background", "frame", "frame_center", "_frame_center", "light_source"),
    *("fixed_orientation_mobjects", "fixed_in_frame_mobjects", "image_mobjects_from_cameras"),
    *("allow_cameras_to_capture_their_own_display", "points", "rgbas", "width", "height"),
    *("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "stroke_width"),
    *("background_stroke_width", "sheen_direction", "joint_type", "cap_style", "z_index"),
    *("resampling_algorithm", "use_z_index", "rotation_matrix"),
    *(f"{name}_tracker" for name in ("phi", "theta", "gamma", "zoom", "focal_distance")),
}
"""What the digest's code names, asks of a method, or finds in what the camera sorted."""
NEVER_DRAWN: Final = {
    *("pixel_array", "pixel_array_dtype", "image_mode"),  # what is drawn on, as its background is
    *("display_funcs", "pixel_array_to_cairo_context", "convert_pixel_array"),
    *("background_image", "display_multiple_background_colored_vmobjects"),  # has no digest
}


def test_nothing_else_is_read() -> None:
    """Find in the cameras' own sources what they read, and see that the digest has it."""
    read: set[str] = set()
    methods = {name for names in CAMERAS.values() for name in names.split()}
    functions = [vars(owner)[name] for owner, names in CAMERAS.items() for name in names.split()]
    for function in functions:
        source = inspect.getsource(getattr(function, "fget", function))
        read |= {
            node.attr
            for node in ast.walk(ast.parse(textwrap.dedent(source)))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in READERS
        }
    known = {*digest.OF_CAMERA, *digest.OF_SPACE, *digest.OF_LINE, *digest.ASKED}
    assert read - methods - known - NAMED - NEVER_DRAWN == set()


SCENES: Final = (
    *("Extended", "OwnConstructor", "Falling", "Clock", "Stateful", "Skipping"),
    *("Moving", "Zoomed", "Solid", "Picture", "OnlyWaits"),
)


class Digested(Everything):
    """All frames with their digests, drawn or not."""

    digests = True

    def __init__(self, *, draws: bool) -> None:
        self.draws = draws


def frames_of(file: Path, scene: str, *, draws: bool) -> list[tuple[bytes | None, Frame]]:
    found: list[tuple[bytes | None, Frame]] = []

    def take(frame: Frame) -> None:
        pixels = frame.pixels.copy() if draws else frame.pixels[:0]
        found.append((frame.digest, Frame(pixels, frame.repeats, frame.index, frame.goes_on)))

    UserJob(file, scene).parts()[0].draw(PICTURE, take, Digested(draws=draws))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
def test_equal_digests_have_equal_pictures_and_need_no_drawing(
    scene: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_wav(tmp_path / "click.wav", tone(440, 0.1))
    file = shutil.copytree(FILES, tmp_path, dirs_exist_ok=True) / "own_scenes.py"
    drawn, looked_at = (frames_of(file, scene, draws=draws) for draws in (True, False))
    assert [each for each, _ in drawn] == [each for each, _ in looked_at]
    pictures: dict[bytes | None, bytes] = {}
    for found, frame in drawn:
        assert pictures.setdefault(found, frame.pixels.tobytes()) == frame.pixels.tobytes()
    assert len(pictures) > 1
    assert None not in [found for found, _ in drawn]
