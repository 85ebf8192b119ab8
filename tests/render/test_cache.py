"""The cache: nothing is drawn twice, and nothing stale or damaged is shown."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.make.key import key_of
from gradreel.scenes.render.amounts import size_in_bytes
from gradreel.scenes.render.cache.environment import installed
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.cluster.versions import versions
from gradreel.scenes.render.pipeline import RenderSettings, render
from tests import copied_to
from tests.conftest import Ran
from tests.render.jobs import KEY, PICTURE, Plan, Talk, outputs
from tests.render.results import DRAWN_ONCE, digest

ALL = ("mp4", "gif", "png", "webm", "png-sequence")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def rendered(cache: Cache, job: Talk, folder: Path, *forms: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    with cache.entry(KEY, "a talk") as entry:
        paths = render(job, PICTURE, outputs(folder, *forms), RenderSettings(entry=entry))
    return [digest(path) for path in paths]


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(Plan(tmp_path / "log"))


def test_a_format_is_drawn_once(cache: Cache, talk: Talk, tmp_path: Path) -> None:
    rendered(cache, talk, tmp_path / "first", "mp4")
    first = rendered(cache, talk, tmp_path / "first", *ALL)
    assert talk.plan.n_drawn == 2 * DRAWN_ONCE
    again = rendered(cache, talk, tmp_path / "again", *ALL, "mov")  # of the same packets
    assert again[:-1] == first
    asked = outputs(tmp_path, *ALL[:3])
    with cache.entry(KEY, "a talk") as entry:
        assert entry.deliver(asked)
        assert not entry.deliver(outputs(tmp_path, "webp"))
    assert [digest(output.path) for output in asked] == first[:3]
    assert talk.plan.n_drawn == 2 * DRAWN_ONCE


def test_only_what_is_damaged_is_drawn_anew(cache: Cache, talk: Talk, tmp_path: Path) -> None:
    first = rendered(cache, talk, tmp_path / "first", "mp4", "gif")
    kept = [path for path in (cache.folder / KEY).rglob("*") if path.is_file()]
    chunk = next(path for path in kept if path.name == "0-1" and "264" in str(path))
    for path in [chunk, *(path for path in kept if path.suffix == ".file")]:
        path.write_bytes(path.read_bytes()[:-1])
    with cache.entry(KEY, "a talk") as entry:
        assert not entry.deliver(outputs(tmp_path, "mp4"))
    assert not (tmp_path / "clip.mp4").exists()
    assert rendered(cache, talk, tmp_path / "second", "mp4", "gif") == first
    assert talk.plan.n_drawn == DRAWN_ONCE + 20


def test_captions_are_delivered_with_what_was_kept(cache: Cache, tmp_path: Path) -> None:
    talk = Talk(Plan(tmp_path / "log"), is_captioned=True)
    rendered(cache, talk, tmp_path / "clips", "mp4")
    with cache.entry(KEY, "a talk") as entry:
        assert entry.deliver(outputs(tmp_path, "mp4"), ("srt",))
    assert "part 1" in (tmp_path / "clip.srt").read_text()


def test_the_oldest_go_first_when_the_limit_is_reached(talk: Talk, tmp_path: Path) -> None:
    keys = [digit * 64 for digit in "123"]

    def drawn(key: str, limit: int) -> None:
        with Cache(tmp_path / "cache", limit).entry(key, f"clip {key[0]}") as entry:
            render(talk, PICTURE, outputs(tmp_path, "mp4"), RenderSettings(entry=entry))

    def left() -> set[str]:
        return {each.title for each in Cache(tmp_path / "cache").contents()}

    for age, key in zip((300, 200, 100), keys, strict=True):
        drawn(key, 10**9)
        used = time.time() - age
        os.utime(tmp_path / "cache" / key / "lock", (used, used))
    size = sum(each.size for each in Cache(tmp_path / "cache").contents()) // 3
    with Cache(tmp_path / "cache").entry(keys[0], ""):
        pass  # the oldest was used just now
    drawn("4" * 64, int(2.5 * size))
    assert left() == {"clip 1", "clip 4"}
    with Cache(tmp_path / "cache").entry(keys[0], ""):
        drawn("5" * 64, 1)  # nothing fits, and two are in use
        assert left() == {"clip 1", "clip 5"}


def test_clearing_spares_what_is_in_use_and_what_is_no_clip(cache: Cache, talk: Talk) -> None:
    rendered(cache, talk, cache.folder.parent / "clips", "mp4")
    (cache.folder / "notes.txt").write_text("mine")
    size = cache.contents()[0].size
    with cache.entry(KEY, ""):
        assert cache.clear() == (0, 1)
    freed, in_use = cache.clear()
    assert (freed, in_use) == (size, 0)
    assert {path.name for path in cache.folder.iterdir()} == {"CACHEDIR.TAG", "notes.txt"}


def test_sizes_are_read_and_nothing_else() -> None:
    found = list(map(size_in_bytes, ("5GB", "1.5 mb", "10 KB")))
    assert found == [5 * 10**9, 1_500_000, 10_000]
    for text in ("", "5", "GB", "5 boxes", "1e9GB"):
        with pytest.raises(RequestError, match="no size"):
            size_in_bytes(text)


EDITS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from fractions import Fraction
from gradreel.scenes.ask import catalog
from gradreel.scenes.make.key import scene_key
from gradreel.scenes.make.request import Request
from gradreel.scenes.ask.options import UNCHANGED, Excerpt
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance

root = Path(sys.argv[1]) / "gradreel"
picture = Picture(160, 90, 30)

def key(
    scene="sigmoid", run=None, theme="dark", language="en", picture=picture, cut=UNCHANGED,
    **options,
):
    chosen = catalog.entry(scene).defaults.changed(**options)
    looks = Appearance(theme, language)
    return scene_key(Request({scene: chosen}, picture, looks, (run,) if run else (), cut))

def edited(name, scene="sigmoid"):
    path = root / name
    before = path.read_bytes()
    path.write_bytes(before + b"\\n# edited")
    found = key(scene)
    path.write_bytes(before)
    return found

first = key()
data, run = root / "own.csv", root / "run.npz"
data.write_text("a,b\\n1,0\\n")
run.write_bytes(b"1")
with_data, with_run = key(data=str(data)), key(run=run)
data.write_text("a,b\\n1,1\\n")
run.write_bytes(b"2")
fresh = [
    *(edited(name) for name in sys.argv[2].split()),
    key(theme="light"), key(language="zh"), key(scene="backprop"),
    key(picture=Picture(160, 92, 30)), key(picture=Picture(160, 90, Fraction(30000, 1001))),
    key(picture=Picture(160, 90, 30, True)), key(seed=5), key(learning_rate=0.1), key(steps=7),
    key(cut=Excerpt(("1", "2"))), key(cut=Excerpt(("1", ""))), key(cut=Excerpt(speed=Fraction(2))),
    key(cut=Excerpt(start=Fraction(1))), key(cut=Excerpt(end=Fraction(1))),
    with_data, key(data=str(data)), with_run, key(run=run),
]
assert len({first, *fresh}) == 1 + len(fresh), "some change doesn't change the key"
same = [key(), *(edited(name) for name in sys.argv[3].split())]
assert set(same) == {first}, "something changes the key that changes no frame"
"""

