"""A PDU while its rack is being filled."""

from collections import Counter
from dataclasses import dataclass, field, replace

from collectors.simulator.hardware import Connector, SimulatedOutlet, SimulatedPdu
from powertui.domain.choices import FeedLeg


@dataclass(slots=True)
class Strip:
    """Which outlets are still free, and what each leg and branch carries."""

    pdu: SimulatedPdu
    free: list[SimulatedOutlet]
    leg_w: Counter[FeedLeg] = field(default_factory=Counter)
    branch_w: Counter[int] = field(default_factory=Counter)

    def plug(self, name: str, connector: Connector, load_w: int) -> SimulatedOutlet:
        """Take the free outlet on the least loaded leg and branch, as careful people do."""
        fitting = [outlet for outlet in self.free if outlet.connector is connector]
        outlet = min(fitting, key=lambda each: (self.leg_w[each.leg], self.branch_w[each.branch], each.number))
        self.leg_w[outlet.leg] += load_w
        self.branch_w[outlet.branch] += load_w
        self.free.remove(outlet)
        named = replace(outlet, name=name)
        self.pdu = replace(self.pdu, outlets=tuple(named if each is outlet else each for each in self.pdu.outlets))
        return named

    def finished(self) -> SimulatedPdu:
        """With its last free outlet switched off, where outlets can be switched."""
        if not self.free or not self.pdu.model.switched_outlets:
            return self.pdu
        last = self.free[-1]
        outlets = tuple(replace(each, is_on=False) if each is last else each for each in self.pdu.outlets)
        return replace(self.pdu, outlets=outlets)
