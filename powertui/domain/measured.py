"""What is known of each polled device, and which of its parts is which modelled port or outlet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from powertui.domain.graph import PowerGraph
from powertui.domain.reading import (
    PollOutcome,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    missing,
)

MOST_DIGITS = 9
"""An outlet's number has fewer by far; what has more is no number of an outlet."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which modelled component a subject is; both None where the model has none."""

    power_port_id: int | None = None
    power_outlet_id: int | None = None


@dataclass(frozen=True, slots=True)
class MeasuredSubject:
    """A part of a device with its newest readings."""

    id: int
    """Stable in the database."""
    description: SubjectDescription
    readings: tuple[Reading, ...]
    binding: Binding = Binding()

    def get(self, quantity: Quantity) -> Reading:
        """The reading of a quantity, a fact included; a missing one if the device does not give it."""
        for reading in (*self.readings, *self.description.facts):
            if reading.quantity is quantity:
                return reading
        return missing(quantity)


@dataclass(frozen=True, slots=True)
class MeasuredTarget:
    """A polled device as last seen."""

    id: int
    name: str
    host: str
    port: int
    device_id: int | None
    outcome: PollOutcome
    """Of the newest attempt."""
    detail: str
    """The newest failure's sentence; empty after a success."""
    attempted_at_s: float | None
    sampled_at_s: float | None
    """Of the newest readings, which may be older than the newest attempt."""
    latency_s: float | None
    uptime_s: float | None
    family: str
    vendor: str
    model: str
    serial: str
    firmware: str
    subjects: tuple[MeasuredSubject, ...]
    failures: int = 0
    """Attempts that failed since the last success."""
    rebooted_at_s: float | None = None
    """When its uptime last started again while we watched; None if it never did."""

    def of_kind(self, kind: SubjectKind) -> tuple[MeasuredSubject, ...]:
        """Its subjects of one kind, in the device's order."""
        return tuple(subject for subject in self.subjects if subject.description.kind is kind)


def bind(graph: PowerGraph, device_id: int, description: TargetDescription) -> tuple[Binding, ...]:
    """Match a device's subjects with its modelled ports and outlets, one binding for each subject, in order.

    An outlet matches by its printed label or key, then by the user's name, then by its number. Units and inlets match
    the device's ports in order, and those beyond them none; phases and lines belong to the inlet of their unit.
    """
    outlets = graph.outlets_of_device(device_id)
    ports = graph.ports_of_device(device_id)
    by_name = {_normal(text): outlet.id for outlet in outlets for text in (outlet.label, outlet.name) if text}
    by_number = _unambiguous((_number(outlet.name), outlet.id) for outlet in outlets)
    units = [subject for subject in description.subjects if subject.kind is SubjectKind.UNIT]
    port_of_unit: dict[str, int | None] = {}
    for unit, port in zip_longest(units, ports[: len(units)]):
        for name in (unit.key, unit.unit, unit.index):
            port_of_unit.setdefault(name, port.id if port else None)
    only_port = ports[0].id if len(ports) == 1 else None
    bindings = []
    for subject in description.subjects:
        if subject.kind is SubjectKind.OUTLET:
            outlet_id = _first(by_name, (subject.label, subject.key, subject.name))
            if outlet_id is None and (number := _number(subject.label or subject.key)) is not None:
                outlet_id = by_number.get(number)
            bindings.append(Binding(power_outlet_id=outlet_id))
        elif subject.kind is SubjectKind.UNIT:
            bindings.append(Binding(power_port_id=port_of_unit.get(subject.key, only_port)))
        elif subject.kind in {SubjectKind.PHASE, SubjectKind.LINE}:
            bindings.append(Binding(power_port_id=port_of_unit.get(subject.unit, only_port)))
        else:
            bindings.append(Binding())
    return tuple(bindings)


def total(quantity: Quantity, readings: Sequence[Reading]) -> Reading:
    """The sum of what is there: ESTIMATED as soon as any part is missing, as old as its oldest part."""
    present = [reading for reading in readings if reading.value is not None]
    if not present:
        return missing(quantity)
    quality = max(reading.quality for reading in present)
    if len(present) < len(readings):
        quality = max(quality, Quality.ESTIMATED)
    moments = [reading.sampled_at_s for reading in present if reading.sampled_at_s is not None]
    return Reading(
        quantity, sum(reading.value or 0.0 for reading in present), quality, min(moments) if moments else None
    )


def _normal(text: str) -> str:
    return "".join(text.split()).casefold()


def _first(by_name: dict[str, int], candidates: Sequence[str]) -> int | None:
    for candidate in candidates:
        found = by_name.get(_normal(candidate)) if candidate else None
        if found is not None:
            return found
    return None


def _unambiguous(numbered: Iterable[tuple[int | None, int]]) -> dict[int, int]:
    """Ids by number, without the numbers that several share (A1 and B1)."""
    found: dict[int, list[int]] = {}
    for number, item_id in numbered:
        if number is not None:
            found.setdefault(number, []).append(item_id)
    return {number: ids[0] for number, ids in found.items() if len(ids) == 1}


def _number(name: str) -> int | None:
    digits = ""
    for character in reversed(name.strip()):
        if not character.isdecimal():
            break
        digits = character + digits
    return int(digits) if 0 < len(digits) <= MOST_DIGITS else None
