"""Cords that carry nothing, or hardly anything, while another cord of the same device carries load."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from powertui.domain.alerts import AlertKey, Finding, ObjectKind, RuleKind, Severity
from powertui.domain.outlet_load import LIVE_W
from powertui.domain.plant import PlantView
from powertui.domain.reading import Quality
from powertui.domain.redundancy.cord_history import DAY_S, NO_MEMORY, CordHistory, CordMemory
from powertui.domain.redundancy.sharing import ACTIVE_SHARE
from powertui.domain.rollup import OutletLoad
from powertui.domain.rules.gathering import Gathering, key_of
from powertui.domain.rules.spec import RuleSpec

LOST_SHARE = 0.1
"""A cord that carries less than this part of an even share has lost its share."""

LEAST_SHARED_W = 50.0
"""Below, the shares of a device say nothing."""

_UNTOLD = frozenset({Quality.STALE, Quality.IMPLAUSIBLE})


@dataclass(frozen=True, slots=True)
class Cord:
    """A metered cord of a device."""

    load: OutletLoad
    port_id: int
    port_name: str
    target_id: int
    watts: float | None
    """None: nobody can tell now."""


def judge_cords(gathering: Gathering, memory: CordMemory = NO_MEMORY) -> None:
    """Each device with several metered cords; what they have been since they were first seen is in `memory`."""
    for device_id, cords in _metered_cords(gathering.view).items():
        if len(cords) > 1:
            _judge_device(gathering, device_id, cords, memory)


def cords_in_question(view: PlantView) -> dict[int, dict[int, int]]:
    """Devices with a cord that carries far less than another: of each its cords' subjects by power port.

    Whether that is bad depends on what they have been before.
    """
    told: dict[int, list[float]] = {}
    for loads in view.outlets_of_target.values():
        for load in loads:
            watts = load.active_power.value
            if load.load_device is not None and watts is not None and load.active_power.quality < Quality.STALE:
                told.setdefault(load.load_device.id, []).append(watts)
    suspects = {device_id for device_id, watts in told.items() if _stands_out(watts)}
    found = _metered_cords(view, suspects) if suspects else {}
    return {
        device_id: {cord.port_id: cord.load.subject.id for cord in cords if cord.load.subject is not None}
        for device_id, cords in found.items()
        if len(cords) > 1
    }


def _stands_out(watts: Sequence[float]) -> bool:
    """One far below the others, or hardly anything; a cord that cannot be read may make the even share smaller."""
    return max(watts) >= LIVE_W and min(watts) < max(LIVE_W, 2 * LOST_SHARE * sum(watts) / len(watts))


def _metered_cords(view: PlantView, chosen: AbstractSet[int] | None = None) -> dict[int, list[Cord]]:
    """By device, of all or of those that are chosen."""
    cords_of: dict[int, list[Cord]] = {}
    for target_id, loads in view.outlets_of_target.items():
        for load in loads:
            if load.load_device is None or load.load_port is None or load.outlet is None:
                continue
            if chosen is not None and load.load_device.id not in chosen:
                continue
            reading = load.active_power
            if reading.value is None and reading.quality not in _UNTOLD:
                # Not metered: says nothing of the device.
                continue
            watts = reading.value if reading.quality < Quality.STALE else None
            cord = Cord(load, load.load_port.id, load.load_port.name, target_id, watts)
            cords_of.setdefault(load.load_device.id, []).append(cord)
    return cords_of


def _judge_device(gathering: Gathering, device_id: int, cords: Sequence[Cord], memory: CordMemory) -> None:
    key = key_of(RuleKind.CORD_DEAD, ObjectKind.DEVICE, device_id)
    if device_id in memory.waiting:
        gathering.not_known(key)
        return
    history = memory.of(device_id)
    if history.standby:
        unproven = _unproven(cords, history)
        cords = _but_standby(cords, history)
        if len(cords) < 2:
            _judge_standby(gathering, key, cords, unproven, history)
            return
    told = [cord.watts for cord in cords if cord.watts is not None]
    total_w = sum(told)
    # Most devices are well: only what stands out is asked for its scope.
    lowest = min(cords, key=lambda cord: cord.watts if cord.watts is not None else float("inf"))
    if lowest.watts is None:
        gathering.not_known(key)
        return
    even_w = total_w / len(cords)
    spec = gathering.spec(RuleKind.CORD_DEAD, partial(gathering.where.of_cord, device_id, lowest.port_id))
    if not spec.enabled:
        return
    dead_w = spec.warn or 0.0
    others_live = any(cord.watts is not None and cord.watts >= LIVE_W for cord in cords if cord is not lowest)
    has_share = total_w >= LEAST_SHARED_W and len(told) == len(cords)
    if lowest.watts < dead_w and others_live:
        gathering.found(_finding(gathering, key, cords, lowest, spec, history, spec.warn_severity))
    elif has_share and lowest.watts < LOST_SHARE * even_w:
        kept = spec.warn_severity if lowest.watts < dead_w + spec.hysteresis else Severity.INFO
        found = _finding(gathering, key, cords, lowest, spec, history, Severity.INFO, kept)
        gathering.found(found)
    elif lowest.watts < dead_w + spec.hysteresis and len(told) < len(cords):
        # The others are silent: it may be the only one that is not, or the whole device is off.
        gathering.not_known(key)
    elif (lowest.watts < dead_w + spec.hysteresis and others_live) or (
        has_share and lowest.watts < 2 * LOST_SHARE * even_w
    ):
        gathering.in_band(key)
    elif any(cord.watts is None for cord in cords):
        _leave_open(gathering, key, cords)


def _unproven(cords: Sequence[Cord], history: CordHistory) -> Cord | None:
    """A standby cord that was never seen to carry, and draws less than what tells that it is alive."""
    return next(
        (
            cord
            for cord in cords
            if cord.port_id in history.standby and cord.port_id not in history.usual and cord.watts is not None
        ),
        None,
    )


def _judge_standby(
    gathering: Gathering, key: AlertKey, others: Sequence[Cord], unproven: Cord | None, history: CordHistory
) -> None:
    """What is standby by its history alone may have been dead from the start: that is said, but disturbs nobody."""
    if any(cord.watts is None for cord in others):
        gathering.not_known(key)
        return
    if unproven is None or unproven.watts is None:
        return
    spec = gathering.spec(RuleKind.CORD_DEAD, partial(gathering.where.of_cord, key.object_id, unproven.port_id))
    dead_w = spec.warn or 0.0
    if not spec.enabled or unproven.watts >= dead_w + spec.hysteresis:
        return
    if unproven.watts >= dead_w:
        gathering.in_band(key)
        return
    days = history.lasted_s / DAY_S
    message = (
        f"{unproven.port_name} has drawn nothing from {gathering.view.targets[unproven.target_id].name}"
        f" outlet {unproven.load.number} in the {days:,.0f} days since it was first seen: it is standby, or dead"
    )
    gathering.found(_stating(gathering, key, unproven, spec, message, Severity.INFO))


def _but_standby(cords: Sequence[Cord], history: CordHistory) -> list[Cord]:
    """Without standby cords that carry nearly nothing, as ever; one that has taken over is looked at as others are."""
    carried_w = sum(cord.watts for cord in cords if cord.watts is not None)
    return [
        cord
        for cord in cords
        if cord.port_id not in history.standby or cord.watts is None or cord.watts > (1 - ACTIVE_SHARE) * carried_w
    ]


def _leave_open(gathering: Gathering, key: AlertKey, cords: Sequence[Cord]) -> None:
    """A cord that is open on record and cannot be read now stays as it is, unless it is one that carries load."""
    recorded = next((one for one in gathering.view.alerts if one.is_open and one.finding.key == key), None)
    if recorded is None:
        return
    named = next((cord for cord in cords if cord.port_name == recorded.finding.part), None)
    if named is None or named.watts is None:
        gathering.not_known(key)


def _finding(
    gathering: Gathering,
    key: AlertKey,
    cords: Sequence[Cord],
    lowest: Cord,
    spec: RuleSpec,
    history: CordHistory,
    severity: Severity,
    kept: Severity | None = None,
) -> Finding:
    watts = lowest.watts or 0.0
    pdu = gathering.view.targets[lowest.target_id].name
    others = ", ".join(
        f"{cord.port_name} {cord.watts:,.0f} W" for cord in cords if cord is not lowest and cord.watts is not None
    )
    usual = history.usual.get(lowest.port_id)
    before = f"; before it usually carried {100 * usual:.0f} % of it" if usual is not None else ""
    draws = "nothing" if severity is spec.warn_severity else f"only {watts:,.0f} W"
    message = (
        f"redundancy lost: {lowest.port_name} draws {draws} from {pdu} outlet {lowest.load.number};"
        f" the load is on the other cord: {others}{before}"
    )
    return _stating(gathering, key, lowest, spec, message, severity, kept)


def _stating(
    gathering: Gathering,
    key: AlertKey,
    cord: Cord,
    spec: RuleSpec,
    message: str,
    severity: Severity,
    kept: Severity | None = None,
) -> Finding:
    device = gathering.view.graph.devices[key.object_id]
    return Finding(
        key=key,
        severity=severity,
        object_name=device.name or f"device {device.id}",
        part=cord.port_name,
        limit_name="",
        limit_value=None,
        measured_value=cord.watts or 0.0,
        unit="W",
        message=message,
        is_low=True,
        kept_severity=kept,
        sampled_at_s=cord.load.active_power.sampled_at_s,
        is_estimate=cord.load.active_power.quality is Quality.ESTIMATED,
        advice=spec.advice,
        places=gathering.where.of_cord(key.object_id, cord.port_id),
    )
