"""Builds the demo plant: what is modelled, and the PDUs and loads behind the model."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from math import tau
from random import Random

from collectors.simulator.equipment import CONSOLE, TOP_SWITCH, Kind
from collectors.simulator.hardware import (
    Connector,
    Cord,
    Demand,
    PduModel,
    SimulatedLoad,
    SimulatedOutlet,
    SimulatedPdu,
)
from collectors.simulator.modelling import TopologyBuilder
from collectors.simulator.outlets import lay_out
from collectors.simulator.racks import HALLS, RackPlan
from collectors.simulator.scenario import Script, demo_script
from collectors.simulator.strips import Strip
from powertui.domain.choices import FeedType, Phase, Side, TerminationKind
from powertui.domain.topology import (
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)

DEMO_SEED = 20
DAY_S = 86400.0

_SITE_NAME = "ams1"
_RACK_HEIGHT_U = 42


@dataclass(frozen=True, slots=True)
class DemoPlant:
    """A plant that is modelled and simulated: ids in `pdus`, `loads` and `script` are the topology's."""

    topology: Topology
    pdus: tuple[SimulatedPdu, ...]
    loads: tuple[SimulatedLoad, ...]
    script: Script


def build_demo_plant(seed: int = DEMO_SEED) -> DemoPlant:
    """The demo plant; the same for the same seed."""
    builder = _Builder(Random(seed))  # noqa: S311 - variety, not a secret
    builder.site()
    pdus, loads = tuple(builder.pdus), tuple(builder.loads)
    return DemoPlant(builder.model.topology(), pdus, loads, demo_script(pdus, loads))


