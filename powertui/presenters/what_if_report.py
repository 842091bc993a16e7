"""What a what-if says: its rows and names, in their order, and the same as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from powertui.domain.natural import natural_key
from powertui.domain.redundancy.cascade import Trip, WhatIf, dead_branches
from powertui.domain.redundancy.effect import Addition
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.naming import Naming
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.picture import RedundancyPicture
from powertui.domain.redundancy.told import assumptions_of
from powertui.presenters.conditions import Condition
from powertui.presenters.records import Json

LEGS = ("", "A", "B", "C")
NEAR_PCT = 90.0
"""Of what is permissible: above, a survivor is tight."""

MOVED_VA = 0.05
"""Less is rounding."""

_SORTS = {NodeSort.FEED: 0, NodeSort.PANEL: 1, NodeSort.PORT: 2, NodeSort.BRANCH: 3}
_MAIN = frozenset({NodeSort.FEED, NodeSort.PANEL})


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What one object, or one leg of it, carries before and after."""

    name: str
    leg: str
    """Empty: in all."""
    before_va: float
    after_va: float
    limit_va: float | None
    basis: LoadBasis
    is_dead: bool
    opens: bool
    """Its breaker opens then."""
    sort: NodeSort

    @property
    def pct(self) -> float | None:
        """After, over what is permissible."""
        return 100 * self.after_va / self.limit_va if self.limit_va else None

    @property
    def has_moved(self) -> bool:
        return abs(self.after_va - self.before_va) >= MOVED_VA

    @property
    def condition(self) -> Condition:
        if self.opens or (self.pct is not None and self.pct > 100 * (1 + 1e-9)):
            return Condition.CRITICAL
        return Condition.WARNING if self.pct is not None and self.pct > NEAR_PCT else Condition.FINE

    @property
    def state(self) -> str:
        """In words."""
        if self.opens:
            return "breaker opens"
        if self.is_dead:
            return "dead"
        if self.condition is Condition.CRITICAL:
            return "overloaded"
        return "tight" if self.condition is Condition.WARNING else ""


@dataclass(frozen=True, slots=True)
class WhatIfReport:
    """A question, its answer, and what to call everything in it."""

    picture: RedundancyPicture
    failed: tuple[str, ...]
    added: tuple[Addition, ...]
    result: WhatIf

    @property
    def naming(self) -> Naming:
        return Naming(self.picture.network.graph)

    @property
    def assumptions(self) -> tuple[str, ...]:
        return assumptions_of(self.picture, self.result, self.added, self.naming)


def what_if_record(report: WhatIfReport) -> Json:
    """For programs: who is without power or on fewer cords in the end, and the loads of the loss itself.

    A list of dark devices that left out those of the next breaker would be read as all of them. The loads are those
    before any breaker opens, for they are why it does; `cascade` has what each round of breakers adds.
    """
    naming, result = report.naming, report.result
    rows = load_rows(report)
    return {
        "failed": list(report.failed),
        "dark": sorted(dark_names(report)),
        "degraded": sorted(naming.device(device_id) for device_id in result.effect.degraded),
        "loads": [
            {
                "object": row.name,
                "leg": row.leg or None,
                "before_va": round(row.before_va, 1),
                "after_va": round(row.after_va, 1),
                "limit_va": round(row.limit_va, 1) if row.limit_va is not None else None,
                "basis": row.basis.word,
            }
            for row in rows
        ],
        "overloaded": _overloaded(report, 0),
        "cascade": _cascade_records(report),
        "assumptions": list(report.assumptions),
    }


def dark_names(report: WhatIfReport) -> list[str]:
    """Devices without power in the end, and additions that would have none."""
    naming, effect = report.naming, report.result.effect
    return [*(naming.device(device_id) for device_id in effect.dark), *effect.dark_additions]


def dark_devices(report: WhatIfReport) -> list[tuple[str, str]]:
    """What goes dark, in the end, and why; by name."""
    naming, network, effect = report.naming, report.picture.network, report.result.effect
    round_of = {device_id: trip.round for trip in report.result.trips for device_id in trip.dark}
    found = [(naming.device(one), _why_dark(round_of.get(one), len(network.cords_of[one]))) for one in effect.dark]
    found += [(name, "no supply has power") for name in effect.dark_additions]
    return sorted(found, key=lambda pair: natural_key(pair[0]))


