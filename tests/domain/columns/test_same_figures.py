"""The columns and the objects give the same figures of the same readings."""

import math

import numpy as np
from hypothesis import given, settings

from powertui.domain.assemble import assemble_view
from powertui.domain.columns.arrays import NOWHERE
from powertui.domain.columns.loads import BASES, Amounts, AreaLoads, PlantLoads
from powertui.domain.columns.places import LEGS, AreaPlaces, Places
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.plant import STALE_AFTER_INTERVALS, PlantView
from powertui.domain.reading import Leg, Quality, Reading
from powertui.domain.rollup import AreaLoad, Basis, FeedLoad, PanelMeter
from powertui.domain.summed import Coverage
from tests.domain.columns.plants_at_random import INTERVAL_S, NOW_S, POLLER, RandomPlant, random_plants


def rolled_up(columns: PlantColumns, now_s: float = NOW_S, interval_s: float = INTERVAL_S) -> PlantLoads:
    return columns.roll_up(columns.judged(now_s, STALE_AFTER_INTERVALS * interval_s), now_s)


def assert_same(amounts: Amounts, row: int, reading: Reading) -> None:
    if reading.value is None:
        assert math.isnan(amounts.value[row])
        assert amounts.quality[row] >= Quality.MISSING
        return
    assert math.isclose(amounts.value[row], reading.value, rel_tol=1e-12, abs_tol=1e-9)
    assert amounts.quality[row] == reading.quality
    moment = amounts.sampled_at_s[row]
    assert math.isnan(moment) if reading.sampled_at_s is None else moment == reading.sampled_at_s


def assert_same_view(view: PlantView, places: Places, loads: PlantLoads, first_outlets: dict[int, int]) -> None:
    for feed_id, load in view.feeds.items():
        assert_same_feed(load, places, loads, places.feeds.row_of[feed_id])
    for target_id, outlets in view.outlets_of_target.items():
        for row, outlet in enumerate(outlets, start=first_outlets[target_id]):
            assert places.outlets.ids[row] == (outlet.outlet.id if outlet.outlet else NOWHERE)
            assert places.outlets.subject_ids[row] == (outlet.subject.id if outlet.subject else NOWHERE)
            assert places.outlets.load_device_ids[row] == (outlet.load_device.id if outlet.load_device else NOWHERE)
            if BASES[loads.outlets.basis[row]] is Basis.MODELLED:
                assert outlet.active_power.value is None
                assert outlet.modelled is not None
                assert loads.outlets.active_power.value[row] == outlet.modelled.allocated_w
                continue
            assert_same(loads.outlets.active_power, row, outlet.active_power)
            assert_same(loads.outlets.current, row, outlet.current)
            assert_same(loads.outlet_power_factor, row, outlet.power_factor)
            if outlet.apparent_power.value is not None:
                assert_same(loads.outlets.apparent_power, row, outlet.apparent_power)
            if outlet.leg is not None:
                assert LEGS[places.outlets.leg[row]] is Leg(outlet.leg.value)
    for found, area_places, areas in (
        (loads.panels, places.panels, view.panels),
        (loads.racks, places.racks, view.racks),
        (loads.locations, places.locations, view.locations),
        (loads.sites, places.sites, view.sites),
    ):
        for area_id, area in areas.items():
            assert_same_area(area, found, area_places, area_places.row_of[area_id])


def assert_same_feed(load: FeedLoad, places: Places, loads: PlantLoads, row: int) -> None:
    assert places.feeds.available_va[row] == load.available_power_va
    assert tuple(PanelMeter)[loads.panel_meter[row]] is load.panel_meter
    basis = BASES[loads.feeds.basis[row]]
    if basis is Basis.MODELLED:
        assert load.active_power.value is None
        assert load.apparent_power.value is None
        assert load.modelled is not None
        assert loads.feeds.apparent_power.value[row] == load.modelled.allocated_w > 0
        assert loads.feeds.apparent_power.quality[row] == Quality.ESTIMATED
    else:
        if load.active_power.value is not None or load.apparent_power.value is not None:
            assert basis is load.basis
        assert_same(loads.feeds.active_power, row, load.active_power)
        assert_same(loads.feeds.apparent_power, row, load.apparent_power)
    first = int(places.feeds.first_leg[row])
    assert places.feeds.leg_count[row] == len(load.legs)
    for leg_row, leg in enumerate(load.legs, start=first):
        legs = loads.legs
        assert_same(legs.loads.current, leg_row, leg.current)
        assert_same(legs.voltage, leg_row, leg.voltage)
        assert_same(legs.power_factor, leg_row, leg.power_factor)
        assert places.legs.limit_a[leg_row] == leg.limit_a
        if BASES[legs.loads.basis[leg_row]] is not Basis.MODELLED:
            assert_same(legs.loads.active_power, leg_row, leg.active_power)
            assert_same(legs.loads.apparent_power, leg_row, leg.apparent_power)


def assert_same_area(area: AreaLoad, found: AreaLoads, places: AreaPlaces, row: int) -> None:
    assert_same(found.measured_active_power, row, area.active_power)
    assert_same(found.measured_apparent_power, row, area.apparent_power)
    assert places.available_va[row] == area.available_power_va
    assert places.allocated_w[row] == area.modelled_allocated_w
    coverage = found.loads.coverage
    counts = (coverage.measured[row], coverage.estimated[row], coverage.stale[row], coverage.missing[row])
    assert sum(counts) == area.coverage.count
    assert_same(found.least_active_power, row, area.active.least)
    assert_same(found.least_apparent_power, row, area.apparent.least)
    of_measured = found.measured_coverage
    measured, estimated = int(of_measured.measured[row]), int(of_measured.estimated[row])
    assert Coverage(measured, estimated, int(of_measured.stale[row]), int(of_measured.missing[row])) == area.coverage


@settings(max_examples=150, deadline=None)
@given(random_plants())
def test_columns_and_objects_give_the_same_figures(plant: RandomPlant) -> None:
    view = assemble_view(graph=plant.graph, targets=plant.measured(), alerts=(), poller=POLLER, now_s=NOW_S)
    columns = plant.columns()
    loads = rolled_up(columns)
    rows = columns.places.targets.row_of
    first_outlets = {target_id: columns.compiled.outlets.first_of_target[row] for target_id, row in rows.items()}
    assert_same_view(view, columns.places, loads, first_outlets)


@settings(max_examples=50, deadline=None)
@given(random_plants())
def test_nothing_missing_is_ever_zero(plant: RandomPlant) -> None:
    loads = rolled_up(plant.columns())
    for kind in (loads.outlets, loads.branches, loads.inlets, loads.feeds, loads.legs.loads, loads.inlet_legs.loads):
        for amounts in (kind.active_power, kind.apparent_power, kind.current):
            assert (np.isnan(amounts.value) == (amounts.quality >= Quality.MISSING) & (amounts.quality != 5)).all()
