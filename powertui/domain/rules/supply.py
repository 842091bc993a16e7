"""What the supply itself is like: voltage, frequency, power factor, imbalance of legs; and the air."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from powertui.domain.alerts import AlertKey, Finding, ObjectKind, Place, RuleKind
from powertui.domain.choices import Phase, Supply
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.reading import Leg, Quality, Quantity, Reading, SubjectKind
from powertui.domain.rollup import FeedLoad
from powertui.domain.rules.gathering import Gathering, judged_value, key_of, was_measured
from powertui.domain.rules.spec import Grade, RuleSpec, grade

LEAST_LOAD_W = 500.0
"""Power supplies that run nearly idle have a low power factor, and it costs nothing."""

LEAST_LEG_PCT = 75.0
"""Legs are judged for balance only where one of them comes near its limit: before, it limits nothing."""

_ELECTRICAL = (SubjectKind.UNIT, SubjectKind.INPUT, SubjectKind.PHASE, SubjectKind.LINE)
_NOMINAL_HZ = (50.0, 60.0)

CLIMATE = {
    RuleKind.TEMPERATURE_BAND: Quantity.TEMPERATURE,
    RuleKind.HUMIDITY_BAND: Quantity.HUMIDITY,
}
"""What rules judge of sensors."""

_JUDGED = {
    RuleKind.IMBALANCE: ("imbalance", "%"),
    RuleKind.VOLTAGE_BAND: ("voltage", "V"),
    RuleKind.FREQUENCY_BAND: ("frequency", "Hz"),
    RuleKind.POWER_FACTOR_LOW: ("power factor", ""),
    RuleKind.TEMPERATURE_BAND: ("temperature", "°C"),
    RuleKind.HUMIDITY_BAND: ("humidity", "%"),
}
"""What each rule judges, in which unit."""


def judge_balance(gathering: Gathering) -> None:
    """Each three-phase feed: the greatest deviation of a leg from their mean (as NEMA MG 1 does for voltages)."""
    for load in gathering.view.feeds.values():
        if load.feed.phase is not Phase.THREE:
            continue
        key = key_of(RuleKind.IMBALANCE, ObjectKind.FEED, load.feed.id)
        places_of = partial(gathering.where.of_feed, load.feed.id)
        spec = gathering.spec(RuleKind.IMBALANCE, places_of)
        currents = [leg.current for leg in load.legs]
        if not spec.enabled or len(currents) < 3:
            continue
        if any(judged_value(current) is None for current in currents):
            if any(was_measured(current) for current in currents):
                gathering.not_known(key)
            continue
        imbalance_pct = load.imbalance_pct
        if imbalance_pct is None:
            continue
        graded = grade(imbalance_pct, spec)
        worst_leg_pct = max((leg.used_pct or 0.0 for leg in load.legs), default=0.0)
        if graded.severity is None or worst_leg_pct < LEAST_LEG_PCT:
            if graded.kept is not None and worst_leg_pct >= LEAST_LEG_PCT - 5:
                gathering.in_band(key)
            continue
        told = ", ".join(f"{leg.name} {leg.current.value or 0.0:.1f} A" for leg in load.legs)
        most = max(load.legs, key=lambda leg: leg.current.value or 0.0)
        message = f"{imbalance_pct:.0f} % between the legs, more than {graded.threshold or 0:g} % ({told})"
        at = replace(most.current, value=imbalance_pct)
        gathering.found(_finding(key, most.name, at, graded, spec, message, places_of()))


def judge_supply(gathering: Gathering) -> None:
    """Each polled device's voltage, frequency and power factor: one alert of each kind, the worst part named."""
    view = gathering.view
    nominal_of_target: dict[int, list[FeedLoad]] = {}
    for load in view.feeds.values():
        for target_id in load.inlet_target_ids:
            nominal_of_target.setdefault(target_id, []).append(load)
    for target in view.targets.values():
        feeds = nominal_of_target.get(target.id, [])
        _judge_voltage(gathering, target, feeds)
        _judge_frequency(gathering, target)
        _judge_power_factor(gathering, target)


