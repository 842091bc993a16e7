"""The facts of all families, as their MIBs and devices have them, against the profiles: object, meaning, scale."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from collectors.profiles.columns import Column
from collectors.profiles.loader import packaged_profiles
from collectors.profiles.model import Profile
from collectors.snmp.client import Oid
from powertui.domain.reading import QUANTITY_BY_KEY, Quantity
from tests.shared_material import SHARED, needs_shared

pytestmark = needs_shared

PROFILES = {profile.family: profile for profile in packaged_profiles()}
PLAIN = re.compile(r"^\.?\d+(\.\d+)*$")
SHORTEST_COLUMN = 8
"""Arcs; a shorter one that a fact's object lies below is no column of it."""
LONGEST_INDEX = 4
WORDS = frozenset({Quantity.STATE, Quantity.LOAD_STATE, Quantity.STATUS})
"""Facts call all of them states; which it is depends on the part."""
LEFT_OUT = {
    ("raritan-pdu2", "1.3.6.1.4.1.13742.6.5.1.3.1.3"): "whether a value is one; how the load is, inlets say",
    (
        "ibm-pdu",
        "1.3.6.1.4.1.2.6.223.8.2.2.1.13",
    ): "a reading in one revision of the MIB, a switch command in the other",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One reading that a family has."""

    family: str
    quantity: Quantity
    dotted: str
    scale: Fraction | None

    @property
    def oid(self) -> Oid:
        return tuple(map(int, self.dotted.strip(".").split(".")))


def facts() -> Iterator[Fact]:
    """Those whose object is one OID and whose quantity we have; others need a look by a person."""
    path = SHARED / "snmp" / "profiles.json"
    families: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
    for family in families:
        for reading in family["readings"]:
            quantity = QUANTITY_BY_KEY.get(reading["quantity"])
            if quantity is not None and PLAIN.match(reading["oid"]):
                yield Fact(family["family"], quantity, reading["oid"], number(reading.get("scale")))


def number(text: object) -> Fraction | None:
    try:
        return Fraction(str(text))
    except ValueError:
        return None


def columns(profile: Profile) -> Iterator[Column]:
    for table in profile.tables:
        yield from (*table.readings, *table.facts)


def is_read_by(fact: Fact, column: Column) -> bool:
    """Whether the column is the fact's object, or the table's column of which that is an instance or a sensor."""
    below = fact.oid[len(column.column) :]
    if fact.oid[: len(column.column)] != column.column or len(column.column) < SHORTEST_COLUMN:
        return False
    same = column.quantity is fact.quantity or {column.quantity, fact.quantity} <= WORDS
    fits = not below or not column.suffix or below[-len(column.suffix) :] == column.suffix
    return same and fits and len(below) <= LONGEST_INDEX


def is_scaled_as(fact: Fact, column: Column) -> bool:
    """Whether the scale is the fact's; where the device or its text tells it, there is none to compare."""
    told = column.device_scale is not None or column.words is not None or column.parse.value == "quantity"
    return told or fact.scale is None or column.scale == fact.scale


@pytest.mark.parametrize("family", sorted({fact.family for fact in facts()}))
def test_a_profile_reads_what_its_family_has_at_the_scale_that_it_has(family: str) -> None:
    known = list(columns(PROFILES[family]))
    absent, misread = [], []
    for fact in facts():
        if fact.family != family or (family, fact.dotted) in LEFT_OUT:
            continue
        reading = [column for column in known if is_read_by(fact, column)]
        if not reading:
            absent.append(f"{fact.dotted} {fact.quantity.key}")
        elif not any(is_scaled_as(fact, column) for column in reading):
            misread.append(f"{fact.dotted} {fact.quantity.key}: {fact.scale}, read with {reading[0].scale}")
    assert not absent
    assert not misread


def test_each_documented_family_has_a_profile() -> None:
    assert {fact.family for fact in facts()} <= PROFILES.keys()
