"""What a search for PDUs has found, as lines for people and as a record for programs."""

from collections.abc import Iterator, Sequence

from powertui.domain.natural import natural_key
from powertui.domain.reading import PollOutcome, SubjectKind
from powertui.domain.reported import reported_devices
from powertui.presenters.numbers import number, plain
from powertui.presenters.text import BLANK, Line, Span, Tone, cells, clip, line, pad
from powertui.services.change_records import JsonValue
from powertui.services.pdu_search import Findings, FoundOther, FoundPdu

WIDTH = 28
_HEADS = ("address", "credential", "family", "model", "name", "outlets", "units")
_NUMBERS = 2
"""So many columns at the end are numbers."""


def in_order(findings: Findings) -> tuple[FoundPdu, ...]:
    """The PDUs found, by address: they were found as they answered."""
    return tuple(sorted(findings.pdus, key=lambda one: (natural_key(one.place.host), one.place.port)))


def findings_lines(findings: Findings) -> Iterator[Line]:
    """A line for each PDU, then who else answered."""
    pdus = in_order(findings)
    if pdus:
        yield from _table([_row(found) for found in pdus])
    others = sorted(findings.others, key=lambda one: (natural_key(one.place.host), one.place.port))
    if pdus and others:
        yield BLANK
    for other in others:
        yield line(Span(f"{_address(other)}  {_why(other)}", Tone.DIM))


def summary(findings: Findings) -> str:
    """`3 PDUs at 254 addresses, 2 others answered`."""
    found = len(findings.pdus)
    told = f"{number(found)} {'PDU' if found == 1 else 'PDUs'} at {number(findings.looked_at)}"
    if findings.looked_at < findings.count:
        told += f" of {number(findings.count)}"
    told += " address" if findings.looked_at == findings.count == 1 else " addresses"
    others = len(findings.others)
    return told + (f", {number(others)} {'other' if others == 1 else 'others'} answered" if others else "")


def findings_record(findings: Findings) -> dict[str, JsonValue]:
    """The same for --json."""
    return {
        "addresses": findings.count,
        "looked_at": findings.looked_at,
        "found": [
            {
                "host": found.place.host,
                "port": found.place.port,
                "credential": found.credential,
                "family": found.description.family,
                "vendor": found.description.vendor,
                "model": found.description.model,
                "serial": found.description.serial,
                "name": found.description.name,
                "outlets": _outlets(found),
                "units": len(reported_devices(found.description)),
            }
            for found in in_order(findings)
        ],
        "others": [
            {
                "host": other.place.host,
                "port": other.place.port,
                "outcome": other.failure.outcome.value,
                "detail": other.failure.detail,
            }
            for other in findings.others
        ],
    }


def _row(found: FoundPdu) -> tuple[str, ...]:
    told = found.description
    return (
        _address(found),
        plain(found.credential),
        told.family,
        clip(plain(told.model), WIDTH),
        clip(plain(told.name), WIDTH),
        number(_outlets(found)),
        number(len(reported_devices(told))),
    )


def _outlets(found: FoundPdu) -> int:
    return sum(subject.kind is SubjectKind.OUTLET for subject in found.description.subjects)


def _address(found: FoundPdu | FoundOther) -> str:
    host = f"[{found.place.host}]" if ":" in found.place.host else found.place.host
    return f"{host}:{found.place.port}"


def _why(other: FoundOther) -> str:
    if other.failure.outcome is PollOutcome.REFUSED:
        return f"lets nobody in: {plain(other.failure.detail)}"
    return plain(other.failure.detail)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[Line]:
    widths = [max(cells(row[column]) for row in (_HEADS, *rows)) for column in range(len(_HEADS))]
    for row in (_HEADS, *rows):
        parts = [
            pad(text, width, right=column >= len(_HEADS) - _NUMBERS)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield line(Span("  ".join(parts), Tone.DIM if row is _HEADS else Tone.PLAIN))