def _judge_voltage(gathering: Gathering, target: MeasuredTarget, feeds: Iterable[FeedLoad]) -> None:
    """Deviation from the feed's nominal voltage, in % of it; only where all feeds of the device have the same."""
    nominals = {
        abs(load.feed.voltage_v) / (1.732 if load.feed.phase is Phase.THREE else 1.0)
        for load in feeds
        if load.feed.supply is Supply.AC
    }
    if len(nominals) != 1:
        return
    (nominal_v,) = nominals
    key = key_of(RuleKind.VOLTAGE_BAND, ObjectKind.TARGET, target.id)
    readings = [
        (subject, subject.get(Quantity.VOLTAGE), nominal)
        for subject in _electrical(target)
        if (nominal := _nominal_of(subject, nominal_v)) is not None
    ]
    spec = gathering.spec(RuleKind.VOLTAGE_BAND, partial(gathering.where.of_target, target.id))
    if not spec.enabled or not readings:
        return
    judged = [(subject, reading, nominal) for subject, reading, nominal in readings if judged_value(reading)]
    if not judged:
        if any(was_measured(reading) for _, reading, _ in readings):
            gathering.not_known(key)
        return

    def off_pct(reading: Reading, nominal: float) -> float:
        return 100 * abs((reading.value or 0.0) - nominal) / nominal

    subject, reading, nominal = max(judged, key=lambda one: off_pct(one[1], one[2]))
    graded = grade(off_pct(reading, nominal), spec)
    if graded.severity is None:
        if graded.is_in_band:
            gathering.in_band(key)
        return
    volts, name = reading.value or 0.0, _part_of(subject)
    way = "below" if volts < nominal else "above"
    limit = nominal * (1 - (graded.threshold or 0) / 100 if volts < nominal else 1 + (graded.threshold or 0) / 100)
    message = (
        f"{name} voltage {volts:.0f} V is {off_pct(reading, nominal):.1f} % {way} {nominal:.0f} V"
        f" (limit {limit:.0f} V: the feed's voltage and {graded.threshold:g} %)"
    ).strip()
    found = _finding(key, name, reading, graded, spec, message, gathering.where.of_target(target.id))
    gathering.found(replace(found, limit_value=limit, is_low=volts < nominal))


def _nominal_of(subject: MeasuredSubject, nominal_v: float) -> float | None:
    """Between its two lines where the device tells a pair, else to neutral; None: it cannot be told which."""
    value = subject.get(Quantity.VOLTAGE).value
    if subject.description.leg in {Leg.AB, Leg.BC, Leg.CA}:
        return nominal_v * 1.732
    if subject.description.kind is SubjectKind.UNIT and value is not None and abs(value - nominal_v) > nominal_v * 0.4:
        # A unit with three phases may tell either.
        return nominal_v * 1.732
    return nominal_v


def _judge_frequency(gathering: Gathering, target: MeasuredTarget) -> None:
    key = key_of(RuleKind.FREQUENCY_BAND, ObjectKind.TARGET, target.id)
    spec = gathering.spec(RuleKind.FREQUENCY_BAND, partial(gathering.where.of_target, target.id))
    readings = [
        reading
        for subject in _electrical(target)
        if (reading := subject.get(Quantity.FREQUENCY)).value or was_measured(reading)
    ]
    if not spec.enabled or not readings:
        return
    judged = [reading for reading in readings if judged_value(reading)]
    if not judged:
        gathering.not_known(key)
        return

    def off_hz(reading: Reading) -> float:
        return min(abs((reading.value or 0.0) - nominal) for nominal in _NOMINAL_HZ)

    reading = max(judged, key=off_hz)
    graded = grade(off_hz(reading), spec)
    if graded.severity is None:
        if graded.is_in_band:
            gathering.in_band(key)
        return
    hertz = reading.value or 0.0
    nominal = min(_NOMINAL_HZ, key=lambda one: abs(one - hertz))
    message = (
        f"frequency {hertz:.2f} Hz is {off_hz(reading):.2f} Hz off {nominal:.0f} Hz (limit {graded.threshold:g} Hz)"
    )
    limit = nominal + (graded.threshold or 0) * (1 if hertz > nominal else -1)
    found = _finding(key, "", reading, graded, spec, message, gathering.where.of_target(target.id))
    gathering.found(replace(found, limit_value=limit, is_low=hertz < nominal))


