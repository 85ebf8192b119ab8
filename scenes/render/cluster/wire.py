"""Messages between processes, on this machine or another: plain data, checked on arrival."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO, Final

VERSION: Final = 1
MAGIC: Final = b"gradreel message "
OPENING: Final = MAGIC + b"%d\n" % VERSION
LENGTH_BYTES: Final = 8
DIGEST_BYTES: Final = hashlib.sha256().digest_size
MOST_BYTES: Final = 1 << 31
WRONG: Final = (AttributeError, LookupError, TypeError, ValueError)
"""What is raised where plain data are read that have another shape than they should."""


class MessageError(Exception):
    """What came isn't a message, or not as it was sent, or says what it can't."""


@dataclass(frozen=True)
class Message:
    """What a message holds.

    Attributes:
        header: what it says, as JSON can hold it.
        blobs: bytes that belong to it.
    """

    header: Mapping[str, Any]
    blobs: tuple[bytes, ...]


def pack(kind: str, header: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """Write a message.

    It is: a line with the format's version; the header's length in 8 bytes; the header, JSON, with
    the kind and the sizes of the blobs; the blobs; the SHA-256 of all that.

    Args:
        kind: what the message is about.
        header: what it says.
        blobs: bytes that belong to it.

    Raises:
        MessageError: it is larger than a message may be.
    """
    sizes = [len(blob) for blob in blobs]
    text = json.dumps({**header, "kind": kind, "sizes": sizes}, allow_nan=False).encode()
    content = [OPENING, len(text).to_bytes(LENGTH_BYTES, "big"), text, *blobs]
    if sum(map(len, content)) + DIGEST_BYTES > MOST_BYTES:
        raise MessageError(f"over {MOST_BYTES >> 20} MB")
    digest = hashlib.sha256()
    for each in content:
        digest.update(each)
    return b"".join((*content, digest.digest()))


def unpack(data: bytes, kind: str) -> Message:
    """Read a message, after it was found to be whole.

    Args:
        data: what came.
        kind: what the message should be about.

    Raises:
        MessageError: it isn't such a message.
    """
    _check(data)
    start = len(OPENING) + LENGTH_BYTES
    end = start + int.from_bytes(data[len(OPENING) : start], "big")
    try:
        header = json.loads(data[start:end])
        sizes = header["sizes"]
        found = header["kind"]
    except (*WRONG, RecursionError) as error:
        raise MessageError("no header") from error
    if found != kind:
        raise MessageError(f"not about {kind}")
    return Message(header, _cut(data[end:-DIGEST_BYTES], sizes))


def identity(data: bytes) -> str:
    """Return the SHA-256, in hexadecimal digits, that a message ends with."""
    return data[-DIGEST_BYTES:].hex()


def _check(data: bytes) -> None:
    if not isinstance(data, bytes) or not data.startswith(MAGIC):
        raise MessageError("not a message of gradreel")
    if not data.startswith(OPENING):
        raise MessageError("written by another version of gradreel")
    if not len(OPENING) + LENGTH_BYTES + DIGEST_BYTES <= len(data) <= MOST_BYTES:
        raise MessageError("cut short, or too large")
    if hashlib.sha256(memoryview(data)[:-DIGEST_BYTES]).digest() != data[-DIGEST_BYTES:]:
        raise MessageError("not as it was sent")


def _cut(content: bytes, sizes: Any) -> tuple[bytes, ...]:
    if not isinstance(sizes, list) or not all(is_whole(size) for size in sizes):
        raise MessageError("no sizes")
    if sum(sizes) != len(content):
        raise MessageError("other sizes than it says")
    ends = list(accumulate(sizes))
    return tuple(content[end - size : end] for size, end in zip(sizes, ends, strict=True))


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def send(file: BinaryIO, data: bytes) -> None:
    """Write a message to a pipe."""
    file.write(len(data).to_bytes(LENGTH_BYTES, "big"))
    file.write(data)
    file.flush()


def receive(file: BinaryIO) -> bytes | None:
    """Read a message from a pipe that waits until all is there; None at the pipe's end."""
    length = int.from_bytes(file.read(LENGTH_BYTES), "big")
    data = file.read(length) if 0 < length <= MOST_BYTES else b""
    return data if data and len(data) == length else None
