"""A plant of any size: each rack has two three-phase PDUs of 21 outlets on feeds A and B, 20 servers and a switch.

500 racks are 1,000 feeds, 11,500 devices, 22,000 power ports, 21,000 outlets and 22,000 cables.
"""

from collections.abc import Iterator
from itertools import count

from powertui.domain.choices import FeedLeg, Phase, TerminationKind
from powertui.domain.topology import (
    Cable,
    Device,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)

LOADS_OF_RACK = 21
RACKS_OF_PANEL = 25
_LEGS = tuple(FeedLeg)


def big_plant(racks: int, loads_of_rack: int = LOADS_OF_RACK) -> Topology:
    """A plant of so many racks, with so many loads in each: a PDU has an outlet for each."""
    return _Builder(racks, loads_of_rack).topology()


class _Builder:
    def __init__(self, racks: int, loads_of_rack: int) -> None:
        self._loads_of_rack = loads_of_rack
        self._racks = [Rack(number, 1, f"R{number:04}") for number in range(1, racks + 1)]
        self._panels = [
            PowerPanel(number, 1, f"PP-{side}{(number + 1) // 2}")
            for number, side in zip(range(1, 2 * (racks // RACKS_OF_PANEL + 1) + 1), _sides(), strict=False)
        ]
        self._ids = count(1)
        self._feeds: list[PowerFeed] = []
        self._devices: list[Device] = []
        self._ports: list[PowerPort] = []
        self._outlets: list[PowerOutlet] = []
        self._cables: list[Cable] = []

    def topology(self) -> Topology:
        for rack in self._racks:
            self._fill(rack)
        return Topology(
            sites=(Site(1, "Site", "site"),),
            racks=tuple(self._racks),
            power_panels=tuple(self._panels),
            power_feeds=tuple(self._feeds),
            devices=tuple(self._devices),
            power_ports=tuple(self._ports),
            power_outlets=tuple(self._outlets),
            cables=tuple(self._cables),
        )

    def _fill(self, rack: Rack) -> None:
        outlets = [self._strip(rack, side) for side in range(2)]
        for load in range(self._loads_of_rack):
            device = self._device(rack, f"srv-{rack.id:04}-{load + 1}", position_u=1.0 + load)
            for side in range(2):
                port_id = next(self._ids)
                maximum_w = 300 + 50 * (load % 5)
                self._ports.append(PowerPort(port_id, device.id, f"PSU{side + 1}", "", maximum_w, maximum_w // 2))
                self._join(TerminationKind.POWER_OUTLET, outlets[side][load], port_id)

    def _strip(self, rack: Rack, side: int) -> list[int]:
        panel_id = 2 * ((rack.id - 1) // RACKS_OF_PANEL) + side + 1
        feed = PowerFeed(next(self._ids), panel_id, f"F{rack.id:04}", rack.id, phase=Phase.THREE, voltage_v=400)
        self._feeds.append(feed)
        device = self._device(rack, f"pdu-{rack.id:04}-{'ab'[side]}")
        inlet = PowerPort(next(self._ids), device.id, "Inlet")
        self._ports.append(inlet)
        self._join(TerminationKind.POWER_FEED, feed.id, inlet.id)
        made = [
            PowerOutlet(
                next(self._ids),
                device.id,
                f"Outlet {number + 1}",
                power_port_id=inlet.id,
                feed_leg=_LEGS[number * len(_LEGS) // self._loads_of_rack],
            )
            for number in range(self._loads_of_rack)
        ]
        self._outlets += made
        return [outlet.id for outlet in made]

    def _device(self, rack: Rack, name: str, position_u: float | None = None) -> Device:
        role, face = ("pdu", "") if position_u is None else ("server", "front")
        device = Device(next(self._ids), 1, name, role, rack_id=rack.id, position_u=position_u, face=face)
        self._devices.append(device)
        return device

    def _join(self, kind: TerminationKind, near_id: int, port_id: int) -> None:
        near, far = Termination(kind, near_id), Termination(TerminationKind.POWER_PORT, port_id)
        self._cables.append(Cable(next(self._ids), (near,), (far,)))


def _sides() -> Iterator[str]:
    while True:
        yield "A"
        yield "B"
