"""Honest modelled figures beside NetBox's, and why they differ: JSON objects and lines for people."""

from collections.abc import Iterable, Sequence

from powertui.domain.draw import rack_utilization_pct
from powertui.domain.honest_area import HonestArea, HonestSide, HonestView
from powertui.domain.honest_feed import HonestFeed, HonestLeg
from powertui.domain.honest_reason import Reason
from powertui.domain.rollup import AreaKind
from powertui.presenters.numbers import number, plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json, rounded
from powertui.presenters.redundancy import common_cell, side_cell, verdict_cell
from powertui.presenters.standings import NO_STANDINGS, Standings
from powertui.presenters.table import matches
from powertui.presenters.text import Line, Span, Tone, line
from powertui.presenters.words import location_path

RACK_HEADINGS = (
    Heading("RACK"),
    Heading("WHERE"),
    Heading("SIDE"),
    Heading("MODEL W", is_number=True),
    Heading("NETBOX W", is_number=True),
    Heading("MODEL VA", is_number=True),
    Heading("LIMIT VA", is_number=True),
    Heading("WORST %", is_number=True),
    Heading("OTHER LOST W", is_number=True),
    Heading("OTHER LOST %", is_number=True),
    Heading("NETBOX RACK %", is_number=True),
    Heading("NOW, OTHER LOST", is_number=True),
    Heading("IF ONE IS LOST"),
)
COMMON_HEADING = Heading("COMMON UPSTREAM")
"""Only where any rack has such a thing."""

MANY = 8
"""Of so many reasons each is told; of more, how many there are."""


def honest_feed_record(honest: HonestView, feed_id: int) -> Json:
    """A feed's honest figures; its NetBox figures stand beside them in the feed's own record."""
    load = honest.feeds[feed_id]
    return {
        "allocated_w": rounded(load.draw.allocated_w),
        "maximum_w": rounded(load.draw.maximum_w),
        "netbox_allocated_w": load.netbox.allocated_w if load.netbox else None,
        "netbox_maximum_w": load.netbox.maximum_w if load.netbox else None,
        "differs": load.differs,
        "power_factor": honest.assumptions.on(load.feed.supply).power_factor,
        "allocated_va": rounded(load.allocated_va),
        "available_power_va": load.available_power_va,
        "used_pct": rounded(load.used_pct),
        "worst_pct": rounded(load.worst_pct),
        "no_leg_w": rounded(load.no_leg_w),
        "legs": [_leg_record(leg) for leg in load.legs],
        "side": load.side.value if load.side else None,
        "side_basis": honest.sides.feeds[feed_id].basis.value,
        "reasons": reason_records(honest.feed_reasons(feed_id)),
    }


def honest_rack_record(honest: HonestView, area: HonestArea) -> Json:
    """A rack: each side against its own limit, and NetBox's utilisation of the whole."""
    rack = honest.graph.racks[area.id]
    return {
        "name": rack.name,
        "where": list(location_path(honest.graph, rack.site_id, rack.location_id)),
        "allocated_w": rounded(area.allocated_w),
        "maximum_w": rounded(area.maximum_w),
        "netbox_allocated_w": area.netbox_allocated_w,
        "netbox_utilization_pct": rack_utilization_pct(honest.graph, area.id),
        "power_factor": honest.assumptions.power_factor,
        "worst_pct": rounded(area.worst_pct),
        "failover_pct": rounded(area.failover_pct),
        "sides": [_side_record(side) for side in area.sides],
        "reasons": reason_records(honest.area_reasons(area)),
    }


def honest_area_record(honest: HonestView, kind: AreaKind, area_id: int) -> Json:
    """A site, location, panel or rack; the sum of NetBox's figures stands beside it."""
    areas = {
        AreaKind.SITE: honest.sites,
        AreaKind.LOCATION: honest.locations,
        AreaKind.PANEL: honest.panels,
        AreaKind.RACK: honest.racks,
    }[kind]
    area = areas[area_id]
    return {
        "allocated_w": rounded(area.allocated_w),
        "maximum_w": rounded(area.maximum_w),
        "netbox_allocated_w": area.netbox_allocated_w,
        "power_factor": honest.assumptions.power_factor,
        "worst_pct": rounded(area.worst_pct),
        "failover_pct": rounded(area.failover_pct),
        "sides": [_side_record(side) for side in area.sides],
    }


