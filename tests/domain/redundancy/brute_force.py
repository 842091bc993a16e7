"""The oracle: the whole plant worked out anew with the failed part taken out, by loops over the model's lists.

It shares no code with what it checks, keeps no indexes of the network, and follows no changes: it finds who has power,
gives every power port its load, and adds up from the far ends to the utility, once before and once after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from powertui.domain.choices import Phase
from powertui.domain.topology import PowerFeed, Topology
from tests.domain.redundancy.brute_before import BruteBefore, Meters
from tests.domain.redundancy.brute_supply import Thing, Vector

ROOT3 = 3**0.5


@dataclass
class After:
    """What is left once a part has failed, before any breaker opens."""

    alive: set[Thing]
    dark: set[int]
    degraded: set[int]
    loads: dict[Thing, Vector]
    lost_va: float
    moved_va: float
    dark_va: float


class BruteForce(BruteBefore):
    def __init__(self, topology: Topology, meters: Meters, power_factor: float) -> None:
        super().__init__(topology, meters, power_factor)
        self._found: dict[frozenset[Thing], After] = {}
        self.flows0 = {
            (thing, one): self.flow(thing, one, self.before)
            for thing, uppers in self.supplies.items()
            for one in uppers
        }
        self.entered0 = {
            (low, thing): self._entering(low, thing, self.portion(low, va, self.vectors0))
            for (low, thing), va in self.flows0.items()
        }

    def without(self, lost: Iterable[Thing]) -> After:
        """Worked out once for the same parts: a cascade begins with what was asked before."""
        parts = frozenset(lost)
        if parts not in self._found:
            self._found[parts] = self._without(set(parts))
        return self._found[parts]

    def _without(self, lost: set[Thing]) -> After:
        alive = self.energised(lost) & self.up0
        cord_after: dict[Thing, float] = {}
        dark: set[int] = set()
        degraded: set[int] = set()
        lost_va = dark_va = 0.0
        for device in self.t.devices:
            cords = self.cords(device.id)
            living = [cord for cord in cords if cord in alive]
            gone = sum(self.before[cord] for cord in cords if cord not in alive)
            lost_va += gone
            if cords and not living:
                dark.add(device.id)
                dark_va += gone
            elif len(living) < len(cords):
                degraded.add(device.id)
            for cord, more in zip(living, self._divided(living, gone), strict=True):
                cord_after[cord] = self.before[cord] + more
            for cord in cords:
                cord_after.setdefault(cord, 0.0)
        loads = self._loads_after(alive, cord_after)
        moved = sum(cord_after[cord] - self.before[cord] for cord in cord_after if cord in alive)
        return After(alive, dark, degraded, loads, lost_va, moved, dark_va)

    def _divided(self, living: list[Thing], gone: float) -> list[float]:
        carried = [self.before[one] for one in living]
        if living and all(one in self.metered for one in living) and min(carried) >= 1:
            return [gone * part / sum(carried) for part in carried]
        return [gone / len(living)] * len(living) if living else []

    def _loads_after(self, alive: set[Thing], cord_after: Mapping[Thing, float]) -> dict[Thing, Vector]:
        """Everything added up again; what a thing carried beyond what hangs on it stays with it while it lives."""
        loads: dict[Thing, Vector] = {}
        flows: dict[tuple[Thing, Thing], Vector] = {}
        for thing in self.bottom_up():
            if thing not in alive:
                loads[thing] = (0.0, 0.0, 0.0, 0.0)
            elif self.is_cord(thing):
                loads[thing] = (cord_after[thing], 0.0, 0.0, 0.0)
            else:
                found = list(self.vectors0[thing])
                for low in self.served(thing):
                    entered0 = self.entered0[low, thing]
                    entered1 = self._entering(low, thing, flows.get((low, thing), (0.0, 0.0, 0.0, 0.0)))
                    found = [have - a + b for have, a, b in zip(found, entered0, entered1, strict=True)]
                loads[thing] = (found[0], found[1], found[2], found[3])
            self._draw(thing, alive, loads, flows)
        return loads

    def _entering(self, low: Thing, thing: Thing, part: Vector) -> Vector:
        return self.on_legs(low, thing, part, self.spreads.get(thing, (1 / 3, 1 / 3, 1 / 3)))

    def _draw(
        self, thing: Thing, alive: set[Thing], loads: Mapping[Thing, Vector], flows: dict[tuple[Thing, Thing], Vector]
    ) -> None:
        """What a living thing draws of each living supply."""
        uppers = self.supplies[thing]
        living = [one for one in uppers if one in alive]
        if thing not in alive or not living:
            return
        old = {one: self.flows0[thing, one] for one in uppers}
        whole = sum(old.values())
        change = [now - was for now, was in zip(loads[thing], self.vectors0[thing], strict=True)]
        if thing[0] == "bus":
            gone = sum(old[one] for one in uppers if one not in alive)
            more = self._divided(living, gone) if gone or len(living) < len(uppers) else [0.0] * len(living)
            base = [old[one] + part for one, part in zip(living, more, strict=True)]
        else:
            base = [whole / len(living)] * len(living)
        for one, part in zip(living, base, strict=True):
            ratio = part / sum(base) if thing[0] == "bus" and sum(base) > 0 else 1 / len(living)
            vector = self.portion(thing, part, self.vectors0)
            flows[thing, one] = tuple(a + b * ratio for a, b in zip(vector, change, strict=True))  # type: ignore[assignment]

    def branch_load(self, branch_id: int, loads: Mapping[Thing, Vector] | None = None) -> float:
        behind = [one.id for one in self.t.power_outlets if self.branch_of(one.id) == branch_id]
        before = self.metered.get(("branch", branch_id), sum(self.before["outlet", one] for one in behind))
        if loads is None:
            return before
        return before + sum(loads["outlet", one][0] - self.before["outlet", one] for one in behind)

    # What opens next

    def cascade(self, lost: set[Thing]) -> list[set[Thing]]:
        """The breakers of feeds and branches that open, round by round, each on the whole plant worked out again."""
        rounds: list[set[Thing]] = []
        gone = set(lost)
        while True:
            after = self.without(gone)
            opened = {("feed", feed.id) for feed in self.t.power_feeds if self._feed_opens(feed, after)}
            opened |= {("branch", one.id) for one in self.t.pdu_branches if self._branch_opens(one.id, after)}
            if not opened:
                return rounds
            rounds.append(opened)
            for thing in opened:
                gone |= self.behind(thing[1]) if thing[0] == "branch" else {thing}

    # What all cords of a device have in common

    def common(self, device_id: int) -> tuple[set[tuple[str, int]], bool]:
        """The single parts without which none of its cords has power; whether any part takes some and leaves others."""
        mine = {cord for cord in self.cords(device_id) if cord in self.up0}
        found: set[tuple[str, int]] = set()
        has_sides = False
        for name, parts in self.singles().items():
            if name == ("device", device_id):
                continue
            left = mine & self.energised(parts)
            if not left:
                found.add(name)
            has_sides = has_sides or (bool(left) and left != mine)
        return found, has_sides

    def worst_feed_pct(self, device_id: int, afters: Mapping[tuple[str, int], After]) -> float:
        """The most that a feed, or a leg of one, above its living cords carries, of what is permissible.

        After whatever single part takes some of its cords and leaves others; 0 where none does.
        """
        mine = {cord for cord in self.cords(device_id) if cord in self.up0}
        worst = 0.0
        for name, after in afters.items():
            left = mine & after.alive
            if name != ("device", device_id) and left and left != mine:
                worst = max([worst, *(self._feed_pct(one, after) for one in self.above(left) if one[0] == "feed")])
        return worst

    def _feed_pct(self, thing: Thing, after: After) -> float:
        if thing not in after.alive:
            return 0.0
        feed = next(one for one in self.t.power_feeds if one.id == thing[1])
        may = abs(feed.voltage_v) * feed.amperage_a * feed.max_utilization_pct / 100
        limits = [may * 1.732] + [may / ROOT3] * 3 if feed.phase is Phase.THREE else [may]
        return max(100 * now / limit for now, limit in zip(after.loads[thing], limits, strict=False))

    def above(self, things: set[Thing]) -> set[Thing]:
        """All that supplies some things, directly or through others."""
        found: set[Thing] = set()
        waiting = list(things)
        while waiting:
            for high in self.supplies[waiting.pop()]:
                if high not in found:
                    found.add(high)
                    waiting.append(high)
        return found

    def singles(self) -> dict[tuple[str, int], set[Thing]]:
        """Whatever fails alone: a feed, a panel, a device that hands power on, with all that goes at once."""
        found: dict[tuple[str, int], set[Thing]] = {("feed", one.id): {("feed", one.id)} for one in self.t.power_feeds}
        found |= {("panel", one.id): {("panel", one.id)} for one in self.t.power_panels}
        for device in self.t.devices:
            outlets = {("outlet", one.id) for one in self.t.power_outlets if one.device_id == device.id}
            ports = {("port", one.id) for one in self.t.power_ports if one.device_id == device.id}
            bus = {("bus", device.id)} & self.supplies.keys()
            if outlets or bus:
                found["device", device.id] = outlets | ports | bus
        return found

    def behind(self, branch_id: int) -> set[Thing]:
        return {("outlet", one.id) for one in self.t.power_outlets if self.branch_of(one.id) == branch_id}

    def _feed_opens(self, feed: PowerFeed, after: After) -> bool:
        thing = ("feed", feed.id)
        if thing not in after.alive:
            return False
        full = abs(feed.voltage_v) * feed.amperage_a
        limits = [full * 1.732] + [full / ROOT3] * 3 if feed.phase is Phase.THREE else [full]
        return any(
            now > limit * (1 + 1e-9) and now > was + 1e-6
            for now, was, limit in zip(after.loads[thing], self.vectors0[thing], limits, strict=False)
        )

    def _branch_opens(self, branch_id: int, after: After) -> bool:
        if not self.behind(branch_id) & after.alive:
            return False
        limit = self.branch_limit(branch_id)
        now = self.branch_load(branch_id, after.loads)
        return 0 < limit * (1 + 1e-9) < now and now > self.branch_load(branch_id) + 1e-6

    def branch_limit(self, branch_id: int) -> float:
        branch = next(one for one in self.t.pdu_branches if one.id == branch_id)
        outlets = [("outlet", number) for number in branch.outlet_ids if self.branch_of(number) == branch_id]
        if not branch.rated_current_a or not outlets:
            return 0.0
        volts = self._volts(outlets[0])
        inlets = self.supplies[outlets[0]]
        if inlets and self.three_phase(inlets[0]):
            places = {self.place(one) for one in outlets}
            if len(places) != 1 or "" in places:
                return 0.0
            volts = volts / ROOT3 if len(places.pop()) == 1 else volts
        return volts * branch.rated_current_a

    def _volts(self, thing: Thing) -> float:
        """As seen at the inlet of an outlet: of the nearest feed above, to neutral below an outlet on one leg."""

        def find(at: Thing, to_neutral: bool) -> float:
            if not self.supplies[at]:
                return 0.0
            high = self.supplies[at][0]
            if high[0] == "feed":
                feed = next(one for one in self.t.power_feeds if one.id == high[1])
                return abs(feed.voltage_v) / (ROOT3 if to_neutral and feed.phase is Phase.THREE else 1)
            return find(high, to_neutral or len(self.place(high)) == 1)

        return find(thing, False)
