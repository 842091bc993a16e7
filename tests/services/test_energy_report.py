"""Energy of known loads, through the real stores on each engine: what is reported is what flowed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from math import pi, sin
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, delete

from powertui.domain.choices import TerminationKind
from powertui.domain.energy_groups import Grouping, counted_once, energy_groups
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.energy_report import Billing
from powertui.domain.history import DAY_S
from powertui.domain.periods import Period, month, settled, span
from powertui.domain.reading import SubjectKind
from powertui.domain.rollup import Basis
from powertui.domain.tariffs import Tariff, rounded, tariff_of_quarters, tariff_plan
from powertui.domain.topology import (
    Cable,
    Device,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
    Termination,
    Topology,
)
from powertui.services.energy_report import energy_report
from powertui.services.live import LivePlant
from powertui.services.upkeep import Upkeep
from powertui.storage import schema
from powertui.storage.engine import open_database, writing
from tests.clocks import StillClock
from tests.services.metered_plant import POWER_ONLY, Meter, MeteredPlant, Power, energy_kwh

FEED, PORT, OUTLET = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET
MIDNIGHT_S = 20_759 * DAY_S
"""2026-11-02T00:00Z, a Monday."""
INTERVAL_S = 300


def _cable(number: int, a: tuple[TerminationKind, int], b: tuple[TerminationKind, int]) -> Cable:
    return Cable(number, (Termination(*a),), (Termination(*b),))


TOPOLOGY = Topology(
    tenants=(Tenant(1, "acme", "acme"),),
    sites=(Site(1, "ams1", "ams1"),),
    locations=(Location(1, 1, "Hall 1", "hall-1"),),
    racks=(Rack(1, 1, "R01", location_id=1), Rack(2, 1, "R02", location_id=1, tenant_id=1)),
    power_panels=(
        PowerPanel(1, 1, "P-A"),
        PowerPanel(2, 1, "P-B"),
        PowerPanel(3, 1, "RPP-A", fed_by_feed_id=4),
    ),
    power_feeds=(
        PowerFeed(1, 3, "A1", rack_id=1),
        PowerFeed(2, 2, "B1", rack_id=1),
        PowerFeed(3, 3, "A2", rack_id=2),
        PowerFeed(4, 1, "to RPP-A"),
    ),
    devices=(
        Device(1, 1, "pdu-a", "pdu", rack_id=1),
        Device(2, 1, "pdu-b", "pdu", rack_id=1),
        Device(3, 1, "srv-1", "server", rack_id=1),
        Device(4, 1, "srv-2", "server", rack_id=1, tenant_id=1),
        Device(5, 1, "pdu-c", "pdu", rack_id=2),
        Device(6, 1, "srv-3", "server", rack_id=2),
    ),
    power_ports=(
        PowerPort(1, 1, "Inlet"),
        PowerPort(2, 2, "Inlet"),
        PowerPort(3, 3, "PSU1"),
        PowerPort(4, 3, "PSU2"),
        PowerPort(5, 4, "PSU1"),
        PowerPort(6, 5, "Inlet"),
        PowerPort(7, 6, "PSU1"),
    ),
    power_outlets=(
        PowerOutlet(1, 1, "1", power_port_id=1),
        PowerOutlet(2, 1, "2", power_port_id=1),
        PowerOutlet(3, 2, "1", power_port_id=2),
        PowerOutlet(4, 5, "1", power_port_id=6),
    ),
    cables=(
        _cable(1, (FEED, 1), (PORT, 1)),
        _cable(2, (FEED, 2), (PORT, 2)),
        _cable(3, (FEED, 3), (PORT, 6)),
        _cable(4, (OUTLET, 1), (PORT, 3)),
        _cable(5, (OUTLET, 3), (PORT, 4)),
        _cable(6, (OUTLET, 2), (PORT, 5)),
        _cable(7, (OUTLET, 4), (PORT, 7)),
    ),
)


def wave(base_w: float, swing_w: float) -> Power:
    """More by day than by night, constant over each quarter of an hour."""
    return lambda at_s: round(base_w + swing_w * sin(2 * pi * (at_s // 900 * 900 % DAY_S) / DAY_S))


SRV_1A, SRV_1B, SRV_2, SRV_3 = wave(400, 100), wave(350, 50), wave(200, 0), wave(1500, 400)


def pdu_a(at_s: int) -> float:
    return SRV_1A(at_s) + SRV_2(at_s) + 10


def meters() -> dict[int, tuple[Meter, ...]]:
    """Of the PDUs: A and C count energy everywhere, B's outlet measures power alone."""
    unit, outlet = SubjectKind.UNIT, SubjectKind.OUTLET
    return {
        1: (Meter(unit, "1", pdu_a), Meter(outlet, "1", SRV_1A), Meter(outlet, "2", SRV_2)),
        2: (Meter(unit, "1", SRV_1B), Meter(outlet, "1", SRV_1B, quantities=POWER_ONLY)),
        5: (Meter(unit, "1", SRV_3), Meter(outlet, "1", SRV_3)),
    }


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url, create=True)
    yield engine
    engine.dispose()


