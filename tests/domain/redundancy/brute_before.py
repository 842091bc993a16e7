"""The oracle's second part: what everything carries before, by the meters and the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from powertui.domain.topology import Topology
from tests.domain.redundancy.brute_supply import BruteSupply, Thing, Vector


@dataclass(frozen=True)
class Meters:
    """VA, W (either may be None) and, of inlets and feeds, three legs' VA or None."""

    outlets: Mapping[int, tuple[float | None, float | None]] = field(default_factory=dict)
    inlets: Mapping[int, tuple[float | None, float | None, tuple[float, float, float] | None]] = field(
        default_factory=dict
    )
    branches: Mapping[int, tuple[float | None, float | None]] = field(default_factory=dict)
    feeds: Mapping[int, tuple[float | None, float | None, tuple[float, float, float] | None]] = field(
        default_factory=dict
    )
    selected: Mapping[int, int] = field(default_factory=dict)


class BruteBefore(BruteSupply):
    def __init__(self, topology: Topology, meters: Meters, power_factor: float) -> None:
        super().__init__(topology)
        self.meters = meters
        self.power_factor = power_factor
        self.metered = self._meters()
        self.before = self._before()
        self.vectors0 = self._vectors()

    def _meters(self) -> dict[Thing, float]:
        found: dict[Thing, float] = {}
        factors: dict[Thing, float] = {}
        given: list[tuple[Thing, float | None, float | None]] = [
            *((("feed", number), va, watts) for number, (va, watts, _) in self.meters.feeds.items()),
            *((("port", number), va, watts) for number, (va, watts, _) in self.meters.inlets.items()),
            *((("branch", number), va, watts) for number, (va, watts) in self.meters.branches.items()),
            *((("outlet", number), va, watts) for number, (va, watts) in self.meters.outlets.items()),
        ]
        for thing, va, watts in given:
            if va is not None and watts is not None and va >= 1 and 0.05 <= watts / va <= 1:
                factors[thing] = watts / va
        self.factors = factors
        for thing, va, watts in given:
            if thing[0] != "branch" and thing not in self.up0:
                continue
            if va is not None:
                found[thing] = va
            elif watts is not None:
                found[thing] = self.apparent(thing, watts)
        for port in self.t.power_ports:
            thing = ("port", port.id)
            above = self.supplies[thing]
            if thing not in found and above and all(one in found and self.served(one) == [thing] for one in above):
                found[thing] = sum(found[one] for one in above)
        for device_id in self.switching:
            inlets = self.supplies["bus", device_id]
            if inlets and all(inlet in found for inlet in inlets):
                found["bus", device_id] = sum(found[inlet] for inlet in inlets)
        return found

    def apparent(self, thing: Thing, watts: float) -> float:
        at = thing
        for _ in range(4):
            above = self.supplies.get(at, [])
            if len(above) != 1:
                break
            at = above[0]
            if at in self.factors:
                return watts / self.factors[at]
        return watts / self.power_factor

    def modelled(self, thing: Thing) -> float:
        """Draws below, in VA."""
        if self.is_cord(thing):
            port = next(one for one in self.t.power_ports if one.id == thing[1])
            watts = port.maximum_draw_w if port.allocated_draw_w is None else port.allocated_draw_w
            return 0.0 if watts is None else self.apparent(thing, watts)
        return sum(self.modelled(low) / len(self.supplies[low]) for low in self.served(thing))

    def _before(self) -> dict[Thing, float]:
        load: dict[Thing, float] = {}
        for thing in self.bottom_up():
            if thing in self.metered:
                load[thing] = self.metered[thing]
                self._hand_down(thing, load)
            elif thing not in self.up0:
                load[thing] = 0.0
            elif self.is_cord(thing):
                load[thing] = self._cord(thing)
            else:
                load[thing] = sum(self.flow(low, thing, load) for low in self.served(thing))
        return load

    def _cord(self, thing: Thing) -> float:
        port = next(one for one in self.t.power_ports if one.id == thing[1])
        known = [self.metered[cord] for cord in self.cords(port.device_id) if cord in self.metered]
        return sum(known) / len(known) if known else self.modelled(thing)

    def flow(self, low: Thing, high: Thing, load: Mapping[Thing, float]) -> float:
        if low[0] == "bus":
            return self.split(low[1], load)[high]
        return load[low] / len(self.supplies[low])

    def split(self, device_id: int, load: Mapping[Thing, float]) -> dict[Thing, float]:
        inlets = self.supplies["bus", device_id]
        total = self.metered.get(("bus", device_id), load["bus", device_id])
        rest = max(0.0, total - sum(self.metered.get(inlet, 0.0) for inlet in inlets))
        dumb = [inlet for inlet in inlets if inlet not in self.metered]
        if dumb == inlets:
            named = [("port", outlet.power_port_id) for outlet in self.t.power_outlets if outlet.device_id == device_id]
            chosen = ("port", self.meters.selected.get(device_id, -1))
            preferred = [inlet for inlet in inlets if inlet in named] or inlets
            dumb = [chosen] if chosen in inlets else preferred
        return {
            inlet: self.metered[inlet] if inlet in self.metered else rest / len(dumb) if inlet in dumb else 0.0
            for inlet in inlets
        }

    def is_dark_ground(self, thing: Thing) -> bool:
        """No meter at it or below, and nothing there that is supplied otherwise too."""
        if thing in self.metered or len(self.supplies[thing]) > 1:
            return False
        return all(self.is_dark_ground(low) for low in self.served(thing))

    def carries_cords(self, thing: Thing) -> bool:
        return self.is_cord(thing) or bool(self.served(thing))

    def _hand_down(self, thing: Thing, load: dict[Thing, float]) -> None:
        """What a meter knows beyond the meters below it."""
        lowers = self.served(thing)
        left = self.metered[thing]
        for branch in self.t.pdu_branches:
            behind = [("outlet", number) for number in branch.outlet_ids if ("outlet", number) in lowers]
            behind = [one for one in behind if self.branch_of(one[1]) == branch.id]
            if behind and ("branch", branch.id) in self.metered:
                self._share(self.metered["branch", branch.id], thing, behind, load)
                left -= sum(load[one] for one in behind)
                lowers = [one for one in lowers if one not in behind]
        self._share(left, thing, lowers, load)

    def branch_of(self, outlet_id: int) -> int | None:
        return next((branch.id for branch in self.t.pdu_branches if outlet_id in branch.outlet_ids), None)

    def _share(self, known: float, thing: Thing, lowers: list[Thing], load: dict[Thing, float]) -> None:
        takers = [low for low in lowers if self.carries_cords(low) and self.is_dark_ground(low)]
        explained = sum(self.flow(low, thing, load) for low in lowers if low not in takers)
        self._give_out(max(0.0, known - explained), takers, load)

    def _give_out(self, va: float, takers: list[Thing], load: dict[Thing, float]) -> None:
        weights = [self.modelled(low) for low in takers]
        for low, weight in zip(takers, weights, strict=True):
            load[low] = va * weight / sum(weights) if sum(weights) > 0 else va / len(takers)
            if not self.is_cord(low):
                self._give_out(load[low], [one for one in self.served(low) if self.carries_cords(one)], load)

    def on_legs(self, low: Thing, high: Thing, part: Vector, spread: tuple[float, float, float]) -> Vector:
        total = part[0]
        if not self.three_phase(high):
            return (total, 0.0, 0.0, 0.0)
        where = self.place(low)
        if where:
            each = total / len(where)
            return (total, *(each if letter in where else 0.0 for letter in "ABC"))  # type: ignore[return-value]
        if self.three_phase(low):
            return part
        return (total, total * spread[0], total * spread[1], total * spread[2])

    def _vectors(self) -> dict[Thing, Vector]:
        found: dict[Thing, Vector] = {}
        self.spreads: dict[Thing, tuple[float, float, float]] = {}
        for thing in self.bottom_up():
            total = self.before[thing]
            if not self.three_phase(thing):
                found[thing] = (total, 0.0, 0.0, 0.0)
                continue
            legs = self._metered_legs(thing)
            if legs is None:
                sums = [0.0, 0.0, 0.0]
                for low in self.served(thing):
                    if self.place(low) or self.three_phase(low):
                        part = self.portion(low, self.flow(low, thing, self.before), found)
                        entered = self.on_legs(low, thing, part, (0.0, 0.0, 0.0))
                        sums = [have + more for have, more in zip(sums, entered[1:], strict=True)]
                whole = sum(sums)
                legs = (
                    (total / 3, total / 3, total / 3)
                    if whole <= 0
                    else (sums[0] * total / whole, sums[1] * total / whole, sums[2] * total / whole)
                )
            found[thing] = (total, *legs)
            whole = sum(legs)
            self.spreads[thing] = (
                (legs[0] / whole, legs[1] / whole, legs[2] / whole) if whole > 0 else (1 / 3, 1 / 3, 1 / 3)
            )
        return found

    def _metered_legs(self, thing: Thing) -> tuple[float, float, float] | None:
        if thing not in self.up0:
            return None
        of_kind = {"feed": self.meters.feeds, "port": self.meters.inlets}.get(thing[0], {})
        meter = of_kind.get(thing[1])
        return None if meter is None else meter[2]

    def portion(self, low: Thing, va: float, vectors: Mapping[Thing, Vector]) -> Vector:
        """So much of a thing's load, on its legs as they are before."""
        vector = vectors[low]
        if not self.three_phase(low):
            return (va, 0.0, 0.0, 0.0)
        if vector[0] <= 0:
            spread = self.spreads[low]
            return (va, va * spread[0], va * spread[1], va * spread[2])
        return tuple(one * va / vector[0] for one in vector)  # type: ignore[return-value]
