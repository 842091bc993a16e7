"""Lifetime totals of energy in words, in cells and for programs."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import TypedDict

from powertui.domain.energy_record import EnergyRecord
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.reading import Quantity, SubjectKind
from powertui.presenters import numbers
from powertui.presenters.facts import fact
from powertui.presenters.moments import day, iso_utc
from powertui.presenters.picture import Picture
from powertui.presenters.text import Line, Span, Tone

_SMALL_KWH = 1000.0
"""Below it a digit behind the point says something."""


class EnergyJson(TypedDict):
    """A lifetime total for programs."""

    lifetime_kwh: float
    since: str | None
    counter_kwh: float | None
    counter_wraps: int
    counter_falls: int
    stored_at: str | None


def counting(targets: Iterable[MeasuredTarget]) -> tuple[int, ...]:
    """The ids of the parts that count energy."""
    return tuple(
        subject.id
        for target in targets
        for subject in target.subjects
        if Quantity.ENERGY in subject.description.quantities
    )


def part_energy(picture: Picture, subject: MeasuredSubject | None) -> list[Line]:
    """A part's lifetime total, and what became of its counter, as facts; none where it counts nothing."""
    record = picture.energies.get(subject.id) if subject is not None else None
    if record is None:
        return []
    more = [since(record), fallen(record)]
    return [
        fact("Lifetime", kwh(record.lifetime_wh)),
        *(fact("", Span(said, Tone.DIM)) for said in more if said),
    ]


def inlet_energy(picture: Picture, target: MeasuredTarget) -> list[Line]:
    """The inlets' lifetime total and their own counter on one line; none where they count nothing."""
    records = [picture.energies[unit.id] for unit in target.of_kind(SubjectKind.UNIT) if unit.id in picture.energies]
    if not records:
        return []
    whole = summed(records)
    inlets = f" of {len(records)} inlets" if len(records) > 1 else ""
    stored = numbers.age(max(0.0, picture.now_s - whole.at_s))
    first = fact(
        "Lifetime",
        kwh(whole.lifetime_wh),
        Span(f"{inlets} {since(whole)}   counter ", Tone.DIM),
        kwh(whole.counter_wh),
        Span(f"   {stored} old", Tone.DIM),
    )
    became = fallen(whole)
    return [first, fact("", Span(f"its counter {became}", Tone.DIM))] if became else [first]


def summed(records: Iterable[EnergyRecord]) -> EnergyRecord:
    """Of several parts: since the latest of their beginnings; no counter where one is not known."""
    known = list(records)
    beginnings = [record.since_s for record in known if record.since_s is not None]
    counters = [record.counter_wh for record in known if record.counter_wh is not None]
    return EnergyRecord(
        sum(record.lifetime_wh for record in known),
        sum(counters) if len(counters) == len(known) else None,
        min(record.at_s for record in known),
        max(beginnings) if len(beginnings) == len(known) else None,
        sum(record.wraps for record in known),
        sum(record.falls for record in known),
    )


def kwh(energy_wh: float | None) -> str:
    """`12,345 kWh`, `45.1 kWh`; a dash where there is none."""
    if energy_wh is None:
        return numbers.NOTHING
    value = energy_wh / 1000
    return numbers.with_unit(value, "kWh", 1 if value < _SMALL_KWH else 0)


def since(record: EnergyRecord, zone: tzinfo | None = None) -> str:
    """The day since which the total is kept; what the counter said then is in it."""
    return f"since {day(record.since_s, zone)}" if record.since_s is not None else ""


def fallen(record: EnergyRecord) -> str:
    """What became of the counter: `wrapped 1×, fell 2×`; empty for most."""
    told = (f"wrapped {record.wraps}×" if record.wraps else "", f"fell {record.falls}×" if record.falls else "")
    return ", ".join(filter(None, told))


def energy_record(picture: Picture, subject: MeasuredSubject | None) -> EnergyJson | None:
    """For --json; null where a part counts nothing."""
    record = picture.energies.get(subject.id) if subject is not None else None
    if record is None:
        return None
    return {
        "lifetime_kwh": round(record.lifetime_wh / 1000, 3),
        "since": iso_utc(record.since_s),
        "counter_kwh": None if record.counter_wh is None else record.counter_wh / 1000,
        "counter_wraps": record.wraps,
        "counter_falls": record.falls,
        "stored_at": iso_utc(record.at_s),
    }
