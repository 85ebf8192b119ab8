from collections import Counter
from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from manim import Mobject, VMobject
from manim.mobject.text import tex_mobject
from manim.renderer.cairo_renderer import CairoRenderer

from gradreel.scenes.cli.doctor import doctor
from gradreel.scenes.render.frame import Everything, Frame, Pixels
from gradreel.scenes.render.manim.formulas import TYPESETTING, TYPESETTING_TYPST, kept_formulas
from gradreel.scenes.render.manim.guards import Original, source_digest
from gradreel.scenes.render.manim.seeking import PLAYING
from gradreel.scenes.render.manim.settings import ManimSettings
from gradreel.scenes.render.manim.shortcuts import SHORTCUTS, shortcuts
from gradreel.scenes.render.manim.user_scene import UserScene
from gradreel.scenes.render.picture import Picture

SCENES = Path(__file__).parent / "manim_files" / "own_scenes.py"
QUICK = [original for original, _ in SHORTCUTS]
GUARDED = [*QUICK, TYPESETTING, TYPESETTING_TYPST, *PLAYING]


def changed(function: Callable[..., Any], calls: Counter[str]) -> Callable[..., Any]:
    """Return a function that does the same, from another source, and counts its calls."""

    def other(*args: Any, **kwargs: Any) -> Any:
        calls[function.__qualname__] += 1
        return function(*args, **kwargs)

    return other


def change(patch: pytest.MonkeyPatch, original: Original, calls: Counter[str]) -> None:
    owner = original.owner
    patch.setattr(owner, original.name, changed(getattr(owner, original.name), calls))


@pytest.mark.parametrize("original", GUARDED, ids=str)
def test_each_is_as_it_was_when_ours_was_written(original: Original) -> None:
    functions = map(resolve_name, (original.path, *original.calls))
    assert source_digest(*functions) == original.digest


def test_every_shortcut_is_taken() -> None:
    with shortcuts():
        taken = [getattr(original.owner, original.name) for original in QUICK]
    assert taken == [quick for _, quick in SHORTCUTS]


@pytest.mark.parametrize("original", GUARDED, ids=str)
def test_another_source_is_noticed(original: Original, monkeypatch: pytest.MonkeyPatch) -> None:
    change(monkeypatch, original, Counter())
    assert not original.is_known()


@pytest.mark.parametrize("original", GUARDED, ids=str)
def test_what_is_gone_is_noticed(original: Original, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(original.owner, original.name, None)
    assert not original.is_known()
    monkeypatch.undo()
    assert not Original(f"{original.path}_in_another_manim", original.digest).is_known()


def test_what_one_of_them_calls_is_compared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    splits = VMobject._gen_subpaths_from_points
    monkeypatch.setattr(VMobject, "_gen_subpaths_from_points", changed(splits, Counter()))
    off = [str(original) for original in QUICK if not original.is_known()]
    assert off == ["VMobject.get_subpaths_from_points"]


@pytest.mark.parametrize("original", QUICK, ids=str)
def test_a_manim_that_differs_keeps_its_own(
    original: Original, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch, original, Counter())
    theirs = getattr(original.owner, original.name)
    with shortcuts():
        found = {each: getattr(each.owner, each.name) for each in QUICK}
    assert found.pop(original) is theirs
    assert found == {each: quick for each, quick in SHORTCUTS if each != original}
    assert getattr(original.owner, original.name) is theirs


def drawn(name: str) -> list[Pixels]:
    frames: list[Pixels] = []

    def take(frame: Frame) -> None:
        frames.append(frame.pixels.copy())

    UserScene(SCENES, name, ManimSettings(3)).draw(Picture(160, 90, 10), take, Everything())
    return frames


@pytest.mark.parametrize("name", ["Extended", "Moving", "Picture"])
def test_frames_are_the_same_without_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_them = drawn(name)
    calls: Counter[str] = Counter()
    for original in QUICK:
        change(monkeypatch, original, calls)
    without_them = drawn(name)
    assert calls["Mobject.get_family"] > 0
    assert len(with_them) == len(without_them) > 5
    assert all(map(np.array_equal, with_them, without_them))


def test_formulas_are_manims_own_where_it_typesets_in_another_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    manims = vars(tex_mobject)["tex_to_svg_file"]
    with kept_formulas(tmp_path):
        assert vars(tex_mobject)["tex_to_svg_file"] is not manims
    monkeypatch.setattr(tex_mobject, "tex_to_svg_file", (other := changed(manims, Counter())))
    with kept_formulas(tmp_path):
        assert vars(tex_mobject)["tex_to_svg_file"] is other


def examined() -> Result:
    return CliRunner().invoke(doctor)


def test_the_doctor_tells_of_shortcuts(monkeypatch: pytest.MonkeyPatch) -> None:
    well = examined()
    assert "shortcuts through manim: 12 of 12 are on\n" in well.output
    monkeypatch.setattr(Mobject, "get_family", changed(Mobject.get_family, Counter()))
    ill = examined()
    line = "shortcuts through manim: 11 of 12 are on; this manim has another Mobject.get_family\n"
    assert line in ill.output
    assert ill.exit_code == well.exit_code


def test_the_doctor_tells_of_another_way_of_playing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CairoRenderer, "play", changed(CairoRenderer.play, Counter()))
    ill = examined()
    assert (
        "frames may not be manim's; this manim has another CairoRenderer.play; run: " in ill.output
    )
    assert ill.exit_code == 1
