import pytest

from tests.distribution import scene_of


@pytest.mark.parametrize(
    ("nodeid", "scene"),
    [
        ("tests/scenes/test_all.py::test_it[learning-rate-dark-en]", "learning-rate"),
        ("tests/scenes/test_rhythm.py::test_it[heart]", "heart"),
        ("tests/make/test_beats.py::test_it[heart-en]", "heart"),
        ("tests/scenes/test_rhythm.py::test_a_hard_cut_is_found", None),
        ("tests/scenes/learning_rate/test_wild.py::test_it[en]", "learning-rate"),
        ("tests/scenes/own_data/test_wild.py::test_it[heart-en]", None),
        ("tests/cli/test_stills.py::test_it[heart]", None),
    ],
)
def test_tests_of_each_scene_come_by_scene(nodeid: str, scene: str | None) -> None:
    assert scene_of(nodeid) == scene
