"""A question in a person's words: what is to fail, and what load is to be added where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from powertui.domain.assumptions import Assumptions
from powertui.domain.merge_kinds import KIND_OF, ModelKind, ModelObject
from powertui.domain.object_lookup import NotFound, find_object
from powertui.domain.redundancy.effect import Addition
from powertui.domain.redundancy.naming import Naming
from powertui.domain.redundancy.network import Network, NodeSort

FAILING = frozenset(
    {
        ModelKind.POWER_PANEL,
        ModelKind.POWER_FEED,
        ModelKind.DEVICE,
        ModelKind.PDU_BRANCH,
        ModelKind.POWER_OUTLET,
        ModelKind.POWER_PORT,
    }
)
"""What may fail."""

TAKING = frozenset({ModelKind.RACK, ModelKind.POWER_FEED, ModelKind.DEVICE})
"""To what a load may be added."""

MOST_ADDED = 10_000
MOST_W = 1e9

_WORDS = {"ups": "device", "ats": "device", "source": "device", "inlet": "port"}
"""Further words before a colon, for what the model knows by another one."""

_SORTS = {
    ModelKind.POWER_PANEL: NodeSort.PANEL,
    ModelKind.POWER_FEED: NodeSort.FEED,
    ModelKind.PDU_BRANCH: NodeSort.BRANCH,
    ModelKind.POWER_OUTLET: NodeSort.OUTLET,
    ModelKind.POWER_PORT: NodeSort.PORT,
}
_LOAD = re.compile(r"(?:(\d{1,9})\s*[x×*]\s*)?(\d{1,12}(?:\.\d{1,6})?)\s*(kw|w|kva|va)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failing:
    """Something that is taken away."""

    name: str
    nodes: tuple[int, ...]


def failing(network: Network, naming: Naming, text: str) -> Failing | NotFound:
    """What `panel:P-A2`, `feed:PP-A1/A1-01`, `pdu-r01-a`, `ups:UPS-1`, `pdu-r01-a:Outlet 3` name."""
    found = find_object(network.graph.topology, worded(text), FAILING)
    if isinstance(found, NotFound):
        return found
    kind = KIND_OF[type(found)]
    if kind is ModelKind.DEVICE:
        return Failing(f"device:{naming.device(found.id)}", network.parts_of_device(found.id))
    node = network.node_of[_SORTS[kind]][found.id]
    outlets = network.outlets_of_branch.get(node, ())
    return Failing(naming.node(network, node), outlets if kind is ModelKind.PDU_BRANCH else (node,))


def addition(network: Network, assumptions: Assumptions, text: str) -> Addition | NotFound:
    """What `rack:R14=4x1.2kW` means: so many loads with a cord to each of the rack's PDUs, or of its feeds without."""
    name, equals, load = text.rpartition("=")
    matched = _LOAD.fullmatch(load.strip())
    if not equals or not name.strip() or matched is None:
        return NotFound(f'"{text}" says no load: write it like rack:R14=4x1.2kW, or feed:A1-01=800VA')
    count = int(matched.group(1) or 1)
    each = float(matched.group(2)) * (1000 if matched.group(3).lower().startswith("k") else 1)
    if not (0 < count <= MOST_ADDED and 0 < each <= MOST_W):
        return NotFound(
            f'"{text}" is no load that a plant could take: 1 to {MOST_ADDED:,} of up to {MOST_W / 1e6:,.0f} MW'
        )
    found = find_object(network.graph.topology, worded(name), TAKING)
    if isinstance(found, NotFound):
        return found
    supplies = _supplies(network, found)
    if not supplies:
        return NotFound(f'nothing in the model supplies "{name.strip()}": no PDU and no feed to take the load')
    va = count * each
    if matched.group(3).lower().endswith("w"):
        va = assumptions.apparent_va(va)
    return Addition(f"{load.strip()} in {name.strip()}", va, supplies)


def worded(text: str) -> str:
    """With the word before the colon that the model knows."""
    prefix, colon, rest = text.partition(":")
    word = _WORDS.get(prefix.strip().casefold())
    return f"{word}:{rest}" if colon and word else text


def _supplies(network: Network, item: ModelObject) -> tuple[int, ...]:
    kind = KIND_OF[type(item)]
    if kind is ModelKind.POWER_FEED:
        return (network.node_of[NodeSort.FEED][item.id],)
    if kind is ModelKind.DEVICE:
        return _inlets(network, [item.id])
    graph = network.graph
    inlets = _inlets(network, [device.id for device in graph.devices_of_rack(item.id)])
    return inlets or tuple(network.node_of[NodeSort.FEED][feed.id] for feed in graph.feeds_of_rack(item.id))


def _inlets(network: Network, device_ids: Sequence[int]) -> tuple[int, ...]:
    """Where devices hand power on."""
    found: list[int] = []
    for device_id in device_ids:
        bus = network.node(NodeSort.BUS, device_id)
        outlets = network.graph.outlets_of_device(device_id)
        if bus is not None and outlets:
            found.append(bus)
            continue
        nodes = (network.node_of[NodeSort.OUTLET][outlet.id] for outlet in outlets)
        found.extend(dict.fromkeys(upper for node in nodes for upper in network.ups[node]))
    return tuple(found)
