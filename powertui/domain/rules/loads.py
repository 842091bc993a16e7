"""Feeds, racks, panels, PDUs, inlets and branches against what they may carry."""

from collections.abc import Iterable
from functools import partial

from powertui.domain.alerts import ObjectKind, RuleKind
from powertui.domain.choices import Phase
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.reading import Leg, Quality, Quantity, Reading, SubjectKind
from powertui.domain.rollup import AreaLoad, Basis, FeedLoad
from powertui.domain.rules.gathering import Gathering, key_of
from powertui.domain.rules.limits import LimitedPart, judge_limits
from powertui.domain.summed import summed

_CONDUCTORS = (SubjectKind.PHASE, SubjectKind.LINE)
_INLETS = (SubjectKind.UNIT, SubjectKind.INPUT)


def judge_feeds(gathering: Gathering) -> None:
    """Apparent power against available power, each leg against its breaker: the worst of them is the alert."""
    for load in gathering.view.feeds.values():
        parts = tuple(_feed_parts(load))
        if parts:
            feed_id = load.feed.id
            key = key_of(RuleKind.FEED_OVER, ObjectKind.FEED, feed_id)
            where = gathering.where
            judge_limits(gathering, key, load.feed.name, parts, partial(where.of_feed, feed_id))


def _feed_parts(load: FeedLoad) -> Iterable[LimitedPart]:
    feed = load.feed
    if not load.inlet_target_ids and load.meter_target_id is None:
        # Nobody measures it any more: an alert of it would stand for ever.
        return
    if load.basis is not Basis.MODELLED:
        where_va = f"{abs(feed.voltage_v)} V × {feed.amperage_a} A" + (" × 1.732" if feed.phase is Phase.THREE else "")
        source = f"{where_va} × {feed.max_utilization_pct} %"
        yield LimitedPart("", load.apparent_power, load.available_power_va, "apparent power", source)
    for leg in load.legs:
        source = f"{feed.amperage_a} A × {feed.max_utilization_pct} %"
        has_figure = load.legs_basis is not Basis.NOTHING
        yield LimitedPart(leg.name, leg.current, leg.limit_a, f"{leg.name} current", source, 1, has_figure)


def judge_areas(gathering: Gathering) -> None:
    """Racks and panels against all their feeds together, panels also against their own rating."""
    view, where = gathering.view, gathering.where
    for rack in view.racks.values():
        if rack.feed_ids:
            key = key_of(RuleKind.RACK_OVER, ObjectKind.RACK, rack.id)
            judge_limits(gathering, key, rack.name, (_area_part(rack),), partial(where.of_rack, rack.id))
    for panel in view.panels.values():
        if panel.feed_ids:
            key = key_of(RuleKind.PANEL_OVER, ObjectKind.PANEL, panel.id)
            loads = [view.feeds[feed_id] for feed_id in panel.feed_ids]
            rated_a = view.graph.panels[panel.id].rated_current_a
            legs = tuple(_panel_legs(loads, rated_a)) if rated_a else ()
            parts = (_area_part(panel), *legs)
            judge_limits(gathering, key, panel.name, parts, partial(where.of_panel, panel.id))


def _area_part(area: AreaLoad) -> LimitedPart:
    source = f"available power of its {len(area.feed_ids)} feeds"
    apparent = area.apparent
    return LimitedPart("", apparent.total, area.available_power_va, "apparent power", source, summed=apparent)


def _panel_legs(loads: Iterable[FeedLoad], rated_a: float) -> Iterable[LimitedPart]:
    """Each leg's current over all feeds; only where each feed tells its legs apart."""
    told = [load for load in loads if load.modelled is not None]
    if not told or any(load.feed.phase is not Phase.THREE or len(load.legs) != 3 for load in told):
        return
    for position, name in enumerate(("L1", "L2", "L3")):
        current = summed(Quantity.CURRENT, [load.legs[position].current for load in told])
        source = f"the panel's rating {rated_a:g} A"
        yield LimitedPart(name, current.total, rated_a, f"{name} current", source, 1, summed=current)


