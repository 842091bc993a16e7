"""One poll cycle in a line, and in a JSON object: what `powertui demo --headless` prints."""

from datetime import tzinfo

from powertui.domain.alerts import Alert, Severity
from powertui.domain.plant import PlantView
from powertui.domain.reading import Quality, Quantity
from powertui.domain.rollup import FeedLoad
from powertui.domain.summed import Summed, summed
from powertui.presenters.feed_listing import worst_leg
from powertui.presenters.figures import condition_word
from powertui.presenters.moments import clock, iso_utc
from powertui.presenters.numbers import NOTHING, kilo, number, sum_mark, with_unit
from powertui.presenters.picture import Picture
from powertui.presenters.records import Json, coverage_record, rounded, tail


def cycle_line(view: PlantView, zone: tzinfo | None = None) -> str:
    """The newest cycle for people; `zone` None is the machine's own."""
    poller = view.poller
    open_alerts = _open(view)
    parts = (
        clock(_moment_s(view), zone),
        f"cycle {poller.cycle_number}",
        f"{poller.polled} PDU polled, {poller.failed} silent",
        f"{number(value_count(view))} values",
        with_unit(poller.cycle_took_s, "s", 2),
        f"load {_load(plant_active_power(view))}",
        f"modelled {kilo(plant_modelled_w(view), 'W')}",
        " ".join(f"{severity.glyph} {_count(open_alerts, severity)}" for severity in _COUNTED),
    )
    return "  ".join(parts)


def cycle_object(view: PlantView) -> Json:
    """The newest cycle for programs."""
    picture = Picture.of(view)
    poller = view.poller
    active, apparent = plant_active_power(view), plant_apparent_power(view)
    return {
        "cycle": poller.cycle_number,
        "at": iso_utc(_moment_s(view)),
        "polled": poller.polled,
        "failed": poller.failed,
        "values": value_count(view),
        "took_s": rounded(poller.cycle_took_s),
        "load_w": rounded(active.total.value),
        "load_va": rounded(apparent.total.value),
        "quality": tail(picture, active.total)["quality"],
        "at_least_w": rounded(active.least.value),
        "at_least_va": rounded(apparent.least.value),
        "coverage": coverage_record(apparent.coverage),
        "modelled_w": plant_modelled_w(view),
        "feeds": [_feed(picture, load) for load in view.feeds.values()],
        "alerts": [_alert(alert) for alert in _open(view)],
    }


def plant_active_power(view: PlantView) -> Summed:
    """What all sites draw, in W."""
    return summed(Quantity.ACTIVE_POWER, [load.active_power for load in _cabled(view)])


def plant_apparent_power(view: PlantView) -> Summed:
    """What all sites draw, in VA."""
    return summed(Quantity.APPARENT_POWER, [load.apparent_power for load in _cabled(view)])


def _cabled(view: PlantView) -> list[FeedLoad]:
    """Feeds that something hangs on: another one carries nothing, and is not missing."""
    return [load for load in view.feeds.values() if load.modelled is not None]


def plant_modelled_w(view: PlantView) -> int:
    """What the model allocates on all sites, in W."""
    return sum(site.modelled_allocated_w for site in view.sites.values())


def value_count(view: PlantView) -> int:
    """How many values the devices gave that are not stale."""
    picture = Picture.of(view)
    return sum(
        picture.is_known(reading)
        for target in view.targets.values()
        for subject in target.subjects
        for reading in subject.readings
    )


_COUNTED = (Severity.CRITICAL, Severity.WARNING)


def _moment_s(view: PlantView) -> float:
    started_at_s = view.poller.cycle_started_at_s
    return view.now_s if started_at_s is None else started_at_s


def _open(view: PlantView) -> list[Alert]:
    return [alert for alert in view.alerts if alert.is_open and alert.caused_by is None]


def _count(alerts: list[Alert], severity: Severity) -> int:
    return sum(alert.finding.severity is severity for alert in alerts)


def _load(load: Summed) -> str:
    """A sum with parts that are stale or missing is at least this, one with estimates marked ~, a stale one ?."""
    if load.known.value is None:
        return NOTHING
    mark = sum_mark(load) or ("?" if load.known.quality is Quality.STALE else "")
    covered = f" ({load.coverage.words})" if load.is_lower_bound else ""
    return f"{mark}{kilo(load.known.value, 'W')}{covered}"


def _feed(picture: Picture, load: FeedLoad) -> Json:
    leg = worst_leg(load)
    return {
        "name": load.feed.name,
        "measured_va": rounded(load.apparent_power.value),
        "measured_w": rounded(load.active_power.value),
        "limit_va": load.available_power_va,
        "used_pct": rounded(load.used_pct),
        "modelled_w": load.modelled.allocated_w if load.modelled else None,
        "worst_leg": leg.name if leg else None,
        "worst_leg_a": rounded(leg.current.value) if leg else None,
        "leg_limit_a": rounded(leg.limit_a) if leg else None,
        "worst_leg_pct": rounded(leg.used_pct) if leg else None,
        **tail(picture, load.apparent_power),
        "state": condition_word(picture.feed_condition(load)),
    }


def _alert(alert: Alert) -> Json:
    finding = alert.finding
    return {
        "rule": finding.key.rule.slug,
        "object": finding.object_name,
        "severity": finding.severity.word,
        "limit": finding.limit_name or None,
        "limit_value": rounded(finding.limit_value),
        "measured_value": rounded(finding.measured_value),
        "unit": finding.unit or None,
        "message": finding.message,
        "began_at": iso_utc(alert.began_at_s),
    }
