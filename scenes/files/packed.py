"""Files that are packed, and may be far larger once they aren't."""

import gzip
import io
import zipfile
import zlib
from typing import Final

from gradreel.engine.errors import RequestError, shorten

MAX_UNPACKED_BYTES: Final = 500_000_000
GZIP = b"\x1f\x8b"


def unpacked(content: bytes, name: str) -> bytes:
    """Unpack what gzip packed; of a workbook, which is a zip file, check how large it would be.

    Args:
        content: a file's.
        name: what to call it in messages.

    Raises:
        RequestError: it is damaged, or too large.
    """
    file = io.BytesIO(content)
    try:
        if content.startswith(GZIP):
            with gzip.GzipFile(fileobj=file) as packed:
                content = packed.read(MAX_UNPACKED_BYTES + 1)
            size = len(content)
        elif zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as parts:
                size = sum(each.file_size for each in parts.infolist())
        else:
            return content
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise RequestError(f"{name} can't be unpacked: {shorten(str(error), 80)}") from None
    if size > MAX_UNPACKED_BYTES:
        limit = f"{MAX_UNPACKED_BYTES // 10**6} MB"
        raise RequestError(f"{name} is over {limit} once unpacked: use a smaller one")
    return content
