"""Random plants with their meters: small, and with all that makes redundancy hard."""

from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, OutletStatus, Phase, TerminationKind
from powertui.domain.reading import Leg
from powertui.domain.topology import (
    Cable,
    Device,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from tests.domain.redundancy.brute_before import Meters
from tests.domain.redundancy.brute_supply import Thing

PORT, FEED, OUTLET = TerminationKind.POWER_PORT, TerminationKind.POWER_FEED, TerminationKind.POWER_OUTLET


@dataclass
class Plant:
    topology: Topology
    meters: Meters
    losses: list[set[Thing]]
    """What to take away, alone and together."""


def plants() -> st.SearchStrategy[Plant]:
    """Thrown by dice of a seed that Hypothesis chooses: a failure is told by its seed, with nothing to shrink."""
    return st.integers(0, 2**32 - 1).map(lambda seed: Maker(Random(seed)).plant())


@dataclass
class Maker:
    rnd: Random
    panels: list[PowerPanel] = field(default_factory=list)
    feeds: list[PowerFeed] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    ports: list[PowerPort] = field(default_factory=list)
    outlets: list[PowerOutlet] = field(default_factory=list)
    branches: list[PduBranch] = field(default_factory=list)
    cables: list[Cable] = field(default_factory=list)
    free_feeds: list[int] = field(default_factory=list)
    free_outlets: list[int] = field(default_factory=list)
    next_id: int = 0

    def plant(self) -> Plant:
        rnd = self.rnd
        for _ in range(rnd.randint(1, 3)):
            self.panel()
        if rnd.random() < 0.4:
            self.ups()
        for _ in range(rnd.randint(0, 2)):
            self.panel(below=True)
        for _ in range(rnd.randint(1, 5)):
            self.pdu()
        if rnd.random() < 0.5:
            self.switch()
        for _ in range(rnd.randint(1, 8)):
            self.server()
        topology = Topology(
            sites=(Site(1, "S", "s"),),
            racks=(Rack(1, 1, "R1"),),
            power_panels=tuple(self.panels),
            power_feeds=tuple(self.feeds),
            devices=tuple(self.devices),
            power_ports=tuple(self.ports),
            power_outlets=tuple(self.outlets),
            cables=tuple(self.cables),
            pdu_branches=tuple(self.branches),
        )
        return Plant(topology, self.meters(), self.losses())

    def id(self) -> int:
        self.next_id += 1
        return self.next_id

    def chance(self, part: float) -> bool:
        return self.rnd.random() < part

    def panel(self, *, below: bool = False) -> None:
        fed_by_feed = self.free_feeds.pop() if below and self.free_feeds else None
        ups = [device.id for device in self.devices if device.role == "ups"]
        fed_by_device = ups[0] if below and ups and (fed_by_feed is None or self.chance(0.3)) else None
        rated = self.rnd.choice([None, 20.0, 63.0])
        panel = PowerPanel(
            self.id(), 1, f"P{self.next_id}", fed_by_feed_id=fed_by_feed, fed_by_device_id=fed_by_device,
            rated_current_a=rated,
        )  # fmt: skip
        self.panels.append(panel)
        for _ in range(self.rnd.randint(1, 3)):
            phase = self.rnd.choice([Phase.SINGLE, Phase.THREE, Phase.THREE])
            status = FeedStatus.ACTIVE if self.chance(0.92) else self.rnd.choice(list(FeedStatus))
            feed = PowerFeed(
                self.id(), panel.id, f"F{self.next_id}", status=status, phase=phase,
                voltage_v=400 if phase is Phase.THREE else 230, amperage_a=self.rnd.choice([4, 6, 16, 32]),
                max_utilization_pct=self.rnd.choice([80, 100]),
            )  # fmt: skip
            self.feeds.append(feed)
            self.free_feeds.append(feed.id)
        self.rnd.shuffle(self.free_feeds)

    def inlet(self, device: Device, *, draws: bool = False) -> PowerPort:
        allocated = self.rnd.choice([None, 100, 250, 400]) if draws else None
        maximum = self.rnd.choice([None, 300, 800]) if draws else None
        port = PowerPort(self.id(), device.id, f"I{self.next_id}", "", maximum, allocated)
        self.ports.append(port)
        return port

    def cable(self, kind: TerminationKind, supply_ids: list[int], port_ids: list[int]) -> None:
        near = tuple(Termination(kind, one) for one in supply_ids)
        far = tuple(Termination(PORT, one) for one in port_ids)
        if self.chance(0.3):
            near, far = far, near
        status = CableStatus.CONNECTED if self.chance(0.94) else self.rnd.choice(list(CableStatus))
        self.cables.append(Cable(self.id(), near, far, status))

    def plug(self, port: PowerPort, *, feeds_first: bool) -> None:
        """On a free feed or outlet; on none if there is none left, or by chance."""
        if self.chance(0.04):
            return
        if self.free_feeds and (feeds_first or not self.free_outlets):
            self.cable(FEED, [self.free_feeds.pop()], [port.id])
        elif self.free_outlets:
            self.cable(OUTLET, [self.free_outlets.pop(self.rnd.randrange(len(self.free_outlets)))], [port.id])

    def device(self, role: str) -> Device:
        rated = self.rnd.choice([None, None, 10.0, 32.0]) if role != "server" else None
        device = Device(self.id(), 1, f"{role}{self.next_id}", role, rack_id=1, rated_current_a=rated)
        self.devices.append(device)
        return device

    def sockets(self, device: Device, inlets: list[PowerPort], count: int) -> None:
        made: list[int] = []
        for _ in range(count):
            inlet_id = None if self.chance(0.08) else self.rnd.choice(inlets).id
            pair = self.rnd.choice([Leg.AB, Leg.BC, Leg.CA]) if self.chance(0.2) else None
            leg = self.rnd.choice([None, *FeedLeg])
            status = OutletStatus.ENABLED if self.chance(0.95) else self.rnd.choice(list(OutletStatus))
            outlet = PowerOutlet(
                self.id(), device.id, f"O{self.next_id}", "", inlet_id, leg, status, line_pair=pair
            )  # fmt: skip
            self.outlets.append(outlet)
            made.append(outlet.id)
        self.free_outlets += made
        if self.chance(0.4):
            size = self.rnd.randint(1, len(made))
            rated = self.rnd.choice([None, 1.0, 4.0, 16.0])
            self.branches.append(
                PduBranch(self.id(), device.id, f"B{self.next_id}", rated, outlet_ids=tuple(made[:size]))
            )

    def ups(self) -> None:
        device = self.device("ups")
        for _ in range(self.rnd.randint(1, 2)):
            self.plug(self.inlet(device), feeds_first=True)

    def pdu(self) -> None:
        device = self.device("pdu")
        inlets = [self.inlet(device) for _ in range(2 if self.chance(0.15) else 1)]
        for inlet in inlets:
            self.plug(inlet, feeds_first=self.chance(0.8))
        self.sockets(device, inlets, self.rnd.randint(1, 5))

    def switch(self) -> None:
        device = self.device("ats")
        inlets = [self.inlet(device), self.inlet(device)]
        for inlet in inlets:
            self.plug(inlet, feeds_first=self.chance(0.5))
        self.sockets(device, inlets[:1] if self.chance(0.6) else inlets, self.rnd.randint(1, 4))

    def server(self) -> None:
        device = self.device("server")
        for _ in range(self.rnd.choice([1, 2, 2, 2, 3, 4])):
            port = self.inlet(device, draws=True)
            if self.chance(0.05) and len(self.free_outlets) >= 2:
                self.cable(OUTLET, [self.free_outlets.pop(), self.free_outlets.pop()], [port.id])
            elif self.chance(0.05) and self.free_outlets:
                other = self.inlet(device, draws=True)
                self.cable(OUTLET, [self.free_outlets.pop()], [port.id, other.id])
            else:
                self.plug(port, feeds_first=self.chance(0.1))

    # Meters

    def figure(self, most: float) -> tuple[float | None, float | None]:
        """VA and W of a meter, either of which it may not give."""
        va = 0.0 if self.chance(0.15) else round(self.rnd.uniform(0, most), 1)
        watts = round(va * self.rnd.uniform(0.6, 1.0), 2)
        return self.rnd.choice([(va, watts), (va, watts), (va, None), (None, watts)])

    def meters(self) -> Meters:
        part = self.rnd.choice([0.0, 0.5, 0.9, 1.0])
        inlet_part = self.rnd.choice([0.0, 0.5, 1.0])
        servers = {device.id for device in self.devices if device.role == "server"}
        switches = [device.id for device in self.devices if device.role in {"ats", "ups"}]
        selected = {
            device_id: self.rnd.choice([port.id for port in self.ports if port.device_id == device_id])
            for device_id in switches
            if self.chance(0.5)
        }
        return Meters(
            outlets={outlet.id: self.figure(600) for outlet in self.outlets if self.chance(part)},
            inlets={
                port.id: (*self.figure(3000), self.legs(3000))
                for port in self.ports
                if port.device_id not in servers and self.chance(inlet_part)
            },
            branches={branch.id: self.figure(900) for branch in self.branches if self.chance(0.4)},
            feeds={feed.id: (*self.figure(4000), self.legs(4000)) for feed in self.feeds if self.chance(0.25)},
            selected=selected,
        )

    def legs(self, most: float) -> tuple[float, float, float] | None:
        if self.chance(0.5):
            return None
        a, b, c = (0.0 if self.chance(0.1) else round(self.rnd.uniform(0, most / 3), 1) for _ in range(3))
        return a, b, c

    # Losses

    def losses(self) -> list[set[Thing]]:
        found: list[set[Thing]] = [{("panel", panel.id)} for panel in self.panels]
        found += [{("feed", feed.id)} for feed in self.feeds]
        found += [self.parts(device.id) for device in self.devices if device.role != "server"]
        if self.outlets:
            found.append({("outlet", self.rnd.choice(self.outlets).id)})
        found.append({("port", self.rnd.choice(self.ports).id)})
        found.append(set().union(*(self.rnd.choice(found) for _ in range(2))))
        return found

    def parts(self, device_id: int) -> set[Thing]:
        ports = {("port", port.id) for port in self.ports if port.device_id == device_id}
        outlets = {("outlet", outlet.id) for outlet in self.outlets if outlet.device_id == device_id}
        return ports | outlets | {("bus", device_id)}
