"""The verdict on every feed, rack and device: whether what stays holds, after any single loss.

A device's verdict is about its own sides: the losses that take some of its cords and leave others. What takes all of
them at once is told beside it, as what its sides have in common further up: 2N below one UPS is not one cord.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.network import Network, NodeSort
from powertui.domain.redundancy.singles import Loss, LossKind, Outcome, Singles, loss_at

WARN_PCT = 90.0
"""Of what is permissible: above, what stays is tight."""

FULL_PCT = 100.0


class Verdict(Enum):
    """How redundant something is. Value: words for people."""

    HOLDS = "2N holds"
    TIGHT = "tight"
    FAILS = "fails"
    SINGLE_FED = "single-fed"
    UNKNOWN = "unknown"
    """A figure that it depends on is neither measured nor modelled."""


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """The most that a feed, or the leg of it nearest to its limit, carries after any single loss elsewhere."""

    feed_id: int
    leg: int
    """0: in all; 1 to 3: leg A, B, C."""
    after_va: float
    limit_va: float
    loss: Loss
    basis: LoadBasis

    @property
    def pct(self) -> float:
        return 100 * self.after_va / self.limit_va


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict on a device or rack."""

    verdict: Verdict
    worst_pct: float | None = None
    """The most that what stays of its supply would carry, of what is permissible; None where nothing is known."""
    loss: Loss | None = None
    """The loss that gives it."""
    node: int | None = None
    """The part of the supply that it is of."""
    leg: int = 0
    """Of that part: 0 in all, 1 to 3 leg A, B, C."""
    dark_by: Loss | None = None
    """It fails by this loss: the nearest that takes all cords at once, where no loss takes some and leaves others; or
    one after which breakers open that take them all."""
    opens_breakers: bool = False
    """That loss takes them by the breakers that open after it."""
    common: tuple[Loss, ...] = ()
    """What all its cords have in common further up, nearest first: each is a single point of failure of its own. Of a
    rack: of any of its devices whose cords have sides of their own below."""
    single_fed: int = 0
    """Of a rack: devices with one cord, which no verdict on redundancy counts."""


def feed_standings(singles: Singles) -> dict[int, FeedStanding]:
    """By the feed's id; feeds that no loss loads more are left out."""
    network, limits = singles.network, singles.limits
    found: dict[int, FeedStanding] = {}
    for feed_id, node in network.node_of[NodeSort.FEED].items():
        for leg in range(4):
            place = 4 * node + leg
            worst, limit = singles.worst.get(place), limits.permissible[place]
            if worst is None or limit <= 0 or worst.after_va <= singles.loads.va[place]:
                continue
            have = found.get(feed_id)
            if have is None or worst.after_va / limit > have.after_va / have.limit_va:
                basis = singles.loads.bases[node]
                found[feed_id] = FeedStanding(feed_id, leg, worst.after_va, limit, worst.loss, basis)
    return found


def device_standings(singles: Singles, warn_pct: float = WARN_PCT) -> dict[int, Standing]:
    """By the device's id, of every device that a cord ends at. Devices that hang on the same share one verdict."""
    judge = _Judge(singles, warn_pct)
    return {device_id: judge.device(device_id) for device_id in singles.network.cords_of}


def rack_standings(
    singles: Singles, devices: Mapping[int, Standing] | None = None, warn_pct: float = WARN_PCT
) -> dict[int, Standing]:
    """By the rack's id: the worst of its devices that have several cords; single-fed where none has."""
    graph = singles.network.graph
    found = device_standings(singles, warn_pct) if devices is None else devices
    of_rack: dict[int, list[Standing]] = {}
    for device_id, standing in found.items():
        rack_id = graph.devices[device_id].rack_id
        if rack_id is not None:
            of_rack.setdefault(rack_id, []).append(standing)
    return {rack_id: _rack(standings) for rack_id, standings in of_rack.items()}


_RANK = {Verdict.FAILS: 4, Verdict.TIGHT: 3, Verdict.UNKNOWN: 2, Verdict.HOLDS: 1, Verdict.SINGLE_FED: 0}


def _rack(standings: Iterable[Standing]) -> Standing:
    single_fed = 0
    worst: Standing | None = None
    common: dict[Loss, None] = {}
    for standing in standings:
        if standing.dark_by is None or standing.opens_breakers:
            common.update(dict.fromkeys(standing.common))
        if standing.verdict is Verdict.SINGLE_FED:
            single_fed += 1
        elif worst is None or _badness(standing) > _badness(worst):
            worst = standing
    if worst is None:
        return Standing(Verdict.SINGLE_FED, single_fed=single_fed)
    return replace(worst, single_fed=single_fed, common=tuple(common))


def _badness(standing: Standing) -> tuple[int, float]:
    return _RANK[standing.verdict], standing.worst_pct or 0.0


