"""The oracle's first part: who hangs on whom, and who has power, by loops over the model's lists."""

from functools import cached_property

from powertui.domain.choices import CableStatus, FeedStatus, OutletStatus, Phase, TerminationKind
from powertui.domain.reading import Leg
from powertui.domain.topology import Cable, Termination, Topology

Thing = tuple[str, int]
Vector = tuple[float, float, float, float]

SWITCHES = ("ats", "ups")


class BruteSupply:
    def __init__(self, topology: Topology) -> None:
        self.t = topology
        self.devices = {device.id: device for device in topology.devices}
        self.supplies: dict[Thing, list[Thing]] = {}
        self.broken: set[Thing] = set()
        self.with_legs: dict[Thing, bool] = {}
        self.switching = {
            device.id
            for device in topology.devices
            if device.role in SWITCHES or any(panel.fed_by_device_id == device.id for panel in topology.power_panels)
        }
        self._wire()
        self.up0 = self.energised(set())
        for thing in self.supplies:
            self.supplies[thing] = [one for one in self.supplies[thing] if one in self.up0] if thing in self.up0 else []

    def _wire(self) -> None:
        t = self.t
        for panel in t.power_panels:
            self.supplies["panel", panel.id] = []
        for feed in t.power_feeds:
            self.supplies["feed", feed.id] = [("panel", feed.power_panel_id)]
            if feed.status is not FeedStatus.ACTIVE:
                self.supplies["feed", feed.id] = []
                self.broken.add(("feed", feed.id))
        for panel in t.power_panels:
            if panel.fed_by_feed_id is not None:
                self.supplies["panel", panel.id].append(("feed", panel.fed_by_feed_id))
            if panel.fed_by_device_id is not None:
                self.supplies["panel", panel.id].append(("bus", panel.fed_by_device_id))
        self._wire_devices()
        for cable in t.cables:
            for near, far in ((cable.a, cable.b), (cable.b, cable.a)):
                self._wire_cable(cable, near, far)

    def _wire_devices(self) -> None:
        t = self.t
        for port in t.power_ports:
            self.supplies["port", port.id] = []
        for device_id in self.switching:
            self.supplies["bus", device_id] = [
                ("port", port.id) for port in t.power_ports if port.device_id == device_id
            ]
        for outlet in t.power_outlets:
            thing = ("outlet", outlet.id)
            inlet = self.inlet_of(outlet.id)
            self.supplies[thing] = [] if inlet is None else [inlet]
            if outlet.status is not OutletStatus.ENABLED or inlet is None:
                self.supplies[thing] = []
                self.broken.add(thing)

    def _wire_cable(self, cable: Cable, near: tuple[Termination, ...], far: tuple[Termination, ...]) -> None:
        for end in near:
            for other in far:
                if end.kind is TerminationKind.POWER_PORT or other.kind is not TerminationKind.POWER_PORT:
                    continue
                kind = "feed" if end.kind is TerminationKind.POWER_FEED else "outlet"
                if cable.status is CableStatus.CONNECTED:
                    self.supplies["port", other.id].append((kind, end.id))
                else:
                    self.broken.add(("port", other.id))

    def inlet_of(self, outlet_id: int) -> Thing | None:
        outlet = next(one for one in self.t.power_outlets if one.id == outlet_id)
        if outlet.device_id in self.switching:
            return ("bus", outlet.device_id)
        if outlet.power_port_id is not None:
            return ("port", outlet.power_port_id)
        ports = [port.id for port in self.t.power_ports if port.device_id == outlet.device_id]
        return ("port", ports[0]) if len(ports) == 1 else None

    def energised(self, lost: set[Thing]) -> set[Thing]:
        """Start with all, take away what has lost its last supply, until nothing changes."""
        alive = {
            thing
            for thing in self.supplies
            if thing not in lost and not (thing in self.broken and not self.supplies[thing])
        }
        had = {thing for thing in self.supplies if self.supplies[thing]}
        while True:
            gone = {thing for thing in alive if thing in had and not any(one in alive for one in self.supplies[thing])}
            if not gone:
                return alive
            alive -= gone

    @cached_property
    def all_served(self) -> dict[Thing, list[Thing]]:
        return {thing: [one for one, uppers in self.supplies.items() if thing in uppers] for thing in self.supplies}

    def served(self, thing: Thing) -> list[Thing]:
        return self.all_served[thing]

    @cached_property
    def all_cords(self) -> dict[Thing, int]:
        """Power ports at the far end that have power, as modelled, with their devices."""
        hands_on = [self.inlet_of(outlet.id) for outlet in self.t.power_outlets]
        return {
            ("port", port.id): port.device_id
            for port in self.t.power_ports
            if port.device_id not in self.switching
            and ("port", port.id) not in hands_on
            and self.supplies["port", port.id]
        }

    def cords(self, device_id: int) -> list[Thing]:
        return [cord for cord, of_device in self.all_cords.items() if of_device == device_id]

    def is_cord(self, thing: Thing) -> bool:
        return thing in self.all_cords

    def bottom_up(self) -> list[Thing]:
        return self.from_below

    @cached_property
    def from_below(self) -> list[Thing]:
        done: list[Thing] = []
        while len(done) < len(self.supplies):
            ready = [one for one in self.supplies if one not in done and all(low in done for low in self.served(one))]
            assert ready, "the plant supplies itself"
            done += ready
        return done

    def three_phase(self, thing: Thing) -> bool:
        if thing not in self.with_legs:
            self.with_legs[thing] = self._three_phase(thing)
        return self.with_legs[thing]

    def _three_phase(self, thing: Thing) -> bool:
        kind, number = thing
        if kind == "feed":
            return next(feed for feed in self.t.power_feeds if feed.id == number).phase is Phase.THREE
        if kind == "panel":
            return any(self.three_phase(low) for low in self.served(thing) if low[0] == "feed")
        if kind == "bus":
            return any(self.three_phase(high) for high in self.supplies[thing])
        if kind == "outlet":
            beyond = [low for low in self.served(thing) if not self.is_cord(low)]
            return not self.place(thing) and bool(beyond) and any(map(self.three_phase, self.supplies[thing]))
        if self.supplies[thing]:
            return not self.is_cord(thing) and any(self.three_phase(high) for high in self.supplies[thing])
        return any(self.place(low) for low in self.served(thing))

    def place(self, thing: Thing) -> str:
        if thing[0] != "outlet":
            return ""
        outlet = next(one for one in self.t.power_outlets if one.id == thing[1])
        pairs = {Leg.AB: "AB", Leg.BC: "BC", Leg.CA: "CA"}
        if outlet.line_pair is not None:
            return pairs[outlet.line_pair]
        return outlet.feed_leg.value if outlet.feed_leg is not None else ""
