"""Packed days: what the columns of a block are, and how a subject and a day make a key."""

from collections.abc import Mapping, Sequence

from powertui.domain.history import STORED
from powertui.domain.reading import Quantity
from powertui.storage.packing import FIRST_VALUE

SLOTS = 0
OFFSETS = 1
QUALITIES = 2
CODE_OF: Mapping[Quantity, int] = {quantity: FIRST_VALUE + number for number, quantity in enumerate(STORED)}
"""Codes of a block's columns."""

ROW_CODES: Sequence[int] = (SLOTS, OFFSETS, QUALITIES, *CODE_OF.values())
"""In the order of a row of history, without its subject."""


def block_id(day: int, subject_id: int) -> int:
    """Of a subject's readings of a day: blocks of one day are neighbours, and go together."""
    return day << 32 | subject_id


def rollup_id(subject_id: int, day: int) -> int:
    """Of a subject's rollups of a day: blocks of one subject are neighbours, and are read together."""
    return subject_id << 20 | day