def chosen_racks(honest: HonestView, name: str) -> list[HonestArea]:
    """Racks that have feeds, and that some words find by name, place or feed."""
    return [
        area
        for area in honest.racks.values()
        if area.sides and matches(f"{area.name} {' '.join(_where(honest, area))} {_feeds(area)}", name)
    ]


def rack_table(honest: HonestView, racks: Iterable[HonestArea], standings: Standings = NO_STANDINGS) -> list[Line]:
    """One line for each side of a rack."""
    headings = (*RACK_HEADINGS, COMMON_HEADING) if standings.below_common else RACK_HEADINGS
    rows = [
        (_rack_row(honest, area, side, is_first=side is area.sides[0]) + _standing_cells(standings, area, side))[
            : len(headings)
        ]
        for area in racks
        for side in area.sides
    ]
    return plain_table(headings, rows)


def _standing_cells(standings: Standings, area: HonestArea, side: HonestSide) -> tuple[Line, ...]:
    """On measured load: what the side carries once the other is lost.

    On a rack's first line its verdict, and what its sides have in common.
    """
    after = side_cell(standings, [load.feed.id for load in side.feeds])
    if side is not area.sides[0]:
        return after, (), ()
    return after, verdict_cell(standings, area.id), common_cell(standings, area.id)


def why_lines(name: str, reasons: Sequence[Reason]) -> list[Line]:
    """An object and why its figures are not NetBox's; nothing where they are."""
    if not reasons:
        return []
    found = [cell(plain(name), Tone.STRONG)]
    found += [line("  ", Span(reason.kind.value, Tone.DIM), f": {plain(reason.sentence)}") for reason in reasons[:MANY]]
    if len(reasons) > MANY:
        found.append(cell(f"  and {len(reasons) - MANY} more", Tone.DIM))
    return found


def reason_records(reasons: Iterable[Reason]) -> list[Json]:
    """Why figures differ."""
    return [
        {"kind": reason.kind.value, "sentence": reason.sentence, "effect_w": rounded(reason.effect_w)}
        for reason in reasons
    ]


def _leg_record(leg: HonestLeg) -> Json:
    return {
        "leg": leg.leg.value if leg.leg else None,
        "allocated_w": rounded(leg.allocated_w),
        "maximum_w": rounded(leg.maximum_w),
        "netbox_allocated_w": leg.netbox_allocated_w,
        "current_a": rounded(leg.current_a),
        "limit_a": rounded(leg.limit_a),
        "used_pct": rounded(leg.used_pct),
    }


def _side_record(side: HonestSide) -> Json:
    return {
        "side": side.side.value if side.side else None,
        "feeds": [load.feed.name for load in side.feeds],
        "allocated_w": rounded(side.allocated_w),
        "allocated_va": rounded(side.allocated_va),
        "available_power_va": side.limit_va,
        "worst_pct": rounded(side.worst_pct),
        "failover_w": rounded(side.failover_w),
        "failover_pct": rounded(side.failover_pct),
    }


def _rack_row(honest: HonestView, area: HonestArea, side: HonestSide, *, is_first: bool) -> tuple[Line, ...]:
    has_other = area.failover_pct is not None and side.side is not None
    return (
        cell(plain(area.name), Tone.STRONG) if is_first else (),
        cell(plain(" / ".join(_where(honest, area))), Tone.DIM) if is_first else (),
        cell(side.side.value if side.side else "–"),
        cell(number(side.allocated_w)),
        cell(number(_netbox_w(side.feeds))),
        cell(number(side.allocated_va)),
        cell(number(side.limit_va)),
        _share(side.worst_pct),
        cell(number(side.failover_w)) if has_other else (),
        _share(side.failover_pct) if has_other else (),
        cell(number(rack_utilization_pct(honest.graph, area.id), 1)) if is_first else (),
    )


def _share(pct: float | None) -> Line:
    return cell(number(pct), Tone.CRIT if pct is not None and pct > 100 else Tone.PLAIN)


def _netbox_w(feeds: Iterable[HonestFeed]) -> int:
    return sum(load.netbox.allocated_w for load in feeds if load.netbox)


def _where(honest: HonestView, area: HonestArea) -> tuple[str, ...]:
    rack = honest.graph.racks[area.id]
    return location_path(honest.graph, rack.site_id, rack.location_id)


def _feeds(area: HonestArea) -> str:
    return " ".join(load.feed.name for side in area.sides for load in side.feeds)
