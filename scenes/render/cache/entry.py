"""What is kept of one clip that was drawn: chunks, whole files, and what was learnt of it."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from gradreel.engine.io.files import replacing
from gradreel.engine.io.temporary import remove
from gradreel.scenes.render.cache.digest import are_unchanged
from gradreel.scenes.render.output.captions import write_captions
from gradreel.scenes.render.output.files import write_error, written_whole
from gradreel.scenes.render.picture import Output

BLOCK: Final = 1 << 20
FORMULAS: Final = "formulas"


class CacheEntry:
    """What is kept of one clip.

    Attributes:
        folder: where it is.
        chunks: the folder of its chunks.
        formulas: the folder where all clips keep formulas that were typeset.
        has_grown: whether anything was added to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chunks = folder / "chunks"
        self.formulas = folder.parent / FORMULAS
        self.has_grown = False

    def note(self, **values: Any) -> None:
        """Write down what was learnt, beside what is known.

        Args:
            values: `title`, what it is of; `counts`, how many frames each part has; `remarks`,
                what the user was told and is to be told again; `captions`, as a file has them;
                `found`, what is in a file of scenes.
        """
        about = self.folder / "about.json"
        _write_json(about, _read_json(about) | values)

    @property
    def title(self) -> str:
        """What it is of, for people."""
        return str(self._known("title", ""))

    @property
    def counts(self) -> tuple[int, ...] | None:
        """How many frames each part has, if it was drawn to its end before."""
        found = self._known("counts", None)
        return None if found is None else tuple(map(int, found))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user was told when it was drawn."""
        return tuple(map(str, self._known("remarks", ())))

    @property
    def found(self) -> Mapping[str, Any]:
        """What looking into a file of scenes found, as it was noted."""
        return dict(self._known("found", {}))

    @property
    def captions(self) -> str:
        """The captions of all parts, as a file has them."""
        return str(self._known("captions", ""))

    def _known(self, name: str, otherwise: Any) -> Any:
        return _read_json(self.folder / "about.json").get(name, otherwise)

    def keep(self, form: str, path: Path, inputs: Mapping[str, str]) -> None:
        """Keep a file that was joined.

        Args:
            form: its format.
            path: where it is.
            inputs: the files that it was drawn from, with their SHA-256.
        """
        self.has_grown = True
        kept = self._result(form)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as temporary, path.open("rb") as joined:
            digest = _copy(joined, temporary)
        _write_json(kept.with_suffix(".json"), {"sha256": digest, "inputs": dict(inputs)})

    def copy(self, form: str, path: Path) -> bool:
        """Copy a file that was kept to a path, checking it; whether there is a whole one."""
        known = _read_json(self._result(form).with_suffix(".json"))
        if not known or not are_unchanged(known["inputs"]):
            return False
        try:
            kept = self._result(form).open("rb")
        except OSError:
            return False
        with kept:
            return bool(_copy(kept, path) == known["sha256"])

    def deliver(self, outputs: Sequence[Output]) -> tuple[Path, ...]:
        """Write all outputs, and captions, from what was kept.

        Returns:
            The paths; nothing where that couldn't be done.
        """
        if not all(self._result(output.format).is_file() for output in outputs):
            return ()
        try:
            with written_whole([output.path for output in outputs]) as paths:
                for output, path in zip(outputs, paths, strict=True):
                    self._deliver(output, path)
        except _MissingFileError:
            return ()
        return (*(output.path for output in outputs), *write_captions(self.captions, outputs))

    def _deliver(self, output: Output, path: Path) -> None:
        try:
            found = self.copy(output.format, path)
        except OSError as error:
            raise write_error(output.path, error) from error
        if not found:
            raise _MissingFileError

    def forget(self) -> None:
        """Remove all that is kept."""
        for name in ("chunks", "results", "about.json"):
            remove(self.folder / name)

    def _result(self, form: str) -> Path:
        return self.folder / "results" / f"{form}.file"


class _MissingFileError(Exception):
    """A file wasn't kept, or not whole."""


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(content), encoding="utf-8")


def _copy(source: BinaryIO, target: Path) -> str:
    """Copy a file and return its SHA-256."""
    digest = sha256()
    with target.open("wb") as write:
        while block := source.read(BLOCK):
            digest.update(block)
            write.write(block)
    return digest.hexdigest()
