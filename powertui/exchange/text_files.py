"""Text files from anywhere: decoded as UTF-8 or refused with a sentence."""

import sys
from pathlib import Path

from powertui.errors import ModelError
from powertui.exchange.problems import shown

MOST_BYTES = 512 * 1024 * 1024
"""A file beyond this is not one of ours; reading it whole would take the memory of the machine."""


STDIN = Path("-")


def read_text(path: Path) -> str:
    """A file's text without its byte order mark; `-` is what is piped in. Raises ModelError where there is none."""
    if path == STDIN:
        return decode(sys.stdin.buffer.read(), "stdin")
    name = shown(str(path), 200)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ModelError(f"{name} is larger than {MOST_BYTES // 1024 // 1024} MiB; give it in several files")
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{name} cannot be read: {error.strerror or error}") from None
    return decode(data, name)


def decode(data: bytes, name: str) -> str:
    """Bytes as UTF-8, or as UTF-16 where they begin with its mark."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ModelError(f"{name}:{line}: is not UTF-8 (perhaps Latin-1 or Windows-1252); save it as UTF-8") from None
