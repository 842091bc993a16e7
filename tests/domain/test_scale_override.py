"""Which devices and columns an override means."""

from fractions import Fraction

import pytest

from powertui.domain.reading import Quantity, SubjectKind
from powertui.domain.scale_override import ColumnChoice, ScaleOverride, column_choice

NAMES = ("pdu-a1", "192.0.2.7", "192.0.2.7:1161", "apc-rpdu2", "apc-rpdu2/AP8853")


@pytest.mark.parametrize(
    "target", ["pdu-a1", "PDU-A?", "192.0.2.*", "192.0.2.7:1161", "apc-rpdu2", "apc-rpdu2/AP88*", "*/ap8853", "*"]
)
def test_a_target_is_a_name_an_address_or_a_family_and_model(target: str) -> None:
    assert ScaleOverride(target, ColumnChoice(), Fraction(1)).fits(NAMES)


@pytest.mark.parametrize("target", ["pdu", "pdu-b*", "192.0.2.70", "apc-rpdu", "apc-rpdu2/AP7*"])
def test_other_devices_are_not_meant(target: str) -> None:
    assert not ScaleOverride(target, ColumnChoice(), Fraction(1)).fits(NAMES)


def test_a_column_is_an_oid_or_a_part_and_its_quantity() -> None:
    assert column_choice(".1.3.6.1.4.1.318.1.1").oid == (1, 3, 6, 1, 4, 1, 318, 1, 1)
    assert column_choice("outlet current_a") == ColumnChoice((), SubjectKind.OUTLET, Quantity.CURRENT)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "neither a column's numeric OID nor a part and its quantity"),
        ("current_a", 'right would be "1.3.6.1.4.1.318.1.1.26.4.3.1.5" or "outlet current_a"'),
        ("outlet amps", "parts are unit, input, phase, line, branch, outlet, sensor"),
        ("1.3", "neither a column's numeric OID"),
        ("outlet state", "names state, which is no number and has no scale"),
    ],
)
def test_what_is_no_column_is_told_what_would_be(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        column_choice(text)
