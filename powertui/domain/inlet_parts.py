"""What of a polled device speaks for its inlets: the sources of a UPS or transfer switch, else the unit as a whole."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.reading import Quality, Quantity, SubjectKind
from powertui.domain.reported import source_name

_LOAD = (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.CURRENT)
_OUTPUT = frozenset({SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.LINE})


@dataclass(frozen=True, slots=True)
class InletParts:
    """What a device measures at some inlets."""

    units: tuple[MeasuredSubject, ...]
    """Summed up they are what the inlets draw."""
    conductors: tuple[MeasuredSubject, ...]


def inlet_parts(target: MeasuredTarget, inlet_ids: AbstractSet[int]) -> InletParts:
    """What speaks for the inlets.

    A UPS or transfer switch that measures its sources says by them what it draws; what it gives is something else.
    """
    sources = _at(target, SubjectKind.INPUT, inlet_ids)
    measured = tuple(source for source in sources if any(source.get(one).value is not None for one in _LOAD))
    covered = {source.binding.power_port_id for source in measured}
    rest = inlet_ids - covered
    units = _at(target, SubjectKind.UNIT, rest)
    lines = _at(target, SubjectKind.LINE, rest)
    phases = _at(target, SubjectKind.PHASE, rest)
    return InletParts((*measured, *units), (*measured, *lines, *phases))


def on_active_source(target: MeasuredTarget) -> MeasuredTarget:
    """A transfer switch with what it gives bound to the inlet that it draws from now.

    Only where it says which source that is, freshly; else nobody knows which feed carries its load.
    """
    sources = target.of_kind(SubjectKind.INPUT)
    if not sources:
        return target
    port_of = {
        unit.description.unit: _selected_port(unit, sources)
        for unit in target.of_kind(SubjectKind.UNIT)
        if unit.get(Quantity.SELECTED_SOURCE).value is not None
    }
    if not any(port_of.values()):
        return target
    return replace(
        target,
        subjects=tuple(
            replace(subject, binding=Binding(power_port_id=port_of[subject.description.unit]))
            if subject.description.kind in _OUTPUT and port_of.get(subject.description.unit) is not None
            else subject
            for subject in target.subjects
        ),
    )


def _selected_port(unit: MeasuredSubject, sources: tuple[MeasuredSubject, ...]) -> int | None:
    reading = unit.get(Quantity.SELECTED_SOURCE)
    if reading.value is None or reading.quality >= Quality.STALE:
        return None
    mine = [source for source in sources if source.description.unit == unit.description.unit]
    names = list(dict.fromkeys(source_name(source.description) for source in mine))
    place = round(reading.value) - 1
    if not 0 <= place < len(names):
        return None
    return next((one.binding.power_port_id for one in mine if source_name(one.description) == names[place]), None)


def _at(target: MeasuredTarget, kind: SubjectKind, inlet_ids: AbstractSet[int]) -> tuple[MeasuredSubject, ...]:
    return tuple(subject for subject in target.of_kind(kind) if subject.binding.power_port_id in inlet_ids)
