"""Profiles of PDU families, and what is wrong with a file that should be one, as lines and records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from powertui.presenters.numbers import number, plain
from powertui.presenters.text import BLANK, Line, Span, Tone, cells, line, pad
from powertui.services.change_records import JsonValue


@dataclass(frozen=True, slots=True)
class ProfileSummary:
    """One profile in a list."""

    family: str
    vendor: str
    mib: str
    evidence: str
    """`recording` or `mib`."""
    target: str
    """What a device of the family is: pdu, meter, ups, ats."""
    decoders: tuple[str, ...]
    origin: str
    """The file of a user's own; empty: it comes with the program."""
    replaces: bool = False
    """A user's own, in place of the program's."""


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """Where a quantity is read."""

    quantity: str
    unit: str
    oid: str
    """Dotted, and what follows behind it."""
    scale: str
    """What the raw value is multiplied by, or which column says it."""
    notes: str


@dataclass(frozen=True, slots=True)
class TableSummary:
    """What a table of a profile reads."""

    kind: str
    id: str
    readings: tuple[ColumnSummary, ...]
    facts: tuple[ColumnSummary, ...]


@dataclass(frozen=True, slots=True)
class ProfileDetail:
    """One profile in full."""

    summary: ProfileSummary
    note: str
    detection: tuple[tuple[str, tuple[str, ...]], ...]
    """What a device is recognised by: a word, and OIDs or patterns."""
    identity: tuple[tuple[str, tuple[str, ...]], ...]
    tables: tuple[TableSummary, ...]
    derived: tuple[str, ...]
    """What is computed where a device has it not: a sentence each."""


class Severity(Enum):
    """How bad something in a file is. Value: word for people."""

    MISTAKE = "mistake"
    """The profile cannot be used."""
    DOUBT = "doubt"
    """It can, and will probably read something wrong, or nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a file."""

    severity: Severity
    line: int
    """From 1; 0: of the file as a whole."""
    column: int
    key: str
    sentence: str


_HEADS = ("family", "vendor", "MIB", "evidence", "target", "decoders", "from")


def profile_lines(profiles: Sequence[ProfileSummary]) -> Iterator[Line]:
    """A line for each profile."""
    rows = [
        (
            one.family,
            plain(one.vendor),
            plain(one.mib),
            one.evidence,
            one.target,
            ", ".join(one.decoders) or "–",
            plain(one.origin) + (" (replaces ours)" if one.replaces else "") if one.origin else "powertui",
        )
        for one in profiles
    ]
    widths = [max(cells(row[column]) for row in (_HEADS, *rows)) for column in range(len(_HEADS))]
    for row in (_HEADS, *rows):
        text = "  ".join(pad(part, width) for part, width in zip(row, widths, strict=True))
        tone = Tone.DIM if row is _HEADS else Tone.WARN if row[3] == "mib" else Tone.PLAIN
        yield line(Span(text, tone))


def profiles_sentence(profiles: Sequence[ProfileSummary]) -> str:
    """`54 families, 20 of them compared with recordings of devices, 34 read from MIBs only`."""
    recorded = sum(one.evidence == "recording" for one in profiles)
    own = sum(bool(one.origin) for one in profiles)
    return (
        f"{number(len(profiles))} families: {number(recorded)} compared with recordings of devices,"
        f" {number(len(profiles) - recorded)} read from their MIBs only" + (f"; {number(own)} your own" if own else "")
    )


def profile_record(one: ProfileSummary) -> dict[str, JsonValue]:
    """The same for --json."""
    return {
        "family": one.family,
        "vendor": one.vendor,
        "mib": one.mib,
        "evidence": one.evidence,
        "target": one.target,
        "decoders": list(one.decoders),
        "origin": one.origin or None,
        "replaces": one.replaces,
    }


def detail_lines(detail: ProfileDetail) -> Iterator[Line]:
    """A profile in full."""
    one = detail.summary
    yield line(Span(f"{one.family}  ", Tone.STRONG), f"{plain(one.vendor)}, {plain(one.mib)}")
    facts = (
        ("evidence", one.evidence),
        ("target", one.target),
        ("decoders", ", ".join(one.decoders)),
        ("from", plain(one.origin) or "powertui"),
        ("note", plain(detail.note)),
        *((word, ", ".join(map(plain, said))) for word, said in (*detail.detection, *detail.identity)),
    )
    width = max(cells(word) for word, said in facts if said)
    for word, said in facts:
        if said:
            yield line(Span(f"  {pad(word, width)}  ", Tone.DIM), said)
    for table in detail.tables:
        yield BLANK
        yield line(Span(f"{table.kind} ", Tone.STRONG), Span(plain(table.id), Tone.DIM))
        rows = [*table.readings, *table.facts]
        texts = [(row.quantity, row.unit, plain(row.oid), plain(row.scale), plain(row.notes)) for row in rows]
        widths = [max((cells(text[column]) for text in texts), default=0) for column in range(5)]
        for text in texts:
            yield line("  " + "  ".join(pad(part, width) for part, width in zip(text, widths, strict=True)))
    if detail.derived:
        yield BLANK
        yield line(Span("computed where a device has it not", Tone.STRONG))
        yield from (line(f"  {plain(sentence)}") for sentence in detail.derived)


def detail_record(detail: ProfileDetail) -> dict[str, JsonValue]:
    """The same for --json."""
    return {
        **profile_record(detail.summary),
        "note": detail.note,
        "detection": {word: list(said) for word, said in detail.detection},
        "identity": {word: list(said) for word, said in detail.identity},
        "tables": [
            {
                "kind": table.kind,
                "id": table.id,
                "readings": [_column_record(column) for column in table.readings],
                "facts": [_column_record(column) for column in table.facts],
            }
            for table in detail.tables
        ],
        "derived": list(detail.derived),
    }


def finding_lines(file: str, findings: Sequence[Finding]) -> Iterator[Line]:
    """`FILE:LINE:COLUMN: key: what is wrong`, as compilers say it and editors understand it."""
    for one in findings:
        place = f"{plain(file)}:{one.line}:{one.column}: " if one.line else f"{plain(file)}: "
        key = f"{plain(one.key)}: " if one.key else ""
        word = Span(f"{one.severity.value}: ", Tone.CRIT if one.severity is Severity.MISTAKE else Tone.WARN)
        yield line(place, word, f"{key}{plain(one.sentence)}")


def finding_record(one: Finding) -> dict[str, JsonValue]:
    """The same for --json."""
    return {
        "severity": one.severity.value,
        "line": one.line or None,
        "column": one.column or None,
        "key": one.key,
        "sentence": one.sentence,
    }


def _column_record(column: ColumnSummary) -> dict[str, JsonValue]:
    return {
        "quantity": column.quantity,
        "unit": column.unit,
        "oid": column.oid,
        "scale": column.scale,
        "notes": column.notes,
    }
