"""What single losses would mean, in columns: small enough to be kept at each time that it is worked out.

Arrays and bytes of one length each: a plant has a hundred thousand devices, and whoever reads it wants columns.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from math import nan

from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.siblings import basis_after
from powertui.domain.redundancy.singles import Loss, LossKind, Singles
from powertui.domain.redundancy.verdicts import Standing, Verdict, device_standings, rack_standings

BASES = tuple(LoadBasis)
"""A basis code is a place in this, a verdict's and a loss kind's in the next."""
VERDICTS = tuple(Verdict)
LOSS_KINDS = tuple(LossKind)

_VERDICT_CODE = {verdict: code for code, verdict in enumerate(VERDICTS)}
_LOSS_CODE = {kind: code for code, kind in enumerate(LOSS_KINDS)}

Moments = Callable[[int], float]
"""When what a feed carries was read, by the feed's id; NaN where nobody reads it."""


def _ids() -> "array[int]":
    return array("q")


def _amounts() -> "array[float]":
    return array("d")


@dataclass(frozen=True, slots=True)
class SupplyColumns:
    """What feeds and their legs would carry after the worst single loss elsewhere.

    A row for each of them that some loss loads more: what no loss loads more has none.
    """

    feed_ids: "array[int]" = field(default_factory=_ids)
    legs: bytes = b""
    """0: the feed in all; 1 to 3: its leg A, B, C."""
    after_va: "array[float]" = field(default_factory=_amounts)
    limit_va: "array[float]" = field(default_factory=_amounts)
    """What is permissible; 0: nobody has said."""
    bases: bytes = b""
    """A place in `BASES` each: of what it carries now, and of what would move to it."""
    loss_kinds: bytes = b""
    """A place in `LOSS_KINDS` each: what is lost in that case."""
    loss_ids: "array[int]" = field(default_factory=_ids)
    sampled_at_s: "array[float]" = field(default_factory=_amounts)
    """When what the feed carries was read; NaN: it is not measured."""


@dataclass(frozen=True, slots=True)
class VerdictColumns:
    """The verdicts on devices, or on racks."""

    ids: "array[int]" = field(default_factory=_ids)
    verdicts: bytes = b""
    """A place in `VERDICTS` each."""
    worst_pct: "array[float]" = field(default_factory=_amounts)
    """Of what is permissible, the most that what stays of its supply would carry; NaN: no figure."""
    bases: bytes = b""
    """Of that figure."""
    common: "array[int]" = field(default_factory=_ids)
    """How many single losses take all its cords at once, though these have sides of their own below."""
    single_fed: "array[int]" = field(default_factory=_ids)
    """Of a rack: devices with one cord, which its verdict does not count."""


Columns = SupplyColumns | VerdictColumns


@dataclass(frozen=True, slots=True)
class FailoverRecord:
    """What single losses would mean, as of `at_s`. Worked out anew at `due_at_s`, unless it is held up."""

    at_s: float
    due_at_s: float
    supplies: SupplyColumns = field(default_factory=SupplyColumns)
    devices: VerdictColumns = field(default_factory=VerdictColumns)
    racks: VerdictColumns = field(default_factory=VerdictColumns)


def failover_record(singles: Singles, at_s: float, due_at_s: float, moments: Moments) -> FailoverRecord:
    """The record of some losses that have been followed."""
    bases = basis_after(singles.network, singles.loads)
    devices = device_standings(singles)
    return FailoverRecord(
        at_s=at_s,
        due_at_s=due_at_s,
        supplies=_supplies(singles, bases, moments),
        devices=_verdicts(devices, bases),
        racks=_verdicts(rack_standings(singles, devices), bases),
    )


def has_one_length(columns: Columns) -> bool:
    """Whether every column has as many rows as the first."""
    return len({len(getattr(columns, each.name)) for each in fields(columns)}) == 1


def _supplies(singles: Singles, bases: list[LoadBasis], moments: Moments) -> SupplyColumns:
    found: list[tuple[int, int, float, float, int, Loss, float]] = []
    va, permissible = singles.loads.va, singles.limits.permissible
    for feed_id, node in singles.network.node_of[NodeSort.FEED].items():
        for leg in range(4):
            place = 4 * node + leg
            worst = singles.worst.get(place)
            if worst is not None and worst.after_va > va[place]:
                limit_va = max(0.0, permissible[place])
                found.append((feed_id, leg, worst.after_va, limit_va, bases[node], worst.loss, moments(feed_id)))
    return SupplyColumns(
        feed_ids=array("q", (row[0] for row in found)),
        legs=bytes(row[1] for row in found),
        after_va=array("d", (row[2] for row in found)),
        limit_va=array("d", (row[3] for row in found)),
        bases=bytes(row[4] for row in found),
        loss_kinds=bytes(_LOSS_CODE[row[5].kind] for row in found),
        loss_ids=array("q", (row[5].id for row in found)),
        sampled_at_s=array("d", (row[6] for row in found)),
    )


def _verdicts(standings: Mapping[int, Standing], bases: list[LoadBasis]) -> VerdictColumns:
    found: Iterable[Standing] = standings.values()
    return VerdictColumns(
        ids=array("q", standings),
        verdicts=bytes(_VERDICT_CODE[one.verdict] for one in found),
        worst_pct=array("d", (nan if one.worst_pct is None else one.worst_pct for one in found)),
        bases=bytes(LoadBasis.MEASURED if one.node is None else bases[one.node] for one in found),
        common=array("q", (len(one.common) for one in found)),
        single_fed=array("q", (one.single_fed for one in found)),
    )
