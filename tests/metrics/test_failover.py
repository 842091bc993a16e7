"""What would be if something failed, as metrics: from what evaluation has stored."""

from array import array
from dataclasses import replace

import pytest

from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.record import LOSS_KINDS, VERDICTS, FailoverRecord, SupplyColumns, VerdictColumns
from powertui.domain.redundancy.singles import LossKind
from powertui.domain.redundancy.verdicts import Verdict
from powertui.metrics.exposition import TextFormat
from powertui.metrics.plant import PlantMetrics
from powertui.services.evaluation import Evaluation
from powertui.services.peer_losses import PeerLosses
from powertui.services.snapshots import SnapshotSource
from tests.alerting import prompt_rules
from tests.cli.plant import NOW_S, TOPOLOGY, small_view
from tests.metrics.reading import Series, metrics_of, named, openmetrics, parsed, prometheus_families, text_of
from tests.services.conftest import INTERVAL_S, Station

NAN = float("nan")
FEED = TOPOLOGY.power_feeds[0]
RACK = TOPOLOGY.racks[0]
DEVICES = TOPOLOGY.devices[:2]


def record(at_s: float = NOW_S - 3, basis: LoadBasis = LoadBasis.MEASURED) -> FailoverRecord:
    """One feed, in all and by its first leg; one that is gone; a rack that fails and a device with one cord."""
    feed_ids, count = (FEED.id, FEED.id, 999), 3
    return FailoverRecord(
        at_s=at_s,
        due_at_s=at_s + 20,
        supplies=SupplyColumns(
            feed_ids=array("q", feed_ids),
            legs=b"\0\1\0",
            after_va=array("d", (3000.0, 2400.0, 1.0)),
            limit_va=array("d", (6000.0, 2000.0, 0.0)),
            bases=bytes((basis,)) * count,
            loss_kinds=bytes((LOSS_KINDS.index(LossKind.PANEL),)) * count,
            loss_ids=array("q", (TOPOLOGY.power_panels[0].id,) * count),
            sampled_at_s=array("d", (at_s - 4, at_s - 4, NAN)),
        ),
        devices=VerdictColumns(
            array("q", (DEVICES[0].id, DEVICES[1].id, 999)),
            bytes(map(VERDICTS.index, (Verdict.SINGLE_FED, Verdict.TIGHT, Verdict.HOLDS))),
            array("d", (NAN, 95.0, 1.0)),
            bytes((basis,)) * count,
            array("q", (0, 2, 1)),
            array("q", (0, 0, 0)),
        ),
        racks=VerdictColumns(
            array("q", (RACK.id, 999)),
            bytes(map(VERDICTS.index, (Verdict.FAILS, Verdict.HOLDS))),
            array("d", (120.0, 1.0)),
            bytes((basis,)) * 2,
            array("q", (1, 0)),
            array("q", (3, 0)),
        ),
    )


def told(failover: FailoverRecord) -> dict[Series, float]:
    return parsed(openmetrics(small_view(), failover))


def test_a_feed_and_its_leg_are_told_with_share_cause_and_age() -> None:
    found = told(record())
    name = "powertui_feed_peer_lost"
    assert named(found, f"{name}_apparent_power_voltamperes") == [3000]
    assert named(found, f"{name}_apparent_power_voltamperes", feed=FEED.name) == [3000]
    # The leg, not the sum, is the limit.
    assert named(found, f"{name}_utilization_ratio", feed=FEED.name) == [pytest.approx(1.2)]
    assert named(found, f"{name}_info", lost=f"panel {TOPOLOGY.power_panels[0].name}", feed=FEED.name) == [1]
    assert named(found, f"{name}_age_seconds", feed=FEED.name) == [7]
    assert named(found, "powertui_leg_peer_lost_apparent_power_voltamperes", feed=FEED.name, leg="A") == [2400]
    assert named(found, "powertui_leg_peer_lost_utilization_ratio", feed=FEED.name, leg="A") == [pytest.approx(1.2)]
    assert named(found, "powertui_redundancy_age_seconds") == [3]


@pytest.mark.parametrize(
    ("basis", "marks"),
    [
        (LoadBasis.MEASURED, (0, 0)),
        (LoadBasis.ESTIMATED, (1, 0)),
        (LoadBasis.MODELLED, (0, 1)),
        (LoadBasis.UNKNOWN, (0, 1)),
    ],
)
def test_the_basis_of_a_figure_is_a_mark_with_its_labels(basis: LoadBasis, marks: tuple[int, int]) -> None:
    found = told(record(basis=basis))
    for stem in (
        "feed_peer_lost_apparent_power",
        "leg_peer_lost_apparent_power",
        "rack_redundancy_utilization",
        "device_redundancy_utilization",
    ):
        counts = tuple(len(named(found, f"powertui_{stem}_{word}")) for word in ("estimated", "modelled"))
        assert counts == marks, stem


