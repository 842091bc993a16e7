import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.profiles.legs import leg_of
from powertui.domain.reading import Leg


@pytest.mark.parametrize(
    ("words", "leg"),
    [
        (("1", "L1", "A", "Phase A", "AA:L1", "L1-N", "AA:L1-N", "line 1"), Leg.A),
        (("L2", "Phase B", "BA:L2-N-BR4"), Leg.B),
        (("L1-L2", "L2-L1", "Phase AB", "AA:L1-L2", "AA:L1-L2-BR1", "A-B"), Leg.AB),
        (("L2-L3", "Phase BC"), Leg.BC),
        (("L3-L1", "Phase CA", "AC", "L1-L3"), Leg.CA),
        (("N", "AA:N", "Neutral", "4"), Leg.NEUTRAL),
        (("", "Bank 1", "Infeed", "L1-L1", "0", "Circuit 3"), None),
    ],
)
def test_a_label_names_a_leg(words: tuple[str, ...], leg: Leg | None) -> None:
    assert [leg_of(word) for word in words] == [leg] * len(words)


@given(st.text())
def test_any_label_names_a_leg_or_none(word: str) -> None:
    assert leg_of(word) is None or isinstance(leg_of(word), Leg)