@dataclass(slots=True)
class _Builder:
    random: Random
    model: TopologyBuilder = field(default_factory=TopologyBuilder)
    pdus: list[SimulatedPdu] = field(default_factory=list)
    loads: list[SimulatedLoad] = field(default_factory=list)
    counters: dict[str, Iterator[int]] = field(default_factory=dict)

    def site(self) -> None:
        self.model.sites.append(Site(1, _SITE_NAME, _SITE_NAME))
        for hall_number, (hall_name, plans) in enumerate(HALLS, start=1):
            hall = Location(hall_number, 1, hall_name, f"{_SITE_NAME}-hall-{hall_number}")
            self.model.locations.append(hall)
            panels = {}
            for side in Side:
                panel = PowerPanel(len(self.model.panels) + 1, 1, f"PP-H{hall_number}-{side.value}", hall.id, side)
                self.model.panels.append(panel)
                panels[side] = panel
            for plan in plans:
                self.rack(hall, panels, plan)

    def rack(self, hall: Location, panels: dict[Side, PowerPanel], plan: RackPlan) -> None:
        number = len(self.model.racks) + 1
        rack = Rack(number, 1, f"R{number:02}", hall.id, _RACK_HEIGHT_U)
        self.model.racks.append(rack)
        strips = {side: self.strip(hall, rack, panels[side], plan) for side in Side}
        position_u = 1
        for kind, how_many in plan.contents:
            for _ in range(how_many):
                self.device(rack, kind, f"{kind.prefix}{self.next(kind.prefix):02}", position_u, strips)
                position_u += kind.height_u
        for kind in plan.idle:
            self.device(rack, kind, f"{kind.prefix}{self.next(kind.prefix):02}", position_u, strips, idle=True)
            position_u += kind.height_u
        top_u = _RACK_HEIGHT_U
        for kind in (TOP_SWITCH, CONSOLE):
            self.device(rack, kind, f"{kind.prefix}-{rack.name.lower()}", top_u, strips)
            top_u -= 1
        if plan.unmodelled_w:
            outlet = strips[Side.A].plug("", Connector.C13, plan.unmodelled_w)
            demand = replace(self.demand(CONSOLE), mean_w=float(plan.unmodelled_w))
            self.loads.append(
                SimulatedLoad(f"unknown-{rack.name.lower()}", None, demand, 0.94, (Cord(outlet.id, 1.0),))
            )
        self.pdus += (strip.finished() for strip in strips.values())

    def strip(self, hall: Location, rack: Rack, panel: PowerPanel, plan: RackPlan) -> Strip:
        is_a = panel.side is Side.A
        side = "A" if is_a else "B"
        model = plan.a if is_a else plan.b
        three_phase = model.phase is Phase.THREE
        feed = PowerFeed(
            id=len(self.model.feeds) + 1,
            power_panel_id=panel.id,
            name=f"{rack.name}-{side}",
            rack_id=rack.id,
            type=FeedType.PRIMARY if is_a else FeedType.REDUNDANT,
            phase=model.phase,
            voltage_v=400 if three_phase else 230,
            amperage_a=model.rated_a,
        )
        self.model.feeds.append(feed)
        device = self.model.add_device(rack, f"pdu-{rack.name}-{side}".lower(), "pdu", model.part, height_u=0)
        inlet_type = "iec-60309-3p-n-e-6h" if three_phase else "iec-60309-p-n-e-6h"
        inlet = self.model.add_port(PowerPort(0, device.id, "Inlet", inlet_type))
        self.model.cable(
            Termination(TerminationKind.POWER_FEED, feed.id), Termination(TerminationKind.POWER_PORT, inlet.id)
        )
        outlets = lay_out(model, first_id=len(self.model.outlets) + 1)
        self.model.outlets += (_modelled(outlet, device.id, inlet.id, model) for outlet in outlets)
        pdu = SimulatedPdu(
            device_id=device.id,
            name=device.name,
            model=model,
            serial=f"{model.family.value[:2].upper()}{self.random.randrange(10**9):09}",
            location=f"{_SITE_NAME} / {hall.name} / {rack.name}",
            feed_id=feed.id,
            credential=plan.a_credential if is_a else plan.b_credential,
            installed_before_s=self.random.uniform(10, 40) * DAY_S,
            uptime_before_s=self.random.uniform(2, 9) * DAY_S,
            outlets=outlets,
        )
        return Strip(pdu, list(outlets))

    def device(
        self, rack: Rack, kind: Kind, name: str, position_u: int, strips: dict[Side, Strip], *, idle: bool = False
    ) -> None:
        device = self.model.add_device(rack, name, kind.role, kind.model, kind.height_u, position_u)
        cords = []
        for number, (share, strip) in enumerate(zip(kind.shares, strips.values(), strict=False), start=1):
            port = self.model.add_port(
                PowerPort(
                    id=0,
                    device_id=device.id,
                    name=f"PSU{number}",
                    type=kind.connector.inlet_type,
                    maximum_draw_w=round(kind.maximum_w * share),
                    allocated_draw_w=round(kind.nominal_w * share),
                )
            )
            outlet = strip.plug(f"{name} PSU{number}", kind.connector, round(kind.nominal_w * share))
            self.model.cable(
                Termination(TerminationKind.POWER_PORT, port.id), Termination(TerminationKind.POWER_OUTLET, outlet.id)
            )
            cords.append(Cord(outlet.id, share))
        demand = self.demand(kind)
        if idle:
            demand = replace(demand, mean_w=0.0)
        self.loads.append(SimulatedLoad(name, device.id, demand, kind.power_factor, tuple(cords)))

    def demand(self, kind: Kind) -> Demand:
        """A device of this kind: each a little different from the next."""
        return Demand(
            mean_w=kind.nominal_w * self.random.uniform(0.88, 1.0),
            daily=kind.daily,
            restless=kind.restless,
            step=kind.step,
            step_period_s=self.random.uniform(900, 2700),
            step_length_s=self.random.uniform(120, 420),
            phase=self.random.uniform(0, tau),
        )

    def next(self, prefix: str) -> int:
        return next(self.counters.setdefault(prefix, count(1)))


def _modelled(outlet: SimulatedOutlet, device_id: int, inlet_id: int, model: PduModel) -> PowerOutlet:
    leg = outlet.leg if model.phase is Phase.THREE else None
    return PowerOutlet(outlet.id, device_id, outlet.label, outlet.connector.outlet_type, inlet_id, leg)