DECISIVE = """
scenes/sigmoid.py assets/captions/en/sigmoid.toml assets/captions/en/common.toml
assets/palette.toml assets/fonts/SourceSans3-Regular.otf assets/data/heart.csv
engine/training.py engine/optimizers/adam.py scenes/stage/manim/text.py
scenes/render/manim/seeking.py scenes/render/encoders/video.py scenes/ask/runs.py
scenes/ask/recording.py scenes/make/telling.py scenes/ask/options.py
scenes/make/timing.py scenes/make/request.py
scenes/render/excerpt.py scenes/render/mixing.py
"""
WITHOUT_EFFECT = """
scenes/backprop.py scenes/descent.py scenes/minibatch.py
assets/captions/en/backprop.toml assets/captions/zh/sigmoid.toml scenes/cli/render.py
"""


def test_all_that_decides_a_frame_changes_the_key_and_nothing_else(tmp_path: Path) -> None:
    copied_to(tmp_path)
    command = [sys.executable, "-c", EDITS, str(tmp_path), DECISIVE, WITHOUT_EFFECT]
    subprocess.run(command, check=True, cwd=tmp_path)


@pytest.mark.parametrize("library", ["uharfbuzz", "contourpy", "numpy"])
def test_another_version_of_a_library_changes_the_key(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key_of({}, PICTURE)
    (tmp_path / f"{library}-99.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert key_of({}, PICTURE) != before
    assert installed()[library] == versions()[library] == "99"


SMALL = ("-r", "160,90", "--fps", "2", "--theme", "light")
DELIVER = """
import sys
from gradreel.scenes.cli import run_command

try:
    run_command(sys.argv[1:])
except SystemExit as end:
    heavy = {"manim", "matplotlib", "numpy", "av"} & sys.modules.keys()
    assert not heavy, heavy
    assert not end.code
"""


def test_a_second_command_draws_nothing(forked: Callable[..., Ran], tmp_path: Path) -> None:
    first = forked("render", "descent", *SMALL, "--beats", "1", "-o", "a.gif", "--format", "mp4")
    assert (first.status, first.errors) == (0, "")
    words = ["render", "descent", *SMALL, "--beats", "1", "-o", "b.gif", "--format", "mp4"]
    command = [sys.executable, "-c", DELIVER, *words]
    assert subprocess.check_output(command, cwd=tmp_path, text=True) == "b.gif\nb.mp4\n"
    for ending in ("gif", "mp4"):
        whole = (tmp_path / f"a.{ending}").read_bytes()
        assert (tmp_path / f"b.{ending}").read_bytes() == whole
    info = forked("cache", "info").output
    assert "descent, 160x90 at 2 frames a second" in info
    assert "entries: 2" in info
    assert forked("cache", "clear").status == 0
    assert "entries: 0" in forked("cache", "info").output


@pytest.mark.parametrize(
    ("folder", "base", "home"),
    [("/a", "/b", "/c"), ("", "/b", "/c"), ("", "", "/c"), ("~/d", "", "/c")],
)
def test_the_cache_is_where_the_environment_says(
    folder: str, base: str, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADREEL_CACHE", folder)
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    monkeypatch.setenv("HOME", home)
    expected = folder.replace("~", home) or f"{base or home + '/.cache'}/gradreel"
    assert str(Cache.of_user().folder) == expected
