"""Where each value of a device comes from, for `powertui snmp read --raw`: lines for people, records for programs."""

from collections.abc import Iterator, Sequence

from powertui.cli.snmp_report import Json, plain
from powertui.domain.provenance import Trace
from powertui.presenters.text import BLANK, Line, line


def origin_lines(origins: Sequence[Trace]) -> Iterator[Line]:
    """A line for each value, behind the profile that they are read by."""
    yield BLANK
    yield line(f"raw, by the profile {plain(origins[0].profile)}")
    for origin in origins:
        yield line(f"  {plain(str(origin))}")


def origin_records(origins: Sequence[Trace]) -> list[Json]:
    """A record for each value; what does not apply to it is left out."""
    return [_record(origin) for origin in origins]


def _record(origin: Trace) -> Json:
    record: Json = {
        "part": origin.kind.value,
        "id": origin.key,
        "quantity": origin.quantity.key,
        "standing": str(origin.standing.value),
        "value": origin.value,
        "unit": origin.quantity.unit,
        "word": origin.word,
        "profile": origin.profile,
    }
    if origin.rule:
        record |= {"rule": origin.rule, "sources": list(origin.sources)}
    else:
        record |= {"oid": ".".join(map(str, origin.oid)), "type": origin.type or None, "raw": origin.raw or None}
        record |= {"scale": float(origin.scale), "scale_overridden": origin.is_overridden}
    if origin.offset:
        record["offset"] = float(origin.offset)
    if origin.because:
        record["because"] = origin.because
    return record
