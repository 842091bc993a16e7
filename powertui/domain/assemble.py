"""From a model and what was measured to a PlantView: the one computation behind evaluation, screens and commands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from powertui.domain.alerts import Alert
from powertui.domain.feed_load import feed_load
from powertui.domain.graph import PowerGraph, SortKey
from powertui.domain.inlet_parts import on_active_source
from powertui.domain.measured import MeasuredSubject, MeasuredTarget, chains_of
from powertui.domain.natural import natural_key
from powertui.domain.outlet_load import dead_cord_outlets, outlet_loads
from powertui.domain.panel_meter import feed_circuits
from powertui.domain.plant import STALE_AFTER_INTERVALS, PlantView, PollerHealth
from powertui.domain.reading import Quantity
from powertui.domain.rollup import AreaKind, AreaLoad, Basis, FeedLoad, OutletFinding, OutletLoad
from powertui.domain.summed import summed
from powertui.domain.topology import Location, PowerPanel, Rack, Site

_AreaT = TypeVar("_AreaT", Site, Location, PowerPanel, Rack)
Area = Site | Location | PowerPanel | Rack


def assemble_view(
    *,
    graph: PowerGraph,
    targets: Iterable[MeasuredTarget],
    alerts: Sequence[Alert],
    poller: PollerHealth,
    now_s: float,
    revision: int = 0,
    model_revision: int = 0,
) -> PlantView:
    """Roll everything up as of `now_s`; readings that are too old are marked stale before anything adds them up."""
    by_id = {target.id: target for target in sorted(targets, key=lambda target: natural_key(target.name))}
    judged = {
        target_id: on_active_source(judge_age(target, now_s, poller.interval_s)) for target_id, target in by_id.items()
    }
    target_of_device = {
        device.id: target
        for target in judged.values()
        if target.device_id is not None
        for device in graph.kept(chains_of).devices(graph, target.device_id)
    }
    outlets = {target.id: outlet_loads(graph, target) for target in judged.values()}
    dead = dead_cord_outlets(outlets.values())
    outlets = {target_id: _mark_dead(loads, dead) for target_id, loads in outlets.items()}
    circuits = feed_circuits(graph, judged.values())
    feeds = {
        feed.id: feed_load(graph, feed, target_of_device, outlets, circuits.get(feed.id))
        for feed in graph.feeds.values()
    }
    feeds = dict(sorted(feeds.items(), key=lambda item: _feed_key(item[1])))
    return PlantView(
        revision=revision,
        model_revision=model_revision,
        now_s=now_s,
        graph=graph,
        targets=judged,
        target_of_device={one.device_id: one.id for one in judged.values() if one.device_id is not None},
        feeds=feeds,
        outlets_of_target=outlets,
        panels=_areas(AreaKind.PANEL, graph.panels, feeds, lambda load: (load.panel.id,)),
        racks=_areas(AreaKind.RACK, graph.racks, feeds, lambda load: (load.rack.id,) if load.rack else ()),
        locations=_areas(AreaKind.LOCATION, graph.locations, feeds, lambda load: _locations(graph, load)),
        sites=_areas(AreaKind.SITE, graph.sites, feeds, lambda load: (load.panel.site_id,)),
        alerts=tuple(alerts),
        poller=poller,
    )


def judge_age(target: MeasuredTarget, now_s: float, interval_s: float) -> MeasuredTarget:
    """The same target with its readings judged as of now."""
    stale_after_s = STALE_AFTER_INTERVALS * interval_s
    if target.sampled_at_s is None or now_s - target.sampled_at_s <= stale_after_s:
        return target
    return replace(
        target,
        subjects=tuple(
            MeasuredSubject(
                subject.id,
                subject.description,
                tuple(reading.as_of(now_s, stale_after_s) for reading in subject.readings),
                subject.binding,
            )
            for subject in target.subjects
        ),
    )


def _mark_dead(loads: tuple[OutletLoad, ...], dead: frozenset[int]) -> tuple[OutletLoad, ...]:
    return tuple(
        replace(load, finding=OutletFinding.CORD_DEAD) if load.outlet and load.outlet.id in dead else load
        for load in loads
    )


def has_dead_cord(view: PlantView) -> bool:
    """Whether any cord was found dead."""
    return any(load.finding is OutletFinding.CORD_DEAD for loads in view.outlets_of_target.values() for load in loads)


def with_standby(view: PlantView, standby: AbstractSet[int]) -> PlantView:
    """The same view where cords that were found dead are called standby where they are: power ports in `standby`."""
    if not standby:
        return view

    def called(load: OutletLoad) -> OutletLoad:
        is_standby = load.finding is OutletFinding.CORD_DEAD and load.load_port and load.load_port.id in standby
        return replace(load, finding=OutletFinding.STANDBY) if is_standby else load

    outlets = {
        target_id: tuple(map(called, loads)) if any(one.finding is OutletFinding.CORD_DEAD for one in loads) else loads
        for target_id, loads in view.outlets_of_target.items()
    }
    return replace(view, outlets_of_target=outlets)


def _areas(
    kind: AreaKind,
    objects: Mapping[int, _AreaT],
    feeds: Mapping[int, FeedLoad],
    areas_of: Callable[[FeedLoad], Sequence[int]],
) -> dict[int, AreaLoad]:
    members: dict[int, list[FeedLoad]] = {object_id: [] for object_id in objects}
    for load in feeds.values():
        for area_id in areas_of(load):
            members[area_id].append(load)
    ordered = sorted(objects.values(), key=lambda item: natural_key(item.name))
    return {item.id: area_load(kind, item, members[item.id]) for item in ordered}


def area_load(kind: AreaKind, item: Area, loads: Sequence[FeedLoad]) -> AreaLoad:
    """What some feeds add up to."""
    # A feed without any cable draws nothing and measures nothing: it adds capacity, and is not missing.
    cabled = [load for load in loads if load.modelled is not None]
    return AreaLoad(
        kind=kind,
        id=item.id,
        name=item.name,
        active=summed(Quantity.ACTIVE_POWER, [load.active_power for load in cabled]),
        apparent=summed(Quantity.APPARENT_POWER, [load.apparent_power for load in cabled]),
        available_power_va=sum(load.available_power_va for load in loads),
        modelled_allocated_w=sum(load.modelled.allocated_w for load in cabled if load.modelled),
        feed_ids=tuple(load.feed.id for load in loads),
        unmeasured_allocated_w=sum(
            load.modelled.allocated_w for load in cabled if load.modelled and load.basis is Basis.NOTHING
        ),
    )


def _locations(graph: PowerGraph, load: FeedLoad) -> tuple[int, ...]:
    """The panel's location and all above it."""
    found: list[int] = []
    location_id = load.panel.location_id
    while location_id is not None and location_id not in found:
        found.append(location_id)
        location_id = graph.locations[location_id].parent_id
    return tuple(found)


def _feed_key(load: FeedLoad) -> SortKey:
    return (natural_key(load.panel.name), natural_key(load.feed.name), load.feed.id)
