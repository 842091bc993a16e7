"""Which devices a polled agent speaks for: a PDU, or the units of a chain, each with its inlets and its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from powertui.domain.reading import SubjectDescription, SubjectKind, TargetDescription

LONGEST_UNIT = 50
"""What the database keeps of a unit's name."""


@dataclass(frozen=True, slots=True)
class ReportedDevice:
    """One device behind an agent, as the agent reports it."""

    unit: str
    """What the agent calls it; empty where it has no words for its only device."""
    inlets: tuple[SubjectDescription, ...]
    """Its input cords. Of what has sources to choose from, those; none where the agent measures none."""
    parts: tuple[SubjectDescription, ...]
    """Everything else, of sources further phases included."""

    def of_kind(self, kind: SubjectKind) -> tuple[SubjectDescription, ...]:
        """Its parts of one kind, in the agent's order."""
        return tuple(part for part in self.parts if part.kind is kind)

    def inlet_of(self, part: SubjectDescription) -> int | None:
        """The number of the inlet, from 0, that a part says it hangs on; None where that is not told."""
        if len(self.inlets) == 1:
            return 0
        names: tuple[Mapping[str, int], ...] = tuple(
            _only({text: number for number, text in enumerate(texts)}, texts)
            for texts in ([inlet.key for inlet in self.inlets], [inlet.index for inlet in self.inlets])
        )
        return next((found[part.unit] for found in names if part.unit in found), None)


def source_name(source: SubjectDescription) -> str:
    """What the phases of one source have in common: what is printed at it."""
    return source.label or source.key


def key_within_unit(part: SubjectDescription) -> str:
    """A part's key without the unit that stands before it in a chain."""
    return part.key.removeprefix(f"{part.unit}:") if part.unit else part.key


def reported_devices(description: TargetDescription) -> tuple[ReportedDevice, ...]:
    """The devices behind an agent, in its order; at least one, and each part belongs to exactly one of them."""
    subjects = description.subjects
    units = [subject for subject in subjects if subject.kind is SubjectKind.UNIT]
    owner = _owners(units) if units else {subject.unit: subject.unit for subject in subjects if _conducts(subject)}
    names = list(dict.fromkeys(owner.values())) or [""]
    members: dict[str, list[SubjectDescription]] = {name: [] for name in names}
    for subject in subjects:
        members[_unit_of(subject, owner, names)].append(subject)
    return tuple(_device(name, found) for name, found in members.items())


def _owners(units: Sequence[SubjectDescription]) -> dict[str, str]:
    """What parts may call their unit, and the device that is meant: by unit, else by the cord's key or index."""
    owner = {unit.unit or unit.key: unit.unit or unit.key for unit in units}
    for texts in ([unit.key for unit in units], [unit.index for unit in units]):
        for text, unit in zip(texts, units, strict=True):
            owner.setdefault(text, unit.unit or unit.key)
    return owner


def _unit_of(subject: SubjectDescription, owner: Mapping[str, str], names: Sequence[str]) -> str:
    if subject.kind is SubjectKind.UNIT:
        return subject.unit or subject.key
    if subject.unit in owner:
        return owner[subject.unit]
    # `1.2` of a device 1: a cord that is not reported by itself.
    return next((name for name in names if name and subject.unit.startswith(f"{name}.")), names[0])


def _conducts(subject: SubjectDescription) -> bool:
    return subject.kind is not SubjectKind.SENSOR


def _device(name: str, members: Sequence[SubjectDescription]) -> ReportedDevice:
    inputs = [member for member in members if member.kind is SubjectKind.INPUT]
    # The first phase of a source stands for it.
    sources = {source_name(member): member for member in reversed(inputs)}
    cords = tuple(member for member in inputs if sources[source_name(member)] is member)
    cords = cords or tuple(member for member in members if member.kind is SubjectKind.UNIT)
    rest = (member for member in members if member.kind is not SubjectKind.UNIT and member not in cords)
    return ReportedDevice(name[:LONGEST_UNIT], cords, tuple(rest))


def _only(numbers: Mapping[str, int], texts: Sequence[str]) -> Mapping[str, int]:
    return {text: number for text, number in numbers.items() if texts.count(text) == 1}
