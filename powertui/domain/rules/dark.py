"""What goes dark as a whole: a PDU without voltage, a feed or a panel all of whose PDUs are gone.

A PDU that is gone is silent or reads no voltage. Nobody sees a panel go dark; that all PDUs that only it supplies went
is taken for it, and the message says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from powertui.domain.alerts import AlertKey, Finding, ObjectKind, RuleKind
from powertui.domain.measured import MeasuredTarget
from powertui.domain.reading import Quality, Quantity, Reading, SubjectKind
from powertui.domain.rules.gathering import Gathering, judged_value, key_of, stated, was_measured
from powertui.domain.rules.reach import LEAST_TOGETHER, is_silent
from powertui.domain.rules.spec import RuleSpec, grade
from powertui.domain.rules.whereabouts import Places
from powertui.domain.upstream import NodeKind

_SUPPLIED = (SubjectKind.UNIT, SubjectKind.INPUT, SubjectKind.PHASE, SubjectKind.LINE)
_LEAST_NOMINAL_V = 100.0
"""The lowest mains voltage that there is: against it, a share of nothing is nothing in any country."""


def judge_dark(gathering: Gathering) -> dict[int, bool]:
    """PDUs, feeds and panels. Returns, of each device that ever gave readings, whether it is gone."""
    gone: dict[int, bool] = {}
    for target in gathering.view.targets.values():
        if target.power_panel_id is not None or target.sampled_at_s is None:
            continue
        is_dark = _judge_pdu(gathering, target)
        gone[target.id] = is_dark or is_silent(target, gathering.settings.silent_after_failures)
    _judge_above(gathering, gone)
    return gone


def _judge_pdu(gathering: Gathering, target: MeasuredTarget) -> bool:
    voltages = [
        reading
        for subject in target.subjects
        if subject.description.kind in _SUPPLIED
        for quantity in (Quantity.VOLTAGE, Quantity.VOLTAGE_LINE_TO_LINE)
        if was_measured(reading := subject.get(quantity))
    ]
    if not voltages:
        return False
    key = key_of(RuleKind.PDU_DARK, ObjectKind.TARGET, target.id)
    spec = gathering.spec(RuleKind.PDU_DARK, partial(gathering.where.of_target, target.id))
    volts = [value for reading in voltages if (value := judged_value(reading)) is not None]
    if not spec.enabled:
        return False
    if not volts:
        gathering.not_known(key)
        return False
    graded = grade(100 * max(volts) / _LEAST_NOMINAL_V, spec)
    if graded.severity is not None:
        message = f"no voltage on any inlet or phase ({max(volts):.0f} V): what has no other cord is without power"
        gathering.found(_finding(gathering, key, target.name, spec, message, max(voltages, key=_moment)))
        return True
    if graded.is_in_band:
        gathering.in_band(key)
    return False


def _judge_above(gathering: Gathering, gone: Mapping[int, bool]) -> None:
    """Feeds and panels that have lost all that they alone supply."""
    if not any(gone.values()):
        return
    below: dict[tuple[NodeKind, int], list[int]] = {}
    for target_id in gone:
        for node in gathering.where.needs(target_id):
            below.setdefault(node, []).append(target_id)
    for (node_kind, object_id), target_ids in below.items():
        if len(target_ids) < LEAST_TOGETHER or not all(gone[target_id] for target_id in target_ids):
            continue
        is_panel = node_kind is NodeKind.PANEL
        kind, rule = (ObjectKind.PANEL, RuleKind.PANEL_DARK) if is_panel else (ObjectKind.FEED, RuleKind.FEED_DARK)
        key = key_of(rule, kind, object_id)
        spec = gathering.spec(rule, partial(_places, gathering, key))
        if not spec.enabled:
            continue
        places = _places(gathering, key)
        silent = sum(
            is_silent(gathering.view.targets[target_id], gathering.settings.silent_after_failures)
            for target_id in target_ids
        )
        how = "fell silent" if silent == len(target_ids) else "are without voltage or silent"
        message = f"all {len(target_ids)} PDUs that only it supplies {how}: taken for a loss of power"
        gathering.found(_finding(gathering, key, places[0].name, spec, message, None))


def _places(gathering: Gathering, key: AlertKey) -> Places:
    where = gathering.where
    of_kind = {
        ObjectKind.PANEL: where.of_panel,
        ObjectKind.FEED: where.of_feed,
        ObjectKind.TARGET: where.of_target,
    }
    return of_kind[key.object_kind](key.object_id)


def _finding(
    gathering: Gathering, key: AlertKey, name: str, spec: RuleSpec, message: str, reading: Reading | None
) -> Finding:
    sampled_at_s = reading.sampled_at_s if reading is not None else None
    found = stated(key, spec, name, message, _places(gathering, key), sampled_at_s=sampled_at_s)
    return replace(found, is_estimate=reading is not None and reading.quality is Quality.ESTIMATED)


def _moment(reading: Reading) -> float:
    return reading.sampled_at_s or 0.0
