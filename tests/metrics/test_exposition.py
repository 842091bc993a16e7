"""What the endpoint says, read by prometheus_client's parsers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.assemble import assemble_view
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import bind
from powertui.domain.plant import PlantView
from powertui.domain.reading import Quality
from powertui.domain.topology import Device, Tenant, Topology
from powertui.metrics.exposition import TextFormat, accepted_format, accepts_gzip
from powertui.metrics.labels import clean
from powertui.metrics.plant import PlantMetrics
from powertui.metrics.target_labels import TargetLabels
from powertui.services.snapshots import SnapshotSource
from powertui.storage.engine import writing
from powertui.storage.target_store import save_description
from tests.cli.plant import TOPOLOGY, small_view
from tests.metrics.reading import (
    metrics_of,
    named,
    openmetrics,
    openmetrics_families,
    parsed,
    prometheus_families,
    text_of,
)
from tests.plants import pdu_description, two_sided_topology
from tests.services.conftest import Station


async def polled(station: Station) -> PlantView:
    await station.polling.run_cycle()
    return station.view()


def test_the_text_ends_and_its_parser_takes_all_of_it() -> None:
    text = openmetrics(small_view())
    assert text.endswith("\n# EOF\n")
    assert len(parsed(text)) == sum(not line.startswith("#") for line in text.splitlines())


def test_both_formats_say_the_same() -> None:
    metrics = metrics_of(small_view())
    texts = {text_format: text_of(metrics.blocks(), text_format) for text_format in TextFormat}
    old = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in prometheus_families(texts[TextFormat.PROMETHEUS])
        for sample in family.samples
    }
    assert old == parsed(texts[TextFormat.OPENMETRICS])
    assert "# EOF" not in texts[TextFormat.PROMETHEUS]


def test_names_have_their_units_and_counters_their_suffix() -> None:
    text = openmetrics(small_view())
    for family in openmetrics_families(text):
        assert family.name.startswith("powertui_")
        assert family.documentation.endswith(".")
        assert not family.unit or family.name.endswith(f"_{family.unit}")
        suffix = {"counter": "_total", "info": "_info"}.get(family.type, "")
        assert all(sample.name == family.name + suffix for sample in family.samples)


async def test_an_outlet_says_where_it_is_what_feeds_it_and_what_hangs_on_it(station: Station) -> None:
    found = parsed(openmetrics(await polled(station)))
    labels = {
        "site": "ams1",
        "location": "Hall 1",
        "rack": "R01",
        "panel": "P-A1",
        "feed": "A1-01",
        "side": "A",
        "leg": "A",
        "device": "pdu-r01-a",
        "outlet": "1",
        "load": "srv-db01",
    }
    assert found["powertui_outlet_active_power_watts", frozenset(labels.items())] == 400
    assert named(found, "powertui_outlet_modelled_allocated_watts", outlet="1", device="pdu-r01-a") == [400]
    assert named(found, "powertui_outlet_modelled_maximum_watts", outlet="1", device="pdu-r01-a") == [800]
    assert named(found, "powertui_outlet_on", outlet="1", device="pdu-r01-a") == [1]


async def test_energy_is_a_counter_of_joules(station: Station) -> None:
    found = parsed(openmetrics(await polled(station)))
    assert named(found, "powertui_inlet_energy_joules_total", device="pdu-r01-a") == [12.5 * 3_600_000]


async def test_a_feed_is_measured_modelled_permissible_and_failing_over(station: Station) -> None:
    view = await polled(station)
    found = parsed(openmetrics(view))
    load = view.feeds[1]
    for name, value in {
        "feed_active_power_watts": 500,
        "feed_available_power_voltamperes": load.available_power_va,
        "feed_modelled_allocated_watts": 500,
        "feed_failover_allocated_watts": 900,
        "leg_current_limit_amperes": load.legs[0].limit_a,
    }.items():
        assert set(named(found, f"powertui_{name}", feed="A1-01")) == {value}, name
    assert named(found, "powertui_leg_current_amperes", feed="A1-01", leg="A") == [pytest.approx(400 / 230, abs=1e-3)]
    assert named(found, "powertui_rack_active_power_watts", rack="R01") == [900]
    # A and B never against A+B: a rack has a limit for each side.
    assert len(named(found, "powertui_rack_side_available_power_voltamperes", rack="R01")) == 2
    assert named(found, "powertui_rack_available_power_voltamperes") == []


async def test_what_is_missing_is_absent_and_counted(station: Station) -> None:
    station.answer((400, 100, 0), (400, 0, 0))
    await polled(station)
    from tests.plants import pdu_batch

    station.collector.answers[1] = pdu_batch((None, 100, 0), sampled_at_s=station.clock.now_s())
    found = parsed(openmetrics(await polled(station)))
    assert named(found, "powertui_outlet_active_power_watts", device="pdu-r01-a", outlet="1") == []
    assert named(found, "powertui_outlet_active_power_watts", device="pdu-r01-a", outlet="2") == [100]
    assert named(found, "powertui_pdu_readings", device="pdu-r01-a", quality="missing") == [3]


async def test_what_is_stale_is_absent_and_its_age_is_told(station: Station) -> None:
    await polled(station)
    station.clock.advance(600)
    found = parsed(openmetrics(station.view()))
    assert named(found, "powertui_outlet_active_power_watts") == []
    assert named(found, "powertui_feed_active_power_watts") == []
    assert named(found, "powertui_feed_available_power_voltamperes") != []
    assert named(found, "powertui_pdu_reading_age_seconds", device="pdu-r01-a") == [600]
    assert named(found, "powertui_poller_up") == [0]


async def test_an_estimate_has_a_mark_with_its_labels(station: Station) -> None:
    view = await polled(station)
    target = view.targets[1]
    subjects = tuple(
        replace(one, readings=tuple(replace(reading, quality=Quality.ESTIMATED) for reading in one.readings))
        for one in target.subjects
    )
    found = parsed(openmetrics(replace(view, targets={**view.targets, 1: replace(target, subjects=subjects)})))
    marked = {labels for name, labels in found if name == "powertui_outlet_active_power_estimated"}
    assert marked == {
        labels
        for name, labels in found
        if name == "powertui_outlet_active_power_watts" and ("device", "pdu-r01-a") in labels
    }


async def test_the_marks_of_estimates_are_there_without_their_figures_too(station: Station) -> None:
    view = await polled(station)
    target = view.targets[1]
    subjects = tuple(
        replace(one, readings=tuple(replace(reading, quality=Quality.ESTIMATED) for reading in one.readings))
        for one in target.subjects
    )
    metrics = metrics_of(replace(view, targets={1: replace(target, subjects=subjects)}))
    blocks = [block for block in metrics.blocks() if block.family.name == "powertui_outlet_active_power_estimated"]
    assert [len(list(block.samples)) for block in blocks] == [3]


async def test_what_cannot_be_is_absent(station: Station) -> None:
    view = await polled(station)
    target = view.targets[1]
    subjects = tuple(
        replace(one, readings=tuple(replace(reading, quality=Quality.IMPLAUSIBLE) for reading in one.readings))
        for one in target.subjects
    )
    found = parsed(openmetrics(replace(view, targets={**view.targets, 1: replace(target, subjects=subjects)})))
    assert named(found, "powertui_outlet_active_power_watts", device="pdu-r01-a") == []
    assert named(found, "powertui_outlet_active_power_watts", device="pdu-r01-b") != []


def view_of(topology: Topology) -> PlantView:
    view = small_view()
    return assemble_view(
        graph=PowerGraph(topology),
        targets=view.targets.values(),
        alerts=view.alerts,
        poller=view.poller,
        now_s=view.now_s,
    )


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_hostile_names_are_values_and_nothing_else(device: str, rack: str, tenant: str) -> None:
    topology = replace(
        TOPOLOGY,
        tenants=(Tenant(1, tenant, "tenant"),),
        racks=tuple(replace(one, name=rack, tenant_id=1) for one in TOPOLOGY.racks),
        devices=tuple(replace(one, name=device) for one in TOPOLOGY.devices),
    )
    found = parsed(openmetrics(view_of(topology)))
    harmless = parsed(openmetrics(view_of(TOPOLOGY)))
    assert len(found) == len(harmless)
    if tenant:
        assert {dict(labels).get("tenant") for name, labels in found if name.startswith("powertui_rack_")} == {
            clean(tenant)
        }


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\rb", "\u202egnp", "\ud800", "\0", "x" * 10_000])
def test_what_steers_a_terminal_or_never_ends_is_replaced(name: str) -> None:
    shown = clean(name)
    assert shown.encode().decode().isprintable()
    assert len(shown) <= 255


def test_devices_without_a_name_and_of_the_same_name_stay_apart() -> None:
    devices = tuple(replace(one, name="") for one in TOPOLOGY.devices)
    assert len(parsed(openmetrics(view_of(replace(TOPOLOGY, devices=devices))))) == len(
        parsed(openmetrics(small_view()))
    )
    # One that is called what the number of another would make of it.
    twins = (*(replace(one, name="pdu") for one in TOPOLOGY.devices[:2]), Device(9, 1, "pdu #2", "pdu", rack_id=1))
    parsed(openmetrics(view_of(replace(TOPOLOGY, devices=(*twins, *TOPOLOGY.devices[2:])))))


async def test_labels_are_made_once_and_again_when_a_device_is_described_anew(station: Station) -> None:
    await polled(station)
    metrics, snapshots = PlantMetrics(), SnapshotSource(station.engine, station.clock)

    def labels() -> list[TargetLabels]:
        snapshot = snapshots.refresh()
        assert snapshot is not None
        return list(metrics.of(snapshot).layout.targets)

    first, second = labels(), labels()
    assert all(one is other for one, other in zip(first, second, strict=True))
    with writing(station.engine) as connection:
        described = pdu_description()
        anew = replace(described, subjects=(replace(described.subjects[0], label="new"), *described.subjects[1:]))
        save_description(connection, 1, anew, bind(PowerGraph(two_sided_topology()), 1, anew))
    third = labels()
    assert [one is other for one, other in zip(first, third, strict=True)] == [False, True]
    assert third[0].labels == first[0].labels
    assert third[0].parts[1:] == first[0].parts[1:]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", TextFormat.PROMETHEUS),
        ("*/*", TextFormat.PROMETHEUS),
        ("text/html,application/xhtml+xml,*/*;q=0.8", TextFormat.PROMETHEUS),
        ("application/openmetrics-text", TextFormat.OPENMETRICS),
        (
            "application/openmetrics-text; version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            TextFormat.OPENMETRICS,
        ),
        ("application/openmetrics-text;version=1.0.0;q=0.1,text/plain;version=0.0.4;q=0.5", TextFormat.PROMETHEUS),
        ("application/openmetrics-text;version=9.0.0", TextFormat.PROMETHEUS),
        ("application/openmetrics-text;q=0", TextFormat.PROMETHEUS),
        ("application/openmetrics-text;q=nan, text/plain;q=x", TextFormat.PROMETHEUS),
        (";;,=;,q", TextFormat.PROMETHEUS),
    ],
)
def test_a_reader_gets_the_format_that_it_asks_for(accept: str, expected: TextFormat) -> None:
    assert accepted_format(accept) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [("", False), ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("identity", False)],
)
def test_compression_is_the_readers_choice(header: str, *, expected: bool) -> None:
    assert accepts_gzip(header) is expected
