"""The rules that are built in, with their default thresholds and where those come from."""

from collections.abc import Iterable, Mapping

from powertui.domain.alert_life.pace import Pace
from powertui.domain.alerts import RuleKind, Severity
from powertui.domain.outlet_load import LIVE_W
from powertui.domain.rules.spec import AT_ONCE, RuleSpec, ThresholdUnit

LOAD_RULES = (
    RuleKind.FEED_OVER,
    RuleKind.BRANCH_OVER,
    RuleKind.INLET_OVER,
    RuleKind.PDU_OVER,
    RuleKind.RACK_OVER,
    RuleKind.PANEL_OVER,
)
"""Those that compare a load with what may be carried; `near_capacity_pct` is their warning."""

_LOAD = Pace(for_samples=3, for_s=60, clear_samples=3, clear_for_s=60)
"""A start-up inrush is over in seconds; a breaker at 1.13 times its rating holds for an hour (IEC 60898-1)."""
_SLOW = Pace(for_samples=5, for_s=300, clear_samples=3, clear_for_s=120)
_SOON = Pace(for_samples=2, for_s=0, clear_samples=1, clear_for_s=0)

_PCT, _NONE = ThresholdUnit.PERCENT, ThresholdUnit.NONE
_INFO, _WARNING, _CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL


def _loads() -> Iterable[RuleSpec]:
    lighten = "Move load to another leg or feed, or find out why {mover} draws more."
    advice = {
        RuleKind.FEED_OVER: lighten,
        RuleKind.BRANCH_OVER: "Move a plug to an outlet of another branch of the same PDU.",
        RuleKind.INLET_OVER: "Move load to another PDU of the same side; the inlet carries more than it is rated for.",
        RuleKind.PDU_OVER: "Move load to another PDU of the same side; this one carries more than it is rated for.",
        RuleKind.RACK_OVER: "Move a device to another rack, or give this one a further pair of feeds.",
        RuleKind.PANEL_OVER: "Move racks to another panel; all of this one's feeds together are nearly used up.",
    }
    for kind in LOAD_RULES:
        words = advice[kind].replace("{mover}", "what moved first")
        yield RuleSpec(kind, _PCT, words, warn=90, over=100, hysteresis=3, pace=_LOAD)
    yield RuleSpec(
        RuleKind.PEER_LOSS_OVERLOAD,
        _PCT,
        "Take load off this pair until either side can carry it alone.",
        warn=100,
        hysteresis=3,
        pace=_LOAD,
    )
    yield RuleSpec(
        RuleKind.OUTLET_OVER_MAXIMUM,
        _PCT,
        "Correct the maximum draw of the power port in the model, or find out why the device draws more.",
        warn=100,
        over=120,
        hysteresis=3,
        warn_severity=_INFO,
        over_severity=_WARNING,
        pace=_LOAD,
    )


def _supply() -> Iterable[RuleSpec]:
    yield RuleSpec(
        RuleKind.IMBALANCE,
        _PCT,
        "Move a plug from the leg that carries most to the one that carries least.",
        warn=30,
        hysteresis=5,
        pace=_SLOW,
    )
    # EN 50160: ±10 % of the nominal voltage, ±1 % of 50 Hz; the warning comes before.
    yield RuleSpec(
        RuleKind.VOLTAGE_BAND,
        _PCT,
        "Ask whoever runs the supply: all loads on it see this voltage.",
        warn=8,
        over=10,
        hysteresis=1,
        pace=_LOAD,
    )
    yield RuleSpec(
        RuleKind.FREQUENCY_BAND,
        ThresholdUnit.HERTZ,
        "See whether a generator or UPS feeds this side, and how it does.",
        warn=0.5,
        over=1,
        hysteresis=0.1,
        pace=_LOAD,
    )
    yield RuleSpec(
        RuleKind.POWER_FACTOR_LOW,
        ThresholdUnit.FACTOR,
        "Look for power supplies that run nearly idle, or old ones without correction.",
        warn=0.8,
        hysteresis=0.03,
        is_low=True,
        warn_severity=_INFO,
        pace=_SLOW,
    )
    # ASHRAE TC 9.9, Thermal Guidelines for Data Processing Environments (5th edition, 2021), at the inlet of equipment.
    # Recommended are 18 to 27 °C; allowed to class A1 15 to 32, A2 10 to 35, A3 5 to 40 °C. Nobody is to be told of
    # what is merely not recommended: the warnings are A2's upper and A1's lower limit, the worse thresholds A3's.
    yield RuleSpec(
        RuleKind.TEMPERATURE_BAND,
        ThresholdUnit.CELSIUS,
        "See to the cooling of the rack; a sensor in the hot aisle wants thresholds of its own.",
        advice_below="See whether it is cooled too much: warmer air that comes in condenses on what is cold.",
        warn=35,
        over=40,
        warn_below=15,
        over_below=5,
        hysteresis=1,
        pace=_LOAD,
    )
    # The same: classes A1 and A2 allow 8 to 80 % of relative humidity, A4, the widest, up to 90 %.
    yield RuleSpec(
        RuleKind.HUMIDITY_BAND,
        _PCT,
        "See to the dehumidifying: what is colder than the air gets wet.",
        advice_below="See to the humidifying: dry air lets people and trolleys charge up.",
        warn=80,
        over=90,
        warn_below=8,
        hysteresis=2,
        pace=_SLOW,
    )
    yield RuleSpec(
        RuleKind.DEVICE_OVERLOAD,
        _NONE,
        "Compare the device's own thresholds with the limit of its feed, and take load off the part that it names.",
        pace=_SOON,
    )


