"""What is kept of one clip: chunks, whole files and what was learnt of it; or a scene's runs."""

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.files.sources import read_regular
from gradreel.scenes.files.temporary import remove
from gradreel.scenes.files.whole import replacing
from gradreel.scenes.render.amounts import as_it_is
from gradreel.scenes.render.cache.contents import is_plain_file, sha256_of
from gradreel.scenes.render.captions import Caption, write_captions
from gradreel.scenes.render.files import writing, written_whole
from gradreel.scenes.render.picture import FITTED, Output
from gradreel.scenes.render.sound import PlacedSound
from gradreel.scenes.render.targets import shown

BLOCK: Final = 1 << 20
FORMULAS: Final = "formulas"
SLOT: Final = "slot-"
MOST_EARLIER: Final = 3
"""Versions of a clip in which chunks are looked for that were drawn before."""
MOST_RECORD: Final = 2**28
MOST_NOTES: Final = 2**26
"""Bytes of a recorded run that is read again, and of what is noted of a clip."""


class CacheEntry:
    """What is kept of one clip, or the runs that one scene draws.

    Attributes:
        folder: where it is.
        key: what it is kept under; all that is kept says so.
        chunks: the folder of its chunks.
        formulas: the folder where all clips keep formulas that were typeset.
        has_grown: whether anything was added to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, folder.name
        self.chunks = folder / "chunks"
        self.formulas = folder.parent / FORMULAS
        self.has_grown = False

    def note(self, **values: Any) -> None:
        """Write down what was learnt, beside what is known.

        Args:
            values: `title`, what it is of; `lengths`, how many frames each chunk of each part has,
                or of each piece;
                `pieces`, into how many each part is cut, if it is; `remarks`, what the user was
                told and is to be told again; `captions`, as `Caption`s' values; `has_sound`,
                whether anything is heard; `voices`, when each file is.
        """
        with (self.folder / "about.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._write("about", self._read("about") | values)

    def join(self, slot: str) -> None:
        """Say of which clip this is a version.

        Args:
            slot: what all its versions have in common.

        Raises:
            OSError: it can't be written.
        """
        (self.folder / f"{SLOT}{slot}").touch()

    @property
    def earlier(self) -> tuple[Path, ...]:
        """The folders of the chunks of other versions of the clip, those used last first."""
        slots = [path.name for path in self.folder.glob(f"{SLOT}*")]
        with suppress(OSError):
            others = [
                each / "lock"
                for each in self.folder.parent.iterdir()
                if any((each / slot).exists() for slot in slots) and each != self.folder
            ]
            others.sort(key=lambda lock: lock.stat().st_mtime, reverse=True)
            return tuple(lock.with_name("chunks") for lock in others[:MOST_EARLIER])
        return ()

    @property
    def title(self) -> str:
        """What it is of, for people."""
        return str(self._known("title", ""))

    @property
    def lengths(self) -> tuple[tuple[int, ...], ...] | None:
        """How many frames each chunk of each part has, if it was drawn to its end before."""
        found = self._known("lengths", None)
        return None if found is None else tuple(tuple(map(int, own)) for own in found)

    @property
    def pieces(self) -> tuple[int, ...]:
        """Into how many each part is cut; none is where it is empty."""
        return tuple(map(int, self._known("pieces", ())))

    @property
    def remarks(self) -> tuple[str, ...] | None:
        """What the user was told when it was drawn, if that is known."""
        found = self._known("remarks", None)
        return None if found is None else tuple(map(str, found))

    @property
    def captions(self) -> tuple[Caption, ...]:
        """The captions of all parts."""
        return tuple(Caption(*each) for each in self._known("captions", ()))

    @property
    def has_sound(self) -> bool:
        """Whether anything is heard in it; what that is its chunks don't say."""
        return bool(self._known("has_sound", False))

    @property
    def voices(self) -> tuple[PlacedSound, ...] | None:
        """What is spoken in it, from files, if that is known."""
        found = self._known("voices", None)
        return None if found is None else tuple(PlacedSound(at, Path(path)) for at, path in found)

    def _known(self, name: str, otherwise: Any) -> Any:
        return self._read("about").get(name, otherwise)

    @property
    def has_chunks(self) -> bool:
        """Whether anything was drawn that a later command can go on from."""
        with suppress(OSError):
            return any(self.chunks.glob("*/*"))
        return False

    def keep(self, form: str, path: Path, captions: Sequence[Caption]) -> None:
        """Keep a file that was joined.

        Args:
            form: the kind of file.
            path: where it is.
            captions: of the clip.
        """
        self.has_grown = True
        kept = self._result(form)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as temporary:
            digest = _copy(path, temporary)
        known = {"sha256": digest, "captions": list(map(astuple, captions))}
        self._write(f"results/{form}", {**known, "bytes": kept.stat().st_size})

    def keep_fitted(self, output: Output, path: Path, summary: str) -> None:
        """Keep a file that was made smaller, beside the larger one of its format.

        Args:
            output: what was asked for.
            path: where it is.
            summary: what has become of it, for a person.
        """
        self.has_grown = True
        name = _fitted(output)
        with replacing(self._result(name)) as temporary:
            digest = _copy(path, temporary)
        self._write(f"results/{name}", {"sha256": digest, "summary": summary})

    def deliver(
        self,
        outputs: Sequence[Output],
        captions: Sequence[str] = (),
        *,
        posters: bool = False,
        say: Callable[[str], None] = lambda _: None,
    ) -> tuple[Path, ...]:
        """Write all outputs, and captions and posters, from what was kept.

        Args:
            outputs: the files.
            captions: the endings of the files of captions that go beside videos.
            posters: whether a picture that stands for it goes beside each video.
            say: told what has become of each file that was to fit.

        Returns:
            The paths; nothing where that couldn't be done.
        """
        known = [self._read(f"results/{output.kind}") for output in outputs]
        if not all(known):
            return ()
        spoken = _spoken(outputs, known)
        pairs = list(zip(outputs, known, strict=True))
        try:
            with written_whole([output.path for output in outputs]) as paths:
                made = [
                    self._deliver(output, path, each)
                    for path, (output, each) in zip(paths, pairs, strict=True)
                ]
                chosen = self._posters(pairs, spoken) if posters else {}
        except _MissingFileError:
            return ()
        for output, become in zip(outputs, made, strict=True):
            if output.most_bytes is not None:
                say(f"{shown(output.path)}: {become}")
        beside = write_captions(spoken, outputs, captions)
        if posters:
            from gradreel.scenes.render.poster import write_posters  # noqa: PLC0415, it loads av

            beside += write_posters(chosen)
        return (*(output.path for output in outputs), *beside)

    def _deliver(self, output: Output, path: Path, whole: Mapping[str, Any]) -> str:
        """Write one, and return what has become of it to fit, as when it was made."""
        fits = output.most_bytes is None or whole["bytes"] <= output.most_bytes
        name = output.kind if fits else _fitted(output)
        known = whole if fits else self._read(f"results/{name}")
        with writing(output.path):
            found = _copy(self._result(name), path)
        if found != known.get("sha256"):
            raise _MissingFileError
        return as_it_is(whole["bytes"]) if fits else str(known["summary"])

    def _posters(
        self, known: Sequence[tuple[Output, Mapping[str, Any]]], captions: Sequence[Caption]
    ) -> dict[Path, bytes]:
        """Choose posters from the files that weren't made to fit."""
        from gradreel.scenes.render.poster import posters_of  # noqa: PLC0415, it loads av

        outputs = [output for output, _ in known]
        paths = [self._result(output.kind) for output in outputs]
        if any(
            sha256_of(path) != each["sha256"] for path, (_, each) in zip(paths, known, strict=True)
        ):
            raise _MissingFileError
        return posters_of(captions, outputs, paths)

    def keep_record(self, name: str, content: bytes) -> None:
        """Keep a recorded run under a name, behind a digest of it.

        Raises:
            OSError: it can't be written.
        """
        self.has_grown = True
        path = self._record(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(self._stamp(name, content) + content)

    def record(self, name: str) -> bytes | None:
        """Return a recorded run; None where it wasn't kept, or is damaged."""
        path = self._record(name)
        if not is_plain_file(path):
            return None
        with suppress(RequestError):
            found = read_regular(path, MOST_RECORD)
            stamp, content = found[: sha256().digest_size], found[sha256().digest_size :]
            return content if stamp == self._stamp(name, content) else None
        return None

    def _record(self, name: str) -> Path:
        return self.folder / "records" / name

    def _stamp(self, name: str, content: bytes) -> bytes:
        return sha256(f"{self.key} {name} ".encode() + content).digest()

    def forget(self) -> None:
        """Remove all that is kept."""
        for name in ("chunks", "before", "results", "about.json"):
            remove(self.folder / name)

    def _result(self, form: str) -> Path:
        return self.folder / "results" / f"{form}.file"

    def _read(self, name: str) -> dict[str, Any]:
        """Return what was written under a name; nothing where it isn't what was written there."""
        path = self.folder / f"{name}.json"
        if not is_plain_file(path):
            return {}
        try:
            found = json.loads(read_regular(path, MOST_NOTES))
            content = dict(found["content"])
            return content if found["sha256"] == self._seal(name, content) else {}
        except (RequestError, ValueError, LookupError, TypeError, RecursionError):
            return {}

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        with replacing(self.folder / f"{name}.json") as temporary:
            sealed = {"sha256": self._seal(name, content), "content": content}
            temporary.write_text(json.dumps(sealed), encoding="utf-8")

    def _seal(self, name: str, content: Mapping[str, Any]) -> str:
        """Return a digest of what is written, of its name and of the clip that it is about."""
        sealed = json.dumps([self.key, name, content], sort_keys=True)
        return sha256(sealed.encode()).hexdigest()


def _fitted(output: Output) -> str:
    """Name a file that was made to fit."""
    return f"{output.kind}-{output.most_bytes}"


def _spoken(outputs: Sequence[Output], known: Sequence[Mapping[str, Any]]) -> list[Caption]:
    """Return the captions of a clip; none where no output is one."""
    pairs = zip(outputs, known, strict=True)
    told = next((each["captions"] for output, each in pairs if output.format in FITTED), ())
    return [Caption(*each) for each in told]


class _MissingFileError(Exception):
    """A file wasn't kept, or not whole."""


def _copy(source: Path, target: Path) -> str:
    """Copy a file and return its SHA-256.

    Raises:
        _MissingFileError: it can't be read.
        OSError: the other can't be written.
    """
    digest = sha256()
    with target.open("wb") as write:
        for block in _blocks(source):
            digest.update(block)
            write.write(block)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    if not is_plain_file(path):
        raise _MissingFileError
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise _MissingFileError from error
