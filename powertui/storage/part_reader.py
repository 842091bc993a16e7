"""The parts of polled devices, packed, for whoever holds those of a whole plant."""

from array import array
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from powertui.domain.columns.arrays import NOWHERE
from powertui.domain.columns.described import PackedParts
from powertui.domain.reading import SubjectDescription
from powertui.storage import schema
from powertui.storage.target_store import DESCRIBING, described

_AT_ONCE = 500
"""Targets that one statement asks for."""

_MOST_KNOWN = 20_000
"""Where users give each outlet a name of its own, there is little to share, and nothing to be gained by looking."""


class PartReader:
    """Reads parts. What devices are described by in the same words is kept once."""

    def __init__(self) -> None:
        self._descriptions: dict[tuple[Any, ...], SubjectDescription] = {}
        self._of_device: dict[tuple[int, ...], tuple[SubjectDescription, ...]] = {}
        """By the identities of its parts' descriptions, which live as long as these do."""

    def read(self, connection: Connection, target_ids: Sequence[int]) -> Mapping[int, PackedParts]:
        """The present parts of some targets, of those that have any."""
        found: dict[int, PackedParts] = {}
        part = schema.subject.c
        for start in range(0, len(target_ids), _AT_ONCE):
            rows = connection.execute(
                select(
                    part.target_id,
                    part.id,
                    part.power_port_id,
                    part.power_outlet_id,
                    part.power_feed_id,
                    *DESCRIBING,
                )
                .where(part.target_id.in_(target_ids[start : start + _AT_ONCE]), part.position.is_not(None))
                .order_by(part.target_id, part.position)
            )
            for target_id, group in groupby(rows, key=itemgetter(0)):
                found[target_id] = self._packed(list(group))
        return found

    def _packed(self, rows: Sequence[Sequence[Any]]) -> PackedParts:
        _, ids, ports, outlets, feeds, *_ = zip(*rows, strict=True)
        return PackedParts(
            self._shared(tuple([self._description(tuple(row[5:])) for row in rows])),
            array("q", ids),
            _bound(ports),
            _bound(outlets),
            _bound(feeds),
        )

    def _description(self, words: tuple[Any, ...]) -> SubjectDescription:
        found = self._descriptions.get(words)
        if found is None:
            if len(self._descriptions) >= _MOST_KNOWN:
                self._forget()
            found = self._descriptions[words] = described(words)
        return found

    def _shared(self, descriptions: tuple[SubjectDescription, ...]) -> tuple[SubjectDescription, ...]:
        return self._of_device.setdefault(tuple(map(id, descriptions)), descriptions)

    def _forget(self) -> None:
        self._descriptions.clear()
        self._of_device.clear()


def _bound(ids: Sequence[int | None]) -> "array[int]":
    return array("q", [NOWHERE if one is None else one for one in ids])
