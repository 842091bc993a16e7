"""What a correct reader must find on the recordings of real PDUs, and how a reading compares with it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.shared_material import SHARED

TOLERANCE = 0.01
SECTIONS = ("units", "phases", "lines", "branches", "outlets")
PRESENT = 0.99
"""Of what a MIB vouches for, so much must be there."""

Document = dict[str, Any]
"""What `powertui snmp read --json` prints."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One number of a recording's truth."""

    section: str
    unit: str | None
    id: str
    key: str
    value: float
    also_acceptable: tuple[float, ...]
    lsb: float
    """The smallest step of the device's own number, in the value's unit; 0 where it is not known."""
    vouched: bool
    """A MIB says so; else another monitoring system, whose value is to be met only where we give one."""

    def is_met_by(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        wanted = (self.value, *self.also_acceptable)
        return any(abs(value - right) <= max(abs(right) * TOLERANCE, self.lsb) + 1e-9 for right in wanted)

    def __str__(self) -> str:
        unit = f" of unit {self.unit}" if self.unit else ""
        return f"{self.section} {self.id}{unit} {self.key}: {self.value:g}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a reading compares with a truth: how many numbers are right; which are missing and which wrong, in words."""

    right: int
    missing: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return self.right >= PRESENT * (self.right + len(self.missing))


@cache
def truth_of(recording: str) -> Document:
    document: Document = json.loads((SHARED / "snmp" / "truth" / f"{recording}.json").read_text())
    return document


def recordings() -> list[str]:
    """The names of all recordings; none where they are not."""
    return sorted(path.stem for path in (SHARED / "snmp" / "recordings").glob("*.snmprec"))


def family_of(recording: str) -> str | None:
    """None: outside the families that are documented."""
    family: str | None = truth_of(recording)["family"]
    return family


def expected_numbers(recording: str) -> Iterator[Expected]:
    """All numbers of a truth."""
    truth = truth_of(recording)
    for section in SECTIONS:
        for row in truth[section]:
            for key, origin in row.get("_prov", {}).items():
                if not _is_number(row.get(key)):
                    continue
                scale = origin.get("scale")
                yield Expected(
                    section,
                    row.get("unit"),
                    row["id"],
                    key,
                    float(row[key]),
                    tuple(map(float, origin.get("also_acceptable", ()))),
                    lsb=abs(float(scale)) if _is_number(scale) else 0.0,
                    vouched=str(origin.get("src", "")).startswith(("mib", "both")),
                )


def compare(recording: str, document: Document) -> Comparison:
    """A reading against the truth. What no MIB vouches for is never missing, but may be wrong."""
    right, missing, wrong = 0, [], []
    for expected in expected_numbers(recording):
        found = row_of(document[expected.section], expected).get(expected.key)
        if found is not None and not expected.is_met_by(found):
            wrong.append(f"{recording}: {expected}, read {found!r}")
        elif found is None and expected.vouched:
            missing.append(f"{recording}: {expected}")
        elif found is not None and expected.vouched:
            right += 1
    return Comparison(right, tuple(missing), tuple(wrong))


def row_of(rows: list[dict[str, Any]], expected: Expected) -> dict[str, Any]:
    """The part with the truth's id: in its unit, where several units have such a part."""
    named = [row for row in rows if row["id"] == expected.id]
    within = [row for row in named if str(row.get("unit", row["id"])) == expected.unit]
    if expected.unit is not None and within:
        return within[0]
    return named[0] if len(named) == 1 else {}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def table_of(results: Iterable[tuple[str, int, int, int]]) -> Iterator[str]:
    """Lines for people: how many numbers of each family are right, missing, wrong."""
    totals: dict[str, Counter[str]] = {}
    for family, right, missing, wrong in results:
        total = totals.setdefault(family, Counter())
        total += Counter(recordings=1, right=right, missing=missing, wrong=wrong)
        totals[family] = total
    width = max(map(len, [*totals, "family"]))
    heads = ("recordings", "right", "missing", "wrong")
    yield f"{'family':{width}}  {'  '.join(heads)}"
    for family in sorted(totals):
        yield f"{family:{width}}  {'  '.join(f'{totals[family][head]:>{len(head)}}' for head in heads)}"
    sums = {head: sum(total[head] for total in totals.values()) for head in heads}
    yield f"{'all':{width}}  {'  '.join(f'{sums[head]:>{len(head)}}' for head in heads)}"
