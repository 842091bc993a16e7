"""Profiles as front ends show them: from the loader's model to plain words, and files checked with their lines."""

import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from collectors.profiles.advice import doubts
from collectors.profiles.columns import Column, DeviceScale, Parse
from collectors.profiles.expand import Mistake
from collectors.profiles.identity import Source
from collectors.profiles.loader import PACKAGED, check, packaged_profiles, profiles_and_warnings
from collectors.profiles.model import Profile, Table
from powertui.errors import UsageError
from powertui.presenters.profile_listing import (
    ColumnSummary,
    Finding,
    ProfileDetail,
    ProfileSummary,
    Severity,
    TableSummary,
)
from powertui.toml_places import nearest, places_of
from powertui.tomlfile import syntax_place


def known_profiles() -> tuple[tuple[ProfileSummary, ...], tuple[str, ...]]:
    """All profiles in use, and a sentence for each file of the user's own that cannot be used."""
    found = profiles_and_warnings()
    return tuple(_summary(profile) for profile in found.profiles), found.warnings


def profile_detail(family: str) -> ProfileDetail:
    """One profile in full. Raises UsageError where there is none of the family."""
    profiles = profiles_and_warnings().profiles
    profile = next((one for one in profiles if one.family == family), None)
    if profile is None:
        from difflib import get_close_matches

        near = get_close_matches(family, [one.family for one in profiles], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; powertui profiles lists them"
        raise UsageError(f"there is no profile for the family {family!r}{hint}")
    detection = profile.detection
    return ProfileDetail(
        _summary(profile),
        profile.note,
        tuple(
            (word, said)
            for word, said in (
                ("sysObjectID", tuple(map(_dotted, detection.sys_object_ids))),
                ("exactly", tuple(map(_dotted, detection.exact_sys_object_ids))),
                ("shared sysObjectID", tuple(map(_dotted, detection.shared_sys_object_ids))),
                ("sysDescr", detection.sys_descr),
                ("probe", tuple(map(_dotted, (*detection.probe, *detection.probe_columns)))),
                ("probe says", tuple(_condition(one.oid, one.values, one.pattern) for one in detection.probe_where)),
                ("not if", tuple(map(_dotted, detection.probe_absent))),
            )
            if said
        ),
        tuple(
            (word, tuple(map(_source, sources)))
            for word, sources in (
                ("model", profile.identity.model),
                ("serial", profile.identity.serial),
                ("firmware", profile.identity.firmware),
                ("name", profile.identity.name),
            )
            if sources
        ),
        tuple(_table(table) for table in profile.tables),
        tuple(
            f"{one.kind.value} {one.quantity.key}: {one.rule.value.replace('_', ' ')}"
            + (f" of {one.of.value}" if one.of else "")
            for one in profile.derives
        ),
    )


def checked_profile(path: Path) -> tuple[Finding, ...]:
    """All that is wrong or doubtful in a file, in its order."""
    checked = check(path)
    text = ""
    try:
        text = path.read_bytes().decode()
        data = tomllib.loads(text, parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        line, column = syntax_place(text, str(error))
        return tuple(Finding(Severity.MISTAKE, line, column, one.key, one.sentence) for one in checked.mistakes)
    places = places_of(text)
    found = checked.mistakes or doubts(data, path)
    severity = Severity.MISTAKE if checked.mistakes else Severity.DOUBT

    def finding(one: Mistake) -> Finding:
        at = nearest(places, one.path)
        where = (at.line, at.column) if at else (0, 0)
        return Finding(severity, *where, one.key, one.sentence)

    return tuple(sorted(map(finding, found), key=lambda one: (one.line, one.column)))


def _summary(profile: Profile) -> ProfileSummary:
    is_own = Path(profile.origin).parent != PACKAGED
    return ProfileSummary(
        profile.family,
        profile.vendor,
        profile.mib,
        profile.evidence.value,
        profile.binding.value,
        tuple(sorted({column.decoder for column in _columns(profile.tables) if column.decoder})),
        profile.origin if is_own else "",
        is_own and any(one.family == profile.family for one in packaged_profiles()),
    )


def _columns(tables: Sequence[Table]) -> Iterator[Column]:
    for table in tables:
        yield from table.readings
        yield from table.facts


def _table(table: Table) -> TableSummary:
    return TableSummary(
        table.kind.value, table.id.text, tuple(map(_column, table.readings)), tuple(map(_column, table.facts))
    )


def _column(column: Column) -> ColumnSummary:
    said = column.device_scale
    scale = "" if column.words is not None else _number(column.scale) if column.scale != 1 else ""
    if said is not None:
        scale = " ".join(filter(None, (scale, _device_scale(said))))
    notes = [
        f"decoder {column.decoder}" if column.decoder else "",
        "enumeration" if column.words is not None else "",
        f"text: {column.parse.value}" if column.parse is not Parse.NUMBER else "",
        "computed by the device" if column.estimated else "",
        "seldom" if column.slow else "",
    ]
    behind = "".join(f".{arc}" for arc in column.suffix)
    if column.variable:
        behind += f" {column.variable}"
    return ColumnSummary(
        column.quantity.key,
        column.quantity.unit,
        _dotted(column.column) + behind,
        scale,
        ", ".join(filter(None, notes)),
    )


def _device_scale(scale: DeviceScale) -> str:
    return ", ".join(f"said by {_dotted(column)}" for column in scale.columns)


def _number(value: Fraction) -> str:
    return f"x {float(value):g}" if value.denominator <= 10**9 else f"x {value}"


def _source(source: Source) -> str:
    return _dotted(source.oid) + (f" /{source.pattern}/" if source.pattern else "")


def _condition(oid: Sequence[int], values: frozenset[str], pattern: str) -> str:
    return f"{_dotted(oid)} = {' or '.join(sorted(values))}" if values else f"{_dotted(oid)} /{pattern}/"


def _dotted(oid: Sequence[int]) -> str:
    return ".".join(map(str, oid))