@pytest.fixture
def plant(database: Engine) -> MeteredPlant:
    return MeteredPlant(database, TOPOLOGY, meters())


def whole_days(count: int) -> Period:
    since_s = MIDNIGHT_S + DAY_S
    return Period(since_s, since_s + count * DAY_S, since_s + count * DAY_S)


def polled(plant: MeteredPlant, days: int) -> Period:
    """A day before the period, the period, some hours after; packed but for the last."""
    period = whole_days(days)
    plant.poll(MIDNIGHT_S, period.until_s + 7200)
    plant.keep_up(period.until_s + 7200)
    return period


def kwh(power: Power, period: Period, *, late_s: int = INTERVAL_S) -> float:
    """What a counter rises by between the polls before a period's ends."""
    whole = energy_kwh(power, period.since_s, period.until_s)
    return whole + (power(period.since_s - late_s) - power(period.until_s - late_s)) * late_s / 3.6e6


def test_each_row_is_what_flowed_and_the_total_counts_nothing_twice(plant: MeteredPlant) -> None:
    period = polled(plant, 2)
    feeds = plant.report(Grouping.FEED, period)
    found = {row.name: row for row in feeds.rows}
    for name, power in (("A1", pdu_a), ("B1", SRV_1B), ("A2", SRV_3)):
        row = found[name]
        assert row.energy_wh is not None
        assert row.energy_wh / 1000 == pytest.approx(kwh(power, period), abs=0.003)
        assert (row.coverage, row.estimated_wh, row.bases) == (1.0, 0, (Basis.INLET,))
    racks = plant.report(Grouping.RACK, period)
    assert {row.name: row.energy_wh for row in racks.rows} == {
        "R01": (found["A1"].energy_wh or 0) + (found["B1"].energy_wh or 0),
        "R02": found["A2"].energy_wh,
    }
    assert racks.total.energy_wh == feeds.total.energy_wh == sum(row.energy_wh or 0 for row in feeds.rows)
    (site,) = plant.report(Grouping.SITE, period).rows
    assert site.energy_wh == feeds.total.energy_wh
    panels = plant.rows(Grouping.PANEL, period)
    assert set(panels) == {"P-B", "RPP-A"}, "the feeder of RPP-A has no meter, and nothing cabled"


def test_means_and_peaks_are_those_of_the_quarters_sums(plant: MeteredPlant) -> None:
    period = polled(plant, 1)
    row = plant.rows(Grouping.RACK, period)["R01"]
    quarters = {start_s: pdu_a(start_s) + SRV_1B(start_s) for start_s in range(period.since_s, period.until_s, 900)}
    assert row.peak_w == pytest.approx(max(quarters.values()))
    assert row.peak_at_s is not None
    assert quarters[row.peak_at_s] == max(quarters.values())
    assert row.mean_w == pytest.approx(sum(quarters.values()) / len(quarters))


