"""What goes wrong in a file that a person wrote for manim, said in one line.

It may ask for what ManimGL or an older manim has. That is from
https://docs.manim.community/en/stable/changelog.html, the entries of the versions that are named,
and https://3b1b.github.io/manim for what only ManimGL has.
"""

import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Final

import manim

from gradreel.engine.errors import GradreelError, WorkError, shorten
from gradreel.scenes.render.manim.manners import is_users
from gradreel.scenes.render.targets import shown

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
LATEX: Final = {"latex", "pdflatex", "xelatex", "lualatex", "luatex", "dvisvgm"}
PLUGIN: Final = "/manim_slides/"
INTERACTIVE: Final = {"check_interactive_embed_is_valid", "interactive_embed", "interact", "embed"}


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


@contextmanager
def told_in_one_line(path: Path) -> Iterator[None]:
    """Turn whatever the block raises into one line that names the file and the line.

    Args:
        path: the file whose code runs.

    Raises:
        WorkError: that line.
    """
    try:
        yield
    except GradreelError:
        raise
    except (Exception, SystemExit) as error:
        place = _place(path, error)
        if isinstance(error, SystemExit) and place is None:
            raise  # a signal, not the file
        raise WorkError(_line(path, place, error)) from error


def _place(path: Path, error: BaseException) -> tuple[Path, int] | None:
    """Find the line, in the file or beside it, that an error comes from."""
    if isinstance(error, SyntaxError) and error.filename and _is_own(path, Path(error.filename)):
        return Path(error.filename), error.lineno or 1
    steps = traceback.extract_tb(error.__traceback__)
    own = [step for step in steps if _is_own(path, Path(step.filename))]
    return (Path(own[-1].filename), own[-1].lineno or 1) if own else None


def _is_own(path: Path, other: Path) -> bool:
    """Whether a file is what is rendered, or beside it and not of gradreel or a library."""
    beside = other.is_relative_to(path.absolute().parent) and is_users(str(other))
    return beside or other == path.absolute()


def _line(path: Path, place: tuple[Path, int] | None, error: BaseException) -> str:
    file, number = place or (path, 0)
    name = path if file == path.absolute() else Path(file.name)
    where = f"{shown(name)}, line {number}" if number else shown(name)
    reason = _reason(error)
    steps = traceback.extract_tb(error.__traceback__)
    if place is None and any(PLUGIN in each.filename for each in steps):
        reason = f"manim-slides doesn't work with this manim; take another version of it ({reason})"
    return shorten(f"{where}: {reason}", 190)


def _reason(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SystemExit):
        return "the file ends the program there; nothing was drawn"
    if steps and steps[-1].name in INTERACTIVE and isinstance(error, AssertionError):
        return f"{steps[-1].name}() needs manim's OpenGL window; leave it out"
    if isinstance(error, FileNotFoundError) and error.filename in LATEX:
        return f"its formula needs LaTeX, and there is no {error.filename}; install it"
    if older := reason_for_older(error):
        return older
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(f"{type(error).__name__}: {text}".removesuffix(": ").split())
