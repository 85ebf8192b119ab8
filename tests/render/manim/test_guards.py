from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from click.testing import CliRunner
from manim import Mobject, VMobject
from manim.mobject.text import tex_mobject
from manim.renderer.cairo_renderer import CairoRenderer

from gradreel.scenes.cli.doctor import doctor
from gradreel.scenes.render.manim.digest import READ
from gradreel.scenes.render.manim.formulas import TYPESETTING, TYPESETTING_TYPST, kept_formulas
from gradreel.scenes.render.manim.guards import Original, source_digest
from gradreel.scenes.render.manim.seeking import PLAYING
from gradreel.scenes.render.manim.shortcuts import SHORTCUTS, shortcuts

QUICK = [original for original, _ in SHORTCUTS]
GUARDED = [*QUICK, TYPESETTING, TYPESETTING_TYPST, *PLAYING, READ]


def changed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does the same, from another source."""

    def other(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return other


def change(patch: pytest.MonkeyPatch, original: Original) -> None:
    owner, name = original.owner, original.name
    patch.setattr(owner, name, changed(getattr(owner, name)))


@pytest.mark.parametrize("original", GUARDED, ids=str)
def test_each_is_as_it_was_when_ours_was_written(
    original: Original, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = map(resolve_name, (original.path, *original.calls))
    assert source_digest(*functions) == original.digest
    change(monkeypatch, original)
    assert not original.is_known()
    monkeypatch.setattr(original.owner, original.name, None)
    assert not original.is_known()
    assert not Original(f"{original.path}_in_another_manim", original.digest).is_known()


def test_what_one_of_them_calls_is_compared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    splits = VMobject._gen_subpaths_from_points
    monkeypatch.setattr(VMobject, "_gen_subpaths_from_points", changed(splits))
    off = [str(original) for original in QUICK if not original.is_known()]
    assert off == ["VMobject.get_subpaths_from_points"]


@pytest.mark.parametrize("original", QUICK, ids=str)
def test_a_manim_that_differs_keeps_its_own(
    original: Original, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch, original)
    before = {each: getattr(each.owner, each.name) for each in QUICK}
    with shortcuts(), shortcuts():
        found = {each: getattr(each.owner, each.name) for each in QUICK}
    assert found == {**dict(SHORTCUTS), original: before[original]}
    assert before == {each: getattr(each.owner, each.name) for each in QUICK}


def test_formulas_are_manims_own_where_it_typesets_in_another_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    manims = vars(tex_mobject)["tex_to_svg_file"]
    with kept_formulas(tmp_path):
        assert vars(tex_mobject)["tex_to_svg_file"] is not manims
    monkeypatch.setattr(tex_mobject, "tex_to_svg_file", (other := changed(manims)))
    with kept_formulas(tmp_path):
        assert vars(tex_mobject)["tex_to_svg_file"] is other


@pytest.mark.parametrize(
    ("owner", "name", "told", "is_well"),
    [
        (Mobject, "get_family", "shortcuts through manim: 11 of 12 are on; this", True),
        (CairoRenderer, "play", "frames may not be manim's; this", False),
    ],
)
def test_the_doctor_tells_of_another_manim(
    owner: Any, name: str, told: str, is_well: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = CliRunner().invoke(doctor)
    assert "shortcuts through manim: 12 of 12 are on\n" in well.output
    monkeypatch.setattr(owner, name, changed(getattr(owner, name)))
    ill = CliRunner().invoke(doctor)
    assert f"{told} manim has another {owner.__name__}.{name}" in ill.output
    assert ill.exit_code == (well.exit_code if is_well else 1)
