"""Currents of what hangs on a phase add up to the phase's; a power of ten between them is a wrong scale."""

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.contradiction import Contradiction, Figure, MeasuredPart
from powertui.domain.first_contact import contradictions
from powertui.domain.reading import Leg, Quantity, SubjectKind

UNIT, PHASE, BRANCH, OUTLET = SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.BRANCH, SubjectKind.OUTLET
A = Quantity.CURRENT


def part(kind: SubjectKind, key: str, leg: Leg | None = None, step: float = 0.01, **figures: float) -> MeasuredPart:
    told = tuple(Figure(Quantity[name.upper()], value, step) for name, value in figures.items())
    return MeasuredPart(kind, key, "1", leg, told)


def only(*parts: MeasuredPart) -> Contradiction:
    (found,) = contradictions(parts)
    return found


def banks(*amps: float) -> list[MeasuredPart]:
    return [part(BRANCH, f"B{number}", current=value) for number, value in enumerate(amps, 1)]


def test_banks_that_add_up_to_ten_times_their_phase_are_named() -> None:
    phase = part(PHASE, "L1", current=6.6, voltage=230, apparent_power=1518)
    found = only(phase, *banks(40, 26))
    assert (found.kind, found.key, found.quantity, found.factor, found.rival) == (BRANCH, "B1", A, 10.0, None)
    assert found.others == 1


def test_without_a_witness_the_phase_may_as_well_be_wrong() -> None:
    found = only(part(PHASE, "L1", current=6.6), *banks(0.4, 0.26))
    assert (found.key, round(found.factor or 0, 6), found.rival) == ("B1", 0.1, (PHASE, "L1", A))


def test_three_phases_are_compared_with_all_that_hangs_on_them() -> None:
    phases = [part(PHASE, f"L{number}", current=5.0, voltage=230, apparent_power=1150) for number in (1, 2, 3)]
    neutral = part(PHASE, "N", Leg.NEUTRAL, current=9.0)
    found = only(*phases, neutral, *banks(25, 25, 25, 25, 25, 25))
    assert (found.kind, found.factor, found.others) == (BRANCH, 10.0, 5)


def test_a_unit_without_phases_is_compared_itself() -> None:
    found = only(part(UNIT, "1", current=11), part(OUTLET, "1", current=0.7), part(OUTLET, "2", current=0.4))
    assert found.rival == (UNIT, "1", A)


def test_outlets_that_agree_with_the_phase_tell_that_the_banks_are_wrong() -> None:
    outlets = [part(OUTLET, str(number), current=3.3) for number in (1, 2)]
    found = only(part(PHASE, "L1", current=6.6), *banks(40, 26), *outlets)
    assert (found.kind, found.factor, found.rival) == (BRANCH, 10.0, None)


def test_what_is_no_power_of_ten_apart_is_no_contradiction() -> None:
    assert not contradictions([part(PHASE, "L1", current=6.6), *banks(2.0, 1.0)])
    assert not contradictions([part(PHASE, "L1", current=6.6), *banks(13.2)])


def test_one_bank_that_tells_nothing_leaves_it_open() -> None:
    assert not contradictions([part(PHASE, "L1", current=6.6), *banks(0.4, 0.26), part(BRANCH, "B3", voltage=230)])


def test_idle_and_coarse_currents_are_not_compared() -> None:
    assert not contradictions([part(PHASE, "L1", current=0.03), *banks(0.3)])
    assert not contradictions([part(PHASE, "L1", step=1.0, current=1), part(BRANCH, "B1", step=0.1, current=10)])
    assert not contradictions([part(PHASE, "L1", current=6.6), *banks(0, 0)])


def test_an_outlet_without_a_voltage_is_checked_with_its_phases() -> None:
    phase = part(PHASE, "L1", voltage=230)
    found = only(phase, part(OUTLET, "1", current=1.0, apparent_power=2300))
    assert (found.kind, found.quantity, found.factor) == (OUTLET, Quantity.APPARENT_POWER, 10.0)
    assert not contradictions([phase, part(OUTLET, "1", current=1.0, apparent_power=110)])


@given(st.lists(st.floats(1.0, 16.0), min_size=1, max_size=12))
def test_parts_that_add_up_contradict_nothing(amps: list[float]) -> None:
    assert not contradictions([part(PHASE, "L1", current=sum(amps)), *banks(*amps)])
