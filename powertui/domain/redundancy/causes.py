"""What is chosen to fail, by the model's ids: the same question again on other loads, or on a newer model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from powertui.domain.redundancy.naming import Naming
from powertui.domain.redundancy.network import Network, NodeSort
from powertui.domain.redundancy.scenario import Failing


class CauseKind(Enum):
    """What may be chosen. Value: word before the id in a key."""

    PANEL = "panel"
    FEED = "feed"
    DEVICE = "device"
    """What hands power on: a PDU, a UPS, a transfer switch; or a load, with its own cords."""
    OUTLET = "outlet"


_SORTS = {CauseKind.PANEL: NodeSort.PANEL, CauseKind.FEED: NodeSort.FEED, CauseKind.OUTLET: NodeSort.OUTLET}


@dataclass(frozen=True, slots=True)
class Cause:
    """One object that fails."""

    kind: CauseKind
    id: int

    @property
    def key(self) -> str:
        """`panel:3`."""
        return f"{self.kind.value}:{self.id}"

    @staticmethod
    def of_key(key: str) -> "Cause | None":
        """The cause of a key; None for what is none."""
        kind, _, number = key.partition(":")
        if not number.isdecimal() or kind not in {one.value for one in CauseKind}:
            return None
        return Cause(CauseKind(kind), int(number))

    def failing(self, network: Network, naming: Naming) -> Failing | None:
        """What is taken away; None for what the model does not have, or not as a part of the supply."""
        if self.kind is CauseKind.DEVICE:
            nodes = network.parts_of_device(self.id) if self.id in network.graph.devices else ()
            return Failing(f"device:{naming.device(self.id)}", nodes) if nodes else None
        node = network.node(_SORTS[self.kind], self.id)
        return None if node is None else Failing(naming.node(network, node), (node,))


def dead_causes(network: Network, dead: Iterable[int]) -> Iterator[Cause]:
    """What could have been chosen and is dead, without outlets; a device once all its inlets are."""
    gone = frozenset(dead)
    for node in gone:
        sort, object_id = network.sorts[node], network.ids[node]
        if sort is NodeSort.PANEL:
            yield Cause(CauseKind.PANEL, object_id)
        elif sort is NodeSort.FEED:
            yield Cause(CauseKind.FEED, object_id)
        elif sort is NodeSort.PORT and node not in network.device_of:
            device_id = network.graph.ports[object_id].device_id
            inlets = (network.node(NodeSort.PORT, port.id) for port in network.graph.ports_of_device(device_id))
            if all(inlet is None or inlet in gone for inlet in inlets):
                yield Cause(CauseKind.DEVICE, device_id)