def test_devices_are_their_outlets_and_power_without_a_counter_is_an_estimate(plant: MeteredPlant) -> None:
    period = polled(plant, 1)
    found = plant.rows(Grouping.DEVICE, period)
    assert set(found) == {"srv-1", "srv-2", "srv-3"}, "PDUs hand on what they get"
    row = found["srv-1"]
    assert row.energy_wh is not None
    assert row.estimated_wh / 1000 == pytest.approx(energy_kwh(SRV_1B, period.since_s, period.until_s), abs=0.001)
    assert (row.energy_wh - row.estimated_wh) / 1000 == pytest.approx(kwh(SRV_1A, period), abs=0.003)
    assert found["srv-2"].estimated_wh == 0


def test_a_tenant_has_its_feeds_whole_and_elsewhere_its_devices(plant: MeteredPlant) -> None:
    period = polled(plant, 1)
    tenants = plant.rows(Grouping.TENANT, period)
    feeds, devices = plant.rows(Grouping.FEED, period), plant.rows(Grouping.DEVICE, period)
    assert tenants["acme"].energy_wh == (feeds["A2"].energy_wh or 0) + (devices["srv-2"].energy_wh or 0)
    assert tenants["no tenant"].energy_wh == devices["srv-1"].energy_wh


def test_a_panels_own_meter_goes_before_and_what_it_supplies_is_not_counted_again(database: Engine) -> None:
    feeder = Meter(SubjectKind.BRANCH, "to RPP-A", lambda at_s: pdu_a(at_s) + SRV_3(at_s) + 50)
    of_a1 = Meter(SubjectKind.BRANCH, "A1", lambda at_s: pdu_a(at_s) + 5)
    plant = MeteredPlant(database, TOPOLOGY, {**meters(), 101: (feeder,), 103: (of_a1,)})
    period = polled(plant, 1)
    feeds = plant.report(Grouping.FEED, period)
    found = {row.name: row for row in feeds.rows}
    assert found["A1"].bases == found["to RPP-A"].bases == (Basis.PANEL_METER,)
    assert (found["A1"].energy_wh or 0) / 1000 == pytest.approx(kwh(of_a1.power, period), abs=0.003)
    assert found["A2"].bases == (Basis.INLET,)
    assert feeds.total.energy_wh == (found["to RPP-A"].energy_wh or 0) + (found["B1"].energy_wh or 0)
    (site,) = plant.report(Grouping.SITE, period).rows
    assert site.energy_wh == feeds.total.energy_wh
    racks = plant.report(Grouping.RACK, period)
    assert racks.total.energy_wh == sum(row.energy_wh or 0 for row in racks.rows), "no rack has the feeder in it"


def test_a_panel_meter_that_was_silent_for_long_leaves_the_word_to_the_pdu(database: Engine) -> None:
    of_a1 = Meter(SubjectKind.BRANCH, "A1", lambda at_s: pdu_a(at_s) + 5)
    period = whole_days(1)
    plant = MeteredPlant(database, TOPOLOGY, {**meters(), 103: (of_a1,)})
    plant.is_silent = lambda target, slot_s: target == 103 and slot_s < period.since_s + DAY_S // 2
    row = (polled(plant, 1), plant.rows(Grouping.FEED, period)["A1"])[1]
    assert (row.bases, row.coverage) == ((Basis.INLET,), 1.0)


def test_a_counter_that_is_set_back_loses_no_more_than_one_interval(plant: MeteredPlant) -> None:
    period = whole_days(2)
    for at_s, value_wh in ((period.since_s + 30_000, 0), (period.since_s + DAY_S + 1800, 7)):
        plant.meters[5][0].reset_at_s = {**plant.meters[5][0].reset_at_s, at_s: value_wh}
    polled(plant, 2)
    row = plant.rows(Grouping.FEED, period)["A2"]
    short_kwh = kwh(SRV_3, period) - (row.energy_wh or 0) / 1000
    assert 0 <= short_kwh <= 2 * 1900 * INTERVAL_S / 3.6e6 + 0.003
    assert row.coverage == 1.0