def judge_pdus(gathering: Gathering) -> None:
    """PDUs, their inlets and their branches against what the device itself says that they are rated for."""
    for target in gathering.view.targets.values():
        _judge_ratings(gathering, target)
        for subject in target.subjects:
            kind = subject.description.kind
            if kind is SubjectKind.BRANCH:
                _judge_branch(gathering, target, subject)
            elif kind in _INLETS:
                _judge_inlet(gathering, target, subject)


def _judge_ratings(gathering: Gathering, target: MeasuredTarget) -> None:
    """The unit's power against its rated power; of a chain each unit is a part."""
    units = target.of_kind(SubjectKind.UNIT)
    parts = []
    for unit in units:
        name = unit.description.label or unit.description.key if len(units) > 1 else ""
        for of_load, of_rating, words in (
            (Quantity.ACTIVE_POWER, Quantity.RATED_POWER, "active power"),
            (Quantity.APPARENT_POWER, Quantity.RATED_APPARENT_POWER, "apparent power"),
        ):
            limit = _rating(unit, of_rating)
            if limit:
                source = f"its own {of_rating.key.rsplit('_', 1)[0].replace('_', ' ')}"
                parts.append(LimitedPart(name, unit.get(of_load), limit, words, source))
    if parts:
        key = key_of(RuleKind.PDU_OVER, ObjectKind.TARGET, target.id)
        judge_limits(gathering, key, target.name, parts, partial(gathering.where.of_target, target.id))


def _judge_inlet(gathering: Gathering, target: MeasuredTarget, inlet: MeasuredSubject) -> None:
    """Each conductor's current against the inlet's rated current, its own where it has one."""
    of_inlet = _rating(inlet, Quantity.RATED_CURRENT)
    conductors = [
        subject
        for kind in _CONDUCTORS
        for subject in target.of_kind(kind)
        if subject.description.unit == inlet.description.unit and subject.description.leg is not Leg.NEUTRAL
    ]
    parts = []
    for subject in conductors or [inlet]:
        limit = _rating(subject, Quantity.RATED_CURRENT) or of_inlet
        reading = subject.get(Quantity.CURRENT)
        if limit and reading.quality is not Quality.UNSUPPORTED:
            name = _conductor(subject) if conductors else ""
            words = f"{name} current".strip()
            parts.append(LimitedPart(name, reading, limit, words, "its own rated current", 1, _is_told(reading)))
    if parts:
        key = key_of(RuleKind.INLET_OVER, ObjectKind.INLET, inlet.id)
        name = target.name if len(target.of_kind(inlet.description.kind)) == 1 else _named(target, inlet)
        places = partial(gathering.where.of_part, target.id, ObjectKind.INLET, inlet)
        judge_limits(gathering, key, name, parts, places)


def _judge_branch(gathering: Gathering, target: MeasuredTarget, branch: MeasuredSubject) -> None:
    limit = _rating(branch, Quantity.RATED_CURRENT)
    reading = branch.get(Quantity.CURRENT)
    if not limit:
        return
    key = key_of(RuleKind.BRANCH_OVER, ObjectKind.BRANCH, branch.id)
    part = LimitedPart("", reading, limit, "current", "the branch's own rated current", 1, _is_told(reading))
    places = partial(gathering.where.of_part, target.id, ObjectKind.BRANCH, branch)
    judge_limits(gathering, key, _named(target, branch), (part,), places)


def _rating(subject: MeasuredSubject, quantity: Quantity) -> float | None:
    """What the device says of itself; None where it says nothing, or nothing that can be."""
    reading = subject.get(quantity)
    return reading.value if reading.value and reading.quality is not Quality.IMPLAUSIBLE else None


def _is_told(reading: Reading) -> bool:
    return reading.quality is not Quality.UNSUPPORTED


def _conductor(subject: MeasuredSubject) -> str:
    leg = subject.description.leg
    return {Leg.A: "L1", Leg.B: "L2", Leg.C: "L3"}.get(leg, "") if leg else subject.description.label


def _named(target: MeasuredTarget, subject: MeasuredSubject) -> str:
    return f"{target.name} {subject.description.kind.value} {subject.description.label or subject.description.key}"
