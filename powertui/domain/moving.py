"""Where to look for what moved first: the metered outlets beneath what an alert is about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from powertui.domain.alerts import Alert, FirstMover, ObjectKind, RuleKind
from powertui.domain.choices import FeedLeg
from powertui.domain.plant import PlantView
from powertui.domain.rollup import FeedLoad, OutletLoad
from powertui.domain.rules.catalogue import LOAD_RULES

MOST_CANDIDATES = 600
"""Histories that are read for one alert at most; of a greater object only its PDUs' inlets are asked."""

_LEG_OF = {"L1": FeedLeg.A, "L2": FeedLeg.B, "L3": FeedLeg.C}
_RISING = frozenset(
    {
        *LOAD_RULES,
        RuleKind.PEER_LOSS_OVERLOAD,
        RuleKind.IMBALANCE,
        RuleKind.DEVICE_OVERLOAD,
        RuleKind.OUTLET_OVER_MAXIMUM,
        RuleKind.UNMODELLED_LOAD,
    }
)


class Direction(Enum):
    """Which way what is looked for went."""

    RISE = 1
    FALL = -1


@dataclass(frozen=True, slots=True)
class Search:
    """Whose histories to compare, by subject, with what to call them."""

    direction: Direction
    names: dict[int, str]


def search_for(view: PlantView, alert: Alert) -> Search | None:
    """Where to look; None where no load moved, or nothing beneath is metered."""
    key = alert.finding.key
    if key.rule is RuleKind.CORD_DEAD:
        names = {
            load.subject.id: outlet_name(view, target_id, load)
            for target_id, loads in view.outlets_of_target.items()
            for load in loads
            if load.subject is not None
            and load.load_device is not None
            and load.load_device.id == key.object_id
            and load.load_port is not None
            and load.load_port.name == alert.finding.part
        }
        return Search(Direction.FALL, names) if names else None
    if key.rule not in _RISING:
        return None
    names = dict(_risers(view, alert))
    if not names or len(names) > MOST_CANDIDATES:
        names = dict(_inlets(view, alert))
    return Search(Direction.RISE, names) if 0 < len(names) <= MOST_CANDIDATES else None


def sign_of_life(view: PlantView, alert: Alert) -> FirstMover | None:
    """Of what went silent or restarted: the moment that it is about."""
    key = alert.finding.key
    target = view.targets.get(key.object_id) if key.object_kind is ObjectKind.TARGET else None
    if key.rule in {RuleKind.PDU_SILENT, RuleKind.TELEMETRY_STALE} and target and target.sampled_at_s is not None:
        return FirstMover(f"{target.name} last answered at", target.sampled_at_s)
    if key.rule is RuleKind.PDU_REBOOTED and target and target.rebooted_at_s is not None:
        return FirstMover(f"{target.name} started again at", target.rebooted_at_s)
    if key.rule in {RuleKind.PANEL_DARK, RuleKind.FEED_DARK}:
        is_panel = key.object_kind is ObjectKind.PANEL
        feed_ids = [feed.id for feed in view.graph.feeds_of_panel(key.object_id)] if is_panel else [key.object_id]
        below = {
            target_id
            for feed_id in feed_ids
            if feed_id in view.feeds
            for target_id in view.feeds[feed_id].inlet_target_ids
        }
        last = [
            (one.sampled_at_s, one.name)
            for target_id in below
            if (one := view.targets[target_id]).sampled_at_s is not None
        ]
        if last:
            at_s, name = min((at_s, name) for at_s, name in last if at_s is not None)
            return FirstMover(f"{name} was the first to fall silent: it last answered at", at_s)
    return None


def outlet_name(view: PlantView, target_id: int, load: OutletLoad) -> str:
    """What is plugged in and where: `srv-gpu03 PSU1 on pdu-r14-a outlet 3`."""
    where = f"{view.targets[target_id].name} outlet {load.number}"
    if load.load_device is None:
        return where
    plug = f"{load.load_device.name} {load.load_port.name if load.load_port else ''}".strip()
    return f"{plug} on {where}"


def _risers(view: PlantView, alert: Alert) -> Iterator[tuple[int, str]]:
    key, leg = alert.finding.key, _LEG_OF.get(alert.finding.part)
    if key.object_kind in {ObjectKind.FEED, ObjectKind.RACK, ObjectKind.PANEL}:
        for feed in _feeds(view, alert):
            inlets = {port.id for port in view.graph.inlets_of_feed(feed.feed.id)}
            for target_id in feed.inlet_target_ids:
                yield from _outlets(view, target_id, leg if key.object_kind is ObjectKind.FEED else None, inlets)
        return
    for target_id, subject_id in _parts(view, alert):
        for load in view.outlets_of_target.get(target_id, ()):
            if load.subject is None:
                continue
            if key.object_kind is ObjectKind.BRANCH and not _is_on_branch(view, target_id, subject_id, load):
                continue
            if key.object_kind is ObjectKind.OUTLET and load.subject.id != subject_id:
                continue
            yield load.subject.id, outlet_name(view, target_id, load)


def _outlets(view: PlantView, target_id: int, leg: FeedLeg | None, inlets: set[int]) -> Iterator[tuple[int, str]]:
    for load in view.outlets_of_target.get(target_id, ()):
        is_below = load.outlet is None or load.outlet.power_port_id in inlets
        # An outlet whose leg nobody knows may be on any.
        if load.subject is not None and is_below and (leg is None or load.leg in {leg, None}):
            yield load.subject.id, outlet_name(view, target_id, load)


def _parts(view: PlantView, alert: Alert) -> Iterator[tuple[int, int]]:
    """The polled device that an alert is about or that it is about a part of, and the part."""
    key = alert.finding.key
    for place in alert.finding.places:
        if place.kind is ObjectKind.TARGET and place.id in view.targets:
            yield place.id, key.object_id
            return


def _is_on_branch(view: PlantView, target_id: int, branch_id: int, load: OutletLoad) -> bool:
    branch = next((one for one in view.targets[target_id].subjects if one.id == branch_id), None)
    return branch is not None and load.subject is not None and load.subject.description.branch == branch.description.key


def _feeds(view: PlantView, alert: Alert) -> Iterable[FeedLoad]:
    key = alert.finding.key
    if key.object_kind is ObjectKind.FEED:
        load = view.feeds.get(key.object_id)
        return () if load is None else (load,)
    areas = view.racks if key.object_kind is ObjectKind.RACK else view.panels
    area = areas.get(key.object_id)
    return () if area is None else tuple(view.feeds[feed_id] for feed_id in area.feed_ids)


def _inlets(view: PlantView, alert: Alert) -> Iterator[tuple[int, str]]:
    """The PDUs as a whole: where no outlet is metered, or there are too many."""
    for load in _feeds(view, alert):
        inlets = frozenset(load.inlet_subject_ids)
        for target_id in load.inlet_target_ids:
            target = view.targets[target_id]
            for subject in target.subjects:
                if subject.id in inlets:
                    yield subject.id, f"{target.name} on feed {load.feed.name}"
