"""Packed files are read as if they weren't, unless they would be far too large."""

import gzip
import io
import zipfile

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.files import packed
from gradreel.scenes.files.packed import unpacked

TEXT = b"age,ill\n" + b"40,1\n" * 1000
PACKED = gzip.compress(TEXT, mtime=0)


def book(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("sheet.xml", content)
    return file.getvalue()


def test_what_gzip_packed_is_unpacked_and_all_else_is_left() -> None:
    assert unpacked(PACKED, "a.csv.gz") == TEXT
    assert unpacked(TEXT, "a.csv") == TEXT
    assert unpacked(book(TEXT), "a.xlsx") == book(TEXT)


@pytest.mark.parametrize("content", [PACKED, book(TEXT)], ids=["gzip", "a workbook"])
def test_what_would_be_too_large_is_refused(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MAX_UNPACKED_BYTES", len(TEXT) - 1)
    with pytest.raises(RequestError, match="once unpacked: use a smaller one"):
        unpacked(content, "'a'")


@pytest.mark.parametrize(
    "content", [PACKED[:-9], PACKED[:20] + b"\xff" * 9 + PACKED[29:]], ids=["short", "wrong"]
)
def test_what_is_damaged_is_refused(content: bytes) -> None:
    with pytest.raises(RequestError, match=r"'a\.gz' can't be unpacked"):
        unpacked(content, "'a.gz'")