class _Judge:
    def __init__(self, singles: Singles, warn_pct: float) -> None:
        self._singles = singles
        self._warn_pct = warn_pct
        self._known: dict[tuple[tuple[int, int], ...], Standing] = {}
        """By what all cords of a device hang on."""
        self._pct_of: dict[tuple[Loss, int], tuple[float, int] | None] = {}
        self._dark_later: dict[int, Loss] = {}
        """By device: breakers may open far from what is lost."""
        for loss, outcome in singles.outcomes.items():
            for device_id in outcome.dark_later:
                self._dark_later.setdefault(device_id, loss)

    def device(self, device_id: int) -> Standing:
        network, bases = self._singles.network, self._singles.loads.bases
        cords = network.cords_of[device_id]
        if len(cords) < 2:
            return Standing(Verdict.SINGLE_FED)
        standing = self._of_supplies(cords)
        if standing.dark_by is not None:
            return standing
        if device_id in self._dark_later:
            return replace(standing, verdict=Verdict.FAILS, dark_by=self._dark_later[device_id], opens_breakers=True)
        if any(bases[cord] is LoadBasis.UNKNOWN for cord in cords):
            return Standing(Verdict.UNKNOWN, common=standing.common)
        return standing

    def _of_supplies(self, cords: tuple[int, ...]) -> Standing:
        network, source_of = self._singles.network, self._singles.tails.source_of
        key = tuple((source_of.get(cord, -1 - cord), network.branch_of.get(network.ups[cord][0], -1)) for cord in cords)
        if key not in self._known:
            self._known[key] = self._worst(cords, self._losses(cords))
        return self._known[key]

    def _losses(self, cords: tuple[int, ...]) -> Iterator[Loss]:
        """The single losses that may take any of a device's cords, those furthest up first."""
        network, outcomes = self._singles.network, self._singles.outcomes
        itself = Loss(LossKind.DEVICE, network.device_of[cords[0]])
        found: dict[Loss, None] = {}
        for node in reversed(network.above(cords)):
            loss = loss_at(network, node)
            if loss is not None and loss != itself and loss in outcomes:
                found[loss] = None
        return iter(found)

    def _worst(self, cords: tuple[int, ...], losses: Iterable[Loss]) -> Standing:
        """What those parts of its supply that stay carry at most, over all losses that take a cord."""
        network, singles = self._singles.network, self._singles
        worst: Standing = Standing(Verdict.HOLDS)
        is_unknown = has_sides = False
        common: list[Loss] = []
        for loss in losses:
            outcome = singles.outcomes[loss]
            living = [cord for cord in cords if not self._is_dead(cord, outcome)]
            if len(living) == len(cords):
                continue
            if not living:
                common.append(loss)
                continue
            has_sides = True
            nodes = dict.fromkeys(node for cord in living for node in _path(network, cord))
            for node in nodes:
                is_unknown = is_unknown or singles.loads.bases[node] is LoadBasis.UNKNOWN
                found = self._pct(loss, node)
                if found is not None and (worst.worst_pct is None or found[0] > worst.worst_pct):
                    worst = Standing(Verdict.HOLDS, found[0], loss, node, found[1])
        common.reverse()
        if common and not has_sides:
            return Standing(Verdict.FAILS, loss=common[0], dark_by=common[0], common=tuple(common))
        pct = worst.worst_pct
        if pct is not None and pct > FULL_PCT * (1 + 1e-9):
            verdict = Verdict.FAILS
        elif is_unknown or pct is None:
            verdict = Verdict.UNKNOWN
        else:
            verdict = Verdict.TIGHT if pct > self._warn_pct else Verdict.HOLDS
        return Standing(verdict, pct, worst.loss, worst.node, worst.leg, common=tuple(common))

    def _is_dead(self, cord: int, outcome: Outcome) -> bool:
        if cord in outcome.dead or self._singles.tails.source_of.get(cord) in outcome.dead:
            return True
        return all(upper in outcome.dead for upper in self._singles.network.ups[cord])

    def _pct(self, loss: Loss, node: int) -> tuple[float, int] | None:
        """The nearest of a node's places to its limit after a loss, with its leg; None without a limit, or dead."""
        key = loss, node
        if key not in self._pct_of:
            singles = self._singles
            best: tuple[float, int] | None = None
            if node not in singles.outcomes[loss].dead:
                for leg in range(4):
                    limit = singles.limits.permissible[4 * node + leg]
                    if limit > 0:
                        pct = 100 * singles.after_va(4 * node + leg, loss) / limit
                        if best is None or pct > best[0]:
                            best = pct, leg
            self._pct_of[key] = best
        return self._pct_of[key]


def _path(network: Network, cord: int) -> tuple[int, ...]:
    """What has limits above a cord: inlets, feeds, panels, and the branches on the way; outlets have none."""
    found: list[int] = []
    for node in network.above((cord,))[1:]:
        if network.sorts[node] is not NodeSort.OUTLET:
            found.append(node)
        elif node in network.branch_of:
            found.append(network.branch_of[node])
    return tuple(found)