def _wiring() -> Iterable[RuleSpec]:
    yield RuleSpec(
        RuleKind.CORD_DEAD,
        ThresholdUnit.WATTS,
        "Reseat or replace the cord or its power supply before the other side fails: the device would go dark.",
        warn=1,
        hysteresis=4,
        is_low=True,
        pace=_LOAD,
    )
    yield RuleSpec(
        RuleKind.UNMODELLED_LOAD,
        ThresholdUnit.WATTS,
        "Document the cable, or find out what is plugged in.",
        warn=LIVE_W,
        hysteresis=3,
        warn_severity=_INFO,
        pace=_SLOW,
    )
    yield RuleSpec(
        RuleKind.OUTLET_MISMATCH,
        _PCT,
        "Check which meter is wrong: its scale (see the PDU's profile), or an outlet that is not metered.",
        warn=15,
        hysteresis=3,
        pace=_SLOW,
    )
    yield RuleSpec(
        RuleKind.OUTLET_SWITCHED,
        _NONE,
        "See in the PDU's own log who switched it.",
        warn_severity=_INFO,
        pace=AT_ONCE,
        shown_for_s=600,
    )


def _reach() -> Iterable[RuleSpec]:
    yield RuleSpec(
        RuleKind.PDU_SILENT,
        _NONE,
        "Check its network card, its address and its credential; the power may well be on.",
        # One that restarts is away for a minute or two, and has an alert of its own.
        pace=Pace(for_samples=3),
    )
    yield RuleSpec(
        RuleKind.TELEMETRY_STALE,
        _NONE,
        "See whether the poller keeps up (`powertui pdus`), and whether the PDU still answers.",
        pace=_SOON,
    )
    yield RuleSpec(
        RuleKind.PDU_REBOOTED,
        _NONE,
        "Nothing, if someone restarted it; else see its log, and whether its feed had a dip.",
        warn_severity=_INFO,
        pace=AT_ONCE,
        shown_for_s=600,
    )
    yield RuleSpec(
        RuleKind.PDU_REPLACED,
        _NONE,
        "Check that what is plugged into it is still what the model says.",
        pace=AT_ONCE,
        shown_for_s=3600,
    )
    yield RuleSpec(
        RuleKind.PDU_DARK,
        _PCT,
        "Check the breaker of its feed: what has no other cord is without power.",
        warn=10,
        hysteresis=10,
        is_low=True,
        warn_severity=_CRITICAL,
        pace=_SOON,
    )
    for kind, what in ((RuleKind.FEED_DARK, "the feed's breaker"), (RuleKind.PANEL_DARK, "the panel")):
        advice = f"Check {what} first, then the network to its PDUs: all of them went at once."
        yield RuleSpec(kind, _NONE, advice, warn_severity=_CRITICAL, pace=AT_ONCE)
    yield RuleSpec(
        RuleKind.POLLER_BLIND,
        _NONE,
        "Check the network of the machine that polls: nothing that it asks answers.",
        warn_severity=_CRITICAL,
        pace=AT_ONCE,
    )
    yield RuleSpec(
        RuleKind.POLLER_OVERRUN,
        _NONE,
        "See that the poller runs; then poll less often, or let another poller share the devices.",
        pace=Pace(for_samples=3, for_s=0, clear_samples=3, clear_for_s=0),
    )
    yield RuleSpec(
        RuleKind.NOT_JUDGED,
        _NONE,
        "See in the poller's log what holds it up; what judges is killed and started again by itself.",
        warn_severity=_CRITICAL,
        pace=AT_ONCE,
    )


DEFAULTS: Mapping[RuleKind, RuleSpec] = {spec.kind: spec for spec in (*_loads(), *_supply(), *_wiring(), *_reach())}
"""Every rule, once."""
