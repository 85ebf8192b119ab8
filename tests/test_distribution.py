import pytest

from tests.distribution import ByScene, scene_of


@pytest.mark.parametrize(
    ("nodeid", "scene"),
    [
        ("tests/scenes/test_all.py::test_it[learning-rate-dark-en]", "learning-rate"),
        ("tests/scenes/test_rhythm.py::test_it[heart]", "heart"),
        ("tests/app/test_beats.py::test_it[heart-en]", "heart"),
        ("tests/scenes/test_rhythm.py::test_a_hard_cut_is_found", None),
        ("tests/scenes/heart/test_wild.py::test_it[heart-en]", None),
        ("tests/cli/test_stills.py::test_it[heart]", None),
    ],
)
def test_tests_of_each_scene_come_by_scene(nodeid: str, scene: str | None) -> None:
    assert scene_of(nodeid) == scene


def test_workers_are_given_a_scene_of_several_files(pytestconfig: pytest.Config) -> None:
    makers = pytestconfig.pluginmanager.get_plugin("xdist")
    if makers is None:
        pytest.skip("all tests run in one process")
    made = pytestconfig.hook.pytest_xdist_make_scheduler(config=pytestconfig, log=None)
    assert (made is not None) == (pytestconfig.getoption("dist") == "loadfile")
    assert made is None or isinstance(made, ByScene)
