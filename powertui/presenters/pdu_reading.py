"""What was read of a PDU, a line for each device behind its agent: for whoever is to agree to have it in the model."""

from collections.abc import Iterator

from powertui.domain.pdu_parts import rated_current_a
from powertui.domain.reading import Leg, Quantity, SubjectKind, TargetDescription
from powertui.domain.reported import ReportedDevice, reported_devices
from powertui.presenters.numbers import number, plain
from powertui.presenters.text import BLANK, Line, Span, Tone, line

_ORDER = tuple(Leg)


def reading_lines(description: TargetDescription) -> Iterator[Line]:
    """Who it is, then what each of its units has."""
    who = " ".join(plain(text) for text in (description.vendor, description.model) if text)
    serial = f", serial {plain(description.serial)}" if description.serial else ""
    yield line(Span(who or "unnamed", Tone.STRONG), f"{serial}, family {description.family}")
    units = reported_devices(description)
    for unit in units:
        name = f"unit {plain(unit.unit)}: " if len(units) > 1 else ""
        yield line(f"  {name}{', '.join(_parts(unit)) or 'nothing to read'}")
    yield BLANK


def _parts(unit: ReportedDevice) -> Iterator[str]:
    rating_a = rated_current_a(unit)
    if rating_a is not None:
        yield f"rated {rating_a:g} A"
    if unit.inlets:
        yield _count(len(unit.inlets), "inlet", "inlets")
    phases = len(unit.of_kind(SubjectKind.PHASE))
    if phases:
        yield _count(phases, "phase", "phases")
    branches = unit.of_kind(SubjectKind.BRANCH)
    if branches:
        ratings = {
            fact.value for branch in branches for fact in branch.facts if fact.quantity is Quantity.RATED_CURRENT
        }
        each = f" of {ratings.pop():g} A" if len(ratings) == 1 else ""
        yield _count(len(branches), "branch", "branches") + each
    outlets = unit.of_kind(SubjectKind.OUTLET)
    if outlets:
        legs = sorted({outlet.leg for outlet in outlets if outlet.leg is not None}, key=_ORDER.index)
        on = f" on {', '.join(leg.value for leg in legs)}" if legs else ""
        yield _count(len(outlets), "outlet", "outlets") + on


def _count(count: int, one: str, more: str) -> str:
    return f"{number(count)} {one if count == 1 else more}"
