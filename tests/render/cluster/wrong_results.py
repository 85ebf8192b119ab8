"""What may come back from a worker and isn't what was asked for."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from gradreel.scenes.render.chunks.store import Place
from gradreel.scenes.render.cluster.worker import ChunkResult
from gradreel.scenes.render.encoders.contract import MAGIC


def other_place(result: ChunkResult) -> ChunkResult:
    return replace(result, place=Place(5, 5))


def damaged_chunk(result: ChunkResult) -> ChunkResult:
    chunks = {tag: content[:40] + b"?" + content[41:] for tag, content in result.chunks.items()}
    return replace(result, chunks=chunks)


def cut_short(result: ChunkResult) -> ChunkResult:
    return replace(result, chunks={tag: each[:-1] for tag, each in result.chunks.items()})


def unsound_chunk(result: ChunkResult) -> ChunkResult:
    def of(content: bytes) -> bytes:
        whole = content[: -hashlib.sha256().digest_size]
        whole = whole.replace(b'"frames": 20', b'"frames": 99')
        return whole + hashlib.sha256(whole).digest()

    return replace(result, chunks={tag: of(each) for tag, each in result.chunks.items()})


def without_chunks(result: ChunkResult) -> ChunkResult:
    return replace(result, chunks={})


def something_else(result: ChunkResult) -> bytes:
    return b"chunk"


def gave_up(result: ChunkResult) -> BaseException:
    return RuntimeError("worker w died")


def sealed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change what is in a chunk, and let its checksum be right."""
    whole = change(content[: -hashlib.sha256().digest_size])
    return whole + hashlib.sha256(whole).digest()


def undecodable_chunk(result: ChunkResult) -> ChunkResult:
    """Let what the decoder gets be noise, of the same length."""

    def change(content: bytes) -> bytes:
        start, end = len(MAGIC), content.index(b'{"of"')
        return content[:start] + content[start:end][::-1] + content[end:]

    chunks = {tag: sealed(content, change) for tag, content in result.chunks.items()}
    return replace(result, chunks=chunks)


def renamed_chunk(result: ChunkResult) -> ChunkResult:
    def change(content: bytes) -> bytes:
        return content.replace(b"/0-2", b"/0-3")

    chunks = {tag: sealed(content, change) for tag, content in result.chunks.items()}
    return replace(result, chunks=chunks)


WRONG = (
    *(other_place, damaged_chunk, cut_short, unsound_chunk, without_chunks),
    *(undecodable_chunk, renamed_chunk),
    *(something_else, gave_up),
)
