"""Wrong scales show where a device contradicts itself; what is merely coarse, idle or unmetered does not."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from powertui.domain.contradiction import Contradiction, Figure, MeasuredPart
from powertui.domain.first_contact import contradictions
from powertui.domain.reading import Leg, Quantity, SubjectKind

V, A, W, VA, PF = (
    Quantity.VOLTAGE,
    Quantity.CURRENT,
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.POWER_FACTOR,
)


def part(
    kind: SubjectKind = SubjectKind.PHASE,
    key: str = "1",
    leg: Leg | None = None,
    step: float = 0.01,
    phases: int | None = None,
    **figures: float,
) -> MeasuredPart:
    told = tuple(Figure(Quantity[name.upper()], value, step) for name, value in figures.items())
    return MeasuredPart(kind, key, "1", leg, told, phases)


def scale_of(found: Contradiction) -> tuple[Quantity, float]:
    return found.quantity, round(found.factor or 0.0, 6)


def only(*parts: MeasuredPart) -> Contradiction:
    (found,) = contradictions(parts)
    return found


def test_a_power_ten_times_too_great_is_named_with_its_factor() -> None:
    found = only(part(voltage=230, current=5, power_factor=0.95, active_power=10_925, apparent_power=1150))
    assert (found.quantity, found.factor, found.rival) == (W, 10.0, None)


def test_without_a_third_witness_the_current_may_as_well_be_wrong() -> None:
    found = only(part(voltage=230, current=5, power_factor=0.95, active_power=109_250))
    assert (found.quantity, found.factor) == (W, 100.0)
    assert found.rival == (SubjectKind.PHASE, "1", A)


def test_a_current_that_w_and_va_contradict_is_the_one_that_is_wrong() -> None:
    found = only(part(voltage=230, current=50, power_factor=0.9, active_power=1035, apparent_power=1150))
    assert (found.quantity, found.factor, round(found.expected, 6)) == (A, 10.0, 5.0)


def test_a_voltage_that_no_mains_have_is_suspected_before_the_current() -> None:
    found = only(part(voltage=23, current=5, power_factor=0.9, active_power=1035, apparent_power=1150))
    assert scale_of(found) == (V, 0.1)


def test_an_apparent_power_in_kilo_units_is_named() -> None:
    found = only(part(voltage=230, current=50, power_factor=0.9, active_power=10_350, apparent_power=11.5))
    assert (found.quantity, found.factor) == (VA, 0.001)


def test_an_active_power_above_the_apparent_one_needs_no_power_factor() -> None:
    found = only(part(voltage=230, current=5, active_power=9_000, phases=1, kind=SubjectKind.UNIT))
    assert (found.quantity, found.factor) == (W, 10.0)


def test_other_contradictions_are_notes_without_a_factor() -> None:
    found = only(part(voltage=230, current=5, power_factor=0.95, active_power=3000, apparent_power=1150))
    assert (found.quantity, found.factor) == (W, None)


def test_the_same_mistake_on_many_parts_is_one_warning() -> None:
    outlets = [
        part(SubjectKind.OUTLET, str(n), voltage=230, current=n, power_factor=1, active_power=2300 * n)
        for n in range(1, 9)
    ]
    found = only(*outlets)
    assert (found.key, found.others) == ("1", 7)


def test_outlets_are_compared_with_their_inlet() -> None:
    inlet = part(SubjectKind.UNIT, active_power=1000)
    outlets = [part(SubjectKind.OUTLET, str(n), active_power=2500) for n in range(4)]
    found = only(inlet, *outlets)
    assert scale_of(found) == (W, 0.1)
    assert (found.kind, found.rival) == (SubjectKind.UNIT, (SubjectKind.OUTLET, "0", W))


def test_an_inlet_that_its_own_current_bears_out_puts_the_blame_on_the_outlets() -> None:
    inlet = part(SubjectKind.UNIT, voltage=230, current=5, power_factor=1, active_power=1150, phases=1)
    outlets = [part(SubjectKind.OUTLET, str(n), active_power=2875) for n in range(4)]
    found = only(inlet, *outlets)
    assert (found.kind, found.factor, found.rival) == (SubjectKind.OUTLET, 10.0, None)


def test_phases_are_compared_with_their_total() -> None:
    unit = part(SubjectKind.UNIT, apparent_power=60_000)
    phases = [part(key=leg.value, leg=leg, apparent_power=2000) for leg in (Leg.A, Leg.B, Leg.C)]
    assert only(unit, *phases).factor == 10.0


@pytest.mark.parametrize(("total", "factor"), [("apparent_power", 10.0), ("active_power", 100.0)])
def test_currents_of_phases_without_power_are_compared_with_what_the_unit_draws(total: str, factor: float) -> None:
    unit = part(SubjectKind.UNIT, "1", None, 0.01, 3, **{total: 3 * 230 * 4 * 0.95})
    phases = [part(key=leg.value, leg=leg, voltage=230, current=4 * factor) for leg in (Leg.A, Leg.B, Leg.C)]
    found = only(unit, *phases)
    assert scale_of(found) == (A, factor)
    assert (found.others, found.rival) == (2, (SubjectKind.UNIT, "1", Quantity[total.upper()]))


@pytest.mark.parametrize("share", [0.55, 0.6, 0.95, 1.0, math.sqrt(3)])
def test_currents_of_phases_that_may_be_the_lines_own_are_no_contradiction(share: float) -> None:
    unit = part(SubjectKind.UNIT, apparent_power=3 * 230 * 4 * share)
    phases = [part(key=leg.value, leg=leg, voltage=230, current=4) for leg in (Leg.A, Leg.B, Leg.C)]
    assert contradictions([unit, *phases]) == ()


def test_an_inlet_with_outlets_that_are_not_metered_is_no_contradiction() -> None:
    inlet = part(SubjectKind.UNIT, active_power=5000)
    outlets = [part(SubjectKind.OUTLET, "1", active_power=500), part(SubjectKind.OUTLET, "2")]
    assert contradictions([inlet, *outlets]) == ()


def test_idle_devices_are_not_judged() -> None:
    assert contradictions([part(voltage=230, current=0.05, power_factor=0.9, active_power=1.0)]) == ()
    assert contradictions([part(voltage=230, current=0, power_factor=0, active_power=0, apparent_power=0)]) == ()


def test_what_is_told_too_coarsely_is_not_judged() -> None:
    assert contradictions([part(step=1, voltage=230, current=1, power_factor=1, active_power=23)]) == ()


@pytest.mark.parametrize("form", [1.0, math.sqrt(3), 3.0])
def test_a_three_phase_unit_may_count_in_any_of_three_ways(form: float) -> None:
    unit = part(SubjectKind.UNIT, voltage=230, current=10, power_factor=0.95, active_power=form * 2300 * 0.95, phases=3)
    assert contradictions([unit]) == ()


@pytest.mark.parametrize("leg", [Leg.AB, Leg.BC, Leg.CA])
def test_line_pairs_may_carry_the_lines_current(leg: Leg) -> None:
    pair = part(leg=leg, voltage=400, current=10, power_factor=0.95, active_power=4000 * 0.95 / math.sqrt(3))
    assert contradictions([pair]) == ()


volts = st.sampled_from([100.0, 120.0, 208.0, 230.0, 240.0, 277.0, 400.0])
amps = st.floats(min_value=0.5, max_value=63)
factors = st.floats(min_value=0.5, max_value=1)
errors = st.floats(min_value=0.95, max_value=1.05)


@given(u=volts, i=amps, pf=factors, e=errors, f=errors)
def test_a_device_that_agrees_with_itself_is_never_warned_of(u: float, i: float, pf: float, e: float, f: float) -> None:
    phase = part(voltage=u, current=i, power_factor=pf, active_power=u * i * pf * e, apparent_power=u * i * f)
    unit = part(SubjectKind.UNIT, active_power=u * i * pf, apparent_power=u * i)
    assert contradictions([unit, phase]) == ()


@given(
    u=volts,
    i=amps,
    pf=factors,
    e=errors,
    wrong=st.sampled_from([W, VA, A]),
    factor=st.sampled_from([0.001, 0.01, 0.1, 10.0, 100.0, 1000.0]),
)
def test_a_wrong_scale_is_found_and_the_right_column_named(
    u: float, i: float, pf: float, e: float, wrong: Quantity, factor: float
) -> None:
    assume(u * i * pf >= 25)
    right = {"voltage": u, "current": i, "power_factor": pf, "active_power": u * i * pf * e, "apparent_power": u * i}
    name = wrong.name.lower()
    found = only(part(SubjectKind.OUTLET, "1", None, 0, 1, **{**right, name: right[name] * factor}))
    assert scale_of(found) == (wrong, factor)