def test_a_verdict_is_one_series_that_says_it_beside_its_number() -> None:
    found = told(record())
    assert named(found, "powertui_rack_redundancy", rack=RACK.name, verdict="fails") == [1]
    assert named(found, "powertui_rack_redundancy") == [1]
    assert named(found, "powertui_rack_redundancy_utilization_ratio", rack=RACK.name) == [pytest.approx(1.2)]
    assert named(found, "powertui_rack_single_fed_devices", rack=RACK.name) == [3]
    assert named(found, "powertui_rack_common_losses", rack=RACK.name) == [1]
    assert named(found, "powertui_device_common_losses") == [2]
    assert len(named(found, "powertui_device_redundancy")) == 2
    assert named(found, "powertui_device_redundancy", device=DEVICES[0].name, verdict="single_fed") == [1]
    assert named(found, "powertui_device_redundancy_utilization_ratio") == [pytest.approx(0.95)]


def test_what_should_have_been_worked_out_again_is_absent_and_its_age_is_told() -> None:
    view = small_view()
    old = NOW_S - 20 - view.stale_after_s
    assert named(told(record(old)), "powertui_rack_redundancy") == [1]
    found = told(record(old - 1))
    assert not [
        name for name, _ in found if "peer_lost" in name or "_redundancy" in name.replace("_redundancy_age", "")
    ]
    assert named(found, "powertui_redundancy_age_seconds") == [21 + view.stale_after_s]


def test_without_anything_worked_out_there_is_nothing_of_it() -> None:
    assert not [name for name, _ in parsed(openmetrics(small_view())) if "peer_lost" in name or "redundancy" in name]


def test_both_formats_say_the_same_of_it() -> None:
    blocks = list(metrics_of(small_view(), record()).blocks())
    old = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in prometheus_families(text_of(blocks, TextFormat.PROMETHEUS))
        for sample in family.samples
    }
    assert old == parsed(text_of(blocks))


async def test_what_evaluation_has_stored_is_what_is_told(station: Station) -> None:
    evaluation = Evaluation(station.engine, station.clock, prompt_rules(), peer_losses=PeerLosses())
    snapshots, metrics = SnapshotSource(station.engine, station.clock), PlantMetrics()

    async def cycle(a_w: float, b_w: float) -> dict[Series, float]:
        station.clock.advance(INTERVAL_S)
        station.answer((a_w, 0, 0), (b_w, 0, 0))
        await station.polling.run_cycle()
        evaluation.run()
        snapshot = snapshots.refresh()
        assert snapshot is not None
        return parsed(text_of(metrics.of(snapshot).blocks()))

    found = await cycle(1600, 1600)
    # Outlets 1 and 4, on leg A of both PDUs, feed one server; a leg may carry 2,956 VA.
    for feed, peer in (("A1-01", "B1-01"), ("B1-01", "A1-01")):
        power = named(found, "powertui_leg_peer_lost_apparent_power_voltamperes", feed=feed, leg="A")
        assert power == [pytest.approx(3200)]
        share = named(found, "powertui_feed_peer_lost_utilization_ratio", feed=feed)
        assert share == [pytest.approx(3200 / 2956, rel=1e-3)]
        assert named(found, "powertui_feed_peer_lost_info", feed=feed, lost=f"feed {peer}") == [1]
        assert named(found, "powertui_leg_peer_lost_apparent_power_estimated", feed=feed) == []
    assert named(found, "powertui_rack_redundancy", verdict="fails") == [1]
    assert named(found, "powertui_redundancy_age_seconds") == [0]
    assert sum(named(found, "powertui_rule_alerts_firing", rule="peer-loss-overload")) == 2
    assert len(named(found, "powertui_alert_firing", rule="peer-loss-overload", state="firing", site="ams1")) == 2
    found = await cycle(1000, 1000)
    assert named(found, "powertui_rack_redundancy") == [1]
    assert named(found, "powertui_rack_redundancy", verdict="holds") == [1]
    snapshots.close()


def test_a_storm_of_alerts_is_counted_and_only_the_worst_have_series(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("powertui.metrics.alerts.MOST_ALERTS", 1)
    view = small_view()
    worst = next(alert for alert in view.alerts if alert.is_open)
    found = parsed(openmetrics(replace(view, alerts=(worst, *view.alerts))))
    assert sum(named(found, "powertui_alerts_firing")) == 3
    assert sum(named(found, "powertui_rule_alerts_firing")) == 3
    assert named(found, "powertui_alerts_unlisted") == [2]
    assert named(found, "powertui_alert_firing") == [1]
