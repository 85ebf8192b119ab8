"""The key of a clip: a digest of all that its frames depend on, found without importing it."""

import json
import platform
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final

from gradreel import PROJECT
from gradreel.assets import CAPTIONS, PALETTE
from gradreel.assets import FOLDER as ASSETS
from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import FOLDER as SCENES
from gradreel.scenes.ask.catalog import entries, entry
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.files.sources import (
    MAX_RECORD_BYTES,
    MAX_SOUND_BYTES,
    MAX_TABLE_BYTES,
    open_regular,
)
from gradreel.scenes.make.request import Request, SceneFile, run_names, voice_files
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.cache.environment import (
    LIBRARIES,
    cairo_version,
    installed,
    settings_files,
    surroundings,
)
from gradreel.scenes.render.hash_seed import hash_seed
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import COMMON, shipped_language

Digest = Callable[[Path], str | None]
VERSION: Final = 1
SHARED: Final = (
    *("engine/**/*.py", "scenes/*.py", "scenes/ask/*.py", "scenes/make/*.py"),
    *("scenes/files/*.py", "scenes/stage/**/*.py", "scenes/render/**/*.py"),
)
IMPORTS: Final = re.compile(r"^from gradreel\.scenes\b.* import (?:\([^)]*\)|.*)", re.M)


def scene_key(request: Request, digest: Digest = sha256_of) -> str:
    """Return the key of a clip of one of the scenes: 64 hexadecimal digits.

    Args:
        request: the scene.
        digest: returns the SHA-256 of a file of this project.

    Raises:
        RequestError: the recorded run or the voice can't be read.
    """
    files = [*_sources(request.scene), *_assets(request.scene, request.appearance.language)]
    return key_of({**_chosen(request), "files": _digests(files, digest)}, request.picture)


def scene_slot(request: Request, digest: Digest = sha256_of) -> str:
    """Return what all versions of a clip have in common, however its scene is edited or worded.

    What is drawn the same in two of them is drawn once.

    Args, and what is raised: as for `scene_key`.
    """
    chosen = _chosen(replace(request, appearance=replace(request.appearance, texts=None)))
    return key_of({**chosen, "versions": _digests(_renderer(), digest)}, request.picture)


def scene_code(request: Request, digest: Digest = sha256_of) -> str:
    """Return a digest of all that decides a clip's frames beside its scene's own words.

    Args, and what is raised: as for `scene_key`.
    """
    plain = replace(request, appearance=replace(request.appearance, texts=None))
    words = {f"{name}.toml" for name in (request.scene, COMMON)}
    assets = _assets(request.scene, request.appearance.language)
    files = [*_sources(request.scene), *(each for each in assets if each.name not in words)]
    return key_of({**_chosen(plain), "files": _digests(files, digest)}, request.picture)


def _chosen(request: Request) -> dict[str, Any]:
    return {
        "scene": request.scene,
        "options": asdict(request.options),
        "runs": _runs_digests(request.runs),
        "data": _data_digest(request.options),
        "appearance": request.appearance.as_json(request.scene),
        "excerpt": request.excerpt.as_json(),
        "voice": None if request.voice is None else _voice_digests(request.voice),
    }


def card_key(card: Mapping[str, Any], picture: Picture, digest: Digest) -> str:
    """Return the key of a card of a film: 64 hexadecimal digits.

    Args:
        card: what it says and how it looks, as JSON can hold it.
        picture: the size, rate and background.
        digest: returns the SHA-256 of a file of this project.
    """
    scenes = {path for each in entries() for path in _own_sources(each.module)}
    files = [*sorted({*_shared_sources()} - scenes), PALETTE, *(ASSETS / "fonts").iterdir()]
    return key_of({"card": card, "files": _digests(sorted(files), digest)}, picture)


def card_slot(card: Mapping[str, Any], picture: Picture, digest: Digest) -> str:
    """Return what all versions of a card have in common, however what draws it is edited."""
    return key_of({"card": card, "versions": _digests(_renderer(), digest)}, picture)


