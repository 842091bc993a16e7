"""The verdicts on the redundancy of racks and devices as samples, as evaluation worked them out."""

from collections.abc import Callable, Iterator

import numpy as np

from powertui.domain.columns.arrays import Bytes, Floats
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.record import VERDICTS, FailoverRecord, VerdictColumns
from powertui.metrics.failover_families import DEVICE, RACK, RACK_SINGLE, Found, VerdictFamilies
from powertui.metrics.labels import LabelSet, with_last
from powertui.metrics.places import Places
from powertui.metrics.samples import Block, Samples, chosen, known

_WORDS = tuple(verdict.name.lower() for verdict in VERDICTS)

_LabelsOf = Callable[[int], LabelSet | None]


class Verdicts:
    """Of one model. A series for the verdict that holds, not one for each that might: a plant has 100,000 devices."""

    def __init__(self, graph: PowerGraph, places: Places) -> None:
        self._graph = graph
        self._places = places
        self._racks: dict[int, LabelSet] = {}
        self._devices: dict[int, LabelSet] = {}

    def blocks(self, record: FailoverRecord) -> Iterator[Block]:
        """Of all that is still there."""
        racks = _found(record.racks, self._rack)
        yield from _blocks(RACK, record.racks, racks)
        single_fed = np.array(record.racks.single_fed, dtype=np.float64)[racks.rows]
        yield Block(RACK_SINGLE, lambda: known(racks.labels, single_fed))
        yield from _blocks(DEVICE, record.devices, _found(record.devices, self._device))

    def _rack(self, rack_id: int) -> LabelSet | None:
        if rack_id not in self._racks:
            rack = self._graph.racks.get(rack_id)
            if rack is None:
                return None
            self._racks[rack_id] = self._places.unique("rack", self._places.rack(rack), "rack", str(rack_id))
        return self._racks[rack_id]

    def _device(self, device_id: int) -> LabelSet | None:
        if device_id not in self._devices:
            device = self._graph.devices.get(device_id)
            if device is None:
                return None
            labels = self._places.device(device)
            self._devices[device_id] = self._places.unique("device", labels, "device", str(device_id))
        return self._devices[device_id]


def _found(columns: VerdictColumns, labels_of: _LabelsOf) -> Found:
    return Found.of(map(labels_of, columns.ids))


def _blocks(families: VerdictFamilies, columns: VerdictColumns, found: Found) -> Iterator[Block]:
    rows = found.rows
    share: Floats = np.array(columns.worst_pct, dtype=np.float64)[rows] / 100
    bases: Bytes = np.frombuffer(columns.bases, dtype=np.uint8)[rows]
    common: Floats = np.array(columns.common, dtype=np.float64)[rows]
    yield Block(families.verdict, lambda: _verdicts(columns, found))
    yield Block(families.share, lambda: known(found.labels, share))
    yield from families.basis.blocks(found.labels, bases, ~np.isnan(share))
    yield Block(families.common, lambda: chosen(found.labels, common, common > 0))


def _verdicts(columns: VerdictColumns, found: Found) -> Samples:
    words = [_WORDS[columns.verdicts[row]] for row in found.rows.tolist()]
    labels = [with_last(one, "verdict", word) for one, word in zip(found.labels, words, strict=True)]
    return Samples(labels, [1.0] * len(labels))
