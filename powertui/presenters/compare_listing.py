"""Measured beside modelled, as a plain table and as records."""

from collections.abc import Iterable, Sequence

from powertui.domain.compared import ComparedKind, ComparedObject
from powertui.domain.reading import Quality
from powertui.presenters.figures import difference, plain_number
from powertui.presenters.numbers import NOTHING, number, plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json, rounded
from powertui.presenters.text import Line, Tone

_WHERE = {
    ComparedKind.PORT: "OUTLET",
    ComparedKind.OUTLET: "LOAD",
    ComparedKind.INLET: "FEED",
    ComparedKind.LEG: "PANEL",
    ComparedKind.FEED: "PANEL",
    ComparedKind.RACK: "LOCATION",
}


def compare_table(kind: ComparedKind, found: Sequence[ComparedObject]) -> list[Line]:
    """One line an object."""
    headings = [
        Heading(kind.value.upper()),
        *([Heading(_WHERE[kind])] if kind in _WHERE else []),
        Heading("LOAD W", is_number=True),
        Heading("ALLOCATED W", is_number=True),
        Heading("MAXIMUM W", is_number=True),
        Heading("DIFF W", is_number=True),
        Heading("DIFF %", is_number=True),
        *([Heading("OUTLETS W", is_number=True)] if kind is ComparedKind.INLET else []),
        Heading("REMARK"),
    ]
    return plain_table(headings, [_row(kind, one) for one in found])


def compare_records(kind: ComparedKind, found: Iterable[ComparedObject]) -> list[Json]:
    """Keys with units, null where missing."""
    return [_record(kind, one) for one in found]


def _row(kind: ComparedKind, one: ComparedObject) -> tuple[Line, ...]:
    return (
        cell(plain(one.name), Tone.STRONG),
        *([cell(plain(one.where) or NOTHING)] if kind in _WHERE else []),
        _load(one),
        plain_number(one.allocated_w),
        plain_number(one.maximum_w),
        difference(one.difference_w),
        difference(one.difference_pct),
        *([plain_number(one.outlets_w)] if kind is ComparedKind.INLET else []),
        cell(one.remark.value if one.remark else "", Tone.WARN if one.remark else Tone.PLAIN),
    )


def _load(one: ComparedObject) -> Line:
    if one.measured_w is None:
        return cell(NOTHING, Tone.FAINT)
    text = number(one.measured_w)
    if one.quality >= Quality.STALE:
        return cell(f"{'!' if one.quality is Quality.IMPLAUSIBLE else '?'}{text}", Tone.UNKNOWN)
    return cell(f"~{text}" if one.quality is Quality.ESTIMATED else text)


def _record(kind: ComparedKind, one: ComparedObject) -> Json:
    record: Json = {
        "kind": kind.value,
        "name": one.name,
        "where": one.where or None,
        "measured_w": rounded(one.measured_w),
        "quality": one.quality.name.lower(),
        "allocated_w": rounded(one.allocated_w),
        "maximum_w": rounded(one.maximum_w),
        "difference_w": rounded(one.difference_w),
        "difference_pct": rounded(one.difference_pct),
        "remark": one.remark.name.lower().replace("_", "-") if one.remark else None,
    }
    return record | {"outlets_w": rounded(one.outlets_w)} if kind is ComparedKind.INLET else record
