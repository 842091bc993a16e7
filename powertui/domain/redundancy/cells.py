"""Cells: parts of a plant that share no load with the rest, so that each can be worked out by itself.

A feed's cell is all that hangs on it, what else supplies any of that, what hangs on that, and so on: a rack with its
two sides, most often. Panels stand at its edge. What a loss moves onto one of its feeds comes out of the cell itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from powertui.domain.choices import TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.topology import Cable, PduBranch, Termination, Topology

MOST_PARTS = 5_000
"""Power ports and outlets. What hangs together beyond that is no small part of its plant."""

_FEED, _PORT, _OUTLET = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET


@dataclass(slots=True)
class Cell:
    """What belongs together."""

    feed_ids: set[int] = field(default_factory=set)
    device_ids: set[int] = field(default_factory=set)
    cables: dict[int, Cable] = field(default_factory=dict)
    parts: int = 0
    """Power ports and outlets of the devices."""


class Cells:
    """The cells of one revision of a model, each found when it is asked for."""

    def __init__(self, graph: PowerGraph, most_parts: int = MOST_PARTS) -> None:
        self._graph = graph
        self._most_parts = most_parts
        panels = graph.panels.values()
        # What supplies a panel carries the loads of many cells, and is lost for all of them.
        self._supplied = {panel.id for panel in panels if panel.fed_by_feed_id or panel.fed_by_device_id}
        self._supplying_feeds = {panel.fed_by_feed_id for panel in panels}
        self._supplying_devices = {panel.fed_by_device_id for panel in panels}
        self._branches: dict[int, list[PduBranch]] = {}
        for branch in graph.topology.pdu_branches:
            self._branches.setdefault(branch.device_id, []).append(branch)
        self._without: set[int] = set()

    def of_feed(self, feed_id: int) -> Cell | None:
        """A feed's cell; None where it hangs together with what supplies other panels, or with too much."""
        if feed_id in self._without or feed_id not in self._graph.feeds:
            return None
        cell = Cell()
        if self._grow(cell, feed_id):
            return cell
        self._without |= cell.feed_ids
        return None

    def topology(self, cells: Iterable[Cell]) -> Topology:
        """Some cells as a plant of their own; their panels have these feeds, and no others."""
        graph = self._graph
        feed_ids = sorted({feed_id for cell in cells for feed_id in cell.feed_ids})
        device_ids = sorted({device_id for cell in cells for device_id in cell.device_ids})
        cables = {cable_id: cable for cell in cells for cable_id, cable in cell.cables.items()}
        feeds = tuple(graph.feeds[feed_id] for feed_id in feed_ids)
        return Topology(
            power_panels=tuple(graph.panels[panel_id] for panel_id in sorted({feed.power_panel_id for feed in feeds})),
            power_feeds=feeds,
            devices=tuple(graph.devices[device_id] for device_id in device_ids),
            power_ports=tuple(port for device_id in device_ids for port in graph.ports_of_device(device_id)),
            power_outlets=tuple(outlet for device_id in device_ids for outlet in graph.outlets_of_device(device_id)),
            cables=tuple(cables[cable_id] for cable_id in sorted(cables)),
            pdu_branches=tuple(branch for device_id in device_ids for branch in self._branches.get(device_id, ())),
        )

    def _grow(self, cell: Cell, feed_id: int) -> bool:
        """Whether it came to an end before it was too large, or went beyond its panels."""
        graph = self._graph
        feeds, devices = [feed_id], list[int]()
        cell.feed_ids.add(feed_id)
        while feeds or devices:
            if feeds:
                feed = graph.feeds[feeds.pop()]
                if feed.power_panel_id in self._supplied or feed.id in self._supplying_feeds:
                    return False
                self._follow(cell, Termination(_FEED, feed.id), feeds, devices)
                continue
            device_id = devices.pop()
            ports, outlets = graph.ports_of_device(device_id), graph.outlets_of_device(device_id)
            cell.parts += len(ports) + len(outlets)
            if device_id in self._supplying_devices or cell.parts > self._most_parts:
                return False
            for port in ports:
                self._follow(cell, Termination(_PORT, port.id), feeds, devices)
            for outlet in outlets:
                self._follow(cell, Termination(_OUTLET, outlet.id), feeds, devices)
        return True

    def _follow(self, cell: Cell, end: Termination, feeds: list[int], devices: list[int]) -> None:
        """What a cable leads to, whether it carries anything today or not."""
        graph = self._graph
        cable = graph.cable(end)
        if cable is None or cable.id in cell.cables:
            return
        cell.cables[cable.id] = cable
        for other in (*cable.a, *cable.b):
            if other.kind is _FEED:
                if other.id not in cell.feed_ids:
                    cell.feed_ids.add(other.id)
                    feeds.append(other.id)
                continue
            part = graph.ports[other.id] if other.kind is _PORT else graph.outlets[other.id]
            if part.device_id not in cell.device_ids:
                cell.device_ids.add(part.device_id)
                devices.append(part.device_id)
