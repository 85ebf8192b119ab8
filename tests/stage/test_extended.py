"""Stories that a person extends in a file of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ROOT
from tests.conftest import Ran

SMALL = ("-s", "-r", "320,180", "-w", "1")


@pytest.mark.slow
def test_a_class_that_extends_a_scene_is_drawn(forked: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "my_film.py").write_text(
        "from gradreel.scenes import heart\nclass Mine(heart.Heart): ...\n"
        "class Dark(Mine):\n    def tear_down(self):\n        super().tear_down()\n"
    )
    assert forked("render", "my_film", "Dark", *SMALL, "-o", "mine.png").status == 0
    assert forked("render", "heart", *SMALL, "-o", "own.png").status == 0
    assert (tmp_path / "mine.png").read_bytes() == (tmp_path / "own.png").read_bytes()


def test_a_scene_of_gradreel_s_outside_its_folder_is_told_where_it_belongs(
    forked: Callable[..., Ran], tmp_path: Path
) -> None:
    source = (ROOT / "scenes" / "sigmoid.py").read_text(encoding="utf-8")
    (tmp_path / "copied.py").write_text(source, encoding="utf-8")
    ran = forked("render", "copied.py", *SMALL)
    assert (ran.status, ran.output) == (2, "")
    assert "Sigmoid is of no scene of gradreel's: extend one of them" in ran.errors


def test_a_story_on_a_figure_is_drawn_in_its_folder_only(
    forked: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(
        "from gradreel.scenes.descent import Descent\nclass Mine(Descent): ...\n"
    )
    ran = forked("render", "mine", *SMALL)
    assert (ran.status, ran.output) == (2, "")
    assert "Mine in 'mine.py' is drawn with Matplotlib" in ran.errors
