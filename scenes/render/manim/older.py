"""What files for ManimGL, or for an older manim, ask for, and what it is in this one.

From https://docs.manim.community/en/stable/changelog.html, the entries of the versions that are
named, and https://3b1b.github.io/manim for what only ManimGL has.
"""

import re
from collections.abc import Mapping
from traceback import extract_tb
from typing import Final

import manim

GL: Final = "ManimGL"
OLDER: Final[Mapping[str, Mapping[str, str]]] = {
    "0.6": {
        "TextMobject": "Tex",
        "TexMobject": "MathTex",
        "SmallDot": "Dot",
    },
    "0.7": {"ShowCreation": "Create"},
    "0.9": {
        **dict.fromkeys(("FadeInFrom", "FadeInFromDown", "FadeInFromLarge"), "FadeIn"),
        **dict.fromkeys(("FadeInFromPoint", "VFadeIn"), "FadeIn"),
        **dict.fromkeys(("FadeOutAndShift", "FadeOutAndShiftDown", "VFadeOut"), "FadeOut"),
        "FadeOutToPoint": "FadeOut",
        **dict.fromkeys(("CircleIndicate", "ShowPassingFlashAround"), "Circumscribe"),
        **dict.fromkeys(("AnimationOnSurroundingRectangle", "FlashAround"), "Circumscribe"),
        "ShowCreationThenFadeAround": "Circumscribe",
        "ShowCreationThenDestructionAround": "Circumscribe",
        "ShowCreationThenDestruction": "ShowPassingFlash",
        "WiggleOutThenIn": "Wiggle",
        "VMobjectFromSVGPathstring": "VMobjectFromSVGPath",
    },
    "0.10": {"GraphScene": "Axes", "NumberLineOld": "NumberLine", "ParametricSurface": "Surface"},
    "0.14": {
        "get_graph": "plot",
        "get_implicit_curve": "plot_implicit_curve",
        "get_derivative_graph": "plot_derivative_graph",
        "get_line_graph": "plot_line_graph",
        "get_parametric_curve": "plot_parametric_curve",
    },
    "0.17": {"SVGPathMobject": "VMobjectFromSVGPath"},
    "0.18": {"Color": "ManimColor"},
    GL: {
        **dict.fromkeys(("TexText", "OldTexText"), "Tex"),
        "OldTex": "MathTex",
        "TransformMatchingStrings": "TransformMatchingTex",
        "FlashUnder": "Circumscribe",
        "VShowPassingFlash": "ShowPassingFlash",
        "InteractiveScene": "Scene",
        "GlowDot": "Dot",
        "FRAME_WIDTH": "config.frame_width",
        "FRAME_HEIGHT": "config.frame_height",
        "FRAME_X_RADIUS": "config.frame_x_radius",
        "FRAME_Y_RADIUS": "config.frame_y_radius",
        "fix_in_frame": "add_fixed_in_frame_mobjects",
        "set_backstroke": "set_stroke",
    },
}
"""Names by the version without them, and what is in their place."""
KEYWORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "0.11": {f"{axis}_{end}": f"{axis}_range" for axis in "uv" for end in ("min", "max")},
    "0.12": {
        **{f"{axis}_{end}": f"{axis}_range" for axis in "xyzt" for end in ("min", "max")},
        "number_line_config": "axis_config",
    },
    GL: {"isolate": "substrings_to_isolate"},
}
"""Likewise those of arguments."""
OF_CODE: Final[Mapping[str, Mapping[str, str]]] = {
    "0.19": {
        "code": "code_string",
        "file_name": "code_file",
        "style": "formatter_style",
        "insert_line_no": "add_line_numbers",
        "line_no_from": "line_numbers_from",
        **dict.fromkeys(("font", "font_size", "line_spacing"), "paragraph_config"),
        **dict.fromkeys(("background_stroke_width", "corner_radius"), "background_config"),
        **dict.fromkeys(("background_stroke_color", "margin"), "background_config"),
    }
}
"""Likewise those of `Code`."""
MODULES: Final = ("manimlib", "manim_imports_ext", "big_ol_pile_of_manim_imports", "manimgl")
"""What files for ManimGL, or for what it was before 2020, import."""
NAME: Final = re.compile(r"name '(\w+)'|no attribute '(\w+)'")
KEYWORD: Final = re.compile(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")
GETTER: Final = "Mobject.__getattr__.<locals>.getter()"
"""What answers for whatever method that isn't there begins with `get_`."""


def reason_for_older(error: BaseException) -> str:
    """Say what a file asks for that this manim doesn't have; nothing where that isn't its fault."""
    text = str(error)
    if isinstance(error, ModuleNotFoundError):
        return _of_module(error.name or "")
    if isinstance(error, TypeError) and (found := KEYWORD.search(text)):
        owner, keyword = found.groups()
        table = OF_CODE if owner == "Code" else KEYWORDS
        return _now(table, keyword, "=") if hasattr(manim, owner) else ""
    if isinstance(error, TypeError) and GETTER in text:
        line = extract_tb(error.__traceback__)[-1].line or ""
        return "".join(_now(OLDER, name) for name in re.findall(r"\bget_\w+", line)[:1])
    if isinstance(error, NameError | ImportError | AttributeError) and (found := NAME.search(text)):
        name = found[1] or found[2]
        if name == "frame" and "Camera" in text:
            return "only the camera of a MovingCameraScene has a frame in manim; extend that"
        return _now(OLDER, name)
    return ""


def _of_module(name: str) -> str:
    if name.partition(".")[0] in MODULES:
        return f"it imports {name}, so it is for ManimGL; manim's files import manim"
    if name.startswith("manim."):
        return f"it is for an older manim: {name} is gone, `from manim import *` has all"
    return ""


def _now(table: Mapping[str, Mapping[str, str]], name: str, sign: str = "") -> str:
    """Say what has become of a name, if that is known."""
    for version, names in table.items():
        if name in names:
            change = f"{name}{sign} is {names[name]}{sign}"
            if version == GL:
                return f"it is for ManimGL: {change} in manim"
            return f"it is for ManimGL or a manim before {version}: {change} now"
    return ""
