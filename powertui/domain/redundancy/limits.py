"""What each part may carry, and at what its breaker opens: by place, as `PlantLoads.va` is."""

from collections.abc import Sequence
from dataclasses import dataclass

from powertui.domain.capacity import THREE_PHASE_FACTOR, available_power_va
from powertui.domain.choices import Phase
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_spread import SQRT3
from powertui.domain.redundancy.network import NO_PLACE, Network, NodeSort
from powertui.domain.topology import PduBranch, PowerFeed

TRIP_AT_PCT = 100.0
"""Of a breaker's full rating: above, it is taken to open, sooner or later (IEC 60898 lets 113 % hold for an hour)."""

_NONE = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """In VA by place; 0: not known, or none."""

    permissible: Sequence[float]
    trips: Sequence[float]
    trip_at_pct: float = TRIP_AT_PCT

    def pct(self, place: int, va: float) -> float | None:
        """A load over what is permissible, in %."""
        limit = self.permissible[place]
        return 100 * va / limit if limit > 0 else None


def limits_of(network: Network, trip_at_pct: float = TRIP_AT_PCT) -> Limits:
    """Feeds by their available power and, of three phases, by leg; inlets, branches and panels by their ratings.

    A leg may carry line-to-neutral voltage x amperage x max utilisation, never a third of the total. A feed's breaker
    has its amperage in full, a branch's its rated current; panels and inlets have ratings, and no breaker is known.
    """
    size = 4 * network.size
    permissible, trips = [_NONE] * size, [_NONE] * size
    graph = network.graph
    for feed_id, node in network.node_of[NodeSort.FEED].items():
        feed = graph.feeds[feed_id]
        _set(permissible, node, available_power_va(feed), _leg_va(feed) * feed.max_utilization_pct / 100)
        _set(trips, node, _full_va(feed) * trip_at_pct / 100, _leg_va(feed) * trip_at_pct / 100)
    for panel_id, node in network.node_of[NodeSort.PANEL].items():
        rated_a = graph.panels[panel_id].rated_current_a
        if rated_a:
            _set_rating(permissible, network, node, rated_a, _panel_voltage(graph, panel_id))
    for device in graph.devices.values():
        if device.rated_current_a:
            inlets = [network.node_of[NodeSort.PORT][port.id] for port in graph.ports_of_device(device.id)]
            # The rating is the device's as a whole: what part of it an inlet of several has is not known.
            if len(inlets) == 1 or network.node(NodeSort.BUS, device.id) is not None:
                for node in inlets:
                    _set_rating(permissible, network, node, device.rated_current_a, _voltage_above(network, node))
    for branch in graph.topology.pdu_branches:
        node = network.node_of[NodeSort.BRANCH][branch.id]
        permissible[4 * node] = _branch_va(network, branch, node)
        trips[4 * node] = permissible[4 * node] * trip_at_pct / 100
    return Limits(permissible, trips, trip_at_pct)


def _set(found: list[float], node: int, total: float, leg: float) -> None:
    found[4 * node] = total
    found[4 * node + 1 : 4 * node + 4] = (leg, leg, leg)


def _leg_va(feed: PowerFeed) -> float:
    """A leg's breaker in full; 0 on a single phase, where the total is the one conductor's."""
    return abs(feed.voltage_v) / SQRT3 * feed.amperage_a if feed.phase is Phase.THREE else _NONE


def _full_va(feed: PowerFeed) -> float:
    full = abs(feed.voltage_v) * feed.amperage_a
    return full * THREE_PHASE_FACTOR if feed.phase is Phase.THREE else full


def _set_rating(found: list[float], network: Network, node: int, rated_a: float, voltage_v: float) -> None:
    """A rating in A for each conductor, at a voltage that is line-to-line where there are three phases."""
    if network.has_legs[node]:
        _set(found, node, voltage_v * rated_a * SQRT3, voltage_v / SQRT3 * rated_a)
    else:
        found[4 * node] = voltage_v * rated_a


def _panel_voltage(graph: PowerGraph, panel_id: int) -> float:
    """Of its feeds, those with three phases first; 0 where it has none."""
    feeds = sorted(graph.feeds_of_panel(panel_id), key=lambda feed: feed.phase is not Phase.THREE)
    return abs(feeds[0].voltage_v) if feeds else _NONE


def _voltage_above(network: Network, node: int) -> float:
    """Of the nearest feed above, as the node sees it: line-to-neutral where it hangs on one leg; 0 where none is."""
    at, seen = node, {node}
    divided = False
    while network.ups[at]:
        at = network.ups[at][0]
        if at in seen:
            break
        seen.add(at)
        if network.sorts[at] is NodeSort.OUTLET:
            divided = divided or network.places[at] in {0, 1, 2}
        elif network.sorts[at] is NodeSort.FEED:
            feed = network.graph.feeds[network.ids[at]]
            volts = abs(feed.voltage_v)
            return volts / SQRT3 if divided and feed.phase is Phase.THREE else volts
    return _NONE


def _branch_va(network: Network, branch: PduBranch, node: int) -> float:
    """A branch of one leg at line-to-neutral, of a pair at line-to-line voltage; unknown where its outlets differ."""
    outlets = network.outlets_of_branch.get(node, ())
    if not branch.rated_current_a or not outlets:
        return _NONE
    places = {network.places[outlet] for outlet in outlets}
    volts = _voltage_above(network, outlets[0])
    inlets = network.ups[outlets[0]]
    if not inlets or not network.has_legs[inlets[0]]:
        return volts * branch.rated_current_a
    if len(places) != 1 or NO_PLACE in places:
        return _NONE
    (place,) = places
    return (volts / SQRT3 if place < 3 else volts) * branch.rated_current_a
