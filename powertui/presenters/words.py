"""How things are called: supplies, limits, outcomes, moments."""

from datetime import UTC, datetime

from powertui.domain.choices import FeedLeg, Phase
from powertui.domain.graph import PowerGraph
from powertui.domain.reading import OutletState, PollOutcome, Reading
from powertui.domain.topology import PowerFeed
from powertui.presenters.numbers import NOTHING

_LEG_NAMES = {FeedLeg.A: "L1", FeedLeg.B: "L2", FeedLeg.C: "L3"}

_STATES = {
    OutletState.OFF: "off",
    OutletState.ON: "on",
    OutletState.PENDING_OFF: "→ off",
    OutletState.PENDING_ON: "→ on",
    OutletState.REBOOTING: "reboot",
    OutletState.UNKNOWN: "?",
}

_OUTCOMES = {
    PollOutcome.NEVER: "not polled yet",
    PollOutcome.OK: "ok",
    PollOutcome.TIMEOUT: "no answer",
    PollOutcome.UNREACHABLE: "unreachable",
    PollOutcome.REFUSED: "refused",
    PollOutcome.NO_PROFILE: "no profile",
    PollOutcome.BAD_ANSWER: "bad answer",
}


def supply(feed: PowerFeed) -> str:
    """3φ 400 V 32 A."""
    return f"{'3φ' if feed.phase is Phase.THREE else '1φ'} {feed.voltage_v} V {feed.amperage_a} A"


def limit_source(feed: PowerFeed) -> str:
    """How a feed's limit comes about: 400 V × 32 A × 1.732 × 80 %."""
    factor = " × 1.732" if feed.phase is Phase.THREE else ""
    return f"{abs(feed.voltage_v)} V × {feed.amperage_a} A{factor} × {feed.max_utilization_pct} %"


def feed_standing(feed: PowerFeed) -> str:
    """Status, part in redundancy, supply: active · primary · AC."""
    return f"{feed.status.value} · {feed.type.value} · {feed.supply.value.upper()}"


def leg_name(leg: FeedLeg | None) -> str:
    return NOTHING if leg is None else _LEG_NAMES[leg]


def outlet_state(state: Reading) -> str:
    """on, off, – where the device does not say."""
    if state.value is None:
        return NOTHING
    try:
        return _STATES[OutletState(int(state.value))]
    except ValueError:
        return "?"


def outcome(value: PollOutcome) -> str:
    return _OUTCOMES[value]


def clock(at_s: float | None, now_s: float) -> str:
    """The local time of a moment; with its day where that is another."""
    if at_s is None:
        return NOTHING
    moment, today = _local(at_s), _local(now_s)
    return moment.strftime("%H:%M" if moment.date() == today.date() else "%a %H:%M")


def clock_with_seconds(at_s: float) -> str:
    return _local(at_s).strftime("%H:%M:%S")


def tick_label(at_s: float, window_s: float) -> str:
    """A moment on a chart's axis, as fine as the axis is long."""
    for limit_s, form in ((1800, "%H:%M:%S"), (86_400, "%H:%M")):
        if window_s <= limit_s:
            return _local(at_s).strftime(form)
    return _local(at_s).strftime("%d %b")


def stopwatch(seconds: float) -> str:
    """04:05, 1:02:03."""
    minutes, second = divmod(int(max(0.0, seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def location_path(graph: PowerGraph, site_id: int, location_id: int | None) -> tuple[str, ...]:
    """Site and locations from the outside in."""
    names: list[str] = []
    seen: set[int] = set()
    while location_id is not None and location_id not in seen:
        seen.add(location_id)
        location = graph.locations[location_id]
        names.append(location.name)
        location_id = location.parent_id
    site = graph.sites.get(site_id)
    return (*((site.name,) if site else ()), *reversed(names))


def _local(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, tz=UTC).astimezone()
