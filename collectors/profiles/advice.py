"""What is no mistake in a profile, but will probably be one on a device: doubts, each with its key."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any

from collectors.profiles.expand import Mistake, Path

_ENTERPRISES = "1.3.6.1.4.1."
_SCALES = frozenset(
    {"scale", "digits", "exponent_column", "scale_column", "si_scale_column", "unit_column", "percent_of", "decoder"}
)
_FRACTIONS = frozenset({"power_factor", "current_a"})
"""Quantities that hardly any device counts in whole units: a column without a scale has probably lost it."""
_SAYS_NO_PLACE = frozenset({"quantity", "scale", "offset", "cadence"})
_READS = ("readings", "facts")


def doubts(data: dict[str, Any], path: FilePath) -> tuple[Mistake, ...]:
    """All doubts about a file that has no mistakes; `data` is what the TOML parser made of it."""
    found = [
        *_about_name(data, path),
        *_about_detection(data),
        *_about_identity(data),
        *_about_evidence(data),
        *_about_tables(data),
        *_about_enterprises(data),
    ]
    return tuple(found)


def _about_name(data: dict[str, Any], path: FilePath) -> Iterator[Mistake]:
    family = data["family"]
    if path.name != f"{family}.toml":
        yield Mistake(("family",), f"is {family!r}, and the file is called {path.name}; {family}.toml is found sooner")


def _about_detection(data: dict[str, Any]) -> Iterator[Mistake]:
    detect = data.get("detect", {})
    own = [key for key in ("sys_object_ids", "exact_sys_object_ids", "sys_descr") if detect.get(key)]
    probes = [key for key in ("probe", "probe_columns", "probe_where") if detect.get(key)]
    if not own and not probes and not detect.get("shared_sys_object_ids"):
        yield Mistake(("detect",), "identifies nothing: no device is ever taken for this family")
    elif detect.get("shared_sys_object_ids") and not probes:
        yield Mistake(("detect", "shared_sys_object_ids"), "count only with a probe that answers, and there is none")
    elif not probes:
        yield Mistake(("detect",), "has no probe: a device that shares its sysObjectID would be taken for this family")


def _about_identity(data: dict[str, Any]) -> Iterator[Mistake]:
    identity = data.get("identity", {})
    if not identity.get("model") and not identity.get("serial"):
        yield Mistake(("identity",), "has neither model nor serial: devices of the family cannot be told apart by it")


def _about_evidence(data: dict[str, Any]) -> Iterator[Mistake]:
    if data.get("evidence") == "mib":
        yield Mistake(("evidence",), 'is "mib": nothing was compared with a device yet; a walk of one would prove it')


def _about_tables(data: dict[str, Any]) -> Iterator[Mistake]:
    tables = data.get("tables", [])
    if tables and not any(table.get("kind") in {"unit", "phase", "line", "input"} for table in tables):
        yield Mistake(("tables",), "have nothing that is the PDU's total: neither a unit nor phases")
    for number, table in enumerate(tables):
        at: Path = ("tables", number)
        if table.get("kind") == "line" and "leg" not in table:
            yield Mistake(at, "has no leg: what the lines carry is on no leg of a feed")
        for part in _READS:
            yield from _about_columns(table.get(part, []), (*at, part), is_scaled=_says_scale(table))


def _about_columns(columns: Sequence[dict[str, Any]], at: Path, *, is_scaled: bool) -> Iterator[Mistake]:
    seen: dict[tuple[Any, ...], str] = {}
    for number, column in enumerate(columns):
        where = (*at, number)
        quantity = column.get("quantity", "")
        is_plain = not (is_scaled or _SCALES & column.keys()) and column.get("parse", "number") == "number"
        if quantity in _FRACTIONS and is_plain:
            yield Mistake(
                where,
                f"has no scale: {quantity} would be a whole number; scale = 1 says that it is",
            )
        place = tuple(sorted((key, str(said)) for key, said in column.items() if key not in _SAYS_NO_PLACE))
        other = seen.setdefault(place, quantity)
        if other != quantity:
            yield Mistake((*where, "column"), f"is that of {other} too: one of the two is probably another column")


def _says_scale(table: dict[str, Any]) -> bool:
    """Whether the rows of a table say the scale of all their values."""
    return "sensors" in table or "scale" in table.get("variables", {})


def _about_enterprises(data: dict[str, Any]) -> Iterator[Mistake]:
    """One OID in a tree that no other one of the profile is in is mostly a slip of the pen."""
    root = str(data.get("root", "")).strip(".")
    found = [(path, number) for path, text in _oids(data) if (number := _enterprise(text, root)) is not None]
    counts = Counter(number for _, number in found)
    detected = {
        number
        for key in ("sys_object_ids", "shared_sys_object_ids", "exact_sys_object_ids")
        for text in data.get("detect", {}).get(key, [])
        if (number := _enterprise(text, root)) is not None
    }
    common = _enterprise(root, "") or max(counts, key=lambda number: counts[number], default="")
    for path, number in found:
        if counts[number] == 1 and number != common and number not in detected:
            yield Mistake(
                path, f"is in the tree of enterprise {number}, where nothing else of the profile is: is {common} meant?"
            )


def _oids(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """All columns of readings, facts and parts, with their keys."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"column", "oid"} and isinstance(item, str):
                yield (*path, key), item
            elif key != "each":
                yield from _oids(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _oids(item, (*path, number))


def _enterprise(text: str, root: str) -> str | None:
    """The enterprise's number in an OID; None of a standard tree, or where placeholders hide it."""
    whole = f"{root}{text}" if text.startswith(".") else text
    if whole.startswith(_ENTERPRISES):
        whole = whole.removeprefix(_ENTERPRISES)
    elif whole.startswith("1.3.6.1."):
        return None
    first = whole.partition(".")[0]
    return first if first.isdecimal() else None
