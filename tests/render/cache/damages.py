"""A cache of clips that are told apart, and ways to damage it."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradreel.scenes.make.clip import render_file
from gradreel.scenes.make.request import Request, SceneFile
from gradreel.scenes.render.picture import Output, Picture
from tests.render.jobs import KEY

PICTURE = Picture(32, 32, 2)
FORMS = ("mp4", "gif", "png")
SCENE = """
from manim import Scene, Square

class Mine(Scene):
    def construct(self):
        square = Square(color="#{number}0c0f0").shift(LEFT * {number} / 4)
        self.add_subcaption("clip {number}", duration=1)
        self.play(square.animate.scale(2), run_time={seconds})
        self.wait()
""".replace("Square\n", "LEFT, Square\n", 1)


@dataclass
class Clips:
    """Clips of scenes that differ a little, drawn to a folder with a cache.

    Attributes:
        folder: where the scenes and the clips are.
        cache: where they are kept.
        number: how many they are.
    """

    folder: Path
    cache: Path
    number: int

    def render(self, number: int, **asked: Any) -> list[bytes]:
        """Draw a clip, or have it delivered; return what is in its files."""
        source = self.folder / f"clip{number}.py"
        source.write_text(SCENE.format(number=number, seconds=2 + number % 3), encoding="utf-8")
        written = render_file(
            SceneFile(source),
            Request({}, PICTURE, workers=1, **asked),
            lambda *_: tuple(Output(self.folder / f"clip.{form}", form) for form in FORMS),
        )
        contents = [path.read_bytes() for path in written]
        for path in written:
            path.unlink()
        return contents

    def render_all(self, **asked: Any) -> list[list[bytes]]:
        """Draw all clips, or have them delivered."""
        return [self.render(number, **asked) for number in range(self.number)]

    def kept(self) -> list[Path]:
        """Return the files that are kept."""
        return [path for path in self.all_kept() if path.is_file()]

    def all_kept(self) -> list[Path]:
        """Return the files and folders that are kept."""
        return sorted(self.cache.rglob("*"))


def flip(clips: Clips, rng: random.Random) -> None:
    path = rng.choice(clips.kept())
    content = bytearray(path.read_bytes())
    if content:
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        path.write_bytes(content)


def change_digit(clips: Clips, rng: random.Random) -> None:
    path = rng.choice([path for path in clips.kept() if path.suffix == ".json"])
    text = path.read_text()
    place = rng.choice([place for place, each in enumerate(text) if each.isdecimal()])
    path.write_text(text[:place] + str(rng.randrange(10)) + text[place + 1 :])


def change_name(clips: Clips, rng: random.Random) -> None:
    """Change a letter of a name in a manifest."""
    path = rng.choice([path for path in clips.kept() if path.suffix == ".json"])
    name = rng.choice(["counts", "captions", "found", "inputs", "sha256", "content", "title"])
    path.write_text(path.read_text().replace(f'"{name}"', f'"{name[:-1]}x"'))


def truncate(clips: Clips, rng: random.Random) -> None:
    path = rng.choice(clips.kept())
    content = path.read_bytes()
    path.write_bytes(content[: rng.randrange(len(content) + 1)])


def delete(clips: Clips, rng: random.Random) -> None:
    remove(rng.choice(clips.all_kept()))


def swap(clips: Clips, rng: random.Random) -> None:
    """Exchange two files or folders of the same name, or two entries."""
    path = rng.choice(clips.all_kept())
    same = [
        other
        for other in clips.all_kept()
        if other != path and len(other.parts) == len(path.parts)
        if other.name == path.name or len(other.name) == len(path.name) == len(KEY)
    ]
    if same:
        other, aside = rng.choice(same), path.with_name("aside")
        path.rename(aside)
        other.rename(path)
        aside.rename(other)


def rename(clips: Clips, rng: random.Random) -> None:
    path, other = rng.choice(clips.all_kept()), rng.choice(clips.all_kept())
    if other not in {path, *path.parents} and path not in other.parents:
        remove(other)
        path.rename(other)


def put_another_in_its_place(clips: Clips, rng: random.Random) -> None:
    """Put a folder or a link in the place of a file, or a file in that of a folder."""
    path = rng.choice(clips.all_kept())
    was_file = path.is_file()
    remove(path)
    if rng.random() < 0.3:
        path.symlink_to(rng.choice([path, clips.folder / "nowhere", *clips.kept()]))
    elif was_file:
        path.mkdir()
    else:
        path.touch()


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


DAMAGES: list[Callable[[Clips, random.Random], None]] = [
    *(flip, change_digit, change_name, truncate, delete, swap, rename, put_another_in_its_place),
]
