"""Which feeds and panels each polled device has no power without: to see whether all that one supplies is gone."""

import numpy as np

from powertui.domain.columns.arrays import Flags, Groups
from powertui.domain.columns.compiled import Compiled
from powertui.domain.upstream import Node, NodeKind, supply_graph


class Needs:
    """Of all devices that draw from the modelled supply."""

    def __init__(self, compiled: Compiled) -> None:
        graph = compiled.graph
        below: dict[Node, list[int]] = {}
        for row, target in enumerate(compiled.targets):
            if target.device_id is None or target.device_id not in graph.devices:
                continue
            inlets = [Node(NodeKind.PORT, port.id) for port in graph.ports_of_device(target.device_id)]
            for node in graph.kept(supply_graph).needed(inlets):
                if node.kind is not NodeKind.PORT:
                    below.setdefault(node, []).append(row)
        self._below = Groups.of(below.values())

    def beside(self, gone: Flags, counted: Flags) -> Flags:
        """Of what supplies something that is gone, one that is not, if there is one; and all that are gone."""
        rows = self._below.members
        found: Flags = gone.copy()
        lives = counted & ~gone
        has_gone = (self._below.counts(gone[rows]) > 0)[self._below.owners]
        candidates = np.flatnonzero(has_gone & lives[rows])
        _, first = np.unique(self._below.owners[candidates], return_index=True)
        found[rows[candidates[first]]] = True
        # And one of all: as long as it answers, the poller is not blind.
        anyone = np.flatnonzero(lives)[:1]
        found[anyone] = True
        return found
