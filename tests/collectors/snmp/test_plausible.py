"""A batch's columns against what their quantities can be."""

from array import array

from collectors.profiles.model import DeriveRule
from collectors.snmp.derive import Derivation
from collectors.snmp.plausible import batch_bounds, mark_implausible, with_judged_facts
from powertui.domain.reading import MISSING_RAW, Quality, Quantity, Reading, SubjectDescription, SubjectKind

PHASE = SubjectDescription(
    SubjectKind.PHASE,
    "L1",
    quantities=(Quantity.VOLTAGE, Quantity.CURRENT, Quantity.APPARENT_POWER, Quantity.FREQUENCY, Quantity.STATE),
    facts=(Reading(Quantity.RATED_CURRENT, 16.0, Quality.GOOD),),
)
V, A, VA, HZ, STATE = range(5)
PRODUCT = ((VA, Derivation(DeriveRule.PRODUCT_V_A, (V, A))),)


def marked(*values: int) -> list[Quality]:
    qualities = bytearray([Quality.GOOD if value != MISSING_RAW else Quality.UNSUPPORTED for value in values])
    held = array("q", values)
    mark_implausible(batch_bounds([PHASE]), PRODUCT, held, qualities)
    assert list(held) == list(values)
    return [Quality(quality) for quality in qualities]


def test_what_can_be_is_left_alone() -> None:
    assert marked(230_000, 16_000, 3_680_000, 50_000, 99_000) == [Quality.GOOD] * 5


def test_what_was_computed_of_what_cannot_be_is_implausible_too() -> None:
    qualities = marked(230_000, 160_000, 36_800_000, 0, 0)
    assert qualities == [Quality.GOOD, Quality.IMPLAUSIBLE, Quality.IMPLAUSIBLE, Quality.GOOD, Quality.GOOD]


def test_what_is_not_there_stays_what_it_is() -> None:
    assert marked(MISSING_RAW, MISSING_RAW, MISSING_RAW, MISSING_RAW, MISSING_RAW) == [Quality.UNSUPPORTED] * 5


def test_a_rating_that_cannot_be_is_marked() -> None:
    absurd = SubjectDescription(SubjectKind.UNIT, "1", facts=(Reading(Quantity.RATED_CURRENT, 65535.0, Quality.GOOD),))
    (judged,) = with_judged_facts([absurd])
    assert [fact.quality for fact in judged.facts] == [Quality.IMPLAUSIBLE]