def _judge_power_factor(gathering: Gathering, target: MeasuredTarget) -> None:
    key = key_of(RuleKind.POWER_FACTOR_LOW, ObjectKind.TARGET, target.id)
    spec = gathering.spec(RuleKind.POWER_FACTOR_LOW, partial(gathering.where.of_target, target.id))
    if not spec.enabled:
        return
    worst: tuple[float, MeasuredSubject, Reading, Grade] | None = None
    is_unknown = is_in_band = False
    for subject in target.of_kind(SubjectKind.UNIT) + target.of_kind(SubjectKind.INPUT):
        factor, power = subject.get(Quantity.POWER_FACTOR), subject.get(Quantity.ACTIVE_POWER)
        if not was_measured(factor) or not was_measured(power):
            continue
        value, watts = judged_value(factor), judged_value(power)
        if value is None or watts is None:
            is_unknown = True
        elif watts >= LEAST_LOAD_W and value > 0:
            graded = grade(value, spec)
            is_in_band = is_in_band or graded.is_in_band
            if graded.severity is not None and (worst is None or value < worst[0]):
                worst = value, subject, factor, graded
    if worst is not None:
        value, subject, reading, graded = worst
        message = f"power factor {value:.2f} is below {graded.threshold:g}: more current for the same work"
        found = _finding(key, "", reading, graded, spec, message, gathering.where.of_target(target.id))
        gathering.found(replace(found, is_low=True))
    elif is_unknown:
        gathering.not_known(key)
    elif is_in_band:
        gathering.in_band(key)


def judge_climate(gathering: Gathering) -> None:
    """Each sensor by itself: what may be too high, and too low as well."""
    for target in gathering.view.targets.values():
        for sensor in target.of_kind(SubjectKind.SENSOR):
            for rule, quantity in CLIMATE.items():
                _judge_sensor(gathering, target, sensor, rule, quantity)


def _judge_sensor(
    gathering: Gathering, target: MeasuredTarget, sensor: MeasuredSubject, rule: RuleKind, quantity: Quantity
) -> None:
    reading = sensor.get(quantity)
    if not was_measured(reading):
        return
    key = key_of(rule, ObjectKind.SENSOR, sensor.id)
    places_of = partial(gathering.where.of_part, target.id, ObjectKind.SENSOR, sensor)
    spec = gathering.spec(rule, places_of)
    if not spec.enabled:
        return
    value = judged_value(reading)
    # Exactly nothing is what many devices say of a socket without a probe, or of one that has no such sensor.
    if value is None or value == 0:
        gathering.not_known(key)
        return
    graded = grade(value, spec)
    if graded.severity is not None:
        name, unit = _JUDGED[rule]
        way = "below" if graded.is_low else "over"
        message = f"{name} {value:.1f} {unit} is {way} {graded.threshold:g} {unit}"
        found = _finding(key, "", reading, graded, spec, message, places_of())
        advice = (graded.is_low and spec.advice_below) or spec.advice
        gathering.found(replace(found, is_low=graded.is_low, advice=advice))
    elif graded.is_in_band:
        gathering.in_band(key)


def _finding(
    key: AlertKey,
    part: str,
    reading: Reading,
    graded: Grade,
    spec: RuleSpec,
    message: str,
    places: tuple[Place, ...],
) -> Finding:
    limit_name, unit = _JUDGED[key.rule]
    return Finding(
        key=key,
        severity=graded.severity or spec.warn_severity,
        object_name=places[0].name,
        part=part,
        limit_name=limit_name,
        limit_value=graded.threshold,
        measured_value=reading.value,
        unit=unit,
        message=message + (" (estimated)" if reading.quality is Quality.ESTIMATED else ""),
        kept_severity=graded.kept,
        sampled_at_s=reading.sampled_at_s,
        is_estimate=reading.quality is Quality.ESTIMATED,
        advice=spec.advice,
        places=places,
    )


def _electrical(target: MeasuredTarget) -> list[MeasuredSubject]:
    return [subject for subject in target.subjects if subject.description.kind in _ELECTRICAL]


def _part_of(subject: MeasuredSubject) -> str:
    leg = subject.description.leg
    if leg in {Leg.A, Leg.B, Leg.C}:
        return {Leg.A: "L1", Leg.B: "L2", Leg.C: "L3"}[leg]
    return subject.description.label if subject.description.kind is not SubjectKind.UNIT else ""
