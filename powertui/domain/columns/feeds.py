"""Inlets and feeds as rows, and who speaks for each of them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from powertui.domain.choices import Phase
from powertui.domain.columns.arrays import NOWHERE, Flags, Rows
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.outlets import OutletRows
from powertui.domain.columns.parts import KIND_CODE, Parts
from powertui.domain.columns.speakers import SINGLE, THREE, SpeakerLists, Speakers
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import chains_of
from powertui.domain.reading import SubjectKind
from powertui.domain.topology import PowerFeed

_UNIT, _INPUT, _LINE, _PHASE = (
    KIND_CODE[kind] for kind in (SubjectKind.UNIT, SubjectKind.INPUT, SubjectKind.LINE, SubjectKind.PHASE)
)


class Feeders:
    """Feeds and inlets of a plant with their speakers."""

    def __init__(
        self, graph: PowerGraph, targets: Sequence[DescribedTarget], parts: Parts, outlets: OutletRows
    ) -> None:
        self._graph = graph
        self._parts = parts
        self._outlets = outlets
        self.target_of_device = _target_of_device(graph, targets)
        self._has_sources: Flags = np.bincount(parts.target[parts.kind == _INPUT], minlength=len(targets)) > 0
        self._parts_at = _by_port(parts)
        self.feeds = tuple(graph.feeds.values())
        self.inlets_of_feed = [[inlet.id for inlet in graph.inlets_of_feed(feed.id)] for feed in self.feeds]
        self.port_ids = self._inlet_ports()
        self.row_of_port: Mapping[int, int] = {port_id: row for row, port_id in enumerate(self.port_ids)}
        self._lists = SpeakerLists(parts)
        self.inlet_target: Rows = np.array(
            [self.target_of_device.get(graph.ports[port_id].device_id, NOWHERE) for port_id in self.port_ids],
            dtype=np.int64,
        )
        self.is_three_phase: Flags = np.array([self._is_three_phase(port_id) for port_id in self.port_ids], np.bool_)
        self.speaker_of_inlet: Rows = np.array([self._add_inlet(row) for row in range(len(self.port_ids))], np.int64)
        self.targets_of_feed = [
            list(dict.fromkeys(self.target_of_device[d] for d in self._devices(ports) if d in self.target_of_device))
            for ports in self.inlets_of_feed
        ]
        self.speaker_of_feed: Rows = np.array([self._add_feed(row) for row in range(len(self.feeds))], np.int64)
        self.circuits = self._add_circuits(targets)
        """Of each feed that a panel's meter knows: the meters' targets and their speakers."""
        self.switched_feeds = [row for row, found in enumerate(self.targets_of_feed) if self._has_sources[found].any()]
        """Feeds of what chooses its source: who speaks for them changes with the source."""
        self.switched_targets: list[int] = np.flatnonzero(self._has_sources).tolist()
        self.switched_inlets = [row for row, target in enumerate(self.inlet_target) if self._is_switched(int(target))]
        self.speakers = Speakers(self._lists)

    def _is_switched(self, target: int) -> bool:
        return target >= 0 and bool(self._has_sources[target])

    def _devices(self, port_ids: Sequence[int]) -> list[int]:
        return [self._graph.ports[port_id].device_id for port_id in port_ids]

    def _inlet_ports(self) -> list[int]:
        ports = self._graph.ports
        bound = self._parts.port_ids[np.isin(self._parts.kind, [_UNIT, _INPUT])].tolist()
        wanted = (
            *(port_id for ports_of_feed in self.inlets_of_feed for port_id in ports_of_feed),
            *bound,
            *(outlet.power_port_id for outlet in self._graph.topology.power_outlets),
        )
        return list(dict.fromkeys(port_id for port_id in wanted if port_id is not None and port_id in ports))

    def _is_three_phase(self, port_id: int) -> bool:
        """As its feed is; else as its device reports it."""
        feed = self._graph.feed_of_port(port_id)
        if feed is not None:
            return feed.phase is Phase.THREE
        return any(self._parts.leg[part] in THREE for part in self._parts_at.get(port_id, ()))

    def _add_inlet(self, row: int) -> int:
        port_id, target = self.port_ids[row], int(self.inlet_target[row])
        legs = THREE if self.is_three_phase[row] else SINGLE
        return self._add(legs, [port_id], [] if target < 0 else [target])

    def _add_feed(self, row: int) -> int:
        inlets = self.inlets_of_feed[row]
        legs = _legs(self.feeds[row])
        if len(inlets) == 1:
            inlet = self.row_of_port[inlets[0]]
            if self.is_three_phase[inlet] == (legs is THREE):
                # The same parts speak for both.
                return int(self.speaker_of_inlet[inlet])
        return self._add(legs, inlets, self.targets_of_feed[row])

    def _add(self, legs: Sequence[int], port_ids: Sequence[int], targets: Sequence[int]) -> int:
        units: list[int] = []
        conductors: list[int] = []
        outlets: list[int] = []
        wanted = frozenset(port_ids)
        for target in targets:
            parts = sorted(
                part
                for port_id in wanted
                for part in self._parts_at.get(port_id, ())
                if self._parts.target[part] == target
            )
            kinds = self._parts.kind
            units += [part for part in parts if kinds[part] == _UNIT]
            conductors += [part for part in parts if kinds[part] == _LINE]
            conductors += [part for part in parts if kinds[part] == _PHASE]
            outlets += self._outlets_of(target, wanted)
        metered = {int(self._parts.port_ids[unit]) for unit in units}
        return self._lists.add(legs, units, conductors, outlets, has_unmetered=len(port_ids) > len(metered))

    def _outlets_of(self, target: int, port_ids: AbstractSet[int]) -> list[int]:
        """A target's outlets that hang on some inlets, or on nobody knows which."""
        outlets = self._outlets
        first, end = outlets.first_of_target[target], outlets.first_of_target[target + 1]
        return [
            row for row in range(first, end) if outlets.ids[row] == NOWHERE or int(outlets.port_ids[row]) in port_ids
        ]

    def _add_circuits(self, targets: Sequence[DescribedTarget]) -> Mapping[int, list[tuple[int, int]]]:
        """As `domain.panel_meter.feed_circuits`: by the row of the feed."""
        row_of_feed = {feed.id: row for row, feed in enumerate(self.feeds)}
        found: dict[int, list[tuple[int, int]]] = {}
        for row, target in enumerate(targets):
            if target.power_panel_id is None:
                continue
            conductors: dict[int | None, list[int]] = {}
            circuits: list[tuple[int, int]] = []
            first = int(self._parts.first_of_target[row])
            for part, described in enumerate(target.parts, start=first):
                feed_id = described.binding.power_feed_id
                if self._parts.kind[part] in {_PHASE, _LINE}:
                    conductors.setdefault(feed_id, []).append(part)
                    continue
                feed = self._graph.feeds.get(feed_id) if feed_id is not None else None
                if feed is not None and feed.power_panel_id == target.power_panel_id:
                    circuits.append((feed.id, part))
            # Of two circuits of one meter the first counts: the second's reading is no fresher.
            for feed_id, part in dict(reversed(circuits)).items():
                feed_row = row_of_feed[feed_id]
                speaker = self._lists.add(_legs(self.feeds[feed_row]), [part], conductors.get(feed_id, ()))
                found.setdefault(feed_row, []).append((row, speaker))
        return found


def _legs(feed: PowerFeed) -> Sequence[int]:
    return THREE if feed.phase is Phase.THREE else SINGLE


def _target_of_device(graph: PowerGraph, targets: Sequence[DescribedTarget]) -> Mapping[int, int]:
    return {
        device.id: row
        for row, target in enumerate(targets)
        if target.device_id is not None
        for device in graph.kept(chains_of).devices(graph, target.device_id)
    }


def _by_port(parts: Parts) -> Mapping[int, list[int]]:
    """What stands for inlets: units, lines and phases by the port that they are bound to."""
    found: dict[int, list[int]] = {}
    for part in parts.of_kind(SubjectKind.UNIT, SubjectKind.LINE, SubjectKind.PHASE).tolist():
        port_id = int(parts.port_ids[part])
        if port_id >= 0:
            found.setdefault(port_id, []).append(part)
    return found
