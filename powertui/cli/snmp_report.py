"""What one reading of a device looks like: as JSON for programs, as lines for people. Pure."""

from collections.abc import Iterator, Sequence
from enum import IntEnum

from powertui.domain.contradiction import CheckWarning
from powertui.domain.reading import (
    LoadState,
    OutletState,
    Quality,
    Quantity,
    Reading,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    Wiring,
)
from powertui.presenters.numbers import mark
from powertui.presenters.text import BLANK, Line, Span, Tone, cells, clip, join, line, pad

JsonValue = str | int | float | bool
Json = dict[str, JsonValue | list[str] | None]

_SECTIONS = {
    "units": SubjectKind.UNIT,
    "inputs": SubjectKind.INPUT,
    "phases": SubjectKind.PHASE,
    "lines": SubjectKind.LINE,
    "branches": SubjectKind.BRANCH,
    "outlets": SubjectKind.OUTLET,
    "sensors": SubjectKind.SENSOR,
}
_WORDS: dict[Quantity, type[IntEnum]] = {
    Quantity.STATE: OutletState,
    Quantity.LOAD_STATE: LoadState,
    Quantity.STATUS: LoadState,
    Quantity.WIRING: Wiring,
}
_HEADS = {
    Quantity.ACTIVE_POWER: "power",
    Quantity.APPARENT_POWER: "apparent",
    Quantity.REACTIVE_POWER: "reactive",
    Quantity.POWER_FACTOR: "PF",
    Quantity.VOLTAGE_LINE_TO_LINE: "line to line",
    Quantity.FREQUENCY: "freq",
    Quantity.LOAD_SHARE: "load",
    Quantity.LOAD_STATE: "load state",
    Quantity.PEAK_POWER: "peak",
    Quantity.RESIDUAL_CURRENT: "residual",
    Quantity.APPARENT_ENERGY: "energy",
    Quantity.RATED_CURRENT: "rated",
    Quantity.RATED_POWER: "rated",
    Quantity.RATED_APPARENT_POWER: "rated",
    Quantity.NOMINAL_VOLTAGE: "nominal",
    Quantity.LOW_LOAD_CURRENT: "low",
    Quantity.LOW_LOAD_POWER: "low",
    Quantity.NEAR_OVERLOAD_CURRENT: "near",
    Quantity.NEAR_OVERLOAD_POWER: "near",
    Quantity.OVERLOAD_CURRENT: "over",
    Quantity.OVERLOAD_POWER: "over",
    Quantity.OUTLET_COUNT: "outlets",
    Quantity.SWITCHED_OUTLET_COUNT: "switched",
    Quantity.METERED_OUTLET_COUNT: "metered",
    Quantity.PHASE_COUNT: "phases",
    Quantity.BANK_COUNT: "banks",
    Quantity.INLET_COUNT: "inlets",
    Quantity.BREAKER_COUNT: "breakers",
}
"""Short heads; the unit comes behind. All others are called by their own name."""

NOTHING = "–"
NAME_WIDTH = 32


def as_json(description: TargetDescription, batch: ReadingBatch) -> dict[str, str | list[Json]]:
    """One object with a list for each kind of part; what the device does not give is left out."""
    readings = batch.readings(description)
    document: dict[str, str | list[Json]] = {
        "family": description.family,
        "vendor": description.vendor,
        "model": description.model,
        "serial": description.serial,
        "firmware": description.firmware,
        "name": description.name,
    }
    for section, kind in _SECTIONS.items():
        document[section] = [
            _subject_json(subject, readings[subject.kind, subject.key])
            for subject in description.subjects
            if subject.kind is kind
        ]
    document["warnings"] = [_warning_json(warning) for warning in description.warnings]
    return document


def _warning_json(warning: CheckWarning) -> Json:
    row: Json = {"severity": "warning" if warning.is_scale else "note"}
    if warning.kind is not None and warning.quantity is not None:
        row |= {"part": warning.kind.value, "id": warning.key, "quantity": warning.quantity.key}
    return {**row, "text": warning.text}