@pytest.mark.parametrize("value_wh", [70_000_000, 120])
def test_another_device_in_its_place_counts_from_its_own_counter_on(plant: MeteredPlant, value_wh: int) -> None:
    """It has counted more, or less, in its life; two hours pass until it answers."""
    period = whole_days(2)
    away_s, back_s = period.since_s + 30_000, period.since_s + 37_200
    plant.meters[5][0].reset_at_s = {back_s: value_wh}
    plant.is_silent = lambda target, slot_s: target == 5 and away_s <= slot_s < back_s
    polled(plant, 2)
    row = plant.rows(Grouping.FEED, period)["A2"]
    flowed = kwh(SRV_3, period)
    gap = energy_kwh(SRV_3, away_s // 900 * 900, back_s // 900 * 900)
    # What flowed while nobody read it is not known, and not made up.
    assert flowed - gap - 0.7 <= (row.energy_wh or 0) / 1000 <= flowed - gap + 0.7
    assert row.coverage == pytest.approx(1 - 7200 / (2 * DAY_S), abs=0.001)
    assert (row.estimated_wh > 0) is (value_wh > 100_000)


def test_over_a_gap_a_counter_goes_on_and_power_alone_does_not(plant: MeteredPlant) -> None:
    period = whole_days(1)
    away_s, back_s = period.since_s + 36_000, period.since_s + 43_200
    plant.is_silent = lambda target, slot_s: target == 2 and away_s <= slot_s < back_s
    polled(plant, 1)
    feed = plant.rows(Grouping.FEED, period)["B1"]
    assert (feed.energy_wh or 0) / 1000 == pytest.approx(kwh(SRV_1B, period), abs=0.003)
    assert feed.coverage == pytest.approx(22 / 24)
    assert feed.estimated_wh == 0
    device = plant.rows(Grouping.DEVICE, period)["srv-1"]
    measured = energy_kwh(SRV_1B, period.since_s, away_s) + energy_kwh(SRV_1B, back_s, period.until_s)
    assert device.estimated_wh / 1000 == pytest.approx(measured, abs=0.002)
    assert device.coverage == pytest.approx((1 + 22 / 24) / 2)


@pytest.mark.parametrize(("name", "hours"), [("2026-10", 745), ("2026-03", 743)])
def test_a_month_in_which_clocks_are_changed_has_its_own_number_of_hours(
    database: Engine, name: str, hours: int
) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    period = month(name, zone)
    load = Meter(SubjectKind.UNIT, "1", lambda _: 2000.0)
    plant = MeteredPlant(database, TOPOLOGY, {5: (load,)}, interval_s=900)
    plant.poll(period.since_s - DAY_S, period.until_s + DAY_S)
    plant.keep_up(period.until_s + 2 * DAY_S)
    night = Tariff("night", Decimal("0.1"), from_minute=22 * 60, to_minute=6 * 60)
    plan = tariff_plan("EUR", Decimal("0.25"), [night])
    billing = Billing(period, plan, tuple(tariff_of_quarters(plan, period, zone)))
    row = plant.rows(Grouping.FEED, period, billing)["A2"]
    assert row.energy_wh == hours * 2000
    assert row.coverage == 1.0
    night_hours = 31 * 8 + (1 if hours > 744 else -1)
    assert row.by_tariff_wh == (night_hours * 2000, (hours - night_hours) * 2000)
    assert row.cost is not None
    assert rounded(row.cost) == Decimal(night_hours * 2) * Decimal("0.1") + Decimal((hours - night_hours) * 2) / 4


def test_what_began_in_the_middle_is_counted_from_there_and_coverage_says_so(plant: MeteredPlant) -> None:
    period = whole_days(2)
    begins_s, ends_s = period.since_s + DAY_S // 2, period.until_s - DAY_S // 4
    plant.poll(begins_s, ends_s)
    plant.keep_up(period.until_s + 7200)
    row = plant.rows(Grouping.FEED, period)["A2"]
    flowed = energy_kwh(SRV_3, begins_s, ends_s) - SRV_3(ends_s - 1) * INTERVAL_S / 3.6e6
    assert (row.energy_wh or 0) / 1000 == pytest.approx(flowed, abs=0.003)
    assert row.coverage == pytest.approx((ends_s - begins_s) / period.length_s)


def test_a_period_that_is_not_over_ends_now(plant: MeteredPlant) -> None:
    period = whole_days(1)
    plant.poll(MIDNIGHT_S, period.since_s + 10_000)
    plant.keep_up(period.since_s + 10_000)
    so_far = settled(period, period.since_s + 10_000.0)
    assert (so_far.length_s, so_far.is_over) == (9000, False)
    row = plant.rows(Grouping.FEED, so_far)["A2"]
    assert (row.energy_wh or 0) / 1000 == pytest.approx(kwh(SRV_3, so_far), abs=0.003)
    assert row.coverage == 1.0


def test_it_is_the_same_before_and_after_days_are_packed_and_when_only_days_are_left(plant: MeteredPlant) -> None:
    period = whole_days(2)
    plant.poll(MIDNIGHT_S, period.until_s + 7200)
    Upkeep(plant.engine).run_rollup(period.until_s + 7200)
    loose = plant.report(Grouping.FEED, period)
    Upkeep(plant.engine).run_compaction(period.until_s + 7200)
    assert plant.report(Grouping.FEED, period) == loose
    with writing(plant.engine) as connection:
        connection.execute(delete(schema.rollup_block))
    by_days = plant.report(Grouping.FEED, period)
    assert [row.energy_wh for row in by_days.rows] == [row.energy_wh for row in loose.rows]
    assert [row.peak_w for row in by_days.rows] == [None] * 3, "a day's mean is no peak"
    assert by_days.total.mean_w == pytest.approx(loose.total.mean_w, rel=1e-4)


def test_a_coarse_counter_and_one_that_stands_still(plant: MeteredPlant) -> None:
    period = whole_days(2)
    coarse, stuck = plant.meters[5][0], plant.meters[1][0]
    coarse.step_wh = 1000
    stuck.step_wh = 10**9
    polled(plant, 2)
    found = plant.rows(Grouping.FEED, period)
    assert (found["A2"].energy_wh or 0) / 1000 == pytest.approx(kwh(SRV_3, period), abs=1.0)
    assert found["A2"].estimated_wh == 0
    assert found["A1"].energy_wh == found["A1"].estimated_wh
    assert (found["A1"].energy_wh or 0) / 1000 == pytest.approx(
        energy_kwh(pdu_a, period.since_s, period.until_s), abs=0.01
    )


def test_progress_is_told_and_can_stop_it(plant: MeteredPlant) -> None:
    period = polled(plant, 1)
    view = LivePlant(plant.engine, StillClock(float(period.until_s))).refresh()
    assert view is not None
    of_plant = PlantMeters(view.graph, view.targets.values())
    groups = energy_groups(of_plant, Grouping.FEED)
    told: list[tuple[int, int]] = []
    energy_report(
        plant.engine, groups, counted_once(of_plant, groups), Billing(period, None), lambda *each: told.append(each)
    )
    assert told == [(0, 3), (3, 3)]

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        energy_report(plant.engine, groups, frozenset(), Billing(period, None), interrupt)


def test_a_period_in_moments_of_a_zone(plant: MeteredPlant) -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    period = span("2026-11-03T05:45", "2026-11-04", zone)
    assert datetime.fromtimestamp(period.since_s, UTC).isoformat() == "2026-11-03T00:00:00+00:00"
    assert datetime.fromtimestamp(period.until_s, UTC).isoformat() == "2026-11-04T18:15:00+00:00"
    plant.poll(MIDNIGHT_S, period.until_s + 7200)
    plant.keep_up(period.until_s + 7200)
    row = plant.rows(Grouping.FEED, period)["A2"]
    assert (row.energy_wh or 0) / 1000 == pytest.approx(kwh(SRV_3, period), abs=0.003)