def degraded_devices(report: WhatIfReport) -> list[tuple[str, str]]:
    """What lives on fewer cords at once; by name."""
    naming, network, effect = report.naming, report.picture.network, report.result.at_once
    found = []
    for device_id in effect.degraded:
        cords = network.cords_of[device_id]
        living = sum(cord not in effect.dead for cord in cords)
        found.append((naming.device(device_id), f"{living} of {len(cords)} cords live"))
    return sorted(found, key=lambda pair: natural_key(pair[0]))


def _why_dark(round_of: int | None, cords: int) -> str:
    if round_of is not None:
        return f"once breakers of round {round_of} are open"
    return "single-fed" if cords == 1 else f"all {cords} cords hang on what is lost"


def load_rows(report: WhatIfReport) -> list[LoadRow]:
    """Every feed, in all and by leg, and whatever else is touched: at once, before any breaker opens."""
    network, naming = report.picture.network, report.naming
    effect = report.result.at_once
    dead = effect.dead | dead_branches(network, effect.dead)
    opened = {trip.node: trip for trip in report.result.trips if trip.round == 1}
    touched = effect.deltas.keys() | dead
    nodes = [
        node
        for node, sort in enumerate(network.sorts)
        if sort is NodeSort.FEED or (sort in _SORTS and node in touched and node not in network.device_of)
    ]
    nodes.sort(key=lambda node: (_SORTS[network.sorts[node]], naming.node(network, node)))
    return [row for node in nodes for row in _rows(report, naming, node, is_dead=node in dead, trip=opened.get(node))]


def shown_rows(report: WhatIfReport) -> list[LoadRow]:
    """What takes on load or is overloaded, the worst first; then what dies."""
    rows = [row for row in load_rows(report) if row.has_moved or row.condition is Condition.CRITICAL]
    # What has no limit is shown where people look for it: a feed or panel, in all.
    living = [row for row in rows if not row.is_dead and (row.limit_va or (row.sort in _MAIN and not row.leg))]
    worst: dict[str, float] = {}
    for row in living:
        worst[row.name] = max(worst.get(row.name, -1.0), row.pct if row.pct is not None else -1.0)
    living.sort(key=lambda row: (-worst[row.name], row.name, row.leg))
    dead = [row for row in rows if row.is_dead and not row.leg and row.sort in _MAIN]
    return living + dead


def _rows(report: WhatIfReport, naming: Naming, node: int, *, is_dead: bool, trip: Trip | None) -> Iterator[LoadRow]:
    picture = report.picture
    network, loads, limits = picture.network, picture.loads, picture.limits
    delta = report.result.at_once.deltas.get(node, (0.0, 0.0, 0.0, 0.0))
    numbers = (0, 1, 2, 3) if network.has_legs[node] and network.sorts[node] is not NodeSort.BRANCH else (0,)
    for leg in numbers:
        place = 4 * node + leg
        before = loads.va[place]
        after = 0.0 if is_dead else max(0.0, before + delta[leg])
        limit = limits.permissible[place]
        yield LoadRow(
            name=naming.node(network, node),
            leg=LEGS[leg],
            before_va=before,
            after_va=after,
            limit_va=limit if limit > 0 else None,
            basis=loads.bases[node],
            is_dead=is_dead,
            opens=trip is not None and trip.leg == leg,
            sort=network.sorts[node],
        )


def _overloaded(report: WhatIfReport, round_number: int) -> list[str]:
    """What is above what is permissible for the first time after so many rounds of breakers."""
    naming, network = report.naming, report.picture.network
    found = (over for over in report.result.overloads if over.round == round_number)
    return sorted({naming.node(network, over.place // 4) for over in found})


def _cascade_records(report: WhatIfReport) -> list[Json]:
    """The breakers that open; what a round takes along and overloads stands with its first."""
    naming, network = report.naming, report.picture.network
    found: list[Json] = []
    told = 0
    for trip in report.result.trips:
        is_first, told = trip.round > told, trip.round
        found.append(
            {
                "round": trip.round,
                "object": naming.node(network, trip.node),
                "leg": LEGS[trip.leg] or None,
                "load_va": round(trip.load_va, 1),
                "trips_at_va": round(trip.trips_at_va, 1),
                "dark": sorted(naming.device(device_id) for device_id in trip.dark),
                "overloaded": _overloaded(report, trip.round) if is_first else [],
            }
        )
    return found
