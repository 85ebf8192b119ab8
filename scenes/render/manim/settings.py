"""What a command chooses of manim's own settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.cache.environment import settings_files


@dataclass(frozen=True)
class ManimSettings:
    """What stands above the settings that manim finds by itself, where it is given.

    Attributes:
        seed: where `random` and `numpy.random` start, as with `manim render --seed`. None means
            what manim's configuration says, or 0.
        config_file: what is read in place of the current folder's manim.cfg.
        tex_template: the file with the template of formulas.
    """

    seed: int | None = None
    config_file: Path | None = None
    tex_template: Path | None = None

    def from_anywhere(self) -> "ManimSettings":
        """Return the same for a process whose current folder is another one."""
        folders = settings_files()[1]
        config_file = self.config_file or (folders if folders.is_file() else None)
        files = (path and path.absolute() for path in (config_file, self.tex_template))
        return ManimSettings(self.seed, *files)

    def as_json(self) -> list[Any]:
        """Return it as JSON can hold it, files by what is in them."""
        files = self.config_file, self.tex_template
        return [self.seed, *(None if path is None else sha256_of(path) for path in files)]


AS_FOUND = ManimSettings()
"""Nothing was chosen."""
