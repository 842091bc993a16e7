"""Polls on disk while the database is away: appended, bounded, given back in the order in which they came.

A spool is a directory of numbered files. One is appended to, and made durable, at a time; the oldest is read first and
removed when all of it is stored. Where the bound is reached the oldest goes unread, and how much went is counted.
"""

import fcntl
import logging
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from powertui.services.spool_format import HEADER, MOST_RECORD_BYTES, Decoder, Encoder, NoRecord
from powertui.storage.reading_store import Attempt

logger = logging.getLogger(__name__)

FILES = 16
"""So many share the bound: what is dropped at once is a sixteenth."""

_SUFFIX = ".polls"


@dataclass(slots=True)
class _File:
    path: Path
    size: int
    polls: int


@dataclass(slots=True)
class _Reading:
    """Where in the oldest file the next record begins."""

    path: Path
    decoder: Decoder
    position: int = 0
    next_position: int = 0


class Spool:
    """One poller's spool. Its methods block; for one thread at a time. `append` raises OSError on a full disk."""

    def __init__(self, directory: Path, most_bytes: int) -> None:
        self._directory = directory
        self._most_bytes = most_bytes
        self._files: list[_File] = []
        self._open: BinaryIO | None = None
        self._encoder = Encoder()
        self._reading: _Reading | None = None
        self.dropped = 0
        """Polls that were given up because there was no room for more."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = (directory / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise
        for path in sorted(directory.glob(f"*{_SUFFIX}")):
            self._files.append(_File(path, path.stat().st_size, _polls_in(path)))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to give back."""
        return not self._files

    @property
    def polls(self) -> int:
        """How many there are, or were in files that are half given back."""
        return sum(file.polls for file in self._files)

    @property
    def size_bytes(self) -> int:
        """On disk."""
        return sum(file.size for file in self._files)

    def append(self, attempts: Sequence[Attempt]) -> None:
        """Keep some polls; they are on the disk when this returns."""
        if self._open is None or self._files[-1].size >= self._most_bytes // FILES:
            self._begin_file()
        file, opened = self._files[-1], self._open
        if opened is None:
            raise OSError("no file of the spool is open")
        record = self._encoder.record(attempts)
        try:
            opened.write(record)
            opened.flush()
            os.fsync(opened.fileno())
        except OSError:
            # What stands there now may be half a record, behind which nothing would be read.
            self._end_file()
            raise
        file.size += len(record)
        file.polls += len(attempts)
        self._make_room()

    def oldest(self) -> tuple[Attempt, ...]:
        """The polls that came first; none where all were given back. They stay until `advance`."""
        while self._files:
            file = self._files[0]
            if self._reading is None or self._reading.path != file.path:
                self._reading = _Reading(file.path, Decoder())
            found = self._next_record(self._reading)
            if found is not None:
                return found
            self._remove_oldest()
        return ()

    def advance(self) -> None:
        """What `oldest` gave is stored elsewhere."""
        if self._reading is not None:
            self._reading.position = self._reading.next_position

    def close(self) -> None:
        """Let another process have it; what is in it stays."""
        self._end_file()
        self._lock.close()

    def _begin_file(self) -> None:
        self._end_file()
        number = int(self._files[-1].path.stem) + 1 if self._files else 1
        path = self._directory / f"{number:010d}{_SUFFIX}"
        self._open = path.open("xb")
        path.chmod(0o600)
        self._encoder = Encoder()
        self._files.append(_File(path, 0, 0))
        _sync_directory(self._directory)

    def _end_file(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _make_room(self) -> None:
        while len(self._files) > 1 and self.size_bytes > self._most_bytes:
            self.dropped += self._files[0].polls
            logger.warning(
                "the spool in %s is full: the oldest %d polls in it are given up", self._directory, self._files[0].polls
            )
            self._remove_oldest()

    def _remove_oldest(self) -> None:
        file = self._files.pop(0)
        if not self._files:
            self._end_file()
        file.path.unlink(missing_ok=True)
        self._reading = None

    def _next_record(self, reading: _Reading) -> tuple[Attempt, ...] | None:
        """None at the end of a file; a record that cannot be read ends it too, and is told."""
        with reading.path.open("rb") as opened:
            opened.seek(reading.position)
            header = opened.read(HEADER.size)
            if not header:
                return None
            try:
                packed = _checked(header, opened)
                found = reading.decoder.attempts(packed)
            except NoRecord as error:
                logger.warning("the rest of %s cannot be read (%s) and is left out", reading.path, error)
                return None
            reading.next_position = opened.tell()
            return found


def claim_spools(home: Path, most_bytes: int) -> tuple[Spool, ...]:
    """A spool of one's own; before it those that pollers of this machine left behind with something in them."""
    left: list[Spool] = []
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for directory in sorted(path for path in home.iterdir() if path.is_dir()):
        try:
            left.append(Spool(directory, most_bytes))
        except BlockingIOError:
            continue
    number = 1
    own = next((spool for spool in left if spool.is_empty), None)
    while own is None:
        try:
            own = Spool(home / f"{number:03d}", most_bytes) if not (home / f"{number:03d}").exists() else None
        except BlockingIOError:
            own = None
        number += 1
    for spool in left:
        if spool is not own and spool.is_empty:
            spool.close()
    return (*(spool for spool in left if spool is not own and not spool.is_empty), own)


def _checked(header: bytes, opened: BinaryIO) -> bytes:
    if len(header) < HEADER.size:
        raise NoRecord("it was cut short")
    length, checksum, _ = HEADER.unpack(header)
    if length > MOST_RECORD_BYTES:
        raise NoRecord("its length cannot be")
    packed = opened.read(length)
    if len(packed) < length:
        raise NoRecord("it was cut short")
    if zlib.crc32(packed) != checksum:
        raise NoRecord("its checksum is wrong")
    return packed


def _polls_in(path: Path) -> int:
    """As its records say; what is wrong with them shows when they are read."""
    polls = 0
    with path.open("rb") as opened:
        while len(header := opened.read(HEADER.size)) == HEADER.size:
            length, _, count = HEADER.unpack(header)
            opened.seek(length, os.SEEK_CUR)
            polls += count
    return polls


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