def file_key(file: SceneFile, request: Request) -> str:
    """Return the key of a clip of a scene in a person's own file, as far as one can tell ahead.

    What the file imports and reads nobody knows: the clip is played to see whether it has changed.

    Returns:
        64 hexadecimal digits.
    """
    chosen = {"file": sha256_of(file.path), "slot": file_slot(file, request)}
    return key_of(chosen, request.picture)


def file_slot(file: SceneFile, request: Request) -> str:
    """Return what all versions of such a clip have in common, however the file is edited."""
    chosen = {
        "path": str(file.path.absolute()),
        "folder": str(Path.cwd()),
        "scene": file.scene,
        "manim": file.settings.as_json(),
        "cut": (file.animations, request.excerpt.as_json()),
        "renderer": _digests(_renderer(), sha256_of),
        "hash_seed": hash_seed(),
        "surroundings": surroundings(),
    }
    return key_of(chosen, request.picture)


def key_of(chosen: dict[str, Any], picture: Picture) -> str:
    """Return the key of a clip that depends on what was chosen, a picture and what is installed.

    Args:
        chosen: what decides the frames, as JSON can hold it.
        picture: the size, rate and background.
    """
    here = installed()
    content = {
        "version": VERSION,
        "chosen": chosen,
        "picture": picture.as_json(),
        "libraries": {name: here.get(name) for name in LIBRARIES},
        "python": sys.version,
        "machine": [platform.system(), platform.machine(), cairo_version()],
        "settings": [sha256_of(path) for path in settings_files()],
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _digests(files: Sequence[Path], digest: Digest) -> dict[str, str | None]:
    return {str(path.relative_to(PROJECT)): digest(path) for path in files}


def _digest(path: Path, max_bytes: int) -> str:
    with open_regular(path, max_bytes) as file:
        return file_digest(file, "sha256").hexdigest()


def _runs_digests(paths: Sequence[Path]) -> list[list[str]]:
    """Return the digests of records, and of several the names that they are shown under."""
    digests = [_digest(path, MAX_RECORD_BYTES) for path in paths]
    return [digests, [*run_names(paths)] if len(paths) > 1 else []]


def _data_digest(options: RunOptions) -> str | list[list[str]] | None:
    """Return the digest of a table, or those of a folder's pictures with their names.

    None is for what is neither, or is refused by and by.
    """
    data = options.data or dict(options.own).get("data")
    if data is None:
        return None
    with suppress(RequestError, OSError, ValueError):
        if not Path(data).is_dir():
            return _digest(Path(data), MAX_TABLE_BYTES)
        files = sorted(each for each in Path(data).glob("*/*") if each.is_file())
        return [[str(path), _digest(path, MAX_TABLE_BYTES)] for path in files]
    return None


def _voice_digests(folder: Path) -> list[list[str]]:
    """Return the paths of a voice's files, each with its digest."""
    files = voice_files(folder)
    return [[str(path.absolute()), _digest(path, MAX_SOUND_BYTES)] for path in files]


def _sources(scene: str) -> list[Path]:
    """Return the sources of a scene: its own files, and all that the scenes share."""
    own = entry(scene).module
    sources = (path.read_text(encoding="utf-8") for path in _own_sources(own))
    imports = " ".join(line for source in sources for line in IMPORTS.findall(source))
    used = {own, *re.findall(r"\w+", imports)}
    others = (each.module for each in entries() if each.module not in used)
    unused = {path for name in others for path in _own_sources(name)}
    return sorted({*_shared_sources()} - unused)


def _shared_sources() -> Iterator[Path]:
    """Yield the sources of all scenes, and all that they share."""
    return (path for pattern in SHARED for path in PROJECT.glob(pattern))


def _renderer() -> list[Path]:
    """Return the sources of the renderer."""
    return sorted(PROJECT.glob("scenes/render/**/*.py"))


def _own_sources(module: str) -> list[Path]:
    return [SCENES / f"{module}.py", *SCENES.glob(f"{module}_*.py")]


def _assets(scene: str, language: str) -> list[Path]:
    folder = CAPTIONS / shipped_language(language)
    texts = (folder / f"{name}.toml" for name in (COMMON, scene))
    fonts_and_data = (path for name in ("fonts", "data") for path in (ASSETS / name).iterdir())
    return sorted([PALETTE, *texts, *fonts_and_data])