def _subject_json(subject: SubjectDescription, readings: Sequence[Reading]) -> Json:
    row: Json = {"id": _within_unit(subject, subject.key)}
    if subject.unit and not (subject.kind is SubjectKind.UNIT and subject.unit == subject.key):
        row["unit"] = subject.unit
    if subject.index != subject.key:
        row["index"] = subject.index
    for key, text in (
        ("name", subject.name),
        ("label", subject.label),
        ("branch", _within_unit(subject, subject.branch)),
    ):
        if text:
            row[key] = text
    if subject.leg is not None:
        row["leg"] = subject.leg.value
    for reading in (*readings, *subject.facts):
        if reading.value is None:
            continue
        if reading.quality is Quality.IMPLAUSIBLE:
            # Under a name of its own: a program that asks for the quantity must not take this for it.
            row[f"{_key(subject.kind, reading.quantity)}_implausible"] = _value(reading)
            continue
        row[_key(subject.kind, reading.quantity)] = _value(reading)
        if reading.quality is Quality.ESTIMATED:
            row[f"{reading.quantity.name.lower()}_estimated"] = True
    return row


def _within_unit(subject: SubjectDescription, key: str) -> str:
    """What the device calls it: a key names the unit of a chain too, which has a place of its own here."""
    return key.removeprefix(f"{subject.unit}:") if subject.unit else key


def _key(kind: SubjectKind, quantity: Quantity) -> str:
    """Only a unit has an active power that needs to be told from other kinds of power."""
    if quantity is Quantity.ACTIVE_POWER and kind is not SubjectKind.UNIT:
        return "power_w"
    return quantity.key


def _value(reading: Reading) -> JsonValue:
    value = reading.value or 0.0
    words = _WORDS.get(reading.quantity)
    if words is not None:
        return words(int(value)).name.lower()
    return int(value) if value.is_integer() else value


def as_lines(description: TargetDescription, batch: ReadingBatch) -> Iterator[Line]:
    """A heading and one aligned table for each kind of part."""
    readings = batch.readings(description)
    yield line(Span(plain(" ".join(filter(None, (description.vendor, description.model)))), Tone.STRONG))
    details = (
        ("profile", description.family),
        ("serial", description.serial),
        ("firmware", description.firmware),
        ("name", description.name),
    )
    yield join("  ", [line(Span(f"{word} ", Tone.DIM), plain(text)) for word, text in details if text])
    for section, kind in _SECTIONS.items():
        subjects = [subject for subject in description.subjects if subject.kind is kind]
        if subjects:
            rows = [(subject, (*readings[kind, subject.key], *subject.facts)) for subject in subjects]
            yield BLANK
            yield line(Span(section, Tone.STRONG))
            yield from _table(rows)
    if not description.subjects:
        yield BLANK
        yield line("recognised, but there is nothing to read: the device answers none of what its family measures")
    for warning in description.warnings:
        yield BLANK
        sign = Span("▲ ", Tone.WARN) if warning.is_scale else Span("note: ", Tone.DIM)
        yield line(sign, plain(warning.text))
    if description.note:
        yield BLANK
        yield line(plain(description.note))


def _table(rows: Sequence[tuple[SubjectDescription, Sequence[Reading]]]) -> Iterator[Line]:
    quantities = list(dict.fromkeys(reading.quantity for _, readings in rows for reading in readings))
    has_names = any(subject.name for subject, _ in rows)
    texts = ["id", "name"] if has_names else ["id"]
    heads = [*texts, *map(_head, quantities)]
    body = [
        [
            *(plain(subject.key), clip(plain(subject.name), NAME_WIDTH))[: len(texts)],
            *(_cell(quantity, readings) for quantity in quantities),
        ]
        for subject, readings in rows
    ]
    widths = [max(cells(row[column]) for row in (heads, *body)) for column in range(len(heads))]
    for row in (heads, *body):
        aligned = [
            pad(text, width, right=column >= len(texts))
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield line(Span(f"  {'  '.join(aligned)}", Tone.DIM if row is heads else Tone.PLAIN))


def _head(quantity: Quantity) -> str:
    words = _HEADS.get(quantity) or quantity.name.lower().replace("_", " ")
    return f"{words} {quantity.unit}".strip()


def _cell(quantity: Quantity, readings: Sequence[Reading]) -> str:
    reading = next((reading for reading in readings if reading.quantity is quantity), None)
    if reading is None or reading.value is None:
        return NOTHING
    value = _value(reading)
    text = value.replace("_", " ") if isinstance(value, str) else f"{value:g}" if value < 10_000 else f"{value:.0f}"
    return f"{mark(reading)}{text}"


def plain(text: str) -> str:
    """Text that a terminal takes for nothing but text."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
